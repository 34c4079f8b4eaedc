//! Puts blanks in the place of what rules should not read, and tabs in the place of what parts two cells.
//!
//! What is replaced keeps its bytes, so that every place of the text stays where it is.

use crate::domain::document::Span;
use std::borrow::Cow;

/// `text` with blanks at `places`.
pub(super) fn blanked(text: Cow<'_, str>, places: Vec<Span>) -> Cow<'_, str> {
    replaced(text, places, |length| " ".repeat(length))
}

/// `text` with a tab at each of `places`, none of which is empty.
pub(super) fn tabbed(text: Cow<'_, str>, places: Vec<Span>) -> Cow<'_, str> {
    replaced(text, places, |length| format!("{:<length$}", '\t'))
}

fn replaced(text: Cow<'_, str>, places: Vec<Span>, with: impl Fn(usize) -> String) -> Cow<'_, str> {
    places.into_iter().fold(text, |mut text, place| {
        let new = with(place.end - place.start);
        text.to_mut().replace_range(place.range(), &new);
        text
    })
}
