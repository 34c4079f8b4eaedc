//! The parties that sign: the name above `By:`, in the block at the end.
//!
//! Who signs for a party, as its partner or manager, is not a party.

use super::names::{Names, SIGNS};
use super::{Named, add};
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// The most parties that a block without a preamble is believed to name.
const MOST: usize = 99;

/// Text at the end of the first third that may hold signatures, in bytes.
const LETTER: usize = 400;

/// What stands before the name of a party that signs.
static FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bfor\s+and\s+(?:on|in)\s+behalf\s+of\b[\s:]*")
        .expect("a constant pattern compiles")
});

/// Words on the line of a signature that tell no party.
static NOT_A_PARTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:by|name|title|date|dated|its|witness|signature|signed|page|exhibit|agreement|president|officer|director|manager|attorney|address|attn|source|secretary|chairman|treasurer|signatory|execution|duly|authori[sz]ed)\b|general\s+partner|managing\s+member|sole\s+member|/[sS]/|[:_\]]|\.\.\.")
        .expect("a constant pattern compiles")
});

/// The companies that sign.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let text = names.text();
    // A letter of a few lines has its signatures near its beginning.
    let from = floor(text, (text.len() / 3).saturating_sub(LETTER));
    let mut found = Vec::new();
    for of in FOR.find_iter(&text[from..]) {
        let at = from + of.end();
        if let Some(name) = names.at(at, floor(text, at + 160)) {
            add(Named::from(name), &mut found);
        }
    }
    if found.len() < 2 {
        let mut last = from;
        for sign in SIGNS.find_iter(&text[from..]) {
            let at = from + sign.start();
            if let Some(named) = above(names, last.max(at.saturating_sub(400)), at) {
                add(named, &mut found);
            }
            last = from + sign.end();
        }
    }
    found.truncate(MOST);
    found
}

/// The last company between two signatures.
fn above(names: &Names<'_>, from: usize, at: usize) -> Option<Named> {
    let text = names.text();
    let block = &text[floor(text, from)..at];
    for line in block.lines().rev() {
        let line = line.trim_end_matches([':', ' ', '\t']);
        let line_start = line.as_ptr() as usize - text.as_ptr() as usize;
        let line_end = line_start + line.len();
        let other = NOT_A_PARTY.find_iter(line).last();
        let start = line_start + other.map_or(0, |other| other.end());
        if start >= line_end || line_end - start > 120 {
            continue;
        }
        let Some(name) = names.at(start, line_end) else {
            continue;
        };
        if name.has_form && name.span.end + 12 >= line_end {
            return Some(Named::from(name));
        }
    }
    None
}
