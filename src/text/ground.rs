//! Finds a quote in the document. A quote that is not there grounds to nothing, and one that is
//! nearly there is never verified: numbers, negations and word ends must be the document's own.

mod alike;

use super::sentences::trim;
use super::squash::{Fold, Squashed, squash};
use crate::domain::document::{Document, Span};
use crate::domain::term::{Grade, Grounding};
use alike::{Token, changes_meaning, common, keeps_meaning, tokens};
use std::collections::HashMap;

/// Places of one quote that are looked at.
const MAX_PLACES: usize = 64;
/// An elided quote has this many pieces at most: scattered words can be made to say anything.
const MAX_PIECES: usize = 3;
/// Tokens of each piece of an elided quote, at least.
const MIN_PIECE: usize = 4;
/// Bytes that all omissions of an elided quote leave out together, at most.
const MAX_OMITTED: usize = 600;
/// A near quote has this many tokens at least and at most.
const FUZZY_TOKENS: std::ops::RangeInclusive<usize> = 4..=400;
/// Share of the quote's tokens that must stand in the document in order.
const COVERAGE: f64 = 0.9;
/// Share of the document's tokens there that the quote must have.
const DENSITY: f64 = 0.8;
/// Tokens that stand more often than this say nothing about where a quote is.
const COMMON: usize = 400;

/// The words that stand at `place`, to which rules of ours point.
pub fn at(document: &Document, place: Span) -> Grounding {
    Grounding {
        grade: Grade::Exact,
        span: place,
        quote: document.slice(place).to_owned(),
        page: document.page_at(place.start),
        boxes: document.boxes(place),
    }
}

/// A document made ready for many searches.
pub struct Grounder<'a> {
    document: &'a Document,
    plain: Squashed,
    folded: Squashed,
    tokens: Vec<Token>,
    places: HashMap<String, Vec<usize>>,
}

impl<'a> Grounder<'a> {
    /// Folds the document's text once.
    pub fn new(document: &'a Document) -> Self {
        let tokens = tokens(&document.text);
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, token) in tokens.iter().enumerate() {
            places.entry(token.text.clone()).or_default().push(index);
        }
        Self {
            document,
            plain: Squashed::new(&document.text, Fold::Plain),
            folded: Squashed::new(&document.text, Fold::Typographic),
            tokens,
            places,
        }
    }

    /// Where `quote` stands: of several places the one nearest to `near`, else the first.
    pub fn ground(&self, quote: &str, near: Option<Span>) -> Option<Grounding> {
        if !quote.chars().any(char::is_alphanumeric) {
            return None;
        }
        let found = self
            .stands_at(quote, near)
            .or_else(|| self.verbatim(quote, Fold::Plain, near))
            .map(|span| (Grade::Exact, span))
            .or_else(|| {
                self.verbatim(quote, Fold::Typographic, near)
                    .map(|span| (Grade::Normalised, span))
            })
            .or_else(|| self.elided(quote, near))
            .or_else(|| self.fuzzy(quote, near).map(|span| (Grade::Fuzzy, span)));
        found.map(|(grade, span)| Grounding {
            grade,
            span,
            quote: self.document.slice(span).to_owned(),
            page: self.document.page_at(span.start),
            boxes: self.document.boxes(span),
        })
    }

    /// The places inside `within` where `quote` stands word for word, in their order.
    pub fn places(&self, quote: &str, within: Span) -> Vec<Span> {
        let inside = |fold| {
            let mut places = self.places_of(quote, fold, within.start);
            places.retain(|place| within.contains(*place));
            places
        };
        let exact = inside(Fold::Plain);
        match exact.is_empty() {
            true => inside(Fold::Typographic),
            false => exact,
        }
    }

    /// The place `near` itself, where it holds the quote: most hints are exact, and then the whole
    /// text need not be searched.
    fn stands_at(&self, quote: &str, near: Option<Span>) -> Option<Span> {
        let near = near?;
        let text = &self.document.text;
        let there = text.get(near.range())?;
        let is_there = squash(there, Fold::Plain) == squash(quote, Fold::Plain)
            && numbers(there) == numbers(quote);
        let span = trim(text, near.start, near.end);
        (is_there && stands_alone(text, span)).then_some(span)
    }

    fn verbatim(&self, quote: &str, fold: Fold, near: Option<Span>) -> Option<Span> {
        nearest(self.places_of(quote, fold, 0), near)
    }

    fn places_of(&self, quote: &str, fold: Fold, from: usize) -> Vec<Span> {
        let index = match fold {
            Fold::Plain => &self.plain,
            Fold::Typographic => &self.folded,
        };
        let numbers = numbers(quote);
        let mut places = index.find(&squash(quote, fold), from, MAX_PLACES * 8);
        places.retain(|span| {
            stands_alone(&self.document.text, *span)
                && self::numbers(self.document.slice(*span)) == numbers
        });
        places
    }

    /// Pieces of a quote with omissions, in order and close together. Where the omitted words
    /// may change what is said, the quote is only near.
    fn elided(&self, quote: &str, near: Option<Span>) -> Option<(Grade, Span)> {
        let pieces = pieces(quote);
        let (first, rest) = pieces.split_first()?;
        let are_long = pieces.iter().all(|piece| tokens(piece).len() >= MIN_PIECE);
        if rest.is_empty() || pieces.len() > MAX_PIECES || !are_long {
            return None;
        }
        let starts = self.places_of(first, Fold::Typographic, 0);
        let chains = starts.into_iter().take(MAX_PLACES).filter_map(|start| {
            let mut grade = Grade::Normalised;
            let mut end = start.end;
            let mut omitted = 0;
            for piece in rest {
                let next = self.places_of(piece, Fold::Typographic, end);
                let next = next.first()?;
                omitted += next.start.saturating_sub(end);
                if omitted > MAX_OMITTED {
                    return None;
                }
                if changes_meaning(self.document.slice(Span::new(end, next.start))) {
                    grade = Grade::Fuzzy;
                }
                end = next.end;
            }
            Some((grade, Span::new(start.start, end)))
        });
        let chains: Vec<(Grade, Span)> = chains.collect();
        let span = nearest(chains.iter().map(|chain| chain.1).collect(), near)?;
        chains.into_iter().find(|chain| chain.1 == span)
    }

    fn fuzzy(&self, quote: &str, near: Option<Span>) -> Option<Span> {
        let quoted = tokens(quote);
        if !FUZZY_TOKENS.contains(&quoted.len()) {
            return None;
        }
        let places = self
            .likely_starts(&quoted)
            .into_iter()
            .filter_map(|start| self.align(&quoted, start))
            .collect();
        nearest(places, near)
    }

    /// Where the quote may begin: rare tokens vote for the place that they would give it.
    fn likely_starts(&self, quoted: &[Token]) -> Vec<usize> {
        let width = quoted.len() / 4 + 4;
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for (offset, token) in quoted.iter().enumerate() {
            let places = self.places.get(&token.text).map_or(&[][..], Vec::as_slice);
            if places.len() <= COMMON {
                for place in places {
                    *votes
                        .entry(place.saturating_sub(offset) / width)
                        .or_default() += 1;
                }
            }
        }
        let mut votes: Vec<(usize, usize)> = votes.into_iter().collect();
        votes.sort_by_key(|(bucket, count)| (std::cmp::Reverse(*count), *bucket));
        votes
            .iter()
            .take(4)
            .map(|(bucket, _)| bucket * width)
            .collect()
    }

    /// Longest common subsequence of the quote and the tokens around `start`.
    fn align(&self, quoted: &[Token], start: usize) -> Option<Span> {
        let slack = quoted.len() / 2 + 8;
        let from = start.saturating_sub(slack / 2);
        let to = (start + quoted.len() + slack).min(self.tokens.len());
        let window = self.tokens.get(from..to)?;
        let matched = common(quoted, window);
        let (first, last) = (*matched.first()?, *matched.last()?);
        let aligned = &window[first..=last];
        let close = matched.len() as f64 >= COVERAGE * quoted.len() as f64
            && matched.len() as f64 >= DENSITY * aligned.len() as f64;
        let span = Span::new(aligned[0].span.start, aligned[aligned.len() - 1].span.end);
        (close && keeps_meaning(quoted, aligned)).then_some(span)
    }
}

