//! The model as bytes: written by the trainer, compiled into the binary. Little-endian, no padding,
//! deflated; the same model gives the same bytes.

use super::forest::{Forest, LEAF, Tree};
use super::lexicon::{Lexicon, WIDTH, Weight};
use super::model::{Habit, Model};
use flate2::Compression;
use flate2::bufread::{ZlibDecoder, ZlibEncoder};
use std::io::Read as _;

/// What a model's bytes begin with; the last sign is the version of the layout and the features.
pub(super) const MARK: &[u8; 8] = b"clauses3";
/// No model is longer than this before it is deflated, in bytes.
const LONGEST: u64 = 64 << 20;

/// The bytes of `model`.
pub fn encode(model: &Model) -> Vec<u8> {
    let mut out = Writer(Vec::new());
    out.count(model.habits.len());
    for habit in &model.habits {
        out.count(habit.name.len());
        out.0.extend(habit.name.bytes());
        for number in [
            habit.share,
            habit.count,
            habit.words,
            habit.skill,
            habit.threshold,
        ] {
            out.number(number);
        }
        out.0.extend(habit.partners);
    }
    out.lexicon(&model.lexicon);
    out.forest(&model.evidence);
    out.forest(&model.runs);
    out.forest(&model.phrases);
    out.forest(&model.presence);
    let mut bytes = MARK.to_vec();
    ZlibEncoder::new(&out.0[..], Compression::best())
        .read_to_end(&mut bytes)
        .expect("reading from memory does not fail");
    bytes
}

/// The model in `bytes`, or nothing where they are not what [`encode`] writes.
pub fn decode(bytes: &[u8]) -> Option<Model> {
    let deflated = bytes.strip_prefix(MARK)?;
    let mut bytes = Vec::new();
    let mut whole = ZlibDecoder::new(deflated);
    whole.by_ref().take(LONGEST).read_to_end(&mut bytes).ok()?;
    if !whole.into_inner().is_empty() {
        return None;
    }
    let mut read = Reader(&bytes);
    let habits = (0..read.count()?)
        .map(|_| read.habit())
        .collect::<Option<_>>()?;
    let model = Model {
        habits,
        lexicon: read.lexicon()?,
        evidence: read.forest()?,
        runs: read.forest()?,
        phrases: read.forest()?,
        presence: read.forest()?,
    };
    read.0.is_empty().then_some(model)
}

struct Writer(Vec<u8>);

impl Writer {
    fn count(&mut self, count: usize) {
        let count =
            u32::try_from(count).expect("a model has fewer than four thousand million parts");
        self.0.extend(count.to_le_bytes());
    }

    fn number(&mut self, number: f32) {
        self.0.extend(number.to_le_bytes());
    }

    /// Numbers that rise, as their differences: first the low bytes of all, then the next ones, since
    /// the high ones are nearly all alike and vanish when deflated.
    fn rising(&mut self, numbers: &[u32]) {
        let before = std::iter::once(&0).chain(numbers);
        let gaps: Vec<u32> = numbers
            .iter()
            .zip(before)
            .map(|(one, two)| one - two)
            .collect();
        for byte in 0..4 {
            self.0
                .extend(gaps.iter().map(|gap| gap.to_le_bytes()[byte]));
        }
    }

    fn lexicon(&mut self, lexicon: &Lexicon) {
        self.count(lexicon.hashes.len());
        self.rising(&lexicon.hashes);
        let counts = lexicon.words().map(|word| word.weights.len() as u8);
        let weights = || lexicon.words().flat_map(|word| word.weights);
        self.0.extend(lexicon.words().map(|word| word.rarity));
        self.0.extend(counts);
        self.0.extend(weights().map(|(category, _)| *category));
        self.0
            .extend(weights().map(|(_, weight)| weight.cast_unsigned()));
        lexicon
            .steps
            .iter()
            .chain(&lexicon.bias)
            .for_each(|number| self.number(*number));
    }

    fn forest(&mut self, forest: &Forest) {
        self.number(forest.base);
        self.count(forest.trees.len());
        for tree in &forest.trees {
            self.0.push(tree.questions.len() as u8);
            for (number, bound) in &tree.questions {
                self.0.push(*number);
                self.number(*bound);
            }
            for leaf in &tree.leaves {
                let steps = (leaf / LEAF).round() as i16;
                self.0.extend(steps.to_le_bytes());
            }
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn whole(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.whole()?).ok()
    }

    fn short(&mut self) -> Option<i16> {
        Some(i16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<f32> {
        self.whole().map(f32::from_bits)
    }

    fn habit(&mut self) -> Option<Habit> {
        let length = self.count()?;
        Some(Habit {
            name: String::from_utf8(self.take(length)?.to_vec()).ok()?,
            share: self.number()?,
            count: self.number()?,
            words: self.number()?,
            skill: self.number()?,
            threshold: self.number()?,
            partners: [self.byte()?, self.byte()?],
        })
    }

    fn rising(&mut self, count: usize) -> Option<Vec<u32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        let mut last = 0_u32;
        (0..count)
            .map(|at| {
                let gap = [0, 1, 2, 3].map(|byte| bytes[byte * count + at]);
                last = last.checked_add(u32::from_le_bytes(gap))?;
                Some(last)
            })
            .collect()
    }

    fn lexicon(&mut self) -> Option<Lexicon> {
        let count = self.count()?;
        let hashes = self.rising(count)?;
        let rarity = self.take(count)?;
        let counts = self.take(count)?;
        let weights = counts.iter().map(|count| usize::from(*count)).sum();
        let categories = self.take(weights)?;
        let steps = self.take(weights)?;
        let weights: Vec<Weight> = categories
            .iter()
            .zip(steps)
            .map(|(category, step)| (*category, step.cast_signed()))
            .collect();
        let mut lexicon = Lexicon::new(hashes, rarity, counts, &weights);
        let is_sound = categories
            .iter()
            .all(|category| usize::from(*category) < WIDTH);
        for number in lexicon.steps.iter_mut().chain(&mut lexicon.bias) {
            *number = self.number()?;
        }
        is_sound.then_some(lexicon)
    }

    fn forest(&mut self) -> Option<Forest> {
        let base = self.number()?;
        let trees = (0..self.count()?)
            .map(|_| self.tree())
            .collect::<Option<_>>()?;
        Some(Forest { base, trees })
    }

    fn tree(&mut self) -> Option<Tree> {
        let questions = (0..self.byte()?)
            .map(|_| Some((self.byte()?, self.number()?)))
            .collect::<Option<Vec<_>>>()?;
        let leaves = (0..1_usize.checked_shl(u32::try_from(questions.len()).ok()?)?)
            .map(|_| Some(f32::from(self.short()?) * LEAF))
            .collect::<Option<_>>()?;
        Some(Tree { questions, leaves })
    }
}
