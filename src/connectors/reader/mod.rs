//! Reads and draws PDFs in a child process with limits. A PDF is never parsed in the service's own
//! process: a 7 kB file can make a parser ask for 4 GB and abort, and no `catch_unwind` stops that.

mod cache;
pub mod frame;
mod ocr;
pub mod process;
mod settings;
mod talk;

pub use cache::Cached;
pub use process::Process;
pub use settings::{Ocr, Settings};
pub use talk::{CHILD, WITH_OCR};

use crate::domain::document::Document;
use async_trait::async_trait;
use bytes::Bytes;

/// Why a file was not read. Every bad file ends in one of these, never in an empty document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Error {
    /// No text on any page: a scan, or a picture of text.
    #[error("no page has text: the file is a scan and needs OCR")]
    NeedsOcr,
    /// It asks for a password to open.
    #[error("the file asks for a password: fetch a copy that opens without one")]
    Encrypted,
    /// Not a PDF, or too broken to read.
    #[error("the file is not a readable PDF ({detail})")]
    Damaged {
        /// What the parser said.
        detail: String,
    },
    /// Another kind of file than those that are read.
    #[error("the file is {detail}; PDF, DOCX, TIFF, PNG and JPEG are read")]
    Unsupported {
        /// Which kind.
        detail: String,
    },
    /// It has no pages.
    #[error("the file has no pages")]
    Empty,
    /// More bytes or pages than allowed.
    #[error("the file is too large ({detail})")]
    TooLarge {
        /// Which limit.
        detail: String,
    },
    /// It used up memory, time or output, or killed its reader: a bomb, or as good as one.
    #[error("reading the file was stopped ({detail})")]
    Hostile {
        /// Which limit, or which signal.
        detail: String,
    },
    /// Our own machine's fault: the child could not be started. Trying again can help.
    #[error("the reader could not be started ({detail})")]
    Unavailable {
        /// What the system said.
        detail: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Unavailable { .. })
    }
}

/// Reads and draws PDFs.
#[async_trait]
pub trait Reader: Send + Sync {
    /// Text, words with boxes, pages.
    async fn read(&self, pdf: Bytes) -> Result<Document, Error>;

    /// One page (from 1) as PNG, `width` pixels wide at most.
    async fn draw(&self, pdf: Bytes, page: u32, width: u32) -> Result<Bytes, Error>;

    /// Which limits are in force.
    async fn ping(&self) -> Result<String, Error>;
}
