//! Requests to the org: token, one renewal on 401, caps on what is read, and the count of calls
//! left. Never follows a redirect and never puts an address or a body into an error.

use super::auth::{Session, Tokens};
use super::errors::{self, Refusal};
use crate::connectors::crm::{Error, Settings};
use crate::domain::clock::Clock;
use bytes::{Bytes, BytesMut};
use reqwest::{Method, StatusCode, header};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// The most that we read of one answer, in bytes. A page of 2000 rows is far below.
const ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// The most pages of one query that we follow.
const QUERY_PAGES: usize = 50;

/// What a call carries.
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Json),
    /// JSON and a PDF, as the file upload wants them.
    Upload {
        /// The record that describes the file.
        entity: Json,
        /// The file's name.
        file_name: String,
        /// The bytes.
        pdf: Bytes,
    },
}

/// An answer with status 2xx.
pub struct Answer {
    /// The body.
    pub body: Bytes,
}

/// Sends calls.
pub struct Wire {
    http: reqwest::Client,
    tokens: Tokens,
    settings: Settings,
    /// Share of the daily calls used at the last answer, in percent.
    used: AtomicU8,
}

/// What came of a call that got a whole answer.
pub type Outcome = Result<Answer, Refusal>;

#[derive(Deserialize)]
struct Page<T> {
    records: Vec<T>,
    #[serde(rename = "nextRecordsUrl")]
    next: Option<String>,
}

impl Wire {
    /// A client by these settings; connects to nothing yet.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(settings.connect_timeout())
            .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")));
        if settings.is_on_this_machine() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|_| {
            errors::refused("CLIENT", "-", "no TLS client can be made on this machine")
        })?;
        Ok(Self {
            tokens: Tokens::new(settings.clone(), clock, http.clone()),
            http,
            settings,
            used: AtomicU8::new(0),
        })
    }

    /// The path of a resource, each segment percent-encoded.
    pub fn path(&self, segments: &[&str]) -> String {
        let mut url = reqwest::Url::parse("http://localhost").expect("a constant address parses");
        url.path_segments_mut()
            .expect("an http address has a path")
            .extend(["services", "data", &self.settings.api_version])
            .extend(segments);
        url.path().to_owned()
    }

    /// Sends a call; renews the token once when it is refused.
    pub async fn send(&self, method: Method, path: &str, body: &Body) -> Result<Outcome, Error> {
        let session = self.tokens.session().await?;
        let outcome = self.send_as(&session, &method, path, body).await?;
        match outcome {
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
                let session = self.tokens.renewed(&session).await?;
                self.send_as(&session, &method, path, body).await
            }
            outcome => Ok(outcome),
        }
    }

    /// Reads JSON from a resource.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        let outcome = self.send(Method::GET, path, &Body::None).await?;
        json(&outcome.map_err(|refusal| refusal.into_error(&[], ""))?.body)
    }

    /// All rows of a query, page by page.
    pub async fn query<T: DeserializeOwned>(&self, soql: &str) -> Result<Vec<T>, Error> {
        let mut url = reqwest::Url::parse("http://localhost").expect("a constant address parses");
        url.set_path(&self.path(&["query"]));
        url.query_pairs_mut().append_pair("q", soql);
        let mut path = format!("{}?{}", url.path(), url.query().unwrap_or(""));
        let mut rows = Vec::new();
        for _ in 0..QUERY_PAGES {
            let page: Page<T> = self.get(&path).await?;
            rows.extend(page.records);
            match page.next {
                None => return Ok(rows),
                Some(next) if next.starts_with("/services/data/") => path = next,
                Some(_) => break,
            }
        }
        Err(errors::refused(
            "QUERY",
            "-",
            "a query has more pages than we follow",
        ))
    }

    /// Refuses to go on when the org's calls of the day are nearly used up; people need the rest.
    pub fn spare_calls(&self) -> Result<(), Error> {
        let used = self.used.load(Ordering::Relaxed);
        if used >= self.settings.stop_at_percent {
            return Err(errors::out_of_calls(used));
        }
        Ok(())
    }

    /// The address that calls go to, for people.
    pub async fn host(&self) -> Result<String, Error> {
        let session = self.tokens.session().await?;
        Ok(session.instance.host_str().unwrap_or("-").to_owned())
    }

    async fn send_as(
        &self,
        session: &Session,
        method: &Method,
        path: &str,
        body: &Body,
    ) -> Result<Outcome, Error> {
        let url = session
            .instance
            .join(path)
            .map_err(|_| errors::refused("PATH", "-", "a resource's address cannot be formed"))?;
        let request = self
            .http
            .request(method.clone(), url)
            .bearer_auth(session.token.expose_secret())
            .header("Sforce-Call-Options", "client=Countersign");
        let answer = self
            .with_body(request, body)?
            .send()
            .await
            .map_err(|error| errors::of_transport(&error))?;
        self.note_usage(answer.headers());
        let status = answer.status();
        let wait = retry_after(answer.headers());
        let body = read(answer).await?;
        Ok(if status.is_success() {
            Ok(Answer { body })
        } else {
            Err(Refusal::read(status, &body, wait))
        })
    }

    fn with_body(
        &self,
        request: reqwest::RequestBuilder,
        body: &Body,
    ) -> Result<reqwest::RequestBuilder, Error> {
        let (entity, file_name, pdf) = match body {
            Body::None => return Ok(request.timeout(self.settings.timeout())),
            Body::Json(json) => return Ok(request.timeout(self.settings.timeout()).json(json)),
            Body::Upload {
                entity,
                file_name,
                pdf,
            } => (entity, file_name, pdf),
        };
        let of_type = |part: reqwest::multipart::Part, mime| {
            part.mime_str(mime)
                .map_err(|_| errors::refused("MIME", "-", "a content type cannot be formed"))
        };
        let length = pdf.len() as u64;
        let entity = reqwest::multipart::Part::text(entity.to_string());
        let file = reqwest::multipart::Part::stream_with_length(pdf.clone(), length)
            .file_name(file_name.clone());
        let form = reqwest::multipart::Form::new()
            .part("entity_content", of_type(entity, "application/json")?)
            .part("VersionData", of_type(file, "application/pdf")?);
        Ok(request
            .timeout(self.settings.upload_timeout())
            .multipart(form))
    }

    fn note_usage(&self, headers: &header::HeaderMap) {
        let info = headers
            .get("Sforce-Limit-Info")
            .and_then(|info| info.to_str().ok());
        if let Some(percent) = info.and_then(used_percent) {
            self.used.store(percent, Ordering::Relaxed);
        }
    }
}

