//! One contract as the tests of the web layer review it: it has every kind of finding, of evidence
//! and of decision, and its texts can be made hostile.

use super::house::{PageSize, ReviewView};
use crate::domain::confidence::{Meeting, Place, Signals, Support, TextLayer};
use crate::domain::contract::{Contract, Metadata, Origin, Stage};
use crate::domain::document::{PageBox, Rect, Span, Warning};
use crate::domain::id::{ContractId, FieldId, Sha256};
use crate::domain::kin::Kin;
use crate::domain::library::{Change, Compared, Nearest, Piece, Position, Side, Standards};
use crate::domain::obligation::{Due, Kind, Modality, Obligation};
use crate::domain::outline::Outline;
use crate::domain::playbook::{Dictionary, Field, Risk};
use crate::domain::reading::Reading;
use crate::domain::review::{Decision, Item};
use crate::domain::term::{
    Derivation, Engine, Finding, Grade, Grounding, Term, Unverified, UnverifiedReason,
};
use crate::domain::value::{Period, Unit, Value, ValueKind};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A contract in review in which every text is what `text` makes of it.
pub fn sample(text: impl Fn(&str) -> String) -> ReviewView {
    let origin = Origin {
        source: "ironclad".into(),
        native: "IC-1".into(),
    };
    let id = ContractId::of("ironclad", "IC-1");
    let reading = reading(&text);
    let items = Item::of(&id, &reading);
    let stage = Stage::InReview {
        sha256: Sha256::from("ab"),
        pages: 3,
    };
    let metadata = Metadata {
        title: text("Master Services Agreement"),
        counterparty: Some(text("Northwind Analytics, Inc.")),
        link: Some("https://ironcladapp.com/workflow/IC-1".into()),
        ..Metadata::default()
    };
    ReviewView {
        contract: Contract {
            id,
            origin,
            metadata,
            stage,
            version: 7,
        },
        received_at: Timestamp::UNIX_EPOCH,
        pages: (1..=3)
            .map(|number| PageSize {
                number,
                width: 612.0,
                height: 792.0,
            })
            .collect(),
        reading: Some(reading),
        items,
        dictionary: Arc::new(dictionary(&text)),
        today: jiff::civil::date(2026, 6, 1),
        kin: Kin::default(),
    }
}

fn dictionary(text: &impl Fn(&str) -> String) -> Dictionary {
    let field = |id: &str, label: &str, kind, group: &str, risk| Field {
        id: FieldId::from(id),
        label: text(label),
        kind,
        group: group.into(),
        many: id == "parties",
        description: "what counts".into(),
        cues: Vec::new(),
        risk,
        crm: None,
        cuad: None,
    };
    Dictionary {
        version: "test".into(),
        fields: vec![
            field(
                "parties",
                "Parties",
                ValueKind::Party,
                "parties",
                Risk::Medium,
            ),
            field(
                "effective_date",
                "Effective date",
                ValueKind::Date,
                "dates",
                Risk::High,
            ),
            field(
                "expiration_date",
                "Expiration date",
                ValueKind::Date,
                "dates",
                Risk::High,
            ),
            field(
                "renewal_term",
                "Renewal term",
                ValueKind::Period,
                "renewal",
                Risk::Medium,
            ),
            field(
                "auto_renews",
                "Renews automatically",
                ValueKind::Flag,
                "renewal",
                Risk::High,
            ),
            field(
                "notice_period",
                "Notice to prevent renewal",
                ValueKind::Period,
                "renewal",
                Risk::High,
            ),
            field(
                "annual_value",
                "Annual value",
                ValueKind::Money,
                "money",
                Risk::High,
            ),
            field(
                "late_interest",
                "Late payment interest",
                ValueKind::Percent,
                "money",
                Risk::Low,
            ),
            field(
                "governing_law",
                "Governing law",
                ValueKind::Jurisdiction,
                "risk",
                Risk::Medium,
            ),
            field(
                "liability_cap",
                "Liability cap",
                ValueKind::Money,
                "risk",
                Risk::High,
            ),
            field("insurance", "Insurance", ValueKind::Text, "risk", Risk::Low),
        ],
    }
}

