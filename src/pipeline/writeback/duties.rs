//! The duties of a plan: each that a person let stand as a record of its own, and all of them in a few
//! lines on the contract. What was rejected or waits for a decision is in neither.

use super::{change, clipped, number};
use crate::domain::obligation::Obligation;
use crate::domain::review::{Decision, Item, Subject};
use crate::domain::summary::{LENGTH, summary};
use crate::domain::writeback::{FieldChange, Record};
use serde_json::json;

/// The object of a duty in the CRM.
const OBLIGATION: &str = "Contract_Obligation__c";
/// The field of the contract that holds all duties in a few lines.
const SUMMARY: &str = "Key_Obligations_Summary__c";

/// A record for each duty that stands, in the order of the items.
pub(super) fn records(contract: &str, items: &[Item]) -> Vec<Record> {
    let record = |item: &Item| {
        let (found, action) = standing(item)?;
        Some(Record {
            object: OBLIGATION.to_owned(),
            external_id: format!("{contract}:{}", item.id),
            fields: duty(found, action),
        })
    };
    items.iter().filter_map(record).collect()
}

/// The duties that stand, in a few lines (I29).
pub(super) fn in_short(items: &[Item]) -> Option<FieldChange> {
    let told = summary(items.iter().filter_map(standing), LENGTH)?;
    Some(change(SUMMARY, json!(told), None))
}

/// The duty that a person let stand in this item, with its action as approved or edited.
fn standing(item: &Item) -> Option<(&Obligation, &str)> {
    let Subject::Obligation(found) = &item.subject else {
        return None;
    };
    match &item.decision {
        Decision::Approved { .. } => Some((found, found.action.as_str())),
        Decision::Edited { value, .. } => Some((found, value)),
        Decision::Pending | Decision::Rejected { .. } => None,
    }
}

fn duty(found: &Obligation, action: &str) -> Vec<FieldChange> {
    let page = Some(found.grounding.page);
    let mut fields = vec![
        change("Actor__c", json!(clipped(&found.actor)), page),
        change("Action__c", json!(action), page),
        change("Kind__c", json!(found.kind.name()), page),
        change("Modality__c", json!(found.modality.name()), page),
        change("Owner_Role__c", json!(found.owner_role), page),
        change("Status__c", json!("Open"), page),
        change("Quote__c", json!(found.grounding.quote), page),
        change("Page__c", json!(found.grounding.page), page),
    ];
    let texts = [
        ("Beneficiary__c", found.beneficiary.clone()),
        (
            "Recurrence__c",
            found.recurrence.as_ref().map(ToString::to_string),
        ),
        ("Condition__c", found.condition.clone()),
        ("Consequence__c", found.consequence.clone()),
    ];
    let texts = texts.into_iter();
    fields
        .extend(texts.filter_map(|(name, text)| Some(change(name, json!(clipped(&text?)), page))));
    if let Some(due) = &found.due {
        fields.push(change(
            "Due_Terms__c",
            json!(clipped(&due.to_string())),
            page,
        ));
        if let Some(date) = due.date() {
            fields.push(change("Due_Date__c", json!(date.to_string()), page));
        }
    }
    if let Some(amount) = &found.amount {
        fields.push(change("Amount__c", number(&amount.amount), page));
        fields.push(change("Currency_Code__c", json!(amount.currency), page));
    }
    fields
}
