//! Compares two texts by their words and by which words are neighbours. It knows no page and no file.

use crate::eval::ratio::right_share;
use regex::Regex;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::LazyLock;

static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\w+").expect("the pattern is a constant"));

/// How far two texts are the same, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Shares {
    /// Of the reference's words, those that were read.
    pub recall: f64,
    /// Of the words read, those that the reference has.
    pub precision: f64,
    /// Of the reference's neighbouring pairs, those that were read as neighbours.
    pub bigrams: f64,
}

impl Shares {
    /// The worst of them.
    pub fn lowest(&self) -> f64 {
        self.recall.min(self.precision).min(self.bigrams)
    }
}

/// Compares what was `read` with the `reference`, by lower-case words as often as each occurs.
pub fn compare(read: &str, reference: &str) -> Shares {
    let (read, reference) = (words(read), words(reference));
    let common = common(read.iter(), reference.iter());
    Shares {
        recall: right_share(common, reference.len()),
        precision: right_share(common, read.len()),
        bigrams: right_share(
            self::common(read.windows(2), reference.windows(2)),
            reference.len().saturating_sub(1),
        ),
    }
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    WORD.find_iter(&lower)
        .map(|word| word.as_str().to_owned())
        .collect()
}

/// How many items both have, as often as each occurs in both.
fn common<T: Hash + Eq>(one: impl Iterator<Item = T>, other: impl Iterator<Item = T>) -> usize {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for item in one {
        *counts.entry(item).or_default() += 1;
    }
    other
        .filter(|item| match counts.get_mut(item) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        })
        .count()
}
