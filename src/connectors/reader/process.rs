//! Reads PDFs in a child process: our own executable with limits on itself, an empty environment,
//! the file on its standard input and frames on its standard output.
//!
//! Whatever the child does, this process lives on and has an answer before the wall clock ends.

use super::frame::{self, Kind};
use super::{Error, Reader};
use crate::domain::document::{Document, Warning};
use async_trait::async_trait;
use bytes::Bytes;
use serde::Deserialize;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// The hidden argument by which the executable knows that it is the child.
pub const CHILD: &str = "pdf-child";

/// Limits on reading one PDF.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Address space of the child, in MiB. The largest contracts measured need under 100.
    pub memory_mib: u64,
    /// CPU time of the child, in seconds. A median contract needs a tenth of one.
    pub cpu_seconds: u64,
    /// Time until the child is killed, in seconds, its CPU time notwithstanding.
    pub wall_seconds: u64,
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Most pages.
    pub max_pages: usize,
    /// The executable to start; by default the running one.
    pub executable: Option<PathBuf>,
    /// Children at a time; further files wait.
    pub concurrency: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            memory_mib: 512,
            cpu_seconds: 10,
            wall_seconds: 30,
            max_bytes: 50 << 20,
            max_pages: 2000,
            executable: None,
            concurrency: 2,
        }
    }
}

impl Settings {
    /// Every fault of these settings, in words; empty when they are sound.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut need = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("reader.{what}"));
            }
        };
        need(self.memory_mib >= 128, "memory_mib must be 128 or more");
        need(
            self.cpu_seconds >= 1 && self.wall_seconds >= 1,
            "cpu_seconds and wall_seconds must be 1 or more",
        );
        need(
            self.max_bytes >= 1024 && self.max_pages >= 1,
            "max_bytes must be 1024 or more and max_pages 1 or more",
        );
        faults
    }
}

/// Most bytes that a child may answer: far more than the words with boxes of a long contract, and
/// little enough that a hostile child does not fill the memory of the service.
const MAX_OUTPUT: u64 = 128 << 20;
/// Bytes of the child's last words that are kept, to tell which limit it met.
const MAX_LAST_WORDS: u64 = 4096;

/// The reader that serves in production.
#[derive(Debug)]
pub struct Process {
    settings: Settings,
    slots: Semaphore,
}

impl Process {
    /// A reader within `settings`; starts nothing yet.
    pub fn new(settings: Settings) -> Self {
        let slots = Semaphore::new(settings.concurrency.max(1));
        Self { settings, slots }
    }

    async fn ask(&self, arguments: &[String], pdf: &Bytes) -> Result<Answer, Error> {
        if pdf.len() > self.settings.max_bytes {
            return Err(Error::TooLarge {
                detail: format!("more than {} bytes", self.settings.max_bytes),
            });
        }
        let slot = self.slots.acquire().await;
        let _slot = slot.map_err(|closed| unavailable(&closed))?;
        let mut child = self.start(arguments).map_err(|error| unavailable(&error))?;
        let mut answer = Answer::default();
        let wall = Duration::from_secs(self.settings.wall_seconds);
        let ended = tokio::time::timeout(wall, converse(&mut child, pdf, &mut answer)).await;
        match ended {
            Ok(Ok(status)) => answer.status = Some(status),
            Ok(Err(error)) => return Err(unavailable(&error)),
            Err(_) => {
                // The child may be gone already; either way it is reaped here, not later.
                let _ = child.kill().await;
            }
        }
        Ok(answer)
    }

    fn start(&self, arguments: &[String]) -> std::io::Result<Child> {
        let executable = match &self.settings.executable {
            Some(executable) => executable.clone(),
            None => std::env::current_exe()?,
        };
        let settings = &self.settings;
        Command::new(executable)
            .arg(CHILD)
            .arg(settings.memory_mib.to_string())
            .arg(settings.cpu_seconds.to_string())
            .arg(settings.max_bytes.to_string())
            .arg(settings.max_pages.to_string())
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
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
        let signal = answer.status.map(|status| (status.signal(), status.code()));
        let detail = match signal {
            None => format!("{} seconds on the clock", self.settings.wall_seconds),
            Some(_) if answer.stdout.len() as u64 >= MAX_OUTPUT => {
                "more output than allowed".to_owned()
            }
            // The kernel sends SIGXCPU (24) at the soft limit and SIGKILL (9) at the hard one.
            Some((Some(9 | 24), _)) => format!("{} seconds of CPU time", self.settings.cpu_seconds),
            Some(_) if said("memory allocation") => {
                format!("{} MiB of memory", self.settings.memory_mib)
            }
            Some(_) if said("overflowed its stack") => "its stack overflowed".to_owned(),
            Some((Some(signal), _)) => format!("signal {signal}"),
            Some((None, code)) => format!("no whole answer, exit code {}", code.unwrap_or(-1)),
        };
        Error::Hostile { detail }
    }

