//! The scorer must notice each way of being wrong (I49).

use super::*;
use crate::domain::confidence::{Meeting, Place, Signals, Support, TextLayer};
use crate::domain::document::Span;
use crate::domain::id::{FieldId, Sha256};
use crate::domain::obligation::{Kind, Modality};
use crate::domain::outline::Outline;
use crate::domain::term::{Engine, Finding, Grade, Grounding};
use crate::domain::value::{Period, Unit};
use crate::eval::golden::parse;

fn grounding(grade: Grade, quote: &str) -> Grounding {
    Grounding {
        grade,
        span: Span::new(0, quote.len()),
        quote: quote.to_owned(),
        page: 1,
        boxes: Vec::new(),
    }
}

fn term(field: &str, kind: ValueKind, value: &str, grade: Grade) -> Term {
    Term {
        field: FieldId::from(field),
        value: Value::parse(kind, value).expect("canonical text"),
        grounding: grounding(grade, "quote"),
        engine: Engine::Offline,
        derivation: None,
        signals: None,
        rivals: Vec::new(),
    }
}

fn reading(terms: Vec<Term>, obligations: Vec<Obligation>) -> Reading {
    let mut fields: BTreeMap<FieldId, Finding> = BTreeMap::new();
    for term in terms {
        match fields
            .entry(term.field.clone())
            .or_insert_with(|| Finding::Found { terms: Vec::new() })
        {
            Finding::Found { terms } => terms.push(term),
            _ => panic!("only found"),
        }
    }
    Reading {
        sha256: Sha256::from("0"),
        pages: 1,
        engine: Engine::Offline,
        dictionary: "1".to_owned(),
        fields,
        obligations,
        unverified: Vec::new(),
        reasons: Vec::new(),
        warnings: Vec::new(),
        outline: Outline::default(),
        day: None,
    }
}

fn golden() -> Golden {
    parse(
        "contract = \"a\"\ntype = \"nda\"\npages = 1\nnot_stated = [\"total_value\", \"liability_cap\"]\n\
         [[field]]\nid = \"initial_term\"\nvalue = \"12 months\"\nquote = \"q\"\npage = 1\n\
         [[field]]\nid = \"governing_law\"\nvalue = \"Ohio\"\nquote = \"q\"\npage = 1\n\
         [[field]]\nid = \"effective_date\"\nvalue = \"2026-01-01\"\nquote = \"q\"\npage = 1\n\
         [[field]]\nid = \"party\"\nvalue = \"Alpha, Inc.\"\nquote = \"q\"\npage = 1\n\
         [[field]]\nid = \"party\"\nvalue = \"Beta LLC\"\nquote = \"q\"\npage = 1\n\
         [[obligation]]\nactor = \"Alpha\"\naction = \"pay each invoice\"\ndue = \"within 30 days\"\nkind = \"payment\"\nquote = \"Alpha shall pay each invoice within 30 days and shall keep books.\"\npage = 1\n\
         [[obligation]]\nactor = \"Alpha\"\naction = \"keep books\"\nkind = \"audit\"\nquote = \"Alpha shall pay each invoice within 30 days and shall keep books.\"\npage = 1\n",
    )
    .expect("a golden")
}

fn duty(action: &str, kind: Kind, due: Option<Due>, quote: &str) -> Obligation {
    Obligation {
        actor: "Alpha".to_owned(),
        beneficiary: None,
        action: action.to_owned(),
        kind,
        due,
        modality: Modality::Must,
        derivation: None,
        recurrence: None,
        condition: None,
        consequence: None,
        amount: None,
        owner_role: kind.owner_role().to_owned(),
        grounding: grounding(Grade::Exact, quote),
        engine: Engine::Offline,
        doubts: Some(vec![]),
    }
}

