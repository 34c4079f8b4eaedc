//! Where the CLM is and as whom we speak to it. The secret prints as stars, and nothing here is
//! checked by calling out: `faults` says what a person must mend before the service starts.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// The settings of the Ironclad connector.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The API's address for this tenant, such as `https://na1.ironcladapp.com/public/api/v1`.
    /// Stacks (US, EU, demo) share nothing, so there is no address that fits everybody.
    pub base_url: String,
    /// The OAuth address of the same stack, such as `https://na1.ironcladapp.com/oauth`.
    pub oauth_url: String,
    /// The OAuth client's id, a UUID.
    pub client_id: String,
    /// The OAuth client's secret.
    pub client_secret: SecretString,
    /// The mail address of the service user that calls are made as (`x-as-user-email`). What this
    /// user may not see looks absent.
    pub acting_user: String,
    /// The workflow attribute that holds the Salesforce account's id.
    pub account_attribute: String,
    /// The workflow attribute that holds the Salesforce opportunity's id.
    pub opportunity_attribute: String,
    /// The webhook key as PEM. Without it the key is fetched from the API and cached.
    pub verification_key_pem: Option<String>,
    /// Our company's id in the CLM; deliveries of another company are rejected.
    pub company_id: Option<String>,
    /// Seconds to wait for a connection.
    pub connect_timeout_seconds: u64,
    /// Seconds that one API call may take.
    pub request_timeout_seconds: u64,
    /// Seconds that the download of a signed copy may take.
    pub download_timeout_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            oauth_url: String::new(),
            client_id: String::new(),
            client_secret: SecretString::default(),
            acting_user: String::new(),
            account_attribute: "salesforceAccountId".to_owned(),
            opportunity_attribute: "salesforceOpportunityId".to_owned(),
            verification_key_pem: None,
            company_id: None,
            connect_timeout_seconds: 5,
            request_timeout_seconds: 20,
            download_timeout_seconds: 120,
        }
    }
}

impl Settings {
    /// What a person must mend, one sentence per key; empty when the settings can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(address_fault("base_url", &self.base_url));
        faults.extend(address_fault("oauth_url", &self.oauth_url));
        let required = [
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose_secret()),
            ("account_attribute", self.account_attribute.as_str()),
            ("opportunity_attribute", self.opportunity_attribute.as_str()),
        ];
        for (key, value) in required {
            if value.trim().is_empty() {
                faults.push(format!("clm.{key} is empty"));
            }
        }
        if !is_mail(&self.acting_user) {
            faults.push("clm.acting_user must be the mail address of the service user".to_owned());
        }
        if let Some(text) = &self.verification_key_pem
            && super::ironclad::Key::from_pem(text).is_none()
        {
            faults.push(
                "clm.verification_key_pem is not the PEM of an RSA public key of 2048 bits or more"
                    .to_owned(),
            );
        }
        let limits = [
            ("connect_timeout_seconds", self.connect_timeout_seconds),
            ("request_timeout_seconds", self.request_timeout_seconds),
            ("download_timeout_seconds", self.download_timeout_seconds),
        ];
        for (key, seconds) in limits {
            if !(1..=900).contains(&seconds) {
                faults.push(format!("clm.{key} must lie between 1 and 900"));
            }
        }
        faults
    }
}

/// A mail address that can stand in a header.
fn is_mail(text: &str) -> bool {
    let graphic = text.bytes().all(|byte| byte.is_ascii_graphic());
    graphic
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// Plain HTTP carries a secret in the clear, so that only this machine may be reached with it.
fn address_fault(key: &str, text: &str) -> Option<String> {
    let Ok(url) = reqwest::Url::parse(text) else {
        return Some(format!("clm.{key} is not an absolute URL"));
    };
    let host = url.host_str().unwrap_or_default();
    let local = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Some(format!("clm.{key} must be https"));
    }
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (!bare).then(|| format!("clm.{key} must not hold a user, a query or a fragment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Settings {
        Settings {
            base_url: "https://na1.ironcladapp.com/public/api/v1".to_owned(),
            oauth_url: "https://na1.ironcladapp.com/oauth".to_owned(),
            client_id: "0b0e7a51-9c1c-4c5e-8f5b-6a1f2f6f0a11".to_owned(),
            client_secret: "s3cret".into(),
            acting_user: "countersign@larkmoor.example".to_owned(),
            ..Settings::default()
        }
    }

    #[test]
    fn sound_settings_have_no_fault_and_empty_ones_name_each_key() {
        assert_eq!(sound().faults(), Vec::<String>::new());
        let faults = Settings::default().faults().join("\n");
        for key in [
            "base_url",
            "oauth_url",
            "client_id",
            "client_secret",
            "acting_user",
        ] {
            assert!(faults.contains(key), "{key} is not named in {faults}");
        }
    }

    #[test]
    fn a_secret_never_travels_in_the_clear_or_shows_in_debug() {
        let mut settings = sound();
        settings.base_url = "http://na1.ironcladapp.com/public/api/v1".to_owned();
        assert_eq!(settings.faults(), ["clm.base_url must be https"]);
        settings.base_url = "https://user:pw@na1.ironcladapp.com/".to_owned();
        assert_eq!(settings.faults().len(), 1);
        assert!(!format!("{settings:?}").contains("s3cret"));
    }

    #[test]
    fn an_unknown_key_and_a_key_that_is_no_key_are_refused() {
        assert!(serde_json::from_str::<Settings>(r#"{"base_uri":"x"}"#).is_err());
        let mut settings = sound();
        settings.verification_key_pem =
            Some("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".to_owned());
        assert_eq!(settings.faults().len(), 1);
    }
}
