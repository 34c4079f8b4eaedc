//! The CUAD suite as a report: fields from the service's own reading, from text and from PDF.

use super::dataset::Contract;
use super::fields::{self, Fields, Row};
use crate::domain::reading::Reading;
use crate::domain::term::Candidate;
use crate::eval::report::{Cell, Report, Table};
use std::time::Duration;

/// A contract, what the service read in it, and how long that took.
pub struct Case<'a> {
    /// The contract with its labels.
    pub contract: &'a Contract,
    /// What was read.
    pub reading: Reading,
    /// The time of the engine alone, without reading the PDF.
    pub spent: Duration,
}

/// The report on contracts read from their text.
pub fn report(cases: &[Case<'_>]) -> Report {
    let fields = score(cases);
    let mut report = Report {
        suite: "cuad".to_owned(),
        notes: vec![format!("{} contracts, read from their text", cases.len())],
        ..Report::default()
    };
    let figures = fields.headline();
    report.headline.extend(
        figures
            .iter()
            .map(|(name, figure)| ((*name).to_owned(), *figure)),
    );
    report
        .headline
        .push(("ms_per_contract".to_owned(), median_millis(cases)));
    report.headline.push(("n".to_owned(), cases.len() as f64));
    report.tables.extend(tables(&fields, "text"));
    report
}

/// Adds what came of the same contracts read from their PDFs.
pub fn add_pdf(report: &mut Report, cases: &[Case<'_>]) {
    let fields = score(cases);
    report.tables.extend(tables(&fields, "pdf"));
    let mut gap = Table::new("from PDF against from text", &["figure", "text", "pdf"]);
    for (name, figure) in fields.headline() {
        gap.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Figure(report.figure(name)),
            Cell::Figure(Some(figure)),
        ]);
    }
    report.tables.push(gap);
}

fn score(cases: &[Case<'_>]) -> Fields {
    let said: Vec<Vec<Candidate>> = cases.iter().map(|case| verified(&case.reading)).collect();
    let pairs: Vec<(&Contract, &[Candidate])> = cases
        .iter()
        .zip(&said)
        .map(|(case, said)| (case.contract, said.as_slice()))
        .collect();
    fields::score(&pairs)
}

/// The values that a reviewer sees as verified.
fn verified(reading: &Reading) -> Vec<Candidate> {
    let terms = reading.fields.values().flat_map(|finding| finding.terms());
    terms
        .filter(|term| term.grounding.grade.is_verified())
        .map(|term| Candidate {
            field: term.field.clone(),
            value: term.value.clone(),
            quote: term.grounding.quote.clone(),
            near: Some(term.grounding.span),
            engine: term.engine,
        })
        .collect()
}

fn tables(fields: &Fields, source: &str) -> Vec<Table> {
    let mut all = Table::new(
        &format!("fields from {source}"),
        &[
            "field",
            "n",
            "correct",
            "wrong",
            "missed",
            "spurious",
            "precision",
            "recall",
            "f1",
        ],
    );
    let named = fields
        .fields
        .iter()
        .map(|(name, row)| ((*name).to_owned(), row));
    let strata = fields
        .expiration
        .iter()
        .map(|(stratum, row)| (format!("expiration: {stratum:?}").to_lowercase(), row));
    let more = [
        (
            "governing law, strict".to_owned(),
            &fields.governing_law_strict,
        ),
        ("party aliases".to_owned(), &fields.party_aliases),
    ];
    for (name, row) in named.chain(strata).chain(more) {
        all.rows.push(cells(name, row));
    }
    vec![all]
}

fn cells(name: String, row: &Row) -> Vec<Cell> {
    let counts = &row.counts;
    let mut cells = vec![Cell::Text(name), Cell::Count(row.n)];
    let outcomes = [counts.correct, counts.wrong, counts.missed, counts.spurious];
    cells.extend(outcomes.map(Cell::Count));
    cells.extend([row.precision, row.recall, row.f1].map(|figure| Cell::Figure(Some(figure))));
    cells
}

fn median_millis(cases: &[Case<'_>]) -> f64 {
    let mut spent: Vec<Duration> = cases.iter().map(|case| case.spent).collect();
    spent.sort();
    let middle = spent.get(spent.len() / 2).copied().unwrap_or_default();
    middle.as_secs_f64() * 1_000.0
}
