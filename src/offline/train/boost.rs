//! Grows a forest by gradient boosting on the logistic loss.
//!
//! Every level of a tree asks one question (see `forest`), which keeps trees small and hard to
//! overfit. Nothing here runs side by side, so that the same rows and seed give the same bits.

use super::random::Random;
use crate::offline::clauses::forest::{Forest, LEAF, Tree};
use crate::offline::clauses::logistic;

/// The most bounds that one number may be asked about.
const BOUNDS: usize = 63;

/// How to grow.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// How many forests the mean is of.
    pub times: u64,
    /// How many trees each has.
    pub trees: usize,
    /// Questions a tree.
    pub depth: usize,
    /// How much of each tree's answer is kept.
    pub rate: f32,
    /// Pulls leaves of few rows to zero.
    pub decay: f64,
    /// Fixes which rows and numbers each tree sees.
    pub seed: u64,
}

/// Rows of numbers, each row as long as the first, and whether each is an example.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The rows.
    pub rows: Vec<Vec<f32>>,
    /// Whether each row is an example of what is to be found.
    pub is: Vec<bool>,
}

impl Table {
    /// The rows of those tables whose number `uses` names.
    pub fn joined<'a>(
        tables: impl IntoIterator<Item = &'a Self>,
        uses: impl Fn(usize) -> bool,
    ) -> Self {
        let mut all = Self::default();
        for (_, table) in tables.into_iter().enumerate().filter(|(at, _)| uses(*at)) {
            all.rows.extend(table.rows.iter().cloned());
            all.is.extend(&table.is);
        }
        all
    }
}

/// Grows a forest on `table`: the mean of `times` forests, each from a seed of its own.
pub fn grow(table: &Table, recipe: Recipe) -> Forest {
    let columns = columns(table);
    let seeds = recipe.seed..recipe.seed + recipe.times;
    let mut grown = seeds.map(|seed| grow_once(table, &columns, Recipe { seed, ..recipe }));
    let mut forest = grown.next().unwrap_or_default();
    grown.for_each(|other| forest.trees.extend(other.trees));
    let leaves = forest.trees.iter_mut().flat_map(|tree| &mut tree.leaves);
    leaves.for_each(|leaf| *leaf = rounded(*leaf / recipe.times as f32));
    forest
}

fn grow_once(table: &Table, columns: &[Column], recipe: Recipe) -> Forest {
    let positives = table.is.iter().filter(|is| **is).count();
    let share = (positives as f32 + 1.0) / (table.is.len() as f32 + 2.0);
    let base = (share / (1.0 - share)).ln();
    let mut forest = Forest {
        base,
        trees: Vec::with_capacity(recipe.trees),
    };
    let mut scores = vec![base; table.is.len()];
    let mut random = Random::new(recipe.seed);
    for _ in 0..recipe.trees {
        let (tree, leaves) = tree(table, columns, &scores, recipe, &mut random);
        for (score, leaf) in scores.iter_mut().zip(&leaves) {
            *score += tree.leaves[usize::from(*leaf)];
        }
        forest.trees.push(tree);
    }
    forest
}

/// One number of all rows, as the count of bounds below it.
struct Column {
    bounds: Vec<f32>,
    bins: Vec<u8>,
}

fn columns(table: &Table) -> Vec<Column> {
    let width = table.rows.first().map_or(0, Vec::len);
    (0..width)
        .map(|number| {
            let mut values: Vec<f32> = table.rows.iter().map(|row| row[number]).collect();
            values.sort_unstable_by(f32::total_cmp);
            let step = (values.len() / (BOUNDS + 1)).max(1);
            let mut bounds: Vec<f32> = values.iter().step_by(step).copied().collect();
            bounds.dedup();
            let last = values.last().copied().unwrap_or_default();
            bounds.retain(|bound| *bound < last);
            bounds.truncate(BOUNDS);
            let bins = table
                .rows
                .iter()
                .map(|row| bounds.partition_point(|bound| *bound < row[number]) as u8)
                .collect();
            Column { bounds, bins }
        })
        .collect()
}

/// Slope and curvature of the loss, summed.
#[derive(Clone, Copy, Default)]
struct Sum {
    slope: f64,
    curve: f64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.slope += other.slope;
        self.curve += other.curve;
    }

    /// By how much the loss falls when these rows get their own leaf.
    fn gain(self, decay: f64) -> f64 {
        self.slope * self.slope / (self.curve + decay)
    }
}

