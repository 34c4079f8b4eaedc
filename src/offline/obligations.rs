//! Duties and prohibitions: what a party shall do or shall not do, each as a record of its own with
//! the words that state it.
//!
//! Rights, definitions, representations and what the law makes of the contract are none. A duty that
//! is told of a thing belongs to the party that the sentence names, else to whoever acted last.

mod actors;
mod heads;
mod passive;
mod verbs;

use super::clauses::squeeze;
use super::duties::{self, kind_of};
use super::money::amounts;
use super::parties::Named;
use super::passage::pattern;
use crate::domain::document::Span;
use crate::domain::obligation::{Draft, Modality};
use crate::domain::term::Engine;
use actors::Actors;
use heads::Head;
use regex::Regex;
use std::sync::LazyLock;

/// The longest evidence of one duty, in bytes; what goes on is on the page beside it.
const QUOTE_MAX: usize = 1_000;

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    MEANS = r#"^[\s\d.()a-z]{0,10}["“][^"”]{1,80}["”][^.;]{0,40}\b(?:means?|shall\s+(?:mean|have)|has\s+the\s+meaning|refers?\s+to)\b"#;
    PROVISO = r"[;,.]?\s*\(?(?:provided|it\s+being\s+(?:further\s+)?(?:understood|agreed))\b,?\s*(?:,?\s*(?:however|further),?\s*)*(?:that\b|,|and\s+agreed)|,\s+with\s+the\s+exception\s+of\b";
    LISTED = r";\s*(?:and\s+|or\s+)?\((?:[a-z]|[ivx]{1,5})\)\s";
    MARKED = r"\((?:[a-z]|[ivx]{1,5}|1)\)\s";
    LEAD = r"(?:^|[,;:.]\s*|\b(?:and|but)\s+)(?P<c>(?:if|when|whenever|where|upon|unless|should|as\s+long\s+as|so\s+long\s+as|in\s+(?:the\s+)?(?:event|case)|on\s+(?:termination|expiry|expiration)|after|following|once|to\s+the\s+extent|subject\s+to|at\s+(?:\w+\s+){0,3}(?:request|election)|for\s+so\s+long\s+as)\b[^;]{3,700}?)(?:,?\s+then)?,?\s*$";
    TRAIL = r"(?:^|[\s,])(?P<c>(?:if\s+(?:[^a]|a[^n]|an[^y])|when|whenever|unless|in\s+(?:the\s+)?(?:event|case)\b|to\s+the\s+extent|as\s+long\s+as|so\s+long\s+as|subject\s+to|upon\s+(?:\w+['’]?s?\s+){0,4}(?:request|demand)|at\s+(?:\w+['’]?s?\s+){1,4}request)\b.*)$";
    // A condition that may never come about, or always holds, says nothing of when.
    LIMIT = r"^(?:unless|to\s+the\s+extent|as\s+long|so\s+long|subject\s+to|for\s+so\s+long|where\b)";
    FAILING = r"(?:,|;|\.|^)\s*(?P<c>(?:failing\s+which|otherwise,|in\s+default\s+of\s+which|failure\s+to\s+(?:do\s+so|comply|pay)\b).{5,300})";
    STEM = r"(?:\b(?:shall|will|must|agrees?|undertakes?|covenants?|responsible\s+for)(?:\s+(?:to|also|at\s+its\s+(?:own\s+|sole\s+)?(?:cost|expense)|have\s+the\s+following\s+(?:obligations|duties|responsibilities)|do\s+the\s+following|perform\s+the\s+following\s*\w*|not|be\s+(?:responsible|required)\s*(?:for|to)?|include|be|as\s+follows|the\s+following))*|\bresponsibilities\b[^:]{0,80}|\bduties\b[^:]{0,80}|\bobligations\b[^:]{0,60})\s*[:—–-]\s*$";
    ITEM = r"^\s*(?:\(?[a-z0-9]{1,4}[.)]|\([ivx]{1,5}\)|[•●○▪*·–-]|\d+(?:\.\d+)+)\s+";
    GERUND = r"^(?:\w+ing\b|devotion\b|accurate\b|disclosure\b|provision\b|payment\b|delivery\b|maintenance\b)";
}

