//! One scripted answer and how it goes over the wire: at once, slowly, or not to its end.

use super::MODEL;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::time::Duration;

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
    /// Milliseconds between any two pieces of the body, of 16 bytes each; 0 sends it at once.
    #[serde(default)]
    pub drip_millis: u64,
    /// The connection breaks after so many pieces.
    #[serde(default)]
    pub breaks_after: Option<usize>,
    /// Claims without passage numbers, by the schema's name for their list: each gets the number of the
    /// passage that holds its quote, as a model would say it, and they become the content of the body.
    /// A list that the schema has and the claims lack is empty.
    #[serde(default)]
    pub claims: Option<Json>,
    /// Answers as a reader who knows all of the claims and nothing else: of the lists that are asked for,
    /// the claims whose field is asked about and whose words, or those of their `place`, are shown.
    #[serde(default)]
    pub knowing: bool,
    /// The name of the schema that it answers to; any where absent.
    #[serde(default)]
    pub to: Option<String>,
}

impl Script {
    /// An answer with `status` and `body`.
    pub fn new(status: u16, body: impl Into<Json>) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: body.into(),
            delay_millis: 0,
            drip_millis: 0,
            breaks_after: None,
            claims: None,
            knowing: false,
            to: None,
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

    /// A whole answer with these claims, in the passages that hold their quotes, billed for more
    /// tokens than any question of a test has.
    pub fn claims(claims: Json) -> Self {
        Self {
            claims: Some(claims),
            ..Self::says("").billed(50_000)
        }
    }

