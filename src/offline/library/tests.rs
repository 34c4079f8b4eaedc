//! What a reviewer can rely on when evidence is compared with the firm's standard clauses.

use super::*;
use crate::config::{dictionary, library};
use crate::domain::id::Sha256;
use crate::domain::library::{Change, Clause, Position, Side};
use crate::domain::outline::Outline;
use crate::domain::term::{Derivation, Engine, Grade, Grounding, Term};
use crate::domain::value::{Party, Value};
use std::collections::BTreeMap;

/// A contract, and what of it is evidence of which field.
struct Case {
    text: String,
    reading: Reading,
}

impl Case {
    fn of(text: &str) -> Self {
        let reading = Reading {
            sha256: Sha256::from("ab"),
            pages: 1,
            engine: Engine::Offline,
            dictionary: "test".into(),
            fields: BTreeMap::new(),
            obligations: Vec::new(),
            unverified: Vec::new(),
            reasons: Vec::new(),
            warnings: Vec::new(),
            outline: Outline::default(),
            day: None,
            standards: Standards::default(),
        };
        Self {
            text: text.to_owned(),
            reading,
        }
    }

    fn with(mut self, field: &str, value: Value, quote: &str) -> Self {
        let start = self.text.find(quote).expect("the quote stands in the text");
        let term = Term {
            field: field.into(),
            value,
            grounding: Grounding {
                grade: Grade::Exact,
                span: Span::new(start, start + quote.len()),
                quote: quote.to_owned(),
                page: 1,
                boxes: Vec::new(),
            },
            engine: Engine::Offline,
            derivation: None,
            signals: None,
            rivals: Vec::new(),
        };
        let found = Finding::Found { terms: vec![term] };
        self.reading.fields.insert(field.into(), found);
        self
    }

    fn stating(self, field: &str, quote: &str) -> Self {
        self.with(field, Value::Flag(true), quote)
    }

    fn standards(&self) -> Standards {
        let dictionary = dictionary::read(dictionary::FIELDS).expect("the embedded dictionary");
        let library = library::read(library::CLAUSES, None).expect("the embedded clauses");
        Index::new(library).compared(&self.text, &self.reading, &dictionary)
    }

    fn nearest(&self) -> Nearest {
        let mut standards = self.standards();
        assert_eq!(standards.compared.len(), 1, "one value is compared");
        let nearest = standards.compared.remove(0).nearest;
        nearest.expect("some standard clause is near")
    }
}

fn change(standard: &str, contract: &str) -> Change {
    let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Change {
        standard: told(standard),
        contract: told(contract),
    }
}

const CAP: &str = "Each party's total aggregate liability arising out of or in connection with this Agreement, \
    whether in contract, tort or otherwise, shall not exceed the fees paid or payable by Client under this \
    Agreement in the twenty-four (24) months preceding the event that gave rise to the claim.";

