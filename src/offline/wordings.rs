//! Fields that are given in the contract's own words: arbitration, what survives, service credits.
//!
//! The value is the sentence that states it; a heading or a mere mention states nothing.

use super::passage::{Hit, Passage, is_whole};
use super::patterns::pattern;
use super::quote::squeeze;
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

/// The longest value, in characters.
const TEXT_MAX: usize = 240;

patterns! {
    ARBITRATION = r"\barbitrat(?:ion|ed|e)\b";
    DECIDED = r"\b(?:settled|resolved|decided|determined|referred|submitted|finally|administered|conducted|binding)\b";
    RULES = r"\b(?:rules|administered|seat|seated|arbitrator|arbitrators|tribunal)\b|(?-i:\b(?:ICC|LCIA|AAA|JAMS|SIAC|HKIAC|DIS|UNCITRAL|SCC|CIETAC|ICDR)\b)";
    NO_ARBITRATION = r"\b(?:no|not|never)\b[^.;]{0,40}\barbitrat\w+";
    SURVIVES = r"\b(?:surviv(?:e|es|al)|(?:remain|continue)s?\s+in\s+(?:full\s+)?(?:force|effect)\s+(?:after|following|notwithstanding)|outliv\w+)\b";
    SURVIVES_CLOSING = r"\bsurviv\w+\s+(?:the\s+)?(?:closing|completion|delivery)\b";
    PARTS_SURVIVE = r"\b(?:sections?|clauses?|articles?|paragraphs?)\s+\(?[\dIVX][^;:]{0,160}\bsurvives?\b|\bfollowing\s+(?:sections?|clauses?|articles?|paragraphs?|provisions?|terms)\b[^;:]{0,30}\bsurvives?\b|\bby\s+(?:its|their)\s+(?:very\s+)?nature\b[^.;]{0,80}\bsurvives?\b";
    STAYS = r"\b(?:(?:remain|continue)s?\s+(?:in\s+(?:full\s+)?(?:force|effect)|to\s+(?:apply|bind|have\s+effect))|come\s+into\b[^.;]{0,20}\bforce)\b";
    PARTS = r"\b(?:sections|clauses|articles|paragraphs|provisions|terms|(?:any|each|every)\s+(?:\w+\s+)?(?:provision|term|clause))\b";
    OUTLASTS_THE_END = r"\b(?:after|following|on|upon|beyond|notwithstanding|despite)\b[^.;]{0,30}\b(?:terminat\w+|expir\w+|ends)\b|\b(?:terminat\w+|expir\w+)\b[^.;]{0,40}\b(?:shall|does|do|will)\s+not\s+affect\b";
    AFTER_THE_END = r"\b(?:terminat\w+|expir\w+|end|ends|ended|completion)\b";
    WHICH = r"\b(?:sections?|clauses?|articles?|paragraphs?|provisions?|obligations?|rights?)\b";
    CREDITS = r"\b(?:service\s+(?:level\s+)?credits?|credit(?:s|ed)?\b[^.;]{0,60}\b(?:%|per\s?cent|percent|fees?|month))";
    MISSED = r"\b(?:(?:un)?availab\w+|uptime|service\s+levels?|downtime|fail\w*|below|less\s+than|outage|miss\w*|short)\b";
    SERVICE = r"\bservice\s+(?:level\s+)?credits?\b";
    // A credit for what was bought, sent back or paid too early.
    NOT_CREDITS = r"\b(?:rebates?|returned|restock\w*|prepaid|purchases?|promotion\w*|marketing)\b";
    DEDUCTS = r"\b(?:deduct\w*|penalt(?:y|ies)|reduced\s+by)\b";
    LEVEL = r"\b(?:uptime|service\s+levels?|downtime|outages?|availability\s+(?:falls?|drops?|is|of|below))\b";
    SHARE = r"\d\s*(?:%|per\s?cent)|[$€£₹]\s*\d|\bRs\b";
    FELL = r"\b(?:below|less\s+than|drops?|falls?|miss\w*|short\w*|fail\w*)\b";
    DELIVERABLES = r#"\bdeliverables?\b["”’)]*\s*(?:[:|]|\([^()]{1,40}\)\s*:|(?:shall\s+|will\s+)?(?:means?|include|comprise|consist\s+of)\b|are\s*:|are\s+(?:as\s+follows|the\s+following|listed|set\s+(?:out|forth)|described)\b)|\bdeliver(?:s)?\s+the\s+following\b|\bfollowing\s+(?:\w+\s+)?deliverables\b|\b(?:provide|deliver|produce|prepare|create|develop|supply)s?\b[^.;]{0,160}\((?:collectively,?\s+|each,?\s+)?(?:the\s+|an?\s+)?["“]?deliverables?\b"#;
    LISTS = r"\bfollowing\b|:\s*\S";
    RATE = r"\d\s*(?:%|per\s?cent)|\bequal\s+to\b|[$€£]\s*\d";
}

fn whole(weight: i32, sentence: &str) -> Option<Hit> {
    is_whole(sentence).then(|| stated(weight, sentence))
}

fn stated(weight: i32, sentence: &str) -> Hit {
    Hit {
        weight,
        span: Span::new(0, sentence.len()),
        value: Value::Text(squeeze(sentence).chars().take(TEXT_MAX).collect()),
    }
}

