//! Webhook events: each counts once, for the life of the contract.

use super::{Result, Tx};
use crate::domain::id::ContractId;

/// An event to record.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// The same for every delivery of the event.
    pub dedupe_key: &'a str,
    /// The connector's name.
    pub source: &'a str,
    /// The vendor's name of what happened.
    pub kind: &'a str,
    /// The contract it names, if it starts or changes one.
    pub contract: Option<&'a ContractId>,
}

impl Tx {
    /// Records the event; `false` when it was recorded before.
    pub async fn add_event(&mut self, event: Event<'_>, now: i64) -> Result<bool> {
        let done = sqlx::query(
            "INSERT INTO events (dedupe_key, source, kind, contract, received_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (dedupe_key) DO NOTHING",
        )
        .bind(event.dedupe_key)
        .bind(event.source)
        .bind(event.kind)
        .bind(event.contract.map(ContractId::as_str))
        .bind(now)
        .execute(&mut *self.inner)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
