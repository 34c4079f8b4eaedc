//! Columns of prose, and what only looks like them.

use super::columns::{arrange, segments};
use super::layout::{Line, Piece};
use crate::domain::document::Rect;

/// A line of words of ten points each, from `x`, at `row`.
fn line(x: f32, row: usize, words: &[&str]) -> Line {
    let y = 20.0 + 12.0 * row as f32;
    let pieces = words.iter().enumerate().map(|(at, word)| {
        let x0 = x + 40.0 * at as f32;
        let rect = Rect {
            x0,
            y0: y,
            x1: x0 + 35.0,
            y1: y + 10.0,
        };
        Piece::new(word, rect)
    });
    Line::of(pieces.collect(), 10.0, true).expect("it has words")
}

fn across(rows: usize) -> Vec<Line> {
    (0..rows)
        .map(|row| {
            let mut left = line(50.0, row, &["a", "b", "c", "d"]);
            let right = line(330.0, row, &["e", "f", "g", "h"]);
            left.pieces.extend(right.pieces);
            Line::of(left.pieces, 10.0, true).expect("it has words")
        })
        .collect()
}

#[test]
fn columns_drawn_line_by_line_are_read_one_after_the_other() {
    let mut lines = vec![line(
        50.0,
        0,
        &[
            "a", "title", "from", "side", "to", "side", "of", "it", "all",
        ],
    )];
    let mut body = across(8);
    for line in &mut body {
        for piece in &mut line.pieces {
            piece.rect.y0 += 30.0;
            piece.rect.y1 += 30.0;
        }
        *line = Line::of(line.pieces.clone(), 10.0, true).expect("it has words");
    }
    lines.extend(body);
    let texts: Vec<String> = arrange(lines, 600.0).iter().map(Line::text).collect();
    assert_eq!(texts.len(), 17);
    assert_eq!(texts[0], "a title from side to side of it all");
    assert!(texts[1..9].iter().all(|text| text == "a b c d"));
    assert!(texts[9..].iter().all(|text| text == "e f g h"));
}

/// Cells of several lines of prose, with a gap between rows.
#[test]
fn rows_of_cells_of_prose_are_no_columns() {
    let rows: Vec<Line> = (0..12)
        .map(|row| row + row / 3)
        .collect::<Vec<usize>>()
        .into_iter()
        .map(|row| {
            let mut left = line(50.0, row, &["a", "b", "c", "d"]);
            left.pieces
                .extend(line(330.0, row, &["e", "f", "g", "h"]).pieces);
            Line::of(left.pieces, 10.0, true).expect("it has words")
        })
        .collect();
    let texts: Vec<String> = arrange(rows, 600.0).iter().map(Line::text).collect();
    assert_eq!(texts, ["a b c d e f g h"; 12]);
}

#[test]
fn a_few_lines_side_by_side_are_no_columns() {
    let texts: Vec<String> = arrange(across(4), 600.0).iter().map(Line::text).collect();
    assert_eq!(texts, ["a b c d e f g h"; 4]);
}

/// A line whose words stand wide apart, all alike, from `x` on.
fn stretched(x: f32, row: usize, words: &[&str], gap: f32) -> Line {
    let mut line = line(x, row, words);
    for (at, piece) in line.pieces.iter_mut().enumerate() {
        piece.rect.x0 = x + (35.0 + gap) * at as f32;
        piece.rect.x1 = piece.rect.x0 + 35.0;
    }
    Line::of(line.pieces, 10.0, true).expect("it has words")
}

#[test]
fn justified_columns_with_wide_gaps_are_columns_and_their_foot_stands_apart() {
    let row = |row: usize| {
        let mut left = match row % 3 {
            0 => stretched(50.0, row, &["a", "b", "c", "d", "e"], 19.0),
            _ => line(50.0, row, &["a", "b", "c", "d", "e", "f"]),
        };
        left.pieces
            .extend(line(330.0, row, &["g", "h", "i", "j", "k", "l"]).pieces);
        Line::of(left.pieces, 10.0, true).expect("it has words")
    };
    let mut lines: Vec<Line> = (0..9).map(row).collect();
    let mut foot = line(50.0, 12, &["the", "agreement", "of"]);
    foot.pieces
        .extend(line(450.0, 12, &["page", "1", "of"]).pieces);
    lines.extend(Line::of(foot.pieces, 10.0, true));
    let texts: Vec<String> = arrange(lines, 600.0).iter().map(Line::text).collect();
    assert_eq!(texts.len(), 19, "{texts:?}");
    assert!(texts[..9].iter().all(|text| text.starts_with("a b c d e")));
    assert!(texts[9..18].iter().all(|text| text == "g h i j k l"));
    assert_eq!(texts[18], "the agreement of page 1 of");
}

#[test]
fn evenly_spaced_cells_are_no_stretched_line() {
    let heads = stretched(
        50.0,
        0,
        &["Year", "Seats", "Fee", "Discount", "Total"],
        20.0,
    );
    assert_eq!(segments(&[heads]).len(), 5);
    let figures = stretched(50.0, 0, &["2021", "10", "100", "5", "95"], 20.0);
    assert_eq!(segments(&[figures]).len(), 5);
    let prose = stretched(50.0, 0, &["Date", "until", "either", "party", "ends"], 20.0);
    assert_eq!(segments(&[prose]).len(), 1);
}

#[test]
fn a_list_of_fees_is_no_column() {
    let rows = (0..10).map(|row| {
        let mut item = line(50.0, row, &["Licence", "fee", "for", "seats"]);
        item.pieces.extend(line(400.0, row, &["$100"]).pieces);
        Line::of(item.pieces, 10.0, true).expect("it has words")
    });
    let texts: Vec<String> = arrange(rows.collect(), 600.0)
        .iter()
        .map(Line::text)
        .collect();
    assert_eq!(texts, ["Licence fee for seats $100"; 10]);
}
