//! How sure a value or a duty is shown: one judgement for the terminal, its JSON, the review page and the
//! eval, so that nothing is called verified in one place and doubtful in another.
//!
//! It says what may be claimed of evidence. It never decides that a value holds: a person does.

use super::confidence::Signals;
use super::obligation::Obligation;
use super::review::{Item, Subject};
use super::term::{Derivation, Engine, Finding, Grade, Term};
use super::value::Value;
use serde::{Deserialize, Serialize};

/// How sure something is shown, from the best to the worst.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// The quote stands in the document, and what can be checked says that it states the value.
    Verified,
    /// Code computed it from other values, by a rule that is named.
    Computed,
    /// The quote stands in the document, and something speaks against the value or nothing for it.
    ToCheck,
    /// Another value was read too, and both cannot be true.
    Conflict,
    /// Something like the quote stands in the document.
    NearMatch,
    /// The quote is not in the document.
    NoEvidence,
}

impl Sureness {
    /// Of each value of a field, in their order.
    pub fn of_finding(finding: &Finding) -> Vec<Self> {
        let is_contested = matches!(finding, Finding::Conflict { .. });
        let terms = finding.terms().iter();
        terms
            .map(|term| Self::of_term(term, is_contested))
            .collect()
    }

    /// Of one value; `is_contested` where another value of its field stands beside it.
    pub fn of_term(term: &Term, is_contested: bool) -> Self {
        if is_contested && term.grounding.grade.is_verified() {
            return Self::Conflict;
        }
        let by = (term.derivation.as_ref(), term.signals.as_ref());
        Self::of_value(&term.value, term.grounding.grade, by)
    }

    /// Of a duty: verified where both engines read it and nothing is doubtful about it. One engine alone is
    /// wrong about the actor or the time of one duty in seven, by the goldens.
    pub fn of_duty(duty: &Obligation) -> Self {
        match &duty.doubts {
            _ if !duty.grounding.grade.is_verified() => Self::NearMatch,
            Some(doubts) if doubts.is_empty() && duty.engine == Engine::Both => Self::Verified,
            Some(_) | None => Self::ToCheck,
        }
    }

    /// Of what a reviewer decides; `None` of a warning, which claims nothing of the contract.
    pub fn of_item(item: &Item) -> Option<Self> {
        let grade = item.grounding.as_ref().map(|found| found.grade);
        match (&item.subject, grade) {
            (Subject::Warning { .. }, _) => None,
            (Subject::Unverified { .. }, _) | (Subject::Field { .. }, None) => {
                Some(Self::NoEvidence)
            }
            (Subject::Field { conflict: true, .. }, Some(grade)) if grade.is_verified() => {
                Some(Self::Conflict)
            }
            (
                Subject::Field {
                    value,
                    derivation,
                    signals,
                    ..
                },
                Some(grade),
            ) => {
                let by = (derivation.as_ref(), signals.as_ref());
                Some(Self::of_value(value, grade, by))
            }
            (Subject::Obligation(duty), _) => Some(Self::of_duty(duty)),
        }
    }

    fn of_value(value: &Value, grade: Grade, by: (Option<&Derivation>, Option<&Signals>)) -> Self {
        match by {
            _ if !grade.is_verified() => Self::NearMatch,
            (Some(_), _) => Self::Computed,
            (None, Some(signals)) if signals.rivals > 0 => Self::Conflict,
            (None, Some(signals)) if signals.is_sure(value) => Self::Verified,
            (None, _) => Self::ToCheck,
        }
    }

    /// In a word or two, as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Computed => "computed",
            Self::ToCheck => "to check",
            Self::Conflict => "conflict",
            Self::NearMatch => "near match",
            Self::NoEvidence => "no evidence",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::confidence::{Meeting, Place, Support, TextLayer};
    use crate::domain::document::Span;
    use crate::domain::id::{ContractId, FieldId, Sha256};
    use crate::domain::reading::Reading;
    use crate::domain::term::Grounding;

    fn term(grade: Grade, margin: f32) -> Term {
        Term {
            field: FieldId::from("governing_law"),
            value: Value::Jurisdiction("Delaware".to_owned()),
            grounding: Grounding {
                grade,
                span: Span::new(0, 8),
                quote: "Delaware".to_owned(),
                page: 1,
                boxes: vec![],
            },
            engine: Engine::Offline,
            derivation: None,
            signals: Some(Signals {
                grade,
                meeting: Meeting::Alone,
                support: Support::FromQuote,
                rivals: 0,
                text: TextLayer::Confirmed,
                margin: Some(margin),
                place: Place::Named,
            }),
            rivals: vec![],
        }
    }

    /// R39: what the terminal and the eval call verified, the review page calls verified, and nothing else.
    #[test]
    fn a_value_and_the_item_made_of_it_are_shown_alike() {
        let derivation = Some(Derivation {
            rule: "some_rule".to_owned(),
            inputs: vec![],
        });
        let unweighed = Term {
            signals: None,
            ..term(Grade::Exact, 0.9)
        };
        let computed = Term {
            derivation,
            ..term(Grade::Exact, 0.9)
        };
        for (terms, expected) in [
            (vec![term(Grade::Exact, 0.9)], Sureness::Verified),
            (vec![term(Grade::Exact, 0.1)], Sureness::ToCheck),
            (vec![unweighed], Sureness::ToCheck),
            (vec![computed], Sureness::Computed),
            (vec![term(Grade::Fuzzy, 0.9)], Sureness::NearMatch),
            (vec![term(Grade::Exact, 0.9); 2], Sureness::Conflict),
        ] {
            let finding = match terms.len() {
                1 => Finding::Found { terms },
                _ => Finding::Conflict { terms },
            };
            let shown = Sureness::of_finding(&finding);
            assert!(shown.iter().all(|shown| *shown == expected), "{shown:?}");
            let field = FieldId::from("governing_law");
            let reading = Reading {
                sha256: Sha256::from("ab"),
                pages: 1,
                engine: Engine::Offline,
                dictionary: "test".to_owned(),
                fields: [(field, finding)].into(),
                obligations: vec![],
                unverified: vec![],
                reasons: vec![],
                warnings: vec![],
                outline: Default::default(),
                standards: Default::default(),
                day: None,
            };
            let items = Item::of(&ContractId::of("clm", "1"), &reading);
            let of_items: Vec<_> = items.iter().filter_map(Sureness::of_item).collect();
            assert_eq!(of_items, shown);
        }
    }
}
