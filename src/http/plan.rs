//! What an approval would write, as the reviewer sees it before: per field what the CRM holds now and
//! what it will hold. It shows the plan that the house made and adds nothing.

use crate::domain::writeback::{Plan, Record};

/// What an approval would write.
pub struct PlanView {
    /// The parent first, then the obligations.
    pub records: Vec<RecordView>,
    /// What the parent is linked to: object and id.
    pub links: Vec<(&'static str, String)>,
    /// File name of the PDF in the CRM.
    pub attachment: String,
}

/// One record of it.
pub struct RecordView {
    /// The object, such as `Contract_Insight__c`.
    pub object: String,
    /// The key that makes a repeated write the same write.
    pub external_id: String,
    /// Its fields.
    pub changes: Vec<Change>,
}

/// One field of a record.
pub struct Change {
    /// API name in the CRM.
    pub name: String,
    /// What it will hold.
    pub value: String,
    /// What it holds now; empty where the record is not there.
    pub before: String,
    /// Whether both differ.
    pub differs: bool,
    /// The page of the evidence, from 1.
    pub page: Option<u32>,
}

/// The plan as the page shows it.
pub fn view_of(plan: Plan) -> PlanView {
    let mut links = Vec::new();
    if let Some(account) = plan.account {
        links.push(("Account", account));
    }
    if let Some(opportunity) = plan.opportunity {
        links.push(("Opportunity", opportunity));
    }
    let records = std::iter::once(plan.insight).chain(plan.obligations);
    PlanView {
        records: records.map(record_view).collect(),
        links,
        attachment: plan.attachment.file_name,
    }
}

fn record_view(record: Record) -> RecordView {
    let changes = record.fields.into_iter().map(|change| {
        let value = plain(&change.value);
        let before = change.before.as_ref().map(plain).unwrap_or_default();
        Change {
            name: change.name,
            differs: value != before,
            value,
            before,
            page: change.page,
        }
    });
    RecordView {
        object: record.object,
        external_id: record.external_id,
        changes: changes.collect(),
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
