//! The preamble: where it begins and ends, and the parties that it names.
//!
//! Of all places that could open a preamble, the one after which the best names follow is read.

use super::aliases::{Alias, aliases};
use super::lexicon::{has_form, is_form, is_kind, is_role, is_title};
use super::names::{Name, Names};
use super::{Named, add};
use crate::domain::document::Span;
use crate::domain::value::{Party, plain};
use crate::offline::patterns::cased;
use crate::text::sentences::{floor, sentences};
use regex::Regex;
use std::sync::LazyLock;

/// How far into the text the preamble may begin, and how long it may be, in bytes.
const WITHIN: usize = 30_000;
const LENGTH: usize = 4_000;
/// How far into the text a preamble may begin without a word such as `between`, in bytes.
const UNOPENED_WITHIN: usize = 6_000;

static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:by\s+and\s+(?:between|among(?:st)?)|between\s+and\s+among|between|among(?:st)?|B\s?E\s?T\s?W\s?E\s?E\s?N|PARTIES\b\s*:?|entered\s+into\s+(?:by|with)|undersigned)\b[:\s,]*",
    )
});

/// The same where only who makes the contract is told: `made on 4 May 2026 by A and B`.
static MADE_BY: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:made|entered\s+into|executed|given|granted|issued|concluded|dated|effective)\b[^;]{0,90}?\b(?:by|with|from)\s",
    )
});

/// How far before an opening word the contract is named, in bytes, and how.
const CONTRACT_BEFORE: usize = 300;
static CONTRACT: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?i)agreement|contract|amendment|addendum|schedule|\bdeed|\border|\blease|licen[cs]e|letter|\bmade\b|entered|dated|executed|^\s*$|venture|\bmemorandum|statement\s+of\s+work",
    )
});

/// What ends the preamble: recitals, the operative words, a new heading.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?m)\bW\s?H\s?E\s?R\s?E\s?A\s?S\b|\bWhereas\b|\bRECITALS?\b|\bRecitals?\b|\bBACKGROUND\b|\bBackground\b|\bNOW,?\s+THEREFORE|\bWITNESSETH|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|\bPREAMBLE\b|\bAGREED\s+TERMS|\bTABLE\s+OF\s+CONTENTS|(?i:\b(?:the\s+parties\s+)?(?:hereby\s+)?agrees?\s+as\s+follows)|^\s*(?:§\s*|ARTICLE\s+|Section\s+)?(?:1|I|A)\s*[.)]?\s+[A-Z][a-z]+\s+[a-z]",
    )
});

/// What stands between two parties of a list.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?:,\s*|\s+)(?:and|AND|And)[\s:]+|\n\s*\(?\s*(?:\d|[a-z]|i{1,3})\s*[).]|\(\s*\d\s*\)\s|;\s|,\s|\n[ \t]*\n|\b(?i:the\s+undersigned),?\s|\bits\s+(?:\w+[\s-]+){0,2}(?:subsidiary|affiliate|parent)(?:\s+company)?,?\s|\b(?:hereby\s+)?(?:appoints?|authori[sz]es?|engages?|retains?|hires?|employs?|constitute\s+and\s+appoint|nominates?|agrees?\s+with|contracts?\s+with|in\s+favou?r\s+of)\s",
    )
});

/// What the parties do, which ends the list of them.
static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"^[\s,]*(?:hereby|agree\w*|issued|enter\w*|shall|will|desires?|wish\w*|are|is|have|has|confirms?|sets?|propos\w+|may|for\s+good)\b",
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
        let alias = named.party.alias.as_deref();
        let is_called_by_part = is_person(name) && alias.is_some_and(is_role);
        has_form(name) || names.is_signed(name) || has_kind && alias.is_some() || is_called_by_part
    };
    if !found.iter().any(is_party) {
        return 0;
    }
    let called = found.iter().filter(|named| named.party.alias.is_some());
    found.len().min(2) * 2 + called.count().min(2) * 2
}

fn in_region(names: &Names<'_>, region: Span) -> Vec<Named> {
    let inside = &names.text()[region.range()];
    let mut found = Vec::new();
    let mut from = 0;
    for alias in aliases(inside) {
        if alias.start < from {
            continue;
        }
        let stretch = Span::new(region.start + from, region.start + alias.start);
        let mut listed = between(names, stretch, alias.name.is_some(), &found);
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
        for named in between(names, rest, false, &[]) {
            add(named, &mut found);
        }
    }
    found
}

