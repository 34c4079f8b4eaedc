//! Promises about deliveries: what the vendor signed is believed, all else is refused alike.

use super::super::ironclad::{EVENT_ID, VERIFICATION};
use super::super::simulator::Delivery;
use super::super::{Headers, Rejected};
use super::{PDF, Setting, WORKFLOW, origin, tenant, workflows};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;

const COMPLETED: &[u8] = include_bytes!("../../../../fixtures/webhooks/workflow-completed.json");
const RENAMED: &[u8] =
    include_bytes!("../../../../fixtures/webhooks/workflow-documents-renamed.json");

/// A delivery's headers with the verification changed by `change`.
fn changed(delivery: &Delivery, change: impl FnOnce(&mut Value)) -> Headers {
    let mut headers = delivery.headers.clone();
    let (_, text) = headers
        .iter_mut()
        .find(|(name, _)| name == VERIFICATION)
        .expect("is sent");
    let mut verification = serde_json::from_str(text).expect("is JSON");
    change(&mut verification);
    *text = verification.to_string();
    headers
}

/// T36: a signed completion names the contract, and every attempt has one key.
#[tokio::test]
async fn a_signed_completion_names_its_workflow() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    let event = setting
        .clm
        .verify(&delivery.headers, COMPLETED)
        .await
        .expect("is signed");
    assert_eq!(event.dedupe_key, format!("ironclad:{}", delivery.event_id));
    assert_eq!(event.kind, "workflow_completed");
    assert_eq!(event.executed, Some(origin(WORKFLOW)));
    let own = setting.tenant.delivery(WORKFLOW);
    let event = setting
        .clm
        .verify(&own.headers, &own.body)
        .await
        .expect("is signed");
    assert_eq!(event.executed, Some(origin(WORKFLOW)));
    assert_eq!(
        setting.seen("/webhooks/verification-key"),
        1,
        "the key is fetched once"
    );
}

