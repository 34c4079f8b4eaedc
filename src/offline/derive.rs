//! Dates and lengths that the contract does not state but that follow from what it states.
//!
//! Each derived value names its rule and its inputs, and carries the evidence of its main input.
//! Nothing is derived where the term runs from an event whose date the contract does not give.

mod start;

use super::calendar;
use super::commencement;
use super::durations::{anniversaries, periods};
use super::passage::pattern;
use crate::domain::document::Span;
use crate::domain::id::FieldId;
use crate::domain::term::{Candidate, Derivation};
use crate::domain::value::{PartialDate, Period, Unit, Value};
use jiff::civil::Date;
use regex::Regex;
use start::{Start, start};
use std::sync::LazyLock;

/// The contract says that it takes effect on the date it bears, or its term has no other start.
pub const EFFECTIVE_IS_AGREEMENT_DATE: &str = "effective_is_agreement_date";
/// The term ends on the day before the anniversary of its start.
pub const DAY_BEFORE_ANNIVERSARY: &str = "day_before_anniversary";

/// The term ends on an anniversary that the contract names.
pub const ON_ANNIVERSARY: &str = "on_anniversary";
/// Of the start the day is not known, nor perhaps the month, and so of the end.
pub const YEAR_OF_ANNIVERSARY: &str = "year_of_anniversary";

/// The contract renews for as long as its first term lasts.
pub const RENEWAL_AS_TERM: &str = "renewal_as_long_as_initial_term";

