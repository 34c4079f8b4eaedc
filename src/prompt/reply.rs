//! From a model's JSON to claims of the domain. A reply that breaks its schema is refused as a
//! whole; a claim that cannot be read, or is over our limits, is handed on as refused, with the reason, and
//! never dropped.

use super::due;
use super::schema::{FieldClaim, Findings, ObligationClaim, Obligations, Schema};
use crate::connectors::llm::Passage;
use crate::domain::document::Span;
use crate::domain::id::FieldId;
use crate::domain::money::Money;
use crate::domain::obligation::{Draft, Modality};
use crate::domain::playbook::Dictionary;
use crate::domain::redaction::Vault;
use crate::domain::term::{Candidate, Engine, Unverified, UnverifiedReason};
use crate::domain::value::Value;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What a reply claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims<T> {
    /// Claims that can be read; their quotes have not been looked for.
    pub read: Vec<T>,
    /// Claims that cannot be read. A reviewer sees them.
    pub refused: Vec<RefusedClaim>,
}

/// A claim that is no candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedClaim {
    /// The field, or `obligation`.
    pub field: FieldId,
    /// What was claimed, with masks restored.
    pub value: String,
    /// The quote that was claimed, with masks restored.
    pub quote: String,
    /// Why, in words without contract text.
    pub why: String,
    /// Why, as it is stored.
    pub reason: UnverifiedReason,
}

impl RefusedClaim {
    /// The same as the domain stores it.
    pub fn unverified(self) -> Unverified {
        Unverified {
            field: self.field,
            value: self.value,
            quote: self.quote,
            engine: Engine::Llm,
            reason: self.reason,
        }
    }
}

/// Why a reply is not an answer to our question. Holds no word of the reply, so that it may be
/// logged and shown to the model in a second attempt.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Invalid {
    /// Prose, or cut-off JSON.
    #[error("the reply is not JSON: line {line}, column {column}")]
    NotJson {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// JSON of another form.
    #[error("the reply breaks the schema at `{at}`: rule `{rule}`")]
    Schema {
        /// Where in the reply, as a JSON pointer.
        at: String,
        /// The rule's place in the schema, as a JSON pointer.
        rule: String,
    },
}

/// Reads the reply about the fields of one group.
///
/// # Errors
/// When the reply is not JSON or breaks the schema.
pub fn fields(
    json: &str,
    asked: &Asked<'_>,
    dictionary: &Dictionary,
) -> Result<Claims<Candidate>, Invalid> {
    let (reply, limits): (Findings, Limits) = validated(json, asked.schema)?;
    let vault = asked.vault;
    Ok(sorted(reply.findings.into_iter().enumerate().map(
        |(at, claim)| {
            let place = limits.keep(at).and_then(|()| asked.place(claim.passage));
            let read = place.and_then(|near| {
                candidate(&claim, dictionary, vault)
                    .map(|candidate| Candidate {
                        near: Some(near),
                        ..candidate
                    })
                    .map_err(unreadable)
            });
            read.map_err(|(reason, why)| RefusedClaim {
                field: FieldId::from(claim.field.as_str()),
                value: shown(&claim.value, vault),
                quote: shown(&claim.quote, vault),
                why,
                reason,
            })
        },
    )))
}

/// Reads the reply about obligations.
///
/// # Errors
/// When the reply is not JSON or breaks the schema.
pub fn obligations(json: &str, asked: &Asked<'_>) -> Result<Claims<Draft>, Invalid> {
    let (reply, limits): (Obligations, Limits) = validated(json, asked.schema)?;
    let vault = asked.vault;
    Ok(sorted(reply.obligations.into_iter().enumerate().map(
        |(at, claim)| {
            let place = limits.keep(at).and_then(|()| asked.place(claim.passage));
            let read = place.and_then(|near| {
                draft(&claim, vault)
                    .map(|draft| Draft {
                        near: Some(near),
                        ..draft
                    })
                    .map_err(unreadable)
            });
            read.map_err(|(reason, why)| RefusedClaim {
                field: FieldId::from("obligation"),
                value: shown(&format!("{}: {}", claim.actor, claim.action), vault),
                quote: shown(&claim.quote, vault),
                why,
                reason,
            })
        },
    )))
}

