//! The span suite: everything that is said of the clause classifier on labelled contracts, in one
//! value that can be written as JSON.

use super::dataset::{CATEGORIES, Contract};
use super::presence::{Answer, Presence, presence};
use super::retrieval::Sent;
use super::spans::{Curve, Item, Stretch};
use crate::eval::ratio::share;
use crate::offline::clauses::Reading;
use serde::Serialize;

/// Stretches from this probability on are what the engine answers with (ContractEval's rule).
const ANSWERS: f32 = 0.15;

/// A labelled contract and what was read in its text, which may be the text of the PDF.
pub struct Case<'a> {
    /// The labels.
    pub contract: &'a Contract,
    /// The text that was read.
    pub text: &'a str,
    /// What the classifier says.
    pub reading: &'a Reading,
    /// What the first questions to a model hold of it.
    pub sent: Sent,
}

/// The figures of a set of contracts.
#[derive(Debug, Clone, Serialize)]
pub struct Suite {
    /// How many contracts.
    pub contracts: usize,
    /// Spans of all categories pooled; Parties must be named, a sentence around them does not count.
    pub strict: Spans,
    /// The same where a sentence that contains a party counts for it, as in the paper.
    pub paper: Spans,
    /// The mean of the categories' areas.
    pub macro_aupr: f64,
    /// Presence over all contracts and categories.
    pub presence: Presence,
    /// The mean of the categories' average precision.
    pub presence_macro_ap: f64,
    /// Share of the clauses that are there and that the engine says are not.
    pub false_absent: f64,
    /// F1 by the rule of ContractEval: all labelled spans stand in the answer; only an answer where
    /// nothing is labelled is a false alarm.
    pub all_covered_f1: f64,
    /// Whether one of the best stretches matches a label, where there is one.
    pub hits: Hits,
    /// Share of the labelled pieces that stand in what a model is shown first, by any question.
    pub evidence_coverage: f64,
    /// The same by the question about their own category.
    pub evidence_own: f64,
    /// Share of the tokens that is shown, each once.
    pub token_share: f64,
    /// The same with what the questions repeat.
    pub token_total: f64,
    /// The same by category.
    pub categories: Vec<Row>,
}

/// A curve in four numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spans {
    /// Labelled spans.
    pub n: usize,
    /// Area under the curve of precision and recall.
    pub aupr: f64,
    /// Precision at a recall of 0.8.
    pub p80r: f64,
    /// Precision at a recall of 0.9.
    pub p90r: f64,
    /// The highest recall that is reached.
    pub recall: f64,
}

impl From<Curve> for Spans {
    fn from(curve: Curve) -> Self {
        Self {
            n: curve.golds,
            aupr: curve.area(),
            p80r: curve.precision_at(0.8),
            p90r: curve.precision_at(0.9),
            recall: curve.recall(),
        }
    }
}

/// How often the best one, three or five stretches hold a match.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hits {
    /// Contracts and categories with a label.
    pub n: usize,
    /// Among the best one.
    pub hit1: f64,
    /// Among the best three.
    pub hit3: f64,
    /// Among the best five.
    pub hit5: f64,
}

/// One category.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Its name.
    pub category: &'static str,
    /// Its spans, Parties strict.
    pub spans: Spans,
    /// Its presence.
    pub presence: Presence,
    /// Its hits.
    pub hits: Hits,
}

