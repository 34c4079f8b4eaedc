//! Tables that are duties, and tables that are none.

use super::super::tests::parties;
use super::*;
use crate::text::plain;

fn read(text: &str) -> Vec<Draft> {
    let document = plain::document(text);
    let sentences = crate::text::sentences::sentences(text);
    let finder = Finder::new(&parties(), text);
    finder.whole(&document, &sentences)
}

fn told(draft: &Draft) -> (String, String, String, String) {
    (
        draft.actor.clone(),
        draft.action.clone(),
        draft
            .due
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        draft
            .amount
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    )
}

fn row(actor: &str, action: &str, due: &str, amount: &str) -> (String, String, String, String) {
    (actor.into(), action.into(), due.into(), amount.into())
}

/// R38: each milestone of a table is a duty of whoever the lead-in names, with its date, its sum and
/// its row as evidence.
#[test]
fn milestones_are_duties_of_whom_their_lead_in_names() {
    let text = "Depot shall complete each milestone by the date in the table below.\n\n\
        | No. | Milestone       | Due date     | Fee (EUR) |\n\
        |-----|-----------------|--------------|-----------|\n\
        | M1  | Track surveyed  | 1 May 2026   | 4,000     |\n\
        | M2  | Signals tested  | 30 June 2026 | 6,500.50  |\n\
        |     | Total           |              | 10,500.50 |\n";
    let found = read(text);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        told(&found[1]),
        row(
            "Depot",
            "complete milestone M1: Track surveyed",
            "2026-05-01",
            "EUR 4000.00"
        )
    );
    assert_eq!(
        told(&found[2]),
        row(
            "Depot",
            "complete milestone M2: Signals tested",
            "2026-06-30",
            "EUR 6500.50"
        )
    );
    assert_eq!(found[1].kind, Kind::Delivery);
    assert!(found[1].quote.starts_with("M1") && found[1].quote.ends_with("4,000"));
    let near = found[1].near.expect("a place");
    assert_eq!(&text[near.range()], found[1].quote);
}

#[test]
fn instalments_are_payments_of_who_shall_pay_them() {
    let found = read(
        "Operator shall pay Depot the price in the following instalments:\n\n\
        Instalment     Due date          Amount\n\
        ----------     --------          ------\n\
        First          1 March 2026      EUR 5,000.00\n\
        Second         on acceptance     EUR 7,000.00\n\n\
        Depot shall invoice each instalment.",
    );
    let rows: Vec<_> = found
        .iter()
        .filter(|draft| draft.action.contains("("))
        .collect();
    assert_eq!(rows.len(), 2, "{found:?}");
    assert_eq!(
        told(rows[0]),
        row(
            "Operator",
            "pay EUR 5,000.00 (First)",
            "2026-03-01",
            "EUR 5000.00"
        )
    );
    assert_eq!(
        told(rows[1]),
        row(
            "Operator",
            "pay EUR 7,000.00 (Second)",
            "on acceptance",
            "EUR 7000.00"
        )
    );
    assert!(rows.iter().all(|draft| draft.kind == Kind::Payment));
    assert_eq!(rows[0].beneficiary.as_deref(), Some("Depot"));
}

#[test]
fn a_column_of_those_responsible_goes_before_the_lead_in() {
    let found = read(
        "The parties shall provide the following deliverables.\n\n\
        | Deliverable | Responsible | Delivery date |\n\
        | Plans       | Operator    | 2 April 2026  |\n\
        | Rails       | Depot       | 9 April 2026  |\n",
    );
    let rows: Vec<_> = found.iter().rev().take(2).rev().map(told).collect();
    assert_eq!(
        rows,
        [
            row("Operator", "deliver Plans", "2026-04-02", ""),
            row("Depot", "deliver Rails", "2026-04-09", "")
        ],
        "{found:?}"
    );
}

#[test]
fn reports_come_back_as_their_rows_say() {
    let found = read(
        "Depot shall submit the following reports to Operator:\n\n\
        Report\tFrequency\n\
        Yard report\tMonthly\n\
        Safety statement\tannually\n",
    );
    let rows: Vec<_> = found
        .iter()
        .filter(|draft| draft.kind == Kind::Report)
        .collect();
    let last = rows.last().expect("rows");
    assert_eq!(
        told(last),
        row("Depot", "submit Safety statement", "every 1 year", "")
    );
    assert_eq!(
        last.recurrence.as_ref().map(ToString::to_string).as_deref(),
        Some("FREQ=YEARLY")
    );
}

#[test]
fn service_levels_without_a_sentence_of_their_own_are_duties_to_keep_them() {
    let table = "| Service level | Target | Measured |\n| Availability | 99.9% | monthly |\n";
    let found = read(&format!("Service levels of Depot\n\n{table}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(told(&found[0]).1, "keep Availability at 99.9%");
    assert_eq!(found[0].kind, Kind::Service);
    let found = read(&format!(
        "Depot shall meet the following service levels:\n\n{table}"
    ));
    assert_eq!(found.len(), 1, "the sentence tells it whole: {found:?}");
}

#[test]
fn a_table_that_is_no_set_of_duties_adds_none() {
    for table in [
        // A price list.
        "| Product | Qty | Unit price | Total |\n| Wagon | 3 | EUR 400.00 | EUR 1,200.00 |\n",
        "| Item | Delivery charge | Valid until |\n| Rail | EUR 5.00 per ton | 1 May 2026 |\n",
        // Dates of nobody's doing.
        "| Version | Date | Author |\n| 1.0 | 1 May 2026 | A. Reed |\n",
        "| Holiday | Date |\n| New Year | 1 January 2026 |\n",
        // Criteria without a time.
        "| Milestone | Criterion |\n| M1 | All tests pass |\n",
    ] {
        let found = read(&format!("Depot shall keep to the table below.\n\n{table}"));
        assert_eq!(found.len(), 1, "{table}: {found:?}");
    }
}

#[test]
fn a_table_whose_debtor_nothing_names_is_left_out() {
    let found = read("| Milestone | Due date |\n| Opening | 1 May 2026 |\n");
    assert!(found.is_empty(), "{found:?}");
}
