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

type Best = Option<((i32, bool), Span, Said)>;

/// Reads the whole text. Where no rule finds a reason, the passages count that the classifier found.
pub(super) fn read(text: &str, sentences: &[Span], found: &[Found]) -> Life {
    let (mut day, mut length, mut never, mut open): (Best, Best, Best, Best) = Default::default();
    for (sentence, passage) in passages(text, sentences) {
        for said in ends(&passage) {
            let best = match said.end {
                End::On(_) => &mut day,
                End::After(_) => &mut length,
                End::Never => &mut never,
                End::Open => &mut open,
            };
            let strength = (said.weight, is_whole(passage.sentence));
            if best.is_none_or(|(known, _, _)| strength > known) {
                *best = Some((strength, sentence, said));
            }
        }
    }
    if day.is_none() && length.is_none() && never.is_none() {
        let fallback = marked(text, sentences, found);
        let best = fallback.map(|(sentence, said)| ((said.weight, false), sentence, said));
        match best {
            Some((
                _,
                _,
                Said {
                    end: End::On(_), ..
                },
            )) => (day, open) = (best, None),
            Some((
                _,
                _,
                Said {
                    end: End::After(_), ..
                },
            )) => (length, open) = (best, None),
            Some(_) if open.is_none() => never = best,
            Some(_) => {}
            None => {}
        }
    }
    let weight = |best: &Best| best.map_or(0, |((weight, _), _, _)| weight);
    let hit = |best: Best| best.and_then(|(_, sentence, said)| Some((sentence, said.hit()?)));
    let others = weight(&length).max(weight(&open)).max(weight(&never));
    let is_open = weight(&open) > weight(&length) + MARGIN_OF_LENGTHS;
    let end = if weight(&day) + MARGIN_OF_DAYS >= others {
        hit(day)
    } else if weight(&never) > weight(&length).max(weight(&open)) {
        hit(never)
    } else {
        None
    };
    Life {
        term: hit(length).filter(|_| !is_open),
        end,
    }
}
