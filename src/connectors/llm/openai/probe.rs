//! Finds out by one tiny question what an endpoint can do, so that no vendor's name decides it.
//! Whatever it can do, each answer is validated by us; and silence says nothing of what it can do.

use super::super::{Error, Format, PROBE, Payer, Request, Sent, Usage};
use super::OpenAi;
use super::persist::{Course, Deadline};
use serde_json::{Value as Json, json};
use std::fmt;
use tokio::time::Instant;

/// What an endpoint can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Abilities {
    /// How it is told what JSON we want.
    pub format: Format,
    /// Whether it takes a seed.
    pub seed: bool,
    /// Whether it says how likely each token of its answer was.
    pub logprobs: bool,
}

impl Abilities {
    /// The format alone.
    pub(super) fn only(format: Format) -> Self {
        Self {
            format,
            seed: false,
            logprobs: false,
        }
    }
}

impl fmt::Display for Abilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.format {
            Format::Schema => "strict schemas",
            Format::JsonObject => "JSON objects, schema in words",
            Format::Tool => "tool calls",
            Format::Text => "text only, schema in words",
        })?;
        let mut flag = |has: bool, name: &str| match has {
            true => write!(f, ", {name}"),
            false => write!(f, ", no {name}"),
        };
        flag(self.seed, "seed")?;
        flag(self.logprobs, "logprobs")
    }
}

/// What is known of an endpoint's abilities.
#[derive(Debug, Default)]
pub(super) enum Known {
    /// Nothing: nobody has asked it.
    #[default]
    Nothing,
    /// It has said.
    Able(Abilities),
    /// It was asked and has not said. Nothing is concluded from that.
    Failed {
        /// When that was known.
        at: Instant,
        /// Whether asking again can help.
        is_transient: bool,
        /// What happened.
        detail: String,
    },
}

impl Known {
    /// What is known to somebody who has waited since `since`; `None` where it must be asked.
    pub(super) fn told(&self, since: Instant) -> Option<Result<Abilities, Error>> {
        match self {
            Known::Able(able) => Some(Ok(*able)),
            Known::Failed {
                at,
                is_transient,
                detail,
            } if *at > since => Some(Err(match is_transient {
                true => Error::transient(detail),
                false => Error::permanent(detail),
            })),
            _ => None,
        }
    }

    /// Remembers what asking came to. That nobody paid for it says nothing of the endpoint.
    pub(super) fn note(&mut self, found: &Result<Abilities, Error>) {
        *self = match found {
            Ok(able) => Known::Able(*able),
            Err(Error::Unpaid(_)) => return,
            Err(error) => Known::Failed {
                at: Instant::now(),
                is_transient: error.is_transient(),
                detail: error.to_string(),
            },
        };
    }
}

/// The abilities of `model`'s endpoint: the first of five ways of asking that it takes and obeys.
///
/// # Errors
/// When it cannot be reached, refuses for another reason than the way of asking, or gives no whole answer:
/// that it can do no more than text follows only where it has refused or disobeyed each other way.
pub(super) async fn ask(
    model: &OpenAi,
    deadline: Deadline,
    payer: &dyn Payer,
) -> Result<Abilities, Error> {
    let all = Abilities {
        format: Format::Schema,
        seed: true,
        logprobs: true,
    };
    let ways = [
        all,
        Abilities::only(Format::Schema),
        Abilities::only(Format::JsonObject),
        Abilities::only(Format::Tool),
    ];
    let mut silent = None;
    for way in ways {
        match tried(model, way, (deadline, payer)).await {
            Ok(Some(able)) => return Ok(able),
            Ok(None) => {}
            Err(error) if is_silence(&error) => silent = Some(error),
            Err(error) => return Err(error),
        }
    }
    match silent {
        None => Ok(Abilities::only(Format::Text)),
        Some(error) => Err(Error::permanent(format!(
            "it does not say what it can do ({error}): set llm.format"
        ))),
    }
}

/// Whether an endpoint that ends so has taken the way of asking and shown nothing of what it can do.
fn is_silence(error: &Error) -> bool {
    matches!(error, Error::Refused | Error::Filtered | Error::Truncated)
}

/// Room for the hidden thoughts of a reasoning model, in tokens; and for one that thinks long.
const ROOMS: [u32; 2] = [2_000, 16_000];
/// The question has fewer tokens, by any count.
const QUESTION: u32 = 200;

/// What the endpoint can do where it takes and obeys this way of asking; `None` where it does not. One that
/// is silent is asked once more, with more room. All of it is within the deadline of whoever asks.
async fn tried(
    model: &OpenAi,
    way: Abilities,
    (deadline, payer): (Deadline, &dyn Payer),
) -> Result<Option<Abilities>, Error> {
    let mut silent = Error::Truncated;
    for room in ROOMS {
        let question = question(room.min(model.settings.max_tokens));
        let mut body = model.body(&question, way);
        body.logprobs = way.logprobs.then_some(true);
        let most = Usage {
            prompt_tokens: QUESTION,
            completion_tokens: question.max_tokens,
            ..Usage::default()
        };
        let course = Course {
            payer,
            sent: Sent::Probe(most),
            expected: 0,
            deadline,
        };
        let (reply, completion) = model.persist(&body, &course).await;
        match reply.outcome {
            Ok(said) if obeys(&said) => {
                let told = completion.pointer("/choices/0/logprobs");
                let logprobs = way.logprobs && told.is_some_and(|told| !told.is_null());
                return Ok(Some(Abilities { logprobs, ..way }));
            }
            Ok(_) | Err(Error::Unsupported { .. }) => return Ok(None),
            Err(error) if is_silence(&error) => silent = error,
            Err(error) => return Err(error),
        }
    }
    Err(silent)
}

/// A question whose answer's form stands in the schema alone: only who reads the schema can obey it.
fn question(max_tokens: u32) -> Request {
    let bird = json!({ "type": "string", "enum": ["wren"] });
    Request {
        system: PROBE.to_owned(),
        question: None,
        passages: Vec::new(),
        fence: "probe".to_owned(),
        schema_name: "probe".to_owned(),
        schema: json!({
            "type": "object", "properties": { "bird": bird },
            "required": ["bird"], "additionalProperties": false,
        }),
        max_tokens,
        expected_tokens: 0,
    }
}

fn obeys(said: &str) -> bool {
    let said: Option<Json> = serde_json::from_str(said).ok();
    said == Some(json!({ "bird": "wren" }))
}
