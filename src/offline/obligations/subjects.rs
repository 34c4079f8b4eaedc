//! Who the subject of a modal is: a name, a pronoun, or whoever the clause before was about.
//!
//! A name inside another clause, or after a preposition, is never taken for a subject.

use super::super::patterns::pattern;
use super::heads::{Head, Place, Said};
use super::passive;
use crate::domain::obligation::Modality;
use std::sync::LazyLock;

patterns! {
    GAP = r"^(?:\s|-{4,}|,\s*(?:in\s+)?(?:its|their)\s+[^,]{1,60},|,[^,;:]{1,160},|,\s*and\s+(?:its|their)\s+[^;:]{1,140},|\s(?:nor|and|or)\s+(?:its|their|his|her|any\s+of\s+its)\s+[^;:]{1,140}|\([^()]{1,80}\)|['’]s\s+(?:\w+\s+){0,2}(?:personnel|employees|staff|representatives?|managers?|officers?|directors?|auditors?|agents?|subcontractors|engineers?|counsel)|\b(?:hereby|also|further|each|then|therefore|thereafter|hereto|both|additionally|specifically|mutually|collectively|in\s+turn|shall\s+be|\w+ly)\b|(?:\b(?:who|whose|to\s+whom|not|while|in|during|for|with|within|upon|at|by|from|after|before|on|as)\b[^;:,]{1,110},?)|\b(?:may|is|are|has|have|acknowledges?|warrants?|represents?|grants?|accepts?|appoints?|agrees?|covenants?|assumes|recognizes?|understands?|[a-z]+s)\b[^;:]{1,170}\b(?:and|but))*\s*$";
    // `If Supplier fails to send a report it must provide`: a clause without its `that`.
    CONTACT = r"(?:^|[,;]\s*)[\s\d.()]*(?:[a-z][.)]\s+)?(?:if|when|whenever|where|unless|should)\b[^,;]*\w\s*$";
    PRONOUN = r"(?:^|[\s(,;])(?P<p>it|they|he|she|each|each\s+of\s+them|both|the\s+latter)\s*(?:,[^,;]{1,120},\s*)?(?:\w+ly\s+|also\s+|further\s+|hereby\s+|each\s+|(?:has|have|is|are)\s+and\s+)*$";
    AGAIN = r"(?:^|,|;|\band|\bbut|\bor|\bnor)\s*(?:\([a-z0-9]{1,4}\)\s*)?(?:and\s+|but\s+)?(?:also|then|further|hereby|it|they|thereafter|in\s+addition|\w+ly|\s)*(?:,?\s*(?:upon|on|if|at|in|within|for|prior|before|after|as|without|to\s+the\s+extent|when|unless|where)\b[^;]{1,220},\s*|,?\s*(?:within|no\s+later\s+than|not\s+later\s+than|by|on\s+or\s+before)\s[^,;]{1,140}?\b(?:years?(?:\s+end)?|quarters?|months?|days?|weeks?|date|hereof|thereof|receipt|notice|termination|expiration|agreement|request|invoice|delivery|signature|\d{4})\s*)?$";
    TIMED = r"(?:within|no\s+later\s+than|not\s+later\s+than|by|on\s+or\s+before)\s";
    NOT_AGAIN = r"(?:^|\s)(?:which|that|who|whom|if|when|as|been|is|are|has|have|and|or)\s*$";
    ITEMED = r"\b(?:which|that|who|if|when|where|unless|whether)\s*:?\s*\([a-z]{1,4}\)$";
    OPENER = r"^[\s\d.()]*(?:[a-z]\.\s+)?(?:if|each|every|during|within|on|at|by|before|after|until|for|prior|following|as|in|when|where|upon|should|while|whenever|once|throughout|in\s+the\s+event)\b";
    SUBORDINATE = r"\b(?:what|how|if|when|whenever|where|unless|until|as|which|whom|whose|after|before|upon|once|because|since|while|whether|who|than|should|had|were|to|of|by|for|with|from|against|between|on|under|at|into|via|toward|towards|including|provide|notify|pay|give|gives|through|extent|behalf|all|any\s+other|like|among|and/or)\s*$";
    TELLING = r"\b(?:and|agree[sd]?|covenants?|undertakes?|acknowledges?|understood|stipulates?|stipulated\s+in\s+this\s+\w+|warrants?|represents?|provided|acknowledged|understands?|stipulated|ensure|further|however|confirms?)\s*(?:,[^,]{1,60},\s*)?(?:to\s+\w+\s+)?that\s*$";
    THAT_BEFORE = r"(?:(?:hereby|further|also|mutually)\s+)*\b(?:agrees?|covenants?|undertakes?)\s+(?:,[^,]{1,60},\s*)?that\s*(?:,?\s*for\s+[^,;]{1,60}\s)?$";
    // `acknowledges that Client is public and shall …`: what is told of another ends before the second verb.
    TELLS = r"^\s*(?:(?:hereby|further|also|expressly|irrevocably|understands|acknowledges|agrees|accepts)\s+(?:and\s+)?)*(?:acknowledges?|agrees?|accepts?|confirms?|understands?|recogni[sz]es?|warrants?|represents?)\s+that\s[^;:]{1,260}\b(?:and|but)\s*(?:(?:also|hereby|further|then|therefore|\w+ly)\s+)*$";
    TOLD_ENDS = r"\b(?:and|but)\s*(?:(?:also|hereby|further|then|therefore|\w+ly)\s+)*$";
    // `a Party wishing to publish`, `the Party that receives a claim`.
    NARROWED = r"^\s*,?\s*(?:that|which|who|wishing|receiving|seeking|intending|providing|disclosing|making|claiming|requesting|giving|affected|suffering|giving|requiring|proposing)\b[^;:]{1,140}$";
    // `a manual, which Client shall return`: a clause that goes on and tells a duty of its own.
    GOES_ON = r",\s+(?:(?:to|for|of|with|on|upon)\s+)?which(?:\s+(?-i:[a-z])\w+)?\s*$";
    WHO = r",\s+who\s+(?:(?:also|then|in\s+turn|\w+ly)\s+)*$";
    LINK = r"^\s*(?:,|and|or|,\s*and|,\s*or|nor|,\s*nor|/|and/or)\s*(?:the\s+|each\s+of\s+)?$";
    OWNER = r"['’]s\s+(?:sole\s+)?(?:responsibility|obligation|duty)";
}

