//! What the demo shows at the end: one line per contract, as a table or as JSON.

use crate::app::show;
use crate::domain::contract::Stage;
use crate::domain::id::ContractId;
use crate::store::contracts::Listed;
use crate::store::{Result, Store};
use comfy_table::{Cell, Color};
use serde::Serialize;
use std::time::Duration;

/// One contract.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its title in the CLM.
    pub name: String,
    /// Its pages.
    pub pages: u32,
    /// Values and obligations found.
    pub values: usize,
    /// Values that wait for a person.
    pub in_review: i64,
    /// From webhook to review, in milliseconds.
    pub ms: i64,
    /// How far it is.
    pub stage: &'static str,
}

/// All contracts.
#[derive(Debug, Serialize)]
pub struct Outcome {
    contracts: Vec<Row>,
    total_ms: u64,
}

/// Whether nothing more happens to a contract without a person.
pub fn is_settled(stage: &Stage) -> bool {
    stage.next_step().is_none()
}

/// The line of a contract.
pub async fn row(store: &Store, listed: &Listed) -> Result<Row> {
    let contract = &listed.contract;
    let reviewed = store
        .history(&contract.id)
        .await?
        .into_iter()
        .find(|entry| entry.action == "contract.in_review");
    let until = reviewed.map_or(listed.updated_at, |entry| entry.at);
    let title = &contract.metadata.title;
    Ok(Row {
        name: if title.is_empty() {
            contract.origin.native.clone()
        } else {
            title.clone()
        },
        pages: contract.stage.pages().unwrap_or(0),
        values: store
            .reading(&contract.id)
            .await?
            .map_or(0, |reading| reading.values()),
        in_review: listed.pending,
        ms: (until - listed.created_at) / 1000,
        stage: contract.stage.name(),
    })
}

/// The line of a contract whose webhook was not taken.
pub fn missing(id: &ContractId) -> Row {
    Row {
        name: id.to_string(),
        pages: 0,
        values: 0,
        in_review: 0,
        ms: 0,
        stage: "missing",
    }
}

impl Outcome {
    /// The outcome of a run that took `elapsed`.
    pub fn new(contracts: Vec<Row>, elapsed: Duration) -> Self {
        Self {
            contracts,
            total_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// Whether every contract is in review, or beyond it by a person's decision.
    pub fn all_reached_review(&self) -> bool {
        let reached = |row: &Row| {
            matches!(
                row.stage,
                "in_review" | "approved" | "written_back" | "rejected"
            )
        };
        !self.contracts.is_empty() && self.contracts.iter().all(reached)
    }

    /// Prints the table, or one JSON object.
    pub fn print(&self, json: bool) -> anyhow::Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
            return Ok(());
        }
        let mut table = show::table(&[
            "contract",
            "pages",
            "values found",
            "waiting for review",
            "ms",
            "stage",
        ]);
        for row in &self.contracts {
            let colour = if matches!(row.stage, "parked" | "missing") {
                Color::Red
            } else {
                Color::Green
            };
            table.add_row([
                Cell::new(&row.name),
                show::number(row.pages),
                show::number(row.values),
                show::number(row.in_review),
                show::number(row.ms),
                Cell::new(row.stage).fg(colour),
            ]);
        }
        println!(
            "{table}\n{} contracts in {:.1} s",
            self.contracts.len(),
            self.total_ms as f64 / 1000.0
        );
        Ok(())
    }
}
