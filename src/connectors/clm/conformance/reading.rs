//! Promises about reading a contract: the truth by API, the right file, and no address but ours.

use super::super::ironclad::{Ironclad, SCOPES};
use super::super::simulator::{Seed, Simulator};
use super::super::{Clm, Error};
use super::{PDF, RECORD, Setting, WORKFLOW, origin, permanent, tenant, workflows};
use std::path::Path;
use std::sync::Arc;

/// T36: an executed workflow gives its metadata, the CRM ids among it, and the signed PDF.
#[tokio::test]
async fn an_executed_workflow_gives_metadata_and_the_signed_copy() {
    let setting = Setting::new().await;
    let executed = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect("is completed");
    assert_eq!(
        executed.metadata.title,
        "Mutual NDA with Tessellate Robotics"
    );
    assert_eq!(
        executed.metadata.counterparty.as_deref(),
        Some("Tessellate Robotics, LLC")
    );
    assert_eq!(
        executed.metadata.account.as_deref(),
        Some("001Hn0002aB7xTrIAJ")
    );
    assert_eq!(
        executed.metadata.opportunity.as_deref(),
        Some("006Hn0005dR1mNaIAJ")
    );
    assert_eq!(executed.metadata.attributes["paperSource"], "Our paper");
    assert_eq!(executed.document, RECORD);
    assert_eq!(
        &setting
            .clm
            .fetch(&executed.document)
            .await
            .expect("is there")[..],
        PDF
    );
    assert_eq!(
        setting
            .clm
            .executed(&origin("IC-101"))
            .await
            .expect("the other name"),
        executed
    );
    assert_eq!(
        setting.seen("/oauth/token"),
        1,
        "one token serves all calls"
    );
}

#[tokio::test]
async fn a_signed_copy_that_is_still_archived_is_waited_for() {
    let setting = Setting::new().await;
    setting.tenant.not_ready_for(2);
    for _ in 0..2 {
        let error = setting
            .clm
            .executed(&origin(WORKFLOW))
            .await
            .expect_err("not yet");
        assert!(
            matches!(error, Error::NotReady) && error.is_transient(),
            "{error}"
        );
    }
    assert!(setting.clm.executed(&origin(WORKFLOW)).await.is_ok());
}

/// A webhook is a hint: what the API says of the status counts.
#[tokio::test]
async fn a_workflow_that_is_not_completed_is_not_read() {
    let setting = Setting::new().await;
    setting.tenant.set_status(WORKFLOW, "active");
    let error = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect_err("still active");
    assert!(matches!(error, Error::NotReady), "{error}");
    setting.tenant.set_status(WORKFLOW, "cancelled");
    let error = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect_err("cancelled");
    assert!(permanent(&error).contains("cancelled"));
    assert_eq!(setting.seen(RECORD), 0, "no record is looked at");
}

#[tokio::test]
async fn an_id_that_is_not_the_vendors_is_refused_without_a_call() {
    let setting = Setting::new().await;
    for id in [
        "",
        "..",
        "../records/x",
        "IC-",
        "163740340a5d2a5e1903f70g",
        "IC-1?x=y",
    ] {
        permanent(
            &setting
                .clm
                .executed(&origin(id))
                .await
                .expect_err("no such id"),
        );
        permanent(&setting.clm.fetch(id).await.expect_err("no such id"));
    }
    let mut foreign = origin(WORKFLOW);
    foreign.source = "upload".to_owned();
    permanent(&setting.clm.executed(&foreign).await.expect_err("not ours"));
    assert_eq!(setting.tenant.requests(), []);
    let unknown = origin("ffffffffffffffffffffffff");
    assert!(
        permanent(&setting.clm.executed(&unknown).await.expect_err("unknown"))
            .contains("404 NOT_FOUND")
    );
}

/// T4 of the threat model: whatever address an answer names, only the configured host is called.
#[tokio::test]
async fn an_address_in_an_answer_is_never_followed() {
    let setting = Setting::new().await;
    let trap = tenant(
        setting.clock.clone(),
        workflows(),
        &b"%PDF- of a stranger"[..],
    )
    .await;
    setting.tenant.claim_href(&format!(
        "{}/records/{RECORD}/attachments/signedCopy",
        trap.base_url()
    ));
    let executed = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect("is completed");
    assert_eq!(
        &setting
            .clm
            .fetch(&executed.document)
            .await
            .expect("from us")[..],
        PDF
    );
    setting.tenant.redirect_next(&trap.base_url());
    let error = setting.clm.fetch(RECORD).await.expect_err("redirected");
    assert!(permanent(&error).contains("base_url"), "{error}");
    assert_eq!(trap.requests(), [], "the stranger was called");
}

