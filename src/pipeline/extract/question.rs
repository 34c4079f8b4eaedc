//! One question to a model: from the store where it was answered before, else within the budget, and
//! kept before it is used. Every kind of answer ends in claims or in a reason; none is taken for "none".

use super::bill::cache_hit;
use super::purchase::Purchase;
use super::repeats;
use super::{Model, Source, off_runtime};
use crate::connectors::llm::{Llm, Request, Usage};
use crate::domain::document::Document;
use crate::domain::failure::Failure;
use crate::domain::id::{PromptId, derive};
use crate::domain::obligation::Draft;
use crate::domain::playbook::Dictionary;
use crate::domain::term::{Candidate, Unverified};
use crate::prompt::reply::{self, Asked, Invalid, RefusedClaim};
use crate::prompt::request;
use crate::prompt::schema::Schema;
use crate::store::answers::Answer;
use crate::text::tokens;
use std::sync::Arc;
use tokio::time::Instant;

/// What every question about one contract is put with.
pub(super) struct Desk<'a> {
    pub model: &'a Model,
    pub dictionary: &'a Arc<Dictionary>,
    pub source: &'a Source,
    /// When all of it is given up.
    pub deadline: Instant,
}

/// A question.
#[derive(Clone)]
pub(super) struct Question {
    /// What it is about, as the ledger names it.
    pub topic: String,
    /// The prompt that its instructions come from.
    pub prompt: PromptId,
    /// Whether it asks for obligations instead of fields.
    pub duties: bool,
    /// The form of the answer.
    pub schema: Arc<Schema>,
    /// Tokens of that form as it is sent.
    pub form_tokens: u32,
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
        let whole = question.request.clone();
        let halve = move || request::halves(&whole, &tokens::count);
        let Some(halves) = off_runtime("halving a question", halve).await? else {
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
        let invalid = match self.read(question, request, said).await? {
            Ok(heard) => return Ok(Told::Read(heard)),
            Err(invalid) => invalid,
        };
        let again = request::again(request, &invalid);
        let said = match told(self.answer(question, &again).await?) {
            Ok(said) => said,
            Err(told) => return Ok(told),
        };
        Ok(match self.read(question, request, said).await? {
            Ok(heard) => Told::Read(heard),
            Err(invalid) => Told::Nothing(format!("the answer has the wrong form ({invalid})")),
        })
    }

    /// What an answer claims, read off the async runtime: a long one holds hundreds of claims.
    async fn read(
        &self,
        question: &Question,
        sent: &Request,
        said: String,
    ) -> Result<Result<Heard, Invalid>, Failure> {
        let (duties, schema) = (question.duties, question.schema.clone());
        let (source, dictionary) = (self.source.clone(), self.dictionary.clone());
        let passages = sent.passages.clone();
        off_runtime("reading an answer", move || {
            let asked = Asked {
                schema: &schema,
                passages: &passages,
                vault: &source.vault,
            };
            heard(&said, &asked, duties, (&dictionary, &source.read.document))
        })
        .await
    }

    /// The kept answer, or the model's, which is kept. One that was cut off or clipped is asked for
    /// again, since limits can be raised; only a replay is content with it.
    async fn answer(&self, question: &Question, request: &Request) -> Result<Answer, Failure> {
        let purchase = Purchase {
            model: self.model.clone(),
            contract: self.source.contract.clone(),
            topic: question.topic.clone(),
            prompt: question.prompt.clone(),
            key: key(self.model.llm.as_ref(), request),
            request: request.clone(),
            form_tokens: question.form_tokens,
            deadline: self.deadline,
        };
        let records = self.model.records.as_ref();
        if let Some(records) = records
            && let Some(answer) = records.store.answer(&purchase.key).await?
            && (answer.is_final() || !records.keeps)
        {
            cache_hit(&question.topic);
            if records.keeps {
                let entry = purchase.entry(Usage::default(), true);
                records.store.note(&entry).await?;
            }
            return Ok(answer);
        }
        if Instant::now() >= self.deadline {
            return Err(Failure::retry(
                "the model did not answer all questions within llm.contract_deadline_seconds",
            ));
        }
        purchase.make().await
    }
}

/// The name under which an answer is kept: the model, the instructions, the schema and the passages, each to
/// the letter, and how the schema is told where the settings say so: who is told otherwise answers anew.
fn key(llm: &dyn Llm, request: &Request) -> String {
    let (user, schema) = (request.user(), request.schema.to_string());
    let mut parts = vec!["answer", llm.model(), &request.system, &user, &schema];
    parts.extend(Some(llm.form()).filter(|form| !form.is_empty()));
    derive(&parts).to_string()
}

/// What an answer of the right form claims.
fn heard(
    said: &str,
    asked: &Asked<'_>,
    duties: bool,
    (dictionary, document): (&Dictionary, &Document),
) -> Result<Heard, Invalid> {
    let mut heard = Heard::default();
    let refused = if duties {
        let claims = reply::obligations(said, asked)?;
        heard.drafts = claims.read;
        repeats::apart(document, &mut heard.drafts);
        claims.refused
    } else {
        let claims = reply::fields(said, asked, dictionary)?;
        heard.candidates = claims.read;
        repeats::apart(document, &mut heard.candidates);
        claims.refused
    };
    heard.unverified = refused.into_iter().map(RefusedClaim::unverified).collect();
    Ok(heard)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::llm::{Error, Reply};
    use async_trait::async_trait;

    struct Asked(&'static str);

    #[async_trait]
    impl Llm for Asked {
        fn model(&self) -> &str {
            "m"
        }

        fn form(&self) -> &'static str {
            self.0
        }

        async fn complete(&self, _: &Request) -> Reply {
            unreachable!("nothing is asked here")
        }

        async fn ping(&self) -> Result<String, Error> {
            Ok(String::new())
        }
    }

    /// I30: an answer in the wrong form is not the answer to a question that is put in another way.
    #[test]
    fn the_way_in_which_the_form_is_told_is_part_of_the_key() {
        let request = Request::of_size(100, 500);
        let key = |form| key(&Asked(form), &request);
        assert_ne!(key(""), key("schema"));
        assert_ne!(key("text"), key("schema"));
        assert_eq!(key("text"), key("text"));
    }
}
