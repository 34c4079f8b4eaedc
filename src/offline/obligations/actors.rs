//! The names under which a contract lets somebody owe something: its parties, the roles that
//! contracts use without defining them, and the names that it itself lets act.
//!
//! A name is taken from the contract's own sentences; nothing here knows a company.

use super::super::parties::Named;
use super::verbs;
use crate::offline::patterns::{Pattern, built, cased};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names for parties that contracts use without defining them.
const ROLES: &str = r"(?:each|either|neither|both|none|any|no|one)\s+(?:of\s+)?(?:the\s+|such\s+)?(?:other\s+)?(?:part(?:y|ies)|of\s+them|of\s+us)(?:\s+(?:hereto|to\s+this\s+agreement))?|(?:the|such|a|that|other)\s+(?:other\s+)?part(?:y|ies)(?:\s+hereto)?|parties|(?:[a-z-]{2,20}(?:ing|ed)|breach)\s+party|party\s+(?:affected|concerned|in\s+default)|party\s+[a-d]|recipient|discloser|indemnitees?|indemnitors?|undersigned|you|we|(?-i:I)";
/// Roles that serve where the contract defines no alias, and beside those it does.
const TRADES: &str = r"customer|client|supplier|provider|vendor|contractor|consultant|licensor|licensee|reseller|distributor|buyer|seller|purchaser|lessor|lessee|landlord|tenant|manufacturer|franchisor|franchisee|subscriber|employer|company|agent|sponsor|subcontractor|borrower|lender|processor|controller|owner|operator|shipper|transporter|carrier|publisher|developer|affiliate|advisor|adviser|servicer|merchant|trustee|guarantor|sublicensee|host|member|agency|representative";

static UNNAMED: LazyLock<Pattern> = LazyLock::new(|| {
    // Roles in small letters are people of any kind, but for the plainest.
    cased(&format!(
        r"\b(?:(?i:{ROLES})|(?i:(?:the\s+|each\s+)?(?:{TRADES})s?))(?:\b|$)"
    ))
});

static ACTS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(&format!(
        r"\b(?P<n>(?:[A-Z][\w&’'.-]{{0,30}}\s+){{0,2}}[A-Z][\w&’'-]{{0,30}}(?:\s+\d)?),?\s+(?:shall|will|must|agrees?\s+to|undertakes\s+to)\s+(?:also\s+|promptly\s+|further\s+|not\s+|immediately\s+)?(?:{})\b",
        verbs::BASE
    ))
});

/// How many bytes of an action may name to whom it is owed.
const BENEFIT: usize = 200;
/// The same where nothing but its place tells so.
const NEAR: usize = 110;

/// What stands before a party that gets something: the verb itself, or a `to` after the object.
static RECEIVES: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)(?:^\W*(?:(?:promptly|immediately|also|then|timely|fully|further)\s+)*\w+\s+(?:(?:and|or)\s+\w+\s+)?(?:the\s+)?|\b(?:hold(?:s|ing)?|and)\s+harmless\s+(?:the\s+)?|\b(?:to|upon|with|against|notify|inform|advise)\s+(?:the\s+|such\s+)?)$",
    )
});
/// Those for whom a party answers, after its name.
static PEOPLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^['’]ll\b|^['’]s\s+(?:\w+\s+){0,2}(?i:personnel|employees|staff|representatives?|managers?|officers?|directors?|engineers?|counsel|subcontractors)\b",
    )
});
/// What before a name makes it somebody else's: `End Customer`, `sub-licensee`.
static STRANGER: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?:\w-|\b(?i:end|third|ultimate|third[-\s]party|prospective|potential|permitted|authori[sz]ed|subsequent|other)\s+)$",
    )
});
static ACTS_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^(?:['’]ll\b|\s+(?:also\s+|hereby\s+|further\s+)?(?:will|shall|must|agree|undertake|promise|am)\b)",
    )
});
static NUMBERED: LazyLock<Pattern> = LazyLock::new(|| cased(r"[A-Z][A-Za-z]*[\s(]+$"));
/// Roles that tell apart only the two sides of one duty.
static OTHER: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?:such\s+)?(?:other|indemnified|indemnifying|disclosing|receiving|non-\w+)\s+part(?:y|ies)(?:\s+hereto)?$",
    )
});

/// Capitalised words that never owe anything.
const THINGS: [&str; 43] = [
    "agreement",
    "section",
    "article",
    "exhibit",
    "schedule",
    "appendix",
    "attachment",
    "term",
    "services",
    "service",
    "products",
    "product",
    "software",
    "notice",
    "notices",
    "committee",
    "board",
    "arbitrator",
    "arbitrators",
    "arbitration",
    "court",
    "fees",
    "fee",
    "payment",
    "payments",
    "information",
    "data",
    "documentation",
    "it",
    "they",
    "this",
    "such",
    "and",
    "board of directors",
    "panel",
    "tribunal",
    "chair",
    "chairman",
    "invoice",
    "jsc",
    "site",
    "website",
    "system",
];

/// The names in the words of one contract, made once per contract.
pub(super) struct Actors {
    /// The aliases; `None` where there are none, or too many to look for.
    names: Option<Regex>,
    aliases: Vec<String>,
}

