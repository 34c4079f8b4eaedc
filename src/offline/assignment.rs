//! Whether a party may assign the contract without the other's consent.
//!
//! The assignment of inventions, of people and of tasks is never taken for that of the contract.

use super::passage::{Hit, Passage, is_whole};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    ASSIGNS = r"\b(?:assign(?:s|ed|able|ment|ments|ing)?|transfer(?:s|red|able|ring)?|novat\w+|ced(?:e|ed|ing)|sub-?let\w*|underlet|hand(?:ed)?\s+(?:\w+\s+){0,4}?on\b|pass(?:ed)?\s+(?:\w+\s+){0,4}?(?:on\b|to\s+(?:any(?:one|body)|another|others|third))|make\s+over)\b";
    NO_ASSIGNMENT = r"\b(?:successors?|heirs|executors)\b[^.;]{0,40}?\bassign(?:s|ees)?\b|\bassignments?\s+for\s+the\s+(?:general\s+)?benefit\b|\bnon-?transferable\b|\b(?:duties|tasks|functions|work)\s+(?:\w+\s+){0,3}assigned\b";
    OF_THE_CONTRACT = r"\b(?:this|the|its|their|his|her|any|all|of|such|our|your|\w+['’]s)\s+(?:\w+\s+){0,3}?(?:agreement|(?:sub)?contract|deed|lease|tenancy|charter(?:party)?|note|order(?:\s+form)?|sow|engagement|licen[cs]e|rights?|obligations?|duties|benefits?|interests?|claims?|premises|concession|guarantee|appointment)\b|\bassignment\s+of\s+claims\b|\b(?:not\s+assignable|non-?assignable)\b|\bneither\s+party\s+may\s+assign\b|\b(?:may|shall|must|will)\s+not\s+assign\s*(?:or\s+\w+\s*)?(?:[.,;]|without)|\btransfer\s+it\b|\bsuch\s+(?:assignment|transfer|consent)\b";
    FORBIDS = r"\b(?:may|shall|must|will|can|could|is|are|be)\s*(?:not|n['’]t)\b|\b(?:neither|nor|cannot|can['’]t|no\s+(?:party|assignment|transfer|right)|void|invalid|excluded|prohibited|forbidden|non-?assignable|personal\s+to)\b|\b(?:only|except|save|unless)\b[^.;]{0,60}\b(?:consent|approval|permission|agreement)\b|\bsubject\s+to\b[^.;]{0,40}\b(?:consent|approval)\b|\b(?:consent|approval|permission)\b[^.;]{0,40}\b(?:is|be)\s+required\b|\b(?:requires?|needs?)\b[^.;]{0,60}\b(?:consent|approval|permission)\b";
    ALLOWS_WITH = r"\b(?:may|can)\b[^.;]{0,80}\bwith\s+(?:the\s+)?(?:[\w'’-]+\s+){0,4}(?:consent|approval|permission)\b";
    ALLOWS = r"\b(?:may|can|(?:is|be)\s+(?:free|entitled|at\s+liberty)\s+to|(?:has|have)\s+the\s+(?:right|liberty)\s+to)\b[^.;]{0,60}\b(?:assign|transfer|novate|cede)\b|\bfreely\s+(?:assignable|transferable)\b";
    NO_CONSENT = r"\b(?:consent|approval|permission)\b[^.;]{0,40}\b(?:not|n['’]t)\s+(?:be\s+)?(?:required|needed|necessary)\b|\bno\s+(?:\w+\s+){0,3}?(?:consent|approval|permission)\b[^.;]{0,40}\b(?:is|be)\s+(?:required|needed|necessary)\b";
    RELIEVES = r"\bno\s+(?:such\s+)?(?:assignment|transfer|subletting)\b[^.;]{0,40}?\b(?:releas|reliev|discharg|affect|limit)\w*|\b(?:shall|will|does|is|be)\s+not\s+(?:\w+\s+)?(?:releas|reliev|discharg)\w*";
    FREELY = r"\bfreely\b|\bliberty\b|\bwithout\s+(?:(?:the|any|prior|further|need|written|of|for|obtaining|such|notice|to|or),?\s+)*(?:[\w'’-]+\s+){0,3}(?:consent|approval|permission)\b|\bat\s+any\s+time\b";
    TO_SOME = r"\bto\s+(?:(?:an?|any|its|one\s+of\s+its|the|wholly[\s-]owned)\s+)*(?:affiliates?|successors?|subsidiar\w+|group|parent|purchaser|acquir\w+)\b|\b(?:merger|acquisition|reorgani[sz]ation|sale\s+of)\b";
    OF_ELSE = r"\b(?:invention|work\s+product|copyright|intellectual\s+property|title\s+(?:to|and|in)|personnel|employees?|staff|tasks?|personal\s+data|funds|shares|ownership|number|deliverables?|goods)\b";
}

