//! Finds page numbers by their sequence, wherever on the pages they stand: a contract that was
//! printed from a web page has its numbers where the original pages ended, not at the foot.

use super::layout::Sheet;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Numbers that count on must be at least this many.
const MIN_RUN: usize = 3;
/// Lines between a bare number and the next: fewer are a list.
const BARE_APART: usize = 18;
/// The same for numbers that are marked as those of pages.
const MARKED_APART: usize = 6;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:page\s*)?[-–—(|~]*\s*(?:(?:[a-z]{1,2}|[ivx0-9]{1,3})\s?-\s?)?([0-9]{1,4}|[ivx]{1,6})\s*(?:(?:of|/)\s*[0-9]{1,4})?\s*[-–—)|~]*(?:\s*page)?$",
    )
    .expect("the pattern is a constant")
});

/// The number of a page among many at the end of a line that says more.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bpage\s+([0-9]{1,4})\s+of\s+[0-9]{1,4}$").expect("the pattern is a constant")
});

/// Whether a line says nothing but the number of a page.
pub fn is_number(text: &str) -> bool {
    PAGE_NUMBER.is_match(text.trim())
}

/// The number that a line of so many words says, where it is one in figures.
fn value(text: &str, words: usize) -> Option<usize> {
    let pattern = match words {
        ..=5 if is_number(text) => &PAGE_NUMBER,
        ..=12 => &LABELLED,
        _ => return None,
    };
    pattern.captures(text.trim())?.get(1)?.as_str().parse().ok()
}

/// A line that may be a page number.
struct Candidate {
    /// Its sheet and its line there.
    at: (usize, usize),
    /// How many lines of the document stand before it.
    place: usize,
    value: usize,
}

/// The lines of `sheets` that are page numbers by their sequence: sheet and line.
pub fn sequences(sheets: &[Sheet]) -> HashSet<(usize, usize)> {
    let mut styles: HashMap<String, Vec<Candidate>> = HashMap::new();
    let mut place = 0;
    for (page, sheet) in sheets.iter().enumerate() {
        for (index, line) in sheet.lines.iter().enumerate() {
            place += 1;
            let words = line.pieces.len();
            if words > 12 || line.place.is_some() {
                continue;
            }
            let text = line.text();
            if let Some(value) = value(&text, words) {
                let style = text.replace(|c: char| c.is_ascii_digit(), "");
                styles
                    .entry(style.to_lowercase())
                    .or_default()
                    .push(Candidate {
                        at: (page, index),
                        place,
                        value,
                    });
            }
        }
    }
    let mut found = HashSet::new();
    for (style, mut candidates) in styles {
        let is_bare = !style.contains(|c: char| !c.is_whitespace());
        let apart = if is_bare { BARE_APART } else { MARKED_APART };
        // An exhibit counts anew: one run after the other.
        while let Some(run) = longest_run(&candidates, apart) {
            found.extend(run.iter().map(|index| candidates[*index].at));
            let mut index = 0;
            candidates.retain(|_| {
                index += 1;
                !run.contains(&(index - 1))
            });
        }
    }
    found
}

/// The longest run of candidates that count on, a page or two at a time, as their indices.
fn longest_run(candidates: &[Candidate], apart: usize) -> Option<Vec<usize>> {
    // For each candidate the length of the run that ends with it, and the one before it.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(candidates.len());
    let mut last: HashMap<usize, usize> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let before = [1, 2]
            .into_iter()
            .filter_map(|step| last.get(&candidate.value.checked_sub(step)?).copied())
            .find(|before| candidate.place - candidates[*before].place >= apart);
        runs.push(before.map_or((1, None), |before| (runs[before].0 + 1, Some(before))));
        last.insert(candidate.value, index);
    }
    let end = (0..runs.len()).max_by_key(|index| runs[*index].0)?;
    if runs[end].0 < MIN_RUN {
        return None;
    }
    let chain = std::iter::successors(Some(end), |index| runs[*index].1);
    Some(chain.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout::sheet;

    #[test]
    fn numbers_that_count_on_are_page_numbers_wherever_they_stand() {
        let body = |count: usize| (0..count).map(|at| format!("clause {at}"));
        let sheets: Vec<Sheet> = (1..=4)
            .map(|page| {
                let mut rows: Vec<String> = body(20 + page).collect();
                rows.insert(20, format!("-{page}-"));
                sheet(&rows)
            })
            .collect();
        let found = sequences(&sheets);
        assert_eq!(found, (0..4).map(|page| (page, 20)).collect());
    }

    #[test]
    fn a_foot_that_ends_with_page_and_number_counts_and_a_reference_does_not() {
        let sheets: Vec<Sheet> = (1..=4)
            .map(|page| {
                let mut rows: Vec<String> = (0..20).map(|at| format!("clause {at}")).collect();
                rows.insert(9, format!("as stated on page {} of 30", page * page));
                rows.insert(12, format!("Acme Confidential Page {page} of 4"));
                sheet(&rows)
            })
            .collect();
        let found = sequences(&sheets);
        assert_eq!(found, (0..4).map(|page| (page, 12)).collect());
    }

    #[test]
    fn the_numbers_of_a_list_are_no_page_numbers() {
        let rows: Vec<String> = (1..=9)
            .flat_map(|number| [number.to_string(), "item".to_owned()])
            .collect();
        assert!(sequences(&[sheet(&rows)]).is_empty());
    }
}
