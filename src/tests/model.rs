//! The same journey with a model behind the door: a scripted, OpenAI-compatible endpoint over real
//! HTTP. Whatever it answers, nothing becomes a value whose quote is not in the document.

use crate::harness::{TestApp, Vendors};
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator};
use countersign::domain::id::ContractId;
use countersign::domain::term::Engine;
use serde_json::{Value, json};

/// A whole answer, billed for more tokens than any question here has: an endpoint that bills for
/// fewer has clipped the question.
fn answer(content: &str) -> Script {
    let message = json!({"role": "assistant", "content": content, "refusal": null});
    let choice = json!({"index": 0, "finish_reason": "stop", "message": message});
    let usage = json!({"prompt_tokens": 50_000, "completion_tokens": 100, "total_tokens": 50_100});
    let body = json!({"id": "x", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], "usage": usage});
    Script::new(200, body)
}

/// The answers about the letter, in the order in which it is asked about: the groups of the
/// dictionary, then obligations.
fn answers() -> Vec<Script> {
    let says = |content: Value| answer(&content.to_string());
    vec![
        says(json!({"findings": [
            {"field": "party", "quote": "Larkmoor Systems, Inc. is lending Quillfeather Studios LLC the two bench scanning rigs", "value": "Larkmoor Systems, Inc."},
            {"field": "party", "quote": "Larkmoor Systems, Inc. is lending Quillfeather Studios LLC the two bench scanning rigs", "value": "Quillfeather Studios LLC"},
        ]})),
        says(
            json!({"findings": [{"field": "agreement_date", "quote": "October 5, 2026", "value": "2026-10-05"}]}),
        ),
        Script::fixture("refusal").expect("a script"),
        says(
            json!({"findings": [{"field": "total_value", "quote": "The total price is USD 1,000.00", "value": "USD 1000.00"}]}),
        ),
        answer("Sure! Here is what I found."),
        says(json!({"findings": []})),
        says(json!({"obligations": [{
            "quote": "Quillfeather will keep the rigs in a dry, locked room", "actor": "Quillfeather", "beneficiary": null,
            "action": "keep the rigs in a dry, locked room", "kind": "other", "due_text": null, "amount": null,
        }]})),
    ]
}

async fn app(model: &Simulator) -> (TestApp, ContractId) {
    let app = TestApp::with(Vendors::start().await, |settings| {
        settings.pipeline.engine = Engine::Llm;
        settings.llm.base_url = model.base_url();
        settings.llm.model = MODEL.to_owned();
        settings.llm.backoff_millis = 5;
    });
    let app = app.await;
    let id = app.sign("bare-letter").await;
    (app, id)
}

fn outcome<'a>(view: &'a Value, field: &str) -> &'a str {
    view["reading"]["fields"][field]["outcome"]
        .as_str()
        .unwrap_or("absent")
}

/// I5, I43, R35: a model's claims pass the same grounding, a refusal is no "none", an invented quote
/// is no value, and no e-mail address or signatory's name left the house.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_reads_a_contract_and_is_not_believed() {
    let model = Simulator::start(answers()).await.expect("a free port");
    let (app, id) = app(&model).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let view = reviewer.contract(&id).await.expect("the review");
    assert_eq!(outcome(&view, "party"), "found");
    assert_eq!(outcome(&view, "agreement_date"), "found");
    assert_eq!(
        outcome(&view, "auto_renewal"),
        "truncated",
        "a refusal proves nothing"
    );
    assert_eq!(outcome(&view, "total_value"), "not_stated");
    assert_eq!(
        view["reading"]["unverified"][0]["reason"],
        "quote_not_found"
    );
    assert_eq!(
        view["reading"]["obligations"]
            .as_array()
            .expect("a list")
            .len(),
        1
    );

    let items = view["items"].as_array().expect("items");
    let invented = items
        .iter()
        .find(|item| item["grounding"].is_null())
        .expect("the invented value is shown");
    let (status, _) = reviewer
        .decide(&id, invented, json!({"action": "approve"}))
        .await
        .expect("answered");
    assert_eq!(status, 422, "a value without evidence cannot be approved");
    assert_eq!(
        model.left(),
        0,
        "every answer was asked for, and none twice"
    );
    for request in model.requests() {
        for personal in [
            "ottoline.brack@",
            "Ottoline Brack",
            "Theodora Vance",
            "555-0188",
        ] {
            assert!(
                !request.body.contains(personal),
                "{personal} left the house"
            );
        }
    }
    app.finish().await;
}

/// I30: what was paid for is kept. A model that fails half-way is asked only for what is missing.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_paid_for_once() {
    let mut scripts = answers();
    scripts[2] = answer("{\"findings\": []}");
    scripts.insert(
        3,
        Script::new(400, json!({"error": {"message": "no", "code": "bad"}})),
    );
    let model = Simulator::start(scripts).await.expect("a free port");
    let (app, id) = app(&model).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "parked").await;
    let asked = model.requests().len();
    assert_eq!(model.left(), 4);
    let jobs = app
        .app
        .ctx
        .store
        .jobs(Some("dead"))
        .await
        .expect("the jobs");
    let (status, _) = reviewer
        .post(&format!("/api/jobs/{}/retry", jobs[0].id), &json!({}))
        .await
        .expect("answered");
    assert_eq!(status, 204);
    reviewer.waits_for(&id, "in_review").await;
    assert_eq!(
        model.requests().len(),
        asked + 4,
        "the first answers were not asked for again"
    );
    app.finish().await;
}
