//! The preamble: where it begins and ends, and the parties that it names.
//!
//! Of all places that could open a preamble, the one after which the best names follow is read.

use super::aliases::aliases;
use super::called::{give, give_back, is_known, is_person, named_again, shortens};
use super::lexicon::{has_form, is_kind, is_role};
use super::listed::{Called, between};
use super::names::Names;
use super::{Named, add};
use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::{floor, sentences};
use std::sync::LazyLock;

/// How far into the text the preamble may begin, and how long it may be, in bytes.
const WITHIN: usize = 30_000;
const LENGTH: usize = 4_000;
/// How far into the text a preamble may begin without a word such as `between`, in bytes.
const UNOPENED_WITHIN: usize = 6_000;

static OPENING: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:by\s+and\s+(?:between|among(?:st)?)|between\s+and\s+among|between|among(?:st)?|B\s?E\s?T\s?W\s?E\s?E\s?N|PARTIES\b\s*:?|entered\s+into\s+(?:by|with)|undersigned)\b[:\s,]*",
    )
});

/// The same where only who makes the contract is told: `made on 4 May 2026 by A and B`.
static MADE_BY: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:made|entered\s+into|executed|given|granted|issued|concluded|dated|effective)\b[^;]{0,90}?\b(?:by|with|from)\s",
    )
});

/// How far before an opening word the contract is named, in bytes, and how.
const CONTRACT_BEFORE: usize = 300;
static CONTRACT: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)agreement|contract|amendment|addendum|schedule|\bdeed|\border|\blease|licen[cs]e|letter|\bmade\b|entered|dated|executed|^\s*$|venture|\bmemorandum|statement\s+of\s+work",
    )
});

/// What ends the preamble: recitals, the operative words, a new heading.
static CLOSING: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?m)\bW\s?H\s?E\s?R\s?E\s?A\s?S\b|\bWhereas\b|\bRECITALS?\b|\bRecitals?\b|\bBACKGROUND\b|\bBackground\b|\bNOW,?\s+THEREFORE|\bWITNESSETH|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|\bPREAMBLE\b|\bAGREED\s+TERMS|\bTABLE\s+OF\s+CONTENTS|(?i:\b(?:the\s+parties\s+)?(?:hereby\s+)?agrees?\s+as\s+follows)|^\s*(?:§\s*|ARTICLE\s+|Section\s+)?(?:1|I|A)\s*[.)]?\s+[A-Z][a-z]+\s+[a-z]",
    )
});

/// What the parties do, which ends the list of them.
static ACTS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^[\s,]*(?:hereby|agree\w*|issued|enter\w*|shall|will|desires?|wish\w*|are|is|have|has|confirms?|sets?|propos\w+|may|for\s+good)\b",
    )
});

/// What tells behind a name that its bearer signs for a company: `Ann Fell, director of Gull Ltd`.
static HOLDS_OFFICE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^,?\s+(?i:(?:the\s+|an?\s+)?(?:\w+\s+)?(?:director|officer|president|manager|secretary|owner|chairman|representative)\s+(?:of|for)\b)",
    )
});

/// The parties that the preamble names, in its order.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let found = best(names, openings(names));
    if found.len() >= 2 {
        return found;
    }
    let plain = best(names, companies(names));
    let place = |found: &[Named]| found.first().map_or(usize::MAX, |named| named.span.start);
    let is_earlier = plain.len() == found.len() && place(&plain) < place(&found);
    if plain.len() > found.len() || is_earlier {
        plain
    } else {
        found
    }
}

/// The best reading that begins at one of the places; the first where several are as good.
fn best(names: &Names<'_>, starts: Vec<usize>) -> Vec<Named> {
    let mut best: Option<(usize, Vec<Named>)> = None;
    for start in starts {
        let found = in_region(names, region(names.text(), start));
        let worth = worth(names, &found);
        if worth > best.as_ref().map_or(2, |(most, _)| *most) {
            best = Some((worth, found));
        }
    }
    best.map(|(_, found)| found).unwrap_or_default()
}

/// Where companies stand early in the text, for preambles without an opening word.
fn companies(names: &Names<'_>) -> Vec<usize> {
    let early = &names.text()[..floor(names.text(), UNOPENED_WITHIN)];
    let mut found = Vec::new();
    let mut from = 0;
    for (at, space) in early.match_indices(char::is_whitespace) {
        let start = at + space.len();
        let begins = early[start.min(early.len())..].starts_with(char::is_uppercase);
        // A line such as `Source: ACME INC., 8-K` tells where a copy came from.
        if start < from || !begins || early[..start].ends_with("Source: ") {
            continue;
        }
        let Some(name) = names.at(start, early.len()) else {
            continue;
        };
        if name.has_form && name.span.start == start {
            from = name.span.end;
            found.push(start);
        }
    }
    found
}

