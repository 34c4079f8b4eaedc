//! What kind of duty an action is: each word of it speaks for kinds, by its place, and the kind for
//! which most is said is taken.
//!
//! The verb speaks first. Where it says nothing of its own (`give`, `provide`), the head of its object
//! decides; what follows a preposition or a relative counts less, and the heading above least. It
//! never looks at when or for whom.

mod lexicon;
mod words;

use super::patterns::{Pattern, pattern};
use crate::domain::obligation::{Kind, Modality};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use words::{NOUNS, VERBS, Word, plain_start, words_of};

/// Less than this says nothing: the kind is `other`.
const FLOOR: i32 = 200;
/// What is not to be done is of a kind of its own only where so much speaks for it.
const FLOOR_OF_PROHIBITIONS: i32 = 400;
/// Objects further from the verb than this are asides.
const NEAR: usize = 14;

/// A duty in its parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    /// The words from the verb on.
    pub action: &'a str,
    /// What is acted on, where the duty is told of a thing; empty otherwise.
    pub thing: &'a str,
    /// Who owes it.
    pub actor: &'a str,
    /// The heading above; empty where there is none.
    pub heading: &'a str,
    /// To do or not to do.
    pub modality: Modality,
}

/// The kind for which the words of a duty speak most.
pub(super) fn kind_of(told: &Told<'_>) -> Kind {
    let mut tally = Tally::default();
    tally.count(told);
    let best = tally.scores.iter().max_by_key(|(kind, score)| {
        (
            **score,
            **kind != Kind::Other,
            std::cmp::Reverse(kind.name()),
        )
    });
    let Some((&kind, &score)) = best else {
        return Kind::Other;
    };
    match told.modality {
        Modality::Must if score >= FLOOR => kind,
        Modality::MustNot if score >= FLOOR_OF_PROHIBITIONS => match kind {
            Kind::Confidentiality | Kind::Insurance | Kind::Payment => kind,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}

/// What was said for each kind, in hundredths of the lexicon's weights.
#[derive(Debug, Default)]
struct Tally {
    scores: HashMap<Kind, i32>,
    /// The strongest word of the verb: it tells how much the object may still say.
    verb: i32,
}

impl Tally {
    fn count(&mut self, told: &Told<'_>) {
        let words = words_of(told.action);
        let words = &words[plain_start(&words)..];
        let Some(first) = words.first() else { return };
        if let Some((_, weights)) = VERBS.at(words, 0) {
            self.verb = weights.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
            self.add(weights, 100);
        }
        // Of two verbs with one object the second speaks half as loud.
        if let [_, link, ..] = words
            && ["and", "or"].contains(&link.word.as_str())
            && let Some((_, weights)) = VERBS.at(words, 2)
        {
            self.add(weights, 50);
        }
        let mut seen = HashSet::new();
        self.nouns(words, 1, |at| place(words, at), &mut seen);
        let thing = words_of(told.thing);
        self.nouns(&thing, 0, |_| 100, &mut seen);
        let is_light = self.verb <= 200 && first.word != "be";
        if is_light && CLIENTS.is_match(told.actor) {
            // Who pays for a service does its own part by giving what the service needs.
            self.add(&[(Kind::Cooperation, 150)], 100);
        }
        let heading = words_of(told.heading);
        self.nouns(&heading, 0, |_| 40, &mut HashSet::new());
    }

    /// Adds the nouns of `words` from `from` on, each once, at the per cent of its place.
    fn nouns(
        &mut self,
        words: &[Word],
        from: usize,
        place: impl Fn(usize) -> i32,
        seen: &mut HashSet<usize>,
    ) {
        let mut said: HashMap<Kind, Vec<i32>> = HashMap::new();
        let mut at = from;
        while at < words.len() {
            let Some((entry, weights)) = NOUNS.at(words, at) else {
                at += 1;
                continue;
            };
            let last = at + entry.len - 1;
            if seen.insert(entry.id) {
                for (kind, weight) in weights {
                    let loud = weight * self.share(*kind) / 100 * place(last) / 100;
                    said.entry(*kind).or_default().push(loud);
                }
            }
            at = last + 1;
        }
        // Much that is said of one thing is its loudest word and a quarter of the others.
        for (kind, said) in said {
            let loudest = said.iter().copied().max().unwrap_or(0);
            let all: i32 = said.iter().sum();
            *self.scores.entry(kind).or_default() += loudest + (all - loudest) / 4;
        }
    }

    fn add(&mut self, weights: &[(Kind, i32)], per_cent: i32) {
        for (kind, weight) in weights {
            *self.scores.entry(*kind).or_default() += weight * per_cent / 100;
        }
    }

    /// How much of a noun's weight counts, in per cent: the less the more the verb has said; but what is
    /// secret or insured is so whatever is done with it.
    fn share(&self, kind: Kind) -> i32 {
        let is_topic = matches!(kind, Kind::Confidentiality | Kind::Insurance);
        match self.verb {
            ..=200 => 100,
            _ if is_topic && self.verb < 700 => 100,
            201..=400 => 75,
            _ => 40,
        }
    }
}

/// How much a noun at `at` counts, in per cent: the head of the object most, asides least.
fn place(words: &[Word], at: usize) -> i32 {
    let before = &words[1..=at];
    let is = |of: &[&str], word: &Word| of.contains(&word.word.as_str());
    if before.iter().any(|word| is(RELATIVES, word)) {
        15
    } else if before.iter().any(|word| is(ASIDES, word)) {
        40
    } else if at > NEAR {
        30
    } else if before.iter().any(|word| word.is_mark) {
        70
    } else if before.iter().any(|word| word.word == "of") {
        80
    } else {
        let is_head = words.get(at + 1).is_none_or(|next| {
            next.is_mark
                || [DETERMINERS, LINKS, ASIDES, RELATIVES]
                    .iter()
                    .any(|of| is(of, next))
        });
        if is_head { 120 } else { 80 }
    }
}

const RELATIVES: &[&str] = &[
    "which", "that", "who", "whom", "whose", "if", "when", "whenever", "unless", "until", "while",
    "where", "because", "provided",
];
const ASIDES: &[&str] = &[
    "within",
    "after",
    "before",
    "upon",
    "during",
    "under",
    "pursuant",
    "in",
    "for",
    "at",
    "by",
    "on",
    "following",
    "prior",
    "through",
    "throughout",
    "no",
    "not",
];
const LINKS: &[&str] = &["of", "to", "with", "and", "or"];
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "any", "all", "each", "every", "its", "their", "such", "this", "these",
    "those", "his", "her", "our", "your", "both", "one", "two",
];
static CLIENTS: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"\b(?:client|customer|buyer|purchaser|subscriber|licensee)\b"));

#[cfg(test)]
mod tests;
