//! The operators' page: jobs that are stuck, waiting or running, and the two buttons for them.

use super::State;
use super::error::{ApiError, PageError};
use super::guard::Signed;
use super::house::JobRow;
use super::pages::{self, Frame};
use crate::domain::id::JobId;
use askama::Template;
use axum::extract::{self, Path, Query};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

/// Which jobs are shown.
#[derive(Deserialize)]
pub struct Choice {
    state: Option<String>,
}

/// State and label of each tab.
const TABS: [(&str, &str); 7] = [
    ("", "Not done"),
    ("dead", "Dead letters"),
    ("parked", "For a person"),
    ("running", "Running"),
    ("ready", "Waiting"),
    ("cancelled", "Cancelled"),
    ("done", "Done"),
];

struct Line {
    job: JobRow,
    tone: &'static str,
    when: String,
    can_retry: bool,
    can_cancel: bool,
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage {
    frame: Frame,
    chosen: String,
    tabs: [(&'static str, &'static str); TABS.len()],
    lines: Vec<Line>,
}

/// The jobs.
pub async fn jobs(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Query(choice): Query<Choice>,
) -> Result<Response, PageError> {
    let jobs = state.house.jobs(wanted(&choice)).await?;
    let page = JobsPage {
        frame: Frame::of(&signed, "jobs"),
        chosen: wanted(&choice).unwrap_or_default().to_owned(),
        tabs: TABS,
        lines: jobs.into_iter().map(line).collect(),
    };
    Ok(pages::html(StatusCode::OK, &page))
}

/// Puts a dead job back into the queue.
pub async fn retry(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<JobId>,
) -> Result<Redirect, PageError> {
    state.house.retry(&id, &signed.name).await?;
    Ok(Redirect::to("/jobs"))
}

/// Takes a job out of the queue.
pub async fn cancel(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<JobId>,
) -> Result<Redirect, PageError> {
    state.house.cancel(&id, &signed.name).await?;
    Ok(Redirect::to("/jobs"))
}

/// `GET /api/jobs?state=`.
pub async fn api_list(
    extract::State(state): extract::State<State>,
    Query(choice): Query<Choice>,
) -> Result<Json<Value>, ApiError> {
    let jobs = state.house.jobs(wanted(&choice)).await?;
    Ok(Json(json!({ "jobs": jobs })))
}

/// `POST /api/jobs/{id}/retry`.
pub async fn api_retry(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<JobId>,
) -> Result<StatusCode, ApiError> {
    state.house.retry(&id, &signed.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/jobs/{id}/cancel`.
pub async fn api_cancel(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<JobId>,
) -> Result<StatusCode, ApiError> {
    state.house.cancel(&id, &signed.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wanted(choice: &Choice) -> Option<&str> {
    choice.state.as_deref().filter(|state| !state.is_empty())
}

fn line(job: JobRow) -> Line {
    let tone = match job.state.as_str() {
        "dead" => "bad",
        "parked" => "warn",
        "running" => "accent",
        "done" => "good",
        _ => "quiet",
    };
    Line {
        tone,
        when: pages::instant(job.run_at),
        can_retry: matches!(job.state.as_str(), "dead" | "parked" | "cancelled"),
        can_cancel: matches!(job.state.as_str(), "ready" | "parked" | "dead"),
        job,
    }
}