    /// Answers to every question what it knows of `claims`, by the schema's names for their lists. A claim
    /// with a `place` is given where those words stand, whatever it quotes.
    pub fn knows(claims: Json) -> Self {
        Self {
            knowing: true,
            ..Self::claims(claims)
        }
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

    /// The same, given only to a question with the schema of that name.
    pub fn to(mut self, schema: &str) -> Self {
        self.to = Some(schema.to_owned());
        self
    }

    /// The same, billed for so many tokens of the question.
    pub fn billed(mut self, prompt_tokens: u32) -> Self {
        self.body["usage"]["prompt_tokens"] = json!(prompt_tokens);
        self
    }

    /// The same, in pieces with a pause of `millis` milliseconds between any two.
    pub fn dripping(mut self, millis: u64) -> Self {
        self.drip_millis = millis;
        self
    }

    /// The same, but the connection breaks after so many pieces.
    pub fn breaking(mut self, pieces: usize) -> Self {
        self.breaks_after = Some(pieces);
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

/// `script` with its claims placed in the passages of the question `asked`.
pub(super) fn placed(mut script: Script, asked: &Json) -> Script {
    let Some(mut claims) = script.claims.take() else {
        return script;
    };
    let schema = schema(asked);
    let lists: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    for name in &lists {
        if claims.get(name).is_none() {
            claims = json!({ *name: [] });
        }
    }
    let user = asked.pointer("/messages/1/content").and_then(Json::as_str);
    let shown = Shown::of(user.unwrap_or_default());
    if script.knowing
        && let Some(all) = claims.as_object_mut()
    {
        all.retain(|name, _| lists.contains(&name.as_str()));
        for (name, list) in all.iter_mut() {
            let asks = |claim: &Json| is_asked(&schema, name, claim);
            if let Some(list) = list.as_array_mut() {
                list.retain(|claim| asks(claim) && shown.holding(claim).is_some());
            }
        }
    }
    let lists = claims
        .as_object_mut()
        .into_iter()
        .flat_map(|all| all.values_mut());
    for claim in lists.filter_map(Json::as_array_mut).flatten() {
        let number = shown.holding(claim).or(shown.first()).unwrap_or(0);
        if claim["passage"].is_null() {
            claim["passage"] = json!(number);
        }
        claim.as_object_mut().map(|claim| claim.remove("place"));
    }
    script.body["choices"][0]["message"]["content"] = json!(claims.to_string());
    script
}

/// `script` as whoever is offered a function says it: the answer becomes the arguments of a call.
pub(super) fn called(mut script: Script, asked: &Json) -> Script {
    let name = asked.pointer("/tools/0/function/name").cloned();
    if let (Some(name), Some(choice)) = (name, script.body.pointer_mut("/choices/0"))
        && choice["finish_reason"] == "stop"
    {
        let said = choice["message"]["content"].take();
        let function = json!({ "name": name, "arguments": said });
        let call = json!({ "id": "call_1", "type": "function", "function": function });
        choice["message"]["tool_calls"] = json!([call]);
        choice["finish_reason"] = json!("tool_calls");
    }
    script
}

/// The form that is asked for: beside the question, or where the endpoint has none, in its last line.
fn schema(asked: &Json) -> Json {
    let beside = asked.pointer("/response_format/json_schema/schema");
    let beside = beside.or(asked.pointer("/tools/0/function/parameters"));
    let told = || {
        let system = asked.pointer("/messages/0/content")?.as_str()?;
        serde_json::from_str(system.lines().last()?).ok()
    };
    beside.cloned().or_else(told).unwrap_or_default()
}

/// Whether the schema has room for the field of `claim` in the list `name`.
fn is_asked(schema: &Json, name: &str, claim: &Json) -> bool {
    let pointer = format!("/properties/{name}/items/properties/field/enum");
    let fields = schema.pointer(&pointer).and_then(Json::as_array);
    fields.is_none_or(|fields| fields.contains(&claim["field"]))
}

/// The passages of a question, each with the place where it begins in all of them on one line.
struct Shown {
    text: String,
    starts: Vec<(u64, usize)>,
}

impl Shown {
    fn of(user: &str) -> Self {
        let mut shown = Self {
            text: String::new(),
            starts: Vec::new(),
        };
        // The contract may imitate our lines; the last one is ours.
        let body = user
            .rsplit_once("-----END DATA")
            .map_or(user, |(body, _)| body);
        for part in body.split("[passage ") {
            let Some((number, text)) = part.split_once("]\n") else {
                continue;
            };
            let Ok(number) = number.parse() else { continue };
            shown.starts.push((number, shown.text.len()));
            shown.text.push_str(&one_line(text));
            shown.text.push(' ');
        }
        shown
    }

    fn first(&self) -> Option<u64> {
        self.starts.first().map(|(number, _)| *number)
    }

    /// The passage in which the words of a claim begin; they may run on into the next.
    fn holding(&self, claim: &Json) -> Option<u64> {
        let words = claim["place"].as_str().or(claim["quote"].as_str())?;
        let at = self.text.find(&one_line(words))?;
        let after = self.starts.partition_point(|(_, start)| *start <= at);
        self.starts
            .get(after.checked_sub(1)?)
            .map(|(number, _)| *number)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn wire(script: Script) -> Response {
    let status = StatusCode::from_u16(script.status).unwrap_or(StatusCode::NOT_IMPLEMENTED);
    let bytes = match &script.body {
        Json::String(text) => text.clone(),
        json => json.to_string(),
    };
    let mut response = (status, pieces(bytes.into(), &script)).into_response();
    for (name, value) in &script.headers {
        let header: Option<(axum::http::HeaderName, axum::http::HeaderValue)> =
            name.parse().ok().zip(value.parse().ok());
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The body, whole or piece by piece, up to where the connection breaks.
fn pieces(bytes: Bytes, script: &Script) -> Body {
    if script.drip_millis == 0 && script.breaks_after.is_none() {
        return Body::from(bytes);
    }
    let pause = Duration::from_millis(script.drip_millis);
    let mut parts: Vec<Result<Bytes, std::io::Error>> = bytes
        .chunks(16)
        .map(|part| Ok(Bytes::copy_from_slice(part)))
        .collect();
    if let Some(kept) = script.breaks_after {
        parts.truncate(kept);
        parts.push(Err(std::io::ErrorKind::ConnectionReset.into()));
    }
    Body::from_stream(stream::iter(parts).then(move |part| async move {
        tokio::time::sleep(pause).await;
        part
    }))
}
