//! Dates and lengths that the contract does not state but that follow from what it states.
//!
//! Each derived value names its rule and its inputs, and carries the evidence of its main input.
//! Nothing is derived where the term runs from an event whose date the contract does not give.

mod start;

use super::calendar;
use super::commencement;
use super::dates::dates;
use super::durations::{anniversaries, periods};
use super::patterns::{Pattern, pattern};
use crate::domain::document::Span;
use crate::domain::id::FieldId;
use crate::domain::term::{Candidate, Derivation};
use crate::domain::value::{PartialDate, Period, Unit, Value};
use jiff::civil::Date;
use start::{Start, start};
use std::sync::LazyLock;

/// The contract takes effect on the date it bears: it states no other start and waits for no event.
pub const EFFECTIVE_IS_AGREEMENT_DATE: &str = "effective_is_agreement_date";
/// The contract takes effect on the day from which its term runs.
pub const EFFECTIVE_IS_START_OF_TERM: &str = "effective_is_start_of_term";
/// The term ends on the day before the anniversary of its start.
pub const DAY_BEFORE_ANNIVERSARY: &str = "day_before_anniversary";

/// The term ends on an anniversary that the contract names.
pub const ON_ANNIVERSARY: &str = "on_anniversary";
/// Of the start the day is not known, nor perhaps the month, and so of the end.
pub const YEAR_OF_ANNIVERSARY: &str = "year_of_anniversary";

/// The contract renews for as long as its first term lasts.
pub const RENEWAL_AS_TERM: &str = "renewal_as_long_as_initial_term";

/// That renewals are as long as the first term, without saying how long that is.
static AS_LONG_AS_FIRST: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:re-?new|exten[ds]|prolong)\w*\b[^.;]{0,120}\b(?:(?:terms?|periods?)\s+(?:each\s+)?(?:of\s+(?:the\s+|an?\s+)?(?:same|equal|like|identical|similar)\s+(?:duration|length|period|term)|equal\s+(?:in\s+(?:length|duration)\s+)?to\s+(?:the\s+|that\s+of\s+the\s+)?(?:initial|original|first)\s+(?:\w+\s+)?(?:term|period))|(?:like|equal|identical|similar)\s+(?:renewal\s+|additional\s+|successive\s+)?(?:terms?|periods?|time|duration))\b",
    )
});

/// What stands before an anniversary on which a term has just ended.
static DAY_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\bday\s+(?:immediately\s+)?(?:before|preceding|prior\s+to)\s+(?:the\s+(?:date\s+of\s+the\s+)?)?$",
    )
});

const AGREEMENT: &str = "agreement_date";
const EFFECTIVE: &str = "effective_date";
const TERM: &str = "initial_term";
const EXPIRATION: &str = "expiration_date";
const RENEWAL: &str = "renewal_term";

/// A derived value: what to show as its evidence, and how code came to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The value with the quote of its main input.
    pub candidate: Candidate,
    /// The rule and its inputs.
    pub derivation: Derivation,
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
    if effective.is_none() {
        derived.extend(taking_effect(text, find(TERM), dated));
    }
    if let (None, Some(term)) = (find(RENEWAL), find(TERM))
        && AS_LONG_AS_FIRST.is_match(text)
    {
        derived.push(renewal_as_term(term));
    }
    let Some(term) = find(TERM).filter(|_| find(EXPIRATION).is_none()) else {
        return derived;
    };
    // `The date stated above` is no date beside the signatures below.
    let is_below = |other: &Candidate| other.near > term.near;
    let dated = dated.filter(|dated| !is_below(dated) || effective.is_none_or(is_below));
    let dated = dated.map(|dated| (&dated.value, AGREEMENT));
    let effective = effective.map(|effective| (&effective.value, EFFECTIVE));
    let start = effective.or_else(|| dated.filter(|_| !commencement::awaits_a_day(text)));
    derived.extend(end_of(text, term, start, dated.or(effective)));
    derived
}

