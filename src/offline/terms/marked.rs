//! When the contract ends, as a passage says it that the classifier marks as speaking of that.
//!
//! Asked only where no rule read an end from the text: here the passage is known to be the one, so that
//! fewer words are needed around a day, a length or an event. Nothing is computed, and an end that waits
//! for work to be done stays unsaid.

use super::another;
use super::endless::lenient as endless;
use super::expiry::{AS_LONG_AS, End, LATER, OTHER_MATTER, Said, YEAR_OF_ITS_OWN, since_verb};
use super::{JUST_BEFORE_NOT, NOT_A_TERM, NOTICE_AFTER, RENEWS, last};
use crate::domain::document::Span;
use crate::domain::value::Unit;
use crate::offline::clauses::Found;
use crate::offline::dates::dates;
use crate::offline::durations::{anniversaries, periods};
use crate::offline::passage::{Passage, passages};
use crate::offline::patterns::{Pattern, built, cased, pattern};
use std::sync::LazyLock;

patterns! {
    UP_TO = r"\b(?:until|through|thru|till|to|ends?|ending|expir\w+|terminat\w+|conclud(?:es?|ing))\b[^.;]{0,60}$|\d\s*[-–—]\s*$";
    // What begins on a day does not end on it.
    BEGINS_THERE = r"\b(?:(?:enters?|comes?|entered|coming|entering)\s+into\s+(?:full\s+)?(?:force|effect|operation)|takes?\s+effect|commences?|commencing|begins?|beginning|starts?|starting|is\s+(?:made|dated|entered\s+into|effective))\s+(?:(?:on|from|at|upon|as\s+of|as\s+from|with\s+effect\s+from|the|date)\s+)*$";
    OF_TIME = r"\b(?:an?|for|of|the|entire|full|fixed|additional|initial|remain\w*|continu\w*|last|effective|term|period|until|on|is|be|ends?|ending|expires?|expiring|terminates?|terminating|date\s+that\s+is|date\s+which\s+is|day\s+that\s+is)\W{1,3}(?:(?:up\s+to|at\s+least|not\s+less\s+than|no\s+less\s+than|a\s+minimum\s+of)\s+)?(?:a\s+period\s+of\s+)?$";
    OTHER_START = r"^['’s]*\s*(?:\([^()]{1,60}\)\s*)?,?\s*(?:after|following|from)\s+(?:(?:the|any|such|its|each|date|of)\s+){0,5}(?:(?:receipt|effective\s+date)\s+of\s+)?(?:\w+\s+){0,2}(?:terminat|expir|notice|invoice|warranty)";
    CAUSE = r"\b(?:breach\w*|default|cure|notice|insolven\w+|surviv\w+|confidential\w*|warranty|maintenance|standstill|longer\s+of|later\s+of)\b[^.;]{0,80}$";
}

/// From this probability on the classifier's passage is taken for the one on the end.
const LIKELY: f32 = 0.3;
/// That there is no end is believed of a passage from here on.
const PROBABLE: f32 = 0.5;
/// What speaks so strongly for another matter is not read here.
const ANOTHER: i32 = 6;
/// So many passages are looked at.
const PASSAGES: usize = 4;
/// A day or a length of a marked passage weighs less than any that a rule reads.
const WEIGHT: i32 = 2;

/// The end that the most probable passages speak of, with the sentence it stands in.
pub(in crate::offline) fn marked(
    text: &str,
    sentences: &[Span],
    found: &[Found],
) -> Option<(Span, Said)> {
    let likely = found.iter().filter(|found| found.chance > LIKELY);
    likely.take(PASSAGES).find_map(|found| {
        let passage = whole(text, found.span);
        let said = lenient(&passage).map(|said| (found.span, said));
        said.or_else(|| defined(text, sentences, passage.sentence))
            .or_else(|| {
                let said = without_end(&passage)?;
                (found.chance > PROBABLE).then_some((found.span, said))
            })
    })
}

/// The stretch as one sentence: a list or a full stop of a date may have cut it.
fn whole(text: &str, span: Span) -> Passage<'_> {
    Passage {
        sentence: &text[span.range()],
        previous: "",
        offset: span.start,
    }
}

/// That it runs until somebody ends it or something happens.
fn without_end(p: &Passage) -> Option<Said> {
    let said = endless(p)?;
    Some(Said {
        weight: WEIGHT,
        ..said
    })
}

/// The end that a sentence states, for which no more is asked than a word that leads to it.
fn lenient(p: &Passage) -> Option<Said> {
    on_a_day(p).or_else(|| after_a_time(p))
}

