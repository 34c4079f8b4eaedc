//! Where the model is and how far we trust its endpoint to follow a schema. The key prints as
//! stars, and nothing here is checked by calling out.

use super::spending::{Budget, Price};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings of the model connector.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The address up to and including the version, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key; endpoints of our own often need none.
    pub api_key: Option<SecretString>,
    /// The model's name at that endpoint.
    pub model: String,
    /// How the endpoint is told what JSON we want; found out by a tiny question where absent.
    pub format: Option<Format>,
    /// What the endpoint calls the limit of the answer's length.
    pub limit_field: LimitField,
    /// Sampling temperature, 0 to 2; absent for models that take none.
    pub temperature: Option<f32>,
    /// The most tokens any answer may have. Reasoning models pay their hidden thoughts from it too.
    pub max_tokens: u32,
    /// Seconds that one attempt may take.
    pub timeout_seconds: u64,
    /// Seconds that one question may take with all attempts and waits, from its turn on.
    pub deadline_seconds: u64,
    /// Questions on their way at the same time.
    pub concurrency: usize,
    /// Attempts after the first one.
    pub retries: u32,
    /// Milliseconds before the first retry; doubled for each further one, with jitter.
    pub backoff_millis: u64,
    /// Seconds that all questions about one contract may take together, with all attempts and waits.
    pub contract_deadline_seconds: u64,
    /// How much may be spent.
    pub budget: Budget,
    /// The currency of all prices and of the money in the budget.
    pub currency: String,
    /// What tokens cost, by the model's name.
    pub prices: BTreeMap<String, Price>,
}

/// How the endpoint is told what JSON we want. Whatever it is, the answer is validated by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `response_format: json_schema` with `strict`.
    Schema,
    /// `response_format: json_object`; the schema stands in the instructions.
    JsonObject,
    /// A function that it must call with the answer; the schema is that of its arguments.
    Tool,
    /// Nothing is asked of the endpoint; the schema stands in the instructions.
    Text,
}

/// What the endpoint calls the limit of the answer's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitField {
    /// The present name; OpenAI's reasoning models take no other.
    #[default]
    MaxCompletionTokens,
    /// The former name, which many other servers still expect.
    MaxTokens,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            api_key: None,
            model: String::new(),
            format: None,
            limit_field: LimitField::default(),
            temperature: None,
            max_tokens: 8_000,
            timeout_seconds: 120,
            deadline_seconds: 300,
            concurrency: 4,
            retries: 4,
            backoff_millis: 500,
            contract_deadline_seconds: 1_800,
            budget: Budget::default(),
            currency: "USD".to_owned(),
            prices: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The name of the format that is set; empty where the endpoint is asked what it takes.
    pub fn form(&self) -> &'static str {
        match self.format {
            None => "",
            Some(Format::Schema) => "schema",
            Some(Format::JsonObject) => "json_object",
            Some(Format::Tool) => "tool",
            Some(Format::Text) => "text",
        }
    }

    /// What a person must mend, one sentence per key; empty when the settings can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = address_fault(&self.base_url).into_iter().collect();
        if self.model.trim().is_empty() {
            faults.push("llm.model is empty".to_owned());
        }
        if let Some(key) = &self.api_key
            && !key.expose_secret().bytes().all(|b| b.is_ascii_graphic())
        {
            faults.push("llm.api_key holds something that cannot stand in a header".to_owned());
        }
        if self.temperature.is_some_and(|t| !(0.0..=2.0).contains(&t)) {
            faults.push("llm.temperature must lie between 0 and 2".to_owned());
        }
        let limits = [
            ("max_tokens", u64::from(self.max_tokens), 1..=1_000_000),
            ("timeout_seconds", self.timeout_seconds, 1..=900),
            ("deadline_seconds", self.deadline_seconds, 1..=3_600),
            ("concurrency", self.concurrency as u64, 1..=256),
            ("retries", u64::from(self.retries), 0..=20),
            ("backoff_millis", self.backoff_millis, 1..=60_000),
            (
                "contract_deadline_seconds",
                self.contract_deadline_seconds,
                1..=86_400,
            ),
        ];
        for (key, value, allowed) in limits {
            if !allowed.contains(&value) {
                let (low, high) = (allowed.start(), allowed.end());
                faults.push(format!("llm.{key} must lie between {low} and {high}"));
            }
        }
        if self.deadline_seconds < self.timeout_seconds {
            faults.push("llm.deadline_seconds must not be below llm.timeout_seconds".to_owned());
        }
        if self.budget.counts_money() && !self.prices.contains_key(&self.model) {
            let model = &self.model;
            faults.push(format!(
                "llm.budget limits money, but there is no price: add [llm.prices.\"{model}\"]"
            ));
        }
        faults.extend(self.money_faults());
        faults
    }

    fn money_faults(&self) -> impl Iterator<Item = String> {
        let debts = self.budget.debts();
        let debts = debts.map(|key| format!("llm.budget.{key} must not be below 0"));
        let prices = self.prices.iter().filter(|(_, price)| !price.is_sound());
        let prices = prices.map(|(model, _)| {
            format!("llm.prices.\"{model}\": each price must lie between 0 and 1000000")
        });
        debts.chain(prices)
    }

    /// Whether the endpoint is on this machine.
    pub(super) fn is_local(&self) -> bool {
        reqwest::Url::parse(&self.base_url).is_ok_and(|url| is_loopback(&url))
    }
}

fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Plain HTTP would carry the key and the passages in the clear, so that only this machine may be
/// reached with it.
fn address_fault(text: &str) -> Option<String> {
    let Ok(url) = reqwest::Url::parse(text) else {
        return Some("llm.base_url is not an absolute URL".to_owned());
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !safe {
        return Some("llm.base_url must be https".to_owned());
    }
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (!bare).then(|| "llm.base_url must not hold a user, a query or a fragment".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Settings {
        Settings {
            base_url: "https://models.example/v1".to_owned(),
            api_key: Some("sk-quite-secret".into()),
            model: "reader-1".to_owned(),
            ..Settings::default()
        }
    }

    #[test]
    fn sound_settings_have_no_fault_and_empty_ones_name_each_key() {
        assert_eq!(sound().faults(), Vec::<String>::new());
        let faults = Settings::default().faults().join("\n");
        assert!(faults.contains("base_url") && faults.contains("model"));
    }

    #[test]
    fn plain_http_goes_to_this_machine_only_and_the_key_prints_as_stars() {
        let mut settings = sound();
        for (address, refused) in [
            ("http://127.0.0.1:11434/v1", false),
            ("http://[::1]:8000/v1", false),
            ("http://localhost:8000/v1", false),
            ("http://127.0.0.1.evil.example/v1", true),
            ("http://10.0.0.1/v1", true),
            ("https://user:pw@models.example/v1", true),
            ("models.example/v1", true),
        ] {
            settings.base_url = address.to_owned();
            assert_eq!(!settings.faults().is_empty(), refused, "{address}");
        }
        assert!(!format!("{settings:?}").contains("quite-secret"));
    }

    /// Requirement 12 of section 2: a price below nought would refill the budget with each question.
    #[test]
    fn money_below_nought_is_refused() {
        let price = Price {
            prompt_per_million: (-1).into(),
            completion_per_million: 1.into(),
        };
        let settings = Settings {
            budget: Budget {
                money_per_day: (-5).into(),
                ..Budget::default()
            },
            prices: [("reader-1".to_owned(), price)].into(),
            ..sound()
        };
        let faults = settings.faults();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("money_per_day") && faults[1].contains("reader-1"));
    }

    #[test]
    fn numbers_out_of_range_and_unknown_keys_are_refused() {
        let settings = Settings {
            retries: 99,
            deadline_seconds: 1,
            temperature: Some(9.0),
            budget: Budget {
                money_per_day: 5.into(),
                ..Budget::default()
            },
            ..sound()
        };
        assert_eq!(settings.faults().len(), 4);
        assert!(serde_json::from_str::<Settings>(r#"{"modell":"x"}"#).is_err());
    }
}
