//! The span suite: everything that is said of the clause classifier on labelled contracts. What a figure
//! needs is counted once per contract, so that it can be measured again over contracts that are drawn anew.

use super::dataset::{CATEGORIES, Contract};
use super::presence::{Answer, Answers, Presence};
use super::retrieval::Sent;
use super::spans::{Curve, Item, Ranked, Stretch};
use crate::eval::ratio::measured;
use crate::offline::clauses::Reading;
use serde::Serialize;

/// The category that two rules judge.
pub const PARTIES: &str = "Parties";

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

/// The figures of a set of contracts; what has nothing to measure is `None`.
#[derive(Debug, Clone, Serialize)]
pub struct Suite {
    /// How many contracts.
    pub contracts: usize,
    /// The figures of [`Tally::figures`].
    pub figures: Vec<(&'static str, Option<f64>)>,
    /// Whether one of the best stretches matches a label, where there is one: each contract and category
    /// counts once.
    pub hits: Hits,
    /// The same where each category counts once.
    pub hits_macro: Hits,
    /// The spans of all categories together, Parties strict, then by the paper's rule.
    pub pooled: [Spans; 2],
    /// The means over the categories that have a label, by the same two rules.
    pub means: [Means; 2],
    /// The figures by category.
    pub categories: Vec<Row>,
    /// Spans and hits of Parties by the paper's rule, which does not change their presence.
    pub parties_paper: (Spans, Hits),
}

impl Suite {
    /// The figure of that name.
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|(known, _)| *known == name)?.1
    }
}

/// A curve in four numbers; `None` where nothing is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spans {
    /// Labelled spans.
    pub n: usize,
    /// Area under the curve of precision and recall.
    pub aupr: Option<f64>,
    /// Precision at a recall of 0.8.
    pub p80r: Option<f64>,
    /// Precision at a recall of 0.9.
    pub p90r: Option<f64>,
    /// The highest recall that is reached.
    pub recall: Option<f64>,
}

impl From<Curve> for Spans {
    fn from(curve: Curve) -> Self {
        let measured = |figure: f64| (curve.golds > 0).then_some(figure);
        Self {
            n: curve.golds,
            aupr: measured(curve.area()),
            p80r: measured(curve.precision_at(0.8)),
            p90r: measured(curve.precision_at(0.9)),
            recall: measured(curve.recall()),
        }
    }
}

/// The figures of spans where each category with a label counts once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Means {
    /// How many categories have a label.
    pub n: usize,
    /// The mean area under the curve.
    pub aupr: Option<f64>,
    /// The mean precision at a recall of 0.8, with zero for a category that never reaches it.
    pub p80r: Option<f64>,
    /// The same at a recall of 0.9.
    pub p90r: Option<f64>,
}

impl Means {
    fn of(curves: &[Spans]) -> Self {
        let over = |figure: fn(&Spans) -> Option<f64>| mean(curves.iter().filter_map(figure));
        Self {
            n: curves.iter().filter(|spans| spans.n > 0).count(),
            aupr: over(|spans| spans.aupr),
            p80r: over(|spans| spans.p80r),
            p90r: over(|spans| spans.p90r),
        }
    }
}

/// How often the best one, three or five stretches hold a match.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hits {
    /// What was counted: pairs of contract and category, or categories.
    pub n: usize,
    /// Among the best one, three, five.
    pub within: [Option<f64>; 3],
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

/// What is counted of each contract.
pub struct Tally<'a> {
    /// The ids of the contracts.
    pub ids: Vec<&'a str>,
    /// Predictions by category.
    spans: Vec<Ranked>,
    /// Those of all categories; Parties must be named, a sentence around them does not count.
    pub strict: Ranked,
    /// The same where a sentence that contains a party counts for it, as in the paper.
    pub paper: Ranked,
    /// Parties alone by that rule: their spans, and their hits by contract.
    parties: (Ranked, Vec<Option<[bool; 3]>>),
    /// Presence by category, then of all.
    answers: Vec<Answers>,
    pooled: Answers,
    /// By category and contract, whether the best one, three or five match; `None` without a label.
    hits: Vec<Vec<Option<[bool; 3]>>>,
    /// By contract the two sums of the F1 by the rule of ContractEval: all labelled spans stand in the
    /// answer; only an answer where nothing is labelled is a false alarm.
    covered: Vec<(usize, usize)>,
    sent: Vec<Sent>,
}

