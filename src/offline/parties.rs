//! The contracting parties: from the preamble, from keyed lines, from the signature block.
//!
//! A name is taken only from a place where parties are named, never from the body of the contract.

mod aliases;
mod called;
mod columns;
mod ends;
mod keyed;
mod lexicon;
mod listed;
mod names;
mod places;
mod preamble;
mod signatures;

use crate::domain::document::Span;
use crate::domain::value::{Party, plain};
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::floor;
use names::Names;
use std::sync::LazyLock;

/// A party and the place where its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The place of the name in the text.
    pub span: Span,
    /// The party.
    pub party: Party,
}

/// How far from the top a letter names who writes and who is written to, in bytes.
const LETTERHEAD: usize = 1_500;

/// From how many signing companies on a preamble is not believed that names others.
const MANY: usize = 3;

/// The parties in the order in which the contract names them.
pub fn parties(text: &str) -> Vec<Named> {
    let names = Names::new(text);
    let columns = columns::parties(&names);
    let mut found = named(&names, &columns);
    let is_known = |column: &Named, found: &[Named]| {
        found
            .iter()
            .any(|known| plain(&known.party.name) == plain(&column.party.name))
    };
    for column in columns {
        if is_known(&column, &found) {
            add(column, &mut found);
        }
    }
    call_the_addressee(text, &mut found);
    found
}

/// What a letter calls who reads it: `you (the “Consultant”)`, `you (“you” or the “Consultant”)`.
static YOU: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r#"\b[Yy]ou,?\s+\([^()“”"]{0,20}(?:["“](?i:you)["”],?\s*(?:or|and)\s+)?(?:as\s+)?(?:the\s+|an?\s+)?["“](?P<a>\p{Lu}[\p{L}\x20]{2,30})["”]"#,
    )
});

/// Gives what a letter calls its reader to the party that it is addressed to.
fn call_the_addressee(text: &str, found: &mut [Named]) {
    let head = &text[..floor(text, LETTERHEAD)];
    let Some(dear) = DEAR.find(head) else {
        return;
    };
    let line = head[dear.start()..].lines().next().unwrap_or_default();
    let body = &text[dear.start()..floor(text, dear.start() + LETTERHEAD)];
    let Some(called) = YOU.captures(body) else {
        return;
    };
    let greets = |named: &&mut Named| {
        let last = named.party.name.split(' ').next_back().unwrap_or_default();
        named.party.alias.is_none() && line.contains(last)
    };
    if let Some(named) = found.iter_mut().find(greets) {
        named.party.alias = Some(called["a"].to_owned());
    }
}

/// The parties of the first places that name two.
fn named(names: &Names<'_>, columns: &[Named]) -> Vec<Named> {
    let keyed = keyed::parties(names);
    let mut found = preamble::parties(names);
    let is_sure =
        |named: &Named| named.party.alias.is_some() && lexicon::has_form(&named.party.name);
    let plays = |named: &Named| {
        let alias = named.party.alias.as_deref();
        called::is_person(&named.party.name) && alias.is_some_and(lexicon::is_role)
    };
    if found.len() >= 2 && (found.iter().all(is_sure) || found.iter().all(plays)) {
        return found;
    }
    // A table of the parties at the top tells more than companies that only stand early in the text.
    let at_the_top = |column: &&Named| column.span.start < LETTERHEAD;
    let is_table = columns.iter().filter(at_the_top).count() >= 2
        && !found.iter().any(|named| named.party.alias.is_some());
    if keyed.len() >= 2 || is_table {
        found.clear();
    }
    if found.len() < 2 {
        keyed.into_iter().for_each(|named| add(named, &mut found));
    }
    if found.len() < 2 {
        for named in columns {
            add(named.clone(), &mut found);
        }
    }
    let is_signed = |named: &Named| names.is_signed(&named.party.name);
    if found.len() < 2 || !found.iter().any(is_signed) {
        let signed = signatures::parties(names);
        let is_sure = found.iter().any(is_sure);
        if found.len() >= 2 && signed.len() >= if is_sure { MANY } else { 2 } {
            return signed;
        }
        if found.len() < 2 || !is_sure {
            signed.into_iter().for_each(|named| add(named, &mut found));
        }
    }
    if found.len() < 2 {
        for named in letterhead(names) {
            if found.len() < 2 {
                add(named, &mut found);
            }
        }
    }
    if found.len() < 2
        && let Some(named) = addressee(names)
    {
        add(named, &mut found);
    }
    found
}

static DEAR: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?m)^[ \t]*Dear\s+\p{Lu}"));

/// The person to whom a letter goes: the first line above `Dear`, where no company stands below it.
fn addressee(names: &Names<'_>) -> Option<Named> {
    let text = names.text();
    let dear = DEAR.find(&text[..floor(text, LETTERHEAD)])?;
    let block = text[..dear.start()]
        .trim_end()
        .rsplit("\n\n")
        .find(|block| block.trim().contains('\n'))?
        .trim();
    let line = block.lines().next()?.trim();
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let name = names.at(start, start + line.len())?;
    let is_company = |line: &str| line.split_whitespace().any(lexicon::is_form);
    let fills = name.span.end == start + line.len() && name.text.contains(' ');
    (fills && !block.lines().any(is_company)).then(|| Named::from(name))
}

/// The organisations that stand alone on lines or in columns at the very top: who sends a letter or
/// an order and who receives it.
fn letterhead(names: &Names<'_>) -> Vec<Named> {
    let text = names.text();
    let head = &text[..floor(text, LETTERHEAD)];
    let mut found = Vec::new();
    let mut is_first = true;
    let mut above = "";
    for line in head.lines() {
        let is_rest = signatures::is_wrapped(above, line);
        above = line;
        if line.trim().is_empty() || is_rest {
            continue;
        }
        for cell in signatures::cells(line) {
            let start = cell.as_ptr() as usize - text.as_ptr() as usize;
            let whole = || {
                let name = names.at(start, start + cell.len())?;
                let fills = name.span == Span::new(start, start + cell.len());
                (fills && name.is_organisation).then(|| Named::from(name))
            };
            let named = signatures::alone(names, start, cell);
            if let Some(named) = named.or_else(|| whole().filter(|_| is_first)) {
                add(named, &mut found);
            }
        }
        is_first = false;
    }
    found
}

/// Adds a party unless it is known; a known one learns its alias.
fn add(named: Named, found: &mut Vec<Named>) {
    let key = plain(&named.party.name);
    let called = |known: &Named| {
        known
            .party
            .alias
            .as_deref()
            .is_some_and(|alias| plain(alias) == key)
    };
    if found
        .iter()
        .any(|known| called(known) && plain(&known.party.name) != key)
    {
        return;
    }
    match found
        .iter_mut()
        .find(|known| plain(&known.party.name) == key)
    {
        Some(known) => {
            if known.party.alias.is_none() {
                known.party.alias = named.party.alias;
            }
        }
        None => found.push(named),
    }
}

#[cfg(test)]
mod tests;
