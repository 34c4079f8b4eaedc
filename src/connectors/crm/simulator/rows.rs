//! The simulated org's records and the checks that every write passes. Must not be more lenient
//! than Salesforce: what it accepts wrongly, a test never finds.

use super::objects::{self, Schema, field, prefix};
use super::{ids, values};
use crate::connectors::crm::schema::{Kind, Object};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// A record: its fields by API name.
pub type Row = Map<String, Json>;

/// One change of a record, in the order in which they were committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The object.
    pub object: String,
    /// The record.
    pub id: String,
    /// The value of its external id, where it has one.
    pub external_id: Option<String>,
    /// Whether this write made the record.
    pub created: bool,
}

/// The records; cloned before a transaction and put back when it fails.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rows {
    /// By object, then by id.
    pub tables: BTreeMap<String, BTreeMap<String, Row>>,
    /// All changes.
    pub journal: Vec<Write>,
    serial: u64,
}

/// An error in the vendor's form.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// The code.
    pub code: String,
    /// The text, which can hold the refused value, as the vendor's does.
    pub message: String,
    /// The fields.
    pub fields: Vec<String>,
}

impl Refused {
    /// A refusal with status 400.
    pub fn new(code: &str, message: impl Into<String>, fields: &[&str]) -> Self {
        Self {
            status: 400,
            code: code.to_owned(),
            message: message.into(),
            fields: fields.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// The same with another status.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The array that the vendor answers.
    pub fn body(&self) -> Json {
        json!([{ "message": self.message, "errorCode": self.code, "fields": self.fields }])
    }

    /// What a missing resource gives.
    pub fn not_found() -> Self {
        Self::new("NOT_FOUND", "The requested resource does not exist", &[]).with_status(404)
    }
}

/// What a write needs to know besides the records.
pub struct Scene<'a> {
    /// The org's objects.
    pub schema: &'a Schema,
    /// The present instant, as Salesforce writes it.
    pub now: String,
}

impl Rows {
    /// One record.
    pub fn row(&self, object: &str, id: &str) -> Option<&Row> {
        self.tables.get(object)?.get(&ids::full(id)?)
    }

    /// All records of an object.
    pub fn all(&self, object: &str) -> impl Iterator<Item = &Row> {
        self.tables
            .get(object)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// The record with this value in an external id field, in whatever case.
    pub fn by_key(&self, object: &str, field: &str, key: &str) -> Option<&Row> {
        self.all(object).find(|row| {
            row.get(field)
                .and_then(Json::as_str)
                .is_some_and(|value| value.eq_ignore_ascii_case(key))
        })
    }

    /// Makes a record and gives its id.
    pub fn create(
        &mut self,
        scene: &Scene,
        object: &Object,
        body: &Row,
    ) -> Result<String, Refused> {
        let mut row = self.checked(scene, object, body, None)?;
        let missing: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| field.required && row.get(&field.name).is_none_or(Json::is_null))
            .map(|field| field.name.as_str())
            .collect();
        if !missing.is_empty() {
            let message = format!("Required fields are missing: [{}]", missing.join(", "));
            return Err(Refused::new("REQUIRED_FIELD_MISSING", message, &missing));
        }
        values::fill_defaults(object, &mut row);
        self.serial += 1;
        let id = ids::make(prefix(&object.name), self.serial);
        if let Some(format) = &object.number_format {
            let count = self.all(&object.name).count() + 1;
            row.insert("Name".to_owned(), json!(values::numbered(format, count)));
        }
        row.insert("CreatedDate".to_owned(), json!(scene.now));
        self.put(scene, object, id.clone(), row, true);
        Ok(id)
    }

    /// Changes a record.
    pub fn update(
        &mut self,
        scene: &Scene,
        object: &Object,
        id: &str,
        body: &Row,
    ) -> Result<(), Refused> {
        let id = ids::full(id).ok_or_else(Refused::not_found)?;
        let old = self
            .row(&object.name, &id)
            .cloned()
            .ok_or_else(Refused::not_found)?;
        let change = self.checked(scene, object, body, Some(&old))?;
        let mut row = old.clone();
        row.extend(change);
        for rule in &object.rules {
            let number = |row: &Row| row.get(&rule.field).and_then(Json::as_f64);
            if let (Some(old), Some(new)) = (number(&old), number(&row))
                && new < old
            {
                return Err(Refused::new(
                    "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                    &rule.message,
                    &[&rule.field],
                ));
            }
        }
        self.put(scene, object, id, row, false);
        Ok(())
    }

