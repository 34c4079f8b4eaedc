//! What follows a correction, and what moves on with the days.

use super::*;
use crate::domain::id::ContractId;
use crate::offline::Offline;
use crate::pipeline::extract::{Claims, settle};
use crate::text::plain;
use jiff::civil::date;

const TEXT: &str = "SUPPLY AGREEMENT\n\nThis Agreement is made as of January 15, 2026 (the \"Effective Date\") between Orchard Inc. (\"Supplier\") and Pine LLC (\"Customer\").\n\n1. Term. This Agreement shall continue for an initial term of one (1) year from the Effective Date and shall automatically renew for successive terms of one (1) year unless either party gives written notice of non-renewal at least thirty (30) days before the end of the then-current term.\n\n2. Plan. Supplier shall deliver a plan to Customer within thirty (30) days after the Effective Date.\n\n3. Data. Supplier shall return all data to Customer within thirty (30) days after the expiration of this Agreement.\n";

fn dictionary() -> Dictionary {
    toml::from_str(include_str!("../../../playbooks/fields.toml")).expect("the dictionary")
}

const TODAY: Date = date(2026, 6, 1);

/// The items of the text, all approved.
fn items() -> Vec<Item> {
    let dictionary = dictionary();
    let document = plain::document(TEXT);
    let extract = Offline::new(&dictionary).read(&document);
    let claims = Claims {
        candidates: extract.candidates,
        drafts: extract.obligations,
        clauses: Some(extract.clauses),
        ..Claims::default()
    };
    let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
    running::running(&dictionary, &mut reading, TODAY, &Calendars::default());
    let mut items = Item::of(&ContractId::from("contract".to_owned()), &reading);
    for item in &mut items {
        let by = "reviewer".to_owned();
        item.decision = Decision::Approved { by };
    }
    items
}

fn at(items: &[Item], wanted: &str) -> usize {
    let place = items.iter().position(
        |item| matches!(&item.subject, Subject::Field { field, .. } if field.as_str() == wanted),
    );
    place.unwrap_or_else(|| panic!("no item of {wanted}"))
}

fn value(items: &[Item], field: &str) -> String {
    match &items[at(items, field)].subject {
        Subject::Field { value, .. } => value.to_string(),
        _ => unreachable!("found by its field"),
    }
}

fn due(items: &[Item]) -> Option<Date> {
    let duties = items.iter().filter_map(|item| match &item.subject {
        Subject::Obligation(duty) => duty.due.as_ref(),
        _ => None,
    });
    let mut within = duties.filter(|due| matches!(due, Due::Within { .. }));
    within.find_map(Due::date)
}

fn edit(items: &mut [Item], field: &str, value: &str) -> usize {
    let place = at(items, field);
    items[place].decision = Decision::Edited {
        by: "reviewer".to_owned(),
        value: value.to_owned(),
    };
    let changed = (&FieldId::from(field), TODAY);
    anew(TEXT, &dictionary(), items, changed, &Calendars::default()).len()
}

/// 3.16: the last day for notice, and what is due at the end, are those of the term that runs when somebody
/// looks.
#[test]
fn what_counts_to_the_running_end_moves_on_with_the_days() {
    let mut items = items();
    let place = at(&items, "running_notice_date");
    assert_eq!(value(&items, "running_notice_date"), "2026-12-15");
    assert_eq!(
        moved_on(&dictionary(), &items, TODAY, &Calendars::default()),
        []
    );
    let later = date(2027, 6, 1);
    let moved = moved_on(&dictionary(), &items, later, &Calendars::default());
    let days = moved.iter().map(|(_, now)| match now {
        Subject::Field { value, .. } => value.to_string(),
        Subject::Obligation(duty) => duty.due.as_ref().expect("it is due").to_string(),
        _ => unreachable!("nothing else is computed"),
    });
    let days: Vec<String> = days.collect();
    assert_eq!(days.len(), 3, "{days:?}");
    assert_eq!(days[0], "2028-01-15", "the next renewal");
    assert_eq!((moved[1].0, days[1].as_str()), (place, "2027-12-15"));
    let Subject::Obligation(duty) = &moved[2].1 else {
        panic!("the duty at the end moves too");
    };
    let due = duty.due.as_ref().and_then(Due::date);
    assert_eq!(due, Some(date(2028, 2, 13)));
    for (at, _) in moved {
        let by = "reviewer".to_owned();
        items[at].decision = Decision::Rejected { by };
    }
    assert_eq!(
        moved_on(&dictionary(), &items, later, &Calendars::default()),
        []
    );
}

/// 3.16: the end, both days for notice and the due date follow a corrected start.
#[test]
fn what_follows_from_a_corrected_start_is_computed_anew() {
    let mut items = items();
    assert_eq!(value(&items, "expiration_date"), "2027-01-14");
    assert_eq!(due(&items), Some(date(2026, 2, 14)));
    let touched = edit(&mut items, "effective_date", "2026-03-01");
    assert_eq!(touched, 7);
    assert_eq!(value(&items, "expiration_date"), "2027-02-28");
    assert_eq!(value(&items, "renewal_date"), "2027-03-01");
    assert_eq!(value(&items, "contract_status"), "active");
    assert_eq!(value(&items, "last_notice_date"), "2027-01-29");
    assert_eq!(value(&items, "running_notice_date"), "2027-01-29");
    assert_eq!(due(&items), Some(date(2026, 3, 31)));
}

#[test]
fn a_corrected_length_moves_the_end_and_nothing_before_it() {
    let mut items = items();
    let touched = edit(&mut items, "initial_term", "2 years");
    assert_eq!(touched, 6);
    assert_eq!(value(&items, "expiration_date"), "2028-01-14");
    assert_eq!(due(&items), Some(date(2026, 2, 14)));
}

#[test]
fn a_rejected_input_takes_the_due_date_away_and_another_gives_it_back() {
    let mut items = items();
    let place = at(&items, "effective_date");
    let by = "reviewer".to_owned();
    items[place].decision = Decision::Rejected { by };
    let changed = FieldId::from("effective_date");
    let touched = anew(
        TEXT,
        &dictionary(),
        &mut items,
        (&changed, TODAY),
        &Calendars::default(),
    );
    assert_eq!((touched.len(), due(&items)), (7, None));
    assert_eq!(value(&items, "expiration_date"), "2027-01-14");
    edit(&mut items, "effective_date", "2026-04-01");
    assert_eq!(due(&items), Some(date(2026, 5, 1)));
}
