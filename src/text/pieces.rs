//! Cuts a document into the pieces that may be shown on their own: whole sentences, and rows of tables
//! whole. A piece never ends inside either, unless one is longer than any question could hold; who needs less
//! than a piece gets the piece.

use super::sentences;
use crate::domain::document::{Document, Span, Table};

/// No piece has more bytes: a table of one endless sentence, or a line without an end, would become one that
/// no question can hold.
const LONGEST: usize = 6_000;

/// The pieces of `document` in order; every letter that is not white space is in exactly one.
/// Linear in the text.
pub fn pieces(document: &Document) -> Vec<Span> {
    let mut parts = sentences::sentences(&document.text);
    parts.extend(document.tables.iter().flat_map(rows));
    parts.extend(lines_with_cells(&document.text));
    parts.sort_unstable();
    let mut pieces: Vec<Span> = Vec::new();
    for part in parts {
        match pieces.last_mut() {
            Some(last) if part.end <= last.end => {}
            Some(last) if part.start < last.end && part.end - last.start <= LONGEST => {
                last.end = part.end;
            }
            // What overlaps but is too long to be joined goes on where the other ends.
            Some(last) => {
                let start = part.start.max(last.end);
                let rest = sentences::trim(&document.text, start, part.end);
                if rest.start < rest.end {
                    pieces.push(rest);
                }
            }
            None => pieces.push(part),
        }
    }
    let mut short = Vec::new();
    for piece in pieces {
        let rest = sentences::shortened(&document.text, piece, LONGEST, &mut short);
        short.extend((rest.start < rest.end).then_some(rest));
    }
    short
}

/// From the first to the last letter of each row.
fn rows(table: &Table) -> impl Iterator<Item = Span> + '_ {
    table.rows.iter().filter_map(|row| {
        let cells = row.iter().filter(|cell| cell.start < cell.end);
        let start = cells.clone().map(|cell| cell.start).min()?;
        Some(Span::new(start, cells.map(|cell| cell.end).max()?))
    })
}

/// Lines of a plain text that draw the cells of a row with bars or tabs.
fn lines_with_cells(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let inner = line.trim();
        (inner.contains('|') || inner.contains('\t')).then(|| sentences::trim(text, start, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        Document::of_text("0".into(), text.into())
    }

    fn cut(document: &Document) -> Vec<&str> {
        let pieces = pieces(document);
        pieces.iter().map(|span| document.slice(*span)).collect()
    }

    #[test]
    fn sentences_are_pieces_and_a_drawn_row_is_one() {
        let text = "One fee. It is due.\n\n| Set-up. Once. | USD 500 |\n\n| Support. | USD 20 |";
        assert_eq!(
            cut(&document(text)),
            [
                "One fee.",
                "It is due.",
                "| Set-up. Once. | USD 500 |",
                "| Support. | USD 20 |"
            ]
        );
    }

    #[test]
    fn a_row_of_a_table_is_never_cut() {
        let text = "Fees. See below.\n\nSet-up. Once\nUSD 500. Net\n\nSupport";
        let at = |word: &str| text.find(word).expect("a word");
        let cell = |from: &str, to: &str| Span::new(at(from), at(to) + to.len());
        let mut document = document(text);
        let nothing = Rect {
            x0: 0.0,
            y0: 0.0,
            x1: 0.0,
            y1: 0.0,
        };
        document.tables.push(Table {
            page: 1,
            rect: nothing,
            header: 0,
            rows: vec![vec![cell("Set-up", "Once"), cell("USD", "Net")]],
        });
        assert_eq!(
            cut(&document),
            [
                "Fees.",
                "See below.",
                "Set-up. Once\nUSD 500. Net",
                "Support"
            ]
        );
    }

    /// Finding 26: a line without an end costs the contract nothing; no letter of it is lost.
    #[test]
    fn a_line_that_no_question_could_hold_is_cut_between_words() {
        let cells = "| Support of the third level | USD 20 ".repeat(2_000);
        let letters = format!("{}\tend", "é".repeat(10_000));
        for (line, has_words) in [(cells, true), (letters, false)] {
            let document = document(&line);
            for piece in pieces(&document) {
                let after = document.text[piece.end..].chars().next();
                let is_torn = after.is_some_and(|next| !next.is_whitespace());
                assert!(piece.end - piece.start <= LONGEST);
                assert!(!(is_torn && has_words), "cut before {after:?}");
            }
            let squash = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(squash(&cut(&document).concat()), squash(&line));
        }
    }

    proptest! {
        #[test]
        fn every_letter_is_in_one_piece(text in "([A-Za-z]{1,8}|[.;|\\t\\n ]|\n\n|é){0,120}") {
            let document = document(&text);
            let kept: String = cut(&document).concat();
            let squash = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squash(&kept), squash(&text));
        }
    }
}
