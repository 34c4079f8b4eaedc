//! Limits on reading one file, and where the OCR program is. They are the operator's; what is
//! wrong with them is said before the service starts.

use serde::Deserialize;
use std::path::PathBuf;

/// Limits on reading one file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Address space of the child, in MiB. The largest contracts measured need under 100.
    pub memory_mib: u64,
    /// CPU time of the child, in seconds, to which each page adds a little. A median contract
    /// needs a tenth of one.
    pub cpu_seconds: u64,
    /// Time until the child is killed, in seconds, its CPU time notwithstanding; the OCR program's
    /// time does not count.
    pub wall_seconds: u64,
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Most pages.
    pub max_pages: usize,
    /// The executable to start; by default the running one.
    pub executable: Option<PathBuf>,
    /// Children at a time; further files wait.
    pub concurrency: usize,
    /// Drawn pages that are kept on disk, in MiB; 0 keeps none.
    pub cache_mib: u64,
    /// The OCR program.
    pub ocr: Ocr,
}

/// The OCR program: Tesseract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ocr {
    /// Whether it is used at all.
    pub enabled: bool,
    /// Its path; by default the first `tesseract` on the search path.
    pub program: Option<PathBuf>,
    /// The languages it expects, as it names them, joined by `+`.
    pub languages: String,
    /// Time that one picture may take, in seconds.
    pub seconds: u64,
    /// Pictures of one file that are read; further ones are named as not read.
    pub pictures: usize,
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
            cache_mib: 256,
            ocr: Ocr::default(),
        }
    }
}

impl Default for Ocr {
    fn default() -> Self {
        Self {
            enabled: true,
            program: None,
            languages: "eng".to_owned(),
            seconds: 60,
            pictures: 300,
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
        let language = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '+';
        need(
            !self.ocr.languages.is_empty() && self.ocr.languages.chars().all(language),
            "ocr.languages must be names as Tesseract has them, joined by +",
        );
        need(self.ocr.seconds >= 1, "ocr.seconds must be 1 or more");
        faults
    }
}
