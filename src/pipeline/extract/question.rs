//! One question to a model: from the store where it was answered before, else within the budget, and
//! kept before it is used. Every kind of answer ends in claims or in a reason; none is taken for "none".

use super::{Model, Source};
use crate::connectors::llm::{Error, Reply, Request, Usage};
use crate::domain::failure::Failure;
use crate::domain::id::derive;
use crate::domain::obligation::Draft;
use crate::domain::playbook::Dictionary;
use crate::domain::term::{Candidate, Unverified};
use crate::prompt::reply::{self, Asked, Invalid, RefusedClaim};
use crate::prompt::request;
use crate::prompt::schema::Schema;
use crate::store::answers::Answer;
use crate::store::ledger::{Cost, Entry};
use crate::text::tokens;

/// What every question about one contract is put with.
pub(super) struct Desk<'a> {
    pub model: &'a Model,
    pub dictionary: &'a Dictionary,
    pub source: &'a Source,
}

/// A question.
pub(super) struct Question {
    /// What it is about, as the ledger names it.
    pub topic: String,
    /// Whether it asks for obligations instead of fields.
    pub duties: bool,
    /// The form of the answer.
    pub schema: Schema,
    /// What is sent.
    pub request: Request,
}

/// What a model answered.
#[derive(Default)]
pub(super) struct Heard {
    pub candidates: Vec<Candidate>,
    pub drafts: Vec<Draft>,
    pub unverified: Vec<Unverified>,
    /// Why a part of the question has no usable answer.
    pub silent: Option<String>,
}

/// What came of one request.
enum Told {
    Read(Heard),
    CutOff(&'static str),
    Nothing(String),
}

const CUT_OFF: &str = "the answer was cut off";
const CLIPPED: &str = "the endpoint read only a part of the question (raise its context length, or lower pipeline.passage_tokens)";

impl Desk<'_> {
    /// Puts a question. One that is cut off is put once more in two halves.
    ///
    /// # Errors
    /// When the model cannot be reached, refuses for how it is set up, or the budget is used up.
    pub(super) async fn put(&self, question: &Question) -> Result<Heard, Failure> {
        let cut = match self.told(question, &question.request).await? {
            Told::Read(heard) => return Ok(heard),
            Told::Nothing(why) => return Ok(Heard::silent(why)),
            Told::CutOff(why) => why,
        };
        let Some(halves) = request::halves(&question.request, &tokens::count) else {
            return Ok(Heard::silent(cut.to_owned()));
        };
        let mut heard = Heard::default();
        for half in &halves {
            heard.add(match self.told(question, half).await? {
                Told::Read(half) => half,
                Told::Nothing(why) => Heard::silent(why),
                Told::CutOff(why) => Heard::silent(format!("{why}, of half the question too")),
            });
        }
        Ok(heard)
    }

    /// Sends a request, and once more with the fault when the answer has the wrong form.
    async fn told(&self, question: &Question, request: &Request) -> Result<Told, Failure> {
        let said = match told(self.answer(question, request).await?) {
            Ok(said) => said,
            Err(told) => return Ok(told),
        };
        let invalid = match self.read(question, request, &said) {
            Ok(heard) => return Ok(Told::Read(heard)),
            Err(invalid) => invalid,
        };
        let again = request::again(request, &invalid);
        let said = match told(self.answer(question, &again).await?) {
            Ok(said) => said,
            Err(told) => return Ok(told),
        };
        Ok(match self.read(question, request, &said) {
            Ok(heard) => Told::Read(heard),
            Err(invalid) => Told::Nothing(format!("the answer has the wrong form ({invalid})")),
        })
    }

    fn read(&self, question: &Question, sent: &Request, said: &str) -> Result<Heard, Invalid> {
        let asked = Asked {
            schema: &question.schema,
            passages: &sent.passages,
            vault: &self.source.vault,
        };
        let mut heard = Heard::default();
        let refused = if question.duties {
            let claims = reply::obligations(said, &asked)?;
            heard.drafts = claims.read;
            claims.refused
        } else {
            let claims = reply::fields(said, &asked, self.dictionary)?;
            heard.candidates = claims.read;
            claims.refused
        };
        heard.unverified = refused.into_iter().map(RefusedClaim::unverified).collect();
        Ok(heard)
    }

