//! What a person in legal decides, value by value. Only what is approved or edited here may be
//! written to the CRM; nothing in this file decides for the person.

use super::confidence::Signals;
use super::id::{ContractId, FieldId, ItemId};
use super::obligation::Obligation;
use super::reading::Reading;
use super::term::{Derivation, Grounding};
use super::value::{Value, ValueKind};
use serde::{Deserialize, Serialize};

/// One thing to decide: a field's value or an obligation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable over re-runs.
    pub id: ItemId,
    /// What is proposed.
    pub subject: Subject,
    /// Its evidence; `None` for a claim whose quote was not found.
    pub grounding: Option<Grounding>,
    /// What was decided.
    pub decision: Decision,
    /// Raised by each decision; a decision names the version it saw.
    pub version: i64,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// A value of a field of the dictionary.
    Field {
        /// The field.
        field: FieldId,
        /// The proposed value.
        value: Value,
        /// Set when code computed it.
        derivation: Option<Derivation>,
        /// Whether a rival value was found too.
        conflict: bool,
        /// What can be checked about it.
        #[serde(default)]
        signals: Option<Signals>,
    },
    /// An obligation.
    Obligation(Obligation),
    /// A claim without evidence; it can be rejected, or edited by a person who found the place.
    Unverified {
        /// The field, or `obligation`.
        field: FieldId,
        /// What was claimed.
        claim: String,
        /// The quote that was claimed.
        quote: String,
    },
}

/// What was decided about an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Nobody has decided.
    Pending,
    /// The proposed value holds.
    Approved {
        /// Who.
        by: String,
    },
    /// Another value holds.
    Edited {
        /// Who.
        by: String,
        /// The value that holds, in canonical text.
        value: String,
    },
    /// Nothing of this is written.
    Rejected {
        /// Who.
        by: String,
    },
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Verdict {
    /// The proposed value holds.
    Approve,
    /// This value holds instead.
    Edit {
        /// Canonical text of the field's kind, or the action of an obligation.
        value: String,
    },
    /// Nothing of this is to be written.
    Reject,
    /// Back to undecided.
    Reopen,
}

/// Why a decision is refused. Read by the reviewer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// A claim without evidence cannot be approved as it stands.
    #[error("this value has no evidence in the document: edit it, or reject it")]
    NoEvidence,
    /// The edited value does not have the field's form.
    #[error("{0}")]
    NotAValue(String),
}

impl Item {
    /// The items of a contract, in reading order, all undecided.
    pub fn of(contract: &ContractId, reading: &Reading) -> Vec<Item> {
        let mut items = Vec::new();
        for (field, finding) in &reading.fields {
            let conflict = matches!(finding, super::term::Finding::Conflict { .. });
            for (ordinal, term) in finding.terms().iter().enumerate() {
                items.push(Item::pending(
                    ItemId::of(contract, field.as_str(), ordinal),
                    Subject::Field {
                        field: field.clone(),
                        value: term.value.clone(),
                        derivation: term.derivation.clone(),
                        conflict,
                        signals: term.signals,
                    },
                    Some(term.grounding.clone()),
                ));
            }
        }
        for (ordinal, obligation) in reading.obligations.iter().enumerate() {
            let grounding = Some(obligation.grounding.clone());
            let subject = Subject::Obligation(obligation.clone());
            items.push(Item::pending(
                ItemId::of(contract, "obligation", ordinal),
                subject,
                grounding,
            ));
        }
        for (ordinal, claim) in reading.unverified.iter().enumerate() {
            let subject = Subject::Unverified {
                field: claim.field.clone(),
                claim: claim.value.clone(),
                quote: claim.quote.clone(),
            };
            items.push(Item::pending(
                ItemId::of(contract, "unverified", ordinal),
                subject,
                None,
            ));
        }
        items
    }

    /// What `verdict` by `person` makes of this item. `kind` is the field's kind in the dictionary.
    ///
    /// # Errors
    /// Refuses to approve a claim without verified evidence, and an edit of the wrong form.
    pub fn decided(
        &self,
        verdict: &Verdict,
        person: &str,
        kind: Option<ValueKind>,
    ) -> Result<Decision, Refusal> {
        let by = person.to_owned();
        match verdict {
            Verdict::Reopen => Ok(Decision::Pending),
            Verdict::Reject => Ok(Decision::Rejected { by }),
            Verdict::Approve if self.is_verified() => Ok(Decision::Approved { by }),
            Verdict::Approve => Err(Refusal::NoEvidence),
            Verdict::Edit { value } => {
                let value = Value::parse(kind.unwrap_or(ValueKind::Text), value)
                    .map_err(Refusal::NotAValue)?;
                Ok(Decision::Edited {
                    by,
                    value: value.to_string(),
                })
            }
        }
    }

    /// Whether the quote stands in the document.
    pub fn is_verified(&self) -> bool {
        self.grounding
            .as_ref()
            .is_some_and(|grounding| grounding.grade.is_verified())
    }

    /// Whether a person still has to decide.
    pub fn is_pending(&self) -> bool {
        self.decision == Decision::Pending
    }

    fn pending(id: ItemId, subject: Subject, grounding: Option<Grounding>) -> Item {
        Item {
            id,
            subject,
            grounding,
            decision: Decision::Pending,
            version: 0,
        }
    }
}
