//! Parties that stand on lines of their own behind a key: `Party A: Name`, `Company Name: Name`.
//!
//! Only a key that tells a party counts; addresses and contact persons are left alone.

use super::lexicon::roles;
use super::names::{Name, Names};
use super::{Named, add};
use crate::offline::patterns::{Pattern, cased};
use crate::offline::quote::squeeze;
use crate::text::sentences::floor;
use regex::Captures;
use std::sync::LazyLock;

/// How far into the text such lines may stand, in bytes, and how many there may be.
const WITHIN: usize = 8_000;
const MOST: usize = 8;

/// A key at the beginning of a line or a column, which may be numbered, and what stands between it and the
/// name.
static KEY: LazyLock<Pattern> = LazyLock::new(|| {
    let roles = roles();
    cased(&format!(
        r"(?m)(?P<k>\bParty\s+[A-D1-4]|(?:^(?:[ \t]*\(?(?:\d{{1,2}}(?:\.\d{{1,2}})?|[a-z])[.)][ \t]+|[ \t]*\d{{1,2}}[ \t]+)?|\t|\x20{{2}}|\|)[ \t]*(?:(?i:The)[ \t]+)?(?P<r>(?:[A-Z]\w+\x20)?(?i:{roles}))(?P<n>(?:['’]s)?[ \t]+(?i:(?:full|legal|company|corporate|entity|registered)[ \t]+)*(?i:name|entity))?)[ \t]*(?:\([^()\n]{{1,40}}\)[ \t]*)?(?:(?P<c>[:：])\s*(?:(?i:name)\s*[:：]\s*)?|[ \t]*\|[ \t]*|\t[ \t]*|\x20{{2,}})"
    ))
});

/// To whom an order or a letter goes.
static ADDRESSED: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?m)(?:^|\t|\x20{2}|\|)[ \t]*(?:(?i:to|(?:bill|sold|billed|invoice)\s+to|from|(?:prepared|quote|quotation)\s+(?:for|by)|party\s+[1-4])[ \t]*[:|]|(?i:(?:full[ \t]+)?(?:legal[ \t]+|company[ \t]+)?name|(?:legal\s+)?entity)(?:[ \t]*[:|]|\x20{2}))[ \t]*",
    )
});

/// Who helps the parties: a contract that names two others behind keys is not made with these.
const HELPERS: [&str; 12] = [
    "carrier",
    "broker",
    "agent",
    "reseller",
    "guarantor",
    "trustee",
    "insurer",
    "depositor",
    "registrar",
    "underwriter",
    "beneficiary",
    "mortgagee",
];

/// How far from the top a purchase order says that it is one, in bytes.
const TITLE_WITHIN: usize = 1_500;

static ORDER: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i)\bpurchase\s+order\b"));

/// A party behind a key that names its part, or none.
struct Keyed {
    named: Named,
    /// The part in small letters; empty behind `Party A`.
    part: String,
    /// Whether the name is that of a person.
    is_person: bool,
}

/// The parties behind keys, in text order, each called as its key.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let head = &names.text()[..floor(names.text(), WITHIN)];
    let keys: Vec<_> = KEY.captures_iter(head).take(MOST).collect();
    let mut keyed = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let next = keys.get(at + 1).and_then(|next| next.get(0));
        behind(names, head, key, next.map(|next| next.start()), &mut keyed);
    }
    let is_order = ORDER.is_match(&head[..floor(head, TITLE_WITHIN)]);
    let mut found = Vec::new();
    for named in principals(keyed, is_order) {
        add(named, &mut found);
    }
    addressed(names, head, &mut found);
    found
}

/// The parties without who only helps them: a carrier, a broker, a second provider beside the
/// provider, the person who does the buying for who placed an order.
fn principals(keyed: Vec<Keyed>, is_order: bool) -> Vec<Named> {
    let is_helper = |keyed: &Keyed| {
        let last = keyed.part.split(' ').next_back().unwrap_or_default();
        HELPERS.contains(&last)
    };
    let second = |this: &Keyed| {
        let last = this.part.split_once(' ').map(|(_, last)| last);
        last.is_some_and(|last| keyed.iter().any(|other| other.part == last))
    };
    let drops: Vec<bool> = keyed
        .iter()
        .map(|keyed| is_helper(keyed) || second(keyed))
        .collect();
    let others = drops.iter().filter(|drops| !**drops).count();
    keyed
        .into_iter()
        .zip(drops)
        .filter(|(keyed, drops)| {
            let buys = is_order && keyed.is_person && keyed.part == "buyer";
            !buys && !(*drops && (is_order || others >= 2))
        })
        .map(|(keyed, _)| keyed.named)
        .collect()
}

/// A name that fills its line and ends in a legal form on the line below, with the end of that line:
/// `Lessor: Gull Equipment` / `Finance, Inc.`
fn over_the_line(
    names: &Names<'_>,
    head: &str,
    name: &Name,
    (line_end, next): (usize, Option<usize>),
) -> Option<(Name, usize)> {
    let below = head.get(line_end + 1..)?;
    let end = line_end + 1 + below.find('\n').unwrap_or(below.len());
    let is_cut = !name.has_form
        && name.span.end == line_end
        && next.is_none_or(|next| end < next)
        && below.starts_with(char::is_uppercase);
    let longer = names.at(name.span.start, end).filter(|_| is_cut)?;
    let goes_on = longer.has_form
        && longer.span.start == name.span.start
        && longer.span.end == line_end + 1 + head[line_end + 1..end].trim_end().len();
    goes_on.then_some((longer, end))
}

