//! The flow: accept, acquire, chunk, deidentify, embed, extract, review, writeback.
//!
//! Each step is a file with one `run`; it reads its input from the store, leaves its output there,
//! and commits it together with the contract's move and the next job. Steps name connector traits,
//! never a vendor, and no outside call is ever made inside a transaction.

pub mod accept;
pub mod acquire;
pub mod chunk;
pub mod deidentify;
pub mod embed;
pub mod extract;
pub mod review;
pub mod writeback;

use crate::connectors::blobs::Blobs;
use crate::connectors::clm::Clm;
use crate::connectors::crm::Crm;
use crate::connectors::embedder::Embedder;
use crate::connectors::reader::Reader;
use crate::connectors::vectors::Vectors;
use crate::domain::clock::Clock;
use crate::domain::contract::{Contract, Stage};
use crate::domain::failure::Failure;
use crate::domain::id::JobId;
use crate::domain::step::Step;
use crate::domain::zone::Zone;
use crate::store::jobs::{Claim, Fate};
use crate::store::{Error, Store, Tx, crash};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who acts when nobody does.
const ACTOR: &str = "countersign";

/// How the flow works.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Longest chunk, in tokens of `o200k_base`.
    pub chunk_tokens: u32,
    /// `offline`, `llm` or `both`.
    pub engine: crate::domain::term::Engine,
    /// Where people reach the review pages; written to the CRM as the record's link.
    pub public_url: String,
    /// Where the house is: which day it is there is the present one.
    pub time_zone: Zone,
}

/// All that the steps work with; `app.rs` fills it.
pub struct Context {
    /// Our database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The CLMs, by name.
    pub clms: Vec<Arc<dyn Clm>>,
    /// The CRM.
    pub crm: Arc<dyn Crm>,
    /// The files.
    pub blobs: Arc<dyn Blobs>,
    /// Reads PDFs.
    pub reader: Arc<dyn Reader>,
    /// Makes vectors.
    pub embedder: Arc<dyn Embedder>,
    /// The index.
    pub vectors: Arc<dyn Vectors>,
    /// Reads fields and obligations.
    pub engines: extract::Engines,
    /// How the flow works.
    pub settings: Settings,
}

impl Context {
    /// The CLM of that name.
    pub fn clm(&self, name: &str) -> Option<&Arc<dyn Clm>> {
        self.clms.iter().find(|clm| clm.name() == name)
    }

    /// The present day at the house; no date is judged by another.
    pub fn today(&self) -> jiff::civil::Date {
        self.settings.time_zone.day(self.clock.now())
    }

    async fn contract(&self, claim: &Claim) -> Result<Contract, Failure> {
        let contract = self.store.contract(&claim.contract).await?;
        contract.ok_or_else(|| {
            Failure::fail("the job names a contract that is not in the store: cancel the job")
        })
    }

    /// Commits a step: what `tx` already holds, the contract's move, the next job, the audit row
    /// and the job's completion, all or none.
    async fn advance(
        &self,
        mut tx: Tx,
        claim: &Claim,
        contract: &Contract,
        stage: &Stage,
    ) -> Result<(), Failure> {
        let now = self.clock.micros();
        tx.move_to(contract, stage, now).await?;
        if let Some(next) = stage.next_step() {
            tx.enqueue(&self.store, next, &contract.id, 0, now).await?;
        }
        let action = format!("contract.{}", stage.name());
        tx.audit(&contract.id, ACTOR, &action, claim.step.name(), now)
            .await?;
        tx.finish(claim, now).await?;
        crash::point(&format!("{}.committing", claim.step));
        tx.commit().await?;
        crash::point(&format!("{}.committed", claim.step));
        Ok(())
    }
}

/// Does `work` off the async runtime, which must never wait for a long computation.
async fn off_runtime<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| {
        Failure::fail(format!(
            "{what} panicked: this is a fault of countersign, report it"
        ))
    })
}

/// The whole service in one sentence: what each step does with a contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    crash::point(&format!("{}.claimed", claim.step));
    match claim.step {
        Step::Acquire => acquire::run(ctx, claim).await,
        Step::Chunk => chunk::run(ctx, claim).await,
        Step::Deidentify => deidentify::run(ctx, claim).await,
        Step::Embed => embed::run(ctx, claim).await,
        Step::Extract => extract::run(ctx, claim).await,
        Step::Writeback => writeback::run(ctx, claim).await,
        Step::Accept | Step::Review => Err(Failure::fail(format!(
            "{} is done by a sender or a person, never by a worker: cancel the job",
            claim.step
        ))),
    }
}

/// Puts a contract aside together with its failed job: a person sees it in the list, with the reason.
pub async fn aside(ctx: &Context, claim: &Claim, reason: &str, fate: &Fate) -> Result<(), Error> {
    let now = ctx.clock.micros();
    let mut tx = ctx.store.begin().await?;
    let contract = tx.contract(&claim.contract).await?;
    tx.move_to(&contract, &contract.stage.parked(claim.step, reason), now)
        .await?;
    tx.audit(
        &contract.id,
        ACTOR,
        "contract.parked",
        claim.step.name(),
        now,
    )
    .await?;
    tx.give_back(claim, fate, reason, now).await?;
    tx.commit().await
}

/// Makes a dead or parked job due again, and its contract go on from where it stopped.
pub async fn retry(
    store: &Store,
    clock: &dyn Clock,
    job: &JobId,
    person: &str,
) -> Result<(), Error> {
    let now = clock.micros();
    let mut tx = store.begin().await?;
    let waiting = tx.job(job).await?;
    let contract = tx.contract(&waiting.contract).await?;
    let stage = contract
        .stage
        .resumed()
        .unwrap_or_else(|_| contract.stage.clone());
    // A job that the contract has moved on from (reopened, rejected, written) must not run again.
    if stage.next_step().map(Step::name) != Some(waiting.step.as_str()) {
        return Err(Error::Stale);
    }
    if stage != contract.stage {
        tx.move_to(&contract, &stage, now).await?;
    }
    tx.replay(store, job, now).await?;
    tx.audit(&contract.id, person, "job.retried", job.as_str(), now)
        .await?;
    tx.commit().await
}

/// Gives a job up for good; its contract is parked with that reason, so that nobody waits for it.
pub async fn cancel(
    store: &Store,
    clock: &dyn Clock,
    job: &JobId,
    person: &str,
) -> Result<(), Error> {
    let now = clock.micros();
    let mut tx = store.begin().await?;
    let waiting = tx.job(job).await?;
    tx.cancel(job, now).await?;
    let contract = tx.contract(&waiting.contract).await?;
    let step = contract
        .stage
        .next_step()
        .filter(|step| step.name() == waiting.step);
    if let Some(step) = step {
        let stage = contract
            .stage
            .parked(step, "its job was cancelled: retry the job to go on");
        tx.move_to(&contract, &stage, now).await?;
    }
    tx.audit(&contract.id, person, "job.cancelled", job.as_str(), now)
        .await?;
    tx.commit().await
}
