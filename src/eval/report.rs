//! What a suite found: headline figures, tables and curves. A terminal, JSON and HTML show this one
//! value; nothing here computes a score.

use super::baseline::Change;
use super::figure::Figure;
use super::gate::Failure;
use super::ratio::Ratio;
use comfy_table::{ContentArrangement, presets};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// The result of one suite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The suite's name, which is also its section in the gates and in the baseline.
    pub suite: String,
    /// The figures that gates and comparisons name, in the order in which they are shown.
    pub headline: Vec<Figure>,
    /// Figures that gates and comparisons may name too; a person sees each in one of the tables.
    pub beside: Vec<Figure>,
    /// The tables beside the headline.
    pub tables: Vec<Table>,
    /// Curves, such as precision over recall.
    pub curves: Vec<Curve>,
    /// What a reader must know: what was scored, and what was left out and why.
    pub notes: Vec<String>,
    /// How many contracts were not read, and are in no figure.
    pub unread: usize,
    /// What made the figures (engine, version, data), by name.
    pub made_by: Vec<(String, String)>,
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
    /// Whether it is too long for a terminal; JSON and HTML have it whole.
    pub is_long: bool,
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
    /// How many gates were judged.
    pub gates: usize,
    /// How many contracts were not read.
    pub unread: usize,
    /// The figures whose gates were not, since they are times and this is no release build.
    pub unjudged: Vec<String>,
}

impl Verdict {
    /// Which gates were not judged and why, in one line.
    pub fn left_out(&self) -> Option<String> {
        (!self.unjudged.is_empty()).then(|| {
            format!(
                "not judged: {} (times are judged in a release build alone)",
                self.unjudged.join(", ")
            )
        })
    }

    /// Whether every contract was read, every gate holds and nothing fell behind the baseline.
    pub fn is_good(&self) -> bool {
        self.unread == 0
            && self.failures.is_empty()
            && !self.changes.iter().any(|change| change.is_loss)
    }

    /// What is not as it should be, one line each; losses against the baseline are told with the changes.
    pub fn faults(&self) -> Vec<String> {
        let unread = format!(
            "NOT READ: {} contracts, which are in no figure",
            self.unread
        );
        let unread = (self.unread > 0).then_some(unread);
        let gates = self.failures.iter().map(|gate| format!("GATE: {gate}"));
        unread.into_iter().chain(gates).collect()
    }
}

impl Table {
    /// An empty table.
    pub fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
            is_long: false,
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
    /// The figure of that name, where it was measured.
    pub fn figure(&self, name: &str) -> Option<f64> {
        let mut all = self.headline.iter().chain(&self.beside);
        all.find(|figure| figure.name == name)?.value
    }

    /// Adds a figure of which nothing more is known; `None` where there is nothing to measure.
    pub fn add(&mut self, name: &str, value: impl Into<Option<f64>>) {
        self.headline.push(Figure::plain(name, value.into()));
    }

    /// Adds a figure that is a ratio of sums over cases.
    pub fn add_ratio(&mut self, name: &str, ratio: Ratio) {
        self.headline.push(Figure::ratio(name, ratio));
    }

    /// What made the figures, in one line.
    pub fn made(&self) -> String {
        let made = self.made_by.iter();
        let made: Vec<String> = made.map(|(what, by)| format!("{what} {by}")).collect();
        made.join(", ")
    }

    /// The report as people read it in a terminal.
    pub fn text(&self, verdict: &Verdict) -> String {
        let mut parts: Vec<String> = self.notes.clone();
        parts.extend((!self.made_by.is_empty()).then(|| self.made()));
        parts.extend(self.tables.iter().map(terminal));
        parts.push(terminal(&self.headline_table()));
        for change in verdict.changes.iter().filter(|change| change.is_notable()) {
            parts.push(change.to_string());
        }
        parts.extend(verdict.left_out());
        match verdict.is_good() {
            true if verdict.gates == 0 => parts.push("no gates were applied".to_owned()),
            true => parts.push(format!("all {} gates hold", verdict.gates)),
            false => parts.extend(verdict.faults()),
        }
        parts.join("\n")
    }