/// The last bytes of `text`, at most `count`, from a letter boundary.
fn tail(text: &str, count: usize) -> &str {
    &text[crate::text::sentences::floor(text, text.len().saturating_sub(count))..]
}

/// Finds duties in the words of one contract; made once per contract, from its own names.
pub(super) struct Finder {
    actors: Actors,
}

/// Who a list below belongs to.
struct Stem {
    actor: String,
    modality: Modality,
    is_noun: bool,
}

/// One sentence with its place.
#[derive(Clone, Copy)]
struct Sentence<'a> {
    text: &'a str,
    span: Span,
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

    /// The duties that the sentences of `text` state, in text order.
    pub fn read(&self, text: &str, sentences: &[Span]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut recent: Vec<String> = Vec::new();
        let mut stem: Option<Stem> = None;
        for span in sentences {
            let sentence = Sentence { text, span: *span };
            let words = sentence.words();
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
            match (&stem, ITEM.find(words)) {
                (Some(owner), Some(mark))
                    if heads.first().is_none_or(|head| head.from > mark.end() + 20) =>
                {
                    drafts.extend(self.item(sentence, mark.end(), owner, &heads));
                }
                (_, None) => stem = None,
                _ => {}
            }
            self.sentence(sentence, &heads, &mut drafts);
            for actor in heads
                .iter()
                .filter(|head| !head.is_passive)
                .filter_map(|head| head.actor.as_ref())
            {
                recent.retain(|known| known != actor);
                recent.insert(0, actor.clone());
            }
            recent.truncate(4);
            if let Some(found) = STEM.find(words) {
                stem = stem_of(found.as_str(), &heads, recent.first().map(String::as_str));
            }
        }
        drafts
    }

    /// The duties of one sentence, each from its head to the next.
    fn sentence(&self, sentence: Sentence<'_>, heads: &[Head], drafts: &mut Vec<Draft>) {
        let words = sentence.words();
        for (at, head) in heads.iter().enumerate() {
            let Some(modality) = head.modality else {
                continue;
            };
            let next = heads.get(at + 1).map_or(words.len(), |next| next.from);
            let end = next.max(head.verb);
            let end = head.verb + closes(&words[head.verb..end]);
            if STEM.is_match(&words[head.from..end]) && words[head.verb..end].trim().len() < 4 {
                continue;
            }
            let lead = lead(words, heads, at);
            let mut starts = vec![(head.from, head.verb)];
            if !head.is_passive {
                let cuts = verbs::cuts(&words[head.verb..end]);
                starts.extend(
                    cuts.into_iter()
                        .map(|cut| (head.verb + cut, head.verb + cut)),
                );
            }
            for (index, (from, verb)) in starts.iter().enumerate() {
                let to = starts.get(index + 1).map_or(end, |next| next.0);
                let piece = Piece {
                    from: *from,
                    verb: *verb,
                    to,
                    lead,
                };
                let actor = head.actor.as_deref().unwrap_or(NOT_STATED);
                drafts.extend(self.draft(sentence, piece, actor, modality));
            }
        }
    }

    /// The duties of a list item whose actor stands in its stem.
    fn item(
        &self,
        sentence: Sentence<'_>,
        start: usize,
        owner: &Stem,
        heads: &[Head],
    ) -> Vec<Draft> {
        let words = sentence.words();
        let end = heads.first().map_or(words.len(), |head| head.from);
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
        let verb = start + verb;
        let mut starts = vec![start];
        if !owner.is_noun {
            starts.extend(
                verbs::cuts(&words[verb..end])
                    .into_iter()
                    .map(|cut| verb + cut),
            );
        }
        let mut drafts = Vec::new();
        for (index, from) in starts.iter().enumerate() {
            let to = starts.get(index + 1).copied().unwrap_or(end);
            let piece = Piece {
                from: *from,
                verb: *from,
                to,
                lead: "",
            };
            drafts.extend(self.draft(sentence, piece, &owner.actor, modality));
        }
        drafts
    }

    fn draft(
        &self,
        sentence: Sentence<'_>,
        piece: Piece<'_>,
        actor: &str,
        modality: Modality,
    ) -> Option<Draft> {
        let words = sentence.words();
        let quote = piece.quote(words)?;
        let action = words.get(piece.verb.min(quote.end)..quote.end)?;
        if action.split_whitespace().count() < 2 {
            return None;
        }
        let condition = condition(action, piece.lead);
        let stated = &words[quote.range()];
        let event = condition.filter(|condition| !LIMIT.is_match(condition));
        let (due, recurrence) = duties::due_of(stated, piece.lead, event);
        let near = Span::new(
            sentence.span.start + quote.start,
            sentence.span.start + quote.end,
        );
        Some(Draft {
            actor: actor.to_owned(),
            beneficiary: self.actors.beneficiary(action, actor),
            action: shorten(action),
            kind: kind_of(action),
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

/// One duty inside a sentence.
#[derive(Clone, Copy)]
struct Piece<'a> {
    from: usize,
    verb: usize,
    to: usize,
    lead: &'a str,
}

impl Piece<'_> {
    /// Its words without the conjunction and the marks at their end.
    fn quote(&self, words: &str) -> Option<Span> {
        let mut end = self.to;
        if end - self.from > QUOTE_MAX {
            let limit = crate::text::sentences::floor(words, self.from + QUOTE_MAX);
            end = words[..limit].rfind(char::is_whitespace).unwrap_or(limit);
        }
        static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"(?:[\s,;:.]|\s\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|\b(?:and|but|or|then|that)\b)+$",
            )
        });
        let body = words.get(self.from..end)?;
        let end = self.from + CLOSING.find(body).map_or(body.len(), |found| found.start());
        (end > self.verb).then_some(Span::new(self.from, end))
    }
}

