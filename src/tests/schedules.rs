//! Tables of our own PDFs that are duties, and tables that are none, read as the product reads them.

use countersign::config::dictionary;
use countersign::domain::document::{Document, Span};
use countersign::domain::obligation::{Draft, Kind};
use countersign::offline::Offline;
use countersign::text::pdf::{self, Limits};
use std::path::Path;

fn contract(stem: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contracts");
    let bytes = std::fs::read(folder.join(format!("{stem}.pdf"))).expect("our own fixture");
    let limits = Limits {
        max_bytes: bytes.len(),
        max_pages: 100,
    };
    pdf::read(&bytes, limits, None).expect("a sound file")
}

/// The duties whose words stand in a table of the document.
fn tabled(document: &Document) -> Vec<Draft> {
    let dictionary = toml::from_str(dictionary::FIELDS).expect("the shipped dictionary");
    let cells: Vec<Span> = document
        .tables
        .iter()
        .flat_map(|table| table.rows.iter().flatten().copied())
        .filter(|cell| cell.start < cell.end)
        .collect();
    let read = Offline::new(&dictionary).read(document);
    let is_inside = |draft: &Draft| {
        let near = draft.near.expect("the offline engine knows the place");
        cells.iter().any(|cell| cell.start == near.start)
    };
    read.obligations.into_iter().filter(is_inside).collect()
}

/// R38: each milestone of a ruled table is a duty with its date and its sum; the tables of servers and
/// of criteria beside it are none.
#[test]
fn the_milestones_of_a_pdf_are_duties_and_its_other_tables_are_none() {
    let document = contract("statement-of-work");
    assert!(
        document.tables.len() >= 3,
        "{} tables",
        document.tables.len()
    );
    let found = tabled(&document);
    let dates: Vec<String> = found
        .iter()
        .filter_map(|draft| Some(draft.due.as_ref()?.date()?.to_string()))
        .collect();
    assert_eq!(
        dates,
        [
            "2026-05-29",
            "2026-07-17",
            "2026-08-28",
            "2026-10-02",
            "2026-12-18"
        ],
        "{found:?}"
    );
    assert_eq!(found.len(), 5, "{found:?}");
    for draft in &found {
        assert_eq!(
            (draft.actor.as_str(), draft.kind),
            ("Contractor", Kind::Delivery)
        );
        assert!(
            draft.amount.is_some() && draft.quote.contains("M"),
            "{draft:?}"
        );
        let near = draft.near.expect("a place");
        assert_eq!(document.slice(near), draft.quote);
        assert!(!document.boxes(near).is_empty());
    }
    assert_eq!(
        found[1].action,
        "complete milestone M2: Archive installed and accepted"
    );
}

#[test]
fn a_price_list_of_a_pdf_is_no_set_of_duties() {
    let document = contract("order-form");
    assert!(!document.tables.is_empty());
    assert!(tabled(&document).is_empty(), "{:?}", tabled(&document));
}
