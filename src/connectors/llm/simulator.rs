//! A model endpoint on the loopback that says what it is told to, in the wire format of the
//! OpenAI chat API. It remembers every request, so that a test can see what left the house.

mod script;

use super::PROBE;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use script::{called, placed, wire};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub use script::{Script, fixtures};

/// The model that the simulator says it has.
pub const MODEL: &str = "scripted-reader";

/// A request as it came over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its path, such as `/v1/chat/completions`.
    pub path: String,
    /// Its `authorization` header.
    pub authorization: Option<String>,
    /// Its body, byte by byte.
    pub body: String,
    /// What was said to it: the content of the answer; empty for an answer of another form.
    pub answer: String,
}

impl Recorded {
    /// The body as JSON, null where it is none.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// A running endpoint; it stops when this is dropped.
pub struct Simulator {
    address: SocketAddr,
    state: Arc<Mutex<Memory>>,
    server: tokio::task::JoinHandle<()>,
}

/// How an endpoint takes the ways of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// Whether it has strict schemas.
    pub schemas: bool,
    /// Whether it has JSON objects.
    pub objects: bool,
    /// Whether it calls functions.
    pub tools: bool,
    /// Whether it takes `seed` and `logprobs`.
    pub flags: bool,
    /// Whether it answers in prose, instead of with an error, where it lacks what is asked for.
    pub ignores: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            schemas: true,
            objects: true,
            tools: true,
            flags: true,
            ignores: false,
        }
    }
}

#[derive(Default)]
struct Memory {
    manners: Manners,
    probes: usize,
    scripts: VecDeque<Script>,
    otherwise: Option<Script>,
    requests: Vec<Recorded>,
    at_once: usize,
    most_at_once: usize,
}

impl Simulator {
    /// Listens on a free loopback port and answers with `scripts`, one per question, in order.
    /// A question too many is answered with 410, which no client repeats.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(scripts: impl IntoIterator<Item = Script>) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(Memory {
            scripts: scripts.into_iter().collect(),
            ..Memory::default()
        }));
        let router = Router::new()
            .fallback(respond)
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // It serves until the task is aborted; there is nobody to tell of an error.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            state,
            server,
        })
    }

    /// What goes into `llm.base_url`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Adds an answer at the end of the queue. One to `probe` answers the question what the endpoint can do.
    pub fn then(&self, script: Script) {
        lock(&self.state).scripts.push_back(script);
    }

    /// Answers in this way whatever no script is left for.
    pub fn otherwise(&self, script: Script) {
        lock(&self.state).otherwise = Some(script);
    }

    /// Takes requests in this way from now on.
    pub fn behaves(&self, manners: Manners) {
        lock(&self.state).manners = manners;
    }

    /// How often it was asked what it can do.
    pub fn probes(&self) -> usize {
        lock(&self.state).probes
    }

    /// All questions so far, in order of arrival; probes and requests for the list of models are not
    /// among them.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.state).requests.clone()
    }

    /// The same, and forgets them: for long runs, between questions.
    pub fn take_requests(&self) -> Vec<Recorded> {
        std::mem::take(&mut lock(&self.state).requests)
    }

    /// How many answers have not been asked for.
    pub fn left(&self) -> usize {
        lock(&self.state).scripts.len()
    }

    /// The most questions that were open at the same time.
    pub fn most_at_once(&self) -> usize {
        lock(&self.state).most_at_once
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn respond(
    State(state): State<Arc<Mutex<Memory>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match uri.path() {
        "/v1/models" => {
            let list = json!({ "object": "list", "data": [{ "id": MODEL, "object": "model" }] });
            return axum::Json(list).into_response();
        }
        "/v1/chat/completions" => {}
        _ => return StatusCode::NOT_FOUND.into_response(),
    }
    let asked: Json = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(script) = lock(&state).refusal_or_probe(&asked) {
        return wire(called(script, &asked));
    }
    let (at, script) = note(&state, &uri, &headers, &body);
    let open = Open(state.clone());
    if let Some(script) = &script {
        tokio::time::sleep(Duration::from_millis(script.delay_millis)).await;
    }
    drop(open);
    match script {
        Some(script) => {
            let script = placed(script, &asked);
            let said = script.body.pointer("/choices/0/message/content");
            let said = said.and_then(Json::as_str).unwrap_or_default();
            if let Some(request) = lock(&state).requests.get_mut(at) {
                said.clone_into(&mut request.answer);
            }
            wire(called(script, &asked))
        }
        None => StatusCode::GONE.into_response(),
    }
}

/// Remembers the request and takes the next script; the request's place among all.
fn note(
    state: &Mutex<Memory>,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> (usize, Option<Script>) {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let mut memory = lock(state);
    memory.requests.push(Recorded {
        path: uri.path().to_owned(),
        authorization: authorization.map(str::to_owned),
        body: String::from_utf8_lossy(body).into_owned(),
        answer: String::new(),
    });
    let at = memory.requests.len() - 1;
    memory.at_once += 1;
    memory.most_at_once = memory.most_at_once.max(memory.at_once);
    let name = asked_schema(body);
    let fits = |script: &Script| script.to.is_none() || script.to == name;
    let place = memory.scripts.iter().position(fits);
    let script = place
        .and_then(|place| memory.scripts.remove(place))
        .or_else(|| memory.otherwise.clone());
    (at, script)
}

fn asked_schema(body: &Bytes) -> Option<String> {
    let body: Json = serde_json::from_slice(body).ok()?;
    let beside = body.pointer("/response_format/json_schema/name");
    let name = beside.or(body.pointer("/tools/0/function/name"))?;
    name.as_str().map(str::to_owned)
}

impl Memory {
    /// The answer to a way of asking that the endpoint lacks, or to the question what it can do.
    fn refusal_or_probe(&mut self, asked: &Json) -> Option<Script> {
        let format = asked
            .pointer("/response_format/type")
            .and_then(Json::as_str);
        let has_flags = asked.get("logprobs").is_some_and(|value| !value.is_null());
        let lacks = (has_flags && !self.manners.flags)
            || (asked.get("tools").is_some() && !self.manners.tools)
            || match format {
                Some("json_schema") => !self.manners.schemas,
                Some("json_object") => !self.manners.objects,
                _ => false,
            };
        let is_probe = asked
            .pointer("/messages/0/content")
            .and_then(Json::as_str)
            .is_some_and(|text| text.starts_with(PROBE));
        self.probes += usize::from(is_probe);
        if lacks && !self.manners.ignores {
            let error = json!({ "message": "unsupported", "code": 400 });
            return Some(Script::new(400, json!({ "error": error })));
        }
        if !is_probe {
            return None;
        }
        let scripted = |script: &Script| script.to.as_deref() == Some("probe");
        if let Some(at) = self.scripts.iter().position(scripted) {
            return self.scripts.remove(at);
        }
        let said = match lacks {
            true => "Sure! How about a robin?",
            false => r#"{"bird": "wren"}"#,
        };
        Some({
            let mut script = Script::says(said).billed(60);
            if has_flags {
                script.body["choices"][0]["logprobs"] = json!({ "content": [] });
            }
            script
        })
    }
}

/// Counts a question as answered, also when its client hangs up.
struct Open(Arc<Mutex<Memory>>);

impl Drop for Open {
    fn drop(&mut self) {
        lock(&self.0).at_once -= 1;
    }
}

/// A panic in a test leaves the memory whole, since each change is one assignment.
fn lock(state: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    state
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
