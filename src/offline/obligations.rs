//! Duties: sentences in which a party shall, must, will or agrees to do something.
//!
//! Rights, prohibitions, definitions and statements about the contract itself are no duties. The
//! actor is always one of the contract's own names for its parties.

use super::duties::{due_of, kind_of};
use super::money::amounts;
use super::parties::Named;
use super::passage::pattern;
use super::quote::{self, squeeze};
use crate::domain::document::Span;
use crate::domain::obligation::Draft;
use crate::domain::term::Engine;
use regex::Regex;
use std::sync::LazyLock;

/// Names for parties that contracts use without defining them.
const ROLES: &str = r"each\s+(?:of\s+the\s+)?part(?:y|ies)|either\s+party|both\s+parties|the\s+parties|parties|the\s+other\s+party|(?:receiving|disclosing|indemnifying|indemnified|affected|requesting|defaulting|non-defaulting|terminating|breaching)\s+party|a\s+party|such\s+party|party|recipient|discloser";
/// Roles that serve where the contract defines no alias, and beside those it does.
const TRADES: &str = r"customer|client|supplier|provider|vendor|contractor|consultant|licensor|licensee|reseller|distributor|buyer|seller|purchaser|lessor|lessee|landlord|tenant|manufacturer|franchisor|franchisee|subscriber|employer|company|agent|sponsor|subcontractor|borrower|lender|processor|controller";
const MODAL: &str = r"shall|must|will|agrees?\s+to|undertakes?\s+to|covenants?\s+to|(?:is|are)\s+(?:required|obligated|obliged)\s+to|(?:is|are)\s+responsible\s+for";

static NEXT_MODAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:,|;|\band\b|\bbut\b|\bor\b)\s*(?:\([a-z0-9]{1,4}\)\s*)?(?:also\s+|then\s+|it\s+|they\s+|further\s+|in\s+any\s+event\s+)*\b(?P<m>shall|must|will|agrees?\s+to)\b",
    )
});
static NO_DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:(?:also|hereby|further|at\s+all\s+times|in\s+no\s+event|under\s+no\s+circumstances|,[^,]{1,60},)\s*)*(?:not\b|never\b|no\b|in\s+no\s+|neither\b|nor\b|mean\b|be\s+(?:deemed|governed|construed|entitled|liable|free|considered|interpreted|binding|void|null|subject\s+to|the\s+(?:sole|exclusive)|relieved|treated|effective|permitted|allowed|excused|valid|an?\b|in\s+default)|have\s+(?:the\s+(?:right|option|meaning|sole|exclusive|authority)|no\b|any\b|full\b|sole\b)|own\b|retain\s+(?:all|ownership|title|the\s+right|any|its|sole)|include\b|constitute\b|survive\b|remain\b|become\b|apply\b|receive\b|begin\b|commence\b|continue\s+(?:in|to\s+be|until|for)|expire\b|terminate\b|enjoy\b|benefit\b|suffer\b|acquire\b|only\s+be\b)",
    )
});
static LIST_ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s,;:]|\band\s)\(\s*(?:[a-z]|[ivx]{1,4})\s*\)\s+"));
/// What may stand between the actor and its modal: nothing, an adverb, an insertion, a relative clause,
/// the party's own people, or another statement about the party joined by `and`.
static GAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:(?:hereby|also|further|each|then|therefore|thereafter|additionally|in\s+turn)\s*)?(?:,[^,]{1,120},|\b(?:that|which|who|whose)\b[^,;]{1,100},?|,?\s*(?:at|upon|on|as|in|during|for|with|by|from|after|before|within)\b[^;]{1,90},?|(?:\([^()]{1,60}\))|['’]s\s+(?:\w+\s+){0,2}(?:personnel|employees|staff|representatives?|managers?|officers?|directors?|auditors?|agents?|subcontractors)\b|(?:may|is|are|has|have|acknowledges|warrants|represents|grants|accepts|appoints|agrees)\b[^;:.]{1,150}\b(?:and|but))?\s*$",
    )
});
/// Words after which a name is an object, not the subject.
static OBJECT_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:to|of|by|for|with|from|against|between|on|upon|than|under|unless|as|behalf\s+of|and/or|provide|notify|pay|give|gives|that\s+the|at|into|via|toward|towards|including)\s+(?:the\s+|each\s+|such\s+)?$",
    )
});
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[\s\d.()§a-z]{0,8}\s)?(?P<c>(?:if|when|whenever|where|upon|in\s+the\s+event|on\s+(?:termination|expiry|expiration)|after|following|at\s+\w+['’]s\s+request)\b[^;]{3,220}?),\s",
    )
});

