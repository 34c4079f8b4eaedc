//! Whether two runs of words are alike enough, and whether what differs may change what is said.

use crate::domain::document::Span;
use crate::text::squash::{Fold, squash};

/// Words that turn a sentence round.
pub(super) const NEGATIONS: [&str; 16] = [
    "not",
    "no",
    "never",
    "neither",
    "nor",
    "none",
    "without",
    "except",
    "unless",
    "cannot",
    "excluding",
    "nothing",
    "nobody",
    "fail",
    "fails",
    "failed",
];
/// Words besides numbers that a near quote must have from the document: dates, amounts, periods, and
/// whether somebody must or may.
const TELLING: &str = "january february march april june july august september october november \
    december one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty \
    forty fifty sixty seventy eighty ninety hundred thousand million billion first second third usd \
    eur gbp dollars euros pounds day days business week weeks month months quarter quarterly year \
    years annual annually monthly may must shall will should only before after half";

/// A word or a number of a text.
pub(super) struct Token {
    /// Folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Indices in `window` of a longest common subsequence.
pub(super) fn common(quoted: &[Token], window: &[Token]) -> Vec<usize> {
    let (rows, columns) = (quoted.len(), window.len());
    let mut lengths = vec![0u16; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            lengths[at(row, column)] = if quoted[row].text == window[column].text {
                lengths[at(row + 1, column + 1)] + 1
            } else {
                lengths[at(row + 1, column)].max(lengths[at(row, column + 1)])
            };
        }
    }
    let (mut row, mut column, mut matched) = (0, 0, Vec::new());
    while row < rows && column < columns {
        if quoted[row].text == window[column].text {
            matched.push(column);
            (row, column) = (row + 1, column + 1);
        } else if lengths[at(row + 1, column)] >= lengths[at(row, column + 1)] {
            row += 1;
        } else {
            column += 1;
        }
    }
    matched
}

/// Every number and telling word of the quote is there, and as many negations as the quote has.
pub(super) fn keeps_meaning(quoted: &[Token], aligned: &[Token]) -> bool {
    let count = |tokens: &[Token], text: &str| tokens.iter().filter(|t| t.text == text).count();
    let is_telling = |token: &&Token| {
        token.text.contains(char::is_numeric)
            || TELLING.split_whitespace().any(|word| word == token.text)
    };
    let all_kept = quoted
        .iter()
        .filter(is_telling)
        .all(|token| count(aligned, &token.text) >= count(quoted, &token.text));
    let denials = |tokens: &[Token]| tokens.iter().filter(|token| denies(&token.text)).count();
    all_kept
        && denials(quoted) == denials(aligned)
        && NEGATIONS
            .iter()
            .all(|word| count(quoted, word) == count(aligned, word))
}

/// Whether a word turns its sentence round: `not`, and `doesn't` with it.
fn denies(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

/// Whether leaving `omitted` out may change what is said: a number, another paragraph or a negation.
pub(super) fn changes_meaning(omitted: &str) -> bool {
    omitted.contains(char::is_numeric) || has_paragraph_break(omitted) || has_negation(omitted)
}

/// Whether an empty line stands in `text`; the first and the last stretch are parts of lines.
fn has_paragraph_break(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    let inner = lines.get(1..lines.len().saturating_sub(1));
    inner.is_some_and(|inner| inner.iter().any(|line| line.trim().is_empty()))
}

fn has_negation(text: &str) -> bool {
    tokens(text).iter().any(|token| denies(&token.text))
}

/// Runs of letters and digits, folded; an apostrophe inside a word is part of it.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = None;
    let mut letters = text.char_indices().chain([(text.len(), ' ')]).peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = match letter {
            '\u{ad}' => true,
            '\'' | '\u{2019}' => letters
                .peek()
                .is_some_and(|(_, next)| next.is_alphanumeric()),
            _ => false,
        };
        let inside = letter.is_alphanumeric() || (start.is_some() && joins);
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(Token {
                    text: squash(&text[from..at], Fold::Typographic),
                    span: Span::new(from, at),
                });
                start = None;
            }
            _ => {}
        }
    }
    found
}
