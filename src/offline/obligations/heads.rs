//! Where a sentence lets somebody owe something: its modal verbs with their subjects.
//!
//! A modal inside a relative or conditional clause is no head: it tells of a duty and states none.

use super::super::patterns::pattern;
use super::actors::Actors;
use super::subjects::Subject;
use super::{passive, verbs};
use crate::domain::obligation::Modality;
use std::sync::LazyLock;

patterns! {
    MODAL = r"\b(?:(?P<may>may(?:\s+(?P<maynot>not))?)|shall|must|will|['’]ll|(?P<to>(?:agrees?|agreeing|undertakes?|covenants?(?:\s+and\s+agrees?)?|commits?|promises?|(?:is|are)\s+(?:\w+ly\s+)?(?:required|obligated|obliged|bound)|has\s+the\s+(?:obligation|duty))(?:,[^,;]{1,90},|\s+\w+ly|\s+forthwith|(?:\s+(?:with|to)\s+(?:the\s+)?(?-i:[A-Z])[\w\s]{1,50}?)?(?:\s+as\s+follows)?\s*:\s*(?:\([a-z0-9]{1,4}\)|\d{1,2}(?:\.\d{1,2})*[.)]?|[a-z][.)]|[•●○▪*·–-])?)?(?:\s+\([a-z]+\))?\s+(?P<tonot>not\s+)?to)|(?P<need>(?:(?:is|are)\s+(?:also\s+)?|(?:has|have)\s+|needs?\s+|guarantees?\s+)(?P<neednot>not\s+)?to)|(?P<resp>(?:is|are)\s+(?:\w+ly\s+)?responsible\s+for)|(?P<pay>(?:is|are)\s+(?:due\s+and\s+payable|payable|due))|(?P<owned>(?:is|are)\s+(?:the\s+)?(?:\w+\s+){1,3}?(?:sole\s+)?(?:responsibility|obligation|duty)\s+to|(?:is|are|be)\s+the\s+(?:sole\s+)?(?:responsibility|obligation|duty)\s+of\s+[^,;.:]{2,50}?\s+to))\b";
    BOUND = r"^(?:is|are|has)\b";
    AND_TO = r"(?:,|;|\band\b|[•●○▪])\s*(?:and\s+)?(?:(?:\([a-z0-9]{1,4}\)|\d{1,2}(?:\.\d{1,2})*[.)]?|[a-z][.)]|[•●○▪*·–-])\s*)?(?:at\s+[^,;]{1,60},\s*)?(?P<m>(?P<not>not\s+)?to)\s+(?:\w+ly\s+)?[a-z]";
    MARK = r"^[\s\d.()§•●○*–—-]*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?";
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
        if is_month(&words[modal.start()..]) {
            continue;
        }
        let sentence = Place {
            words,
            names: &names,
            since,
            modal: (modal.start(), modal.end()),
            recent,
        };
        let before = words[..modal.start()].trim_end();
        // `advisers who need to know` says who they are.
        let is_relative =
            found.name("need").is_some() && (before.ends_with("who") || before.ends_with("that"));
        if is_relative || before.ends_with("nor") {
            continue;
        }
        let said = Said {
            is_right: found.name("may").is_some() && found.name("maynot").is_none(),
            is_negated: ["maynot", "tonot", "neednot"]
                .iter()
                .any(|name| found.name(name).is_some()),
            is_need: found.name("need").is_some(),
            is_state: found.name("resp").is_some() || found.name("owned").is_some(),
            is_payable: found.name("pay").is_some(),
            is_bound: found.name("to").is_some() && BOUND.is_match(modal.as_str()),
        };
        let head = sentence.head(&said, heads.last());
        if let Some(head) = head.filter(|head| !said.is_need || head.modality.is_some()) {
            since = modal.end();
            heads.push(head);
            if found.name("to").is_some() || found.name("need").is_some() {
                let more = sentence.more_to(heads.last().expect("one was just put in"));
                heads.extend(more);
            }
        }
    }
    heads.sort_by_key(|head| head.from);
    heads
}

/// What the modal itself says.
pub(super) struct Said {
    pub is_right: bool,
    /// `is to`, `has to`: a duty only before a verb by which parties act.
    pub is_need: bool,
    pub is_negated: bool,
    pub is_state: bool,
    pub is_payable: bool,
    /// `is obliged to`: whoever is not, is free.
    pub is_bound: bool,
}

/// A modal in its sentence.
pub(super) struct Place<'a> {
    pub words: &'a str,
    pub names: &'a [(usize, usize)],
    /// Where the words begin that no earlier head has taken.
    pub since: usize,
    pub modal: (usize, usize),
    pub recent: &'a [String],
}

