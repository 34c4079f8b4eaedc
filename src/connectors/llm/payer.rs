//! Who pays for what is sent to a model. A client asks before each sending and tells after it what came of it,
//! so that repeats are paid for one by one. What may be spent is decided elsewhere.

use super::{Error, Usage};
use async_trait::async_trait;

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The question that was asked for.
    Question,
    /// The tiny question what the endpoint can do, with what it can cost at most.
    Probe(Usage),
}

/// Whoever pays.
#[async_trait]
pub trait Payer: Send + Sync {
    /// Waits until one sending is covered. What was sent before for the same question is over then.
    ///
    /// # Errors
    /// When it is not paid for: [`Error::Unpaid`].
    async fn cover(&self, sent: Sent) -> Result<(), Error>;

    /// What came of the sending that was covered last.
    fn came(&self, sent: Sent, usage: Usage);
}

/// Pays for all: for runs that keep no budget.
pub struct Unlimited;

#[async_trait]
impl Payer for Unlimited {
    async fn cover(&self, _: Sent) -> Result<(), Error> {
        Ok(())
    }

    fn came(&self, _: Sent, _: Usage) {}
}
