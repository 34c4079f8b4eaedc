//! Rows of dots between a key and its value, `Renewal Term ........ 12 months`, and a key that stands above its
//! value on a line of its own. Both become rows of a table for the rules.
//!
//! What is replaced keeps its bytes, so that every place stays where it is. Tables of contents and lines to
//! fill in stay as they are. Quotes are never taken from this text.

use super::patterns::{Pattern, cased};
use super::rows::lines;
use crate::domain::document::Span;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The fewest rows that make a table.
const FEWEST: usize = 3;
/// The longest key and the longest value, in bytes.
const KEY_MAX: usize = 40;
const VALUE_MAX: usize = 60;
/// The most words of a key.
const KEY_WORDS: usize = 5;
/// So many dots are a row of dots.
const DOTS: &str = "....";

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
    let mut gaps = dotted(&text, &lines);
    gaps.extend(stacked(&text, &lines));
    gaps.into_iter().fold(text, |mut text, gap| {
        let tab = format!("\t{}", " ".repeat(gap.end - gap.start - 1));
        text.to_mut().replace_range(gap.range(), &tab);
        text
    })
}

/// The rows of dots between a key and a value.
fn dotted(text: &str, lines: &[Span]) -> Vec<Span> {
    if !text.contains(DOTS) {
        return Vec::new();
    }
    let gap = |line: &Span| {
        let words = &text[line.range()];
        let dots = words.find(DOTS)?;
        let value = words[dots..].trim_start_matches(['.', ' ', '\t']);
        let is_key = dots <= KEY_MAX + KEY_WORDS && words.starts_with(char::is_uppercase);
        let is_value = value.starts_with(|first: char| {
            first.is_uppercase() || first.is_ascii_digit() || "$£€".contains(first)
        });
        let is_row = is_key && is_value && !PLACE.is_match(value) && !value.contains("...");
        is_row.then_some(Span::new(line.start + dots, line.end - value.len()))
    };
    let found: Vec<Span> = lines.iter().filter_map(gap).collect();
    if found.len() < FEWEST {
        return Vec::new();
    }
    found
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
}
