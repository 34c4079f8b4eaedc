//! Duties and prohibitions: what a party shall do or shall not do, each as a record of its own with
//! the words that state it.
//!
//! Rights, definitions, representations and what the law makes of the contract are none. A duty that
//! is told of a thing belongs to the party that the sentence names, else to whoever acted last.

mod actors;
mod heads;
mod lists;
mod parts;
mod passive;
mod payers;
mod pieces;
mod recitals;
mod subjects;
mod tables;
mod verbs;

pub use recitals::is_recital;

use super::duties;
use super::kinds::{self, Told};
use super::money::amounts;
use super::parties::Named;
use super::patterns::pattern;
use super::quote::squeeze;
use crate::domain::document::{Document, Span};
use crate::domain::obligation::{Draft, Modality};
use crate::domain::term::Engine;
use actors::Actors;
use heads::Head;
use lists::Stem;
use pieces::Piece;
use recitals::Recitals;
use std::borrow::Cow;
use std::sync::LazyLock;

patterns! {
    MEANS = r#"^[\s\d.()a-z]{0,10}["“][^"”]{1,80}["”][^.;]{0,40}\b(?:means?|shall\s+(?:mean|have)|has\s+the\s+meaning|refers?\s+to)\b"#;
    // What is said of the contract itself, with a pronoun for it, is nobody's duty.
    GOES_ON = r"^\s*(?:(?:automatically|thereafter)\s+)*(?:(?:be\s+)?(?:renew(?:ed)?|extend(?:ed)?)\s+(?:automatically|for|on)|commence\s+on|expire|remain\s+in\s+(?:full\s+)?(?:force|effect)|continue\s+in\s+(?:full\s+)?(?:force|effect))\b";
    NOT = r"^(?:not\s+|be\s+no\s+|(?P<verb>\w+\s+)no\s+)";
    HEADING = r"^\W*(?:(?:section|article|clause|schedule|exhibit|annex)\s+)?(?:[\divx]+(?:\.\d+)*[.)]?\s+)?(?-i:[A-Z])[^;,:]{2,70}\W?$";
    TIMED = r"^\W*(?:within|no\s+later|not\s+later|by|on\s+or|before|after|upon)\b";
    // After a name that is an object, and not a part of one: `the Customer of it`.
    ENDS = r"^(?:[,.;]|$|\s+(?:of|with|any|all|the|an?|its|such|to|for|in|on|at|by|within|from|as|each|every|and|promptly|upon|if|when|that)\b)";
    VERB = r"\b(?:shall|will|must|may|is|are|was|has|have|agrees?|undertakes?)\b";
    FAILING = r"(?:,|;|\.|^)\s*(?P<c>(?:failing\s+which|otherwise,|in\s+default\s+of\s+which|failure\s+to\s+(?:do\s+so|comply|pay)\b).{5,300})";
}

/// The last bytes of `text`, at most `count`, from a letter boundary.
fn tail(text: &str, count: usize) -> &str {
    &text[crate::text::sentences::floor(text, text.len().saturating_sub(count))..]
}

/// Finds duties in the words of one contract; made once per contract, from its own names.
pub(super) struct Finder {
    actors: Actors,
}

/// One sentence with its place.
#[derive(Clone, Copy)]
struct Sentence<'a> {
    text: &'a str,
    span: Span,
    /// The heading above it; empty where there is none.
    heading: &'a str,
}

impl<'a> Sentence<'a> {
    fn words(&self) -> &'a str {
        &self.text[self.span.range()]
    }
}

impl Finder {
    /// A finder for the parties that the contract names.
    pub fn new(parties: &[Named], text: &str) -> Self {
        Self {
            actors: Actors::new(parties, text),
        }
    }

    /// The duties of a document, those of its sentences and those of its tables, in text order.
    pub fn whole(&self, document: &Document, sentences: &[Span]) -> Vec<Draft> {
        let mut drafts = self.read(&document.text, sentences);
        drafts.extend(self.tabled(document, &drafts));
        drafts.sort_by_key(|draft| draft.near);
        drafts
    }

