//! The clause classifier: which stretches of a contract belong to which of the trained categories.
//!
//! Four stages, all trained by `countersign train` and nothing else: words speak for a category, and for
//! its family, in each unit (`lexicon`, `families`); small trees judge whether a unit is evidence of
//! anything (`evidence`), then the runs of units and the phrases that stand out (`runs`, `named`), and
//! at last whether the contract has the category at all (`presence`). Pure and deterministic; it finds
//! evidence and decides no value.

pub mod evidence;
pub mod families;
pub mod features;
pub mod file;
pub mod forest;
pub mod ideas;
pub mod leaning;
pub mod lexicon;
pub mod model;
pub mod named;
pub mod passages;
pub mod phrases;
pub mod presence;
pub mod runs;
pub mod units;

use crate::domain::document::Span;
use features::Features;
use forest::Forest;
use lexicon::{BLOCKS, Lexicon, Scores};
use model::Model;
use phrases::Phrase;
use std::sync::LazyLock;

/// The classifier with the model that was compiled in.
#[derive(Debug, Clone, Copy)]
pub struct Clauses;

/// The file of the model that was compiled in, its thresholds among it.
pub const MODEL_FILE: &[u8] = include_bytes!("../clauses.model");

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    file::decode(MODEL_FILE).expect("the model was written by the trainer of this version")
});

impl Clauses {
    /// Reads one contract; the model is unpacked once, at the first use.
    pub fn read(text: &str) -> Reading {
        MODEL.read(text)
    }
}

impl Model {
    /// Reads one contract.
    pub fn read(&self, text: &str) -> Reading {
        let cut = Cut::of(text);
        let mut scored = Scored {
            phrases: named::score(text, &cut.phrases, &self.lexicon),
            ..Scored::units(&cut, &self.lexicon)
        };
        scored.evidence = evidence::judge(&cut, &scored.units, &self.habits, &self.evidence);
        Reading::new(text, &cut, scored, self)
    }
}

/// A stretch and how probably people would mark it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Where it stands.
    pub span: Span,
    /// The probability.
    pub chance: f32,
}

/// A contract cut up, before anything is judged.
#[derive(Debug, Clone, Default)]
pub struct Cut {
    /// Its units.
    pub units: Vec<Span>,
    /// What the classifier sees of each.
    pub features: Vec<Features>,
    /// How many words each has.
    pub words: Vec<f32>,
    /// Its phrases.
    pub phrases: Vec<Phrase>,
    /// How often the words of each stand in it.
    pub often: Vec<f32>,
}

impl Cut {
    /// Cuts `text` up.
    pub fn of(text: &str) -> Self {
        let units = units::units(text);
        let features = features::features(text, &units, &crate::text::sections::sections(text));
        let words = units
            .iter()
            .map(|unit| text[unit.range()].split_whitespace().count() as f32);
        let phrases = named::phrases(text);
        Self {
            words: words.collect(),
            features,
            units,
            often: named::often(text, &phrases),
            phrases,
        }
    }
}

/// What the first stage says of a contract.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    /// The scores of the units.
    pub units: Vec<Scores>,
    /// What each block of their features adds to them.
    pub blocks: Vec<[Scores; BLOCKS]>,
    /// The scores of the phrases.
    pub phrases: Vec<Scores>,
    /// How probably people mark each unit for anything at all.
    pub evidence: Vec<f32>,
}

impl Scored {
    /// The units of `cut` as `lexicon` scores them; no phrases and no evidence yet.
    pub fn units(cut: &Cut, lexicon: &Lexicon) -> Self {
        let blocks: Vec<_> = cut
            .features
            .iter()
            .map(|unit| lexicon.blocks(unit))
            .collect();
        Self {
            units: blocks.iter().map(|blocks| lexicon.sum(blocks)).collect(),
            blocks,
            ..Self::default()
        }
    }
}

/// A stretch that the forests judge.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Where it stands.
    pub span: Span,
    /// What is known of it.
    pub row: Vec<f32>,
    /// Whether it is a phrase rather than a run of units.
    pub phrase: bool,
}

/// Categories of [`named::NAMED`] for which people mark whole sentences as well.
const SENTENCES_TOO: [&str; 2] = ["Effective Date", "Parties"];