/// I58: a clause of our own wording with one number changed is found, and the number is the difference.
#[test]
fn a_changed_number_is_found_and_told_by_itself() {
    let text = format!("The fees are due in advance.\n\n9.2 {CAP} Nothing else limits it.");
    let near = Case::of(&text)
        .stating("liability_cap", "twenty-four (24) months")
        .nearest();
    assert_eq!(
        (near.clause.as_str(), near.position),
        ("liability_12_months", Position::Preferred)
    );
    assert_eq!(
        near.alike, 1.0,
        "numbers and roles do not count in the wording"
    );
    let told = change("twelve (12) months", "twenty-four (24) months");
    assert_eq!(near.numbers, std::slice::from_ref(&told));
    assert_eq!(
        told.to_string(),
        "twelve (12) months → twenty-four (24) months"
    );
    assert!(near.negations.is_empty() && near.sides.is_empty());
    assert_eq!(&text[near.passage.range()], CAP.trim_end_matches('.'));
    let differing = near.words.iter().filter(|piece| piece.side != Side::Both);
    let texts: Vec<(Side, &str)> = differing
        .map(|piece| (piece.side, piece.text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [
            (Side::Standard, "twelve (12)"),
            (Side::Contract, "twenty-four (24)")
        ]
    );
}

/// I58: one length written in two ways is no difference, nor are the number of the section and the names.
#[test]
fn the_same_clause_in_another_dress_is_the_same() {
    let text = "12.4 ALPHA'S AND BETA'S. Either party may terminate this Contract. 9. If a Party undergoes a Change of \
        Control, it will notify the other Party in writing without undue delay, and the other Party may terminate this \
        Agreement by written notice within 30 days after that notice.";
    let near = Case::of(text)
        .stating("change_of_control", "Change of Control")
        .nearest();
    assert_eq!(
        (near.clause.as_str(), near.alike),
        ("change_of_control_exit", 1.0)
    );
    assert!(near.is_in_order(), "{near:?}");

    let renewal = "At the end of the initial term, this Agreement will automatically renew for successive periods of one \
        year unless either party gives the other written notice of non-renewal at least 60 days before the end of the \
        then-current term.";
    let near = Case::of(renewal)
        .stating("auto_renewal", "automatically renew")
        .nearest();
    assert!(
        near.is_in_order(),
        "twelve months are one year: {:?}",
        near.numbers
    );
    let text = format!(
        "Renewal\n6.1 {}",
        renewal.replace("at least 60", "not less than 60")
    );
    let near = Case::of(&text)
        .stating("auto_renewal", "automatically renew")
        .nearest();
    assert!(near.is_in_order(), "a bound denies nothing: {near:?}");
}

/// I58: a clause that the firm does not sign is found as such.
#[test]
fn a_clause_that_is_never_signed_is_flagged() {
    let text = "The Vendor's liability under or in connection with this Agreement is unlimited, and no limitation of \
        liability in this Agreement applies to the Vendor.";
    let near = Case::of(text)
        .stating("uncapped_liability", "unlimited")
        .nearest();
    assert_eq!(
        (near.clause.as_str(), near.position),
        ("liability_unlimited", Position::Never)
    );
    assert!(!near.note.is_empty());
}

/// I58: what says something else is near to no standard clause, and a field without one is not compared.
#[test]
fn an_unrelated_clause_finds_none() {
    let text = "The caterer shall serve lunch on the terrace at noon. Guests shall bring their own umbrellas.";
    let case = Case::of(text)
        .stating("liability_cap", "lunch on the terrace")
        .stating("currency", "umbrellas");
    let standards = case.standards();
    assert_eq!(standards.compared.len(), 1);
    assert_eq!(standards.compared[0].field.as_str(), "liability_cap");
    assert_eq!(standards.compared[0].nearest, None);
}

/// I58: a negation that came in or went out counts by itself, and so does a swapped side.
#[test]
fn negations_and_sides_are_told_apart_from_the_wording() {
    let text = "Supplier may not assign or transfer any of its rights and obligations under this Agreement to any third \
        party without the consent of Customer.";
    let near = Case::of(text)
        .stating("anti_assignment", "may not assign")
        .nearest();
    assert_eq!(near.clause, "assignment_free");
    assert_eq!(near.negations, [change("", "not")]);
    let text = "Acme Holdings may assign or transfer any of its rights and obligations under this Agreement to any third \
        party without the consent of Supplier.";
    let acme = Value::Party(Party {
        name: "Acme Holdings".to_owned(),
        alias: Some("Customer".to_owned()),
    });
    let case = Case::of(text)
        .with("party", acme, "Acme Holdings")
        .stating("anti_assignment", "may assign");
    let near = case.nearest();
    assert_eq!(
        near.sides,
        [
            change("Supplier", "Acme Holdings"),
            change("Customer", "Supplier")
        ]
    );
    assert_eq!(near.alike, 1.0);
}

/// I58: what code computed has no clause of its own.
#[test]
fn a_computed_value_is_not_compared() {
    let mut case = Case::of(CAP).stating("liability_cap", "shall not exceed");
    for finding in case.reading.fields.values_mut() {
        let Finding::Found { terms } = finding else {
            continue;
        };
        terms[0].derivation = Some(Derivation {
            rule: "a_rule".into(),
            inputs: Vec::new(),
        });
    }
    assert!(case.standards().compared.is_empty());
}

/// I58: it stays linear: a long sentence without an end, a library of a thousand clauses, evidence throughout.
#[test]
fn neither_a_long_sentence_nor_a_large_library_stops_it() {
    let clause = library::read(library::CLAUSES, None)
        .expect("the embedded clauses")
        .clauses
        .remove(0);
    let clauses = (0..1_000).map(|number| Clause {
        id: format!("clause_{number}"),
        text: format!("{} Word{number} stands here alone.", clause.text),
        ..clause.clone()
    });
    let library = Library {
        version: "1".into(),
        clauses: clauses.collect(),
    };
    let text = "liability shall not exceed twelve fees of the customer and ".repeat(4_000);
    let case = Case::of(&text).stating("liability_cap", "liability shall not exceed");
    let dictionary = dictionary::read(dictionary::FIELDS).expect("the embedded dictionary");
    let index = Index::new(library);
    let begun = std::time::Instant::now();
    let standards = index.compared(&case.text, &case.reading, &dictionary);
    assert_eq!(standards.compared.len(), 1);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}