#[tokio::test]
async fn only_a_pdf_is_taken_for_the_signed_copy() {
    let setting = Setting::new().await;
    setting.tenant.send_as("text/html; charset=utf-8");
    assert!(permanent(&setting.clm.fetch(RECORD).await.expect_err("a page")).contains("not a PDF"));
    setting.tenant.send_as("application/octet-stream");
    assert!(setting.clm.fetch(RECORD).await.is_ok());
    let page = tenant(
        setting.clock.clone(),
        workflows(),
        &b"<html>please sign in</html>"[..],
    )
    .await;
    let clm = Ironclad::new(page.settings(), setting.clock.clone()).expect("sound settings");
    assert!(
        permanent(&clm.fetch(RECORD).await.expect_err("a page"))
            .contains("does not start as a PDF")
    );
}

#[tokio::test]
async fn a_file_over_the_cap_is_refused_before_it_is_held() {
    let large = vec![b'%'; (64 << 20) + 1];
    let setting = Setting::new().await;
    let large = tenant(setting.clock.clone(), workflows(), large).await;
    let clm = Ironclad::new(large.settings(), setting.clock.clone()).expect("sound settings");
    assert!(permanent(&clm.fetch(RECORD).await.expect_err("too large")).contains("longer than"));
}

/// P1: the check says as whom, and which scopes the client lacks.
#[tokio::test]
async fn ping_says_as_whom_and_what_is_missing() {
    let setting = Setting::new().await;
    let text = setting.clm.ping().await.expect("works");
    assert!(
        text.contains("larkmoor") && text.contains("countersign@larkmoor.example"),
        "{text}"
    );
    let narrow = Setting::new().await;
    narrow.tenant.withhold_scope(SCOPES[2]);
    let error = narrow.clm.ping().await.expect_err("one scope is missing");
    assert!(
        permanent(&error).ends_with(&format!("missing scopes: {}", SCOPES[2])),
        "{error}"
    );
    let foreign =
        Setting::with(|s| s.company_id = Some("000000000000000000000000".to_owned())).await;
    assert!(
        permanent(&foreign.clm.ping().await.expect_err("another company"))
            .contains("clm.company_id")
    );
    let refused = Setting::new().await;
    refused.tenant.fail_next_token(1, 400);
    let error = refused
        .clm
        .ping()
        .await
        .expect_err("a scope is not granted");
    assert!(
        permanent(&error).contains("invalid_scope") && permanent(&error).contains(SCOPES[0]),
        "{error}"
    );
}

#[tokio::test]
async fn settings_with_faults_make_no_client() {
    let setting = Setting::new().await;
    let mut settings = setting.tenant.settings();
    settings.base_url = "http://ironclad.example/public/api/v1".to_owned();
    let error = Ironclad::new(settings, setting.clock.clone())
        .err()
        .expect("plain HTTP");
    assert!(permanent(&error).contains("must be https"));
}

/// The seed of the demo: each completed workflow can be read and gives its own file.
#[tokio::test]
async fn every_workflow_of_the_seed_can_be_read() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let setting = Setting::new().await;
    let file = fixtures.join("clm/workflows.json");
    if !file.exists() {
        println!("skipped: fixtures/clm/workflows.json is not there");
        return;
    }
    let seed =
        Seed::read(&file, &fixtures.join("contracts"), setting.clock.clone()).expect("the seed");
    let tenant = Simulator::start(seed, ([127, 0, 0, 1], 0).into())
        .await
        .expect("a port");
    let clm = Ironclad::new(tenant.settings(), setting.clock.clone()).expect("sound settings");
    let mut files = std::collections::BTreeSet::new();
    for id in tenant.workflows() {
        let executed = clm.executed(&origin(&id)).await.expect("is completed");
        assert!(executed.metadata.account.is_some(), "{id} names no account");
        files.insert(clm.fetch(&executed.document).await.expect("has a file"));
    }
    assert_eq!(
        files.len(),
        tenant.workflows().len(),
        "each workflow has its own file"
    );
}

/// A restart keeps the key, so that deliveries on their way still verify.
#[tokio::test]
async fn a_key_file_keeps_the_key_over_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let setting = Setting::new().await;
    let start = async || {
        let seed = Seed {
            workflows: workflows(),
            files: Default::default(),
            key_file: Some(folder.path().join("webhook.pem")),
            clock: Arc::clone(&setting.clock) as Arc<dyn crate::domain::clock::Clock>,
        };
        Simulator::start(seed, ([127, 0, 0, 1], 0).into())
            .await
            .expect("a port")
    };
    let (first, second) = (start().await, start().await);
    assert_eq!(first.verification_key(), second.verification_key());
    let (one, two) = (first.delivery(WORKFLOW), second.delivery(WORKFLOW));
    assert_ne!(
        one.event_id, two.event_id,
        "a restarted tenant repeats no event id"
    );
}
