//! Salesforce over REST. Exactly once is a state reached once: look by our key, write the whole
//! plan in one atomic graph, look again. Nothing is created without a key that makes a second
//! creation impossible, and no older approval overwrites a later one.

mod auth;
mod errors;
mod files;
mod graph;
mod values;
mod wire;

use super::schema::{self, Kind, Object};
use super::{Crm, Error, Held, Settings};
use crate::domain::clock::Clock;
use crate::domain::writeback::{Plan, Receipt};
use async_trait::async_trait;
use bytes::Bytes;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;
use wire::{Body, Wire, quoted};

/// The vendor's name in errors.
const SERVICE: &str = "Salesforce";
/// The object of a contract.
const INSIGHT: &str = "Contract_Insight__c";
/// The object of an obligation.
const OBLIGATION: &str = "Contract_Obligation__c";
/// The external id of both.
const KEY: &str = "CLM_Key__c";
/// The approval's number on the insight.
const REVISION: &str = "Countersign_Revision__c";
/// The write's idempotency key on the insight.
const OPERATION: &str = "Countersign_Operation__c";
/// The account on the insight.
const ACCOUNT: &str = "Account__c";
/// The opportunity on the insight.
const OPPORTUNITY: &str = "Opportunity__c";
/// The insight on an obligation.
const PARENT: &str = "Contract_Insight__c";
/// The state of an obligation.
const STATUS: &str = "Status__c";
/// The state of an obligation that a later approval no longer has.
const WITHDRAWN: &str = "Withdrawn";
/// How often an apply starts anew after losing a race to another writer.
const ATTEMPTS: usize = 3;

/// The client.
pub struct Salesforce {
    wire: Wire,
    /// One apply at a time: rows of one account would lock each other otherwise, and the org's
    /// limit on long calls is shared with people.
    writing: Mutex<()>,
}

/// Why an attempt stopped.
enum Halt {
    /// Another writer came between look and write; look again. Holds the error to give up with.
    Raced(Error),
    /// Give this to the caller.
    Stop(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Stop(error)
    }
}

/// How the record stands to the plan.
#[derive(Debug, PartialEq)]
enum Standing {
    /// No record, or one of an earlier approval.
    Behind,
    /// Written by this very operation.
    Written,
}

/// An obligation as the CRM holds it.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "CLM_Key__c")]
    key: Option<String>,
    #[serde(rename = "Status__c")]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Described {
    createable: bool,
    updateable: bool,
    fields: Vec<DescribedField>,
}

#[derive(Deserialize)]
struct DescribedField {
    name: String,
    createable: bool,
    updateable: bool,
}

