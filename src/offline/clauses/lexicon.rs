//! Which words speak for which category: the first stage of the classifier.
//!
//! A word that the training contracts do not know counts for nothing. Weights are whole numbers of
//! one byte, and only those that matter are kept.

use super::features::Features;

/// How many scores a unit has.
pub const WIDTH: usize = 48;
/// The most categories that a model may have; the scores after theirs are of wider ones.
pub const MOST: usize = 41;
/// The last score says whether people mark a unit for anything.
pub const EVIDENCE: usize = WIDTH - 1;

/// The blocks of a unit's features: its own words, what is around it, its ideas.
pub const BLOCKS: usize = 3;
/// How much each block counts.
const SHARES: [f32; BLOCKS] = [1.0, 0.5, 0.7];

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
    /// Finds a hash: itself and its number plus one, at the first free place from its own. Both stand
    /// together, since nearly all the time of a look-up goes into fetching them.
    slots: Vec<(u32, u32)>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new())
    }
}

impl Lexicon {
    /// A lexicon of `hashes`, which rise, without weights yet.
    pub fn new(hashes: Vec<u32>, rarity: Vec<u8>) -> Self {
        let size = (hashes.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![(0, 0); size];
        for (number, hash) in (1..).zip(&hashes) {
            let mut at = *hash as usize & (size - 1);
            while slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (*hash, number);
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

    /// The known words of a unit and how much each counts, by block: rare ones more, and each block
    /// as a whole the same in a long unit as in a short one.
    fn weighed(&self, features: &Features) -> [Vec<(u32, f32)>; BLOCKS] {
        let blocks = [&features.own, &features.around, &features.ideas];
        std::array::from_fn(|block| {
            let words = blocks[block].iter().filter_map(|hash| self.find(*hash));
            let mut weighed: Vec<(u32, f32)> = words
                .map(|word| (word, f32::from(self.rarity[word as usize]) / 16.0))
                .collect();
            let squares: f32 = weighed.iter().map(|(_, rarity)| rarity * rarity).sum();
            let norm = SHARES[block] / squares.sqrt().max(1e-6);
            weighed.iter_mut().for_each(|(_, value)| *value *= norm);
            weighed
        })
    }

    /// The same in one list.
    pub fn weigh(&self, features: &Features) -> Vec<(u32, f32)> {
        self.weighed(features).concat()
    }

    /// What each block of a unit's features speaks for; see [`Lexicon::sum`].
    pub fn blocks(&self, features: &Features) -> [Scores; BLOCKS] {
        self.weighed(features).map(|words| {
            let mut sums = [0.0; WIDTH];
            for (word, value) in words {
                let (from, to) = (self.starts[word as usize], self.starts[word as usize + 1]);
                for (category, weight) in &self.weights[from as usize..to as usize] {
                    sums[usize::from(*category)] += f32::from(*weight) * value;
                }
            }
            for (sum, step) in sums.iter_mut().zip(&self.steps) {
                *sum *= step;
            }
            sums
        })
    }

    /// The scores of a unit from those of its blocks.
    pub fn sum(&self, blocks: &[Scores; BLOCKS]) -> Scores {
        std::array::from_fn(|category| {
            let parts = blocks.iter().map(|block| block[category]);
            self.bias[category] + parts.sum::<f32>()
        })
    }

    /// The scores of a unit or a phrase.
    pub fn score(&self, features: &Features) -> Scores {
        self.sum(&self.blocks(features))
    }

    fn find(&self, hash: u32) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, number) = self.slots[at];
            let word = number.checked_sub(1)?;
            if known == hash {
                return Some(word);
            }
            at = (at + 1) & mask;
        }
    }
}
