//! A language model behind any OpenAI-compatible address. It is given masked text only, and
//! whatever it answers is a claim: nothing here decides what is true.

use crate::domain::redaction::Redacted;
use async_trait::async_trait;
use serde_json::Value as Json;
use std::time::Duration;

/// One question to the model.
#[derive(Debug, Clone)]
pub struct Request {
    /// Instructions: ours, never document text.
    pub system: String,
    /// The masked passages.
    pub user: Redacted,
    /// Name of the reply's schema: `[A-Za-z0-9_-]{1,64}`.
    pub schema_name: String,
    /// The reply's JSON schema, in the strict subset.
    pub schema: Json,
    /// The most tokens the reply may have.
    pub max_tokens: u32,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The JSON text, one code fence stripped where there was one.
    pub json: String,
    /// Tokens of the question, as billed.
    pub prompt_tokens: u32,
    /// Tokens of the answer, as billed.
    pub completion_tokens: u32,
}

/// Anything but a whole answer. Each is a normal outcome.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Try again: an overload, a time-out, a server's fault.
    #[error("the model is not available now: {detail}")]
    Transient {
        /// Status and code, never a body.
        detail: String,
        /// How long we are asked to wait.
        retry_after: Option<Duration>,
    },
    /// The model declined.
    #[error("the model declined to answer")]
    Refused,
    /// The answer was cut off; it proves nothing.
    #[error("the model's answer was cut off")]
    Truncated,
    /// A content filter took the answer.
    #[error("a content filter stopped the answer")]
    Filtered,
    /// It will not work by trying again: key, model name, schema.
    #[error("the model endpoint refused: {detail}")]
    Permanent {
        /// Status and code, and what to do about it.
        detail: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Transient { .. })
    }
}

/// A language model.
#[async_trait]
pub trait Llm: Send + Sync {
    /// The model's name, part of every cache key.
    fn model(&self) -> &str;

    /// Asks once; retries of transient faults are inside, up to the configured deadline.
    async fn complete(&self, request: &Request) -> Result<Reply, Error>;

    /// Whether key, address and model work.
    async fn ping(&self) -> Result<String, Error>;
}
