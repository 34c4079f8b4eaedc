//! Finds tables that are typed into plain text: cells between bars, tabs, or runs of spaces under the
//! words of a head. It says where rows and cells stand and changes no letter; what a table means is
//! for others to tell.

use crate::domain::document::{Rect, Span, Table};

/// Blanks in a row that part two cells of a table without bars.
const GAP: usize = 2;
/// Rows with several cells that a table must have, its head among them.
const MIN_ROWS: usize = 2;
/// Longest row of a typed table, in bytes: longer lines are prose.
const LINE_MAX: usize = 400;

/// The tables of `text`, in its order, all on page 1 and without a place on it. Linear in the text.
pub fn tables(text: &str) -> Vec<Table> {
    let mut found = Vec::new();
    let mut block: Vec<Vec<Span>> = Vec::new();
    let mut is_barred = false;
    for line in lines(text) {
        let words = &text[line.range()];
        if is_border(words) {
            continue;
        }
        let barred = words.matches('|').count() >= 2 || words.trim().starts_with('|');
        let cells = if words.len() > LINE_MAX {
            Vec::new()
        } else if barred {
            between_bars(text, line)
        } else {
            between_gaps(text, line)
        };
        if cells.len() < 2 || (barred != is_barred && !block.is_empty()) {
            close(&mut block, is_barred, text, &mut found);
        }
        if cells.len() >= 2 {
            is_barred = barred;
            block.push(cells);
        }
    }
    close(&mut block, is_barred, text, &mut found);
    found
}

fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.split_inclusive('\n').scan(0, |at, line| {
        let span = Span::new(*at, *at + line.trim_end().len());
        *at += line.len();
        Some(span)
    })
}

/// A rule between rows: `+-----+-----+`, `|---|---|`, `-----  -----`.
fn is_border(words: &str) -> bool {
    let words = words.trim();
    words.contains(['-', '=', '_'])
        && words
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '+' | '|' | ':' | ' ' | '\t'))
}

fn between_bars(text: &str, line: Span) -> Vec<Span> {
    let words = &text[line.range()];
    let inner = words.trim();
    let start = line.start + words.len() - words.trim_start().len();
    let lead = usize::from(inner.starts_with('|'));
    let body = &inner[lead..];
    let body = body.strip_suffix('|').unwrap_or(body);
    let mut at = start + lead;
    let cell = |part: &str| {
        let span = super::sentences::trim(text, at, at + part.len());
        at += part.len() + 1;
        span
    };
    body.split('|').map(cell).collect()
}

fn between_gaps(text: &str, line: Span) -> Vec<Span> {
    let words = &text[line.range()];
    let mut cells = Vec::new();
    let (mut start, mut blanks, mut end) = (None, 0, 0);
    for (at, c) in words.char_indices() {
        if c == '\t' {
            blanks += GAP;
        } else if c.is_whitespace() {
            blanks += 1;
        } else {
            if blanks >= GAP
                && let Some(from) = start.replace(at)
            {
                cells.push(Span::new(line.start + from, line.start + end));
            }
            start.get_or_insert(at);
            blanks = 0;
            end = at + c.len_utf8();
        }
    }
    cells.extend(start.map(|from| Span::new(line.start + from, line.start + end)));
    cells
}

/// Makes a table of the rows gathered, where they are enough.
fn close(block: &mut Vec<Vec<Span>>, is_barred: bool, text: &str, found: &mut Vec<Table>) {
    let rows = std::mem::take(block);
    if rows.len() < MIN_ROWS {
        return;
    }
    let rows = if is_barred { rows } else { under(&rows, text) };
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows = rows
        .into_iter()
        .map(|mut row| {
            let end = row.last().map_or(0, |cell| cell.end);
            row.resize(columns, Span::new(end, end));
            row
        })
        .collect();
    found.push(Table {
        page: 1,
        rect: Rect {
            x0: 0.0,
            y0: 0.0,
            x1: 0.0,
            y1: 0.0,
        },
        header: 1,
        rows,
    });
}

/// The cells of rows without bars, each under the column of the head that it touches, else under the
/// nearest. Two cells of a row never share a column: the second goes on to the next.
fn under(rows: &[Vec<Span>], text: &str) -> Vec<Vec<Span>> {
    let Some(head) = rows.first() else {
        return Vec::new();
    };
    let columns: Vec<(usize, usize)> = head.iter().map(|cell| place(text, *cell)).collect();
    rows.iter()
        .map(|row| {
            let nothing = Span::new(row[0].start, row[0].start);
            let mut cells = vec![nothing; columns.len().max(row.len())];
            let mut next = 0;
            for (index, cell) in row.iter().enumerate() {
                let left = row.len() - index - 1;
                let nearest = nearest(place(text, *cell), &columns);
                let at = nearest.max(next).min(cells.len() - 1 - left);
                cells[at] = *cell;
                next = at + 1;
            }
            cells
        })
        .collect()
}

/// The characters of its line from which and to which a cell reaches.
fn place(text: &str, cell: Span) -> (usize, usize) {
    let line = text[..cell.start].rfind('\n').map_or(0, |at| at + 1);
    let from = text[line..cell.start].chars().count();
    (from, from + text[cell.range()].chars().count())
}

fn nearest(cell: (usize, usize), columns: &[(usize, usize)]) -> usize {
    let apart = |column: &(usize, usize)| {
        let gap = column.0.max(cell.0).saturating_sub(column.1.min(cell.1));
        let common = column.1.min(cell.1).saturating_sub(column.0.max(cell.0));
        (gap, std::cmp::Reverse(common))
    };
    let mut order = columns.iter().enumerate();
    let first = order.next().map(|(at, column)| (apart(column), at));
    order
        .map(|(at, column)| (apart(column), at))
        .chain(first)
        .min()
        .map_or(0, |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<Vec<String>>> {
        let cell = |span: &Span| text[span.range()].to_owned();
        let row = |row: &Vec<Span>| row.iter().map(cell).collect();
        tables(text)
            .iter()
            .map(|table| table.rows.iter().map(row).collect())
            .collect()
    }

    #[test]
    fn cells_stand_between_bars_whatever_rules_are_drawn() {
        let text = "Payable as under:\n\n+----+------------+\n| No | Milestone  |\n+----+------------+\n| M1 | Plan done  |\n|    | Total      |\n+----+------------+\nThereafter nothing.";
        assert_eq!(
            words(text),
            [[["No", "Milestone"], ["M1", "Plan done"], ["", "Total"]]]
        );
        let markdown = "| Report | Due |\n|---|---|\n| Usage | Monthly |\n";
        assert_eq!(words(markdown), [[["Report", "Due"], ["Usage", "Monthly"]]]);
    }

    #[test]
    fn cells_without_bars_stand_under_the_head_that_they_touch() {
        let text = "Instalment   Due date         Amount\n----------   --------         ------\nFirst        1 March 2026     EUR 5,000\nSecond                        EUR 7,000\n\nProse follows here.";
        assert_eq!(
            words(text),
            [[
                ["Instalment", "Due date", "Amount"],
                ["First", "1 March 2026", "EUR 5,000"],
                ["Second", "", "EUR 7,000"]
            ]]
        );
        assert_eq!(words("Report\tDue\nUsage\tMonthly\n").len(), 1);
    }

    #[test]
    fn prose_is_no_table() {
        for text in [
            "",
            "The parties agree as follows.  Supplier shall deliver.\nThe rest is prose.",
            "Signed | today",
            "\n\n|\n|\n",
        ] {
            assert!(words(text).is_empty(), "{text}: {:?}", words(text));
        }
    }
}
