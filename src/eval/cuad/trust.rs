//! Judges single values by the labels, so that confidence can be fitted to them and measured.

use super::dataset::Contract;
use super::fields;
use crate::domain::confidence::Signals;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::Term;
use crate::domain::value::Value;

/// A judged value.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What is known of it.
    pub signals: Signals,
    /// The value.
    pub value: Value,
    /// Whether the label says the same.
    pub right: bool,
}

/// The values of a reading that a label judges: dates, periods, places and parties by their answer, a
/// clause that is said to be there by whether one was marked.
pub fn judged(contract: &Contract, dictionary: &Dictionary, reading: &Reading) -> Vec<Judged> {
    let terms = reading.fields.values().flat_map(|finding| finding.terms());
    terms
        .filter(|term| term.grounding.grade.is_verified())
        .filter_map(|term| {
            Some(Judged {
                signals: term.signals?,
                value: term.value.clone(),
                right: is_right(contract, dictionary, term)?,
            })
        })
        .collect()
}

/// `None` where no label judges.
pub fn is_right(contract: &Contract, dictionary: &Dictionary, term: &Term) -> Option<bool> {
    if let Value::Flag(said) = term.value {
        let category = dictionary.get(&term.field)?.cuad.as_deref()?;
        return Some(said != contract.label(category)?.spans.is_empty());
    }
    fields::is_right(contract, term.field.as_str(), &term.value)
}

#[cfg(test)]
mod tests {
    use super::super::dataset::{CATEGORIES, Label};
    use super::*;

    #[test]
    fn a_value_is_judged_by_its_label_and_by_none_where_there_is_none() {
        let mut labels = vec![Some(Label::default()); CATEGORIES.len()];
        for (name, answer) in [
            ("Governing Law", "New York"),
            ("Parties", "Alpha Ltd (\"A\")"),
        ] {
            let at = CATEGORIES.iter().position(|known| *known == name);
            labels[at.expect("known")] = Some(Label {
                answer: answer.to_owned(),
                ..Label::default()
            });
        }
        let contract = Contract {
            id: "one".to_owned(),
            text: String::new(),
            pdf: None,
            labels,
        };
        let law = |place: &str| {
            let value = Value::Jurisdiction(place.to_owned());
            fields::is_right(&contract, "governing_law", &value)
        };
        assert_eq!((law("New York"), law("Texas")), (Some(true), Some(false)));
        let party = |name: &str| {
            let value = Value::Party(crate::domain::value::Party::parse(name));
            fields::is_right(&contract, "party", &value)
        };
        assert_eq!(
            (party("Alpha Ltd"), party("Beta Ltd")),
            (Some(true), Some(false))
        );
        let date = Value::parse(crate::domain::value::ValueKind::Date, "2026-01-01");
        let date = date.expect("a date");
        assert_eq!(fields::is_right(&contract, "agreement_date", &date), None);
        assert_eq!(fields::is_right(&contract, "unheard_of", &date), None);
    }
}
