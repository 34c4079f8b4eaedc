//! Where countersigned values go: the CRM. A write is a [`Plan`], applied as a whole or not at all,
//! and repeated without harm. Nothing that is not in a plan is ever written.

#[cfg(test)]
mod conformance;
pub mod salesforce;
pub mod schema;
mod settings;
pub mod simulator;

pub use settings::{Auth, Settings};

use crate::domain::writeback::{Plan, Receipt};
use async_trait::async_trait;
use bytes::Bytes;
use std::time::Duration;

/// Why the CRM did not take a plan.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing was written, or the whole was; trying again is safe and can help.
    #[error("{service} is not available now: {detail}")]
    Transient {
        /// The vendor.
        service: &'static str,
        /// Status and code, never a body.
        detail: String,
        /// How long the vendor asks us to wait.
        retry_after: Option<Duration>,
    },
    /// A later approval is there already; this one must not overwrite it.
    #[error("the CRM already holds a later approval (revision {held})")]
    Superseded {
        /// The revision that the CRM holds.
        held: u32,
    },
    /// The CRM refuses the values or us; a person must look. Names the field, never the value.
    #[error("{service} refused ({code}) field {field}: {advice}")]
    Refused {
        /// The vendor.
        service: &'static str,
        /// The vendor's error code.
        code: String,
        /// The field it names, or `-`.
        field: String,
        /// What the operator can do.
        advice: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Transient { .. })
    }

    /// How long the vendor asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Transient { retry_after, .. } => *retry_after,
            Error::Superseded { .. } | Error::Refused { .. } => None,
        }
    }
}

/// What the CRM holds of a contract, read by external id.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The record's id.
    pub id: String,
    /// The approval that wrote it, from `Countersign_Revision__c`.
    pub revision: u32,
    /// Its fields as the CRM gives them.
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// A customer relationship system.
#[async_trait]
pub trait Crm: Send + Sync {
    /// The connector's name.
    fn name(&self) -> &'static str;

    /// What is there under the parent record's external id.
    async fn held(&self, external_id: &str) -> Result<Option<Held>, Error>;

    /// Makes the CRM hold the plan: reads first, writes what differs in one transaction, attaches
    /// the PDF if it is not attached, reads back. Repeating it changes nothing.
    async fn apply(&self, plan: &Plan, pdf: Bytes) -> Result<Receipt, Error>;

    /// Whether credentials, address and our objects work; the text says as whom.
    async fn ping(&self) -> Result<String, Error>;
}
