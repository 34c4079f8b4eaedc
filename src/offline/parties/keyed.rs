//! Parties that stand on lines of their own behind a key: `Party A: Name`, `Company Name: Name`.
//!
//! Only a key that tells a party counts; addresses and contact persons are left alone.

use super::lexicon::roles;
use super::names::{Name, Names};
use super::{Named, add};
use crate::offline::patterns::cased;
use crate::offline::quote::squeeze;
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// How far into the text such lines may stand, in bytes, and how many there may be.
const WITHIN: usize = 8_000;
const MOST: usize = 8;

/// A key at the beginning of a line or a column, and what stands between it and the name.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    let roles = roles();
    cased(&format!(
        r"(?m)(?P<k>\bParty\s+[A-D1-4]|(?:^|\t|\x20{{2}}|\|)[ \t]*(?:(?i:The)\s+)?(?P<r>(?:[A-Z]\w+\s+)?(?i:{roles}))(?P<n>(?:['’]s)?\s+(?i:(?:full|legal|company|corporate|entity|registered)\s+)*(?i:name|entity))?)[ \t]*(?:\([^()\n]{{1,40}}\)[ \t]*)?(?:(?P<c>[:：])\s*(?:(?i:name)\s*[:：]\s*)?|[ \t]*\|[ \t]*|\t[ \t]*|\x20{{2,}})"
    ))
});

/// To whom an order or a letter goes.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?m)(?:^|\t|\x20{2}|\|)[ \t]*(?:(?i:to|(?:bill|sold|billed|invoice)\s+to|from|(?:prepared|quote|quotation)\s+(?:for|by)|party\s+[1-4])[ \t]*[:|]|(?i:(?:full\s+|legal\s+|company\s+)?name|(?:legal\s+)?entity)(?:[ \t]*[:|]|\x20{2}))[ \t]*",
    )
});

/// The parties behind keys, in text order, each called as its key.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let head = &names.text()[..floor(names.text(), WITHIN)];
    let keys: Vec<_> = KEY.captures_iter(head).take(MOST).collect();
    let mut found = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let (Some(whole), Some(word)) = (key.get(0), key.name("k")) else {
            continue;
        };
        let line_end = head[whole.end()..]
            .find('\n')
            .map_or(head.len(), |at| whole.end() + at);
        let next = keys.get(at + 1).and_then(|next| next.get(0));
        let end = next.map_or(line_end, |next| line_end.min(next.start()));
        let Some(name) = names.at(whole.end(), end) else {
            continue;
        };
        let fills = name.span.end == whole.end() + head[whole.end()..end].trim_end().len();
        let is_column = key.name("c").is_none() && key.name("r").is_some();
        let cell = head[whole.end()..end]
            .split(['|', '\t'])
            .next()
            .unwrap_or_default();
        let fills_cell =
            name.is_organisation && name.span.end == whole.end() + cell.trim_end().len();
        let is_beside = name.span.start == whole.end() && (name.has_form || fills_cell);
        let after = head[name.span.end..end].trim_start_matches([',', ' ']);
        let goes_on = ["and ", "AND ", "of ", "at ", "(", "residing ", "both "];
        let is_person =
            name.text.contains(' ') && goes_on.iter().any(|word| after.starts_with(word));
        if is_column && !is_beside || !(name.is_organisation || fills || is_person) {
            continue;
        }
        let second = after
            .get(..4)
            .filter(|word| is_person && word.eq_ignore_ascii_case("and "))
            .and_then(|_| names.at(name.span.end, end))
            .filter(|name| name.text.contains(' '));
        let mut named = Named::from(name);
        let alias = key.name("r").map_or(word.as_str(), |role| role.as_str());
        named.party.alias = Some(squeeze(alias));
        let alias = named.party.alias.clone();
        add(named, &mut found);
        if let Some(mut second) = second.map(Named::from) {
            second.party.alias = alias;
            add(second, &mut found);
        }
    }
    addressed(names, head, &mut found);
    found
}

/// Adds the companies to whom an order or a letter in `head` goes.
fn addressed(names: &Names<'_>, head: &str, found: &mut Vec<Named>) {
    for to in ADDRESSED.find_iter(head) {
        let line_end = head[to.end()..]
            .find('\n')
            .map_or(head.len(), |at| to.end() + at);
        let cell = &head[to.end()..line_end];
        let fills = |name: &Name| {
            name.span.end == to.end() + cell.trim_end_matches(['|', ' ', '\t', '\r']).len()
        };
        let is_company = |name: &Name| name.has_form || name.is_organisation && fills(name);
        let name = names.at(to.end(), line_end);
        if let Some(name) = name.filter(|name| is_company(name) && name.span.start == to.end()) {
            add(Named::from(name), found);
        }
    }
}
