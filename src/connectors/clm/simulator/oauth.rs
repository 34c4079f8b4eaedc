//! The simulated OAuth server: client-credentials tokens and who they belong to, with the
//! refusals that were measured at the vendor (403 for a wrong secret, 400 for a malformed id).

use super::routes::{Answer, Shared};
use super::world::Token;
use super::{ACTING_USER, CLIENT_ID, CLIENT_SECRET, COMPANY};
use crate::connectors::clm::ironclad::SCOPES;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::collections::HashMap;

/// Six hours, as measured at the vendor.
const LIFETIME_SECONDS: i64 = 21_600;

type Fields = HashMap<String, String>;

/// `POST /oauth/token`.
pub async fn token(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    let fault = world.locked().token_faults.pop_front();
    if let Some(fault) = fault {
        return error(
            fault.status,
            if fault.status == 400 {
                "invalid_scope"
            } else {
                "server_error"
            },
        );
    }
    let fields = fields(&headers, &body);
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if field("grant_type") != "client_credentials" {
        return error(400, "invalid_request");
    }
    if uuid::Uuid::parse_str(field("client_id")).is_err() {
        return error(400, "invalid_request");
    }
    if (field("client_id"), field("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
        return error(403, "unauthorized_client");
    }
    let asked: Vec<&str> = field("scope").split_whitespace().collect();
    let until = world.clock.micros() + LIFETIME_SECONDS * 1_000_000;
    let mut state = world.locked();
    let mut scopes: Vec<String> = SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
    scopes.retain(|scope| asked.is_empty() || asked.contains(&scope.as_str()));
    scopes.retain(|scope| !state.withheld.contains(scope));
    let access_token = state.draw("sim");
    let answer = json!({
        "token_type": "Bearer",
        "access_token": access_token,
        "expires_in": LIFETIME_SECONDS,
        "scope": scopes.join(" "),
    });
    state.tokens.insert(access_token, Token { until, scopes });
    Json(answer).into_response()
}

/// `GET /oauth/userinfo`.
pub async fn userinfo(State(world): State<Shared>, headers: HeaderMap) -> Answer {
    let Some(scopes) = scopes(&world, &headers) else {
        return error(401, "invalid_token");
    };
    let answer = json!({
        "sub": "5f0375e2c4d6a2000f3a9b11",
        "id": "5f0375e2c4d6a2000f3a9b11",
        "email": ACTING_USER,
        "username": ACTING_USER,
        "displayName": "Countersign Service",
        "companyId": COMPANY,
        "companyName": "larkmoor",
        "scopes": scopes,
    });
    Json(answer).into_response()
}

/// The scopes of the request's token, if it is one of ours and has not ended.
pub fn scopes(world: &Shared, headers: &HeaderMap) -> Option<Vec<String>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let now = world.clock.micros();
    let state = world.locked();
    let token = state.tokens.get(value.strip_prefix("Bearer ")?)?;
    (token.until > now).then(|| token.scopes.clone())
}

/// Form or JSON, with the client in the body or in `Authorization: Basic`.
fn fields(headers: &HeaderMap, body: &[u8]) -> Fields {
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    };
    let mut fields: Fields = if text(header::CONTENT_TYPE).starts_with("application/json") {
        serde_json::from_slice(body).unwrap_or_default()
    } else {
        let pairs = reqwest::Url::parse("form:?").ok().map(|mut url| {
            url.set_query(std::str::from_utf8(body).ok());
            url.query_pairs().into_owned().collect()
        });
        pairs.unwrap_or_default()
    };
    let basic = text(header::AUTHORIZATION)
        .strip_prefix("Basic ")
        .and_then(|code| STANDARD.decode(code).ok());
    let basic = basic.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((id, secret)) = basic.as_deref().and_then(|pair| pair.split_once(':')) {
        fields.insert("client_id".to_owned(), id.to_owned());
        fields.insert("client_secret".to_owned(), secret.to_owned());
    }
    fields
}

fn error(status: u16, code: &str) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (
        status,
        Json(json!({"error": code, "error_description": "simulated"})),
    )
        .into_response()
}
