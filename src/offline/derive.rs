//! Dates that the contract does not state but that follow from what it states.
//!
//! Each derived value names its rule and its inputs, and carries the evidence of its main input.
//! Nothing is derived where the term runs from an event whose date the contract does not give.

use super::calendar;
use super::commencement;
use super::dates::dates;
use super::durations::{anniversaries, periods};
use super::passage::pattern;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::id::FieldId;
use crate::domain::term::{Candidate, Derivation};
use crate::domain::value::{Period, Value};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// The contract says that it takes effect on the date it bears, or its term has no other start.
pub const EFFECTIVE_IS_AGREEMENT_DATE: &str = "effective_is_agreement_date";
/// The term ends on the day before the anniversary of its start.
pub const DAY_BEFORE_ANNIVERSARY: &str = "day_before_anniversary";

/// The term ends on an anniversary that the contract names.
pub const ANNIVERSARY: &str = "on_anniversary";

const AGREEMENT: &str = "agreement_date";
const EFFECTIVE: &str = "effective_date";
const TERM: &str = "initial_term";

/// A derived value: what to show as its evidence, and how code came to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The value with the quote of its main input.
    pub candidate: Candidate,
    /// The rule and its inputs.
    pub derivation: Derivation,
}

static FROM_AN_EVENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:from|after|following|on|upon|beginning\s+(?:on|with)|of)\s+(?:the\s+|its\s+|first\s+)?(?:date\s+(?:of|that|on\s+which|when|upon\s+which)\s+)?(?:[\w’']+\s+){0,3}(?:launch|delivery|delivers|closing|acceptance|opening|opens|commercial|installation|first\s+(?:sale|shipment|day|purchase)|ipo|approval|completion|in-?service|operational|becomes|availability)\b",
    )
});

static NAMED_START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\b(?:commenc\w+|begin\w*|start\w*|from|after|following|of|on)\s+(?:on\s+|upon\s+|with\s+|as\s+of\s+)?(?:and\s+including\s+)?the\s+["“]?(?P<n>(?:[\w-]+\s+){1,3})date\b"#,
    )
});

/// A day that is said to be the start of what follows or goes before.
static STARTS_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:commenc\w+|beg[iu]n\w*|start\w*|effective|from|as\s+of)\b[^.;]{0,40}$")
});

/// The day that the contract bears, by another name than the effective date.
static ITS_OWN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bdate\s+(?:hereof|of\s+(?:this|the)\s+(?:agreement|contract)|of\s+(?:execution|signing|signature)|first\s+(?:above|written|set)|(?:it\s+is\s+)?(?:signed|executed))\b|\b(?:execution|signing|signature)\s+date\b|\bday\s+and\s+year\b",
    )
});

/// What follows speaks of another time than the first term.
static NEXT_MATTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:unless|renew\w*|thereafter|provided|subject\s+to|except)\b"));

/// Where a term begins that the contract does not give as two dates.
enum Start {
    /// On a day that stands beside the length.
    Stated(Date),
    /// On the day that the contract bears.
    AsDated,
    /// On the day on which the contract takes effect.
    AsEffective,
    /// On a day that the contract does not tell.
    Unknown,
}

/// Where the term begins whose length stands at `place` of `quote`.
fn start(text: &str, quote: &str, place: Span) -> Start {
    let until = NEXT_MATTER
        .find_at(quote, place.end)
        .map_or(quote.len(), |next| next.start());
    let frame = &quote[..until];
    let stated = dates(frame)
        .into_iter()
        .find(|(span, _)| STARTS_ON.is_match(last(&frame[..span.start], 80)));
    if let Some((_, date)) = stated {
        return Start::Stated(date);
    }
    let from = last(&frame[..place.start], 160).len();
    let near = &frame[place.start - from..];
    if FROM_AN_EVENT.is_match(near) {
        return Start::Unknown;
    }
    for named in NAMED_START.captures_iter(near) {
        let name = named["n"].trim().to_lowercase();
        match name.as_str() {
            name if name.ends_with("effective") => return Start::AsEffective,
            "execution" | "signing" | "signature" | "agreement" | "contract" => {
                return Start::AsDated;
            }
            "commencement" | "start" | "subscription start" => {
                return defined(text, &name).map_or(Start::AsEffective, Start::Stated);
            }
            _ => return defined(text, &name).map_or(Start::Unknown, Start::Stated),
        }
    }
    if ITS_OWN_DATE.is_match(near) {
        return Start::AsDated;
    }
    Start::AsEffective
}

/// The day that the text calls the `name` date: `May 1, 2026 (the “Launch Date”)`, `“Launch Date” means
/// May 1, 2026`. None where it gives two different ones.
fn defined(text: &str, name: &str) -> Option<Date> {
    let words = name
        .split_whitespace()
        .map(regex::escape)
        .collect::<Vec<_>>();
    let name = Regex::new(&format!(
        r#"(?i)["“”]\s*(?:the\s+)?{}\s+date\s*["“”]"#,
        words.join(r"\s+")
    ))
    .ok()?;
    let mut found = None;
    for named in name.find_iter(text) {
        let before = last(&text[..named.start()], 60);
        let after = first(&text[named.end()..], 80);
        let day = dates(before)
            .pop()
            .filter(|(span, _)| !before[span.end..].contains(['.', ';']) && before.contains('('))
            .or_else(|| {
                let day = dates(after).into_iter().next();
                day.filter(|(span, _)| !after[..span.start].contains([';', '\n']))
            })
            .map(|(_, date)| date);
        match (found, day) {
            (Some(known), Some(day)) if known != day => return None,
            (None, day) => found = day,
            _ => {}
        }
    }
    found
}

