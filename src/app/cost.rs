//! `countersign cost`: what models cost, per contract and topic, from the ledger of the data folder.

use super::show;
use crate::config::Settings;
use crate::store::Store;
use crate::store::ledger::{Cost, Line};
use anyhow::Result;
use comfy_table::Cell;
use rust_decimal::Decimal;
use serde_json::json;

/// Prints the costs of `contract`, or of all.
///
/// # Errors
/// When the data folder holds no database.
pub async fn run(settings: &Settings, contract: Option<&str>, as_json: bool) -> Result<()> {
    let store = Store::attach(&settings.storage).await?;
    let mut lines = store.ledger().await?;
    lines.retain(|line| contract.is_none_or(|wanted| line.contract.as_str() == wanted));
    let total = lines
        .iter()
        .fold(Cost::default(), |sum, line| sum + line.cost);
    let currency = &settings.llm.currency;
    if as_json {
        let rows: Vec<_> = lines.iter().map(|line| row(line, currency)).collect();
        let total = cost(&total, currency);
        println!(
            "{}",
            json!({ "schema": "countersign.cost.v1", "lines": rows, "total": total })
        );
    } else {
        println!("{}", table(&lines, &total, currency));
    }
    Ok(())
}

fn row(line: &Line, currency: &str) -> serde_json::Value {
    json!({
        "contract": line.contract, "topic": line.topic, "model": line.model,
        "cost": cost(&line.cost, currency),
    })
}

fn cost(cost: &Cost, currency: &str) -> serde_json::Value {
    json!({
        "questions": cost.questions, "cached": cost.cached, "retries": cost.retries,
        "prompt_tokens": cost.prompt_tokens, "completion_tokens": cost.completion_tokens,
        "price": price(cost), "currency": currency,
    })
}

fn table(lines: &[Line], total: &Cost, currency: &str) -> String {
    let mut table = show::table(&[
        "contract",
        "topic",
        "model",
        "questions",
        "from store",
        "retries",
        "tokens in",
        "tokens out",
        currency,
    ]);
    let mut add = |contract: &str, topic: &str, model: &str, cost: &Cost| {
        table.add_row([
            Cell::new(contract),
            Cell::new(topic),
            Cell::new(model),
            show::number(cost.questions),
            show::number(cost.cached),
            show::number(cost.retries),
            show::number(cost.prompt_tokens),
            show::number(cost.completion_tokens),
            show::number(price(cost)),
        ]);
    };
    for line in lines {
        add(line.contract.as_str(), &line.topic, &line.model, &line.cost);
    }
    add("all", "", "", total);
    table.to_string()
}

/// The price in the currency's unit, to the millionth.
fn price(cost: &Cost) -> String {
    Decimal::new(cost.micros, 6).normalize().to_string()
}
