//! What operators and auditors rely on: the history, the evidence on the page, health and metrics.

use crate::harness::{PATIENCE, TestApp};
use crate::journeys::item;
use serde_json::Value;
use std::time::{Duration, Instant};

/// I42, T29: every act on a contract stands in its history, in order, by whom.
#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_the_whole_way() {
    let app = TestApp::start().await;
    let id = app.sign("bare-letter").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    reviewer.decide_the_rest(&id).await.expect("decided");
    reviewer.approve(&id).await.expect("answered");
    reviewer.waits_for(&id, "written_back").await;
    let history = app.app.ctx.store.history(&id).await.expect("the trail");
    let acts: Vec<&str> = history
        .iter()
        .map(|entry| entry.action.as_str())
        .filter(|act| act.starts_with("contract."))
        .collect();
    let way = [
        "accepted",
        "acquired",
        "chunked",
        "deidentified",
        "embedded",
        "in_review",
        "approved",
        "written_back",
    ];
    assert_eq!(acts, way.map(|stage| format!("contract.{stage}")));
    assert!(history.iter().any(|entry| entry.action == "item.approved" && entry.actor == crate::harness::REVIEWER));
    app.finish().await;
}

/// The page image of the review is a picture of the page, and its boxes lie on it.
#[tokio::test(flavor = "multi_thread")]
async fn the_evidence_is_boxed_on_the_page() {
    let app = TestApp::start().await;
    let id = app.sign("mutual-nda").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let png = reviewer
        .bytes(&format!("/contracts/{id}/pages/1.png?width=600"))
        .await
        .expect("a picture");
    assert!(png.starts_with(b"\x89PNG"));
    let view = reviewer.contract(&id).await.expect("the review");
    let page = &view["pages"][0];
    let boxed = item(&view, "governing_law");
    let boxes = boxed["grounding"]["boxes"].as_array().expect("boxes");
    assert!(!boxes.is_empty());
    for found in boxes {
        let rect = &found["rect"];
        let number = |value: &Value| value.as_f64().expect("a number");
        assert!(number(&rect["x0"]) >= 0.0 && number(&rect["x1"]) <= number(&page["width"]));
        assert!(
            number(&rect["y0"]) < number(&rect["y1"])
                && number(&rect["y1"]) <= number(&page["height"])
        );
    }
    app.finish().await;
}

/// The service says that it lives, that it is ready, and what it does, without a session.
#[tokio::test(flavor = "multi_thread")]
async fn operators_see_health_and_metrics() {
    let app = TestApp::start().await;
    let id = app.sign("bare-letter").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    for path in ["/livez", "/readyz"] {
        assert_eq!(
            reqwest::get(format!("{}{path}", app.url()))
                .await
                .expect("an answer")
                .status(),
            200
        );
    }
    let deadline = Instant::now() + PATIENCE;
    loop {
        let metrics = reqwest::get(format!("{}/metrics", app.url()))
            .await
            .expect("an answer")
            .text()
            .await
            .expect("text");
        if metrics.contains("countersign_steps_total{step=\"extract\",outcome=\"done\"}") {
            break;
        }
        assert!(Instant::now() < deadline, "{metrics}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    app.finish().await;
}
