//! The field dictionary: every field once, as data. Schema, prompt, offline cues, review labels,
//! CRM mapping and eval rows all come from it; no other place may name a field's label or target.

use super::id::FieldId;
use super::value::ValueKind;
use serde::{Deserialize, Serialize};

/// How much harm a wrong value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// An inconvenience.
    Low,
    /// Wrong reports.
    #[default]
    Medium,
    /// Wrong money or a missed deadline.
    High,
}

/// One field of the dictionary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in JSON, rules and mappings.
    pub id: FieldId,
    /// What people read.
    pub label: String,
    /// What it holds.
    pub kind: ValueKind,
    /// Fields of one group are asked for and shown together: `parties`, `dates`, `money`, `renewal`, `risk`.
    pub group: String,
    /// Whether a contract can state several, such as parties.
    #[serde(default)]
    pub many: bool,
    /// What a model is told: what counts, what does not.
    pub description: String,
    /// Words near which the value stands; for retrieval and the offline engine.
    #[serde(default)]
    pub cues: Vec<String>,
    /// How much harm a wrong value does.
    #[serde(default)]
    pub risk: Risk,
    /// The field of `Contract_Insight__c` that it is written to; none is written where absent.
    #[serde(default)]
    pub crm: Option<String>,
    /// The CUAD category that labels it, where there is one.
    #[serde(default)]
    pub cuad: Option<String>,
}

/// The whole dictionary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// Its version, part of every cache key and decision.
    pub version: String,
    /// The fields in reading order.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

/// The last day on which notice stops the first renewal. Code computes it; a contract may name it too.
pub const LAST_NOTICE: &str = "last_notice_date";
/// The same of the term that runs on the present day, which no contract can state.
pub const RUNNING_NOTICE: &str = "running_notice_date";
/// The day on which the next term begins, of a contract that renews by itself.
pub const RENEWAL_DATE: &str = "renewal_date";
/// Whether the contract is in force on the present day, as far as its dates tell.
pub const STATUS: &str = "contract_status";
/// Whether everybody has signed, as far as text and file show.
pub const EXECUTION: &str = "execution_status";
/// The title of the agreement that an amendment amends.
pub const AMENDED: &str = "amended_agreement";
/// That agreement's date.
pub const AMENDED_DATE: &str = "amended_agreement_date";
/// The amendment's own number.
pub const AMENDMENT_NUMBER: &str = "amendment_number";

/// The fields that code fills, whichever engine reads: from other fields, or from the outline.
const BY_CODE: [&str; 8] = [
    LAST_NOTICE,
    RUNNING_NOTICE,
    RENEWAL_DATE,
    STATUS,
    EXECUTION,
    AMENDED,
    AMENDED_DATE,
    AMENDMENT_NUMBER,
];

impl Field {
    /// Whether code fills it, from other fields or from the outline.
    pub fn is_computed(&self) -> bool {
        BY_CODE.contains(&self.id.as_str())
    }

    /// Whether a model is asked for it: what code fills is not asked for, but for the one day that a
    /// contract may name itself.
    pub fn is_asked(&self) -> bool {
        self.id.as_str() == LAST_NOTICE || !self.is_computed()
    }
}

impl Dictionary {
    /// The entry of `id`.
    pub fn get(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// The groups in reading order, each once.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for field in &self.fields {
            if !groups.contains(&field.group.as_str()) {
                groups.push(&field.group);
            }
        }
        groups
    }

    /// Every fault of the dictionary, in words for the person who edited it; empty when it is sound.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.fields.is_empty() {
            faults.push("the field dictionary has no [[field]] entry".to_owned());
        }
        for (at, field) in self.fields.iter().enumerate() {
            let id = field.id.as_str();
            let is_name = !id.is_empty()
                && id
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !is_name {
                faults.push(format!("field `{id}`: an id is made of a-z, 0-9 and _"));
            }
            if self.fields[..at]
                .iter()
                .any(|earlier| earlier.id == field.id)
            {
                faults.push(format!("field `{id}` stands twice"));
            }
            if field.label.trim().is_empty() || field.description.trim().is_empty() {
                faults.push(format!(
                    "field `{id}`: label and description must say something"
                ));
            }
        }
        faults
    }
}
