//! The CUAD suite as a report: fields and clauses from the service's own reading, from text and
//! from PDF.

mod tables;

use super::dataset::Contract;
use super::fields::{self, Fields};
use super::retrieval::Sent;
use super::speed::Pass;
use super::suite::{self, Hits, Tally};
use super::verified::{self, Shown};
use super::{left_out, trust};
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::sureness::Sureness;
use crate::domain::term::{Candidate, Engine, Finding, Term};
use crate::eval::calibration::{Judged, calibration};
use crate::eval::draws::Drawn;
use crate::eval::figure::Figure;
use crate::eval::report::{Cell, Curve, Report, Table, digest};
use crate::offline::clauses;
use std::time::Duration;

/// The figures that are shown first, in this order; `ms_per_contract` and `n` come from no draw. All others
/// stand beside them.
pub const HEADLINE: [&str; 20] = [
    "aupr_strict",
    "aupr_paper",
    "p80r_paper",
    "presence_micro_f1",
    "presence_macro_ap",
    "hit1",
    "hit3",
    "hit5",
    "governing_law_f1",
    "agreement_date_f1",
    "effective_date_f1",
    "expiration_date_f1",
    "renewal_term_f1",
    "notice_period_f1",
    "parties_f1",
    "verified_wrong_rate",
    "evidence_coverage",
    "token_share",
    "ms_per_contract",
    "n",
];

/// Figures of which less is better.
const COSTS: [&str; 7] = [
    "false_absent_rate",
    "token_share",
    "token_total",
    "verified_wrong_rate",
    "calibration_error",
    "brier",
    "review_share_at_2_error",
];

/// The names of the hits where each category counts once.
const HITS_MACRO: [&str; 3] = ["hit1_macro", "hit3_macro", "hit5_macro"];

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

/// The report on contracts read from their text by `engine`; `dictionary` is what they were read for.
pub fn report(texts: &Pass<'_>, dictionary: &Dictionary, engine: Engine) -> Report {
    let cases: Vec<&Case<'_>> = texts.cases.iter().collect();
    let measured = Measured::of(&cases, dictionary);
    let mut report = Report {
        suite: "cuad".to_owned(),
        notes: vec![format!("{} contracts, read from their text", cases.len())],
        made_by: vec![("contracts".to_owned(), digest(&measured.tally.ids))],
        ..Report::default()
    };
    if engine.asks() {
        report.notes.push(
            "Fields, confidence and what is shown as verified are those of the engine asked for; clauses, spans, \
             hits, evidence, tokens and ms_per_contract are those of the offline engine, whatever was asked for"
                .to_owned(),
        );
    }
    measured.drawn(&mut report, texts.median_millis());
    let ids = &measured.tally.ids;
    report
        .beside
        .extend(verified::figures(ids, &measured.shown));
    report.tables.push(tables::fields(&measured.fields, "text"));
    let shown = verified::table(ids, &measured.shown, "text");
    report.tables.push(shown);
    let readings = cases.iter().map(|case| &case.reading);
    report.tables.push(tables::evidence(readings));
    report.notes.push(verified::note(&measured.shown));
    let suite = measured.tally.suite();
    report.tables.push(tables::spans(&suite, "text"));
    report.tables.push(tables::hits(&suite, "text"));
    report.tables.push(tables::clauses(&suite, "text"));
    report.tables.push(tables::presence(&suite, "text"));
    report.curves.extend(curves(&measured.tally));
    let judged: Vec<Judged> = measured.judged.concat();
    report.notes.push(format!(
        "confidence is judged on {} values that a label judges, flags of clauses among them; values without an \
         answer are not among them",
        judged.len()
    ));
    calibration(&judged).add_to(&mut report, "from text");
    report.tables.push(tables::beside(&report.beside));
    report.tables.push(texts.table("text"));
    report.beside.extend(texts.figures("text"));
    report
        .notes
        .extend(left_out::notes(&cases, &measured.fields));
    let misses = left_out::misses(&cases, &measured.fields, "text");
    report.tables.push(misses);
    report
}

