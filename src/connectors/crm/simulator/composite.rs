//! Composite and composite graph: several calls as one. A graph, and a composite that asks for
//! it, leaves nothing behind when one of its nodes fails.

use super::org::Org;
use super::rest::{self, Answer, Call};
use super::rows::Refused;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most subrequests of one composite.
const MOST_SUBREQUESTS: usize = 25;
/// The most nodes of one graph call.
const MOST_NODES: usize = 500;
/// The code of what failed only because something else did.
const HALTED: &str = "PROCESSING_HALTED";

/// Answers `POST /composite`.
pub fn plain(org: &mut Org, call: &Call) -> Result<Json, Refused> {
    let nodes = nodes_of(&call.body, MOST_SUBREQUESTS)?;
    let is_whole = call.body["allOrNone"] == json!(true);
    let (answers, _) = run(org, nodes, is_whole);
    Ok(json!({ "compositeResponse": answers }))
}

/// Answers `POST /composite/graph`.
pub fn graphs(org: &mut Org, call: &Call) -> Result<Json, Refused> {
    let graphs = call.body["graphs"]
        .as_array()
        .ok_or_else(|| malformed("graphs is missing"))?;
    let count: usize = graphs
        .iter()
        .filter_map(|graph| graph["compositeRequest"].as_array())
        .map(Vec::len)
        .sum();
    if count > MOST_NODES {
        return Err(malformed("a graph call takes at most 500 nodes"));
    }
    let mut answers = Vec::new();
    for graph in graphs {
        let nodes = nodes_of(graph, MOST_NODES)?;
        if let Some(node) = nodes.iter().find(|node| !is_allowed_in_graph(node)) {
            return Err(malformed(&format!(
                "{} is not supported in a graph",
                node["url"]
            )));
        }
        let (nodes, is_successful) = run(org, nodes, true);
        answers.push(json!({
            "graphId": graph["graphId"],
            "graphResponse": { "compositeResponse": nodes },
            "isSuccessful": is_successful,
        }));
    }
    Ok(json!({ "graphs": answers }))
}

/// What a composite or a graph call answers when its first node is refused before any is run.
pub fn refused_at_first(body: &Json, refused: &Refused) -> Option<Json> {
    let nodes = |of: &Json| -> Option<Vec<Json>> {
        let nodes = of["compositeRequest"].as_array()?;
        let answers = nodes.iter().enumerate();
        Some(
            answers
                .map(|(index, node)| {
                    node_answer(
                        node,
                        if index == 0 {
                            refused.clone().into()
                        } else {
                            halted()
                        },
                    )
                })
                .collect(),
        )
    };
    if let Some(graphs) = body["graphs"].as_array() {
        let graphs: Option<Vec<Json>> = graphs
            .iter()
            .map(|graph| {
                Some(json!({
                    "graphId": graph["graphId"], "isSuccessful": false,
                    "graphResponse": { "compositeResponse": nodes(graph)? },
                }))
            })
            .collect();
        return Some(json!({ "graphs": graphs? }));
    }
    Some(json!({ "compositeResponse": nodes(body)? }))
}

/// Runs the nodes in order; says whether all went well.
fn run(org: &mut Org, nodes: &[Json], is_whole: bool) -> (Vec<Json>, bool) {
    let before = org.rows.clone();
    let mut results: BTreeMap<String, Json> = BTreeMap::new();
    let mut answers = Vec::new();
    let mut culprit = None;
    for (index, node) in nodes.iter().enumerate() {
        let answer = match resolved(node, &results) {
            Ok(node) => call_of(&node).map_or_else(Answer::from, |call| rest::answer(org, &call)),
            Err(refused) => refused.into(),
        };
        let is_ok = (200..300).contains(&answer.status);
        if is_ok {
            results.insert(reference_of(node), answer.body.clone());
        }
        answers.push(node_answer(node, answer));
        if !is_ok {
            culprit = culprit.or(Some(index));
            if is_whole {
                break;
            }
        }
    }
    if let (Some(culprit), true) = (culprit, is_whole) {
        org.rows = before;
        answers = nodes
            .iter()
            .enumerate()
            .map(|(index, node)| {
                if index == culprit {
                    answers[index].clone()
                } else {
                    node_answer(node, halted())
                }
            })
            .collect();
    }
    (answers, culprit.is_none())
}

fn node_answer(node: &Json, answer: Answer) -> Json {
    json!({
        "body": answer.body, "httpHeaders": {}, "httpStatusCode": answer.status,
        "referenceId": reference_of(node),
    })
}

fn halted() -> Answer {
    let message =
        "The transaction was rolled back since another operation in the same transaction failed.";
    Refused::new(HALTED, message, &[]).into()
}

fn nodes_of(of: &Json, most: usize) -> Result<&[Json], Refused> {
    let nodes = of["compositeRequest"]
        .as_array()
        .ok_or_else(|| malformed("compositeRequest is missing"))?;
    if nodes.is_empty() || nodes.len() > most {
        return Err(malformed("the number of subrequests is out of range"));
    }
    let mut seen = BTreeSet::new();
    for node in nodes {
        let reference = reference_of(node);
        let is_well_formed = reference.starts_with(|c: char| c.is_ascii_alphanumeric())
            && reference
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_well_formed || !seen.insert(reference) {
            return Err(malformed("a referenceId is malformed or used twice"));
        }
    }
    Ok(nodes)
}

fn is_allowed_in_graph(node: &Json) -> bool {
    let url = node["url"].as_str().unwrap_or("");
    url.starts_with("/services/data/") && url.contains("/sobjects/") && !url.contains('?')
}

fn reference_of(node: &Json) -> String {
    node["referenceId"].as_str().unwrap_or("").to_owned()
}

fn call_of(node: &Json) -> Result<Call, Refused> {
    let url = node["url"]
        .as_str()
        .ok_or_else(|| malformed("a url is missing"))?;
    let method = node["method"]
        .as_str()
        .ok_or_else(|| malformed("a method is missing"))?;
    super::http::call_of(method, url, node["body"].clone()).ok_or_else(Refused::not_found)
}

/// The node with each `@{reference.path}` in its address and body replaced.
fn resolved(node: &Json, results: &BTreeMap<String, Json>) -> Result<Json, Refused> {
    let mut node = node.clone();
    for place in ["url", "body"] {
        let value = node[place].take();
        node[place] = replaced(value, results)?;
    }
    Ok(node)
}

fn replaced(value: Json, results: &BTreeMap<String, Json>) -> Result<Json, Refused> {
    match value {
        Json::String(text) => replaced_text(&text, results).map(Json::String),
        Json::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, value)| Ok((name, replaced(value, results)?)));
            fields.collect::<Result<_, _>>().map(Json::Object)
        }
        other => Ok(other),
    }
}

fn replaced_text(text: &str, results: &BTreeMap<String, Json>) -> Result<String, Refused> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        let unknown = || Refused::new(HALTED, "Invalid reference specified.", &[]);
        let (path, tail) = after.split_once('}').ok_or_else(unknown)?;
        let (reference, field) = path.split_once('.').ok_or_else(unknown)?;
        let value = results
            .get(reference)
            .and_then(|body| body.get(field))
            .ok_or_else(unknown)?;
        out.push_str(before);
        match value {
            Json::String(value) => out.push_str(value),
            other => out.push_str(&other.to_string()),
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn malformed(message: &str) -> Refused {
    Refused::new("JSON_PARSER_ERROR", message, &[])
}
