//! The OCR program on this machine: Tesseract, found at start-up, run in the same kind of limited
//! child as the reader. It gets a grey picture and gives a table of words, which the reader's child
//! reads: nothing that it prints is parsed in this process.

use super::settings::Ocr;
use super::talk::{Limits, end, start};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

/// Memory that one picture may take, in MiB; a page at 300 dpi takes 130.
const MEMORY_MIB: u64 = 1024;
/// Longest table of words.
const MAX_TABLE: u64 = 16 << 20;

/// Tesseract, where it is there.
#[derive(Debug, Clone)]
pub struct Tesseract {
    program: PathBuf,
    settings: Ocr,
}

impl Tesseract {
    /// The program of these settings; `None` where it is switched off or nowhere.
    pub fn find(settings: &Ocr) -> Option<Self> {
        let program = match &settings.program {
            Some(program) => Some(program.clone()),
            None => on_path("tesseract"),
        };
        let program = program.filter(|program| settings.enabled && program.is_file())?;
        Some(Self {
            program,
            settings: settings.clone(),
        })
    }

    /// Its name and version, as it says them.
    ///
    /// # Errors
    /// Says why it does not start, or which language it has no model for.
    pub async fn ping(&self) -> Result<String, String> {
        let languages = self.said("--list-langs").await?;
        let missing = self
            .settings
            .languages
            .split('+')
            .find(|wanted| languages.lines().all(|language| language != *wanted));
        if let Some(missing) = missing {
            return Err(format!(
                "Tesseract has no model for {missing}: install tesseract-ocr-{missing}, or change reader.ocr.languages"
            ));
        }
        let version = self.said("--version").await?;
        Ok(version.lines().next().unwrap_or("tesseract").to_owned())
    }

    /// What it prints when asked with `flag`, in the empty environment in which it recognises.
    async fn said(&self, flag: &str) -> Result<String, String> {
        let program = self.program.display();
        let output = Command::new(&self.program)
            .arg(flag)
            .env_clear()
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let seconds = self.settings.seconds;
        let output = tokio::time::timeout(Duration::from_secs(seconds), output)
            .await
            .map_err(|_| format!("{program} {flag} does not answer within {seconds} seconds"))?
            .map_err(|error| format!("{program} does not start: {error}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The table of words of a picture; `None` where the program dies or takes too long.
    pub async fn recognise(&self, executable: &Path, picture: &[u8]) -> Option<Vec<u8>> {
        let mut child = self.start(executable).ok()?;
        let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
        let mut table = Vec::new();
        let feed = async move {
            // A program that dies early closes the pipe; its exit status tells.
            let _ = stdin.write_all(picture).await;
        };
        let talk = async {
            let mut stdout = stdout.take(MAX_TABLE);
            let (_, heard) = tokio::join!(feed, stdout.read_to_end(&mut table));
            heard?;
            child.wait().await
        };
        let ended = tokio::time::timeout(Duration::from_secs(self.settings.seconds), talk).await;
        end(&mut child).await;
        matches!(ended, Ok(Ok(status)) if status.success()).then_some(table)
    }

    fn start(&self, executable: &Path) -> std::io::Result<Child> {
        let limits = Limits {
            memory_mib: MEMORY_MIB,
            cpu_seconds: self.settings.seconds,
            max_bytes: 0,
            max_pages: 0,
        };
        let program = self.program.to_string_lossy();
        let languages = self.settings.languages.as_str();
        let task = [
            "recognise",
            &program,
            "stdin",
            "stdout",
            "-l",
            languages,
            "tsv",
        ];
        start(executable, limits, &task, Stdio::null())
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}