impl Actors {
    /// The names of `parties`, and those that `text` lets act at least twice.
    pub fn new(parties: &[Named], text: &str) -> Self {
        let mut aliases: Vec<String> = Vec::new();
        for named in parties {
            aliases.extend(named.party.alias.clone());
            aliases.push(named.party.name.clone());
            aliases.extend(short_name(&named.party.name));
        }
        aliases.extend(acting(text));
        aliases.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        aliases.dedup();
        aliases.truncate(60);
        let names: Vec<String> = aliases.iter().map(|alias| spaced(alias)).collect();
        // A name that ends in `é` has no Latin edge.
        let compile = if aliases.iter().all(|alias| alias.is_ascii()) {
            built
        } else {
            Regex::new
        };
        let form = format!(r"\b(?:{})(?:\b|$)", names.join("|"));
        Self {
            names: compile(&form).ok().filter(|_| !names.is_empty()),
            aliases,
        }
    }

    /// Every name in `words`, in text order; at the same place an alias comes before a role.
    pub fn find(&self, words: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut end = 0;
        let mut own = self.own(words, end);
        let mut role = UNNAMED.find_at(words, end);
        while let Some(name) = earlier(own, role) {
            end = name.end();
            found.push((name.start(), end));
            if own.is_some_and(|own| own.start() < end) {
                own = self.own(words, end);
            }
            if role.is_some_and(|role| role.start() < end) {
                role = UNNAMED.find_at(words, end);
            }
        }
        found.retain(|(start, end)| {
            let after = &words[*end..];
            // Of the first person only what acts; an article or a phase has a number.
            if &words[*start..*end] == "I"
                && (!ACTS_AFTER.is_match(after)
                    || NUMBERED.is_match(super::tail(&words[..*start], 24)))
            {
                return false;
            }
            let is_owner = after.starts_with(['’', '\'']) && !PEOPLE.is_match(after);
            !is_owner && !STRANGER.is_match(super::tail(&words[..*start], 24))
        });
        found
    }

    /// The name that `words` begin with, a possessive too: `The Supplier's obligations`.
    pub fn opening(&self, words: &str) -> Option<String> {
        let from = ["The ", "the "]
            .iter()
            .find(|word| words.starts_with(**word))
            .map_or(0, |word| word.len());
        let own = self.own(words, from);
        let name = earlier(own, UNNAMED.find(words))?;
        (name.start() <= from).then(|| super::super::quote::squeeze(name.as_str()))
    }

    fn own<'a>(&self, words: &'a str, from: usize) -> Option<regex::Match<'a>> {
        self.names.as_ref()?.find_at(words, from)
    }

    /// To whom `action` is owed: the party, other than `actor`, that follows its verb or a `to`; else
    /// the first that it names.
    pub fn beneficiary(&self, action: &str, actor: &str) -> Option<String> {
        let head = &action[..crate::text::sentences::floor(action, action.len().min(BENEFIT))];
        let named: Vec<(usize, &str)> = self
            .find(head)
            .into_iter()
            .map(|(start, end)| {
                let name = &head[start..end];
                let bare = ["the ", "The ", "each ", "Each "]
                    .iter()
                    .find_map(|word| name.strip_prefix(word));
                (start, bare.unwrap_or(name))
            })
            .filter(|(_, name)| self.can_benefit(name, actor))
            .collect();
        let receives = |(at, _): &&(usize, &str)| RECEIVES.is_match(&head[..*at]);
        let first = |(at, name): &&(usize, &str)| {
            let before = head[..*at].trim_end();
            *at < NEAR
                && !before.ends_with(" by")
                && !before.ends_with(" of")
                && !OTHER.is_match(name)
        };
        let found = named.iter().find(receives).or(named.iter().find(first))?;
        Some(super::super::quote::squeeze(found.1))
    }

    /// Whether `name` is a party of its own beside `actor`: a name of the contract, or the other party.
    fn can_benefit(&self, name: &str, actor: &str) -> bool {
        let is_known = self.aliases.iter().any(|alias| alias == name) || OTHER.is_match(name);
        is_known && !name.eq_ignore_ascii_case(actor) && !actor.contains(name)
    }
}

/// The one that begins earlier; `own` where both begin at the same place.
fn earlier<'a>(
    own: Option<regex::Match<'a>>,
    role: Option<regex::Match<'a>>,
) -> Option<regex::Match<'a>> {
    match (own, role) {
        (Some(own), Some(role)) if role.start() < own.start() => Some(role),
        (own, role) => own.or(role),
    }
}

/// The capitalised names that do what only parties do, at least twice.
fn acting(text: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for found in ACTS.captures_iter(text) {
        let Some(name) = found.name("n") else {
            continue;
        };
        let name = super::super::quote::squeeze(name.as_str());
        let name = ["The ", "Each ", "If ", "Such ", "Then "]
            .iter()
            .find_map(|word| name.strip_prefix(word))
            .unwrap_or(&name);
        let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        if !THINGS.contains(&last.as_str()) && name.len() > 1 {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    let mut names: Vec<(usize, String)> = counts
        .into_iter()
        .filter(|(_, count)| *count >= 2)
        .map(|(name, count)| (count, name))
        .collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    names.into_iter().take(12).map(|(_, name)| name).collect()
}

fn spaced(alias: &str) -> String {
    alias
        .split_whitespace()
        .map(regex::escape)
        .collect::<Vec<_>>()
        .join(r"\s+")
}

/// The first word of a company's name, which contracts often use alone: `Larkspur Systems, Inc.`.
fn short_name(name: &str) -> Option<String> {
    let first = name.split_whitespace().next()?.trim_end_matches(',');
    let is_plain = first.chars().count() > 3 && first.chars().all(char::is_alphabetic);
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