/// Where the demonstration contract's quotes stand: page, left, top, right, bottom in points.
fn grounding(grade: Grade, quote: String, place: (u32, [f32; 4])) -> Grounding {
    let (page, [x0, y0, x1, y1]) = place;
    Grounding {
        grade,
        span: Span::new(0, quote.len()),
        quote,
        page,
        boxes: vec![PageBox {
            page,
            rect: Rect { x0, y0, x1, y1 },
        }],
    }
}

fn reading(text: &impl Fn(&str) -> String) -> Reading {
    let mut fields = BTreeMap::new();
    let term = |field: &str, value, grade, quote: &str, place| Term {
        field: FieldId::from(field),
        value,
        grounding: grounding(grade, text(quote), place),
        engine: Engine::Offline,
        derivation: None,
        signals: Some(Signals {
            grade,
            meeting: Meeting::Alone,
            support: Support::FromQuote,
            rivals: 0,
            text: TextLayer::Confirmed,
            margin: Some(0.9),
            place: Place::Named,
        }),
        rivals: Vec::new(),
    };
    let parse = |kind, value: &str| Value::parse(kind, value).expect("canonical text");
    let top = (1, [72.0, 150.0, 540.0, 176.0]);
    let mut found = |terms: Vec<Term>| {
        fields.insert(terms[0].field.clone(), Finding::Found { terms });
    };
    let party = |name: &str| parse(ValueKind::Party, &text(name));
    found(vec![
        term(
            "parties",
            party("Northwind Analytics, Inc. (\"Supplier\")"),
            Grade::Exact,
            "Northwind Analytics, Inc., a Delaware corporation (“Supplier”)",
            top,
        ),
        term(
            "parties",
            party("Contoso Retail Ltd (\"Customer\")"),
            Grade::Exact,
            "Contoso Retail Ltd (“Customer”)",
            (1, [72.0, 178.0, 400.0, 192.0]),
        ),
    ]);
    found(vec![term(
        "effective_date",
        parse(ValueKind::Date, "2026-01-15"),
        Grade::Exact,
        "is entered into as of January 15, 2026 (the “Effective Date”)",
        (1, [72.0, 130.0, 480.0, 144.0]),
    )]);
    let mut expiry = term(
        "expiration_date",
        parse(ValueKind::Date, "2029-01-14"),
        Grade::Exact,
        "shall continue for an initial term of three (3) years",
        (1, [72.0, 300.0, 520.0, 314.0]),
    );
    expiry.derivation = Some(Derivation {
        rule: "day_before_anniversary".into(),
        inputs: vec![
            FieldId::from("effective_date"),
            FieldId::from("renewal_term"),
        ],
    });
    found(vec![expiry]);
    found(vec![term(
        "renewal_term",
        Value::Period(Period::new(1, Unit::Year)),
        Grade::Normalised,
        "renew for successive one-year terms",
        (1, [72.0, 318.0, 410.0, 332.0]),
    )]);
    found(vec![term(
        "auto_renews",
        Value::Flag(true),
        Grade::Exact,
        "shall automatically renew",
        (1, [72.0, 318.0, 260.0, 332.0]),
    )]);
    found(vec![term(
        "annual_value",
        parse(ValueKind::Money, "USD 120000"),
        Grade::Fuzzy,
        "an annual fee of US$120,000",
        (2, [72.0, 150.0, 330.0, 164.0]),
    )]);
    found(vec![term(
        "insurance",
        Value::Text(text("commercial general liability")),
        Grade::Exact,
        "commercial general liability insurance",
        (3, [72.0, 200.0, 330.0, 214.0]),
    )]);
    fields.insert(
        FieldId::from("governing_law"),
        Finding::Conflict {
            terms: vec![
                term(
                    "governing_law",
                    Value::Jurisdiction(text("Delaware")),
                    Grade::Exact,
                    "governed by the laws of the State of Delaware",
                    (3, [72.0, 90.0, 380.0, 104.0]),
                ),
                term(
                    "governing_law",
                    Value::Jurisdiction(text("New York")),
                    Grade::Exact,
                    "subject to New York law",
                    (3, [72.0, 120.0, 230.0, 134.0]),
                ),
            ],
        },
    );
    fields.insert(
        FieldId::from("liability_cap"),
        Finding::NotStated { searched: 41_230 },
    );
    fields.insert(
        FieldId::from("late_interest"),
        Finding::Unreadable { pages: vec![2] },
    );
    fields.insert(FieldId::from("notice_period"), Finding::Truncated);
    Reading {
        sha256: Sha256::from("ab"),
        pages: 3,
        engine: Engine::Offline,
        dictionary: "test".into(),
        fields,
        obligations: vec![Obligation {
            actor: text("Customer"),
            beneficiary: Some(text("Supplier")),
            action: text("pay each undisputed invoice"),
            kind: Kind::Payment,
            due: Some(Due::Within {
                period: Period::new(30, Unit::Day),
                anchor: text("after receipt of the invoice"),
                date: None,
            }),
            modality: Modality::Must,
            derivation: None,
            recurrence: None,
            condition: None,
            consequence: None,
            amount: None,
            owner_role: "Finance".into(),
            grounding: grounding(
                Grade::Exact,
                text(
                    "Customer shall pay each undisputed invoice within thirty (30) days after receipt",
                ),
                (2, [72.0, 180.0, 520.0, 194.0]),
            ),
            engine: Engine::Offline,
            doubts: Some(Vec::new()),
        }],
        unverified: vec![Unverified {
            field: FieldId::from("liability_cap"),
            value: text("USD 500000.00"),
            quote: text("liability shall not exceed $500,000"),
            engine: Engine::Llm,
            reason: UnverifiedReason::QuoteNotFound,
        }],
        reasons: vec![text(
            "Governing law: two verified values cannot both be true.",
        )],
        warnings: vec![Warning::UncertainText { page: 2 }],
        outline: Outline::default(),
        day: None,
        standards: standards(text),
    }
}

