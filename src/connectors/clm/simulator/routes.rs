//! The simulated API's routes, and the gate before them: journal, requested faults, token, acting
//! user, scope and rate limit, with errors in the vendor's shape.

use super::world::{Fault, Request, World};
use super::{ACTING_USER, hooks, oauth};
use axum::extract::{Path, Query, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

pub type Shared = Arc<World>;
pub type Answer = Response;

const ROOT: &str = "/public/api/v1";

/// The whole simulated host.
pub fn router(world: Shared) -> Router {
    let api = Router::new()
        .route("/webhooks", get(hooks::list).post(hooks::create))
        .route("/webhooks/verification-key", get(hooks::verification_key))
        .route(
            "/webhooks/{id}",
            get(hooks::read).patch(hooks::change).delete(hooks::delete),
        )
        .route("/workflows", get(workflows))
        .route("/workflows/{id}", get(workflow))
        .route("/records/{id}", get(record))
        .route("/records/{id}/attachments/{key}", get(attachment))
        .fallback(nowhere)
        .layer(from_fn_with_state(world.clone(), gate));
    Router::new()
        .nest(ROOT, api)
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/userinfo", get(oauth::userinfo))
        .layer(from_fn_with_state(world.clone(), journal))
        .with_state(world)
}

/// An error in the vendor's usual shape.
pub fn fault(status: u16, code: &str, message: &str, param: &str) -> Answer {
    error(
        status,
        json!({"code": code, "message": message, "param": param}),
    )
}

/// An error that names no parameter.
pub fn fault_at(status: u16, code: &str, message: &str) -> Answer {
    error(status, json!({"code": code, "message": message}))
}

fn error(status: u16, body: Value) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

async fn journal(State(world): State<Shared>, request: HttpRequest, next: Next) -> Answer {
    let seen = Request {
        method: request.method().to_string(),
        path: request.uri().to_string(),
    };
    world.locked().journal.push(seen);
    next.run(request).await
}

async fn gate(State(world): State<Shared>, request: HttpRequest, next: Next) -> Answer {
    let (delay, fault) = {
        let mut state = world.locked();
        (state.delay, state.faults.pop_front())
    };
    tokio::time::sleep(delay).await;
    if let Some(fault) = fault {
        return requested(&fault);
    }
    // Inside a nested router the path is that below the root.
    let path = request.uri().path().trim_start_matches(ROOT).to_owned();
    if let Some(refusal) = refusal(&world, request.method(), &path, request.headers()) {
        return refusal;
    }
    let (bucket, limit) = bucket(request.method(), &path);
    let left = world.count(bucket, limit);
    let mut answer = match left {
        Some(_) => next.run(request).await,
        None => fault_at(429, "TOO_MANY_REQUESTS", "rate limit exceeded"),
    };
    let headers = answer.headers_mut();
    headers.insert("x-ratelimit-limit", limit.into());
    headers.insert("x-ratelimit-remaining", left.unwrap_or(0).into());
    let to_next_minute = 60 - world.clock.now().as_second().rem_euclid(60);
    headers.insert("x-ratelimit-reset", to_next_minute.into());
    if left.is_none() {
        headers.insert(header::RETRY_AFTER, to_next_minute.into());
    }
    answer
}

/// A bad token is refused on every path, even one that does not exist, and before all else.
fn refusal(world: &Shared, method: &Method, path: &str, headers: &HeaderMap) -> Option<Answer> {
    let Some(scopes) = oauth::scopes(world, headers) else {
        return Some(fault_at(
            401,
            "UNAUTHORIZED",
            "invalid authentication token",
        ));
    };
    // How the vendor words a call without an acting user is not known; that it needs one is.
    match headers.get("x-as-user-email").map(HeaderValue::as_bytes) {
        None => {
            return Some(fault(
                400,
                "MISSING_PARAM",
                "an acting user is required",
                "x-as-user-email",
            ));
        }
        Some(user) if user != ACTING_USER.as_bytes() => {
            return Some(fault_at(403, "FORBIDDEN", "access forbidden"));
        }
        Some(_) => {}
    }
    let lacking =
        needed_scope(method, path).filter(|scope| !scopes.iter().any(|held| held == scope));
    lacking.map(|_| fault_at(403, "FORBIDDEN", "access forbidden"))
}

fn needed_scope(method: &Method, path: &str) -> Option<&'static str> {
    match path {
        "/webhooks/verification-key" => None,
        p if p.contains("/attachments/") => Some("public.records.readAttachments"),
        p if p.starts_with("/records") => Some("public.records.readRecords"),
        p if p.starts_with("/workflows") => Some("public.workflows.readWorkflows"),
        p if p.starts_with("/webhooks") && method == Method::GET => {
            Some("public.webhooks.readWebhooks")
        }
        _ => None,
    }
}

