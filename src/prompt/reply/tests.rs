//! What becomes of good, odd and hostile replies.

use super::super::schema;
use super::*;
use crate::domain::document::Span;
use crate::domain::obligation::{Due, Kind};
use crate::domain::playbook::{Field, Risk};
use crate::domain::redaction::{Class, Detection, Detector, Redacted};
use crate::domain::value::ValueKind;
use serde_json::json;

/// A field of the dictionary, for the tests of this folder.
pub fn field(id: &str, kind: ValueKind) -> Field {
    Field {
        id: FieldId::from(id),
        label: id.replace('_', " "),
        kind,
        group: "dates".to_owned(),
        many: false,
        description: format!("The {id} as the contract states it."),
        cues: Vec::new(),
        risk: Risk::Medium,
        crm: None,
        cuad: None,
    }
}

/// A dictionary with one field of each kind that differs in form.
pub fn dictionary() -> Dictionary {
    Dictionary {
        version: "t".to_owned(),
        fields: vec![
            field("agreement_date", ValueKind::Date),
            field("effective_date", ValueKind::Date),
            field("expiration_date", ValueKind::Date),
            field("initial_term", ValueKind::Period),
            field("party", ValueKind::Party),
        ],
    }
}

struct Mail;

impl Detector for Mail {
    fn detect(&self, text: &str) -> Vec<Detection> {
        let mail = "ada@larkmoor.example";
        text.match_indices(mail)
            .map(|(at, _)| Detection {
                span: Span::new(at, at + mail.len()),
                class: Class::Email,
            })
            .collect()
    }
}

fn vault() -> Vault {
    let mut vault = Vault::default();
    Redacted::mask("ada@larkmoor.example and [[", &Mail, &mut vault);
    vault
}