/// Reads a body, but no more than we want to hold.
pub async fn read(mut answer: reqwest::Response) -> Result<Bytes, Error> {
    let mut body = BytesMut::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| errors::of_transport(&error))?
    {
        if body.len() + chunk.len() > ANSWER_BYTES {
            return Err(errors::refused(
                "ANSWER",
                "-",
                "an answer is larger than we read",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads JSON. An answer that cannot be read leaves the outcome unknown, so it is worth another look.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| errors::transient("an answer cannot be read"))
}

/// A text as a SOQL literal.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// `Retry-After` in seconds; Salesforce documents none, but a proxy in between may send it.
pub fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

/// The share in `api-usage=138/15000; ...`.
fn used_percent(info: &str) -> Option<u8> {
    let usage = info
        .split(';')
        .find_map(|part| part.trim().strip_prefix("api-usage="))?;
    let (used, most) = usage.split_once('/')?;
    let (used, most): (u64, u64) = (used.trim().parse().ok()?, most.trim().parse().ok()?);
    u8::try_from(used.saturating_mul(100).checked_div(most)?.min(100)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_cannot_end_early() {
        assert_eq!(quoted(r"a' OR Name != '\"), r"'a\' OR Name != \'\\'");
    }

    /// T25: the calls left are read from each answer, whatever stands around them.
    #[test]
    fn the_share_of_calls_used_is_read() {
        assert_eq!(used_percent("api-usage=138/15000"), Some(0));
        assert_eq!(
            used_percent("api-usage=14999/15000; per-app-api-usage=1/2(appName=x)"),
            Some(99)
        );
        assert_eq!(used_percent("api-usage=20000/15000"), Some(100));
        assert_eq!(used_percent("api-usage=1/0"), None);
        assert_eq!(used_percent("nonsense"), None);
    }
}
