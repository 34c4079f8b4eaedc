//! Contracts: their stage, what the CLM says, and the version that a change must name.

use super::{Error, Result, Store, Tx, changed, from_json, to_json};
use crate::domain::contract::{Contract, Metadata, Origin, Stage};
use crate::domain::id::ContractId;

type Row = (String, String, String, String, String, i64);

const SELECT: &str =
    "SELECT id, source, native, metadata, stage_data, version FROM contracts WHERE id = $1";

fn contract(row: Row) -> Result<Contract> {
    let (id, source, native, metadata, stage, version) = row;
    Ok(Contract {
        id: id.into(),
        origin: Origin { source, native },
        metadata: from_json(&metadata, "contract")?,
        stage: from_json(&stage, "contract")?,
        version,
    })
}

/// A contract with what a list shows of it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The contract.
    pub contract: Contract,
    /// Items to review.
    pub items: i64,
    /// Items that nobody has decided.
    pub pending: i64,
    /// When its event came, in microseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in microseconds since 1970.
    pub updated_at: i64,
}

impl Store {
    /// The contract of that id.
    pub async fn contract(&self, id: &ContractId) -> Result<Option<Contract>> {
        let row: Option<Row> = sqlx::query_as(SELECT)
            .bind(id.as_str())
            .fetch_optional(self.pool())
            .await?;
        row.map(contract).transpose()
    }

    /// All contracts, the oldest first; only those in `stage` when it is set.
    pub async fn contracts(&self, stage: Option<&str>) -> Result<Vec<Listed>> {
        self.list(stage.unwrap_or_default(), "").await
    }

    /// One contract with what a list shows of it.
    pub async fn listed(&self, id: &ContractId) -> Result<Option<Listed>> {
        Ok(self.list("", id.as_str()).await?.pop())
    }

    async fn list(&self, stage: &str, id: &str) -> Result<Vec<Listed>> {
        type ListRow = (
            String,
            String,
            String,
            String,
            String,
            i64,
            i64,
            i64,
            i64,
            i64,
        );
        let rows: Vec<ListRow> = sqlx::query_as(
            "SELECT c.id, c.source, c.native, c.metadata, c.stage_data, c.version, \
             (SELECT COUNT(*) FROM items i WHERE i.contract = c.id), \
             (SELECT COUNT(*) FROM items i WHERE i.contract = c.id AND i.pending = 1), \
             c.created_at, c.updated_at FROM contracts c \
             WHERE ($1 = '' OR c.stage = $2) AND ($3 = '' OR c.id = $4) ORDER BY c.created_at, c.id",
        )
        .bind(stage)
        .bind(stage)
        .bind(id)
        .bind(id)
        .fetch_all(self.pool())
        .await?;
        rows.into_iter()
            .map(
                |(
                    id,
                    source,
                    native,
                    metadata,
                    stage,
                    version,
                    items,
                    pending,
                    created_at,
                    updated_at,
                )| {
                    let contract = contract((id, source, native, metadata, stage, version))?;
                    Ok(Listed {
                        contract,
                        items,
                        pending,
                        created_at,
                        updated_at,
                    })
                },
            )
            .collect()
    }

    /// How many contracts are in each stage.
    pub async fn stages(&self) -> Result<Vec<(String, i64)>> {
        let rows =
            sqlx::query_as("SELECT stage, COUNT(*) FROM contracts GROUP BY stage ORDER BY stage");
        Ok(rows.fetch_all(self.pool()).await?)
    }
}

impl Tx {
    /// Records a contract as accepted; one that is known already stays as it is.
    pub async fn add_contract(&mut self, origin: &Origin, now: i64) -> Result<ContractId> {
        let id = ContractId::of(&origin.source, &origin.native);
        sqlx::query(
            "INSERT INTO contracts (id, source, native, metadata, stage, stage_data, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(&origin.source)
        .bind(&origin.native)
        .bind(to_json(&Metadata::default()))
        .bind(Stage::Accepted.name())
        .bind(to_json(&Stage::Accepted))
        .bind(now)
        .execute(&mut *self.inner)
        .await?;
        Ok(id)
    }

    /// The contract of that id, as this transaction sees it.
    pub async fn contract(&mut self, id: &ContractId) -> Result<Contract> {
        let row: Option<Row> = sqlx::query_as(SELECT)
            .bind(id.as_str())
            .fetch_optional(&mut *self.inner)
            .await?;
        contract(row.ok_or(Error::Missing { what: "contract" })?)
    }

    /// Moves `contract` to `stage`, provided that nobody has changed it since it was read.
    pub async fn move_to(&mut self, contract: &Contract, stage: &Stage, now: i64) -> Result<()> {
        let done = sqlx::query(
            "UPDATE contracts SET stage = $1, stage_data = $2, version = version + 1, updated_at = $3 \
             WHERE id = $4 AND version = $5",
        )
        .bind(stage.name())
        .bind(to_json(stage))
        .bind(now)
        .bind(contract.id.as_str())
        .bind(contract.version)
        .execute(&mut *self.inner)
        .await?;
        changed(&done, Error::Stale)
    }

    /// Replaces what the CLM says about the contract.
    pub async fn describe(&mut self, id: &ContractId, metadata: &Metadata) -> Result<()> {
        sqlx::query("UPDATE contracts SET metadata = $1 WHERE id = $2")
            .bind(to_json(metadata))
            .bind(id.as_str())
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    /// The next approval's number, from 1.
    pub async fn next_revision(&mut self, id: &ContractId) -> Result<u32> {
        let (revision,): (i64,) = sqlx::query_as(
            "UPDATE contracts SET revision = revision + 1 WHERE id = $1 RETURNING revision",
        )
        .bind(id.as_str())
        .fetch_optional(&mut *self.inner)
        .await?
        .ok_or(Error::Missing { what: "contract" })?;
        u32::try_from(revision).map_err(|_| Error::Unreadable { what: "revision" })
    }
}