/// Runs of digits in order, so that "1 2" is not "12" once white space is gone.
fn numbers(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .map(|run| squash(run, Fold::Typographic))
        .collect()
}

/// Whether a place begins and ends where words and numbers do: "able" is not in "unable", nor
/// "5" or "000" in "5,000", "2" in "1/2", "30" in "10-30" or "one" in "twenty-one".
fn stands_alone(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let inside = &text[span.range()];
    let joins = |outer: Option<char>, inner: Option<char>| {
        outer.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphanumeric)
    };
    let continues = |mark: Option<char>, digit: Option<char>, inner: Option<char>| {
        matches!(
            mark,
            Some(',' | '.' | '/' | '-' | '\u{2010}'..='\u{2014}' | '\u{2044}')
        ) && digit.is_some_and(|c| c.is_ascii_digit())
            && inner.is_some_and(|c| c.is_ascii_digit())
    };
    let (mut back, mut ahead) = (before.chars().rev(), after.chars());
    let (first, last) = (inside.chars().next(), inside.chars().next_back());
    let (b1, b2, a1, a2) = (back.next(), back.next(), ahead.next(), ahead.next());
    let is_torn = joins(b1, first) || joins(a1, last) || ends_in_tens(before);
    !(is_torn || continues(b1, b2, first) || continues(a1, a2, last))
}

/// Whether a number in words runs on from `before`, as from `twenty-`.
fn ends_in_tens(before: &str) -> bool {
    const TENS: [&str; 9] = [
        "twenty", "thirty", "forty", "fourty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let Some(word) = before.strip_suffix(['-', '\u{2010}', '\u{2011}']) else {
        return false;
    };
    let start = word.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| {
        at + word[at..].chars().next().map_or(0, char::len_utf8)
    });
    TENS.iter()
        .any(|ten| word[start..].eq_ignore_ascii_case(ten))
}

/// The pieces of a quote between its marks of omission.
fn pieces(quote: &str) -> Vec<String> {
    const MARKS: [&str; 6] = ["<omitted>", "[...]", "[…]", "(...)", ". . .", "..."];
    let marked = MARKS
        .iter()
        .fold(quote.to_owned(), |text, mark| text.replace(mark, "…"));
    let trimmed = |piece: &str| {
        let piece = piece.trim_matches(|c: char| c.is_whitespace() || c == '.');
        piece.to_owned()
    };
    marked
        .split('…')
        .map(trimmed)
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .collect()
}

/// The first place inside `near`, else the one that begins nearest to it; without a hint the first.
fn nearest(places: Vec<Span>, near: Option<Span>) -> Option<Span> {
    let Some(near) = near else {
        return places.into_iter().next();
    };
    places.into_iter().min_by_key(|span| {
        let is_outside = !near.contains(*span);
        (is_outside, span.start.abs_diff(near.start), span.start)
    })
}

#[cfg(test)]
#[path = "ground_tests.rs"]
mod tests;
