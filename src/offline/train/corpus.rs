//! Contracts as the trainer sees them: cut up, with what people marked in them.

use super::align::{makes_example, places};
use super::linear::Row;
use super::{Clause, Example};
use crate::offline::clauses::features::Features;
use crate::offline::clauses::lexicon::{EVIDENCE, Lexicon};
use crate::offline::clauses::{Cut, Scored, families, named};
use crate::text::overlap::Words;
use crate::text::squash::{Fold, Squashed};
use std::collections::BTreeMap;

/// How often a short marked stretch may recur in a contract; names recur on every page, and only
/// the first place teaches.
const RECURRING: usize = 3;

/// A contract that is ready to learn from.
pub struct Prepared {
    /// Its parts.
    pub cut: Cut,
    /// Per category the words of what people marked.
    pub marks: Vec<Vec<Words>>,
    /// Per unit a bit for each category.
    pub labels: Vec<u64>,
    /// A bit for each category whose marks are phrases.
    named: u64,
    phrase_labels: Vec<u64>,
    phrase_features: Vec<Features>,
}

impl Prepared {
    /// Cuts `example` up, whose marks are of the categories `names`.
    pub fn of(example: &Example, names: &[&str]) -> Self {
        let cut = Cut::of(&example.text);
        let named = bits((0..names.len()).filter(|at| is_named(names[*at])));
        let marks: Vec<Vec<Words>> = example
            .marks
            .iter()
            .map(|marks| {
                marks
                    .iter()
                    .map(|pieces| Words::of(&pieces.join(" ")))
                    .collect()
            })
            .collect();
        let phrase_features = cut
            .phrases
            .iter()
            .map(|phrase| named::features(&example.text, phrase))
            .collect();
        let phrase_labels = cut
            .phrases
            .iter()
            .map(|phrase| {
                let words = Words::of(&example.text[phrase.span.range()]);
                let agrees = |at: &usize| marks[*at].iter().any(|mark| mark.agree(&words));
                bits(
                    (0..marks.len())
                        .filter(|at| named >> at & 1 == 1)
                        .filter(agrees),
                )
            })
            .collect();
        Self {
            labels: labels(example, &cut, named),
            cut,
            marks,
            named,
            phrase_labels,
            phrase_features,
        }
    }

    /// What the first stage learns from: the units for all categories, the phrases for the named ones.
    /// `families` are those of the categories.
    pub fn rows(&self, lexicon: &Lexicon, families: &[u64]) -> Vec<Row> {
        let units = self
            .cut
            .features
            .iter()
            .zip(&self.labels)
            .map(|(features, labels)| Row {
                features: lexicon.weigh(features),
                labels: labels | wider(*labels, families),
                ignore: 0,
                weight: 1.0,
            });
        let phrases =
            self.phrase_features
                .iter()
                .zip(&self.phrase_labels)
                .map(|(features, labels)| Row {
                    features: lexicon.weigh(features),
                    labels: *labels,
                    ignore: !self.named,
                    weight: 1.0,
                });
        units.chain(phrases).collect()
    }

    /// What a first stage says of this contract.
    pub fn score(&self, lexicon: &Lexicon) -> Scored {
        Scored {
            phrases: self
                .phrase_features
                .iter()
                .map(|phrase| lexicon.score(phrase))
                .collect(),
            ..Scored::units(&self.cut, lexicon)
        }
    }
}

/// One example for each unit of a clause that stands in no contract: of its own words alone.
pub fn alone(clause: &Clause, lexicon: &Lexicon, families: &[u64], weight: f32) -> Vec<Row> {
    let features = Cut::of(&clause.text).features.into_iter();
    let wider = wider(clause.labels, families);
    let row = |features: Features| Row {
        features: lexicon.weigh(&Features {
            around: Vec::new(),
            ..features
        }),
        labels: clause.labels | wider,
        ignore: !(clause.judged | wider),
        weight,
    };
    features.map(row).collect()
}

/// For each category a bit for its family.
pub fn families(names: &[&str]) -> Vec<u64> {
    let place = |name: &&str| families::place(name).map_or(0, |place| 1 << place);
    names.iter().map(place).collect()
}

/// The wider categories of a unit that belongs to `labels`: their families, and evidence.
fn wider(labels: u64, families: &[u64]) -> u64 {
    let own = families
        .iter()
        .enumerate()
        .filter(|(at, _)| labels >> at & 1 == 1);
    own.fold(u64::from(labels != 0) << EVIDENCE, |wide, (_, family)| {
        wide | family
    })
}

fn is_named(name: &str) -> bool {
    named::NAMED.iter().any(|(known, _)| *known == name)
}

fn bits(categories: impl Iterator<Item = usize>) -> u64 {
    categories.fold(0, |bits, category| bits | 1 << category)
}

fn labels(example: &Example, cut: &Cut, named: u64) -> Vec<u64> {
    let squashed = Squashed::new(&example.text, Fold::Plain);
    let mut labels = vec![0; cut.units.len()];
    for (category, marks) in example.marks.iter().enumerate() {
        let recurring = if named >> category & 1 == 1 {
            1
        } else {
            RECURRING
        };
        for place in marks
            .iter()
            .flat_map(|pieces| places(&squashed, pieces, recurring))
        {
            let from = cut.units.partition_point(|unit| unit.end <= place.start);
            for (unit, label) in cut.units.iter().zip(&mut labels).skip(from) {
                if unit.start >= place.end {
                    break;
                }
                if makes_example(*unit, place) {
                    *label |= 1 << category;
                }
            }
        }
    }
    labels
}

/// The words that stand in at least `contracts` of the contracts, and how rare each is.
pub fn lexicon(docs: &[Prepared], contracts: u32) -> Lexicon {
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut units = 0_usize;
    for doc in docs {
        let mut words: Vec<u32> = Vec::new();
        for features in doc.cut.features.iter().chain(&doc.phrase_features) {
            units += 1;
            let around = features.around.iter().chain(&features.ideas);
            words.extend(features.own.iter().chain(around));
        }
        words.sort_unstable();
        for run in words.chunk_by(|one, two| one == two) {
            let count = counts.entry(run[0]).or_default();
            count.0 += 1;
            count.1 += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
    }
    let kept: Vec<(u32, u32)> = counts
        .into_iter()
        .filter(|(_, (found, _))| *found >= contracts)
        .map(|(hash, (_, often))| (hash, often))
        .collect();
    let rarity: Vec<u8> = kept
        .iter()
        .map(|(_, often)| {
            let rare = ((units as f32 + 1.0) / (*often as f32 + 1.0)).ln() + 1.0;
            (rare * 16.0).round().min(255.0) as u8
        })
        .collect();
    let hashes = kept.into_iter().map(|(hash, _)| hash).collect();
    Lexicon::new(hashes, &rarity, &[], &[])
}
