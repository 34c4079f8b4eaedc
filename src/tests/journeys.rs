//! The product's journeys, as sentences.

use crate::harness::{TestApp, Vendors, fixture};
use bytes::Bytes;
use countersign::app::System;
use countersign::connectors::clm::simulator::{Delivery, Seed};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

async fn post(url: &str, delivery: &Delivery) -> (u16, Vec<u8>) {
    let mut request = reqwest::Client::new().post(url).body(delivery.body.clone());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let answer = request.send().await.expect("an answer");
    (
        answer.status().as_u16(),
        answer.bytes().await.expect("a body").to_vec(),
    )
}

pub fn item<'a>(view: &'a Value, field: &str) -> &'a Value {
    let items = view["items"].as_array().expect("items");
    items
        .iter()
        .find(|item| item["subject"]["field"] == field)
        .unwrap_or_else(|| panic!("no item of {field}"))
}

/// T6, T7, T13, T36, I5, I6, I29, I31: from webhook to review to Salesforce, with the PDF, linked
/// to account and opportunity, within two seconds of the approval.
#[tokio::test(flavor = "multi_thread")]
async fn a_signed_contract_reaches_salesforce() {
    let app = TestApp::start().await;
    let id = app.sign("saas-subscription").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    assert!(
        app.vendors
            .salesforce
            .records("Contract_Insight__c")
            .is_empty(),
        "nothing is written before a person decides"
    );

    reviewer.decide_the_rest(&id).await.expect("decided");
    let (status, _) = reviewer.approve(&id).await.expect("answered");
    assert_eq!(status, 200);
    reviewer.waits_for(&id, "written_back").await;
    // The trail's own times: how long this test waits for a page is no matter.
    let history = app.app.ctx.store.history(&id).await.expect("the trail");
    let at = |action: &str| {
        history
            .iter()
            .find(|entry| entry.action == action)
            .map(|entry| entry.at)
    };
    let took = at("contract.written_back")
        .zip(at("contract.approved"))
        .map(|(to, from)| to - from);
    assert!(
        took.is_some_and(|micros| micros < 2_000_000),
        "{took:?} microseconds"
    );

    let insights = app.vendors.salesforce.records("Contract_Insight__c");
    assert_eq!(insights.len(), 1);
    let insight = &insights[0];
    assert_eq!(insight["CLM_Key__c"], id.as_str());
    assert!(
        insight["Account__c"]
            .as_str()
            .is_some_and(|account| account.starts_with("001"))
    );
    assert!(
        insight["Opportunity__c"]
            .as_str()
            .is_some_and(|opportunity| opportunity.starts_with("006"))
    );
    assert_eq!(insight["Governing_Law__c"], "California");
    assert_eq!(insight["Auto_Renewal__c"], "Yes");
    assert!(insight["Countersigned_By__c"] == crate::harness::REVIEWER);

    let view = reviewer.contract(&id).await.expect("the review");
    let owed = view["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter(|item| item["subject"]["subject"] == "obligation")
        .count();
    assert!(owed >= 10, "{owed} obligations");
    assert_eq!(
        app.vendors
            .salesforce
            .records("Contract_Obligation__c")
            .len(),
        owed
    );
    let versions = app.vendors.salesforce.records("ContentVersion");
    assert_eq!(versions.len(), 1);
    let file = app
        .vendors
        .salesforce
        .file(versions[0]["Id"].as_str().expect("an id"))
        .expect("the bytes");
    assert_eq!(
        file,
        std::fs::read(fixture("contracts/saas-subscription.pdf")).expect("the fixture")
    );
    app.finish().await;
}

/// T7, I31: what the person typed is what Salesforce holds, and what was rejected is not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_corrects_a_term() {
    let app = TestApp::start().await;
    let id = app.sign("mutual-nda").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let view = reviewer.contract(&id).await.expect("the review");

    let law = item(&view, "governing_law");
    let (status, answer) = reviewer
        .decide(&id, law, json!({"action": "edit", "value": "Ruritania"}))
        .await
        .expect("answered");
    assert_eq!(status, 200, "{answer}");
    let date = item(&view, "effective_date");
    let (status, answer) = reviewer
        .decide(&id, date, json!({"action": "edit", "value": "31/12/2026"}))
        .await
        .expect("answered");
    assert_eq!(status, 422, "a date of the wrong form is refused");
    assert!(
        answer["error"]["message"]
            .as_str()
            .is_some_and(|message| message.contains("YYYY-MM-DD")),
        "{answer}"
    );
    let (status, _) = reviewer
        .decide(&id, date, json!({"action": "reject"}))
        .await
        .expect("answered");
    assert_eq!(status, 200);
    let (status, answer) = reviewer
        .decide(&id, law, json!({"action": "approve"}))
        .await
        .expect("answered");
    assert_eq!(status, 409, "the page is stale: {answer}");

    let (status, answer) = reviewer.approve(&id).await.expect("answered");
    assert_eq!(
        status, 422,
        "undecided values hold the approval back: {answer}"
    );
    reviewer.decide_the_rest(&id).await.expect("decided");
    let (status, _) = reviewer.approve(&id).await.expect("answered");
    assert_eq!(status, 200);
    reviewer.waits_for(&id, "written_back").await;
    let insight = app
        .vendors
        .salesforce
        .records("Contract_Insight__c")
        .remove(0);
    assert_eq!(insight["Governing_Law__c"], "Ruritania");
    assert!(
        insight.get("Effective_Date__c").is_none_or(Value::is_null),
        "a rejected value is not written"
    );
    app.finish().await;
}

