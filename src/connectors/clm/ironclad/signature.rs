//! Whether a delivery comes from Ironclad: RSA PKCS#1 v1.5 with SHA-256 over event id, raw body
//! and nonce. Pure. The header never chooses the digest, no cause of failure is told apart, and
//! no input may panic.

use super::super::{Event, Headers, Rejected};
use super::wire;
use crate::domain::contract::Origin;
use aws_lc_rs::{rsa, signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The header with the event's id, the same on every attempt.
pub(in super::super) const EVENT_ID: &str = "x-ironclad-webhook-event-id";
/// The header with nonce, algorithm and signature, as JSON.
pub(in super::super) const VERIFICATION: &str = "x-ironclad-webhook-verification";
/// Bodies are a few hundred bytes; the HTTP layer has a cap of its own.
const MAX_BODY: usize = 1 << 20;
const MAX_HEADER: usize = 8 << 10;

/// A public key of 2048 to 8192 bits that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

impl Key {
    /// Reads `BEGIN PUBLIC KEY` (SPKI) or `BEGIN RSA PUBLIC KEY` (PKCS#1); `None` for anything else.
    pub fn from_pem(text: &str) -> Option<Self> {
        let block = pem::parse(text.trim()).ok()?;
        if !matches!(block.tag(), "PUBLIC KEY" | "RSA PUBLIC KEY") {
            return None;
        }
        let key = rsa::PublicKey::from_der(block.contents()).ok()?;
        (256..=1024)
            .contains(&key.modulus_len())
            .then(|| Self(block.into_contents()))
    }

    fn signed(&self, parts: [&[u8]; 3], signature: &[u8]) -> bool {
        signature::UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, &self.0)
            .verify(&parts.concat(), signature)
            .is_ok()
    }
}

/// The two headers of a delivery, well-formed but not yet believed.
#[derive(Debug)]
pub struct Claim {
    event_id: String,
    nonce: String,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Verification {
    nonce: String,
    #[serde(rename = "signAlgorithm")]
    algorithm: String,
    signature: String,
    encoding: String,
}

impl Claim {
    /// Reads the headers. Nothing is fetched or computed for a delivery that fails here.
    pub fn read(headers: &Headers, body: &[u8]) -> Result<Self, Rejected> {
        read(headers, body).ok_or(Rejected::Signature)
    }

    /// Checks the signature and reads the body.
    pub fn check(&self, key: &Key, company: Option<&str>, body: &[u8]) -> Result<Event, Rejected> {
        let object = self.body_signed(key, body).ok_or(Rejected::Signature)?;
        let ours =
            company.is_none_or(|id| object.get("companyID").and_then(Value::as_str) == Some(id));
        if !ours {
            return Err(Rejected::Signature);
        }
        Ok(self.event(&object))
    }

    /// The body as an object, when the signature covers its bytes or their compact form. The
    /// vendor signs `JSON.stringify(body)`; a proxy that adds a space does not lose an event.
    fn body_signed(&self, key: &Key, body: &[u8]) -> Option<Map<String, Value>> {
        let (id, nonce) = (self.event_id.as_bytes(), self.nonce.as_bytes());
        let raw = key.signed([id, body, nonce], &self.signature);
        let object: Map<String, Value> = serde_json::from_slice(body).ok()?;
        if raw {
            return Some(object);
        }
        let compact = serde_json::to_vec(&object).ok()?;
        let covered = compact != body && key.signed([id, &compact, nonce], &self.signature);
        covered.then_some(object)
    }

