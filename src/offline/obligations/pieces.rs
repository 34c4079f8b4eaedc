//! What belongs to one duty of a sentence: where its words end, what stands before them, and on what
//! condition it is owed. Nothing here decides what is a duty.

use super::super::patterns::{Pattern, pattern};
use super::heads::{self, Head};
use super::verbs;
use crate::domain::document::Span;
use crate::domain::obligation::Modality;
use crate::text::sentences::floor;
use std::sync::LazyLock;

/// The longest condition before a subject and between it and its verb, in bytes.
const LEAD_MAX: usize = 715;
const INSERTED_MAX: usize = 315;
/// The longest evidence of one duty, in bytes; what goes on is on the page beside it.
const QUOTE_MAX: usize = 1_000;

patterns! {
    IN_WHICH = r"\b(?:unless|except\s+(?:where|if))\s+(?P<c>[^;.]{3,200}?),\s+in\s+which\s+(?:case|event),?(?:\s+the)?$";
    PROVISO = r"[;,.]?\s*\(?(?:provided|it\s+being\s+(?:further\s+)?(?:understood|agreed))\b,?\s*(?:,?\s*(?:however|further),?\s*)*(?:that\b|,|and\s+agreed)|,\s+with\s+the\s+exception\s+of\b";
    LISTED = r";\s*(?:and\s+|or\s+)?\((?:[a-z]|[ivx]{1,5})\)\s";
    MARKED = r"\((?:[a-z]|[ivx]{1,5}|1)\)\s";
    LEAD = r"(?:^|[,;:.]\s*|\b(?:and|but)\s+)(?P<c>(?:if|when|whenever|where|upon|unless|should|as\s+long\s+as|so\s+long\s+as|in\s+(?:the\s+)?(?:event|case)|on\s+(?:termination|expiry|expiration)|after|following|once|to\s+the\s+extent|subject\s+to|at\s+(?:\w+\s+){0,3}(?:request|election)|for\s+so\s+long\s+as)\b[^;]{3,}?)(?:,?\s+then)?(?:,?\s*|,\s*(?:the|such)\s*)$";
    TRAIL = r"(?:^|[\s,])(?P<c>(?:if\s+(?:[^a]|a[^n]|an[^y])|when|whenever|unless|in\s+(?:the\s+)?(?:event|case)\b|to\s+the\s+extent|as\s+long\s+as|so\s+long\s+as|subject\s+to|upon\s+(?:\w+['’]?s?\s+){0,4}(?:request|demand)|at\s+(?:\w+['’]?s?\s+){1,4}request|at\s+the\s+(?:\w+\s+){0,2}request\s+of)\b(?s:.*))$";
    // Between the subject and its verb: `agrees, at the request of the other, to …`.
    INSERTED = r"[,(]\s*(?P<c>(?:if|when|where|upon|unless|at\s+(?:\w+['’]?s?\s+){0,4}request|in\s+(?:the\s+)?(?:event|case)|to\s+the\s+extent|subject\s+to|following|after)\b[^,;()]{3,}),";
    // A condition that may never come about, or always holds, says nothing of when.
    LIMIT = r"^(?:unless|to\s+the\s+extent|as\s+long|so\s+long|subject\s+to|for\s+so\s+long|where\b)";
}

/// One duty inside a sentence.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// Where its words begin.
    pub from: usize,
    /// Where its verb begins.
    pub verb: usize,
    /// Where they may end.
    pub to: usize,
    /// To do or not to do.
    pub modality: Modality,
    /// What stands before its subject.
    pub lead: &'a str,
    /// What stands between the subject and the first of several verbs, for the later of them; and what
    /// the action of a part without a verb begins with.
    pub shared: &'a str,
    /// The verb that a part without one takes from the part before it; empty where it has its own.
    pub said: &'a str,
}

impl<'a> Piece<'a> {
    /// The duties of its verbs, each with an object of its own.
    pub fn split(self, words: &'a str) -> Vec<Self> {
        let cuts = verbs::cuts(&words[self.verb..self.to]);
        let mut pieces = vec![self];
        for cut in cuts {
            let from = self.verb + cut.from;
            if let Some(before) = pieces.last_mut() {
                before.to = from;
            }
            pieces.push(Self {
                from,
                verb: self.verb + cut.verb,
                shared: &words[self.from..self.verb],
                modality: if cut.is_negated {
                    Modality::MustNot
                } else {
                    self.modality
                },
                ..self
            });
        }
        pieces
    }

