//! Chooses the passages of a contract that answer questions about some categories, inside a budget:
//! whole units with their neighbours, in document order.

use super::{Reading, logistic};
use crate::domain::document::Span;

// The numbers were chosen on training contracts that were held out; `countersign train` prints what they give.

/// What a unit with a cue word is worth.
const CUE: f32 = 0.15;
/// Which part of a unit's worth its neighbours get, so that a clause is not sent without its sense.
const BESIDE: f32 = 0.18;
/// How steeply a unit's score becomes worth, and from where: a unit that is probably none is sent
/// where there is room, since a model can tell and nobody can read what was not sent.
const STEEP: f32 = 1.6;
const FROM: f32 = -1.7;
/// What the chance of a stretch adds to its units.
const STRETCH: f32 = 0.17;
/// A category that the first stage finds badly needs more room.
const HARD: f32 = -0.7;
/// How much a unit's length counts against it, and below which length it does not.
const LENGTH: f32 = 0.4;
const SHORT: f32 = 130.0;

/// A unit worth less for its length is not shown though there is room: what that saves in one contract
/// is spent where more is at stake.
const LEAST: f32 = 0.0195;

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

/// How many marked stretches each unit may hold, by both stages and by cues.
fn worth(text: &str, reading: &Reading, categories: &[&str], cues: &[String]) -> Vec<f32> {
    let mut worth: Vec<f32> = reading
        .units
        .iter()
        .map(|unit| {
            let lower = text[unit.range()].to_lowercase();
            let has_cue = cues.iter().any(|cue| lower.contains(cue));
            if has_cue { CUE } else { 0.0 }
        })
        .collect();
    for category in categories.iter().filter_map(|name| reading.number(name)) {
        let need = reading.skills[category].max(0.05).powf(HARD);
        for (worth, scores) in worth.iter_mut().zip(&reading.scores) {
            *worth += need * logistic((scores[category] - FROM) * STEEP);
        }
        for one in &reading.found[category] {
            let first = reading
                .units
                .partition_point(|unit| unit.end <= one.span.start);
            let units = reading.units.iter().zip(&mut worth).skip(first);
            let inside = units.take_while(|(unit, _)| unit.start < one.span.end);
            inside.for_each(|(_, worth)| *worth += need * STRETCH * one.chance);
        }
    }
    worth
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
