//! How well personal data is masked: seeded injections into the golden texts, the people whom the
//! goldens name, the way back, and what masking does to the fields that are read.
//!
//! Recall and precision count characters. Everything injected is made up; no real person is in it.

pub mod inject;
mod made_up;
mod samples;
mod table;

pub use table::report;

use super::golden::{self, Golden};
use super::progress::{Progress, told};
use super::ratio::measured;
use super::score::Share;
use crate::domain::playbook::Dictionary;
use crate::domain::redaction::{Class, Detection, Detector, Redacted, Vault};
use crate::offline::{self, Offline};
use crate::text::people::people;
use crate::text::pii::Detectors;
use crate::text::plain;
use inject::Passage;
use rand::SeedableRng;
use rand::rngs::StdRng;
use regex::Regex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// Characters that had to be masked, and what was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Masked {
    /// How many items there are.
    pub items: usize,
    /// Their characters.
    pub chars: usize,
    /// Those of them that were masked.
    pub hidden: usize,
    /// Characters beside them that were masked too.
    pub beside: usize,
}

impl Masked {
    /// The share of the characters to be masked that was; `None` where there are none.
    pub fn recall(&self) -> Option<f64> {
        measured(self.hidden, self.chars)
    }

    /// The share of what was masked that had to be; `None` where nothing was.
    pub fn precision(&self) -> Option<f64> {
        measured(self.hidden, self.hidden + self.beside)
    }
}

/// The result of the suite.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Pii {
    /// The seed of the injections.
    pub seed: u64,
    /// How many texts were masked.
    pub texts: usize,
    /// Injections by type. A type that ends in `decoy` must not be masked at all: it has no
    /// characters to be hidden, and `beside` counts what was.
    pub types: BTreeMap<String, Masked>,
    /// The people whom the goldens name, wherever their names stand; `beside` counts what was taken
    /// for a person and is none.
    pub people: Masked,
    /// Texts that came back exactly.
    pub round_trip: Share,
    /// Fields that are read alike with masking and without.
    pub fields: Share,
    /// Which fields are not, as contract and field.
    pub changed: Vec<String>,
    /// Each text on its own, by its contract.
    #[serde(skip)]
    pub each: Vec<(String, Pii)>,
}

impl Masked {
    fn add(&mut self, other: Self) {
        self.items += other.items;
        self.chars += other.chars;
        self.hidden += other.hidden;
        self.beside += other.beside;
    }
}

impl Pii {
    /// Adds what came of one text.
    fn add(&mut self, contract: &str, one: Pii) {
        for (kind, masked) in &one.types {
            self.types.entry(kind.clone()).or_default().add(*masked);
        }
        self.people.add(one.people);
        for (sum, of) in [
            (&mut self.round_trip, one.round_trip),
            (&mut self.fields, one.fields),
        ] {
            sum.right += of.right;
            sum.of += of.of;
        }
        self.changed.extend(one.changed.iter().cloned());
        self.each.push((contract.to_owned(), one));
    }
}

/// The goldens that are texts, each with its text.
///
/// # Errors
/// When the folder, a golden or a text cannot be read.
pub fn texts(goldens: &Path) -> anyhow::Result<Vec<(Golden, String)>> {
    let mut texts = Vec::new();
    for golden in golden::read_all(goldens)? {
        let file = goldens.join(format!("{}.txt", golden.contract));
        if file.is_file() {
            texts.push((golden, std::fs::read_to_string(file)?));
        }
    }
    Ok(texts)
}

/// Runs the suite over `texts`, with `each` items of every type injected into each text.
pub fn run(
    texts: &[(Golden, String)],
    dictionary: &Dictionary,
    each: usize,
    seed: u64,
    progress: &Progress<'_>,
) -> Pii {
    let mut dice = StdRng::seed_from_u64(seed);
    let engine = Offline::new(dictionary);
    let mut pii = Pii {
        seed,
        texts: texts.len(),
        ..Pii::default()
    };
    for (golden, text) in told(texts.iter().collect(), progress) {
        let mut one = Pii::default();
        judge_people(golden, text, &mut one.people);
        let (injected, passages) = inject::into(text, each, &mut dice);
        judge_passages(&injected, &passages, &mut one.types);
        for text in [text, &injected] {
            let (masked, vault) = masked(text);
            one.round_trip
                .judge(vault.restore(masked.as_str()) == *text);
        }
        judge_fields(golden, text, &engine, dictionary, &mut one);
        pii.add(&golden.contract, one);
    }
    pii
}

