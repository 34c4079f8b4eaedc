//! Ironclad, the CLM that our customers sign in. A webhook is a hint; status, record and signed
//! copy are read by API. Only addresses built from the settings and an id are called: no URL of a
//! payload or an answer is ever followed, and nothing is written to Ironclad.

mod answer;
mod api;
mod auth;
mod keys;
mod signature;
mod wire;

pub use signature::Key;
pub(super) use signature::{EVENT_ID, VERIFICATION};

use super::{Clm, Error, Event, Executed, Headers, Rejected, Settings};
use crate::domain::clock::Clock;
use crate::domain::contract::Origin;
use api::Api;
use async_trait::async_trait;
use bytes::Bytes;
use keys::Keys;
use signature::Claim;
use std::sync::Arc;

/// The connector's name, part of ids and of every event's key: never changed.
pub const NAME: &str = "ironclad";

/// The scopes that the service needs; `ping` names those that the OAuth client lacks.
pub const SCOPES: [&str; 4] = [
    "public.workflows.readWorkflows",
    "public.records.readRecords",
    "public.records.readAttachments",
    "public.webhooks.readWebhooks",
];

/// One workflow rarely has more than one record; more than this is not read.
const MAX_RECORDS: usize = 10;
/// The largest signed copy, in bytes.
const MAX_PDF: usize = 64 << 20;

/// A client of one Ironclad tenant.
pub struct Ironclad {
    settings: Settings,
    api: Api,
    keys: Keys,
}

impl Ironclad {
    /// A client; nothing is called yet. Settings with faults are refused.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let faults = settings.faults();
        if !faults.is_empty() {
            return Err(refused(faults.join("; ")));
        }
        let api = Api::new(&settings, clock.clone())?;
        let keys = Keys::new(
            settings
                .verification_key_pem
                .as_deref()
                .and_then(Key::from_pem),
            clock,
        );
        Ok(Self {
            settings,
            api,
            keys,
        })
    }

    /// The record of `workflow` that holds the signed copy.
    async fn signed_record(&self, workflow: &wire::Workflow) -> Result<String, Error> {
        for id in workflow.record_ids.iter().take(MAX_RECORDS) {
            if !wire::is_record_id(id) {
                return Err(refused(
                    "the workflow names a record id of an unknown pattern".to_owned(),
                ));
            }
            let record: wire::Record = self.api.json(&["records", id]).await?;
            if record.is_of_another(workflow) {
                return Err(refused(format!("record {id} belongs to another workflow")));
            }
            if record.has_signed_copy() && wire::is_record_id(&record.id) {
                return Ok(record.id);
            }
        }
        Err(Error::NotReady)
    }
}

#[async_trait]
impl Clm for Ironclad {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn verify(&self, headers: &Headers, body: &[u8]) -> Result<Event, Rejected> {
        let claim = Claim::read(headers, body)?;
        let company = self.settings.company_id.as_deref();
        let key = self.keys.current(&self.api).await.ok_or(Rejected::NoKey)?;
        if let Ok(event) = claim.check(&key, company, body) {
            return Ok(event);
        }
        let newer = self
            .keys
            .newer_than(&key, &self.api)
            .await
            .ok_or(Rejected::Signature)?;
        claim.check(&newer, company, body)
    }

    async fn executed(&self, origin: &Origin) -> Result<Executed, Error> {
        if origin.source != NAME || !wire::is_workflow_id(&origin.native) {
            return Err(refused(
                "the contract's id is not that of an Ironclad workflow".to_owned(),
            ));
        }
        let workflow: wire::Workflow = self.api.json(&["workflows", &origin.native]).await?;
        if !workflow.is_called(&origin.native) {
            return Err(refused("the answer is about another workflow".to_owned()));
        }
        match workflow.status.as_str() {
            "completed" => {}
            "cancelled" => {
                return Err(refused(
                    "the workflow is cancelled: nothing was executed".to_owned(),
                ));
            }
            // The event says completed; what the API shows may lag behind it.
            _ => return Err(Error::NotReady),
        }
        Ok(Executed {
            document: self.signed_record(&workflow).await?,
            metadata: workflow.metadata(&self.settings),
        })
    }

    async fn fetch(&self, document: &str) -> Result<Bytes, Error> {
        if !wire::is_record_id(document) {
            return Err(refused(
                "the document's id is not that of an Ironclad record".to_owned(),
            ));
        }
        let segments = ["records", document, "attachments", "signedCopy"];
        let response = self.api.download(&segments).await?;
        if !answer::may_be_pdf(&response) {
            return Err(refused(format!(
                "record {document}: the signed copy is not a PDF, and only PDFs are fetched"
            )));
        }
        let bytes = answer::read(response, MAX_PDF).await?;
        if !starts_as_pdf(&bytes) {
            return Err(refused(format!(
                "record {document}: the signed copy does not start as a PDF, and only PDFs are \
                 fetched: put the signed PDF there, not an e-mail that it is attached to"
            )));
        }
        Ok(bytes)
    }

    async fn ping(&self) -> Result<String, Error> {
        let user = self.api.userinfo().await?;
        if let (Some(expected), Some(actual)) = (&self.settings.company_id, &user.company_id)
            && expected != actual
        {
            return Err(refused(format!(
                "the credentials belong to company {actual}; mend clm.company_id"
            )));
        }
        let lacks = |scope: &&str| !user.scopes.iter().any(|held| held == scope);
        let missing: Vec<&str> = SCOPES.into_iter().filter(lacks).collect();
        let company = user
            .company_name
            .or(user.company_id)
            .unwrap_or_else(|| "an unnamed company".to_owned());
        let client = user.email.unwrap_or_else(|| "an unnamed user".to_owned());
        let acting = &self.settings.acting_user;
        let whom = format!("Ironclad: {company}, token of {client}, acting as {acting}");
        if missing.is_empty() {
            return Ok(format!("{whom}; all scopes are there"));
        }
        Err(refused(format!(
            "{whom}; missing scopes: {}",
            missing.join(" ")
        )))
    }
}

/// Readers accept a few bytes before the mark, and so do we.
fn starts_as_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|window| window == b"%PDF-")
}

fn refused(detail: String) -> Error {
    Error::Permanent {
        service: NAME,
        detail,
    }
}