    /// The kept answer, or the model's, which is kept.
    async fn answer(&self, question: &Question, request: &Request) -> Result<Answer, Failure> {
        let key = key(self.model.llm.model(), request);
        let records = self.model.records.as_ref();
        if let Some(records) = records
            && let Some(answer) = records.store.answer(&key).await?
        {
            metrics::counter!("countersign_model_cache_hits_total").increment(1);
            if records.keeps {
                let entry = self.entry(question, Usage::default(), true);
                records.store.note(&entry).await?;
            }
            return Ok(answer);
        }
        let most = Usage {
            prompt_tokens: request.expected_tokens,
            completion_tokens: request.max_tokens,
            attempts: 1,
        };
        let purse = &self.model.purse;
        let hold = purse.hold(records, &self.source.contract, most).await?;
        let reply = self.model.llm.complete(request).await;
        count(&reply, purse.micros(reply.usage));
        let answer = self.keep(question, &key, reply).await;
        // What was paid is on record now, and need not be held.
        drop(hold);
        answer
    }

    /// Writes down what was paid, with the answer where there is one.
    async fn keep(&self, question: &Question, key: &str, reply: Reply) -> Result<Answer, Failure> {
        let usage = reply.usage;
        let answer = answered(reply.outcome);
        let Some(records) = &self.model.records else {
            self.model.purse.pay(&self.source.contract, usage);
            return answer;
        };
        let entry = self.entry(question, usage, false);
        match &answer {
            Ok(answer) if records.keeps => records.store.keep_answer(key, answer, &entry).await?,
            Err(_) if records.keeps && entry.cost.tokens() > 0 => {
                records.store.note(&entry).await?
            }
            _ => {}
        }
        answer
    }

    fn entry(&self, question: &Question, usage: Usage, cached: bool) -> Entry {
        let records = self.model.records.as_ref();
        Entry {
            at: records.map_or(0, |records| records.clock.micros()),
            contract: self.source.contract.clone(),
            topic: question.topic.clone(),
            model: self.model.llm.model().to_owned(),
            cost: Cost {
                questions: 1,
                cached: i64::from(cached),
                retries: i64::from(usage.attempts.saturating_sub(1)),
                prompt_tokens: usage.prompt_tokens.into(),
                completion_tokens: usage.completion_tokens.into(),
                micros: self.model.purse.micros(usage),
            },
        }
    }
}

/// The name under which an answer is kept: the model, the instructions, the schema and the passages,
/// each to the letter.
fn key(model: &str, request: &Request) -> String {
    let (user, schema) = (request.user(), request.schema.to_string());
    derive(&["answer", model, &request.system, &user, &schema]).to_string()
}

fn answered(outcome: Result<String, Error>) -> Result<Answer, Failure> {
    match outcome {
        Ok(said) => Ok(Answer::Whole(said)),
        Err(Error::Refused) => Ok(Answer::Refused),
        Err(Error::Filtered) => Ok(Answer::Filtered),
        Err(Error::Truncated) => Ok(Answer::CutOff),
        Err(Error::Clipped { .. }) => Ok(Answer::Clipped),
        Err(error) => {
            let (transient, after) = (error.is_transient(), error.retry_after());
            Err(Failure::by(transient, error, after))
        }
    }
}

/// The text of a whole answer; or what came instead.
fn told(answer: Answer) -> Result<String, Told> {
    match answer {
        Answer::Whole(said) => Ok(said),
        Answer::Refused => Err(Told::Nothing("the model declined to answer".to_owned())),
        Answer::Filtered => Err(Told::Nothing(
            "a content filter stopped the answer".to_owned(),
        )),
        Answer::CutOff => Err(Told::CutOff(CUT_OFF)),
        Answer::Clipped => Err(Told::CutOff(CLIPPED)),
    }
}

impl Heard {
    fn silent(why: String) -> Self {
        Self {
            silent: Some(why),
            ..Self::default()
        }
    }

    fn add(&mut self, other: Self) {
        self.candidates.extend(other.candidates);
        self.drafts.extend(other.drafts);
        self.unverified.extend(other.unverified);
        self.silent = self.silent.take().or(other.silent);
    }
}

/// Counts for `/metrics`.
fn count(reply: &Reply, micros: i64) {
    let usage = reply.usage;
    let outcome = match &reply.outcome {
        Ok(_) => "whole",
        Err(error) => error.kind(),
    };
    metrics::counter!("countersign_model_questions_total", "outcome" => outcome).increment(1);
    metrics::counter!("countersign_model_retries_total")
        .increment(usage.attempts.saturating_sub(1).into());
    metrics::counter!("countersign_model_tokens_total", "kind" => "prompt")
        .increment(usage.prompt_tokens.into());
    metrics::counter!("countersign_model_tokens_total", "kind" => "completion")
        .increment(usage.completion_tokens.into());
    metrics::counter!("countersign_model_cost_micros_total")
        .increment(u64::try_from(micros).unwrap_or(0));
}
