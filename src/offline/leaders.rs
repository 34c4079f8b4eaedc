//! Rows of dots between a key and its value, `Renewal Term ........ 12 months`, and a key that stands above its
//! value on a line of its own. Both become rows of a table for the rules.
//!
//! What is replaced keeps its bytes, so that every place stays where it is. Tables of contents and lines to
//! fill in stay as they are. Quotes are never taken from this text.

use super::blanks::tabbed;
use super::patterns::{Pattern, cased};
use super::rows::lines;
use crate::domain::document::Span;
use regex::Captures;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The fewest rows that make a table.
const FEWEST: usize = 3;
/// The longest key and the longest value, in bytes.
const KEY_MAX: usize = 40;
const VALUE_MAX: usize = 60;
/// The most words of a key.
const KEY_WORDS: usize = 5;

/// A key, a row of dots, and its value.
static LEADER: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?m)^[ \t]*(?:\(?[\dA-Za-z]{1,2}[.)][ \t]+)?(?P<key>[A-Z](?:[^.\n]|\.[^.\n]){1,45}?)[ \t]*(?P<dots>\.{3,}(?:[ \t]?\.{2,})*)[ \t]*(?P<value>[^.\s][^\n]*)$",
    )
});
/// What a page or a clause is found by.
static PLACE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"^(?i:page\s*)?(?:[A-Z]{1,2}-?)?(?:\d+|[ivxlIVXL]+)(?:[-–.]\d+)*[.)]?$")
});
/// A value that is a figure: a day, a period, a sum or a share.
static FIGURE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^(?:[A-Z]{2,3}\x20?\$?|[$£€(]\s?)?\d[\d.,/-]*(?:\x20?%|\x20\S|st|nd|rd|th|[/.-]\d|$)|^[A-Z][a-z]+\s+\(\d|^(?i:net)\s+\d|^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d",
    )
});
/// The mark of a clause or an item.
static MARK: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"^\(?\d{1,2}(?:(?:\.\d{1,2})+[.)]?|[.)])\s+[A-Z]"));

/// `text` with its rows of dots blank and its keys beside the values below them.
pub(super) fn rows(text: Cow<'_, str>) -> Cow<'_, str> {
    let lines = lines(&text, Span::new(0, text.len()));
    let mut gaps = dotted(&text);
    gaps.extend(stacked(&text, &lines));
    tabbed(text, gaps)
}

/// The rows of dots between a key and a value, which would else end a sentence. A key with a stop in it is
/// believed only in a table of several.
fn dotted(text: &str) -> Vec<Span> {
    if !text.contains("...") {
        return Vec::new();
    }
    let row = |found: Captures<'_>| {
        let (key, dots, value) = (
            found.name("key")?,
            found.name("dots")?,
            found.name("value")?,
        );
        let is_row = !PLACE.is_match(value.as_str().trim_end()) && !value.as_str().contains("...");
        is_row.then(|| {
            (
                Span::new(dots.start(), dots.end()),
                key.as_str().contains('.'),
            )
        })
    };
    let found: Vec<(Span, bool)> = LEADER.captures_iter(text).filter_map(row).collect();
    let is_table = found.len() >= FEWEST;
    let believed = found
        .into_iter()
        .filter(|(_, has_stop)| is_table || !has_stop);
    believed.map(|(dots, _)| dots).collect()
}

/// The gaps between keys and the figures below them, where several such pairs follow one another.
fn stacked(text: &str, lines: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < lines.len() {
        let pairs = lines[at..].chunks_exact(2);
        let count = pairs.take_while(|pair| is_pair(text, pair)).count();
        if count >= FEWEST {
            let pairs = lines[at..at + 2 * count].chunks_exact(2);
            found.extend(pairs.map(|pair| Span::new(pair[0].end, pair[1].start)));
            at += 2 * count;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a key stands over a figure.
fn is_pair(text: &str, pair: &[Span]) -> bool {
    let [key, value] = pair else { return false };
    if key.end - key.start > KEY_MAX || value.end - value.start > VALUE_MAX {
        return false;
    }
    let (key, value) = (&text[key.range()], &text[value.range()]);
    key.starts_with(char::is_uppercase)
        && !key.contains(|letter: char| letter.is_ascii_digit() || "\t|,;.".contains(letter))
        && !key.contains("  ")
        && key.split(' ').count() <= KEY_WORDS
        && !value.ends_with(['.', ';'])
        && !PLACE.is_match(value)
        && !MARK.is_match(value)
        && FIGURE.is_match(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let read = rows(Cow::Borrowed(text));
        assert_eq!(read.len(), text.len(), "{text}");
        let lines = read.lines().map(|line| {
            let words: Vec<&str> = line.split('\t').map(str::trim).collect();
            words.join("\t")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn rows_of_dots_and_keys_above_their_values_become_rows() {
        assert_eq!(
            read("Initial Term ...... 2 years\nRenewal Term .......... 12 months\nFee ..... £500"),
            "Initial Term\t2 years\nRenewal Term\t12 months\nFee\t£500"
        );
        assert_eq!(
            read(
                "Terms\n\nStart Date\n1 April 2021\nInitial Term:\n\nTwo (2) years\nLiability Cap\n£500,000\n\nIt ends."
            ),
            "Terms\n\nStart Date\t1 April 2021\nInitial Term:\tTwo (2) years\nLiability Cap\t£500,000\n\nIt ends."
        );
    }

    #[test]
    fn tables_of_contents_blanks_and_addresses_stay() {
        for text in [
            "Term ........ 4\nFees ........ Page 6\nLaw ......... A-7\nNotices .... 12",
            "Name ........ Title ........\nDate ........\nthe sum of ..... dollars",
            "Definitions\n1\nTerm\n2\nFees\n3",
            "Fees\n1. Gull pays\nTerm\n2. It lasts\nLaw\n3. Utah",
            "Gull Inc\n12 Main Street\nAttention: The Secretary\nHeron LLC\n9 Hill Road",
        ] {
            assert!(
                matches!(rows(Cow::Borrowed(text)), Cow::Borrowed(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn dots_between_a_key_and_its_value_part_them_and_those_before_a_page_do_not() {
        let text = "B. Renewal .... Automatic, 1-year terms\nFee Increase ... Not above 6%";
        assert_eq!(
            rows(Cow::Borrowed(text)),
            "B. Renewal \t    Automatic, 1-year terms\nFee Increase \t   Not above 6%"
        );
        let contents = "Definitions ........ 3\nTerm ..... A-12";
        assert_eq!(rows(Cow::Borrowed(contents)), contents);
    }
}
