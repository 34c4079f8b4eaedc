//! What reads like a duty and binds nobody, and times that are not those of the duty beside them.

use super::tests::read;

use crate::domain::obligation::{Due, Kind};

#[test]
fn whoever_is_not_obliged_is_free() {
    for text in [
        "Neither party is obliged to enter into the sale.",
        "Neither party is required to renew the lease of the depot.",
        "The Operator may tell employees and advisers who need to know, and as required by law.",
        "During the audit the Operator will learn secrets of the depot.",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
    let bound = read("Neither party shall enter into the sale of the depot.");
    assert_eq!(bound.len(), 1, "{bound:?}");
}

#[test]
fn a_most_and_a_participle_set_no_deadline() {
    for text in [
        "Operator will pay Depot EUR 900 for each day worked, to a maximum of 85 days.",
        "Depot shall hold the prices for any units ordered before 31 January 2028.",
    ] {
        let found = read(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].due, None, "{text}");
    }
    let found = read("Depot shall order the units before 31 January 2028.");
    assert!(matches!(found[0].due, Some(Due::On { .. })), "{found:?}");
}

#[test]
fn a_data_subject_is_no_condition_and_the_next_number_no_part_of_a_duty() {
    let found = read(
        "Depot shall forward any request from a data subject to the Operator within three days of receipt.",
    );
    assert_eq!(found[0].condition, None, "{found:?}");
    let found =
        read("Depot shall process data only as set out in Annex I. 3.2 Operator shall pay Depot.");
    assert!(found[0].quote.ends_with("Annex I"), "{found:?}");
}

#[test]
fn who_withholds_a_consent_pays_nothing() {
    let found = read("Depot shall not unreasonably withhold its approval of the plan.");
    assert_ne!(found[0].kind, Kind::Payment);
    let found = read("Depot shall withhold tax from each payment.");
    assert_eq!(found[0].kind, Kind::Payment);
}

#[test]
fn what_is_to_be_had_done_is_a_duty() {
    let found = read("The Depot shall have those measures tested by an assessor once a year.");
    assert_eq!(found.len(), 1, "{found:?}");
}
