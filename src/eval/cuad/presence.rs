//! Scores the answer to "does this contract have such a clause?", contract by contract.

use crate::eval::ratio::share;
use serde::Serialize;

/// One contract and one category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// How probable the engine holds it.
    pub chance: f32,
    /// Whether the engine says so, by its own threshold.
    pub said: bool,
    /// Whether people labelled it.
    pub truly: bool,
}

/// How well answers fit the labels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Presence {
    /// Contracts that have it.
    pub n: usize,
    /// Of those said to have it, the share that does.
    pub precision: f64,
    /// Of those that have it, the share said to.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// Average precision over all thresholds; absent where all contracts have it, or none.
    pub average_precision: Option<f64>,
}

/// Scores `answers`.
pub fn presence(answers: &[Answer]) -> Presence {
    let right = answers.iter().filter(|a| a.said && a.truly).count();
    let said = answers.iter().filter(|a| a.said).count();
    let n = answers.iter().filter(|a| a.truly).count();
    Presence {
        n,
        precision: share(right, said),
        recall: share(right, n),
        f1: share(2 * right, said + n),
        average_precision: average_precision(answers),
    }
}

fn average_precision(answers: &[Answer]) -> Option<f64> {
    let mut order: Vec<&Answer> = answers.iter().collect();
    order.sort_by(|one, two| two.chance.total_cmp(&one.chance));
    let (mut right, mut sum) = (0, 0.0);
    for (rank, _) in order.iter().enumerate().filter(|(_, a)| a.truly) {
        right += 1;
        sum += share(right, rank + 1);
    }
    (right > 0 && right < order.len()).then(|| sum / right as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_and_ranked() {
        let answer = |chance, said, truly| Answer {
            chance,
            said,
            truly,
        };
        let scored = presence(&[
            answer(0.9, true, true),
            answer(0.8, true, false),
            answer(0.7, true, true),
            answer(0.1, false, true),
        ]);
        assert_eq!(scored.n, 3);
        assert!((scored.precision - 2.0 / 3.0).abs() < 1e-9);
        assert!((scored.recall - 2.0 / 3.0).abs() < 1e-9);
        assert!((scored.f1 - 2.0 / 3.0).abs() < 1e-9);
        let expected = (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0;
        assert!(
            scored
                .average_precision
                .is_some_and(|ap| (ap - expected).abs() < 1e-9)
        );
    }

    #[test]
    fn a_category_that_all_contracts_have_has_no_ranking() {
        let scored = presence(&[Answer {
            chance: 0.5,
            said: true,
            truly: true,
        }]);
        assert_eq!(scored.average_precision, None);
        assert!((scored.f1 - 1.0).abs() < 1e-9);
        assert_eq!(presence(&[]).n, 0);
    }
}
