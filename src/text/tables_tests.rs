//! Tables of our own, ruled and aligned, and what only looks like one.

use super::layout::{Line, Piece};
use super::tables::arrange;
use crate::domain::document::Rect;

/// A line whose words stand at the given places.
fn line(y: f32, words: &[(&str, f32)]) -> Line {
    let pieces = words.iter().map(|(word, x0)| {
        let rect = Rect {
            x0: *x0,
            y0: y - 10.0,
            x1: x0 + 5.0 * word.len() as f32,
            y1: y,
        };
        Piece::new(word, rect)
    });
    Line::of(pieces.collect(), 10.0, true).expect("it has words")
}

fn cells(lines: &[Line]) -> Vec<(usize, usize, String)> {
    lines
        .iter()
        .filter_map(|line| Some((line.place?.row, line.place?.column, line.text())))
        .collect()
}

fn fees() -> Vec<Line> {
    vec![
        line(
            100.0,
            &[
                ("Fees", 50.0),
                ("are", 75.0),
                ("as", 95.0),
                ("follows", 110.0),
            ],
        ),
        line(120.0, &[("Service", 50.0), ("Fee", 300.0)]),
        line(132.0, &[("Platform", 50.0), ("$1,200", 300.0)]),
        line(144.0, &[("access", 50.0), ("yearly", 300.0)]),
        line(156.0, &[("Support", 50.0), ("$300", 300.0)]),
    ]
}

#[test]
fn an_unruled_table_is_read_row_by_row_and_cell_by_cell() {
    let found = arrange(fees(), &[]);
    let expected = [
        (0, 0, "Service"),
        (0, 1, "Fee"),
        (1, 0, "Platform"),
        (1, 0, "access"),
        (1, 1, "$1,200"),
        (1, 1, "yearly"),
        (2, 0, "Support"),
        (2, 1, "$300"),
    ]
    .map(|(row, column, text)| (row, column, text.to_owned()));
    assert_eq!(cells(&found), expected);
    assert_eq!(found[0].text(), "Fees are as follows");
}

#[test]
fn a_list_with_hanging_markers_is_no_table() {
    let rows = ["(a)", "(b)", "(c)", "(d)"];
    let lines = rows.iter().enumerate().map(|(at, marker)| {
        line(
            100.0 + 12.0 * at as f32,
            &[(*marker, 50.0), ("Vendor", 90.0), ("pays", 125.0)],
        )
    });
    assert!(cells(&arrange(lines.collect(), &[])).is_empty());
}

#[test]
fn a_signature_block_is_no_table() {
    let lines = vec![
        line(100.0, &[("ACME", 50.0), ("GLOBEX", 300.0)]),
        line(112.0, &[("By:", 50.0), ("By:", 300.0)]),
        line(124.0, &[("Name:", 50.0), ("Name:", 300.0)]),
        line(136.0, &[("Title:", 50.0), ("Title:", 300.0)]),
    ];
    assert!(cells(&arrange(lines, &[])).is_empty());
}

#[test]
fn ruled_cells_that_take_several_lines_stay_whole() {
    let rect = |x0, y0, x1, y1| Rect { x0, y0, x1, y1 };
    let mut rules: Vec<Rect> = [110.0, 150.0, 170.0]
        .map(|y| rect(40.0, y, 400.0, y))
        .into();
    rules.extend([40.0, 290.0, 400.0].map(|x| rect(x, 110.0, x, 170.0)));
    let lines = vec![
        line(125.0, &[("Platform", 50.0), ("$1,200", 300.0)]),
        line(137.0, &[("access", 50.0), ("yearly", 300.0)]),
        line(165.0, &[("Support", 50.0), ("$300", 300.0)]),
    ];
    let texts: Vec<String> = arrange(lines, &rules).iter().map(Line::text).collect();
    assert_eq!(
        texts,
        ["Platform", "access", "$1,200", "yearly", "Support", "$300"]
    );
}