/// What the sample's evidence is beside the firm's clauses: near to one that is never signed, near to none.
fn standards(text: &impl Fn(&str) -> String) -> Standards {
    let compared = |field: &str, quote: &str, nearest| Compared {
        field: FieldId::from(field),
        evidence: Span::new(0, text(quote).len()),
        nearest,
    };
    let piece = |side, words: &str| Piece {
        side,
        text: text(words),
    };
    let change = |standard: &str, contract: &str| Change {
        standard: Some(text(standard)),
        contract: Some(text(contract)),
    };
    let nearest = Nearest {
        clause: "renewal_five_years".into(),
        title: text("Renewal for five years"),
        position: Position::Never,
        note: text("Ask for one year."),
        alike: 0.91,
        passage: Span::new(0, 9),
        numbers: vec![change("five years", "one year")],
        negations: Vec::new(),
        sides: Vec::new(),
        words: vec![
            piece(Side::Both, "renew for successive"),
            piece(Side::Standard, "five"),
            piece(Side::Contract, "one"),
            piece(Side::Both, "year terms"),
        ],
    };
    Standards {
        library: "7".into(),
        compared: vec![
            compared(
                "renewal_term",
                "renew for successive one-year terms",
                Some(nearest),
            ),
            compared("insurance", "commercial general liability insurance", None),
        ],
    }
}

/// All decided, as approved by `by`.
pub fn all_decided(mut view: ReviewView, by: &str) -> ReviewView {
    for item in &mut view.items {
        item.decision = Decision::Approved { by: by.into() };
        item.version += 1;
    }
    view
}