    /// Its words without the conjunction and the marks at their end.
    pub fn quote(&self, words: &str) -> Option<Span> {
        let mut end = self.to;
        if end - self.from > QUOTE_MAX {
            let limit = floor(words, self.from + QUOTE_MAX);
            end = words[..limit].rfind(char::is_whitespace).unwrap_or(limit);
        }
        static CLOSING: LazyLock<Pattern> = LazyLock::new(|| {
            pattern(
                r"(?:[\s,;:.]|\s\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|[,;]\s*(?:and\s+|or\s+)?\d{1,2}(?:\.\d{1,2})+\.?|\.\s+\d{1,2}(?:\.\d{1,2})+\.?|;\s*(?:and\s+|or\s+)?\d{1,2}[.)]|\s\((?:[a-z]|[ivx]{1,5})\)\s+(?:immediately|promptly)\s*$|[•●○▪]|\s[*–-](?:\s|$)|\b(?:and|but|or|then|that)\b|,\s+(?:(?:to|for|of|with|on|upon)\s+)?which(?:\s+[a-z]\w+)?(?:\s+the)?\s*$|\b(?:and|but)\s+the\s*$)+$",
            )
        });
        let body = words.get(self.from..end)?;
        let end = self.from + CLOSING.find(body).map_or(body.len(), |found| found.start());
        (end > self.verb).then_some(Span::new(self.from, end))
    }
}

/// Where the words of a duty end before a proviso or another clause, but not inside a list.
pub(super) fn closes(rest: &str) -> usize {
    let items = LISTED.find_iter(rest).last().map_or(0, |found| found.end());
    let proviso = PROVISO
        .find_iter(rest)
        .map(|found| found.start())
        .find(|at| *at >= items);
    let clause = rest.find(';').filter(|at| {
        !MARKED.is_match(&rest[..*at]) && verbs::cuts(rest).iter().all(|cut| cut.from < *at)
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
pub(super) fn lead<'a>(words: &'a str, heads: &[Head], at: usize) -> &'a str {
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
    if first == 0 || opening_condition(own).is_some() {
        own
    } else if is_one && opening_condition(opening).is_some() {
        opening
    } else {
        own.rfind(", and ").map_or("", |mark| &own[mark + 6..])
    }
}

/// The condition in the words before the subject, else the one between subject and verb, else the one
/// that ends the action.
pub(super) fn condition<'a>(action: &'a str, subject: &'a str, lead: &'a str) -> Option<&'a str> {
    opening_condition(lead)
        .or_else(|| short(&INSERTED, subject, INSERTED_MAX))
        .or_else(|| short(&TRAIL, action, usize::MAX))
}

/// The condition that `lead` ends in. `unless it disputes the sum, in which case` holds where it does.
fn opening_condition(lead: &str) -> Option<&str> {
    let lead = lead.trim_end();
    if let Some(found) = IN_WHICH.captures(lead) {
        return found.name("c").map(|condition| condition.as_str());
    }
    short(&LEAD, lead, LEAD_MAX)
}

/// The first condition of this form that is no longer than `most` bytes. Counted here, since a pattern
/// that counts letters makes an automaton of as many states.
fn short<'a>(form: &Pattern, words: &'a str, most: usize) -> Option<&'a str> {
    let mut from = 0;
    loop {
        let condition = form.captures_at(words, from)?.name("c")?;
        // `a request from a data subject to the Controller` sets no condition.
        let before = words[..condition.start()].trim_end().to_lowercase();
        let is_person = condition.as_str().starts_with("subject") && before.ends_with("data");
        if condition.len() <= most && !is_person {
            return Some(condition.as_str());
        }
        if is_person {
            from = condition.start() + 1;
            continue;
        }
        // With the same end, none that begins before is short enough; to try them all takes too long.
        let nearest = floor(words, condition.end() - most);
        from = nearest.max(condition.start() + 1);
    }
}

/// Whether a condition tells when the duty is due, and not only how far it goes.
pub(super) fn is_event(condition: &str) -> bool {
    !LIMIT.is_match(condition)
}