    /// The duties that the sentences of `text` state, in text order.
    pub fn read(&self, text: &str, sentences: &[Span]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut recent: Vec<String> = Vec::new();
        let mut stem: Option<Stem> = None;
        let mut heading = "";
        let mut recitals = Recitals::default();
        for span in sentences {
            let words = &text[span.range()];
            let is_heading = is_heading(words);
            let operative = recitals.operative(words, is_heading);
            let Some(from) = operative else { continue };
            let sentence = Sentence {
                text,
                span: Span::new(span.start + from, span.end),
                heading,
            };
            let words = sentence.words();
            if is_heading {
                heading = words;
            }
            if MEANS.is_match(words) {
                stem = None;
                continue;
            }
            if let (Some(failing), Some(draft)) = (FAILING.captures(words), drafts.last_mut())
                && failing.get(0).is_some_and(|found| found.start() == 0)
            {
                draft.consequence = failing.name("c").map(|found| squeeze(found.as_str()));
            }
            let heads = heads::heads(words, &self.actors, &recent);
            match (&stem, lists::mark(words)) {
                (Some(owner), Some(mark))
                    if heads.first().is_none_or(|head| head.from > mark + 20) =>
                {
                    drafts.extend(self.item(sentence, mark, owner, &heads));
                }
                (_, None) => stem = None,
                _ => {}
            }
            self.sentence(sentence, &heads, &mut drafts);
            drafts.extend(self.nouns(sentence, &recent));
            for actor in heads
                .iter()
                .filter(|head| !head.is_passive)
                .filter_map(|head| head.actor.as_ref())
            {
                recent.retain(|known| known != actor);
                recent.insert(0, actor.clone());
            }
            recent.truncate(4);
            if let Some(found) = lists::stem(
                words,
                &heads,
                &self.actors,
                recent.first().map(String::as_str),
            ) {
                stem = Some(found);
            }
        }
        payers::name_payers(&mut drafts);
        drafts
    }

    /// The duties of one sentence, each from its head to the next.
    fn sentence(&self, sentence: Sentence<'_>, heads: &[Head], drafts: &mut Vec<Draft>) {
        let words = sentence.words();
        let mut open = None;
        for (at, head) in heads.iter().enumerate() {
            let Some(modality) = head.modality else {
                open = None;
                continue;
            };
            let next = heads.get(at + 1).map_or(words.len(), |next| next.from);
            let end = next.max(head.verb);
            let end = head.verb + pieces::closes(&words[head.verb..end]);
            if lists::is_stem(&words[head.from..end]) && words[head.verb..end].trim().len() < 4 {
                continue;
            }
            // `shall obtain, and shall maintain, a licence`: the first verb has the second's object.
            let from = open.take().unwrap_or(head.from);
            let is_open = words[head.verb..end].split_whitespace().count() < 3
                && words[..end].trim_end().ends_with(['d', ',']);
            if is_open
                && heads
                    .get(at + 1)
                    .is_some_and(|next| next.modality == Some(modality))
            {
                open = Some(from);
                continue;
            }
            let whole = Piece {
                from,
                verb: head.verb,
                to: end,
                lead: pieces::lead(words, heads, at),
                modality,
                shared: "",
                said: "",
            };
            let actor = head.actor.as_deref().unwrap_or(NOT_STATED);
            let split = if head.is_passive {
                vec![whole]
            } else {
                whole.split(words)
            };
            drafts.extend(
                split
                    .into_iter()
                    .flat_map(|piece| parts::parts(piece, words))
                    .filter_map(|piece| self.draft(sentence, piece, actor)),
            );
        }
    }