/// Where the words of a duty end before a proviso or another clause, but not inside a list.
fn closes(rest: &str) -> usize {
    let items = LISTED.find_iter(rest).last().map_or(0, |found| found.end());
    let proviso = PROVISO
        .find_iter(rest)
        .map(|found| found.start())
        .find(|at| *at >= items);
    let clause = rest.find(';').filter(|at| {
        !MARKED.is_match(&rest[..*at]) && verbs::cuts(rest).iter().all(|cut| cut < at)
    });
    [proviso, clause]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(rest.len())
}

/// What stands before the subject and belongs to the duty: of the first head all before it, of one
/// that shares its subject what belongs to that, of a later one what follows the verb before; where
/// nothing conditional stands there, the condition that opens the sentence holds for it too.
fn lead<'a>(words: &'a str, heads: &[Head], at: usize) -> &'a str {
    let mut first = at;
    while first > 0 && heads[first].is_shared {
        first -= 1;
    }
    let before = |index: usize| {
        let from = match index.checked_sub(1) {
            None => heads::mark(words),
            Some(before) => heads[before].verb,
        };
        words.get(from..heads[index].from).unwrap_or_default()
    };
    let own = before(first);
    let own = own
        .rfind([';', ':'])
        .map_or(own, |mark| &own[mark + 1..])
        .trim_start();
    let opening = before(0);
    let is_one = !words[..heads[first].from].contains(';');
    if first == 0 || LEAD.is_match(own.trim_end()) {
        own
    } else if is_one && LEAD.is_match(opening.trim_end()) {
        opening
    } else {
        own.rfind(", and ").map_or("", |mark| &own[mark + 6..])
    }
}

/// The condition in the words before the subject, else the one that ends the action.
fn condition<'a>(action: &'a str, lead: &'a str) -> Option<&'a str> {
    LEAD.captures(lead.trim_end())
        .or_else(|| TRAIL.captures(action))
        .and_then(|found| found.name("c"))
        .map(|found| found.as_str())
}

fn stem_of(found: &str, heads: &[Head], last: Option<&str>) -> Option<Stem> {
    let lower = found.to_lowercase();
    let is_noun = ["responsibilit", "duties", "obligations"]
        .iter()
        .any(|word| lower.starts_with(word));
    let head = heads.iter().rev().find(|head| !head.is_passive);
    let actor = head
        .and_then(|head| head.actor.clone())
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
mod tests;