/// The day of taking effect where none is stated: that from which the term runs, else that of the contract.
fn taking_effect(
    text: &str,
    term: Option<&Candidate>,
    dated: Option<&Candidate>,
) -> Option<Derived> {
    let begin = term.and_then(|term| Some((term, begin(text, term)?.0)));
    match begin {
        Some((term, Start::Stated(date)))
            if dates(&term.quote).iter().any(|(_, day)| *day == date) =>
        {
            Some(effective_as_term(term, date))
        }
        Some((_, Start::Unknown)) if !commencement::speaks_of_effect(text) => None,
        Some(_) => dated.map(effective_as_dated),
        None => dated
            .filter(|_| {
                (term.is_some() || commencement::speaks_of_effect(text))
                    && !commencement::awaits_an_event(text)
            })
            .map(effective_as_dated),
    }
}

fn effective_as_term(term: &Candidate, date: Date) -> Derived {
    Derived {
        candidate: Candidate {
            field: FieldId::from(EFFECTIVE),
            value: Value::Date(date),
            ..term.clone()
        },
        derivation: Derivation {
            rule: EFFECTIVE_IS_START_OF_TERM.to_owned(),
            inputs: vec![FieldId::from(TERM)],
        },
    }
}

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

fn renewal_as_term(term: &Candidate) -> Derived {
    Derived {
        candidate: Candidate {
            field: FieldId::from(RENEWAL),
            ..term.clone()
        },
        derivation: Derivation {
            rule: RENEWAL_AS_TERM.to_owned(),
            inputs: vec![FieldId::from(TERM)],
        },
    }
}

/// A start and the field that holds it.
type Given<'a> = (&'a Value, &'static str);

/// Where `term` begins as its own words say, and whether it ends the day before its anniversary: its
/// length is counted rather than named, or that day is.
fn begin(text: &str, term: &Candidate) -> Option<(Start, bool)> {
    let Value::Period(period) = term.value else {
        return None;
    };
    let find = |found: Vec<(Span, Period)>| {
        let same = found.into_iter().find(|(_, found)| found.same_as(period));
        same.map(|(place, _)| place)
    };
    // A length that a person has corrected stands not in the quote: what stands there has its place.
    let any = || periods(&term.quote).first().map(|(place, _)| *place);
    let named = find(anniversaries(&term.quote));
    let counted = find(periods(&term.quote)).or_else(|| any().filter(|_| named.is_none()));
    let place = counted.or(named)?;
    let is_day_before = counted.is_some() || DAY_BEFORE.is_match(&term.quote[..place.start]);
    Some((start(text, &term.quote, place), is_day_before))
}

/// The end of `term`, whose own words say from which start it runs.
fn end_of(
    text: &str,
    term: &Candidate,
    effective: Option<Given<'_>>,
    dated: Option<Given<'_>>,
) -> Option<Derived> {
    let Value::Period(period) = term.value else {
        return None;
    };
    let (start, is_day_before) = begin(text, term)?;
    let (start, input) = match start {
        Start::Stated(date) | Start::Happened(date) => (Value::Date(date), None),
        Start::AsDated => dated.map(|(value, field)| (value.clone(), Some(field)))?,
        Start::AsEffective => effective.map(|(value, field)| (value.clone(), Some(field)))?,
        Start::Unknown => return None,
    };
    let (rule, end) = end_from(&start, period, is_day_before)?;
    Some(Derived {
        candidate: Candidate {
            field: FieldId::from(EXPIRATION),
            value: end,
            ..term.clone()
        },
        derivation: Derivation {
            rule: rule.to_owned(),
            inputs: input.into_iter().chain([TERM]).map(FieldId::from).collect(),
        },
    })
}

/// The end that follows from a start, with the rule's name.
fn end_from(start: &Value, term: Period, is_day_before: bool) -> Option<(&'static str, Value)> {
    match start {
        Value::Date(start) if is_day_before => Some((
            DAY_BEFORE_ANNIVERSARY,
            Value::Date(calendar::expiry(*start, term)?),
        )),
        Value::Date(start) => Some((ON_ANNIVERSARY, Value::Date(calendar::after(*start, term)?))),
        Value::PartialDate(start) => {
            let first = Date::new(start.year, 7, 1).ok()?;
            let is_of_years = term.same_as(Period::new(term.count, Unit::Year))
                || (term.unit == Unit::Month && term.count.is_multiple_of(12));
            let year = calendar::after(first, term).filter(|_| is_of_years)?.year();
            let month = start.month;
            let end = PartialDate { year, month };
            Some((YEAR_OF_ANNIVERSARY, Value::PartialDate(end)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
