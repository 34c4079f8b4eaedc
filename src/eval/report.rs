//! What a suite found: headline figures, tables and curves. A terminal, JSON and HTML show this one
//! value; nothing here computes a score.

use super::baseline::Change;
use super::gate::Failure;
use super::ratio::Ratio;
use comfy_table::{ContentArrangement, presets};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The result of one suite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The suite's name, which is also its section in the gates and in the baseline.
    pub suite: String,
    /// The figures that gates and comparisons name, in the order in which they are shown.
    pub headline: Vec<(String, f64)>,
    /// Of those figures that are a ratio of sums over cases, the sums of each case.
    pub ratios: BTreeMap<String, Ratio>,
    /// The tables beside the headline.
    pub tables: Vec<Table>,
    /// Curves, such as precision over recall.
    pub curves: Vec<Curve>,
    /// What a reader must know: what was scored, and what was left out and why.
    pub notes: Vec<String>,
}

/// A table of figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Its name, also its key in the JSON.
    pub title: String,
    /// Names of the columns; the first names the row.
    pub columns: Vec<String>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number of things.
    Count(usize),
    /// A share, 0 to 1; `None` where there is nothing to measure.
    Figure(Option<f64>),
}

/// A line through points, both axes from 0 to 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// What it shows.
    pub title: String,
    /// What goes to the right.
    pub x: String,
    /// What goes up.
    pub y: String,
    /// The points from left to right.
    pub points: Vec<(f64, f64)>,
}

/// How the report stands against gates and baseline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// The gates that do not hold.
    pub failures: Vec<Failure>,
    /// What changed since the baseline.
    pub changes: Vec<Change>,
    /// How many gates the suite has.
    pub gates: usize,
}

impl Verdict {
    /// Whether every gate holds and nothing fell behind the baseline.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && !self.changes.iter().any(|change| change.is_loss)
    }
}

impl Table {
    /// An empty table.
    pub fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}

impl Cell {
    /// The cell as people read it.
    pub fn show(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Figure(Some(figure)) => share(*figure),
            Cell::Figure(None) => "–".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Text(text) => json!(text),
            Cell::Count(count) => json!(count),
            Cell::Figure(figure) => json!(figure.map(round)),
        }
    }
}

impl Report {
    /// The figure of that name.
    pub fn figure(&self, name: &str) -> Option<f64> {
        let found = self.headline.iter().find(|(known, _)| known == name);
        found.map(|(_, figure)| *figure)
    }

    /// Adds a figure that is a ratio of sums over cases.
    pub fn add_ratio(&mut self, name: &str, ratio: Ratio) {
        self.headline.push((name.to_owned(), ratio.value()));
        self.ratios.insert(name.to_owned(), ratio);
    }

    /// The report as people read it in a terminal.
    pub fn text(&self, verdict: &Verdict) -> String {
        let mut parts: Vec<String> = self.notes.clone();
        parts.extend(self.tables.iter().map(terminal));
        parts.push(terminal(&self.headline_table()));
        for change in verdict.changes.iter().filter(|change| change.is_notable()) {
            parts.push(change.to_string());
        }
        match verdict.is_good() {
            true if verdict.gates == 0 => parts.push("this suite has no gates".to_owned()),
            true => parts.push(format!("all {} gates hold", verdict.gates)),
            false => parts.extend(verdict.failures.iter().map(|gate| format!("GATE: {gate}"))),
        }
        parts.join("\n")
    }

    /// The headline as a table, with the interval of each figure that has one.
    pub fn headline_table(&self) -> Table {
        let mut table = Table::new(
            &self.suite,
            &["headline", "figure", "90 % interval", "cases"],
        );
        for (name, figure) in &self.headline {
            let ratio = self.ratios.get(name);
            let interval = ratio.map(Ratio::interval);
            table.rows.push(vec![
                Cell::Text(name.clone()),
                Cell::Text(plain(*figure)),
                Cell::Text(interval.map_or(String::new(), |(low, high)| {
                    format!("{low:.3} to {high:.3}")
                })),
                Cell::Text(ratio.map_or(String::new(), |ratio| ratio.cases().to_string())),
            ]);
        }
        table
    }

    /// The report for machines: `headline` with one figure each, then intervals, tables and gates.
    pub fn json(&self, verdict: &Verdict) -> Value {
        let headline: Map<String, Value> = self
            .headline
            .iter()
            .map(|(name, figure)| (name.clone(), json!(round(*figure))))
            .collect();
        let intervals: Map<String, Value> = self
            .ratios
            .iter()
            .map(|(name, ratio)| {
                let (low, high) = ratio.interval();
                (name.clone(), json!([round(low), round(high)]))
            })
            .collect();
        let tables: Map<String, Value> = self
            .tables
            .iter()
            .map(|table| (table.title.clone(), rows(table)))
            .collect();
        json!({
            "suite": self.suite,
            "headline": headline,
            "intervals_90": intervals,
            "tables": tables,
            "notes": self.notes,
            "gates_failed": shown(&verdict.failures),
            "changes": shown(&verdict.changes),
        })
    }
}

fn shown<T: ToString>(things: &[T]) -> Vec<String> {
    things.iter().map(ToString::to_string).collect()
}

fn rows(table: &Table) -> Value {
    table
        .rows
        .iter()
        .map(|row| {
            let cells = table.columns.iter().zip(row);
            cells
                .map(|(column, cell)| (column.clone(), cell.json()))
                .collect::<Map<String, Value>>()
        })
        .collect()
}

fn terminal(table: &Table) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(&table.columns);
    for row in &table.rows {
        drawn.add_row(row.iter().map(Cell::show));
    }
    format!("{}\n{drawn}", table.title)
}

/// A figure as a share, a number of things without decimals.
fn plain(figure: f64) -> String {
    if figure > 1.0 {
        format!("{figure:.0}")
    } else {
        share(figure)
    }
}

/// Three decimals, and a fourth where three would say that all is right.
fn share(figure: f64) -> String {
    let short = format!("{figure:.3}");
    if short == "1.000" && figure < 1.0 {
        format!("{figure:.4}")
    } else {
        short
    }
}

fn round(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_shows_every_figure_and_every_failed_gate() {
        let mut report = Report {
            suite: "golden".to_owned(),
            ..Report::default()
        };
        report.add_ratio(
            "fields.micro_f1",
            Ratio::of([("one", 1.0, 2.0), ("two", 1.0, 2.0)]),
        );
        let mut table = Table::new("fields", &["field", "n", "f1"]);
        table.rows.push(vec![
            Cell::Text("governing_law".to_owned()),
            Cell::Count(2),
            Cell::Figure(None),
        ]);
        report.tables.push(table);
        let verdict = Verdict {
            failures: vec![Failure::below("fields.micro_f1", 0.9, Some(0.5))],
            changes: Vec::new(),
            gates: 1,
        };
        let text = report.text(&verdict);
        for part in ["governing_law", "0.500", "GATE: fields.micro_f1"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let machine = report.json(&verdict);
        assert_eq!(machine["headline"]["fields.micro_f1"], 0.5);
        assert_eq!(machine["tables"]["fields"][0]["n"], 2);
        assert!(machine["tables"]["fields"][0]["f1"].is_null());
        assert_eq!(
            machine["gates_failed"]
                .as_array()
                .map_or(0, |gates| gates.len()),
            1
        );
    }
}
