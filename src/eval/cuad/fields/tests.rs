//! Labels and values of our own, and the outcome that each pair must have.

use super::*;
use crate::domain::id::FieldId;
use crate::domain::term::Engine;
use crate::domain::value::ValueKind;
use crate::eval::cuad::dataset::{CATEGORIES, Label};

fn contract(answers: &[(&str, &str)]) -> Contract {
    let labels = CATEGORIES
        .iter()
        .map(|category| Label {
            spans: Vec::new(),
            answer: answers
                .iter()
                .find(|(name, _)| name == category)
                .map_or_else(String::new, |(_, answer)| (*answer).to_owned()),
        })
        .collect();
    Contract {
        id: "one".to_owned(),
        text: String::new(),
        pdf: None,
        labels,
    }
}

fn said(field: &str, kind: ValueKind, value: &str) -> Candidate {
    Candidate {
        field: FieldId::from(field),
        value: Value::parse(kind, value).expect("canonical text"),
        quote: String::new(),
        near: None,
        engine: Engine::Offline,
    }
}

fn scored(answers: &[(&str, &str)], values: &[Candidate]) -> Fields {
    score(&[(&contract(answers), values)])
}

fn counts(fields: &Fields, field: &str) -> Option<Counts> {
    fields.fields.get(field).map(|row| row.counts)
}

#[test]
fn each_of_the_five_outcomes_is_counted() {
    let right = said("agreement_date", ValueKind::Date, "2001-05-03");
    let other = said("agreement_date", ValueKind::Date, "2001-05-04");
    let answer = [("Agreement Date", "5/3/01")];
    let outcome = |answers: &[(&str, &str)], values: &[Candidate]| {
        counts(&scored(answers, values), "agreement_date").expect("judged")
    };
    assert_eq!(outcome(&answer, std::slice::from_ref(&right)).correct, 1);
    assert_eq!(outcome(&answer, std::slice::from_ref(&other)).wrong, 1);
    assert_eq!(outcome(&answer, &[]).missed, 1);
    assert_eq!(outcome(&[], &[right]).spurious, 1);
    assert_eq!(outcome(&[], &[]).absent, 1);
}

#[test]
fn an_effective_date_without_an_answer_and_what_is_blacked_out_are_not_judged() {
    let values = [
        said("effective_date", ValueKind::Date, "2001-05-03"),
        said("governing_law", ValueKind::Jurisdiction, "Ohio"),
    ];
    let fields = scored(&[("Governing Law", "[* * *]")], &values);
    assert_eq!(counts(&fields, "effective_date"), None);
    assert_eq!(counts(&fields, "governing_law"), None);
    assert_eq!(fields.verified, Verified::default());
}

#[test]
fn a_place_too_many_is_wrong_only_in_the_strict_table() {
    let answer = [("Governing Law", "England; Wales")];
    let value = said(
        "governing_law",
        ValueKind::Jurisdiction,
        "England and Wales",
    );
    let fields = scored(&answer, &[value]);
    assert_eq!(fields.governing_law_strict.counts.correct, 1);
    let value = said("governing_law", ValueKind::Jurisdiction, "England; Ohio");
    let fields = scored(&answer, &[value]);
    assert_eq!(fields.governing_law_strict.counts.wrong, 1);
    assert_eq!(fields.headline()["governing_law_f1"], 1.0);
}

#[test]
fn names_are_compared_as_sets_and_aliases_apart() {
    let answer = [(
        "Parties",
        r#"Orchard, Inc. ("Client"); Pine LLC ("Vendor"); Elm ("Bank")"#,
    )];
    let values = [
        said("party", ValueKind::Party, "ORCHARD (\"Buyer\")"),
        said("party", ValueKind::Party, "Pine LLC"),
        said("party", ValueKind::Party, "Oak Ltd"),
    ];
    let fields = scored(&answer, &values);
    let names = counts(&fields, "party").expect("judged");
    assert_eq!((names.correct, names.wrong, names.missed), (2, 1, 0));
    let aliases = fields.party_aliases.counts;
    assert_eq!((aliases.correct, aliases.wrong, aliases.missed), (0, 1, 1));
}

#[test]
fn ends_are_split_by_what_the_label_asks_for() {
    for (answer, stratum) in [
        ("5/3/31", Stratum::Derived),
        ("perpetual", Stratum::Perpetual),
        ("[]/[]/2031", Stratum::Redacted),
    ] {
        let fields = scored(&[("Expiration Date", answer)], &[]);
        assert_eq!(fields.expiration[&stratum].counts.missed, 1, "{answer}");
    }
    let mut stated = contract(&[("Expiration Date", "5/3/31")]);
    let at = CATEGORIES
        .iter()
        .position(|name| *name == "Expiration Date")
        .expect("a category");
    stated.labels[at].spans = vec![vec!["until May 3, 2031".to_owned()]];
    let value = [said("expiration_date", ValueKind::Date, "2031-05-02")];
    let fields = score(&[(&stated, &value)]);
    assert_eq!(fields.expiration[&Stratum::Stated].counts.correct, 1);
}

#[test]
fn what_is_shown_as_verified_and_wrong_is_a_share_of_what_a_label_judges() {
    let values = [
        said("agreement_date", ValueKind::Date, "2001-05-03"),
        said("renewal_term", ValueKind::Period, "1 year"),
        said("notice_period", ValueKind::Period, "30 days"),
    ];
    let answers = [("Agreement Date", "5/3/01"), ("Renewal Term", "2 years")];
    let fields = scored(&answers, &values);
    assert_eq!(fields.headline()["verified_wrong_rate"], 0.5);
    assert_eq!(fields.verified.unanswered, 1);
    assert!((fields.verified.wrong_rate_at_most() - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(fields.misses.len(), 2);
}
