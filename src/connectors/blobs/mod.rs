//! Files by what is in them: the name is the SHA-256 of the bytes, so that nothing is kept twice
//! and nothing changes under its name.

pub mod local;

use crate::domain::id::Sha256;
use async_trait::async_trait;
use bytes::Bytes;

/// Why a file could not be kept or given back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("the file {0} is not in the store")]
    Missing(Sha256),
    /// The bytes are not what the name says; the disk or a person changed them.
    #[error("the file {0} is damaged: restore it from a backup")]
    Damaged(Sha256),
    /// The disk said no.
    #[error("the file store failed: {0}")]
    Io(#[from] std::io::Error),
}

/// A store of files.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Keeps `bytes`, synced to disk on return; keeping them again is free.
    async fn put(&self, bytes: Bytes) -> Result<Sha256, Error>;

    /// The bytes, checked against their name.
    async fn get(&self, sha256: &Sha256) -> Result<Bytes, Error>;

    /// Whether the store can be written.
    async fn ping(&self) -> Result<String, Error>;
}
