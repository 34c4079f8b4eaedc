//! Preambles, lists and signature blocks of our own wording.

use super::*;

fn named(text: &str) -> Vec<String> {
    parties(text)
        .into_iter()
        .map(|named| crate::domain::value::Value::Party(named.party).to_string())
        .collect()
}

#[test]
fn a_preamble_names_its_parties_and_what_it_calls_them() {
    assert_eq!(
        named(
            "This Agreement (“Agreement”) is made as of May 1, 2026, by and between Northwind Traders, Inc., a Delaware corporation with offices at 1 Main Street (the “Customer”), and BLUE & GOLD HOLDINGS LLC (\"Provider\").\n\n1. Services"
        ),
        [
            "Northwind Traders, Inc. (\"Customer\")",
            "BLUE & GOLD HOLDINGS LLC (\"Provider\")"
        ]
    );
}

#[test]
fn numbered_parties_of_a_british_deed_are_read() {
    assert_eq!(
        named(
            "PARTIES\n(1) ACME WIDGETS LIMITED, a company incorporated in England (company number 123) whose registered office is at 1 High Street (the “Licensor”); and\n(2) Brown and Sons plc, of 2 Low Road (the “Licensee”).\n\nBACKGROUND\n"
        ),
        [
            "ACME WIDGETS LIMITED (\"Licensor\")",
            "Brown and Sons plc (\"Licensee\")"
        ]
    );
}

#[test]
fn parties_without_an_alias_are_still_parties() {
    assert_eq!(
        named("This letter agreement between Alpha Corp. and Beta GmbH sets out their terms."),
        ["Alpha Corp.", "Beta GmbH"]
    );
}

#[test]
fn the_signature_block_serves_where_the_preamble_is_silent() {
    assert_eq!(
        named(
            "We agreed over lunch.\n\nAlpha Rigs, Inc.\n\nBy: /s/ A. Person\nName: A. Person\n\nBeta Studios LLC\n\nBy: /s/ B. Person\n"
        ),
        ["Alpha Rigs, Inc.", "Beta Studios LLC"]
    );
}

#[test]
fn a_text_without_parties_names_none() {
    assert!(named("The difference between cats and dogs is small.").is_empty());
    assert!(named("").is_empty());
}

#[test]
fn descriptions_between_alias_and_next_name_are_skipped() {
    assert_eq!(
        named(
            "made by and between Gull Consulting, LLC (\"Consultant\"), a Utah limited liability company with its seat in Provo, and The University of Utah (\"University\"). The Consultant (the \"Expert\") shall advise."
        ),
        [
            "Gull Consulting, LLC (\"Consultant\")",
            "University of Utah (\"University\")"
        ]
    );
}