    /// Unknown events are recorded too: a refusal would only start the vendor's retries.
    fn event(&self, object: &Map<String, Value>) -> Event {
        let payload = object.get("payload");
        let text = |key: &str| payload.and_then(|p| p.get(key)).and_then(Value::as_str);
        let kind = text("event")
            .filter(|name| is_kind(name))
            .unwrap_or("unknown");
        let workflow = text("workflowID").filter(|id| wire::is_workflow_id(id));
        let executed = workflow
            .filter(|_| kind == "workflow_completed")
            .map(|id| Origin {
                source: super::NAME.to_owned(),
                native: id.to_owned(),
            });
        Event {
            dedupe_key: format!("{}:{}", super::NAME, self.event_id),
            kind: kind.to_owned(),
            executed,
        }
    }
}

fn read(headers: &Headers, body: &[u8]) -> Option<Claim> {
    let event_id = only(headers, EVENT_ID)?;
    let verification = only(headers, VERIFICATION)?;
    // Id, body and nonce are signed without separators. An id without braces and a body that is
    // one object from its first byte to its last leave only one way to cut the signed text.
    let whole = body.len() <= MAX_BODY && body.first() == Some(&b'{') && body.last() == Some(&b'}');
    if !whole || verification.len() > MAX_HEADER || !is_event_id(event_id) {
        return None;
    }
    let parsed: Verification = serde_json::from_str(verification).ok()?;
    let known = matches!(parsed.algorithm.as_str(), "sha256" | "RSA-SHA256");
    if !known || parsed.encoding != "base64" || !is_nonce(&parsed.nonce) {
        return None;
    }
    let signature = STANDARD.decode(&parsed.signature).ok()?;
    (!signature.is_empty()).then(|| Claim {
        event_id: event_id.to_owned(),
        nonce: parsed.nonce,
        signature,
    })
}

/// The value of a header that must be there exactly once: of two, nobody knows which was signed.
fn only<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let mut values = headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value.as_str())
}

fn is_event_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (8..=128).contains(&text.len()) && text.bytes().all(plain)
}

fn is_nonce(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"{}".contains(&byte);
    (1..=256).contains(&text.len()) && text.bytes().all(plain)
}

fn is_kind(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=80).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(verification: &str) -> Headers {
        vec![
            (EVENT_ID.to_owned(), "webhookEvent-1".to_owned()),
            (VERIFICATION.to_owned(), verification.to_owned()),
        ]
    }

    #[test]
    fn a_private_key_a_certificate_and_noise_are_no_verification_key() {
        for text in [
            "",
            "x",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ] {
            assert_eq!(Key::from_pem(text), None, "{text}");
        }
    }

    #[test]
    fn a_body_must_be_one_object_from_its_first_byte_to_its_last() {
        let sound =
            r#"{"nonce":"n","signAlgorithm":"sha256","signature":"AAAA","encoding":"base64"}"#;
        assert!(Claim::read(&headers(sound), b"{}").is_ok());
        for body in [&b"[]"[..], b"{}\n", b" {}", b"", b"{} x", b"\xff{}"] {
            assert!(Claim::read(&headers(sound), body).is_err(), "{body:?}");
        }
    }

    proptest! {
        /// T1 of the threat model: nothing that a stranger can send gets past, or panics.
        #[test]
        fn strangers_are_rejected_whatever_they_send(
            names in proptest::collection::vec("(?i:x-ironclad-webhook-(event-id|verification))|.{0,20}", 0..4),
            values in proptest::collection::vec(
                r#"\{"nonce":"[a-z]{0,3}","signAlgorithm":"(sha256|md5|RSA-SHA256)","signature":"[A-Za-z0-9+/=]{0,12}","encoding":"(base64|hex)"\}|[a-zA-Z0-9]{0,20}|\PC{0,40}"#,
                0..4,
            ),
            body in proptest::collection::vec(any::<u8>(), 0..64),
            object in "\\{\"payload\":\\{\"event\":\"[a-z_]{0,9}\",\"workflowID\":\"[0-9a-f]{0,25}\"\\}\\}",
        ) {
            let key = Key(vec![0x30, 0x03, 0x02, 0x01, 0x00]);
            let headers: Headers = names.into_iter().zip(values).collect();
            for body in [body.as_slice(), object.as_bytes()] {
                let event = Claim::read(&headers, body).and_then(|claim| claim.check(&key, None, body));
                prop_assert_eq!(event, Err(Rejected::Signature));
            }
        }

        #[test]
        fn any_text_is_a_key_or_none(text in "\\PC{0,200}") {
            prop_assert_eq!(Key::from_pem(&text), None);
        }
    }
}
