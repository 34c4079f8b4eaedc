//! Finds running heads and feet by the page numbers beside which they repeat, wherever on a page
//! those stand. It knows lines only by their wording; what goes and what stays is `furniture`'s matter.

use super::furniture;
use super::layout::Sheet;
use std::collections::{HashMap, HashSet};

/// Lines looked at on each side of a page number.
const DEPTH: usize = 5;
/// Places beside page numbers in which a wording must stand.
const MIN_TIMES: usize = 3;
/// Shorter wordings than this may stand beside numbers by chance.
const MIN_KEY: usize = 8;

/// A line as its sheet and its place there.
type At = (usize, usize);

/// The lines that repeat beside `numbers` without a gap, before or after them. A number at the foot
/// of a sheet and the head of the next sheet are beside each other.
pub fn beside(sheets: &[Sheet], numbers: &HashSet<At>) -> HashSet<At> {
    let lines = |(sheet, of): (usize, &Sheet)| (0..of.lines.len()).map(move |line| (sheet, line));
    let order: Vec<At> = sheets.iter().enumerate().flat_map(lines).collect();
    let sides: Vec<Vec<(At, String)>> = order
        .iter()
        .enumerate()
        .filter(|(_, at)| numbers.contains(at))
        .flat_map(|(place, _)| {
            let before = order[..place].iter().rev();
            let after = order[place + 1..].iter();
            [
                near(before.copied(), sheets, numbers),
                near(after.copied(), sheets, numbers),
            ]
        })
        .collect();
    let mut places: HashMap<&str, HashSet<At>> = HashMap::new();
    for (at, key) in sides.iter().flatten() {
        places.entry(key).or_default().insert(*at);
    }
    let repeats = |(_, key): &&(At, String)| places[key.as_str()].len() >= MIN_TIMES;
    let found = sides
        .iter()
        .flat_map(|side| side.iter().take_while(repeats));
    found.map(|(at, _)| *at).collect()
}

/// The next lines from a number on, other numbers passed over, until one that cannot be furniture.
fn near(
    lines: impl Iterator<Item = At>,
    sheets: &[Sheet],
    numbers: &HashSet<At>,
) -> Vec<(At, String)> {
    lines
        .filter(|at| !numbers.contains(at))
        .take(DEPTH)
        .map(|at| (at, &sheets[at.0].lines[at.1]))
        .take_while(|(_, line)| furniture::may_repeat(line))
        .map(|(at, line)| (at, furniture::key(&line.text())))
        .take_while(|(_, key)| key.len() >= MIN_KEY)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout::sheet;

    #[test]
    fn heads_that_follow_page_numbers_are_found_and_clauses_are_not() {
        let sheets = [
            sheet(&["fees are due", "1", "Acme Confidential", "the term ends"]),
            sheet(&["on notice to", "2"]),
            sheet(&["Acme Confidential", "either party", "fees are due", "3"]),
            sheet(&["Acme Confidential", "by its law"]),
        ];
        let numbers = HashSet::from([(0, 1), (1, 1), (2, 3)]);
        let found = beside(&sheets, &numbers);
        assert_eq!(found, HashSet::from([(0, 2), (2, 0), (3, 0)]));
    }
}
