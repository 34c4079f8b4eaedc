//! Adds up small decision trees. In one tree all nodes of a level ask the same question, so that the
//! answers are the bits of the leaf's number.

/// What a leaf adds is a whole number of these, so that it takes two bytes in the model.
pub const LEAF: f32 = 1.0 / 4096.0;

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
    /// The scores of `rows`, which are all as long as the first: tree by tree, so that each question is
    /// asked of all rows at once. The sums are those of [`Forest::score`], bit for bit.
    pub fn scores(&self, rows: &[&[f32]]) -> Vec<f32> {
        let Some(first) = rows.first() else {
            return Vec::new();
        };
        let columns: Vec<Vec<f32>> = (0..first.len())
            .map(|number| rows.iter().map(|row| row[number]).collect())
            .collect();
        let mut sums = vec![self.base; rows.len()];
        let mut leaves = vec![0_u8; rows.len()];
        for tree in &self.trees {
            leaves.fill(0);
            for (level, (number, bound)) in tree.questions.iter().enumerate() {
                let values = &columns[usize::from(*number)];
                for (leaf, value) in leaves.iter_mut().zip(values) {
                    *leaf |= u8::from(*value > *bound) << level;
                }
            }
            for (sum, leaf) in sums.iter_mut().zip(&leaves) {
                *sum += tree.leaves[usize::from(*leaf)];
            }
        }
        sums
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_score_as_each_alone() {
        let tree = |number, bound: f32, leaves: [f32; 4]| Tree {
            questions: vec![(number, bound), (1, 0.5)],
            leaves: leaves.to_vec(),
        };
        let forest = Forest {
            base: -0.3,
            trees: vec![
                tree(0, 0.1, [0.1, -0.2, 0.7, 1.3]),
                tree(2, -4.0, [0.25, 0.5, -1.0, 0.0]),
            ],
        };
        let rows = [[0.2_f32, 0.5, -5.0], [0.0, 0.6, 3.0], [0.1, 9.0, -4.0]];
        let rows: Vec<&[f32]> = rows.iter().map(|row| &row[..]).collect();
        let alone: Vec<f32> = rows.iter().map(|row| forest.score(row)).collect();
        assert_eq!(forest.scores(&rows), alone);
        assert!(forest.scores(&[]).is_empty());
    }
}
