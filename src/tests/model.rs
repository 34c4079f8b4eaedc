//! The same journey with a model behind the door: a scripted, OpenAI-compatible endpoint over real
//! HTTP. Whatever it answers, nothing becomes a value whose quote is not in the document, nothing is
//! paid for twice, and the budget holds.

use crate::harness::{TestApp, Vendors};
use countersign::app::replay;
use countersign::config::Settings;
use countersign::connectors::llm::Price;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator};
use countersign::domain::id::{ContractId, PromptId};
use countersign::domain::term::Engine;
use countersign::prompt::Prompts;
use countersign::store::answers::Answer;
use countersign::store::ledger::{Cost, Entry};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

/// The answers about the letter, by what is asked; nothing is found about anything else.
fn answers() -> Vec<Script> {
    let parties =
        "Larkmoor Systems, Inc. is lending Quillfeather Studios LLC the two bench scanning rigs";
    vec![
        Script::claims(json!({"findings": [
            {"field": "party", "quote": parties, "value": "Larkmoor Systems, Inc."},
            {"field": "party", "quote": parties, "value": "Quillfeather Studios LLC"},
        ]}))
        .to("fields_parties"),
        Script::claims(json!({"findings": [
            {"field": "agreement_date", "quote": "October 5, 2026", "value": "2026-10-05"},
        ]}))
        .to("fields_dates"),
        Script::fixture("refusal").expect("a script").to("fields_renewal"),
        Script::claims(json!({"findings": [
            {"field": "total_value", "quote": "The total price is USD 1,000.00", "value": "USD 1000.00"},
        ]}))
        .to("fields_money"),
        Script::says("Sure! Here is what I found.").billed(50_000).to("fields_risk"),
        Script::claims(json!({"obligations": [{
            "quote": "Quillfeather will keep the rigs in a dry, locked room", "actor": "Quillfeather", "beneficiary": null,
            "condition": null, "consequence": null, "modality": "must",
            "action": "keep the rigs in a dry, locked room", "kind": "other", "due_text": null, "amount": null,
        }]}))
        .to("obligations"),
    ]
}

pub(crate) async fn simulator(scripts: Vec<Script>) -> Simulator {
    let model = Simulator::start(scripts).await.expect("a free port");
    model.otherwise(Script::claims(json!({"findings": []})));
    model
}