impl Place<'_> {
    fn head(&self, said: &Said, before: Option<&Head>) -> Option<Head> {
        let rest = &self.words[self.modal.1..];
        if said.is_payable {
            return self
                .thing(said, before)
                .or_else(|| self.payable_too(before));
        }
        let subject = self
            .owner(said)
            .or_else(|| self.named())
            .or_else(|| self.relative())
            .or_else(|| self.pronoun(before))
            .or_else(|| self.again(before));
        let Some(subject) = subject else {
            return self.thing(said, before);
        };
        if subject.is_passive {
            let (modality, verb) = passive::act(rest, said.is_negated)
                .map_or((None, 0), |act| (Some(act.modality), act.verb));
            let head = subject.head(modality.filter(|_| !said.is_right), self.modal.1 + verb);
            // `interest shall accrue and shall be payable by Borrower`: each verb names its own.
            let is_not = head.modality == Some(Modality::MustNot);
            return Some(Head {
                actor: self
                    .agent(rest)
                    .or_else(|| head.actor.clone())
                    .or_else(|| is_not.then(|| "each party".to_owned())),
                ..head
            });
        }
        if (subject.is_pronoun || passive::INSURED.is_match(rest)) && !said.is_state {
            // `it shall be paid` tells of a thing.
            if let Some(act) = passive::act(rest, said.is_negated) {
                let subject_name = (!subject.is_pronoun)
                    .then(|| subject.actor.clone())
                    .flatten();
                let head = subject.head(
                    Some(act.modality).filter(|_| !said.is_right),
                    self.modal.1 + act.verb,
                );
                return Some(Head {
                    actor: self
                        .agent(rest)
                        .or_else(|| self.doer_to(subject_name.as_deref(), before)),
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
                .filter(|_| !(said.is_bound && subject.is_negated))
        };
        let phrase = phrase.filter(|_| said.is_state || !verbs::is_no_act(rest));
        if phrase.is_none() && !said.is_right && !subject.is_negated && !said.is_negated {
            let given = self.given(rest, &subject);
            if given.is_some() {
                return given;
            }
        }
        let modality = phrase
            .filter(|_| !said.is_right)
            .map(|phrase| phrase.modality);
        let verb = phrase.map_or(0, |phrase| phrase.verb);
        Some(subject.head(modality, self.modal.1 + verb))
    }

    /// What the subject is to get from another: `Supplier shall be paid by Customer`.
    fn given(&self, rest: &str, subject: &Subject) -> Option<Head> {
        let act = passive::given_by(rest)?;
        let giver = self.agent(rest)?;
        let is_other = subject
            .actor
            .as_deref()
            .is_some_and(|actor| !actor.ends_with(&giver));
        is_other.then_some(Head {
            actor: Some(giver),
            from: subject.from,
            verb: self.modal.1 + act.verb,
            modality: Some(act.modality),
            is_shared: false,
            is_passive: true,
        })
    }

    /// A thing on which somebody is to act: `each invoice shall be paid by Client`.
    fn thing(&self, said: &Said, before: Option<&Head>) -> Option<Head> {
        let left = &self.words[self.since..self.modal.0];
        let start = self.since + passive::subject(left, self.since == 0)?;
        let subject = &self.words[start..self.modal.0];
        let rest = &self.words[self.modal.1..];
        let mut act = if subject.trim() == "there" {
            passive::none_by(rest)
        } else if said.is_payable {
            passive::payable(subject, rest)
        } else {
            passive::act(rest, said.is_negated || passive::is_none(subject))
        }
        .filter(|_| !said.is_right && passive::can_be_acted_on(subject, rest));
        let actor = self.agent(rest);
        if act.is_none() && actor.is_some() && !said.is_right && !said.is_payable {
            act = passive::act_by(rest).filter(|_| passive::can_be_acted_on(subject, rest));
        }
        let actor = actor.filter(|_| act.is_some());
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
        // What nobody may do is for each party.
        let is_not = act.is_some_and(|act| act.modality == Modality::MustNot)
            && !passive::is_for_either(rest);
        let actor = actor
            .or_else(|| self.debtor(start))
            .or_else(|| self.doer(subject, rest, before))
            .or_else(|| is_not.then(|| "each party".to_owned()));
        Some(Head {
            actor,
            from: start,
            verb: if said.is_payable {
                self.due_word()
            } else {
                self.modal.1 + act.map_or(0, |act| act.verb)
            },
            modality: act.map(|act| act.modality),
            is_shared: false,
            is_passive: true,
        })
    }

    /// `invoiced yearly and is payable within ten days`: what is payable is the subject of the verb before.
    fn payable_too(&self, before: Option<&Head>) -> Option<Head> {
        let before = before.filter(|head| head.is_passive && head.modality.is_some())?;
        let left = self.words[self.since..self.modal.0].trim_end();
        let rest = &self.words[self.modal.1..];
        let is_joined = left.ends_with(" and") || left.ends_with(',');
        let act = passive::payable("fee", rest).filter(|_| is_joined)?;
        Some(Head {
            actor: self.agent(rest),
            from: self.modal.0,
            verb: self.due_word(),
            modality: Some(act.modality),
            is_shared: false,
            is_passive: before.is_passive,
        })
    }

    /// Where `due` or `payable` begins in the modal.
    fn due_word(&self) -> usize {
        let modal = &self.words[self.modal.0..self.modal.1];
        let at = modal.find(char::is_whitespace).unwrap_or(0);
        self.modal.0 + at + (modal[at..].len() - modal[at..].trim_start().len())
    }

    /// Who acts on the thing where no name follows `by`: what nobody may do is for each party. Whoever
    /// acted last does so only where the subject points back to it, `such report`, and where the act is
    /// not one that the other party may as well owe, as it is with money and repairs. What is given to
    /// a party is for another who acted.
    fn doer(&self, subject: &str, rest: &str, before: Option<&Head>) -> Option<String> {
        if passive::is_none(subject) || passive::is_mutual(rest) {
            return Some("each party".to_owned());
        }
        let given = passive::given_to(rest);
        let is_back = passive::points_back(subject) && !passive::is_for_either(rest);
        let to = given.and_then(|to| self.party_at(to));
        if to.is_none() && !is_back {
            return None;
        }
        let bare = |name: &str| {
            name.trim_start_matches("the ")
                .trim_start_matches("The ")
                .to_owned()
        };
        // Whoever the sentence names before is nearer than those who acted before it.
        let acted = before
            .filter(|head| !head.is_passive)
            .and_then(|head| head.actor.clone());
        let named = self
            .names
            .iter()
            .rev()
            .filter(|name| to.is_some() && name.1 <= self.modal.0);
        named
            .map(|name| self.words[name.0..name.1].to_owned())
            .chain(acted)
            .chain(self.recent.iter().cloned())
            .find(|name| to.as_deref().is_none_or(|to| bare(to) != bare(name)))
    }

    /// Who acts where a pronoun or a party is acted on: `it shall be kept` for whoever the sentence is
    /// about, `Licensor shall be named as insured` for another who acted last.
    fn doer_to(&self, party: Option<&str>, before: Option<&Head>) -> Option<String> {
        let Some(party) = party else {
            let rest = &self.words[self.modal.1..];
            let before = before.filter(|head| !head.is_passive && !passive::is_for_either(rest));
            return before?.actor.clone();
        };
        let is_other = |name: &&String| !party.ends_with(name.as_str()) && !name.ends_with(party);
        self.recent.iter().find(is_other).cloned()
    }

    /// The party whose name `words`, an end of the sentence, begin with.
    fn party_at(&self, words: &str) -> Option<String> {
        let at = self.words.len() - words.len();
        let name = self.names.iter().find(|name| name.0 <= at && at < name.1)?;
        Some(self.words[name.0..name.1].to_owned())
    }

    /// Who acts on the thing: the name after `by`.
    fn agent(&self, rest: &str) -> Option<String> {
        self.name_from(self.modal.1 + passive::agent(rest)?)
    }

    /// Whose debt the subject, from `start` on, is about.
    fn debtor(&self, start: usize) -> Option<String> {
        let at = passive::debtor(&self.words[start..self.modal.0])?;
        self.name_from(start + at)
    }

    /// The party that is named at `at`, an article apart.
    fn name_from(&self, at: usize) -> Option<String> {
        let mut names = self.names.iter();
        let name = names.find(|name| name.0 >= at && name.0 <= at + 5)?;
        Some(self.words[name.0..name.1].to_owned())
    }

    /// `agrees to keep … and to send`: each infinitive after the first.
    fn more_to(&self, head: &Head) -> Vec<Head> {
        let rest = &self.words[self.modal.1..];
        // The items of a list follow one another over many marks.
        let is_list = self.words[self.modal.0..self.modal.1].contains(':');
        let end = rest
            .find([';', ':'])
            .filter(|at| *at > 200 && !is_list)
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

/// Whether `words` begin with the month and not with the verb: `May 2026`.
fn is_month(words: &str) -> bool {
    words.strip_prefix("May").is_some_and(|rest| {
        rest.trim_start_matches([' ', ',', '\n'])
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Past the number or bullet at the start of a sentence.
pub(super) fn mark(words: &str) -> usize {
    MARK.find(words).map_or(0, |found| found.end())
}