fn on_a_day(p: &Passage) -> Option<Said> {
    let (span, date) = dates(p.sentence).into_iter().rev().find(|(span, _)| {
        let before = last(p.before(*span), 70);
        UP_TO.is_match(before)
            && !BEGINS_THERE.is_match(before)
            && !CAUSE.is_match(before)
            && !NOT_A_TERM.is_match(before)
            && !OTHER_MATTER.is_match(last(p.before(*span), 110))
            && another::weight(p, *span) < ANOTHER
    })?;
    Some(Said {
        weight: WEIGHT,
        span,
        end: End::On(date),
    })
}

fn after_a_time(p: &Passage) -> Option<Said> {
    let lengths = periods(p.sentence).into_iter();
    let (span, period) = lengths
        .chain(anniversaries(p.sentence))
        .find(|(span, period)| {
            let (before, after) = (p.before(*span), p.after(*span));
            let is_of_time = OF_TIME.is_match(last(before, 60));
            matches!(period.unit, Unit::Month | Unit::Year)
                && (is_of_time || LATER.is_match(after))
                && !NOTICE_AFTER.is_match(after)
                && (is_of_time || !JUST_BEFORE_NOT.is_match(before))
                && (!RENEWS.is_match(last(before, 70)) || last(before, 40).contains("initial"))
                && !OTHER_START.is_match(after)
                && !YEAR_OF_ITS_OWN.is_match(last(before, 60))
                && !CAUSE.is_match(since_verb(last(before, 90)))
                && !AS_LONG_AS.is_match(last(before, 60))
                && !NOT_A_TERM.is_match(since_verb(last(before, 90)))
                && !OTHER_MATTER.is_match(last(before, 110))
                && another::weight(p, *span) < ANOTHER
        })?;
    Some(Said {
        weight: WEIGHT,
        span,
        end: End::After(period),
    })
}

/// A time that has a name of its own: `continue for the Service Period`.
static NAMED: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r#"\b(?:term|commence|continue|remain|run|expire|terminate|end|effect|force)s?\b[^.;]{0,160}\b(?:for|until|through|throughout|on|upon)\s+(?:the\s+)?(?:(?:end|expiration|expiry|last\s+day|duration)\s+of\s+the\s+)?["“]?(?P<n>(?:[A-Z][\w-]*\s+(?:of\s+)?){1,3}(?:Period|Term|Date))\b"#,
    )
});

/// The end that the definition of a named time states, with the sentence of the definition.
fn defined(text: &str, sentences: &[Span], sentence: &str) -> Option<(Span, Said)> {
    NAMED.captures_iter(sentence).find_map(|named| {
        let words: Vec<String> = named["n"].split_whitespace().map(regex::escape).collect();
        let means = built(&format!(
            r#"["“]\s*{}\s*["”]\s*(?::|(?:shall\s+)?(?:means?|is|be)\b)"#,
            words.join(r"\s+")
        ))
        .ok()?;
        let place = means.find(text)?.start();
        let mut around =
            passages(text, sentences).filter(|(span, _)| span.range().contains(&place));
        let (span, passage) = around.next()?;
        Some((span, lenient(&passage)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::Hit;

    /// The end that a marked text states.
    fn end(text: &str, chance: f32) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        let span = Span::new(0, text.find('|').unwrap_or(text.len()));
        let found = [Found { span, chance }];
        marked(text, &sentences, &found)
            .and_then(|(_, said)| said.hit())
            .map(|hit: Hit| hit.value.to_string())
    }

    /// I29: an end is read from the marked passage where the words around it fit no rule.
    #[test]
    fn a_marked_passage_needs_fewer_words() {
        for (text, expected) in [
            ("The Firm agrees to a one year engagement.", "1 year"),
            (
                "Terms: 12 weeks from May 1, 2026 to July 24, 2026.",
                "2026-07-24",
            ),
            ("It is in effect until March 18. 2027.", "2027-03-18"),
            (
                "This Agreement shall terminate at the option of any party upon 90 days' notice.",
                "open-ended",
            ),
            (
                "This Agreement shall continue for the Service Period. | “Service Period” means May 1, 2026 through April 30, 2028.",
                "2028-04-30",
            ),
        ] {
            assert_eq!(end(text, 0.9).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn neither_an_improbable_passage_nor_a_notice_is_read() {
        assert_eq!(end("The Firm agrees to a one year engagement.", 0.1), None);
        let event = "This Agreement expires when all services are accepted.";
        assert_eq!(end(event, 0.9), None);
        let cure = "Either party may end it within two months of a breach.";
        assert_eq!(end(cure, 0.9), None);
    }
}
