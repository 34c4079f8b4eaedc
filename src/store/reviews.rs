//! Review items: what is proposed and what a person decided, each with the version a decision names.

use super::{Error, Result, Store, Tx, changed, from_json, to_json};
use crate::domain::id::{ContractId, ItemId};
use crate::domain::review::Item;

impl Store {
    /// The items of a contract in reading order.
    pub async fn items(&self, contract: &ContractId) -> Result<Vec<Item>> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT item FROM items WHERE contract = $1 ORDER BY ordinal")
                .bind(contract.as_str())
                .fetch_all(self.pool())
                .await?;
        rows.into_iter()
            .map(|(item,)| from_json(&item, "review item"))
            .collect()
    }
}

impl Tx {
    /// The items of a contract, as this transaction sees them.
    pub async fn items(&mut self, contract: &ContractId) -> Result<Vec<Item>> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT item FROM items WHERE contract = $1 ORDER BY ordinal")
                .bind(contract.as_str())
                .fetch_all(&mut *self.inner)
                .await?;
        rows.into_iter()
            .map(|(item,)| from_json(&item, "review item"))
            .collect()
    }

    /// Replaces all items of a contract; called when it enters review.
    pub async fn keep_items(&mut self, contract: &ContractId, items: &[Item]) -> Result<()> {
        sqlx::query("DELETE FROM items WHERE contract = $1")
            .bind(contract.as_str())
            .execute(&mut *self.inner)
            .await?;
        for (ordinal, item) in items.iter().enumerate() {
            sqlx::query("INSERT INTO items (id, contract, ordinal, item, pending, version) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(item.id.as_str())
                .bind(contract.as_str())
                .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
                .bind(to_json(item))
                .bind(i64::from(item.is_pending()))
                .bind(item.version)
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    /// One item of a contract.
    pub async fn item(&mut self, contract: &ContractId, id: &ItemId) -> Result<Item> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT item FROM items WHERE contract = $1 AND id = $2")
                .bind(contract.as_str())
                .bind(id.as_str())
                .fetch_optional(&mut *self.inner)
                .await?;
        let (item,) = row.ok_or(Error::Missing {
            what: "review item",
        })?;
        from_json(&item, "review item")
    }

    /// Keeps a decision, provided that nobody has decided since `seen`.
    pub async fn keep_item(&mut self, item: &Item, seen: i64) -> Result<()> {
        let done = sqlx::query(
            "UPDATE items SET item = $1, pending = $2, version = $3 WHERE id = $4 AND version = $5",
        )
        .bind(to_json(item))
        .bind(i64::from(item.is_pending()))
        .bind(item.version)
        .bind(item.id.as_str())
        .bind(seen)
        .execute(&mut *self.inner)
        .await?;
        changed(&done, Error::Stale)
    }
}