/// That renewals are as long as the first term, without saying how long that is.
static AS_LONG_AS_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:re-?new|exten[ds]|prolong)\w*\b[^.;]{0,120}\b(?:(?:terms?|periods?)\s+(?:each\s+)?(?:of\s+(?:the\s+|an?\s+)?(?:same|equal|like|identical|similar)\s+(?:duration|length|period|term)|equal\s+(?:in\s+(?:length|duration)\s+)?to\s+(?:the\s+|that\s+of\s+the\s+)?(?:initial|original|first)\s+(?:\w+\s+)?(?:term|period))|(?:like|equal|identical|similar)\s+(?:renewal\s+|additional\s+|successive\s+)?(?:terms?|periods?))\b",
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
    if let (None, Some(dated)) = (effective, dated)
        && (find(TERM).is_some() || commencement::takes_effect_when_dated(text))
    {
        derived.push(effective_as_dated(dated));
    }
    if let (None, Some(term)) = (find(RENEWAL), find(TERM))
        && AS_LONG_AS_FIRST.is_match(text)
    {
        derived.push(renewal_as_term(term));
    }
    let Some(term) = find(TERM).filter(|_| find(EXPIRATION).is_none()) else {
        return derived;
    };
    let dated = dated.map(|dated| (&dated.value, AGREEMENT));
    let effective = effective.map(|effective| (&effective.value, EFFECTIVE));
    derived.extend(end_of(text, term, effective.or(dated), dated.or(effective)));
    derived
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
    let find = |found: Vec<(Span, Period)>| {
        let same = found.into_iter().find(|(_, found)| found.same_as(period));
        same.map(|(place, _)| place)
    };
    // A length that a person has corrected stands not in the quote: what stands there has its place.
    let any = || periods(&term.quote).first().map(|(place, _)| *place);
    let named = find(anniversaries(&term.quote));
    let counted = find(periods(&term.quote)).or_else(|| any().filter(|_| named.is_none()));
    let place = counted.or(named)?;
    let (start, input) = match start(text, &term.quote, place) {
        Start::Stated(date) => (Value::Date(date), None),
        Start::AsDated => dated.map(|(value, field)| (value.clone(), Some(field)))?,
        Start::AsEffective => effective.map(|(value, field)| (value.clone(), Some(field)))?,
        Start::Unknown => return None,
    };
    let (rule, end) = end_from(&start, period, counted.is_some())?;
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
fn end_from(start: &Value, term: Period, is_counted: bool) -> Option<(&'static str, Value)> {
    match start {
        Value::Date(start) if is_counted => Some((
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
        let no_end = |derived: &[Derived]| {
            derived
                .iter()
                .all(|d| d.candidate.field.as_str() != "expiration_date")
        };
        assert!(no_end(&derive("A letter.", std::slice::from_ref(&dated))));
        let term = said(
            "initial_term",
            ValueKind::Period,
            "1 year",
            "for one year following the Launch Date",
        );
        let derived = derive("", &[dated, term]);
        assert!(no_end(&derived));
    }

    fn end(quote: &str, term: &str, text: &str) -> Option<(String, String)> {
        let candidates = [
            said("agreement_date", ValueKind::Date, "2026-01-15", "dated"),
            said("effective_date", ValueKind::Date, "2026-02-01", "effective"),
            said("initial_term", ValueKind::Period, term, quote),
        ];
        derive(text, &candidates)
            .into_iter()
            .find(|d| d.candidate.field.as_str() == EXPIRATION)
            .map(|d| (d.candidate.value.to_string(), d.derivation.rule))
    }

    /// I29: the words of the term say from which day it runs.
    #[test]
    fn the_start_is_the_one_that_the_term_names() {
        let day = |quote, term| end(quote, term, "").map(|(day, _)| day);
        for (quote, expected) in [
            ("for one year from the Effective Date", "2027-01-31"),
            ("for one year from the date hereof", "2027-01-14"),
            ("for one year commencing on May 1, 2026", "2027-04-30"),
            ("for one year from the Execution Date", "2027-01-14"),
        ] {
            assert_eq!(day(quote, "1 year").as_deref(), Some(expected), "{quote}");
        }
        assert_eq!(day("for one year from the Launch Date", "1 year"), None);
    }

    #[test]
    fn a_start_by_another_name_is_looked_up_where_it_is_defined() {
        let text = "Launch is on June 1, 2026 (the “Launch Date”).";
        let quote = "for one year from the Launch Date";
        let found = end(quote, "1 year", text).map(|(day, _)| day);
        assert_eq!(found.as_deref(), Some("2027-05-31"));
    }

    #[test]
    fn a_named_anniversary_is_the_day_itself() {
        let found = end(
            "until the third anniversary of the Effective Date",
            "3 years",
            "",
        );
        let (day, rule) = found.expect("an end");
        assert_eq!(
            (day.as_str(), rule.as_str()),
            ("2029-02-01", ON_ANNIVERSARY)
        );
    }

    #[test]
    fn a_renewal_may_be_as_long_as_the_first_term() {
        let term = said("initial_term", ValueKind::Period, "2 years", "of two years");
        let renewal = |text: &str| {
            let derived = derive(text, std::slice::from_ref(&term));
            let found = derived
                .iter()
                .find(|d| d.candidate.field.as_str() == RENEWAL);
            found.map(|d| (d.candidate.value.to_string(), d.derivation.rule.clone()))
        };
        for text in [
            "It shall automatically renew for successive terms of the same duration.",
            "The Term is extended for periods equal to the Initial Term.",
            "It renews for like periods.",
        ] {
            let expected = ("2 years".to_owned(), RENEWAL_AS_TERM.to_owned());
            assert_eq!(renewal(text), Some(expected), "{text}");
        }
        assert_eq!(
            renewal("The parties keep the same duration of shifts."),
            None
        );
    }

    #[test]
    fn of_a_start_without_its_day_no_day_of_the_end_is_said() {
        let candidates = [
            said(
                "agreement_date",
                ValueKind::Date,
                "2026-03",
                "March __, 2026",
            ),
            said(
                "initial_term",
                ValueKind::Period,
                "2 years",
                "for two years",
            ),
        ];
        let derived = derive("", &candidates);
        let last = derived.last().expect("an end");
        assert_eq!(last.candidate.value.to_string(), "2028-03");
        assert_eq!(last.derivation.rule, YEAR_OF_ANNIVERSARY);
    }
}
