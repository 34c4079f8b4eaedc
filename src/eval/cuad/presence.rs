//! Scores the answer to "does this contract have such a clause?", contract by contract.

use crate::eval::ratio::{measured, share};
use crate::eval::score::Counts;
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

/// How well answers fit the labels; what has nothing to measure is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Presence {
    /// Contracts that have it.
    pub n: usize,
    /// What became of each contract that judges it; an answer is never `wrong`, since there are but two.
    pub counts: Counts,
    /// Of those said to have it, the share that does.
    pub precision: Option<f64>,
    /// Of those that have it, the share said to.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
    /// Average precision over all thresholds; `None` also where all contracts have it.
    pub average_precision: Option<f64>,
}

/// The answers about one category or several, each with the case that it is about, the surest first.
#[derive(Debug, Clone, Default)]
pub struct Answers(Vec<(usize, Answer)>);

impl Answers {
    /// Of `answers`, each with its case.
    pub fn of(answers: impl IntoIterator<Item = (usize, Answer)>) -> Self {
        let mut answers: Vec<(usize, Answer)> = answers.into_iter().collect();
        answers.sort_by(|one, two| two.1.chance.total_cmp(&one.1.chance));
        Self(answers)
    }

    /// Those of several categories.
    pub fn pooled<'a>(all: impl IntoIterator<Item = &'a Answers>) -> Self {
        Self::of(all.into_iter().flat_map(|answers| &answers.0).copied())
    }

    /// Scores the answers where each case counts `times` times.
    pub fn presence(&self, times: &[usize]) -> Presence {
        let count = |is: fn(&Answer) -> bool| -> usize {
            let counted = self.0.iter().filter(|(_, answer)| is(answer));
            counted.map(|(case, _)| times[*case]).sum()
        };
        let right = count(|answer| answer.said && answer.truly);
        let said = count(|answer| answer.said);
        let n = count(|answer| answer.truly);
        let counts = Counts {
            correct: right,
            wrong: 0,
            missed: n - right,
            spurious: said - right,
            absent: count(|answer| !answer.said && !answer.truly),
        };
        Presence {
            n,
            counts,
            precision: measured(right, said),
            recall: measured(right, n),
            f1: measured(2 * right, said + n),
            average_precision: self.average_precision(times),
        }
    }

    /// Average precision over all thresholds; `None` where all contracts have it, or none.
    pub fn average_precision(&self, times: &[usize]) -> Option<f64> {
        let (mut rank, mut right, mut sum) = (0, 0, 0.0);
        for (case, answer) in &self.0 {
            for _ in 0..times[*case] {
                rank += 1;
                if answer.truly {
                    right += 1;
                    sum += share(right, rank);
                }
            }
        }
        (right > 0 && right < rank).then(|| sum / right as f64)
    }
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
        let answers = [
            answer(0.7, true, true),
            answer(0.9, true, true),
            answer(0.8, true, false),
            answer(0.1, false, true),
        ];
        let answers = Answers::of(answers.into_iter().enumerate());
        let scored = answers.presence(&[1; 4]);
        assert_eq!(scored.n, 3);
        let counts = scored.counts;
        assert_eq!((counts.correct, counts.missed, counts.spurious), (2, 1, 1));
        assert_eq!((counts.absent, counts.n()), (0, 4));
        assert_eq!(
            (scored.precision, scored.recall),
            (Some(2.0 / 3.0), Some(2.0 / 3.0))
        );
        assert_eq!(scored.f1, Some(4.0 / 6.0));
        let expected = (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0;
        let close = |ap: Option<f64>, to: f64| ap.is_some_and(|ap| (ap - to).abs() < 1e-9);
        assert!(close(scored.average_precision, expected));
        // The last is drawn twice, the false alarm never.
        let drawn = answers.presence(&[1, 1, 0, 2]);
        assert_eq!((drawn.n, drawn.precision), (4, Some(1.0)));
        assert_eq!(drawn.average_precision, None, "all that is left have it");
    }

    #[test]
    fn a_category_that_all_contracts_have_has_no_ranking_and_nothing_has_no_figure() {
        let certain = Answer {
            chance: 0.5,
            said: true,
            truly: true,
        };
        let scored = Answers::of([(0, certain)]).presence(&[1]);
        assert_eq!((scored.average_precision, scored.f1), (None, Some(1.0)));
        assert_eq!(Answers::default().presence(&[]), Presence::default());
    }
}
