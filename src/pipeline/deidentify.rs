//! Deidentify: mask personal data, before any text can leave.
//!
//! Idempotent: the same text gives the same masks. What a mask stands for stays in our store.

use super::{Context, off_runtime};
use crate::domain::failure::Failure;
use crate::domain::redaction::{Redacted, Vault};
use crate::store::crash;
use crate::store::documents::Read;
use crate::store::jobs::Claim;
use crate::text::people::people;
use crate::text::pii::Detectors;
use std::sync::Arc;

/// Masks the chunks of the claimed contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let read = Arc::new(ctx.store.document(&contract.id).await?);
    let (_, vault) = mask(&read, Vault::default()).await?;
    crash::point("deidentify.masked");
    let stage = contract.stage.deidentified().map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.keep_vault(&contract.id, &vault).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

/// The chunks of a document, masked off the async runtime; one original has one mask in all of
/// them. Masking again with the vault of the first time gives the same texts.
pub async fn mask(read: &Arc<Read>, mut vault: Vault) -> Result<(Vec<Redacted>, Vault), Failure> {
    let read = read.clone();
    off_runtime("masking", move || {
        let detectors = Detectors::new(&people(&read.document.text));
        let chunks = read.chunks.iter();
        let texts = chunks
            .map(|chunk| Redacted::mask(read.document.slice(chunk.span), &detectors, &mut vault))
            .collect();
        (texts, vault)
    })
    .await
}
