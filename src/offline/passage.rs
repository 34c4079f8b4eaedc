//! A sentence with its neighbours, and what a rule read from it.
//!
//! Rules look at the words just before and just after a value; nothing here knows any field.

use crate::domain::document::Span;
use crate::domain::value::Value;

/// How many bytes before and after a value a rule may look at.
const REACH: usize = 160;

/// A rule reads one field from one sentence.
pub(super) type Rule = fn(&Passage) -> Option<Hit>;

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
    /// The words before `span`, as far as a rule may look; at the start of a sentence the key that a row
    /// of dots binds to it: `Expiration Date ..... May 14, 2026`.
    pub fn before(&self, span: Span) -> &'a str {
        if span.start == 0 && self.previous.ends_with("...") {
            let mut from = self.previous.len().saturating_sub(REACH);
            while !self.previous.is_char_boundary(from) {
                from += 1;
            }
            return &self.previous[from..];
        }
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

/// Sentences of fewer words are taken for headings.
const HEADING_WORDS: usize = 6;

/// Whether this is a sentence rather than a heading, which names its subject and states nothing.
pub(super) fn is_whole(sentence: &str) -> bool {
    sentence.split_whitespace().count() >= HEADING_WORDS
}

/// Each sentence as a rule sees it, with its place.
pub(super) fn passages<'a>(
    text: &'a str,
    sentences: &'a [Span],
) -> impl Iterator<Item = (Span, Passage<'a>)> {
    sentences.iter().enumerate().map(move |(at, sentence)| {
        let previous = at.checked_sub(1).and_then(|before| sentences.get(before));
        let passage = Passage {
            sentence: &text[sentence.range()],
            previous: previous.map_or("", |span| &text[span.range()]),
            offset: sentence.start,
        };
        (*sentence, passage)
    })
}

/// The sentence in which the rule has its strongest reasons. On a tie a whole sentence beats a
/// heading; then the earlier one.
pub(super) fn heaviest(text: &str, sentences: &[Span], rule: Rule) -> Option<(Span, Hit)> {
    strongest(text, &hits(text, sentences, rule))
}

/// What the rule reads, sentence by sentence.
pub(super) fn hits(text: &str, sentences: &[Span], rule: Rule) -> Vec<(Span, Hit)> {
    passages(text, sentences)
        .filter_map(|(sentence, passage)| Some((sentence, rule(&passage)?)))
        .collect()
}

/// The one of `hits` that [`heaviest`] gives.
pub(super) fn strongest(text: &str, hits: &[(Span, Hit)]) -> Option<(Span, Hit)> {
    let strength = |(sentence, hit): &(Span, Hit)| (hit.weight, is_whole(&text[sentence.range()]));
    let first = hits.iter().rev().max_by_key(|found| strength(found));
    first.cloned()
}

/// A hit at `span` of a sentence.
pub(super) fn hit(weight: i32, span: Span, value: Value) -> Hit {
    Hit {
        weight,
        span,
        value,
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

/// What `rule` reads in a sentence that stands alone.
#[cfg(test)]
pub(super) fn alone(rule: Rule, sentence: &str) -> Option<String> {
    after(rule, "", sentence)
}

/// What `rule` reads in a sentence behind another.
#[cfg(test)]
pub(super) fn after(rule: Rule, previous: &str, sentence: &str) -> Option<String> {
    rule(&Passage {
        sentence,
        previous,
        offset: 0,
    })
    .map(|hit| hit.value.to_string())
}
