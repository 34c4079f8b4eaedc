//! The web layer: the webhook door, the review page, the JSON API and the operators' pages.
//!
//! Handlers take input, ask the [`House`] and show what it says. No rule of the domain, no SQL and
//! no vendor may be found here, and no answer is ever 410: Ironclad deletes a webhook that gets one.

pub mod access;
mod admin;
mod assets;
pub mod auth;
mod cards;
mod contracts;
#[cfg(test)]
mod double;
mod error;
mod guard;
mod headers;
mod health;
mod history;
mod house;
mod pages;
mod paper;
mod plan;
mod reviews;
#[cfg(test)]
mod sample;
pub mod sessions;
#[cfg(test)]
mod tests;
mod webhook;

pub use house::{
    Accepted, AuditRow, ContractFilter, ContractRow, Error, Headers, House, JobRow, PageSize,
    Person, ReviewView, Role,
};

use crate::domain::clock::Clock;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use sessions::Sessions;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// The most bytes of a request body that are read.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long a request may take; drawing a page is the slowest of them.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How the web layer is set up.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The address that people and the CLM use, such as `https://contracts.example.com`; its origin
    /// is the only one that may post.
    pub public_url: String,
    /// Whether cookies are sent over TLS only. Only a loopback demo may say no.
    pub secure_cookies: bool,
    /// How long a session lasts at most, in hours.
    pub session_hours: u32,
}

/// What every handler is given.
#[derive(Clone)]
pub struct State {
    /// The rest of the service.
    pub house: Arc<dyn House>,
    /// Who is signed in. Session ids are random and opaque, so there is no key to keep.
    pub sessions: Arc<Sessions>,
    /// How the web layer is set up.
    pub settings: Settings,
    /// The time, for ages in the queue.
    pub clock: Arc<dyn Clock>,
}

impl State {
    /// A web layer over `house` with nobody signed in.
    pub fn new(house: Arc<dyn House>, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let sessions = Arc::new(Sessions::new(clock.clone(), settings.session_hours));
        Self {
            house,
            sessions,
            settings,
            clock,
        }
    }
}

/// Every route of the service. Who may use which stands in [`access::ROUTES`]; a route that is not
/// listed there answers nobody.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(open_routes())
        .merge(review_routes())
        .merge(api_routes())
        .merge(job_routes())
        .fallback(error::no_route)
        .layer(from_fn_with_state(state.clone(), guard::guard))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            TIME_LIMIT,
        ))
        .layer(CatchPanicLayer::custom(error::after_panic))
        .layer(from_fn(headers::secure))
        .with_state(state)
}

fn open_routes() -> Router<State> {
    Router::new()
        .route("/webhooks/{source}", post(webhook::receive))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/assets/{name}", get(assets::serve))
        .route("/sign-in", get(auth::form).post(auth::sign_in))
        .route("/sign-out", post(auth::sign_out))
}

fn review_routes() -> Router<State> {
    Router::new()
        .route("/", get(contracts::home))
        .route("/contracts/{id}", get(reviews::show))
        .route("/contracts/{id}/pages/{page}", get(contracts::page_image))
        .route("/contracts/{id}/document.pdf", get(contracts::pdf))
        .route("/contracts/{id}/history", get(contracts::history))
        .route("/contracts/{id}/verified", post(reviews::approve_verified))
        .route("/contracts/{id}/items/{item}", post(reviews::decide))
        .route("/contracts/{id}/finish", get(reviews::finish))
        .route("/contracts/{id}/approve", post(reviews::approve))
        .route("/contracts/{id}/reject", post(reviews::reject))
        .route("/contracts/{id}/reopen", post(reviews::reopen))
}

fn api_routes() -> Router<State> {
    Router::new()
        .route("/api/contracts", get(contracts::api_list))
        .route("/api/contracts/{id}", get(contracts::api_get))
        .route("/api/contracts/{id}/plan", get(contracts::api_plan))
        .route(
            "/api/contracts/{id}/items/{item}",
            post(reviews::api_decide),
        )
        .route("/api/contracts/{id}/approve", post(reviews::api_approve))
        .route("/api/contracts/{id}/reject", post(reviews::api_reject))
        .route("/api/contracts/{id}/reopen", post(reviews::api_reopen))
        .route("/api/jobs", get(admin::api_list))
        .route("/api/jobs/{id}/retry", post(admin::api_retry))
        .route("/api/jobs/{id}/cancel", post(admin::api_cancel))
}

fn job_routes() -> Router<State> {
    Router::new()
        .route("/jobs", get(admin::jobs))
        .route("/jobs/{id}/retry", post(admin::retry))
        .route("/jobs/{id}/cancel", post(admin::cancel))
}
