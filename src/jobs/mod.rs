//! Runs steps later. Knows no step by name: it is given the runner as a function, claims by lease,
//! and writes down what failed. It never decides what a failure means; the step says so.

pub mod retry;
pub mod worker;

use serde::{Deserialize, Serialize};

/// How jobs are run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Jobs run side by side.
    pub workers: usize,
    /// How long a claim holds without a sign of life, in seconds; renewed every third of it.
    pub lease_seconds: u32,
    /// Tries until a job becomes a dead letter.
    pub max_attempts: u32,
    /// Process deaths under one job until it is set aside as a dead letter.
    pub max_crashes: u32,
    /// The first wait after a failure, in seconds; doubled each time.
    pub backoff_seconds: u32,
    /// The longest wait, in seconds.
    pub backoff_max_seconds: u32,
    /// How long a shutdown waits for running jobs, in seconds.
    pub drain_seconds: u32,
}

impl Settings {
    /// Every fault of these settings, in words; empty when they are sound.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut need = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("jobs: {what}"));
            }
        };
        need((1..=64).contains(&self.workers), "workers must be 1 to 64");
        need(self.lease_seconds >= 3, "lease_seconds must be 3 or more");
        need(self.max_attempts >= 1, "max_attempts must be 1 or more");
        need(self.max_crashes >= 1, "max_crashes must be 1 or more");
        need(
            self.backoff_seconds >= 1,
            "backoff_seconds must be 1 or more",
        );
        need(
            self.backoff_max_seconds >= self.backoff_seconds,
            "backoff_max_seconds must not be below backoff_seconds",
        );
        faults
    }
}