/// Finds duties in the words of one contract; made once per contract, from its own party names.
pub(super) struct Finder {
    subject: Regex,
    aliases: Vec<String>,
}

impl Finder {
    /// A finder for the parties that the contract names.
    pub fn new(parties: &[Named]) -> Self {
        let mut aliases: Vec<String> = Vec::new();
        for named in parties {
            aliases.extend(named.party.alias.clone());
            aliases.push(named.party.name.clone());
            aliases.extend(short_name(&named.party.name));
        }
        aliases.sort_by_key(|alias| std::cmp::Reverse(alias.len()));
        aliases.dedup();
        aliases.truncate(60);
        let names: Vec<String> = aliases
            .iter()
            .map(|alias| {
                alias
                    .split_whitespace()
                    .map(regex::escape)
                    .collect::<Vec<_>>()
                    .join(r"\s+")
            })
            .chain([ROLES.to_owned(), TRADES.to_owned()])
            .collect();
        let form = format!(
            r"\b(?P<a>{})\b(?P<g>[^;:.]{{0,170}}?)\b(?P<m>{MODAL})\b",
            names.join("|")
        );
        Self {
            subject: Regex::new(&format!("(?ix){form}")).unwrap_or_else(|_| pattern(&fallback())),
            aliases,
        }
    }

    /// The duties that one sentence states.
    pub fn read(&self, text: &str, sentence: Span) -> Vec<Draft> {
        let words = &text[sentence.range()];
        if words.len() > 6_000 || is_definition(words) {
            return Vec::new();
        }
        let mut heads = self.heads(words);
        heads.truncate(12);
        let mut drafts = Vec::new();
        for (at, head) in heads.iter().enumerate() {
            let end = heads.get(at + 1).map_or(words.len(), |next| next.from);
            if NO_DUTY.is_match(&words[head.after..]) {
                continue;
            }
            let lead = if at == 0 { &words[..head.from] } else { "" };
            for item in items(words, Span::new(head.after, end)) {
                drafts.push(self.draft(text, sentence, head, item, lead));
            }
        }
        drafts
    }

    /// Every place where a party takes up a duty: with its name, or again with `and shall`.
    fn heads(&self, words: &str) -> Vec<Head> {
        let mut heads: Vec<Head> = Vec::new();
        let mut from = 0;
        while let Some(captures) = self.subject.captures_at(words, from) {
            let (Some(actor), Some(gap), Some(modal)) =
                (captures.name("a"), captures.name("g"), captures.name("m"))
            else {
                break;
            };
            let is_subject = !OBJECT_BEFORE
                .is_match(super::terms::last(&words[..actor.start()], 40))
                && GAP.is_match(gap.as_str());
            if is_subject {
                heads.push(Head {
                    actor: squeeze(actor.as_str()),
                    from: actor.start(),
                    after: modal.end(),
                });
                from = modal.end();
            } else {
                from = actor.end();
            }
        }
        if heads.is_empty() {
            return heads;
        }
        for captures in NEXT_MODAL.captures_iter(words) {
            let (Some(whole), Some(modal)) = (captures.get(0), captures.name("m")) else {
                continue;
            };
            let owner = heads
                .iter()
                .rfind(|head| head.after <= whole.start())
                .map(|head| head.actor.clone());
            let is_known = heads.iter().any(|head| head.after == modal.end());
            if let (Some(actor), false) = (owner, is_known) {
                let at = heads.partition_point(|head| head.from < whole.start());
                heads.insert(
                    at,
                    Head {
                        actor,
                        from: whole.start(),
                        after: modal.end(),
                    },
                );
            }
        }
        heads
    }

