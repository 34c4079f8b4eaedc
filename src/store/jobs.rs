//! The queue: lease plus fencing token. The effect of a job and its completion commit in one
//! transaction, so that a worker that lost its lease can change nothing.

use super::{Error, Result, Store, Tx, changed};
use crate::domain::id::{ContractId, JobId, derive};
use crate::domain::step::Step;

/// A job that this process holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub id: JobId,
    /// The step to run.
    pub step: Step,
    /// On which contract.
    pub contract: ContractId,
    /// How often it has been tried, this time included.
    pub attempts: i64,
    /// Raised by each claim; a lower one can no longer commit.
    pub fence: i64,
}

/// A job as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// The step's name.
    pub step: String,
    /// The contract.
    pub contract: ContractId,
    /// `ready`, `running`, `done`, `parked`, `dead` or `cancelled`.
    pub state: String,
    /// How often it has been tried.
    pub attempts: i64,
    /// When it is due, in microseconds since 1970.
    pub run_at: i64,
    /// When it last changed, in microseconds since 1970.
    pub updated_at: i64,
    /// The last error, without contract text.
    pub error: String,
}

/// What becomes of a job that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Due again at this time, in microseconds since 1970.
    Again(i64),
    /// Waits for a person.
    Parked,
    /// Given up; a person can replay it.
    Dead,
}

type Row = (String, String, String, String, i64, i64, i64, String);
const COLUMNS: &str = "SELECT id, step, contract, state, attempts, run_at, updated_at, error FROM jobs \
                       WHERE ($1 = '' AND state <> 'done') OR state = $2 ORDER BY run_at, id LIMIT 500";

impl Store {
    /// Takes the next job that is due, or one whose lease has lapsed, for `lease` microseconds.
    pub async fn claim(&self, owner: &str, now: i64, lease: i64) -> Result<Option<Claim>> {
        // The one place where the databases differ: PostgreSQL's sub-select ends in FOR UPDATE SKIP LOCKED.
        let mut tx = self.begin().await?;
        let row: Option<(String, String, String, i64, i64)> = sqlx::query_as(
            "UPDATE jobs SET crashes = crashes + (CASE WHEN state = 'running' THEN 1 ELSE 0 END), \
             state = 'running', attempts = attempts + 1, fence = fence + 1, owner = $1, \
             lease_until = $2, updated_at = $3 WHERE id = (SELECT id FROM jobs \
             WHERE (state = 'ready' AND run_at <= $4) OR (state = 'running' AND lease_until < $5) \
             ORDER BY run_at, id LIMIT 1) RETURNING id, step, contract, attempts, fence",
        )
        .bind(owner)
        .bind(now + lease)
        .bind(now)
        .bind(now)
        .bind(now)
        .fetch_optional(&mut *tx.inner)
        .await?;
        tx.commit().await?;
        let Some((id, step, contract, attempts, fence)) = row else {
            return Ok(None);
        };
        let step = Step::named(&step).ok_or(Error::Unreadable { what: "job" })?;
        Ok(Some(Claim {
            id: id.into(),
            step,
            contract: contract.into(),
            attempts,
            fence,
        }))
    }

    /// Whether there may be something to claim; a plain read, so that waiting costs no write lock.
    pub async fn has_due_job(&self, now: i64) -> Result<bool> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM jobs WHERE (state = 'ready' AND run_at <= $1) OR (state = 'running' AND lease_until < $2)",
        )
        .bind(now)
        .bind(now)
        .fetch_one(self.pool())
        .await?;
        Ok(count > 0)
    }

    /// Extends the lease; `false` when it is lost.
    pub async fn extend(&self, claim: &Claim, until: i64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND fence = $3 AND state = 'running'",
        )
        .bind(until)
        .bind(claim.id.as_str())
        .bind(claim.fence)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Makes every running job ready: called at start, when the folder's lock proves that no other
    /// process can be running them. Returns how many were left behind by a crash.
    pub async fn release_orphans(&self, now: i64) -> Result<u64> {
        let done = sqlx::query(
            "UPDATE jobs SET state = 'ready', crashes = crashes + 1, owner = '', lease_until = 0, updated_at = $1 \
             WHERE state = 'running'",
        )
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected())
    }

    /// How often the job's process has died under it.
    pub async fn crashes(&self, claim: &Claim) -> Result<i64> {
        let row: Option<(i64,)> = sqlx::query_as("SELECT crashes FROM jobs WHERE id = $1")
            .bind(claim.id.as_str())
            .fetch_optional(self.pool())
            .await?;
        Ok(row.map_or(0, |(crashes,)| crashes))
    }

    /// The jobs in `state`, or all that are not done.
    pub async fn jobs(&self, state: Option<&str>) -> Result<Vec<Job>> {
        let state = state.unwrap_or_default();
        let rows: Vec<Row> = sqlx::query_as(COLUMNS)
            .bind(state)
            .bind(state)
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(job).collect())
    }

    /// How many jobs are in each state, and since when the oldest unfinished one waits.
    pub async fn queue(&self) -> Result<(Vec<(String, i64)>, Option<i64>)> {
        let states = sqlx::query_as("SELECT state, COUNT(*) FROM jobs GROUP BY state")
            .fetch_all(self.pool())
            .await?;
        let (oldest,): (Option<i64>,) =
            sqlx::query_as("SELECT MIN(created_at) FROM jobs WHERE state IN ('ready', 'running')")
                .fetch_one(self.pool())
                .await?;
        Ok((states, oldest))
    }
}

