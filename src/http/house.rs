//! What the web layer may ask of the rest of the house: one trait, implemented in `app.rs`.
//!
//! It speaks in the nouns of `domain` and in the views below. It must never name a table, a vendor
//! or a route.

use crate::domain::contract::Contract;
use crate::domain::id::{ContractId, ItemId, JobId};
use crate::domain::kin::Kin;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::review::{Item, Verdict};
use crate::domain::writeback::Plan;
use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The headers of a delivery, lower-case name and value, in order, repeats included.
pub type Headers = Vec<(String, String)>;

/// What became of a webhook delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// Authentic, new, and durable in our store.
    Recorded,
    /// Authentic and already recorded; the sender may stop.
    Duplicate,
    /// Not authentic, not readable, or from a source that is not configured.
    Rejected,
    /// It could not be recorded now; the sender must try again.
    Unavailable,
}

/// Which contracts a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ContractFilter {
    /// The stage's name as in `Stage::name`; all stages where absent.
    #[serde(default)]
    pub stage: Option<String>,
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractRow {
    /// The contract.
    pub id: ContractId,
    /// The title in the CLM.
    pub title: String,
    /// The other side's name in the CLM.
    pub counterparty: Option<String>,
    /// The stage's name as in `Stage::name`.
    pub stage: String,
    /// Pages of the PDF, once it is read.
    pub pages: Option<u32>,
    /// How many values and obligations were read.
    pub values: usize,
    /// How many of them nobody has decided.
    pub pending: usize,
    /// Why a person must look: the parking reason, or the first reason of the reading.
    pub reason: Option<String>,
    /// When the event that named it arrived.
    pub received_at: Timestamp,
    /// The connector it came from, such as `ironclad`.
    pub source: String,
    /// The id of the CRM record, once it is written back.
    pub record: Option<String>,
    /// Raised by each change; an approval names the version it saw.
    pub version: i64,
}

/// The size of one page as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PageSize {
    /// Page number, from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

/// All that the review page shows about one contract.
#[derive(Debug, Clone)]
pub struct ReviewView {
    /// The contract with its stage. Its version must rise with every decision on an item, so that an
    /// approval can never cover a decision that the approver has not seen.
    pub contract: Contract,
    /// When the event that named it arrived.
    pub received_at: Timestamp,
    /// The pages in order; empty until the PDF is read.
    pub pages: Vec<PageSize>,
    /// What was read; `None` until extraction has run.
    pub reading: Option<Reading>,
    /// What there is to decide, in reading order.
    pub items: Vec<Item>,
    /// The labels, groups and kinds of the fields.
    pub dictionary: Arc<Dictionary>,
    /// The present day at the house, from which the next dates of duties are told.
    pub today: Date,
    /// The agreement that it amends and the contracts that amend it.
    pub kin: Kin,
}

/// One line of a contract's history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who: a person's name, or the step that acted.
    pub actor: String,
    /// What was done, such as `approved` or `extract finished`.
    pub action: String,
    /// More about it, without contract text.
    pub detail: String,
}

/// One queued job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobRow {
    /// The job.
    pub id: JobId,
    /// The step that it runs.
    pub step: String,
    /// The contract that it is about.
    pub contract: Option<ContractId>,
    /// `ready`, `running`, `done`, `parked`, `dead` or `cancelled`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it runs next, or ran last.
    pub run_at: Timestamp,
    /// Why the last try failed, without contract text.
    pub last_error: Option<String>,
}

/// Someone who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The name they sign in with; it stands under each of their decisions.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Argon2 hash in PHC form (`$argon2id$v=19$...`).
    pub password_hash: String,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads contracts, decides on values, countersigns.
    Reviewer,
    /// Sees and moves jobs; reads no contract.
    Operator,
    /// Both.
    Admin,
}

impl Role {
    /// The role's name, as in settings.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reviewer => "reviewer",
            Role::Operator => "operator",
            Role::Admin => "admin",
        }
    }

    /// Whether this role reads and decides contracts.
    pub fn reviews(self) -> bool {
        self != Role::Operator
    }

    /// Whether this role sees and moves jobs.
    pub fn operates(self) -> bool {
        self != Role::Reviewer
    }
}

/// Why the house did not do what was asked. A message is read by the person at the page, so it holds
/// no contract text and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for this person.
    #[error("there is nothing here")]
    NotFound,
    /// Somebody changed it since it was shown.
    #[error("{message}")]
    Conflict {
        /// What changed, and what to do.
        message: String,
    },
    /// A rule forbids it; asking again does not help.
    #[error("{message}")]
    Refused {
        /// Which rule.
        message: String,
    },
    /// It cannot be done now; asking again can help.
    #[error("{message}")]
    Unavailable {
        /// What is missing.
        message: String,
    },
    /// Our own fault; the cause is in the log.
    #[error("something went wrong on our side")]
    Internal,
}

/// The rest of the house, as the web layer sees it.
#[async_trait]
pub trait House: Send + Sync {
    /// Verifies a delivery over its raw bytes and records it before it answers.
    async fn accept(&self, source: &str, headers: Headers, body: Bytes) -> Accepted;

    /// The queue, newest first.
    async fn contracts(&self, filter: ContractFilter) -> Result<Vec<ContractRow>, Error>;

    /// Everything about one contract; `None` where there is none.
    async fn review(&self, id: &ContractId) -> Result<Option<ReviewView>, Error>;

    /// One page (from 1) as PNG, `width` pixels wide at most.
    async fn page_image(
        &self,
        id: &ContractId,
        page: u32,
        width: u32,
    ) -> Result<Option<Bytes>, Error>;

    /// The executed PDF.
    async fn pdf(&self, id: &ContractId) -> Result<Option<Bytes>, Error>;

    /// What an approval would write now; `None` while something is undecided.
    async fn plan(&self, id: &ContractId) -> Result<Option<Plan>, Error>;

    /// What was done with the contract, oldest first.
    async fn history(&self, id: &ContractId) -> Result<Vec<AuditRow>, Error>;

    /// Records a decision. `seen_version` is the item's version that the person saw; another one is
    /// a conflict.
    async fn decide(
        &self,
        id: &ContractId,
        item: &ItemId,
        verdict: Verdict,
        seen_version: i64,
        person: &str,
    ) -> Result<Item, Error>;

    /// Countersigns. `seen_version` is the contract's version that the person saw. A second call with
    /// the same version gives the same answer and changes nothing.
    async fn approve(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
    ) -> Result<ContractRow, Error>;

    /// Refuses the whole contract; nothing is written to the CRM.
    async fn reject(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
        reason: &str,
    ) -> Result<ContractRow, Error>;

    /// Takes a contract whose write the CRM refused back to review.
    async fn reopen(&self, id: &ContractId, person: &str) -> Result<ContractRow, Error>;

    /// The jobs in `state`, or those that are not done.
    async fn jobs(&self, state: Option<&str>) -> Result<Vec<JobRow>, Error>;

    /// Puts a dead job back into the queue, and the contract back to where it stopped.
    async fn retry(&self, job: &JobId, person: &str) -> Result<(), Error>;

    /// Takes a job out of the queue.
    async fn cancel(&self, job: &JobId, person: &str) -> Result<(), Error>;

    /// Whether the service can do its work; otherwise what is missing, one line each.
    async fn ready(&self) -> Result<(), Vec<String>>;

    /// The metrics in Prometheus' text form.
    fn metrics(&self) -> String;

    /// The person of that name; `None` where nobody of that name may sign in.
    async fn person(&self, name: &str) -> Option<Person>;
}
