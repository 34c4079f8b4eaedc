//! Tables as rules see them: a tab between the cells of a row, which running text parts by a space, and one
//! line for each column where a row of names stands over a row of values.
//!
//! What a row holds keeps its place, byte for byte; lines of columns stand behind the text, and each knows
//! the rows that it comes from. Quotes are never taken from here.

use super::blanks::tabbed;
use super::dates::dates;
use super::durations::periods;
use super::money::amounts;
use super::patterns::{Pattern, apart, cased};
use crate::domain::document::{Span, Table};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The longest name of a column, in bytes.
const NAME_MAX: usize = 40;

/// Names of terms, fees and the days on which a term begins and ends, side by side on a line of their own.
static NAMES: LazyLock<Pattern> =
    LazyLock::new(|| cased(&format!(r"(?m)^[ \t]*{NAME}(?:[ \t]+{NAME}){{1,4}}[ \t]*$")));
static NAME_OF_ONE: LazyLock<Pattern> = LazyLock::new(|| cased(NAME));
const NAME: &str = r"(?i:\b(?:(?:subscription|services?|contract|licen[cs]e|initial|term|order|support|lease|agreement|billing)[ \t]+){0,2}(?:(?:start|end|commencement|expir(?:ation|y)|effective|termination)(?:[ \t]+date)?|term|period)\b|\b(?:renewal|payment)[ \t]+terms?\b|\b(?:(?:annual|monthly|total|contract)[ \t]+){1,2}(?:fees?|value|price)\b)";
/// `Net 45` as a cell.
static NET: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i:\bnet)[ \t]+\d{1,3}\b"));

/// A text with its tables laid out for rules.
pub(super) struct Laid<'a> {
    /// What rules read.
    pub text: Cow<'a, str>,
    /// How much of it has the places of the document, in bytes.
    pub own: usize,
    /// Where each line of a column begins, and the rows that it comes from.
    lines: Vec<(usize, Span)>,
}

impl<'a> Laid<'a> {
    /// `text` with `tables`, which are its own.
    pub fn of(text: Cow<'a, str>, tables: &[Table]) -> Self {
        let own = text.len();
        let mut laid = Self {
            text: parted(text, tables),
            own,
            lines: Vec::new(),
        };
        let mut found: Vec<Columns> = tables
            .iter()
            .filter_map(|table| columns(&laid.text, table))
            .collect();
        let stretches = stretches(tables);
        let names = names(&laid.text).into_iter();
        found.extend(names.filter(|names| !is_in(&stretches, names.rows)));
        for columns in found {
            laid.put(&columns);
        }
        laid
    }

    /// Where in the document `span` comes from.
    pub fn place(&self, span: Span) -> Span {
        let after = self
            .lines
            .partition_point(|(start, _)| *start <= span.start);
        let line = after.checked_sub(1).and_then(|at| self.lines.get(at));
        line.map_or(span, |(_, rows)| *rows)
    }

    /// Blanks two rows and puts a line for each column behind the text.
    fn put(&mut self, columns: &Columns) {
        let text = self.text.to_mut();
        let pairs: Vec<String> = columns
            .pairs
            .iter()
            .map(|(name, value)| format!("{}\t{}", &text[name.range()], &text[value.range()]))
            .collect();
        let rows = columns.rows;
        text.replace_range(rows.range(), &" ".repeat(rows.end - rows.start));
        for pair in pairs {
            text.push_str("\n\n");
            self.lines.push((text.len(), rows));
            text.push_str(&pair);
        }
    }
}

/// A row of names over a row of values.
struct Columns {
    rows: Span,
    /// The name and the value of each.
    pairs: Vec<(Span, Span)>,
}

/// The columns of a table that is nothing but names over values, at least one of which is a figure.
fn columns(text: &str, table: &Table) -> Option<Columns> {
    let [names, values] = table.rows.as_slice() else {
        return None;
    };
    let pairs: Vec<(Span, Span)> = names.iter().copied().zip(values.iter().copied()).collect();
    let has_digit =
        |span: &Span| text[span.range()].contains(|letter: char| letter.is_ascii_digit());
    let are_names = names.iter().all(|name| {
        let length = name.end - name.start;
        (1..=NAME_MAX).contains(&length) && !has_digit(name)
    });
    let is_full = pairs.len() > 1 && values.iter().all(|value| value.start < value.end);
    if !are_names || !is_full || !values.iter().any(has_digit) {
        return None;
    }
    let rows = around(names.iter().chain(values))?;
    Some(Columns { rows, pairs })
}

/// Names over as many values, where no table is known.
fn names(text: &str) -> Vec<Columns> {
    let read = |found: regex::Match<'_>| {
        let line = text[found.end()..].strip_prefix('\n')?.lines().next()?;
        let (values, rest) = values(line);
        let names: Vec<Span> = NAME_OF_ONE
            .find_iter(found.as_str())
            .map(|name| Span::new(found.start() + name.start(), found.start() + name.end()))
            .collect();
        if !rest.trim().is_empty() || names.len() != values.len() {
            return None;
        }
        let from = found.end() + 1;
        let values = values
            .into_iter()
            .map(|span| Span::new(from + span.start, from + span.end));
        Some(Columns {
            rows: Span::new(found.start(), from + line.len()),
            pairs: names.into_iter().zip(values).collect(),
        })
    };
    NAMES.find_iter(text).filter_map(read).collect()
}

