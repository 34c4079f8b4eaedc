//! The machine's clock: the one place that reads it.

use crate::domain::clock::Clock;
use jiff::Timestamp;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct System;

impl Clock for System {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where the ambient clock is read"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
