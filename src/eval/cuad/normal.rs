//! What the answers of the labels mean: dates with parts that are blacked out, lengths of time,
//! jurisdictions, names.
//!
//! The answers were written by people in many spellings; the pitfalls with their counts stand in
//! `shared/reference/llm-and-eval.md` §3.3. Nothing here looks at a contract's text.

mod days;
mod lengths;
mod parties;

pub use days::{Century, Day, days, is_blacked_out};
pub use lengths::{Length, lengths};
pub use parties::{parties, party};

use std::collections::BTreeSet;

/// The places whose law an answer or a value names, each in one spelling, in lower case.
///
/// `England; Wales` and `England and Wales, UK` are one law; a comma parts two places (`Delaware,
/// Illinois`) unless the second is the country of the first (`Ontario, Canada`).
pub fn jurisdictions(answer: &str) -> BTreeSet<String> {
    const COUNTRIES: [&str; 8] = [
        "canada",
        "australia",
        "uk",
        "u.k.",
        "united kingdom",
        "usa",
        "u.s.a.",
        "united states",
    ];
    let mut places = BTreeSet::new();
    for part in answer.to_lowercase().split(';') {
        for place in part.split(',').map(str::trim) {
            let is_country_of_another = COUNTRIES.contains(&place) && part.contains(',');
            if !place.is_empty() && !is_country_of_another {
                places.insert(place_name(place));
            }
        }
    }
    places
}

fn place_name(place: &str) -> String {
    const FORMS: [&str; 9] = [
        "the ",
        "state of ",
        "commonwealth of ",
        "province of ",
        "people's republic of ",
        "people’s republic of ",
        "federal republic of ",
        "republic of ",
        "kingdom of the ",
    ];
    const SAME: [(&str, &str); 7] = [
        ("england and wales", "england"),
        ("wales", "england"),
        ("united kingdom", "england"),
        ("uk", "england"),
        ("prc", "china"),
        ("beijing", "china"),
        ("massachussets", "massachusetts"),
    ];
    let mut name = place;
    while let Some(rest) = FORMS.iter().find_map(|form| name.strip_prefix(form)) {
        name = rest;
    }
    SAME.iter()
        .find(|(other, _)| *other == name)
        .map_or(name, |(_, usual)| usual)
        .to_owned()
}

#[cfg(test)]
mod tests;
