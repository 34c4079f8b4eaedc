//! What a person in legal decides, value by value. Only what is approved or edited here may be
//! written to the CRM; nothing in this file decides for the person.

use super::confidence::Signals;
use super::document::{PageBox, Warning};
use super::id::{ContractId, FieldId, ItemId};
use super::obligation::Obligation;
use super::reading::Reading;
use super::term::{Derivation, Grounding, Rival};
use super::value::{Value, ValueKind};
use serde::{Deserialize, Serialize};

/// One thing to decide: a field's value, an obligation, or a warning to acknowledge.
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
        /// What contradicts it in the document itself.
        #[serde(default)]
        rivals: Vec<Rival>,
    },
    /// An obligation.
    Obligation(Box<Obligation>),
    /// A claim without evidence; it can be rejected, or edited by a person who found the place.
    Unverified {
        /// The field, or `obligation`.
        field: FieldId,
        /// What was claimed.
        claim: String,
        /// The quote that was claimed.
        quote: String,
    },
    /// Something about the file that a person must have seen before anything is approved. To
    /// approve it is to say so; nothing of it is written anywhere.
    Warning {
        /// What there is to see.
        warning: Warning,
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
    /// A warning has no value.
    #[error(
        "a warning can only be acknowledged: look at the page, then do so, or reject the contract"
    )]
    OnlyAcknowledged,
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
                        rivals: term.rivals.clone(),
                    },
                    Some(term.grounding.clone()),
                ));
            }
        }
        for (ordinal, obligation) in reading.obligations.iter().enumerate() {
            let grounding = Some(obligation.grounding.clone());
            let subject = Subject::Obligation(Box::new(obligation.clone()));
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
        for (ordinal, warning) in reading.warnings.iter().filter(|w| w.blocks()).enumerate() {
            let warning = warning.clone();
            items.push(Item::pending(
                ItemId::of(contract, "warning", ordinal),
                Subject::Warning { warning },
                None,
            ));
        }
        items
    }

    /// What `verdict` by `person` makes of this item. `kind` is the field's kind in the dictionary.
    ///
    /// # Errors
    /// Refuses to approve a claim without verified evidence, an edit of the wrong form, and
    /// anything but the acknowledgement of a warning.
    pub fn decided(
        &self,
        verdict: &Verdict,
        person: &str,
        kind: Option<ValueKind>,
    ) -> Result<Decision, Refusal> {
        let by = person.to_owned();
        match verdict {
            Verdict::Reopen => Ok(Decision::Pending),
            Verdict::Approve if self.is_warning() => Ok(Decision::Approved { by }),
            Verdict::Reject | Verdict::Edit { .. } if self.is_warning() => {
                Err(Refusal::OnlyAcknowledged)
            }
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

    /// Whether it is about the file rather than about what the contract says.
    pub fn is_warning(&self) -> bool {
        matches!(self.subject, Subject::Warning { .. })
    }

    /// Where on the pages it stands.
    pub fn boxes(&self) -> Vec<PageBox> {
        match (&self.subject, &self.grounding) {
            (Subject::Warning { warning }, _) => warning.boxes(),
            (_, Some(grounding)) => grounding.boxes.clone(),
            (_, None) => Vec::new(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::{HiddenKind, Rect};

    fn warned() -> Item {
        let rect = Rect {
            x0: 1.0,
            y0: 2.0,
            x1: 3.0,
            y1: 4.0,
        };
        let warning = Warning::HiddenText {
            page: 2,
            how: HiddenKind::SameColour,
            count: 40,
            boxes: vec![rect],
        };
        let contract = ContractId::of("clm", "1");
        let id = ItemId::of(&contract, "warning", 0);
        Item::pending(id, Subject::Warning { warning }, None)
    }

    /// T6: nothing is approved before a person has seen that text was hidden.
    #[test]
    fn a_warning_can_only_be_acknowledged_and_shows_its_place() {
        let item = warned();
        assert!(item.is_pending() && !item.is_verified());
        assert_eq!(item.boxes()[0].page, 2);
        let approved = item.decided(&Verdict::Approve, "ana", None);
        assert_eq!(approved, Ok(Decision::Approved { by: "ana".into() }));
        let edit = Verdict::Edit {
            value: "none".into(),
        };
        for verdict in [Verdict::Reject, edit] {
            let refused = item.decided(&verdict, "ana", None);
            assert_eq!(refused, Err(Refusal::OnlyAcknowledged));
        }
    }
}
