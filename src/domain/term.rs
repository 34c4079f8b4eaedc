//! From what an engine says to what counts: a `Candidate` becomes a `Term` only with a `Grounding`.
//!
//! Absence is typed: a cut-off reply or an unread page can never be stored as "none".

use super::confidence::Signals;
use super::document::{PageBox, Span};
use super::id::FieldId;
use super::value::Value;
use serde::{Deserialize, Serialize};

/// Which engine said it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Our own rules; no key, no network.
    Offline,
    /// A language model.
    Llm,
    /// Both: as a setting, that both read; of a value, that both read it.
    Both,
}

impl Engine {
    /// Whether our own rules read.
    pub fn reads(self) -> bool {
        self != Engine::Llm
    }

    /// Whether a model is asked.
    pub fn asks(self) -> bool {
        self != Engine::Offline
    }
}

/// What an engine believes about a field. Not a value yet: its quote has not been looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The field.
    pub field: FieldId,
    /// The value that the engine read.
    pub value: Value,
    /// The words that are said to state it, as the engine gives them.
    pub quote: String,
    /// Where the engine saw them, when it knows; grounding looks there first.
    pub near: Option<Span>,
    /// Who says so.
    pub engine: Engine,
}

/// How a quote was found.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Letter by letter, but for white space and case.
    Exact,
    /// After folding typographic variants (quotes, dashes, ligatures, soft hyphens).
    Normalised,
    /// Nearly; never counts as verified.
    Fuzzy,
}

impl Grade {
    /// Whether the quote stands in the document.
    pub fn is_verified(self) -> bool {
        self <= Grade::Normalised
    }
}

/// Where a quote stands in the document. Made by `text/ground.rs` alone, from the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Grounding {
    /// How it was found.
    pub grade: Grade,
    /// Its place in the running text, in bytes.
    pub span: Span,
    /// The document's own words there.
    pub quote: String,
    /// The page it begins on, from 1.
    pub page: u32,
    /// One box per line.
    pub boxes: Vec<PageBox>,
}

/// How code came to a value that the contract does not state in so many words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Derivation {
    /// The rule's name, such as `day_before_anniversary`.
    pub rule: String,
    /// The fields it was computed from.
    pub inputs: Vec<FieldId>,
}

/// A value with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Term {
    /// The field.
    pub field: FieldId,
    /// Its value.
    pub value: Value,
    /// Its evidence in the document; of a derived value, that of its main input.
    pub grounding: Grounding,
    /// Who read it.
    pub engine: Engine,
    /// Set when code computed it.
    pub derivation: Option<Derivation>,
    /// What can be checked about it; absent until the whole reading is settled.
    #[serde(default)]
    pub signals: Option<Signals>,
    /// What contradicts it in the document itself.
    #[serde(default)]
    pub rivals: Vec<Rival>,
}

/// Another value of the same field that the document states as plainly: both cannot be true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rival {
    /// The other value.
    pub value: Value,
    /// The words that state it.
    pub grounding: Grounding,
}

/// A candidate whose quote is not in the document. Shown to the reviewer, never a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Unverified {
    /// The field, or `obligation`.
    pub field: FieldId,
    /// What was claimed, in canonical text.
    pub value: String,
    /// The quote that was claimed.
    pub quote: String,
    /// Who claimed it.
    pub engine: Engine,
    /// Why it is not a value.
    pub reason: UnverifiedReason,
}

/// Why a claim is not a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnverifiedReason {
    /// The quote is nowhere in the document.
    QuoteNotFound,
    /// Something like the quote is there, but not the quote.
    QuoteDiffers,
    /// The quote is there, but the value cannot be read from it.
    ValueNotInQuote,
    /// It names a passage that was not sent, so that nothing else in it is believed.
    PassageNotSent,
    /// It is longer than any claim may be, or one of more claims than a reply may hold.
    TooMuch,
}

/// What is known about one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Finding {
    /// Stated (several terms for a field that may have many, such as parties).
    Found {
        /// The values with their evidence.
        terms: Vec<Term>,
    },
    /// The whole text was searched and does not state it.
    NotStated {
        /// How many characters were searched.
        searched: usize,
    },
    /// Part of the document could not be read, so absence proves nothing.
    Unreadable {
        /// The pages that were not read.
        pages: Vec<u32>,
    },
    /// A model gave no whole answer about it: cut off, refused, filtered. Absence proves nothing.
    Truncated,
    /// Two verified values that cannot both be true.
    Conflict {
        /// The rival values.
        terms: Vec<Term>,
    },
}

impl Finding {
    /// The values, rivals included; empty where there is none.
    pub fn terms(&self) -> &[Term] {
        match self {
            Finding::Found { terms } | Finding::Conflict { terms } => terms,
            Finding::NotStated { .. } | Finding::Unreadable { .. } | Finding::Truncated => &[],
        }
    }
}
