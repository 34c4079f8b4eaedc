//! The simulated org's schema: our objects as `salesforce/` deploys them, and the standard ones
//! that we touch. Never knows more of our objects than the metadata says.

use crate::connectors::crm::schema::{self, Field, Kind, Object};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Fields that every object has and no client writes.
const SYSTEM: [&str; 5] = [
    "Id",
    "Name",
    "CreatedDate",
    "LastModifiedDate",
    "SystemModstamp",
];

/// The objects that files and tasks hang on.
const RECORDS: [&str; 3] = ["Contract_Insight__c", "Account", "Opportunity"];

/// All objects, by lower-case name.
#[derive(Debug, Clone)]
pub struct Schema(BTreeMap<String, Object>);

impl Schema {
    /// The standard objects with ours laid over them.
    pub fn of_org() -> Result<Self, schema::Invalid> {
        let mut objects = BTreeMap::new();
        for object in standard() {
            objects.insert(object.name.to_lowercase(), object);
        }
        for ours in schema::deployed()? {
            let object = objects
                .entry(ours.name.to_lowercase())
                .or_insert_with(|| Object {
                    fields: system_fields(),
                    ..ours.clone()
                });
            object.fields.extend(ours.fields);
        }
        Ok(Self(objects))
    }

    /// An object, in whatever case it is written.
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.0.get(&name.to_lowercase())
    }

    /// All objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.0.values()
    }

    /// Gives an object a field that only this org has, as seeds bring them.
    pub fn add_text_field(&mut self, object: &str, field: &str) {
        self.add_field(object, of_kind(field, Kind::LongText(131_072)));
    }

    /// Gives an object a field that only this org has.
    pub fn add_field(&mut self, object: &str, field: Field) {
        if let Some(object) = self.0.get_mut(&object.to_lowercase()) {
            object.fields.push(field);
        }
    }

    /// Takes a field away, as field-level security does.
    pub fn hide(&mut self, object: &str, field: &str) {
        if let Some(object) = self.0.get_mut(&object.to_lowercase()) {
            object
                .fields
                .retain(|there| !there.name.eq_ignore_ascii_case(field));
        }
    }
}

/// A field of an object, in whatever case it is written.
pub fn field<'a>(object: &'a Object, name: &str) -> Option<&'a Field> {
    object
        .fields
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
}

/// What `describe` answers.
pub fn described(object: &Object) -> Json {
    let fields: Vec<Json> = object.fields.iter().map(described_field).collect();
    json!({
        "name": object.name, "label": object.label, "keyPrefix": prefix(&object.name),
        "custom": object.name.ends_with("__c"), "createable": true, "updateable": true,
        "deletable": false, "queryable": true, "fields": fields, "recordTypeInfos": [],
        "childRelationships": [],
    })
}

fn described_field(field: &Field) -> Json {
    let (kind, length, refers_to) = match &field.kind {
        Kind::ReadOnly if field.name == "Id" => ("id", 18, Vec::new()),
        Kind::ReadOnly => ("string", 255, Vec::new()),
        Kind::Text(length) => ("string", *length, Vec::new()),
        Kind::LongText(length) => ("textarea", *length, Vec::new()),
        Kind::Url => ("url", 255, Vec::new()),
        Kind::Number(_) => ("double", 0, Vec::new()),
        Kind::Date => ("date", 0, Vec::new()),
        Kind::DateTime => ("datetime", 0, Vec::new()),
        Kind::Checkbox => ("boolean", 0, Vec::new()),
        Kind::Picklist { .. } => ("picklist", 255, Vec::new()),
        Kind::Reference { to, .. } => ("reference", 18, to.clone()),
    };
    let is_create_only = matches!(
        field.kind,
        Kind::Reference {
            create_only: true,
            ..
        }
    );
    let is_writable = field.kind != Kind::ReadOnly;
    json!({
        "name": field.name, "label": field.label, "type": kind, "length": length,
        "nillable": !field.required, "createable": is_writable,
        "updateable": is_writable && !is_create_only, "externalId": field.external_id,
        "unique": field.unique, "referenceTo": refers_to,
        "filterable": !matches!(field.kind, Kind::LongText(_)),
    })
}

