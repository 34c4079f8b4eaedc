//! The plan's rows as one composite graph: parent first, all upserts by external id, whole or not
//! at all. Nothing in a contract's text can act as a reference between nodes.

use super::errors::{Fault, Refusal};
use super::{KEY, OPERATION, PARENT, REVISION, errors, wire};
use crate::connectors::crm::Error;
use crate::domain::writeback::{FieldChange, Plan, Record};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// The most nodes that Salesforce takes in one graph.
const MOST_NODES: usize = 500;
/// The reference of the parent node.
const PARENT_REFERENCE: &str = "insight";
/// The code of a node that failed only because another did.
const HALTED: &str = "PROCESSING_HALTED";

/// A graph did not come through.
pub struct Failure {
    refusal: Refusal,
    place: String,
}

#[derive(Deserialize)]
struct Answer {
    graphs: Vec<Graph>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Graph {
    graph_response: Nodes,
    is_successful: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    composite_response: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    #[serde(default)]
    body: Json,
    http_status_code: u16,
    reference_id: String,
}

/// The request that makes the CRM hold the plan. `withdrawn` are ids of obligations that an
/// earlier approval had and this one has not: they are marked, never deleted.
pub fn request(wire: &wire::Wire, plan: &Plan, withdrawn: &[String]) -> Result<Json, Error> {
    let nodes = 1 + plan.obligations.len() + withdrawn.len();
    if nodes > MOST_NODES {
        return Err(errors::refused(
            "TOO_MANY_OBLIGATIONS",
            "-",
            format!(
                "{nodes} records cannot be written as a whole; Salesforce takes {MOST_NODES} at once"
            ),
        ));
    }
    let mut requests = vec![upsert(
        wire,
        &plan.insight,
        PARENT_REFERENCE,
        parent_fields(plan),
    )];
    for (index, record) in plan.obligations.iter().enumerate() {
        let mut fields = fields_of(record);
        fields.insert(
            PARENT.to_owned(),
            json!(format!("@{{{PARENT_REFERENCE}.id}}")),
        );
        requests.push(upsert(wire, record, &format!("obligation{index}"), fields));
    }
    for (index, id) in withdrawn.iter().enumerate() {
        requests.push(json!({
            "method": "PATCH",
            "url": wire.path(&["sobjects", super::OBLIGATION, id]),
            "referenceId": format!("withdrawn{index}"),
            "body": { super::STATUS: super::WITHDRAWN },
        }));
    }
    Ok(json!({ "graphs": [{ "graphId": "countersign", "compositeRequest": requests }] }))
}

/// Whether the graph came through. Trusts no outer flag: each node must say so.
pub fn outcome(body: &[u8]) -> Result<Result<(), Failure>, Error> {
    let answer: Answer = wire::json(body)?;
    let Some(graph) = answer.graphs.into_iter().next() else {
        return Err(errors::transient("an answer names no graph"));
    };
    let nodes = graph.graph_response.composite_response;
    let is_ok = |node: &Node| (200..300).contains(&node.http_status_code);
    if graph.is_successful && nodes.iter().all(is_ok) {
        return Ok(Ok(()));
    }
    let failures: Vec<(Node, Vec<Fault>)> = nodes
        .into_iter()
        .filter(|node| !is_ok(node))
        .map(|node| {
            let faults = serde_json::from_value(node.body.clone()).unwrap_or_default();
            (node, faults)
        })
        .collect();
    let culprit = failures
        .iter()
        .position(|(_, faults)| faults.iter().any(|fault| fault.code != HALTED))
        .unwrap_or(0);
    let Some((node, faults)) = failures.into_iter().nth(culprit) else {
        return Err(errors::transient("a graph failed without saying where"));
    };
    Ok(Err(Failure {
        place: place(&node.reference_id),
        refusal: Refusal {
            status: StatusCode::from_u16(node.http_status_code).unwrap_or(StatusCode::BAD_REQUEST),
            faults,
            retry_after: None,
        },
    }))
}

impl Failure {
    /// Whether another writer came between our look and our write.
    pub fn is_race(&self) -> bool {
        self.refusal.has("DUPLICATE_VALUE")
            || (self.refusal.has("FIELD_CUSTOM_VALIDATION_EXCEPTION")
                && self.refusal.names(REVISION))
    }

