//! Trains the clause classifier: pure mathematics, the same bits for the same examples and seed.
//!
//! Later stages learn from what earlier ones say of contracts that these did not learn from, fold by
//! fold, near-duplicates in one fold; the habits of the categories and the thresholds are of all folds.
//! Nothing here opens a file or knows a contract by name.

pub mod align;
pub mod boost;
pub mod folds;
pub mod linear;
pub mod random;
pub mod trust;

mod bench;
mod corpus;
mod habits;

use crate::offline::clauses::Reading;
use crate::offline::clauses::lexicon::{Lexicon, MOST};
use crate::offline::clauses::model::Model;
use bench::Bench;

/// A contract and what people marked in it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Per category the marked stretches, each as pieces that stand apart.
    pub marks: Vec<Vec<Vec<String>>>,
}

/// A clause that somebody wrote to teach a category, outside any contract.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The text.
    pub text: String,
    /// The categories it belongs to: a bit for each, in the order of the names.
    pub labels: u64,
    /// The categories that it teaches, by what it is or by what it only looks like.
    pub judged: u64,
}

/// How to train; the defaults are what the shipped model was trained with.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Into how many folds the contracts are split.
    pub folds: usize,
    /// Fixes every choice that is not determined by the examples.
    pub seed: u64,
    /// The first stage.
    pub words: linear::Recipe,
    /// The judges of evidence, runs and phrases.
    pub stretches: boost::Recipe,
    /// The judge of presence.
    pub presence: boost::Recipe,
    /// How much a clause of its own counts beside a sentence of a contract.
    pub clauses: f32,
    /// In how many contracts a word must stand.
    pub contracts: u32,
    /// How many weights the first stage keeps.
    pub weights: usize,
}

impl Recipe {
    /// The defaults with `seed`.
    pub fn new(seed: u64) -> Self {
        let stretches = boost::Recipe {
            times: 2,
            trees: 240,
            depth: 6,
            rate: 0.08,
            decay: 4.0,
            seed,
        };
        Self {
            folds: 5,
            seed,
            words: linear::Recipe {
                times: 3,
                epochs: 5,
                rate: 0.5,
                seed,
            },
            stretches,
            presence: boost::Recipe {
                times: 4,
                trees: 120,
                depth: 4,
                ..stretches
            },
            clauses: 0.25,
            contracts: 3,
            weights: 800_000,
        }
    }
}

/// A trained model, and what models that did not learn from a contract read in it.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// A reading of every example by judges trained on the other folds. Three things still come from all
    /// examples: the habits of the categories (how often, how many, how long), the thresholds, which are
    /// chosen on these very readings, and the vocabulary. The later judges also learned from scores that
    /// the words of other folds gave, which had learned from this one. So figures of it are a little kind.
    pub held_out: Vec<Reading>,
}

/// Trains the categories `names` on `examples`, its first stage on `clauses` too, telling `progress` each
/// step as it begins.
///
/// # Panics
/// When there are more categories than a model holds.
pub fn train(
    examples: &[Example],
    clauses: &[Clause],
    names: &[&str],
    recipe: Recipe,
    progress: &(dyn Fn(&str) + Sync),
) -> Trained {
    assert!(
        names.len() <= MOST,
        "a model holds no more than {MOST} categories"
    );
    progress("reading the contracts");
    let bench = Bench::new(examples, clauses, names, recipe);

    progress("training the words");
    let (lexicons, lexicon) = bench.of_folds(|fold| bench.words(fold));
    let mut scored = bench.scores(&lexicons);
    let mut model = Model {
        habits: habits::habits(&bench.docs, &scored, names),
        lexicon,
        ..Model::default()
    };

    progress("training the judge of evidence");
    let tables = bench.evidence(&scored, &model);
    let (judges, whole) = bench.grow(&tables, recipe.stretches);
    model.evidence = whole;
    bench.judge_evidence(&mut scored, &model, &judges);

    progress("training the judges of stretches");
    let stretches = bench.stretches(&scored, &model);
    let (judges, whole) =
        bench.of_folds(|fold| stretches.grow(|doc| bench.fold[doc] != fold, recipe.stretches));
    (model.runs, model.phrases) = whole;

    progress("training the judge of presence");
    let held_out = |fold: usize| Model {
        lexicon: Lexicon::default(),
        runs: judges[fold].0.clone(),
        phrases: judges[fold].1.clone(),
        ..model.clone()
    };
    let mut readers: Vec<Model> = (0..recipe.folds).map(held_out).collect();
    let tables: Vec<boost::Table> = (0..examples.len())
        .map(|doc| bench.presence(doc, &scored[doc], &readers[bench.fold[doc]]))
        .collect();
    let (presence, whole) = bench.grow(&tables, recipe.presence);
    model.presence = whole;
    habits::choose_thresholds(&mut model.habits, &tables, &bench.fold, &presence);
    for (reader, presence) in readers.iter_mut().zip(presence) {
        reader.presence = presence;
        reader.habits.clone_from(&model.habits);
    }
    let held_out = bench.readings(&scored, &readers);
    Trained { model, held_out }
}

#[cfg(test)]
mod tests;
