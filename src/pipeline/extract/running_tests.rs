//! Dates in business days from the text of a contract to the values that a reviewer decides, and the term that
//! runs around midnight.

use super::*;
use crate::domain::id::ContractId;
use crate::domain::obligation::Due;
use crate::domain::playbook::LAST_NOTICE;
use crate::domain::review::{Item, Subject};
use crate::domain::term::Engine;
use crate::domain::zone::Zone;
use crate::offline::Offline;
use crate::pipeline::extract::{Claims, settle_with};
use crate::text::plain;
use jiff::civil::date;

const TEXT: &str = "SUPPLY AGREEMENT\n\nThis Agreement is made as of January 15, 2026 (the \"Effective Date\") between Orchard Inc. (\"Supplier\") and Pine LLC (\"Customer\").\n\n1. Term. This Agreement shall continue for an initial term of one (1) year from the Effective Date and shall automatically renew for successive terms of one (1) year unless either party gives written notice of non-renewal at least ten (10) business days before the end of the then-current term.\n\n2. Plan. Supplier shall deliver a plan to Customer within five (5) business days after the Effective Date.\n\n3. Data. Supplier shall return all data to Customer within ten (10) business days after the expiration of this Agreement.\n\n4. Reports. Supplier shall send a report to Customer on the last business day of each month.\n\n5. Law. This Agreement is governed by the laws of Germany.\n";

/// What a reviewer is asked about `TEXT` on `today`, and why a person must look.
fn asked(calendars: &Calendars, today: Date) -> (Vec<Item>, Vec<String>) {
    let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
        .expect("the shipped dictionary parses");
    let document = plain::document(TEXT);
    let extract = Offline::new(&dictionary).read(&document);
    let claims = Claims {
        candidates: extract.candidates,
        drafts: extract.obligations,
        ..Claims::default()
    };
    let mut reading = settle_with(&document, &dictionary, Engine::Offline, claims, calendars);
    running(&dictionary, &mut reading, today, calendars);
    let items = Item::of(&ContractId::of("clm", "1"), &reading);
    (items, reading.reasons)
}

/// The value of a field with its rule, and whether it may be shown as verified.
fn field(items: &[Item], id: &str) -> (String, String, bool) {
    let found = items.iter().find_map(|item| match &item.subject {
        Subject::Field {
            field,
            value,
            derivation: Some(by),
            signals,
            ..
        } if field.as_str() == id => Some((
            value.to_string(),
            by.rule.clone(),
            signals.is_some_and(|signals| signals.is_sure(value)),
        )),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{id} is computed"))
}

/// The dates of the duties with their rules.
fn duties(items: &[Item]) -> Vec<(String, String)> {
    let dated = items.iter().filter_map(|item| match &item.subject {
        Subject::Obligation(duty) => {
            let day = duty.due.as_ref().and_then(Due::date)?;
            Some((day.to_string(), duty.derivation.clone()?.rule))
        }
        _ => None,
    });
    dated.collect()
}

/// The German holidays around the dates of `TEXT`.
fn german() -> Calendars {
    let text = "{\"Germany\": [\"2026-01-19\", \"2026-01-30\", \"2026-12-25\", \"2027-01-01\", \"2027-01-18\"]}";
    serde_json::from_str(text).expect("lists")
}

fn told(reasons: &[String]) -> usize {
    let unknown = |reason: &&String| reason.contains("no holidays are listed");
    reasons.iter().filter(unknown).count()
}

/// 3.17: without a list business days are Monday to Friday, each date says so, and none is shown as verified.
#[test]
fn business_days_are_dates_that_say_that_no_holidays_are_known() {
    let (items, reasons) = asked(&Calendars::default(), date(2026, 6, 1));
    let at = |day: &str, rule: &str| (day.to_owned(), format!("{rule}_without_holidays"));
    for (id, rule) in [
        (LAST_NOTICE, "notice_before_expiry"),
        (RUNNING_NOTICE, BY_RUNNING_TERM),
    ] {
        let (day, by, is_sure) = field(&items, id);
        assert_eq!((day, by), at("2026-12-31", rule));
        assert!(!is_sure, "{id}");
    }
    assert_eq!(
        duties(&items),
        [
            at("2026-01-22", "counted_from_effective_date"),
            at("2027-01-28", BY_RUNNING_END),
            at("2026-01-30", "first_of_rule_from_effective_date"),
        ]
    );
    assert_eq!(told(&reasons), 1, "{reasons:?}");
}

/// 3.17: the holidays of the contract's law are no business days.
#[test]
fn listed_holidays_are_left_out_of_every_date() {
    let (items, reasons) = asked(&german(), date(2026, 6, 1));
    let at = |day: &str, rule: &str| (day.to_owned(), rule.to_owned());
    for (id, rule) in [
        (LAST_NOTICE, "notice_before_expiry"),
        (RUNNING_NOTICE, BY_RUNNING_TERM),
    ] {
        let (day, by, _) = field(&items, id);
        assert_eq!((day, by), at("2026-12-30", rule));
    }
    assert_eq!(
        duties(&items),
        [
            at("2026-01-23", "counted_from_effective_date"),
            at("2027-01-29", BY_RUNNING_END),
            at("2026-01-29", "first_of_rule_from_effective_date"),
        ]
    );
    assert_eq!(told(&reasons), 0, "{reasons:?}");
}

/// 3.17: a list says nothing of a year that it does not name.
#[test]
fn a_year_that_the_list_does_not_name_is_not_known() {
    let (items, reasons) = asked(&german(), date(2028, 6, 1));
    let (day, by, _) = field(&items, RUNNING_NOTICE);
    assert_eq!(day, "2029-01-01");
    assert!(by.ends_with("_without_holidays"));
    assert_eq!(told(&reasons), 1);
}

/// 3.17: around midnight the term that runs is that of the day at the house.
#[test]
fn the_term_that_runs_is_that_of_the_day_at_the_house() {
    let night = "2027-01-14T23:30:00Z".parse().expect("an instant");
    let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
    let notice = |zone: Zone| {
        let (items, _) = asked(&Calendars::default(), zone.day(night));
        field(&items, RUNNING_NOTICE).0
    };
    assert_eq!(notice(Zone::UTC), "2026-12-31");
    assert_eq!(notice(berlin), "2027-12-31");
}
