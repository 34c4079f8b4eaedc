//! The client for OpenAI-compatible endpoints: one question, several attempts, one deadline.
//!
//! `async-openai` builds and sends; our own transport under it reads status and body first, since
//! that crate logs bodies that it cannot parse and loses the status of half the errors in use.

mod answer;
mod probe;
mod transport;

use super::{Error, Format, LimitField, Llm, Reply, Request, Settings, Usage};
use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest as Body, ResponseFormat,
    ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use probe::Abilities;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;
use transport::Transport;

/// Asked for where the endpoint takes it, so that the same question has the same answer.
const SEED: i64 = 1;
/// No wait between two attempts is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A model behind an OpenAI-compatible address.
pub struct OpenAi {
    settings: Settings,
    client: Client<Address>,
    free: Semaphore,
    abilities: OnceCell<Abilities>,
}

impl OpenAi {
    /// A client for sound `settings`; nothing is sent yet.
    ///
    /// # Errors
    /// Names the first fault of the settings, or says that the HTTP client cannot be made.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        if let Some(fault) = settings.faults().into_iter().next() {
            return Err(Error::Permanent { detail: fault });
        }
        let address = Address::of(&settings);
        let mut builder = reqwest::Client::builder()
            .timeout(Duration::from_secs(settings.timeout_seconds))
            .connect_timeout(Duration::from_secs(settings.timeout_seconds.min(10)))
            // A redirect would hand the passages to a host that nobody configured.
            .redirect(reqwest::redirect::Policy::none());
        if settings.is_local() {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|_| Error::permanent("the HTTP client cannot be made"))?;
        Ok(Self {
            free: Semaphore::new(settings.concurrency),
            abilities: OnceCell::new(),
            client: Client::build(http.clone(), address).with_http_service(Transport::new(http)),
            settings,
        })
    }

    /// Asks, in our turn. The turn is kept while we wait for the next attempt: an overloaded endpoint is
    /// asked less, and the deadline runs from our turn, so that a long queue does not use it up.
    async fn ask(&self, request: &Request) -> Reply {
        match self.abilities().await {
            Ok(able) => {
                self.persist(&self.body(request, able), request.expected_tokens)
                    .await
            }
            Err(error) => Reply {
                outcome: Err(error),
                usage: Usage::default(),
            },
        }
    }

    /// Attempts until an answer, a fault that will stay, or the deadline.
    async fn persist(&self, body: &Body, expected: u32) -> Reply {
        let mut usage = Usage::default();
        let mut odd = 0;
        let Some(deadline) =
            Instant::now().checked_add(Duration::from_secs(self.settings.deadline_seconds))
        else {
            let outcome = Err(Error::permanent(
                "llm.deadline_seconds is beyond the clock's end",
            ));
            return Reply { outcome, usage };
        };
        loop {
            let attempt = tokio::time::timeout_at(deadline, self.attempt(body, expected)).await;
            let reply = attempt
                .unwrap_or_else(|_| failed(Error::lost("the deadline for this question passed")));
            usage = usage.and(reply.usage);
            let outcome = match reply.outcome {
                Err(error) if reply.usage.answered > 0 && error.is_transient() => {
                    odd += 1;
                    settled(error, odd)
                }
                outcome => outcome,
            };
            match self.next(&outcome, usage.attempts, deadline) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Reply { outcome, usage },
            }
        }
    }

    /// How long to wait before the next attempt; `None` where there is none.
    fn next(
        &self,
        outcome: &Result<String, Error>,
        made: u32,
        deadline: Instant,
    ) -> Option<Duration> {
        let error = outcome
            .as_ref()
            .err()
            .filter(|error| error.is_transient())?;
        if made > self.settings.retries {
            return None;
        }
        let wait = error
            .retry_after()
            .unwrap_or_else(|| self.backoff(made - 1));
        // A wait that the clock cannot express ends after every deadline.
        let next = Instant::now().checked_add(wait);
        let in_time = next.is_some_and(|next| next < deadline);
        let wait_millis = wait.as_millis() as u64;
        tracing::debug!(made, wait_millis, in_time, "the model is not available now");
        in_time.then_some(wait)
    }

    /// One attempt.
    async fn attempt(&self, body: &Body, expected: u32) -> Reply {
        match self.send(body).await {
            Ok(completion) => answer::read(&completion, expected),
            Err(error) => failed(error),
        }
    }

    async fn send(&self, body: &Body) -> Result<Json, Error> {
        let sent = self.client.chat().create_byot(body).await;
        sent.map_err(ours)
    }

    /// Half of the doubled wait is random, so that clients who failed together do not return together.
    fn backoff(&self, attempt: u32) -> Duration {
        let first = Duration::from_millis(self.settings.backoff_millis);
        let full = first.saturating_mul(1 << attempt.min(16)).min(LONGEST_WAIT);
        full.mul_f64(0.5 + 0.5 * rand::random::<f64>())
    }

    /// What the endpoint can do: as the settings say, or found out once by asking.
    async fn abilities(&self) -> Result<Abilities, Error> {
        if let Some(format) = self.settings.format {
            return Ok(Abilities::only(format));
        }
        let found = self.abilities.get_or_try_init(|| probe::ask(self)).await;
        found.copied()
    }

    fn body(&self, request: &Request, able: Abilities) -> Body {
        let system = match able.format {
            Format::Schema => request.system.clone(),
            Format::JsonObject | Format::Text => format!(
                "{}\n\nAnswer with one JSON object that satisfies this JSON schema, and with nothing else:\n{}",
                request.system, request.schema
            ),
        };
        let limit = request.max_tokens.min(self.settings.max_tokens);
        let system = ChatCompletionRequestSystemMessage::from(system);
        let user = ChatCompletionRequestUserMessage::from(request.user());
        let mut body = Body {
            model: self.settings.model.clone(),
            messages: vec![
                ChatCompletionRequestMessage::from(system),
                ChatCompletionRequestMessage::from(user),
            ],
            temperature: self.settings.temperature,
            response_format: response_format(request, able.format),
            ..Body::default()
        };
        if able.seed {
            #[allow(deprecated)]
            {
                body.seed = Some(SEED);
            }
        }
        match self.settings.limit_field {
            LimitField::MaxCompletionTokens => body.max_completion_tokens = Some(limit),
            #[allow(deprecated)]
            LimitField::MaxTokens => body.max_tokens = Some(limit),
        }
        body
    }
}

