//! Finds out by one tiny question what an endpoint can do, so that no vendor's name decides it.
//! Whatever it can do, each answer is validated by us.

use super::super::{Error, Format, PROBE, Request};
use super::{OpenAi, answer};
use serde_json::{Value as Json, json};
use std::fmt;

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

/// The abilities of `model`'s endpoint: the first of four ways of asking that it takes and obeys.
///
/// # Errors
/// When it cannot be reached or refuses for another reason than the way of asking.
pub(super) async fn ask(model: &OpenAi) -> Result<Abilities, Error> {
    let all = Abilities {
        format: Format::Schema,
        seed: true,
        logprobs: true,
    };
    let ways = [
        all,
        Abilities::only(Format::Schema),
        Abilities::only(Format::JsonObject),
    ];
    for way in ways {
        let mut body = model.body(&question(), way);
        body.logprobs = way.logprobs.then_some(true);
        let completion = match model.send(&body).await {
            Ok(completion) => completion,
            Err(Error::Unsupported { .. }) => continue,
            Err(error) => return Err(error),
        };
        if obeys(&completion) {
            let told = completion.pointer("/choices/0/logprobs");
            return Ok(Abilities {
                logprobs: way.logprobs && told.is_some_and(|told| !told.is_null()),
                ..way
            });
        }
    }
    Ok(Abilities::only(Format::Text))
}

/// A question whose answer's form stands in the schema alone: only who reads the schema can obey it.
fn question() -> Request {
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
        // Room for the hidden thoughts of a reasoning model.
        max_tokens: 2_000,
        expected_tokens: 0,
    }
}

fn obeys(completion: &Json) -> bool {
    let said = answer::read(completion, 0).outcome.ok();
    let said: Option<Json> = said.and_then(|text| serde_json::from_str(&text).ok());
    said == Some(json!({ "bird": "wren" }))
}
