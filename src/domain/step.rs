//! The eight steps, in the order in which a contract passes them. Their names are what jobs,
//! metrics and error messages use.

use serde::{Deserialize, Serialize};

/// One step of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Verify the event, refuse duplicates, record it.
    Accept,
    /// Fetch the executed PDF and keep it by its hash.
    Acquire,
    /// Read text and boxes, cut clauses and chunks.
    Chunk,
    /// Mask personal data.
    Deidentify,
    /// Put the chunks into the index.
    Embed,
    /// Read fields and obligations, ground them, compute dates.
    Extract,
    /// A person decides.
    Review,
    /// Plan, write once, prove.
    Writeback,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Step; 8] = [
        Step::Accept,
        Step::Acquire,
        Step::Chunk,
        Step::Deidentify,
        Step::Embed,
        Step::Extract,
        Step::Review,
        Step::Writeback,
    ];

    /// The step's name.
    pub fn name(self) -> &'static str {
        match self {
            Step::Accept => "accept",
            Step::Acquire => "acquire",
            Step::Chunk => "chunk",
            Step::Deidentify => "deidentify",
            Step::Embed => "embed",
            Step::Extract => "extract",
            Step::Review => "review",
            Step::Writeback => "writeback",
        }
    }

    /// The step of that name.
    pub fn named(name: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.name() == name)
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