    /// The headline as a table, with the interval of each figure that has one.
    pub fn headline_table(&self) -> Table {
        let mut table = Table::new(
            &self.suite,
            &["headline", "figure", "90 % interval", "cases"],
        );
        for figure in &self.headline {
            let cases = figure.cases();
            table.rows.push(vec![
                Cell::Text(figure.name.clone()),
                Cell::Text(figure.value.map_or("–".to_owned(), plain)),
                Cell::Text(between(figure.interval())),
                Cell::Text(cases.map_or(String::new(), |cases| cases.to_string())),
            ]);
        }
        table
    }

    /// The report for machines: `headline` with one figure each, then intervals, tables and gates.
    pub fn json(&self, verdict: &Verdict) -> Value {
        let intervals: Map<String, Value> = self
            .headline
            .iter()
            .chain(&self.beside)
            .filter_map(|figure| Some((figure.name.clone(), figure.interval()?)))
            .map(|(name, (low, high))| (name, json!([round(low), round(high)])))
            .collect();
        let made_by: Map<String, Value> = self
            .made_by
            .iter()
            .map(|(what, by)| (what.clone(), json!(by)))
            .collect();
        let tables: Map<String, Value> = self
            .tables
            .iter()
            .map(|table| (table.title.clone(), rows(table)))
            .collect();
        json!({
            "suite": self.suite,
            "made_by": made_by,
            "headline": named(&self.headline),
            "beside": named(&self.beside),
            "intervals_90": intervals,
            "tables": tables,
            "notes": self.notes,
            "unread": self.unread,
            "gates_failed": shown(&verdict.failures),
            "gates_not_judged": verdict.unjudged,
            "changes": shown(&verdict.changes),
        })
    }
}

fn named(figures: &[Figure]) -> Map<String, Value> {
    let figures = figures.iter();
    figures
        .map(|figure| (figure.name.clone(), json!(figure.value.map(round))))
        .collect()
}

/// A digest of names in their order, short enough to read aloud.
pub fn digest(names: &[&str]) -> String {
    digest_of(names.join("\n").as_bytes())
}

/// A digest of a file, as short.
pub fn digest_of(bytes: &[u8]) -> String {
    let mut text = hex::encode(Sha256::digest(bytes));
    text.truncate(12);
    text
}

/// An interval as people read it; nothing where there is none.
pub fn between(interval: Option<(f64, f64)>) -> String {
    interval.map_or(String::new(), |(low, high)| {
        format!("{low:.3} to {high:.3}")
    })
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
    if table.is_long {
        let rows = table.rows.len();
        return format!("{}: {rows} rows, which --json and --html list", table.title);
    }
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

/// Four decimals, and no zero with a sign.
fn round(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_a_dash_and_null_and_a_long_table_is_counted() {
        let mut report = Report::default();
        report.add("nothing", None);
        report.add("none", -0.0);
        let mut table = Table::new("misses", &["contract"]);
        table.is_long = true;
        table.rows.push(vec![Cell::Text("one".to_owned())]);
        report.tables.push(table);
        let text = report.text(&Verdict::default());
        assert!(
            text.contains('–') && text.contains("misses: 1 rows"),
            "{text}"
        );
        let machine = report.json(&Verdict::default());
        assert!(machine["headline"]["nothing"].is_null());
        assert_eq!(machine["headline"]["none"].to_string(), "0.0");
        assert_eq!(machine["tables"]["misses"][0]["contract"], "one");
    }

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
            gates: 1,
            unjudged: vec!["ms_per_contract".to_owned()],
            ..Verdict::default()
        };
        let text = report.text(&verdict);
        for part in [
            "governing_law",
            "0.500",
            "GATE: fields.micro_f1",
            "not judged: ms_per_contract",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let machine = report.json(&verdict);
        assert_eq!(machine["headline"]["fields.micro_f1"], 0.5);
        assert_eq!(machine["gates_not_judged"][0], "ms_per_contract");
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
