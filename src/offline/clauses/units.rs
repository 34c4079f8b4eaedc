//! Cuts a contract into the units that the classifier judges: sentences, and in a long sentence the
//! parts between semicolons.

use crate::domain::document::Span;
use crate::text::sentences::{sentences, shortened, trim};

/// The longest unit, in bytes.
const LONGEST: usize = 1_200;

/// The units of `text` in document order.
pub fn units(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let mut start = sentence.start;
        for (at, _) in text[sentence.range()].match_indices(';') {
            let end = sentence.start + at + 1;
            if goes_on(&text[end..sentence.end]) {
                push(text, Span::new(start, end), &mut found);
                start = end;
            }
        }
        push(text, Span::new(start, sentence.end), &mut found);
    }
    found
}

/// Whether `rest`, which follows a semicolon, begins another part of the same sentence.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace)
        && rest
            .trim_start()
            .starts_with(|c: char| c.is_lowercase() || c == '(')
}

fn push(text: &str, span: Span, found: &mut Vec<Span>) {
    let span = shortened(text, trim(text, span.start, span.end), LONGEST, found);
    if span.end - span.start >= 3 {
        found.push(span);
    }
}
