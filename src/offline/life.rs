//! How long the contract lives: which of its sentences on its end counts.
//!
//! The sentence with the strongest reasons decides. Where it leaves the end open, nothing is said, though
//! a weaker sentence names a day: better silent than wrong.

use super::clauses::Found;
use super::passage::{Hit, is_whole, passages};
use super::terms::{End, Said, ends, marked};
use crate::domain::document::Span;

/// What the text says about its end, each with its sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Life {
    /// The length of the first term.
    pub term: Option<(Span, Hit)>,
    /// The day on which it ends, or that it has none.
    pub end: Option<(Span, Hit)>,
}

/// A stated day counts although another sentence has reasons stronger by this much.
const MARGIN_OF_DAYS: i32 = 1;
/// A length of time is not believed against an open end that has reasons stronger by this much.
const MARGIN_OF_LENGTHS: i32 = 1;

/// From these probabilities on the classifier speaks for a sentence, little and more.
const LIKELY: f32 = 0.2;
const PROBABLE: f32 = 0.5;

type Best = Option<((i32, bool), Span, Said)>;

/// The strongest that the text says of each kind of end.
#[derive(Default)]
struct Heard {
    day: Best,
    length: Best,
    never: Best,
    open: Best,
}

impl Heard {
    fn of(&mut self, end: End) -> &mut Best {
        match end {
            End::On(_) => &mut self.day,
            End::After(_) => &mut self.length,
            End::Never => &mut self.never,
            End::Open => &mut self.open,
        }
    }

    fn is_nothing(&self) -> bool {
        self.day.is_none() && self.length.is_none() && self.never.is_none()
    }
}

/// Reads the whole text. Where no rule reads an end, the passages count that the classifier found.
pub(super) fn read(text: &str, sentences: &[Span], found: &[Found]) -> Life {
    let mut heard = Heard::default();
    let likely: Vec<&Found> = found
        .iter()
        .filter(|found| found.chance >= LIKELY)
        .collect();
    for (sentence, passage) in passages(text, sentences) {
        for said in ends(&passage, prior(&likely, sentence)) {
            let best = heard.of(said.end);
            let strength = (said.weight, is_whole(passage.sentence));
            if best.is_none_or(|(known, _, _)| strength > known) {
                *best = Some((strength, sentence, said));
            }
        }
    }
    if heard.is_nothing()
        && let Some((passage, said)) = marked(text, sentences, found)
        && (heard.open.is_none() || said.end != End::Never)
    {
        heard.open = None;
        *heard.of(said.end) = Some(((said.weight, true), passage, said));
    }
    decide(heard)
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
    }
}
