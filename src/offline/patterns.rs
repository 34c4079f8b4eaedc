//! Compiles the patterns of the rules. All of them are constants or made of escaped words; none may
//! hold what a document says as it stands. What several of them find is told apart here too.

use crate::domain::document::Span;
use regex::{Regex, RegexBuilder};

/// Room for the states of one pattern, in bytes; with less they are thrown away and built again.
const STATES: usize = 8 << 20;

/// Letters, digits and the underscore, as `\w` is read here.
const WORD: &str = "0-9A-Za-z_À-ɏḀ-ỿ";
/// Letters, as `\p{L}` is read here, and capital ones, as `\p{Lu}`.
const LETTER: &str = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ";
const CAPITAL: &str = r"[\p{Lu}&&[A-ZÀ-ɏḀ-ỿ]]";

/// Compiles a constant pattern, letters of either case, white space in it without meaning.
pub(super) fn pattern(form: &str) -> Regex {
    cased(&format!("(?ix){form}"))
}

/// Compiles a constant pattern as it stands.
pub(super) fn cased(form: &str) -> Regex {
    built(form).expect("a constant pattern compiles")
}

/// What was found, in the order of the text; of what overlaps only the first, and of those the longest.
pub(super) fn apart<T>(mut found: Vec<(Span, T)>) -> Vec<(Span, T)> {
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = end.max(span.end);
        is_free
    });
    found
}

/// Compiles a pattern that was made of many words.
///
/// # Errors
/// When they are too many.
pub(super) fn built(form: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&of_latin(form))
        .dfa_size_limit(STATES)
        .build()
}

/// `form` with `\w`, `\d`, `\b`, `\p{L}` and `\p{Lu}` those of Latin script. It reads the same in contracts in English and
/// is several times faster: all letters of Unicode make automata that no cache holds, and a search for
/// their edges falls back to a slow one at the first curly quote.
fn of_latin(form: &str) -> String {
    let mut latin = String::with_capacity(form.len() * 2);
    let (mut sets, mut letters) = (0_usize, form.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '[' => sets += 1,
            ']' => sets = sets.saturating_sub(1),
            _ => {}
        }
        if letter != '\\' {
            latin.push(letter);
            continue;
        }
        let is_alone = sets == 0;
        match letters.next() {
            Some('b') if is_alone => latin.push_str(r"(?-u:\b)"),
            Some('w') if is_alone => latin.extend(["[", WORD, "]"]),
            Some('W') if is_alone => latin.extend(["[^", WORD, "]"]),
            Some('d') if is_alone => latin.push_str("[0-9]"),
            Some('w') => latin.push_str(WORD),
            Some('p') if letters.as_str().starts_with("{Lu}") => {
                letters.nth(3);
                latin.push_str(CAPITAL);
            }
            Some('p') if letters.as_str().starts_with("{L}") => {
                letters.nth(2);
                if is_alone {
                    latin.extend(["[", LETTER, "]"]);
                } else {
                    latin.push_str(LETTER);
                }
            }
            Some('d') => latin.push_str("0-9"),
            other => latin.extend(std::iter::once('\\').chain(other)),
        }
    }
    latin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_and_edges_are_latin_alone_and_in_sets() {
        assert_eq!(of_latin(r"[\d.]+\.\s"), r"[0-9.]+\.\s");
        assert_eq!(of_latin(r"[^\w[\d]]\d"), format!("[^{WORD}[0-9]][0-9]"));
        assert_eq!(of_latin(r"\[\w"), format!(r"\[[{WORD}]"));
        assert_eq!(of_latin(r"\p{L}[\p{L}0]"), format!("[{LETTER}][{LETTER}0]"));
        let name = cased(r"^[\p{Lu}&]\p{L}+$");
        assert!(
            ["Šumava", "&Co", "Ærø"]
                .iter()
                .all(|text| name.is_match(text))
        );
        assert!(!name.is_match("šumava") && !name.is_match("×y"));
        let word = cased(r"^\w+$");
        assert!(
            ["Straße", "Việt", "Kč_1"]
                .iter()
                .all(|text| word.is_match(text))
        );
        assert!(!word.is_match("a-b") && !word.is_match("日"));
    }

    #[test]
    fn an_edge_of_a_word_stands_beside_a_curly_quote() {
        assert!(pattern(r"\bterm\b").is_match("“Term”"));
        assert!(!pattern(r"\bterm\b").is_match("determined"));
    }
}