impl Salesforce {
    /// A client by these settings. Connects to nothing yet; fails when the settings cannot work.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        if let Some(fault) = settings.faults().first() {
            return Err(errors::refused("SETTINGS", "-", fault));
        }
        Ok(Self {
            wire: Wire::new(settings, clock)?,
            writing: Mutex::new(()),
        })
    }

    async fn attempt(&self, plan: &Plan, pdf: &Bytes) -> Result<Receipt, Halt> {
        let held = self.record(plan).await?;
        self.wire.spare_calls()?;
        let present = match &held {
            Some(held) => self.obligations(&held.id).await?,
            None => HashMap::new(),
        };
        let is_written =
            standing(plan, held.as_ref())? == Standing::Written && ids(plan, &present).is_some();
        if !is_written {
            self.write(plan, &present).await?;
        }
        // What is there already is proved as well: an automation may have changed the values of a
        // write whose answer was lost, or of one that an earlier reading back refused.
        let (insight, present) = self.proof(plan).await?;
        let obligations = ids(plan, &present)
            .ok_or_else(|| errors::transient("not all obligations are there when read back"))?;
        let file = files::attach(&self.wire, plan, &insight, pdf).await?;
        Ok(Receipt {
            insight,
            obligations,
            document: file.document,
            changed: !is_written || file.changed,
        })
    }

    /// The parent record under the plan's key.
    async fn record(&self, plan: &Plan) -> Result<Option<Held>, Error> {
        self.held_in(&plan.insight.object, &plan.insight.external_id)
            .await
    }

    async fn held_in(&self, object: &str, key: &str) -> Result<Option<Held>, Error> {
        let path = self.wire.path(&["sobjects", object, KEY, key]);
        match self.wire.send(Method::GET, &path, &Body::None).await? {
            Ok(answer) => held_of(wire::json(&answer.body)?).map(Some),
            Err(refusal) if refusal.status == StatusCode::NOT_FOUND && refusal.has("NOT_FOUND") => {
                Ok(None)
            }
            Err(refusal) => Err(refusal.into_error(&[KEY], "")),
        }
    }

    /// The obligations under a parent that have a key of ours, by lower-case key.
    async fn obligations(&self, insight: &str) -> Result<HashMap<String, Row>, Error> {
        let soql = format!(
            "SELECT Id, {KEY}, {STATUS} FROM {OBLIGATION} WHERE {PARENT} = {}",
            quoted(insight)
        );
        let rows: Vec<Row> = self.wire.query(&soql).await?;
        let keyed = rows.into_iter().filter_map(|row| {
            let key = row.key.as_ref()?.to_lowercase();
            Some((key, row))
        });
        Ok(keyed.collect())
    }

    /// Writes the plan's rows and withdraws those that it no longer has, as one.
    async fn write(&self, plan: &Plan, present: &HashMap<String, Row>) -> Result<(), Halt> {
        let request = graph::request(&self.wire, plan, &withdrawn(plan, present))?;
        let path = self.wire.path(&["composite", "graph"]);
        let answer = self
            .wire
            .send(Method::POST, &path, &Body::Json(request))
            .await?
            .map_err(|refusal| refusal.into_error(&[], ""))?;
        match graph::outcome(&answer.body)? {
            Ok(()) => Ok(()),
            Err(failure) if failure.is_race() => Err(Halt::Raced(failure.into_error(plan))),
            Err(failure) => Err(Halt::Stop(failure.into_error(plan))),
        }
    }

    /// Reads back what a write left, and does not believe the write's own answer.
    async fn proof(&self, plan: &Plan) -> Result<(String, HashMap<String, Row>), Error> {
        let Some(held) = self.record(plan).await? else {
            return Err(errors::transient("the record is not there when read back"));
        };
        if standing(plan, Some(&held))? != Standing::Written {
            return Err(errors::transient(
                "the record is of an earlier approval when read back",
            ));
        }
        if let Some(field) = values::not_held(plan, &held.fields) {
            return Err(errors::refused(
                "READ_BACK",
                field,
                "Salesforce holds another value than the one countersigned: an automation changed it, or the field rounds it",
            ));
        }
        let present = self.obligations(&held.id).await?;
        Ok((held.id, present))
    }

    /// The fields of one of our objects that the org does not let us use.
    async fn unusable(&self, object: &Object) -> Result<Vec<String>, Error> {
        let path = self.wire.path(&["sobjects", &object.name, "describe"]);
        let described: Described = self.wire.get(&path).await?;
        if !described.createable || !described.updateable {
            return Ok(vec![object.name.clone()]);
        }
        let usable = |field: &schema::Field| {
            let create_only = matches!(
                &field.kind,
                Kind::Reference {
                    create_only: true,
                    ..
                }
            );
            described.fields.iter().any(|there| {
                there.name.eq_ignore_ascii_case(&field.name)
                    && there.createable
                    && (there.updateable || create_only)
            })
        };
        let missing = object.fields.iter().filter(|field| !usable(field));
        Ok(missing
            .map(|field| format!("{}.{}", object.name, field.name))
            .collect())
    }
}