/// Adds what came of `pdfs`, the same contracts as some of `texts`, read from their PDFs. Both sides of the
/// comparison are those contracts alone.
pub fn add_pdf(report: &mut Report, texts: &Pass<'_>, filed: &Pass<'_>, dictionary: &Dictionary) {
    // What was not read in one of the two ways is in neither.
    let both = |of: &[Case<'_>], case: &Case<'_>| {
        let id = &case.contract.id;
        of.iter().any(|other| other.contract.id == *id)
    };
    let of_texts = texts.cases.iter();
    let texts_of_filed: Vec<&Case<'_>> = of_texts.filter(|case| both(&filed.cases, case)).collect();
    let of_pdfs = filed.cases.iter();
    let pdfs: Vec<&Case<'_>> = of_pdfs.filter(|case| both(&texts.cases, case)).collect();
    let text = Measured::of(&texts_of_filed, dictionary);
    let pdf = Measured::of(&pdfs, dictionary);
    report.tables.push(tables::fields(&pdf.fields, "pdf"));
    let suite = pdf.tally.suite();
    report.tables.push(tables::spans(&suite, "pdf"));
    for mut by_category in [
        tables::clauses(&suite, "pdf"),
        tables::presence(&suite, "pdf"),
    ] {
        by_category.is_long = true;
        report.tables.push(by_category);
    }
    let mut gap = Table::new(
        "from PDF against from text",
        &["figure", "contracts", "text", "pdf", "text less pdf"],
    );
    let (text, from_pdf) = (text.once(), pdf.once());
    for ((name, text), (_, pdf)) in text.into_iter().zip(from_pdf) {
        let less = text.zip(pdf).map(|(text, pdf)| text - pdf);
        let mut row = vec![Cell::Text(name.to_owned()), Cell::Count(pdfs.len())];
        row.extend([text, pdf, less].map(Cell::Figure));
        gap.rows.push(row);
        let beside = [("pdf", pdf), ("text_less_pdf", less)];
        let beside = beside.map(|(of, value)| Figure::plain(&format!("{of}.{name}"), value));
        report.beside.extend(beside);
    }
    let count = Figure::plain("pdf.n", Some(pdfs.len() as f64));
    report.beside.push(count);
    report.tables.push(gap);
    report.tables.push(filed.table("pdf"));
    report.beside.extend(filed.figures("pdf"));
    report.notes.push(format!(
        "{} of {} contracts have a PDF; PDF and text are compared on these",
        pdfs.len(),
        texts.cases.len()
    ));
    let misses = left_out::misses(&pdfs, &pdf.fields, "pdf");
    report.tables.push(misses);
}

/// Precision over recall of the spans of all categories, by both rules.
fn curves(tally: &Tally<'_>) -> [Curve; 2] {
    let once = vec![1; tally.ids.len()];
    let rules = [
        ("Parties strict", &tally.strict),
        ("Parties by the paper's rule", &tally.paper),
    ];
    rules.map(|(rule, spans)| Curve {
        title: format!("precision over recall, spans from text ({rule})"),
        x: "recall".to_owned(),
        y: "precision".to_owned(),
        points: spans.curve(&once).points(),
    })
}

/// What was counted of some contracts, so that each figure can be measured again over cases drawn anew.
struct Measured<'a> {
    tally: Tally<'a>,
    fields: Fields,
    /// By contract the values that a label judges, with their confidence.
    judged: Vec<Vec<Judged>>,
    /// By contract what is shown as verified.
    shown: Vec<Shown>,
}

