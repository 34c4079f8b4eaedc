//! Where a sentence lets somebody owe something: its modal verbs with their subjects.
//!
//! A modal inside a relative or conditional clause is no head: it tells of a duty and states none.

use super::super::passage::pattern;
use super::actors::Actors;
use super::{passive, verbs};
use crate::domain::obligation::Modality;
use regex::Regex;
use std::sync::LazyLock;

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    MODAL = r"\b(?:(?P<may>may(?:\s+(?P<maynot>not))?)|shall|must|will|(?P<to>(?:agrees?|agreeing|undertakes?|covenants?(?:\s+and\s+agrees?)?|commits?|promises?|(?:is|are)\s+(?:\w+ly\s+)?(?:required|obligated|obliged))(?:,[^,;]{1,90},|\s+\w+ly|\s+forthwith)?(?:\s+\([a-z]+\))?\s+(?P<tonot>not\s+)?to)|(?P<resp>(?:is|are)\s+(?:\w+ly\s+)?responsible\s+for)|(?P<pay>(?:is|are)\s+(?:due\s+and\s+payable|payable|due))|(?P<owned>(?:is|are)\s+(?:the\s+)?(?:\w+\s+){1,3}?(?:sole\s+)?(?:responsibility|obligation|duty)\s+to))\b";
    AND_TO = r"(?:,|;|\band\b)\s*(?:\([a-z0-9]{1,4}\)\s*)?(?:at\s+[^,;]{1,60},\s*)?(?P<m>(?P<not>not\s+)?to)\s+(?:\w+ly\s+)?[a-z]";
    GAP = r"^(?:\s|,\s*(?:in\s+)?(?:its|their)\s+[^,]{1,60},|,[^,;:]{1,160},|,\s*and\s+(?:its|their)\s+[^;:]{1,140},|\s(?:nor|and|or)\s+(?:its|their|his|her|any\s+of\s+its)\s+[^;:]{1,140}|\([^()]{1,80}\)|['’]s\s+(?:\w+\s+){0,2}(?:personnel|employees|staff|representatives?|managers?|officers?|directors?|auditors?|agents?|subcontractors)|\b(?:hereby|also|further|each|then|therefore|thereafter|hereto|both|additionally|specifically|mutually|collectively|in\s+turn|shall\s+be|\w+ly)\b|(?:\b(?:who|whose|to\s+whom|not|while|in|during|for|with|within|upon|at|by|from|after|before|on|as)\b[^;:,]{1,110},?)|\b(?:may|is|are|has|have|acknowledges?|warrants?|represents?|grants?|accepts?|appoints?|agrees?|covenants?|assumes|recognizes?|understands?)\b[^;:]{1,170}\b(?:and|but))*\s*$";
    PRONOUN = r"(?:^|[\s(,;])(?P<p>it|they|he|she|each|each\s+of\s+them|both)\s*(?:,[^,;]{1,120},\s*)?(?:\w+ly\s+|also\s+|further\s+|hereby\s+|each\s+)*$";
    AGAIN = r"(?:^|,|;|\band|\bbut|\bor|\bnor)\s*(?:\([a-z0-9]{1,4}\)\s*)?(?:and\s+|but\s+)?(?:also|then|further|hereby|it|they|thereafter|in\s+addition|\w+ly|\s)*(?:,?\s*(?:upon|on|if|at|in|within|for|prior|before|after|as|without|to\s+the\s+extent|when|unless|where)\b[^;]{1,220},\s*)?$";
    NOT_AGAIN = r"(?:^|\s)(?:which|that|who|whom|if|when|as|been|is|are|has|have|and|or)\s*$";
    ITEMED = r"\b(?:which|that|who|if|when|where|unless|whether)\s*:?\s*\([a-z]{1,4}\)$";
    OPENER = r"^[\s\d.()]*(?:if|when|where|upon|should|in\s+the\s+event)\b";
    SUBORDINATE = r"\b(?:if|when|whenever|where|unless|until|as|which|whom|whose|after|before|upon|once|because|since|while|whether|who|than|should|had|were|to|of|by|for|with|from|against|between|on|under|at|into|via|toward|towards|including|provide|notify|pay|give|gives|through|extent|behalf|all|any\s+other|like|among|and/or)\s*$";
    TELLING = r"\b(?:and|agree[sd]?|covenants?|undertakes?|acknowledges?|understood|stipulates?|stipulated\s+in\s+this\s+\w+|warrants?|represents?|provided|acknowledged|understands?|stipulated|ensure|further|however|confirms?)\s*(?:,[^,]{1,60},\s*)?(?:to\s+\w+\s+)?that\s*$";
    THAT_BEFORE = r"(?:(?:hereby|further|also|mutually)\s+)*\b(?:agrees?|covenants?|undertakes?)\s+(?:,[^,]{1,60},\s*)?that\s*(?:,?\s*for\s+[^,;]{1,60}\s)?$";
    LINK = r"^\s*(?:,|and|or|,\s*and|,\s*or|nor|,\s*nor|/|and/or)\s*(?:the\s+|each\s+of\s+)?$";
    MARK = r"^[\s\d.()§•●○*–—-]*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?";
    OWNER = r"['’]s\s+(?:sole\s+)?(?:responsibility|obligation|duty)";
}

