//! `countersign replay`: reads a contract again from what is stored, its model's answers included,
//! and says whether the same reading comes of it. Calls nobody, and writes nothing.

use super::{System, model};
use crate::config::{self, Settings};
use crate::connectors::llm::{Error, Llm, Reply, Request, Usage};
use crate::domain::id::{ContractId, PromptId};
use crate::domain::reading::Reading;
use crate::offline::Offline;
use crate::pipeline::extract::{Engines, Model, Records, Source, running};
use crate::store::Store;
use anyhow::{Context as _, Result, anyhow};
use async_trait::async_trait;
use std::sync::Arc;

/// A model that can only be remembered.
struct Remembered {
    name: String,
    form: &'static str,
}

#[async_trait]
impl Llm for Remembered {
    fn model(&self) -> &str {
        &self.name
    }

    fn form(&self) -> &'static str {
        self.form
    }

    async fn complete(&self, _: &Request) -> Reply {
        let detail = "no answer to this question is stored: the prompts, the dictionary, the settings or the \
                      text have changed since"
            .to_owned();
        Reply {
            outcome: Err(Error::Permanent { detail }),
            usage: Usage::default(),
        }
    }

    async fn ping(&self) -> Result<String, Error> {
        Ok(self.name.clone())
    }
}

/// Replays `contract` and prints what differs; whether nothing does.
///
/// # Errors
/// When there is no such contract, it was not read yet, or an answer is not stored.
pub async fn run(settings: &Settings, contract: &ContractId) -> Result<bool> {
    let store = Store::attach(&settings.storage).await?;
    let stored = store.reading(contract).await?;
    let stored = stored.ok_or_else(|| anyhow!("contract {contract} has not been read yet"))?;
    let read = Arc::new(store.document(contract).await?);
    let vault = store.vault(contract).await?;
    let source = Source::masked(contract.clone(), read, vault).await?;
    let asked = store.last_prompts(contract).await?;
    let engines = engines(settings, store, contract).await?;
    let (dictionary, calendars) = (engines.dictionary.clone(), engines.calendars.clone());
    // Told first: what has changed since is mostly why there is no answer to today's question.
    for line in prompts(&asked, engines.model.as_ref()) {
        println!("{line}");
    }
    let replayed = engines.read(stored.engine, &source).await;
    let mut replayed = replayed.map_err(|failure| anyhow!("it cannot be replayed: {failure}"))?;
    // What follows for the running term depends on the day: that of the reading, not the present one.
    if let Some(day) = stored.day {
        running(&dictionary, &mut replayed, day, &calendars);
    }
    let differences = differences(&stored, &replayed);
    for difference in &differences {
        println!("{difference}");
    }
    match differences.len() {
        0 => println!("contract {contract}: the same {} values", stored.values()),
        count => println!("contract {contract}: {count} differences"),
    }
    Ok(differences.is_empty())
}

/// The engines as they would read today, with the model that this contract was read by.
async fn engines(settings: &Settings, store: Store, contract: &ContractId) -> Result<Engines> {
    let asked = store.last_model(contract).await?;
    let name = asked.unwrap_or_else(|| settings.llm.model.clone());
    let form = settings.llm.form();
    let records = Records {
        store,
        clock: Arc::new(System),
        zone: settings.pipeline.time_zone,
        keeps: false,
    };
    let dictionary = config::dictionary::load(&settings.pipeline.dictionary)
        .map_err(|faults| anyhow!(faults.join("; ")))
        .context("the field dictionary")?;
    Ok(Engines {
        offline: Arc::new(Offline::new(&dictionary)),
        library: super::library(settings, &dictionary)?,
        dictionary: Arc::new(dictionary),
        calendars: Arc::new(settings.pipeline.holidays.clone()),
        model: Some(model(
            settings,
            Arc::new(Remembered { name, form }),
            Some(records),
        )),
    })
}

/// The prompts that the reading came from, one line each, and whether they have changed since.
fn prompts(asked: &[PromptId], model: Option<&Model>) -> Vec<String> {
    let now = model.map(|model| [model.prompts.fields.id(), model.prompts.obligations.id()]);
    let now = now.into_iter().flatten().collect::<Vec<_>>();
    let told = |asked: &PromptId| match now.iter().find(|now| now.name == asked.name) {
        Some(now) if now.hash == asked.hash => format!("prompt {asked}"),
        Some(now) => format!("prompt {asked} has changed since: it is {now} now"),
        None => format!("prompt {asked} is no more"),
    };
    asked.iter().map(told).collect()
}

/// What differs, one line each: places only, no words of the contract.
fn differences(stored: &Reading, replayed: &Reading) -> Vec<String> {
    let mut found = Vec::new();
    let ids = stored.fields.keys().chain(replayed.fields.keys());
    for id in ids.collect::<std::collections::BTreeSet<_>>() {
        if stored.fields.get(id) != replayed.fields.get(id) {
            found.push(format!("field {id} differs"));
        }
    }
    let parts = [
        (
            "the obligations",
            stored.obligations == replayed.obligations,
        ),
        (
            "the claims without evidence",
            stored.unverified == replayed.unverified,
        ),
        (
            "the reasons for a person to look",
            stored.reasons == replayed.reasons,
        ),
        (
            "the warnings about the file",
            stored.warnings == replayed.warnings,
        ),
        (
            "the dictionary's versions",
            stored.dictionary == replayed.dictionary,
        ),
        // The library may have grown since, which changes no value.
        (
            "the comparisons with the standard clauses",
            stored.standards == replayed.standards
                || stored.standards.library != replayed.standards.library,
        ),
    ];
    let differing = parts.iter().filter(|(_, is_same)| !is_same);
    found.extend(differing.map(|(what, _)| format!("{what} differ")));
    found
}
