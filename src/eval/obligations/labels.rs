//! The labels of the obligation set, as they are stored. Their rules: `eval/obligations/README.md`.

use crate::domain::document::Span;
use crate::domain::money::Money;
use crate::domain::obligation::{Kind, Modality};
use crate::domain::recurrence::Recurrence;
use crate::domain::value::Period;
use crate::eval::tomls;
use anyhow::{Result, ensure};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::str::FromStr;

/// Whether the failures of a passage may be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// They may.
    Tune,
    /// It is only counted.
    Held,
}

/// A passage of one contract of which every duty is labelled.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The contract's id in the dataset.
    pub contract: String,
    /// SHA-256 of the text that was labelled.
    pub sha256: String,
    /// The passage, in bytes of that text.
    #[serde(deserialize_with = "span")]
    pub at: Span,
    /// How it was drawn: `plain` or `dated`.
    pub drawn: String,
    /// The half that it belongs to.
    pub half: Half,
    /// Its duties, in text order.
    pub duties: Vec<Duty>,
}

/// A labelled duty. What is absent is not judged.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The words that state it, in bytes of the text.
    #[serde(deserialize_with = "span")]
    pub at: Span,
    /// Its kind.
    pub kind: Kind,
    /// Who owes it.
    pub actor: Option<String>,
    /// Whether it is to be done or not to be done.
    #[serde(default)]
    pub modality: Modality,
    /// In which form it says when.
    pub due: Option<Form>,
    /// Of a relative due: how long.
    #[serde(default, deserialize_with = "parsed")]
    pub period: Option<Period>,
    /// Of a relative due: whether it runs after or before its anchor.
    pub runs: Option<Runs>,
    /// The date, where it is stated or follows.
    pub date: Option<Date>,
    /// How it repeats.
    pub rule: Option<Recurrence>,
    /// The sum.
    #[serde(default, deserialize_with = "parsed")]
    pub amount: Option<Money>,
    /// To whom.
    pub to: Option<String>,
    /// The words of its condition, in bytes of the text.
    #[serde(default, deserialize_with = "maybe_span")]
    pub condition: Option<Span>,
    /// The words of what follows when it is not done, in bytes of the text.
    #[serde(default, deserialize_with = "maybe_span")]
    pub consequence: Option<Span>,
}

/// The form in which a duty says when it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// It does not.
    None,
    /// A date.
    Fixed,
    /// So long after or before something.
    Relative,
    /// Again and again.
    Recurring,
    /// When something happens, or at once.
    Event,
}

/// Which way a period runs from its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// After it.
    After,
    /// Before it.
    Before,
}

impl Window {
    /// Whether `text` is the one that was labelled.
    ///
    /// # Errors
    /// When it is not; the message names the contract.
    pub fn check(&self, text: &str) -> Result<()> {
        let found = hex::encode(Sha256::digest(text.as_bytes()));
        ensure!(
            found == self.sha256,
            "{}: the text is not the one that was labelled; take the dataset's own file",
            self.contract
        );
        Ok(())
    }
}

/// Reads every `*.toml` of `folder`, in the order of their names.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is not of the form of the labels.
pub fn read_all(folder: &Path) -> Result<Vec<Window>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        window: Vec<Window>,
    }
    let mut windows = Vec::new();
    for path in tomls(folder)? {
        let text = std::fs::read_to_string(&path)?;
        let file: File = toml::from_str(&text)
            .map_err(|e| anyhow::anyhow!("{}: {}", path.display(), e.message()))?;
        windows.extend(file.window);
    }
    Ok(windows)
}

fn span<'de, D: Deserializer<'de>>(from: D) -> Result<Span, D::Error> {
    let [start, end] = <[usize; 2]>::deserialize(from)?;
    Ok(Span::new(start, end))
}

fn maybe_span<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Span>, D::Error> {
    span(from).map(Some)
}

fn parsed<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: std::fmt::Display>,
{
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}