/// A place where somebody takes up a duty, or where another statement begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    /// Who owes it; `None` where the sentence does not say.
    pub actor: Option<String>,
    /// Where its words begin.
    pub from: usize,
    /// Where its verb begins.
    pub verb: usize,
    /// To do or not to do; `None` where it is no duty and only ends the one before.
    pub modality: Option<Modality>,
    /// Whether it takes its subject from the head before.
    pub is_shared: bool,
    /// Whether the subject is a thing, on which somebody acts.
    pub is_passive: bool,
}

/// Every head of a sentence, in text order. `recent` are those who acted before it, the last first.
pub(super) fn heads(words: &str, actors: &Actors, recent: &[String]) -> Vec<Head> {
    let names = actors.find(words);
    let mut heads: Vec<Head> = Vec::new();
    let mut since = 0;
    for found in MODAL.captures_iter(words).take(40) {
        let Some(modal) = found.get(0) else { continue };
        let sentence = Place {
            words,
            names: &names,
            since,
            modal: (modal.start(), modal.end()),
            recent,
        };
        if words[..modal.start()].trim_end().ends_with("nor") {
            continue;
        }
        let said = Said {
            is_right: found.name("may").is_some() && found.name("maynot").is_none(),
            is_negated: found.name("maynot").is_some() || found.name("tonot").is_some(),
            is_state: found.name("resp").is_some() || found.name("owned").is_some(),
            is_payable: found.name("pay").is_some(),
        };
        if let Some(head) = sentence.head(&said, heads.last()) {
            since = modal.end();
            heads.push(head);
            if found.name("to").is_some() {
                let more = sentence.more_to(heads.last().expect("one was just put in"));
                heads.extend(more);
            }
        }
    }
    heads.sort_by_key(|head| head.from);
    heads
}

/// What the modal itself says.
struct Said {
    is_right: bool,
    is_negated: bool,
    is_state: bool,
    is_payable: bool,
}

/// A modal in its sentence.
struct Place<'a> {
    words: &'a str,
    names: &'a [(usize, usize)],
    /// Where the words begin that no earlier head has taken.
    since: usize,
    modal: (usize, usize),
    recent: &'a [String],
}

