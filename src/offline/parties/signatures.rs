//! The parties that sign: the name above `By:`, in the block at the end.
//!
//! Who signs for a party, as its partner or manager, is not a party.

use super::lexicon::{is_form, roles};
use super::names::{Names, SIGNS};
use super::{Named, add};
use crate::offline::patterns::{Pattern, cased};
use crate::offline::quote::squeeze;
use crate::text::sentences::floor;
use std::sync::LazyLock;

/// The most parties that a block without a preamble is believed to name.
const MOST: usize = 99;

/// Text at the end of the first third that may hold signatures, in bytes.
const LETTER: usize = 400;

/// What stands before the name of a party that signs.
static FOR: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"(?i)\bfor\s+and\s+(?:on|in)\s+behalf\s+of\b[\s:]*"));

/// The same in fewer words, which stand before other names too: `For Acme Ltd`, `Signed by Acme Ltd`.
static FOR_SHORT: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?m)(?:^|[ \t]{2}|[,;] )(?i:(?:signed|executed|authori[sz]ed|accepted|confirmed|agreed|duly\s+executed)(?:\s+as\s+(?:a\s+deed|an\s+agreement))?\s+(?:by|for)|on\s+behalf\s+of|for)[ \t:]+",
    )
});

/// What a party is called before its name: `on behalf of the Agency, Gull Ltd`.
static PART_FIRST: LazyLock<Pattern> = LazyLock::new(|| {
    let roles = roles();
    cased(&format!(
        r"^\s*(?i:the\s+)?(?P<r>(?i:{roles}|agency))[ \t]*(?:[,:][ \t]*\n?[ \t]*|\n[ \t]*)"
    ))
});

/// Words on the line of a signature that tell no party.
static NOT_A_PARTY: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:by|name|title|date|dated|its|witness|signature|signed|page|exhibit|agreement|president|officer|director|manager|attorney|address|attn|source|secretary|chairman|treasurer|signatory|execution|duly|authori[sz]ed)\b|general\s+partner|managing\s+member|sole\s+member|/[sS]/|[:_\]]|\.\.\.",
    )
});

/// The companies that sign.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let text = names.text();
    // A letter of a few lines has its signatures near its beginning.
    let from = floor(text, (text.len() / 3).saturating_sub(LETTER));
    let mut found = for_whom(names, from, &FOR, false);
    if found.len() < 2 {
        for named in for_whom(names, from, &FOR_SHORT, true) {
            add(named, &mut found);
        }
    }
    if found.len() < 2 {
        let mut last = from;
        for sign in SIGNS.find_iter(&text[from..]) {
            let at = from + sign.start();
            for named in above(names, last.max(at.saturating_sub(400)), at) {
                add(named, &mut found);
            }
            last = from + sign.end();
        }
    }
    found.truncate(MOST);
    found
}

/// The names behind words that tell for whom somebody signs; `is_strict` asks for a company.
fn for_whom(names: &Names<'_>, from: usize, words: &Pattern, is_strict: bool) -> Vec<Named> {
    let text = names.text();
    let mut found = Vec::new();
    for of in words.find_iter(&text[from..]) {
        let at = from + of.end();
        let part = PART_FIRST.captures(&text[at..floor(text, at + 60)]);
        let part =
            part.and_then(|part| Some((part.get(0)?.end(), squeeze(part.name("r")?.as_str()))));
        // Over two columns, the line below begins with the name of the first one.
        let is_over_columns = part.as_ref().is_some_and(|(end, _)| {
            let from = text[..of.start() + from].rfind('\n').map_or(0, |at| at + 1);
            let mut lines = text[from..].lines();
            text[at..at + end].contains('\n')
                && lines.by_ref().take(2).any(|line| cells(line).count() > 1)
        });
        if is_over_columns {
            continue;
        }
        let at = at + part.as_ref().map_or(0, |(end, _)| *end);
        let column = column_end(text, at, floor(text, at + 160));
        let Some(name) = names.at(at, column) else {
            continue;
        };
        // A name that goes on in the next line of its column is read in part only.
        let rest = &text[name.span.end..];
        let is_cut = !name.has_form
            && rest.starts_with("    ")
            && rest
                .lines()
                .nth(1)
                .and_then(|line| cells(line).next())
                .is_some_and(ends_in_form);
        if !is_cut && (!is_strict || name.has_form && name.span.start == at) {
            let mut named = Named::from(name);
            named.party.alias = part.map(|(_, part)| part);
            add(named, &mut found);
        }
    }
    found
}

fn ends_in_form(cell: &str) -> bool {
    cell.split_whitespace().next_back().is_some_and(is_form)
}

/// Whether the columns of a line go on with names that were cut in the line above: no legal form
/// stands there yet, and each column ends in one here.
pub(super) fn is_wrapped(above: &str, line: &str) -> bool {
    let count = cells(line).count();
    count >= 2
        && cells(above).count() == count
        && cells(line).all(ends_in_form)
        && !cells(above).any(|cell| ends_in_form(cell) || cell.ends_with(':'))
        && above.contains(char::is_lowercase)
}

/// Where the column ends that begins at `at`: before a gap inside its line.
fn column_end(text: &str, at: usize, end: usize) -> usize {
    let stretch = &text[at..end];
    let lead = stretch.len() - stretch.trim_start().len();
    let line = stretch[lead..]
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end();
    line.find("    ").map_or(end, |gap| at + lead + gap)
}

/// The companies of the last line between two signatures that names any; columns stand side by side.
fn above(names: &Names<'_>, from: usize, at: usize) -> Vec<Named> {
    let text = names.text();
    let block = &text[floor(text, from)..at];
    let lines: Vec<&str> = block.lines().collect();
    for (at, line) in lines.iter().enumerate().rev() {
        if at > 0 && is_wrapped(lines[at - 1], line) {
            continue;
        }
        let start = |cell: &str| cell.as_ptr() as usize - text.as_ptr() as usize;
        let mut found: Vec<Named> = cells(line)
            .filter_map(|cell| alone(names, start(cell), cell))
            .collect();
        if found.is_empty() {
            // Words of a name may stand far apart in a line that was stretched.
            found.extend(alone(names, start(line), line));
        }
        if !found.is_empty() {
            // Who signs beside a company signs as a party too.
            let beside = cells(line).filter_map(|cell| whole(names, start(cell), cell));
            beside.for_each(|named| add(named, &mut found));
            return found;
        }
    }
    Vec::new()
}

/// The name of several words that fills a cell.
fn whole(names: &Names<'_>, start: usize, cell: &str) -> Option<Named> {
    let name = names.at(start, start + cell.len())?;
    let fills = name.span.end == start + cell.len();
    (fills && name.text.contains(' ') && !NOT_A_PARTY.is_match(cell)).then(|| Named::from(name))
}

/// The columns of a line.
pub(super) fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(['\t', '|', '·'])
        .flat_map(|cell| cell.split("    "))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
}

/// The company that a cell names and hardly anything else.
pub(super) fn alone(names: &Names<'_>, start: usize, cell: &str) -> Option<Named> {
    let cell = cell.trim_end_matches([':', ' ', '\t']);
    let end = start + cell.len();
    let other = NOT_A_PARTY.find_iter(cell).last();
    let start = start + other.map_or(0, |other| other.end());
    if start >= end || end - start > 120 {
        return None;
    }
    let name = names.at(start, end)?;
    (name.has_form && name.span.end + 12 >= end).then(|| Named::from(name))
}