/// One tree and the leaf of every row.
fn tree(
    table: &Table,
    columns: &[Column],
    scores: &[f32],
    recipe: Recipe,
    random: &mut Random,
) -> (Tree, Vec<u8>) {
    let growth = Growth {
        sums: sums(table, scores),
        seen: (0..u32::try_from(scores.len()).unwrap_or(u32::MAX))
            .filter(|_| random.draw().is_multiple_of(2))
            .collect(),
        asked: (0..columns.len())
            .filter(|number| {
                !columns[*number].bounds.is_empty() && !random.draw().is_multiple_of(3)
            })
            .collect(),
        columns,
        decay: recipe.decay,
    };
    let mut leaves = vec![0_u8; scores.len()];
    let mut questions = Vec::with_capacity(recipe.depth);
    for level in 0..recipe.depth {
        let Some((number, bin)) = growth.question(&leaves, level) else {
            break;
        };
        let column = &columns[number];
        for (leaf, value) in leaves.iter_mut().zip(&column.bins) {
            *leaf |= u8::from(usize::from(*value) > bin) << level;
        }
        questions.push((number as u8, column.bounds[bin]));
    }
    let mut totals = vec![Sum::default(); 1 << questions.len()];
    for (leaf, sum) in leaves.iter().zip(&growth.sums) {
        totals[usize::from(*leaf)].add(*sum);
    }
    let answers = totals
        .iter()
        .map(|sum| (-sum.slope / (sum.curve + recipe.decay)) as f32 * recipe.rate)
        .collect();
    let tree = Tree {
        questions,
        leaves: answers,
    };
    (tree, leaves)
}

/// The nearest answer that fits into a model.
fn rounded(answer: f32) -> f32 {
    let steps = (answer / LEAF).round();
    steps.clamp(f32::from(i16::MIN), f32::from(i16::MAX)) * LEAF
}

/// The slope and curvature of the loss in every row.
fn sums(table: &Table, scores: &[f32]) -> Vec<Sum> {
    let rows = scores.iter().zip(&table.is);
    rows.map(|(score, is)| {
        let chance = f64::from(logistic(*score));
        Sum {
            slope: chance - f64::from(u8::from(*is)),
            curve: (chance * (1.0 - chance)).max(1e-6),
        }
    })
    .collect()
}

/// What one tree grows from.
struct Growth<'a> {
    columns: &'a [Column],
    sums: Vec<Sum>,
    /// The rows that questions are chosen by, a random half.
    seen: Vec<u32>,
    /// The numbers that may be asked about, a random two thirds.
    asked: Vec<usize>,
    decay: f64,
}

impl Growth<'_> {
    /// The question that lowers the loss most when every leaf of the level asks it.
    fn question(&self, leaves: &[u8], level: usize) -> Option<(usize, usize)> {
        let mut best: Option<(f64, usize, usize)> = None;
        let mut cells = vec![Sum::default(); (BOUNDS + 1) << level];
        for number in &self.asked {
            cells.fill(Sum::default());
            let bins = &self.columns[*number].bins;
            for row in &self.seen {
                let row = *row as usize;
                let cell = usize::from(leaves[row]) * (BOUNDS + 1) + usize::from(bins[row]);
                cells[cell].add(self.sums[row]);
            }
            let gains = self.gains(&cells, self.columns[*number].bounds.len());
            for (bin, gain) in gains.into_iter().enumerate() {
                if best.is_none_or(|(most, _, _)| gain > most) {
                    best = Some((gain, *number, bin));
                }
            }
        }
        best.filter(|(gain, _, _)| *gain > 1e-6)
            .map(|(_, number, bin)| (number, bin))
    }

    /// By how much the loss falls with each bound; `cells` holds a line of sums for every leaf.
    fn gains(&self, cells: &[Sum], bounds: usize) -> Vec<f64> {
        let mut gains = vec![0.0_f64; bounds];
        for leaf in cells.chunks_exact(BOUNDS + 1) {
            let mut whole = Sum::default();
            leaf.iter().for_each(|sum| whole.add(*sum));
            let mut low = Sum::default();
            for (gain, cell) in gains.iter_mut().zip(leaf) {
                low.add(*cell);
                let high = Sum {
                    slope: whole.slope - low.slope,
                    curve: whole.curve - low.curve,
                };
                *gain += low.gain(self.decay) + high.gain(self.decay) - whole.gain(self.decay);
            }
        }
        gains
    }
}
