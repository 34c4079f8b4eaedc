//! Workers: claim a job, keep its lease alive, run it, record what failed.
//!
//! No transaction is open while a step works. A step commits its own result together with the
//! job's completion; the worker writes only failures.

use super::Settings;
use super::retry;
use crate::domain::clock::Clock;
use crate::domain::failure::Failure;
use crate::store::jobs::{Claim, Fate};
use crate::store::{Error, Store};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Runs one claimed job, its commit included.
pub type Runner = Arc<dyn Fn(Claim) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Puts a contract aside when its job is parked or dead; part of the failure's transaction.
pub type Aside =
    Arc<dyn Fn(Claim, String, Fate) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;

/// How long an idle worker sleeps when nobody wakes it.
const POLL: Duration = Duration::from_millis(250);

/// What a worker needs.
#[derive(Clone)]
pub struct Workers {
    /// Our database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How jobs are run.
    pub settings: Settings,
    /// Runs a step.
    pub runner: Runner,
    /// Records a failure that ends the job.
    pub aside: Aside,
}

impl Workers {
    /// Starts the workers. They stop claiming when `stop` is cancelled; `tracker` is empty when the last has drained.
    pub async fn start(self, tracker: &TaskTracker, stop: CancellationToken) -> Result<(), Error> {
        let orphans = self.store.release_orphans(self.clock.micros()).await?;
        if orphans > 0 {
            tracing::warn!(jobs = orphans, "took up jobs that a crash left behind");
        }
        for number in 0..self.settings.workers {
            let workers = self.clone();
            let stop = stop.clone();
            tracker.spawn(async move { workers.work(&format!("worker-{number}"), stop).await });
        }
        Ok(())
    }

    async fn work(&self, owner: &str, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.claim(owner).await {
                Ok(Some(claim)) => self.handle(claim, &stop).await,
                Ok(None) => {
                    tokio::select! {
                        () = self.store.enqueued() => {}
                        () = tokio::time::sleep(POLL) => {}
                        () = stop.cancelled() => {}
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "no job could be claimed");
                    tokio::time::sleep(POLL * 4).await;
                }
            }
        }
    }

    async fn claim(&self, owner: &str) -> Result<Option<Claim>, Error> {
        let now = self.clock.micros();
        if !self.store.has_due_job(now).await? {
            return Ok(None);
        }
        self.store.claim(owner, now, self.lease()).await
    }

    async fn handle(&self, claim: Claim, stop: &CancellationToken) {
        let step = claim.step.name();
        let begun = std::time::Instant::now();
        let outcome = tokio::select! {
            outcome = self.run(claim.clone()) => Some(outcome),
            () = self.keep_alive(&claim) => None,
            () = self.drained(stop) => {
                self.release(&claim).await;
                return;
            }
        };
        metrics::histogram!("countersign_step_seconds", "step" => step)
            .record(begun.elapsed().as_secs_f64());
        let word = match outcome {
            None => {
                tracing::warn!(job = %claim.id, step, contract = %claim.contract, "the lease was lost; another worker goes on");
                "lease_lost"
            }
            Some(Ok(())) => "done",
            Some(Err(failure)) => {
                self.record(&claim, &failure).await;
                failure.kind()
            }
        };
        metrics::counter!("countersign_steps_total", "step" => step, "outcome" => word)
            .increment(1);
    }

    /// Runs the step in a task of its own, so that a panic ends the job and not the worker.
    async fn run(&self, claim: Claim) -> Result<(), Failure> {
        if self.store.crashes(&claim).await.unwrap_or(0) >= i64::from(self.settings.max_crashes) {
            return Err(Failure::park(
                "the process died again and again under this job: look at the file, then retry the job",
            ));
        }
        let task = AbortOnDrop(tokio::spawn((self.runner)(claim)));
        task.join().await.unwrap_or_else(|_| {
            Err(Failure::fail(
                "the step panicked: this is a fault of countersign, report it",
            ))
        })
    }

    /// Extends the lease until it is lost; then returns, which cancels the step.
    async fn keep_alive(&self, claim: &Claim) {
        let third = Duration::from_micros(u64::try_from(self.lease() / 3).unwrap_or(1_000_000));
        loop {
            tokio::time::sleep(third).await;
            match self
                .store
                .extend(claim, self.clock.micros() + self.lease())
                .await
            {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(%error, job = %claim.id, "the lease could not be extended; trying again")
                }
            }
        }
    }

    async fn drained(&self, stop: &CancellationToken) {
        stop.cancelled().await;
        tokio::time::sleep(Duration::from_secs(self.settings.drain_seconds.into())).await;
    }

    async fn release(&self, claim: &Claim) {
        let released = async {
            let mut tx = self.store.begin().await?;
            tx.release(claim, self.clock.micros()).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, job = %claim.id, "the job could not be given back; its lease will lapse");
        }
    }

    async fn record(&self, claim: &Claim, failure: &Failure) {
        let now = self.clock.micros();
        let fate = retry::fate(&self.settings, claim, failure, now);
        let reason = failure.to_string();
        tracing::warn!(
            job = %claim.id, step = claim.step.name(), contract = %claim.contract,
            attempt = claim.attempts, fate = ?fate, reason, "a step failed"
        );
        let recorded = match fate {
            Fate::Again(_) => self.again(claim, &fate, &reason, now).await,
            Fate::Parked | Fate::Dead => (self.aside)(claim.clone(), reason, fate).await,
        };
        if let Err(error) = recorded {
            tracing::error!(%error, job = %claim.id, "a failure could not be recorded; the lease will lapse and the step runs again");
        }
    }

    async fn again(&self, claim: &Claim, fate: &Fate, reason: &str, now: i64) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        tx.give_back(claim, fate, reason, now).await?;
        tx.commit().await
    }

    fn lease(&self) -> i64 {
        i64::from(self.settings.lease_seconds) * 1_000_000
    }
}

/// A task that ends with its owner: a lost lease or a shutdown must not leave a step running.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> AbortOnDrop<T> {
    async fn join(mut self) -> Result<T, tokio::task::JoinError> {
        (&mut self.0).await
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