/// Whether an alias is made of the first letters of the name before it, or begins as it does.
fn shortens(alias: &Alias, name: Option<&Named>) -> bool {
    let (Some(alias), Some(name)) = (&alias.name, name) else {
        return false;
    };
    let name = name.party.name.to_lowercase();
    let alias = alias.to_lowercase();
    let start: String = alias.chars().take(3).collect();
    let initials = |words: &str| {
        words
            .split(' ')
            .filter_map(|word| word.chars().next())
            .collect::<String>()
    };
    name.contains(&start) || initials(&name).starts_with(&start)
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

/// Gives the alias to the last name before it, or to all where it stands for them together; persons
/// named in one breath share it too.
fn give(text: &str, alias: &Alias, listed: &mut [Named]) {
    let mut shared = listed.len().min(1);
    if alias.is_shared && listed.len() > 1 {
        shared = listed.len();
    }
    let is_pair = |pair: &[Named]| {
        let gap = text.get(pair[0].span.end..pair[1].span.start);
        gap.is_some_and(is_breath) && pair.iter().all(|named| is_person(&named.party.name))
    };
    let pairs = listed.windows(2).rev().take_while(|pair| is_pair(pair));
    shared = shared.max(1 + pairs.count()).min(listed.len());
    for named in listed.iter_mut().rev().take(shared) {
        named.party.alias.clone_from(&alias.name);
    }
}

/// Whether nothing stands between two names but what joins the names of a list.
fn is_breath(gap: &str) -> bool {
    gap.len() < 20
        && gap
            .split_whitespace()
            .map(|word| word.trim_matches([',', '.']))
            .all(|word| {
                word.is_empty() || is_title(word) || word.eq_ignore_ascii_case("and")
            })
}

/// Whether a name is of the form of a person's: two to four words, none of which tells an organisation.
pub(super) fn is_person(name: &str) -> bool {
    let words = name.split(' ');
    (2..=4).contains(&words.clone().count())
        && !name.contains([',', '&'])
        && words.clone().all(|word| word.starts_with(char::is_uppercase) && !is_form(word) && !is_kind(word))
}

/// Whether a stretch names nobody but parties that are known already.
fn is_known(listed: &[Named], found: &[Named]) -> bool {
    let name = |named: &Named| plain(&named.party.name);
    listed
        .iter()
        .all(|listed| found.iter().any(|found| name(found) == name(listed)))
}

/// Gives the alias to a known party that has none, where it stands directly behind its name said
/// again: `Gull Ltd (the "Client") engages Heron Ltd (the "Agency")` in a letter addressed to Heron.
fn give_back(text: &str, stretch: Span, alias: &Alias, found: &mut [Named]) -> bool {
    if alias.name.is_none() || alias.is_bare || alias.is_shared {
        return false;
    }
    let before = plain(last_words(&text[stretch.range()]));
    let is_said_again = |named: &&mut Named| {
        named.party.alias.is_none()
            && named.span.end < stretch.start
            && before.ends_with(&plain(&named.party.name))
    };
    let Some(named) = found.iter_mut().find(is_said_again) else {
        return false;
    };
    named.party.alias.clone_from(&alias.name);
    true
}

/// The place in `listed` of the party that the last paragraph before `end` names, where all of them
/// stand above it: who writes a letter and who receives it.
fn named_again(text: &str, end: usize, listed: &[Named]) -> Option<usize> {
    let last = listed.last()?;
    let between = text.get(last.span.end..end)?;
    let paragraph = &between[between.rfind("\n\n")?..];
    let paragraph = plain(paragraph);
    let places = listed.iter().enumerate().filter_map(|(at, named)| {
        let key = plain(&named.party.name);
        Some((paragraph.rfind(&key)? + key.len(), at))
    });
    places.max().map(|(_, at)| at)
}

/// The end of a stretch, long enough for any name.
fn last_words(stretch: &str) -> &str {
    &stretch[floor(stretch, stretch.len().saturating_sub(160))..]
}

/// The names in a stretch: the one that it begins with, and after each joint one that is an
/// organisation or signs. Where an alias follows, it stands for the last of them, or for the last
/// that could be a name.
fn between(names: &Names<'_>, stretch: Span, is_called: bool, known: &[Named]) -> Vec<Named> {
    let text = names.text();
    let good =
        |name: &Name| name.has_form || names.is_signed(&name.text) || is_described(names, name);
    let first = names.at(stretch.start, stretch.end);
    let inside = &text[stretch.range()];
    let follows = inside.trim_start_matches([' ', ',', '\n', ';', ')']);
    let is_new_line = inside
        .trim_start_matches([' ', ',', ';', ')'])
        .starts_with('\n');
    let may_be_called = is_called
        && (known.is_empty()
            || is_new_line
            || follows
                .get(..3)
                .is_some_and(|word| word.eq_ignore_ascii_case("and")));
    let first = first.filter(|name| {
        let is_near = name.text.contains(' ') || name.span.end + 80 > stretch.end;
        good(name)
            || may_be_called && is_near
            || name.is_organisation
            || leads_to_a_company(names, name)
    });
    let mut from = first.as_ref().map_or(stretch.start, |name| name.span.end);
    let mut found: Vec<Name> = first.into_iter().collect();
    let is_weak =
        |name: &Name| !good(name) && !name.is_organisation && !leads_to_a_company(names, name);
    let may_fall = found.first().is_some_and(is_weak);
    let mut spare = None;
    let mut is_list = false;
    while let Some(joint) = text
        .get(from..stretch.end)
        .and_then(|rest| JOINT.find(rest))
    {
        let after = from + joint.end();
        let is_verb = joint.as_str().starts_with(char::is_alphabetic);
        let at = if is_verb { after } else { from + joint.start() };
        from = after;
        let Some(name) = names.at(at, stretch.end) else {
            continue;
        };
        let gap = &text[found.last().map_or(stretch.start, |last| last.span.end)..at];
        if joint.as_str().starts_with("its") && (!is_called || gap.contains("behalf")) {
            continue;
        }
        if acts_for(text, &found, name.span.start, joint.as_str()) {
            continue;
        }
        let is_comma = joint.as_str().trim() == ",";
        let signs = joint.as_str().to_lowercase().contains("undersigned");
        let follows_a_person = || found.last().is_some_and(|last| {
                is_person(&last.text) && text.get(last.span.end..name.span.start).is_some_and(is_breath)
            });
        let joins_persons = is_called
            && is_person(&name.text)
            && (signs || follows_a_person())
            && (!is_comma || goes_on_with_persons(&text[name.span.end..stretch.end]));
        if joins_persons {
            from = name.span.end;
            found.push(name);
            is_list = true;
            continue;
        }
        let is_on_cover = joint.as_str().matches('\n').count() >= 2
            && joint.as_str().trim().eq_ignore_ascii_case("and")
            && stands_alone(text, &name);
        if (good(&name) || is_on_cover) && (!is_comma || name.has_form) {
            from = name.span.end.max(after);
            found.push(name);
        } else if !is_comma && (name.text.contains(' ') || name.span.end + 3 > stretch.end) {
            spare = Some(name);
        }
    }
    if may_fall && !is_list && found[1..].iter().any(|name| name.has_form) {
        // What only its place made a party is a piece of an address where a company follows.
        found.remove(0);
    }
    if found.is_empty() && is_called && known.len() == 1 {
        found.extend(spare);
    }
    found.into_iter().map(Named::from).collect()
}

/// Whether a list goes on to its `and`, so that a comma before it parts persons and no place.
fn goes_on_with_persons(after: &str) -> bool {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        cased(r"^(?:,\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){1,3}){0,6},?\s+(?i:and)\s+[A-Z]")
    });
    NEXT.is_match(after)
}

