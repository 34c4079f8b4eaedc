//! How fast contracts are read: of a whole pass over them pages, contracts and the time on the wall, and of
//! the offline engine alone its milliseconds. A time belongs to the machine and the build that took it: a
//! change of one is never a loss against the baseline, and gates judge it in release builds alone.

use super::report::Case;
use crate::eval::figure::Figure;
use crate::eval::report::{Cell, Table};
use std::time::Duration;

/// Contracts that were read one after the other, and what that took.
pub struct Pass<'a> {
    /// The contracts, with what was read.
    pub cases: Vec<Case<'a>>,
    /// Their pages; a text counts as one.
    pub pages: usize,
    /// From before the first contract to after the last: opening and reading the file, the engine, grounding,
    /// and choosing the passages for a model. The engine reads twice, once to be timed alone.
    pub wall: Duration,
}

impl Pass<'_> {
    fn each_second(&self, count: usize) -> Option<f64> {
        let wall = self.wall.as_secs_f64();
        (count > 0 && wall > 0.0).then(|| count as f64 / wall)
    }

    /// The milliseconds of the offline engine alone on the median contract; `None` where there is none.
    pub fn median_millis(&self) -> Option<f64> {
        let mut spent: Vec<Duration> = self.cases.iter().map(|case| case.spent).collect();
        spent.sort();
        let middle = spent.get(spent.len() / 2)?;
        Some(middle.as_secs_f64() * 1_000.0)
    }

    /// The figures of the pass that gates may name, such as `pdf.pages_per_second`.
    pub fn figures(&self, source: &str) -> Vec<Figure> {
        let named = |name: &str, value| Figure::plain(&format!("{source}.{name}"), value);
        vec![
            named("pages_per_second", self.each_second(self.pages)),
            named("contracts_per_second", self.each_second(self.cases.len())),
            named("wall_seconds", Some(self.wall.as_secs_f64())).as_cost(),
            named("engine_ms_per_contract", self.median_millis()).as_cost(),
        ]
    }

    /// The same as a table.
    pub fn table(&self, source: &str) -> Table {
        let columns = [
            "contracts",
            "pages",
            "wall time",
            "pages/s",
            "contracts/s",
            "engine, median contract",
        ];
        let mut table = Table::new(&format!("throughput from {source}"), &columns);
        let number = |value: Option<f64>, unit: &str| {
            let shown = value.map_or("–".to_owned(), |value| format!("{value:.1}{unit}"));
            Cell::Text(shown)
        };
        table.rows.push(vec![
            Cell::Count(self.cases.len()),
            Cell::Count(self.pages),
            number(Some(self.wall.as_secs_f64()), " s"),
            number(self.each_second(self.pages), ""),
            number(self.each_second(self.cases.len()), ""),
            number(self.median_millis(), " ms"),
        ]);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_over_nothing_has_no_rate_and_no_median() {
        let none = Pass {
            cases: Vec::new(),
            pages: 0,
            wall: Duration::from_secs(2),
        };
        let figures = none.figures("pdf");
        let value = |name: &str| figures.iter().find(|figure| figure.name == name)?.value;
        assert_eq!(value("pdf.pages_per_second"), None);
        assert_eq!(value("pdf.engine_ms_per_contract"), None);
        assert_eq!(value("pdf.wall_seconds"), Some(2.0));
        let pages = Pass { pages: 9, ..none };
        assert_eq!(pages.each_second(pages.pages), Some(4.5));
        assert_eq!(pages.table("pdf").rows[0][3].show(), "4.5");
    }
}
