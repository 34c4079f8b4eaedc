//! A sentence with its neighbours, and what a rule read from it.
//!
//! Rules look at the words just before and just after a value; nothing here knows any field.

use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Regex;

/// How many bytes before and after a value a rule may look at.
const REACH: usize = 160;

/// One sentence as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage<'a> {
    /// The sentence.
    pub sentence: &'a str,
    /// The sentence before it, often its heading; empty for the first.
    pub previous: &'a str,
    /// Where the sentence starts in the document, in bytes.
    pub offset: usize,
}

/// A value that a rule read, with the weight of its reasons; the heaviest of a field is offered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    /// How strong the reasons are; only comparable within one field.
    pub weight: i32,
    /// The place of the value in the sentence.
    pub span: Span,
    /// The value.
    pub value: Value,
}

impl<'a> Passage<'a> {
    /// The words before `span`, as far as a rule may look.
    pub fn before(&self, span: Span) -> &'a str {
        let mut from = span.start.saturating_sub(REACH);
        while !self.sentence.is_char_boundary(from) {
            from += 1;
        }
        self.sentence.get(from..span.start).unwrap_or_default()
    }

    /// The words after `span`, as far as a rule may look.
    pub fn after(&self, span: Span) -> &'a str {
        let mut to = (span.end + REACH).min(self.sentence.len());
        while !self.sentence.is_char_boundary(to) {
            to -= 1;
        }
        self.sentence.get(span.end..to).unwrap_or_default()
    }
}

/// The heavier of two hits; the earlier one on a tie.
pub(super) fn heavier(best: Option<Hit>, next: Option<Hit>) -> Option<Hit> {
    match (best, next) {
        (Some(best), Some(next)) if next.weight > best.weight => Some(next),
        (None, next) => next,
        (best, _) => best,
    }
}

/// Compiles a constant pattern, letters of either case, white space in it without meaning.
pub(super) fn pattern(form: &str) -> Regex {
    Regex::new(&format!("(?ix){form}")).expect("a constant pattern compiles")
}
