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

/// A category and a weight for it.
pub type Weight = (u8, i8);

/// Known words and their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    /// The hashes of the known words in rising order.
    pub hashes: Vec<u32>,
    /// What one step of a weight is worth, for each category.
    pub steps: Scores,
    /// What a unit without a known word scores.
    pub bias: Scores,
    /// The words' rows one after the other: a head with the number of weights and the rarity, then the
    /// weights. Nearly all the time of a look-up goes into fetching, so that what is asked for together
    /// stands together.
    rows: Vec<Weight>,
    /// Finds a word: each is at the first free place from its own.
    slots: Vec<Slot>,
}

/// Where a known word stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Slot {
    hash: u32,
    /// The number of the word plus one; zero where the slot is free.
    number: u32,
    /// Where its row begins.
    row: u32,
}

/// A word that a lexicon knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word<'a> {
    /// How rare it is, in sixteenths.
    pub rarity: u8,
    /// What it speaks for.
    pub weights: &'a [Weight],
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new(Vec::new(), &[], &[], &[])
    }
}

impl Lexicon {
    /// A lexicon of `hashes`, which rise, with the rarity of each in sixteenths, how many weights each has
    /// (none where `counts` ends), and those of all.
    pub fn new(hashes: Vec<u32>, rarity: &[u8], counts: &[u8], weights: &[Weight]) -> Self {
        let size = (hashes.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![Slot::default(); size];
        let mut rows = Vec::with_capacity(hashes.len() + weights.len());
        let counts = counts.iter().copied().chain(std::iter::repeat(0));
        let (mut words, mut rest) = (hashes.iter().zip(rarity).zip(counts), weights);
        for number in 1.. {
            let Some(((hash, rarity), count)) = words.next() else {
                break;
            };
            let mut at = *hash as usize & (size - 1);
            while slots[at].number != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = Slot {
                hash: *hash,
                number,
                row: rows.len() as u32,
            };
            let (own, others) = rest.split_at(usize::from(count));
            rows.push((count, rarity.cast_signed()));
            rows.extend(own);
            rest = others;
        }
        Self {
            hashes,
            steps: [1.0; WIDTH],
            bias: [0.0; WIDTH],
            rows,
            slots,
        }
    }

    /// The words in the order of their hashes.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        let mut rest = self.rows.as_slice();
        self.hashes.iter().map_while(move |_| {
            let (&(count, rarity), others) = rest.split_first()?;
            let (weights, others) = others.split_at(usize::from(count));
            rest = others;
            Some(Word {
                rarity: rarity.cast_unsigned(),
                weights,
            })
        })
    }

    /// The known words of a unit and how much each counts, by block: rare ones more, and each block
    /// as a whole the same in a long unit as in a short one.
    fn weighed(&self, features: &Features) -> [Vec<(Slot, f32)>; BLOCKS] {
        let blocks = [&features.own, &features.around, &features.ideas];
        std::array::from_fn(|block| {
            let words = blocks[block].iter().filter_map(|hash| self.find(*hash));
            let mut weighed: Vec<(Slot, f32)> = words
                .map(|word| {
                    let (_, rarity) = self.rows[word.row as usize];
                    (word, f32::from(rarity.cast_unsigned()) / 16.0)
                })
                .collect();
            let squares: f32 = weighed.iter().map(|(_, rarity)| rarity * rarity).sum();
            let norm = SHARES[block] / squares.sqrt().max(1e-6);
            weighed.iter_mut().for_each(|(_, value)| *value *= norm);
            weighed
        })
    }

    /// The same in one list, each word by its number.
    pub fn weigh(&self, features: &Features) -> Vec<(u32, f32)> {
        let blocks = self.weighed(features).into_iter().flatten();
        blocks
            .map(|(word, value)| (word.number - 1, value))
            .collect()
    }

    /// What each block of a unit's features speaks for; see [`Lexicon::sum`].
    pub fn blocks(&self, features: &Features) -> [Scores; BLOCKS] {
        self.weighed(features).map(|words| {
            let mut sums = [0.0; WIDTH];
            for (word, value) in words {
                let row = &self.rows[word.row as usize..];
                let (count, _) = row[0];
                for (category, weight) in &row[1..=usize::from(count)] {
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

    fn find(&self, hash: u32) -> Option<Slot> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.number == 0 {
                return None;
            }
            if slot.hash == hash {
                return Some(slot);
            }
            at = (at + 1) & mask;
        }
    }
}
