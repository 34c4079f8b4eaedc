//! Words as the lexicon looks them up: without their endings, the longest entry first. Nothing here
//! knows a kind's meaning.

use super::lexicon::{self, Row};
use crate::domain::obligation::Kind;
use crate::offline::patterns::{Pattern, pattern};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words looked at, from the verb on.
const WORDS: usize = 70;

/// What may stand before the verb and says nothing.
const FILLERS: &[&str] = &[
    "be",
    "also",
    "then",
    "further",
    "thereafter",
    "and",
    "all",
    "always",
    "not",
    "to",
    "hereby",
    "at",
    "its",
    "own",
    "sole",
    "expense",
    "cost",
    "both",
    "each",
    "been",
    "choice",
    "option",
    "discretion",
];
static EFFORTS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:\w+ly\s+)?(?:use|make|exercise|exert)\s+(?:[\w-]+\s+){0,6}(?:efforts|endeavou?rs)\s+(?:to|in)\s+",
    )
});
/// What bounds a figure or tells a form parts nothing: `at least five days' notice`.
static BOUNDS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:at|not|no)\s+(?:least|most|less\s+than|fewer\s+than|more\s+than)|up\s+to|in\s+(?:writing|text\s+form|full))\b",
    )
});
/// When something is done parts the verb from its object and tells no kind.
static INSERTED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r",?\s+(?:within|not?\s+later\s+than|on\s+or\s+before)\s+[^,;]{1,60}?\b(?:days?|months?|hours?|weeks?)\b[^,;]{0,80},\s",
    )
});
/// A word as it is looked up.
#[derive(Debug)]
pub(super) struct Word {
    pub word: String,
    pub stem: String,
    pub is_mark: bool,
}

pub(super) fn words_of(text: &str) -> Vec<Word> {
    static WORD: LazyLock<Pattern> = LazyLock::new(|| pattern(r"[a-z]+|[0-9]+|[,;:]"));
    let text = EFFORTS
        .find(text)
        .map_or(text, |efforts| &text[efforts.end()..]);
    let text = INSERTED.replace_all(text, " ");
    let text = BOUNDS.replace_all(&text, " ");
    WORD.find_iter(&text)
        .take(WORDS)
        .map(|found| {
            let word = found.as_str().to_lowercase();
            Word {
                stem: stem(&word),
                is_mark: word.starts_with([',', ';', ':']),
                word,
            }
        })
        .collect()
}

/// Past adverbs and fillers to the verb.
pub(super) fn plain_start(words: &[Word]) -> usize {
    let last = words.len().saturating_sub(1);
    words
        .iter()
        .position(|word| {
            let is_verb = [
                "comply", "supply", "apply", "rely", "reply", "mutually", "multiply",
            ];
            let is_adverb = word.word.ends_with("ly") && !is_verb.contains(&word.word.as_str());
            !(word.is_mark || is_adverb || FILLERS.contains(&word.word.as_str()))
        })
        .map_or(last, |at| at.min(last))
}

/// A word without its endings, so that `invoices`, `invoiced` and `invoicing` are one. Crude, but the
/// same for the lexicon and the text.
pub(super) fn stem(word: &str) -> String {
    let irregular = IRREGULAR.iter().find(|(form, _)| *form == word);
    let mut stem = irregular.map_or(word, |(_, base)| base).to_owned();
    let endings = [
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
    ];
    let ending = endings.iter().find(|(ending, base)| {
        let is_doubled = *ending == "s" && stem.ends_with("ss");
        stem.ends_with(ending) && !is_doubled && stem.len() + base.len() >= ending.len() + 3
    });
    if let Some((ending, base)) = ending {
        stem.truncate(stem.len() - ending.len());
        stem.push_str(base);
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    let mut last = stem.chars().rev();
    if stem.len() > 3 && last.next() == last.next() {
        stem.pop();
    }
    stem
}

const IRREGULAR: &[(&str, &str)] = &[
    ("paid", "pay"),
    ("repaid", "repay"),
    ("prepaid", "prepay"),
    ("kept", "keep"),
    ("made", "make"),
    ("given", "give"),
    ("sent", "send"),
    ("held", "hold"),
    ("borne", "bear"),
    ("sold", "sell"),
    ("taken", "take"),
    ("told", "tell"),
    ("met", "meet"),
    ("bought", "buy"),
    ("lent", "lend"),
    ("brought", "bring"),
    ("built", "build"),
    ("known", "know"),
    ("shown", "show"),
    ("written", "write"),
    ("taxes", "tax"),
    ("spent", "spend"),
];

/// Entries by their first stem, the longest first.
pub(super) struct Lexicon(BTreeMap<String, Vec<Entry>>);

pub(super) struct Entry {
    pub id: usize,
    pub len: usize,
    stems: Vec<String>,
    weights: Vec<(Kind, i32)>,
}

pub(super) static VERBS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(lexicon::VERBS));
pub(super) static NOUNS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(lexicon::NOUNS));

impl Lexicon {
    fn of(rows: &[Row]) -> Self {
        let mut weights: BTreeMap<Vec<String>, Vec<(Kind, i32)>> = BTreeMap::new();
        for (kind, weight, words) in rows {
            for word in words.split_whitespace() {
                let stems = word.split('-').map(stem).collect();
                let weight = i32::from(*weight) * 100;
                weights.entry(stems).or_default().push((*kind, weight));
            }
        }
        let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (id, (stems, weights)) in weights.into_iter().enumerate() {
            let first = stems.first().cloned().unwrap_or_default();
            entries.entry(first).or_default().push(Entry {
                id,
                len: stems.len(),
                stems,
                weights,
            });
        }
        for entries in entries.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.len));
        }
        Self(entries)
    }

    /// The longest entry whose words stand at `at`.
    pub fn at(&self, words: &[Word], at: usize) -> Option<(&Entry, &[(Kind, i32)])> {
        let rest = words.get(at..)?;
        let entries = self.0.get(&rest.first()?.stem)?;
        let entry = entries.iter().find(|entry| {
            entry.len <= rest.len()
                && entry
                    .stems
                    .iter()
                    .zip(rest)
                    .all(|(stem, word)| *stem == word.stem)
        })?;
        Some((entry, &entry.weights))
    }
}
