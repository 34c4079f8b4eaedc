//! To whom an alias belongs: the party before it, several together, or one that is named again.
//!
//! Nothing is found here that the list of parties does not hold already.

use super::Named;
use super::aliases::Alias;
use super::lexicon::{is_form, is_kind, is_title};
use crate::domain::document::Span;
use crate::domain::value::plain;
use crate::text::sentences::floor;

/// Whether an alias is made of the first letters of the name before it, or begins as it does.
pub(super) fn shortens(alias: &Alias, name: Option<&Named>) -> bool {
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

/// Gives the alias to the last name before it, or to all where it stands for them together; persons
/// named in one breath share it too.
pub(super) fn give(text: &str, alias: &Alias, listed: &mut [Named]) {
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
pub(super) fn is_breath(gap: &str) -> bool {
    gap.len() < 20
        && gap
            .split_whitespace()
            .map(|word| word.trim_matches([',', '.']))
            .all(|word| word.is_empty() || is_title(word) || word.eq_ignore_ascii_case("and"))
}

/// Whether a name is of the form of a person's: two to four words, none of which tells an organisation.
pub(super) fn is_person(name: &str) -> bool {
    let words = name.split(' ');
    (2..=4).contains(&words.clone().count())
        && !name.contains([',', '&'])
        && words
            .clone()
            .all(|word| word.starts_with(char::is_uppercase) && !is_form(word) && !is_kind(word))
}

/// Whether a stretch names nobody but parties that are known already.
pub(super) fn is_known(listed: &[Named], found: &[Named]) -> bool {
    let name = |named: &Named| plain(&named.party.name);
    listed
        .iter()
        .all(|listed| found.iter().any(|found| name(found) == name(listed)))
}

/// Gives the alias to a known party that has none, where it stands behind its name said again:
/// `Gull Ltd (the "Client") engages Heron Ltd (the "Agency")` in a letter addressed to Heron.
pub(super) fn give_back(text: &str, stretch: Span, alias: &Alias, found: &mut [Named]) -> bool {
    if alias.name.is_none() || alias.is_bare || alias.is_shared {
        return false;
    }
    let inside = &text[stretch.range()];
    let before = plain(last_words(inside));
    let is_said_again = |named: &&mut Named| {
        let name = named.party.name.as_str();
        named.party.alias.is_none()
            && named.span.end < stretch.start
            && (before.ends_with(&plain(name)) || is_described_again(inside, name))
    };
    let Some(named) = found.iter_mut().find(is_said_again) else {
        return false;
    };
    named.party.alias.clone_from(&alias.name);
    true
}

/// Whether a stretch ends in `name` and what its bearer is: `Gull Ltd, a Utah company`.
fn is_described_again(stretch: &str, name: &str) -> bool {
    stretch.rfind(name).is_some_and(|at| {
        let after = &stretch[at + name.len()..];
        after.len() < 160
            && [", a ", ", an "]
                .iter()
                .any(|article| after.starts_with(article))
            && !after.contains([';', '\n', '('])
            && !["subsidiary", "affiliate", "division", "owned"]
                .iter()
                .any(|other| after.contains(other))
    })
}

/// The place in `listed` of the party that the last paragraph before `end` names, where all of them
/// stand above it: who writes a letter and who receives it.
pub(super) fn named_again(text: &str, end: usize, listed: &[Named]) -> Option<usize> {
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
