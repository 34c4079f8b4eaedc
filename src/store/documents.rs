//! What was read from the PDF, what of it is masked, and what extraction made of it.

use super::{Error, Result, Store, Tx, from_json, to_json};
use crate::domain::document::{Chunk, Document, Section};
use crate::domain::id::ContractId;
use crate::domain::reading::Reading;
use crate::domain::redaction::Vault;

/// A read document with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Text, words, pages.
    pub document: Document,
    /// Its numbered parts.
    pub sections: Vec<Section>,
    /// Its pieces for the index.
    pub chunks: Vec<Chunk>,
}

impl Store {
    /// The document of a contract.
    pub async fn document(&self, id: &ContractId) -> Result<Read> {
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT document, sections, chunks FROM documents WHERE contract = $1")
                .bind(id.as_str())
                .fetch_optional(self.pool())
                .await?;
        let (document, sections, chunks) = row.ok_or(Error::Missing { what: "document" })?;
        Ok(Read {
            document: from_json(&document, "document")?,
            sections: from_json(&sections, "document")?,
            chunks: from_json(&chunks, "document")?,
        })
    }

    /// The masks of a contract.
    pub async fn vault(&self, id: &ContractId) -> Result<Vault> {
        let row: Option<(String,)> = sqlx::query_as("SELECT vault FROM masked WHERE contract = $1")
            .bind(id.as_str())
            .fetch_optional(self.pool())
            .await?;
        let (vault,) = row.ok_or(Error::Missing {
            what: "masked text",
        })?;
        from_json(&vault, "masked text")
    }

    /// What extraction learned from a contract.
    pub async fn reading(&self, id: &ContractId) -> Result<Option<Reading>> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT reading FROM readings WHERE contract = $1")
                .bind(id.as_str())
                .fetch_optional(self.pool())
                .await?;
        row.map(|(reading,)| from_json(&reading, "reading"))
            .transpose()
    }
}

impl Tx {
    /// Keeps what was read from the PDF, in place of what was there.
    pub async fn keep_document(&mut self, id: &ContractId, read: &Read) -> Result<()> {
        sqlx::query(
            "INSERT INTO documents (contract, document, sections, chunks) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (contract) DO UPDATE SET document = excluded.document, sections = excluded.sections, \
             chunks = excluded.chunks",
        )
        .bind(id.as_str())
        .bind(to_json(&read.document))
        .bind(to_json(&read.sections))
        .bind(to_json(&read.chunks))
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Keeps the masks, in place of what was there.
    pub async fn keep_vault(&mut self, id: &ContractId, vault: &Vault) -> Result<()> {
        sqlx::query(
            "INSERT INTO masked (contract, vault) VALUES ($1, $2) \
             ON CONFLICT (contract) DO UPDATE SET vault = excluded.vault",
        )
        .bind(id.as_str())
        .bind(to_json(vault))
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Keeps what extraction learned, in place of what was there.
    pub async fn keep_reading(&mut self, id: &ContractId, reading: &Reading) -> Result<()> {
        sqlx::query(
            "INSERT INTO readings (contract, reading) VALUES ($1, $2) \
             ON CONFLICT (contract) DO UPDATE SET reading = excluded.reading",
        )
        .bind(id.as_str())
        .bind(to_json(reading))
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}
