//! The scorer must notice each way of being wrong (I49).

use super::*;
use crate::domain::confidence::{Meeting, Place, Signals, Support, TextLayer};
use crate::domain::document::Span;
use crate::domain::id::{FieldId, Sha256};
use crate::domain::library::Standards;
use crate::domain::obligation::{Kind, Modality};
use crate::domain::outline::Outline;
use crate::domain::term::{Engine, Finding, Grade, Grounding};
use crate::domain::value::{Period, Unit, Value, ValueKind};
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
        standards: Standards::default(),
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

fn listed(judged: &str, value: &str, quote: &str) -> Golden {
    parse(&format!(
        "contract = \"a\"\ntype = \"nda\"\npages = 1\n[[field]]\nid = \"survival\"\nvalue = \"{value}\"\n\
         quote = \"{quote}\"\npage = 1\njudged = \"{judged}\"\n"
    ))
    .expect("a golden")
}

/// I49: half a list is half right, in any order, and a name too many is one.
#[test]
fn the_names_of_a_list_are_judged_one_by_one() {
    let gold = listed("items", "fraud; confidentiality; indemnities", "q");
    let said = "Confidentiality; fraud; gross negligence";
    let term = term("survival", ValueKind::Text, said, Grade::Exact);
    let score = score(&[(gold.clone(), reading(vec![term], Vec::new()))]);
    let counts = score.fields["survival"];
    assert_eq!(
        (counts.correct, counts.missed, counts.spurious),
        (2, 1, 1),
        "{counts:?}"
    );
    let silent = super::score(&[(gold, reading(Vec::new(), Vec::new()))]);
    assert_eq!(silent.fields["survival"].missed, 3);
}

/// I49: what a contract says in its own words is right where the quote is of the labelled place.
#[test]
fn a_field_in_the_contracts_words_is_judged_by_its_quote() {
    let place = "Clauses 4 and 9 survive the end of this agreement.";
    let said = |quote: &str| {
        let mut term = term("survival", ValueKind::Text, "any value", Grade::Exact);
        term.grounding.quote = quote.to_owned();
        let read = reading(vec![term], Vec::new());
        score(&[(listed("words", "4 and 9", place), read)]).fields["survival"]
    };
    assert_eq!(said("Clauses 4 and 9 survive").correct, 1);
    assert_eq!(
        said("9 survive the end of this agreement. It is").correct,
        1
    );
    assert_eq!(said("This agreement is governed by Irish law.").wrong, 1);
    assert_eq!(said("").wrong, 1);
}

/// I49: the condition of a duty is judged where the golden names one, and only there.
#[test]
fn the_condition_of_a_duty_is_judged_where_it_is_labelled() {
    let quote = "If the server fails, Alpha shall repair it.";
    let text = format!(
        "contract = \"a\"\ntype = \"nda\"\npages = 1\n[[obligation]]\nactor = \"Alpha\"\naction = \"repair it\"\n\
         condition = \"If the server fails\"\nkind = \"service\"\nquote = \"{quote}\"\npage = 1\n"
    );
    let golden = parse(&text).expect("a golden");
    let with = |condition: Option<&str>| {
        let mut said = duty("repair it", Kind::Service, None, quote);
        said.condition = condition.map(str::to_owned);
        score(&[(golden.clone(), reading(Vec::new(), vec![said]))]).conditions
    };
    assert_eq!(with(Some("the server fails")), Share { right: 1, of: 1 });
    assert_eq!(with(None), Share { right: 0, of: 1 });
    let unnamed = parse(&text.replace("condition = \"If the server fails\"\n", ""));
    let said = duty("repair it", Kind::Service, None, quote);
    let read = reading(Vec::new(), vec![said]);
    let unnamed = score(&[(unnamed.expect("a golden"), read)]);
    assert_eq!(unnamed.conditions.of, 0);
}