    fn draft(&self, sentence: Sentence<'_>, piece: Piece<'_>, actor: &str) -> Option<Draft> {
        let words = sentence.words();
        let modality = piece.modality;
        let quote = piece.quote(words)?;
        let action = words.get(piece.verb.min(quote.end)..quote.end)?;
        let action: Cow<'_, str> = match piece.said {
            "" => action.into(),
            verb => format!("{verb} {action}").into(),
        };
        let action = action.as_ref();
        if action.split_whitespace().count() < 2 || GOES_ON.is_match(action) {
            return None;
        }
        let subject = &words[piece.from..piece.verb];
        let condition = pieces::condition(action, subject, piece.lead);
        let stated = &words[quote.range()];
        let event = condition.filter(|condition| pieces::is_event(condition));
        let (due, recurrence) = duties::due_of(&duties::Stated {
            action,
            before: subject,
            shared: piece.shared,
            lead: piece.lead,
            condition: event,
        });
        // Nobody owes what is given to the same party: who acts was not seen.
        let actor = if gives_itself(action, actor) {
            NOT_STATED
        } else {
            actor
        };
        let near = Span::new(
            sentence.span.start + quote.start,
            sentence.span.start + quote.end,
        );
        Some(Draft {
            actor: actor.to_owned(),
            beneficiary: self.actors.beneficiary(action, actor),
            action: shorten(&told(action, modality)),
            kind: kinds::kind_of(&Told {
                action,
                thing: if piece.shared.is_empty() {
                    thing(subject, actor)
                } else {
                    ""
                },
                actor,
                heading: sentence.heading,
                modality,
            }),
            modality,
            due,
            derivation: None,
            recurrence,
            condition: condition.map(squeeze),
            consequence: FAILING
                .captures(&words[quote.end..])
                .and_then(|found| found.name("c"))
                .map(|found| squeeze(found.as_str())),
            amount: amounts(action).into_iter().next().map(|(_, money)| money),
            quote: stated.to_owned(),
            near: Some(near),
            engine: Engine::Offline,
        })
    }
}

/// The actor of a duty that is told of a thing where no party has acted before.
const NOT_STATED: &str = "(not stated)";

/// An action as it reads alone. What is not to be done stands without its `not` or `no`: the modality
/// says so.
fn told(action: &str, modality: Modality) -> String {
    let action = action.trim_start_matches([':', ' ', '\n']);
    let action = &action[lists::mark(action).unwrap_or(0)..];
    match modality {
        Modality::MustNot => NOT.replace(action, "$verb").into_owned(),
        Modality::Must => action.to_owned(),
    }
}

/// The thing on which somebody is to act, in the words before the verb; nothing where they name who acts.
fn thing<'a>(before: &'a str, actor: &str) -> &'a str {
    if before.contains(actor) || TIMED.is_match(before) {
        ""
    } else {
        before
    }
}

/// Whether `action` gives something to `actor`: `transfer to the Customer any request`.
fn gives_itself(action: &str, actor: &str) -> bool {
    let bare = ["the ", "The "]
        .iter()
        .find_map(|word| actor.strip_prefix(word))
        .unwrap_or(actor);
    let Some((_, object)) = action.split_once(' ') else {
        return false;
    };
    let object = object.strip_prefix("to ").unwrap_or(object);
    let object = object.strip_prefix("the ").unwrap_or(object);
    let is_name = bare.starts_with(char::is_uppercase) && !bare.to_lowercase().ends_with("party");
    is_name
        && object
            .strip_prefix(bare)
            .is_some_and(|rest| ENDS.is_match(rest))
}

/// Whether a sentence is a heading: a few words without a verb of its own.
fn is_heading(words: &str) -> bool {
    words.len() <= 90 && HEADING.is_match(words) && !VERB.is_match(words)
}

fn shorten(action: &str) -> String {
    let action = squeeze(action);
    let action = action.trim_matches([' ', ',', ';', '.', ':']);
    match action.char_indices().nth(200) {
        Some((at, _)) => {
            let cut = action[..at].rfind(' ').unwrap_or(at);
            format!("{}…", &action[..cut])
        }
        None => action.to_owned(),
    }
}

#[cfg(test)]
mod freed_tests;
#[cfg(test)]
mod tests;
