//! A CRM change as a plan, shown before it is done. Only approved or edited values get in, each
//! with its evidence; the external ids make a repeated write the same write.

use super::id::{ContractId, Sha256};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// One record to upsert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The object, such as `Contract_Insight__c`.
    pub object: String,
    /// The value of its external id field (`CLM_Key__c`).
    pub external_id: String,
    /// The fields to set.
    pub fields: Vec<FieldChange>,
}

/// One field to set, with why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// API name in the CRM.
    pub name: String,
    /// The countersigned value, as the CRM takes it.
    pub value: Json,
    /// What the CRM held when the plan was made; `None` when the record was not there.
    #[serde(default)]
    pub before: Option<Json>,
    /// The page of the evidence, from 1.
    #[serde(default)]
    pub page: Option<u32>,
}

/// The PDF to attach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The bytes, by hash.
    pub sha256: Sha256,
    /// Title in the CRM.
    pub title: String,
    /// File name in the CRM.
    pub file_name: String,
}

/// All that one approval writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The contract.
    pub contract: ContractId,
    /// The approval's number; the CRM must never go back to a lower one.
    pub revision: u32,
    /// Idempotency key: derived from contract, revision and content.
    pub operation: String,
    /// The parent record; `external_id` is its key.
    pub insight: Record,
    /// The obligations under it.
    pub obligations: Vec<Record>,
    /// The account to link to, where the workflow names one.
    pub account: Option<String>,
    /// The opportunity to link to, where the workflow names one.
    pub opportunity: Option<String>,
    /// The executed PDF.
    pub attachment: Attachment,
}

/// What the CRM holds after the write, read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Id of the parent record.
    pub insight: String,
    /// Ids of the obligations, in the plan's order.
    pub obligations: Vec<String>,
    /// Id of the attached document.
    pub document: String,
    /// Whether this call changed anything; `false` when the CRM already held it all.
    pub changed: bool,
}
