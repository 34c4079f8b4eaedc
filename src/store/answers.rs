//! Model answers by question, stored before they are used: a retry or a re-run costs nothing.

use super::{Result, Store};

/// A stored answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The JSON text of the reply.
    pub reply: String,
    /// Tokens of the question, as billed.
    pub prompt_tokens: i64,
    /// Tokens of the answer, as billed.
    pub completion_tokens: i64,
}

impl Store {
    /// The answer to `question` (a hash over document, prompt, schema and model).
    pub async fn answer(&self, question: &str) -> Result<Option<Answer>> {
        let row: Option<(String, i64, i64)> = sqlx::query_as(
            "SELECT reply, prompt_tokens, completion_tokens FROM answers WHERE question = $1",
        )
        .bind(question)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(reply, prompt_tokens, completion_tokens)| Answer {
            reply,
            prompt_tokens,
            completion_tokens,
        }))
    }

    /// Keeps an answer; the first one stays.
    pub async fn keep_answer(&self, question: &str, answer: &Answer, now: i64) -> Result<()> {
        sqlx::query(
            "INSERT INTO answers (question, reply, prompt_tokens, completion_tokens, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (question) DO NOTHING",
        )
        .bind(question)
        .bind(&answer.reply)
        .bind(answer.prompt_tokens)
        .bind(answer.completion_tokens)
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok(())
    }
}
