//! The budget for a model, with questions side by side, repeats, and a stop while answers are on their way. The
//! endpoint is scripted, over real HTTP, and bills nothing: our own count is what is spent.

use crate::harness::{PATIENCE, TestApp};
use crate::model::{app, simulator, spent};
use countersign::config::Settings;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator};
use countersign::domain::id::ContractId;
use countersign::store::Store;
use countersign::store::ledger::Line;
use serde_json::{Value, json};
use std::time::Duration;

/// The most tokens of an answer, as set: more than all that is spent on questions.
const MOST: u32 = 8_000;

fn unbilled(mut script: Script) -> Script {
    script.body["usage"] = Value::Null;
    script
}

/// An endpoint that stumbles three times, once after it was asked, and finds nothing.
async fn stumbling() -> Simulator {
    let overloaded = || Script::new(503, json!({}));
    let lost = unbilled(Script::says("{\"findings\": []}")).breaking(2);
    let model = simulator(vec![
        overloaded().to("fields_dates"),
        overloaded().to("fields_risk"),
        lost.to("fields_money"),
    ])
    .await;
    model.otherwise(unbilled(Script::claims(json!({"findings": []}))).after(20));
    model
}

/// Reads the letter, four questions side by side and with repeats, within so many tokens; the stage that it
/// comes to, and what was spent.
async fn read(tokens: u64) -> (String, u64) {
    let model = stumbling().await;
    let (app, id) = app(&model, |settings| {
        settings.llm.concurrency = 4;
        settings.llm.retries = 4;
        settings.llm.max_tokens = MOST;
        settings.llm.budget.tokens_per_contract = tokens;
    })
    .await;
    let reviewer = app.reviewer().await;
    let stage = async {
        loop {
            let stage = reviewer.stage(&id).await.expect("the contract");
            if ["in_review", "parked"].contains(&stage.as_str()) {
                return stage;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let stage = tokio::time::timeout(PATIENCE, stage)
        .await
        .expect("in time");
    let spent = spent(&app, &id).await.tokens();
    app.app.stop(Duration::from_secs(5)).await;
    (stage, u64::try_from(spent).expect("not below nought"))
}

/// Finding 14: a budget that covers a contract does not park it, however many questions are on their way
/// and however often each may be repeated; one that does not is never passed.
#[tokio::test(flavor = "multi_thread")]
async fn a_contract_is_parked_only_when_its_budget_is_spent() {
    let (stage, whole) = read(0).await;
    assert_eq!(stage, "in_review");
    // What was lost counts with all that it may have said.
    assert!(whole > u64::from(MOST), "{whole}");
    // At the end no more than one sending fits beside what was spent.
    let enough = whole + u64::from(MOST);
    assert_eq!(read(enough).await, ("in_review".to_owned(), whole));
    let scarce = whole - 500;
    let (stage, spent) = read(scarce).await;
    assert_eq!(stage, "parked");
    assert!(spent <= scarce, "{spent} of {scarce}");
    assert!(spent + 2 * u64::from(MOST) > scarce, "{spent} of {scarce}");
}

/// A service whose model answers after so many milliseconds, once four questions are on their way.
async fn asking(model: &Simulator, millis: u64) -> (TestApp, ContractId) {
    model.otherwise(Script::claims(json!({"findings": []})).after(millis));
    let change = |settings: &mut Settings| settings.llm.max_tokens = MOST;
    let (app, id) = app(model, change).await;
    let asked = async {
        while model.requests().len() < 4 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked)
        .await
        .expect("in time");
    (app, id)
}

/// The ledger after the service has stopped, but for what the endpoint was asked about itself.
async fn ledger(settings: &Settings, id: &ContractId) -> Vec<Line> {
    let store = Store::attach(&settings.storage).await.expect("the data");
    let mut lines = store.ledger().await.expect("the ledger reads");
    lines.retain(|line| line.contract == *id && line.topic != "probe");
    lines
}

/// Finding 13: a stop asks nothing more, and waits for what is on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_keeps_the_answers_that_come_in_time() {
    let model = simulator(vec![]).await;
    let (app, id) = asking(&model, 700).await;
    let settings = app.settings.clone();
    app.app.stop(Duration::from_secs(10)).await;
    assert_eq!(model.requests().len(), 4, "nothing more was asked");
    let lines = ledger(&settings, &id).await;
    let questions: i64 = lines.iter().map(|line| line.cost.questions).sum();
    let tokens: i64 = lines.iter().map(|line| line.cost.tokens()).sum();
    assert_eq!((questions, tokens), (4, 4 * 50_100));
}

/// Finding 13: what does not come in time may be billed all the same, and is in the ledger at its highest.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_counts_the_answers_that_are_late() {
    let model = simulator(vec![]).await;
    let (app, id) = asking(&model, 60_000).await;
    let settings = app.settings.clone();
    app.app.stop(Duration::from_millis(200)).await;
    let lines = ledger(&settings, &id).await;
    let questions: i64 = lines.iter().map(|line| line.cost.questions).sum();
    let said: i64 = lines.iter().map(|line| line.cost.completion_tokens).sum();
    assert_eq!((questions, said), (4, 4 * i64::from(MOST)));
}

/// Finding 13: what it costs to learn what the endpoint can do is in the ledger, and in the budget.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_endpoint_is_asked_about_itself_is_paid_for() {
    let model = simulator(vec![]).await;
    let (app, id) = app(&model, |_| {}).await;
    app.reviewer().await.waits_for(&id, "in_review").await;
    let lines = app.app.ctx.store.ledger().await.expect("the ledger reads");
    let probe = lines.iter().find(|line| line.topic == "probe");
    let probe = probe.expect("a row of its own");
    assert_eq!((&probe.contract, probe.model.as_str()), (&id, MODEL));
    assert_eq!((probe.cost.questions, probe.cost.tokens()), (1, 160));
    assert!(probe.cost.micros > 0);
    app.finish().await;
}
