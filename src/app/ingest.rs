//! `countersign ingest`: the same reading on any PDF, without service or review. It stores nothing but a
//! model's answers and what they cost, where one is asked: in a folder of their own, so that nothing is paid twice.
//! Standard output holds the answer alone; progress goes to standard error.

use super::{System, engines, reader, show};
use crate::config::Settings;
use crate::connectors::reader::Reader;
use crate::domain::clock::Clock as _;
use crate::domain::document::Document;
use crate::domain::failure::Failure;
use crate::domain::id::{ContractId, FieldId};
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::redaction::Vault;
use crate::domain::summary;
use crate::domain::sureness::Sureness;
use crate::domain::term::Engine;
use crate::offline::Offline;
use crate::pipeline::chunk;
use crate::pipeline::extract::{Engines, Records, Source};
use crate::store::ledger::Line;
use crate::store::{self, Store};
use anyhow::{Context as _, Result};
use futures::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt as _;

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
    /// Its duties in a few lines, the most pressing first; absent where there are none. Nobody has
    /// countersigned them: what a review lets stand is written to the CRM in the same form.
    pub key_obligations: Option<String>,
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
    kept: Option<Kept>,
    max_bytes: u64,
}

/// Where a model's answers are kept.
#[derive(Clone)]
struct Kept {
    folder: PathBuf,
    store: Store,
    /// When this run began, in microseconds since 1970.
    since: i64,
}

/// The folder of a model's answers in the data folder.
const ANSWERS: &str = "answers";

impl Ingest {
    /// An ingest of these settings that stores nothing.
    ///
    /// # Errors
    /// Says what is wrong with the dictionary or the model's settings.
    pub fn new(settings: &Settings) -> Result<Self> {
        Self::with(settings, None, None)
    }

    /// An ingest of these settings. Where a model is asked, its answers and what they cost are kept in
    /// `answers`, else in a folder of that name in the data folder, and what was answered is not asked again.
    ///
    /// # Errors
    /// As [`Ingest::new`], and when the folder cannot be used.
    pub async fn keeping(settings: &Settings, answers: Option<&Path>) -> Result<Self> {
        if !settings.pipeline.engine.asks() {
            return Self::new(settings);
        }
        let folder = answers.map_or_else(|| settings.storage.dir.join(ANSWERS), Path::to_owned);
        let storage = store::Settings {
            dir: folder.clone(),
            ..settings.storage.clone()
        };
        let store = Store::open(&storage).await;
        let store = store.context("a model's answers (--answers DIR)")?;
        let kept = Kept {
            since: System.micros(),
            store: store.clone(),
            folder,
        };
        let records = Records {
            store,
            clock: Arc::new(System),
            zone: settings.pipeline.time_zone,
            keeps: true,
        };
        Self::with(settings, Some(records), Some(kept))
    }

    fn with(settings: &Settings, records: Option<Records>, kept: Option<Kept>) -> Result<Self> {
        Ok(Self {
            reader: reader(settings),
            engines: engines(settings, records)?,
            engine: settings.pipeline.engine,
            chunk_tokens: settings.pipeline.chunk_tokens,
            kept,
            max_bytes: u64::try_from(settings.reader.max_bytes).unwrap_or(u64::MAX),
        })
    }

    /// Where a model's answers are kept, if they are.
    pub fn answers(&self) -> Option<&Path> {
        self.kept.as_ref().map(|kept| kept.folder.as_path())
    }

    /// What this run has asked a model, and what it paid; nothing where no answers are kept.
    ///
    /// # Errors
    /// When the ledger does not read.
    pub async fn spent(&self) -> Result<Vec<Line>> {
        match &self.kept {
            Some(kept) => Ok(kept.store.lines(kept.since).await?),
            None => Ok(Vec::new()),
        }
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
        let bytes = self.bytes(file).await?;
        Ok(self.reader.read(bytes.into()).await?)
    }

    /// The bytes of one file; not more than the reader takes, and none of a device that has no end.
    async fn bytes(&self, file: &Path) -> Result<Vec<u8>, Failure> {
        let unread = |error| Failure::fail(format!("the file cannot be opened: {error}"));
        let mut opened = tokio::fs::File::open(file).await.map_err(unread)?;
        let known = opened.metadata().await.map_err(unread)?;
        if !known.is_file() {
            return Err(Failure::fail(
                "it is no file: name PDFs, not folders or devices",
            ));
        }
        if known.len() > self.max_bytes {
            let most = self.max_bytes;
            return Err(Failure::fail(format!(
                "too large: it has {} bytes, and reader.max_bytes is {most}",
                known.len()
            )));
        }
        let mut bytes = Vec::new();
        opened.read_to_end(&mut bytes).await.map_err(unread)?;
        Ok(bytes)
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
            key_obligations: reading.as_ref().and_then(|reading| {
                let duties = reading.obligations.iter();
                summary::summary(
                    duties.map(|duty| (duty, duty.action.as_str())),
                    summary::LENGTH,
                )
            }),
            shown: reading.as_ref().map(Shown::of),
            reading,
            error,
        }
    }

    /// Reads all `files` and prints each answer in order; how many were not read.
    pub async fn all(&self, files: Vec<PathBuf>, json: bool) -> Result<usize> {
        let bar = bar(files.len(), "files");
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
                show::reading(&printable(&answer.file), reading, &self.engines.dictionary)
            ),
            (None, error) => eprintln!(
                "{}: {}",
                printable(&answer.file),
                error.as_deref().unwrap_or_default()
            ),
        }
        Ok(())
    }
}

/// A file's name for a terminal, which must not obey what somebody wrote into a name.
fn printable(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A bar over so many `things` on standard error, which is not drawn where that is no terminal.
pub(super) fn bar(count: usize, things: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(count).unwrap_or(0));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {prefix}  {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_prefix(things);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
