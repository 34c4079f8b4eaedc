//! Accept: verify a delivery, refuse duplicates, record it. Idempotent by the event's dedupe key.
//!
//! Nothing else happens before the answer: the answer means that event, contract and first job are
//! on disk, and no more.

use super::{ACTOR, Context};
use crate::connectors::clm::{Event, Headers, Rejected};
use crate::domain::step::Step;
use crate::store::crash;
use crate::store::{Error, events};

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is on disk.
    Recorded,
    /// It was on disk before; nothing has changed.
    Duplicate,
    /// It is not authentic.
    Rejected,
    /// It cannot be checked or kept now; the sender must try again.
    Unavailable,
}

impl Accepted {
    /// The word for metrics.
    pub fn name(self) -> &'static str {
        match self {
            Accepted::Recorded => "recorded",
            Accepted::Duplicate => "duplicate",
            Accepted::Rejected => "rejected",
            Accepted::Unavailable => "unavailable",
        }
    }
}

/// Takes a delivery from the CLM named `source`.
pub async fn run(ctx: &Context, source: &str, headers: &Headers, body: &[u8]) -> Accepted {
    let accepted = receive(ctx, source, headers, body).await;
    metrics::counter!("countersign_deliveries_total", "outcome" => accepted.name()).increment(1);
    accepted
}

async fn receive(ctx: &Context, source: &str, headers: &Headers, body: &[u8]) -> Accepted {
    let Some(clm) = ctx.clm(source) else {
        return Accepted::Rejected;
    };
    let event = match clm.verify(headers, body).await {
        Ok(event) => event,
        Err(Rejected::Signature) => return Accepted::Rejected,
        Err(Rejected::NoKey) => return Accepted::Unavailable,
    };
    match record(ctx, source, &event).await {
        Ok(true) => Accepted::Recorded,
        Ok(false) => Accepted::Duplicate,
        Err(error) => {
            tracing::error!(%error, source, "a delivery could not be recorded; the sender will try again");
            Accepted::Unavailable
        }
    }
}

async fn record(ctx: &Context, source: &str, event: &Event) -> Result<bool, Error> {
    let now = ctx.clock.micros();
    let mut tx = ctx.store.begin().await?;
    let contract = match &event.executed {
        Some(origin) => Some(tx.add_contract(origin, now).await?),
        None => None,
    };
    let row = events::Event {
        dedupe_key: &event.dedupe_key,
        source,
        kind: &event.kind,
        contract: contract.as_ref(),
    };
    if !tx.add_event(row, now).await? {
        return Ok(false);
    }
    if let Some(contract) = &contract {
        tx.enqueue(&ctx.store, Step::Acquire, contract, 0, now)
            .await?;
        tx.audit(contract, ACTOR, "contract.accepted", &event.kind, now)
            .await?;
    }
    crash::point("accept.committing");
    tx.commit().await?;
    crash::point("accept.committed");
    Ok(true)
}
