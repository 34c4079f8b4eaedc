//! Which words speak for which category: the first stage of the classifier.
//!
//! A word that the training contracts do not know counts for nothing. Weights are whole numbers of
//! one byte, and only those that matter are kept.

use super::features::Features;

/// The most categories that a model may have, so that the scores of a unit have one size.
pub const WIDTH: usize = 48;

/// How much the words around a unit count beside its own.
const AROUND: f32 = 0.5;

/// The scores of one unit, one for each category, before the logistic function.
pub type Scores = [f32; WIDTH];

/// Known words and their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    /// The hashes of the known words in rising order.
    pub hashes: Vec<u32>,
    /// How rare each is, in sixteenths.
    pub rarity: Vec<u8>,
    /// Where the weights of each begin; one more than there are words.
    pub starts: Vec<u32>,
    /// Category and weight.
    pub weights: Vec<(u8, i8)>,
    /// What one step of a weight is worth, for each category.
    pub steps: Scores,
    /// What a unit without a known word scores.
    pub bias: Scores,
    /// Finds a hash: its number plus one, at the first free place from its own.
    slots: Vec<u32>,
}

impl Lexicon {
    /// A lexicon of `hashes`, which rise, without weights yet.
    pub fn new(hashes: Vec<u32>, rarity: Vec<u8>) -> Self {
        let size = (hashes.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![0; size];
        for (number, hash) in (1..).zip(&hashes) {
            let mut at = *hash as usize & (size - 1);
            while slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = number;
        }
        Self {
            starts: vec![0; hashes.len() + 1],
            hashes,
            rarity,
            weights: Vec::new(),
            steps: [1.0; WIDTH],
            bias: [0.0; WIDTH],
            slots,
        }
    }

    /// The known words of a unit and how much each counts: rare ones more, and each block as a whole
    /// the same in a long unit as in a short one.
    pub fn weigh(&self, features: &Features) -> Vec<(u32, f32)> {
        let mut weighed = Vec::with_capacity(features.own.len());
        for (block, share) in [(&features.own, 1.0), (&features.around, AROUND)] {
            let from = weighed.len();
            let mut squares = 0.0_f32;
            for word in block.iter().filter_map(|hash| self.find(*hash)) {
                let rarity = f32::from(self.rarity[word as usize]) / 16.0;
                squares += rarity * rarity;
                weighed.push((word, rarity));
            }
            let norm = share / squares.sqrt().max(1e-6);
            weighed[from..]
                .iter_mut()
                .for_each(|(_, value)| *value *= norm);
        }
        weighed
    }

    /// The scores of a unit.
    pub fn score(&self, features: &Features) -> Scores {
        let mut sums = [0.0; WIDTH];
        for (word, value) in self.weigh(features) {
            let (from, to) = (self.starts[word as usize], self.starts[word as usize + 1]);
            for (category, weight) in &self.weights[from as usize..to as usize] {
                sums[usize::from(*category)] += f32::from(*weight) * value;
            }
        }
        for ((sum, step), bias) in sums.iter_mut().zip(&self.steps).zip(&self.bias) {
            *sum = *sum * step + bias;
        }
        sums
    }

    fn find(&self, hash: u32) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let word = self.slots[at].checked_sub(1)?;
            if self.hashes[word as usize] == hash {
                return Some(word);
            }
            at = (at + 1) & mask;
        }
    }
}
