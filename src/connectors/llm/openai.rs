//! The client for OpenAI-compatible endpoints: one question, several attempts, one deadline.
//!
//! `async-openai` builds and sends; our own transport under it reads status and body first, since
//! that crate logs bodies that it cannot parse and loses the status of half the errors in use.

mod answer;
mod persist;
mod probe;
mod transport;

use super::{
    Error, Format, LimitField, Llm, Payer, Reply, Request, Sent, Settings, Unlimited, Usage,
};
use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionNamedToolChoice, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage, ChatCompletionTool,
    ChatCompletionToolChoiceOption, ChatCompletionTools, CreateChatCompletionRequest as Body,
    FunctionName, FunctionObject, ResponseFormat, ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use persist::{Course, Deadline};
use probe::{Abilities, Known};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;
use transport::Transport;

/// Asked for where the endpoint takes it, so that the same question has the same answer.
const SEED: i64 = 1;

/// A model behind an OpenAI-compatible address.
pub struct OpenAi {
    settings: Settings,
    client: Client<Address>,
    free: Semaphore,
    known: Mutex<Known>,
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
            known: Mutex::default(),
            client: Client::build(http.clone(), address).with_http_service(Transport::new(http)),
            settings,
        })
    }

    /// Asks, in our turn. The turn is kept while we wait for the next attempt: an overloaded endpoint is
    /// asked less, and our own deadline runs from our turn, so that a long queue does not use it up. What the
    /// endpoint is asked about itself before is within the same deadline.
    async fn ask(&self, request: &Request, until: Option<Deadline>, payer: &dyn Payer) -> Reply {
        let course = async {
            let deadline = self.deadline()?.or_sooner(until);
            let able = self.abilities(deadline, payer).await?;
            let course = Course {
                payer,
                sent: Sent::Question,
                expected: request.expected_tokens,
                deadline,
            };
            Ok::<_, Error>((self.body(request, able), course))
        };
        match course.await {
            Ok((body, course)) => self.persist(&body, &course).await.0,
            Err(error) => Reply {
                outcome: Err(error),
                usage: Usage::default(),
            },
        }
    }

    async fn send(&self, body: &Body) -> Result<Json, Error> {
        let sent = self.client.chat().create_byot(body).await;
        sent.map_err(ours)
    }

    /// What the endpoint can do: as the settings say, or found out once by asking. One asks at a time, and
    /// whoever waited while that failed need not ask again.
    async fn abilities(&self, deadline: Deadline, payer: &dyn Payer) -> Result<Abilities, Error> {
        if let Some(format) = self.settings.format {
            return Ok(Abilities::only(format));
        }
        let since = Instant::now();
        let Some(mut known) = deadline.within(self.known.lock()).await else {
            let late = format!("it did not say what it can do {}", deadline.by());
            return Err(Error::transient(late));
        };
        if let Some(told) = known.told(since) {
            return told;
        }
        let found = probe::ask(self, deadline, payer).await;
        // That somebody's time ran out says nothing of the endpoint: whoever has time left asks anew.
        if found.is_ok() || !deadline.is_over() {
            known.note(&found);
        }
        found
    }

    fn body(&self, request: &Request, able: Abilities) -> Body {
        let system = match able.format {
            Format::Schema | Format::Tool => request.system.clone(),
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
        if able.format == Format::Tool {
            (body.tools, body.tool_choice) = tool(request);
        }
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

fn response_format(request: &Request, format: Format) -> Option<ResponseFormat> {
    match format {
        Format::Tool | Format::Text => None,
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

/// The one function that is offered, and that it must be called.
fn tool(
    request: &Request,
) -> (
    Option<Vec<ChatCompletionTools>>,
    Option<ChatCompletionToolChoiceOption>,
) {
    let name = request.schema_name.clone();
    let function = FunctionObject {
        name: name.clone(),
        description: None,
        parameters: Some(request.schema.clone()),
        strict: None,
    };
    let choice = ChatCompletionNamedToolChoice {
        function: FunctionName { name },
    };
    let tool = ChatCompletionTools::Function(ChatCompletionTool { function });
    let choice = ChatCompletionToolChoiceOption::Function(choice);
    (Some(vec![tool]), Some(choice))
}

/// The function that must be called, where one is offered.
fn offered(body: &Body) -> Option<&str> {
    match &body.tool_choice {
        Some(ChatCompletionToolChoiceOption::Function(choice)) => Some(&choice.function.name),
        _ => None,
    }
}

#[async_trait]
impl Llm for OpenAi {
    fn model(&self) -> &str {
        &self.settings.model
    }

    fn form(&self) -> &'static str {
        self.settings.form()
    }

    async fn complete(&self, request: &Request) -> Reply {
        let _turn = self.free.acquire().await.expect("it is never closed");
        self.ask(request, None, &Unlimited).await
    }

    async fn complete_by(&self, request: &Request, until: Instant, payer: &dyn Payer) -> Reply {
        let until = Deadline::new(until, "llm.contract_deadline_seconds");
        match until.within(self.free.acquire()).await {
            Some(turn) => {
                let _turn = turn.expect("it is never closed");
                self.ask(request, Some(until), payer).await
            }
            None => Reply {
                outcome: Err(Error::transient(format!("no turn came {}", until.by()))),
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
            _ => {
                let able = self.abilities(self.deadline()?, &Unlimited).await?;
                Ok(format!("{model}: {able}"))
            }
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