pub(crate) async fn app(
    model: &Simulator,
    change: impl FnOnce(&mut Settings),
) -> (TestApp, ContractId) {
    let app = TestApp::with(Vendors::start().await, |settings| {
        settings.pipeline.engine = Engine::Llm;
        settings.llm.base_url = model.base_url();
        settings.llm.model = MODEL.to_owned();
        settings.llm.backoff_millis = 5;
        let price = Price {
            prompt_per_million: 2.into(),
            completion_per_million: 8.into(),
        };
        settings.llm.prices.insert(MODEL.to_owned(), price);
        change(settings);
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

/// Each question by its body, and how often it came.
fn questions(model: &Simulator) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for request in model.requests() {
        *counted.entry(request.body).or_default() += 1;
    }
    counted
}

pub(crate) async fn spent(app: &TestApp, id: &ContractId) -> Cost {
    let store = &app.app.ctx.store;
    store.spent_on(id).await.expect("the ledger reads")
}

/// I5, I43, R35: a model's claims pass the same grounding, a refusal is no "none", an invented quote
/// is no value, and no e-mail address or signatory's name left the house.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_reads_a_contract_and_is_not_believed() {
    let model = simulator(answers()).await;
    let (app, id) = app(&model, |_| {}).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let view = reviewer.contract(&id).await.expect("the review");
    assert_eq!(outcome(&view, "party"), "found");
    assert_eq!(outcome(&view, "agreement_date"), "found");
    let refused = outcome(&view, "auto_renewal");
    assert_eq!(refused, "truncated", "a refusal proves nothing");
    assert_eq!(outcome(&view, "total_value"), "not_stated");
    let reading = &view["reading"];
    assert_eq!(reading["unverified"][0]["reason"], "quote_not_found");
    assert_eq!(reading["obligations"].as_array().expect("a list").len(), 1);

    let items = view["items"].as_array().expect("items");
    let invented = items.iter().find(|item| item["grounding"].is_null());
    let invented = invented.expect("the invented value is shown");
    let approve = json!({"action": "approve"});
    let (status, _) = reviewer
        .decide(&id, invented, approve)
        .await
        .expect("answered");
    assert_eq!(status, 422, "a value without evidence cannot be approved");
    let page = reviewer
        .page(&format!("/contracts/{id}"))
        .await
        .expect("the page");
    assert!(
        page.contains("one engine read it, and no other ran"),
        "why it can be trusted"
    );
    assert_eq!(model.left(), 0, "every answer was asked for");
    assert!(
        questions(&model).values().all(|times| *times == 1),
        "none was asked for twice"
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
    let refused = json!({"error": {"message": "no", "code": "bad"}});
    scripts.insert(0, Script::new(401, refused).to("fields_money"));
    let model = simulator(scripts).await;
    let (app, id) = app(&model, |_| {}).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "parked").await;
    let jobs = app
        .app
        .ctx
        .store
        .jobs(Some("dead"))
        .await
        .expect("the jobs");
    let retry = format!("/api/jobs/{}/retry", jobs[0].id);
    let (status, _) = reviewer.post(&retry, &json!({})).await.expect("answered");
    assert_eq!(status, 204);
    reviewer.waits_for(&id, "in_review").await;
    let twice: Vec<usize> = questions(&model)
        .into_values()
        .filter(|times| *times > 1)
        .collect();
    assert_eq!(twice, [2], "only the question that failed was put again");

    let cost = spent(&app, &id).await;
    let asked = i64::try_from(model.requests().len()).expect("few");
    // One failed and cost nothing; what the endpoint can do was a question too.
    assert!(cost.cached > 0 && cost.questions - cost.cached == asked);
    let price = cost.prompt_tokens * 2 + cost.completion_tokens * 8;
    assert!(cost.micros == price && price > 0);
    let metrics = reviewer.page("/metrics").await.expect("the metrics");
    for figure in [
        r#"countersign_model_questions_total{group="money",outcome="permanent"}"#,
        r#"countersign_model_questions_total{group="probe",outcome="answered"}"#,
        r#"countersign_model_retries_total{group="dates"}"#,
        r#"countersign_model_tokens_total{group="obligations",kind="prompt"}"#,
        r#"countersign_model_tokens_total{group="dates",kind="completion"}"#,
        r#"countersign_model_cost_micros_total{group="probe"}"#,
        r#"countersign_model_cache_hits_total{group="dates"}"#,
    ] {
        assert!(metrics.contains(figure), "{figure} in\n{metrics}");
    }
    assert!(!metrics.contains(id.as_str()), "no contract is named");
    app.finish().await;
}

/// Requirement 12 of section 2: a cap parks the contract instead of overspending, and says which.
#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_budget_parks_the_contract_before_the_next_question() {
    let model = simulator(answers()).await;
    let (app, id) = app(&model, |settings| {
        settings.llm.concurrency = 1;
        settings.llm.max_tokens = 1_000;
        settings.llm.retries = 0;
        // An answer is billed for 50 100 tokens: one is covered, the second is not.
        settings.llm.budget.tokens_per_contract = 50_000;
    })
    .await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "parked").await;
    let view = reviewer.contract(&id).await.expect("the contract");
    assert!(view.to_string().contains("llm.budget.tokens_per_contract"));
    assert_eq!(model.requests().len(), 1);
    assert_eq!(spent(&app, &id).await.tokens(), 50_100 + 160);
    app.app.stop(std::time::Duration::from_secs(5)).await;
}