#[test]
fn each_way_of_being_wrong_is_counted_as_itself() {
    let read = reading(
        vec![
            term("initial_term", ValueKind::Period, "1 year", Grade::Exact),
            term(
                "governing_law",
                ValueKind::Jurisdiction,
                "Iowa",
                Grade::Exact,
            ),
            term("total_value", ValueKind::Money, "USD 5.00", Grade::Exact),
            term(
                "party",
                ValueKind::Party,
                "ALPHA INC (\"Customer\")",
                Grade::Exact,
            ),
            term("party", ValueKind::Party, "Gamma plc", Grade::Exact),
        ],
        Vec::new(),
    );
    let score = score(&[(golden(), read)]);
    let of = |id: &str| score.fields[id];
    assert_eq!(of("initial_term").correct, 1, "12 months are a year");
    assert_eq!(of("governing_law").wrong, 1);
    assert_eq!(of("effective_date").missed, 1);
    assert_eq!(of("total_value").spurious, 1);
    assert_eq!(of("liability_cap").absent, 1);
    assert_eq!(
        (
            of("party").correct,
            of("party").spurious,
            of("party").missed
        ),
        (1, 1, 1)
    );
    assert_eq!(score.micro().n(), 8);
    assert_eq!(score.micro().f1(), Some(4.0 / 10.0));
}

/// 3.3: a fuzzy quote never counts as verified.
/// R39: what is shown as verified is judged by itself, the wrong and what is stated nowhere alike.
#[test]
fn what_is_shown_as_verified_and_wrong_has_a_rate() {
    let sure = |field: &str, kind, value: &str, margin| Term {
        signals: Some(Signals {
            grade: Grade::Exact,
            meeting: Meeting::Alone,
            support: Support::FromQuote,
            rivals: 0,
            text: TextLayer::Confirmed,
            margin: Some(margin),
            place: Place::Named,
        }),
        ..term(field, kind, value, Grade::Exact)
    };
    let reading = reading(
        vec![
            sure("initial_term", ValueKind::Period, "1 year", 0.9),
            sure("governing_law", ValueKind::Jurisdiction, "Iowa", 0.9),
            sure("effective_date", ValueKind::Date, "2026-01-02", 0.1),
            sure("total_value", ValueKind::Money, "USD 5", 0.9),
        ],
        vec![],
    );
    let report = report(&[(golden(), reading)]);
    let rate = report.figure("verified_wrong_rate").expect("a figure");
    assert!((rate - 2.0 / 3.0).abs() < 1e-9, "{rate}");
    assert_eq!(report.figure("house.verified_wrong_rate"), Some(rate));
    let figure = report
        .headline
        .iter()
        .find(|one| one.name == "verified_wrong_rate");
    assert!(figure.is_some_and(|figure| figure.is_cost));
    let table = report
        .tables
        .iter()
        .find(|one| one.title == "shown as verified");
    let rows = &table.expect("a table").rows;
    let law = rows
        .iter()
        .find(|row| row[0].show() == "governing_law")
        .expect("a row");
    assert_eq!(
        (law[1].show(), law[2].show()),
        ("0".to_owned(), "1".to_owned())
    );
}

#[test]
fn a_fuzzy_term_is_no_value() {
    let read = reading(
        vec![term(
            "governing_law",
            ValueKind::Jurisdiction,
            "Ohio",
            Grade::Fuzzy,
        )],
        Vec::new(),
    );
    assert_eq!(score(&[(golden(), read)]).fields["governing_law"].missed, 1);
}

/// 3.2: recall of duties is measured, and two duties of one sentence are two.
#[test]
fn duties_are_paired_once_and_told_apart_by_their_actions() {
    let quote = "Alpha shall pay each invoice within 30 days and shall keep books.";
    let within = Due::Within {
        period: Period::new(30, Unit::Day),
        anchor: String::new(),
        date: None,
    };
    let both = vec![
        duty("keep books", Kind::Audit, None, quote),
        duty(
            "pay each invoice within 30 days",
            Kind::Payment,
            Some(within),
            quote,
        ),
    ];
    let full = score(&[(golden(), reading(Vec::new(), both.clone()))]);
    assert_eq!(
        (
            full.obligations.correct,
            full.obligations.missed,
            full.obligations.spurious
        ),
        (2, 0, 0)
    );
    assert_eq!((full.kinds.right, full.due.right, full.due.of), (2, 1, 1));

    let half = score(&[(
        golden(),
        reading(
            Vec::new(),
            vec![
                both[0].clone(),
                duty("sing", Kind::Other, None, "Beta will sing"),
            ],
        ),
    )]);
    assert_eq!(
        (
            half.obligations.correct,
            half.obligations.missed,
            half.obligations.spurious
        ),
        (1, 1, 1)
    );
    assert!(
        half.misses
            .iter()
            .any(|line| line.contains("pay each invoice"))
    );
}
