//! Chooses the passages of a contract that answer questions about some categories, inside a budget:
//! whole units with their neighbours, in document order.

use super::Reading;
use crate::domain::document::Span;

/// How many stretches of each category are wanted, and by how much the first ones come before others.
const AHEAD: [f32; 12] = [
    0.6, 0.3, 0.15, 0.08, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
];
/// How early a unit with a cue word comes.
const CUE: f32 = 0.1;

/// The passages for `categories` and for units that contain one of `cues` (in lower case), at most
/// `share` of the bytes of `text`.
pub fn passages(
    text: &str,
    reading: &Reading,
    categories: &[&str],
    cues: &[String],
    share: f32,
) -> Vec<Span> {
    let mut left = (text.len() as f64 * f64::from(share)) as usize;
    let mut chosen = vec![false; reading.units.len()];
    for (_, span) in wanted(text, reading, categories, cues) {
        let first = reading.units.partition_point(|unit| unit.end <= span.start);
        let last = reading.units.partition_point(|unit| unit.start < span.end);
        let near = first.saturating_sub(1)..(last + 1).min(chosen.len());
        let new: Vec<usize> = near.filter(|unit| !chosen[*unit]).collect();
        let cost: usize = new.iter().map(|unit| length(reading.units[*unit])).sum();
        if cost <= left {
            left -= cost;
            new.into_iter().for_each(|unit| chosen[unit] = true);
        }
    }
    merged(&reading.units, &chosen)
}

/// Stretches with how early they come, the earliest first.
fn wanted(text: &str, reading: &Reading, categories: &[&str], cues: &[String]) -> Vec<(f32, Span)> {
    let mut wanted: Vec<(f32, Span)> = Vec::new();
    for category in categories {
        let found = reading.found(category).iter().zip(AHEAD);
        wanted.extend(found.map(|(one, ahead)| (one.chance + ahead, one.span)));
    }
    if !cues.is_empty() {
        for unit in &reading.units {
            let lower = text[unit.range()].to_lowercase();
            if cues.iter().any(|cue| lower.contains(cue)) {
                wanted.push((CUE, *unit));
            }
        }
    }
    wanted.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    wanted
}

fn length(span: Span) -> usize {
    span.end - span.start
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
