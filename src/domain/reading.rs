//! Everything that extraction learned from one contract. What the review page shows, `ingest`
//! prints and the eval scores is this one value. Nothing here may be unverified except `unverified`.

use super::document::Warning;
use super::id::{FieldId, Sha256};
use super::library::Standards;
use super::obligation::Obligation;
use super::outline::Outline;
use super::term::{Engine, Finding, Unverified};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The result of extraction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reading {
    /// SHA-256 of the PDF that was read.
    pub sha256: Sha256,
    /// Pages of the PDF.
    pub pages: u32,
    /// The engine that ran.
    pub engine: Engine,
    /// Version of the field dictionary.
    pub dictionary: String,
    /// What is known about each field of the dictionary.
    pub fields: BTreeMap<FieldId, Finding>,
    /// The obligations, in document order.
    pub obligations: Vec<Obligation>,
    /// Claims whose quote was not found. Never values.
    pub unverified: Vec<Unverified>,
    /// Why a person must look, in words.
    pub reasons: Vec<String>,
    /// What is odd about the file.
    pub warnings: Vec<Warning>,
    /// Who signs, what is defined, what is amended.
    #[serde(default)]
    pub outline: Outline,
    /// The day for which it was told what follows for the running term; absent where nothing was.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub day: Option<jiff::civil::Date>,
    /// What the evidence is beside the firm's standard clauses. Told to the reviewer; no value rests on it.
    #[serde(default)]
    pub standards: Standards,
}

impl Reading {
    /// How many values there are: terms and obligations.
    pub fn values(&self) -> usize {
        self.fields
            .values()
            .map(|finding| finding.terms().len())
            .sum::<usize>()
            + self.obligations.len()
    }

    /// The first term of `field`, where one was found.
    pub fn term(&self, field: &str) -> Option<&super::term::Term> {
        self.fields
            .get(&FieldId::from(field))
            .and_then(|finding| finding.terms().first())
    }
}
