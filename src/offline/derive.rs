//! Dates that the contract does not state but that follow from what it states.
//!
//! Each derived value names its rule and its inputs, and carries the evidence of its main input.
//! Nothing is derived where the term runs from an event whose date the contract does not give.

use super::calendar;
use super::commencement;
use crate::domain::id::FieldId;
use crate::domain::term::{Candidate, Derivation};
use crate::domain::value::Value;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// The contract says that it takes effect on the date it bears, or its term has no other start.
pub const EFFECTIVE_IS_AGREEMENT_DATE: &str = "effective_is_agreement_date";
/// The term ends on the day before the anniversary of its start.
pub const DAY_BEFORE_ANNIVERSARY: &str = "day_before_anniversary";

/// A derived value: what to show as its evidence, and how code came to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The value with the quote of its main input.
    pub candidate: Candidate,
    /// The rule and its inputs.
    pub derivation: Derivation,
}

static FROM_AN_EVENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:from|after|following|on|upon|beginning\s+(?:on|with)|of)\s+(?:the\s+)?(?:date\s+(?:of|that|on\s+which|when)\s+)?(?:\w+\s+){0,3}(?:launch|delivery|closing|acceptance|opening|commercial|installation|first\s+(?:sale|shipment|day)|ipo|approval|completion|in-?service|operational|becomes)\b")
        .expect("a constant pattern compiles")
});

static NAMED_START: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:commenc\w+|begin\w*|start\w*|from|after|following)\s+(?:on\s+|upon\s+|with\s+|as\s+of\s+)?the\s+(?P<n>(?:\w+\s+){1,3})date\b")
        .expect("a constant pattern compiles")
});

/// Whether the term runs from an event or from a defined date other than that of the contract.
fn runs_from_an_event(quote: &str) -> bool {
    const OWN: [&str; 8] = [
        "effective",
        "commencement",
        "execution",
        "agreement",
        "start",
        "signing",
        "signature",
        "subscription start",
    ];
    let named = NAMED_START
        .captures(quote)
        .and_then(|found| found.name("n"))
        .map(|name| name.as_str().trim().to_lowercase());
    let is_other =
        named.is_some_and(|name| !name.contains("effective") && !OWN.contains(&name.as_str()));
    is_other || FROM_AN_EVENT.is_match(quote)
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
    let term = find("initial_term");
    let effective = match (find("effective_date"), find("agreement_date")) {
        (Some(stated), _) => date_of(stated).map(|date| (date, "effective_date")),
        (None, Some(dated)) => date_of(dated).map(|date| {
            if term.is_some() || commencement::takes_effect_when_dated(text) {
                derived.push(effective_as_dated(dated));
            }
            (date, "agreement_date")
        }),
        (None, None) => None,
    };
    let ends = match (effective, term) {
        (Some((start, input)), Some(term)) if find("expiration_date").is_none() => {
            end_of(start, input, term)
        }
        _ => None,
    };
    derived.extend(ends);
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

fn end_of(start: Date, input: &str, term: &Candidate) -> Option<Derived> {
    let Value::Period(period) = term.value else {
        return None;
    };
    if runs_from_an_event(&term.quote) {
        return None;
    }
    let end = calendar::expiry(start, period)?;
    Some(Derived {
        candidate: Candidate {
            field: FieldId::from("expiration_date"),
            value: Value::Date(end),
            ..term.clone()
        },
        derivation: Derivation {
            rule: DAY_BEFORE_ANNIVERSARY.to_owned(),
            inputs: vec![FieldId::from(input), FieldId::from("initial_term")],
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
