//! Deidentify: mask personal data, before any text can leave.
//!
//! Idempotent: the same text gives the same masks. What a mask stands for stays in our store.

use super::{Context, off_runtime};
use crate::domain::failure::Failure;
use crate::domain::redaction::{Masked, Vault};
use crate::store::crash;
use crate::store::documents::Read;
use crate::store::jobs::Claim;
use crate::text::people::people;
use crate::text::pii::Detectors;
use std::sync::Arc;

/// Masks the text of the claimed contract.
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

/// A whole document, masked off the async runtime, so that no border of a piece hides what a detector
/// looks for. Masking again with the vault of the first time gives the same text.
pub async fn mask(read: &Arc<Read>, mut vault: Vault) -> Result<(Masked, Vault), Failure> {
    let read = read.clone();
    off_runtime("masking", move || {
        let text = &read.document.text;
        let masked = Masked::of(text, &Detectors::new(&people(text)), &mut vault);
        (masked, vault)
    })
    .await
}
