//! The index of chunks: derived from our own store and rebuilt from it at any time. A contract
//! counts as indexed only after [`Vectors::replace`] has returned, which includes the flush.

use crate::domain::id::ContractId;
use crate::domain::redaction::Redacted;
use async_trait::async_trait;

/// One chunk to index.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its place in the document, from 0; with contract and hash it makes the point's id.
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
