//! What notice ends the contract during its term without a reason.
//!
//! Notice of a breach, a time to cure it and notice against a renewal are never taken for it.

use super::{NOTICE_AFTER, last, mentions, speaks_of_the_whole};
use crate::domain::document::Span;
use crate::domain::value::{Period, Value};
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    FREELY = r"\b(?:convenience|in\s+the\s+absence\s+of\s+any\s+breach|no\s+questions\s+asked|at\s+any\s+point|at\s+will|with\s+or\s+without\s+(?:good\s+)?(?:cause|reason)|without\s+cause|(?:any|no)\s+(?:or\s+no\s+)?reason|at\s+any\s+time|without\s+(?:giving\s+)?reasons?)\b";
    ENDS = r"\b(?:bring|brings|brought)\b[^.;]{0,50}\bto\s+(?:an\s+end|a\s+close)\b|\bwalk\s+away\b|\bcall(?:ed)?\s+off\b|\b(?:may|can)\s+(?:\w+\s+){0,2}(?:finish|discontinue|stop|leave)\s+(?:this|the|our)\s+(?:\w+\s+)?(?:agreement|contract|engagement|services|arrangement|project|consulting)\b|\bterminat\w+\b|\b(?:may|can|might)\b[^.;]{0,40}\b(?:end|cancel|determine)\b";
    MAY_END = r"\b(?:may|can)\s+walk\s+away\s+from\b|\b(?:may|can)\s+(?:\w+\s+){0,2}bring\s+(?:\w+\s+){1,4}to\s+(?:an\s+end|a\s+close)\b|\b(?:may|can)\s+(?:\w+\s+){0,2}(?:end|terminate|cancel|determine|finish|discontinue|call\s+off|leave)\s+(?:it|(?:this|the|our|any)\s+(?:[\w-]+\s+){0,3}?(?:agreement|contract|engagement|lease|sow|order(?:\s+form)?|statement\s+of\s+work|concession|appointment|arrangement|subscription|licen[cs]e|tenancy|services|consulting|consultancy|project|partnership|relationship|framework|deed|letter|mandate))\b|\b(?:it|agreement|contract|lease|engagement)\s+(?:may|can)\s+be\s+(?:ended|terminated|cancell?ed|determined)\s+by\b";
    FOR_CAUSE = r"\b(?:breach\w*|insolven\w*|default\w*|bankrupt\w*|fails?|failure|if|where|material|force\s+majeure|change\s+(?:of|in)\s+control|remed\w+|cure[ds]?)\b";
    AGAINST_RENEWAL = r"\b(?:expir\w+|then[\s-]+current|renew\w*|end\s+of\s+(?:the|its|any|each)\s+(?:\w+\s+){0,2}(?:term|period))\b";
    NOTICE_OF = r"\bnotice\s+(?:period\s+)?of\s+(?:at\s+least\s+|not\s+less\s+than\s+)?$";
}

/// How much notice ends the contract during its term without a reason.
pub(in crate::offline) fn termination_notice(p: &Passage) -> Option<Hit> {
    if !ENDS.is_match(p.sentence) {
        return None;
    }
    let is_free = FREELY.is_match(p.sentence) || mentions(p.previous, &["convenience"]);
    let is_cause = mentions(p.sentence, &["breach", "insolven", "default", "bankrupt"])
        && !mentions(p.sentence, &["absence of any breach"]);
    let is_plain = MAY_END.is_match(p.sentence) && !FOR_CAUSE.is_match(p.sentence);
    if is_cause || !(is_free || is_plain) {
        return None;
    }
    let (span, period) = periods(p.sentence)
        .into_iter()
        .find(|(span, _)| is_notice(p, *span))?;
    let weight = 4
        + i32::from(is_free) * 2
        + i32::from(mentions(p.sentence, &["convenience"])) * 2
        + i32::from(speaks_of_the_whole(p.sentence));
    Some(hit(weight, span, period))
}

/// Whether the period is of notice, and not of notice against a renewal.
fn is_notice(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    (NOTICE_AFTER.is_match(after) || NOTICE_OF.is_match(last(before, 60)))
        && !AGAINST_RENEWAL.is_match(after)
}

fn hit(weight: i32, span: Span, period: Period) -> Hit {
    Hit {
        weight,
        span,
        value: Value::Period(period),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I29: notice to leave is told from notice of a breach and from notice against a renewal.
    #[test]
    fn notice_to_leave_is_notice_without_a_reason() {
        for (sentence, expected) in [
            (
                "Either party may end it earlier on two months' written notice.",
                Some("2 months"),
            ),
            (
                "The Client may terminate this Agreement upon thirty (30) days' notice.",
                Some("30 days"),
            ),
            (
                "It may be terminated by either party with notice of three months to the end of a quarter.",
                Some("3 months"),
            ),
            (
                "Either party may terminate this Agreement on 30 days' notice if the other fails to pay.",
                None,
            ),
            ("The Buyer may cancel any item on five days' notice.", None),
            (
                "Either party may bring this Agreement to a close on eight weeks' notice.",
                Some("8 weeks"),
            ),
            (
                "Either party may walk away from this Agreement upon 120 days' notice.",
                Some("120 days"),
            ),
            (
                "The Seller may discontinue any Product for any reason by six months' notice.",
                None,
            ),
            (
                "Either party may terminate this Agreement by 60 days' notice before the end of the term.",
                None,
            ),
        ] {
            let passage = Passage {
                sentence,
                previous: "",
                offset: 0,
            };
            let read = termination_notice(&passage).map(|hit| hit.value.to_string());
            assert_eq!(read.as_deref(), expected, "{sentence}");
        }
    }
}
