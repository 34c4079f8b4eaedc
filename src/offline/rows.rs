//! Cuts tables of key terms into their rows, so that a rule reads `Payment Terms   Net 30` on its own.
//!
//! Only stretches that are plainly tables are cut; running text keeps its sentences. Nothing here
//! changes a letter of the text.

use super::cells::around;
use crate::domain::document::{Span, Table};
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::trim;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The fewest rows that make a table.
const FEWEST: usize = 3;

/// A short key, which may be numbered, then a colon, a wide gap or a bar, then a value.
static ROW: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^\s*(?:\|\s*)?(?:(?:\(?\d{1,2}|\(?[a-z]|[A-Z])[.)]\s+|\d{1,2}\s*(?:\t|\||\x20{2,})\s*)?\p{Lu}[\p{L}\d/&'’().-]*(?:\s[\p{L}\d/&'’().%-]+){0,5}?(?:\s*:\s+|\x20{2,}|\s*\t\s*|\s*\|\s*)\S",
    )
});

/// The sentences, those that are tables cut into rows; a line that is no row goes with the one above. The
/// rows of `tables` are rows however few of them stand in one sentence.
pub(super) fn rows(text: &str, sentences: &[Span], tables: &[Table]) -> Vec<Span> {
    let known: HashSet<usize> = tables
        .iter()
        .filter(|table| table.rows.len() >= FEWEST)
        .flat_map(|table| &table.rows)
        .filter_map(|row| Some(around(row.iter())?.start))
        .collect();
    let mut found = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let lines = lines(text, *sentence);
        let is_row: Vec<bool> = lines
            .iter()
            .map(|line| ROW.is_match(&text[line.range()]))
            .collect();
        let rows = is_row.iter().filter(|is_row| **is_row).count();
        let mut marked = lines.iter().zip(&is_row).filter(|(_, is_row)| **is_row);
        let is_known = rows > 0 && marked.all(|(line, _)| known.contains(&line.start));
        if !is_known && (rows < FEWEST || rows * 2 < lines.len()) {
            found.push(*sentence);
            continue;
        }
        let first = found.len();
        for (line, is_row) in lines.iter().zip(is_row) {
            if !is_row
                && found.len() > first
                && let Some(last) = found.last_mut()
            {
                last.end = line.end;
            } else {
                found.push(*line);
            }
        }
    }
    found
}

/// The lines of a stretch that hold anything, without the blanks around them.
pub(super) fn lines(text: &str, stretch: Span) -> Vec<Span> {
    let mut at = stretch.start;
    text[stretch.range()]
        .split_inclusive('\n')
        .map(|line| {
            let span = trim(text, at, at + line.len());
            at += line.len();
            span
        })
        .filter(|span| span.start < span.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences::sentences;

    fn cut(text: &str) -> Vec<&str> {
        rows(text, &sentences(text), &[])
            .into_iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn a_table_of_key_terms_is_cut_into_rows() {
        assert_eq!(
            cut(
                "Start Date      1 April 2024\nInitial Term    24 months\nFees            EUR 100\n                plus VAT"
            ),
            [
                "Start Date      1 April 2024",
                "Initial Term    24 months",
                "Fees            EUR 100\n                plus VAT"
            ]
        );
        let numbered = "1. Start Date\t1 April 2024\n2\tInitial Term\t24 months\n(c) Fees: EUR 100";
        assert_eq!(cut(numbered).len(), 3);
        assert_eq!(
            cut("| Supplier | Acme Ltd |\n| Fees | $5 |\n| Law | Utah |").len(),
            3
        );
    }

    #[test]
    fn running_text_keeps_its_sentences() {
        let text = "The Supplier: a company of\nStuttgart delivers the goods to\nthe Buyer, who pays\nfor them.";
        assert_eq!(cut(text), [text]);
    }
}
