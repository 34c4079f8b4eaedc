//! Chunk: read text and boxes from the PDF, find the numbered parts, cut pieces for the index.
//!
//! Idempotent by the PDF's hash: the same file gives the same text and the same pieces. A file
//! that cannot be read parks its contract; it is never taken for an empty one.

use super::{Context, off_runtime};
use crate::connectors::reader;
use crate::domain::contract::Stage;
use crate::domain::document::Document;
use crate::domain::failure::Failure;
use crate::domain::id::Sha256;
use crate::store::crash;
use crate::store::documents::Read;
use crate::store::jobs::Claim;
use crate::text;

/// Reads the PDF of the claimed contract.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let sha256 = pdf_of(&contract.stage)?;
    let document = ctx.reader.read(ctx.blobs.get(sha256).await?).await?;
    crash::point("chunk.read");
    let pages = u32::try_from(document.pages.len()).unwrap_or(u32::MAX);
    let read = parts(document, ctx.settings.chunk_tokens).await?;
    let stage = contract.stage.chunked(pages).map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.keep_document(&contract.id, &read).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

/// The PDF that a stage holds, or the failure of a job that came too early.
pub fn pdf_of(stage: &Stage) -> Result<&Sha256, Failure> {
    stage.sha256().ok_or_else(|| {
        Failure::fail(format!(
            "a contract that is {} has no PDF: cancel the job",
            stage.name()
        ))
    })
}

/// Cuts a document into numbered parts and chunks, off the async runtime.
pub async fn parts(document: Document, chunk_tokens: u32) -> Result<Read, Failure> {
    off_runtime("cutting the text", move || {
        let sections = text::sections::sections(&document.text);
        let chunks = text::chunks::chunks(&document, &sections, chunk_tokens);
        Read {
            document,
            sections,
            chunks,
        }
    })
    .await
}

impl From<reader::Error> for Failure {
    fn from(error: reader::Error) -> Self {
        if error.is_transient() {
            Failure::retry(error)
        } else {
            Failure::park(error)
        }
    }
}
