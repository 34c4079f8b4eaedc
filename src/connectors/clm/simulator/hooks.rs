//! The simulated webhook subscriptions: create, read, change, delete, and how a subscription
//! fares as deliveries succeed or fail.

use super::COMPANY;
use super::routes::{Answer, Shared, fault, fault_at};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// Both must hold before the vendor switches a subscription off.
const FAILURES_TO_DISABLE: u32 = 100;
const MICROS_TO_DISABLE: i64 = 7 * 86_400 * 1_000_000;

/// One subscription.
#[derive(Clone)]
pub struct Hook {
    pub id: String,
    pub target: String,
    pub events: Vec<String>,
    /// `enabled`, `disabled` or `disabledBySystem`.
    pub status: &'static str,
    failures: u32,
    /// Microseconds since 1970.
    first_failure: Option<i64>,
}

impl Hook {
    pub fn new(id: String, target: String, events: Vec<String>) -> Self {
        Self {
            id,
            target,
            events,
            status: "enabled",
            failures: 0,
            first_failure: None,
        }
    }

    /// Takes in the outcome of one attempt: 410 disables at once, long failure in the end.
    pub fn record(&mut self, status: u16, now: i64) {
        if (200..300).contains(&status) {
            (self.failures, self.first_failure) = (0, None);
            return;
        }
        self.failures += 1;
        let first = *self.first_failure.get_or_insert(now);
        if status == 410 {
            self.status = "disabled";
        } else if self.failures >= FAILURES_TO_DISABLE && now - first >= MICROS_TO_DISABLE {
            self.status = "disabledBySystem";
        }
    }

    fn json(&self) -> Value {
        let first = self
            .first_failure
            .and_then(|at| Timestamp::from_microsecond(at).ok());
        json!({
            "id": self.id,
            "events": self.events,
            "targetURL": self.target,
            "companyId": COMPANY,
            "status": self.status,
            "consecutiveFailureCount": self.failures,
            "firstConsecutiveFailure": first.map(|at| at.to_string()),
        })
    }
}

/// The body of POST and PATCH.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    #[serde(default)]
    events: Option<Vec<String>>,
    #[serde(default, rename = "targetURL")]
    target: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

pub async fn create(State(world): State<Shared>, Json(change): Json<Change>) -> Answer {
    let Some(target) = change.target.clone().filter(|url| is_target(url)) else {
        return fault(
            400,
            "INVALID_PARAM",
            "targetURL must be an https URL",
            "targetURL",
        );
    };
    let events = change.events.clone().unwrap_or_default();
    if let Some(refused) = refused_events(&events) {
        return refused;
    }
    let mut state = world.locked();
    if state.hooks.iter().any(|hook| hook.target == target) {
        // The misspelling is the vendor's.
        return fault(
            400,
            "INVALID_PARAM",
            "webhook already exists for this target",
            "tagetURL",
        );
    }
    let id = state.draw("");
    let mut hook = Hook::new(id, target, events);
    apply_status(&mut hook, change.status.as_deref());
    let answer = hook.json();
    state.hooks.push(hook);
    (StatusCode::CREATED, Json(answer)).into_response()
}

pub async fn list(State(world): State<Shared>) -> Answer {
    let list: Vec<Value> = world.locked().hooks.iter().map(Hook::json).collect();
    Json(json!({"page": 0, "pageSize": 20, "list": list})).into_response()
}

pub async fn read(State(world): State<Shared>, Path(id): Path<String>) -> Answer {
    let found = world
        .locked()
        .hooks
        .iter()
        .find(|hook| hook.id == id)
        .map(Hook::json);
    found.map_or_else(missing, |hook| Json(hook).into_response())
}

pub async fn change(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(change): Json<Change>,
) -> Answer {
    if let Some(refused) = change.events.as_deref().and_then(refused_events) {
        return refused;
    }
    let mut state = world.locked();
    let Some(hook) = state.hooks.iter_mut().find(|hook| hook.id == id) else {
        return missing();
    };
    if let Some(target) = change.target.filter(|url| is_target(url)) {
        hook.target = target;
    }
    if let Some(events) = change.events {
        hook.events = events;
    }
    apply_status(hook, change.status.as_deref());
    Json(hook.json()).into_response()
}

pub async fn delete(State(world): State<Shared>, Path(id): Path<String>) -> Answer {
    let mut state = world.locked();
    let before = state.hooks.len();
    state.hooks.retain(|hook| hook.id != id);
    if state.hooks.len() == before {
        return missing();
    }
    StatusCode::NO_CONTENT.into_response()
}

/// `GET /webhooks/verification-key`: text, not JSON.
pub async fn verification_key(State(world): State<Shared>) -> Answer {
    let pem = world.locked().key.public_pem().to_owned();
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], pem).into_response()
}

fn apply_status(hook: &mut Hook, status: Option<&str>) {
    match status {
        Some("enabled") => (hook.status, hook.failures, hook.first_failure) = ("enabled", 0, None),
        Some("disabled") => hook.status = "disabled",
        _ => {}
    }
}

fn refused_events(events: &[String]) -> Option<Answer> {
    let known = |event: &String| {
        event == "*"
            || ["workflow_", "record_", "obligation"]
                .iter()
                .any(|family| event.starts_with(family))
    };
    let sound = !events.is_empty() && events.iter().all(known);
    (!sound).then(|| fault(400, "INVALID_PARAM", "invalid event type", "events"))
}

/// The vendor wants https; on the simulator's own machine plain HTTP will do.
fn is_target(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else {
        return false;
    };
    url.scheme() == "https" || matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn missing() -> Answer {
    fault_at(404, "NOT_FOUND", "webhook does not exist")
}
