//! `countersign ingest`: the same reading on any PDF, without storage, service or review.
//! Standard output holds the answer alone; progress goes to standard error.

use super::{engines, reader, show};
use crate::config::Settings;
use crate::connectors::reader::Reader;
use crate::domain::document::Document;
use crate::domain::failure::Failure;
use crate::domain::id::{ContractId, FieldId};
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::redaction::Vault;
use crate::domain::sureness::Sureness;
use crate::domain::term::Engine;
use crate::offline::Offline;
use crate::pipeline::chunk;
use crate::pipeline::extract::{Engines, Source};
use anyhow::Result;
use futures::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One file's answer: one JSON document on standard output with `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Ingested {
    /// Version of this form.
    pub schema: &'static str,
    /// The file as named on the command line.
    pub file: String,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What was read; absent when the file could not be read.
    pub reading: Option<Reading>,
    /// How sure each part of the reading is shown; absent when the file could not be read.
    pub shown: Option<Shown>,
    /// Why the file could not be read; absent when it was.
    pub error: Option<String>,
}

/// How sure a reading's values are shown, as in the table and on the review page.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Shown {
    /// By field, of each of its values in their order; fields without a value are left out.
    pub fields: BTreeMap<FieldId, Vec<Sureness>>,
    /// Of each obligation, in their order.
    pub obligations: Vec<Sureness>,
}

impl Shown {
    fn of(reading: &Reading) -> Self {
        let fields = reading.fields.iter();
        let fields = fields.map(|(field, finding)| (field.clone(), Sureness::of_finding(finding)));
        Self {
            fields: fields.filter(|(_, shown)| !shown.is_empty()).collect(),
            obligations: reading.obligations.iter().map(Sureness::of_duty).collect(),
        }
    }
}

/// The present version of the form.
pub const SCHEMA: &str = "countersign.ingest.v1";

/// Files read side by side.
const AT_ONCE: usize = 2;

/// Reads PDFs with the engine of the settings.
#[derive(Clone)]
pub struct Ingest {
    reader: Arc<dyn Reader>,
    engines: Engines,
    engine: Engine,
    chunk_tokens: u32,
}

impl Ingest {
    /// An ingest of these settings.
    ///
    /// # Errors
    /// Says what is wrong with the dictionary or the model's settings.
    pub fn new(settings: &Settings) -> Result<Self> {
        Ok(Self {
            reader: reader(settings),
            engines: engines(settings, None)?,
            engine: settings.pipeline.engine,
            chunk_tokens: settings.pipeline.chunk_tokens,
        })
    }

    /// The engine that needs no key.
    pub fn offline(&self) -> &Offline {
        &self.engines.offline
    }

    /// The fields that are read.
    pub fn dictionary(&self) -> &Dictionary {
        &self.engines.dictionary
    }

    /// Reads one PDF.
    ///
    /// # Errors
    /// Says why the file was not read.
    pub async fn read(&self, file: &Path) -> Result<Reading, Failure> {
        let document = self.document(file).await?;
        self.extract(document).await
    }

    /// The text of one PDF and where it stands.
    ///
    /// # Errors
    /// Says why the file was not read.
    pub async fn document(&self, file: &Path) -> Result<Document, Failure> {
        let bytes = tokio::fs::read(file)
            .await
            .map_err(|error| Failure::fail(format!("the file cannot be opened: {error}")))?;
        Ok(self.reader.read(bytes.into()).await?)
    }

    /// What the engine reads in a document.
    ///
    /// # Errors
    /// When a model is asked and cannot be reached.
    pub async fn extract(&self, document: Document) -> Result<Reading, Failure> {
        let read = chunk::parts(document, self.chunk_tokens).await?;
        let read = Arc::new(read);
        let contract = ContractId::from(read.document.sha256.as_str());
        let source = Source::masked(contract, read, Vault::default()).await?;
        self.engines.read(self.engine, &source).await
    }

    async fn one(&self, file: PathBuf) -> Ingested {
        let begun = Instant::now();
        let (reading, error) = match self.read(&file).await {
            Ok(reading) => (Some(reading), None),
            Err(failure) => (None, Some(failure.to_string())),
        };
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ingested {
            schema: SCHEMA,
            file: file.display().to_string(),
            ms,
            shown: reading.as_ref().map(Shown::of),
            reading,
            error,
        }
    }

    /// Reads all `files` and prints each answer in order; how many were not read.
    pub async fn all(&self, files: Vec<PathBuf>, json: bool) -> Result<usize> {
        let bar = bar(files.len());
        let mut answers = stream::iter(files)
            .map(|file| self.one(file))
            .buffered(AT_ONCE);
        let mut unread = 0;
        while let Some(answer) = answers.next().await {
            unread += usize::from(answer.error.is_some());
            bar.suspend(|| self.print(&answer, json))?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(unread)
    }

    fn print(&self, answer: &Ingested, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(answer)?);
            return Ok(());
        }
        match (&answer.reading, &answer.error) {
            (Some(reading), _) => println!(
                "{}",
                show::reading(&answer.file, reading, &self.engines.dictionary)
            ),
            (None, error) => eprintln!("{}: {}", answer.file, error.as_deref().unwrap_or_default()),
        }
        Ok(())
    }
}

pub(super) fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(0));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
