//! How a contract is left before its end: the notice that needs no reason, in forms beside the usual
//! ones, and the time to cure a breach.
//!
//! Notice of a breach is never taken for notice without a reason, nor the reverse.

use super::durations::periods;
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::terms::{self, last};
use crate::domain::document::Span;
use crate::domain::value::{Unit, Value};
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    NOTICE_PERIOD_OF = r"\bnotice\s+(?:period\s+)?(?:of|is)\s+(?:at\s+least\s+|not\s+less\s+than\s+)?\(?$|\b(?:notice\s+of\s+termination|termination\s+notice|notice\s+period|period\s+of\s+notice|notice\s+(?:required|needed))(?:\s+(?:for|to)\s+(?:terminat\w+|end(?:ing)?)(?:\s+(?:this|the)\s+(?:\w+\s+){0,2}\w+)?(?:\s+without\s+cause)?)?\s*[:|]?\s*(?:is\s+|shall\s+be\s+|of\s+)?\(?$";
    FREE_NOTICE = r"\b(?:terminat\w+|ended|cancel\w*|withdraw\s+from|break|leave|end)\b[^;]{0,150}$";
    MAY = r"\b(?:may|can|right|ability|option|entitled|desires?|wish(?:es)?|elects?|until|unless|terminable)\b";
    BEFORE_THE_END = r"\b(?:prior\s+to|before)\s+(?:the\s+)?(?:expir\w+|end)\b";
    OF_NOTICE = r"^['’]?s?['’]?\s*(?:(?:prior|written|advance|clear|previous),?\s+)*(?:notice|in\s+advance)\b";
    LEAVES = r"\b(?:terminat\w+|notice\s+required\s+to\s+end|withdraw\s+from|break\s+(?:this|the)|cancel\w*|notice\s+of\s+termination|notice\s+period)\b";
    OTHER_REASON = r"\b(?:polic(?:y|ies)|insur\w+|breach\w*|insolven\w*|default\w*|bankrupt\w*|material|renew\w*|non-?renewal|cure[ds]?|remed\w+|fails?|failure|change\s+of\s+control|with\s+cause|(?:any|one)\s+of\s+the\s+following|force\s+majeure|price\s+increase)\b";
    BREACHES = r"\b(?:neglect\w*|breach\w*|default\w*|non-?compliance|fail\w*\s+to\s+(?:perform|comply|observe)|violat\w+)\b";
    CURES = r"\b(?:un-?corrected|mend(?:s|ed|ing)?|persist(?:s|ed|ing)?|make\s+(?:\w+\s+){0,3}good|un-?cured|unremedied|cure[ds]?|curing|remed(?:y|ied|ies|ying)|rectif\w+|put(?:s|ting)?\s+(?:it\s+|a\s+breach\s+|the\s+breach\s+)?right|made?\s+good|correct(?:ed|s|ing)?)\b";
    WITHIN = r"\b(?:un-?(?:cured|corrected|remedied)|persists?|continues?|grace\s+of|allowed|goes\s+on\s+for|in\s+the|breaching\s+party|defaulting\s+party|within|has|have|for|period\s+of|after|of\s+at\s+least|not\s+less\s+than|during|given|giving)\s+(?:a\s+|an\s+|the\s+|another\s+|further\s+|reasonable\s+|period\s+of\s+|at\s+least\s+|such\s+)*\(?$";
    NOTICE_OF_BREACH = r"^['’]?s?['’]?\s*(?:(?:prior|written)\s+)*notice\s+of\s+(?:an?\s+|the\s+|such\s+)?(?:material\s+)?(?:breach|default)\b";
    TO_CURE = r"^['’]?s?\s*(?:after\s+(?:\w+\s+)?notice\s+)?(?:(?:in\s+which\s+)?to|for)\s+(?:cure|remedy|rectify|correct|mend|put|make)\b|^[^.;]{0,80}\bin\s+which\s+to\s+(?:cure|remedy|rectify)\b|^[’'s]*\s*(?:after|from|of|following)\b[^.;]{0,60}\bnotice\b[^.;]{0,40}\bnot\s+(?:made\s+good|cured|remedied|corrected|put\s+right)\b";
    OF_PAYMENT = r"\b(?:payment|pay|overdue|invoice)\b";
    ENDS_IT = r"\b(?:terminat\w+|end|ends|ended|cancel\w*|rescind\w*|withdraw\w*|event\s+of\s+default)\b";
}

/// How much notice ends the contract during its term without a reason.
pub(super) fn termination_notice(p: &Passage) -> Option<Hit> {
    terms::termination_notice(p).or_else(|| notice_period_of(p))
}

