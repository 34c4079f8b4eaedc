//! Finds in a contract's text what people marked in it, and which units that makes examples.

use crate::domain::document::Span;
use crate::text::squash::{Fold, Squashed, squash};

/// A marked stretch this short is taken to recur; a longer one is looked for once.
const SHORT: usize = 40;

/// Where the pieces of one marked stretch stand in `text`; nothing where one is not found.
pub fn places(text: &Squashed, pieces: &[String], recurring: usize) -> Vec<Span> {
    pieces
        .iter()
        .flat_map(|piece| {
            let folded = squash(piece, Fold::Plain);
            let limit = if folded.len() > SHORT { 1 } else { recurring };
            text.find(&folded, 0, limit)
        })
        .collect()
}

/// Whether a marked place makes `unit` an example: it covers half of the unit, or the unit half of it.
pub fn makes_example(unit: Span, place: Span) -> bool {
    let shared = unit
        .end
        .min(place.end)
        .saturating_sub(unit.start.max(place.start));
    shared > 0 && (shared * 2 >= unit.end - unit.start || shared * 2 >= place.end - place.start)
}