fn content(name: &str) -> String {
    let text = std::fs::read_to_string(format!(
        "{}/fixtures/replies/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    ));
    let script: Json = serde_json::from_str(&text.expect("a fixture")).expect("JSON");
    let content = &script["body"]["choices"][0]["message"]["content"];
    content.as_str().expect("a text").to_owned()
}

fn form() -> Schema {
    let dictionary = dictionary();
    schema::fields("dates", &dictionary.fields.iter().collect::<Vec<_>>())
}

/// Passage 0 was sent, and passage 7.
fn sent() -> Vec<Passage> {
    let passage = |ordinal, at| Passage {
        ordinal,
        text: Redacted::mask("", &Mail, &mut Vault::default()),
        span: Span::new(at, at + 100),
    };
    vec![passage(0, 0), passage(7, 700)]
}

fn read(json: &str) -> Result<Claims<Candidate>, Invalid> {
    let asked = Asked {
        schema: &form(),
        passages: &sent(),
        vault: &vault(),
    };
    fields(json, &asked, &dictionary())
}

fn read_duties(json: &str) -> Result<Claims<Draft>, Invalid> {
    let asked = Asked {
        schema: &schema::obligations(),
        passages: &sent(),
        vault: &vault(),
    };
    obligations(json, &asked)
}

fn read_finding(field: &str, quote: &str, value: &str) -> Claims<Candidate> {
    let reply =
        json!({ "findings": [{ "field": field, "passage": 7, "quote": quote, "value": value }] });
    read(&reply.to_string()).expect("of the right form")
}

#[test]
fn a_good_reply_gives_typed_candidates() {
    let claims = read(&content("good-fields")).expect("sound");
    let found: Vec<String> = claims.read.iter().map(|c| c.value.to_string()).collect();
    assert_eq!(found, ["2026-01-15", "2026-02-01"]);
    assert_eq!(claims.read[0].quote, "made as of January 15, 2026");
    assert_eq!(
        (claims.read[0].engine, claims.refused.len()),
        (Engine::Llm, 0)
    );
}

/// I5: obligations come back as structured data, with the masks of persons restored.
#[test]
fn obligations_come_back_with_their_masks_restored() {
    let claims = read_duties(&content("good-obligations")).expect("sound");
    assert_eq!((claims.read.len(), claims.refused.len()), (3, 0));
    let report = &claims.read[1];
    assert!(report.quote.contains("to ada@larkmoor.example every"));
    assert!(report.action.ends_with("ada@larkmoor.example"));
    assert_eq!(report.kind, Kind::Report);
    assert!(matches!(
        claims.read[0].due,
        Some(Due::Within { date: None, .. })
    ));
    let fee = claims.read[2].amount.as_ref().expect("an amount");
    assert_eq!(fee.to_string(), "USD 12500.00");
}

/// I5: what a duty depends on, what follows from its breach, and that it is a prohibition.
#[test]
fn an_obligation_has_its_condition_its_consequence_and_its_modality() {
    let claim = |modality: &str, action: &str| {
        let reply = json!({ "obligations": [{
            "passage": 0, "quote": "If [[EMAIL_1]] asks, Customer shall not copy it", "actor": "Customer", "beneficiary": null,
            "condition": "If [[EMAIL_1]] asks", "consequence": "Provider may suspend access", "modality": modality,
            "action": action, "kind": "confidentiality", "due_text": null, "amount": null,
        }] });
        let claims = read_duties(&reply.to_string()).expect("of the right form");
        claims.read.into_iter().next().expect("a duty")
    };
    let duty = claim("must_not", "copy it");
    assert_eq!(duty.modality, Modality::MustNot);
    assert_eq!(duty.action, "copy it");
    for denied in [
        "not copy it",
        "Shall not copy it",
        "never copy it",
        "not to copy it",
    ] {
        assert_eq!(claim("must_not", denied).action, "copy it", "{denied}");
    }
    assert_eq!(claim("must_not", "note it").action, "note it");
    assert_eq!(
        claim("must", "not later than May pay").action,
        "not later than May pay"
    );
    assert_eq!(
        duty.condition.as_deref(),
        Some("If ada@larkmoor.example asks")
    );
    assert_eq!(
        duty.consequence.as_deref(),
        Some("Provider may suspend access")
    );
    let duty = claim("must", "copy it");
    assert_eq!(
        (duty.modality, duty.action.as_str()),
        (Modality::Must, "copy it")
    );
    let without = json!({ "obligations": [{
        "passage": 0, "quote": "x", "actor": "Customer", "beneficiary": null,
        "action": "pay", "kind": "payment", "due_text": null, "amount": null,
    }] });
    assert!(
        read_duties(&without.to_string()).is_err(),
        "silence is said as null"
    );
}

#[test]
fn prose_and_another_form_are_refused_without_a_word_of_theirs() {
    let prose = read(&content("invalid-json")).expect_err("prose");
    assert_eq!(prose, Invalid::NotJson { line: 1, column: 1 });
    let cut = read(&content("truncated")).expect_err("cut off");
    assert!(matches!(cut, Invalid::NotJson { .. }));
    let other = read(&content("schema-violation")).expect_err("an unknown field");
    assert!(other.to_string().contains("/findings/0/field"));
    assert!(!other.to_string().contains("favourite_colour"));
    for reply in [
        json!({}),
        json!([]),
        json!({ "findings": null }),
        json!({ "findings": [], "note": "Customer pays" }),
        json!({ "findings": [{ "field": "party", "passage": 0, "quote": "x" }] }),
        json!({ "findings": [{ "field": "party", "passage": -1, "quote": "x", "value": "y" }] }),
    ] {
        let error = read(&reply.to_string()).expect_err("of another form");
        assert!(!error.to_string().contains("Customer"), "{error}");
    }
}

/// A value of the wrong form is shown to the reviewer, never lost and never guessed at.
#[test]
fn a_value_that_cannot_be_read_is_refused_with_its_reason() {
    let claims = read_finding("agreement_date", "made as of January 15", "15/01/2026");
    assert!(claims.read.is_empty());
    let refused = claims.refused[0].clone();
    assert!(refused.why.contains("YYYY-MM-DD"));
    let unverified = refused.unverified();
    assert_eq!(
        (unverified.field.as_str(), unverified.value.as_str()),
        ("agreement_date", "15/01/2026")
    );
    assert_eq!(unverified.reason, UnverifiedReason::ValueNotInQuote);
    let claims = read_finding("agreement_date", "  ", "2026-01-15");
    assert_eq!(claims.refused[0].why, "the quote is empty");
}

#[test]
fn a_mask_that_was_never_given_out_is_refused() {
    let known = read_finding(
        "party",
        "to [[EMAIL_1]] and [[LITERAL_1]]",
        "Ada [[EMAIL_1]]",
    );
    assert_eq!(known.read[0].quote, "to ada@larkmoor.example and [[");
    let bracketed = read_finding("party", "to [[EMAIL_1]]]", "Ada");
    assert_eq!(bracketed.read[0].quote, "to ada@larkmoor.example]");
    assert_eq!(read_finding("party", "to [[[EMAIL_1]]]", "Ada").refused, []);
    for quote in [
        "to [[[EMAIL_2]]",
        "to [[EMAIL_2]]",
        "to [[email_1]]",
        "to [[EMAIL_1]",
        "[[",
    ] {
        let claims = read_finding("party", quote, "Ada");
        assert!(claims.refused[0].why.contains("mask"), "{quote}");
    }
}

#[test]
fn an_amount_without_a_currency_refuses_the_obligation() {
    let reply = json!({ "obligations": [{
        "passage": 0, "quote": "Customer shall pay 500", "actor": "Customer", "beneficiary": null,
        "condition": null, "consequence": null, "modality": "must",
        "action": "pay", "kind": "payment", "due_text": null, "amount": "500",
    }] });
    let claims = read_duties(&reply.to_string()).expect("of the right form");
    assert_eq!(claims.refused[0].value, "Customer: pay");
    assert!(claims.refused[0].why.contains("currency"));
}

/// The number is what tells two equal quotes apart; one that was never sent is made up.
#[test]
fn a_claim_is_placed_by_its_passage_and_refused_where_that_was_not_sent() {
    let claims = read_finding("agreement_date", "January 15, 2026", "2026-01-15");
    assert_eq!(claims.read[0].near, Some(Span::new(700, 800)));
    let reply = json!({ "findings": [{
        "field": "agreement_date", "passage": 3, "quote": "January 15, 2026", "value": "2026-01-15",
    }] });
    let claims = read(&reply.to_string()).expect("of the right form");
    assert!(claims.read.is_empty());
    let reason = claims.refused[0].clone().unverified().reason;
    assert_eq!(reason, UnverifiedReason::PassageNotSent);
}

/// A quote that is nowhere in the text is for `text/ground.rs` to find out: here it stays a claim.
#[test]
fn an_invented_quote_is_still_only_a_candidate() {
    let claims = read(&content("quote-not-in-text")).expect("sound");
    assert_eq!(claims.read.len(), 1);
}

proptest::proptest! {
    #[test]
    fn no_reply_makes_it_fail(text in "([\\[\\]{}\":,]|findings|null|\\[\\[EMAIL_1\\]\\]|\\PC){0,40}") {
        let _ = read(&text);
        let _ = restored(&text, &vault());
    }
}

/// Finding 27: what is over our limits is refused by itself, and the other claims of the reply are read.
#[test]
fn a_claim_that_is_over_the_limits_costs_no_other() {
    let claim = |quote: &str| json!({ "field": "agreement_date", "passage": 7, "quote": quote, "value": "2026-01-15" });
    let long = "é".repeat(4_001);
    let reply = json!({ "findings": [claim("January 15, 2026"), claim(&long)] });
    let claims = read(&reply.to_string()).expect("of the right form");
    assert_eq!(claims.read.len(), 1);
    let refused = &claims.refused[0];
    assert_eq!(refused.reason, UnverifiedReason::TooMuch);
    assert_eq!(refused.quote.chars().count(), 4_001);
    assert!(refused.quote.ends_with('…'));
    let many = vec![claim("January 15, 2026"); 203];
    let claims = read(&json!({ "findings": many }).to_string()).expect("of the right form");
    assert_eq!((claims.read.len(), claims.refused.len()), (200, 3));
    let both = json!({ "findings": [claim(&long), { "field": "agreement_date" }] });
    assert!(matches!(
        read(&both.to_string()),
        Err(Invalid::Schema { .. })
    ));
}
