//! The length of a renewal and the notice that stops it, in passages that the classifier marks as
//! speaking of them.
//!
//! Asked only where no rule read them from the text: here the passage is known to be the one, so that
//! fewer words are needed around a period.

use super::notice::{AGAINST, FREELY, INSURANCE, TOO_EARLY, WISHES_TO_RENEW, is_against, is_over};
use super::renewal::{
    AUTO, BY_AGREEMENT, IS_DELETED, NOT_A_RENEWAL, NOT_AUTO, PROLONGS, RENEWAL_FOLLOWS, is_done,
    is_of_another_thing, stepwise,
};
use super::{JUST_BEFORE_NOT, NOTICE_AFTER, RENEWS, last, mentions};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::clauses::Found;
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    OF_TIME_BEFORE = r"\b(?:at\s+least|(?:not?|nor)\s+(?:later|less|fewer|more)\s+than|within|minimum\s+of|notice\s+(?:period\s+)?of|(?:up)?on|with|by|giv\w+|provid\w+|serv\w+|a)\s+(?:giving\s+|an?\s+)?(?:at\s+least\s+)?\(?$";
    OF_NOTICE = r"\b(?:notice|notif\w+|advis\w+|inform\w*|writing|object\w*|cancel\w*|terminat\w+|elect\w*|declin\w+|opts?)\b";
    OTHER_NOTICE = r"\b(?:breach\w*|cure[ds]?|default\w*|insolven\w+|remed\w+|deficienc\w+)\b[^.;]{0,120}$";
}

/// From this probability on a passage is taken for the one on the renewal.
const LIKELY_RENEWAL: f32 = 0.4;
/// From this one on it is taken for the one on the notice against it.
const LIKELY_NOTICE: f32 = 0.4;
/// So many passages are looked at.
const PASSAGES: usize = 3;
/// What is read here weighs less than anything that a rule reads.
const WEIGHT: i32 = 2;
/// The length of one renewal, as the most probable passages state it.
pub(in crate::offline) fn likely_renewal(text: &str, found: &[Found]) -> Option<(Span, Hit)> {
    first((text, found, LIKELY_RENEWAL), |p| {
        let is_agreed = BY_AGREEMENT.is_match(p.sentence)
            && (!AUTO.is_match(p.sentence) || NOT_AUTO.is_match(p.sentence));
        if is_agreed || IS_DELETED.is_match(p.sentence) || is_of_another_thing(p.sentence) {
            return None;
        }
        stated(p, is_renewal).or_else(|| stepwise(p))
    })
}

/// The notice that stops a renewal, as the most probable passages state it.
pub(in crate::offline) fn likely_notice(text: &str, found: &[Found]) -> Option<(Span, Hit)> {
    first((text, found, LIKELY_NOTICE), |p| {
        let is_other = BY_AGREEMENT.is_match(p.sentence)
            || INSURANCE.is_match(p.sentence)
            || is_of_another_thing(p.sentence)
            || !AGAINST.is_match(p.sentence)
            || WISHES_TO_RENEW.is_match(p.sentence) && !is_against(p.sentence);
        if is_other || !OF_NOTICE.is_match(p.sentence) {
            return None;
        }
        stated(p, is_notice)
    })
}

/// What is read in the first of the passages that are probable enough.
fn first(
    act: (&str, &[Found], f32),
    read: impl Fn(&Passage) -> Option<Hit>,
) -> Option<(Span, Hit)> {
    let (text, found, from) = act;
    let likely = found.iter().filter(|found| found.chance > from);
    likely.take(PASSAGES).find_map(|found| {
        let passage = Passage {
            sentence: &text[found.span.range()],
            previous: "",
            offset: found.span.start,
        };
        Some((found.span, read(&passage)?))
    })
}

/// The first period of the passage that `is_it`.
fn stated(p: &Passage, is_it: fn(&Passage, Span) -> bool) -> Option<Hit> {
    let mut periods = periods(p.sentence).into_iter();
    let (span, period) = periods.find(|(span, period)| is_possible(*period) && is_it(p, *span))?;
    Some(Hit {
        weight: WEIGHT,
        span,
        value: Value::Period(period),
    })
}

fn is_possible(period: Period) -> bool {
    period.unit != Unit::Hour
}

fn is_renewal(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    let renews = PROLONGS.is_match(before) || RENEWS.is_match(before);
    (renews || RENEWAL_FOLLOWS.is_match(after))
        && !is_done(before, after)
        && !NOTICE_AFTER.is_match(after)
        && !JUST_BEFORE_NOT.is_match(before)
        && !NOT_A_RENEWAL.is_match(last(before, 100))
        && !mentions(last(before, 40), &["initial", "notice", "prior"])
}

fn is_notice(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    let is_given = OF_TIME_BEFORE.is_match(last(before, 40)) && !RENEWS.is_match(last(before, 30));
    (NOTICE_AFTER.is_match(after) || is_given)
        && !TOO_EARLY.is_match(before)
        && !is_over(p, span)
        && !OTHER_NOTICE.is_match(last(before, 150))
        && !FREELY.is_match(last(before, 150))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, chance: f32) -> Vec<Found> {
        let span = Span::new(0, text.len());
        vec![Found { span, chance }]
    }

    fn value(found: Option<(Span, Hit)>) -> Option<String> {
        found.map(|(_, hit)| hit.value.to_string())
    }

    /// I29: in a passage known to speak of it, the length of a renewal needs fewer words.
    #[test]
    fn a_renewal_is_read_from_the_passage_that_is_marked() {
        for (text, expected) in [
            (
                "It shall thereafter be renewed automatically for periods of six months at a time.",
                Some("6 months"),
            ),
            (
                "Upon its expiration it shall be extended for a subsequent period of three (3) years, on 90 days' notice.",
                Some("3 years"),
            ),
            (
                "It may be extended on at least 30 days' prior notice, after the initial term of two years.",
                None,
            ),
        ] {
            let read = value(likely_renewal(text, &marked(text, 0.6)));
            assert_eq!(read.as_deref(), expected, "{text}");
            assert_eq!(value(likely_renewal(text, &marked(text, 0.1))), None);
        }
    }

    /// I29: and so does the notice that stops it; what gives time to cure a breach is none.
    #[test]
    fn a_notice_is_read_from_the_passage_that_is_marked() {
        for (text, expected) in [
            (
                "Each party shall advise the other within 45 days of the conclusion of the year if it is not to be renewed.",
                Some("45 days"),
            ),
            (
                "Following it, either Party may terminate it upon written notice to the other Party of at least 3 months.",
                Some("3 months"),
            ),
            (
                "A party in breach has a time to cure it of at least 30 days after notice.",
                None,
            ),
        ] {
            let read = value(likely_notice(text, &marked(text, 0.6)));
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