/// `terminated with a notice period of six months`, `Notice of termination: 3 months`.
fn notice_period_of(p: &Passage) -> Option<Hit> {
    if !LEAVES.is_match(p.sentence) || OTHER_REASON.is_match(p.sentence) {
        return None;
    }
    let (span, period) = periods(p.sentence).into_iter().find(|(span, _)| {
        let (before, after) = (p.before(*span), p.after(*span));
        NOTICE_PERIOD_OF.is_match(last(before, 80))
            || FREE_NOTICE.is_match(before)
                && OF_NOTICE.is_match(after)
                && MAY.is_match(p.sentence)
                && !BEFORE_THE_END.is_match(after)
    })?;
    if terms::has_a_reason(p, span) || terms::is_of_less(p, span) {
        return None;
    }
    Some(hit(4, span, Value::Period(period)))
}

/// How long a party in breach has to cure it before the other may end the contract.
pub(super) fn cure_period(p: &Passage) -> Option<Hit> {
    let is_of_breach = BREACHES.is_match(p.sentence) || BREACHES.is_match(p.previous);
    if !is_of_breach || !CURES.is_match(p.sentence) {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let before = p.before(span);
        if matches!(period.unit, Unit::Year | Unit::Hour)
            || !(WITHIN.is_match(last(before, 60))
                || NOTICE_OF_BREACH.is_match(p.after(span))
                || TO_CURE.is_match(p.after(span)))
        {
            continue;
        }
        let weight = 3
            + i32::from(BREACHES.is_match(p.sentence))
            + i32::from(ENDS_IT.is_match(p.sentence)) * 2
            + i32::from(terms::mentions(p.sentence, &["material"]))
            - i32::from(OF_PAYMENT.is_match(last(before, 80))) * 2;
        best = heavier(best, Some(hit(weight, span, Value::Period(period))));
    }
    best
}

fn hit(weight: i32, span: Span, value: Value) -> Hit {
    Hit {
        weight,
        span,
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: the time to cure a breach is read, notice without a reason is not taken for it.
    #[test]
    fn a_time_to_cure_follows_a_breach() {
        for (sentence, expected) in [
            (
                "Either party may terminate if the other materially breaches and fails to cure within thirty (30) days after notice.",
                Some("30 days"),
            ),
            (
                "A party may end this agreement if the other does not put right a breach within 20 Business Days after notice of it.",
                Some("20 business days"),
            ),
            (
                "The defaulting party shall have sixty (60) days from receipt of notice to cure the default.",
                Some("60 days"),
            ),
            (
                "If the breach is not cured within ten days, the other may withdraw.",
                Some("10 days"),
            ),
            (
                "The Agreement may be terminated on 30 days' notice for convenience.",
                None,
            ),
            (
                "If a party leaves a breach uncorrected 35 days after notice, the other may terminate.",
                Some("35 days"),
            ),
            (
                "On a breach the notice shall give the breaching party ten business days in which to cure.",
                Some("10 business days"),
            ),
            (
                "Three breaches within six months are persistent breaches of this Agreement.",
                None,
            ),
            ("Errors are corrected within five days.", None),
        ] {
            assert_eq!(
                read(cure_period, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }

    #[test]
    fn the_time_to_cure_is_that_of_the_breach() {
        for (text, expected) in [
            (
                "A party may terminate if the other commits a material breach that it does not remedy within 30 days of notice.",
                Some("30 days"),
            ),
            (
                "If a default is not cured within a period of ten (10) business days after notice, Bank may terminate.",
                Some("10 business days"),
            ),
            (
                "Either party may terminate this Agreement on ninety (90) days' notice without cause.",
                None,
            ),
            ("Supplier shall correct defects within five days.", None),
        ] {
            assert_eq!(read(cure_period, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_notice_period_of_so_long_ends_the_contract_without_a_reason() {
        for (sentence, expected) in [
            (
                "The agreement may be terminated with a notice period of 6 months.",
                Some("6 months"),
            ),
            (
                "Ordinary termination is possible with a notice period of four weeks to the end of a quarter.",
                Some("4 weeks"),
            ),
            ("Notice of termination: 3 months", Some("3 months")),
            (
                "The Company will have the ability to terminate this Agreement by giving 60 days' prior written notice.",
                Some("60 days"),
            ),
            (
                "It runs until terminated by either party upon thirty (30) days' written notice.",
                Some("30 days"),
            ),
            (
                "It may be terminated on 30 days' notice prior to the end of the term.",
                None,
            ),
            (
                "It may be terminated for a material breach with a notice period of ten days.",
                None,
            ),
        ] {
            assert_eq!(
                read(termination_notice, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
