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
    let shown = shown(&store, contract, as_json, &settings.llm.currency).await?;
    println!("{shown}");
    Ok(())
}

async fn shown(
    store: &Store,
    contract: Option<&str>,
    as_json: bool,
    currency: &str,
) -> Result<String> {
    let mut lines = store.ledger().await?;
    lines.retain(|line| contract.is_none_or(|wanted| line.contract.as_str() == wanted));
    let total = lines
        .iter()
        .fold(Cost::default(), |sum, line| sum + line.cost);
    if !as_json {
        return Ok(table(&lines, &total, currency));
    }
    let rows: Vec<_> = lines.iter().map(|line| row(line, currency)).collect();
    let total = cost(&total, currency);
    let all = json!({ "schema": "countersign.cost.v1", "lines": rows, "total": total });
    Ok(all.to_string())
}

fn row(line: &Line, currency: &str) -> serde_json::Value {
    json!({
        "contract": line.contract, "topic": line.topic, "model": line.model,
        "prompt": line.prompt, "cost": cost(&line.cost, currency),
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
        "prompt",
        "model",
        "questions",
        "from store",
        "retries",
        "tokens in",
        "tokens out",
        currency,
    ]);
    let mut add = |names: [&str; 4], cost: &Cost| {
        let [contract, topic, prompt, model] = names.map(Cell::new);
        table.add_row([
            contract,
            topic,
            prompt,
            model,
            show::number(cost.questions),
            show::number(cost.cached),
            show::number(cost.retries),
            show::number(cost.prompt_tokens),
            show::number(cost.completion_tokens),
            show::number(price(cost)),
        ]);
    };
    for line in lines {
        let prompt = line.prompt.as_ref();
        let prompt = prompt.map_or(String::new(), |prompt| {
            format!("{} {}", prompt.name, prompt.version)
        });
        let contract = line.contract.as_str();
        add([contract, &line.topic, &prompt, &line.model], &line.cost);
    }
    add(["all", "", "", ""], total);
    table.to_string()
}

/// The price in the currency's unit, to the millionth.
pub(super) fn price(cost: &Cost) -> String {
    Decimal::new(cost.micros, 6).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{ContractId, PromptId};
    use crate::store::ledger::Entry;
    use serde_json::Value;

    /// A database with three questions about one contract, one of them answered from the store, and one about
    /// another.
    async fn store(dir: &std::path::Path) -> Store {
        let settings = crate::store::Settings {
            dir: dir.to_owned(),
            connections: 2,
        };
        let store = Store::open(&settings).await.expect("a folder");
        let paid = |questions, retries, prompt_tokens, micros| Cost {
            questions,
            retries,
            prompt_tokens,
            completion_tokens: 10,
            micros,
            ..Cost::default()
        };
        let cached = Cost {
            questions: 1,
            cached: 1,
            ..Cost::default()
        };
        for (contract, topic, version, cost) in [
            ("one", "dates", "1", paid(1, 2, 1_000, 2_500_000)),
            ("one", "dates", "2", paid(1, 0, 500, 1)),
            ("one", "dates", "2", cached),
            ("two", "money", "2", paid(1, 0, 70, 40)),
        ] {
            let entry = Entry {
                at: 1,
                contract: ContractId::from(contract),
                topic: topic.to_owned(),
                prompt: Some(PromptId {
                    name: "extract-fields".to_owned(),
                    version: version.to_owned(),
                    hash: "00ff".to_owned(),
                }),
                model: "reader".to_owned(),
                cost,
            };
            store.note(&entry).await.expect("noted");
        }
        store
    }

    #[tokio::test]
    async fn costs_are_summed_by_contract_topic_prompt_and_model() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = store(dir.path()).await;
        let json = shown(&store, Some("one"), true, "EUR").await.expect("read");
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["schema"], "countersign.cost.v1");
        let lines = json["lines"].as_array().expect("lines");
        assert_eq!(lines.len(), 2, "one for each version of the prompt: {json}");
        assert_eq!(
            lines[0]["cost"],
            json!({
                "questions": 1, "cached": 0, "retries": 2, "prompt_tokens": 1_000,
                "completion_tokens": 10, "price": "2.5", "currency": "EUR",
            })
        );
        let prompt = json!({ "name": "extract-fields", "version": "2", "hash": "00ff" });
        assert_eq!(lines[1]["prompt"], prompt);
        assert_eq!(lines[1]["cost"]["questions"], 2);
        assert_eq!(lines[1]["cost"]["cached"], 1);
        assert_eq!(lines[1]["cost"]["price"], "0.000001");
        assert_eq!(json["total"]["questions"], 3);
        assert_eq!(json["total"]["prompt_tokens"], 1_500);
    }

    #[tokio::test]
    async fn people_are_shown_each_line_and_the_sum_of_all() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = store(dir.path()).await;
        let table = shown(&store, None, false, "EUR").await.expect("read");
        for words in ["extract-fields 1", "two", "money", "EUR", "all", "2.500041"] {
            assert!(table.contains(words), "{words} in\n{table}");
        }
    }
}