/// What the command prints about a contract whose service is running.
fn replayed(app: &TestApp, id: &ContractId) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    let data = &app.settings.storage.dir;
    command.args(["replay", id.as_str(), "--data"]).arg(data);
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Requirement 11 of section 2: a decision can be run again from what is stored, without a network.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_replayed_from_stored_answers() {
    let model = simulator(answers()).await;
    let (app, id) = app(&model, |settings| settings.pipeline.engine = Engine::Both).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    drop(model);
    let before = spent(&app, &id).await;
    assert!(replay::run(&app.settings, &id).await.expect("replayed"));
    assert_eq!(spent(&app, &id).await, before, "a replay writes nothing");
    let replayed = replayed(&app, &id);
    for prompt in [Prompts::shipped().fields, Prompts::shipped().obligations] {
        let line = format!("prompt {}\n", prompt.id());
        assert!(replayed.contains(&line), "{line} in\n{replayed}");
    }
    let former = PromptId {
        version: "0".to_owned(),
        hash: "0123456789abcdef".to_owned(),
        ..Prompts::shipped().fields.id()
    };
    let later = Entry {
        at: i64::MAX,
        contract: id.clone(),
        topic: "dates".to_owned(),
        prompt: Some(former),
        model: MODEL.to_owned(),
        cost: Cost::default(),
    };
    let noted = app.app.ctx.store.note(&later).await;
    noted.expect("noted");
    let replayed = self::replayed(&app, &id);
    let words = "extract-fields, version 0 (0123456789ab) has changed since";
    assert!(replayed.contains(words), "{replayed}");
    let error = replay::run(&app.settings, &ContractId::from("unheard-of")).await;
    assert!(
        error
            .expect_err("no such contract")
            .to_string()
            .contains("not been read")
    );
    app.finish().await;
}

/// Requirement 11 of section 2: what follows for the running term is that of the day of the reading, so that
/// a contract that renews is replayed alike on any day.
#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_renews_is_replayed_as_on_the_day_of_its_reading() {
    let app = TestApp::start().await;
    let id = app.sign("saas-subscription").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let store = &app.app.ctx.store;
    let reading = store.reading(&id).await.expect("the store reads");
    let mut reading = reading.expect("it was read");
    assert!(reading.term("running_notice_date").is_some());
    assert!(replay::run(&app.settings, &id).await.expect("replayed"));

    // As if it had been read in an earlier term.
    let dictionary = &app.app.ctx.engines.dictionary;
    for field in ["running_notice_date", "renewal_date", "contract_status"] {
        let none = countersign::domain::term::Finding::NotStated { searched: 0 };
        reading.fields.insert(field.into(), none);
    }
    let day = "2031-06-01".parse().expect("a date");
    countersign::pipeline::extract::running(
        dictionary,
        &mut reading,
        day,
        &app.app.ctx.engines.calendars,
    );
    let mut tx = store.begin().await.expect("a transaction");
    tx.keep_reading(&id, &reading).await.expect("kept");
    tx.commit().await.expect("committed");
    assert!(replay::run(&app.settings, &id).await.expect("replayed"));
    app.finish().await;
}

/// I30: an answer that was cut off gives way to a whole one, and a whole one to none.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_takes_the_place_of_one_that_was_cut_off() {
    let app = TestApp::with(Vendors::start().await, |_| {}).await;
    let store = &app.app.ctx.store;
    let entry = Entry {
        at: 1,
        contract: ContractId::from("one"),
        topic: "dates".to_owned(),
        prompt: Some(Prompts::shipped().fields.id()),
        model: MODEL.to_owned(),
        cost: Cost::default(),
    };
    let whole = |said: &str| Answer::Whole(said.to_owned());
    for answer in [Answer::CutOff, whole("first"), whole("second")] {
        let kept = store.keep_answer("question", &answer, &entry).await;
        kept.expect("kept");
    }
    let kept = store.answer("question").await.expect("the store reads");
    assert_eq!(kept, Some(whole("first")));
    let prompt = store.prompt_of("question").await.expect("the store reads");
    assert_eq!(prompt, entry.prompt, "its prompt is kept with it");
    let newer = Entry {
        at: 2,
        model: "a-later-one".to_owned(),
        ..entry
    };
    store.note(&newer).await.expect("noted");
    let last = store.last_model(&newer.contract).await;
    assert_eq!(last.expect("the ledger reads"), Some(newer.model));
    app.finish().await;
}
