//! Reads files in a child process: our own executable with limits on itself, an empty environment,
//! and nothing but frames on its standard input and output.
//!
//! Whatever the child does, this process lives on and has an answer before the wall clock ends.

use super::frame::Kind;
use super::ocr::Tesseract;
use super::settings::Settings;
use super::talk::{Answer, End, Limits, Talk, WITH_OCR, start};
use super::{Error, Reader};
use crate::domain::document::{Document, Warning};
use async_trait::async_trait;
use bytes::Bytes;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The reader that serves in production.
#[derive(Debug)]
pub struct Process {
    settings: Settings,
    slots: Semaphore,
    ocr: Option<Tesseract>,
}

impl Process {
    /// A reader within `settings`; looks for the OCR program, and starts nothing yet.
    pub fn new(settings: Settings) -> Self {
        let slots = Semaphore::new(settings.concurrency.max(1));
        let ocr = Tesseract::find(&settings.ocr);
        Self {
            settings,
            slots,
            ocr,
        }
    }

    /// Asks a child, and a second one where the first ended for a reason that may pass.
    async fn ask(&self, task: &[&str], file: &Bytes) -> Result<Answer, Error> {
        if file.len() > self.settings.max_bytes {
            return Err(Error::TooLarge {
                detail: format!("more than {} bytes", self.settings.max_bytes),
            });
        }
        let slot = self.slots.acquire().await;
        let _slot = slot.map_err(|closed| unavailable(&closed))?;
        let answer = self.ask_once(task, file).await?;
        if answer.frames.is_empty() && may_pass(&answer) {
            return self.ask_once(task, file).await;
        }
        Ok(answer)
    }

    async fn ask_once(&self, task: &[&str], file: &Bytes) -> Result<Answer, Error> {
        let executable = self.executable().map_err(|error| unavailable(&error))?;
        let child = start(&executable, self.limits(), task, Stdio::piped());
        let talk = Talk {
            child: child.map_err(|error| unavailable(&error))?,
            left: Duration::from_secs(self.settings.wall_seconds),
            ocr: self
                .ocr
                .as_ref()
                .map(|ocr| (ocr, self.settings.ocr.pictures)),
            executable: &executable,
        };
        Ok(talk.hold(file).await)
    }

    fn executable(&self) -> std::io::Result<PathBuf> {
        match &self.settings.executable {
            Some(executable) => Ok(executable.clone()),
            None => std::env::current_exe(),
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            memory_mib: self.settings.memory_mib,
            cpu_seconds: self.settings.cpu_seconds,
            max_bytes: self.settings.max_bytes,
            max_pages: self.settings.max_pages,
        }
    }

    /// Why there is no frame: which limit, or which signal.
    fn cause(&self, answer: &Answer) -> Error {
        let said = |words: &str| {
            let words = words.as_bytes();
            answer
                .last_words
                .windows(words.len())
                .any(|window| window == words)
        };
        let ended = answer.status.map(|status| (status.signal(), status.code()));
        let detail = match ended {
            _ if answer.end == End::TooLong => "more output than allowed".to_owned(),
            None => format!("{} seconds on the clock", self.settings.wall_seconds),
            // The kernel sends SIGXCPU (24) at the limit.
            Some((Some(24), _)) => "all of its CPU time".to_owned(),
            Some(_) if said("memory allocation") => {
                format!("{} MiB of memory", self.settings.memory_mib)
            }
            Some(_) if said("overflowed its stack") => "its stack overflowed".to_owned(),
            Some((Some(signal), _)) => format!("signal {signal}"),
            Some((None, code)) => format!("no whole answer, exit code {}", code.unwrap_or(-1)),
        };
        Error::Hostile { detail }
    }

    fn first<'a>(&self, answer: &'a Answer, wanted: Kind) -> Result<&'a [u8], Error> {
        match answer.frames.first() {
            Some((kind, payload)) if *kind == wanted => Ok(payload),
            Some((Kind::Error, payload)) => {
                Err(serde_json::from_slice(payload).unwrap_or_else(|_| self.cause(answer)))
            }
            _ => Err(self.cause(answer)),
        }
    }
}

/// Whether another try can end otherwise: a slow machine, or a killer from outside.
fn may_pass(answer: &Answer) -> bool {
    answer.end == End::Late
        || answer
            .status
            .is_some_and(|status| status.signal() == Some(9))
}

fn unavailable(error: &impl std::fmt::Display) -> Error {
    Error::Unavailable {
        detail: error.to_string(),
    }
}

#[async_trait]
impl Reader for Process {
    async fn read(&self, file: Bytes) -> Result<Document, Error> {
        let task: &[&str] = match self.ocr {
            Some(_) => &["read", WITH_OCR],
            None => &["read"],
        };
        let answer = self.ask(task, &file).await?;
        let payload = self.first(&answer, Kind::Document)?;
        let mut document: Document =
            serde_json::from_slice(payload).map_err(|_| self.cause(&answer))?;
        let agreement = match answer.frames.get(1) {
            Some((Kind::Agreement, payload)) => serde_json::from_slice(payload).ok(),
            _ => None,
        };
        let agreement: Vec<Option<f32>> = agreement.unwrap_or_default();
        note_agreement(&mut document, &agreement);
        if document.text.trim().is_empty() {
            return Err(Error::NeedsOcr);
        }
        Ok(document)
    }

    async fn draw(&self, file: Bytes, page: u32, width: u32) -> Result<Bytes, Error> {
        let task = ["draw", &page.to_string(), &width.to_string()];
        let answer = self.ask(&task, &file).await?;
        let png = self.first(&answer, Kind::Page)?;
        Ok(Bytes::copy_from_slice(png))
    }

    async fn ping(&self) -> Result<String, Error> {
        let answer = self.ask_once(&["ping"], &Bytes::new()).await?;
        let Ok(protection) = self.first(&answer, Kind::Protection) else {
            return Err(Error::Unavailable {
                detail: "the child did not start within its limits".to_owned(),
            });
        };
        let ocr = match &self.ocr {
            Some(tesseract) => tesseract
                .ping()
                .await
                .map_err(|error| unavailable(&error))?,
            None => "no Tesseract: scans are parked until tesseract-ocr is installed".to_owned(),
        };
        let settings = &self.settings;
        Ok(format!(
            "child with {} MiB, {} s CPU, {} s wall; {} pages, {} bytes at most\n{}\nOCR: {ocr}",
            settings.memory_mib,
            settings.cpu_seconds,
            settings.wall_seconds,
            settings.max_pages,
            settings.max_bytes,
            String::from_utf8_lossy(protection),
        ))
    }
}

/// Pages on which fewer words than this share agree are uncertain.
const CERTAIN: f32 = 0.9;

/// Notes on each page what the second reading agreed to, and warns where it is low or missing.
fn note_agreement(document: &mut Document, agreement: &[Option<f32>]) {
    if agreement.iter().all(Option::is_none) {
        document.warnings.push(Warning::NoSecondReading);
        return;
    }
    for (page, agreement) in document.pages.iter_mut().zip(agreement) {
        page.agreement = *agreement;
        if agreement.is_some_and(|share| share < CERTAIN) {
            document
                .warnings
                .push(Warning::UncertainText { page: page.number });
        }
    }
}
