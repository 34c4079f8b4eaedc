//! What kind of duty an action is: each word of it speaks for kinds, by its place, and the kind for
//! which most is said is taken.
//!
//! The verb speaks first. Where it says nothing of its own (`give`, `provide`), the head of its object
//! decides; what follows a preposition or a relative counts less, and the heading above least. It
//! never looks at when or for whom.

mod lexicon;

use super::passage::pattern;
use crate::domain::obligation::{Kind, Modality};
use lexicon::Row;
use regex::Regex;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// Less than this says nothing: the kind is `other`.
const FLOOR: i32 = 200;
/// What is not to be done is of a kind of its own only where so much speaks for it.
const FLOOR_OF_PROHIBITIONS: i32 = 400;
/// Words looked at, from the verb on.
const WORDS: usize = 70;
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
            ..=400 => 75,
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
static EFFORTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:\w+ly\s+)?(?:use|make|exercise|exert)\s+(?:[\w-]+\s+){0,6}(?:efforts|endeavou?rs)\s+(?:to|in)\s+",
    )
});
/// What bounds a figure or tells a form parts nothing: `at least five days' notice`.
static BOUNDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:at|not|no)\s+(?:least|most|less\s+than|fewer\s+than|more\s+than)|up\s+to|in\s+(?:writing|text\s+form|full))\b",
    )
});
static CLIENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:client|customer|buyer|purchaser|subscriber|licensee)\b"));

/// A word as it is looked up.
#[derive(Debug)]
struct Word {
    word: String,
    stem: String,
    is_mark: bool,
}

fn words_of(text: &str) -> Vec<Word> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[a-z]+|[0-9]+|[,;:]"));
    let text = EFFORTS
        .find(text)
        .map_or(text, |efforts| &text[efforts.end()..]);
    let text = BOUNDS.replace_all(text, " ");
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
fn plain_start(words: &[Word]) -> usize {
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
fn stem(word: &str) -> String {
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
struct Lexicon(BTreeMap<String, Vec<Entry>>);

struct Entry {
    id: usize,
    len: usize,
    stems: Vec<String>,
    weights: Vec<(Kind, i32)>,
}

static VERBS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(lexicon::VERBS));
static NOUNS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(lexicon::NOUNS));

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
    fn at(&self, words: &[Word], at: usize) -> Option<(&Entry, &[(Kind, i32)])> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(action: &str) -> Kind {
        of("Supplier", action, Modality::Must)
    }

    fn of(actor: &str, action: &str, modality: Modality) -> Kind {
        kind_of(&Told {
            action,
            thing: "",
            actor,
            heading: "",
            modality,
        })
    }

    #[test]
    fn a_verb_that_says_what_is_done_settles_the_kind() {
        for (action, expected) in [
            ("pay each invoice", Kind::Payment),
            (
                "notify Provider promptly of any loss of the records",
                Kind::Notice,
            ),
            ("comply with export control law", Kind::Compliance),
            ("cooperate with an audit of the records", Kind::Cooperation),
            ("deliver the initial release", Kind::Delivery),
            (
                "defend the other against claims for unpaid fees",
                Kind::Other,
            ),
            (
                "use commercially reasonable efforts to promote the Products",
                Kind::Service,
            ),
        ] {
            assert_eq!(kind(action), expected, "{action}");
        }
    }

    #[test]
    fn of_a_verb_that_can_do_anything_the_head_of_the_object_tells() {
        for (action, expected) in [
            (
                "give Buyer thirty days' written notice of any change",
                Kind::Notice,
            ),
            ("send a status report monthly", Kind::Report),
            (
                "provide Buyer with a certificate of insurance",
                Kind::Insurance,
            ),
            ("maintain general liability insurance", Kind::Insurance),
            ("keep complete records of hours and expenses", Kind::Audit),
            ("keep the terms confidential", Kind::Confidentiality),
            ("provide support by telephone", Kind::Service),
            ("make the payments set out in Schedule 2", Kind::Payment),
            ("give Buyer access to the premises", Kind::Cooperation),
        ] {
            assert_eq!(kind(action), expected, "{action}");
        }
    }

    #[test]
    fn what_is_acted_on_and_the_heading_speak_too() {
        let told = Told {
            action: "be maintained throughout the term",
            thing: "Such insurance policy",
            actor: "Supplier",
            heading: "",
            modality: Modality::Must,
        };
        assert_eq!(kind_of(&told), Kind::Insurance);
        let told = Told {
            action: "provide the same to Buyer",
            thing: "",
            heading: "8. Reports and statements",
            ..told
        };
        assert_eq!(kind_of(&told), Kind::Report);
        assert_eq!(
            of("Client", "provide a heated room", Modality::Must),
            Kind::Cooperation
        );
    }

    #[test]
    fn a_prohibition_is_of_a_kind_only_where_its_subject_is() {
        let kind = |action| of("Supplier", action, Modality::MustNot);
        assert_eq!(
            kind("disclose the Confidential Information"),
            Kind::Confidentiality
        );
        assert_eq!(kind("market competing products"), Kind::Other);
    }

    #[test]
    fn words_in_all_their_forms_are_one() {
        for forms in [
            ["invoice", "invoices", "invoiced"],
            ["ship", "shipped", "shipping"],
            ["policy", "policies", "policy"],
        ] {
            assert!(
                forms.iter().all(|form| stem(form) == stem(forms[0])),
                "{forms:?}"
            );
        }
        assert_ne!(stem("report"), stem("repair"));
    }

    #[test]
    fn nothing_said_is_of_no_kind() {
        assert_eq!(kind(""), Kind::Other);
        assert_eq!(kind("— ; ,"), Kind::Other);
    }
}
