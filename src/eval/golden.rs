//! Golden contracts: what a careful person found in each, as data.
//!
//! A golden states every field that it judges: found (`[[field]]`) or `not_stated`. A field that it
//! does not mention is not judged. The contract is a PDF, or a text that lies beside the labels.
//! Nothing here reads a contract or knows an engine.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which half of the cases a golden belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Set {
    /// Contracts of the house, against which the rules were written from the start.
    #[default]
    House,
    /// Those who write rules may look at what fails here.
    Tune,
    /// Only counted: what fails here is never shown.
    Held,
    /// As `tune`: longer contracts with every field labelled, written later. A set of its own, so
    /// that the figures of the earlier ones stay comparable.
    Tune2,
    /// As `held`, for the contracts written with those of `tune2`.
    Held2,
}

impl Set {
    /// The name, as in the labels and in the names of figures.
    pub fn name(self) -> &'static str {
        match self {
            Set::House => "house",
            Set::Tune => "tune",
            Set::Held => "held",
            Set::Tune2 => "tune2",
            Set::Held2 => "held2",
        }
    }

    /// Whether those who write rules may not look at what fails here.
    pub fn is_held(self) -> bool {
        matches!(self, Set::Held | Set::Held2)
    }
}

/// What a said value must have in common with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judged {
    /// The value, by the rules of its kind.
    #[default]
    Value,
    /// The words of the quote, for fields that have no value but the contract's words.
    Words,
    /// The names in the value, joined by `;`, each judged on its own and in any order.
    Items,
}

/// One contract and what it says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    /// The stem of the PDF's name.
    pub contract: String,
    /// The contract's kind, for grouping.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many pages it has; a text is one page.
    pub pages: u32,
    /// The half it belongs to.
    #[serde(default)]
    pub set: Set,
    /// Whether its duties are labelled in full, so that a duty not labelled is none.
    #[serde(default = "yes")]
    pub obligations_judged: bool,
    /// Fields that the contract does not state.
    #[serde(default)]
    pub not_stated: Vec<String>,
    /// The same for fields that the dictionary may not know yet.
    #[serde(default)]
    pub later_not_stated: Vec<String>,
    /// The natural persons whom it names, each spelling on its own.
    #[serde(default)]
    pub people: Vec<String>,
    /// Fields that it states.
    #[serde(default, rename = "field")]
    pub fields: Vec<Stated>,
    /// Fields that it states and that the dictionary may not know yet.
    #[serde(default, rename = "later")]
    pub later: Vec<Stated>,
    /// What follows for its renewal on a given day.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<Deadline>,
    /// Duties.
    #[serde(default, rename = "obligation")]
    pub obligations: Vec<Duty>,
}

/// A field's value and where it stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The field of the dictionary.
    pub id: String,
    /// Its value in canonical text.
    pub value: String,
    /// The contract's words.
    pub quote: String,
    /// The page they begin on, from 1.
    pub page: u32,
    /// Whether the value follows from the quote by calculation.
    #[serde(default)]
    pub derived: bool,
    /// What is compared.
    #[serde(default)]
    pub judged: Judged,
}

/// The end of the running term and the last day for notice, as they are on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The day on which one asks.
    pub today: Date,
    /// The last day of the term that runs on that day.
    pub term_end: Date,
    /// The last day on which notice stops the next renewal.
    pub last_notice: Date,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Who owes it, as the contract calls the party.
    pub actor: String,
    /// What, as a verb phrase.
    pub action: String,
    /// When, in the contract's words; empty where it says nothing.
    #[serde(default)]
    pub due: String,
    /// The date, where it follows; empty otherwise.
    #[serde(default)]
    pub due_date: String,
    /// `monthly`, `quarterly` and so on; empty where it is done once.
    #[serde(default)]
    pub recurrence: String,
    /// Under which condition it is owed, in the contract's words; empty where it says nothing.
    #[serde(default)]
    pub condition: String,
    /// The kind, as [`crate::domain::obligation::Kind::name`] prints it.
    pub kind: String,
    /// The contract's words.
    pub quote: String,
    /// The page they begin on, from 1.
    pub page: u32,
}

impl Golden {
    /// The contract itself: the text in `goldens` beside the labels where there is one, else the
    /// PDF in `contracts`.
    pub fn file(&self, goldens: &Path, contracts: &Path) -> PathBuf {
        let text = goldens.join(format!("{}.txt", self.contract));
        if text.is_file() {
            return text;
        }
        contracts.join(format!("{}.pdf", self.contract))
    }

    /// The same golden with those later labels taken in that a dictionary knows by now.
    pub fn judging(mut self, knows: impl Fn(&str) -> bool) -> Self {
        let later = std::mem::take(&mut self.later);
        self.fields
            .extend(later.into_iter().filter(|label| knows(&label.id)));
        let not_stated = std::mem::take(&mut self.later_not_stated);
        self.not_stated
            .extend(not_stated.into_iter().filter(|id| knows(id)));
        self
    }
}

fn yes() -> bool {
    true
}

/// Reads one golden.
///
/// # Errors
/// When the text is not a golden.
pub fn parse(text: &str) -> Result<Golden, toml::de::Error> {
    toml::from_str(text)
}

/// Reads every `*.toml` of `folder`, in the order of their names.
///
/// # Errors
/// When the folder or a file cannot be read, a file is not a golden, or there is none at all.
pub fn read_all(folder: &Path) -> anyhow::Result<Vec<Golden>> {
    let paths = super::tomls(folder)?;
    anyhow::ensure!(
        !paths.is_empty(),
        "no golden contract in {}",
        folder.display()
    );
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path)?;
            parse(&text).map_err(|e| anyhow::anyhow!("{}: {}", path.display(), e.message()))
        })
        .collect()
}

#[cfg(test)]
mod tests;
