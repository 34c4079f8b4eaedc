//! How a contract is left before its end: the notice that needs no reason, in forms beside the usual
//! ones, and the time to cure a breach.
//!
//! Notice of a breach is never taken for notice without a reason, nor the reverse.

use super::durations::{periods, speaks_of_time};
use super::passage::{Hit, Passage, heavier, hit};
use super::patterns::pattern;
use super::terms::{self, first, last};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use std::sync::LazyLock;

patterns! {
    NOTICE_PERIOD_OF = r"\bnotice\s+(?:period\s+)?(?:of|is)\s+(?:at\s+least\s+|not\s+less\s+than\s+)?\(?$|\b(?:notice\s+of\s+termination|termination\s+notice|notice\s+period|period\s+of\s+notice|notice\s+(?:required|needed))(?:\s+(?:for|to)\s+(?:terminat\w+|end(?:ing)?)(?:\s+(?:this|the)\s+(?:\w+\s+){0,2}\w+)?(?:\s+without\s+cause)?)?\s*[:|]?\s*(?:is\s+|shall\s+be\s+|of\s+)?\(?$|^\W*(?:\(?(?:\d{1,2}|[a-z])[.)]?\s+)?(?:early\s+)?(?:termination|cancellation)\s+(?:by\s+either\s+party|for\s+convenience|without\s+cause)(?:\s+notice)?\s*(?:[:|]|\x20{2}|\t)\s*\(?$";
    FREE_NOTICE = r"\b(?:terminat\w+|ended|cancel\w*|withdraw\s+from|break|leave|end)\b[^;]{0,150}$";
    MAY = r"\b(?:may|can|right|ability|option|entitled|desires?|wish(?:es)?|elects?|until|unless|terminable)\b";
    BEFORE_THE_END = r"\b(?:prior\s+to|before)\s+(?:the\s+)?(?:expir\w+|end)\b";
    OF_NOTICE = r"^['’]?s?['’]?\s*(?:(?:prior|written|advance|clear|previous),?\s+)*(?:notice|in\s+advance)\b";
    HEADS = r"^\W*(?:[\dIVX.()]+\s+)?(?:termination|ending|exit|cancellation|leaving)\b";
    FREELY = r"\b(?:for\s+convenience|without\s+(?:default|cause|reason)|with\s+or\s+without\s+(?:good\s+)?(?:cause|reason)|no\s+questions\s+asked)\b";
    LEAVES = r"\b(?:terminat\w+|notice\s+required\s+to\s+end|withdraw\s+from|break\s+(?:this|the)|cancel\w*|notice\s+of\s+termination|notice\s+period)\b";
    OTHER_REASON = r"\b(?:polic(?:y|ies)|insur\w+|breach\w*|insolven\w*|default\w*|bankrupt\w*|material|renew\w*|non-?renewal|cure[ds]?|remed\w+|fails?|failure|change\s+of\s+control|with\s+cause|(?:time|agreement|contract|party|terminate|immediately)\s+for\s+(?:good\s+|just\s+)?cause|non-?payment|(?:any|one)\s+of\s+the\s+following|force\s+majeure|price\s+increase)\b";
    BREACHES = r"\b(?:neglect\w*|breach\w*|default\w*|non-?(?:compliance|performance)|fail(?:s|ed|ing|ure)?\s+to\s+(?:perform|comply|observe)|violat\w+|breaks?\s+(?:a|any)\s+(?:term|condition|provision|promise)|falls?\s+short\b[^.;]{0,30}\b(?:dut(?:y|ies)|obligations?)|failing\s+(?:rectification|remedy|correction|cure))\b";
    FAILURE = r"\bfailure\b[^.;]{0,40}\b(?:cured|remedied|corrected)\b";
    CURES = r"\b(?:un-?corrected|mend(?:s|ed|ing)?|persist(?:s|ed|ing)?|make\s+(?:\w+\s+){0,3}good|ceas(?:e[sd]?|ing)\s+(?:\w+\s+){0,3}?(?:breach\w*|violation|default)|un-?cured|unremedied|cure[ds]?|curing|remed(?:y|ied|ies|ying)|rectif\w+|put(?:s|ting)?\s+(?:it\s+|(?:a|the)\s+(?:breach|matter)\s+|matters\s+)?right|made?\s+good|correct(?:ed|s|ing|ions?)?|(?:breach|default|failure|non-?performance|violation)\s+(?:\w+\s+){0,2}(?:continu(?:es|ed|ing)|goes\s+on)|still\s+not\s+performed|set\s+(?:(?:the\s+other|it|a|an|further|additional|reasonable)\s+)+(?:period|deadline))\b";
    WITHIN = r"\b(?:un-?(?:cured|corrected|remedied)|persists?|continues?|grace\s+of|allowed|goes\s+on\s+for|in\s+the|breaching\s+party|defaulting\s+party|within|has|have|gets?|for|period\s+of|after|of\s+at\s+least|not\s+less\s+than|during|given|giving)\s+(?:a\s+|an\s+|the\s+|another\s+|further\s+|reasonable\s+|period\s+of\s+|at\s+least\s+|such\s+)*\(?$";
    WITHIN_ITSELF = r"\b(?:within|after|during)\s+(?:a\s+|an\s+|the\s+|period\s+of\s+)*\(?$";
    LABELLED = r"\b(?:cure|remedy|grace)\s+period(?:\s+for\s+(?:\w+\s+){0,2}(?:breach|default)\w*)?\s*(?:[:|]|is|of|shall\s+be)?\s*\(?$";
    FAILS_WITHIN = r"\bfail(?:s|ed|ure)?\s+to\s+(?:perform|comply|observe|keep)\b[^.;]{0,80}\bwithin\s+(?:a\s+period\s+of\s+)?\(?$";
    AFTER_NOTICE = r"^['’]?s?['’]?\s*(?:after|of|from|following)\s+(?:(?:receipt\s+of|receiving|written|such|a)\s+)*(?:notice|demand)\b";
    NOTICE_OF_BREACH = r"^['’]?s?['’]?\s*(?:(?:prior|written)\s+)*notice\s+of\s+(?:an?\s+|the\s+|such\s+)?(?:material\s+)?(?:breach|default)\b";
    TO_CURE = r"^['’]?s?['’]?\s*(?:(?:prior|written)\s+)*(?:notice\s+)?(?:(?:after|from|of|following)\s+(?:\w+\s+){0,3}notice\s+)?(?:(?:in\s+which\s+)?to|for)\s+(?:cure|remedy|rectify|correct|mend|put|make)\b|^[^.;]{0,80}\bin\s+which\s+to\s+(?:cure|remedy|rectify)\b|^[’'s]*\s*(?:after|from|of|following)\b[^.;]{0,60}\bnotice\b[^.;]{0,40}\bnot\s+(?:made\s+good|cured|remedied|corrected|put\s+right)\b|^\s*(?:elapse|pass|go\s+by)\s+with\s+no\s+(?:cure|remedy|rectification|correction)\b";
    OF_PAYMENT = r"\b(?:(?:non-?)?payments?|pay|paid|overdue|invoices?|monetary|royalties|rent)\b";
    OF_ANY_OTHER = r"\b(?:any|all|every|each)\s+other\b|\bother\s+(?:\w+\s+)?(?:breach|default|failure|case|obligation|covenant)|\bnon-?(?:monetary|payment)\s+(?:breach|default)";
    OF_PROCEEDINGS = r"\b(?:dismiss(?:ed|al)?|discharged?|withdrawn|vacated?|stayed|petition|receiver|bonded)\b";
    OR_ELSE = r"\b(?:or|and)\s*\(?$";
    PARTING = r"\(|;|\b(?:or|and)\b";
    ENDS_IT = r"\b(?:terminat\w+|end|ends|ended|cancel\w*|rescind\w*|withdraw\w*|events?\s+of\s+default|determine)\b";
}

