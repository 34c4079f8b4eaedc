//! The audit trail: a hash chain, each row written in the transaction of the act it records.
//! Rows name ids and fields, never what a contract says.

use super::{Result, Store, Tx};
use crate::domain::id::ContractId;
use sha2::{Digest, Sha256};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The contract.
    pub contract: String,
    /// The person or `countersign`.
    pub actor: String,
    /// What was done, such as `contract.approved`.
    pub action: String,
    /// To what: ids and counts.
    pub detail: String,
    /// The hash of the row before.
    pub previous: String,
    /// SHA-256 over all of the above, in hex.
    pub hash: String,
}

type Row = (i64, i64, String, String, String, String, String, String);

impl Entry {
    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let numbers = [self.seq.to_string(), self.at.to_string()];
        let texts = [
            &numbers[0],
            &numbers[1],
            &self.contract,
            &self.actor,
            &self.action,
            &self.detail,
            &self.previous,
        ];
        for text in texts {
            hasher.update(text.len().to_string());
            hasher.update(":");
            hasher.update(text);
        }
        hex::encode(hasher.finalize())
    }
}

fn entry((seq, at, contract, actor, action, detail, previous, hash): Row) -> Entry {
    Entry {
        seq,
        at,
        contract,
        actor,
        action,
        detail,
        previous,
        hash,
    }
}

impl Tx {
    /// Appends an act to the chain.
    pub async fn audit(
        &mut self,
        contract: &ContractId,
        actor: &str,
        action: &str,
        detail: &str,
        at: i64,
    ) -> Result<()> {
        let last: Option<(i64, String)> =
            sqlx::query_as("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
                .fetch_optional(&mut *self.inner)
                .await?;
        let (seq, previous) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
        let mut entry = Entry {
            seq,
            at,
            contract: contract.to_string(),
            actor: actor.to_owned(),
            action: action.to_owned(),
            detail: detail.to_owned(),
            previous,
            hash: String::new(),
        };
        entry.hash = entry.digest();
        sqlx::query(
            "INSERT INTO audit (seq, at, contract, actor, action, detail, previous, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(entry.seq)
        .bind(entry.at)
        .bind(entry.contract)
        .bind(entry.actor)
        .bind(entry.action)
        .bind(entry.detail)
        .bind(entry.previous)
        .bind(entry.hash)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The acts on a contract, the first one first.
    pub async fn history(&self, contract: &ContractId) -> Result<Vec<Entry>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT seq, at, contract, actor, action, detail, previous, hash FROM audit WHERE contract = $1 ORDER BY seq",
        )
        .bind(contract.as_str())
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Checks the whole chain; the first broken place, if there is one.
    pub async fn verify_audit(&self) -> Result<Option<i64>> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT seq, at, contract, actor, action, detail, previous, hash FROM audit ORDER BY seq")
                .fetch_all(self.pool())
                .await?;
        let mut previous = String::new();
        for (expected, row) in (1..).zip(rows) {
            let entry = entry(row);
            if entry.seq != expected || entry.previous != previous || entry.hash != entry.digest() {
                return Ok(Some(expected));
            }
            previous = entry.hash;
        }
        Ok(None)
    }
}