/// Where a preamble could begin: after an opening word, or where a paragraph begins with a party.
fn openings(names: &Names<'_>) -> Vec<usize> {
    let text = names.text();
    let head = &text[..floor(text, WITHIN)];
    let early = &head[..floor(head, UNOPENED_WITHIN)];
    let opens = |at: &usize| names.at(*at, floor(text, at + 200)).is_some();
    let words = OPENING.find_iter(head).filter(|word| {
        let before = floor(head, word.start().saturating_sub(CONTRACT_BEFORE));
        CONTRACT.is_match(&head[before..word.start()])
    });
    let words = words.map(|word| word.end());
    let made = MADE_BY.find_iter(early).map(|made| made.end());
    let mut found: Vec<usize> = words.chain(made).filter(opens).collect();
    let paragraphs = early.match_indices("\n\n").map(|(at, _)| at).chain([0]);
    found.extend(paragraphs.filter(|at| {
        let from = at + early[*at..].len() - early[*at..].trim_start().len();
        names
            .at(from, floor(text, from + 200))
            .is_some_and(|name| name.span.start == from && name.has_form)
    }));
    found.sort_unstable();
    found
}

/// From `start` to what ends a preamble.
fn region(text: &str, start: usize) -> Span {
    let limit = floor(text, start + LENGTH);
    let rest = &text[start..limit];
    let end = CLOSING
        .find_iter(rest)
        .find(|closing| closing.start() > 20)
        .map_or(limit, |closing| start + closing.start());
    Span::new(start, end)
}

/// How good a reading is: two parties suffice, and what the contract calls them vouches for each.
/// Without a company or a signer among them, they are no parties.
fn worth(names: &Names<'_>, found: &[Named]) -> usize {
    let is_party = |named: &Named| {
        let name = named.party.name.as_str();
        let has_kind = name.contains(' ') && name.split(' ').any(is_kind);
        has_form(name) || names.is_signed(name) || has_kind && named.party.alias.is_some()
    };
    // Persons are parties where each plays a part: `John Alder ("Landlord") and Ann Fell ("Tenant")`.
    let plays = |named: &&Named| {
        is_person(&named.party.name)
            && named.party.alias.as_deref().is_some_and(is_role)
            && !HOLDS_OFFICE.is_match(&names.text()[named.span.end..])
    };
    if !found.iter().any(is_party) && found.iter().filter(plays).count() < 2 {
        return 0;
    }
    let called = found.iter().filter(|named| named.party.alias.is_some());
    found.len().min(2) * 2 + called.count().min(2) * 2
}

fn in_region(names: &Names<'_>, region: Span) -> Vec<Named> {
    let inside = &names.text()[region.range()];
    let mut found = Vec::new();
    let mut from = 0;
    for alias in aliases(inside, names.text()) {
        if alias.start < from {
            continue;
        }
        let stretch = Span::new(region.start + from, region.start + alias.start);
        let mut listed = between(names, stretch, Called::by(&alias), &found);
        if is_known(&listed, &found) && give_back(names.text(), stretch, &alias, &mut found) {
            from = alias.end;
            continue;
        }
        if found.len() >= 2
            && (ends_a_sentence(names.text(), stretch)
                || ACTS.is_match(&names.text()[stretch.range()]))
        {
            return found;
        }
        if alias.is_bare && !shortens(&alias, listed.last()) {
            continue;
        }
        from = alias.end;
        let again = named_again(names.text(), region.start + alias.start, &listed);
        match again.and_then(|again| listed.get_mut(again)) {
            Some(named) => named.party.alias.clone_from(&alias.name),
            None => give(names.text(), &alias, &mut listed),
        }
        listed.into_iter().for_each(|named| add(named, &mut found));
        if alias.name.is_none() && found.len() >= 2 && !goes_on(&inside[from..]) {
            return found;
        }
    }
    if found.len() < 2 || from == 0 {
        let rest = &inside[from..];
        let lines = sentences(rest);
        // On a title page the list goes on behind an `and` on a line of its own.
        let goes_on = |line: &Span| {
            let last = rest[line.range()].lines().next_back().unwrap_or_default();
            last.trim().eq_ignore_ascii_case("and")
        };
        let end = lines
            .iter()
            .find(|line| !goes_on(line))
            .map_or(inside.len(), |line| from + line.end);
        let rest = Span::new(region.start + from, region.start + end);
        for named in between(names, rest, Called::No, &[]) {
            add(named, &mut found);
        }
    }
    found
}

/// Whether another party follows at once.
fn goes_on(after: &str) -> bool {
    let after = after
        .trim_start_matches([' ', ',', '\n', '\t'])
        .to_lowercase();
    after.starts_with("and ") || after.starts_with("on the one hand")
}

/// Whether a sentence ends inside `stretch` and what follows does not go on with the list.
fn ends_a_sentence(text: &str, stretch: Span) -> bool {
    let inside = &text[stretch.range()];
    let found = sentences(inside);
    let stops = found
        .first()
        .is_some_and(|first| inside[first.range()].ends_with(['.', '”', '"']));
    stops
        && found.get(1).is_some_and(|next| {
            let next = inside[next.range()].trim_start();
            !next.starts_with(['(', '|']) && !next.to_lowercase().starts_with("and")
        })
}
