//! What a supervisor and Prometheus ask. Nothing here tells names, titles or addresses.

use super::State;
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether the process answers at all.
pub async fn livez() -> &'static str {
    "alive\n"
}

/// Whether the service can do its work; otherwise 503 and what is missing, one line each.
pub async fn readyz(extract::State(state): extract::State<State>) -> Response {
    match state.house.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(missing) => {
            let mut text = missing.join("\n");
            text.push('\n');
            (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

/// The metrics in Prometheus' text form.
pub async fn metrics(extract::State(state): extract::State<State>) -> impl IntoResponse {
    let form = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, form)], state.house.metrics())
}