/// How far the words of a period reach, in bytes.
const OWN: usize = 80;

/// How much notice ends the contract during its term without a reason.
pub(super) fn termination_notice(p: &Passage) -> Option<Hit> {
    if !speaks_of_time(p.sentence) {
        return None;
    }
    terms::termination_notice(p)
        .or_else(|| notice_period_of(p))
        .or_else(|| notice_under_heading(p))
}

/// `Ending without default. Sixty days' notice by either party.`: what ends stands in the heading.
fn notice_under_heading(p: &Passage) -> Option<Hit> {
    let heading = if p.previous.len() < HEADING {
        p.previous
    } else {
        ""
    };
    let is_headed = HEADS.is_match(heading) || HEADS.is_match(first(p.sentence, HEADING));
    let is_free = FREELY.is_match(heading) || FREELY.is_match(p.sentence);
    if !(is_headed && is_free) || OTHER_REASON.is_match(p.sentence) {
        return None;
    }
    let (span, period) = periods(p.sentence).into_iter().find(|(span, _)| {
        OF_NOTICE.is_match(p.after(*span)) && !BEFORE_THE_END.is_match(p.after(*span))
    })?;
    Some(hit(4, span, Value::Period(period)))
}

/// The longest heading, in bytes.
const HEADING: usize = 60;

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
///
/// Of a time for unpaid sums and one for any other breach it is the other's; the time to have a petition
/// dismissed and notice that needs no reason are none.
pub(super) fn cure_period(p: &Passage) -> Option<Hit> {
    if !speaks_of_time(p.sentence) {
        return None;
    }
    let ends = ENDS_IT.is_match(p.sentence);
    let here = BREACHES.is_match(p.sentence) || ends && FAILURE.is_match(p.sentence);
    let cures = CURES.is_match(p.sentence);
    if !(here || cures && BREACHES.is_match(p.previous)) {
        return None;
    }
    let found = periods(p.sentence);
    let mut best = None;
    for (at, (span, period)) in found.iter().enumerate() {
        let own = own_words(p, &found, at);
        let is_it = cures && is_to_cure(p, *span)
            || cures
                && at > 0
                && OR_ELSE.is_match(p.before(*span))
                && OF_ANY_OTHER.is_match(own[1])
            || FAILS_WITHIN.is_match(p.before(*span)) && AFTER_NOTICE.is_match(p.after(*span));
        if !is_it
            || matches!(period.unit, Unit::Year | Unit::Hour)
            || own.iter().any(|words| OF_PROCEEDINGS.is_match(words))
        {
            continue;
        }
        let is_general = own.iter().any(|words| OF_ANY_OTHER.is_match(words));
        let is_of_payment = own.iter().any(|words| OF_PAYMENT.is_match(words))
            || at == 0 && OF_PAYMENT.is_match(last(p.before(*span), 80));
        let weight = 3
            + i32::from(here)
            + i32::from(ends) * 2
            + i32::from(terms::mentions(p.sentence, &["material"]))
            + i32::from(is_general)
            - i32::from(is_mere_notice(p, *span)) * 2
            - i32::from(is_of_payment && !is_general) * 2;
        best = heavier(best, Some(hit(weight, *span, Value::Period(*period))));
    }
    best
}

