//! Numbers of lines in the margin: `within thirty` and below it `12   days of receipt`. They are blanked for
//! the rules.
//!
//! What is blanked keeps its bytes, so that every place stays where it is. Numbers of clauses and of items,
//! which have a point or a bracket, stay. Quotes are never taken from the blanked text.

use super::blanks::blanked;
use super::numbers;
use super::patterns::{Pattern, cased};
use super::rows::lines;
use crate::domain::document::Span;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A number in words at the end of a line, which `(30)` may say again. `Phase One` counts nothing.
static IN_WORDS: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    cased(&format!(
        r"\b[a-z]+\s+(?i:{words})(?:\s*\(\s?\d{{1,3}}\s?\))?$"
    ))
});
/// A unit of time; a number before it may count it.
static UNIT: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"(?i)^(?:(?:business|working|banking|calendar)\s+)?(?:day|week|month|year|hour)s?\b")
});

/// A line that begins with a number.
struct Numbered<'a> {
    /// Which of the lines that hold anything it is.
    line: usize,
    /// Where the number stands.
    place: Span,
    number: u32,
    /// Whether a wide gap parts it from what follows.
    is_apart: bool,
    /// What follows it.
    rest: &'a str,
    /// The line before.
    before: &'a str,
}

/// `text` with blanks for the numbers of its lines.
pub(super) fn unnumbered(text: &str) -> Cow<'_, str> {
    let numbered = numbered(text);
    let mut places: Vec<Span> = Vec::new();
    for run in numbered.chunk_by(|one, two| {
        one.line + 1 == two.line && one.number + 1 == two.number && one.is_apart && two.is_apart
    }) {
        if run.iter().skip(1).any(goes_on) {
            places.extend(run.iter().map(|one| one.place));
        } else {
            let torn = run.iter().filter(|one| is_torn(one));
            places.extend(torn.map(|one| one.place));
        }
    }
    blanked(Cow::Borrowed(text), places)
}

fn numbered(text: &str) -> Vec<Numbered<'_>> {
    let mut before = "";
    let mut found = Vec::new();
    let lines = lines(text, Span::new(0, text.len()));
    for (line, span) in lines.into_iter().enumerate() {
        let words = &text[span.range()];
        let rest = words.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = words.len() - rest.len();
        if (1..=3).contains(&digits)
            && (rest.is_empty() || rest.starts_with([' ', '\t']))
            && let Ok(number) = words[..digits].parse()
        {
            found.push(Numbered {
                line,
                place: Span::new(span.start, span.start + digits),
                number,
                is_apart: rest.is_empty() || rest.starts_with("  ") || rest.starts_with('\t'),
                rest: rest.trim_start(),
                before,
            });
        }
        before = words;
    }
    found
}

/// Whether the sentence of the line before goes on behind the number, which counts nothing.
fn goes_on(one: &Numbered) -> bool {
    let is_end = one.before.ends_with(['.', ':', ';', '!', '?']);
    is_torn(one) || !is_end && one.rest.starts_with(char::is_lowercase) && !UNIT.is_match(one.rest)
}

/// Whether the number stands between a number in words and what that counts.
fn is_torn(one: &Numbered) -> bool {
    (UNIT.is_match(one.rest) || numbers::AGAIN.is_match(one.rest)) && IN_WORDS.is_match(one.before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let read = unnumbered(text);
        assert_eq!(read.len(), text.len(), "{text}");
        read.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_of_lines_are_blanked_where_the_sentence_goes_on() {
        for (text, expected) in [
            (
                "11   5. Invoices shall be paid within thirty\n12   days of receipt.",
                "5. Invoices shall be paid within thirty days of receipt.",
            ),
            ("a term of two (2)\n28 years", "a term of two (2) years"),
            ("within thirty\n2  (30) days", "within thirty (30) days"),
            (
                "1  The Supplier shall\n2  deliver the goods.\n\n3\n4  It ends.",
                "The Supplier shall deliver the goods. It ends.",
            ),
        ] {
            assert_eq!(read(text), expected);
        }
    }

    #[test]
    fn numbers_that_count_or_name_something_stay() {
        for text in [
            "payable within\n12   days of receipt",
            "1   year      $500\n2   years     $900",
            "1. Supplier\n2. customer",
            "1   Landlord   Gull\n2   Tenant   Heron",
            "Phase one\n12 months",
            "for\n1 day or\n2 days",
        ] {
            assert!(matches!(unnumbered(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
