//! Where contracts are signed: the CLM. It tells us that something was executed (a hint), and we
//! ask it what that was (the truth). Nothing is ever written here before a person has countersigned.

pub mod ironclad;
mod settings;
pub mod simulator;

#[cfg(test)]
mod conformance;

use crate::domain::contract::{Metadata, Origin};
use async_trait::async_trait;
use bytes::Bytes;
use std::time::Duration;

pub use settings::Settings;

/// The headers of a delivery, lower-case name and value, in order, repeats included.
pub type Headers = Vec<(String, String)>;

/// A delivery whose signature holds. Still a hint: the contract is read again by API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for every delivery of one event: the vendor's event id, or a hash of the body where there is none.
    pub dedupe_key: String,
    /// The vendor's name of what happened, such as `workflow_completed`.
    pub kind: String,
    /// The contract it names, when it announces an execution; other events are recorded and left alone.
    pub executed: Option<Origin>,
}

/// A delivery that is not authentic or not readable. The sender is told nothing of the cause.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Rejected {
    /// The signature does not hold, for whatever reason.
    #[error("the signature does not verify")]
    Signature,
    /// The verification key cannot be had now; the sender must try again.
    #[error("the verification key is not available")]
    NoKey,
}

/// An executed contract as the CLM describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Executed {
    /// Title, counterparty, CRM ids.
    pub metadata: Metadata,
    /// What [`Clm::fetch`] needs to get the signed PDF.
    pub document: String,
}

/// Why the CLM did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Try again: an overload, a time-out, a server's fault.
    #[error("{service} is not available now: {detail}")]
    Transient {
        /// The vendor.
        service: &'static str,
        /// Status and code, never a body.
        detail: String,
        /// How long the vendor asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The signed copy is not there yet; the CLM is still archiving.
    #[error("the signed copy is not there yet")]
    NotReady,
    /// It will not work by trying again: wrong credentials, no access, no such contract.
    #[error("{service} refused: {detail}")]
    Permanent {
        /// The vendor.
        service: &'static str,
        /// Status and code, and what to do about it.
        detail: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Transient { .. } | Error::NotReady)
    }

    /// How long the vendor asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Transient { retry_after, .. } => *retry_after,
            Error::NotReady | Error::Permanent { .. } => None,
        }
    }
}

/// A contract lifecycle system.
#[async_trait]
pub trait Clm: Send + Sync {
    /// The connector's name, part of every contract's origin.
    fn name(&self) -> &'static str;

    /// Checks a delivery's signature over its raw bytes and reads it. Touches the network only to
    /// fetch a verification key that is not cached.
    async fn verify(&self, headers: &Headers, body: &[u8]) -> Result<Event, Rejected>;

    /// What the CLM says about an executed contract now.
    async fn executed(&self, origin: &Origin) -> Result<Executed, Error>;

    /// The signed PDF.
    async fn fetch(&self, document: &str) -> Result<Bytes, Error>;

    /// Whether credentials and address work; the text says as whom.
    async fn ping(&self) -> Result<String, Error>;
}
