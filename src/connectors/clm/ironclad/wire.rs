//! What Ironclad's answers look like, read leniently (their shapes drift between years), and how
//! they become our words. Pure. An id that is not of the vendor's pattern never becomes part of a URL.

use super::super::Settings;
use crate::domain::contract::Metadata;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The vendor's own limit for a text attribute.
const MAX_TEXT: usize = 32_000;
const MAX_ATTRIBUTES: usize = 200;

/// `GET /workflows/{id}`, the parts that we read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workflow {
    pub id: String,
    #[serde(default)]
    pub ironclad_id: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub record_ids: Vec<String>,
    #[serde(default)]
    pub attributes: Map<String, Value>,
}

/// `GET /records/{id}`, the parts that we read.
#[derive(Debug, Deserialize)]
pub struct Record {
    pub id: String,
    #[serde(default)]
    attachments: Map<String, Value>,
    #[serde(default)]
    source: Option<Source>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    #[serde(default)]
    workflow_id: Option<String>,
}

/// `GET /oauth/userinfo`, the parts that we read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserInfo {
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub company_name: Option<String>,
    #[serde(default)]
    pub company_id: Option<String>,
    #[serde(default)]
    pub scopes: Vec<String>,
}

impl Record {
    /// Whether the signed copy is there. Its `href` is only looked at, never followed.
    pub fn has_signed_copy(&self) -> bool {
        let copy = self.attachments.get("signedCopy");
        copy.and_then(|c| c.get("href"))
            .and_then(Value::as_str)
            .is_some_and(|href| !href.is_empty())
    }

    /// Whether the record says that it came from another workflow than this one.
    pub fn is_of_another(&self, workflow: &Workflow) -> bool {
        let named = self
            .source
            .as_ref()
            .and_then(|source| source.workflow_id.as_deref());
        named.is_some_and(|id| !workflow.is_called(id.strip_prefix("workflow:").unwrap_or(id)))
    }
}

impl Workflow {
    /// Whether `id` is one of the workflow's two names.
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.ironclad_id.as_deref() == Some(id)
    }

    /// The workflow in our words.
    pub fn metadata(&self, settings: &Settings) -> Metadata {
        let text = |key: &str| self.attributes.get(key).and_then(as_text);
        let named = [
            "counterpartyName",
            settings.account_attribute.as_str(),
            settings.opportunity_attribute.as_str(),
        ];
        let others = self
            .attributes
            .iter()
            .filter(|(key, _)| !named.contains(&key.as_str()));
        let attributes: BTreeMap<String, String> = others
            .filter_map(|(key, value)| as_text(value).map(|text| (key.clone(), text)))
            .take(MAX_ATTRIBUTES)
            .collect();
        let title = self
            .title
            .as_deref()
            .filter(|title| !title.trim().is_empty());
        Metadata {
            title: shortened(title.or(self.ironclad_id.as_deref()).unwrap_or(&self.id)),
            counterparty: text(named[0]),
            account: text(named[1]),
            opportunity: text(named[2]),
            link: link(&settings.base_url, &self.id),
            attributes,
        }
    }
}

/// A scalar or an amount of money as text; documents, tables and people are not metadata.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(shortened(text.trim())),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(object) => {
            let amount = object.get("amount")?.as_number()?;
            let currency = object.get("currency")?.as_str()?;
            Some(format!("{amount} {}", shortened(currency)))
        }
        Value::String(_) | Value::Null | Value::Array(_) => None,
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

/// The workflow's page for people, on the host that the settings name.
fn link(base_url: &str, id: &str) -> Option<String> {
    let mut url = reqwest::Url::parse(base_url).ok()?;
    url.set_path(&format!("/workflow/{id}"));
    Some(url.to_string())
}

/// 24 hexadecimal digits, or a readable id such as `IC-123`.
pub fn is_workflow_id(text: &str) -> bool {
    let hex = text.len() == 24 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hex || is_readable_id(text)
}

/// A UUID, or a readable id such as `IC-123`.
pub fn is_record_id(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    let uuid = text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| {
            if dashes.contains(&at) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        });
    uuid || is_readable_id(text)
}

fn is_readable_id(text: &str) -> bool {
    let digits = text.strip_prefix("IC-").unwrap_or_default();
    (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_of_another_pattern_never_reach_a_url() {
        for id in ["611fbd699f4a33b41d9f8295", "IC-7"] {
            assert!(is_workflow_id(id), "{id}");
        }
        for id in [
            "",
            "IC-",
            "IC-1/../../x",
            "611fbd699f4a33b41d9f829",
            "..",
            "IC-1?x=1",
            "ic-1",
            "IC-٣",
        ] {
            assert!(!is_workflow_id(id) && !is_record_id(id), "{id}");
        }
        assert!(is_record_id("22e2ff72-56a1-4711-a4ca-41328d311e9f"));
        assert!(!is_record_id("22e2ff72-56a1-4711-a4ca-41328d311e9/"));
    }

    /// T36: what the CLM knows of an executed contract arrives as metadata, in our words.
    #[test]
    fn a_workflow_becomes_metadata_without_documents_or_tables() {
        let workflow: Workflow = serde_json::from_value(json!({
            "id": "611fbd699f4a33b41d9f8295", "ironcladId": "IC-7", "title": " ", "status": "completed",
            "attributes": {
                "counterpartyName": "Acme LLC", "deal": "001A", "opp": "006B", "seats": 12, "renews": true,
                "value": {"amount": 25.37, "currency": "USD"}, "signed": [{"key": "k"}], "empty": "",
                "term": {"years": 1}
            }
        })).expect("the vendor's shape");
        let settings = Settings {
            base_url: "https://na1.ironcladapp.com/public/api/v1".to_owned(),
            account_attribute: "deal".to_owned(),
            opportunity_attribute: "opp".to_owned(),
            ..Settings::default()
        };
        let metadata = workflow.metadata(&settings);
        assert_eq!(metadata.title, "IC-7");
        assert_eq!(metadata.counterparty.as_deref(), Some("Acme LLC"));
        assert_eq!(
            (metadata.account.as_deref(), metadata.opportunity.as_deref()),
            (Some("001A"), Some("006B"))
        );
        assert_eq!(
            metadata.link.as_deref(),
            Some("https://na1.ironcladapp.com/workflow/611fbd699f4a33b41d9f8295")
        );
        let others: Vec<_> = metadata
            .attributes
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            others,
            [("renews", "true"), ("seats", "12"), ("value", "25.37 USD")]
        );
    }

    #[test]
    fn a_record_of_another_workflow_is_noticed_and_the_prefix_is_not_a_difference() {
        let workflow: Workflow =
            serde_json::from_value(json!({"id": "a", "ironcladId": "IC-1"})).expect("small");
        let record = |source: Value| -> Record {
            serde_json::from_value(json!({"id": "r", "source": source})).expect("small")
        };
        assert!(
            !record(json!({"type": "workflow", "workflowId": "workflow:a"}))
                .is_of_another(&workflow)
        );
        assert!(!record(Value::Null).is_of_another(&workflow));
        assert!(record(json!({"type": "workflow", "workflowId": "b"})).is_of_another(&workflow));
    }
}
