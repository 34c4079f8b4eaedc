//! Labels and values of our own, and the outcome that each pair must have.

use super::*;
use crate::domain::id::FieldId;
use crate::domain::term::Engine;
use crate::domain::value::ValueKind;
use crate::eval::cuad::dataset::{CATEGORIES, Label};

fn contract(answers: &[(&str, &str)]) -> Contract {
    let labels = CATEGORIES
        .iter()
        .map(|category| {
            let answer = answers.iter().find(|(name, _)| name == category);
            Some(Label {
                spans: Vec::new(),
                answer: answer.map_or_else(String::new, |(_, answer)| (*answer).to_owned()),
            })
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

fn figure(fields: &Fields, name: &str) -> Option<f64> {
    let figures = fields.figures(&vec![1; fields.n]);
    figures.into_iter().find(|(known, _)| *known == name)?.1
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
    let why: Vec<_> = fields
        .unjudged
        .iter()
        .map(|one| (one.field, one.outcome))
        .collect();
    assert_eq!(why, [("governing_law", BLACKED_OUT)]);
}

#[test]
fn a_category_without_columns_and_an_answer_of_another_form_judge_nothing() {
    let value = [said("notice_period", ValueKind::Period, "60 days")];
    let mut unlabelled = contract(&[]);
    unlabelled.labels = vec![None; CATEGORIES.len()];
    let fields = score(&[(&unlabelled, &value)]);
    assert!(fields.fields.is_empty() && fields.unjudged.is_empty());
    let fields = scored(
        &[("Notice Period To Terminate Renewal", "in good time")],
        &value,
    );
    assert_eq!(counts(&fields, "notice_period"), None);
    assert_eq!(fields.unjudged[0].outcome, OTHER_FORM);
}

/// A lease of 2021 that ends in 51 ends in 2051, and one of 1996 that ends in 99 ended in 1999.
#[test]
fn the_century_of_an_end_follows_from_the_beginning() {
    for (begins, ends, day) in [
        ("5/3/21", "5/2/51", "2051-05-02"),
        ("5/3/96", "5/2/99", "1999-05-02"),
    ] {
        let answers = [("Agreement Date", begins), ("Expiration Date", ends)];
        let fields = scored(&answers, &[said("expiration_date", ValueKind::Date, day)]);
        assert_eq!(
            counts(&fields, "expiration_date").map(|c| c.correct),
            Some(1),
            "{ends}"
        );
    }
}

#[test]
fn a_contract_that_is_drawn_twice_counts_twice() {
    let right = [said("agreement_date", ValueKind::Date, "2001-05-03")];
    let one = contract(&[("Agreement Date", "5/3/01")]);
    let two = contract(&[("Agreement Date", "5/4/01")]);
    let fields = score(&[(&one, &right), (&two, &right)]);
    let f1 = |times: &[usize]| fields.figures(times)[0].1;
    assert_eq!((f1(&[1, 1]), f1(&[2, 1])), (Some(0.5), Some(2.0 / 3.0)));
    assert_eq!((f1(&[2, 0]), f1(&[0, 0])), (Some(1.0), None));
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
    assert_eq!(figure(&fields, "governing_law_f1"), Some(1.0));
    // So is one that stands in a value of its own.
    let values =
        ["England", "Ohio"].map(|place| said("governing_law", ValueKind::Jurisdiction, place));
    let fields = scored(&answer, &values);
    assert_eq!(fields.governing_law_strict.counts.wrong, 1);
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
    let label = stated.labels[at].as_mut().expect("labelled");
    label.spans = vec![vec!["until May 3, 2031".to_owned()]];
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
    assert_eq!(figure(&fields, "verified_wrong_rate"), Some(0.5));
    assert_eq!(figure(&fields, "parties_f1"), None, "nothing to measure");
    assert_eq!(fields.verified.unanswered, 1);
    assert_eq!(fields.verified.at_most().wrong_rate(), Some(2.0 / 3.0));
    assert_eq!(fields.misses.len(), 2);
}