/// The stretches of one category that the forests judge.
pub fn candidates(
    text: &str,
    cut: &Cut,
    scored: &Scored,
    model: &Model,
    category: usize,
) -> Vec<Candidate> {
    let habit = &model.habits[category];
    let named = named::NAMED.iter().find(|(name, _)| *name == habit.name);
    let mut found = Vec::new();
    if let Some((_, kinds)) = named {
        let context = named::Context {
            text,
            units: &cut.units,
            scores: &scored.units,
            evidence: &scored.evidence,
            phrases: &scored.phrases,
            often: &cut.often,
        };
        let wordings = named::wordings(text, &cut.phrases, kinds);
        let rows = named::rows(&context, category, &wordings, habit);
        found.extend(rows.into_iter().map(|(span, row)| Candidate {
            span,
            row,
            phrase: true,
        }));
    }
    if named.is_none() || SENTENCES_TOO.contains(&habit.name.as_str()) {
        let column = runs::Column::new(category, habit, cut, scored);
        for run in column.runs() {
            found.push(Candidate {
                span: Span::new(cut.units[run.first].start, cut.units[run.last].end),
                row: column.row(text, run),
                phrase: false,
            });
        }
    }
    found
}

/// What the classifier read in one contract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The names of the categories.
    names: Vec<String>,
    /// How well the first stage finds each.
    skills: Vec<f32>,
    /// The contract's units.
    pub units: Vec<Span>,
    /// What the first stage says of each unit.
    pub scores: Vec<Scores>,
    /// How probably people mark each unit for anything at all.
    pub evidence: Vec<f32>,
    /// The stretches of each category, the most probable first.
    found: Vec<Vec<Found>>,
    /// How probably the contract has each category, and from when on it is said to have it.
    presence: Vec<(f32, f32)>,
}

impl Reading {
    /// Judges a contract whose first stage is done.
    pub fn new(text: &str, cut: &Cut, scored: Scored, model: &Model) -> Self {
        let mut reading = Self {
            names: model
                .habits
                .iter()
                .map(|habit| habit.name.clone())
                .collect(),
            skills: model.habits.iter().map(|habit| habit.skill).collect(),
            units: cut.units.clone(),
            ..Self::default()
        };
        for (category, habit) in model.habits.iter().enumerate() {
            let found = judge(candidates(text, cut, &scored, model, category), model);
            let row = presence::row(&found, &scored, category, habit);
            reading.found.push(settled(found));
            let chance = logistic(model.presence.score(&row));
            reading.presence.push((chance, habit.threshold));
        }
        reading.scores = scored.units;
        reading.evidence = scored.evidence;
        reading
    }

    /// The number of a category.
    fn number(&self, category: &str) -> Option<usize> {
        self.names.iter().position(|name| name == category)
    }

    /// The stretches of `category`, the most probable first.
    pub fn found(&self, category: &str) -> &[Found] {
        self.number(category)
            .map_or(&[], |number| &self.found[number])
    }

    /// The `count` most probable stretches of `category`.
    pub fn best(&self, category: &str, count: usize) -> Vec<(Span, f32)> {
        let found = self.found(category).iter().take(count);
        found.map(|one| (one.span, one.chance)).collect()
    }

    /// How probably the contract has `category` at all.
    pub fn chance(&self, category: &str) -> f32 {
        self.number(category)
            .map_or(0.0, |number| self.presence[number].0)
    }

    /// The best stretch of `category`, where the contract probably has it.
    pub fn present(&self, category: &str) -> Option<(Span, f32)> {
        let (chance, threshold) = self.presence[self.number(category)?];
        let (span, _) = self.best(category, 1).first().copied()?;
        (chance >= threshold).then_some((span, chance))
    }
}

/// The probability of every candidate, the most probable first.
pub fn judge(candidates: Vec<Candidate>, model: &Model) -> Vec<Found> {
    let (phrases, runs): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|one| one.phrase);
    let mut found = judged(&runs, &model.runs);
    found.extend(judged(&phrases, &model.phrases));
    found.sort_by(|one, two| {
        two.chance
            .total_cmp(&one.chance)
            .then(one.span.cmp(&two.span))
    });
    found
}

fn judged(candidates: &[Candidate], forest: &Forest) -> Vec<Found> {
    let rows: Vec<&[f32]> = candidates.iter().map(|one| one.row.as_slice()).collect();
    let scores = forest.scores(&rows).into_iter();
    let found = candidates.iter().zip(scores);
    found
        .map(|(one, score)| Found {
            span: one.span,
            chance: logistic(score),
        })
        .collect()
}

/// How far a better stretch takes from the chances of one that overlaps it: where the better one is
/// right the other adds nothing, and where it is wrong the other often is too.
const SHADE: f32 = 0.8;

/// The stretches with overlaps settled, the most probable first.
fn settled(found: Vec<Found>) -> Vec<Found> {
    let mut settled: Vec<Found> = found
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let better = found[..at]
                .iter()
                .filter(|other| other.span.overlaps(one.span));
            let shade = better.map(|other| other.chance).fold(0.0, f32::max) * SHADE;
            Found {
                chance: one.chance * (1.0 - shade),
                ..*one
            }
        })
        .collect();
    settled.sort_by(|one, two| {
        two.chance
            .total_cmp(&one.chance)
            .then(one.span.cmp(&two.span))
    });
    settled
}

/// From a score to a probability.
pub fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests;
