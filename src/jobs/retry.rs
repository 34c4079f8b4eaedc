//! When a failed job is tried again, and when it is given up.

use super::Settings;
use crate::domain::failure::Failure;
use crate::store::jobs::{Claim, Fate};

/// What becomes of `claim` after `failure`. `now` in microseconds since 1970.
pub fn fate(settings: &Settings, claim: &Claim, failure: &Failure, now: i64) -> Fate {
    match failure {
        Failure::Park { .. } => Fate::Parked,
        Failure::Fail { .. } => Fate::Dead,
        Failure::Retry { .. } if claim.attempts >= i64::from(settings.max_attempts) => Fate::Dead,
        Failure::Retry { after, .. } => {
            let own = backoff(settings, claim);
            let asked = after.map_or(0, |wait| {
                i64::try_from(wait.as_micros()).unwrap_or(i64::MAX)
            });
            Fate::Again(now.saturating_add(own.max(asked)))
        }
    }
}

/// Doubles with each try, up to the bound; up to a quarter more, so that jobs that failed together
/// do not come back together. The spread is derived from the job's id: a replay waits the same.
fn backoff(settings: &Settings, claim: &Claim) -> i64 {
    let doublings = u32::try_from(claim.attempts - 1).unwrap_or(0).min(20);
    let seconds = u64::from(settings.backoff_seconds) << doublings;
    let micros = seconds.min(u64::from(settings.backoff_max_seconds)) * 1_000_000;
    let spread = claim
        .id
        .as_str()
        .bytes()
        .fold(claim.attempts.unsigned_abs(), |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
    i64::try_from(micros + (micros / 4) * (spread % 1000) / 1000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::step::Step;
    use std::time::Duration;

    fn settings() -> Settings {
        Settings {
            workers: 1,
            lease_seconds: 60,
            max_attempts: 5,
            max_crashes: 3,
            backoff_seconds: 2,
            backoff_max_seconds: 20,
            drain_seconds: 1,
        }
    }

    fn claim(attempts: i64) -> Claim {
        Claim {
            id: "job".into(),
            step: Step::Embed,
            contract: "c".into(),
            attempts,
            fence: 1,
        }
    }

    fn wait(attempts: i64, failure: &Failure) -> i64 {
        match fate(&settings(), &claim(attempts), failure, 0) {
            Fate::Again(at) => at,
            other => panic!("expected another try, got {other:?}"),
        }
    }

    /// T24: failed steps are retried with back-off.
    #[test]
    fn waits_double_up_to_the_bound_with_at_most_a_quarter_more() {
        let failure = Failure::retry("overloaded");
        for (attempts, seconds) in [(1, 2), (2, 4), (3, 8), (4, 16)] {
            let micros = wait(attempts, &failure);
            assert!(
                (seconds * 1_000_000..=seconds * 1_250_000).contains(&micros),
                "{attempts}: {micros}"
            );
        }
    }

    #[test]
    fn the_other_side_may_ask_for_a_longer_wait() {
        let failure = Failure::Retry {
            reason: String::new(),
            after: Some(Duration::from_secs(90)),
        };
        assert_eq!(wait(1, &failure), 90_000_000);
    }

    #[test]
    fn a_job_is_given_up_after_its_last_try_or_at_once_when_trying_cannot_help() {
        let settings = settings();
        assert_eq!(
            fate(&settings, &claim(5), &Failure::retry("x"), 0),
            Fate::Dead
        );
        assert_eq!(
            fate(&settings, &claim(1), &Failure::fail("x"), 0),
            Fate::Dead
        );
        assert_eq!(
            fate(&settings, &claim(1), &Failure::park("x"), 0),
            Fate::Parked
        );
    }
}
