//! Finds tables, ruled or only aligned, and says of each line in which cell it stands. Lines of a
//! table come out row by row and cell by cell; no word is moved into another line.

use super::columns::{Segment, segments};
use super::grids::{Grid, grids};
use super::layout::Line;
use crate::domain::document::Rect;
use regex::Regex;
use std::sync::LazyLock;

/// Rows with several cells that an unruled table must have.
const MIN_ROWS: usize = 3;
/// Narrowest gap between unruled columns, in points.
const GUTTER: f32 = 5.0;
/// Lines further apart than this many times their size are not of one table.
const MAX_STEP: f32 = 3.5;

static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[(\[]?(?:[0-9]{1,3}|[a-z]|[ivxlc]{1,6})[)\].-]+|[0-9]{1,2}(?:\.[0-9]{1,3})+\.?|(?:section|article)\s+[0-9ivx.]+|[•·▪●○◦□☐☒\u{f0b7}*\-–—o§])$")
        .expect("the pattern is a constant")
});
static SIGNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:by|name|title|its|date|dated|print(?:ed)? name|signature)\s*:|/s/|_{5}")
        .expect("the pattern is a constant")
});

/// Where a line stands in a table of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the table on the page, from 0.
    pub table: usize,
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub column: usize,
}

/// Marks the lines of tables and puts them in the order of rows and cells.
pub fn arrange(lines: Vec<Line>, rules: &[Rect]) -> Vec<Line> {
    let mut tables = 0;
    let mut lines = lines;
    for grid in grids(rules) {
        lines = ruled(lines, &grid, &mut tables);
    }
    aligned(lines, &mut tables)
}

fn ruled(lines: Vec<Line>, grid: &Grid, tables: &mut usize) -> Vec<Line> {
    let mut rest = Vec::with_capacity(lines.len());
    let mut cells: Vec<Line> = Vec::new();
    let mut at = 0;
    for line in lines {
        for part in parts(line, grid) {
            match grid.cell(part.rect).filter(|_| part.place.is_none()) {
                Some((row, column)) => {
                    if cells.is_empty() {
                        at = rest.len();
                    }
                    cells.push(Line {
                        place: Some(Place {
                            table: *tables,
                            row,
                            column,
                        }),
                        ..part
                    });
                }
                None => rest.push(part),
            }
        }
    }
    if is_table(&cells) {
        *tables += 1;
        cells.sort_by_key(order);
    } else {
        cells.iter_mut().for_each(|line| line.place = None);
    }
    rest.splice(at..at, cells);
    rest
}

fn order(line: &Line) -> Option<(usize, usize)> {
    line.place.map(|place| (place.row, place.column))
}

/// Whether two rows have words in two columns.
fn is_table(cells: &[Line]) -> bool {
    let places: Vec<(usize, usize)> = cells.iter().filter_map(order).collect();
    let is_wide = |row: usize| {
        let mut columns = places.iter().filter(|place| place.0 == row);
        let first = columns.next();
        columns.any(|place| Some(place) != first)
    };
    let rows: std::collections::BTreeSet<usize> = places.iter().map(|place| place.0).collect();
    rows.into_iter().filter(|row| is_wide(*row)).count() >= 2
}

/// A line cut where it goes from one cell to the next.
fn parts(mut line: Line, grid: &Grid) -> Vec<Line> {
    let mut parts = Vec::new();
    loop {
        let cells: Vec<_> = line
            .pieces
            .iter()
            .map(|piece| grid.cell(piece.rect))
            .collect();
        let Some(cut) = cells.windows(2).position(|pair| pair[0] != pair[1]) else {
            parts.push(line);
            return parts;
        };
        let (left, right) = line.cut(cut + 1);
        parts.extend(left);
        match right {
            Some(right) => line = right,
            None => return parts,
        }
    }
}

/// A row of segments on one base line.
struct Row {
    segments: Vec<Segment>,
    y: f32,
    size: f32,
}

/// Finds tables without rules: rows whose segments keep to the same columns.
fn aligned(lines: Vec<Line>, tables: &mut usize) -> Vec<Line> {
    let rows = rows(&lines);
    let mut places: Vec<Vec<(usize, Place)>> = vec![Vec::new(); lines.len()];
    let mut at = 0;
    while at < rows.len() {
        let Some((end, columns)) = run(&rows[at..], &lines) else {
            at += 1;
            continue;
        };
        let run = &rows[at..at + end];
        if is_worth(run, &columns, &lines) {
            let mut row = 0;
            for (index, found) in run.iter().enumerate() {
                if index > 0 && begins_row(found, &run[index - 1], &columns, &lines) {
                    row += 1;
                }
                for segment in &found.segments {
                    let place = Place {
                        table: *tables,
                        row,
                        column: column_of(segment.rect, &columns),
                    };
                    places[segment.line].push((segment.pieces.0, place));
                }
            }
            *tables += 1;
        }
        at += end;
    }
    cut_and_sort(lines, places)
}

fn rows(lines: &[Line]) -> Vec<Row> {
    let free = |segment: &Segment| {
        let line = &lines[segment.line];
        line.upright && line.place.is_none() && !line.in_column
    };
    let mut segments: Vec<Segment> = segments(lines).into_iter().filter(free).collect();
    segments.sort_by(|a, b| a.rect.y1.total_cmp(&b.rect.y1));
    let mut rows: Vec<Row> = Vec::new();
    for segment in segments {
        let (y, size) = (segment.rect.y1, lines[segment.line].size);
        match rows.last_mut() {
            Some(row) if y - row.y < 0.4 * size => row.segments.push(segment),
            _ => rows.push(Row {
                segments: vec![segment],
                y,
                size,
            }),
        }
    }
    for row in &mut rows {
        row.segments.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    }
    rows
}

