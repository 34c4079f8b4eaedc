//! Golden contracts: what a careful person found in each, as data.
//!
//! A golden states every field that it judges: found (`[[field]]`) or `not_stated`. A field that it
//! does not mention is not judged.

use serde::Deserialize;
use std::path::Path;

/// One contract and what it says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    /// The stem of the PDF's name.
    pub contract: String,
    /// The contract's kind, for grouping.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many pages it has.
    pub pages: u32,
    /// Fields that the contract does not state.
    #[serde(default)]
    pub not_stated: Vec<String>,
    /// Fields that it states.
    #[serde(default, rename = "field")]
    pub fields: Vec<Stated>,
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
    /// The kind, as [`crate::domain::obligation::Kind::name`] prints it.
    pub kind: String,
    /// The contract's words.
    pub quote: String,
    /// The page they begin on, from 1.
    pub page: u32,
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
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
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
mod tests {
    use super::*;

    #[test]
    fn a_golden_reads_and_an_unknown_key_is_refused() {
        let text = "contract = \"a\"\ntype = \"nda\"\npages = 1\nnot_stated = [\"total_value\"]\n[[field]]\nid = \"governing_law\"\nvalue = \"Ohio\"\nquote = \"laws of Ohio\"\npage = 1\n";
        let golden = parse(text).expect("a golden");
        assert_eq!(golden.fields[0].value, "Ohio");
        assert!(!golden.fields[0].derived);
        assert!(parse(&format!("{text}colour = \"red\"\n")).is_err());
    }

    #[test]
    fn a_folder_without_goldens_is_an_error_not_a_perfect_score() {
        let folder = std::env::temp_dir().join("countersign-no-goldens-here");
        assert!(read_all(&folder).is_err());
    }
}
