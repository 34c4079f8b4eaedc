//! The resources under `/services/data/vNN.0`. Knows nothing of HTTP: a composite node and a
//! request of its own take the same way.

use super::objects::{Schema, described, field};
use super::org::Org;
use super::rows::{Refused, Row};
use super::{composite, files, query};
use crate::connectors::crm::schema::Object;
use bytes::Bytes;
use serde_json::{Value as Json, json};

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method in capitals.
    pub method: String,
    /// The version, such as `v66.0`.
    pub version: String,
    /// The segments after the version, decoded.
    pub path: Vec<String>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body as JSON; null when there is none.
    pub body: Json,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body; null when there is none.
    pub body: Json,
}

impl Answer {
    fn ok(body: Json) -> Self {
        Self { status: 200, body }
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        Self {
            status: refused.status,
            body: refused.body(),
        }
    }
}

/// Answers a call.
pub fn answer(org: &mut Org, call: &Call) -> Answer {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let outcome = match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => Ok(Answer::ok(
            json!({ "sobjects": format!("/services/data/{}/sobjects", call.version) }),
        )),
        ("GET", ["limits"]) => Ok(Answer::ok(
            json!({ "DailyApiRequests": { "Max": 15000, "Remaining": 14000 } }),
        )),
        ("GET", ["query"]) => soql(call)
            .and_then(|soql| query::answer(org, &soql, 0, &call.version))
            .map(Answer::ok),
        ("GET", ["query", locator]) => {
            query::next_page(org, locator, &call.version).map(Answer::ok)
        }
        ("POST", ["composite"]) => composite::plain(org, call).map(Answer::ok),
        ("POST", ["composite", "graph"]) => composite::graphs(org, call).map(Answer::ok),
        (_, ["sobjects", rest @ ..]) => record(org, call, rest),
        _ => Err(Refused::not_found()),
    };
    outcome.unwrap_or_else(Answer::from)
}

/// Answers a call for one object or record.
pub fn record(org: &mut Org, call: &Call, path: &[&str]) -> Result<Answer, Refused> {
    let Some((name, rest)) = path.split_first() else {
        return Ok(Answer::ok(listed(&org.schema)));
    };
    let object = org
        .schema
        .object(name)
        .cloned()
        .ok_or_else(Refused::not_found)?;
    match (call.method.as_str(), rest) {
        ("GET", ["describe"]) => Ok(Answer::ok(described(&object))),
        ("POST", []) => create(org, &object, &call.body),
        ("GET", [id]) => {
            let row = org
                .rows
                .row(&object.name, id)
                .ok_or_else(Refused::not_found)?;
            Ok(Answer::ok(shown(&object, row, call)))
        }
        ("PATCH", [id]) => {
            let body = body_of(&call.body)?;
            let (scene, rows) = org.parts();
            rows.update(&scene, &object, id, body)?;
            Ok(Answer {
                status: 204,
                body: Json::Null,
            })
        }
        ("GET", [key, value]) => {
            let known = field(&object, key).filter(|field| field.external_id);
            let known = known.ok_or_else(Refused::not_found)?;
            let row = org
                .rows
                .by_key(&object.name, &known.name, value)
                .ok_or_else(Refused::not_found)?;
            Ok(Answer::ok(shown(&object, row, call)))
        }
        ("PATCH", [key, value]) => upsert(org, &object, (key, value), call),
        ("DELETE", _) => {
            let message = "insufficient access rights on object id";
            Err(Refused::new("INSUFFICIENT_ACCESS_OR_READONLY", message, &[]).with_status(403))
        }
        _ => {
            Err(Refused::new("METHOD_NOT_ALLOWED", "HTTP Method not allowed", &[]).with_status(405))
        }
    }
}

fn create(org: &mut Org, object: &Object, body: &Json) -> Result<Answer, Refused> {
    let body = body_of(body)?;
    let id = match object.name.as_str() {
        "ContentVersion" => publish_base64(org, body)?,
        "ContentDocumentLink" => {
            files::check_link(org, body)?;
            let (scene, rows) = org.parts();
            rows.create(&scene, object, body)?
        }
        _ => {
            let (scene, rows) = org.parts();
            rows.create(&scene, object, body)?
        }
    };
    Ok(Answer {
        status: 201,
        body: json!({ "id": id, "success": true, "errors": [] }),
    })
}

fn publish_base64(org: &mut Org, body: &Row) -> Result<String, Refused> {
    use base64::Engine as _;
    let mut entity = body.clone();
    let data = entity.remove("VersionData");
    let bytes = data
        .as_ref()
        .and_then(Json::as_str)
        .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let missing = || {
        Refused::new(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [VersionData]",
            &["VersionData"],
        )
    };
    files::publish(org, &entity, Bytes::from(bytes.ok_or_else(missing)?))
}

fn upsert(
    org: &mut Org,
    object: &Object,
    key: (&str, &str),
    call: &Call,
) -> Result<Answer, Refused> {
    let body = body_of(&call.body)?;
    let is_update_only = call
        .query
        .iter()
        .any(|(name, value)| name == "updateOnly" && value == "true");
    let is_there = field(object, key.0)
        .is_some_and(|field| org.rows.by_key(&object.name, &field.name, key.1).is_some());
    if is_update_only && !is_there {
        return Err(Refused::not_found());
    }
    let (scene, rows) = org.parts();
    let (id, created) = rows.upsert(&scene, object, key, body)?;
    Ok(Answer {
        status: if created { 201 } else { 200 },
        body: json!({ "id": id, "success": true, "errors": [], "created": created }),
    })
}

fn shown(object: &Object, row: &Row, call: &Call) -> Json {
    let id = row.get("Id").and_then(Json::as_str).unwrap_or("");
    let url = format!(
        "/services/data/{}/sobjects/{}/{id}",
        call.version, object.name
    );
    let mut out = Row::new();
    out.insert(
        "attributes".to_owned(),
        json!({ "type": object.name, "url": url }),
    );
    for field in &object.fields {
        out.insert(
            field.name.clone(),
            row.get(&field.name).cloned().unwrap_or(Json::Null),
        );
    }
    Json::Object(out)
}

fn listed(schema: &Schema) -> Json {
    let names: Vec<Json> = schema
        .objects()
        .map(|object| json!({ "name": object.name, "label": object.label }))
        .collect();
    json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": names })
}

fn soql(call: &Call) -> Result<String, Refused> {
    let soql = call
        .query
        .iter()
        .find(|(name, _)| name == "q")
        .map(|(_, soql)| soql.clone());
    soql.ok_or_else(|| Refused::new("MALFORMED_QUERY", "A query string has to be specified", &[]))
}

fn body_of(body: &Json) -> Result<&Row, Refused> {
    body.as_object()
        .ok_or_else(|| Refused::new("JSON_PARSER_ERROR", "The HTTP entity body is required", &[]))
}
