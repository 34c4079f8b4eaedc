//! Turns masked text into vectors. The default needs no model file and no network.

#[cfg(test)]
mod conformance;
pub mod local;

use crate::domain::redaction::Redacted;
use async_trait::async_trait;

/// Why no vector could be made.
#[derive(Debug, thiserror::Error)]
#[error("the embedder failed: {detail}")]
pub struct Error {
    /// What happened, without text.
    pub detail: String,
    /// Whether trying again can help.
    pub transient: bool,
}

/// Makes vectors of text.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Name and version, part of the index: vectors of different models are not comparable.
    fn model(&self) -> &str;

    /// Numbers per vector.
    fn dimensions(&self) -> usize;

    /// One unit-length vector per text, in order.
    async fn embed(&self, texts: &[Redacted]) -> Result<Vec<Vec<f32>>, Error>;
}
