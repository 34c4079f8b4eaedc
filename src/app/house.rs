//! What the pages may ask, answered by store and steps. Translates between their nouns and ours;
//! decides nothing.

use crate::config;
use crate::connectors::blobs;
use crate::domain::contract::{Contract, Stage};
use crate::domain::id::{ContractId, ItemId, JobId};
use crate::domain::review::{Item, Verdict};
use crate::domain::writeback::Plan;
use crate::http::{
    Accepted, AuditRow, ContractFilter, ContractRow, Error, Headers, House, JobRow, PageSize,
    Person, ReviewView,
};
use crate::pipeline::{self, Context, accept, review};
use crate::store;
use crate::telemetry;
use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use std::sync::Arc;

/// The rest of the house.
pub struct Rooms {
    /// What the steps work with.
    pub ctx: Arc<Context>,
    /// Who may sign in.
    pub people: Vec<config::Person>,
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing { .. } => Error::NotFound,
            store::Error::Stale => Error::Conflict {
                message: "somebody else changed this first: look again".to_owned(),
            },
            other => {
                tracing::error!(error = %other, "a page could not be answered");
                Error::Internal
            }
        }
    }
}

impl From<review::Error> for Error {
    fn from(error: review::Error) -> Self {
        match error {
            review::Error::Stale => Error::Conflict {
                message: error.to_string(),
            },
            review::Error::Refused(message) => Error::Refused { message },
            review::Error::Missing => Error::NotFound,
            review::Error::Store(error) => error.into(),
        }
    }
}

impl Rooms {
    fn row(
        &self,
        listed: &store::contracts::Listed,
        version: i64,
        reason: Option<String>,
    ) -> ContractRow {
        let contract = &listed.contract;
        let title = contract.metadata.title.clone();
        ContractRow {
            id: contract.id.clone(),
            title: if title.is_empty() {
                contract.origin.native.clone()
            } else {
                title
            },
            counterparty: contract.metadata.counterparty.clone(),
            stage: contract.stage.name().to_owned(),
            pages: contract.stage.pages(),
            values: usize::try_from(listed.items).unwrap_or(0),
            pending: usize::try_from(listed.pending).unwrap_or(0),
            reason,
            received_at: time(listed.created_at),
            source: contract.origin.source.clone(),
            record: record(&contract.stage),
            version,
        }
    }

    async fn row_of(&self, contract: Contract) -> Result<ContractRow, Error> {
        let listed = self
            .ctx
            .store
            .listed(&contract.id)
            .await?
            .ok_or(Error::NotFound)?;
        let items = self.ctx.store.items(&contract.id).await?;
        let version = review::version(&listed.contract, &items);
        Ok(self.row(&listed, version, reason(&listed.contract.stage)))
    }

    async fn bytes(&self, id: &ContractId) -> Result<Option<Bytes>, Error> {
        let Some(contract) = self.ctx.store.contract(id).await? else {
            return Ok(None);
        };
        let Some(sha256) = contract.stage.sha256() else {
            return Ok(None);
        };
        match self.ctx.blobs.get(sha256).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(blobs::Error::Missing(_)) => Ok(None),
            Err(error) => Err(Error::Unavailable {
                message: error.to_string(),
            }),
        }
    }
}

fn record(stage: &Stage) -> Option<String> {
    match stage {
        Stage::WrittenBack { record, .. } => Some(record.clone()),
        _ => None,
    }
}

fn reason(stage: &Stage) -> Option<String> {
    match stage {
        Stage::Parked { step, reason, .. } => Some(format!("{step}: {reason}")),
        _ => None,
    }
}

#[async_trait]
impl House for Rooms {
    async fn accept(&self, source: &str, headers: Headers, body: Bytes) -> Accepted {
        match accept::run(&self.ctx, source, &headers, &body).await {
            accept::Accepted::Recorded => Accepted::Recorded,
            accept::Accepted::Duplicate => Accepted::Duplicate,
            accept::Accepted::Rejected => Accepted::Rejected,
            accept::Accepted::Unavailable => Accepted::Unavailable,
        }
    }

    async fn contracts(&self, filter: ContractFilter) -> Result<Vec<ContractRow>, Error> {
        let listed = self.ctx.store.contracts(filter.stage.as_deref()).await?;
        Ok(listed
            .iter()
            .rev()
            .map(|row| self.row(row, row.contract.version, reason(&row.contract.stage)))
            .collect())
    }

