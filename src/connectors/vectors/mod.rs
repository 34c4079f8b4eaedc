//! The index of chunks: derived from our own store and rebuilt from it at any time. A contract
//! counts as indexed only after [`Vectors::replace`] has returned, which includes the flush.

#[cfg(test)]
mod conformance;
#[cfg(feature = "qdrant-edge")]
pub mod edge;
pub mod memory;

use crate::domain::id::ContractId;
use crate::domain::redaction::Redacted;
use async_trait::async_trait;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;

/// The constant of reciprocal rank fusion; 60 is the value of the paper that introduced it
/// (Cormack, Clarke and Buettcher, 2009). Both indexes use it, so that they rank alike.
const RRF_K: usize = 60;

/// Each half of a hybrid search hands at least so many chunks to the fusion.
const CANDIDATES: usize = 50;

/// Where the index lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The folder of the index. One process owns it. Ignored by builds without `qdrant-edge`,
    /// which keep the index in memory and rebuild it from our store.
    pub dir: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("data/index"),
        }
    }
}

impl Settings {
    /// What a person must mend, one sentence per key; empty when the settings can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.dir.as_os_str().is_empty() {
            faults.push("vectors.dir is empty".to_owned());
        }
        faults
    }
}

/// Opens the index for vectors of `model` with `dimensions` numbers each.
///
/// Vectors of different models are not comparable, so that each model has a folder of its own:
/// after a change of model the index is empty and must be rebuilt from our store.
///
/// # Errors
/// When the folder cannot be used, or another process has it open.
pub async fn open(
    settings: &Settings,
    model: &str,
    dimensions: usize,
) -> Result<Arc<dyn Vectors>, Error> {
    #[cfg(feature = "qdrant-edge")]
    {
        let name: String = model
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let dir = settings.dir.join(format!("{name}-{dimensions}"));
        Ok(Arc::new(edge::Edge::open(&dir, dimensions).await?))
    }
    #[cfg(not(feature = "qdrant-edge"))]
    {
        let _ = (settings, model);
        Ok(Arc::new(memory::Memory::new(dimensions)))
    }
}

/// One chunk to index.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its place in the document, from 0; with the contract it makes the point's id.
    pub ordinal: u32,
    /// First page, from 1.
    pub page: u32,
    /// Its masked text, for the lexical half of the index.
    pub text: Redacted,
    /// Its vector.
    pub vector: Vec<f32>,
}

/// A chunk that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The contract.
    pub contract: ContractId,
    /// The chunk's place in it, from 0.
    pub ordinal: u32,
    /// The higher, the nearer; comparable within one search only.
    pub score: f32,
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The question's vector.
    pub vector: Vec<f32>,
    /// The question's words, masked.
    pub text: Redacted,
    /// Only in this contract, when set.
    pub contract: Option<ContractId>,
    /// At most so many hits.
    pub limit: usize,
}

/// Why the index did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the vector index failed: {detail}")]
pub struct Error {
    /// What happened, without text.
    pub detail: String,
    /// Whether trying again can help.
    pub transient: bool,
}

impl Error {
    /// A fault that trying again cannot mend.
    fn permanent(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            transient: false,
        }
    }

    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        self.transient
    }
}

/// Refuses a vector that is not of the index's size, or that holds something other than numbers.
fn check(vector: &[f32], dimensions: usize) -> Result<(), Error> {
    if vector.len() != dimensions {
        return Err(Error::permanent(format!(
            "a vector has {} numbers and the index holds {dimensions}: was the embedder changed?",
            vector.len()
        )));
    }
    if vector.iter().any(|x| !x.is_finite()) {
        return Err(Error::permanent(
            "a vector holds something that is no number",
        ));
    }
    Ok(())
}

/// A vector index.
#[async_trait]
pub trait Vectors: Send + Sync {
    /// Makes `points` the whole of what is indexed of `contract`, flushed to disk on return.
    async fn replace(&self, contract: &ContractId, points: Vec<Point>) -> Result<(), Error>;

    /// The nearest chunks, dense and lexical fused, best first.
    async fn search(&self, query: Query) -> Result<Vec<Hit>, Error>;

    /// How many chunks of `contract` are indexed.
    async fn count(&self, contract: &ContractId) -> Result<usize, Error>;

    /// Flushes and closes; called once at shutdown.
    async fn close(&self) -> Result<(), Error>;

    /// Whether the index answers.
    async fn ping(&self) -> Result<String, Error>;
}
