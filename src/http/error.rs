//! Errors as people and programs see them: a page, or JSON with a stable code.
//!
//! No cause, no contract text and no secret may get into an answer.

use super::house::Error;
use super::pages;
use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::any::Any;

/// What the web layer itself refuses, next to what the house refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// What the house said.
    House(Error),
    /// There is no such route.
    NoRoute,
    /// The route has other methods.
    Method,
    /// Nobody is signed in.
    NotSignedIn,
    /// The role does not allow it.
    Forbidden,
    /// The change does not come from our own page.
    ForeignOrigin,
    /// The change does not carry the session's token.
    NoToken,
    /// The body is larger than allowed.
    TooLarge,
    /// The body is not what the route takes.
    Malformed,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Problem::House(Error::NotFound) | Problem::NoRoute => StatusCode::NOT_FOUND,
            Problem::House(Error::Conflict { .. }) => StatusCode::CONFLICT,
            Problem::House(Error::Refused { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::House(Error::Unavailable { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::House(Error::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::NotSignedIn => StatusCode::UNAUTHORIZED,
            Problem::Forbidden | Problem::ForeignOrigin | Problem::NoToken => StatusCode::FORBIDDEN,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Malformed => StatusCode::BAD_REQUEST,
        }
    }

    /// The code that programs may rely on; it never changes its meaning.
    fn code(&self) -> &'static str {
        match self {
            Problem::House(Error::NotFound) | Problem::NoRoute => "not_found",
            Problem::House(Error::Conflict { .. }) => "conflict",
            Problem::House(Error::Refused { .. }) => "refused",
            Problem::House(Error::Unavailable { .. }) => "unavailable",
            Problem::House(Error::Internal) => "internal",
            Problem::Method => "method_not_allowed",
            Problem::NotSignedIn => "not_signed_in",
            Problem::Forbidden => "forbidden",
            Problem::ForeignOrigin => "foreign_origin",
            Problem::NoToken => "csrf_token",
            Problem::TooLarge => "too_large",
            Problem::Malformed => "malformed",
        }
    }

    fn message(&self) -> String {
        match self {
            Problem::House(error) => error.to_string(),
            Problem::NoRoute => "there is nothing here".into(),
            Problem::Method => "this address does not take that method".into(),
            Problem::NotSignedIn => "sign in first".into(),
            Problem::Forbidden => "your role does not allow this".into(),
            Problem::ForeignOrigin => "this change did not come from our own page".into(),
            Problem::NoToken => "the form is out of date: load the page again".into(),
            Problem::TooLarge => "the request is too large".into(),
            Problem::Malformed => "the request is not what this address takes".into(),
        }
    }
}

/// An error of the JSON API.
#[derive(Debug)]
pub struct ApiError(Problem);

/// An error of a page.
#[derive(Debug)]
pub struct PageError(Problem);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(Problem::House(error))
    }
}

impl From<JsonRejection> for ApiError {
    fn from(_: JsonRejection) -> Self {
        Self(Problem::Malformed)
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self(Problem::House(error))
    }
}

impl From<FormRejection> for PageError {
    fn from(_: FormRejection) -> Self {
        Self(Problem::Malformed)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let body = json!({"error": {"code": problem.code(), "message": problem.message()}});
        finished(&problem, (problem.status(), Json(body)).into_response())
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let page = pages::Problem {
            title: title(problem.status()),
            message: &problem.message(),
        };
        finished(&problem, pages::html(problem.status(), &page))
    }
}

/// Whether an answer under `uri` is read by a program.
pub fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/api/")
}

/// The answer to `problem` in the form that readers of `uri` expect.
pub fn answer(uri: &Uri, problem: Problem) -> Response {
    if is_api(uri) {
        ApiError(problem).into_response()
    } else {
        PageError(problem).into_response()
    }
}

/// The answer under an address that we do not have: 404, and never 410.
pub async fn no_route(uri: Uri) -> Response {
    answer(&uri, Problem::NoRoute)
}

/// The answer after a handler panicked. What it panicked with may hold contract text and is dropped.
pub fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request handler panicked");
    PageError(Problem::House(Error::Internal)).into_response()
}

fn finished(problem: &Problem, mut response: Response) -> Response {
    if matches!(problem, Problem::House(Error::Unavailable { .. })) {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Nothing here",
        StatusCode::CONFLICT => "Changed in the meantime",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::UNAUTHORIZED => "Sign in first",
        StatusCode::UNPROCESSABLE_ENTITY => "That does not work",
        StatusCode::SERVICE_UNAVAILABLE => "Not available right now",
        _ => "Something went wrong",
    }
}
