//! What follows from what a contract states, and what does not.

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
        (
            "for one year from the date of the last signature",
            "2027-01-31",
        ),
        (
            "for one year from its date, expiring in winter",
            "2027-01-14",
        ),
        (
            "for one year from the Launch, which took place on May 1, 2026",
            "2027-04-30",
        ),
    ] {
        assert_eq!(day(quote, "1 year").as_deref(), Some(expected), "{quote}");
    }
    for event in [
        "for one year from the Launch Date",
        "for one year from the date of the first invoice that Pine sends",
        "for one year after the first bill",
        "for one year from the day on which the license is issued",
        "begins on May 1, 2026 and ends one year after the First Commercial Sale",
    ] {
        assert_eq!(day(event, "1 year"), None, "{event}");
    }
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
    let before =
        "at midnight on the day immediately preceding the third anniversary of the Effective Date";
    let (day, rule) = end(before, "3 years", "").expect("an end");
    assert_eq!(
        (day.as_str(), rule.as_str()),
        ("2029-01-31", DAY_BEFORE_ANNIVERSARY)
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

/// I29: the day from which a term runs is the one of taking effect, where no other is stated.
#[test]
fn a_contract_takes_effect_when_its_term_begins() {
    let dated = said("agreement_date", ValueKind::Date, "2026-01-15", "dated");
    let effective = |text: &str, quote: &str| {
        let term = said("initial_term", ValueKind::Period, "1 year", quote);
        let derived = derive(text, &[dated.clone(), term]);
        let found = derived
            .iter()
            .find(|d| d.candidate.field.as_str() == EFFECTIVE);
        found.map(|d| (d.candidate.value.to_string(), d.derivation.rule.clone()))
    };
    let day = |day: &str, rule: &str| Some((day.to_owned(), rule.to_owned()));
    assert_eq!(
        effective("", "for one year starting May 1, 2026"),
        day("2026-05-01", EFFECTIVE_IS_START_OF_TERM)
    );
    assert_eq!(
        effective("", "for one year from the date hereof"),
        day("2026-01-15", EFFECTIVE_IS_AGREEMENT_DATE)
    );
    assert_eq!(effective("", "for one year after the opening"), None);
    let waits = "This Agreement shall not become effective until the merger.";
    assert!(derive(waits, &[dated]).is_empty());
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

/// I29: from where a term runs is told in many words, before and behind its length.
#[test]
fn the_start_of_a_term_is_told_in_many_words() {
    let end = |text: &str, quote: &str| {
        let dated = said("agreement_date", ValueKind::Date, "2026-01-15", "dated");
        let term = said("initial_term", ValueKind::Period, "2 years", quote);
        let derived = derive(text, &[dated, term]);
        let found = derived
            .iter()
            .find(|d| d.candidate.field.as_str() == EXPIRATION);
        found.map(|d| d.candidate.value.to_string())
    };
    for (text, quote, expected) in [
        (
            "",
            "for two years from and after the date of this Agreement",
            Some("2028-01-14"),
        ),
        (
            "",
            "for two years from the Execution Date, on which it becomes effective",
            Some("2028-01-14"),
        ),
        (
            "",
            "for two years from the Effective Date, and shall be extended upon the completion of the two years",
            Some("2028-01-14"),
        ),
        ("", "for two years from the above date", Some("2028-01-14")),
        (
            "Service Start Date        May 1, 2026\n",
            "two years from Service Start Date",
            Some("2028-04-30"),
        ),
        (
            "It applies from the commencement date, 1 May 2026, on.",
            "two years from the commencement date",
            Some("2028-04-30"),
        ),
        (
            "a term of two years. The term begins to run on the day on which the shop first opens.",
            "a term of two years",
            None,
        ),
        (
            "It becomes effective on the first day of the month after its date (the “Effective Date”).",
            "two years from the Effective Date",
            None,
        ),
    ] {
        assert_eq!(end(text, quote).as_deref(), expected, "{quote}");
    }
}

/// I29: a term runs from the day that bears its name, in brackets without quotes and in the cell below it.
#[test]
fn a_term_runs_from_a_day_that_is_named_without_quotes() {
    let dated = said(
        "agreement_date",
        ValueKind::Date,
        "2026-01-15",
        "dated January 15, 2026",
    );
    for (text, quote) in [
        (
            "The Vendor appoints the Reseller from 1 March 2026 (Commencement Date).",
            "It starts on the Commencement Date and continues for 12 months.",
        ),
        (
            "Key terms\nSubscription Start\nDate\nMarch 1, 2026\nRenewal\nnone",
            "12 months from the Subscription Start Date",
        ),
        (
            "Key terms\nSubscription Start Date March 1, 2026\nRenewal none",
            "12 months from the Subscription Start Date",
        ),
    ] {
        let term = said("initial_term", ValueKind::Period, "12 months", quote);
        let derived = derive(text, &[dated.clone(), term]);
        let end = derived
            .iter()
            .find(|d| d.candidate.field.as_str() == "expiration_date");
        let end = end.map(|d| d.candidate.value.to_string());
        assert_eq!(end.as_deref(), Some("2027-02-28"), "{text}");
    }
}
