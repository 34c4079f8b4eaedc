//! What models cost: one row per question, and sums over them. Rows are added, never changed.

use super::{Result, Store, Tx};
use crate::domain::id::ContractId;

/// What was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Cost {
    /// Questions put, those answered from the store included.
    pub questions: i64,
    /// Of these, answered from the store.
    pub cached: i64,
    /// Attempts beyond the first of each question.
    pub retries: i64,
    /// Tokens of the questions, as billed.
    pub prompt_tokens: i64,
    /// Tokens of the answers, as billed.
    pub completion_tokens: i64,
    /// The price in millionths of the currency in the settings.
    pub micros: i64,
}

impl Cost {
    /// Tokens of questions and answers.
    pub fn tokens(&self) -> i64 {
        self.prompt_tokens + self.completion_tokens
    }
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            questions: self.questions + other.questions,
            cached: self.cached + other.cached,
            retries: self.retries + other.retries,
            prompt_tokens: self.prompt_tokens + other.prompt_tokens,
            completion_tokens: self.completion_tokens + other.completion_tokens,
            micros: self.micros + other.micros,
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Of which contract.
    pub contract: ContractId,
    /// About what: a group of fields, or `obligations`.
    pub topic: String,
    /// To which model.
    pub model: String,
    /// What it cost; of one question.
    pub cost: Cost,
}

/// What one contract cost for one topic and model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The contract.
    pub contract: ContractId,
    /// A group of fields, or `obligations`.
    pub topic: String,
    /// The model.
    pub model: String,
    /// The sum.
    pub cost: Cost,
}

/// The sums of a group of rows. The casts keep PostgreSQL from widening them.
const SUMS: &str = "CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(cached), 0) AS BIGINT), \
    CAST(COALESCE(SUM(CASE WHEN attempts > 1 THEN attempts - 1 ELSE 0 END), 0) AS BIGINT), \
    CAST(COALESCE(SUM(prompt_tokens), 0) AS BIGINT), \
    CAST(COALESCE(SUM(completion_tokens), 0) AS BIGINT), CAST(COALESCE(SUM(micros), 0) AS BIGINT)";

type Sums = (i64, i64, i64, i64, i64, i64);

fn cost(sums: Sums) -> Cost {
    let (questions, cached, retries, prompt_tokens, completion_tokens, micros) = sums;
    Cost {
        questions,
        cached,
        retries,
        prompt_tokens,
        completion_tokens,
        micros,
    }
}

impl Store {
    /// What a contract has cost since it came.
    pub async fn spent_on(&self, contract: &ContractId) -> Result<Cost> {
        let query = format!("SELECT {SUMS} FROM ledger WHERE contract = $1");
        let sums: Sums = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(contract.as_str())
            .fetch_one(self.pool())
            .await?;
        Ok(cost(sums))
    }

    /// What all contracts have cost since `at`, in microseconds since 1970.
    pub async fn spent_since(&self, at: i64) -> Result<Cost> {
        let query = format!("SELECT {SUMS} FROM ledger WHERE at >= $1");
        let sums: Sums = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(at)
            .fetch_one(self.pool())
            .await?;
        Ok(cost(sums))
    }

    /// The model that was asked last about a contract, answers from the store included.
    pub async fn last_model(&self, contract: &ContractId) -> Result<Option<String>> {
        let model = sqlx::query_scalar(
            "SELECT model FROM ledger WHERE contract = $1 ORDER BY at DESC LIMIT 1",
        )
        .bind(contract.as_str())
        .fetch_optional(self.pool())
        .await?;
        Ok(model)
    }

    /// The sums per contract, topic and model.
    pub async fn ledger(&self) -> Result<Vec<Line>> {
        type Row = (String, String, String, i64, i64, i64, i64, i64, i64);
        let query = format!(
            "SELECT contract, topic, model, {SUMS} FROM ledger \
             GROUP BY contract, topic, model ORDER BY contract, topic, model"
        );
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .fetch_all(self.pool())
            .await?;
        let line = |(contract, topic, model, a, b, c, d, e, f): Row| Line {
            contract: contract.into(),
            topic,
            model,
            cost: cost((a, b, c, d, e, f)),
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Notes a question that was answered from the store.
    pub async fn note(&self, entry: &Entry) -> Result<()> {
        let mut tx = self.begin().await?;
        note(&mut tx, entry).await?;
        tx.commit().await
    }
}

/// Adds a row.
pub(super) async fn note(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let cost = &entry.cost;
    sqlx::query(
        "INSERT INTO ledger (at, contract, topic, model, cached, attempts, prompt_tokens, completion_tokens, micros) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(entry.at)
    .bind(entry.contract.as_str())
    .bind(&entry.topic)
    .bind(&entry.model)
    .bind(cost.cached)
    .bind(cost.retries + 1 - cost.cached)
    .bind(cost.prompt_tokens)
    .bind(cost.completion_tokens)
    .bind(cost.micros)
    .execute(&mut *tx.inner)
    .await?;
    Ok(())
}
