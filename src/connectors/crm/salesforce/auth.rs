//! Tokens: one at a time, shared by all calls, renewed by whoever first finds it refused. A token
//! goes only to the instance that came with it, and that must be https or this machine.

use super::errors;
use crate::connectors::crm::Error;
use crate::connectors::crm::settings::{self, Auth, Settings};
use crate::domain::clock::Clock;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Life of a signed assertion in seconds. Salesforce tolerates about 3 minutes of skew.
const ASSERTION_LIFE_SECONDS: i64 = 180;

/// A token and where it is good.
pub struct Session {
    /// The bearer token.
    pub token: SecretString,
    /// The org's address, without a path.
    pub instance: reqwest::Url,
}

/// Gives the present session.
pub struct Tokens {
    settings: Settings,
    clock: Arc<dyn Clock>,
    http: reqwest::Client,
    current: Mutex<Option<Arc<Session>>>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    instance_url: String,
}

impl Tokens {
    /// Tokens by these settings; asks for none yet.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>, http: reqwest::Client) -> Self {
        Self {
            settings,
            clock,
            http,
            current: Mutex::new(None),
        }
    }

    /// The present session, or a new one. Callers wait for one request instead of each making one.
    pub async fn session(&self) -> Result<Arc<Session>, Error> {
        let mut current = self.current.lock().await;
        if let Some(session) = &*current {
            return Ok(session.clone());
        }
        self.fetch(&mut current).await
    }

    /// A session other than `refused`: the one that another caller got meanwhile, or a new one.
    pub async fn renewed(&self, refused: &Arc<Session>) -> Result<Arc<Session>, Error> {
        let mut current = self.current.lock().await;
        match &*current {
            Some(session) if !Arc::ptr_eq(session, refused) => Ok(session.clone()),
            _ => self.fetch(&mut current).await,
        }
    }

    async fn fetch(&self, current: &mut Option<Arc<Session>>) -> Result<Arc<Session>, Error> {
        *current = None;
        let address = format!(
            "{}/services/oauth2/token",
            self.settings.login_url.trim_end_matches('/')
        );
        let answer = self
            .http
            .post(address)
            .timeout(self.settings.timeout())
            .form(&self.grant()?)
            .send()
            .await
            .map_err(|error| errors::of_transport(&error))?;
        let status = answer.status();
        let wait = super::wire::retry_after(answer.headers());
        let body = super::wire::read(answer).await?;
        if !status.is_success() {
            return Err(errors::of_token(status, &body, wait));
        }
        let session = Arc::new(session_of(&body)?);
        *current = Some(session.clone());
        Ok(session)
    }

    fn grant(&self) -> Result<Vec<(&'static str, String)>, Error> {
        Ok(match &self.settings.auth {
            Auth::Jwt {
                username,
                private_key_pem,
            } => vec![
                (
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned(),
                ),
                ("assertion", self.assertion(username, private_key_pem)?),
            ],
            Auth::ClientCredentials { client_secret } => vec![
                ("grant_type", "client_credentials".to_owned()),
                ("client_id", self.settings.client_id.clone()),
                ("client_secret", client_secret.expose_secret().to_owned()),
            ],
        })
    }

    fn assertion(&self, username: &str, pem: &SecretString) -> Result<String, Error> {
        let unusable = |_| {
            errors::refused(
                "KEY",
                "-",
                "private_key_pem cannot sign; it must be an RSA key in PEM",
            )
        };
        let key = EncodingKey::from_rsa_pem(pem.expose_secret().as_bytes()).map_err(unusable)?;
        let claims = Claims {
            iss: &self.settings.client_id,
            sub: username,
            aud: &self.settings.audience,
            exp: self.clock.now().as_second() + ASSERTION_LIFE_SECONDS,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).map_err(unusable)
    }
}

fn session_of(body: &[u8]) -> Result<Session, Error> {
    let answer: TokenAnswer =
        serde_json::from_slice(body).map_err(|_| errors::transient("the token cannot be read"))?;
    let instance = reqwest::Url::parse(&answer.instance_url)
        .ok()
        .filter(|_| settings::safe_address(&answer.instance_url))
        .ok_or_else(|| {
            errors::refused(
                "INSTANCE_URL",
                "-",
                "the token names an instance that is neither https nor on this machine; check login_url",
            )
        })?;
    Ok(Session {
        token: answer.access_token,
        instance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_for_an_unsafe_instance_is_not_used() {
        let body = br#"{"access_token":"secret","instance_url":"http://acme.example"}"#;
        let error = session_of(body).err().unwrap();
        assert!(error.to_string().contains("INSTANCE_URL"));
        assert!(!format!("{error:?}").contains("secret"));
    }
}
