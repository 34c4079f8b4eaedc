//! The executed PDF in Salesforce: one ContentVersion under our own unique key, one link per
//! record. Looks before each write, so that a repeated run attaches nothing twice.

use super::values::is_same_id;
use super::wire::{Body, Wire, quoted};
use super::{Halt, errors};
use crate::connectors::crm::Error;
use crate::domain::writeback::Plan;
use bytes::Bytes;
use md5::{Digest, Md5};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

/// Our key on ContentVersion: the same contract and the same bytes are the same file.
const FILE_KEY: &str = "Countersign_Key__c";

/// The file as Salesforce holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    content_document_id: String,
    checksum: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Link {
    linked_entity_id: String,
}

/// The file after [`attach`].
pub struct Attached {
    /// Id of the ContentDocument.
    pub document: String,
    /// Whether anything had to be written.
    pub changed: bool,
}

/// Refuses bytes other than those that were approved.
pub fn check(plan: &Plan, pdf: &Bytes) -> Result<(), Error> {
    let hash = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(pdf));
    if hash == plan.attachment.sha256.as_str() {
        return Ok(());
    }
    Err(errors::refused(
        "DOCUMENT_HASH",
        "-",
        "the PDF is not the one that was countersigned; nothing was written",
    ))
}

/// Makes the PDF hang on the insight, the account and the opportunity.
pub async fn attach(
    wire: &Wire,
    plan: &Plan,
    insight: &str,
    pdf: &Bytes,
) -> Result<Attached, Halt> {
    let (version, uploaded) = match held(wire, plan).await? {
        Some(version) => (version, false),
        None => (upload(wire, plan, insight, pdf).await?, true),
    };
    if version.checksum != hex::encode(Md5::digest(pdf)) {
        return Err(Halt::Stop(errors::refused(
            "CHECKSUM",
            FILE_KEY,
            "the file in Salesforce is not the countersigned PDF; remove it there and try again",
        )));
    }
    let document = version.content_document_id;
    let linked = links(wire, plan, insight, &document).await?;
    Ok(Attached {
        document,
        changed: uploaded || linked,
    })
}

async fn held(wire: &Wire, plan: &Plan) -> Result<Option<Version>, Error> {
    let soql = format!(
        "SELECT Id, ContentDocumentId, Checksum FROM ContentVersion WHERE {FILE_KEY} = {}",
        quoted(&file_key(plan))
    );
    Ok(wire.query(&soql).await?.into_iter().next())
}

async fn upload(wire: &Wire, plan: &Plan, insight: &str, pdf: &Bytes) -> Result<Version, Halt> {
    let body = Body::Upload {
        entity: json!({
            "Title": plan.attachment.title,
            "PathOnClient": plan.attachment.file_name,
            "FirstPublishLocationId": insight,
            FILE_KEY: file_key(plan),
        }),
        file_name: plan.attachment.file_name.clone(),
        pdf: pdf.clone(),
    };
    let path = wire.path(&["sobjects", "ContentVersion"]);
    if let Err(refusal) = wire.send(Method::POST, &path, &body).await? {
        let is_race = refusal.has("DUPLICATE_VALUE");
        let error = refusal.into_error(&["Title", "PathOnClient", FILE_KEY], "file: ");
        return Err(if is_race {
            Halt::Raced(error)
        } else {
            Halt::Stop(error)
        });
    }
    let version = held(wire, plan).await?;
    version.ok_or_else(|| Halt::Stop(errors::transient("the file is not found after its upload")))
}

/// Adds the links that are missing; says whether there were any.
async fn links(wire: &Wire, plan: &Plan, insight: &str, document: &str) -> Result<bool, Error> {
    let soql = format!(
        "SELECT Id, LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = {}",
        quoted(document)
    );
    let present: Vec<Link> = wire.query(&soql).await?;
    let wanted = [
        Some(insight),
        plan.account.as_deref(),
        plan.opportunity.as_deref(),
    ];
    let mut changed = false;
    for record in wanted.into_iter().flatten() {
        if present
            .iter()
            .any(|link| is_same_id(&link.linked_entity_id, record))
        {
            continue;
        }
        link(wire, document, record).await?;
        changed = true;
    }
    Ok(changed)
}

async fn link(wire: &Wire, document: &str, record: &str) -> Result<(), Error> {
    let body = Body::Json(json!({
        "ContentDocumentId": document,
        "LinkedEntityId": record,
        "ShareType": "V",
        // `AllUsers` would show the contract to the customers and partners in the org's portals.
        "Visibility": "InternalUsers",
    }));
    let path = wire.path(&["sobjects", "ContentDocumentLink"]);
    match wire.send(Method::POST, &path, &body).await? {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.has("DUPLICATE_VALUE") => Ok(()),
        Err(refusal) => Err(refusal.into_error(&["LinkedEntityId"], "file link: ")),
    }
}

fn file_key(plan: &Plan) -> String {
    format!("{}-{}", plan.insight.external_id, plan.attachment.sha256)
}
