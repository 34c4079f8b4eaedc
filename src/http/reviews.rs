//! The review page and what a person does there: decide on each value, see what would be written,
//! countersign or refuse. The same as forms (no script needed) and as JSON.
//!
//! Each decision names the version that was on the screen; the house refuses one made on another.

use super::State;
use super::cards::{self, Group};
use super::contracts::view_of;
use super::error::{ApiError, PageError};
use super::guard::Signed;
use super::house::{ContractRow, Error, ReviewView};
use super::pages::{self, Frame};
use super::paper::{self, PageView};
use super::plan::{self, PlanView};
use crate::domain::contract::Stage;
use crate::domain::id::{ContractId, ItemId};
use crate::domain::kin::Kin;
use crate::domain::review::{Item, Verdict};
use crate::domain::sureness::Sureness;
use askama::Template;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{self, Form, Path};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::{Extension, Json};
use serde::Deserialize;

/// A decision as the page's form sends it.
#[derive(Deserialize)]
pub struct DecideForm {
    action: String,
    #[serde(default)]
    value: String,
    version: i64,
}

/// A decision as the API takes it: `{"action":"edit","value":"90 days","version":0}`.
#[derive(Deserialize)]
pub struct DecideBody {
    #[serde(flatten)]
    verdict: Verdict,
    version: i64,
}

/// The items that were on the screen, as `id:version` separated by spaces.
#[derive(Deserialize)]
pub struct Seen {
    #[serde(default)]
    seen: String,
}

/// Countersigning or refusing the whole contract.
#[derive(Deserialize)]
pub struct Whole {
    version: i64,
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    frame: Frame,
    id: ContractId,
    head: Head,
    groups: Vec<Group>,
    pages: Vec<PageView>,
    notices: Vec<String>,
    kin: Kin,
    decided: usize,
    total: usize,
    /// Pending items that can be approved as they stand, as `id:version`.
    ready: Vec<String>,
}

#[derive(Template)]
#[template(path = "finish.html")]
struct FinishPage {
    frame: Frame,
    id: ContractId,
    head: Head,
    version: i64,
    pending: usize,
    plan: Option<PlanView>,
}

/// What stands on top of the pages of one contract.
struct Head {
    title: String,
    counterparty: String,
    source: String,
    /// A link into the CLM; empty unless it is https.
    link: String,
    /// The stage's name, by which the page notices that it has moved on.
    name: &'static str,
    stage: &'static str,
    tone: &'static str,
    /// What the stage means for the reader; empty while it is in review.
    standing: String,
    open: bool,
    /// Whether the CRM refused what was countersigned, so that it can go back to review.
    refused: bool,
    moving: bool,
    has_pdf: bool,
}

/// The review page.
pub async fn show(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
) -> Result<Response, PageError> {
    let view = view_of(&state, &id).await?;
    let pending = pending(&view);
    let page = ReviewPage {
        frame: Frame::of(&signed, "contracts"),
        id,
        head: head(&view),
        groups: cards::groups(&view),
        pages: paper::pages(&view.pages, &view.items),
        notices: view.reading.as_ref().map_or(Vec::new(), |reading| {
            cards::notices(reading, &view.dictionary)
        }),
        kin: view.kin.clone(),
        decided: view.items.len() - pending,
        total: view.items.len(),
        ready: view
            .items
            .iter()
            .filter(|item| is_ready(item))
            .map(|item| format!("{}:{}", item.id, item.version))
            .collect(),
    };
    Ok(pages::html(StatusCode::OK, &page))
}

/// What an approval would write, with the two last buttons.
pub async fn finish(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
) -> Result<Response, PageError> {
    // The version is read before the plan: a decision in between makes the approval a conflict, and
    // never lets it cover what was not shown.
    let view = view_of(&state, &id).await?;
    let pending = pending(&view);
    let plan = match pending {
        0 => state.house.plan(&id).await?,
        _ => None,
    };
    let page = FinishPage {
        frame: Frame::of(&signed, "contracts"),
        id,
        head: head(&view),
        version: view.contract.version,
        pending,
        plan: plan.map(plan::view_of),
    };
    Ok(pages::html(StatusCode::OK, &page))
}

/// One decision from the page.
pub async fn decide(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path((id, item)): Path<(ContractId, ItemId)>,
    form: Result<Form<DecideForm>, FormRejection>,
) -> Result<Redirect, PageError> {
    let Form(form) = form?;
    let verdict = verdict(form.action.as_str(), form.value)?;
    let house = &state.house;
    house
        .decide(&id, &item, verdict, form.version, &signed.name)
        .await?;
    Ok(Redirect::to(&format!("/contracts/{id}#item-{item}")))
}

/// Approves what was on the screen, undecided, verified and without a rival.
pub async fn approve_verified(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
    form: Result<Form<Seen>, FormRejection>,
) -> Result<Redirect, PageError> {
    let Form(Seen { seen }) = form?;
    let view = view_of(&state, &id).await?;
    for item in view.items.iter().filter(|item| is_ready(item)) {
        let shown = format!("{}:{}", item.id, item.version);
        if seen.split(' ').any(|seen| seen == shown) {
            let (verdict, by) = (Verdict::Approve, &signed.name);
            let house = &state.house;
            house
                .decide(&id, &item.id, verdict, item.version, by)
                .await?;
        }
    }
    Ok(Redirect::to(&format!("/contracts/{id}")))
}