/// The first three characters of an object's ids.
pub fn prefix(object: &str) -> &'static str {
    match object {
        "Account" => "001",
        "Opportunity" => "006",
        "User" => "005",
        "Task" => "00T",
        "ContentVersion" => "068",
        "ContentDocument" => "069",
        "ContentDocumentLink" => "06A",
        "Contract_Insight__c" => "a0B",
        "Contract_Obligation__c" => "a0C",
        _ => "a0Z",
    }
}

fn standard() -> Vec<Object> {
    let mut objects = business();
    objects.extend(content());
    objects
}

fn business() -> Vec<Object> {
    let account = vec![
        text("Industry"),
        text("BillingCountry"),
        text("Website"),
        text("Type"),
        refers("OwnerId", &["User"]),
    ];
    let opportunity = vec![
        refers("AccountId", &["Account"]),
        text("StageName"),
        of_kind("Amount", Kind::Number(2)),
        of_kind("CloseDate", Kind::Date),
        text("Type"),
        refers("OwnerId", &["User"]),
    ];
    let task = vec![
        text("Subject"),
        refers("WhatId", &RECORDS),
        of_kind("ActivityDate", Kind::Date),
        text("Status"),
        text("Priority"),
        of_kind("Description", Kind::LongText(32_000)),
        refers("OwnerId", &["User"]),
    ];
    let user = vec![text("Username"), text("Email"), text("Title")];
    vec![
        object("Account", "Account", account),
        object("Opportunity", "Opportunity", opportunity),
        object("User", "User", user),
        object("Task", "Task", task),
    ]
}

fn content() -> Vec<Object> {
    let fixed = |name, to: &[&str]| of_kind(name, reference(to, true));
    let version = vec![
        needed(text("Title")),
        needed(text("PathOnClient")),
        of_kind("Description", Kind::Text(1000)),
        fixed("FirstPublishLocationId", &RECORDS),
        fixed("ContentDocumentId", &["ContentDocument"]),
        of_kind("Checksum", Kind::ReadOnly),
        of_kind("ContentSize", Kind::ReadOnly),
        of_kind("FileExtension", Kind::ReadOnly),
        of_kind("VersionNumber", Kind::ReadOnly),
        of_kind("IsLatest", Kind::ReadOnly),
    ];
    let document = ["Title", "LatestPublishedVersionId"].map(|name| of_kind(name, Kind::ReadOnly));
    let [first, second, third] = RECORDS;
    let link = vec![
        needed(fixed("ContentDocumentId", &["ContentDocument"])),
        needed(fixed("LinkedEntityId", &[first, second, third, "User"])),
        text("ShareType"),
        text("Visibility"),
    ];
    vec![
        object("ContentVersion", "File Version", version),
        object("ContentDocument", "File", document.to_vec()),
        object("ContentDocumentLink", "File Link", link),
    ]
}

fn text(name: &str) -> Field {
    of_kind(name, Kind::Text(255))
}

fn refers(name: &str, to: &[&str]) -> Field {
    of_kind(name, reference(to, false))
}

fn object(name: &str, label: &str, fields: Vec<Field>) -> Object {
    let mut all = system_fields();
    if matches!(name, "Account" | "Opportunity" | "User") {
        all.retain(|field| field.name != "Name");
        all.push(needed(of_kind("Name", Kind::Text(255))));
    }
    all.extend(fields);
    Object {
        name: name.to_owned(),
        label: label.to_owned(),
        number_format: None,
        fields: all,
        rules: Vec::new(),
    }
}

fn system_fields() -> Vec<Field> {
    SYSTEM
        .iter()
        .map(|name| of_kind(name, Kind::ReadOnly))
        .collect()
}

fn of_kind(name: &str, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        label: name.to_owned(),
        kind,
        required: false,
        external_id: false,
        unique: false,
    }
}

fn needed(field: Field) -> Field {
    Field {
        required: true,
        ..field
    }
}

fn reference(to: &[&str], create_only: bool) -> Kind {
    Kind::Reference {
        to: to.iter().map(|name| (*name).to_owned()).collect(),
        create_only,
    }
}
