//! Reads clauses that were written to teach a category: a folder of TOML files, each of which names
//! the categories that it teaches. Form: `eval/README.md`. It never mends a label.

use super::dataset::CATEGORIES;
use crate::eval::tomls;
use crate::offline::train::Clause;
use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use std::path::Path;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The categories for which each clause of the file is an example or none.
    judges: Vec<String>,
    #[serde(rename = "clause")]
    clauses: Vec<Entry>,
}

/// One clause.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Its categories; none for one that only looks like one.
    #[serde(default)]
    labels: Vec<String>,
    text: String,
}

/// The clauses of all files of `folder`, by the files' names.
///
/// # Errors
/// When a file cannot be read, has another form or names a category that is none.
pub fn load(folder: &Path) -> Result<Vec<Clause>> {
    let mut clauses = Vec::new();
    for path in tomls(folder)? {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
        clauses.extend(parse(&text).with_context(|| name)?);
    }
    Ok(clauses)
}

fn parse(text: &str) -> Result<Vec<Clause>> {
    let file: File = toml::from_str(text)?;
    let judged = bits(&file.judges)?;
    let clause = |entry: Entry| {
        Ok(Clause {
            labels: bits(&entry.labels)?,
            judged,
            text: entry.text,
        })
    };
    file.clauses.into_iter().map(clause).collect()
}

/// A bit for each category that is named.
fn bits(names: &[String]) -> Result<u64> {
    let mut bits = 0;
    for name in names {
        let at = CATEGORIES.iter().position(|known| known == name);
        ensure!(at.is_some(), "{name:?} is none of the categories");
        bits |= at.map_or(0, |at| 1 << at);
    }
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_has_its_labels_and_teaches_what_its_file_names() {
        let text = "judges = [\"Insurance\"]\n\n[[clause]]\nlabels = [\"Insurance\", \"Audit Rights\"]\ntext = \"Seller carries cover.\"\n\n[[clause]]\ntext = \"Cover the goods.\"\n";
        let clauses = parse(text).expect("sound");
        let insurance = bits(&["Insurance".to_owned()]).expect("known");
        let audit = bits(&["Audit Rights".to_owned()]).expect("known");
        let found: Vec<(u64, u64)> = clauses.iter().map(|c| (c.labels, c.judged)).collect();
        assert_eq!(found, [(insurance | audit, insurance), (0, insurance)]);
    }

    #[test]
    fn a_name_that_is_no_category_is_refused() {
        let fault = parse("judges = [\"Insurances\"]\nclause = []\n").expect_err("no category");
        assert!(fault.to_string().contains("Insurances"), "{fault}");
    }
}