/// How disputes go to arbitration.
pub(super) fn arbitration(p: &Passage) -> Option<Hit> {
    let is_it = ARBITRATION.is_match(p.sentence)
        && DECIDED.is_match(p.sentence)
        && !NO_ARBITRATION.is_match(p.sentence);
    is_it
        .then(|| 4 + i32::from(RULES.is_match(p.sentence)) * 2)
        .and_then(|weight| whole(weight, p.sentence))
}

/// Which clauses stay in force after the end.
pub(super) fn survival(p: &Passage) -> Option<Hit> {
    if SURVIVES.is_match(p.sentence) && AFTER_THE_END.is_match(p.sentence) {
        return whole(4 + i32::from(WHICH.is_match(p.sentence)) * 2, p.sentence);
    }
    // Other words for it weigh less, since a term that goes on has them too.
    let speaks_of_it = p.sentence.contains("urviv") || p.sentence.contains("URVIV");
    if speaks_of_it && PARTS_SURVIVE.is_match(p.sentence) && !SURVIVES_CLOSING.is_match(p.sentence)
    {
        return Some(stated(3, p.sentence));
    }
    let stays = STAYS.is_match(p.sentence) && PARTS.is_match(p.sentence);
    (stays && OUTLASTS_THE_END.is_match(p.sentence))
        .then_some(2)
        .and_then(|weight| whole(weight, p.sentence))
}

/// What is to be delivered, where a sentence names, lists or defines it; that somebody deals with what is
/// delivered tells nothing of it.
pub(super) fn deliverables(p: &Passage) -> Option<Hit> {
    let names_them = ["eliverable", "ELIVERABLE", "the following"]
        .iter()
        .any(|words| p.sentence.contains(words));
    if !names_them || !DELIVERABLES.is_match(p.sentence) {
        return None;
    }
    whole(4 + i32::from(LISTS.is_match(p.sentence)), p.sentence)
}

/// What is credited where a service level is missed.
pub(super) fn service_credits(p: &Passage) -> Option<Hit> {
    let is_credit = CREDITS.is_match(p.sentence)
        && (MISSED.is_match(p.sentence)
            || SERVICE.is_match(p.sentence) && RATE.is_match(p.sentence))
        && (SERVICE.is_match(p.sentence) || !NOT_CREDITS.is_match(p.sentence));
    let is_deduction = DEDUCTS.is_match(p.sentence)
        && FELL.is_match(p.sentence)
        && SHARE.is_match(p.sentence)
        && (LEVEL.is_match(p.sentence) || LEVEL.is_match(p.previous));
    (is_credit || is_deduction)
        .then(|| {
            4 + i32::from(RATE.is_match(p.sentence)) * 2 + i32::from(MISSED.is_match(p.sentence))
        })
        .and_then(|weight| whole(weight, p.sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(rule: fn(&Passage) -> Option<Hit>, sentence: &str) -> bool {
        crate::offline::passage::alone(rule, sentence).is_some()
    }

    /// I29: what is quoted states the matter; a heading, a mention or a denial does not.
    #[test]
    fn only_a_sentence_that_states_the_matter_is_given() {
        for (rule, sentence, expected) in [
            (
                arbitration as fn(&Passage) -> Option<Hit>,
                "All disputes shall be finally settled by arbitration under the Rules of the ICC.",
                true,
            ),
            (arbitration, "Arbitration.", false),
            (
                deliverables,
                "The Contractor shall provide the following Deliverables: a report and a prototype.",
                true,
            ),
            (
                deliverables,
                "The Authority will name an owner with authority to accept Deliverables.",
                false,
            ),
            (
                deliverables,
                "Each Deliverable shall be deemed accepted after ten days without a word.",
                false,
            ),
            (
                arbitration,
                "Nothing in this clause shall be decided by arbitration and no arbitrator is named.",
                false,
            ),
            (
                survival,
                "Clauses 5, 7 and 9 shall survive termination of this agreement.",
                true,
            ),
            (survival, "Articles 8, 12 and 13 survive.", true),
            (
                survival,
                "The following provisions survive: Articles 1, 8 and 9.",
                true,
            ),
            (
                survival,
                "Provisions that by their nature should survive will survive.",
                true,
            ),
            (
                survival,
                "Any provision that is intended to continue in force on or after termination shall remain in full force.",
                true,
            ),
            (
                survival,
                "Termination does not affect clauses 5 and 7, which continue to apply.",
                true,
            ),
            (
                survival,
                "The terms of this Agreement shall remain in force until it is terminated.",
                false,
            ),
            (
                survival,
                "The warranties in Sections 3 and 4 shall survive the Closing.",
                false,
            ),
            (
                survival,
                "The surviving entity of the merger shall assume the lease.",
                false,
            ),
            (
                service_credits,
                "If uptime is below 99%, Customer receives a service credit of 5% of the monthly fee.",
                true,
            ),
            (
                service_credits,
                "If uptime falls below 99.5%, the Client may deduct 5% of the monthly fee.",
                true,
            ),
            (
                service_credits,
                "Supplier shall issue a credit of 3% of net purchases as a rebate.",
                false,
            ),
            (
                service_credits,
                "Tenant shall receive a credit of $5,000 against the first month's rent.",
                false,
            ),
            (
                service_credits,
                "The Borrower has a good credit history with the bank.",
                false,
            ),
        ] {
            assert_eq!(is_read(rule, sentence), expected, "{sentence}");
        }
    }
}