    fn draft(&self, text: &str, sentence: Span, head: &Head, item: Span, lead: &str) -> Draft {
        let words = &text[sentence.range()];
        let action = words.get(item.range()).unwrap_or_default();
        let condition = CONDITION
            .captures(lead)
            .and_then(|found| found.name("c"))
            .map(|found| found.as_str());
        let quote = self.quote(text, sentence, head, item);
        Draft {
            actor: head.actor.clone(),
            beneficiary: self.beneficiary(action, &head.actor),
            action: shorten(action),
            kind: kind_of(action),
            due: due_of(action, lead, condition),
            amount: amounts(action).into_iter().next().map(|(_, money)| money),
            quote: text[quote.range()].to_owned(),
            near: Some(quote),
            engine: Engine::Offline,
        }
    }

    /// The whole sentence where it is short; of a long one, the part with this duty.
    fn quote(&self, text: &str, sentence: Span, head: &Head, item: Span) -> Span {
        let from = if item.start == head.after {
            head.from
        } else {
            item.start
        };
        let to = item.end.min(from + 320).max(from + 1);
        let mut hit = Span::new(sentence.start + from, sentence.start + to);
        while !text.is_char_boundary(hit.end) {
            hit.end += 1;
        }
        quote::quote_around(text, sentence, hit)
    }

    /// The other party that the first words of the action name.
    fn beneficiary(&self, action: &str, actor: &str) -> Option<String> {
        let head: String = action.chars().take(90).collect();
        self.aliases
            .iter()
            .filter(|alias| !alias.eq_ignore_ascii_case(actor))
            .filter_map(|alias| head.find(alias.as_str()).map(|at| (at, alias)))
            .filter(|(at, alias)| !head[at + alias.len()..].starts_with(['’', '\'']))
            .min_by_key(|(at, _)| *at)
            .map(|(_, alias)| alias.clone())
    }
}

/// Where a duty begins: who owes it, where its words start, where its action starts.
struct Head {
    actor: String,
    from: usize,
    after: usize,
}

/// The list items of an action, or the action itself where it has no list of at least two duties.
fn items(words: &str, action: Span) -> Vec<Span> {
    let inside = &words[action.range()];
    let marks: Vec<regex::Match<'_>> = LIST_ITEM.find_iter(inside).collect();
    let is_list = marks.len() >= 2
        && marks
            .first()
            .is_some_and(|mark| inside[..mark.start()].trim().len() < 40);
    if !is_list {
        return vec![crate::text::sentences::trim(
            words,
            action.start,
            action.end,
        )];
    }
    let mut found = Vec::new();
    for (at, mark) in marks.iter().enumerate().take(20) {
        let end = marks.get(at + 1).map_or(inside.len(), |next| next.start());
        let span =
            crate::text::sentences::trim(words, action.start + mark.end(), action.start + end);
        let item = &words[span.range()];
        if item.len() > 8 && !item.starts_with("not ") && item.starts_with(char::is_lowercase) {
            found.push(span);
        }
    }
    found
}

fn is_definition(sentence: &str) -> bool {
    static MEANS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"^[\s\d.()a-z]{0,10}["“][^"”]{1,80}["”][^.;]{0,40}\b(?:means?|shall\s+mean|has\s+the\s+meaning|refers?\s+to)\b"#,
        )
    });
    MEANS.is_match(sentence)
}

/// The first word of a company's name, which contracts often use alone: `Larkspur Systems, Inc.`.
fn short_name(name: &str) -> Option<String> {
    let first = name.split_whitespace().next()?.trim_end_matches(',');
    let is_plain = first.chars().count() > 4 && first.chars().all(char::is_alphabetic);
    let is_common = [
        "first",
        "american",
        "national",
        "united",
        "international",
        "general",
        "bank",
        "global",
        "agreement",
        "under",
        "service",
        "services",
    ]
    .contains(&first.to_lowercase().as_str());
    (is_plain && !is_common).then(|| first.to_owned())
}

fn fallback() -> String {
    format!(r"\b(?P<a>{ROLES}|{TRADES})\b(?P<g>[^;:.]{{0,130}}?)\b(?P<m>{MODAL})\b")
}

fn shorten(action: &str) -> String {
    let action = squeeze(action);
    let action = action
        .trim_matches([' ', ',', ';', '.', ':'])
        .trim_end_matches(" and");
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
