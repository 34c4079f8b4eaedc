//! Whether a contract has a category at all, judged by its best stretches.

use super::families;
use super::lexicon::{MOST, Scores, WIDTH};
use super::model::Habit;
use super::{Found, Scored, logistic};

/// What is known of a category in a contract, for the forest; `found` goes from the best down.
pub fn row(found: &[Found], scored: &Scored, category: usize, habit: &Habit) -> Vec<f32> {
    let units = &scored.units;
    let chance = |rank: usize| found.get(rank).map_or(0.0, |one| one.chance);
    let mut own: Vec<f32> = units.iter().map(|unit| unit[category]).collect();
    own.sort_unstable_by(|one, two| two.total_cmp(one));
    let unit = |rank: usize| own.get(rank).copied().unwrap_or(-12.0);
    let peak = units.iter().position(|scores| scores[category] >= unit(0));
    let best = |place: usize| units.iter().map(|unit| unit[place]).fold(-12.0, f32::max);
    let partner = |which: usize| best(usize::from(habit.partners[which]) % WIDTH);
    let none = found.iter().map(|one| 1.0 - one.chance).product::<f32>();
    vec![
        chance(0),
        chance(1),
        chance(2),
        chance(5),
        none,
        found.iter().map(|one| one.chance).sum(),
        unit(0),
        unit(1),
        unit(2),
        unit(4),
        own.iter().map(|score| logistic(*score)).sum(),
        found.iter().filter(|one| one.chance > 0.3).count() as f32,
        peak.map_or(-12.0, |at| rival(&units[at], category)),
        peak.map_or(0.0, |at| scored.evidence[at]),
        families::place(&habit.name).map_or(-12.0, best),
        partner(0),
        partner(1),
        (units.len() as f32 + 1.0).ln(),
        habit.share,
        habit.skill,
        habit.count,
    ]
}

/// The best score that any other category gives to a unit.
fn rival(scores: &Scores, category: usize) -> f32 {
    let others = scores.iter().take(MOST).enumerate();
    let others = others.filter(|(other, _)| *other != category);
    others.map(|(_, score)| *score).fold(-12.0, f32::max)
}