    /// The error for the caller.
    pub fn into_error(self, plan: &Plan) -> Error {
        let sent: Vec<&str> = std::iter::once(&plan.insight)
            .chain(&plan.obligations)
            .flat_map(|record| record.fields.iter().map(|field| field.name.as_str()))
            .chain([REVISION, OPERATION, super::ACCOUNT, super::OPPORTUNITY])
            .collect();
        self.refusal.into_error(&sent, &self.place)
    }
}

/// The fields of the parent: the plan's, and those that make the write recognisable and linked.
pub fn parent_fields(plan: &Plan) -> Map<String, Json> {
    let mut fields = fields_of(&plan.insight);
    fields.insert(REVISION.to_owned(), json!(plan.revision));
    fields.insert(OPERATION.to_owned(), json!(plan.operation));
    for (name, id) in [
        (super::ACCOUNT, &plan.account),
        (super::OPPORTUNITY, &plan.opportunity),
    ] {
        if let Some(id) = id {
            fields.insert(name.to_owned(), json!(id));
        }
    }
    fields
}

fn fields_of(record: &Record) -> Map<String, Json> {
    record
        .fields
        .iter()
        .filter(|field| !field.name.eq_ignore_ascii_case(KEY))
        .map(|FieldChange { name, value, .. }| (name.clone(), inert(value)))
        .collect()
}

fn upsert(wire: &wire::Wire, record: &Record, reference: &str, body: Map<String, Json>) -> Json {
    json!({
        "method": "PATCH",
        "url": wire.path(&["sobjects", &record.object, KEY, &record.external_id]),
        "referenceId": reference,
        "body": body,
    })
}

/// A value that Salesforce stores as it stands. `@{` would be read as a reference to another node,
/// so a blank is put between; control characters would be refused.
pub fn inert(value: &Json) -> Json {
    match value {
        Json::String(text) => {
            let shown: String = text
                .chars()
                .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
                .collect();
            Json::String(shown.replace("@{", "@ {"))
        }
        other => other.clone(),
    }
}

fn place(reference: &str) -> String {
    match reference
        .strip_prefix("obligation")
        .map(str::parse::<usize>)
    {
        Some(Ok(index)) => format!("obligation {}: ", index + 1),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contract_text_is_no_reference() {
        assert_eq!(
            inert(&json!("pay @{insight.id}\u{0} now")),
            json!("pay @ {insight.id} now")
        );
        assert_eq!(inert(&json!(12.5)), json!(12.5));
    }

    #[test]
    fn the_culprit_is_found_among_the_halted() {
        let body = json!({"graphs":[{"graphId":"g","isSuccessful":false,"graphResponse":{"compositeResponse":[
            {"referenceId":"insight","httpStatusCode":400,"httpHeaders":{},"body":[{"errorCode":"PROCESSING_HALTED","message":"m"}]},
            {"referenceId":"obligation1","httpStatusCode":400,"httpHeaders":{},"body":[{"errorCode":"STRING_TOO_LONG","message":"m","fields":["Actor__c"]}]},
        ]}}]});
        let failure = outcome(body.to_string().as_bytes()).unwrap().err().unwrap();
        let error = failure.refusal.into_error(&[], &failure.place);
        assert_eq!(
            error.to_string(),
            "Salesforce refused (STRING_TOO_LONG) field Actor__c: obligation 2: the value is longer than the field; shorten it in review or lengthen the field"
        );
    }

    /// A success flag over a failed node is not believed.
    #[test]
    fn a_failed_node_under_a_success_flag_is_a_failure() {
        let body = json!({"graphs":[{"graphId":"g","isSuccessful":true,"graphResponse":{"compositeResponse":[
            {"referenceId":"insight","httpStatusCode":400,"body":[{"errorCode":"UNABLE_TO_LOCK_ROW","message":""}]}]}}]});
        assert!(outcome(body.to_string().as_bytes()).unwrap().is_err());
    }
}
