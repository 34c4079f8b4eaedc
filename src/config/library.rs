//! Reads the firm's standard clauses: the embedded ones, or a file of the operator's own.
//!
//! A fault names the file, the row and the cure, and never repeats the words of a clause.

use crate::domain::library::{Clause, Library};
use crate::domain::playbook::Dictionary;
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

/// The standard clauses that ship with the house.
pub const CLAUSES: &str = include_str!("../../playbooks/clauses.toml");

/// The file as it stands, each entry with its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    version: String,
    #[serde(default)]
    clause: Vec<Spanned<toml::Table>>,
}

/// The library of `path`, or the one in the binary where the path is empty. A dictionary of the operator's
/// own need not have every field that the embedded clauses name; clauses of their own must fit it.
///
/// # Errors
/// That the file cannot be read, or every fault of it, in words for the person who edited it.
pub fn load(path: &Path, dictionary: &Dictionary) -> Result<Library, Vec<String>> {
    if path.as_os_str().is_empty() {
        return read(CLAUSES, None).map_err(|faults| named("the embedded clause library", faults));
    }
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        vec![format!(
            "pipeline.library: cannot read {name}: {error}; correct the path, or leave it empty"
        )]
    })?;
    read(&text, Some(dictionary)).map_err(|faults| named(&name, faults))
}

fn named(name: &str, faults: Vec<String>) -> Vec<String> {
    let faults = faults.into_iter();
    faults.map(|fault| format!("{name}, {fault}")).collect()
}

/// Reads a clause library, which must fit `dictionary` where one is given.
///
/// # Errors
/// Every fault of it, with its row, in words for the person who edited it.
pub fn read(text: &str, dictionary: Option<&Dictionary>) -> Result<Library, Vec<String>> {
    let row = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let rows: Rows = toml::from_str(text).map_err(|error| {
        let row = row(error.span().map_or(0, |span| span.start));
        vec![format!("row {row}: {}: correct it", error.message())]
    })?;
    let mut faults = Vec::new();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for entry in rows.clause {
        let place = row(entry.span().start);
        let clause = match Clause::deserialize(entry.into_inner()) {
            Ok(clause) => clause,
            Err(error) => {
                let what = error.message();
                faults.push(format!(
                    "row {place}: {what}: correct the entry that begins here"
                ));
                continue;
            }
        };
        let id = clause.id.as_str();
        if let Some(earlier) = clauses.iter().position(|earlier| earlier.id == id) {
            faults.push(format!(
                "row {place}, clause `{id}`: the id stands in row {} too: give it another",
                places[earlier]
            ));
        }
        let own = clause.faults(dictionary).into_iter();
        faults.extend(own.map(|fault| format!("row {place}, clause `{id}`: {fault}")));
        places.push(place);
        clauses.push(clause);
    }
    if clauses.is_empty() && faults.is_empty() {
        faults.push("row 1: there is no [[clause]] entry: add one".to_owned());
    }
    match faults.is_empty() {
        true => Ok(Library {
            version: rows.version,
            clauses,
        }),
        false => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::dictionary;
    use std::collections::BTreeSet;

    fn shipped() -> Dictionary {
        dictionary::read(dictionary::FIELDS).expect("the embedded dictionary")
    }

    fn faults(text: &str) -> Vec<String> {
        read(text, Some(&shipped())).expect_err("it has faults")
    }

    /// I58: what ships is a library of use: all positions, all groups, and no fault beside the dictionary.
    #[test]
    fn the_embedded_clauses_are_sound_and_hold_every_position() {
        let library = read(CLAUSES, Some(&shipped())).expect("the embedded clauses");
        assert!(library.clauses.len() >= 20);
        let positions: BTreeSet<&str> = library
            .clauses
            .iter()
            .map(|one| one.position.name())
            .collect();
        assert_eq!(
            positions,
            BTreeSet::from(["fallback", "never", "preferred"])
        );
    }

    /// I58: whoever edits the file is told every fault at once, with its row and what to do.
    #[test]
    fn every_fault_is_told_with_its_row_and_its_cure() {
        let entry = |id: &str, more: &str| {
            format!("[[clause]]\nid = \"{id}\"\ntitle = \"A\"\nposition = \"never\"\n{more}\n")
        };
        let sound = "fields = [\"governing_law\"]\ntext = \"The law of Ohio governs.\"";
        let text = [
            "version = \"1\"\n".to_owned(),
            entry("law", sound),
            entry("law", sound),
            entry("gone", "fields = [\"governing_lew\"]\ntext = \"x\""),
            entry("bare", "fields = [\"governing_law\"]\ntext = \" \""),
            entry("stray", "categories = [\"Governing Lew\"]\ntext = \"x\""),
            entry("half", "fields = [\"governing_law\"]"),
            entry("Big", sound),
            entry("homeless", "text = \"x\""),
        ];
        let found = faults(&text.concat());
        for told in [
            "row 8, clause `law`: the id stands in row 2 too: give it another",
            "row 14, clause `gone`: the dictionary has no field `governing_lew`: correct it, or add the field",
            "row 20, clause `bare`: the text is empty: write the clause, or remove the entry",
            "row 26, clause `stray`: no field of the dictionary has the category `Governing Lew`",
            "row 32: missing field `text`",
            "row 37, clause `Big`: an id is made of a-z, 0-9 and _",
            "row 43, clause `homeless`: it belongs to no field",
        ] {
            assert!(
                found.iter().any(|fault| fault.starts_with(told)),
                "{told} in {found:#?}"
            );
        }
        assert_eq!(found.len(), 7, "{found:#?}");
    }

    /// I58: a parser's own message quotes the faulty row, and so a clause of the firm's; only its place is told.
    #[test]
    fn a_file_that_does_not_parse_is_named_without_its_words() {
        let found = faults("version = \"1\"\n[[clause]]\nid = secret words of ours\n");
        assert!(
            found.len() == 1 && found[0].starts_with("row 3: "),
            "{found:?}"
        );
        assert!(!found[0].contains("ours"), "{found:?}");
        assert!(faults("version = \"1\"\n")[0].contains("no [[clause]] entry"));
    }
}