/// T31: an event of another kind or of an unknown shape is taken in, and announces no execution.
#[tokio::test]
async fn other_events_are_accepted_and_execute_nothing() {
    let setting = Setting::new().await;
    let bodies: [(&[u8], &str); 5] = [
        (RENAMED, "workflow_documents_renamed"),
        (br#"{"companyID":"605b9829cdd37d296123f4b4","payload":{"event":"workflow_completed","workflowID":"../x"}}"#, "workflow_completed"),
        (br#"{"companyID":"605b9829cdd37d296123f4b4","payload":{"event":"workflow_completed"}}"#, "workflow_completed"),
        (br#"{"companyID":"605b9829cdd37d296123f4b4","payload":{"event":"New Event!"}}"#, "unknown"),
        (br#"{"companyID":"605b9829cdd37d296123f4b4","payload":[]}"#, "unknown"),
    ];
    for (body, kind) in bodies {
        let delivery = setting.tenant.signed(body);
        let event = setting
            .clm
            .verify(&delivery.headers, body)
            .await
            .expect("is signed");
        assert_eq!((event.kind.as_str(), event.executed), (kind, None));
    }
}

#[tokio::test]
async fn header_names_may_have_any_case_and_either_name_of_the_algorithm_holds() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    let mut headers = changed(&delivery, |v| v["signAlgorithm"] = "RSA-SHA256".into());
    for (name, _) in &mut headers {
        name.make_ascii_uppercase();
    }
    assert!(setting.clm.verify(&headers, COMPLETED).await.is_ok());
}

/// The vendor signs the compact form; a body that was spaced out on the way is the same body.
#[tokio::test]
async fn a_spaced_body_holds_by_its_compact_form_and_a_reordered_one_does_not() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    let object: Value = serde_json::from_slice(COMPLETED).expect("is JSON");
    let spaced = serde_json::to_vec_pretty(&object).expect("is JSON");
    assert!(setting.clm.verify(&delivery.headers, &spaced).await.is_ok());
    let reordered = json!({"payload": object["payload"], "companyID": object["companyID"],
        "timestamp": object["timestamp"], "webhookID": object["webhookID"]});
    let outcome = setting
        .clm
        .verify(&delivery.headers, reordered.to_string().as_bytes())
        .await;
    assert_eq!(outcome, Err(Rejected::Signature));
}

/// Each way in which headers can be wrong, with its name.
fn wrong_headers(delivery: &Delivery, foreign: &Delivery) -> Vec<(&'static str, Headers)> {
    let without = |name: &str| -> Headers {
        delivery
            .headers
            .iter()
            .filter(|(key, _)| key != name)
            .cloned()
            .collect()
    };
    let twice = |name: &str| -> Headers {
        let again = delivery.headers.iter().filter(|(key, _)| key == name);
        delivery.headers.iter().chain(again).cloned().collect()
    };
    let renamed = |id: &str| -> Headers {
        let mut headers = without(EVENT_ID);
        headers.push((EVENT_ID.to_owned(), id.to_owned()));
        headers
    };
    let signature = |change: fn(&mut Vec<u8>)| {
        changed(delivery, |v| {
            let mut bytes = STANDARD
                .decode(v["signature"].as_str().expect("text"))
                .expect("base64");
            change(&mut bytes);
            v["signature"] = STANDARD.encode(&bytes).into();
        })
    };
    let mut raw = without(VERIFICATION);
    raw.push((VERIFICATION.to_owned(), "{not json".to_owned()));
    let mut doubled = without(VERIFICATION);
    doubled.push((VERIFICATION.to_owned(), r#"{"nonce":"a","nonce":"b","signAlgorithm":"sha256","signature":"AAAA","encoding":"base64"}"#.to_owned()));
    vec![
        ("no event id", without(EVENT_ID)),
        ("no verification", without(VERIFICATION)),
        ("event id twice", twice(EVENT_ID)),
        ("verification twice", twice(VERIFICATION)),
        ("another event id", renamed("webhookEventOther")),
        ("an event id with a brace", renamed("webhookEvent{")),
        ("an empty event id", renamed("")),
        ("wrong key", foreign.headers.clone()),
        ("verification is not JSON", raw),
        ("a nonce twice", doubled),
        (
            "empty signature",
            changed(delivery, |v| v["signature"] = "".into()),
        ),
        (
            "bad base64",
            changed(delivery, |v| v["signature"] = "not*base64".into()),
        ),
        (
            "shortened signature",
            signature(|bytes| bytes.truncate(255)),
        ),
        ("lengthened signature", signature(|bytes| bytes.push(0))),
        ("one bit changed", signature(|bytes| bytes[9] ^= 1)),
        (
            "no signature",
            changed(delivery, |v| v["signature"] = Value::Null),
        ),
        (
            "another nonce",
            changed(delivery, |v| v["nonce"] = "0".into()),
        ),
        (
            "an empty nonce",
            changed(delivery, |v| v["nonce"] = "".into()),
        ),
        (
            "sha1",
            changed(delivery, |v| v["signAlgorithm"] = "RSA-SHA1".into()),
        ),
        (
            "none",
            changed(delivery, |v| v["signAlgorithm"] = "none".into()),
        ),
        (
            "sha512",
            changed(delivery, |v| v["signAlgorithm"] = "sha512".into()),
        ),
        ("hex", changed(delivery, |v| v["encoding"] = "hex".into())),
    ]
}

/// Each way in which the signed text can be cut or changed, with its name.
fn wrong_bodies(delivery: &Delivery) -> Vec<(&'static str, Headers, Vec<u8>)> {
    let body = delivery.body.to_vec();
    let text = String::from_utf8(body.clone()).expect("JSON is text");
    let other = text.replace(WORKFLOW, "ffffffffffffffffffffffff");
    let with = |tail: &[u8]| [&body[..], tail].concat();
    let same = || delivery.headers.clone();
    // The signed text is kept and the cut between body and nonce is moved.
    let nonce_in_body = {
        let mut moved = Vec::new();
        let headers = changed(delivery, |v| {
            let nonce = v["nonce"].as_str().expect("text").to_owned();
            moved = with(&nonce.as_bytes()[..1]);
            v["nonce"] = nonce[1..].into();
        });
        (headers, moved)
    };
    let body_in_nonce = changed(delivery, |v| {
        v["nonce"] = format!("}}{}", v["nonce"].as_str().expect("text")).into();
    });
    vec![
        ("changed body", same(), other.into_bytes()),
        ("a body of nothing", same(), Vec::new()),
        ("trailing newline", same(), with(b"\n")),
        ("trailing object", same(), with(b"{}")),
        ("not UTF-8", same(), with(b"\xff\xfe")),
        ("an array", same(), b"[]".to_vec()),
        (
            "nonce moved into the body",
            nonce_in_body.0,
            nonce_in_body.1,
        ),
        (
            "body moved into the nonce",
            body_in_nonce,
            body[..body.len() - 1].to_vec(),
        ),
        ("too long", same(), vec![b'{'; (1 << 20) + 1]),
    ]
}

/// T1 of the threat model: the sender of a forgery learns nothing from the refusal.
#[tokio::test]
async fn every_forgery_is_refused_in_the_same_words() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    let stranger = tenant(setting.clock.clone(), workflows(), PDF).await;
    let foreign = stranger.signed(COMPLETED);
    for (what, headers) in wrong_headers(&delivery, &foreign) {
        let outcome = setting.clm.verify(&headers, &delivery.body).await;
        assert_eq!(outcome, Err(Rejected::Signature), "{what}");
    }
    for (what, headers, body) in wrong_bodies(&delivery) {
        let outcome = setting.clm.verify(&headers, &body).await;
        assert_eq!(outcome, Err(Rejected::Signature), "{what}");
    }
    assert_eq!(
        setting.seen("/webhooks/verification-key"),
        1,
        "forgeries do not make us call out"
    );
    assert!(
        setting
            .clm
            .verify(&delivery.headers, &delivery.body)
            .await
            .is_ok()
    );
}

/// A signature over bytes that are no JSON object is valid and still not an event.
#[tokio::test]
async fn signed_bytes_that_are_no_object_are_refused() {
    let setting = Setting::new().await;
    for body in [&b"{\xff}"[..], b"{}{}", b"[{}]", b"{\"a\":}", b"{} {}"] {
        let delivery = setting.tenant.signed(body);
        let outcome = setting.clm.verify(&delivery.headers, body).await;
        assert_eq!(outcome, Err(Rejected::Signature), "{body:?}");
    }
}

#[tokio::test]
async fn a_delivery_of_another_company_is_refused() {
    let setting =
        Setting::with(|s| s.company_id = Some("000000000000000000000000".to_owned())).await;
    let delivery = setting.tenant.signed(COMPLETED);
    let outcome = setting.clm.verify(&delivery.headers, COMPLETED).await;
    assert_eq!(outcome, Err(Rejected::Signature));
}

#[tokio::test]
async fn without_a_key_the_sender_is_told_to_come_back_and_the_fetch_waits_a_minute() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    setting.tenant.fail_next(1, 500, None);
    for _ in 0..3 {
        let outcome = setting.clm.verify(&delivery.headers, COMPLETED).await;
        assert_eq!(outcome, Err(Rejected::NoKey));
    }
    assert_eq!(setting.seen("/webhooks/verification-key"), 1);
    setting.pass(61);
    assert!(
        setting
            .clm
            .verify(&delivery.headers, COMPLETED)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_rotated_key_is_taken_up_and_the_old_one_ends() {
    let setting = Setting::new().await;
    let old = setting.tenant.signed(COMPLETED);
    setting
        .clm
        .verify(&old.headers, COMPLETED)
        .await
        .expect("is signed");
    setting.tenant.rotate_key().expect("a key");
    let new = setting.tenant.signed(COMPLETED);
    assert_eq!(
        setting.clm.verify(&new.headers, COMPLETED).await,
        Err(Rejected::Signature)
    );
    setting.pass(61);
    assert!(setting.clm.verify(&new.headers, COMPLETED).await.is_ok());
    assert_eq!(
        setting.clm.verify(&old.headers, COMPLETED).await,
        Err(Rejected::Signature)
    );
}

/// A forgery makes us ask for a newer key; a genuine delivery does not wait for that answer.
#[tokio::test]
async fn a_forgery_does_not_hold_up_a_genuine_delivery() {
    let setting = Setting::new().await;
    let delivery = setting.tenant.signed(COMPLETED);
    let genuine = || setting.clm.verify(&delivery.headers, COMPLETED);
    genuine().await.expect("is signed");
    setting.pass(61);
    setting.tenant.slow(Duration::from_secs(3));
    let forged = setting.clm.verify(&delivery.headers, RENAMED);
    let soon = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        tokio::time::timeout(Duration::from_secs(1), genuine()).await
    };
    tokio::select! {
        _ = forged => panic!("the forgery waits for the fetch"),
        outcome = soon => assert!(matches!(outcome, Ok(Ok(_)))),
    }
}

#[tokio::test]
async fn a_key_in_the_settings_needs_no_network() {
    let mut pem = String::new();
    let clock = std::sync::Arc::new(crate::domain::clock::Fixed::at(jiff::Timestamp::UNIX_EPOCH));
    let signer = tenant(clock, workflows(), PDF).await;
    pem.push_str(&signer.verification_key());
    let setting = Setting::with(|s| s.verification_key_pem = Some(pem)).await;
    let delivery = signer.signed(COMPLETED);
    assert!(
        setting
            .clm
            .verify(&delivery.headers, COMPLETED)
            .await
            .is_ok()
    );
    assert_eq!(setting.tenant.requests(), []);
}

/// The simulated sender repeats as the vendor does, and stops at 410 for good.
#[tokio::test]
async fn the_simulated_sender_repeats_until_success_and_ends_at_gone() {
    use axum::http::StatusCode;
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};
    let answers = Arc::new(Mutex::new(VecDeque::from([500, 503, 200, 401, 410])));
    let next = answers.clone();
    let receiver = axum::Router::new().fallback(move || async move {
        let status = next
            .lock()
            .expect("no panic")
            .pop_front()
            .expect("no further attempt");
        StatusCode::from_u16(status).expect("a status")
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let target = format!(
        "http://{}/webhooks/ironclad",
        listener.local_addr().expect("bound")
    );
    tokio::spawn(axum::serve(listener, receiver).into_future());
    let setting = Setting::new().await;
    setting.tenant.retry_wait(Duration::from_millis(1));
    assert_eq!(
        setting.tenant.deliver(WORKFLOW, &target).await.attempts,
        [500, 503, 200]
    );
    assert_eq!(
        setting.tenant.deliver(WORKFLOW, &target).await.attempts,
        [401, 410]
    );
    assert_eq!(
        setting.tenant.deliver(WORKFLOW, &target).await.attempts,
        [0_u16; 0]
    );
}