/// Scores `cases`.
pub fn score(cases: &[Case]) -> Suite {
    let items: Vec<Vec<Item>> = CATEGORIES
        .iter()
        .map(|category| {
            cases
                .iter()
                .map(|case| item(case, category, false))
                .collect()
        })
        .collect();
    let answers: Vec<Vec<Answer>> = CATEGORIES
        .iter()
        .map(|category| cases.iter().map(|case| answer(case, category)).collect())
        .collect();
    let categories: Vec<Row> = CATEGORIES
        .iter()
        .zip(items.iter().zip(&answers))
        .map(|(category, (items, answers))| Row {
            category,
            spans: Curve::of(items).into(),
            presence: presence(answers),
            hits: hits(items.iter()),
        })
        .collect();
    let pooled = presence(&answers.concat());
    let none = Sent::default();
    let sent = cases.iter().fold(none, |sum, case| sum.and(case.sent));
    Suite {
        contracts: cases.len(),
        strict: Curve::of(items.iter().flatten()).into(),
        paper: paper(cases, &items),
        macro_aupr: mean(categories.iter().map(|row| row.spans.aupr)),
        presence: pooled,
        presence_macro_ap: mean(
            categories
                .iter()
                .filter_map(|row| row.presence.average_precision),
        ),
        false_absent: 1.0 - pooled.recall,
        all_covered_f1: all_covered(cases),
        hits: hits(items.iter().flatten()),
        evidence_coverage: share(sent.inside, sent.pieces),
        evidence_own: share(sent.own, sent.pieces),
        token_share: share(sent.tokens as usize, sent.whole as usize),
        token_total: share(sent.total as usize, sent.whole as usize),
        categories,
    }
}

fn item(case: &Case, category: &str, containing: bool) -> Item {
    let stretch = |text: &str| Stretch::from(text.to_owned());
    let golds = case
        .contract
        .label(category)
        .map_or(&[][..], |label| &label.spans[..]);
    let found = case.reading.found(category).iter();
    Item {
        golds: golds
            .iter()
            .map(|pieces| Stretch::from(pieces.join(" ")))
            .collect(),
        predictions: found
            .map(|one| (stretch(&case.text[one.span.range()]), one.chance))
            .collect(),
        containing,
    }
}

/// The pooled curve of the same predictions where one that contains a party counts for it.
fn paper(cases: &[Case], items: &[Vec<Item>]) -> Spans {
    let parties: Vec<Item> = cases
        .iter()
        .map(|case| item(case, "Parties", true))
        .collect();
    let others = CATEGORIES
        .iter()
        .zip(items)
        .filter(|(category, _)| **category != "Parties");
    let others = others.flat_map(|(_, items)| items);
    Curve::of(others.chain(&parties)).into()
}

fn answer(case: &Case, category: &str) -> Answer {
    Answer {
        chance: case.reading.chance(category),
        said: case.reading.present(category).is_some(),
        truly: case
            .contract
            .label(category)
            .is_some_and(|label| !label.spans.is_empty()),
    }
}

fn hits<'a>(items: impl Iterator<Item = &'a Item>) -> Hits {
    let labelled: Vec<&Item> = items.filter(|item| !item.golds.is_empty()).collect();
    let within = |count| {
        share(
            labelled.iter().filter(|item| item.hit(count)).count(),
            labelled.len(),
        )
    };
    Hits {
        n: labelled.len(),
        hit1: within(1),
        hit3: within(3),
        hit5: within(5),
    }
}

fn all_covered(cases: &[Case]) -> f64 {
    let (mut right, mut said, mut labelled) = (0, 0, 0);
    for case in cases {
        for category in CATEGORIES {
            let golds = &item(case, category, false).golds;
            let is_said = case.reading.present(category).is_some();
            let found = case.reading.found(category).iter();
            let answer: String = found
                .enumerate()
                .filter(|(rank, one)| *rank == 0 || one.chance >= ANSWERS)
                .map(|(_, one)| squeezed(&case.text[one.span.range()]))
                .collect::<Vec<_>>()
                .join(" ");
            let covers = golds
                .iter()
                .all(|gold| answer.contains(&squeezed(&gold.text)));
            labelled += usize::from(!golds.is_empty());
            right += usize::from(is_said && !golds.is_empty() && covers);
            said += usize::from(is_said && (golds.is_empty() || covers));
        }
    }
    share(2 * right, said + labelled)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = numbers.fold((0_usize, 0.0), |(count, sum), next| (count + 1, sum + next));
    sum / count.max(1) as f64
}
