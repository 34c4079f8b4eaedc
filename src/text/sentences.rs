//! Cuts text into sentences, knowing how contracts abbreviate and number. Every letter that is
//! not white space belongs to exactly one sentence.

use crate::domain::document::Span;

/// Words whose full stop does not end a sentence, in lower case.
const ABBREVIATIONS: [&str; 42] = [
    "no", "nos", "sec", "secs", "art", "arts", "para", "par", "cl", "fig", "pp", "vol", "ch", "ex",
    "exh", "st", "ave", "blvd", "ste", "mr", "mrs", "ms", "dr", "prof", "vs", "v", "cf", "approx",
    "dept", "est", "e.g", "i.e", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "attn", "tel",
    "messrs",
];
/// Abbreviations that may also be the last word; what follows decides.
const SUFFIXES: [&str; 14] = [
    "inc", "ltd", "corp", "co", "llc", "l.p", "l.l.c", "u.s", "u.k", "u.s.a", "etc", "jr", "a.m",
    "p.m",
];
/// Words that begin a sentence and seldom follow a name.
const STARTERS: [&str; 22] = [
    "The",
    "This",
    "These",
    "If",
    "Each",
    "Any",
    "All",
    "Either",
    "Neither",
    "In",
    "Upon",
    "No",
    "Such",
    "For",
    "To",
    "Unless",
    "Except",
    "Notwithstanding",
    "When",
    "Where",
    "It",
    "Subject",
];

/// The sentences of `text` in order, without the white space around them.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let ends = match letter {
            '.' | '!' | '?' => ends_sentence(text, start, at),
            '\n' => text[at + 1..].starts_with('\n').then_some(at),
            _ => None,
        };
        if let Some(end) = ends.filter(|end| *end > start || letter == '\n') {
            push_trimmed(text, start, end, &mut spans);
            start = end;
        }
    }
    push_trimmed(text, start, text.len(), &mut spans);
    spans
}

fn push_trimmed(text: &str, start: usize, end: usize, spans: &mut Vec<Span>) {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        spans.push(Span::new(start + lead, start + lead + trimmed.len()));
    }
}

/// One past the mark at `at` and its closing quotes, where it ends a sentence.
fn ends_sentence(text: &str, start: usize, at: usize) -> Option<usize> {
    let closers = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '\u{201d}' | '\u{2019}');
    let after = &text[at + 1..];
    let rest = after.trim_start_matches(closers);
    let end = at + 1 + after.len() - rest.len();
    let next = rest.trim_start();
    if next.is_empty() {
        return Some(end);
    }
    let begins = next.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '\u{201c}' | '(' | '[' | '§' | '\'')
    });
    if !rest.starts_with(char::is_whitespace) || !begins {
        return None;
    }
    if !text[at..].starts_with('.') {
        return Some(end);
    }
    let so_far = &text[start..at];
    let word = so_far
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\u{201c}'))
        .next()
        .unwrap_or_default();
    (!is_number_of_clause(so_far.trim(), word) && !is_abbreviation(word, next)).then_some(end)
}

/// A sentence that so far is only a number, such as "1", "2.3" or "(iv)", has not begun.
fn is_number_of_clause(so_far: &str, word: &str) -> bool {
    let bare = so_far.trim_matches(|c| matches!(c, '(' | ')' | '.'));
    let numbered = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_label = matches!(
        so_far
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase()
            .as_str(),
        "section" | "article" | "exhibit" | "schedule" | "annex" | "clause"
    ) && so_far.split_whitespace().count() == 2;
    so_far == word
        && (numbered(bare) || (bare.len() <= 4 && bare.chars().all(|c| "ivxIVX".contains(c))))
        || is_label
}

fn is_abbreviation(word: &str, next: &str) -> bool {
    let lower = word.trim_start_matches(['\'', '[']).to_lowercase();
    // One capital letter is an initial: "J. Smith".
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_uppercase()
    {
        return true;
    }
    if ABBREVIATIONS.contains(&lower.as_str()) {
        return true;
    }
    let first: String = next.chars().take_while(|c| c.is_alphabetic()).collect();
    SUFFIXES.contains(&lower.as_str()) && !STARTERS.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_a_sentence() {
        assert_eq!(
            cut(
                "1. Parties. Acme, Inc. and J. Smith (e.g. No. 5 of U.S. law) agree. See Sec. 2.1 below."
            ),
            [
                "1. Parties.",
                "Acme, Inc. and J. Smith (e.g. No. 5 of U.S. law) agree.",
                "See Sec. 2.1 below."
            ]
        );
    }

    #[test]
    fn a_company_at_the_end_of_a_sentence_ends_it_and_so_does_a_paragraph() {
        assert_eq!(
            cut("Made by Acme Inc. The fee is due"),
            ["Made by Acme Inc.", "The fee is due"]
        );
        assert_eq!(cut("HEADING\n\nBody text"), ["HEADING", "Body text"]);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "[A-Za-z0-9 .!?\n\"()§é]{0,200}") {
            let all: String = cut(&text).concat();
            let squash = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squash(&all), squash(&text));
        }
    }
}
