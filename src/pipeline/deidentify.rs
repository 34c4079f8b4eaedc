//! Deidentify: mask personal data, before any text can leave.
//!
//! Idempotent: the same text gives the same masks. What a mask stands for stays in our store.

use super::Context;
use crate::domain::document::{Chunk, Document};
use crate::domain::failure::Failure;
use crate::domain::redaction::{Redacted, Vault};
use crate::store::crash;
use crate::store::jobs::Claim;
use crate::text::pii::Detectors;
use crate::text::signatures::signatories;

/// Masks the chunks of the claimed contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let read = ctx.store.document(&contract.id).await?;
    let mut vault = Vault::default();
    mask(&read.document, &read.chunks, &mut vault);
    crash::point("deidentify.masked");
    let stage = contract.stage.deidentified().map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.keep_vault(&contract.id, &vault).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

/// The chunks of a document, masked; one original has one mask in all of them. Masking again with
/// the vault of the first time gives the same texts.
pub fn mask(document: &Document, chunks: &[Chunk], vault: &mut Vault) -> Vec<Redacted> {
    let detectors = Detectors::new(&signatories(&document.text));
    chunks
        .iter()
        .map(|chunk| Redacted::mask(document.slice(chunk.span), &detectors, vault))
        .collect()
}
