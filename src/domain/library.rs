//! The firm's own standard clauses, as data, and how far what a contract states is from them.
//!
//! A comparison is told to the reviewer and no more: it changes no value, approves nothing, and its
//! texts belong to no log. How it is made stands in `offline/library.rs`.

use super::document::Span;
use super::id::FieldId;
use super::playbook::{Dictionary, Field};
use serde::{Deserialize, Serialize};

/// The most words of a standard clause.
pub const WORDS_MAX: usize = 400;

/// What the firm does about a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It offers and signs it.
    Preferred,
    /// It accepts it when it must.
    Fallback,
    /// It does not sign it.
    Never,
}

impl Position {
    /// Its name, as the library's file has it.
    pub fn name(self) -> &'static str {
        match self {
            Position::Preferred => "preferred",
            Position::Fallback => "fallback",
            Position::Never => "never",
        }
    }
}

/// One standard clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its name in answers.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The fields of the dictionary whose evidence it is compared with.
    #[serde(default)]
    pub fields: Vec<FieldId>,
    /// The same by CUAD category, for fields that have one.
    #[serde(default)]
    pub categories: Vec<String>,
    /// What the firm does about it.
    pub position: Position,
    /// Its words.
    pub text: String,
    /// What the reviewer should do or ask for; may be empty.
    #[serde(default)]
    pub note: String,
}

impl Clause {
    /// Whether it says how `field` should be worded.
    pub fn is_of(&self, field: &Field) -> bool {
        let by_category = |category: &String| self.categories.contains(category);
        self.fields.contains(&field.id) || field.cuad.as_ref().is_some_and(by_category)
    }

    /// Every fault of it, in words for the person who edited it: what is wrong, and what to do. Whether its
    /// fields are known is asked where a dictionary is given.
    pub fn faults(&self, dictionary: Option<&Dictionary>) -> Vec<String> {
        let mut faults = Vec::new();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.id.is_empty() || !self.id.chars().all(is_name) {
            faults.push("an id is made of a-z, 0-9 and _: give it one".to_owned());
        }
        if self.title.trim().is_empty() {
            faults.push("the title is empty: write what the reviewer shall read".to_owned());
        }
        match self.text.split_whitespace().count() {
            0 => faults.push("the text is empty: write the clause, or remove the entry".to_owned()),
            1..=WORDS_MAX => {}
            words => faults.push(format!(
                "the text has {words} words, and at most {WORDS_MAX} are compared: make two clauses of it"
            )),
        }
        if self.fields.is_empty() && self.categories.is_empty() {
            faults.push("it belongs to no field: name some in `fields`".to_owned());
        }
        faults.extend(dictionary.map_or(Vec::new(), |known| self.strangers(known)));
        faults
    }

    /// The fields and categories that `dictionary` does not have.
    fn strangers(&self, dictionary: &Dictionary) -> Vec<String> {
        let is_known = |category: &String| {
            let mut fields = dictionary.fields.iter();
            fields.any(|field| field.cuad.as_ref() == Some(category))
        };
        let fields = self
            .fields
            .iter()
            .filter(|field| dictionary.get(field).is_none());
        let fields = fields.map(|field| {
            format!("the dictionary has no field `{field}`: correct it, or add the field")
        });
        let categories = self
            .categories
            .iter()
            .filter(|category| !is_known(category));
        let categories = categories.map(|category| {
            format!(
                "no field of the dictionary has the category `{category}`: correct it, or use `fields`"
            )
        });
        fields.chain(categories).collect()
    }
}

/// All standard clauses of the firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its version, told beside each comparison.
    pub version: String,
    /// The clauses in the order of the file.
    pub clauses: Vec<Clause>,
}

/// What a reading's evidence is beside the standard clauses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Standards {
    /// Version of the library; empty where nothing was compared.
    pub library: String,
    /// One entry for each value whose field has standard clauses, in the order of the fields.
    pub compared: Vec<Compared>,
}

impl Standards {
    /// The comparison of `field`'s value whose evidence stands at `evidence`.
    pub fn of(&self, field: &FieldId, evidence: Span) -> Option<&Compared> {
        let mut compared = self.compared.iter();
        compared.find(|one| one.field == *field && one.evidence == evidence)
    }
}

/// What one value's evidence is beside the standard clauses of its field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Compared {
    /// The field.
    pub field: FieldId,
    /// The value's evidence in the running text, in bytes.
    pub evidence: Span,
    /// The closest standard clause; absent where no standard clause is near.
    pub nearest: Option<Nearest>,
}

/// The closest standard clause and how far from it the contract is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Nearest {
    /// The clause's id.
    pub clause: String,
    /// Its title.
    pub title: String,
    /// What the firm does about it.
    pub position: Position,
    /// What the reviewer should do or ask for; may be empty.
    pub note: String,
    /// How much of the wording is alike, from 0 to 1, numbers and names apart.
    pub alike: f64,
    /// The words of the contract that were compared: where they stand in the running text, in bytes.
    pub passage: Span,
    /// Numbers that differ.
    pub numbers: Vec<Change>,
    /// Negations and exceptions that differ: `not`, `without`, `except` and the like.
    pub negations: Vec<Change>,
    /// Sides that are swapped: Supplier where the standard clause has Customer.
    pub sides: Vec<Change>,
    /// Both texts in one: what both have, what only the contract has, what only the clause has.
    pub words: Vec<Piece>,
}

impl Nearest {
    /// Whether nothing differs that counts by itself: no number, no negation, no side.
    pub fn is_in_order(&self) -> bool {
        self.numbers.is_empty() && self.negations.is_empty() && self.sides.is_empty()
    }
}

/// One difference that counts by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Change {
    /// What the standard clause has; absent where it has nothing there.
    pub standard: Option<String>,
    /// What the contract has; absent where it has nothing there.
    pub contract: Option<String>,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.standard, &self.contract) {
            (Some(standard), Some(contract)) => write!(f, "{standard} → {contract}"),
            (Some(standard), None) => write!(f, "{standard} is missing"),
            (None, Some(contract)) => write!(f, "{contract} is added"),
            (None, None) => Ok(()),
        }
    }
}

/// Some words of the contract or of the standard clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Piece {
    /// Whose they are.
    pub side: Side,
    /// The words.
    pub text: String,
}

/// Who has some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Both; the contract's spelling is given.
    Both,
    /// The contract alone: added to the standard clause.
    Contract,
    /// The standard clause alone: missing in the contract.
    Standard,
}