/// The dates, periods and sums of a line in their order, and what it has beside them.
fn values(line: &str) -> (Vec<Span>, String) {
    let dates = dates(line).into_iter().map(|(span, _)| span);
    let periods = periods(line).into_iter().map(|(span, _)| span);
    let sums = amounts(line).into_iter().map(|(span, _)| span);
    let net = NET
        .find_iter(line)
        .map(|found| Span::new(found.start(), found.end()));
    let all = dates.chain(periods).chain(sums).chain(net);
    let apart = apart(all.map(|span| (span, ())).collect());
    let spans: Vec<Span> = apart.into_iter().map(|(span, ())| span).collect();
    let rest = spans.iter().rev().fold(line.to_owned(), |mut rest, span| {
        rest.replace_range(span.range(), "");
        rest
    });
    (spans, rest)
}

/// Where the tables stand, in the order of the text.
fn stretches(tables: &[Table]) -> Vec<Span> {
    let stretch = |table: &Table| around(table.rows.iter().flatten());
    let mut found: Vec<Span> = tables.iter().filter_map(stretch).collect();
    found.sort_by_key(|stretch| stretch.start);
    found
}

/// From the first to the last of the cells that hold anything.
pub(super) fn around<'a>(cells: impl Iterator<Item = &'a Span>) -> Option<Span> {
    let full = cells.filter(|cell| cell.start < cell.end).copied();
    full.reduce(|one, two| Span::new(one.start.min(two.start), one.end.max(two.end)))
}

/// Whether one of `stretches`, none of which stands in another, has a part of `rows`.
fn is_in(stretches: &[Span], rows: Span) -> bool {
    let after = stretches.partition_point(|stretch| stretch.start < rows.end);
    let before = after.checked_sub(1).and_then(|at| stretches.get(at));
    before.is_some_and(|stretch| stretch.end > rows.start)
}

/// `text` with a tab between the cells of each row of `tables`, where they are not parted plainly already.
fn parted<'a>(text: Cow<'a, str>, tables: &[Table]) -> Cow<'a, str> {
    let rows = tables.iter().flat_map(|table| &table.rows);
    let gaps: Vec<Span> = rows.flat_map(|row| gaps(row)).collect();
    let is_blank = |gap: &Span| {
        text.get(gap.range()).is_some_and(|gap| {
            gap.trim().is_empty() && !gap.contains('\t') && (gap.len() == 1 || gap.contains('\n'))
        })
    };
    let blank: Vec<Span> = gaps.into_iter().filter(is_blank).collect();
    tabbed(text, blank)
}

/// What stands between the cells of a row that hold anything.
fn gaps(row: &[Span]) -> Vec<Span> {
    let full: Vec<&Span> = row.iter().filter(|cell| cell.start < cell.end).collect();
    let pairs = full.windows(2).filter(|pair| pair[0].end < pair[1].start);
    pairs
        .map(|pair| Span::new(pair[0].end, pair[1].start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;

    fn table(text: &str, rows: &[[&str; 2]]) -> Table {
        let span = |cell: &str| {
            let at = text.find(cell).expect("the cell stands in the text");
            Span::new(at, at + cell.len())
        };
        let rect = Rect {
            x0: 0.0,
            y0: 0.0,
            x1: 0.0,
            y1: 0.0,
        };
        let rows = rows.iter().map(|row| row.map(span).to_vec()).collect();
        Table {
            page: 1,
            rect,
            header: 0,
            rows,
        }
    }

    #[test]
    fn cells_are_parted_by_a_tab_and_nothing_moves() {
        let text = "Initial Term 36 months\nFees\n$74,000\nLaw   Utah";
        let rows = [
            ["Initial Term", "36 months"],
            ["Fees", "$74,000"],
            ["Law", "Utah"],
        ];
        let parted = parted(Cow::Borrowed(text), &[table(text, &rows)]);
        assert_eq!(parted, "Initial Term\t36 months\nFees\t$74,000\nLaw   Utah");
    }

    #[test]
    fn names_over_values_are_read_by_column_and_keep_their_place() {
        let text = "The order.\n\nStart End\n1 May 2025 30 April 2027\n\nSigned.";
        let rows = [["Start", "End"], ["1 May 2025", "30 April 2027"]];
        let rows_at = Span::new(
            text.find("Start").expect("names"),
            text.find("\n\nSigned").expect("end"),
        );
        for tables in [vec![table(text, &rows)], Vec::new()] {
            let laid = Laid::of(Cow::Borrowed(text), &tables);
            let at = laid
                .text
                .find("End\t30 April 2027")
                .expect("a line of its own");
            assert!(at >= laid.own && laid.text.contains("\n\nStart\t1 May 2025\n\n"));
            assert_eq!(laid.place(Span::new(at, at + 5)), rows_at);
            assert_eq!(laid.place(Span::new(0, 10)), Span::new(0, 10));
            assert!(
                laid.text[..laid.own].contains("\n\nSigned.")
                    && !laid.text[..laid.own].contains("2025")
            );
        }
    }

    #[test]
    fn a_table_of_several_rows_and_dates_in_a_sentence_stay_as_they_are() {
        let text = "Fee Date\n$5 1 May 2025\n$6 1 June 2025";
        let rows = [["Fee", "Date"], ["$5", "1 May 2025"], ["$6", "1 June 2025"]];
        let laid = Laid::of(Cow::Borrowed(text), &[table(text, &rows)]);
        assert_eq!(laid.text.len(), laid.own);
        let text = "Start Date\nThe term begins on 1 May 2025 and ends on 30 April 2027.";
        assert_eq!(Laid::of(Cow::Borrowed(text), &[]).text, text);
    }

    #[test]
    fn a_text_without_tables_is_not_copied() {
        assert!(matches!(
            parted(Cow::Borrowed("The term is a year."), &[]),
            Cow::Borrowed(_)
        ));
    }
}