impl Place<'_> {
    /// `It is Client's responsibility to`.
    pub(super) fn owner(&self, said: &Said) -> Option<Subject> {
        let words = &self.words[self.modal.0..self.modal.1];
        if !said.is_state {
            return None;
        }
        // `It is the duty of Client to`.
        let inside = |name: &&(usize, usize)| name.0 >= self.modal.0 && name.1 <= self.modal.1;
        if let Some((start, end)) = self.names.iter().find(inside) {
            return Some(Subject::of(&self.words[*start..*end], self.modal.0));
        }
        let at = OWNER.find(words)?;
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
    pub(super) fn named(&self) -> Option<Subject> {
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
            let is_beside = gap.trim().is_empty()
                || (GAP.is_match(gap) && (!gap.contains(" that ") || gap.contains(" that it ")));
            let is_told_active = || {
                TELLS.is_match(gap) && passive::act(&self.words[self.modal.1..], false).is_none()
            };
            let is_subject = (is_beside && !(self.is_told(*start) && TOLD_ENDS.is_match(gap)))
                || is_told_active()
                || (is_any_party(&self.words[*start..last])
                    && NARROWED.is_match(gap)
                    && names[at + 1..]
                        .iter()
                        .all(|name| name.0 < last || is_any_party(&self.words[name.0..name.1])));
            if is_subject && self.can_be_subject(*start) {
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
            "the", "The", "each", "Each", "such", "Such", "said", "any", "Any", "all", "All",
            "each of", "Each of", "any of", "all of",
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
        // `Client's supplier agreements, and shall …`: what is owned does not act.
        if word.ends_with("'s") || word.ends_with("’s") {
            return false;
        }
        if before.is_empty() || !word.ends_with(char::is_alphanumeric) {
            return !ITEMED.is_match(super::tail(before, 40));
        }
        if self.since > 0 && GOES_ON.is_match(super::tail(before, 60)) {
            return true;
        }
        if word.eq_ignore_ascii_case("that") {
            // `1. That Client shall pay`: a clause in the style of deeds.
            if before[super::heads::mark(before)..] == *"That" {
                return true;
            }
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

    /// Whether the name at `start` is the subject of what another tells: `acknowledges that Client …`.
    fn is_told(&self, start: usize) -> bool {
        let before = self.words[..start].trim_end();
        let before = before.strip_suffix("the").unwrap_or(before).trim_end();
        before.ends_with(" that")
    }

    /// The start of `agrees that` before a subject that it tells of.
    fn with_telling(&self, start: usize) -> usize {
        let from = self.since;
        THAT_BEFORE
            .find(&self.words[from..start])
            .map_or(start, |found| from + found.start())
    }

    /// `it shall`: whoever acted last in the sentence, or before it.
    pub(super) fn pronoun(&self, before: Option<&Head>) -> Option<Subject> {
        let left = &self.words[self.since..self.modal.0];
        let found = PRONOUN.captures(left)?.name("p")?;
        let start = self.since + found.start();
        let lead = self.words[..start].trim_end();
        if SUBORDINATE.is_match(super::tail(lead, 60))
            || is_contact(&self.words[self.since..start])
            || (lead.ends_with("that") && !TELLING.is_match(super::tail(lead, 140)))
        {
            return None;
        }
        let is_latter = self.words[start..].starts_with("the latter");
        let named = self
            .names
            .iter()
            .rev()
            .filter(|name| name.1 <= start)
            .find(|name| is_latter || self.can_be_subject(name.0) || name.0 < 40)
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

    /// `to Client, who shall`: the party whose name stands right before.
    pub(super) fn relative(&self) -> Option<Subject> {
        let left = &self.words[self.since..self.modal.0];
        let found = WHO.find(left).filter(|_| self.since > 0)?;
        let at = self.since + found.start();
        let (start, end) = self.names.iter().find(|name| name.1 == at)?;
        Some(Subject::of(&self.words[*start..*end], at + 2))
    }

    /// `and shall`: the subject of the head before.
    pub(super) fn again(&self, before: Option<&Head>) -> Option<Subject> {
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
        // Between the conjunction and the modal there may stand an insertion: the words begin after it,
        // but for one that tells when.
        let is_timed = TIMED
            .find(&self.words[from..self.modal.0])
            .is_some_and(|found| found.start() < 3);
        let from = if !is_timed && self.modal.0 - from.min(self.modal.0) > 40 {
            self.modal.0
        } else {
            from
        };
        Some(Subject {
            actor: head.actor.clone(),
            from,
            is_negated: head.actor.as_deref().is_some_and(is_nobody),
            is_shared: true,
            is_passive: head.is_passive,
            is_pronoun: false,
        })
    }
}

/// Who acts, and where the words begin.
pub(super) struct Subject {
    pub actor: Option<String>,
    pub from: usize,
    pub is_negated: bool,
    pub is_shared: bool,
    pub is_passive: bool,
    pub is_pronoun: bool,
}

impl Subject {
    pub fn of(name: &str, from: usize) -> Self {
        Self {
            actor: Some(super::super::quote::squeeze(name)),
            from,
            is_negated: is_nobody(name),
            is_shared: false,
            is_passive: false,
            is_pronoun: false,
        }
    }

    pub fn head(self, modality: Option<Modality>, verb: usize) -> Head {
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

/// Whether a clause without its `that` begins after `left`, the words of a condition.
fn is_contact(left: &str) -> bool {
    const LINKS: [&str; 9] = [
        "then", "and", "or", "but", "that", "if", "when", "where", "unless",
    ];
    let last = left.split_whitespace().next_back().unwrap_or_default();
    CONTACT.is_match(left) && !LINKS.contains(&last.to_lowercase().as_str())
}

/// Whether a name is that of any party whom its clause narrows: `any Party`, `the Party`.
fn is_any_party(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "party" || [" party", " parties"].iter().any(|end| name.ends_with(end))
}

/// Whether a name denies what is said of it: `neither party`.
fn is_nobody(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default();
    ["neither", "no", "none"].contains(&first.to_lowercase().as_str())
}
