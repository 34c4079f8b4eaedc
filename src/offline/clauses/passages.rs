//! Chooses the passages of a contract that answer questions about some categories, inside a budget:
//! whole units with their neighbours, in document order.

use super::Reading;
use super::evidence::{need, promise};
use crate::domain::document::Span;

// The numbers were chosen on training contracts that were held out; `countersign train` prints what they give.

/// What a unit with a cue word is worth.
const CUE: f32 = 0.15;
/// Which part of a unit's worth its neighbours get, so that a clause is not sent without its sense.
const BESIDE: f32 = 0.18;
/// What the promises of single categories add to the probability that a unit is any evidence.
const PROMISE: f32 = 0.02;
/// How much a unit's length counts against it, and below which length it does not.
const LENGTH: f32 = 0.6;
const SHORT: f32 = 130.0;

/// A unit worth less for its length is not shown though there is room: what that saves in one contract
/// is spent where more is at stake.
const LEAST: f32 = 0.0023;

/// The passages for `categories` and for units that contain one of `cues` (in lower case), at most
/// `share` of the bytes of `text`. Units come by what they are worth for each byte, and those that are
/// worth hardly anything not at all.
pub fn passages(
    text: &str,
    reading: &Reading,
    categories: &[&str],
    cues: &[String],
    share: f32,
) -> Vec<Span> {
    let worth = shared(&worth(text, reading, categories, cues));
    let length = |unit: usize| (reading.units[unit].end - reading.units[unit].start) as f32;
    let dense = |unit: usize| worth[unit] / length(unit).max(SHORT).powf(LENGTH);
    let mut order: Vec<usize> = (0..worth.len())
        .filter(|unit| dense(*unit) >= LEAST)
        .collect();
    order.sort_by(|one, two| dense(*two).total_cmp(&dense(*one)).then(one.cmp(two)));
    let mut left = text.len() as f32 * share;
    let mut chosen = vec![false; worth.len()];
    for unit in order {
        if length(unit) <= left {
            left -= length(unit);
            chosen[unit] = true;
        }
    }
    merged(&reading.units, &chosen)
}

/// What each unit is worth: how probably it is evidence, as far as what it promises is asked for, and a
/// little for each promise and cue.
fn worth(text: &str, reading: &Reading, categories: &[&str], cues: &[String]) -> Vec<f32> {
    let asked: Vec<usize> = categories
        .iter()
        .filter_map(|name| reading.number(name))
        .collect();
    let needs: Vec<f32> = reading.skills.iter().map(|skill| need(*skill)).collect();
    let units = reading.units.iter().zip(&reading.scores);
    units
        .zip(&reading.evidence)
        .map(|((unit, scores), evidence)| {
            let has_cue = !cues.is_empty() && {
                let lower = text[unit.range()].to_lowercase();
                cues.iter().any(|cue| lower.contains(cue))
            };
            let each = scores.iter().zip(&needs);
            let promises: Vec<f32> = each.map(|(score, need)| promise(*score, *need)).collect();
            let promised: f32 = asked.iter().map(|category| promises[*category]).sum();
            let part = promised / promises.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            evidence * part + PROMISE * promised + if has_cue { CUE } else { 0.0 }
        })
        .collect()
}

/// The worth of each unit with a part of that of its neighbours.
fn shared(worth: &[f32]) -> Vec<f32> {
    let at = |at: Option<usize>| at.and_then(|at| worth.get(at)).copied().unwrap_or(0.0);
    (0..worth.len())
        .map(|unit| {
            let beside = at(unit.checked_sub(1)).max(at(Some(unit + 1)));
            worth[unit] + beside * BESIDE
        })
        .collect()
}

/// The chosen units, neighbours as one passage.
fn merged(units: &[Span], chosen: &[bool]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    for (unit, is_chosen) in units.iter().zip(chosen) {
        match found.last_mut().filter(|_| open && *is_chosen) {
            Some(passage) => passage.end = unit.end,
            None if *is_chosen => found.push(*unit),
            None => {}
        }
        open = *is_chosen;
    }
    found
}