    fn first<'a>(&self, answer: &'a Answer, wanted: Kind) -> Result<(&'a [u8], &'a [u8]), Error> {
        match frame::decode(&answer.stdout) {
            Some((kind, payload, rest)) if kind == wanted => Ok((payload, rest)),
            Some((Kind::Error, payload, _)) => {
                Err(serde_json::from_slice(payload).unwrap_or_else(|_| self.cause(answer)))
            }
            _ => Err(self.cause(answer)),
        }
    }
}

/// What a child left behind.
#[derive(Default)]
struct Answer {
    stdout: Vec<u8>,
    last_words: Vec<u8>,
    /// `None` where the wall clock ended it.
    status: Option<ExitStatus>,
}

/// Feeds the child and listens until it ends. What it has said so far stays in `answer` when
/// this is dropped, so that a document survives a second reading that hangs.
async fn converse(
    child: &mut Child,
    pdf: &Bytes,
    answer: &mut Answer,
) -> std::io::Result<ExitStatus> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = async move {
        if let Some(mut stdin) = stdin {
            // A child that dies early closes the pipe; what it said tells why.
            let _ = stdin.write_all(pdf).await;
            let _ = stdin.shutdown().await;
        }
    };
    let listen = async {
        keep(stdout, MAX_OUTPUT, &mut answer.stdout).await;
    };
    let overhear = keep(stderr, MAX_LAST_WORDS, &mut answer.last_words);
    tokio::join!(feed, listen, overhear);
    child.wait().await
}

/// Reads at most `cap` bytes, then closes the pipe, which ends a child that goes on talking.
async fn keep(pipe: Option<impl AsyncRead + Unpin>, cap: u64, into: &mut Vec<u8>) {
    if let Some(pipe) = pipe {
        let _ = pipe.take(cap).read_to_end(into).await;
    }
}

fn unavailable(error: &impl std::fmt::Display) -> Error {
    Error::Unavailable {
        detail: error.to_string(),
    }
}

#[async_trait]
impl Reader for Process {
    async fn read(&self, pdf: Bytes) -> Result<Document, Error> {
        let answer = self.ask(&["read".to_owned()], &pdf).await?;
        let (payload, rest) = self.first(&answer, Kind::Document)?;
        let mut document: Document =
            serde_json::from_slice(payload).map_err(|_| self.cause(&answer))?;
        let agreement = match frame::decode(rest) {
            Some((Kind::Agreement, payload, _)) => serde_json::from_slice(payload).ok(),
            _ => None,
        };
        let agreement: Vec<Option<f32>> = agreement.unwrap_or_default();
        note_agreement(&mut document, &agreement);
        if document.words.is_empty() {
            return Err(Error::NeedsOcr);
        }
        Ok(document)
    }

    async fn draw(&self, pdf: Bytes, page: u32, width: u32) -> Result<Bytes, Error> {
        let arguments = ["draw".to_owned(), page.to_string(), width.to_string()];
        let answer = self.ask(&arguments, &pdf).await?;
        let (png, _) = self.first(&answer, Kind::Page)?;
        Ok(Bytes::copy_from_slice(png))
    }

    async fn ping(&self) -> Result<String, Error> {
        let settings = &self.settings;
        let child = self
            .start(&["ping".to_owned()])
            .map_err(|error| unavailable(&error))?;
        let ended = tokio::time::timeout(
            Duration::from_secs(settings.wall_seconds),
            child.wait_with_output(),
        );
        let output = ended.await.map_err(|late| unavailable(&late))?;
        let output = output.map_err(|error| unavailable(&error))?;
        if !output.status.success() {
            return Err(Error::Unavailable {
                detail: "the child did not start within its limits".to_owned(),
            });
        }
        Ok(format!(
            "child with {} MiB, {} s CPU, {} s wall; {} pages, {} bytes at most",
            settings.memory_mib,
            settings.cpu_seconds,
            settings.wall_seconds,
            settings.max_pages,
            settings.max_bytes
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