    async fn review(&self, id: &ContractId) -> Result<Option<ReviewView>, Error> {
        let Some(listed) = self.ctx.store.listed(id).await? else {
            return Ok(None);
        };
        let mut items = self.ctx.store.items(id).await?;
        if review::refresh(&self.ctx, id, &items).await? {
            items = self.ctx.store.items(id).await?;
        }
        let pages = match self.ctx.store.document(id).await {
            Ok(read) => read.document.pages,
            Err(store::Error::Missing { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let size = |page: &crate::domain::document::Page| PageSize {
            number: page.number,
            width: page.width,
            height: page.height,
        };
        let mut contract = listed.contract;
        let kin = review::kin(&self.ctx, &contract).await?;
        contract.version = review::version(&contract, &items);
        Ok(Some(ReviewView {
            received_at: time(listed.created_at),
            pages: pages.iter().map(size).collect(),
            reading: self.ctx.store.reading(id).await?,
            items,
            contract,
            dictionary: self.ctx.engines.dictionary.clone(),
            today: self.ctx.today(),
            kin,
        }))
    }

    async fn page_image(
        &self,
        id: &ContractId,
        page: u32,
        width: u32,
    ) -> Result<Option<Bytes>, Error> {
        let Some(pdf) = self.bytes(id).await? else {
            return Ok(None);
        };
        let drawn = self.ctx.reader.draw(pdf, page, width).await;
        drawn.map(Some).map_err(|error| Error::Unavailable {
            message: format!("page {page} cannot be drawn: {error}"),
        })
    }

    async fn pdf(&self, id: &ContractId) -> Result<Option<Bytes>, Error> {
        self.bytes(id).await
    }

    async fn plan(&self, id: &ContractId) -> Result<Option<Plan>, Error> {
        if self.ctx.store.items(id).await?.iter().any(Item::is_pending) {
            return Ok(None);
        }
        match review::plan(&self.ctx, id, "you, when you approve").await {
            Ok(plan) => Ok(Some(plan)),
            Err(review::Error::Missing) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn history(&self, id: &ContractId) -> Result<Vec<AuditRow>, Error> {
        let rows = self.ctx.store.history(id).await?;
        let row = |entry: store::audit::Entry| AuditRow {
            at: time(entry.at),
            actor: entry.actor,
            action: entry.action,
            detail: entry.detail,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    async fn decide(
        &self,
        id: &ContractId,
        item: &ItemId,
        verdict: Verdict,
        seen_version: i64,
        person: &str,
    ) -> Result<Item, Error> {
        Ok(review::decide(&self.ctx, id, item, (&verdict, seen_version, person)).await?)
    }

    async fn approve(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
    ) -> Result<ContractRow, Error> {
        let contract = review::approve(&self.ctx, id, seen_version, person).await?;
        self.row_of(contract).await
    }

    async fn reject(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
        reason: &str,
    ) -> Result<ContractRow, Error> {
        let contract = review::reject(&self.ctx, id, (seen_version, person, reason)).await?;
        self.row_of(contract).await
    }

    async fn reopen(&self, id: &ContractId, person: &str) -> Result<ContractRow, Error> {
        let contract = review::reopen(&self.ctx, id, person).await?;
        self.row_of(contract).await
    }

    async fn jobs(&self, state: Option<&str>) -> Result<Vec<JobRow>, Error> {
        let row = |job: store::jobs::Job| JobRow {
            id: job.id,
            step: job.step,
            contract: Some(job.contract),
            state: job.state,
            attempts: u32::try_from(job.attempts).unwrap_or(0),
            run_at: time(job.run_at),
            last_error: Some(job.error).filter(|error| !error.is_empty()),
        };
        Ok(self
            .ctx
            .store
            .jobs(state)
            .await?
            .into_iter()
            .map(row)
            .collect())
    }

    async fn retry(&self, job: &JobId, person: &str) -> Result<(), Error> {
        Ok(pipeline::retry(&self.ctx.store, self.ctx.clock.as_ref(), job, person).await?)
    }

    async fn cancel(&self, job: &JobId, person: &str) -> Result<(), Error> {
        Ok(pipeline::cancel(&self.ctx.store, self.ctx.clock.as_ref(), job, person).await?)
    }

    async fn ready(&self) -> Result<(), Vec<String>> {
        let mut missing = Vec::new();
        if let Err(error) = self.ctx.store.ping().await {
            missing.push(format!("database: {error}"));
        }
        if let Err(error) = self.ctx.blobs.ping().await {
            missing.push(format!("files: {error}"));
        }
        if let Err(error) = self.ctx.vectors.ping().await {
            missing.push(format!("index: {error}"));
        }
        if let Ok((states, oldest)) = self.ctx.store.queue().await {
            for (state, count) in states {
                metrics::gauge!("countersign_jobs", "state" => state).set(count as f64);
            }
            let age = oldest.map_or(0, |oldest| self.ctx.clock.micros() - oldest);
            metrics::gauge!("countersign_oldest_job_seconds").set(age as f64 / 1e6);
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(missing)
        }
    }

    fn metrics(&self) -> String {
        telemetry::metrics().render()
    }

    async fn person(&self, name: &str) -> Option<Person> {
        let person = self.people.iter().find(|person| person.name == name)?;
        Some(Person {
            name: person.name.clone(),
            role: person.role,
            password_hash: person.password_hash.expose_secret().to_owned(),
        })
    }
}
