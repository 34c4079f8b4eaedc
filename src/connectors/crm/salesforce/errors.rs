//! What a refusal by Salesforce means for us: try again, or ask a person. Only codes and field
//! names get through; a message can hold the value that was refused, so no message ever does.

use super::SERVICE;
use crate::connectors::crm::Error;
use reqwest::StatusCode;
use serde::Deserialize;
use std::time::Duration;

/// Wait after the org's calls of the day are used up: the window rolls, so we look in now and then.
const DAILY_LIMIT_WAIT: Duration = Duration::from_secs(15 * 60);
/// Wait after too many long calls at once.
const CONCURRENT_LIMIT_WAIT: Duration = Duration::from_secs(30);
/// The longest wait that we accept from a server.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// One entry of an error array. `message` decides between two waits and finds our own field names;
/// it is never shown.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// The code; Collections call it `statusCode`.
    #[serde(alias = "statusCode", rename = "errorCode", default)]
    pub code: String,
    #[serde(default)]
    message: String,
    /// The fields that it names.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// The error of the OAuth endpoint, an object instead of an array.
#[derive(Debug, Deserialize)]
struct OauthFault {
    error: String,
}

/// An answer other than success.
#[derive(Debug)]
pub struct Refusal {
    /// HTTP status, or that of a node in a graph.
    pub status: StatusCode,
    /// The entries; empty when the body was not an error array.
    pub faults: Vec<Fault>,
    /// What `Retry-After` asks for.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// Reads an answer's body. A body that is no error array gives a refusal without entries.
    pub fn read(status: StatusCode, body: &[u8], retry_after: Option<Duration>) -> Self {
        Self {
            status,
            faults: serde_json::from_slice(body).unwrap_or_default(),
            retry_after: retry_after.map(|wait| wait.min(LONGEST_WAIT)),
        }
    }

    /// Whether one of the entries has this code.
    pub fn has(&self, code: &str) -> bool {
        self.faults.iter().any(|fault| fault.code == code)
    }

    /// Whether one of the entries names this field.
    pub fn names(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| {
            fault
                .fields
                .iter()
                .any(|name| name.eq_ignore_ascii_case(field))
        })
    }

    /// The error for the caller. `sent` are the names of the fields that we sent: one of them is
    /// named when the vendor says it only in its message. `place` says which record it was.
    pub fn into_error(self, sent: &[&str], place: &str) -> Error {
        let fault = self.faults.first();
        let code = fault.map_or_else(
            || self.status.as_u16().to_string(),
            |fault| clean(&fault.code),
        );
        if self.is_transient(&code) {
            return Error::Transient {
                service: SERVICE,
                detail: format!("{} {code}", self.status.as_u16()),
                retry_after: self.retry_after.or_else(|| limit_wait(fault)),
            };
        }
        Error::Refused {
            service: SERVICE,
            field: fault.map_or_else(|| "-".to_owned(), |fault| field_of(fault, sent)),
            advice: format!("{place}{}", advice(&code)),
            code,
        }
    }

    fn is_transient(&self, code: &str) -> bool {
        self.status.is_server_error()
            || matches!(self.status.as_u16(), 408 | 420 | 429)
            || matches!(
                code,
                "UNABLE_TO_LOCK_ROW"
                    | "REQUEST_LIMIT_EXCEEDED"
                    | "SERVER_UNAVAILABLE"
                    | "UNKNOWN_EXCEPTION"
                    | "QUERY_TIMEOUT"
            )
    }
}

/// The error of a token request that was answered with something else than a token.
pub fn of_token(status: StatusCode, body: &[u8], retry_after: Option<Duration>) -> Error {
    let fault: Option<OauthFault> = serde_json::from_slice(body).ok();
    let code = fault.map_or_else(|| status.as_u16().to_string(), |fault| clean(&fault.error));
    if status.is_server_error() || status.as_u16() == 429 || code == "rate_limit_exceeded" {
        return Error::Transient {
            service: SERVICE,
            detail: format!("token: {} {code}", status.as_u16()),
            retry_after: retry_after.map(|wait| wait.min(LONGEST_WAIT)),
        };
    }
    Error::Refused {
        service: SERVICE,
        field: "-".to_owned(),
        advice: token_advice(&code).to_owned(),
        code,
    }
}

/// The error of a request that got no whole answer. Says neither address nor query.
pub fn of_transport(error: &reqwest::Error) -> Error {
    let detail = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    transient(detail)
}

/// An error that trying again can cure.
pub fn transient(detail: &str) -> Error {
    Error::Transient {
        service: SERVICE,
        detail: detail.to_owned(),
        retry_after: None,
    }
}

/// A refusal of our own, in the vendor's form.
pub fn refused(code: &str, field: &str, advice: impl Into<String>) -> Error {
    Error::Refused {
        service: SERVICE,
        code: code.to_owned(),
        field: field.to_owned(),
        advice: advice.into(),
    }
}

/// The daily budget is used up as far as we let it.
pub fn out_of_calls(percent: u8) -> Error {
    Error::Transient {
        service: SERVICE,
        detail: format!("{percent}% of the org's API calls of the day are used"),
        retry_after: Some(DAILY_LIMIT_WAIT),
    }
}

fn limit_wait(fault: Option<&Fault>) -> Option<Duration> {
    let fault = fault.filter(|fault| fault.code == "REQUEST_LIMIT_EXCEEDED")?;
    Some(if fault.message.contains("Concurrent") {
        CONCURRENT_LIMIT_WAIT
    } else {
        DAILY_LIMIT_WAIT
    })
}

