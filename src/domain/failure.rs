//! How a step fails: it is decided where the error occurs, and says what happens next.
//!
//! Reasons are read by operators and stored; they never hold contract text, names or amounts.

use std::time::Duration;

/// A step that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Try again later; if it goes on failing, it becomes a dead letter.
    #[error("{reason}")]
    Retry {
        /// What happened and what an operator can do.
        reason: String,
        /// How long the other side asks us to wait.
        after: Option<Duration>,
    },
    /// A person must look at this contract before it can go on.
    #[error("{reason}")]
    Park {
        /// What happened and what the person can do.
        reason: String,
    },
    /// It cannot work by trying again, and no reviewer can help: a fault of set-up or of ours.
    #[error("{reason}")]
    Fail {
        /// What happened and what an operator can do.
        reason: String,
    },
}

impl Failure {
    /// A failure that passes by itself.
    pub fn retry(reason: impl ToString) -> Self {
        Failure::Retry {
            reason: reason.to_string(),
            after: None,
        }
    }

    /// A failure that needs a person.
    pub fn park(reason: impl ToString) -> Self {
        Failure::Park {
            reason: reason.to_string(),
        }
    }

    /// A failure that trying again cannot mend.
    pub fn fail(reason: impl ToString) -> Self {
        Failure::Fail {
            reason: reason.to_string(),
        }
    }

    /// `retry` when trying again can help, `fail` when not.
    pub fn by(transient: bool, reason: impl ToString, after: Option<Duration>) -> Self {
        let reason = reason.to_string();
        if transient {
            Failure::Retry { reason, after }
        } else {
            Failure::Fail { reason }
        }
    }

    /// The word for metrics: `retry`, `park` or `fail`.
    pub fn kind(&self) -> &'static str {
        match self {
            Failure::Retry { .. } => "retry",
            Failure::Park { .. } => "park",
            Failure::Fail { .. } => "fail",
        }
    }
}
