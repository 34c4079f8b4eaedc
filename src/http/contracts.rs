//! The queue of contracts, one contract's files and history, and the same as JSON.

use super::State;
use super::error::{ApiError, PageError};
use super::guard::Signed;
use super::history::{self, Act};
use super::house::{ContractFilter, ContractRow, Error, ReviewView};
use super::pages::{self, Frame};
use crate::domain::id::ContractId;
use crate::domain::writeback::Plan;
use askama::Template;
use axum::extract::{self, Path, Query};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

/// Page images come in these widths, in pixels, so that nobody can make us draw each page a
/// thousand times.
const WIDTHS: [u32; 3] = [700, 1100, 1600];

/// Which part of the queue is shown.
#[derive(Deserialize)]
pub struct Choice {
    #[serde(default)]
    show: String,
}

/// How wide a page image is wanted, in pixels.
#[derive(Deserialize)]
pub struct Wanted {
    width: Option<u32>,
}

struct Tab {
    key: &'static str,
    label: &'static str,
    count: usize,
    chosen: bool,
}

struct Line {
    row: ContractRow,
    stage: &'static str,
    tone: &'static str,
    age: String,
    received: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    empty: &'static str,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    frame: Frame,
    id: ContractId,
    title: String,
    acts: Vec<Act>,
}

/// Key, label, whether a stage belongs to it, and what an empty list says.
type Part = (&'static str, &'static str, fn(&str) -> bool, &'static str);

const PARTS: [Part; 6] = [
    (
        "review",
        "Needs review",
        |stage| stage == "in_review",
        "Nothing is waiting for you. New contracts appear here as soon as they have been read.",
    ),
    (
        "attention",
        "Needs attention",
        |stage| stage == "parked",
        "No contract is stuck.",
    ),
    (
        "progress",
        "In progress",
        |stage| !matches!(stage, "in_review" | "parked" | "written_back" | "rejected"),
        "Nothing is being read or written just now.",
    ),
    (
        "done",
        "In CRM",
        |stage| stage == "written_back",
        "No contract has been written to the CRM yet.",
    ),
    (
        "rejected",
        "Rejected",
        |stage| stage == "rejected",
        "No contract has been rejected.",
    ),
    (
        "all",
        "All",
        |_| true,
        "No contract has arrived yet. It comes here when it is signed in the CLM.",
    ),
];

/// The front page: the queue, or the jobs for those who read no contracts.
pub async fn home(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Query(Choice { show }): Query<Choice>,
) -> Result<Response, PageError> {
    if !signed.role.reviews() {
        return Ok(Redirect::to("/jobs").into_response());
    }
    let rows = state.house.contracts(ContractFilter::default()).await?;
    let (key, _, belongs, empty) = PARTS
        .into_iter()
        .find(|part| part.0 == show)
        .unwrap_or(PARTS[0]);
    let tabs = PARTS
        .iter()
        .map(|(tab, label, belongs, _)| Tab {
            key: tab,
            label,
            count: rows.iter().filter(|row| belongs(&row.stage)).count(),
            chosen: *tab == key,
        })
        .collect();
    let now = state.clock.now();
    let lines = rows
        .into_iter()
        .filter(|row| belongs(&row.stage))
        .map(|row| {
            let (stage, tone) = pages::stage_label(&row.stage);
            Line {
                stage,
                tone,
                age: pages::age(row.received_at, now),
                received: pages::instant(row.received_at),
                row,
            }
        })
        .collect();
    let frame = Frame::of(&signed, "contracts");
    let page = QueuePage {
        frame,
        tabs,
        lines,
        empty,
    };
    Ok(pages::html(StatusCode::OK, &page))
}

/// One page as PNG; `page` is `3.png`.
pub async fn page_image(
    extract::State(state): extract::State<State>,
    Path((id, page)): Path<(ContractId, String)>,
    Query(Wanted { width }): Query<Wanted>,
) -> Result<Response, PageError> {
    let number = page.strip_suffix(".png").and_then(|page| page.parse().ok());
    let number: u32 = number.ok_or(Error::NotFound)?;
    let wanted = width.unwrap_or(WIDTHS[1]);
    let width = WIDTHS
        .into_iter()
        .find(|width| *width >= wanted)
        .unwrap_or(WIDTHS[2]);
    let image = state.house.page_image(&id, number, width).await?;
    let image = image.ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], image).into_response())
}

/// The PDF, to be kept and never to be opened inside our own origin.
pub async fn pdf(
    extract::State(state): extract::State<State>,
    Path(id): Path<ContractId>,
) -> Result<Response, PageError> {
    let bytes = state.house.pdf(&id).await?.ok_or(Error::NotFound)?;
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"contract.pdf\"",
        ),
        (header::CONTENT_SECURITY_POLICY, "sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

/// What was done with the contract.
pub async fn history(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
) -> Result<Response, PageError> {
    let view = view_of(&state, &id).await?;
    let rows = state.house.history(&id).await?;
    let page = HistoryPage {
        frame: Frame::of(&signed, "contracts"),
        id,
        acts: history::acts(rows, &view),
        title: view.contract.metadata.title,
    };
    Ok(pages::html(StatusCode::OK, &page))
}

/// `GET /api/contracts?stage=`.
pub async fn api_list(
    extract::State(state): extract::State<State>,
    Query(filter): Query<ContractFilter>,
) -> Result<Json<Value>, ApiError> {
    let rows = state.house.contracts(filter).await?;
    Ok(Json(json!({ "contracts": rows })))
}

/// `GET /api/contracts/{id}`: the contract, what was read and what there is to decide.
pub async fn api_get(
    extract::State(state): extract::State<State>,
    Path(id): Path<ContractId>,
) -> Result<Json<Value>, ApiError> {
    let view = view_of(&state, &id).await?;
    Ok(Json(json!({
        "contract": view.contract,
        "received_at": view.received_at,
        "pages": view.pages,
        "reading": view.reading,
        "items": view.items,
        "amends": view.kin.amends,
        "amended_by": view.kin.amended_by,
    })))
}

/// `GET /api/contracts/{id}/plan`: what an approval would write now.
pub async fn api_plan(
    extract::State(state): extract::State<State>,
    Path(id): Path<ContractId>,
) -> Result<Json<Plan>, ApiError> {
    let plan = state.house.plan(&id).await?;
    Ok(Json(plan.ok_or(Error::NotFound)?))
}

/// The contract, or that there is none.
pub async fn view_of(state: &State, id: &ContractId) -> Result<ReviewView, Error> {
    state.house.review(id).await?.ok_or(Error::NotFound)
}