/// The vendor's buckets, in calls per minute.
fn bucket(method: &Method, path: &str) -> (&'static str, u32) {
    let reads = method == Method::GET || method == Method::HEAD;
    match path.split('/').nth(1).unwrap_or_default() {
        "workflows" if reads => ("pub:workflows:read", 400),
        "workflows" => ("pub:workflows:write", 40),
        "records" if reads => ("pub:records:read", 600),
        "records" => ("pub:records:write", 200),
        "webhooks" => ("pub:webhooks", 600),
        _ => ("pub:other", 800),
    }
}

fn requested(fault: &Fault) -> Answer {
    let code = match fault.status {
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        429 => "TOO_MANY_REQUESTS",
        502 => "BAD_GATEWAY",
        _ => "SERVER_ERROR",
    };
    let mut answer = fault_at(fault.status, code, "asked for by a test");
    let extra = [
        (header::RETRY_AFTER, &fault.retry_after),
        (header::LOCATION, &fault.location),
    ];
    for (name, text) in extra {
        if let Some(value) = text
            .as_deref()
            .and_then(|text| HeaderValue::from_str(text).ok())
        {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// `GET /workflows`: only active ones unless `status` says otherwise, as the vendor does.
async fn workflows(
    State(world): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let number = |key: &str, or: usize| {
        query
            .get(key)
            .and_then(|text| text.parse().ok())
            .unwrap_or(or)
    };
    let (page, size) = (number("page", 0), number("pageSize", 20).clamp(1, 100));
    let wanted: Vec<&str> = query
        .get("status")
        .map_or(vec!["active"], |text| text.split(',').collect());
    let state = world.locked();
    let is_wanted = |w: &&Value| {
        w["status"]
            .as_str()
            .is_some_and(|status| wanted.contains(&status))
    };
    let found: Vec<Value> = state
        .workflows
        .iter()
        .filter(is_wanted)
        .map(public)
        .collect();
    let list: Vec<&Value> = found
        .iter()
        .skip(page.saturating_mul(size))
        .take(size)
        .collect();
    Json(json!({"page": page, "pageSize": size, "count": found.len(), "list": list}))
        .into_response()
}

async fn workflow(State(world): State<Shared>, Path(id): Path<String>) -> Answer {
    let found = world.locked().workflow(&id).map(public);
    found.map_or_else(
        || fault(404, "NOT_FOUND", "workflow does not exist", "workflowId"),
        |workflow| Json(workflow).into_response(),
    )
}

async fn record(State(world): State<Shared>, Path(id): Path<String>) -> Answer {
    let base = format!("{}{ROOT}", world.origin);
    let found = world.locked().record(&id, &base);
    found.map_or_else(no_record, |record| Json(record).into_response())
}

async fn attachment(
    State(world): State<Shared>,
    Path((id, key)): Path<(String, String)>,
) -> Answer {
    let state = world.locked();
    let Some(workflow) = state.workflow_of(&id) else {
        return no_record();
    };
    match state.signed_copy(workflow) {
        Some((_, bytes)) if key == "signedCopy" => {
            ([(header::CONTENT_TYPE, state.content_type.clone())], bytes).into_response()
        }
        _ => fault_at(404, "NOT_FOUND", "unknown record attachment key"),
    }
}

/// A workflow without our own key `file`.
fn public(workflow: &Value) -> Value {
    let mut public = workflow.clone();
    if let Some(object) = public.as_object_mut() {
        object.shift_remove("file");
    }
    public
}

fn no_record() -> Answer {
    fault_at(404, "NOT_FOUND", "couldn't find a record matching the id")
}

async fn nowhere() -> Answer {
    fault_at(404, "NOT_FOUND", "no such path")
}
