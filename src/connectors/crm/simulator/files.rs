//! Files as Salesforce keeps them: a version with its bytes, a document over it, a link to each
//! record that shows it. A version that is refused leaves none of the three.

use super::objects::field;
use super::org::{Org, USER};
use super::rows::{Refused, Row};
use bytes::Bytes;
use md5::{Digest, Md5};
use serde_json::{Value as Json, json};

/// Makes a ContentVersion with its document and links; gives its id.
pub fn publish(org: &mut Org, entity: &Row, bytes: Bytes) -> Result<String, Refused> {
    let object = org
        .schema
        .object("ContentVersion")
        .cloned()
        .ok_or_else(Refused::not_found)?;
    let (scene, rows) = org.parts();
    let version = rows.create(&scene, &object, entity)?;
    let document = rows.next_id("ContentDocument");
    let text = |name: &str| {
        entity
            .get(name)
            .and_then(Json::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let extension = text("PathOnClient")
        .rsplit_once('.')
        .map(|(_, end)| end.to_owned());
    let mut row = rows
        .row("ContentVersion", &version)
        .cloned()
        .unwrap_or_default();
    for (name, value) in [
        ("ContentDocumentId", json!(document)),
        ("Checksum", json!(hex::encode(Md5::digest(&bytes)))),
        ("ContentSize", json!(bytes.len())),
        ("FileExtension", json!(extension)),
        ("VersionNumber", json!("1")),
        ("IsLatest", json!(true)),
    ] {
        row.insert(name.to_owned(), value);
    }
    let first = row
        .get("FirstPublishLocationId")
        .and_then(Json::as_str)
        .map(str::to_owned);
    rows.place("ContentVersion", &version, row);
    let mut shown = Row::new();
    shown.insert("Title".to_owned(), json!(text("Title")));
    shown.insert("LatestPublishedVersionId".to_owned(), json!(version));
    rows.place("ContentDocument", &document, shown);
    // The owner's own link is there in a real org as well, and a client must not count it.
    for record in [Some(USER.to_owned()), first].into_iter().flatten() {
        let id = rows.next_id("ContentDocumentLink");
        let mut link = Row::new();
        link.insert("ContentDocumentId".to_owned(), json!(document));
        link.insert("LinkedEntityId".to_owned(), json!(record));
        link.insert("ShareType".to_owned(), json!("I"));
        rows.place("ContentDocumentLink", &id, link);
    }
    org.files.insert(version.clone(), bytes);
    Ok(version)
}

/// Refuses a second link between the same file and record.
pub fn check_link(org: &Org, body: &Row) -> Result<(), Refused> {
    let Some(object) = org.schema.object("ContentDocumentLink") else {
        return Ok(());
    };
    let sent = |name: &str| {
        let found = body
            .iter()
            .find(|(key, _)| field(object, key).is_some_and(|field| field.name == name));
        found.and_then(|(_, value)| super::ids::full(value.as_str()?))
    };
    let (document, record) = (sent("ContentDocumentId"), sent("LinkedEntityId"));
    let held = |row: &Row, name: &str| row.get(name).and_then(Json::as_str).map(str::to_owned);
    let is_there = org.rows.all("ContentDocumentLink").any(|row| {
        held(row, "ContentDocumentId") == document && held(row, "LinkedEntityId") == record
    });
    if is_there {
        let message = "A link to this file from this record exists already.";
        return Err(Refused::new(
            "DUPLICATE_VALUE",
            message,
            &["ContentDocumentId", "LinkedEntityId"],
        ));
    }
    Ok(())
}
