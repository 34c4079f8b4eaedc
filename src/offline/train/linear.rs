//! One-vs-rest logistic regression over sparse rows, all categories in one pass.
//!
//! Plain stochastic gradient with a step per weight (Adagrad), in an order that the seed fixes.
//! Nothing here runs side by side, so that the same rows and seed give the same bits.

use super::random::Random;
use crate::offline::clauses::lexicon::{Lexicon, MOST, Scores, WIDTH, Weight};
use crate::offline::clauses::logistic;

/// A unit as the trainer sees it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Feature numbers and their values.
    pub features: Vec<(u32, f32)>,
    /// A bit for each category that the unit belongs to.
    pub labels: u64,
    /// A bit for each category about which the unit must teach nothing.
    pub ignore: u64,
    /// How much it counts beside a sentence of a contract, which counts 1.
    pub weight: f32,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// How many trainings the mean is of.
    pub times: u64,
    /// Passes over the rows.
    pub epochs: usize,
    /// The first step.
    pub rate: f32,
    /// Fixes the order of the rows.
    pub seed: u64,
}

/// Trained weights.
#[derive(Debug, Clone)]
pub struct Linear {
    /// [`WIDTH`] weights a feature.
    pub weights: Vec<f32>,
    /// What a unit without features scores.
    pub bias: Scores,
}

impl Linear {
    /// The score of every category, before the logistic function.
    pub fn score(&self, features: &[(u32, f32)]) -> Scores {
        let mut sums = self.bias;
        for (feature, value) in features {
            let from = *feature as usize * WIDTH;
            for (sum, weight) in sums.iter_mut().zip(&self.weights[from..from + WIDTH]) {
                *sum += weight * value;
            }
        }
        sums
    }
}

/// The words that are kept.
#[derive(Default)]
struct Small {
    hashes: Vec<u32>,
    rarity: Vec<u8>,
    counts: Vec<u8>,
    weights: Vec<Weight>,
}

impl Linear {
    /// The size of the smallest among the `most` largest weights.
    fn smallest_of(&self, most: usize) -> f32 {
        let mut sizes: Vec<f32> = self.weights.iter().map(|weight| weight.abs()).collect();
        if sizes.len() <= most {
            return f32::MIN_POSITIVE;
        }
        let (_, smallest, _) = sizes.select_nth_unstable_by(most, |one, two| two.total_cmp(one));
        smallest.max(f32::MIN_POSITIVE)
    }

    /// The same weights in whole numbers, only the `most` largest; words without any are dropped.
    pub fn compress(&self, lexicon: &Lexicon, most: usize) -> Lexicon {
        let smallest = self.smallest_of(most);
        let mut steps = [0.0_f32; WIDTH];
        for weights in self.weights.chunks_exact(WIDTH) {
            for (step, weight) in steps.iter_mut().zip(weights) {
                *step = step.max(weight.abs() / 127.0);
            }
        }
        let keeps = |weight: f32| weight.abs() >= smallest;
        let mut small = Small::default();
        let words = lexicon.hashes.iter().zip(lexicon.words());
        for ((hash, word), weights) in words.zip(self.weights.chunks_exact(WIDTH)) {
            let before = small.weights.len();
            for (category, (weight, step)) in (0_u8..).zip(weights.iter().zip(&steps)) {
                if keeps(*weight) {
                    let weight = (weight / step).round() as i8;
                    small.weights.push((category, weight));
                }
            }
            let count = small.weights.len() - before;
            if count > 0 {
                small.hashes.push(*hash);
                small.rarity.push(word.rarity);
                small.counts.push(count as u8);
            }
        }
        let mut small = Lexicon::new(small.hashes, &small.rarity, &small.counts, &small.weights);
        small.steps = steps;
        small.bias = self.bias;
        small
    }
}

/// Errors smaller than this change nothing; they are most of all errors after the first pass.
const SMALLEST: f32 = 0.002;

/// Trains on `rows`, which name features below `features`, for the first `categories` categories and for
/// the wider ones from [`MOST`] on: the mean of several trainings, each with the rows in another order.
/// What hangs on the order alone cancels out, and the mean is as small and as fast as one.
pub fn train(rows: &[&Row], features: usize, categories: usize, recipe: Recipe) -> Linear {
    let once = |seed| {
        let recipe = Recipe { seed, ..recipe };
        train_once(rows, features, categories, recipe)
    };
    let mut mean = once(recipe.seed);
    for (known, seed) in (1..).zip(recipe.seed + 1..recipe.seed + recipe.times) {
        let next = once(seed);
        let part = 1.0 / (known + 1) as f32;
        approach(&mut mean.weights, &next.weights, part);
        approach(&mut mean.bias, &next.bias, part);
    }
    mean
}

/// The weights are the mean of those after each pass of the second half.
fn train_once(rows: &[&Row], features: usize, categories: usize, recipe: Recipe) -> Linear {
    let mut linear = Linear {
        weights: vec![0.0; features * WIDTH],
        bias: [-4.0; WIDTH],
    };
    let mut mean = linear.clone();
    let mut squares = vec![0.0_f32; features * WIDTH];
    let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
    let mut random = Random::new(recipe.seed);
    let first = recipe.epochs / 2;
    for epoch in 0..recipe.epochs {
        random.shuffle(&mut order);
        let bias_rate = 0.02 / (1.0 + epoch as f32);
        for at in &order {
            let row = rows[*at as usize];
            let errors = errors(row, &linear.score(&row.features), categories);
            for (category, error) in &errors {
                linear.bias[*category] -= bias_rate * error;
            }
            for (feature, value) in &row.features {
                let from = *feature as usize * WIDTH;
                for (category, error) in &errors {
                    let (at, slope) = (from + category, error * value);
                    squares[at] += slope * slope;
                    linear.weights[at] -= recipe.rate * slope / (squares[at].sqrt() + 1e-3);
                }
            }
        }
        if epoch >= first {
            let part = 1.0 / (epoch - first + 1) as f32;
            approach(&mut mean.weights, &linear.weights, part);
            approach(&mut mean.bias, &linear.bias, part);
        }
    }
    mean
}

/// Moves each of `means` to its number by `part` of the way.
fn approach(means: &mut [f32], numbers: &[f32], part: f32) {
    for (mean, number) in means.iter_mut().zip(numbers) {
        *mean += (number - *mean) * part;
    }
}

/// The categories whose score is wrong, and by how much.
fn errors(row: &Row, scores: &Scores, categories: usize) -> Vec<(usize, f32)> {
    scores
        .iter()
        .enumerate()
        .filter(|(category, _)| *category < categories || *category >= MOST)
        .filter(|(category, _)| row.ignore >> category & 1 == 0)
        .map(|(category, score)| {
            let is = (row.labels >> category & 1) as f32;
            (category, (logistic(*score) - is) * row.weight)
        })
        .filter(|(_, error)| error.abs() > SMALLEST)
        .collect()
}
