//! From an HTTP answer to a result: which failures may pass by themselves, which a person must
//! mend, and how long to wait. Never keeps or shows a body: only status and the vendor's code.

use super::super::Error;
use super::{NAME, refused};
use jiff::Timestamp;
use reqwest::{Response, StatusCode, header};
use serde::Deserialize;
use std::time::Duration;

/// A wait that a vendor asks for is believed up to a day.
const MAX_WAIT: Duration = Duration::from_secs(86_400);
/// Error answers are short; no more than this is read of one.
const MAX_ERROR: usize = 64 << 10;

/// `code` of the API and `error` of OAuth. Bodies of other shapes have neither.
#[derive(Default, Deserialize)]
struct Fault {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// The answer, when its status is 2xx; otherwise the error that it means.
pub async fn checked(what: &str, response: Response, now: Timestamp) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = retry_after(&response, now);
    let code = code(response).await;
    let detail = format!("{what}: {} {code}", status.as_u16());
    if code == "CONTENT_UNAVAILABLE" {
        return Err(Error::NotReady);
    }
    let overloaded =
        status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT;
    if overloaded || status.is_server_error() {
        return Err(Error::Transient {
            service: NAME,
            detail,
            retry_after,
        });
    }
    Err(refused(format!("{detail}; {}", advice(status))))
}

/// A call that got no answer. Addresses hold ids only, but the error's text is not ours: it is left out.
pub fn unreachable(what: &str, error: &reqwest::Error) -> Error {
    let kind = match error {
        e if e.is_timeout() => "no answer in time",
        e if e.is_connect() => "no connection",
        e if e.is_body() || e.is_decode() => "the answer broke off",
        _ => "the call failed",
    };
    Error::Transient {
        service: NAME,
        detail: format!("{what}: {kind}"),
        retry_after: None,
    }
}

/// The whole body, unless it is longer than `cap` bytes. The announced length is looked at first
/// and not believed.
pub async fn read(mut response: Response, cap: usize) -> Result<bytes::Bytes, Error> {
    let too_long = || refused(format!("an answer is longer than {cap} bytes"));
    let announced = response.content_length().unwrap_or(0);
    if announced > cap as u64 {
        return Err(too_long());
    }
    let mut body = bytes::BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|e| unreachable("reading an answer", &e))?
    {
        if body.len() + chunk.len() > cap {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Whether the content type allows a PDF. Many stores say `octet-stream`; the bytes decide then.
pub fn may_be_pdf(response: &Response) -> bool {
    let Some(value) = response.headers().get(header::CONTENT_TYPE) else {
        return true;
    };
    let text = value.to_str().unwrap_or_default().to_ascii_lowercase();
    let essence = text.split(';').next().unwrap_or_default().trim();
    matches!(
        essence,
        "application/pdf" | "application/octet-stream" | "binary/octet-stream"
    )
}

fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    wait(
        response.headers().get(header::RETRY_AFTER)?.to_str().ok()?,
        now,
    )
}

/// `Retry-After` as seconds or as an HTTP date; a date in the past means at once.
fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(MAX_WAIT));
    }
    let then = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()?;
    let ahead = then.duration_since(now);
    Some(
        Duration::try_from(ahead)
            .unwrap_or(Duration::ZERO)
            .min(MAX_WAIT),
    )
}

/// The vendor's code, when it looks like one; anything else could quote what we must not log.
async fn code(response: Response) -> String {
    let body = read(response, MAX_ERROR).await.unwrap_or_default();
    let fault: Fault = serde_json::from_slice(&body).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let found = fault.code.or(fault.error);
    found
        .filter(|c| (1..=40).contains(&c.len()) && c.bytes().all(plain))
        .unwrap_or_else(|| "-".to_owned())
}

fn advice(status: StatusCode) -> &'static str {
    match status.as_u16() {
        300..=399 => {
            "the address redirects: set clm.ironclad.base_url to the host of the tenant's own stack"
        }
        400 => {
            "the request was not understood: check clm.client_id, clm.acting_user and the granted scopes"
        }
        401 => "check clm.client_id, clm.client_secret and that the OAuth client is of this stack",
        403 => "check the OAuth client's secret and scopes and what clm.acting_user may see",
        404 => "it does not exist or clm.acting_user may not see it",
        _ => "see the vendor's documentation of this status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_from_seconds_and_dates_and_never_trusted_blindly() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a time");
        let seconds = |text: &str| wait(text, now).map(|d| d.as_secs());
        assert_eq!(seconds("17"), Some(17));
        assert_eq!(seconds("Sat, 21 Nov 2026 12:00:30 GMT"), Some(30));
        assert_eq!(seconds("Sat, 21 Nov 2026 11:00:00 GMT"), Some(0));
        assert_eq!(seconds("18446744073709551615"), Some(86_400));
        assert_eq!(
            (seconds("soon"), seconds("-1"), seconds("")),
            (None, None, None)
        );
    }
}
