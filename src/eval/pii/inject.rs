//! Puts made-up personal data into a text, at random between its paragraphs, and says where.
//! The same seed puts the same data at the same places.

use super::samples;
use rand::Rng;
use rand::rngs::StdRng;
use std::ops::Range;

/// One injected paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What was injected.
    pub kind: &'static str,
    /// All of the paragraph, in bytes.
    pub whole: Range<usize>,
    /// What must be masked in it; nothing in a decoy.
    pub values: Vec<Range<usize>>,
}

/// A paragraph before it has a place: `{}` in its form stands for the value.
pub(super) struct Item {
    pub kind: &'static str,
    pub form: String,
    pub value: String,
}

/// `text` with `each` items of every type, and where they are.
pub fn into(text: &str, each: usize, dice: &mut StdRng) -> (String, Vec<Passage>) {
    let paragraphs: Vec<&str> = text.split_inclusive("\n\n").collect();
    let mut at: Vec<Vec<Item>> = Vec::new();
    at.resize_with(paragraphs.len(), Vec::new);
    for _ in 0..each {
        for item in samples::one_of_each(dice) {
            let place = dice.random_range(0..paragraphs.len());
            at[place].push(item);
        }
    }
    let mut out = String::new();
    let mut passages = Vec::new();
    for (paragraph, items) in paragraphs.iter().zip(at) {
        out.push_str(paragraph);
        for item in items {
            passages.push(put(&item, &mut out));
        }
    }
    (out, passages)
}

fn put(item: &Item, out: &mut String) -> Passage {
    if !out.ends_with("\n\n") {
        out.push_str("\n\n");
    }
    let start = out.len();
    let mut values = Vec::new();
    for (index, piece) in item.form.split("{}").enumerate() {
        if index > 0 {
            values.push(out.len()..out.len() + item.value.len());
            out.push_str(&item.value);
        }
        out.push_str(piece);
    }
    if item.kind.ends_with("decoy") {
        values.clear();
    }
    let whole = start..out.len();
    out.push_str("\n\n");
    Passage {
        kind: item.kind,
        whole,
        values,
    }
}