type Columns = Vec<(f32, f32)>;

/// How many of `rows` keep to the columns of the first, and the columns.
fn run(rows: &[Row], lines: &[Line]) -> Option<(usize, Columns)> {
    let first = rows.first().filter(|row| row.segments.len() >= 2)?;
    let mut columns = merged(Vec::new(), first);
    let (mut end, mut wide) = (1, 1);
    for (index, row) in rows.iter().enumerate().skip(1) {
        let before = &rows[index - 1];
        if row.y - before.y > MAX_STEP * row.size || is_signing(row, lines) {
            break;
        }
        let next = merged(columns.clone(), row);
        if next.len() < columns.len() || next.len() < 2 {
            break;
        }
        // A lone segment must stand under a column, not beside them all.
        if row.segments.len() == 1 && next.len() > columns.len() {
            break;
        }
        columns = next;
        if row.segments.len() >= 2 {
            wide += 1;
            end = index + 1;
        } else if column_of(row.segments[0].rect, &columns) > 0 {
            end = index + 1;
        }
    }
    (wide >= MIN_ROWS && !is_signing(first, lines)).then_some((end, columns))
}

fn is_signing(row: &Row, lines: &[Line]) -> bool {
    row.segments
        .iter()
        .any(|segment| SIGNING.is_match(&text(segment, lines)))
}

fn text(segment: &Segment, lines: &[Line]) -> String {
    let pieces = &lines[segment.line].pieces[segment.pieces.0..segment.pieces.1];
    let words: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    words.join(" ")
}

/// The columns with the segments of `row` in them; those that a segment bridges become one.
fn merged(mut columns: Columns, row: &Row) -> Columns {
    for segment in &row.segments {
        let (mut x0, mut x1) = (segment.rect.x0, segment.rect.x1);
        columns.retain(|column| {
            let apart = column.1 + GUTTER < x0 || x1 + GUTTER < column.0;
            if !apart {
                x0 = x0.min(column.0);
                x1 = x1.max(column.1);
            }
            apart
        });
        columns.push((x0, x1));
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    columns
}

fn column_of(rect: Rect, columns: &Columns) -> usize {
    columns
        .partition_point(|column| column.0 <= rect.x0 + GUTTER)
        .saturating_sub(1)
}

/// A list has markers in its first column, and a table has more than a label here and there.
fn is_worth(run: &[Row], columns: &Columns, lines: &[Line]) -> bool {
    let texts = |wanted: usize| {
        let segments = run.iter().flat_map(|row| &row.segments);
        let column = segments.filter(move |segment| column_of(segment.rect, columns) == wanted);
        column
            .map(|segment| text(segment, lines))
            .collect::<Vec<String>>()
    };
    let leaders = run.iter().filter(|row| {
        let mut segments = row.segments.iter();
        segments.any(|segment| text(segment, lines).contains("....."))
    });
    // A table of contents is a list of headings.
    if leaders.count() * 3 > run.len() {
        return false;
    }
    let first = texts(0);
    let markers = first.iter().filter(|text| MARKER.is_match(text)).count();
    let is_list = columns.len() == 2 && markers * 2 >= first.len();
    let is_full = (0..columns.len())
        .filter(|column| texts(*column).len() >= 2)
        .count()
        >= 2;
    !is_list && is_full
}

/// Whether a row of the page begins a row of the table, rather than going on with cells that
/// take several lines.
fn begins_row(row: &Row, before: &Row, columns: &Columns, lines: &[Line]) -> bool {
    let first = &row.segments[0];
    if column_of(first.rect, columns) > 0 {
        return false;
    }
    let is_tight = row.y - before.y < 1.35 * row.size;
    let goes_on = text(first, lines).starts_with(char::is_lowercase);
    !(is_tight && goes_on)
}

/// Cuts the lines at their cells and puts those of one table row by row, cell by cell, where the
/// first of them stood.
fn cut_and_sort(lines: Vec<Line>, places: Vec<Vec<(usize, Place)>>) -> Vec<Line> {
    let mut sorted: Vec<Line> = Vec::with_capacity(lines.len());
    for (line, places) in lines.into_iter().zip(places) {
        let mut rest = Some(line);
        let mut from = 0;
        for (index, (_, place)) in places.iter().enumerate() {
            let Some(line) = rest.take() else { break };
            let next = places.get(index + 1).map(|(start, _)| start - from);
            let (part, after) = match next {
                Some(cut) => line.cut(cut),
                None => (Some(line), None),
            };
            from += next.unwrap_or(0);
            sorted.extend(part.map(|part| Line {
                place: Some(*place),
                ..part
            }));
            rest = after;
        }
        sorted.extend(rest);
    }
    gather(sorted)
}

/// Brings the lines of each table together, in the order of rows and cells.
fn gather(lines: Vec<Line>) -> Vec<Line> {
    let mut gathered: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(place) = line.place else {
            gathered.push(line);
            continue;
        };
        let key = (place.row, place.column);
        let last = gathered.iter().rposition(|other| {
            other
                .place
                .is_some_and(|other| other.table == place.table && (other.row, other.column) <= key)
        });
        let first = gathered
            .iter()
            .position(|other| other.place.is_some_and(|other| other.table == place.table));
        match (last, first) {
            (Some(last), _) => gathered.insert(last + 1, line),
            (None, Some(first)) => gathered.insert(first, line),
            (None, None) => gathered.push(line),
        }
    }
    gathered
}
