//! What is measured where much is labelled, and where nothing is.

use super::*;
use crate::eval::cuad::dataset::Label;
use crate::offline::clauses::Clauses;

const TEXT: &str = "9. Governing Law. This Agreement shall be governed by and construed in accordance with the laws of the State of New York.";

fn contract(id: &str, law: Option<Label>, others: Option<Label>) -> Contract {
    let mut labels = vec![others; CATEGORIES.len()];
    let at = CATEGORIES.iter().position(|name| *name == "Governing Law");
    labels[at.expect("a category")] = law;
    Contract {
        id: id.to_owned(),
        text: TEXT.to_owned(),
        pdf: None,
        labels,
    }
}

fn marked() -> Option<Label> {
    Some(Label {
        spans: vec![vec![TEXT[18..].to_owned()]],
        answer: "New York".to_owned(),
    })
}

fn scored(contracts: &[Contract]) -> Suite {
    let reading = Clauses::read(TEXT);
    let cases: Vec<Case<'_>> = contracts
        .iter()
        .map(|contract| Case {
            contract,
            text: &contract.text,
            reading: &reading,
            sent: Sent::default(),
        })
        .collect();
    Tally::of(&cases).suite()
}

/// Nothing to measure is no figure, neither a zero nor a one.
#[test]
fn what_nobody_labels_has_no_figure_and_what_nobody_judges_has_none_either() {
    let unmarked = || Some(Label::default());
    let nothing = scored(&[contract("one", unmarked(), unmarked())]);
    for name in [
        "aupr_strict",
        "hit1",
        "false_absent_rate",
        "presence_macro_ap",
    ] {
        assert_eq!(nothing.figure(name), None, "{name}");
    }
    assert_eq!(nothing.categories[0].spans.aupr, None);
    let judged = scored(&[contract("one", marked(), None)]);
    assert_eq!(judged.figure("hit1"), Some(1.0));
    assert_eq!(judged.figure("presence_micro_f1"), Some(1.0));
    assert_eq!(judged.figure("aupr_macro"), judged.figure("aupr_strict"));
    assert_eq!((judged.hits.n, judged.hits_macro.n), (1, 1));
}

#[test]
fn of_the_two_means_one_counts_contracts_and_the_other_categories() {
    let elsewhere = Label {
        spans: vec![vec!["no such words".to_owned()]],
        answer: String::new(),
    };
    let mut second = contract("two", marked(), None);
    let insurance = CATEGORIES.iter().position(|name| *name == "Insurance");
    second.labels[insurance.expect("a category")] = Some(elsewhere);
    let suite = scored(&[contract("one", marked(), None), second]);
    assert_eq!(suite.hits.within[0], Some(2.0 / 3.0));
    assert_eq!(suite.hits_macro.within[0], Some(0.5));
}