/// T22: a second click on Approve, and a second one after the write, change nothing.
#[tokio::test(flavor = "multi_thread")]
async fn approve_clicked_twice_writes_once() {
    let app = TestApp::start().await;
    let id = app.sign("bare-letter").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    reviewer.decide_the_rest(&id).await.expect("decided");
    let (first, second) = tokio::join!(reviewer.approve(&id), reviewer.approve(&id));
    assert_eq!(
        (first.expect("answered").0, second.expect("answered").0),
        (200, 200)
    );
    reviewer.waits_for(&id, "written_back").await;
    let before = app.vendors.salesforce.journal().len();
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(app.vendors.salesforce.journal().len(), before);
    assert_eq!(
        app.vendors.salesforce.records("Contract_Insight__c").len(),
        1
    );
    assert_eq!(app.vendors.salesforce.records("ContentVersion").len(), 1);
    app.finish().await;
}

/// T22: the same event delivered again is acknowledged and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_webhook_changes_nothing() {
    let app = TestApp::start().await;
    let (workflow, id) = app.vendors.workflow("mutual-nda");
    let delivery = app.vendors.ironclad.delivery(&workflow);
    for _ in 0..3 {
        assert_eq!(post(&app.webhook(), &delivery).await.0, 200);
    }
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let history = app.app.ctx.store.history(&id).await.expect("the trail");
    assert_eq!(post(&app.webhook(), &delivery).await.0, 200);
    let after = app.app.ctx.store.history(&id).await.expect("the trail");
    assert_eq!(history, after);
    assert_eq!(
        history
            .iter()
            .filter(|entry| entry.action == "contract.accepted")
            .count(),
        1
    );
    app.finish().await;
}

/// Decision 4 and T1 of the threat model: one identical 401 whatever the cause, never 410, and nothing is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_signature_changes_nothing() {
    let app = TestApp::start().await;
    let (workflow, _) = app.vendors.workflow("mutual-nda");
    let good = app.vendors.ironclad.delivery(&workflow);
    let tampered = Delivery {
        body: Bytes::from([&good.body[..], b" "].concat()),
        ..good.clone()
    };
    let unsigned = Delivery {
        headers: Vec::new(),
        ..good.clone()
    };
    let empty = Delivery {
        body: Bytes::new(),
        ..good.clone()
    };
    let mut answers = Vec::new();
    for delivery in [&tampered, &unsigned, &empty] {
        answers.push(post(&app.webhook(), delivery).await);
    }
    answers.push(post(&format!("{}/webhooks/nobody", app.url()), &good).await);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "the cause can be told from the answer"
    );
    assert_eq!(answers[0].0, 401);
    assert!(
        app.app
            .ctx
            .store
            .contracts(None)
            .await
            .expect("the list")
            .is_empty()
    );
    app.finish().await;
}