/// The field an entry names: by its list, else by a name of ours that stands in its message.
fn field_of(fault: &Fault, sent: &[&str]) -> String {
    let in_message = || {
        let words: Vec<&str> = fault
            .message
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .collect();
        sent.iter()
            .find(|name| words.contains(*name))
            .map(|name| (*name).to_owned())
    };
    match fault.fields.first() {
        Some(field) => clean(field),
        None => in_message().unwrap_or_else(|| "-".to_owned()),
    }
}

/// Keeps what a code or an API name can consist of, so that nothing else travels in its place.
fn clean(name: &str) -> String {
    let kept: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        .take(80)
        .collect();
    if kept.is_empty() {
        "-".to_owned()
    } else {
        kept
    }
}

fn advice(code: &str) -> &'static str {
    match code {
        "REQUIRED_FIELD_MISSING" => {
            "the org requires this field; approve a value for it or make it optional"
        }
        "STRING_TOO_LONG" => {
            "the value is longer than the field; shorten it in review or lengthen the field"
        }
        "INVALID_FIELD" | "NOT_FOUND" | "INVALID_TYPE" => {
            "the org does not show us this field or object; deploy salesforce/ and assign the permission set Countersign_Writer"
        }
        "INVALID_FIELD_FOR_INSERT_UPDATE" | "INSUFFICIENT_ACCESS_OR_READONLY" => {
            "we may not write this; assign the permission set Countersign_Writer to the integration user"
        }
        "INVALID_CROSS_REFERENCE_KEY"
        | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
        | "MALFORMED_ID"
        | "FIELD_INTEGRITY_EXCEPTION"
        | "ENTITY_IS_DELETED" => {
            "the account or opportunity is not there, was merged or deleted, or is not shared with the integration user"
        }
        "FIELD_CUSTOM_VALIDATION_EXCEPTION" => {
            "a validation rule of the org refuses the value; correct it in review"
        }
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => {
            "the value is not one of the picklist's; correct it in review or add it in Setup"
        }
        "DUPLICATES_DETECTED" => {
            "a duplicate rule of the org matches; a person must decide, we never save past it"
        }
        "DUPLICATE_VALUE" => {
            "a record with our key exists that the integration user cannot read; give it View All on our objects"
        }
        "JSON_PARSER_ERROR" | "NUMBER_OUTSIDE_VALID_RANGE" => {
            "the value is not of the field's type or range; correct it in review"
        }
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" => {
            "a trigger or flow of the org failed; its owner must look"
        }
        "ENTITY_IS_LOCKED" => {
            "the record is locked by an approval process; approve again when it is free"
        }
        "STORAGE_LIMIT_EXCEEDED" | "LIMIT_EXCEEDED" => "the org is full; free storage",
        "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED" => {
            "the integration user lacks API Enabled"
        }
        "INVALID_SESSION_ID" => {
            "a new token is refused as well; check the app's policies and the user's session settings"
        }
        _ => "Salesforce does not accept this; see its error code",
    }
}

fn token_advice(code: &str) -> &'static str {
    match code {
        "invalid_grant" => {
            "check username, audience, certificate, the machine's clock, and that the user is pre-authorised for the app"
        }
        "invalid_client_id" | "invalid_client" => "check client_id and client_secret",
        "unsupported_grant_type" | "invalid_request" => {
            "enable the flow on the app and use the My Domain host as login_url"
        }
        "inactive_user" | "inactive_org" => "the integration user or the org is not active",
        _ => "no token is given; check login_url and the app",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        Refusal::read(status, body.as_bytes(), None)
            .into_error(&["Total_Value__c", "Notice_Period__c"], "")
    }

    /// T25: each failure says whether trying again can help.
    #[test]
    fn each_code_says_whether_trying_again_can_help() {
        for (status, code, transient) in [
            (400, "UNABLE_TO_LOCK_ROW", true),
            (403, "REQUEST_LIMIT_EXCEEDED", true),
            (503, "SERVER_UNAVAILABLE", true),
            (500, "UNKNOWN_EXCEPTION", true),
            (400, "REQUIRED_FIELD_MISSING", false),
            (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", false),
            (400, "DUPLICATES_DETECTED", false),
            (403, "API_DISABLED_FOR_ORG", false),
            (401, "INVALID_SESSION_ID", false),
            (404, "NOT_FOUND", false),
        ] {
            let error = refusal(
                status,
                &format!(r#"[{{"errorCode":"{code}","message":"m"}}]"#),
            );
            assert_eq!(error.is_transient(), transient, "{code}");
            assert!(error.to_string().contains(code), "{error}");
        }
        assert!(refusal(502, "<html>bad gateway</html>").is_transient());
    }

    #[test]
    fn the_daily_limit_asks_for_a_longer_wait_than_the_concurrent_one() {
        let daily = refusal(
            403,
            r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]"#,
        );
        let concurrent = refusal(
            403,
            r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests (Concurrent API Requests) Limit exceeded."}]"#,
        );
        assert_eq!(daily.retry_after(), Some(DAILY_LIMIT_WAIT));
        assert_eq!(concurrent.retry_after(), Some(CONCURRENT_LIMIT_WAIT));
    }

    #[test]
    fn the_field_is_named_and_the_value_is_not() {
        let error = refusal(
            400,
            r#"[{"errorCode":"STRING_TOO_LONG","message":"Notice_Period__c: data value too large: ACME-SECRET (max length=255)"}]"#,
        );
        let text = format!("{error} {error:?}");
        assert!(text.contains("Notice_Period__c"), "{text}");
        assert!(!text.contains("ACME-SECRET"), "{text}");
        let error = refusal(
            400,
            r#"[{"errorCode":"X <b>","message":"","fields":["a\"b <i>c"]}]"#,
        );
        assert!(!error.to_string().contains('<'), "{error}");
    }
}
