//! Simulated webhook deliveries: signed as the vendor signs, sent as the vendor sends. Any answer
//! but 2xx is tried again, ten times with doubling waits; 410 switches the subscription off.

use super::COMPANY;
use super::hooks::Hook;
use super::world::World;
use crate::connectors::clm::Headers;
use crate::connectors::clm::ironclad::{EVENT_ID, VERIFICATION};
use bytes::Bytes;
use serde_json::json;
use std::time::Duration;

const RETRIES: u32 = 10;
const TIMEOUT: Duration = Duration::from_secs(15);

/// One event on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The same on each attempt.
    pub event_id: String,
    /// Lower-case names.
    pub headers: Headers,
    /// The signed bytes.
    pub body: Bytes,
    /// The status of each attempt so far; 0 where there was no answer.
    pub attempts: Vec<u16>,
}

/// A `workflow_completed` as subscription `hook` gets it.
pub fn completed(world: &World, workflow: &str, hook: &str) -> Delivery {
    let template = {
        let state = world.locked();
        state
            .workflow(workflow)
            .map_or(json!(""), |w| w["template"].clone())
    };
    let body = json!({
        "companyID": COMPANY,
        "payload": {"event": "workflow_completed", "templateID": template, "workflowID": workflow},
        "timestamp": format!("{:.3}", world.clock.now()),
        "webhookID": hook,
    });
    signed(world, body.to_string().into_bytes())
}

/// A new event with any body.
pub fn signed(world: &World, body: Vec<u8>) -> Delivery {
    let mut state = world.locked();
    let event_id = state.draw("webhookEvent");
    let nonce = state.draw("");
    let signature = state
        .key
        .sign(&[event_id.as_bytes(), &body, nonce.as_bytes()].concat());
    let verification = json!({
        "nonce": nonce,
        "signAlgorithm": "sha256",
        "signature": signature,
        "encoding": "base64",
    });
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        (EVENT_ID.to_owned(), event_id.clone()),
        (VERIFICATION.to_owned(), verification.to_string()),
    ];
    Delivery {
        event_id,
        headers,
        body: body.into(),
        attempts: Vec::new(),
    }
}

/// Sends until a 2xx, a 410 or the last retry.
pub async fn deliver(world: &World, workflow: &str, target: &str) -> Delivery {
    let hook = subscription(world, target);
    let mut delivery = completed(world, workflow, &hook.id);
    if hook.status != "enabled" {
        return delivery;
    }
    let mut wait = world.locked().retry_wait;
    for attempt in 0..=RETRIES {
        if attempt > 0 {
            tokio::time::sleep(wait).await;
            wait = wait.saturating_mul(2);
        }
        let status = send(&delivery, target).await;
        delivery.attempts.push(status);
        let enabled = record(world, &hook.id, status);
        if (200..300).contains(&status) || !enabled {
            break;
        }
    }
    delivery
}

/// The subscription of `target`; one is made for a target that has none.
fn subscription(world: &World, target: &str) -> Hook {
    let mut state = world.locked();
    if let Some(hook) = state.hooks.iter().find(|hook| hook.target == target) {
        return hook.clone();
    }
    let id = state.draw("");
    let hook = Hook::new(id, target.to_owned(), vec!["workflow_completed".to_owned()]);
    state.hooks.push(hook.clone());
    hook
}

/// Takes in an outcome; whether the subscription is still on.
fn record(world: &World, hook: &str, status: u16) -> bool {
    let now = world.clock.micros();
    let mut state = world.locked();
    let Some(hook) = state.hooks.iter_mut().find(|known| known.id == hook) else {
        return false;
    };
    hook.record(status, now);
    hook.status == "enabled"
}

async fn send(delivery: &Delivery, target: &str) -> u16 {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(TIMEOUT)
        .build();
    let Ok(client) = client else {
        return 0;
    };
    let mut request = client.post(target).body(delivery.body.clone());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    request
        .send()
        .await
        .map_or(0, |answer| answer.status().as_u16())
}
