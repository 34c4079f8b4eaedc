//! A text without white space and case, with the way back to the bytes that each letter was.

use crate::domain::document::Span;
use unicode_normalization::UnicodeNormalization;

/// How letters are folded before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// White space and case only.
    Plain,
    /// Also compatibility forms, quotes, dashes and soft hyphens.
    Typographic,
}

/// A folded text and where each of its bytes came from.
#[derive(Debug, Clone)]
pub struct Squashed {
    text: String,
    /// For each byte of `text`, the character of the original that it stands for.
    origin: Vec<Span>,
}

impl Squashed {
    /// Folds `original` once; searches then cost one pass each.
    pub fn new(original: &str, fold: Fold) -> Self {
        let mut squashed = Self {
            text: String::with_capacity(original.len()),
            origin: Vec::with_capacity(original.len()),
        };
        for (at, letter) in original.char_indices() {
            let origin = Span::new(at, at + letter.len_utf8());
            fold_letter(letter, fold, &mut squashed.text);
            squashed.origin.resize(squashed.text.len(), origin);
        }
        squashed
    }

    /// Where `needle`, folded the same way, stands in the original; at most `limit` places.
    pub fn find(&self, needle: &str, from: usize, limit: usize) -> Vec<Span> {
        if needle.is_empty() {
            return Vec::new();
        }
        let skip = self.origin.partition_point(|origin| origin.start < from);
        let Some(rest) = self.text.get(skip..) else {
            return Vec::new();
        };
        rest.match_indices(needle)
            .map(|(at, found)| {
                let first = self.origin[skip + at];
                let last = self.origin[skip + at + found.len() - 1];
                Span::new(first.start, last.end)
            })
            .take(limit)
            .collect()
    }
}

/// `text` folded, for comparing with a `Squashed` of the same fold.
pub fn squash(text: &str, fold: Fold) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        fold_letter(letter, fold, &mut folded);
    }
    folded
}

fn fold_letter(letter: char, fold: Fold, out: &mut String) {
    if fold == Fold::Plain {
        if !letter.is_whitespace() {
            out.extend(letter.to_lowercase());
        }
        return;
    }
    for part in std::iter::once(letter).nfkd() {
        match part {
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '`' | '\u{b4}' => out.push('\''),
            '\u{201c}'..='\u{201f}' | '\u{2033}' | '«' | '»' => out.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            part if part.is_whitespace() => {}
            part => out.extend(part.to_lowercase()),
        }
    }
}
