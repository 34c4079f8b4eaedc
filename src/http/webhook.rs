//! The door for CLMs. The raw bytes go to the house before anything reads them, and the answer tells
//! a forger nothing: every cause gives the same 401. Never 410.

use super::State;
use super::house::Accepted;
use axum::body::Bytes;
use axum::extract::{self, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Takes one delivery.
pub async fn receive(
    extract::State(state): extract::State<State>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    match state.house.accept(&source, headers, body).await {
        Accepted::Recorded | Accepted::Duplicate => (StatusCode::OK, "recorded\n").into_response(),
        Accepted::Rejected => (StatusCode::UNAUTHORIZED, "not accepted\n").into_response(),
        Accepted::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "30")],
            "try again\n",
        )
            .into_response(),
    }
}
