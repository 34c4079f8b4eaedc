//! Duties in lists: the actor stands in the stem, `Supplier shall:`, and each item tells what.
//!
//! An item that names an actor of its own is a sentence like any other and none of this.

use super::super::patterns::pattern;
use super::super::quote::squeeze;
use super::actors::Actors;
use super::heads::Head;
use super::pieces::Piece;
use super::{Finder, Sentence, verbs};
use crate::domain::obligation::{Draft, Modality};
use std::sync::LazyLock;

patterns! {
    STEM = r"(?:\b(?:shall|will|must|agrees?|undertakes?|covenants?|responsible\s+for)(?:\s+(?:with|to)\s+(?:the\s+)?(?-i:[A-Z])[\w\s]{1,50}?)?(?:,\s+[^,;:]{1,120},?|\s+(?:to|also|at\s+its\s+(?:own\s+|sole\s+)?(?:cost|expense)|have\s+the\s+following\s+(?:obligations|duties|responsibilities)|do\s+the\s+following|perform\s+the\s+following\s*\w*|not|be\s+(?:responsible|required)\s*(?:for|to)?|include|be|as\s+follows|the\s+following))*|\bresponsibilities\b[^:]{0,80}|\bduties\b[^:]{0,80}|\bobligations\b[^:]{0,60})\s*[:—–-]\s*$";
    ITEM = r"^\s*(?:\(?[a-z0-9]{1,4}[.)]|\([ivx]{1,5}\)|[•●○▪*·–-]|\d+(?:\.\d+)+)\s+";
    NOUN_STEM = r"\b(?:responsibilit(?:y|ies)|duties|obligations)\s+(?:of\s+(?:the\s+)?(?P<n>(?-i:[A-Z])\w+)\s+)?(?:hereunder\s+)?(?:shall|will|are|is|include)\b[^:;]{0,60}:";
    NOUN_ITEM = r"(?:^|[;,:.]\s*(?:and\s+)?|\s)\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s+";
    TO = r"^to\s+";
    GERUND = r"^(?:\w+ing\b|devotion\b|accurate\b|disclosure\b|provision\b|payment\b|delivery\b|maintenance\b)";
}

/// Who a list below belongs to.
pub(super) struct Stem {
    actor: String,
    modality: Modality,
    is_noun: bool,
}

/// Past the number or bullet of a list item; `None` where `words` begin with none.
pub(super) fn mark(words: &str) -> Option<usize> {
    ITEM.find(words).map(|found| found.end())
}

/// Whether `words` end in a stem.
pub(super) fn is_stem(words: &str) -> bool {
    STEM.is_match(words)
}

impl Finder {
    /// The duties of a list item whose actor stands in its stem.
    pub(super) fn item(
        &self,
        sentence: Sentence<'_>,
        start: usize,
        owner: &Stem,
        heads: &[Head],
    ) -> Vec<Draft> {
        let words = sentence.words();
        let end = heads.first().map_or(words.len(), |head| head.from);
        let start = start + TO.find(&words[start..end]).map_or(0, |found| found.end());
        let rest = &words[start..end];
        let phrase = if owner.is_noun {
            GERUND
                .is_match(&rest.to_lowercase())
                .then_some((owner.modality, 0))
        } else {
            verbs::item(rest, owner.modality == Modality::MustNot)
                .map(|phrase| (phrase.modality, phrase.verb))
        };
        let Some((modality, verb)) = phrase else {
            return Vec::new();
        };
        let whole = Piece {
            from: start,
            verb: start + verb,
            to: end,
            lead: "",
            modality,
            shared: "",
            said: "",
        };
        let split = if owner.is_noun {
            vec![whole]
        } else {
            whole.split(words)
        };
        split
            .into_iter()
            .filter_map(|piece| self.draft(sentence, piece, &owner.actor))
            .collect()
    }

    /// Duties told as nouns: `the responsibilities of Agent are: (i) marketing …; (ii) training …`.
    pub(super) fn nouns(&self, sentence: Sentence<'_>, recent: &[String]) -> Vec<Draft> {
        let words = sentence.words();
        let Some(found) = NOUN_STEM.captures(words) else {
            return Vec::new();
        };
        let named = found
            .name("n")
            .map(|name| squeeze(name.as_str()))
            .or_else(|| self.actors.opening(&words[super::heads::mark(words)..]));
        let (Some(stem), Some(actor)) = (found.get(0), named.or_else(|| recent.first().cloned()))
        else {
            return Vec::new();
        };
        let marks: Vec<_> = NOUN_ITEM.find_iter(&words[stem.end()..]).collect();
        let mut drafts = Vec::new();
        for (at, mark) in marks.iter().enumerate() {
            let from = stem.end() + mark.end();
            let to = marks
                .get(at + 1)
                .map_or(words.len(), |next| stem.end() + next.start());
            let item = &words[from..to];
            let to = from + item.find("; and ").unwrap_or(item.len());
            let begins = TO.find(item).map_or(0, |found| found.end());
            let is_act = begins > 0 && verbs::item(&item[begins..], false).is_some();
            if is_act || GERUND.is_match(&item.to_lowercase()) {
                let piece = Piece {
                    from,
                    verb: from + begins,
                    to,
                    lead: "",
                    modality: Modality::Must,
                    shared: "",
                    said: "",
                };
                drafts.extend(self.draft(sentence, piece, &actor));
            }
        }
        drafts
    }
}

/// The stem that a sentence ends in, where it leads to a list: `Supplier shall:`.
pub(super) fn stem(
    words: &str,
    heads: &[Head],
    actors: &Actors,
    last: Option<&str>,
) -> Option<Stem> {
    let found = STEM.find(words)?;
    let lower = found.as_str().to_lowercase();
    let is_noun = ["responsibilit", "duties", "obligations"]
        .iter()
        .any(|word| lower.starts_with(word));
    let head = heads.iter().rev().find(|head| !head.is_passive);
    let actor = head
        .and_then(|head| head.actor.clone())
        .or_else(|| actors.opening(&words[super::heads::mark(words)..]))
        .or_else(|| last.map(str::to_owned))?;
    let is_not = lower
        .trim_end_matches([':', ' ', '-', '—', '–'])
        .ends_with("not");
    Some(Stem {
        actor,
        modality: if is_not {
            Modality::MustNot
        } else {
            Modality::Must
        },
        is_noun,
    })
}
