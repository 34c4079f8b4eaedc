//! What the training contracts say about each category as a whole.

use super::boost::Table;
use super::corpus::Prepared;
use crate::offline::clauses::forest::Forest;
use crate::offline::clauses::model::Habit;
use crate::offline::clauses::{Scored, logistic};

/// The habits of the categories `names`.
pub fn habits(docs: &[Prepared], scored: &[Scored], names: &[&str]) -> Vec<Habit> {
    let together = together(docs, names.len());
    names
        .iter()
        .enumerate()
        .map(|(category, name)| {
            let marks: Vec<usize> = docs.iter().map(|doc| doc.marks[category].len()).collect();
            let having = marks.iter().filter(|count| **count > 0).count().max(1) as f32;
            let mut lengths: Vec<usize> = docs
                .iter()
                .flat_map(|doc| doc.marks[category].iter().map(|mark| mark.len()))
                .collect();
            lengths.sort_unstable();
            Habit {
                name: (*name).to_owned(),
                share: having / docs.len() as f32,
                count: marks.iter().sum::<usize>() as f32 / having,
                words: lengths.get(lengths.len() / 2).copied().unwrap_or(1) as f32,
                skill: skill(docs, scored, category),
                partners: partners(&together[category], category),
                threshold: 0.5,
            }
        })
        .collect()
}

/// How often a unit belongs to two categories.
fn together(docs: &[Prepared], categories: usize) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0; categories]; categories];
    for labels in docs
        .iter()
        .flat_map(|doc| &doc.labels)
        .filter(|labels| labels.count_ones() > 1)
    {
        for one in (0..categories).filter(|one| labels >> one & 1 == 1) {
            for two in (0..categories).filter(|two| labels >> two & 1 == 1) {
                counts[one][two] += 1;
            }
        }
    }
    counts
}

fn partners(counts: &[u32], category: usize) -> [u8; 2] {
    let mut others: Vec<usize> = (0..counts.len())
        .filter(|other| *other != category)
        .collect();
    others.sort_by_key(|other| (std::cmp::Reverse(counts[*other]), *other));
    [0, 1].map(|rank| others.get(rank).map_or(0, |other| *other as u8))
}

/// Average precision of the first stage over all units.
fn skill(docs: &[Prepared], scored: &[Scored], category: usize) -> f32 {
    let mut units: Vec<(f32, bool)> = docs
        .iter()
        .zip(scored)
        .flat_map(|(doc, scored)| {
            let is = doc.labels.iter().map(|labels| labels >> category & 1 == 1);
            scored.units.iter().map(|unit| unit[category]).zip(is)
        })
        .collect();
    units.sort_by(|one, two| two.0.total_cmp(&one.0));
    let (mut right, mut sum) = (0_usize, 0.0);
    for (rank, _) in units.iter().enumerate().filter(|(_, (_, is))| *is) {
        right += 1;
        sum += right as f64 / (rank + 1) as f64;
    }
    (sum / right.max(1) as f64) as f32
}

/// Chooses from which probability a contract is said to have a category: half-way between what is
/// best for it and what is best for all, since few contracts have some categories. The chances are of
/// contracts that were held out; the choice is made on all of them, so that figures at these thresholds
/// over the same contracts are a little kind.
pub fn choose_thresholds(habits: &mut [Habit], tables: &[Table], fold: &[usize], held: &[Forest]) {
    let chances: Vec<Vec<(f32, bool)>> = (0..habits.len())
        .map(|category| {
            tables
                .iter()
                .zip(fold)
                .map(|(table, fold)| {
                    (
                        logistic(held[*fold].score(&table.rows[category])),
                        table.is[category],
                    )
                })
                .collect()
        })
        .collect();
    let all: Vec<(f32, bool)> = chances.iter().flatten().copied().collect();
    let common = best_threshold(&all);
    for (habit, chances) in habits.iter_mut().zip(&chances) {
        let having = chances.iter().filter(|(_, is)| *is).count();
        habit.threshold = if having < 15 {
            common
        } else {
            (common + best_threshold(chances)) / 2.0
        };
    }
}

/// The threshold with the best F1, among hundredths.
fn best_threshold(chances: &[(f32, bool)]) -> f32 {
    let f1 = |threshold: f32| {
        let (mut right, mut said, mut is) = (0, 0, 0);
        for (chance, truly) in chances {
            right += usize::from(*chance >= threshold && *truly);
            said += usize::from(*chance >= threshold);
            is += usize::from(*truly);
        }
        2.0 * right as f64 / (said + is).max(1) as f64
    };
    (5..90)
        .map(|hundredth| hundredth as f32 / 100.0)
        .fold((0.5, 0.0), |best, threshold| {
            let score = f1(threshold);
            if score > best.1 {
                (threshold, score)
            } else {
                best
            }
        })
        .0
}
