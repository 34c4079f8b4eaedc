//! What every stage of training needs: the contracts cut up, their folds, and the rows of the first
//! stage. Folds are trained side by side; each result depends on its fold alone.

use super::boost::{self, Table};
use super::corpus::{self, Prepared};
use super::linear::{self, Row};
use super::{Clause, Example, Recipe, folds};
use crate::offline::clauses::forest::Forest;
use crate::offline::clauses::lexicon::Lexicon;
use crate::offline::clauses::model::Model;
use crate::offline::clauses::{Reading, Scored, candidates, evidence, judge, presence};
use crate::text::overlap::Words;

/// The contracts and how they are split.
pub struct Bench<'a> {
    examples: &'a [Example],
    /// The contracts, cut up.
    pub docs: Vec<Prepared>,
    /// The fold of each.
    pub fold: Vec<usize>,
    lexicon: Lexicon,
    rows: Vec<Vec<Row>>,
    clauses: Vec<Row>,
    recipe: Recipe,
}

impl<'a> Bench<'a> {
    /// Cuts `examples` up and splits them; every fold learns from `clauses` too.
    pub fn new(
        examples: &'a [Example],
        clauses: &[Clause],
        names: &[&str],
        recipe: Recipe,
    ) -> Self {
        let families = corpus::families(names);
        let docs: Vec<Prepared> = examples
            .iter()
            .map(|example| Prepared::of(example, names))
            .collect();
        let texts: Vec<&str> = examples.iter().map(|one| one.text.as_str()).collect();
        let lexicon = corpus::lexicon(&docs, recipe.contracts);
        Self {
            examples,
            fold: folds::folds(&texts, recipe.folds, recipe.seed),
            rows: docs
                .iter()
                .map(|doc| doc.rows(&lexicon, &families))
                .collect(),
            clauses: clauses
                .iter()
                .flat_map(|clause| corpus::alone(clause, &lexicon, &families, recipe.clauses))
                .collect(),
            docs,
            lexicon,
            recipe,
        }
    }

    /// What `work` makes for each fold, of the contracts outside it, and what it makes of all of them.
    pub fn of_folds<T: Send>(&self, work: impl Fn(usize) -> T + Sync) -> (Vec<T>, T) {
        let mut made = each(self.recipe.folds + 1, work);
        let whole = made
            .pop()
            .expect("each gives one more than there are folds");
        (made, whole)
    }

    /// The forests that grow on the tables of the contracts, for each fold and for all.
    pub fn grow(&self, tables: &[Table], recipe: boost::Recipe) -> (Vec<Forest>, Forest) {
        self.of_folds(|fold| {
            let table = Table::joined(tables, |doc| self.fold[doc] != fold);
            boost::grow(&table, recipe)
        })
    }

    /// The first stage, trained on the contracts outside `fold`.
    pub fn words(&self, fold: usize) -> Lexicon {
        let used: Vec<&Row> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(doc, _)| self.fold[*doc] != fold)
            .flat_map(|(_, rows)| rows)
            .chain(&self.clauses)
            .collect();
        let categories = self.docs.first().map_or(0, |doc| doc.marks.len());
        linear::train(
            &used,
            self.lexicon.hashes.len(),
            categories,
            self.recipe.words,
        )
        .compress(&self.lexicon, self.recipe.weights)
    }

    /// What the first stage of each contract's fold, which did not learn from it, says of it.
    pub fn scores(&self, lexicons: &[Lexicon]) -> Vec<Scored> {
        let folds = self.docs.iter().zip(&self.fold);
        folds
            .map(|(doc, fold)| doc.score(&lexicons[*fold]))
            .collect()
    }

    /// The units of each contract, with whether people marked them for anything.
    pub fn evidence(&self, scored: &[Scored], model: &Model) -> Vec<Table> {
        let docs = self.docs.iter().zip(scored);
        docs.map(|(doc, scored)| Table {
            rows: evidence::rows(&doc.cut, &scored.units, &model.habits),
            is: doc.labels.iter().map(|labels| *labels != 0).collect(),
        })
        .collect()
    }

    /// Adds to `scored` what the judge of evidence of each contract's fold says of its units.
    pub fn judge_evidence(&self, scored: &mut [Scored], model: &Model, judges: &[Forest]) {
        let folds = self.docs.iter().zip(&self.fold).zip(scored);
        for ((doc, fold), scored) in folds {
            scored.evidence =
                evidence::judge(&doc.cut, &scored.units, &model.habits, &judges[*fold]);
        }
    }

    /// The candidates of all contracts, with what people say of them.
    pub fn stretches(&self, scored: &[Scored], model: &Model) -> Stretches {
        let mut stretches = Stretches::default();
        for (doc, (example, scored)) in self.docs.iter().zip(self.examples.iter().zip(scored)) {
            let (mut runs, mut phrases) = (Table::default(), Table::default());
            for category in 0..model.habits.len() {
                for candidate in candidates(&example.text, &doc.cut, scored, model, category) {
                    let words = Words::of(&example.text[candidate.span.range()]);
                    let table = if candidate.phrase {
                        &mut phrases
                    } else {
                        &mut runs
                    };
                    table
                        .is
                        .push(doc.marks[category].iter().any(|mark| mark.agree(&words)));
                    table.rows.push(candidate.row);
                }
            }
            stretches.runs.push(runs);
            stretches.phrases.push(phrases);
        }
        stretches
    }

    /// What the reader of each contract's fold, which did not learn from it, reads in it.
    pub fn readings(&self, scored: &[Scored], readers: &[Model]) -> Vec<Reading> {
        (0..self.docs.len())
            .map(|doc| {
                let (text, cut) = (&self.examples[doc].text, &self.docs[doc].cut);
                let reader = &readers[self.fold[doc]];
                Reading::new(text, cut, scored[doc].clone(), reader)
            })
            .collect()
    }

    /// One row for each category of contract `doc`, as `model` judges it.
    pub fn presence(&self, doc: usize, scored: &Scored, model: &Model) -> Table {
        let mut table = Table::default();
        let (text, prepared) = (&self.examples[doc].text, &self.docs[doc]);
        for (category, habit) in model.habits.iter().enumerate() {
            let found = judge(
                candidates(text, &prepared.cut, scored, model, category),
                model,
            );
            table
                .rows
                .push(presence::row(&found, scored, category, habit));
            table.is.push(!prepared.marks[category].is_empty());
        }
        table
    }
}

/// The candidates of each contract.
#[derive(Default)]
pub struct Stretches {
    runs: Vec<Table>,
    phrases: Vec<Table>,
}

impl Stretches {
    /// The judges of runs and of phrases, trained on the contracts that `uses` names.
    pub fn grow(&self, uses: impl Fn(usize) -> bool, recipe: boost::Recipe) -> (Forest, Forest) {
        let grow = |tables: &[Table]| boost::grow(&Table::joined(tables, &uses), recipe);
        (grow(&self.runs), grow(&self.phrases))
    }
}

/// Runs `work` for the numbers below `count` side by side; their order is kept.
fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..count)
            .map(|one| scope.spawn(move || work(one)))
            .collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended
            .map(|one| one.expect("training one fold does not panic"))
            .collect()
    })
}
