//! Whether a contract has a category at all, judged by its best stretches.

use super::Found;
use super::lexicon::Scores;
use super::model::Habit;

/// What is known of a category in a contract, for the forest; `found` goes from the best down.
pub fn row(found: &[Found], units: &[Scores], category: usize, habit: &Habit) -> Vec<f32> {
    let chance = |rank: usize| found.get(rank).map_or(0.0, |one| one.chance);
    let top = units
        .iter()
        .map(|unit| unit[category])
        .fold(-12.0, f32::max);
    let partner = |which: usize| {
        let other = usize::from(habit.partners[which]) % super::lexicon::WIDTH;
        units.iter().map(|unit| unit[other]).fold(-12.0, f32::max)
    };
    let none = found.iter().map(|one| 1.0 - one.chance).product::<f32>();
    vec![
        chance(0),
        chance(1),
        chance(2),
        chance(5),
        none,
        found.iter().map(|one| one.chance).sum(),
        top,
        partner(0),
        partner(1),
        (units.len() as f32 + 1.0).ln(),
        habit.share,
        habit.skill,
        habit.count,
    ]
}
