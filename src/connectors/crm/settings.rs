//! What the operator sets to reach Salesforce. Says in plain words what is wrong before anything
//! connects; never prints a secret.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;

/// The oldest API version with all that the client uses (composite graph is 50.0; we test from 60.0).
const OLDEST_VERSION: u32 = 60;

/// How to reach Salesforce.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where tokens are given: the org's My Domain (`https://acme.my.salesforce.com`), or
    /// `https://login.salesforce.com` / `https://test.salesforce.com` for the JWT flow.
    pub login_url: String,
    /// REST version with its `v`. Salesforce keeps each for at least three years.
    pub api_version: String,
    /// Consumer key of the External Client App.
    pub client_id: String,
    /// How we prove who we are.
    pub auth: Auth,
    /// `aud` of the JWT: `https://login.salesforce.com` in production, `https://test.salesforce.com` in a sandbox.
    pub audience: String,
    /// Seconds to wait for a connection.
    pub connect_timeout_seconds: u64,
    /// Seconds to wait for an answer. Salesforce itself waits 10 s for a row lock.
    pub timeout_seconds: u64,
    /// Seconds that the upload of one PDF may take.
    pub upload_timeout_seconds: u64,
    /// Share of the org's daily API calls, in percent, from which we stop writing and leave the rest to people.
    pub stop_at_percent: u8,
}

/// How we prove who we are. Both flows run as one integration user with the permission set `Countersign_Writer`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// JWT bearer: we sign with a key whose certificate is uploaded to the app. No secret travels.
    Jwt {
        /// The integration user's Salesforce username.
        username: String,
        /// The RSA private key in PEM.
        private_key_pem: SecretString,
    },
    /// Client credentials: needs the My Domain host and a "run as" user on the app.
    ClientCredentials {
        /// The consumer secret.
        client_secret: SecretString,
    },
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            login_url: String::new(),
            api_version: "v66.0".to_owned(),
            client_id: String::new(),
            auth: Auth::ClientCredentials {
                client_secret: SecretString::from(String::new()),
            },
            audience: "https://login.salesforce.com".to_owned(),
            connect_timeout_seconds: 10,
            timeout_seconds: 60,
            upload_timeout_seconds: 300,
            stop_at_percent: 95,
        }
    }
}

impl Settings {
    /// All that is wrong, one sentence each; empty when the connector can start.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("crm.{fault}"));
            }
        };
        check(
            safe_address(&self.login_url),
            "login_url must be an https address (plain http only on this machine)",
        );
        check(
            version_number(&self.api_version).is_some_and(|version| version >= OLDEST_VERSION),
            "api_version must look like v66.0 and be v60.0 or later",
        );
        check(!self.client_id.trim().is_empty(), "client_id is not set");
        check(
            self.connect_timeout_seconds > 0
                && self.timeout_seconds > 0
                && self.upload_timeout_seconds > 0,
            "timeouts must be at least one second",
        );
        check(
            (1..=100).contains(&self.stop_at_percent),
            "stop_at_percent must be between 1 and 100",
        );
        faults.extend(self.auth_faults());
        faults
    }

    /// Whether the address is on this machine: a simulator, which production must not start on unasked.
    pub fn is_on_this_machine(&self) -> bool {
        reqwest::Url::parse(&self.login_url).is_ok_and(|url| is_loopback(&url))
    }

    /// How long to wait for a connection.
    pub(super) fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_seconds)
    }

    /// How long to wait for an answer.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    /// How long an upload may take.
    pub(super) fn upload_timeout(&self) -> Duration {
        Duration::from_secs(self.upload_timeout_seconds)
    }

    fn auth_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        match &self.auth {
            Auth::Jwt {
                username,
                private_key_pem,
            } => {
                if username.trim().is_empty() {
                    faults.push("crm.auth.jwt.username is not set".to_owned());
                }
                let pem = private_key_pem.expose_secret().as_bytes();
                if jsonwebtoken::EncodingKey::from_rsa_pem(pem).is_err() {
                    faults.push("crm.auth.jwt.private_key_pem is not an RSA key in PEM".to_owned());
                }
                if !self.audience.starts_with("https://") {
                    faults.push("crm.audience must be an https address".to_owned());
                }
            }
            Auth::ClientCredentials { client_secret } => {
                if client_secret.expose_secret().is_empty() {
                    faults.push("crm.auth.client_credentials.client_secret is not set".to_owned());
                }
            }
        }
        faults
    }
}

/// Whether a token may travel to `address`: over TLS, or within this machine.
pub(super) fn safe_address(address: &str) -> bool {
    reqwest::Url::parse(address).is_ok_and(|url| {
        url.username().is_empty()
            && url.password().is_none()
            && match url.scheme() {
                "https" => url.has_host(),
                "http" => is_loopback(&url),
                _ => false,
            }
    })
}

/// Whether the address names this machine by its loopback address.
pub(super) fn is_loopback(url: &reqwest::Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

fn version_number(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.strip_suffix(".0")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_name_what_is_missing_and_unknown_keys_are_refused() {
        let faults = Settings::default().faults();
        assert!(faults.iter().any(|fault| fault.contains("login_url")));
        assert!(faults.iter().any(|fault| fault.contains("client_id")));
        assert!(faults.iter().any(|fault| fault.contains("client_secret")));
        assert!(toml::from_str::<Settings>("logon_url = 'x'").is_err());
    }

    #[test]
    fn settings_are_read_from_toml_and_a_printed_secret_shows_nothing() {
        let settings: Settings = toml::from_str(
            "login_url = 'https://acme.my.salesforce.com'\nclient_id = 'key'\n[auth.client_credentials]\nclient_secret = 'hunter2'",
        )
        .unwrap();
        assert_eq!(settings.faults(), Vec::<String>::new());
        assert!(!format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn a_token_travels_only_over_tls_or_within_this_machine() {
        for (address, safe) in [
            ("https://acme.my.salesforce.com", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000", true),
            ("http://acme.my.salesforce.com", false),
            ("http://127.0.0.1.evil.example", false),
            ("https://user:pass@acme.my.salesforce.com", false),
            ("ftp://acme", false),
            ("", false),
        ] {
            assert_eq!(safe_address(address), safe, "{address}");
        }
    }
}
