//! Embed: put the masked chunks into the index.
//!
//! Idempotent: the ids of the points are derived, and the contract's points are replaced as a
//! whole. The contract counts as indexed only after the index was flushed.

use super::{Context, deidentify};
use crate::connectors::{embedder, vectors};
use crate::domain::failure::Failure;
use crate::domain::redaction::Redacted;
use crate::store::crash;
use crate::store::jobs::Claim;
use std::sync::Arc;
use vectors::Point;

/// Indexes the claimed contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let read = Arc::new(ctx.store.document(&contract.id).await?);
    let vault = ctx.store.vault(&contract.id).await?;
    let (masked, _) = deidentify::mask(&read, vault).await?;
    let chunks = read.chunks.iter();
    let texts: Vec<Redacted> = chunks.map(|chunk| masked.cut(chunk.span).1).collect();
    let embedded = ctx.embedder.embed(&texts).await?;
    let points = read
        .chunks
        .iter()
        .zip(texts)
        .zip(embedded)
        .map(|((chunk, text), vector)| Point {
            ordinal: chunk.ordinal,
            page: chunk.page,
            text,
            vector,
        });
    ctx.vectors.replace(&contract.id, points.collect()).await?;
    crash::point("embed.indexed");
    let stage = contract.stage.embedded().map_err(Failure::fail)?;
    ctx.advance(ctx.store.begin().await?, claim, &contract, &stage)
        .await
}

impl From<embedder::Error> for Failure {
    fn from(error: embedder::Error) -> Self {
        Self::by(error.transient, error, None)
    }
}

impl From<vectors::Error> for Failure {
    fn from(error: vectors::Error) -> Self {
        Self::by(error.transient, error, None)
    }
}
