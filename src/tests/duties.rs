//! What a model says of duties: conditions, consequences and prohibitions with their evidence, beside
//! what our own rules read. The model is scripted, over real HTTP.

use crate::engines::{read, settings, simulator};
use countersign::app::ingest::Ingest;
use countersign::connectors::llm::simulator::Script;
use countersign::domain::obligation::{Modality, Obligation};
use countersign::domain::reading::Reading;
use countersign::domain::term::{Engine, UnverifiedReason};
use countersign::text::plain;
use serde_json::{Value, json};

const REFUND: &str = "If an audit shows an overcharge of more than five percent (5%), Contractor shall refund the \
overcharge and pay the reasonable cost of the audit within thirty (30) days after receiving the audit report.";
const CORRECT: &str = "Contractor shall correct a non-conforming Deliverable and resubmit it, at no additional charge, \
within ten (10) Business Days after receipt";
const SUBCONTRACT: &str = "Contractor shall not subcontract any part of the Services";

fn claim(quote: &str, action: &str, modality: &str) -> Value {
    json!({
        "quote": quote, "actor": "Contractor", "beneficiary": "Client", "condition": null, "consequence": null,
        "modality": modality, "action": action, "kind": "other", "due_text": null, "amount": null,
    })
}

async fn told(engine: Engine, claims: Vec<Value>) -> Reading {
    let model = simulator([]).await;
    model.otherwise(Script::knows(
        json!({ "findings": [], "obligations": claims }),
    ));
    read(&model, engine, |_| {}).await.expect("read")
}

fn duty<'a>(reading: &'a Reading, words: &str) -> &'a Obligation {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut duties = reading.obligations.iter();
    let duty = duties.find(|duty| {
        duty.engine != Engine::Offline && one_line(&duty.grounding.quote).contains(words)
    });
    duty.unwrap_or_else(|| panic!("no duty of the model with: {words}"))
}

/// I5: a condition stands in the duty's own sentence, a consequence in the next; both come back in the
/// document's words.
#[tokio::test(flavor = "multi_thread")]
async fn a_condition_and_a_consequence_come_back_in_the_words_of_the_document() {
    let mut refund = claim(REFUND, "refund the overcharge", "must");
    refund["condition"] = json!("If an audit shows an overcharge of more than five percent (5%)");
    let mut correct = claim(CORRECT, "correct a non-conforming Deliverable", "must");
    correct["consequence"] = json!("Client may terminate the affected Statement of Work");
    let reading = told(Engine::Llm, vec![refund, correct]).await;
    assert_eq!(
        duty(&reading, "refund").condition.as_deref(),
        Some("If an audit shows an overcharge of more than five percent (5%)")
    );
    let correct = duty(&reading, "at no additional charge");
    assert_eq!(
        correct.consequence.as_deref(),
        Some("Client may terminate the affected Statement of Work")
    );
    assert_eq!(
        (correct.condition.as_deref(), correct.modality),
        (None, Modality::Must)
    );
    assert!(reading.unverified.is_empty());
}

/// R35: what a duty is said to depend on, and nobody wrote, is not kept with it, and is shown as what it is.
#[tokio::test(flavor = "multi_thread")]
async fn an_invented_condition_is_shown_and_is_not_the_duty_s() {
    let mut refund = claim(REFUND, "refund the overcharge", "must");
    refund["condition"] = json!("If Client asks for it in writing before Michaelmas");
    // It stands in the document, but pages away.
    refund["consequence"] = json!("General advertising is not solicitation");
    let reading = told(Engine::Llm, vec![refund]).await;
    let duty = duty(&reading, "refund");
    assert_eq!((&duty.condition, &duty.consequence), (&None, &None));
    let shown: Vec<(&str, UnverifiedReason)> = reading
        .unverified
        .iter()
        .map(|claim| (claim.value.as_str(), claim.reason))
        .collect();
    assert_eq!(
        shown,
        [
            (
                "condition of: refund the overcharge",
                UnverifiedReason::QuoteNotFound
            ),
            (
                "consequence of: refund the overcharge",
                UnverifiedReason::QuoteNotFound
            ),
        ]
    );
}

/// A prohibition that is told as a duty would be the contrary of what was agreed.
#[tokio::test(flavor = "multi_thread")]
async fn a_prohibition_is_kept_as_one_and_cannot_be_told_as_a_duty() {
    let reading = told(
        Engine::Llm,
        vec![claim(SUBCONTRACT, "subcontract the Services", "must_not")],
    )
    .await;
    let kept = duty(&reading, "subcontract");
    assert_eq!(
        (kept.modality, kept.action.as_str()),
        (Modality::MustNot, "subcontract the Services")
    );
    let reading = told(
        Engine::Llm,
        vec![claim(SUBCONTRACT, "subcontract the Services", "must")],
    )
    .await;
    assert!(reading.obligations.is_empty());
    assert_eq!(
        reading.unverified[0].reason,
        UnverifiedReason::ValueNotInQuote
    );
}

/// Requirement 8 of section 2: one duty that both read stands once, with what either knows of it.
#[tokio::test(flavor = "multi_thread")]
async fn both_engines_tell_one_duty_once_with_what_either_knows() {
    let mut correct = claim(CORRECT, "correct a non-conforming Deliverable", "must");
    correct["consequence"] = json!("Client may terminate the affected Statement of Work");
    correct["due_text"] = json!("10 business days after receipt");
    let reading = told(
        Engine::Both,
        vec![
            correct,
            claim(SUBCONTRACT, "subcontract the Services", "must_not"),
        ],
    )
    .await;
    let met = duty(&reading, "shall correct a");
    assert_eq!(met.engine, Engine::Both);
    assert!(met.consequence.is_some() && met.due.is_some());
    assert_eq!(duty(&reading, "subcontract").engine, Engine::Both);
    let alone = reading
        .obligations
        .iter()
        .filter(|duty| duty.engine == Engine::Llm)
        .count();
    assert_eq!(alone, 0, "nothing of the model stands twice");
}

/// Words that a passage has twice are two places: two duties that quote them mean one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn two_duties_that_quote_the_same_words_stand_at_two_places() {
    const TEXT: &str = "SUPPLY AGREEMENT\n\n1. Shares. Orchard Inc. shall pay its share of the costs within \
thirty (30) days. Pine LLC shall pay its share of the costs within thirty (30) days.\n";
    let quote = "shall pay its share of the costs within thirty (30) days";
    let owed = |actor: &str| {
        let mut owed = claim(quote, "pay its share of the costs", "must");
        owed["actor"] = json!(actor);
        owed["beneficiary"] = Value::Null;
        owed
    };
    let model = simulator([]).await;
    model.otherwise(Script::knows(
        json!({ "findings": [], "obligations": [owed("Orchard Inc."), owed("Pine LLC")] }),
    ));
    let ingest = Ingest::new(&settings(&model, Engine::Llm)).expect("sound settings");
    let reading = ingest.extract(plain::document(TEXT)).await.expect("read");
    let places = reading.obligations.iter().map(|duty| {
        let place = duty.grounding.span.start;
        (
            duty.actor.as_str(),
            TEXT[..place].ends_with(&format!("{} ", duty.actor)),
        )
    });
    let places: Vec<(&str, bool)> = places.collect();
    assert_eq!(places, [("Orchard Inc.", true), ("Pine LLC", true)]);
}
