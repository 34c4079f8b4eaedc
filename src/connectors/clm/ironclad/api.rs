//! Calls to Ironclad's API: address from the settings, token, acting user, one re-authentication.
//! Redirects and proxies are off: the token goes to the configured host and nowhere else.

use super::super::{Error, Settings};
use super::answer::{self, unreachable};
use super::auth::Tokens;
use super::{refused, wire::UserInfo};
use crate::domain::clock::Clock;
use reqwest::{Client, Response, StatusCode, Url, header, redirect};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The largest JSON answer that is read, in bytes. A record with many clauses has a few hundred KiB.
const MAX_JSON: usize = 8 << 20;

pub struct Api {
    http: Client,
    base: Url,
    oauth: Url,
    acting_user: String,
    request_timeout: Duration,
    download_timeout: Duration,
    tokens: Tokens,
    clock: Arc<dyn Clock>,
}

impl Api {
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let address = |text: &str| {
            Url::parse(text).map_err(|_| refused("an address is not a URL".to_owned()))
        };
        let base = address(&settings.base_url)?;
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .https_only(base.scheme() == "https")
            .connect_timeout(Duration::from_secs(settings.connect_timeout_seconds))
            .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| {
                refused(
                    "the TLS client cannot be set up; are CA certificates installed?".to_owned(),
                )
            })?;
        Ok(Self {
            tokens: Tokens::new(settings, clock.clone()),
            http,
            base,
            oauth: address(&settings.oauth_url)?,
            acting_user: settings.acting_user.clone(),
            request_timeout: Duration::from_secs(settings.request_timeout_seconds),
            download_timeout: Duration::from_secs(settings.download_timeout_seconds),
            clock,
        })
    }

    /// A JSON answer of the API.
    pub async fn json<T: DeserializeOwned>(&self, segments: &[&str]) -> Result<T, Error> {
        let response = self.get(&self.base, segments, self.request_timeout).await?;
        parsed(response, segments).await
    }

    /// A short text answer of the API.
    pub async fn text(&self, segments: &[&str]) -> Result<String, Error> {
        let response = self.get(&self.base, segments, self.request_timeout).await?;
        let bytes = answer::read(response, 64 << 10).await?;
        String::from_utf8(bytes.to_vec()).map_err(|_| unreadable(segments))
    }

    /// An answer whose body is still to be streamed, with the time that a download may take.
    pub async fn download(&self, segments: &[&str]) -> Result<Response, Error> {
        self.get(&self.base, segments, self.download_timeout).await
    }

    /// Who the token belongs to.
    pub async fn userinfo(&self) -> Result<UserInfo, Error> {
        let response = self
            .get(&self.oauth, &["userinfo"], self.request_timeout)
            .await?;
        parsed(response, &["userinfo"]).await
    }

    /// GET; after a 401 once more with a new token, since a token can be revoked before its time.
    async fn get(
        &self,
        root: &Url,
        segments: &[&str],
        timeout: Duration,
    ) -> Result<Response, Error> {
        let url = joined(root, segments)?;
        let what = format!("GET /{}", segments.join("/"));
        let token = self.token(None).await?;
        let mut response = self
            .send(&url, &token, timeout)
            .await
            .map_err(|e| unreachable(&what, &e))?;
        if response.status() == StatusCode::UNAUTHORIZED {
            let token = self.token(Some(&token)).await?;
            response = self
                .send(&url, &token, timeout)
                .await
                .map_err(|e| unreachable(&what, &e))?;
        }
        answer::checked(&what, response, self.clock.now()).await
    }

    async fn token(
        &self,
        refused: Option<&header::HeaderValue>,
    ) -> Result<header::HeaderValue, Error> {
        let url = joined(&self.oauth, &["token"])?;
        let request = self.http.post(url).timeout(self.request_timeout);
        self.tokens.get(request, refused).await
    }

    async fn send(
        &self,
        url: &Url,
        token: &header::HeaderValue,
        timeout: Duration,
    ) -> Result<Response, reqwest::Error> {
        let request = self.http.get(url.clone()).timeout(timeout);
        request
            .header(header::AUTHORIZATION, token.clone())
            .header("x-as-user-email", &self.acting_user)
            .send()
            .await
    }
}

/// `root` with path segments added, each escaped as one segment.
fn joined(root: &Url, segments: &[&str]) -> Result<Url, Error> {
    let mut url = root.clone();
    url.path_segments_mut()
        .map_err(|()| refused("an address cannot have a path".to_owned()))?
        .pop_if_empty()
        .extend(segments);
    Ok(url)
}

async fn parsed<T: DeserializeOwned>(response: Response, segments: &[&str]) -> Result<T, Error> {
    let bytes = answer::read(response, MAX_JSON).await?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable(segments))
}

/// The parser's message could quote the answer, so that it is left out.
fn unreadable(segments: &[&str]) -> Error {
    let what = segments.join("/");
    refused(format!(
        "GET /{what}: the answer is not of the documented shape; has the API changed?"
    ))
}
