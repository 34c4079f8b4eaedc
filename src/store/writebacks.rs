//! CRM writes: the plan is kept before anything is sent, the receipt after it was read back.

use super::{Error, Result, Store, Tx, changed, from_json, to_json};
use crate::domain::id::ContractId;
use crate::domain::writeback::{Plan, Receipt};

/// A planned write and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Writeback {
    /// What to write.
    pub plan: Plan,
    /// `planned` (nothing sent), `sent` (something may have arrived) or `done`.
    pub state: String,
    /// What the CRM holds, once it was read back.
    pub receipt: Option<Receipt>,
}

impl Store {
    /// The latest write of a contract.
    pub async fn writeback(&self, contract: &ContractId) -> Result<Option<Writeback>> {
        let row: Option<(String, String, Option<String>)> = sqlx::query_as(
            "SELECT plan, state, receipt FROM writebacks WHERE contract = $1 ORDER BY revision DESC LIMIT 1",
        )
        .bind(contract.as_str())
        .fetch_optional(self.pool())
        .await?;
        let Some((plan, state, receipt)) = row else {
            return Ok(None);
        };
        let receipt = receipt
            .map(|text| from_json(&text, "receipt"))
            .transpose()?;
        Ok(Some(Writeback {
            plan: from_json(&plan, "plan")?,
            state,
            receipt,
        }))
    }
}

impl Tx {
    /// Keeps a plan. One per approval: the same approval planned again is the same row.
    pub async fn keep_plan(&mut self, plan: &Plan, now: i64) -> Result<()> {
        sqlx::query(
            "INSERT INTO writebacks (contract, revision, operation, plan, state, updated_at) \
             VALUES ($1, $2, $3, $4, 'planned', $5) ON CONFLICT (contract, revision) DO NOTHING",
        )
        .bind(plan.contract.as_str())
        .bind(i64::from(plan.revision))
        .bind(&plan.operation)
        .bind(to_json(plan))
        .bind(now)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Records that the plan is about to be sent.
    pub async fn mark_sent(&mut self, plan: &Plan, now: i64) -> Result<()> {
        self.mark(plan, "sent", None, now).await
    }

    /// Records what the CRM holds, read back.
    pub async fn mark_done(&mut self, plan: &Plan, receipt: &Receipt, now: i64) -> Result<()> {
        self.mark(plan, "done", Some(to_json(receipt)), now).await
    }

    async fn mark(
        &mut self,
        plan: &Plan,
        state: &'static str,
        receipt: Option<String>,
        now: i64,
    ) -> Result<()> {
        let done = sqlx::query(
            "UPDATE writebacks SET state = $1, receipt = COALESCE($2, receipt), updated_at = $3 WHERE contract = $4 AND revision = $5",
        )
        .bind(state)
        .bind(receipt)
        .bind(now)
        .bind(plan.contract.as_str())
        .bind(i64::from(plan.revision))
        .execute(&mut *self.inner)
        .await?;
        changed(&done, Error::Missing { what: "plan" })
    }
}
