//! Duties, and what looks like one and is none.

use super::*;
use crate::domain::obligation::{Due, Kind};
use crate::domain::value::Party;

fn read(text: &str) -> Vec<Draft> {
    let party = |alias: &str, name: &str| Named {
        span: Span::new(0, 0),
        party: Party {
            name: name.to_owned(),
            alias: Some(alias.to_owned()),
        },
    };
    let parties = [
        party("Operator", "Ardent Rail Ltd"),
        party("Depot", "Bolt Works GmbH"),
    ];
    Finder::new(&parties, text).read(text, &crate::text::sentences::sentences(text))
}

/// R38: each duty is a record of its own with its evidence.
#[test]
fn each_duty_of_a_sentence_is_its_own_record_with_its_own_words() {
    let text = "The Operator shall deliver the plans by May 1, 2026 and shall pay Depot EUR 500 within thirty (30) days after receipt of the invoice.";
    let found = read(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].kind, Kind::Delivery);
    assert!(matches!(found[0].due, Some(Due::On { .. })));
    assert_eq!(found[1].kind, Kind::Payment);
    assert_eq!(found[1].beneficiary.as_deref(), Some("Depot"));
    assert_eq!(
        found[1].amount.as_ref().map(ToString::to_string).as_deref(),
        Some("EUR 500.00")
    );
    assert!(
        matches!(&found[1].due, Some(Due::Within { period, .. }) if period.to_string() == "30 days")
    );
    for draft in &found {
        assert!(text.contains(&draft.quote));
    }
}

#[test]
fn rights_prohibitions_and_boilerplate_are_no_duties() {
    for text in [
        "Operator shall not resell the Service.",
        "This Agreement shall be governed by the laws of Ohio.",
        "“Fees” means the amounts that Operator shall pay.",
        "Depot shall not be liable for lost profits.",
        "Operator shall be entitled to a refund.",
        "Notices to Depot shall be sent by courier.",
        "Operator may inspect the records.",
        "Operator will have the right to audit.",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn list_items_become_single_duties() {
    let found = read(
        "Depot shall: (a) keep the yard clean; (b) report defects monthly; and (c) not remove any notice.",
    );
    let actions: Vec<&str> = found.iter().map(|draft| draft.action.as_str()).collect();
    assert_eq!(actions, ["keep the yard clean", "report defects monthly"]);
    assert!(
        matches!(&found[1].due, Some(Due::Every { period, .. }) if period.to_string() == "1 month")
    );
}

#[test]
fn the_actor_is_the_subject_and_not_a_name_before_it() {
    let found = read("At the request of Operator, Depot, at its own cost, shall repair the wagon.");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].actor, "Depot");
}

#[test]
fn hostile_text_is_read_without_a_panic() {
    for text in [
        "shall",
        "Operator shall",
        "Operator shall é",
        "Operator shall (a) (b) (c)",
        &"Operator shall ".repeat(400),
    ] {
        let _ = read(text);
    }
}
