//! Asks a model: every group of fields and the obligations, over masked passages only.
//!
//! An answer is stored before it is used, so that a repeated step costs nothing. A refusal, a
//! filter or a cut-off answer is told to the reviewer; it is never taken for "none".

use super::reading::Claims;
use super::{Model, Source};
use crate::connectors::llm::{Error, Passage, Request};
use crate::domain::failure::Failure;
use crate::domain::id::derive;
use crate::domain::playbook::Dictionary;
use crate::prompt::reply::{self, Invalid};
use crate::prompt::request::{self, Budget, Questions, TooLong};
use crate::store::answers::Answer;
use crate::text::tokens;

/// The group name under which obligations are counted as cut off.
const OBLIGATIONS: &str = "obligations";

/// What came of one question.
enum Told {
    /// An answer of the right form has been added to the claims.
    Read,
    /// It was cut off; half of it can be asked again.
    CutOff,
    /// There is no usable answer.
    Nothing(String),
}

/// All that the model claims about `source`.
///
/// # Errors
/// When the model cannot be reached, or will not answer because of how it is set up.
pub async fn claims(
    model: &Model,
    dictionary: &Dictionary,
    source: &Source,
) -> Result<Claims, Failure> {
    let passages: Vec<Passage> = source
        .read
        .chunks
        .iter()
        .zip(&source.masked)
        .map(|(chunk, text)| Passage {
            ordinal: chunk.ordinal,
            text: text.clone(),
        })
        .collect();
    let mut claims = Claims::default();
    let asked = dictionary.groups().into_iter().map(Some).chain([None]);
    for group in asked {
        let questions = questions(model, dictionary, group, &passages).map_err(too_long)?;
        let interview = Interview {
            model,
            dictionary,
            source,
            group,
            questions: &questions,
        };
        interview.hold(&mut claims).await?;
    }
    Ok(claims)
}

/// The questions about a group of fields, or about obligations where there is none.
fn questions(
    model: &Model,
    dictionary: &Dictionary,
    group: Option<&str>,
    passages: &[Passage],
) -> Result<Questions, TooLong> {
    let budget = Budget {
        count: &tokens::count,
        question: model.passage_tokens,
        answer: model.reply_tokens,
    };
    match group {
        Some(group) => request::fields(&model.prompts, dictionary, group, passages, &budget),
        None => request::obligations(&model.prompts, passages, &budget),
    }
}

fn too_long(error: TooLong) -> Failure {
    Failure::fail(format!(
        "{error}: raise pipeline.passage_tokens, or lower pipeline.chunk_tokens"
    ))
}

/// The questions about one group, and what is needed to ask them.
struct Interview<'a> {
    model: &'a Model,
    dictionary: &'a Dictionary,
    source: &'a Source,
    group: Option<&'a str>,
    questions: &'a Questions,
}

impl Interview<'_> {
    async fn hold(&self, claims: &mut Claims) -> Result<(), Failure> {
        for question in &self.questions.requests {
            let mut waiting = vec![question.clone()];
            while let Some(question) = waiting.pop() {
                let nothing = match self.ask(&question, claims).await? {
                    Told::Read => continue,
                    Told::Nothing(why) => why,
                    Told::CutOff => match request::halves(&question, &tokens::count) {
                        Some(halves) => {
                            waiting.extend(halves);
                            continue;
                        }
                        None => "the answer was cut off".to_owned(),
                    },
                };
                let name = self.group.unwrap_or(OBLIGATIONS);
                claims.truncated.push(name.to_owned());
                claims.reasons.push(format!(
                    "{name}: {nothing}; what is missing here may still be in the document"
                ));
            }
        }
        Ok(())
    }

    /// Asks, and once more with the fault when the answer has the wrong form.
    async fn ask(&self, question: &Request, claims: &mut Claims) -> Result<Told, Failure> {
        let invalid = match self.answer(question).await? {
            Err(told) => return Ok(told),
            Ok(json) => match self.read(&json, claims) {
                Ok(()) => return Ok(Told::Read),
                Err(invalid) => invalid,
            },
        };
        let told = match self.answer(&request::again(question, &invalid)).await? {
            Err(told) => told,
            Ok(json) => match self.read(&json, claims) {
                Ok(()) => Told::Read,
                Err(invalid) => Told::Nothing(format!("the answer has the wrong form ({invalid})")),
            },
        };
        Ok(told)
    }

    async fn answer(&self, question: &Request) -> Result<Result<String, Told>, Failure> {
        let llm = &self.model.llm;
        let key = derive(&[
            "answer",
            llm.model(),
            &question.system,
            &question.user(),
            &question.schema.to_string(),
        ])
        .to_string();
        if let Some((store, _)) = &self.model.answers
            && let Some(answer) = store.answer(&key).await?
        {
            return Ok(Ok(answer.reply));
        }
        let reply = match llm.complete(question).await {
            Ok(reply) => reply,
            Err(Error::Truncated) => return Ok(Err(Told::CutOff)),
            Err(error @ (Error::Refused | Error::Filtered)) => {
                return Ok(Err(Told::Nothing(error.to_string())));
            }
            Err(error) => {
                let (transient, after) = (error.is_transient(), error.retry_after());
                return Err(Failure::by(transient, error, after));
            }
        };
        metrics::counter!("countersign_model_tokens_total", "kind" => "prompt")
            .increment(reply.prompt_tokens.into());
        metrics::counter!("countersign_model_tokens_total", "kind" => "completion")
            .increment(reply.completion_tokens.into());
        if let Some((store, clock)) = &self.model.answers {
            let answer = Answer {
                reply: reply.json.clone(),
                prompt_tokens: reply.prompt_tokens.into(),
                completion_tokens: reply.completion_tokens.into(),
            };
            store.keep_answer(&key, &answer, clock.micros()).await?;
        }
        Ok(Ok(reply.json))
    }

    fn read(&self, json: &str, claims: &mut Claims) -> Result<(), Invalid> {
        let (schema, vault) = (&self.questions.schema, &self.source.vault);
        let refused = match self.group {
            Some(_) => {
                let read = reply::fields(json, schema, self.dictionary, vault)?;
                claims.candidates.extend(read.read);
                read.refused
            }
            None => {
                let read = reply::obligations(json, schema, vault)?;
                claims.drafts.extend(read.read);
                read.refused
            }
        };
        claims
            .unverified
            .extend(refused.into_iter().map(reply::RefusedClaim::unverified));
        Ok(())
    }
}
