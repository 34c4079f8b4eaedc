//! What a person sees of the simulated org: accounts, opportunities, contracts with obligations
//! and files, tasks. Every value is escaped; the page has no script.

use super::Shared;
use super::org::Org;
use super::rows::Row;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Response};
use serde_json::{Value, json};
use std::sync::Arc;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem;color:#16202c;background:#f6f7f9}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}article{background:#fff;border:1px solid #dfe3e8;border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #eceff2;overflow-wrap:anywhere}\
th{font-weight:600;color:#4a5665;width:14rem}thead th{width:auto}.note{background:#fff6dd;border:1px solid #ecd9a0;border-radius:8px;padding:.6rem 1rem}\
.muted{color:#5d6875}blockquote{margin:.2rem 0;padding-left:.75rem;border-left:3px solid #c9d1da;color:#39434f}";

/// Fields that say nothing to a reader.
const HIDDEN: [&str; 5] = [
    "Id",
    "SystemModstamp",
    "LastModifiedDate",
    "CreatedDate",
    "Name",
];

/// `GET /`.
pub async fn home(State(shared): State<Arc<Shared>>) -> Response {
    let org = shared.org();
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Simulated Salesforce</title><style>{STYLE}</style>\
         <h1>Simulated Salesforce</h1><p class=note>A stand-in on this machine that speaks Salesforce's wire format. Nothing here is a real org.</p>"
    );
    insights(&org, &mut page);
    for (object, title) in [
        ("Account", "Accounts"),
        ("Opportunity", "Opportunities"),
        ("Task", "Tasks"),
    ] {
        listing(&org, object, title, &mut page);
    }
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// `GET /files/{id}`: a file, to be saved and not shown.
pub async fn file(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let org = shared.org();
    let row = org.rows.row("ContentVersion", &id);
    let bytes = row.and_then(|row| org.files.get(row.get("Id")?.as_str()?));
    let (Some(row), Some(bytes)) = (row, bytes) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let name: String = text(row, "PathOnClient")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes.clone()).into_response()
}

/// `GET /simulator/records`: all records by object, and the journal.
pub async fn records(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let org = shared.org();
    let tables: serde_json::Map<String, Value> = org
        .rows
        .tables
        .iter()
        .map(|(object, rows)| (object.clone(), json!(rows.values().collect::<Vec<_>>())))
        .collect();
    Json(json!({ "records": tables, "journal": org.rows.journal }))
}

fn insights(org: &Org, page: &mut String) {
    let rows: Vec<&Row> = org.rows.all("Contract_Insight__c").collect();
    heading(page, "Contract insights", rows.len());
    for row in rows {
        let id = text(row, "Id");
        let title = match text(row, "Contract_Title__c") {
            title if title.is_empty() => text(row, "Name"),
            title => title,
        };
        page.push_str(&format!(
            "<article id=\"{}\"><h3>{}</h3><p class=muted>{} · {}</p><table>",
            escaped(&id),
            escaped(&title),
            escaped(&text(row, "Name")),
            escaped(&id)
        ));
        fields(org, "Contract_Insight__c", row, page);
        page.push_str("</table>");
        obligations(org, &id, page);
        linked_files(org, &id, page);
        page.push_str("</article>");
    }
}

fn obligations(org: &Org, insight: &str, page: &mut String) {
    let rows: Vec<&Row> = org
        .rows
        .all("Contract_Obligation__c")
        .filter(|row| text(row, "Contract_Insight__c") == insight)
        .collect();
    if rows.is_empty() {
        return;
    }
    page.push_str(
        "<h4>Obligations</h4><table><thead><tr><th>Who<th>What<th>Due<th>Owner<th>Status</thead>",
    );
    for row in rows {
        let due = [text(row, "Due_Date__c"), text(row, "Due_Terms__c")].join(" ");
        let what = format!(
            "{}<blockquote>{}</blockquote><span class=muted>page {}</span>",
            escaped(&text(row, "Action__c")),
            escaped(&text(row, "Quote__c")),
            escaped(&text(row, "Page__c"))
        );
        page.push_str(&format!(
            "<tr><td>{}<td>{what}<td>{}<td>{}<td>{}",
            escaped(&text(row, "Actor__c")),
            escaped(due.trim()),
            escaped(&text(row, "Owner_Role__c")),
            escaped(&text(row, "Status__c"))
        ));
    }
    page.push_str("</table>");
}

fn listing(org: &Org, object: &str, title: &str, page: &mut String) {
    let rows: Vec<&Row> = org.rows.all(object).collect();
    heading(page, title, rows.len());
    for row in rows {
        let name = match object {
            "Task" => text(row, "Subject"),
            _ => text(row, "Name"),
        };
        let id = text(row, "Id");
        page.push_str(&format!(
            "<article id=\"{}\"><h3>{}</h3><p class=muted>{}</p><table>",
            escaped(&id),
            escaped(&name),
            escaped(&id)
        ));
        fields(org, object, row, page);
        page.push_str("</table>");
        linked_files(org, &id, page);
        page.push_str("</article>");
    }
}

fn fields(org: &Org, object: &str, row: &Row, page: &mut String) {
    let Some(object) = org.schema.object(object) else {
        return;
    };
    for field in &object.fields {
        let value = text(row, &field.name);
        if value.is_empty() || HIDDEN.contains(&field.name.as_str()) {
            continue;
        }
        page.push_str(&format!(
            "<tr><th>{}<td>{}",
            escaped(&field.label),
            shown(org, &value)
        ));
    }
}

fn linked_files(org: &Org, record: &str, page: &mut String) {
    let links = org
        .rows
        .all("ContentDocumentLink")
        .filter(|link| text(link, "LinkedEntityId") == record);
    for link in links {
        let document = text(link, "ContentDocumentId");
        for version in org
            .rows
            .all("ContentVersion")
            .filter(|row| text(row, "ContentDocumentId") == document)
        {
            page.push_str(&format!(
                "<p>File: <a href=\"/files/{}\">{}</a> <span class=muted>{} bytes</span></p>",
                escaped(&text(version, "Id")),
                escaped(&text(version, "Title")),
                escaped(&text(version, "ContentSize"))
            ));
        }
    }
}

/// A value; the id of another record becomes a link to it on this page.
fn shown(org: &Org, value: &str) -> String {
    let named = ["Account", "Opportunity", "User", "Contract_Insight__c"]
        .iter()
        .find_map(|object| org.rows.row(object, value));
    match named {
        Some(row) => format!(
            "<a href=\"#{}\">{}</a>",
            escaped(value),
            escaped(&text(row, "Name"))
        ),
        None => escaped(value),
    }
}

fn heading(page: &mut String, title: &str, count: usize) {
    page.push_str(&format!("<h2>{title} ({count})</h2>"));
}

fn text(row: &Row, field: &str) -> String {
    match row.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
