//! How probably people would mark a unit for anything at all, judged by all that the first stage says
//! of it and of its neighbours. Those who judge one category alone do not see that; they are told.

use super::forest::Forest;
use super::lexicon::{EVIDENCE, Scores};
use super::model::Habit;
use super::{Cut, logistic};

/// How many of a unit's best scores are looked at in their order.
const BEST: usize = 6;
/// How many units on either side are looked at.
const NEAR: usize = 2;
/// What stands for a unit that is not there.
const NOTHING: f32 = -9.0;

/// How steeply a unit's score becomes worth, and from where.
const STEEP: f32 = 1.6;
const FROM: f32 = -1.7;
/// A category that the first stage finds badly needs more room.
const HARD: f32 = -0.7;

/// How much room a category needs that the first stage finds with `skill`.
pub fn need(skill: f32) -> f32 {
    skill.max(0.05).powf(HARD)
}

/// How much evidence of a category with this `need` a unit with this score promises.
pub fn promise(score: f32, need: f32) -> f32 {
    need * logistic((score - FROM) * STEEP)
}

/// The probability of each unit of `cut`, by `forest`.
pub fn judge(cut: &Cut, units: &[Scores], habits: &[Habit], forest: &Forest) -> Vec<f32> {
    let rows = rows(cut, units, habits);
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    forest.scores(&rows).into_iter().map(logistic).collect()
}

/// What is known of each unit, for the forest.
pub fn rows(cut: &Cut, units: &[Scores], habits: &[Habit]) -> Vec<Vec<f32>> {
    let needs: Vec<f32> = habits.iter().map(|habit| need(habit.skill)).collect();
    let sights: Vec<Sight> = units.iter().map(|unit| Sight::of(unit, &needs)).collect();
    let count = units.len() as f32;
    (0..units.len())
        .map(|at| {
            let mut row = sights[at].best.to_vec();
            row.extend(&units[at][..habits.len()]);
            row.extend(sights[at].seen());
            for by in 1..=NEAR {
                for near in [at.checked_sub(by), Some(at + by)] {
                    let near = near.and_then(|near| sights.get(near));
                    row.extend(near.map_or([NOTHING; 3], Sight::seen));
                }
            }
            row.extend([(cut.words[at] + 1.0).ln(), at as f32 / count, count.ln()]);
            row
        })
        .collect()
}

/// A unit as its neighbours see it.
struct Sight {
    best: [f32; BEST],
    promise: f32,
    evidence: f32,
}

impl Sight {
    fn of(unit: &Scores, needs: &[f32]) -> Self {
        let mut order = unit[..needs.len()].to_vec();
        order.sort_unstable_by(|one, two| two.total_cmp(one));
        order.resize(BEST, NOTHING);
        let promises = needs.iter().zip(unit);
        Self {
            best: std::array::from_fn(|rank| order[rank]),
            promise: promises.map(|(need, score)| promise(*score, *need)).sum(),
            evidence: unit[EVIDENCE],
        }
    }

    fn seen(&self) -> [f32; 3] {
        [self.best[0], self.promise, self.evidence]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a unit is weighed by is the same number of figures for each, and those of its neighbours
    /// stand where it looks for them.
    #[test]
    fn a_unit_sees_its_neighbours_and_nothing_where_there_are_none() {
        let habits = vec![Habit::default(); 3];
        let mut units = vec![[-4.0; super::super::lexicon::WIDTH]; 3];
        units[1][0] = 2.0;
        units[1][EVIDENCE] = 3.0;
        let cut = Cut {
            words: vec![5.0; 3],
            ..Cut::default()
        };
        let rows = rows(&cut, &units, &habits);
        let own = BEST + habits.len();
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        assert_eq!(rows[1][own + 2], 3.0);
        assert_eq!(rows[0][own + 3], NOTHING, "nothing stands before the first");
        assert_eq!(rows[0][own + 8], 3.0, "the second stands after the first");
        assert_eq!(rows[2][own + 5], 3.0, "and before the third");
    }

    #[test]
    fn a_category_that_is_found_badly_promises_more() {
        assert!(promise(0.0, need(0.2)) > promise(0.0, need(0.9)));
        assert!(promise(1.0, need(0.5)) > promise(-1.0, need(0.5)));
    }
}
