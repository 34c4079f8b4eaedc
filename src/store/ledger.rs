//! What models cost: one row per question, and sums over them. Rows are added, never changed.

use super::{Result, Store, Tx};
use crate::domain::id::{ContractId, PromptId};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

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
    /// By which prompt; `None` for what the endpoint is asked about itself.
    pub prompt: Option<PromptId>,
    /// To which model.
    pub model: String,
    /// What it cost; of one question.
    pub cost: Cost,
}

/// What one contract cost for one topic, prompt and model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The contract.
    pub contract: ContractId,
    /// A group of fields, or `obligations`.
    pub topic: String,
    /// The prompt; `None` for a probe, and for what is older than the keeping of prompts.
    pub prompt: Option<PromptId>,
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

    /// The prompts by which a contract was asked about last, one of each name.
    pub async fn last_prompts(&self, contract: &ContractId) -> Result<Vec<PromptId>> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT prompt, prompt_version, prompt_hash FROM ledger \
             WHERE contract = $1 AND prompt <> '' ORDER BY at",
        )
        .bind(contract.as_str())
        .fetch_all(self.pool())
        .await?;
        let mut last = BTreeMap::new();
        for prompt in rows.into_iter().filter_map(prompt) {
            last.insert(prompt.name.clone(), prompt);
        }
        Ok(last.into_values().collect())
    }

    /// The sums per contract, topic, model and prompt.
    pub async fn ledger(&self) -> Result<Vec<Line>> {
        self.lines(0).await
    }

    /// The same of what was asked since `at`, in microseconds since 1970.
    pub async fn lines(&self, at: i64) -> Result<Vec<Line>> {
        const BY: &str = "contract, topic, model, prompt, prompt_version, prompt_hash";
        let query =
            format!("SELECT {BY}, {SUMS} FROM ledger WHERE at >= $1 GROUP BY {BY} ORDER BY {BY}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(at)
            .fetch_all(self.pool())
            .await?;
        let line = |row: &AnyRow| -> Result<Line> {
            let text = |at: usize| row.try_get::<String, _>(at);
            let sum = |at: usize| row.try_get::<i64, _>(at);
            Ok(Line {
                contract: text(0)?.into(),
                topic: text(1)?,
                model: text(2)?,
                prompt: prompt((text(3)?, text(4)?, text(5)?)),
                cost: cost((sum(6)?, sum(7)?, sum(8)?, sum(9)?, sum(10)?, sum(11)?)),
            })
        };
        rows.iter().map(line).collect()
    }

    /// Notes a question that was answered from the store.
    pub async fn note(&self, entry: &Entry) -> Result<()> {
        let mut tx = self.begin().await?;
        note(&mut tx, entry).await?;
        tx.commit().await
    }
}

/// The columns of a prompt, empty where there is none.
pub(super) fn told(prompt: Option<&PromptId>) -> [&str; 3] {
    prompt.map_or([""; 3], |prompt| {
        [&prompt.name, &prompt.version, &prompt.hash].map(String::as_str)
    })
}

/// The prompt of these columns.
pub(super) fn prompt((name, version, hash): (String, String, String)) -> Option<PromptId> {
    (!name.is_empty()).then_some(PromptId {
        name,
        version,
        hash,
    })
}

/// Adds a row.
pub(super) async fn note(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let cost = &entry.cost;
    let [name, version, hash] = told(entry.prompt.as_ref());
    sqlx::query(
        "INSERT INTO ledger (at, contract, topic, model, cached, attempts, prompt_tokens, completion_tokens, micros, \
         prompt, prompt_version, prompt_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
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
    .bind(name)
    .bind(version)
    .bind(hash)
    .execute(&mut *tx.inner)
    .await?;
    Ok(())
}