/// Whether the contract may be assigned without consent.
pub(super) fn assignment_consent(p: &Passage) -> Option<Hit> {
    let masked = NO_ASSIGNMENT.replace_all(p.sentence, |found: &regex::Captures<'_>| {
        " ".repeat(found[0].len())
    });
    let sentence = masked.as_ref();
    let verb = ASSIGNS.find(sentence)?;
    if !OF_THE_CONTRACT.is_match(sentence) || !is_whole(sentence) && !FORBIDS.is_match(sentence) {
        return None;
    }
    let is_else = OF_ELSE.is_match(sentence);
    // That no consent is needed, or that nobody is released, forbids no assignment.
    let needs_none = NO_CONSENT.is_match(sentence);
    let rest = NO_CONSENT.replace_all(sentence, " ");
    let rest = RELIEVES.replace_all(&rest, " ");
    let forbids = FORBIDS.is_match(&rest) || ALLOWS_WITH.is_match(&rest);
    let is_free = needs_none || ALLOWS.is_match(sentence) && FREELY.is_match(sentence);
    let allows = is_free && !TO_SOME.is_match(sentence);
    let is_named = verb.as_str().to_lowercase().starts_with("assign");
    let (weight, value) = match (forbids, allows) {
        (true, _) => (6, true),
        (false, true) => (5, false),
        (false, false) => return None,
    };
    let weight = weight + i32::from(is_named) * 2 - i32::from(is_else) * 4;
    (weight >= 4).then(|| Hit {
        weight,
        span: Span::new(verb.start(), verb.end()),
        value: Value::Flag(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: a bar to assignment is read in plain and in legal words, a freedom to assign as its contrary.
    #[test]
    fn who_may_not_assign_needs_consent() {
        for (sentence, expected) in [
            (
                "Neither party may transfer its rights under this Agreement without the other's approval.",
                Some("yes"),
            ),
            (
                "This Agreement is not assignable by either party.",
                Some("yes"),
            ),
            (
                "Rights under this contract may be transferred only with the consent of the other party.",
                Some("yes"),
            ),
            (
                "Adviser cannot hand this Agreement on to anybody.",
                Some("yes"),
            ),
            (
                "The Customer may transfer it with the Host's written consent.",
                Some("yes"),
            ),
            ("Assignment of claims is excluded.", Some("yes")),
            ("Either party may assign this Agreement freely.", Some("no")),
            (
                "Tenant may assign this Lease without the consent of Landlord, but no assignment shall release Tenant.",
                Some("no"),
            ),
            (
                "Landlord's consent shall not be required for any assignment of this Lease.",
                Some("no"),
            ),
            (
                "No consent of the other party is required for an assignment of this Agreement.",
                Some("no"),
            ),
            (
                "Holder may assign this Note without notice to, or the consent of, Maker.",
                Some("no"),
            ),
            (
                "Charterers have the liberty to sublet the vessel or assign this Charter.",
                Some("no"),
            ),
            (
                "Neither party may assign this Agreement, except that no consent is required for a transfer to an affiliate.",
                Some("yes"),
            ),
            (
                "Consent shall not be required for an assignment of this Agreement to an affiliate.",
                None,
            ),
            (
                "Subcontractor shall not assign this Subcontract without Prime's written consent.",
                Some("yes"),
            ),
            (
                "Consultant's rights and duties are personal and may not be assigned.",
                Some("yes"),
            ),
            (
                "The Lender may assign its rights under this deed without the Guarantor's consent.",
                Some("no"),
            ),
            (
                "The Company assigns Mr Smith to the project with the consent of the Client.",
                None,
            ),
            (
                "Consultant hereby assigns to Client all right, title and interest in the Work Product.",
                None,
            ),
        ] {
            assert_eq!(
                read(assignment_consent, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
