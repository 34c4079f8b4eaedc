//! When a said value is what a label states: by value, by the words of its quote, or name by name.
//!
//! Nothing here knows a field: the label says what is compared.

use super::{Counts, is_same_place, words};
use crate::domain::term::Term;
use crate::domain::value::{Value, ValueKind};
use crate::eval::golden::{Judged, Stated};
use std::collections::BTreeSet;

/// Compares what is labelled for one field with what was said for it.
pub(super) fn compare(gold: &[&Stated], said: &[&Term]) -> Counts {
    if gold.iter().any(|label| label.judged == Judged::Items) {
        items(gold, said)
    } else if gold.len() > 1 || said.len() > 1 {
        set(gold, said)
    } else {
        single(gold, said)
    }
}

fn single(gold: &[&Stated], said: &[&Term]) -> Counts {
    let mut counts = Counts::default();
    match (gold.first(), said.first()) {
        (Some(gold), Some(term)) if is_same(gold, term) => counts.correct = 1,
        (Some(_), Some(_)) => counts.wrong = 1,
        (Some(_), None) => counts.missed = 1,
        (None, Some(_)) => counts.spurious = 1,
        (None, None) => counts.absent = 1,
    }
    counts
}

/// Several values are compared as sets, each stated one met at most once.
fn set(gold: &[&Stated], said: &[&Term]) -> Counts {
    let mut open: Vec<&Stated> = gold.to_vec();
    let mut counts = Counts::default();
    for term in said {
        match open.iter().position(|gold| is_same(gold, term)) {
            Some(at) => {
                open.swap_remove(at);
                counts.correct += 1;
            }
            None => counts.spurious += 1,
        }
    }
    counts.missed = open.len();
    counts
}

/// Each name of a list counts on its own: half a list is half right.
fn items(gold: &[&Stated], said: &[&Term]) -> Counts {
    let gold: BTreeSet<String> = gold.iter().flat_map(|label| names(&label.value)).collect();
    let said = said.iter().map(|term| term.value.to_string());
    let said: BTreeSet<String> = said.flat_map(|value| names(&value)).collect();
    Counts {
        correct: gold.intersection(&said).count(),
        missed: gold.difference(&said).count(),
        spurious: said.difference(&gold).count(),
        ..Counts::default()
    }
}

fn names(list: &str) -> Vec<String> {
    let names = list.split(';').map(|name| name.trim().to_lowercase());
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether a said value is what one label states.
pub(super) fn is_same(gold: &Stated, term: &Term) -> bool {
    match gold.judged {
        Judged::Words => is_same_place(&words(&gold.quote), &words(&term.grounding.quote)),
        Judged::Value | Judged::Items => is_same_value(&gold.value, &term.value),
    }
}

/// Whether canonical text states the same as a value, by the rules of the value's kind.
fn is_same_value(gold: &str, value: &Value) -> bool {
    match Value::parse(value.kind(), gold) {
        Ok(gold) => gold.same_as(value),
        Err(_) => Value::parse(ValueKind::Text, gold)
            .is_ok_and(|gold| gold.same_as(&Value::Text(value.to_string()))),
    }
}