/// Adds the name behind a key, and the one joined to it by `and`.
fn behind(
    names: &Names<'_>,
    head: &str,
    key: &Captures<'_>,
    next: Option<usize>,
    keyed: &mut Vec<Keyed>,
) {
    let (Some(whole), Some(word)) = (key.get(0), key.name("k")) else {
        return;
    };
    let line_end = head[whole.end()..]
        .find('\n')
        .map_or(head.len(), |at| whole.end() + at);
    let end = next.map_or(line_end, |next| line_end.min(next));
    let end = whole.end() + column(&head[whole.end()..end]).len();
    let Some(mut name) = names.at(whole.end(), end) else {
        return;
    };
    let mut end = end;
    if let Some((longer, line)) = over_the_line(names, head, &name, (line_end, next)) {
        name = longer;
        end = line;
    }
    // The line under a key may hold two columns, each with the first words of a name.
    let is_below = key.name("c").is_some_and(|colon| {
        head[colon.range()].contains('\n') || head[colon.end()..whole.end()].contains('\n')
    });
    if is_below && end < line_end && !name.has_form {
        return;
    }
    let fills = name.span.end == whole.end() + head[whole.end()..end].trim_end().len();
    let is_column = key.name("c").is_none() && key.name("r").is_some();
    let cell = head[whole.end()..end]
        .split(['|', '\t'])
        .next()
        .unwrap_or_default();
    let fills_cell = name.is_organisation && name.span.end == whole.end() + cell.trim_end().len();
    let is_beside = name.span.start == whole.end() && (name.has_form || fills_cell);
    let after = head[name.span.end..end].trim_start_matches([',', ' ']);
    let goes_on = ["and ", "AND ", "of ", "at ", "(", "residing ", "both "];
    let is_person = name.text.contains(' ') && goes_on.iter().any(|word| after.starts_with(word));
    if is_column && !is_beside || !(name.is_organisation || fills || is_person) {
        return;
    }
    let second = after
        .get(..4)
        .filter(|word| is_person && word.eq_ignore_ascii_case("and "))
        .and_then(|_| names.at(name.span.end, end))
        .filter(|name| name.text.contains(' '));
    let part = key.name("r").map_or("", |role| role.as_str());
    let called = if part.is_empty() { word.as_str() } else { part };
    let section = part
        .eq_ignore_ascii_case("company")
        .then(|| section(&head[..word.start()]))
        .flatten();
    let alias = section.unwrap_or_else(|| squeeze(called));
    for name in [Some(name), second].into_iter().flatten() {
        let is_person = !name.is_organisation;
        let mut named = Named::from(name);
        named.party.alias = Some(alias.clone());
        keyed.push(Keyed {
            named,
            part: part.to_lowercase(),
            is_person,
        });
    }
}

/// The first column of a line.
fn column(line: &str) -> &str {
    let lead = line.len() - line.trim_start().len();
    let end = line[lead..].find("    ").map_or(line.len(), |at| lead + at);
    &line[..end]
}

/// The part that the heading of a block of lines names: `CUSTOMER INFORMATION` above `Company:`.
fn section(before: &str) -> Option<String> {
    static SECTION: LazyLock<Pattern> = LazyLock::new(|| {
        let roles = roles();
        cased(&format!(
            r"^[ \t]*(?i:the\s+)?(?P<r>(?i:{roles}))(?:(?:['’]s)?\s+(?i:information|details|data|particulars))?[ \t]*:?$"
        ))
    });
    let block = before.trim_end().rsplit("\n\n").next()?;
    let heading = block
        .lines()
        .rev()
        .take(4)
        .find_map(|line| SECTION.captures(line.trim_end()))?;
    Some(squeeze(&heading["r"]))
}

/// What the lines under a name call its bearer: `Short form name   Supplier`.
fn called_below(after: &str) -> Option<String> {
    static CALLED: LazyLock<Pattern> = LazyLock::new(|| {
        let roles = roles();
        cased(&format!(
            r"(?m)^[ \t|]*(?i:short\s+(?:form\s+)?name|short\s+form|referred\s+to\s+as|role|capacity|defined\s+(?:term|as)|called|known\s+as|alias)(?:[ \t]*[:|][ \t]*|[ \t]{{2,}}|\t)[ \t]*(?i:the\s+)?(?P<r>(?i:{roles}))[ \t|]*$"
        ))
    });
    let block = after.get(..floor(after, 400))?;
    let called = CALLED.captures(block)?;
    let between = &block[..called.get(0)?.start()];
    if ADDRESSED.is_match(between) || KEY.is_match(between) {
        return None;
    }
    Some(squeeze(&called["r"]))
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
            let below = called_below(&head[line_end..]).or_else(|| section(&head[..to.start()]));
            let mut named = Named::from(name);
            named.party.alias = below;
            add(named, found);
        }
    }
}
