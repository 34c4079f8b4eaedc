//! A language model behind any OpenAI-compatible address. It is given masked text only, and
//! whatever it answers is a claim: nothing here decides what is true, and no body is ever logged.

pub mod openai;
mod payer;
mod settings;
pub mod simulator;
mod spending;

use crate::domain::document::Span;
use crate::domain::failure::Failure;
use crate::domain::redaction::Redacted;
use async_trait::async_trait;
use serde_json::Value as Json;
use std::fmt::Write;
use std::time::Duration;
use tokio::time::Instant;

pub use payer::{Payer, Sent, Unlimited};
pub use settings::{Format, LimitField, Settings};
pub use spending::{Budget, Price};

/// What the probe of an endpoint asks; it names nothing of the answer's form.
const PROBE: &str = "Name a bird.";

/// One question to the model.
#[derive(Debug, Clone)]
pub struct Request {
    /// Instructions: ours, never document text.
    pub system: String,
    /// What a person asks, masked; `None` where the instructions say it all.
    pub question: Option<Redacted>,
    /// The masked passages, as data.
    pub passages: Vec<Passage>,
    /// The word in the lines around the passages; it stands in none of them.
    pub fence: String,
    /// Name of the reply's schema: `[A-Za-z0-9_-]{1,64}`.
    pub schema_name: String,
    /// The reply's JSON schema, in the strict subset.
    pub schema: Json,
    /// The most tokens the reply may have; the settings may hold a lower limit.
    pub max_tokens: u32,
    /// Tokens of the question by our own count, to notice an endpoint that clips it in silence;
    /// 0 where it was not counted.
    pub expected_tokens: u32,
}

#[cfg(test)]
impl Request {
    /// A question of which only the size matters: so many tokens by our own count, and in the reply at most.
    pub fn of_size(expected_tokens: u32, max_tokens: u32) -> Self {
        Self {
            system: "Read.".to_owned(),
            question: None,
            passages: vec![],
            fence: String::new(),
            schema_name: "fields".to_owned(),
            schema: serde_json::json!({"type": "object"}),
            max_tokens,
            expected_tokens,
        }
    }
}

/// A piece of a document as the model sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its number, which an answer cites: that of its first piece in the document, from 0, so that the
    /// same words have the same number in every question.
    pub ordinal: u32,
    /// Its masked text.
    pub text: Redacted,
    /// Where it stands in the document; stays here, for whoever looks for its quotes.
    pub span: Span,
}

impl Request {
    /// The user's message: question first, then the passages between two lines with the fence.
    pub fn user(&self) -> String {
        let mut text = String::new();
        if let Some(question) = &self.question {
            text.push_str(question.as_str());
            text.push_str("\n\n");
        }
        let fence = &self.fence;
        // Writing to a string cannot fail, so that the results are let go.
        let _ = writeln!(text, "-----BEGIN DATA {fence}-----");
        for passage in &self.passages {
            let _ = writeln!(
                text,
                "[passage {}]\n{}",
                passage.ordinal,
                passage.text.as_str()
            );
        }
        let _ = write!(text, "-----END DATA {fence}-----");
        text
    }
}

/// What became of a question, and what it cost.
#[derive(Debug)]
pub struct Reply {
    /// The JSON text, one code fence stripped where there was one; or why there is none. Whether it
    /// is JSON at all is for the caller to see: an endpoint without strict schemas may answer in prose.
    pub outcome: Result<String, Error>,
    /// What was billed, whatever came of it.
    pub usage: Usage,
}

/// What a question cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens of the question, as billed; 0 where the endpoint does not say.
    pub prompt_tokens: u32,
    /// Tokens of the answer, as billed; 0 where the endpoint does not say.
    pub completion_tokens: u32,
    /// How often it was sent.
    pub attempts: u32,
    /// Of these, how often an answer came, whatever it said.
    pub answered: u32,
    /// How often it was sent and no whole answer came back: one may have been made, and billed.
    pub lost: u32,
}

impl Usage {
    /// Both together; what no number can hold is the most that one can.
    pub fn and(self, other: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: self
                .completion_tokens
                .saturating_add(other.completion_tokens),
            attempts: self.attempts.saturating_add(other.attempts),
            answered: self.answered.saturating_add(other.answered),
            lost: self.lost.saturating_add(other.lost),
        }
    }
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
    /// The question went out, and no whole answer came back: a time-out, a stream that broke. Try again; what
    /// was lost may be billed.
    #[error("the model is not available now: {detail}")]
    Lost {
        /// What happened, never a body.
        detail: String,
    },
    /// The model declined.
    #[error("the model declined to answer")]
    Refused,
    /// The answer was cut off: it proves nothing. Ask for less at once.
    #[error("the model's answer was cut off")]
    Truncated,
    /// The endpoint read only a part of the question and said nothing: the answer proves nothing.
    #[error(
        "the endpoint read {billed} of the question's {counted} tokens: raise its context length, or lower pipeline.passage_tokens"
    )]
    Clipped {
        /// Tokens that it says it read.
        billed: u32,
        /// Tokens by our own count.
        counted: u32,
    },
    /// A content filter took the answer.
    #[error("a content filter stopped the answer")]
    Filtered,
    /// It does not take a request of this form: a schema, a limit, a flag.
    #[error("the model endpoint does not take this request: {detail}")]
    Unsupported {
        /// Status and code, and what to do about it.
        detail: String,
    },
    /// Whoever pays does not pay for the next sending, and says what is to be done.
    #[error("{0}")]
    Unpaid(Failure),
    /// It will not work by trying again: key, model name, quota.
    #[error("the model endpoint refused: {detail}")]
    Permanent {
        /// Status and code, and what to do about it.
        detail: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Transient { .. } | Error::Lost { .. })
    }

    /// The word for metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Transient { .. } | Error::Lost { .. } => "transient",
            Error::Refused => "refused",
            Error::Truncated => "truncated",
            Error::Clipped { .. } => "clipped",
            Error::Filtered => "filtered",
            Error::Unsupported { .. } => "unsupported",
            Error::Unpaid(_) => "unpaid",
            Error::Permanent { .. } => "permanent",
        }
    }

    /// How long the endpoint asks us to wait, where it says.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Transient { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    fn transient(detail: impl Into<String>) -> Self {
        Self::Transient {
            detail: detail.into(),
            retry_after: None,
        }
    }

    fn lost(detail: impl Into<String>) -> Self {
        Self::Lost {
            detail: detail.into(),
        }
    }

    fn permanent(detail: impl Into<String>) -> Self {
        Self::Permanent {
            detail: detail.into(),
        }
    }
}

/// A language model.
#[async_trait]
pub trait Llm: Send + Sync {
    /// The model's name, part of every cache key.
    fn model(&self) -> &str;

    /// How it is told what JSON we want, where the settings say so; part of every cache key.
    fn form(&self) -> &'static str {
        ""
    }

    /// Asks once; retries of transient faults are inside, up to the configured deadline.
    async fn complete(&self, request: &Request) -> Reply;

    /// The same, but all of it ends at `until`, whatever is on its way then, and nothing is sent for which
    /// `payer` does not pay.
    async fn complete_by(&self, request: &Request, until: Instant, payer: &dyn Payer) -> Reply {
        let _ = (until, payer);
        self.complete(request).await
    }

    /// Whether key, address and model work, and what the endpoint can do, in words.
    async fn ping(&self) -> Result<String, Error>;
}