/// Countersigns.
pub async fn approve(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
    form: Result<Form<Whole>, FormRejection>,
) -> Result<Redirect, PageError> {
    let Form(whole) = form?;
    let (house, person) = (&state.house, &signed.name);
    house.approve(&id, whole.version, person).await?;
    Ok(Redirect::to(&format!("/contracts/{id}")))
}

/// Refuses the whole contract.
pub async fn reject(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
    form: Result<Form<Whole>, FormRejection>,
) -> Result<Redirect, PageError> {
    let Form(whole) = form?;
    let (house, person) = (&state.house, &signed.name);
    house
        .reject(&id, whole.version, person, whole.reason.trim())
        .await?;
    Ok(Redirect::to(&format!("/contracts/{id}")))
}

/// Takes a contract back to review after the CRM has refused it.
pub async fn reopen(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
) -> Result<Redirect, PageError> {
    state.house.reopen(&id, &signed.name).await?;
    Ok(Redirect::to(&format!("/contracts/{id}")))
}

/// `POST /api/contracts/{id}/reopen`.
pub async fn api_reopen(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
) -> Result<Json<ContractRow>, ApiError> {
    Ok(Json(state.house.reopen(&id, &signed.name).await?))
}

/// `POST /api/contracts/{id}/items/{item}`.
pub async fn api_decide(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path((id, item)): Path<(ContractId, ItemId)>,
    body: Result<Json<DecideBody>, JsonRejection>,
) -> Result<Json<Item>, ApiError> {
    let Json(DecideBody { verdict, version }) = body?;
    let (house, person) = (&state.house, &signed.name);
    let item = house.decide(&id, &item, verdict, version, person).await?;
    Ok(Json(item))
}

/// `POST /api/contracts/{id}/approve` with `{"version":7}`.
pub async fn api_approve(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
    body: Result<Json<Whole>, JsonRejection>,
) -> Result<Json<ContractRow>, ApiError> {
    let Json(whole) = body?;
    let (house, person) = (&state.house, &signed.name);
    Ok(Json(house.approve(&id, whole.version, person).await?))
}

/// `POST /api/contracts/{id}/reject` with `{"version":7,"reason":"signed copy is not final"}`.
pub async fn api_reject(
    extract::State(state): extract::State<State>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<ContractId>,
    body: Result<Json<Whole>, JsonRejection>,
) -> Result<Json<ContractRow>, ApiError> {
    let Json(whole) = body?;
    let (house, person) = (&state.house, &signed.name);
    let row = house
        .reject(&id, whole.version, person, whole.reason.trim())
        .await?;
    Ok(Json(row))
}

fn verdict(action: &str, value: String) -> Result<Verdict, Error> {
    match action {
        "approve" => Ok(Verdict::Approve),
        "edit" => Ok(Verdict::Edit { value }),
        "reject" => Ok(Verdict::Reject),
        "reopen" => Ok(Verdict::Reopen),
        _ => Err(Error::Refused {
            message: "a decision is approve, edit, reject or reopen".to_owned(),
        }),
    }
}

fn pending(view: &ReviewView) -> usize {
    view.items.iter().filter(|item| item.is_pending()).count()
}

fn is_ready(item: &Item) -> bool {
    let is_contested = Sureness::of_item(item) == Some(Sureness::Conflict);
    item.is_pending() && item.is_verified() && !is_contested
}

fn head(view: &ReviewView) -> Head {
    let contract = &view.contract;
    let metadata = &contract.metadata;
    let (stage, tone) = pages::stage_label(contract.stage.name());
    let link = metadata.link.clone().unwrap_or_default();
    Head {
        title: metadata.title.clone(),
        counterparty: metadata.counterparty.clone().unwrap_or_default(),
        source: contract.origin.source.clone(),
        link: match link.starts_with("https://") {
            true => link,
            false => String::new(),
        },
        name: contract.stage.name(),
        stage,
        tone,
        standing: standing(&contract.stage),
        open: matches!(contract.stage, Stage::InReview { .. }),
        refused: contract.stage.reopened().is_ok(),
        moving: contract.stage.next_step().is_some(),
        has_pdf: contract.stage.sha256().is_some(),
    }
}

fn standing(stage: &Stage) -> String {
    match stage {
        Stage::InReview { .. } => String::new(),
        Stage::Accepted
        | Stage::Acquired { .. }
        | Stage::Chunked { .. }
        | Stage::Deidentified { .. }
        | Stage::Embedded { .. } => {
            "This contract is still being read. The page follows by itself.".to_owned()
        }
        Stage::Approved { by, .. } => {
            format!("Countersigned by {by}. It is being written to Salesforce now.")
        }
        Stage::WrittenBack {
            record, revision, ..
        } => format!("Written to Salesforce as {record}, revision {revision}, and read back."),
        Stage::Rejected { by } => format!("Rejected by {by}. Nothing was written."),
        Stage::Parked { step, reason, .. } => {
            format!("The step “{step}” stopped and a person must look: {reason}")
        }
    }
}
