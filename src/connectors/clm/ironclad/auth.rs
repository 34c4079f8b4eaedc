//! The OAuth token of the client-credentials grant: one request at a time, kept until shortly
//! before it ends. Neither secret nor token is ever part of an error.

use super::super::{Error, Settings};
use super::answer::{self, unreachable};
use super::{SCOPES, refused};
use crate::domain::clock::Clock;
use reqwest::RequestBuilder;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A token is given up this long before its end, so that none ends on the way.
const MARGIN_SECONDS: i64 = 60;
/// Some answers name no lifetime; this one is far below the vendor's six hours.
const UNSTATED_SECONDS: i64 = 600;

pub struct Tokens {
    client_id: String,
    client_secret: SecretString,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
}

struct Held {
    header: HeaderValue,
    /// Microseconds since 1970.
    until: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default)]
    expires_in: Option<i64>,
}

impl Tokens {
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        Self {
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            clock,
            held: Mutex::new(None),
        }
    }

    /// The `Authorization` header; `rejected` is one that the API has just refused. The lock is held while
    /// `request` runs, so that many callers ask for one token, not for many.
    pub async fn get(
        &self,
        request: RequestBuilder,
        rejected: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Error> {
        let mut held = self.held.lock().await;
        if let Some(token) = &*held
            && token.until > self.clock.micros()
            && rejected != Some(&token.header)
        {
            return Ok(token.header.clone());
        }
        *held = None;
        let token = self.grant(request).await?;
        let header = token.header.clone();
        *held = Some(token);
        Ok(header)
    }

    async fn grant(&self, request: RequestBuilder) -> Result<Held, Error> {
        let what = "POST /oauth/token";
        let scope = SCOPES.join(" ");
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose_secret()),
            ("scope", scope.as_str()),
        ];
        let response = request
            .form(&form)
            .send()
            .await
            .map_err(|e| unreachable(what, &e))?;
        let response = answer::checked(what, response, self.clock.now())
            .await
            .map_err(with_scopes)?;
        let bytes = answer::read(response, 64 << 10).await?;
        let granted: Granted = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        let bearer = format!("Bearer {}", granted.access_token.expose_secret());
        let mut header = HeaderValue::from_str(&bearer).map_err(|_| unreadable())?;
        header.set_sensitive(true);
        let seconds = granted
            .expires_in
            .unwrap_or(UNSTATED_SECONDS)
            .clamp(0, 86_400);
        let margin = MARGIN_SECONDS.min(seconds / 10);
        Ok(Held {
            header,
            until: self.clock.micros() + (seconds - margin) * 1_000_000,
        })
    }
}

/// The server does not say which scope it refuses, so that all of ours are named.
fn with_scopes(error: Error) -> Error {
    match error {
        Error::Permanent { detail, .. } if detail.contains("invalid_scope") => refused(format!(
            "{detail}; grant the OAuth client: {}",
            SCOPES.join(" ")
        )),
        other => other,
    }
}

fn unreadable() -> Error {
    refused("POST /oauth/token: the answer holds no token".to_owned())
}
