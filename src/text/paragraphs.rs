//! From lines to running text: one newline between lines, two between paragraphs, a space between
//! the cells of a row, and a word broken at a line's end is one word again. The hyphen of such a
//! word is all that is dropped.

use super::layout::{Line, Sheet};
use super::tables::Place;
use crate::domain::document::{Document, Rect, Span, Table, Word};
use std::borrow::Cow;
use std::collections::HashSet;

/// Those words of the document that stand unbroken, lower case, which decide what a broken one was.
pub fn vocabulary(sheets: &[Sheet]) -> HashSet<String> {
    let broken = sheets.iter().flat_map(|sheet| sheet.lines.windows(2));
    let wanted: HashSet<String> = broken
        .filter_map(|pair| broken_word(&pair[0], &pair[1]))
        .map(|(joined, _)| joined)
        .collect();
    if wanted.is_empty() {
        return wanted;
    }
    let longest = wanted.iter().map(String::len).max().unwrap_or(0);
    let lines = sheets.iter().flat_map(|sheet| &sheet.lines);
    let mut found = HashSet::new();
    for piece in lines.flat_map(|line| &line.pieces) {
        // In lower case a letter may have a third of its bytes.
        let word = piece.text.trim_matches(|c: char| !c.is_alphanumeric());
        if word.len() <= 3 * longest {
            found.extend(wanted.get(&word.to_lowercase()).cloned());
        }
    }
    found
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// Appends a page to the document's text and words; returns where it stands.
pub fn write(
    sheet: &Sheet,
    page: u32,
    vocabulary: &HashSet<String>,
    document: &mut Document,
) -> Span {
    let start = document.text.len();
    let pitch = pitch(&sheet.lines);
    let mut tables = Tables::default();
    for (index, line) in sheet.lines.iter().enumerate() {
        if index > 0 {
            let before = &sheet.lines[index - 1];
            let between = between(before, line, pitch);
            if between.len() > 1 || !join_broken_word(before, line, vocabulary, document) {
                document.text.push_str(between);
            }
        }
        let from = document.text.len();
        for (place, piece) in line.pieces.iter().enumerate() {
            if place > 0 {
                document.text.push(' ');
            }
            let from = document.text.len();
            document.text.push_str(&drawn(&piece.text));
            document.words.push(Word {
                span: Span::new(from, document.text.len()),
                page,
                line: u32::try_from(index).unwrap_or(u32::MAX),
                rect: sheet.place(piece.rect),
                source: piece.source,
            });
        }
        if let Some(place) = line.place {
            let span = Span::new(from, document.text.len());
            tables.add(place, span, sheet.place(line.rect), page);
        }
    }
    document.tables.extend(tables.finish(&document.text));
    Span::new(start, document.text.len())
}

/// A soft hyphen that a page draws inside a word is a hyphen; only at the end of a line it may be none.
fn drawn(word: &str) -> Cow<'_, str> {
    const SOFT: char = '\u{ad}';
    let Some((inner, last)) = word
        .char_indices()
        .next_back()
        .map(|(at, _)| word.split_at(at))
    else {
        return Cow::Borrowed(word);
    };
    if inner.contains(SOFT) {
        Cow::Owned(format!("{}{last}", inner.replace(SOFT, "-")))
    } else {
        Cow::Borrowed(word)
    }
}

/// What stands between two lines.
fn between(before: &Line, line: &Line, pitch: Option<f32>) -> &'static str {
    if let (Some(last), Some(next)) = (before.place, line.place)
        && last.table == next.table
    {
        let is_beside = (line.rect.y1 - before.rect.y1).abs() < 0.4 * line.size;
        return if is_beside && last.column != next.column {
            " "
        } else {
            "\n"
        };
    }
    if is_paragraph(before, line, pitch) {
        "\n\n"
    } else {
        "\n"
    }
}

/// The tables of a page while its lines are written.
#[derive(Default)]
struct Tables(Vec<(usize, Table)>);

impl Tables {
    fn add(&mut self, place: Place, span: Span, rect: Rect, page: u32) {
        let at = self.0.iter().position(|(number, _)| *number == place.table);
        let at = at.unwrap_or_else(|| {
            let table = Table {
                page,
                rect,
                header: 0,
                rows: Vec::new(),
            };
            self.0.push((place.table, table));
            self.0.len() - 1
        });
        let table = &mut self.0[at].1;
        table.rect = table.rect.union(rect);
        let nothing = Span::new(span.start, span.start);
        while table.rows.len() <= place.row {
            table.rows.push(Vec::new());
        }
        let row = &mut table.rows[place.row];
        while row.len() <= place.column {
            row.push(nothing);
        }
        let cell = &mut row[place.column];
        *cell = if cell.start == cell.end {
            span
        } else {
            Span::new(cell.start, span.end)
        };
    }

    /// The tables, each row with a cell for each column, rows without text left out.
    fn finish(self, text: &str) -> impl Iterator<Item = Table> {
        self.0.into_iter().map(|(_, mut table)| {
            table.rows.retain(|row| !row.is_empty());
            let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
            for row in &mut table.rows {
                let end = row.last().map_or(0, |cell| cell.end);
                row.resize(columns, Span::new(end, end));
            }
            table.header = usize::from(has_header(&table.rows, text));
            table
        })
    }
}

