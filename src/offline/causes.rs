//! Ending a contract for cause: whether a party may. The time to cure is read in `exits`.

use super::passage::{Hit, Passage};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    ENDS = r"\b(?:terminat\w+|cancel\w*|rescind\w*|end\s+(?:this|our|the\s+(?:agreement|contract|engagement|appointment))\s+\w+|end\s+it\b|bring\s+(?:this|the|our|it)\b[^.;]{0,30}?\bto\s+an\s+end|dissolve|revoke\s+(?:this|the)\s+(?:\w+\s+)?licen[cs]e|determine\s+(?:this|the)\s+(?:\w+\s+)?(?:agreement|contract|lease|hiring|hire|licen[cs]e|tenancy|engagement|employment|order)|forfeit\s+(?:this|the)\s+(?:lease|tenancy))\b";
    MAY = r"\b(?:may|shall\s+have\s+the\s+right|has\s+the\s+right|have\s+the\s+right|is\s+entitled|are\s+entitled|can|reserves\s+the\s+right|right\s+(?:of\s+(?:\w+\s+){1,3})?to\s+(?:terminat\w+|cancel|rescind)|may\s+be\s+terminated)\b";
    BREACH = r"\b(?:(?:material(?:ly)?|substantial(?:ly)?|serious|fundamental)\s+(?:\w+\s+)?(?:breach\w*|default\w*|violat\w+|non-?performance)|breach\w*|default\w*|for\s+(?:good\s+|important\s+|just\s+)?cause|fails?\s+to\s+(?:perform|comply|pay|cure|remedy|observe)|fails?\s+in\s+the\s+performance|not\s+(?:been\s+)?(?:cure[ds]?|remed(?:y|ied))|performance\s+has\s+not|(?:violat|infring)(?:e|es|ed)\s+(?:this|these|any|its|the)|insolven\w+|bankrupt\w*|(?:into|in)\s+(?:\w+\s+)?liquidation)\b";
    FORBIDDEN = r"\b(?:(?:may|shall|can|will|must)\s+not|cannot|not\s+(?:be\s+)?entitled\s+to|no\s+right\s+to)\s+(?:\w+\s+){0,2}(?:terminat\w+|cancel\w*|rescind\w*|end|bring|dissolve|revoke|determine|forfeit)|\b(?:neither\s+party|in\s+no\s+event|under\s+no\s+circumstances?|no\s+party)\b[^.;,]{0,40}\b(?:may|shall|can|will)\b[^.;,]{0,40}\b(?:terminat\w+|cancel\w*|rescind\w*)";
    UNLESS = r"\b(?:except|unless|other\s+than|save|only|until|but\s+for|without)\b";
    NOT_THIS = r"\b(?:other\s+than|waive\w*|except)\b[^.;]{0,40}$";
    NO_CAUSE = r"\b(?:without\s+cause|for\s+convenience|for\s+any\s+(?:or\s+no\s+)?reason|with\s+or\s+without\s+cause)\b";
    CURES = r"\b(?:cur(?:e|ed|es|ing)|remed(?:y|ied|ies|ying)|rectif\w+|correct(?:ed|s|ing)?)\b";
}

/// Whether a party may end the contract because the other breaks it or becomes insolvent.
pub(super) fn termination_for_cause(p: &Passage) -> Option<Hit> {
    let forbidden = FORBIDDEN
        .find(p.sentence)
        .filter(|found| !UNLESS.is_match(&p.sentence[found.end()..]))
        .map_or(0..0, |found| found.range());
    let mut ends = ENDS.find_iter(p.sentence);
    let ends = ends.find(|found| !forbidden.contains(&found.start()))?;
    let breach = BREACH.find(p.sentence)?;
    let is_only_free = NO_CAUSE.is_match(p.sentence) && !CURES.is_match(p.sentence);
    let is_excepted = NOT_THIS.is_match(&p.sentence[..breach.start()]);
    if !MAY.is_match(p.sentence) || is_only_free || is_excepted {
        return None;
    }
    let is_cured = CURES.is_match(p.sentence);
    let is_grave = p.sentence[breach.range()]
        .to_lowercase()
        .contains("material");
    Some(Hit {
        weight: 4 + i32::from(is_cured) * 3 + i32::from(is_grave) * 2,
        span: Span::new(ends.start(), ends.end()),
        value: Value::Flag(true),
    })
}

#[cfg(test)]
mod tests {
    use super::super::passage::alone;
    use super::*;

    #[test]
    fn a_right_to_end_for_breach_is_read_and_one_without_cause_is_not() {
        for text in [
            "Either party may terminate this Agreement if the other materially breaches it and fails to cure the breach within thirty (30) days after written notice.",
            "Supplier may terminate for cause with immediate effect.",
            "This Agreement may be terminated by Lessor if Lessee becomes insolvent.",
            "If the Tenants are in breach of this Lease the Landlords may bring this Lease to an end forthwith.",
            "The right of either party to terminate for good cause remains unaffected.",
            "The Corporation may terminate the employment at any time for just cause.",
            "We may terminate your account at once if you violate these terms.",
            "Each party may dissolve this Agreement if the other fails in the performance of its obligations.",
            "The Company may end it at once if you commit any serious breach of this letter.",
            "Licensor may revoke the licence if Licensee infringes any of its terms.",
            "Landlord may not terminate this Lease unless Tenant's default continues for ten days.",
            "Author may not terminate this Agreement, but Publisher may terminate it if Author is in breach.",
        ] {
            assert_eq!(
                alone(termination_for_cause, text).as_deref(),
                Some("yes"),
                "{text}"
            );
        }
        for text in [
            "Customer may terminate this Agreement without cause upon sixty days' notice.",
            "Each party shall cure a breach of its warranties.",
            "This Agreement terminates on 31 December 2027.",
            "Neither party may terminate this Agreement for breach; its sole remedy is damages.",
            "Licensor may not terminate the licence for breach.",
            "Author's sole remedy for breach is an action at law, and in no event may Author terminate this Agreement.",
        ] {
            assert_eq!(alone(termination_for_cause, text), None, "{text}");
        }
    }
}