/// Whether the words beside a period say that something is cured in it.
fn is_to_cure(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    NOTICE_OF_BREACH.is_match(after)
        || TO_CURE.is_match(after)
        || LABELLED.is_match(before)
        || WITHIN.is_match(last(before, 60))
}

/// `On giving ten days' notice` may need no reason: it weighs less than a time in which a breach is cured.
fn is_mere_notice(p: &Passage, span: Span) -> bool {
    let after = p.after(span);
    OF_NOTICE.is_match(after)
        && !(NOTICE_OF_BREACH.is_match(after) || TO_CURE.is_match(after))
        && !WITHIN_ITSELF.is_match(p.before(span))
}

/// The words that belong to the period at `at` and to no other, before it and behind it.
fn own_words<'a>(p: &Passage<'a>, found: &[(Span, Period)], at: usize) -> [&'a str; 2] {
    let span = found[at].0;
    let from = at.checked_sub(1).map_or(0, |other| found[other].0.end);
    let to = found
        .get(at + 1)
        .map_or(p.sentence.len(), |next| next.0.start);
    let before = p.sentence.get(from..span.start).unwrap_or_default();
    let parted = PARTING
        .find_iter(before)
        .last()
        .map_or(0, |found| found.end());
    let after = p.sentence.get(span.end..to).unwrap_or_default();
    let is_last = to == p.sentence.len();
    let end = PARTING.find_iter(after).filter(|_| !is_last).last();
    let after = &after[..end.map_or(after.len(), |found| found.start())];
    let after = after.split([',', ';', '.']).next().unwrap_or(after);
    [last(&before[parted..], OWN), first(after, OWN)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::{after, alone as read};

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
            ("Cease a breach within six days or it ends.", Some("6 days")),
        ] {
            assert_eq!(
                read(cure_period, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }

    #[test]
    fn of_several_times_the_one_for_any_breach_is_read() {
        for (text, expected) in [
            (
                "Franchisee has five days after notice to cure a failure to pay royalties and thirty days after notice to cure any other default, failing which Franchisor may terminate.",
                Some("30 days"),
            ),
            (
                "Licensor may terminate if Licensee fails to cure a payment default within ten (10) days, or any other breach within thirty (30) days, after notice.",
                Some("30 days"),
            ),
            (
                "If a petition is not dismissed within sixty (60) days, or a party does not remedy a material breach within thirty (30) days after notice, the other may terminate.",
                Some("30 days"),
            ),
            (
                "The Board may terminate: (a) on giving at least 10 days' notice; or (b) if the failure to comply has not been cured within 15 Business Days after notice.",
                Some("15 business days"),
            ),
            (
                "Either party may terminate if a breach is not cured within ten (10) days in the case of non-payment or thirty (30) days in any other case.",
                Some("30 days"),
            ),
            (
                "The breach is cured within ten (10) days (five (5) days for a payment breach) or the other may terminate.",
                Some("10 days"),
            ),
            (
                "If a receiver is appointed on a default and not discharged within ninety (90) days, either party may terminate; it shall correct nothing.",
                None,
            ),
        ] {
            assert_eq!(read(cure_period, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_breach_that_goes_on_after_notice_is_one_not_cured() {
        for (text, expected) in [
            (
                "On a default the other may terminate this Agreement if the default continues for sixty (60) days after notice.",
                Some("60 days"),
            ),
            (
                "An Event of Default is failure to perform any covenant of this Lease within thirty (30) days after written notice.",
                Some("30 days"),
            ),
            (
                "If Contractor defaults and fails within a seven-day period after notice to commence correction, Owner may terminate.",
                Some("7 days"),
            ),
            (
                "If a party fails to perform, the other may set a period of thirty (30) days for performance.",
                Some("30 days"),
            ),
            ("Cure period for breach: 30 days", Some("30 days")),
            (
                "Supplier is in breach if it fails to comply with an order within ten days after its date.",
                None,
            ),
        ] {
            assert_eq!(read(cure_period, text).as_deref(), expected, "{text}");
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
    fn notice_for_cause_has_a_reason_and_a_row_has_none() {
        for (text, expected) in [
            (
                "The Customer may terminate this Agreement at any time for cause upon ten (10) days' notice.",
                None,
            ),
            (
                "Either party may terminate for good cause upon thirty (30) days' prior written notice.",
                None,
            ),
            (
                "The Supplier may terminate upon five days' notice for non-payment.",
                None,
            ),
            (
                "Either party may terminate this Agreement with or without cause upon thirty (30) days' notice.",
                Some("30 days"),
            ),
            (
                "8     Termination by either party      3 months' notice",
                Some("3 months"),
            ),
        ] {
            assert_eq!(
                read(termination_notice, text).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn notice_without_a_reason_may_stand_under_a_heading() {
        let under = |previous: &str, sentence: &str| after(termination_notice, previous, sentence);
        let sentence = "Sixty days' written notice by either party.";
        let read = under("Ending without default.", sentence);
        assert_eq!(read.as_deref(), Some("60 days"));
        let read = under(
            "VII. Termination.",
            "By either party, with or without good reason, after ninety (90) days' notice.",
        );
        assert_eq!(read.as_deref(), Some("90 days"));
        assert_eq!(under("Termination for breach.", sentence), None);
        assert_eq!(under("Rent increase.", sentence), None);
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
