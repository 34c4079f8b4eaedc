//! Ending a contract for cause: whether a party may. The time to cure is read in `exits`.

use super::passage::{Hit, Passage};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    ENDS = r"\b(?:terminat\w+|cancel\w*|rescind\w*|end\s+this\s+\w+)\b";
    MAY = r"\b(?:may|shall\s+have\s+the\s+right|has\s+the\s+right|have\s+the\s+right|is\s+entitled|are\s+entitled|can|reserves\s+the\s+right|right\s+to\s+terminat\w+|may\s+be\s+terminated)\b";
    BREACH = r"\b(?:(?:material(?:ly)?|substantial(?:ly)?|serious|fundamental)\s+(?:\w+\s+)?(?:breach\w*|default\w*|violat\w+|non-?performance)|breach\w*|default\w*|for\s+(?:good\s+|important\s+)?cause|fails?\s+to\s+(?:perform|comply|pay|cure|remedy|observe)|insolven\w+|bankrupt\w*)\b";
    NOT_THIS = r"\b(?:other\s+than|waive\w*|except)\b[^.;]{0,40}$";
    NO_CAUSE = r"\b(?:without\s+cause|for\s+convenience|for\s+any\s+(?:or\s+no\s+)?reason|with\s+or\s+without\s+cause)\b";
    CURES = r"\b(?:cur(?:e|ed|es|ing)|remed(?:y|ied|ies|ying)|rectif\w+|correct(?:ed|s|ing)?)\b";
}

/// Whether a party may end the contract because the other breaks it or becomes insolvent.
pub(super) fn termination_for_cause(p: &Passage) -> Option<Hit> {
    let ends = ENDS.find(p.sentence)?;
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
        ] {
            assert_eq!(alone(termination_for_cause, text), None, "{text}");
        }
    }
}
