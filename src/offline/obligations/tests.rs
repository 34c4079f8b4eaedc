//! Duties, and what looks like one and is none.

use super::*;
use crate::domain::obligation::{Due, Kind};
use crate::domain::value::Party;

/// The parties of every contract here.
pub(super) fn parties() -> [Named; 2] {
    let party = |alias: &str, name: &str| Named {
        span: Span::new(0, 0),
        party: Party {
            name: name.to_owned(),
            alias: Some(alias.to_owned()),
        },
    };
    [
        party("Operator", "Ardent Rail Ltd"),
        party("Depot", "Bolt Works GmbH"),
    ]
}

pub(super) fn read(text: &str) -> Vec<Draft> {
    Finder::new(&parties(), text).read(text, &crate::text::sentences::sentences(text))
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
fn rights_representations_and_boilerplate_are_no_duties() {
    for text in [
        "This Agreement shall be governed by the laws of Ohio.",
        "“Fees” means the amounts that Operator shall pay.",
        "Depot shall not be liable for lost profits.",
        "Operator shall be entitled to a refund.",
        "Notices to Depot shall be sent by courier.",
        "Operator may inspect the records.",
        "Operator will have the right to audit.",
        "Depot warrants that the wagons shall be free of defects.",
        "No waiver shall be deemed a continuing waiver.",
        "Fees that Operator shall pay are listed in Schedule 1.",
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
    assert_eq!(
        actions,
        [
            "keep the yard clean",
            "report defects monthly",
            "remove any notice"
        ]
    );
    assert_eq!(found[2].modality, Modality::MustNot);
    assert_eq!(
        found[1]
            .recurrence
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("FREQ=MONTHLY")
    );
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
fn items_in_paragraphs_of_their_own_keep_the_actor_of_their_stem() {
    let found = read("Depot shall:\n\n(a) repair each wagon;\n\n(b) invoice Operator monthly.");
    let actors: Vec<&str> = found.iter().map(|draft| draft.actor.as_str()).collect();
    assert_eq!(actors, ["Depot", "Depot"], "{found:?}");
}

/// Issue 4: a prohibition is told by its modality; its action reads without the `not`.
#[test]
fn what_is_not_to_be_done_is_told_by_its_modality() {
    for (text, action) in [
        (
            "Operator shall not resell the Service.",
            "resell the Service",
        ),
        (
            "Neither party shall assign its rights.",
            "assign its rights",
        ),
        ("Depot agrees not to remove the logos.", "remove the logos"),
        (
            "Depot shall make no statements to the press.",
            "make statements to the press",
        ),
        (
            "Depot shall keep the keys in a safe and not copy any of them.",
            "copy any of them",
        ),
    ] {
        let found = read(text);
        let last = found.last().expect("a prohibition");
        assert_eq!(last.action, action, "{text}: {found:?}");
        assert_eq!(last.modality, Modality::MustNot);
    }
    let kept = read("Depot shall give Operator no less than two days' notice.");
    assert_eq!(kept[0].modality, Modality::Must);
    assert_eq!(
        kept[0].action,
        "give Operator no less than two days' notice"
    );
}

#[test]
fn verbs_with_objects_of_their_own_are_duties_of_their_own() {
    let actions =
        |text: &str| -> Vec<String> { read(text).into_iter().map(|draft| draft.action).collect() };
    assert_eq!(
        actions("Depot shall keep accurate books and send Operator a copy of them."),
        ["keep accurate books", "send Operator a copy of them"]
    );
    for one in [
        "Depot shall obtain and maintain liability insurance.",
        "Depot shall repair the wagon or replace the part.",
        "Depot shall indemnify Operator and hold Operator harmless from claims.",
    ] {
        assert_eq!(actions(one).len(), 1, "{one}");
    }
}

#[test]
fn a_duty_told_of_a_thing_belongs_to_whoever_is_to_act_on_it() {
    let found = read("Each invoice shall be paid by Operator within 30 days of receipt.");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].actor, "Operator");
    assert_eq!(found[0].kind, Kind::Payment);
    let found = read("Depot shall keep the plans. Such plans shall be kept in a safe.");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1].actor, "Depot");
}

#[test]
fn conditions_and_consequences_are_told_with_the_duty() {
    let found = read(
        "If Operator finds a defect, it shall notify Depot in writing. Otherwise, the wagon is deemed accepted.",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].actor, "Operator");
    assert_eq!(
        found[0].condition.as_deref(),
        Some("If Operator finds a defect")
    );
    assert!(matches!(found[0].due, Some(Due::OnEvent { .. })));
    assert!(found[0].consequence.is_some());
}

/// Actor, action and due of each duty.
fn told(text: &str) -> Vec<String> {
    let due = |draft: &Draft| {
        draft
            .due
            .as_ref()
            .map_or(String::new(), ToString::to_string)
    };
    read(text)
        .iter()
        .map(|draft| format!("{}: {} [{}]", draft.actor, draft.action, due(draft).trim()))
        .collect()
}

#[test]
fn nobody_is_borrowed_for_a_duty_that_is_told_of_a_thing() {
    for text in [
        "Operator shall operate the trains. Fees shall be paid within 30 days of invoice.",
        "Depot shall grant access. Defects shall be repaired within 5 days.",
        "Operator shall open the hall. All equipment must be removed by noon.",
    ] {
        let found = read(text);
        assert_eq!(found[1].actor, NOT_STATED, "{text}: {found:?}");
    }
    assert_eq!(
        told(
            "Operator shall advance the loan. Interest shall accrue daily and shall be payable by Depot quarterly."
        )[1],
        "Depot: be payable by Depot quarterly [every 3 months]"
    );
    let found = read("Operator shall pay the fee in May. Other fees shall be paid within 30 days.");
    assert_eq!(found[1].actor, "Operator", "only one party pays");
}

