//! The names in one stretch of a list of parties, from one alias to the next.
//!
//! Who acts for a party, and the pieces of its address, are not taken for parties.

use super::Named;
use super::aliases::Alias;
use super::called::{is_breath, is_person};
use super::names::{Name, Names};
use crate::domain::document::Span;
use crate::domain::value::Party;
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::floor;
use std::sync::LazyLock;

/// What stands between two parties of a list.
static JOINT: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?:,\s*|\s+)(?:and|AND|And)[\s:]+|\n\s*\(?\s*(?:\d|[a-z]|i{1,3})\s*[).]|\(\s*\d\s*\)\s|;\s|,\s|\n[ \t]*\n|\b(?i:the\s+undersigned),?\s|\bits\s+(?:\w+[\s-]+){0,2}(?:subsidiary|affiliate|parent)(?:\s+company)?,?\s|\b(?:hereby\s+)?(?:appoints?|authori[sz]es?|engages?|retains?|hires?|employs?|constitute\s+and\s+appoint|nominates?|agrees?\s+with|contracts?\s+with|in\s+favou?r\s+of)\s",
    )
});

/// Whether an alias follows a stretch, and for how many it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    /// None follows.
    No,
    /// One that stands for one party, or for two persons in one breath.
    One,
    /// One that stands for several: `(together the "Sellers")`.
    Many,
}

impl Called {
    /// What the alias says.
    pub fn by(alias: &Alias) -> Self {
        match &alias.name {
            None => Called::No,
            Some(name) if alias.is_shared || name.ends_with('s') => Called::Many,
            Some(_) => Called::One,
        }
    }
}

/// What becomes of a name behind a joint.
enum Take {
    /// It is a party.
    Party,
    /// It is a party in a list of persons.
    Person,
    /// It is one only if no other is found.
    Spare,
    /// It is none.
    No,
}

/// The names in a stretch: the one that it begins with, and after each joint one that is an
/// organisation or signs. Where an alias follows, it stands for the last of them, or for the last
/// that could be a name.
pub(super) fn between(
    names: &Names<'_>,
    stretch: Span,
    called: Called,
    known: &[Named],
) -> Vec<Named> {
    let text = names.text();
    let first = first(names, stretch, called, known);
    let mut from = first.as_ref().map_or(stretch.start, |name| name.span.end);
    let mut found: Vec<Name> = first.into_iter().collect();
    // What only its place made a party is a piece of an address where a company follows.
    let is_weak = |name: &Name| {
        !is_good(names, name) && !name.is_organisation && !leads_to_a_company(names, name)
    };
    let mut may_fall = found.first().is_some_and(is_weak);
    let mut spare = None;
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
        match take(names, &found, &name, joint.as_str(), stretch, called) {
            Take::Party => from = name.span.end.max(after),
            Take::Person => {
                from = name.span.end;
                may_fall = false;
            }
            Take::Spare => {
                spare = Some(name);
                continue;
            }
            Take::No => continue,
        }
        found.push(name);
    }
    if may_fall && found[1..].iter().any(|name| name.has_form) {
        found.remove(0);
    }
    if found.is_empty() && called != Called::No && known.len() == 1 {
        found.extend(spare);
    }
    found.into_iter().map(Named::from).collect()
}

/// Whether a name is that of a party wherever it stands in the list.
fn is_good(names: &Names<'_>, name: &Name) -> bool {
    name.has_form || names.is_signed(&name.text) || is_described(names, name)
}

/// The name that a stretch begins with.
fn first(names: &Names<'_>, stretch: Span, called: Called, known: &[Named]) -> Option<Name> {
    let inside = &names.text()[stretch.range()];
    let follows = inside.trim_start_matches([' ', ',', '\n', ';', ')']);
    let is_new_line = inside
        .trim_start_matches([' ', ',', ';', ')'])
        .starts_with('\n');
    let may_be_called = called != Called::No
        && (known.is_empty()
            || is_new_line
            || follows
                .get(..3)
                .is_some_and(|word| word.eq_ignore_ascii_case("and")));
    names.at(stretch.start, stretch.end).filter(|name| {
        let is_near = name.text.contains(' ') || name.span.end + 80 > stretch.end;
        is_good(names, name)
            || may_be_called && is_near
            || name.is_organisation
            || leads_to_a_company(names, name)
    })
}

/// What becomes of `name` behind `joint`, where `found` stands before it.
fn take(
    names: &Names<'_>,
    found: &[Name],
    name: &Name,
    joint: &str,
    stretch: Span,
    called: Called,
) -> Take {
    let text = names.text();
    let before = found.last().map_or(stretch.start, |last| last.span.end);
    let gap = text.get(before..name.span.start).unwrap_or_default();
    let is_related = joint.starts_with("its");
    if is_related && (called == Called::No || gap.contains("behalf")) || acts_for(gap, found, joint)
    {
        return Take::No;
    }
    let is_comma = joint.trim() == ",";
    let signs = joint.to_lowercase().contains("undersigned");
    let follows = found.last().is_some_and(|last| is_person(&last.text)) && is_breath(gap);
    let is_listed = !is_comma
        || called == Called::Many && goes_on_with_persons(&text[name.span.end..stretch.end]);
    if called != Called::No && is_person(&name.text) && (signs || follows) && is_listed {
        return Take::Person;
    }
    let is_on_cover = joint.matches('\n').count() >= 2
        && joint.trim().eq_ignore_ascii_case("and")
        && stands_alone(text, name);
    if (is_good(names, name) || is_on_cover) && (!is_comma || name.has_form) {
        Take::Party
    } else if !is_comma && (name.text.contains(' ') || name.span.end + 3 > stretch.end) {
        Take::Spare
    } else {
        Take::No
    }
}

/// Whether a list goes on to its `and`, so that a comma before it parts persons and no place.
fn goes_on_with_persons(after: &str) -> bool {
    static NEXT: LazyLock<Pattern> = LazyLock::new(|| {
        cased(r"^(?:,\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){1,3}){0,6},?\s+(?i:and)\s+[A-Z]")
    });
    NEXT.is_match(after)
}

/// Whether the name behind `joint` is one of those through whom the last of `found` acts, as `gap`
/// tells: its administrators, its attorney. The next party stands behind `, and` or on a new line.
fn acts_for(gap: &str, found: &[Name], joint: &str) -> bool {
    static THROUGH: LazyLock<Pattern> = LazyLock::new(|| {
        cased(
            r"\b(?i:acting\s+(?:herein\s+)?(?:by|through)|by\s+and\s+through|represented\s+(?:\w+\s+){0,3}by|through\s+its|by\s+its)\s",
        )
    });
    let is_and = !joint.starts_with(',') && joint.trim().eq_ignore_ascii_case("and");
    !found.is_empty()
        && (is_and || joint.trim() == ",")
        && !joint.contains('\n')
        && !gap.contains(';')
        && THROUGH.is_match(gap)
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
    static DESCRIBED: LazyLock<Pattern> = LazyLock::new(|| {
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