impl<'a> Tally<'a> {
    /// Counts `cases`. A category that a contract does not judge is left out.
    pub fn of(cases: &[Case<'a>]) -> Self {
        let items: Vec<Vec<(usize, Item)>> = CATEGORIES
            .iter()
            .map(|category| items(cases, category, false))
            .collect();
        let ranked = |items: &[(usize, Item)]| {
            Ranked::of(cases.len(), items.iter().map(|(case, item)| (*case, item)))
        };
        let spans: Vec<Ranked> = items.iter().map(|items| ranked(items)).collect();
        let named = self::items(cases, PARTIES, true);
        let parties = ranked(&named);
        let others = CATEGORIES.iter().zip(&spans);
        let others = others.filter(|(category, _)| **category != PARTIES);
        let answers: Vec<Answers> = CATEGORIES
            .iter()
            .map(|category| Answers::of(answers(cases, category)))
            .collect();
        Self {
            ids: cases.iter().map(|case| case.contract.id.as_str()).collect(),
            strict: Ranked::pooled(&spans),
            paper: Ranked::pooled(others.map(|(_, ranked)| ranked).chain([&parties])),
            parties: (parties, hits(cases.len(), &named)),
            spans,
            pooled: Answers::pooled(&answers),
            answers,
            hits: items.iter().map(|items| hits(cases.len(), items)).collect(),
            covered: cases.iter().map(covered).collect(),
            sent: cases.iter().map(|case| case.sent).collect(),
        }
    }

    /// Scores each contract once.
    pub fn suite(&self) -> Suite {
        let once = vec![1; self.ids.len()];
        let rows = CATEGORIES.iter().enumerate().map(|(at, category)| Row {
            category,
            spans: self.spans[at].curve(&once).into(),
            presence: self.answers[at].presence(&once),
            hits: self.hits_micro(&self.hits[at..=at], &once),
        });
        Suite {
            contracts: self.ids.len(),
            figures: self.figures(&once),
            hits: self.hits_micro(&self.hits, &once),
            hits_macro: self.hits_macro(&once),
            pooled: [&self.strict, &self.paper].map(|ranked| ranked.curve(&once).into()),
            means: self.means(&once),
            categories: rows.collect(),
            parties_paper: (
                self.parties.0.curve(&once).into(),
                self.hits_micro(std::slice::from_ref(&self.parties.1), &once),
            ),
        }
    }

    /// The means over categories, Parties strict, then by the paper's rule.
    fn means(&self, times: &[usize]) -> [Means; 2] {
        let curves = self.spans.iter().map(|spans| spans.curve(times).into());
        let mut curves: Vec<Spans> = curves.collect();
        let strict = Means::of(&curves);
        if let Some(at) = CATEGORIES.iter().position(|name| *name == PARTIES) {
            curves[at] = self.parties.0.curve(times).into();
        }
        [strict, Means::of(&curves)]
    }

    /// The figures where each contract counts `times` times, always in the same order.
    pub fn figures(&self, times: &[usize]) -> Vec<(&'static str, Option<f64>)> {
        let strict = Spans::from(self.strict.curve(times));
        let paper = Spans::from(self.paper.curve(times));
        let [means, means_paper] = self.means(times);
        let presence = self.pooled.presence(times);
        let rankings = self.answers.iter();
        let rankings = rankings.filter_map(|answers| answers.average_precision(times));
        let [one, three, five] = self.hits_micro(&self.hits, times).within;
        let covered = self.covered.iter().zip(times);
        let covered = covered.fold((0, 0), |sum, ((above, below), times)| {
            (sum.0 + above * times, sum.1 + below * times)
        });
        let sent = |part: fn(&Sent) -> usize, whole: fn(&Sent) -> usize| {
            let sum = |of: fn(&Sent) -> usize| -> usize {
                let sent = self.sent.iter().zip(times);
                sent.map(|(sent, times)| of(sent) * times).sum()
            };
            measured(sum(part), sum(whole))
        };
        vec![
            ("aupr_strict", strict.aupr),
            ("aupr_paper", paper.aupr),
            ("p80r_strict", strict.p80r),
            ("p80r_paper", paper.p80r),
            ("p90r_strict", strict.p90r),
            ("p90r_paper", paper.p90r),
            ("aupr_macro", means.aupr),
            ("aupr_macro_paper", means_paper.aupr),
            ("p80r_macro", means.p80r),
            ("p80r_macro_paper", means_paper.p80r),
            ("p90r_macro", means.p90r),
            ("p90r_macro_paper", means_paper.p90r),
            ("presence_micro_f1", presence.f1),
            ("presence_macro_ap", mean(rankings)),
            (
                "false_absent_rate",
                presence.recall.map(|recall| 1.0 - recall),
            ),
            ("all_covered_f1", measured(covered.0, covered.1)),
            ("hit1", one),
            ("hit3", three),
            ("hit5", five),
            ("evidence_coverage", sent(|s| s.inside, |s| s.pieces)),
            ("evidence_own", sent(|s| s.own, |s| s.pieces)),
            (
                "token_share",
                sent(|s| s.tokens as usize, |s| s.whole as usize),
            ),
            (
                "token_total",
                sent(|s| s.total as usize, |s| s.whole as usize),
            ),
        ]
    }

    /// Each category counts once, as in the reference figures of other systems.
    pub fn hits_macro(&self, times: &[usize]) -> Hits {
        let rows = self.hits.iter().map(std::slice::from_ref);
        let rows: Vec<Hits> = rows.map(|row| self.hits_micro(row, times)).collect();
        let within = |at: usize| mean(rows.iter().filter_map(|row| row.within[at]));
        Hits {
            n: rows.iter().filter(|row| row.n > 0).count(),
            within: [0, 1, 2].map(within),
        }
    }

    /// Each contract and category with a label counts once.
    fn hits_micro(&self, categories: &[Vec<Option<[bool; 3]>>], times: &[usize]) -> Hits {
        let (mut n, mut hit) = (0, [0; 3]);
        for (found, times) in categories.iter().flat_map(|row| row.iter().zip(times)) {
            let Some(found) = found else { continue };
            n += times;
            for (sum, is_hit) in hit.iter_mut().zip(found) {
                *sum += times * usize::from(*is_hit);
            }
        }
        Hits {
            n,
            within: hit.map(|hit| measured(hit, n)),
        }
    }
}

fn items(cases: &[Case<'_>], category: &str, containing: bool) -> Vec<(usize, Item)> {
    let cases = cases.iter().enumerate();
    cases
        .filter_map(|(at, case)| Some((at, item(case, category, containing)?)))
        .collect()
}

/// `None` where the contract does not judge the category.
fn item(case: &Case<'_>, category: &str, containing: bool) -> Option<Item> {
    let stretch = |text: &str| Stretch::from(text.to_owned());
    let label = case.contract.label(category)?;
    let found = case.reading.found(category).iter();
    Some(Item {
        golds: label
            .spans
            .iter()
            .map(|pieces| Stretch::from(pieces.join(" ")))
            .collect(),
        predictions: found
            .map(|one| (stretch(&case.text[one.span.range()]), one.chance))
            .collect(),
        containing,
    })
}

fn answers(cases: &[Case<'_>], category: &str) -> Vec<(usize, Answer)> {
    let answer = |(at, case): (usize, &Case<'_>)| {
        let label = case.contract.label(category)?;
        let answer = Answer {
            chance: case.reading.chance(category),
            said: case.reading.present(category).is_some(),
            truly: !label.spans.is_empty(),
        };
        Some((at, answer))
    };
    cases.iter().enumerate().filter_map(answer).collect()
}

fn hits(cases: usize, items: &[(usize, Item)]) -> Vec<Option<[bool; 3]>> {
    let mut hits = vec![None; cases];
    for (case, item) in items.iter().filter(|(_, item)| !item.golds.is_empty()) {
        hits[*case] = Some([1, 3, 5].map(|count| item.hit(count)));
    }
    hits
}

fn covered(case: &Case<'_>) -> (usize, usize) {
    let (mut right, mut said, mut labelled) = (0, 0, 0);
    for category in CATEGORIES {
        let Some(label) = case.contract.label(category) else {
            continue;
        };
        let is_labelled = !label.spans.is_empty();
        let is_said = case.reading.present(category).is_some();
        let found = case.reading.found(category).iter();
        let answer: String = found
            .enumerate()
            .filter(|(rank, one)| *rank == 0 || one.chance >= ANSWERS)
            .map(|(_, one)| squeezed(&case.text[one.span.range()]))
            .collect::<Vec<_>>()
            .join(" ");
        let mut golds = label.spans.iter();
        let covers = golds.all(|pieces| answer.contains(&squeezed(&pieces.join(" "))));
        labelled += usize::from(is_labelled);
        right += usize::from(is_said && is_labelled && covers);
        said += usize::from(is_said && (!is_labelled || covers));
    }
    (2 * right, said + labelled)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// `None` where there are no numbers.
fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = numbers.fold((0_usize, 0.0), |(count, sum), next| (count + 1, sum + next));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests;
