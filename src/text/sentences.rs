//! Cuts running text into sentences, for chunks and for rules alike.
//!
//! A line break inside a paragraph never ends a sentence; an empty line does, unless the sentence
//! plainly runs on over a page break. Nothing here changes a letter of the text.

use crate::domain::document::Span;

/// The longest sentence, in bytes. Rules look at a sentence once per value in it, so that this bound
/// keeps them linear in a text without full stops.
pub const SENTENCE_MAX: usize = 4_000;

/// The sentences of `text` in order, without surrounding white space. Linear in the text.
pub fn sentences(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let cut = match bytes[at] {
            b'.' | b'?' | b'!' => sentence_end(text, at),
            b'\n' => paragraph_end(text, at),
            _ => None,
        };
        match cut {
            Some(end) => {
                push(text, start, end, &mut found);
                start = end;
                at = end.max(at + 1);
                at += blank(&text[at..]);
            }
            // A run of white space is looked at once, so that a page of empty lines costs no more than its length.
            None if bytes[at] == b'\n' => at += blank(&text[at..]).max(1),
            None => at += 1,
        }
    }
    push(text, start, bytes.len(), &mut found);
    found
}

/// The stretch from `start` to `end` without white space at either side.
pub fn trim(text: &str, start: usize, end: usize) -> Span {
    let inner = text.get(start..end).unwrap_or_default();
    let lead = inner.len() - inner.trim_start().len();
    let body = inner.trim().len();
    Span::new(start + lead, start + lead + body)
}

/// How many bytes of white space `text` begins with.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Cuts pieces of at most `longest` bytes off `span`, at white space where there is any, into
/// `found`; what is left.
pub(crate) fn shortened(text: &str, mut span: Span, longest: usize, found: &mut Vec<Span>) -> Span {
    while span.end - span.start > longest {
        let limit = floor(text, span.start + longest);
        let cut = text[span.start..limit]
            .rfind(char::is_whitespace)
            .filter(|cut| *cut > 0)
            .map_or(limit, |cut| span.start + cut);
        found.push(trim(text, span.start, cut));
        span = trim(text, cut, span.end);
    }
    span
}

fn push(text: &str, start: usize, end: usize, found: &mut Vec<Span>) {
    let span = shortened(text, trim(text, start, end), SENTENCE_MAX, found);
    if span.start < span.end {
        found.push(span);
    }
}

/// The end of the sentence whose last mark stands at `at`, where one ends there.
fn sentence_end(text: &str, at: usize) -> Option<usize> {
    let mut end = at + 1;
    for c in text[end..].chars() {
        if matches!(c, '"' | '”' | '’' | '\'' | ')' | ']') {
            end += c.len_utf8();
        } else {
            break;
        }
    }
    let rest = &text[end..];
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let next = rest.trim_start().chars().next()?;
    let may_start = next.is_uppercase()
        || next.is_ascii_digit()
        || matches!(next, '(' | '"' | '“' | '[' | '§' | '‘' | '$' | '£' | '€');
    if !may_start || (text.as_bytes()[at] == b'.' && ends_in_abbreviation(&text[..at], rest)) {
        return None;
    }
    Some(end)
}

/// Whether `rest` begins with a word that a company's name does not go on with.
fn begins_a_sentence(rest: &str) -> bool {
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
    let word = rest.split_whitespace().next().unwrap_or_default();
    STARTERS.contains(&word.trim_end_matches(','))
}

/// Whether the full stop after `before` belongs to its last word and not to the sentence.
fn ends_in_abbreviation(before: &str, rest: &str) -> bool {
    const SHORT: [&str; 38] = [
        "inc", "ltd", "co", "corp", "no", "nos", "mr", "ms", "mrs", "dr", "st", "vs", "v", "art",
        "sec", "para", "e.g", "i.e", "u.s", "u.k", "jr", "sr", "l.l.c", "l.p", "n.a", "s.a",
        "attn", "approx", "excl", "incl", "cf", "bros", "n.v", "b.v", "rs", "a.m", "p.m", "w.e.f",
    ];
    let tail_from = floor(before, before.len().saturating_sub(16));
    let tail = &before[tail_from..];
    let word_at = tail
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"'))
        .map_or(0, |at| {
            at + tail[at..].chars().next().map_or(1, char::len_utf8)
        });
    let word = tail[word_at..].to_lowercase();
    let is_line_number = before[..tail_from + word_at]
        .trim_end_matches([' ', '\t'])
        .ends_with('\n')
        || before.len() == tail_from + word.len() && tail_from == 0 && word_at == 0;
    if !word.is_empty() && word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        // `4.` before a heading is the clause's number; `in 2019.` ends a sentence.
        return is_line_number;
    }
    let is_single_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    if is_single_letter {
        return true;
    }
    let is_company = matches!(
        word.as_str(),
        "inc" | "ltd" | "co" | "corp" | "l.l.c" | "l.p" | "n.a" | "s.a" | "n.v" | "b.v"
    );
    if is_company && (rest.starts_with("\n\n") || begins_a_sentence(rest)) {
        return false;
    }
    SHORT.contains(&word.as_str()) || (is_month(&word) && begins_with_digit(rest))
}

/// Whether the word may be a month, whose full stop before a number is none: `Jan. 5`, `August. 2012`.
fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    word.len() <= 9 && MONTHS.iter().any(|month| word.starts_with(month))
}

fn begins_with_digit(rest: &str) -> bool {
    rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// The end of the paragraph at a line break, where one ends there.
fn paragraph_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    let skipped = rest.len() - rest.trim_start().len();
    let gap = &rest[..skipped];
    if !gap.contains('\n') {
        return None;
    }
    let next = rest[skipped..].chars().next()?;
    let last = text[..at].trim_end().chars().next_back()?;
    let runs_on = next.is_lowercase() && !matches!(last, '.' | ':' | ';' | '?' | '!');
    (!runs_on).then_some(at + 1)
}

/// The last letter boundary at or before `at`.
pub fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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
