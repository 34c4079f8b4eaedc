//! Reads the field dictionary: the embedded one, or an operator's own file.

use crate::domain::playbook::Dictionary;
use std::path::Path;

/// The field dictionary of the house.
pub const FIELDS: &str = include_str!("../../playbooks/fields.toml");

/// The dictionary of `path`, or the one in the binary where the path is empty.
///
/// # Errors
/// That the file cannot be read, or every fault of it, in words for the person who edited it.
pub fn load(path: &Path) -> Result<Dictionary, Vec<String>> {
    if path.as_os_str().is_empty() {
        return read(FIELDS).map_err(|faults| named("the embedded dictionary", faults));
    }
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| vec![format!("pipeline.dictionary: cannot read {name}: {error}")])?;
    read(&text).map_err(|faults| named(&name, faults))
}

fn named(name: &str, faults: Vec<String>) -> Vec<String> {
    let faults = faults.into_iter();
    faults.map(|fault| format!("{name}: {fault}")).collect()
}

/// Reads a field dictionary.
///
/// # Errors
/// Every fault of it, in words for the person who edited it.
pub fn read(text: &str) -> Result<Dictionary, Vec<String>> {
    let dictionary: Dictionary = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let faults = dictionary.faults();
    if faults.is_empty() {
        Ok(dictionary)
    } else {
        Err(faults)
    }
}