/// What a reply answers to.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The form that was asked for.
    pub schema: &'a Schema,
    /// The passages that were sent.
    pub passages: &'a [Passage],
    /// What their masks stand for.
    pub vault: &'a Vault,
}

impl Asked<'_> {
    /// Where the passage of that number stands; a number that was never sent is made up.
    fn place(&self, number: u32) -> Result<Span, (UnverifiedReason, String)> {
        let sent = self
            .passages
            .iter()
            .find(|passage| passage.ordinal == number);
        sent.map(|passage| passage.span).ok_or_else(|| {
            let why = "it names a passage that was not sent".to_owned();
            (UnverifiedReason::PassageNotSent, why)
        })
    }
}

fn unreadable(why: String) -> (UnverifiedReason, String) {
    (UnverifiedReason::ValueNotInQuote, why)
}

fn sorted<T>(claims: impl Iterator<Item = Result<T, RefusedClaim>>) -> Claims<T> {
    let mut sorted = Claims {
        read: Vec::new(),
        refused: Vec::new(),
    };
    for claim in claims {
        match claim {
            Ok(claim) => sorted.read.push(claim),
            Err(refused) => sorted.refused.push(refused),
        }
    }
    sorted
}

/// A refused claim is shown with so many letters of each part at most.
const SHOWN: usize = 4_000;

