//! How long the contract lives: which of its sentences on its end counts.
//!
//! The sentence with the strongest reasons decides. Where it leaves the end open, nothing is said, though
//! a weaker sentence names a day: better silent than wrong. An event counts where nothing else is said.

use super::clauses::Found;
use super::passage::{Hit, is_whole, passages};
use super::terms::{ENOUGH, End, Said, ends, marked};
use crate::domain::document::Span;

/// What the text says about its end, each with its sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Life {
    /// The length of the first term.
    pub term: Option<(Span, Hit)>,
    /// The day on which it ends, or that it has none.
    pub end: Option<(Span, Hit)>,
    /// Every length that the text gives for the first term with enough reasons.
    pub lengths: Vec<(Span, Hit)>,
}

/// A stated day counts although another sentence has reasons stronger by this much.
const MARGIN_OF_DAYS: i32 = 1;
/// A length of time is not believed against an open end that has reasons stronger by this much.
const MARGIN_OF_LENGTHS: i32 = 1;

/// From these probabilities on the classifier speaks for a sentence, little and more.
const LIKELY: f32 = 0.2;
const PROBABLE: f32 = 0.5;

/// What the classifier must say for a sentence on an event.
const NEEDED: i32 = 3;

type Best = Option<((i32, bool), Span, Said)>;

/// The strongest that the text says of each kind of end.
#[derive(Default)]
struct Heard {
    day: Best,
    length: Best,
    never: Best,
    event: Best,
    open: Best,
}

impl Heard {
    fn of(&mut self, end: End) -> &mut Best {
        match end {
            End::On(_) => &mut self.day,
            End::After(_) => &mut self.length,
            End::Never => &mut self.never,
            End::Event => &mut self.event,
            End::Open => &mut self.open,
        }
    }

    fn is_nothing(&self) -> bool {
        self.day.is_none() && self.length.is_none() && self.never.is_none()
    }
}

/// Reads the whole text. Where no rule has enough reasons, the passages count that the classifier found,
/// and then whatever has any reasons.
pub(super) fn read(text: &str, sentences: &[Span], found: &[Found]) -> Life {
    let (mut heard, weak, lengths) = heard(text, sentences, found);
    if heard.is_nothing()
        && let Some((passage, said)) = marked(text, sentences, found)
        && (heard.open.is_none() || !matches!(said.end, End::Never | End::Event))
    {
        heard.open = None;
        *heard.of(said.end) = Some(((said.weight, true), passage, said));
    }
    if heard.is_nothing() && heard.open.is_none() {
        heard.never = heard.event;
    }
    if heard.is_nothing() && heard.open.is_none() {
        heard = weak;
        heard.never = heard.never.or(heard.event);
    }
    Life {
        lengths,
        ..decide(heard)
    }
}

/// What the rules hear, for reasons that are enough and for weaker ones; and each length of the first.
fn heard(text: &str, sentences: &[Span], found: &[Found]) -> (Heard, Heard, Vec<(Span, Hit)>) {
    let (mut heard, mut weak) = (Heard::default(), Heard::default());
    let mut lengths = Vec::new();
    let likely: Vec<&Found> = found
        .iter()
        .filter(|found| found.chance >= LIKELY)
        .collect();
    for (sentence, passage) in passages(text, sentences) {
        let prior = prior(&likely, sentence);
        for said in ends(&passage, prior) {
            // Contracts name many events; which of them ends it the classifier knows better than a rule.
            if said.end == End::Event && prior < NEEDED && !found.is_empty() {
                continue;
            }
            if said.weight >= ENOUGH && matches!(said.end, End::After(_)) {
                lengths.extend(said.hit().map(|hit| (sentence, hit)));
            }
            let kind = if said.weight >= ENOUGH {
                &mut heard
            } else {
                &mut weak
            };
            let best = kind.of(said.end);
            let strength = (said.weight, is_whole(passage.sentence));
            if best.is_none_or(|(known, _, _)| strength > known) {
                *best = Some((strength, sentence, said));
            }
        }
    }
    (heard, weak, lengths)
}

/// What the classifier's probability says for a sentence.
fn prior(likely: &[&Found], sentence: Span) -> i32 {
    let over = likely.iter().filter(|found| found.span.overlaps(sentence));
    let chance = over.map(|found| found.chance).fold(0.0, f32::max);
    match chance {
        PROBABLE.. => 3,
        LIKELY.. => 2,
        _ => 0,
    }
}

/// Which of what was heard counts.
fn decide(heard: Heard) -> Life {
    let weight = |best: &Best| best.map_or(0, |((weight, _), _, _)| weight);
    let hit = |best: Best| best.and_then(|(_, sentence, said)| Some((sentence, said.hit()?)));
    let length = weight(&heard.length);
    let open = weight(&heard.open);
    let never = weight(&heard.never);
    let end = if weight(&heard.day) + MARGIN_OF_DAYS >= length.max(open).max(never) {
        hit(heard.day)
    } else if never > length.max(open) {
        hit(heard.never)
    } else {
        None
    };
    Life {
        term: hit(heard.length).filter(|_| open <= length + MARGIN_OF_LENGTHS),
        end,
        lengths: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        let (_, hit) = read(text, &sentences, &[]).end?;
        Some(hit.value.to_string())
    }

    /// I29: weak reasons count where nothing else is said, and never against strong ones.
    #[test]
    fn weak_reasons_count_only_alone() {
        let weak = "You will start Monday, May 4, 2026 and go through Friday, March 5, 2027.";
        assert_eq!(end(weak).as_deref(), Some("2027-03-05"));
        let strong = format!("{weak} This Agreement shall remain in effect until June 30, 2027.");
        assert_eq!(end(&strong).as_deref(), Some("2027-06-30"));
    }

    /// I29: an event is the end only of a contract that gives neither a day nor a length nor a blank.
    #[test]
    fn an_event_counts_last() {
        let event = "This Agreement shall continue until the expiry of the Head Lease.";
        assert_eq!(end(event).as_deref(), Some("open-ended"));
        let day = format!("{event} The term of this Agreement ends on June 30, 2027.");
        assert_eq!(end(&day).as_deref(), Some("2027-06-30"));
        let blank = format!("{event} The term of this Agreement is for a period of [***].");
        assert_eq!(end(&blank), None);
    }
}
