//! `countersign doctor`: asks each connector whether it works, and says what to do where one does not.

use super::show;
use super::{System, reader};
use crate::config::Settings;
use crate::connectors::clm::{Clm, ironclad::Ironclad};
use crate::connectors::crm::{Crm, salesforce::Salesforce};
use crate::connectors::llm::{Llm, openai::OpenAi};
use comfy_table::{Cell, Color};
use std::sync::Arc;

/// One finding.
struct Finding {
    what: &'static str,
    outcome: Result<String, String>,
}

/// Checks everything and prints a table; whether all is well.
pub async fn run(settings: &Settings) -> bool {
    let mut findings = vec![folder(settings)];
    findings.push(Finding {
        what: "PDF reader",
        outcome: words(reader(settings).ping().await),
    });
    findings.push(Finding {
        what: "Ironclad",
        outcome: ironclad(settings).await,
    });
    findings.push(Finding {
        what: "Salesforce",
        outcome: salesforce(settings).await,
    });
    if settings.pipeline.engine.asks() {
        findings.push(Finding {
            what: "model",
            outcome: model(settings).await,
        });
    }
    let faults = settings.faults();
    let outcome = if faults.is_empty() {
        Ok("sound".to_owned())
    } else {
        Err(faults.join("\n"))
    };
    findings.push(Finding {
        what: "settings",
        outcome,
    });
    let mut table = show::table(&["what", "", "detail"]);
    for Finding { what, outcome } in &findings {
        let (mark, detail) = match outcome {
            Ok(detail) => (Cell::new("works").fg(Color::Green), detail),
            Err(detail) => (Cell::new("fails").fg(Color::Red), detail),
        };
        table.add_row([Cell::new(what), mark, Cell::new(detail)]);
    }
    println!("{table}");
    findings.iter().all(|finding| finding.outcome.is_ok())
}

fn words<E: ToString>(outcome: Result<String, E>) -> Result<String, String> {
    outcome.map_err(|error| error.to_string())
}

/// Looks at the data folder without opening it: a running service may hold it.
fn folder(settings: &Settings) -> Finding {
    let dir = &settings.storage.dir;
    let probe = dir.join(".doctor");
    let tried = std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    let outcome = match tried {
        Ok(()) => Ok(format!("{} can be written", dir.display())),
        Err(error) => Err(format!(
            "{} cannot be written ({error}): change its owner, or storage.dir",
            dir.display()
        )),
    };
    Finding {
        what: "data folder",
        outcome,
    }
}

async fn ironclad(settings: &Settings) -> Result<String, String> {
    let client = Ironclad::new(settings.clm.ironclad.clone(), Arc::new(System))
        .map_err(|error| error.to_string())?;
    words(client.ping().await)
}

async fn salesforce(settings: &Settings) -> Result<String, String> {
    let client = Salesforce::new(settings.crm.salesforce.clone(), Arc::new(System))
        .map_err(|error| error.to_string())?;
    words(client.ping().await)
}

async fn model(settings: &Settings) -> Result<String, String> {
    let client = OpenAi::new(settings.llm.clone()).map_err(|error| error.to_string())?;
    words(client.ping().await)
}
