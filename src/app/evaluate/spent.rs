//! What a run has paid a model, by group of fields, as a table of its report. Only what this run asked is
//! counted; what earlier runs paid lies in the same folder, and `countersign cost --data DIR` shows all of it.

use crate::app::cost::price;
use crate::app::ingest::Ingest;
use crate::connectors::llm::Settings;
use crate::eval::report::{Cell, Report, Table};
use crate::store::ledger::{Cost, Line};
use anyhow::Result;
use std::collections::BTreeMap;

/// Adds the table, and where the answers are.
///
/// # Errors
/// When the ledger does not read.
pub async fn add(report: &mut Report, ingest: &Ingest, llm: &Settings) -> Result<()> {
    let lines = ingest.spent().await?;
    let has_price = llm.prices.contains_key(&llm.model);
    report.tables.push(table(&lines, has_price));
    let prices = match has_price {
        true => format!("prices are in {}", llm.currency),
        false => format!("no prices: [llm.prices.\"{}\"] is not set", llm.model),
    };
    let folder = ingest.answers().map(|folder| folder.display().to_string());
    report.notes.push(format!(
        "{prices}; the model's answers, which quote the contracts, are kept in {}",
        folder.unwrap_or_default()
    ));
    Ok(())
}

fn table(lines: &[Line], has_price: bool) -> Table {
    let mut groups: BTreeMap<&str, Cost> = BTreeMap::new();
    for line in lines {
        let sum = groups.entry(&line.topic).or_default();
        *sum = *sum + line.cost;
    }
    let all = groups
        .values()
        .fold(Cost::default(), |sum, cost| sum + *cost);
    let mut table = Table::new(
        "cost",
        &[
            "group",
            "questions",
            "cached",
            "retries",
            "prompt_tokens",
            "completion_tokens",
            "price",
        ],
    );
    let count = |number: i64| Cell::Count(usize::try_from(number).unwrap_or_default());
    for (group, cost) in groups.into_iter().chain([("all", all)]) {
        let price = match has_price {
            true => Cell::Text(price(&cost)),
            false => Cell::Figure(None),
        };
        table.rows.push(vec![
            Cell::Text(group.to_owned()),
            count(cost.questions),
            count(cost.cached),
            count(cost.retries),
            count(cost.prompt_tokens),
            count(cost.completion_tokens),
            price,
        ]);
    }
    table
}