    /// Makes or changes the record with this key; gives its id and whether it was made.
    pub fn upsert(
        &mut self,
        scene: &Scene,
        object: &Object,
        key: (&str, &str),
        body: &Row,
    ) -> Result<(String, bool), Refused> {
        let (name, value) = key;
        let Some(key_field) = field(object, name).filter(|field| field.external_id) else {
            let message =
                format!("Provided external ID field does not exist or is not accessible: {name}");
            return Err(Refused::new("NOT_FOUND", message, &[]).with_status(404));
        };
        if body.keys().any(|sent| sent.eq_ignore_ascii_case(name)) {
            let message = format!("The {name} field should not be specified in the sobject data");
            return Err(Refused::new("INVALID_FIELD", message, &[name]));
        }
        let found = self.by_key(&object.name, &key_field.name, value);
        if let Some(id) = found.and_then(|row| row.get("Id")).and_then(Json::as_str) {
            let id = id.to_owned();
            self.update(scene, object, &id, body)?;
            return Ok((id, false));
        }
        let mut body = body.clone();
        body.insert(key_field.name.clone(), json!(value));
        Ok((self.create(scene, object, &body)?, true))
    }

    /// Puts a record in as it is, without checks or journal: seeds, and rows that the CRM makes itself.
    pub fn place(&mut self, object: &str, id: &str, mut row: Row) {
        row.insert("Id".to_owned(), json!(id));
        self.tables
            .entry(object.to_owned())
            .or_default()
            .insert(id.to_owned(), row);
    }

    /// The next id for a row that the CRM makes itself.
    pub fn next_id(&mut self, object: &str) -> String {
        self.serial += 1;
        ids::make(prefix(object), self.serial)
    }

    fn put(&mut self, scene: &Scene, object: &Object, id: String, mut row: Row, created: bool) {
        for name in ["LastModifiedDate", "SystemModstamp"] {
            row.insert(name.to_owned(), json!(scene.now));
        }
        let key = object.fields.iter().find(|field| field.external_id);
        let external_id = key.and_then(|key| row.get(&key.name)?.as_str().map(str::to_owned));
        self.journal.push(Write {
            object: object.name.clone(),
            id: id.clone(),
            external_id,
            created,
        });
        self.place(&object.name, &id, row);
    }

    /// The body with the schema's names and values in the org's form, or why it is refused.
    fn checked(
        &self,
        scene: &Scene,
        object: &Object,
        body: &Row,
        old: Option<&Row>,
    ) -> Result<Row, Refused> {
        let mut row = Row::new();
        for (name, value) in body {
            let Some(field) = field(object, name) else {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                return Err(Refused::new("INVALID_FIELD", message, &[]));
            };
            let create_only = matches!(
                field.kind,
                Kind::Reference {
                    create_only: true,
                    ..
                }
            );
            if field.kind == Kind::ReadOnly || (create_only && old.is_some()) {
                let message = format!(
                    "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                    field.name
                );
                return Err(Refused::new(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    message,
                    &[&field.name],
                ));
            }
            let value = values::stored(field, value)?;
            if let Kind::Reference { to, .. } = &field.kind {
                self.check_reference(scene, &field.name, to, &value)?;
            }
            if field.unique {
                self.check_unique(object, &field.name, &value, old)?;
            }
            row.insert(field.name.clone(), value);
        }
        Ok(row)
    }

    fn check_reference(
        &self,
        scene: &Scene,
        name: &str,
        to: &[String],
        value: &Json,
    ) -> Result<(), Refused> {
        let Some(id) = value.as_str() else {
            return Ok(());
        };
        if to.iter().any(|object| self.row(object, id).is_some()) {
            return Ok(());
        }
        let is_other = scene
            .schema
            .objects()
            .any(|object: &Object| self.row(&object.name, id).is_some());
        let known = to
            .iter()
            .any(|object| id.starts_with(objects::prefix(object)));
        Err(if is_other || !known {
            let message = format!("{name}: id value of incorrect type: {id}");
            Refused::new("MALFORMED_ID", message, &[name])
        } else {
            Refused::new(
                "INVALID_CROSS_REFERENCE_KEY",
                "invalid cross reference id",
                &[],
            )
        })
    }

    fn check_unique(
        &self,
        object: &Object,
        name: &str,
        value: &Json,
        old: Option<&Row>,
    ) -> Result<(), Refused> {
        let Some(other) = value
            .as_str()
            .and_then(|key| self.by_key(&object.name, name, key))
        else {
            return Ok(());
        };
        let id = other.get("Id").and_then(Json::as_str).unwrap_or("");
        if old.is_some_and(|old| old.get("Id") == other.get("Id")) {
            return Ok(());
        }
        let short = id.get(..15).unwrap_or(id);
        let message =
            format!("duplicate value found: {name} duplicates value on record with id: {short}");
        Err(Refused::new("DUPLICATE_VALUE", message, &[]))
    }
}
