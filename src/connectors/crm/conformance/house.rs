//! What the promises are tested with: an org over real loopback HTTP, a client, and plans.

use crate::connectors::crm::salesforce::Salesforce;
use crate::connectors::crm::simulator::{Row, Seed, Simulator};
use crate::connectors::crm::{Crm, Error, Settings};
use crate::domain::clock::{Clock, Fixed};
use crate::domain::id::{ContractId, Sha256};
use crate::domain::writeback::{Attachment, FieldChange, Plan, Receipt, Record};
use bytes::Bytes;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// The PDF of every plan.
pub const PDF: &[u8] = b"%PDF-1.7 executed";
/// The account of every plan.
pub const ACCOUNT: &str = "001A000001AbcdeIAB";
/// The opportunity of every plan, with 15 characters as some CLMs keep it.
pub const OPPORTUNITY: &str = "006A000001Abcde";
/// The key of every plan's insight.
pub const KEY: &str = "ironclad-wf-1";

/// An org and a client of it.
pub struct House {
    pub org: Simulator,
    pub crm: Salesforce,
}

impl House {
    pub async fn open() -> Self {
        Self::with(seed(), None).await
    }

    pub async fn with(seed: Seed, state: Option<PathBuf>) -> Self {
        let loopback = "127.0.0.1:0".parse().unwrap();
        let org = Simulator::start(seed, clock(), loopback, state)
            .await
            .unwrap();
        let crm = client(&org.settings());
        Self { org, crm }
    }

    pub async fn apply(&self, plan: &Plan) -> Result<Receipt, Error> {
        self.crm.apply(plan, Bytes::from_static(PDF)).await
    }

    /// The one insight of the org.
    pub fn insight(&self) -> Row {
        let rows = self.org.records("Contract_Insight__c");
        assert_eq!(rows.len(), 1, "there is one insight");
        rows.into_iter().next().unwrap()
    }

    /// The number of records of each kind that an apply writes: insights, obligations, files, links.
    pub fn census(&self) -> [usize; 4] {
        [
            "Contract_Insight__c",
            "Contract_Obligation__c",
            "ContentVersion",
            "ContentDocumentLink",
        ]
        .map(|object| self.org.records(object).len())
    }
}

/// A census after a plan of so many obligations: the owner of a file has a link of his own.
pub fn whole(obligations: usize) -> [usize; 4] {
    [1, obligations, 1, 4]
}

pub fn client(settings: &Settings) -> Salesforce {
    Salesforce::new(settings.clone(), clock()).unwrap()
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(Fixed::at("2026-05-04T09:30:00Z".parse().unwrap()))
}

pub fn seed() -> Seed {
    let records = json!({
        "Account": [{ "Id": ACCOUNT, "Name": "Meridian <Freight> & Co", "Segment__c": "Enterprise" }],
        "Opportunity": [{ "Id": OPPORTUNITY, "Name": "Meridian renewal", "AccountId": ACCOUNT, "StageName": "Closed Won" }],
    });
    Seed {
        records: serde_json::from_value(records).unwrap(),
        ..Seed::default()
    }
}

/// The plan of an approval with so many obligations.
pub fn plan(revision: u32, obligations: usize) -> Plan {
    Plan {
        contract: ContractId::from("contract-1"),
        revision,
        operation: format!("operation-{revision}"),
        insight: Record {
            object: "Contract_Insight__c".to_owned(),
            external_id: KEY.to_owned(),
            fields: vec![
                set("Contract_Title__c", json!("Master Services Agreement")),
                set("Effective_Date__c", json!("2026-01-31")),
                set("Total_Value__c", json!(1_200_000)),
                set("Currency_Code__c", json!("EUR")),
                set("Auto_Renewal__c", json!("Yes")),
                set("Countersigned_At__c", json!("2026-05-04T09:30:00Z")),
            ],
        },
        obligations: (0..obligations).map(obligation).collect(),
        account: Some(ACCOUNT.to_owned()),
        opportunity: Some(OPPORTUNITY.to_owned()),
        attachment: Attachment {
            sha256: Sha256(hex::encode(<sha2::Sha256 as sha2::Digest>::digest(PDF))),
            title: "Master Services Agreement (executed)".to_owned(),
            file_name: "msa.pdf".to_owned(),
        },
    }
}

pub fn set(name: &str, value: Value) -> FieldChange {
    FieldChange {
        name: name.to_owned(),
        value,
        before: None,
        page: Some(1),
    }
}

fn obligation(index: usize) -> Record {
    Record {
        object: "Contract_Obligation__c".to_owned(),
        external_id: format!("{KEY}-O-{index}"),
        fields: vec![
            set("Actor__c", json!("Supplier")),
            set("Action__c", json!("deliver the monthly report")),
            set("Kind__c", json!("report")),
            set("Status__c", json!("Open")),
            set(
                "Quote__c",
                json!("Supplier shall deliver the monthly report."),
            ),
            set("Page__c", json!(3)),
        ],
    }
}

/// The code and field of a refusal.
pub fn refusal(error: Error) -> (String, String) {
    match error {
        Error::Refused { code, field, .. } => (code, field),
        other => panic!("this is no refusal: {other}"),
    }
}