/// An attempt that ended in `error` before an answer was read.
fn failed(error: Error) -> Reply {
    let lost = u32::from(matches!(error, Error::Lost { .. }));
    Reply {
        outcome: Err(error),
        usage: Usage {
            attempts: 1,
            lost,
            ..Usage::default()
        },
    }
}

/// What an odd answer is that came for the `odd`th time: an endpoint may have stumbled once. Twice is its way,
/// and then nobody says that the answer is whole; each further attempt would only be paid for.
fn settled(error: Error, odd: u32) -> Result<String, Error> {
    if odd < 2 {
        return Err(error);
    }
    tracing::warn!(%error, "the model's answer is odd each time, and taken for one that was cut off");
    Err(Error::Truncated)
}

fn response_format(request: &Request, format: Format) -> Option<ResponseFormat> {
    match format {
        Format::Text => None,
        Format::JsonObject => Some(ResponseFormat::JsonObject),
        Format::Schema => Some(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                description: None,
                name: request.schema_name.clone(),
                schema: request.schema.clone(),
                strict: Some(true),
            },
        }),
    }
}

#[async_trait]
impl Llm for OpenAi {
    fn model(&self) -> &str {
        &self.settings.model
    }

    fn attempts(&self) -> u32 {
        self.settings.retries.saturating_add(1)
    }

    fn form(&self) -> &'static str {
        self.settings.form()
    }

    async fn complete(&self, request: &Request) -> Reply {
        let _turn = self.free.acquire().await.expect("it is never closed");
        self.ask(request).await
    }

    async fn complete_by(&self, request: &Request, until: Instant) -> Reply {
        match tokio::time::timeout_at(until, self.free.acquire()).await {
            Ok(turn) => {
                let _turn = turn.expect("it is never closed");
                self.ask(request).await
            }
            Err(_) => Reply {
                outcome: Err(Error::transient(
                    "no turn came within llm.contract_deadline_seconds",
                )),
                usage: Usage::default(),
            },
        }
    }

    async fn ping(&self) -> Result<String, Error> {
        let listed: Json = self.client.models().list_byot().await.map_err(ours)?;
        let model = &self.settings.model;
        let names = listed.get("data").and_then(Json::as_array);
        let is_listed = |names: &Vec<Json>| {
            names
                .iter()
                .any(|entry| entry.get("id").and_then(Json::as_str) == Some(model))
        };
        match names {
            Some(names) if !is_listed(names) => Err(Error::permanent(format!(
                "it lists {} models, and `{model}` is not among them: see llm.model",
                names.len()
            ))),
            _ => Ok(format!("{model}: {}", self.abilities().await?)),
        }
    }
}

/// What our transport found comes back as we made it; the crate's own errors carry bodies, and are
/// let go but for their kind.
fn ours(error: OpenAIError) -> Error {
    match error {
        OpenAIError::Boxed(inner) => match inner.downcast::<Error>() {
            Ok(error) => *error,
            Err(_) => Error::permanent("the request could not be made"),
        },
        OpenAIError::Reqwest(_) => Error::transient("the connection failed"),
        _ => Error::permanent("the request could not be made, or the answer is not a JSON object"),
    }
}

/// Address and key from our settings alone: the crate's own configuration would also read the
/// environment, and send a key from there to an address that never asked for one.
#[derive(Clone)]
struct Address {
    base: String,
    key: SecretString,
}

impl Address {
    fn of(settings: &Settings) -> Self {
        Self {
            base: settings.base_url.trim_end_matches('/').to_owned(),
            key: settings.api_key.clone().unwrap_or_default(),
        }
    }
}

impl Config for Address {
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let key = self.key.expose_secret();
        if !key.is_empty()
            && let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {key}"))
        {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

#[cfg(test)]
mod tests;
