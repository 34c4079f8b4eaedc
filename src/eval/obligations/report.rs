//! The obligation suite's answer as a report. It computes nothing.

use super::{Figures, Report};
use crate::eval::figure::Figure;
use crate::eval::ratio::measured;
use crate::eval::report::{self, Cell, Table};

/// The figures of both halves, the kinds, and what to look at in the tuning half.
pub fn shown(mut measured: Report) -> report::Report {
    let missed = std::mem::take(&mut measured.missed);
    let measured = &measured;
    let halves = [
        ("tune", &measured.tune),
        ("held", &measured.held),
        ("all", &measured.all),
    ];
    let mut report = report::Report {
        suite: "obligations".to_owned(),
        headline: measured
            .figures()
            .into_iter()
            .map(|(name, ratio)| {
                // The halves are parts of all: one comparison draw by draw is enough to be kept.
                if name.contains(".all.") {
                    Figure::ratio(&name, ratio)
                } else {
                    Figure::plain(&name, ratio.value())
                }
            })
            .collect(),
        tables: vec![figures(&halves), kinds(&measured.all), misses(measured)],
        notes: vec![format!(
            "{} duties in {} passages, each of another contract",
            measured.duties, measured.passages
        )],
        ..report::Report::default()
    };
    missed.tell(&mut report);
    report
}

fn figures(halves: &[(&str, &Figures)]) -> Table {
    let names = halves.iter().map(|(name, _)| *name);
    let columns: Vec<&str> = std::iter::once("figure").chain(names).collect();
    let mut table = Table::new("figures", &columns);
    table
        .columns
        .push(format!("out of, {}", columns[halves.len()]));
    let columns: Vec<_> = halves.iter().map(|(_, figures)| figures.sums()).collect();
    for (at, (name, ..)) in columns[0].iter().enumerate() {
        let mut row = vec![Cell::Text((*name).to_owned())];
        let sums = columns.iter().map(|column| column[at]);
        row.extend(sums.map(|(_, right, of)| Cell::Figure(measured(right, of))));
        let last = columns.last().map_or(0, |column| column[at].2);
        row.push(Cell::Count(last));
        table.rows.push(row);
    }
    table
}

fn kinds(figures: &Figures) -> Table {
    let mut table = Table::new("recall by kind", &["kind", "n", "found", "recall"]);
    for (kind, share) in &figures.recall_by_kind {
        table.rows.push(vec![
            Cell::Text(kind.clone()),
            Cell::Count(share.of),
            Cell::Count(share.right),
            Cell::Figure(share.ratio()),
        ]);
    }
    table
}

fn misses(measured: &Report) -> Table {
    let mut table = Table::new("what went wrong in the tuning half", &["case"]);
    let rows = measured.misses.iter();
    table.rows = rows.map(|miss| vec![Cell::Text(miss.clone())]).collect();
    table
}
