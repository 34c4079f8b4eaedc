//! Acquire: ask the CLM what was executed, fetch the signed PDF, keep it by its hash.
//!
//! Idempotent by the PDF's SHA-256. The webhook was only a hint: what counts is what the CLM says now.

use super::Context;
use crate::connectors::{blobs, clm};
use crate::domain::failure::Failure;
use crate::store::crash;
use crate::store::jobs::Claim;

/// Fetches the signed PDF of the claimed contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let clm = ctx.clm(&contract.origin.source).ok_or_else(|| {
        Failure::fail(format!(
            "no connector is named {}: configure it, then retry the job",
            contract.origin.source
        ))
    })?;
    let executed = clm.executed(&contract.origin).await?;
    let pdf = clm.fetch(&executed.document).await?;
    crash::point("acquire.fetched");
    let sha256 = ctx.blobs.put(pdf).await?;
    crash::point("acquire.stored");
    let stage = contract.stage.acquired(sha256).map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.describe(&contract.id, &executed.metadata).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

impl From<clm::Error> for Failure {
    fn from(error: clm::Error) -> Self {
        let (transient, after) = (error.is_transient(), error.retry_after());
        Self::by(transient, error, after)
    }
}

impl From<blobs::Error> for Failure {
    fn from(error: blobs::Error) -> Self {
        Self::by(matches!(error, blobs::Error::Io(_)), error, None)
    }
}
