//! How well the service reads: labelled cases against readings, figures, gates, a report.
//!
//! Reading is the caller's: a suite is given a function from a file or a text to a reading, so that
//! nothing here knows the store, the network or an engine.

pub mod baseline;
pub mod calibration;
pub mod cuad;
pub mod draws;
pub mod figure;
pub mod furniture;
pub mod gate;
pub mod golden;
pub mod html;
pub mod llm;
pub mod obligations;
pub mod pairing;
pub mod pii;
pub mod progress;
pub mod ratio;
pub mod reading;
pub mod report;
pub mod score;
pub mod terms;
pub mod unread;

use crate::domain::reading::Reading;
use anyhow::Context as _;
use golden::Golden;
use progress::{Progress, told};
use report::Report;
use std::path::{Path, PathBuf};
use unread::Missed;

/// The names of the suites, as gates and baseline have them.
pub const SUITES: [&str; 8] = [
    "golden",
    "cuad",
    "obligations",
    "reading",
    "furniture",
    "pii",
    "llm",
    "terms",
];

/// Reads one contract, a PDF or a text, through the pipeline that is to be measured.
pub type Reader<'a> = dyn Fn(&Path) -> anyhow::Result<Reading> + 'a;

/// The TOML files of `folder`, by name.
fn tomls(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    Ok(paths)
}

/// Scores every golden contract of `goldens`: a text lies beside its labels, a PDF in `contracts`.
///
/// # Errors
/// When the goldens cannot be read. A contract that cannot is left out of the figures, which would raise the
/// score unseen: so it is named, and the run fails.
pub fn run(
    goldens: &Path,
    contracts: &Path,
    read: &Reader<'_>,
    progress: &Progress<'_>,
) -> anyhow::Result<Report> {
    let mut cases: Vec<(Golden, Reading)> = Vec::new();
    let mut missed = Missed::default();
    for golden in told(golden::read_all(goldens)?, progress) {
        let file = golden.file(goldens, contracts);
        let Some(reading) = missed.read(&golden.contract, read(&file)) else {
            continue;
        };
        let golden = golden.judging(|id| reading.fields.contains_key(&id.into()));
        cases.push((golden, reading));
    }
    let mut report = score::report(&cases);
    missed.tell(&mut report);
    Ok(report)
}