/// T21, T33, G13: a bomb parks its own contract, with the reason, and the rest go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_pdf_parks_its_contract_and_the_rest_go_on() {
    let mut seed = Seed::read(
        &fixture("clm/workflows.json"),
        &fixture("contracts"),
        Arc::new(System),
    )
    .expect("the fixtures");
    seed.files
        .insert("mutual-nda.pdf".to_owned(), crate::reader::flate_bomb());
    let app = TestApp::with(Vendors::seeded(seed).await, |_| {}).await;
    let (bomb, letter) = (app.sign("mutual-nda").await, app.sign("bare-letter").await);
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&letter, "in_review").await;
    reviewer.waits_for(&bomb, "parked").await;
    let jobs = reviewer
        .get("/api/jobs?state=parked")
        .await
        .expect("the jobs");
    let rows = jobs["jobs"].as_array().or(jobs.as_array()).expect("a list");
    assert_eq!(rows.len(), 1);
    let error = rows[0]["last_error"].as_str().expect("a reason");
    assert!(
        error.contains("stopped") || error.contains("large"),
        "{error}"
    );
    let (status, _) = reviewer
        .post(
            &format!(
                "/api/jobs/{}/cancel",
                rows[0]["id"].as_str().expect("an id")
            ),
            &json!({}),
        )
        .await
        .expect("answered");
    assert_eq!(status, 204);
    app.app.stop(Duration::from_secs(5)).await;
}

/// An e-mail where the signed copy should be is no contract: the job waits for a person, with words
/// that say what is read, and the rest go on.
#[tokio::test(flavor = "multi_thread")]
async fn an_email_in_place_of_the_signed_copy_is_refused_by_name() {
    let mut seed = Seed::read(
        &fixture("clm/workflows.json"),
        &fixture("contracts"),
        Arc::new(System),
    )
    .expect("the fixtures");
    let mail = &b"Received: by mail\r\nSubject: the signed contract\r\n\r\nattached"[..];
    seed.files
        .insert("mutual-nda.pdf".to_owned(), bytes::Bytes::from_static(mail));
    let app = TestApp::with(Vendors::seeded(seed).await, |_| {}).await;
    app.sign("mutual-nda").await;
    let letter = app.sign("bare-letter").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&letter, "in_review").await;
    let begun = std::time::Instant::now();
    let error = loop {
        let jobs = reviewer
            .get("/api/jobs?state=dead")
            .await
            .expect("the jobs");
        let rows = jobs["jobs"].as_array().or(jobs.as_array()).expect("a list");
        if let Some(row) = rows.first() {
            break row["last_error"].as_str().expect("a reason").to_owned();
        }
        assert!(begun.elapsed() < crate::harness::PATIENCE, "no job ended");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(
        error.contains("only PDFs are fetched") && error.contains("e-mail"),
        "{error}"
    );
    app.app.stop(Duration::from_secs(5)).await;
}

/// T24, T25: a CLM that is overloaded, and a CRM that cannot lock a row, delay a contract and lose nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_overloaded_vendor_delays_and_loses_nothing() {
    use countersign::connectors::crm::simulator::Fault;
    let app = TestApp::start().await;
    // The first delivery fetches the webhook key; after it the CLM becomes slow to answer.
    let first = app.sign("mutual-nda").await;
    app.reviewer().await.waits_for(&first, "in_review").await;
    app.vendors.ironclad.fail_next(2, 503, None);
    let id = app.sign("bare-letter").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    reviewer.decide_the_rest(&id).await.expect("decided");
    app.vendors.salesforce.fail_next(Fault::LockRow, 1);
    app.vendors.salesforce.fail_next(Fault::AnswerLost, 1);
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "written_back").await;
    assert_eq!(
        app.vendors.salesforce.records("Contract_Insight__c").len(),
        1
    );
    assert_eq!(app.vendors.salesforce.records("ContentVersion").len(), 1);
    app.finish().await;
}
