//! Which contracts belong together: an agreement and what amends it (R58). Told from what the amendment
//! says of the agreement, among contracts with the same other side. Where two could be meant, neither is.

use super::contract::{Contract, Stage};
use super::id::{ContractId, FieldId};
use super::playbook::{AMENDED, AMENDED_DATE};
use super::review::{Decision, Item, Subject};
use super::value::{Value, ValueKind, plain};
use jiff::civil::Date;
use serde::Serialize;

/// What a contract is to others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Kin {
    /// The agreement that it amends, where that one is here.
    pub amends: Option<Relative>,
    /// The contracts here that amend it, the oldest first.
    pub amended_by: Vec<Relative>,
}

/// Another contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relative {
    /// The contract.
    pub id: ContractId,
    /// The title in the CLM.
    pub title: String,
    /// The id of its record in the CRM, once it is written there.
    pub record: Option<String>,
}

/// A contract with what was read from it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The contract.
    pub contract: Contract,
    /// Its items.
    pub items: Vec<Item>,
}

/// The days by which other papers name an agreement.
const DAYS: [&str; 2] = ["agreement_date", "effective_date"];

/// What `id` is to the others of `known`.
pub fn kin(id: &ContractId, known: &[Known]) -> Kin {
    let is_it = |of: &&Known| of.contract.id == *id;
    let Some(own) = known.iter().find(is_it) else {
        return Kin::default();
    };
    let amends = |other: &&Known| original(other, known).is_some_and(|of| of.contract.id == *id);
    Kin {
        amends: original(own, known).map(Known::relative),
        amended_by: known.iter().filter(amends).map(Known::relative).collect(),
    }
}

/// Whether both have the same other side.
pub fn is_same_side(one: &Contract, other: &Contract) -> bool {
    let (one, other) = (&one.metadata, &other.metadata);
    let name = |name: &Option<String>| name.as_deref().map(plain).filter(|name| !name.is_empty());
    let is_same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    is_same(one.account.clone(), other.account.clone())
        || is_same(name(&one.counterparty), name(&other.counterparty))
}

/// The one agreement of `known` that `amendment` amends.
fn original<'a>(amendment: &Known, known: &'a [Known]) -> Option<&'a Known> {
    let title = plain(&amendment.text(AMENDED)?);
    let day = amendment.day(AMENDED_DATE);
    let is_titled = |of: &&Known| plain(&of.contract.metadata.title).contains(&title);
    let others = known.iter().filter(|of| {
        of.contract.id != amendment.contract.id
            && is_same_side(&of.contract, &amendment.contract)
            && !matches!(of.contract.stage, Stage::Rejected { .. })
            // Its title often names the agreement too.
            && of.text(AMENDED).is_none()
    });
    let meant = others.filter(|of| match day {
        Some(day) => DAYS.iter().any(|field| of.day(field) == Some(day)),
        None => is_titled(of),
    });
    let meant: Vec<&Known> = meant.collect();
    match meant.as_slice() {
        [one] => Some(one),
        several => {
            let mut titled = several.iter().copied().filter(is_titled);
            titled.next().filter(|_| titled.next().is_none())
        }
    }
}

impl Known {
    fn relative(&self) -> Relative {
        Relative {
            id: self.contract.id.clone(),
            title: self.contract.metadata.title.clone(),
            record: match &self.contract.stage {
                Stage::WrittenBack { record, .. } => Some(record.clone()),
                _ => None,
            },
        }
    }

    fn day(&self, field: &str) -> Option<Date> {
        match Value::parse(ValueKind::Date, &self.text(field)?) {
            Ok(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// The value of `field` in canonical text, as edited or as read; none that was rejected.
    fn text(&self, field: &str) -> Option<String> {
        let wanted = FieldId::from(field);
        self.items
            .iter()
            .find_map(|item| match (&item.subject, &item.decision) {
                (Subject::Field { field, .. }, _) if *field != wanted => None,
                (Subject::Field { .. }, Decision::Rejected { .. }) => None,
                (Subject::Field { .. }, Decision::Edited { value, .. }) => Some(value.clone()),
                (Subject::Field { value, .. }, _) => Some(value.to_string()),
                _ => None,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contract::{Metadata, Origin};
    use crate::domain::id::ItemId;

    fn known(native: &str, title: &str, fields: &[(&str, &str)]) -> Known {
        let contract = Contract {
            id: ContractId::of("clm", native),
            origin: Origin {
                source: "clm".to_owned(),
                native: native.to_owned(),
            },
            metadata: Metadata {
                title: title.to_owned(),
                counterparty: Some("Pine LLC".to_owned()),
                ..Metadata::default()
            },
            stage: Stage::Accepted,
            version: 1,
        };
        let item = |(field, value): &(&str, &str)| Item {
            id: ItemId::of(&contract.id, field, 0),
            subject: Subject::Field {
                field: FieldId::from(*field),
                value: Value::Text((*value).to_owned()),
                derivation: None,
                conflict: false,
                signals: None,
                rivals: Vec::new(),
            },
            grounding: None,
            decision: Decision::Pending,
            version: 0,
        };
        let items = fields.iter().map(item).collect();
        Known { contract, items }
    }

    fn amends(known: &[Known]) -> Option<String> {
        let last = &known[known.len() - 1];
        kin(&last.contract.id, known).amends.map(|of| of.title)
    }

    fn amendment(fields: &[(&str, &str)]) -> Known {
        known("9", "Amendment No. 1 to Supply Agreement", fields)
    }

    /// R58: the agreement of the title and the date that the amendment names, and no other.
    #[test]
    fn an_amendment_finds_its_agreement_by_date_and_title() {
        let supply = known("1", "Supply Agreement", &[("agreement_date", "2021-05-03")]);
        let lease = known("2", "Lease", &[("agreement_date", "2021-05-03")]);
        let later = known("3", "Supply Agreement", &[("agreement_date", "2023-05-03")]);
        let first = amendment(&[(AMENDED, "Supply Agreement"), (AMENDED_DATE, "2021-05-03")]);
        let all = [supply.clone(), lease, later.clone(), first.clone()];
        assert_eq!(amends(&all).as_deref(), Some("Supply Agreement"));
        let back = kin(&supply.contract.id, &all).amended_by;
        assert_eq!(back[0].id, first.contract.id);
        assert_eq!(kin(&later.contract.id, &all), Kin::default());
    }

    #[test]
    fn where_two_could_be_meant_neither_is() {
        let undated = amendment(&[(AMENDED, "Supply Agreement")]);
        let one = known("1", "Supply Agreement", &[]);
        assert!(amends(&[one.clone(), undated.clone()]).is_some());
        let two = known("2", "Supply Agreement (East)", &[]);
        assert_eq!(amends(&[one.clone(), two, undated.clone()]), None);
        let mut stranger = one;
        stranger.contract.metadata.counterparty = Some("Oak LLC".to_owned());
        assert_eq!(amends(&[stranger, undated]), None);
    }
}
