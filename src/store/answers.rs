//! Model answers by question, stored before they are used: a retry or a re-run costs nothing.

use super::ledger::{self, Entry};
use super::{Error, Result, Store};
use crate::domain::id::PromptId;

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The JSON text of a whole reply.
    Whole(String),
    /// The model declined.
    Refused,
    /// A content filter took the answer.
    Filtered,
    /// The answer was cut off.
    CutOff,
    /// The question was clipped in silence.
    Clipped,
}

impl Answer {
    /// Whether the same question would have the same answer under other limits.
    pub fn is_final(&self) -> bool {
        !matches!(self, Answer::CutOff | Answer::Clipped)
    }

    fn outcome(&self) -> &'static str {
        match self {
            Answer::Whole(_) => "whole",
            Answer::Refused => "refused",
            Answer::Filtered => "filtered",
            Answer::CutOff => "cut_off",
            Answer::Clipped => "clipped",
        }
    }
}

impl Store {
    /// The answer to `question` (a hash over passages, prompt, schema and model).
    pub async fn answer(&self, question: &str) -> Result<Option<Answer>> {
        let row: Option<(String, String)> =
            sqlx::query_as("SELECT outcome, reply FROM answers WHERE question = $1")
                .bind(question)
                .fetch_optional(self.pool())
                .await?;
        let answer = |(outcome, reply): (String, String)| match outcome.as_str() {
            "whole" => Ok(Answer::Whole(reply)),
            "refused" => Ok(Answer::Refused),
            "filtered" => Ok(Answer::Filtered),
            "cut_off" => Ok(Answer::CutOff),
            "clipped" => Ok(Answer::Clipped),
            _ => Err(Error::Unreadable { what: "answer" }),
        };
        row.map(answer).transpose()
    }

    /// The prompt by which the answer to `question` was asked for; `None` for one that was kept before prompts
    /// were.
    pub async fn prompt_of(&self, question: &str) -> Result<Option<PromptId>> {
        let row: Option<(String, String, String)> = sqlx::query_as(
            "SELECT prompt, prompt_version, prompt_hash FROM answers WHERE question = $1",
        )
        .bind(question)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.and_then(ledger::prompt))
    }

    /// Keeps an answer, the first final one of its question, together with its row in the ledger.
    pub async fn keep_answer(&self, question: &str, answer: &Answer, entry: &Entry) -> Result<()> {
        let reply = match answer {
            Answer::Whole(reply) => reply.as_str(),
            _ => "",
        };
        let [name, version, hash] = ledger::told(entry.prompt.as_ref());
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO answers (question, outcome, reply, prompt_tokens, completion_tokens, at, \
             prompt, prompt_version, prompt_hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (question) DO UPDATE \
             SET outcome = excluded.outcome, reply = excluded.reply, \
             prompt_tokens = excluded.prompt_tokens, \
             completion_tokens = excluded.completion_tokens, at = excluded.at, \
             prompt = excluded.prompt, prompt_version = excluded.prompt_version, \
             prompt_hash = excluded.prompt_hash \
             WHERE answers.outcome IN ('cut_off', 'clipped')",
        )
        .bind(question)
        .bind(answer.outcome())
        .bind(reply)
        .bind(entry.cost.prompt_tokens)
        .bind(entry.cost.completion_tokens)
        .bind(entry.at)
        .bind(name)
        .bind(version)
        .bind(hash)
        .execute(&mut *tx.inner)
        .await?;
        ledger::note(&mut tx, entry).await?;
        tx.commit().await
    }
}
