//! What the simulated tenant knows and what it was told to do next. One lock around all of it,
//! never held across an await.

use super::Seed;
use super::hooks::Hook;
use super::key::SigningKey;
use crate::domain::clock::Clock;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One request that the simulator saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// The path with its query.
    pub path: String,
}

/// An answer that a test has asked for.
#[derive(Clone)]
pub struct Fault {
    pub status: u16,
    pub retry_after: Option<String>,
    pub location: Option<String>,
}

/// An access token.
pub struct Token {
    /// Microseconds since 1970.
    pub until: i64,
    pub scopes: Vec<String>,
}

pub struct World {
    pub clock: Arc<dyn Clock>,
    /// Scheme, host and port that the simulator is reached at.
    pub origin: String,
    state: Mutex<State>,
}

pub struct State {
    pub key: SigningKey,
    pub tokens: HashMap<String, Token>,
    pub workflows: Vec<Value>,
    files: BTreeMap<String, Bytes>,
    pub hooks: Vec<Hook>,
    pub journal: Vec<Request>,
    pub faults: VecDeque<Fault>,
    pub token_faults: VecDeque<Fault>,
    pub not_ready: u32,
    pub delay: Duration,
    pub href: Option<String>,
    pub content_type: String,
    pub withheld: Vec<String>,
    pub retry_wait: Duration,
    buckets: HashMap<&'static str, (i64, u32)>,
    drawn: u64,
    /// Drawn at the start, so that a restarted simulator repeats no event id and no token.
    run: String,
}

impl World {
    pub fn new(seed: Seed, key: SigningKey, origin: String) -> Self {
        let mut run = [0; 8];
        // Without randomness the ids of two runs coincide, which only a restart would notice.
        let _ = aws_lc_rs::rand::fill(&mut run);
        let state = State {
            key,
            tokens: HashMap::new(),
            workflows: seed.workflows,
            files: seed.files,
            hooks: Vec::new(),
            journal: Vec::new(),
            faults: VecDeque::new(),
            token_faults: VecDeque::new(),
            not_ready: 0,
            delay: Duration::ZERO,
            href: None,
            content_type: "application/pdf".to_owned(),
            withheld: Vec::new(),
            retry_wait: Duration::from_secs(48),
            buckets: HashMap::new(),
            drawn: 0,
            run: hex::encode(run),
        };
        Self {
            clock: seed.clock,
            origin,
            state: Mutex::new(state),
        }
    }

    /// A test that panicked must not make the simulator panic too.
    pub fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call in its bucket: what is left of the limit in this minute, `None` when over.
    pub fn count(&self, bucket: &'static str, limit: u32) -> Option<u32> {
        let minute = self.clock.micros() / 60_000_000;
        let mut state = self.locked();
        let entry = state.buckets.entry(bucket).or_insert((minute, 0));
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 += 1;
        limit.checked_sub(entry.1)
    }
}

impl State {
    /// Text that has not been given out before.
    pub fn draw(&mut self, prefix: &str) -> String {
        self.drawn += 1;
        format!("{prefix}{}{:06x}", self.run, self.drawn)
    }

    /// A workflow by either of its names.
    pub fn workflow(&self, id: &str) -> Option<&Value> {
        self.workflows
            .iter()
            .find(|w| w["id"] == id || w["ironcladId"] == id)
    }

    pub fn set_status(&mut self, id: &str, status: &str) {
        if let Some(workflow) = self.workflows.iter_mut().find(|w| w["id"] == id) {
            workflow["status"] = status.into();
            workflow["isComplete"] = (status == "completed").into();
            workflow["isCancelled"] = (status == "cancelled").into();
        }
    }

    /// The workflow that a record came from.
    pub fn workflow_of(&self, record: &str) -> Option<&Value> {
        let names = |w: &&Value| {
            let ids = w["recordIds"].as_array().into_iter().flatten();
            ids.chain([&w["ironcladId"]]).any(|id| id == record)
        };
        self.workflows.iter().find(names)
    }

    /// The signed copy of a workflow: its file's name and bytes.
    pub fn signed_copy(&self, workflow: &Value) -> Option<(String, Bytes)> {
        let name = workflow["file"].as_str()?;
        Some((name.to_owned(), self.files.get(name)?.clone()))
    }

    /// A record as the API gives it, with its attachments once they are there.
    pub fn record(&mut self, id: &str, base: &str) -> Option<Value> {
        let workflow = self.workflow_of(id)?.clone();
        let record = workflow["recordIds"]
            .get(0)
            .and_then(Value::as_str)
            .unwrap_or(id)
            .to_owned();
        let mut attachments = Map::new();
        if self.not_ready > 0 {
            self.not_ready -= 1;
        } else if let Some((name, _)) = self.signed_copy(&workflow) {
            let own = format!("{base}/records/{record}/attachments/signedCopy");
            let href = self.href.clone().unwrap_or(own);
            let copy = json!({"filename": name, "contentType": "application/pdf", "href": href});
            attachments.insert("signedCopy".to_owned(), copy);
        }
        Some(json!({
            "id": record,
            "ironcladId": workflow["ironcladId"],
            "type": "contract",
            "name": workflow["title"],
            "lastUpdated": workflow["lastUpdated"],
            "properties": properties(&workflow),
            "attachments": attachments,
            "links": [],
            "childIds": [],
            "source": {"type": "workflow", "workflowId": workflow["id"]},
        }))
    }
}

/// Text, numbers and flags of the form become typed properties of the record.
fn properties(workflow: &Value) -> Map<String, Value> {
    let attributes = workflow["attributes"].as_object().into_iter().flatten();
    let typed = attributes.filter_map(|(key, value)| {
        let kind = match value {
            Value::String(_) => "string",
            Value::Number(_) => "number",
            Value::Bool(_) => "boolean",
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some((key.clone(), json!({"type": kind, "value": value})))
    });
    typed.collect()
}