fn detected(text: &str) -> Vec<Detection> {
    Detectors::new(&people(text)).detect(text)
}

fn masked(text: &str) -> (Redacted, Vault) {
    let mut vault = Vault::default();
    let masked = Redacted::mask(text, &Detectors::new(&people(text)), &mut vault);
    (masked, vault)
}

/// Every place of every name in the text, in any case; and what else is taken for a person. A title
/// makes a part of a name a person too.
fn judge_people(golden: &Golden, text: &str, people: &mut Masked) {
    let detected = detected(text);
    let hidden = bytes(
        text,
        detected.iter().map(|detection| detection.span.range()),
    );
    for name in &golden.people {
        for place in named(name).find_iter(text) {
            people.items += 1;
            people.chars += place.len();
            people.hidden += count(&hidden, place.range());
        }
    }
    for person in detected.iter().filter(|d| d.class == Class::Person) {
        let known = named(&text[person.span.range()]);
        if !golden.people.iter().any(|name| known.is_match(name)) {
            people.beside += person.span.end - person.span.start;
        }
    }
}

/// A name as a pattern: in any case and over line breaks.
fn named(name: &str) -> Regex {
    let words: Vec<String> = name.split_whitespace().map(regex::escape).collect();
    let form = format!(r"(?i)\b{}", words.join(r"\s+"));
    Regex::new(&form).expect("an escaped name is a pattern")
}

fn judge_passages(text: &str, passages: &[Passage], types: &mut BTreeMap<String, Masked>) {
    let spans = detected(text).into_iter().map(|found| found.span.range());
    let hidden = bytes(text, spans);
    for passage in passages {
        let masked = types.entry(passage.kind.to_owned()).or_default();
        let inside: usize = passage
            .values
            .iter()
            .map(|value| count(&hidden, value.clone()))
            .sum();
        masked.items += 1;
        masked.chars += passage
            .values
            .iter()
            .map(|value| value.len())
            .sum::<usize>();
        masked.hidden += inside;
        masked.beside += count(&hidden, passage.whole.clone()) - inside;
    }
}

/// For each byte of `text`, whether one of `spans` holds it.
fn bytes(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<bool> {
    let mut held = vec![false; text.len()];
    spans.for_each(|span| held[span].fill(true));
    held
}

fn count(bytes: &[bool], range: Range<usize>) -> usize {
    bytes[range].iter().filter(|held| **held).count()
}

/// What is read from the masked text, put back, must be what is read from the text itself.
fn judge_fields(
    golden: &Golden,
    text: &str,
    engine: &Offline,
    dictionary: &Dictionary,
    pii: &mut Pii,
) {
    let (masked, vault) = masked(text);
    let open = values(engine, text);
    let closed = values(engine, masked.as_str());
    for field in &dictionary.fields {
        let of = |values: &BTreeSet<(String, String)>| -> BTreeSet<String> {
            let values = values.iter().filter(|(id, _)| id == field.id.as_str());
            values.map(|(_, value)| vault.restore(value)).collect()
        };
        let is_alike = of(&open) == of(&closed);
        pii.fields.judge(is_alike);
        if !is_alike {
            pii.changed
                .push(format!("{} {}", golden.contract, field.id));
        }
    }
}

fn values(engine: &Offline, text: &str) -> BTreeSet<(String, String)> {
    let mut candidates = engine.read(&plain::document(text)).candidates;
    let derived = offline::derive(text, &candidates);
    candidates.extend(derived.into_iter().map(|derived| derived.candidate));
    candidates
        .iter()
        .map(|candidate| (candidate.field.to_string(), candidate.value.to_string()))
        .collect()
}

#[cfg(test)]
mod tests;