/// The text of a refused claim with its masks restored, as far as it is shown.
fn shown(text: &str, vault: &Vault) -> String {
    let whole = vault.restore(text);
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

/// The claims of a reply that are over our limits, which no endpoint is told of. They alone are refused: the
/// other claims of the reply are as good as ever.
#[derive(Default)]
struct Limits {
    /// Claims that are too long.
    long: BTreeSet<usize>,
    /// The first claim that is one too many.
    most: Option<usize>,
}

impl Limits {
    /// Whether the claim at that place is within the limits.
    fn keep(&self, at: usize) -> Result<(), (UnverifiedReason, String)> {
        let why = match self.long.contains(&at) {
            true => "it is longer than a claim may be",
            false if self.most.is_some_and(|most| at >= most) => "it is one claim too many",
            false => return Ok(()),
        };
        Err((UnverifiedReason::TooMuch, why.to_owned()))
    }

    /// Notes a limit that is broken; whether it is one of a list's claims.
    fn note(&mut self, at: &str, rule: &str, schema: &Json) -> bool {
        let mut parts = at.split('/').skip(2);
        let claim = parts.next().and_then(|part| part.parse().ok());
        match (rule.rsplit('/').next(), claim) {
            (Some("maxLength"), Some(claim)) => {
                self.long.insert(claim);
                true
            }
            (Some("maxItems"), None) => {
                let most = schema.pointer(rule).and_then(Json::as_u64);
                self.most = most.and_then(|most| usize::try_from(most).ok());
                self.most.is_some()
            }
            _ => false,
        }
    }
}

fn validated<T: DeserializeOwned>(json: &str, schema: &Schema) -> Result<(T, Limits), Invalid> {
    let reply: Json = serde_json::from_str(json).map_err(|error| Invalid::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let validator = jsonschema::validator_for(&schema.full)
        .expect("our schemas are generated, and each is compiled in a test");
    let mut limits = Limits::default();
    for error in validator.iter_errors(&reply) {
        let (at, rule) = (
            error.instance_path().to_string(),
            error.schema_path().to_string(),
        );
        if !limits.note(&at, &rule, &schema.full) {
            let at = known_part(&at);
            return Err(Invalid::Schema { at, rule });
        }
    }
    let reply = serde_json::from_value(reply).map_err(|_| Invalid::Schema {
        at: String::new(),
        rule: "the envelope's type".to_owned(),
    })?;
    Ok((reply, limits))
}

/// A pointer into a reply may hold a property that the model made up; only plain names are kept.
fn known_part(pointer: &str) -> String {
    let plain = |part: &&str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    pointer
        .split('/')
        .take_while(plain)
        .collect::<Vec<_>>()
        .join("/")
}

fn candidate(
    claim: &FieldClaim,
    dictionary: &Dictionary,
    vault: &Vault,
) -> Result<Candidate, String> {
    let id = FieldId::from(claim.field.as_str());
    let field = dictionary
        .get(&id)
        .filter(|field| field.is_asked())
        .ok_or_else(|| "the dictionary has no such field".to_owned())?;
    let quote = restored(&claim.quote, vault)?;
    let value = Value::parse(field.kind, &restored(&claim.value, vault)?)?;
    Ok(Candidate {
        field: id,
        value,
        quote: filled(quote, "the quote")?,
        near: None,
        engine: Engine::Llm,
    })
}

fn draft(claim: &ObligationClaim, vault: &Vault) -> Result<Draft, String> {
    let optional = |text: &Option<String>| -> Result<Option<String>, String> {
        let text = text.as_deref().map(|text| restored(text, vault));
        Ok(text.transpose()?.filter(|text| !text.is_empty()))
    };
    let amount: Option<Money> = optional(&claim.amount)?
        .map(|text| text.parse())
        .transpose()
        .map_err(|error: crate::domain::money::NotMoney| error.to_string())?;
    let when = optional(&claim.due_text)?.and_then(|text| due::parse(&text));
    let (due, recurrence) = match when {
        Some((due, rule)) => (Some(due), rule),
        None => (None, None),
    };
    Ok(Draft {
        actor: filled(restored(&claim.actor, vault)?, "the actor")?,
        beneficiary: optional(&claim.beneficiary)?,
        action: told(
            filled(restored(&claim.action, vault)?, "the action")?,
            claim.modality,
        ),
        kind: claim.kind,
        modality: claim.modality,
        due,
        recurrence,
        derivation: None,
        condition: optional(&claim.condition)?,
        consequence: optional(&claim.consequence)?,
        amount,
        quote: filled(restored(&claim.quote, vault)?, "the quote")?,
        near: None,
        engine: Engine::Llm,
    })
}

/// An action as our own rules write it: what is not to be done stands without its `not`, since the
/// modality says so, and a prohibition told twice would be its contrary.
fn told(action: String, modality: Modality) -> String {
    if modality == Modality::Must {
        return action;
    }
    let rest = |words: &[&str], action: &str| {
        let at = |word: &&str| {
            let head = action.get(..word.len())?;
            head.eq_ignore_ascii_case(word).then_some(word.len())
        };
        words.iter().find_map(at)
    };
    let modal = rest(&MODALS, &action).unwrap_or(0);
    match rest(&DENIALS, &action[modal..]) {
        Some(denial) => action[modal + denial..].trim_start().to_owned(),
        None => action,
    }
}

/// What may stand before a denial.
const MODALS: [&str; 4] = ["shall ", "must ", "will ", "may "];
/// What denies the words after it.
const DENIALS: [&str; 5] = ["not to ", "not ", "never ", "refrain from ", "cannot "];

fn filled(text: String, what: &str) -> Result<String, String> {
    if text.is_empty() {
        Err(format!("{what} is empty"))
    } else {
        Ok(text)
    }
}

/// The text with its masks restored. Every `[[` of a contract is masked before it leaves, so that
/// one which stands for nothing was altered or made up by the model. Of three brackets in a row the
/// first is the contract's own, before a mask.
fn restored(masked: &str, vault: &Vault) -> Result<String, String> {
    let opens = |at: &usize| {
        let rest = &masked[*at..];
        rest.starts_with("[[") && !rest.starts_with("[[[")
    };
    let brackets = masked.match_indices('[').map(|(at, _)| at);
    for at in brackets.filter(opens) {
        let rest = &masked[at..];
        let mask = rest.find("]]").map(|end| &rest[..end + 2]);
        if mask.is_none_or(|mask| vault.restore(mask) == mask) {
            return Err("it holds a mask that was never given out".to_owned());
        }
    }
    Ok(vault.restore(masked).trim().to_owned())
}

#[cfg(test)]
pub(super) mod tests;