/// The effective date and the expiration date where they are not stated; `candidates` may come from
/// any engine, and `text` is the contract's running text.
pub fn derive(text: &str, candidates: &[Candidate]) -> Vec<Derived> {
    let find = |id: &str| {
        candidates
            .iter()
            .find(|candidate| candidate.field.as_str() == id)
    };
    let mut derived = Vec::new();
    let (effective, dated) = (find(EFFECTIVE), find(AGREEMENT));
    if let (None, Some(dated)) = (effective, dated)
        && !commencement::waits_for_an_event(text)
    {
        derived.push(effective_as_dated(dated));
    }
    let is_given = |candidate: Option<&Candidate>, input| {
        candidate.and_then(|candidate| Some((date_of(candidate)?, Some(input))))
    };
    let dated = is_given(dated, AGREEMENT);
    let effective = is_given(effective, EFFECTIVE).or(dated);
    if let (Some(term), None) = (find(TERM), find("expiration_date")) {
        derived.extend(end_of(text, term, effective, dated));
    }
    derived
}

/// A day and the field that holds it; none where the day stands in the quote of the term itself.
type Given = (Date, Option<&'static str>);

fn effective_as_dated(dated: &Candidate) -> Derived {
    Derived {
        candidate: Candidate {
            field: FieldId::from("effective_date"),
            ..dated.clone()
        },
        derivation: Derivation {
            rule: EFFECTIVE_IS_AGREEMENT_DATE.to_owned(),
            inputs: vec![FieldId::from("agreement_date")],
        },
    }
}

fn end_of(
    text: &str,
    term: &Candidate,
    effective: Option<Given>,
    dated: Option<Given>,
) -> Option<Derived> {
    let Value::Period(period) = term.value else {
        return None;
    };
    let find = |found: Vec<(Span, Period)>| {
        found
            .into_iter()
            .find(|(_, found)| found.same_as(period))
            .map(|(place, _)| place)
    };
    let counted = find(periods(&term.quote));
    let anniversary = find(anniversaries(&term.quote));
    let place = counted.or(anniversary)?;
    let (start, input) = match start(text, &term.quote, place) {
        Start::Stated(date) => (date, None),
        Start::AsDated => dated.or(effective)?,
        Start::AsEffective => effective?,
        Start::Unknown => return None,
    };
    let (rule, end) = match (counted, anniversary) {
        (None, Some(_)) => (ANNIVERSARY, calendar::after(start, period)?),
        _ => (DAY_BEFORE_ANNIVERSARY, calendar::expiry(start, period)?),
    };
    Some(Derived {
        candidate: Candidate {
            field: FieldId::from("expiration_date"),
            value: Value::Date(end),
            ..term.clone()
        },
        derivation: Derivation {
            rule: rule.to_owned(),
            inputs: input.into_iter().chain([TERM]).map(FieldId::from).collect(),
        },
    })
}

fn date_of(candidate: &Candidate) -> Option<Date> {
    match candidate.value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::Engine;
    use crate::domain::value::ValueKind;

    fn said(field: &str, kind: ValueKind, value: &str, quote: &str) -> Candidate {
        Candidate {
            field: FieldId::from(field),
            value: Value::parse(kind, value).expect("canonical text"),
            quote: quote.to_owned(),
            near: None,
            engine: Engine::Offline,
        }
    }

    /// I29: expiry is filled where the contract states only its start and its length.
    #[test]
    fn the_end_follows_from_start_and_term_and_says_so() {
        let candidates = [
            said(
                "agreement_date",
                ValueKind::Date,
                "2026-01-15",
                "dated January 15, 2026",
            ),
            said(
                "initial_term",
                ValueKind::Period,
                "12 months",
                "for twelve (12) months",
            ),
        ];
        let derived = derive("", &candidates);
        let values: Vec<String> = derived
            .iter()
            .map(|d| format!("{} {}", d.candidate.field, d.candidate.value))
            .collect();
        assert_eq!(
            values,
            ["effective_date 2026-01-15", "expiration_date 2027-01-14"]
        );
        assert_eq!(derived[1].derivation.rule, DAY_BEFORE_ANNIVERSARY);
        assert_eq!(derived[1].candidate.quote, "for twelve (12) months");
    }

    #[test]
    fn nothing_is_derived_from_an_event_or_without_a_term() {
        let dated = said(
            "agreement_date",
            ValueKind::Date,
            "2026-01-15",
            "dated January 15, 2026",
        );
        assert!(derive("A letter.", std::slice::from_ref(&dated)).is_empty());
        let term = said(
            "initial_term",
            ValueKind::Period,
            "1 year",
            "for one year following the Launch Date",
        );
        let derived = derive("", &[dated, term]);
        assert!(
            derived
                .iter()
                .all(|d| d.candidate.field.as_str() != "expiration_date")
        );
    }
}
