//! The HTTP side of the simulated org: token check, faults that a test asked for, file uploads,
//! the call counter. What an answer says is decided elsewhere.

use super::rest::{self, Answer, Call};
use super::rows::{Refused, Row};
use super::{Fault, Shared, composite, files};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The most bytes of one request: Salesforce's 50 MB of text, and room for larger PDFs.
const REQUEST_BYTES: usize = 128 * 1024 * 1024;

/// Answers everything under `/services/data`.
pub async fn api(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if !shared.knows(request.headers()) {
        return expired();
    }
    let fault = match *request.method() {
        Method::GET => None,
        _ => shared.next_fault(),
    };
    match fault {
        Some(Fault::SessionExpired) => {
            shared.end_sessions();
            return expired();
        }
        Some(Fault::Unavailable) => {
            let refused = Refused::new("SERVER_UNAVAILABLE", "Server unavailable", &[]);
            return answered(&shared, refused.with_status(503).into());
        }
        Some(Fault::LimitExceeded) => {
            let refused = Refused::new(
                "REQUEST_LIMIT_EXCEEDED",
                "TotalRequests Limit exceeded.",
                &[],
            );
            return answered(&shared, refused.with_status(403).into());
        }
        Some(Fault::Slow(wait)) => tokio::time::sleep(wait).await,
        _ => {}
    }
    if let Some(bytes) = version_data(&shared, request.uri().path()) {
        return ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response();
    }
    let refused = fault.as_ref().and_then(refusal);
    let answer = match read(request).await {
        Some(Received::Call(call)) => called(&shared, &call, refused),
        Some(Received::Upload(entity, bytes)) => uploaded(&shared, &entity, bytes, refused),
        None => Refused::new("JSON_PARSER_ERROR", "The request body cannot be read", &[]).into(),
    };
    if fault == Some(Fault::AnswerLost) {
        return lost();
    }
    answered(&shared, answer)
}

/// A call from its method, address and body; `None` when the address is not under a version.
pub fn call_of(method: &str, url: &str, body: Json) -> Option<Call> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut segments = path.strip_prefix("/services/data/")?.split('/');
    let version = segments.next()?.to_owned();
    let path = segments
        .filter(|segment| !segment.is_empty())
        .map(decoded)
        .collect::<Option<_>>()?;
    let query = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(&value.replace('+', " "))?))
        });
    Some(Call {
        method: method.to_owned(),
        version,
        path,
        query: query.collect::<Option<_>>()?,
        body,
    })
}

/// The bytes behind `/sobjects/ContentVersion/{id}/VersionData`, the one answer that is not JSON.
fn version_data(shared: &Shared, path: &str) -> Option<Bytes> {
    let (_, id) = path
        .strip_suffix("/VersionData")?
        .split_once("/sobjects/ContentVersion/")?;
    shared.org().files.get(&super::ids::full(id)?).cloned()
}

enum Received {
    Call(Call),
    Upload(Row, Bytes),
}

async fn read(request: Request) -> Option<Received> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    if content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
        return upload(request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, REQUEST_BYTES).await.ok()?;
    let body = if bytes.is_empty() {
        Json::Null
    } else {
        serde_json::from_slice(&bytes).ok()?
    };
    let url = parts.uri.path_and_query()?.as_str();
    call_of(parts.method.as_str(), url, body).map(Received::Call)
}

async fn upload(request: Request) -> Option<Received> {
    if !request
        .uri()
        .path()
        .trim_end_matches('/')
        .ends_with("/sobjects/ContentVersion")
    {
        return None;
    }
    let (mut entity, mut data) = (None, None);
    let mut parts = Multipart::from_request(request, &()).await.ok()?;
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or("").to_owned();
        let bytes = part.bytes().await.ok()?;
        match name.as_str() {
            "entity_content" => entity = serde_json::from_slice(&bytes).ok(),
            "VersionData" => data = Some(bytes),
            _ => return None,
        }
    }
    Some(Received::Upload(entity?, data?))
}

fn called(shared: &Shared, call: &Call, refused: Option<Refused>) -> Answer {
    if let Some(refused) = refused {
        let is_composite = call.path.first().is_some_and(|first| first == "composite");
        let body = is_composite
            .then(|| composite::refused_at_first(&call.body, &refused))
            .flatten();
        return body.map_or_else(|| refused.into(), |body| Answer { status: 200, body });
    }
    shared.change(|org| rest::answer(org, call))
}

fn uploaded(shared: &Shared, entity: &Row, bytes: Bytes, refused: Option<Refused>) -> Answer {
    let outcome = match refused {
        Some(refused) => Err(refused),
        None => shared.change(|org| files::publish(org, entity, bytes)),
    };
    match outcome {
        Ok(id) => Answer {
            status: 201,
            body: json!({ "id": id, "success": true, "errors": [] }),
        },
        Err(refused) => refused.into(),
    }
}

fn refusal(fault: &Fault) -> Option<Refused> {
    match fault {
        Fault::LockRow => Some(Refused::new(
            "UNABLE_TO_LOCK_ROW",
            "unable to obtain exclusive access to this record or 1 records: 001000000000001",
            &[],
        )),
        Fault::Refuses { code, field } => {
            Some(Refused::new(code, "refused by a rule of the org", &[field]))
        }
        _ => None,
    }
}

fn expired() -> Response {
    let refused = Refused::new("INVALID_SESSION_ID", "Session expired or invalid", &[]);
    (StatusCode::UNAUTHORIZED, axum::Json(refused.body())).into_response()
}

fn answered(shared: &Shared, answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let usage = [("Sforce-Limit-Info", shared.usage())];
    if answer.body.is_null() {
        return (status, usage).into_response();
    }
    (status, usage, axum::Json(answer.body)).into_response()
}

/// An answer that breaks off: the body fails before its first byte, and the connection is closed.
fn lost() -> Response {
    let broken = futures::stream::once(async {
        Err::<Bytes, _>(std::io::Error::other("the connection is cut"))
    });
    Response::new(Body::from_stream(broken))
}

fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