/// Whether the first row names the columns: words in most of them, no figures, and figures below
/// in a column that it names.
fn has_header(rows: &[Vec<Span>], text: &str) -> bool {
    let [first, below @ ..] = rows else {
        return false;
    };
    let cell = |span: &Span| text.get(span.range()).unwrap_or_default();
    let has_digit = |span: &Span| cell(span).contains(|c: char| c.is_ascii_digit());
    let named = first.iter().filter(|span| span.start < span.end).count();
    let is_short = first
        .iter()
        .all(|span| cell(span).split_whitespace().count() <= 8);
    let figures = first.iter().enumerate().any(|(column, span)| {
        span.start < span.end
            && below
                .iter()
                .any(|row| row.get(column).is_some_and(has_digit))
    });
    named * 2 > first.len() && is_short && !first.iter().any(has_digit) && figures
}

/// Distance from line to line inside paragraphs: the lower quartile of the page's distances.
fn pitch(lines: &[Line]) -> Option<f32> {
    let mut pitches: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[1].rect.y1 - pair[0].rect.y1)
        .zip(lines)
        .filter(|(pitch, line)| *pitch > 0.7 * line.size)
        .map(|(pitch, _)| pitch)
        .collect();
    pitches.sort_by(f32::total_cmp);
    (pitches.len() >= 5).then(|| pitches[pitches.len() / 4])
}

fn is_paragraph(before: &Line, line: &Line, pitch: Option<f32>) -> bool {
    let step = line.rect.y1 - before.rect.y1;
    let normal = pitch.unwrap_or(1.4 * line.size).max(line.size);
    let next_column = step < -0.5 * line.size;
    step > 1.25 * normal
        || (next_column && !goes_on(before, line))
        || before.upright != line.upright
}

/// Whether a sentence goes on from the foot of one column to the head of the next.
fn goes_on(before: &Line, line: &Line) -> bool {
    let (Some(last), Some(next)) = (before.pieces.last(), line.pieces.first()) else {
        return false;
    };
    let is_ended = last.text.ends_with(['.', ';', ':', '!', '?']);
    before.in_column && line.in_column && !is_ended && next.text.starts_with(char::is_lowercase)
}

/// What a line break may have cut in two, joined and in lower case, and the hyphen at the cut.
fn broken_word(before: &Line, line: &Line) -> Option<(String, char)> {
    let (head, tail) = (before.pieces.last()?, line.pieces.first()?);
    let (stem, hyphen) = ['\u{ad}', '-']
        .into_iter()
        .find_map(|hyphen| Some((head.text.strip_suffix(hyphen)?, hyphen)))?;
    let continues =
        stem.ends_with(char::is_alphabetic) && tail.text.starts_with(|c: char| c.is_lowercase());
    (before.place == line.place && continues)
        .then(|| (bare(&format!("{stem}{}", tail.text)), hyphen))
}

/// Joins a word that a line break cut in two. The hyphen goes where the document uses the word
/// without it; otherwise it stays, since "re-sign" and "resign" are different words.
fn join_broken_word(
    before: &Line,
    line: &Line,
    vocabulary: &HashSet<String>,
    document: &mut Document,
) -> bool {
    let Some((joined, hyphen)) = broken_word(before, line) else {
        return false;
    };
    if !document.text.ends_with(hyphen) {
        return false;
    }
    if hyphen == '\u{ad}' || vocabulary.contains(&joined) {
        document.text.pop();
        if let Some(word) = document.words.last_mut() {
            word.span.end = document.text.len();
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;
    use crate::text::layout::Piece;

    fn piece(text: &str, x0: f32, y1: f32) -> Piece {
        let rect = Rect {
            x0,
            y0: y1 - 10.0,
            x1: x0 + 5.0 * text.len() as f32,
            y1,
        };
        Piece::new(text, rect)
    }

    fn sheet(rows: &[(&str, f32)]) -> Sheet {
        let lines = rows
            .iter()
            .map(|(text, y1)| {
                let pieces: Vec<Piece> = text
                    .split(' ')
                    .enumerate()
                    .map(|(index, word)| piece(word, 50.0 * index as f32, *y1))
                    .collect();
                Line::of(pieces, 10.0, true).unwrap()
            })
            .collect();
        Sheet {
            width: 600.0,
            height: 800.0,
            lines,
            ..Sheet::default()
        }
    }

    fn text(sheet: Sheet) -> Document {
        let mut document = Document::of_text("0".into(), String::new());
        let words = vocabulary(std::slice::from_ref(&sheet));
        write(&sheet, 1, &words, &mut document);
        document
    }

    #[test]
    fn a_broken_word_is_one_word_and_a_compound_keeps_its_hyphen() {
        let document = text(sheet(&[
            ("This agree-", 10.0),
            ("ment is an agreement, non-", 22.0),
            ("exclusive", 34.0),
        ]));
        assert_eq!(
            document.text,
            "This agreement is an agreement, non-exclusive"
        );
        let words: Vec<&str> = document
            .words
            .iter()
            .map(|w| document.slice(w.span))
            .collect();
        assert_eq!(&words[1..3], ["agree", "ment"]);
    }

    #[test]
    fn a_wider_step_between_lines_begins_a_paragraph() {
        let document = text(sheet(&[
            ("a", 10.0),
            ("b", 22.0),
            ("c", 34.0),
            ("d", 58.0),
            ("e", 70.0),
            ("f", 82.0),
            ("g", 94.0),
        ]));
        assert_eq!(document.text, "a\nb\nc\n\nd\ne\nf\ng");
    }
}