#[async_trait]
impl Crm for Salesforce {
    fn name(&self) -> &'static str {
        "salesforce"
    }

    async fn held(&self, external_id: &str) -> Result<Option<Held>, Error> {
        self.held_in(INSIGHT, external_id).await
    }

    async fn apply(&self, plan: &Plan, pdf: Bytes) -> Result<Receipt, Error> {
        files::check(plan, &pdf)?;
        let _one_at_a_time = self.writing.lock().await;
        let mut lost = None;
        for _ in 0..ATTEMPTS {
            match self.attempt(plan, &pdf).await {
                Ok(receipt) => return Ok(receipt),
                Err(Halt::Stop(error)) => return Err(error),
                Err(Halt::Raced(error)) => lost = Some(error),
            }
        }
        Err(lost.unwrap_or_else(|| errors::transient("another writer is at work")))
    }

    async fn ping(&self) -> Result<String, Error> {
        let objects = schema::deployed()
            .map_err(|fault| errors::refused("METADATA", "-", fault.to_string()))?;
        let mut missing = Vec::new();
        for object in &objects {
            missing.extend(self.unusable(object).await?);
        }
        if let Some(first) = missing.first() {
            return Err(errors::refused(
                "SETUP",
                first,
                format!(
                    "deploy salesforce/ and assign the permission set Countersign_Writer; not usable: {}",
                    missing.join(", ")
                ),
            ));
        }
        Ok(format!(
            "{} objects usable at {}",
            objects.len(),
            self.wire.host().await?
        ))
    }
}

/// How the record stands to the plan. A later approval, a different write of the same approval or
/// a change by somebody else since the review stops the plan.
fn standing(plan: &Plan, held: Option<&Held>) -> Result<Standing, Error> {
    let Some(held) = held else {
        return Ok(Standing::Behind);
    };
    if held.revision > plan.revision {
        return Err(Error::Superseded {
            held: held.revision,
        });
    }
    if held.revision < plan.revision {
        return match values::changed_since(plan, &held.fields) {
            None => Ok(Standing::Behind),
            Some(field) => Err(errors::refused(
                "CHANGED_SINCE_REVIEW",
                field,
                "somebody changed this in Salesforce after the review was made; review it again",
            )),
        };
    }
    if held.fields.get(OPERATION).and_then(Json::as_str) == Some(plan.operation.as_str()) {
        return Ok(Standing::Written);
    }
    Err(errors::refused(
        "REVISION_TAKEN",
        OPERATION,
        "Salesforce holds this approval's number with other content; approve again to get a new number",
    ))
}

fn held_of(fields: Map<String, Json>) -> Result<Held, Error> {
    let id = fields.get("Id").and_then(Json::as_str);
    let revision = fields.get(REVISION).and_then(Json::as_f64).unwrap_or(0.0);
    Ok(Held {
        id: id
            .ok_or_else(|| errors::transient("a record without an id was read"))?
            .to_owned(),
        // A float to integer cast saturates, so that a nonsense number stays a very late approval.
        revision: revision as u32,
        fields,
    })
}

/// Ids of the plan's obligations in its order; `None` when one is not there.
fn ids(plan: &Plan, present: &HashMap<String, Row>) -> Option<Vec<String>> {
    plan.obligations
        .iter()
        .map(|record| Some(present.get(&record.external_id.to_lowercase())?.id.clone()))
        .collect()
}

/// Ids of the obligations that the plan no longer has and that are not marked so yet, in order.
fn withdrawn(plan: &Plan, present: &HashMap<String, Row>) -> Vec<String> {
    let planned: std::collections::HashSet<String> = plan
        .obligations
        .iter()
        .map(|record| record.external_id.to_lowercase())
        .collect();
    let mut ids: Vec<String> = present
        .iter()
        .filter(|(key, row)| !planned.contains(*key) && row.status.as_deref() != Some(WITHDRAWN))
        .map(|(_, row)| row.id.clone())
        .collect();
    ids.sort();
    ids
}