impl Place<'_> {
    fn head(&self, said: &Said, before: Option<&Head>) -> Option<Head> {
        let rest = &self.words[self.modal.1..];
        if said.is_payable {
            return self.thing(said);
        }
        let subject = self
            .owner(said)
            .or_else(|| self.named())
            .or_else(|| self.pronoun(before))
            .or_else(|| self.again(before));
        let Some(subject) = subject else {
            return self.thing(said);
        };
        if subject.is_passive {
            let (modality, verb) = passive::act(rest, said.is_negated)
                .map_or((None, 0), |act| (Some(act.modality), act.verb));
            return Some(subject.head(modality.filter(|_| !said.is_right), self.modal.1 + verb));
        }
        if (subject.is_pronoun || passive::INSURED.is_match(rest)) && !said.is_state {
            // `it shall be paid` tells of a thing.
            if let Some(act) = passive::act(rest, said.is_negated) {
                let head = subject.head(
                    Some(act.modality).filter(|_| !said.is_right),
                    self.modal.1 + act.verb,
                );
                return Some(Head {
                    actor: self.agent(rest).or_else(|| self.doer("", rest)),
                    is_passive: true,
                    ..head
                });
            }
        }
        let phrase = if said.is_state {
            Some(verbs::Phrase {
                modality: Modality::Must,
                verb: 0,
            })
            .filter(|_| !verbs::is_liability(rest))
        } else {
            verbs::duty(rest, said.is_negated || subject.is_negated)
        };
        let modality = phrase
            .filter(|_| !said.is_right)
            .map(|phrase| phrase.modality);
        let verb = phrase.map_or(0, |phrase| phrase.verb);
        Some(subject.head(modality, self.modal.1 + verb))
    }

    /// `It is Client's responsibility to`.
    fn owner(&self, said: &Said) -> Option<Subject> {
        let words = &self.words[self.modal.0..self.modal.1];
        let at = OWNER.find(words).filter(|_| said.is_state)?;
        let name = words[..at.start()]
            .trim_start_matches("is ")
            .trim_start_matches("are ");
        let from = self.words[..self.modal.0]
            .trim_end()
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + 1);
        Some(Subject::of(name, from))
    }

    /// A name before the modal that is its subject; the first that can be.
    fn named(&self) -> Option<Subject> {
        let within = |name: &&(usize, usize)| name.0 >= self.since && name.1 <= self.modal.0;
        let names: Vec<(usize, usize)> = self.names.iter().filter(within).copied().collect();
        for (at, (start, end)) in names.iter().enumerate() {
            let mut last = *end;
            for (next, next_end) in &names[at + 1..] {
                if !LINK.is_match(&self.words[last..*next]) {
                    break;
                }
                last = *next_end;
            }
            let gap = &self.words[last..self.modal.0];
            if GAP.is_match(gap) && !gap.contains(" that ") && self.can_be_subject(*start) {
                let from = self.with_telling(*start);
                return Some(Subject::of(&self.words[*start..last], from));
            }
        }
        None
    }

    /// Whether what stands before `start` leaves it free to be a subject.
    fn can_be_subject(&self, start: usize) -> bool {
        let before = self.words[..start].trim_end();
        let before = [
            "the", "The", "each", "Each", "such", "Such", "said", "any", "Any", "all", "All", "of",
        ]
        .iter()
        .find_map(|word| {
            before
                .strip_suffix(word)
                .filter(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
        })
        .unwrap_or(before)
        .trim_end();
        let word = before
            .rsplit(|c: char| c.is_whitespace() || c == '(')
            .next()
            .unwrap_or_default();
        if before.is_empty() || !word.ends_with(char::is_alphanumeric) {
            return !ITEMED.is_match(super::tail(before, 40));
        }
        if word.eq_ignore_ascii_case("that") {
            return TELLING.is_match(super::tail(before, 140));
        }
        if [
            "and",
            "but",
            "or",
            "nor",
            "then",
            "however",
            "therefore",
            "accordingly",
            "whereupon",
            "case",
            "hereby",
        ]
        .contains(&word.to_lowercase().as_str())
        {
            return true;
        }
        let is_after_condition = self.since == 0 && OPENER.is_match(before);
        !SUBORDINATE.is_match(super::tail(before, 60))
            && (is_after_condition
                || word.starts_with(char::is_uppercase)
                || word.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// The start of `agrees that` before a subject that it tells of.
    fn with_telling(&self, start: usize) -> usize {
        let from = self.since;
        THAT_BEFORE
            .find(&self.words[from..start])
            .map_or(start, |found| from + found.start())
    }

    /// `it shall`: whoever acted last in the sentence, or before it.
    fn pronoun(&self, before: Option<&Head>) -> Option<Subject> {
        let left = &self.words[self.since..self.modal.0];
        let found = PRONOUN.captures(left)?.name("p")?;
        let start = self.since + found.start();
        let lead = self.words[..start].trim_end();
        if SUBORDINATE.is_match(super::tail(lead, 60))
            || (lead.ends_with("that") && !TELLING.is_match(super::tail(lead, 140)))
        {
            return None;
        }
        let named = self
            .names
            .iter()
            .rev()
            .filter(|name| name.1 <= start)
            .find(|name| self.can_be_subject(name.0) || name.0 < 40)
            .map(|name| self.words[name.0..name.1].to_owned());
        let actor = match before {
            Some(head) if head.is_passive => named,
            Some(head) => named.or_else(|| head.actor.clone()),
            None => named.or_else(|| self.recent.first().cloned()),
        }?;
        Some(Subject {
            is_pronoun: true,
            ..Subject::of(&actor, self.with_telling(start))
        })
    }

    /// `and shall`: the subject of the head before.
    fn again(&self, before: Option<&Head>) -> Option<Subject> {
        let head = before?;
        let left = &self.words[self.since..self.modal.0];
        let found = AGAIN.find(left)?;
        if NOT_AGAIN.is_match(super::tail(&left[..found.start()], 40)) {
            return None;
        }
        let skipped = found.as_str().len()
            - found
                .as_str()
                .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(')
                .len();
        let mut from = self.since + found.start() + skipped;
        for word in ["and", "but", "or"] {
            if let Some(rest) = self.words[from..].strip_prefix(word)
                && rest.starts_with(char::is_whitespace)
            {
                from += word.len() + (rest.len() - rest.trim_start().len());
            }
        }
        // Between the conjunction and the modal there may stand an insertion: the words begin after it.
        let from = if self.modal.0 - from.min(self.modal.0) > 40 {
            self.modal.0
        } else {
            from
        };
        Some(Subject {
            actor: head.actor.clone(),
            from,
            is_negated: false,
            is_shared: true,
            is_passive: head.is_passive,
            is_pronoun: false,
        })
    }

    /// A thing on which somebody is to act: `each invoice shall be paid by Client`.
    fn thing(&self, said: &Said) -> Option<Head> {
        let left = &self.words[self.since..self.modal.0];
        let start = self.since + passive::subject(left, self.since == 0)?;
        let subject = &self.words[start..self.modal.0];
        let rest = &self.words[self.modal.1..];
        let act = if subject.trim() == "there" {
            passive::none_by(rest)
        } else if said.is_payable {
            passive::payable(subject, rest)
        } else {
            passive::act(rest, said.is_negated || passive::is_none(subject))
        }
        .filter(|_| !said.is_right && passive::can_be_acted_on(subject, rest));
        let actor = act.and_then(|_| self.agent(rest));
        if act.is_some() && actor.is_none() && passive::has_agent(rest) {
            return None;
        }
        // A plain `and` parts two clauses only where the second is a duty.
        if act.is_none()
            && self.words[..start].trim_end().ends_with("and")
            && !self.words[..start].trim_end().ends_with(", and")
        {
            return None;
        }
        Some(Head {
            actor: actor.or_else(|| self.doer(subject, rest)),
            from: start,
            verb: self.modal.1 + act.map_or(0, |act| act.verb),
            modality: act.map(|act| act.modality),
            is_shared: false,
            is_passive: true,
        })
    }

    /// Who acts on the thing where no name follows `by`: what nobody may do is for each party, what is
    /// given to a party is for another, and else whoever acted last.
    fn doer(&self, subject: &str, rest: &str) -> Option<String> {
        if passive::is_none(subject) || passive::is_mutual(rest) {
            return Some("each party".to_owned());
        }
        let given = passive::given_to(&self.words[self.modal.0 - subject.len()..]);
        self.recent
            .iter()
            .find(|name| given.is_none_or(|to| !to.starts_with(name.as_str())))
            .cloned()
    }

    /// Who acts on the thing: the name after `by`.
    fn agent(&self, rest: &str) -> Option<String> {
        let by = passive::agent(rest)?;
        let at = self.modal.1 + by;
        self.names
            .iter()
            .find(|name| name.0 >= at && name.0 <= at + 5)
            .map(|name| self.words[name.0..name.1].to_owned())
    }

    /// `agrees to keep … and to send`: each infinitive after the first.
    fn more_to(&self, head: &Head) -> Vec<Head> {
        let rest = &self.words[self.modal.1..];
        let end = rest
            .find([';', ':'])
            .filter(|at| *at > 200)
            .unwrap_or(rest.len());
        let end = MODAL.find(&rest[..end]).map_or(end, |next| next.start());
        let mut more = Vec::new();
        for found in AND_TO.captures_iter(&rest[..end]) {
            let Some(modal) = found.name("m") else {
                continue;
            };
            let rest = &rest[modal.end()..];
            if verbs::HARMLESS_OF.is_match(rest) {
                continue;
            }
            let Some(phrase) = verbs::item(rest, found.name("not").is_some()) else {
                continue;
            };
            more.push(Head {
                from: self.modal.1 + modal.start(),
                verb: self.modal.1 + modal.end() + phrase.verb,
                modality: head.modality.map(|_| phrase.modality),
                is_shared: true,
                ..head.clone()
            });
        }
        more
    }
}

/// Who acts, and where the words begin.
struct Subject {
    actor: Option<String>,
    from: usize,
    is_negated: bool,
    is_shared: bool,
    is_passive: bool,
    is_pronoun: bool,
}

impl Subject {
    fn of(name: &str, from: usize) -> Self {
        let first = name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase();
        Self {
            actor: Some(super::super::clauses::squeeze(name)),
            from,
            is_negated: ["neither", "no", "none"].contains(&first.as_str()),
            is_shared: false,
            is_passive: false,
            is_pronoun: false,
        }
    }

    fn head(self, modality: Option<Modality>, verb: usize) -> Head {
        Head {
            actor: self.actor,
            from: self.from,
            verb,
            modality,
            is_shared: self.is_shared,
            is_passive: self.is_passive,
        }
    }
}

/// Past the number or bullet at the start of a sentence.
pub(super) fn mark(words: &str) -> usize {
    MARK.find(words).map_or(0, |found| found.end())
}
