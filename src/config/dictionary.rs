//! Reads the field dictionary and the prompts: the embedded ones, or an operator's own folder.

use crate::domain::playbook::Dictionary;

/// The field dictionary of the house.
pub const FIELDS: &str = include_str!("../../playbooks/fields.toml");

/// Reads a field dictionary.
///
/// # Errors
/// Every fault of it, in words for the person who edited it.
pub fn read(text: &str) -> Result<Dictionary, Vec<String>> {
    let dictionary: Dictionary =
        toml::from_str(text).map_err(|error| vec![format!("playbooks/fields.toml: {error}")])?;
    let faults = dictionary.faults();
    if faults.is_empty() {
        Ok(dictionary)
    } else {
        Err(faults)
    }
}
