//! The trained model: what `countersign train` writes and the engine reads.

use super::forest::Forest;
use super::lexicon::Lexicon;

/// What the training contracts say about a category as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Habit {
    /// The name of the category.
    pub name: String,
    /// In which share of the contracts it stands.
    pub share: f32,
    /// How many stretches a contract has that has any.
    pub count: f32,
    /// How many words a stretch usually has.
    pub words: f32,
    /// How well the first stage finds it, by average precision.
    pub skill: f32,
    /// The two categories that are most often marked at the same place.
    pub partners: [u8; 2],
    /// The probability from which the contract is said to have it.
    pub threshold: f32,
}

/// Everything that was trained.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The categories.
    pub habits: Vec<Habit>,
    /// The first stage: words.
    pub lexicon: Lexicon,
    /// Whether people mark a unit for anything at all.
    pub evidence: Forest,
    /// Whether a run of units is a stretch that people would mark.
    pub runs: Forest,
    /// Whether a phrase is.
    pub phrases: Forest,
    /// Whether the contract has the category at all.
    pub presence: Forest,
}