fn job((id, step, contract, state, attempts, run_at, updated_at, error): Row) -> Job {
    Job {
        id: id.into(),
        step,
        contract: contract.into(),
        state,
        attempts,
        run_at,
        updated_at,
        error,
    }
}

impl Tx {
    /// Enqueues `step` on `contract`; `round` tells repeated runs of one step apart (an approval's
    /// number). The same job enqueued again is left as it is.
    pub async fn enqueue(
        &mut self,
        store: &Store,
        step: Step,
        contract: &ContractId,
        round: u32,
        now: i64,
    ) -> Result<JobId> {
        let id = derive(&["job", step.name(), contract.as_str(), &round.to_string()]).to_string();
        sqlx::query(
            "INSERT INTO jobs (id, step, contract, state, run_at, created_at, updated_at) \
             VALUES ($1, $2, $3, 'ready', $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&id)
        .bind(step.name())
        .bind(contract.as_str())
        // What a person waits for goes before all that nobody waits for.
        .bind(if step == Step::Writeback { 0 } else { now })
        .bind(now)
        .bind(now)
        .execute(&mut *self.inner)
        .await?;
        self.wake(store);
        Ok(JobId(id))
    }

    /// Marks the job done, provided that its lease still holds. The last call before the commit of
    /// the step's result: when it fails, all of the result is undone.
    pub async fn finish(&mut self, claim: &Claim, now: i64) -> Result<()> {
        self.settle(claim, "done", now, now, "").await
    }

    /// Records a failure and what becomes of the job.
    pub async fn give_back(
        &mut self,
        claim: &Claim,
        fate: &Fate,
        error: &str,
        now: i64,
    ) -> Result<()> {
        match fate {
            Fate::Again(at) => self.settle(claim, "ready", *at, now, error).await,
            Fate::Parked => self.settle(claim, "parked", now, now, error).await,
            Fate::Dead => self.settle(claim, "dead", now, now, error).await,
        }
    }

    async fn settle(
        &mut self,
        claim: &Claim,
        state: &'static str,
        run_at: i64,
        now: i64,
        error: &str,
    ) -> Result<()> {
        let done = sqlx::query(
            "UPDATE jobs SET state = $1, run_at = $2, lease_until = 0, owner = '', error = $3, updated_at = $4 \
             WHERE id = $5 AND fence = $6 AND state = 'running'",
        )
        .bind(state)
        .bind(run_at)
        .bind(error)
        .bind(now)
        .bind(claim.id.as_str())
        .bind(claim.fence)
        .execute(&mut *self.inner)
        .await?;
        changed(&done, Error::LeaseLost)
    }

    /// Gives a job back unfinished and untried, at shutdown.
    pub async fn release(&mut self, claim: &Claim, now: i64) -> Result<()> {
        sqlx::query(
            "UPDATE jobs SET state = 'ready', attempts = attempts - 1, lease_until = 0, owner = '', updated_at = $1 \
             WHERE id = $2 AND fence = $3 AND state = 'running'",
        )
        .bind(now)
        .bind(claim.id.as_str())
        .bind(claim.fence)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// The job of that id.
    pub async fn job(&mut self, id: &JobId) -> Result<Job> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, step, contract, state, attempts, run_at, updated_at, error FROM jobs WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&mut *self.inner)
        .await?;
        row.map(job).ok_or(Error::Missing { what: "job" })
    }

    /// Makes a dead, parked or waiting job due now, with a clean count of tries.
    pub async fn replay(&mut self, store: &Store, id: &JobId, now: i64) -> Result<()> {
        let done = sqlx::query(
            "UPDATE jobs SET state = 'ready', attempts = 0, crashes = 0, run_at = $1, updated_at = $2 \
             WHERE id = $3 AND state IN ('dead', 'parked', 'ready', 'cancelled')",
        )
        .bind(now)
        .bind(now)
        .bind(id.as_str())
        .execute(&mut *self.inner)
        .await?;
        self.wake(store);
        changed(&done, Error::Stale)
    }

    /// Gives up whatever of `step` waits for a person on this contract.
    pub async fn cancel_parked(
        &mut self,
        contract: &ContractId,
        step: Step,
        now: i64,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE jobs SET state = 'cancelled', updated_at = $1 \
             WHERE contract = $2 AND step = $3 AND state IN ('dead', 'parked')",
        )
        .bind(now)
        .bind(contract.as_str())
        .bind(step.name())
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Gives a job up for good. One that is running or done cannot be cancelled.
    pub async fn cancel(&mut self, id: &JobId, now: i64) -> Result<()> {
        let done = sqlx::query(
            "UPDATE jobs SET state = 'cancelled', updated_at = $1 WHERE id = $2 AND state IN ('dead', 'parked', 'ready')",
        )
        .bind(now)
        .bind(id.as_str())
        .execute(&mut *self.inner)
        .await?;
        changed(&done, Error::Stale)
    }
}