/// Whether the name at `start`, behind `joint`, is one of those through whom the last of `found`
/// acts: its administrators, its attorney. The next party stands behind `, and` or on a new line.
fn acts_for(text: &str, found: &[Name], start: usize, joint: &str) -> bool {
    static THROUGH: LazyLock<Regex> = LazyLock::new(|| {
        cased(r"\b(?i:acting\s+(?:herein\s+)?(?:by|through)|by\s+and\s+through|represented\s+(?:\w+\s+){0,3}by|through\s+its|by\s+its)\s")
    });
    let is_inside = joint.trim() == "," || !joint.starts_with(',') && joint.trim().eq_ignore_ascii_case("and");
    is_inside
        && !joint.contains('\n')
        && found.last().is_some_and(|last| {
            text.get(last.span.end..start)
                .is_some_and(|between| !between.contains(';') && THROUGH.is_match(between))
        })
}

/// Whether a name of several words fills its line, as on a title page.
fn stands_alone(text: &str, name: &Name) -> bool {
    let line = text[..name.span.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = text[name.span.end..].lines().next().unwrap_or_default();
    name.text.contains(' ')
        && text[line..name.span.start].trim().is_empty()
        && rest.trim().is_empty()
}

/// Whether the text says what the bearer of the name is: `Gull Marine, a Utah corporation`.
fn is_described(names: &Names<'_>, name: &Name) -> bool {
    static DESCRIBED: LazyLock<Regex> = LazyLock::new(|| {
        cased(
            r"^,?\s+\(?an?\s+[^.;()]{0,60}?\b(?:corporation|company|partnership|trust|association|bank|university|institution|individual|resident|municipality|cooperative|society|foundation|charity|agency|body\s+corporate|sole\s+(?:trader|proprietor)|LLC)\b|^,?\s+\(?(?:an?\s+individual|(?:both\s+)?(?:of|at)\s+(?:No\.?\s*)?\d|(?:currently\s+|presently\s+)?residing|(?:a\s+)?resident\s+(?:of|at)|domiciled|trading\s+as\b|t/a\b|whose\s+(?:home\s+)?address|born\b|aged\b|(?:son|daughter|wife)\s+of|[sdw]/o\b)",
        )
    });
    DESCRIBED.is_match(&names.text()[name.span.end..])
}

/// Whether `and` and a company follow the name at once: `between Gull and Heron Limited`.
fn leads_to_a_company(names: &Names<'_>, name: &Name) -> bool {
    let after = &names.text()[name.span.end..];
    let follows = if name.text.contains(' ') {
        after.split_whitespace().next() == Some("and")
    } else {
        after.trim_start().starts_with("and ")
    };
    follows
        && names
            .at(name.span.end, floor(names.text(), name.span.end + 200))
            .is_some_and(|next| next.has_form)
}

impl From<Name> for Named {
    fn from(name: Name) -> Self {
        Self {
            span: name.span,
            party: Party {
                name: name.text,
                alias: None,
            },
        }
    }
}
