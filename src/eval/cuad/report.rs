//! The CUAD suite as a report: fields and clauses from the service's own reading, from text and
//! from PDF.

use super::dataset::Contract;
use super::fields::{self, Fields};
use super::retrieval::Sent;
use super::suite::{self, Suite};
use super::trust;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::{Candidate, Term};
use crate::eval::calibration::{Judged, calibration};
use crate::eval::report::{Cell, Report, Table};
use crate::eval::score::outcomes;
use crate::offline::clauses;
use std::time::Duration;

/// A contract, what the service read in it, and how long that took.
pub struct Case<'a> {
    /// The contract with its labels.
    pub contract: &'a Contract,
    /// The text that was read.
    pub text: String,
    /// What the clause classifier says of it.
    pub clauses: clauses::Reading,
    /// What was read.
    pub reading: Reading,
    /// What the first questions to a model hold of it.
    pub sent: Sent,
    /// The time of the offline engine alone, without reading the PDF and without grounding.
    pub spent: Duration,
}

/// The report on contracts read from their text; `dictionary` is what they were read for.
pub fn report(cases: &[Case<'_>], dictionary: &Dictionary) -> Report {
    let fields = score(cases);
    let mut report = Report {
        suite: "cuad".to_owned(),
        notes: vec![format!("{} contracts, read from their text", cases.len())],
        ..Report::default()
    };
    let spans = spans(cases);
    report.headline.extend(headline(&fields, &spans));
    report
        .headline
        .push(("ms_per_contract".to_owned(), median_millis(cases)));
    report.headline.push(("n".to_owned(), cases.len() as f64));
    report.tables.push(table(&fields, "text"));
    report.notes.push(shown(&fields));
    report.tables.push(clauses(&spans, "text"));
    let judged: Vec<Judged> = cases
        .iter()
        .flat_map(|case| trust::judged(case.contract, dictionary, &case.reading))
        .map(|one| (f64::from(one.signals.score(&one.value)), one.right))
        .collect();
    report.notes.push(format!(
        "confidence is judged on {} values that a label judges, flags of clauses among them",
        judged.len()
    ));
    calibration(&judged).add_to(&mut report, "from text");
    report
}

/// Adds what came of the same contracts read from their PDFs.
pub fn add_pdf(report: &mut Report, cases: &[Case<'_>]) {
    let (fields, spans) = (score(cases), spans(cases));
    report.tables.push(table(&fields, "pdf"));
    report.tables.push(clauses(&spans, "pdf"));
    let mut gap = Table::new("from PDF against from text", &["figure", "text", "pdf"]);
    for (name, figure) in headline(&fields, &spans) {
        let text = report.figure(&name);
        gap.rows.push(vec![
            Cell::Text(name),
            Cell::Figure(text),
            Cell::Figure(Some(figure)),
        ]);
    }
    report.tables.push(gap);
}

/// The figures of one run, by the names that gates know.
fn headline(fields: &Fields, spans: &Suite) -> Vec<(String, f64)> {
    let spans = [
        ("aupr_strict", spans.strict.aupr),
        ("aupr_paper", spans.paper.aupr),
        ("p80r_strict", spans.strict.p80r),
        ("p80r_paper", spans.paper.p80r),
        ("p90r_paper", spans.paper.p90r),
        ("aupr_macro", spans.macro_aupr),
        ("presence_micro_f1", spans.presence.f1),
        ("presence_macro_ap", spans.presence_macro_ap),
        ("false_absent_rate", spans.false_absent),
        ("all_covered_f1", spans.all_covered_f1),
        ("hit1", spans.hits.hit1),
        ("hit3", spans.hits.hit3),
        ("hit5", spans.hits.hit5),
        ("evidence_coverage", spans.evidence_coverage),
        ("evidence_own", spans.evidence_own),
        ("token_share", spans.token_share),
        ("token_total", spans.token_total),
    ];
    let named = spans.into_iter().chain(fields.headline());
    named
        .map(|(name, figure)| (name.to_owned(), figure))
        .collect()
}

fn spans(cases: &[Case<'_>]) -> Suite {
    let cases: Vec<suite::Case<'_>> = cases
        .iter()
        .map(|case| suite::Case {
            contract: case.contract,
            text: &case.text,
            reading: &case.clauses,
            sent: case.sent,
        })
        .collect();
    suite::score(&cases)
}

/// The categories of clauses, one by one.
fn clauses(spans: &Suite, source: &str) -> Table {
    let mut table = Table::new(
        &format!("clauses from {source}"),
        &[
            "category",
            "spans",
            "aupr",
            "p80r",
            "contracts",
            "hit1",
            "hit3",
            "hit5",
            "precision",
            "recall",
            "f1",
            "ap",
        ],
    );
    for row in &spans.categories {
        let (spans, hits, presence) = (&row.spans, &row.hits, &row.presence);
        let figures = [spans.aupr, spans.p80r].map(|figure| Cell::Figure(Some(figure)));
        let mut cells = vec![Cell::Text(row.category.to_owned()), Cell::Count(spans.n)];
        cells.extend(figures);
        cells.push(Cell::Count(hits.n));
        let rest = [hits.hit1, hits.hit3, hits.hit5];
        cells.extend(rest.map(|figure| Cell::Figure(Some(figure))));
        let rest = [presence.precision, presence.recall, presence.f1];
        cells.extend(rest.map(|figure| Cell::Figure(Some(figure))));
        cells.push(Cell::Figure(presence.average_precision));
        table.rows.push(cells);
    }
    table
}

/// The fields by every value whose quote stands in the contract; what counts as shown as verified are
/// those alone that the review page shows so.
fn score(cases: &[Case<'_>]) -> Fields {
    let mut fields = scored(cases, |_| true);
    fields.verified = scored(cases, is_shown_as_verified).verified;
    fields
}

fn shown(fields: &Fields) -> String {
    let verified = &fields.verified;
    format!(
        "shown as verified, against the labels: {} right, {} wrong, {} of which no label judges",
        verified.right, verified.wrong, verified.unanswered
    )
}

fn is_shown_as_verified(term: &Term) -> bool {
    let signals = term.signals.as_ref();
    signals.is_some_and(|signals| signals.is_sure(&term.value))
}

fn scored(cases: &[Case<'_>], counts: fn(&Term) -> bool) -> Fields {
    let said: Vec<Vec<Candidate>> = cases
        .iter()
        .map(|case| standing(&case.reading, counts))
        .collect();
    let pairs: Vec<(&Contract, &[Candidate])> = cases
        .iter()
        .zip(&said)
        .map(|(case, said)| (case.contract, said.as_slice()))
        .collect();
    fields::score(&pairs)
}

/// The values whose quote stands in the contract.
fn standing(reading: &Reading, counts: fn(&Term) -> bool) -> Vec<Candidate> {
    let terms = reading.fields.values().flat_map(|finding| finding.terms());
    terms
        .filter(|term| term.grounding.grade.is_verified() && counts(term))
        .map(|term| Candidate {
            field: term.field.clone(),
            value: term.value.clone(),
            quote: term.grounding.quote.clone(),
            near: Some(term.grounding.span),
            engine: term.engine,
        })
        .collect()
}

fn table(fields: &Fields, source: &str) -> Table {
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
    let rows = named.chain(strata).chain(more);
    outcomes(
        &format!("fields from {source}"),
        rows.map(|(name, row)| (name, row.counts)),
    )
}

fn median_millis(cases: &[Case<'_>]) -> f64 {
    let mut spent: Vec<Duration> = cases.iter().map(|case| case.spent).collect();
    spent.sort();
    let middle = spent.get(spent.len() / 2).copied().unwrap_or_default();
    middle.as_secs_f64() * 1_000.0
}
