//! What the CRM refuses comes back to a person, and nothing else writes it.

use crate::harness::{Reviewer, TestApp};
use crate::journeys::item;
use countersign::domain::id::ContractId;
use serde_json::json;
use std::time::Duration;

/// A signed contract in whose review everything is decided and nothing approved.
async fn decided(app: &TestApp, contract: &str) -> (ContractId, Reviewer) {
    let id = app.sign(contract).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    reviewer.decide_the_rest(&id).await.expect("decided");
    (id, reviewer)
}

/// G-matrix, write-back: what the CRM refuses goes back to the reviewer with the field named; the
/// corrected value is written, once, as a new revision.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_write_goes_back_to_review_and_is_corrected() {
    use countersign::connectors::crm::simulator::Fault;
    let app = TestApp::start().await;
    let (id, reviewer) = decided(&app, "mutual-nda").await;
    let (code, field) = (
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST".to_owned(),
        "Governing_Law__c".to_owned(),
    );
    app.vendors
        .salesforce
        .fail_next(Fault::Refuses { code, field }, 1);
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "parked").await;
    let view = reviewer.contract(&id).await.expect("the review");
    let reason = view["contract"]["stage"]["reason"]
        .as_str()
        .expect("a reason");
    assert!(
        reason.contains("Governing_Law__c") && !reason.contains("Delaware"),
        "{reason}"
    );
    assert!(
        app.vendors
            .salesforce
            .records("Contract_Insight__c")
            .is_empty(),
        "nothing of it is there"
    );

    let (status, _) = reviewer
        .post(&format!("/api/contracts/{id}/reopen"), &json!({}))
        .await
        .expect("answered");
    assert_eq!(status, 200);
    // The refused write has lost its approval: replaying its job must not write it.
    let jobs = app
        .app
        .ctx
        .store
        .jobs(Some("cancelled"))
        .await
        .expect("the jobs");
    assert_eq!(jobs.len(), 1, "the refused write is given up");
    let retry = format!("/api/jobs/{}/retry", jobs[0].id);
    assert_eq!(
        reviewer.post(&retry, &json!({})).await.expect("answered").0,
        409
    );
    assert!(
        app.vendors
            .salesforce
            .records("Contract_Insight__c")
            .is_empty()
    );
    let view = reviewer.contract(&id).await.expect("the review");
    let edit = json!({"action": "edit", "value": "State of Delaware"});
    assert_eq!(
        reviewer
            .decide(&id, item(&view, "governing_law"), edit)
            .await
            .expect("answered")
            .0,
        200
    );
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "written_back").await;
    let insight = app
        .vendors
        .salesforce
        .records("Contract_Insight__c")
        .remove(0);
    assert_eq!(insight["Governing_Law__c"], "State of Delaware");
    assert_eq!(insight["Countersign_Revision__c"].as_f64(), Some(2.0));
    app.app.stop(Duration::from_secs(5)).await;
}

/// Requirement 3.16: a corrected start date takes along what was computed from it: it is computed anew
/// and asked about again, and the contract cannot be approved before.
#[tokio::test(flavor = "multi_thread")]
async fn correcting_an_input_computes_anew_and_asks_again() {
    let app = TestApp::start().await;
    let (id, reviewer) = decided(&app, "saas-subscription").await;
    let view = reviewer.contract(&id).await.expect("the review");
    assert_eq!(
        item(&view, "expiration_date")["decision"]["decision"],
        "approved"
    );

    let edit = json!({"action": "edit", "value": "2026-03-01"});
    let (status, _) = reviewer
        .decide(&id, item(&view, "effective_date"), edit)
        .await
        .expect("answered");
    assert_eq!(status, 200);
    let view = reviewer.contract(&id).await.expect("the review");
    assert_eq!(
        item(&view, "expiration_date")["decision"]["decision"],
        "pending"
    );
    let value = |field| item(&view, field)["subject"]["value"]["value"].clone();
    assert_eq!(value("expiration_date"), "2027-02-28");
    assert_eq!(value("last_notice_date"), "2026-12-30");
    assert_eq!(
        item(&view, "governing_law")["decision"]["decision"],
        "approved"
    );
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 422);
    app.finish().await;
}

/// 3.16: the last day for notice in the running term is that of the day on which somebody looks; a date
/// that was computed earlier is asked about again, and no approval of the old one goes through.
#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_has_moved_on_is_asked_about_again() {
    use countersign::domain::review::Subject;
    use countersign::domain::value::Value;
    let app = TestApp::start().await;
    let (id, reviewer) = decided(&app, "saas-subscription").await;
    let view = reviewer.contract(&id).await.expect("the review");
    let computed = item(&view, "running_notice_date")["subject"]["value"].clone();

    // As if the value had been computed in an earlier term and approved then.
    let store = &app.app.ctx.store;
    let mut items = store.items(&id).await.expect("the items");
    let is_running = |subject: &Subject| matches!(subject, Subject::Field { field, .. } if field.as_str() == "running_notice_date");
    let old = items.iter_mut().find(|item| is_running(&item.subject));
    let old = old.expect("the value");
    if let Subject::Field { value, .. } = &mut old.subject {
        *value = Value::Date("2020-12-02".parse().expect("a date"));
    }
    let mut tx = store.begin().await.expect("a transaction");
    tx.keep_item(old, old.version).await.expect("kept");
    tx.commit().await.expect("committed");

    let (status, _) = reviewer.approve(&id).await.expect("answered");
    assert_eq!(status, 422, "what was approved is not true any more");
    let view = reviewer.contract(&id).await.expect("the review");
    let now = item(&view, "running_notice_date");
    assert_eq!(now["subject"]["value"], computed);
    assert_eq!(now["decision"]["decision"], "pending", "{now}");
    reviewer.decide_the_rest(&id).await.expect("decided");
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "written_back").await;
    app.finish().await;
}

/// 3.17: no date is judged by the day of another place: two houses on either side of the date line never have
/// the same day, and each reads and shows its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_present_day_is_that_at_the_house() {
    use crate::harness::Vendors;
    use countersign::app::System;
    use countersign::domain::clock::Clock as _;
    use countersign::domain::zone::Zone;
    for name in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let zone: Zone = name.parse().expect("a zone");
        let app = TestApp::with(Vendors::start().await, |settings| {
            settings.pipeline.time_zone = zone;
        })
        .await;
        let before = zone.day(System.now());
        let id = app.sign("saas-subscription").await;
        app.reviewer().await.waits_for(&id, "in_review").await;
        let read = app
            .app
            .ctx
            .store
            .reading(&id)
            .await
            .expect("the store reads");
        let day = read.expect("it was read").day.expect("the day is kept");
        let after = zone.day(System.now());
        assert!((before..=after).contains(&day), "{name}: {day}");
        let reviewer = app.reviewer().await;
        reviewer.decide_the_rest(&id).await.expect("decided");
        let plan = countersign::pipeline::review::plan(&app.app.ctx, &id, "legal");
        let fields = plan.await.expect("a plan").insight.fields;
        let told = fields.iter().find(|field| field.name == "Status_As_Of__c");
        let told = told.expect("the status has its day").value.as_str();
        let told: jiff::civil::Date = told.expect("a day").parse().expect("a day");
        assert!(
            (before..=zone.day(System.now())).contains(&told),
            "{name}: {told}"
        );
        let today = app.app.ctx.today();
        assert!(
            (before..=zone.day(System.now())).contains(&today),
            "{name}: {today}"
        );
        app.finish().await;
    }
}
