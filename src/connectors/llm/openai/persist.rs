//! Sends one body until an answer comes, a fault that will stay, or the deadline. Each sending is paid for
//! before it goes out; what nobody pays for is not sent.

use super::super::{Error, Payer, Reply, Sent, Usage};
use super::{Body, OpenAi, answer, offered};
use serde_json::Value as Json;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// No wait between two attempts is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How one body is sent.
pub(super) struct Course<'a> {
    /// Who pays for each sending.
    pub payer: &'a dyn Payer,
    /// What it is.
    pub sent: Sent,
    /// Tokens of the question by our own count, 0 for unknown.
    pub expected: u32,
    /// When it is given up, with all attempts and waits.
    pub deadline: Deadline,
}

/// When a question is given up, whatever is on its way then, and which setting says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    at: Instant,
    setting: &'static str,
}

impl Deadline {
    /// What ends at `at` by this setting.
    pub(super) fn new(at: Instant, setting: &'static str) -> Self {
        Self { at, setting }
    }

    /// The one that comes first.
    pub(super) fn or_sooner(self, other: Option<Self>) -> Self {
        other.filter(|other| other.at < self.at).unwrap_or(self)
    }

    /// Whether it has passed.
    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.at
    }

    /// What `doing` comes to; `None` where the deadline passes before that.
    pub(super) async fn within<T>(self, doing: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.at, doing).await.ok()
    }

    /// The end of a sentence that says what did not come in time.
    pub(super) fn by(self) -> String {
        format!("within {}", self.setting)
    }
}

impl OpenAi {
    /// When a question whose turn comes now is given up.
    pub(super) fn deadline(&self) -> Result<Deadline, Error> {
        let whole = Duration::from_secs(self.settings.deadline_seconds);
        let end = Instant::now().checked_add(whole);
        end.map(|at| Deadline::new(at, "llm.deadline_seconds"))
            .ok_or_else(|| Error::permanent("llm.deadline_seconds is beyond the clock's end"))
    }

    /// Attempts until an answer, a fault that will stay, or the deadline; with the last completion as it
    /// came, null where none did.
    pub(super) async fn persist(&self, body: &Body, course: &Course<'_>) -> (Reply, Json) {
        let mut usage = Usage::default();
        let mut odd = 0;
        loop {
            let (reply, completion) = match covered(course).await {
                Ok(()) => self.attempt(body, course).await,
                Err(error) => {
                    let outcome = Err(error);
                    return (Reply { outcome, usage }, Json::Null);
                }
            };
            usage = usage.and(reply.usage);
            let outcome = match reply.outcome {
                Err(error) if reply.usage.answered > 0 && error.is_transient() => {
                    odd += 1;
                    settled(error, odd)
                }
                outcome => outcome,
            };
            match self.next(&outcome, usage.attempts, course.deadline) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return (Reply { outcome, usage }, completion),
            }
        }
    }

    /// One attempt, which whoever pays is told of.
    async fn attempt(&self, body: &Body, course: &Course<'_>) -> (Reply, Json) {
        let sent = course.deadline.within(self.send(body)).await;
        let late = || Error::lost(format!("no whole answer {}", course.deadline.by()));
        let sent = sent.unwrap_or_else(|| Err(late()));
        let (reply, completion) = match sent {
            Ok(completion) => {
                let reply = answer::read(&completion, course.expected, offered(body));
                (reply, completion)
            }
            Err(error) => (failed(error), Json::Null),
        };
        course.payer.came(course.sent, reply.usage);
        (reply, completion)
    }

    /// How long to wait before the next attempt; `None` where there is none.
    fn next(
        &self,
        outcome: &Result<String, Error>,
        made: u32,
        deadline: Deadline,
    ) -> Option<Duration> {
        let error = outcome
            .as_ref()
            .err()
            .filter(|error| error.is_transient())?;
        if made > self.settings.retries {
            return None;
        }
        let wait = error
            .retry_after()
            .unwrap_or_else(|| self.backoff(made - 1));
        // A wait that the clock cannot express ends after every deadline.
        let next = Instant::now().checked_add(wait);
        let in_time = next.is_some_and(|next| next < deadline.at);
        let wait_millis = wait.as_millis() as u64;
        tracing::debug!(made, wait_millis, in_time, "the model is not available now");
        in_time.then_some(wait)
    }

    /// Half of the doubled wait is random, so that clients who failed together do not return together.
    fn backoff(&self, attempt: u32) -> Duration {
        let first = Duration::from_millis(self.settings.backoff_millis);
        let full = first.saturating_mul(1 << attempt.min(16)).min(LONGEST_WAIT);
        full.mul_f64(0.5 + 0.5 * rand::random::<f64>())
    }
}

/// Waits, no longer than the deadline, until the next sending is paid for.
async fn covered(course: &Course<'_>) -> Result<(), Error> {
    if course.deadline.is_over() {
        let late = format!("no time was left {}", course.deadline.by());
        return Err(Error::transient(late));
    }
    let covered = course.payer.cover(course.sent);
    let covered = course.deadline.within(covered).await;
    covered.unwrap_or_else(|| {
        Err(Error::transient(format!(
            "what is on its way left no room in llm.budget {}",
            course.deadline.by()
        )))
    })
}

/// An attempt that ended in `error` before an answer was read.
fn failed(error: Error) -> Reply {
    let lost = u32::from(matches!(error, Error::Lost { .. }));
    Reply {
        outcome: Err(error),
        usage: Usage {
            attempts: 1,
            lost,
            ..Usage::default()
        },
    }
}

/// What an odd answer is that came for the `odd`th time: an endpoint may have stumbled once. Twice is its way,
/// and then nobody says that the answer is whole; each further attempt would only be paid for.
fn settled(error: Error, odd: u32) -> Result<String, Error> {
    if odd < 2 {
        return Err(error);
    }
    tracing::warn!(%error, "the model's answer is odd each time, and taken for one that was cut off");
    Err(Error::Truncated)
}
