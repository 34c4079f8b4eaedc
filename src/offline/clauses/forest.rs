//! Adds up small decision trees. In one tree all nodes of a level ask the same question, so that the
//! answers are the bits of the leaf's number.

/// Many trees over the same row of numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forest {
    /// Where all sums begin.
    pub base: f32,
    /// The trees, whose answers are added.
    pub trees: Vec<Tree>,
}

/// One tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    /// Per level: the number that is asked about, and the bound above which the answer is yes.
    pub questions: Vec<(u8, f32)>,
    /// What each row of answers adds; two to the power of the questions.
    pub leaves: Vec<f32>,
}

impl Forest {
    /// The score of `row`, before the logistic function.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.trees
            .iter()
            .fold(self.base, |sum, tree| sum + tree.answer(row))
    }
}

impl Tree {
    fn answer(&self, row: &[f32]) -> f32 {
        let leaf = self
            .questions
            .iter()
            .enumerate()
            .fold(0, |leaf, (level, (number, bound))| {
                leaf | (usize::from(row[usize::from(*number)] > *bound) << level)
            });
        self.leaves[leaf]
    }
}
