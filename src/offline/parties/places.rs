//! Places that look like the names of companies: `York, PA`, and the building behind `of`.
//!
//! Only what stands around the words decides; no place is known by its name.

use super::lexicon::is_form;
use crate::offline::patterns::{Pattern, cased};
use std::sync::LazyLock;

/// Codes of states that are legal forms too.
const STATES: [&str; 7] = ["PA", "CO", "NV", "SA", "KS", "AB", "NA"];

/// The most words of a town with its state.
const MOST: usize = 4;

/// Words at the end of the piece of an address before a town.
static STREET: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\d|\b(?:road|street|st|avenue|ave|floor|suite|building|tower|drive|lane|boulevard|blvd|highway|plaza|square|court|place|parkway|box)\.?$",
    )
});

/// What leads to a town.
static LEADS_TO_A_TOWN: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"(?:\(|\b(?i:in|at|of|near))$"));

/// A building, street or office behind `of`, up to the comma or the end of the line.
static BUILDING: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^(?i:of)\s+(?:the\s+)?(?:[A-Z][\w'’.-]*\s+){1,3}(?i:hall|house|headquarters|offices?|buildings?|chambers|lane|street|road|avenue|drive|court|quay|row|yard|wharf|park|place|square|way|tower|civic\s+centre|centre)\s*(?:[,;(\n]|$)",
    )
});

/// Whether `name` is a town with its state in an address: `York, PA` behind `5 Low Street,`. Where no
/// address stands before it, it is a firm: `Smith Jones, PA`.
pub(super) fn is_town_with_state(before: &str, name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() < 2
        || words.len() > MOST
        || !words
            .last()
            .is_some_and(|last| STATES.contains(&last.trim_end_matches('.')))
    {
        return false;
    }
    // `Adelaide SA` is written without a comma; behind a street only.
    let has_comma = words[words.len() - 2].ends_with(',');
    let before = before.trim_end_matches([' ', '\t']);
    if !(has_comma || name.ends_with(" SA") && before.ends_with(',')) {
        return false;
    }
    if LEADS_TO_A_TOWN.is_match(before) {
        return true;
    }
    let Some(piece) = before.strip_suffix([',', '\n']) else {
        return false;
    };
    let piece = piece
        .rsplit([',', ';', '\n', '(', '"', '”'])
        .next()
        .unwrap_or_default();
    STREET.is_match(piece.trim())
}

/// Whether `rest`, which begins with `of`, tells in which building a public body sits rather than
/// the rest of its name.
pub(super) fn is_building(rest: &str) -> bool {
    BUILDING.find(rest).is_some_and(|building| {
        let next = rest[building.end()..].split_whitespace().next();
        !next.is_some_and(is_form)
    })
}
