//! Sends a request and decides by its status what became of it, before anybody parses the body.
//! Of a body that is an error only the code is kept: the rest may repeat what we sent.

use super::super::Error;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, StatusCode};
use serde_json::Value as Json;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// No honest answer is longer, in bytes.
const LONGEST_BODY: usize = 16 * 1024 * 1024;
/// The longest wait that we accept from a server: a nonsense number must not park a job for ever.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// The service under `async-openai`: no retries of its own, typed errors of ours.
#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client) -> Self {
        Self { http }
    }
}

impl tower::Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let http = self.http.clone();
        Box::pin(async move {
            let request = factory.build().await?;
            exchange(&http, request)
                .await
                .map_err(|error| OpenAIError::Boxed(Box::new(error)))
        })
    }
}

/// Sends `request`; what comes back has status 2xx and is a JSON object without an error in it.
async fn exchange(http: &reqwest::Client, request: Request) -> Result<Response, Error> {
    let mut response = http.execute(request).await.map_err(lost)?;
    let status = response.status();
    let headers = response.headers().clone();
    let body = read(&mut response).await?;
    let json: Result<Json, serde_json::Error> = serde_json::from_slice(&body);
    // A stream that was closed too early looks whole to HTTP where no length was announced.
    if status.is_success() && json.as_ref().is_err_and(serde_json::Error::is_eof) {
        return Err(Error::lost("the answer broke off"));
    }
    let json = json.ok();
    if !status.is_success() {
        return Err(refusal(status, &headers, json.as_ref()));
    }
    let Some(json) = json.filter(Json::is_object) else {
        return Err(Error::permanent(format!(
            "HTTP {} without a JSON object: does llm.base_url end with the version, as in /v1?",
            status.as_u16()
        )));
    };
    if json.get("error").is_some_and(|error| !error.is_null()) {
        return Err(refusal(hidden_status(&json), &headers, Some(&json)));
    }
    Ok(Response::from(http::Response::new(body)))
}

async fn read(response: &mut Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(lost)? {
        if body.len() + part.len() > LONGEST_BODY {
            return Err(Error::permanent("the answer has more than 16 MiB"));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// Some gateways answer 200 and put the status of the model behind them into the body.
fn hidden_status(json: &Json) -> StatusCode {
    json.pointer("/error/code")
        .and_then(Json::as_u64)
        .and_then(|code| u16::try_from(code).ok())
        .filter(|code| (400..600).contains(code))
        .and_then(|code| StatusCode::from_u16(code).ok())
        .unwrap_or(StatusCode::BAD_GATEWAY)
}

fn lost(error: reqwest::Error) -> Error {
    if error.is_connect() {
        Error::transient("no connection")
    } else if error.is_timeout() {
        Error::lost("no answer in time")
    } else {
        Error::lost("the connection broke")
    }
}

/// What an answer other than 2xx means.
fn refusal(status: StatusCode, headers: &HeaderMap, body: Option<&Json>) -> Error {
    let code = body.and_then(code).unwrap_or_default();
    let number = status.as_u16();
    let detail = match code.as_str() {
        "" => format!("HTTP {number}"),
        code => format!("HTTP {number}, {code}"),
    };
    let advise = |advice: &str| Error::permanent(format!("{detail}: {advice}"));
    match (number, code.as_str()) {
        (_, "content_filter") => Error::Filtered,
        (_, "context_length_exceeded") | (413, _) => Error::Truncated,
        (_, "insufficient_quota") => advise("the account's quota is used up"),
        (408 | 409 | 425 | 429, _) | (500..=599, _) => Error::Transient {
            detail,
            retry_after: retry_after(headers),
        },
        (401 | 403, _) => advise("see llm.api_key"),
        (404, _) => advise("see llm.base_url and llm.model"),
        (300..=399, _) => advise("redirects are not followed; see llm.base_url"),
        (400 | 422, _) => Error::Unsupported {
            detail: format!("{detail}: see llm.format and llm.limit_field"),
        },
        _ => advise("nothing that trying again would mend"),
    }
}

/// The error's code or type, where it is a plain word or a number; never its message.
fn code(body: &Json) -> Option<String> {
    let error = body.get("error").filter(|e| e.is_object()).unwrap_or(body);
    ["code", "type"].into_iter().find_map(|key| {
        let text = match error.get(key)? {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        (plain && (1..=64).contains(&text.len())).then_some(text)
    })
}

/// `retry-after-ms`, or `retry-after` in seconds or as a date. A date is counted from the server's
/// own `date`, so that no two clocks need agree.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| -> Option<&str> { headers.get(name)?.to_str().ok() };
    let number = |name: &str| -> Option<u64> { text(name)?.trim().parse().ok() };
    let instant = |name: &str| -> Option<jiff::Timestamp> {
        Some(jiff::fmt::rfc2822::parse(text(name)?).ok()?.timestamp())
    };
    let until = || -> Option<Duration> {
        let wait = instant("retry-after")?.duration_since(instant("date")?);
        Duration::try_from(wait).ok()
    };
    number("retry-after-ms")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
        .or_else(until)
        .map(|wait| wait.min(LONGEST_RETRY_AFTER))
}
