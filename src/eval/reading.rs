//! The reading suite: how far the text that we read is the text that the file shows.
//!
//! A folder holds `pdf/` and, under the same stems, `txt/` with the reference text. Words and
//! pairs of neighbours are compared, furniture counted back in, since the reference has it too. A
//! file that is not read scores nothing and stays in every figure. Nothing here parses a PDF, and
//! the report names files and shares, never their words.

mod compare;
mod report;

pub use compare::{Shares, compare};
pub use report::figures;

use crate::domain::document::{Document, Furniture};
use crate::eval::progress::{Progress, told};
use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Reads one PDF as the service does.
pub type Reader<'a> = dyn Fn(&Path) -> Result<Document> + 'a;

/// Files named under "worst".
const WORST: usize = 10;

/// One figure each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline {
    /// Share of the reference's words that were read, in the median file.
    pub word_recall_median: f64,
    /// The same in the file that one in twenty falls below.
    pub word_recall_p5: f64,
    /// Share of the words read that the reference has, in the median file.
    pub word_precision_median: f64,
    /// The same in the file that one in twenty falls below.
    pub word_precision_p5: f64,
    /// Share of the reference's neighbouring pairs that were read as neighbours, in the median file.
    pub bigram_median: f64,
    /// Files that gave a document.
    pub files_read: usize,
    /// Files in the folder.
    pub files_total: usize,
    /// Pages over the time that reading them took, one file at a time.
    pub pages_per_second: f64,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its pages; none where it was not read.
    pub pages: usize,
    /// How it compares; all zero where it was not read.
    #[serde(flatten)]
    pub shares: Shares,
    /// Why it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The suite's answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The figures to compare.
    pub headline: Headline,
    /// The files with the lowest share, the worst first.
    pub worst: Vec<File>,
    /// Every file in the order of their names.
    pub files: Vec<File>,
}

/// Reads every PDF of `folder` and compares it with its reference.
///
/// # Errors
/// When the folder has no PDF or a reference is absent. A PDF that cannot be read is no error: it
/// is reported, and scores nothing.
pub fn run(folder: &Path, read: &Reader<'_>, progress: &Progress<'_>) -> Result<Report> {
    let mut spent = Duration::ZERO;
    let mut files = Vec::new();
    for pdf in told(pdfs(&folder.join("pdf"))?, progress) {
        let reference = folder
            .join("txt")
            .join(pdf.with_extension("txt").file_name().unwrap_or_default());
        let reference = std::fs::read_to_string(&reference)
            .with_context(|| format!("cannot read {}", reference.display()))?;
        let begun = Instant::now();
        let document = read(&pdf);
        spent += begun.elapsed();
        files.push(file(&pdf, document, &reference));
    }
    Ok(report(files, spent))
}

fn pdfs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    found.retain(|path| {
        path.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
    });
    ensure!(!found.is_empty(), "{} holds no PDF", folder.display());
    found.sort();
    Ok(found)
}

fn file(pdf: &Path, document: Result<Document>, reference: &str) -> File {
    let name = pdf
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match document {
        Ok(document) => File {
            name,
            pages: document.pages.len(),
            shares: compare(&shown(&document), reference),
            error: None,
        },
        Err(error) => File {
            name,
            pages: 0,
            shares: Shares::default(),
            error: Some(format!("{error:#}")),
        },
    }
}

/// Everything that the pages show: the running text with the furniture above it and the other
/// furniture below, since a page that was printed from a longer one ends anywhere.
pub fn shown(document: &Document) -> String {
    let mut text = String::with_capacity(document.text.len());
    for page in &document.pages {
        let mut furniture: Vec<&Furniture> = document
            .furniture
            .iter()
            .filter(|line| line.page == page.number)
            .collect();
        furniture.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
        let words = document
            .words
            .iter()
            .filter(|word| word.page == page.number);
        let top = words
            .map(|word| word.rect.y0)
            .fold(page.height / 2.0, f32::min);
        let (above, below): (Vec<_>, Vec<_>) =
            furniture.into_iter().partition(|line| line.rect.y0 < top);
        let above = above.iter().map(|line| line.text.as_str());
        let below = below.iter().map(|line| line.text.as_str());
        for part in above.chain([document.slice(page.span)]).chain(below) {
            text.push_str(part);
            text.push('\n');
        }
    }
    text
}

fn report(files: Vec<File>, spent: Duration) -> Report {
    let sorted = |share: fn(&Shares) -> f64| {
        let mut all: Vec<f64> = files.iter().map(|file| share(&file.shares)).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let recall = sorted(|shares| shares.recall);
    let precision = sorted(|shares| shares.precision);
    let pages: usize = files.iter().map(|file| file.pages).sum();
    let headline = Headline {
        word_recall_median: quantile(&recall, 0.5),
        word_recall_p5: quantile(&recall, 0.05),
        word_precision_median: quantile(&precision, 0.5),
        word_precision_p5: quantile(&precision, 0.05),
        bigram_median: quantile(&sorted(|shares| shares.bigrams), 0.5),
        files_read: files.iter().filter(|file| file.error.is_none()).count(),
        files_total: files.len(),
        pages_per_second: pages as f64 / spent.as_secs_f64().max(f64::MIN_POSITIVE),
    };
    let mut worst = files.clone();
    worst.sort_by(|a, b| a.shares.lowest().total_cmp(&b.shares.lowest()));
    worst.truncate(WORST);
    Report {
        headline,
        worst,
        files,
    }
}

/// The value at `share` of the way through `sorted`, rounded down, so that it is a file's own figure.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share) as usize;
    sorted.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