impl<'a> Measured<'a> {
    fn of(cases: &[&'a Case<'_>], dictionary: &Dictionary) -> Self {
        let spans: Vec<suite::Case<'a>> = cases
            .iter()
            .map(|case| suite::Case {
                contract: case.contract,
                text: &case.text,
                reading: &case.clauses,
                sent: case.sent,
            })
            .collect();
        let judged = |case: &&Case<'_>| {
            let judged = trust::judged(case.contract, dictionary, &case.reading).into_iter();
            judged
                .map(|one| (f64::from(one.signals.score(&one.value)), one.right))
                .collect()
        };
        let shown: Vec<Shown> = cases
            .iter()
            .map(|case| {
                let sure = standing(&case.reading, is_shown_as_verified);
                Shown::of(case.contract, dictionary, &sure)
            })
            .collect();
        Self {
            tally: Tally::of(&spans),
            fields: scored(cases, &shown),
            judged: cases.iter().map(judged).collect(),
            shown,
        }
    }

    /// The figures where each contract counts `times` times, always in the same order.
    fn figures(&self, times: &[usize]) -> Vec<(&'static str, Option<f64>)> {
        let mut figures = self.tally.figures(times);
        figures.extend(self.fields.figures(times));
        let judged = self.judged.iter().zip(times);
        let judged: Vec<Judged> = judged
            .flat_map(|(judged, times)| judged.iter().cycle().take(judged.len() * times))
            .copied()
            .collect();
        figures.extend(calibration(&judged).figures());
        figures
    }

    fn beside(&self, times: &[usize]) -> Vec<(&'static str, Option<f64>)> {
        let Hits { within, .. } = self.tally.hits_macro(times);
        HITS_MACRO.into_iter().zip(within).collect()
    }

    /// The figures with each contract once.
    fn once(&self) -> Vec<(&'static str, Option<f64>)> {
        self.figures(&vec![1; self.tally.ids.len()])
    }

    /// Adds the figures with what they are in every draw of the contracts: the headline in its own order,
    /// with the engine's `millis` in it, and all others beside it.
    fn drawn(&self, report: &mut Report, millis: Option<f64>) {
        let once = vec![1; self.tally.ids.len()];
        let all = |times: &[usize]| self.figures(times).into_iter().chain(self.beside(times));
        let drawn = Drawn::all(&self.tally.ids, |times| {
            all(times).map(|(_, figure)| figure).collect()
        });
        let figures = all(&once).zip(drawn).map(|((name, value), drawn)| {
            let figure = Figure::drawn(name, value, drawn);
            match COSTS.contains(&name) {
                true => figure.as_cost(),
                false => figure,
            }
        });
        let mut figures: Vec<Figure> = figures.collect();
        figures.push(Figure::plain("ms_per_contract", millis).as_cost());
        figures.push(Figure::plain("n", Some(once.len() as f64)));
        let place = |figure: &Figure| HEADLINE.iter().position(|name| *name == figure.name);
        let (mut headline, beside): (Vec<_>, Vec<_>) = figures
            .into_iter()
            .partition(|figure| place(figure).is_some());
        headline.sort_by_key(place);
        report.headline.extend(headline);
        report.beside.extend(beside);
    }
}

/// The fields by every value whose quote stands in the contract; what counts as shown as verified are
/// those alone that the review page shows so.
fn scored(cases: &[&Case<'_>], shown: &[Shown]) -> Fields {
    let said: Vec<Vec<Candidate>> = cases
        .iter()
        .map(|case| {
            let standing = standing(&case.reading, |_| true).into_iter();
            standing.map(|(_, value)| value).collect()
        })
        .collect();
    let pairs: Vec<(&Contract, &[Candidate])> = cases
        .iter()
        .zip(&said)
        .map(|(case, said)| (case.contract, said.as_slice()))
        .collect();
    let mut fields = fields::score(&pairs);
    fields.verified = Default::default();
    for ((_, verified), shown) in fields.each.iter_mut().zip(shown) {
        *verified = shown.fields;
        fields.verified = fields.verified.and(shown.fields);
    }
    fields
}

fn is_shown_as_verified(term: &Term) -> bool {
    // Values that contradict each other are sorted out before this is asked.
    Sureness::of_term(term, false) == Sureness::Verified
}

/// The values whose quote stands in the contract. Values that contradict each other are none.
fn standing(reading: &Reading, counts: fn(&Term) -> bool) -> Vec<(&Term, Candidate)> {
    let findings = reading.fields.values();
    let found = findings.filter(|finding| !matches!(finding, Finding::Conflict { .. }));
    let terms = found.flat_map(|finding| finding.terms());
    terms
        .filter(|term| term.grounding.grade.is_verified() && counts(term))
        .map(|term| {
            let candidate = Candidate {
                field: term.field.clone(),
                value: term.value.clone(),
                quote: term.grounding.quote.clone(),
                near: Some(term.grounding.span),
                engine: term.engine,
            };
            (term, candidate)
        })
        .collect()
}