#[test]
fn whose_debt_it_is_pays() {
    for told_of_money in [
        "Interest on late payment by Operator shall be charged at 2%.",
        "All indebtedness of Operator to Depot shall be paid within ten days.",
    ] {
        let found = read(&format!("Depot shall keep the plans. {told_of_money}"));
        assert_eq!(found[1].actor, "Operator", "{told_of_money}: {found:?}");
    }
}

#[test]
fn who_acknowledges_something_of_another_owes_what_follows() {
    for text in [
        "Operator acknowledges that Depot is a public body and shall transfer to Depot any request.",
        "Operator agrees that Depot owns the plans and shall hand them over to Depot.",
        "Operator shall ensure that Depot gets a copy and shall notify Depot of any change.",
    ] {
        let found = read(text);
        let last = found.last().expect("a duty");
        assert_eq!(last.actor, "Operator", "{text}: {found:?}");
    }
    let found = read("Operator agrees that Depot shall clean the yard.");
    assert_eq!(found[0].actor, "Depot");
}

#[test]
fn what_a_recital_or_a_stranger_does_is_no_duty() {
    for text in [
        "WHEREAS, Depot desires to use the marks and shall make the wagons;",
        "BACKGROUND\n(A) Operator will provide hosting to Depot.",
        "The licence provides that the End Depot shall pay all fees.",
        "No royalty is payable by Operator on samples.",
        "If Depot fails to send a report it must provide by 30 June 2026, Operator may terminate.",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_clause_that_goes_on_with_which_is_a_duty_with_its_own_time() {
    assert_eq!(
        told(
            "By 1 May 2026 Operator shall post a bond, which Depot shall return within 30 days after termination."
        ),
        [
            "Operator: post a bond [2026-05-01]",
            "Depot: return within 30 days after termination [30 days after termination]"
        ]
    );
    assert_eq!(
        told("Operator shall send the report to Depot, who shall approve it within 10 days."),
        [
            "Operator: send the report to Depot []",
            "Depot: approve it within 10 days [10 days]"
        ]
    );
    assert_eq!(
        told("Operator shall appoint a manager, who shall meet Depot quarterly.").len(),
        1
    );
}

#[test]
fn parts_of_one_object_are_duties_with_their_own_times_and_sums() {
    assert_eq!(
        told("Operator shall pay EUR 50 by 1 May 2026 and the balance by 1 July 2026."),
        [
            "Operator: pay EUR 50 by 1 May 2026 [2026-05-01]",
            "Operator: pay the balance by 1 July 2026 [2026-07-01]"
        ]
    );
    assert_eq!(
        told(
            "Operator shall pay within 30 days after each milestone: (a) $500 upon signing; and (b) $900 upon approval."
        ),
        [
            "Operator: pay $500 upon signing [30 days after each milestone]",
            "Operator: pay $900 upon approval [30 days after each milestone]"
        ]
    );
    assert_eq!(
        told("Depot shall keep records and, within 90 days after each year, furnish a statement.")
            .len(),
        2
    );
    assert_eq!(
        told("Operator shall pay the fee and the tax within 30 days.").len(),
        1
    );
}

#[test]
fn lists_with_any_marks_are_read_item_by_item() {
    for text in [
        "Depot shall, during the term: (a) clean the yard; (b) train the staff.",
        "Depot must:\n5.1 clean the yard;\n5.2 train the staff.",
        "Depot shall:\n1. clean the yard;\n2. train the staff.",
        "Depot agrees:\n• to clean the yard;\n• to train the staff.",
        "Depot undertakes:\n- to clean the yard,\n- to train the staff.",
        "Depot hereby covenants with Operator as follows:\n(i) To clean the yard;\n(ii) To train the staff.",
    ] {
        let actions: Vec<String> = read(text).into_iter().map(|draft| draft.action).collect();
        assert_eq!(actions, ["clean the yard", "train the staff"], "{text}");
    }
}

#[test]
fn duties_are_read_in_all_the_verbs_that_oblige() {
    for text in [
        "Depot is to deliver the wagons.",
        "Depot has to deliver the wagons.",
        "Depot is bound to deliver the wagons.",
        "It is the responsibility of Depot to deliver the wagons.",
        "1. That Depot shall deliver the wagons.",
        "While on site Depot shall deliver the wagons.",
    ] {
        let found = read(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].actor, "Depot", "{text}");
        assert_eq!(found[0].action, "deliver the wagons", "{text}");
    }
    assert_eq!(
        told(
            "Depot shall keep records, and within thirty (30) days after each year shall submit a report."
        )[1],
        "Depot: submit a report [30 days after each year]"
    );
    assert_eq!(
        read("Any Party wishing to publish shall submit the draft.").len(),
        1
    );
    assert_eq!(
        told("Depot shall be paid by Operator EUR 9 each month."),
        ["Operator: be paid by Operator EUR 9 each month [every 1 month]"]
    );
    for none in [
        "The results to date are listed below.",
        "Services which Depot is to deliver are listed below.",
        "Depot shall acknowledge that the marks are valid.",
    ] {
        assert!(read(none).is_empty(), "{none}: {:?}", read(none));
    }
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
