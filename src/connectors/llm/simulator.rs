//! A model endpoint on the loopback that says what it is told to, in the wire format of the
//! OpenAI chat API. It remembers every request, so that a test can see what left the house.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// The model that the simulator says it has.
pub const MODEL: &str = "scripted-reader";

static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/replies");

/// One scripted answer, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// HTTP status.
    pub status: u16,
    /// Header names and values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; a string goes out as it is, anything else as JSON.
    pub body: Json,
    /// Milliseconds before the answer is given.
    #[serde(default)]
    pub delay_millis: u64,
}

impl Script {
    /// An answer with `status` and `body`.
    pub fn new(status: u16, body: impl Into<Json>) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: body.into(),
            delay_millis: 0,
        }
    }

    /// A whole answer of the model that reads `content`.
    pub fn says(content: &str) -> Self {
        let message = json!({ "role": "assistant", "content": content, "refusal": null });
        Self::new(
            200,
            json!({
                "id": "chatcmpl-scripted",
                "object": "chat.completion",
                "model": MODEL,
                "choices": [{ "index": 0, "finish_reason": "stop", "message": message }],
                "usage": { "prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100 },
            }),
        )
    }

    /// The answer in `fixtures/replies/<name>.json`; `None` where there is none of that name.
    pub fn fixture(name: &str) -> Option<Self> {
        let file = FIXTURES.get_file(format!("{name}.json"))?;
        serde_json::from_slice(file.contents()).ok()
    }

    /// The same with one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same, given only after `millis` milliseconds.
    pub fn after(mut self, millis: u64) -> Self {
        self.delay_millis = millis;
        self
    }
}

/// The names of all scripted answers in `fixtures/replies`.
pub fn fixtures() -> Vec<&'static str> {
    FIXTURES
        .files()
        .filter(|file| file.path().extension().is_some_and(|kind| kind == "json"))
        .filter_map(|file| file.path().file_stem()?.to_str())
        .collect()
}

/// A request as it came over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its path, such as `/v1/chat/completions`.
    pub path: String,
    /// Its `authorization` header.
    pub authorization: Option<String>,
    /// Its body, byte by byte.
    pub body: String,
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

#[derive(Default)]
struct Memory {
    scripts: VecDeque<Script>,
    requests: Vec<Recorded>,
    at_once: usize,
    most_at_once: usize,
}

impl Simulator {
    /// Listens on a free loopback port and answers with `scripts`, one per question, in order.
    /// A question too many is answered with 501, which no client repeats.
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

    /// Adds an answer at the end of the queue.
    pub fn then(&self, script: Script) {
        lock(&self.state).scripts.push_back(script);
    }

    /// All questions so far, in order of arrival; requests for the list of models are not among them.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.state).requests.clone()
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
    let script = note(&state, &uri, &headers, &body);
    let open = Open(state);
    if let Some(script) = &script {
        tokio::time::sleep(Duration::from_millis(script.delay_millis)).await;
    }
    drop(open);
    script.map_or_else(|| StatusCode::NOT_IMPLEMENTED.into_response(), wire)
}

/// Remembers the request and takes the next script.
fn note(state: &Mutex<Memory>, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Option<Script> {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let mut memory = lock(state);
    memory.requests.push(Recorded {
        path: uri.path().to_owned(),
        authorization: authorization.map(str::to_owned),
        body: String::from_utf8_lossy(body).into_owned(),
    });
    memory.at_once += 1;
    memory.most_at_once = memory.most_at_once.max(memory.at_once);
    memory.scripts.pop_front()
}

/// Counts a question as answered, also when its client hangs up.
struct Open(Arc<Mutex<Memory>>);

impl Drop for Open {
    fn drop(&mut self) {
        lock(&self.0).at_once -= 1;
    }
}

fn wire(script: Script) -> Response {
    let status = StatusCode::from_u16(script.status).unwrap_or(StatusCode::NOT_IMPLEMENTED);
    let mut response = match script.body {
        Json::String(text) => (status, text).into_response(),
        json => (status, axum::Json(json)).into_response(),
    };
    for (name, value) in &script.headers {
        let header: Option<(axum::http::HeaderName, axum::http::HeaderValue)> =
            name.parse().ok().zip(value.parse().ok());
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A panic in a test leaves the memory whole, since each change is one assignment.
fn lock(state: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    state
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
