//! Asks a model in two looks, over masked passages only: first each group of fields over the
//! passages chosen for it and obligations over every section, side by side; then what no passage
//! stated, once more over the rest. A refusal or a cut-off answer is told; it is never "none".

use super::passages::{Choice, Pages};
use super::question::{Desk, Heard, Question};
use super::reading::{Claims, stands};
use super::{Model, Source, off_runtime};
use crate::connectors::llm::Passage;
use crate::domain::failure::Failure;
use crate::domain::id::{FieldId, PromptId};
use crate::domain::playbook::{Dictionary, Field};
use crate::offline::clauses::{self, Clauses};
use crate::prompt::request::{self, Budget, Part, Questions, TooLong};
use crate::text::tokens;
use futures::{StreamExt, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

/// What the ledger calls the questions about obligations.
const OBLIGATIONS: &str = "obligations";
/// What it calls the second look.
const REST: &str = "rest";

/// All that the model claims about `source`; `clauses` is what the classifier says of it, where it
/// was asked already.
///
/// # Errors
/// When the model cannot be reached in time, will not answer because of how it is set up, or has
/// used up its budget. What it answered is kept; what is on its way at the deadline is given up, and counts
/// with the most that it may cost.
pub async fn claims(
    model: &Model,
    dictionary: &Arc<Dictionary>,
    source: &Source,
    clauses: Option<clauses::Reading>,
) -> Result<Claims, Failure> {
    let desk = Desk {
        model,
        dictionary,
        source,
        deadline: Instant::now() + model.deadline,
    };
    let plan = Plan {
        model: model.clone(),
        dictionary: dictionary.clone(),
        source: source.clone(),
    };
    let first = plan.clone();
    let looked =
        off_runtime("preparing the questions", move || first.first_look(clauses)).await??;
    let mut claims = Claims::default();
    gather(&desk, looked.asked, &mut claims).await?;

    let shown = looked.shown;
    let (asked, mut claims) = off_runtime("preparing the questions", move || {
        let asked = plan.second_look(&shown, &claims)?;
        Ok::<_, Failure>((asked, claims))
    })
    .await??;
    gather(&desk, asked, &mut claims).await?;
    claims.clauses = Some(looked.clauses);
    Ok(claims)
}

/// The questions about one part of the dictionary, and which fields they are about.
struct Round {
    fields: Vec<FieldId>,
    questions: Vec<Question>,
}

/// The first look.
struct Looked {
    asked: Vec<Round>,
    shown: Shown,
    clauses: clauses::Reading,
}

/// What the first look showed.
struct Shown {
    pages: Pages,
    choice: Choice,
}

/// What questions are made of. Making them counts tokens and is never done on the async runtime.
#[derive(Clone)]
struct Plan {
    model: Model,
    dictionary: Arc<Dictionary>,
    source: Source,
}

impl Plan {
    /// Each group over its passages; obligations, which come first, over all.
    fn first_look(&self, clauses: Option<clauses::Reading>) -> Result<Looked, Failure> {
        let document = &self.source.read.document;
        let clauses = clauses.unwrap_or_else(|| Clauses::read(&document.text));
        let pages = Pages::of(document, &self.source.masked);
        let parts = request::parts(&self.dictionary);
        let choice = pages.choose(document, &clauses, &parts, self.model.limits);
        let everything = pages.passages(&self.source.masked, &vec![true; pages.len()]);
        let mut asked = vec![self.duties(&everything)?];
        for (part, shown) in parts.iter().zip(&choice.parts) {
            let passages = pages.passages(&self.source.masked, shown);
            asked.push(self.about(part, &passages)?);
        }
        Ok(Looked {
            asked,
            shown: Shown { pages, choice },
            clauses,
        })
    }

    /// What no claim stands for, over what was not shown for it.
    fn second_look(&self, first: &Shown, claims: &Claims) -> Result<Vec<Round>, Failure> {
        let missing = self.missing(claims);
        let parts = request::parts(&self.dictionary);
        let mut asked = Vec::new();
        for rest in Part::split(REST, &missing) {
            let of = |part: &Part<'_>| part.fields.iter().any(|field| rest.fields.contains(field));
            let lacking = parts.iter().zip(&first.choice.parts);
            let lacking: Vec<&Vec<bool>> = lacking
                .filter(|(part, _)| of(part))
                .map(|(_, shown)| shown)
                .collect();
            let unseen: Vec<bool> = (0..first.pages.len())
                .map(|piece| lacking.iter().any(|shown| !shown[piece]))
                .collect();
            let passages = first.pages.passages(&self.source.masked, &unseen);
            asked.push(self.about(&rest, &passages)?);
        }
        Ok(asked)
    }

    /// The fields for which no claim stands. Where a question about them was not answered, the rest may state
    /// them all the same. What code computes is hardly ever stated: it is not looked for twice.
    fn missing(&self, claims: &Claims) -> Vec<&Field> {
        let known = stands(&self.source.read.document, &claims.candidates);
        let fields = self.dictionary.fields.iter();
        let missing = fields.filter(|field| !known.contains(&field.id) && !field.is_computed());
        missing.collect()
    }

    fn about(&self, part: &Part<'_>, passages: &[Passage]) -> Result<Round, Failure> {
        let prompts = &self.model.prompts;
        let asked = request::fields(prompts, part, passages, &self.budget()).map_err(too_long)?;
        Ok(Round {
            fields: part.fields.iter().map(|field| field.id.clone()).collect(),
            questions: questions(&part.name, prompts.fields.id(), false, asked),
        })
    }

    fn duties(&self, passages: &[Passage]) -> Result<Round, Failure> {
        let prompts = &self.model.prompts;
        let asked = request::obligations(prompts, passages, &self.budget()).map_err(too_long)?;
        Ok(Round {
            fields: Vec::new(),
            questions: questions(OBLIGATIONS, prompts.obligations.id(), true, asked),
        })
    }

    fn budget(&self) -> Budget<'static> {
        Budget {
            count: &tokens::count,
            question: self.model.passage_tokens,
            answer: self.model.reply_tokens,
        }
    }
}

fn questions(topic: &str, prompt: PromptId, duties: bool, asked: Questions) -> Vec<Question> {
    let schema = Arc::new(asked.schema);
    let form_tokens = tokens::count(&schema.wire.to_string());
    let question = |request| Question {
        topic: topic.to_owned(),
        prompt: prompt.clone(),
        duties,
        schema: schema.clone(),
        form_tokens,
        request,
    };
    asked.requests.into_iter().map(question).collect()
}

fn too_long(error: TooLong) -> Failure {
    Failure::fail(format!("{error}: raise pipeline.passage_tokens"))
}

/// Puts the questions of `rounds` side by side and adds what is heard to `claims`. After a failure no
/// further question is put; those on their way are waited for, since they are paid for.
async fn gather(desk: &Desk<'_>, rounds: Vec<Round>, claims: &mut Claims) -> Result<(), Failure> {
    let stopped = AtomicBool::new(false);
    let put = |(fields, question): (Arc<Vec<FieldId>>, Question)| {
        let stopped = &stopped;
        async move {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let heard = desk.put(&question).await;
            stopped.fetch_or(heard.is_err(), Ordering::Relaxed);
            Some(heard.map(|heard| (question.topic, fields, heard)))
        }
    };
    let questions = rounds.into_iter().flat_map(|round| {
        let fields = Arc::new(round.fields);
        let questions = round.questions.into_iter();
        questions.map(move |question| (fields.clone(), question))
    });
    let heard = stream::iter(questions)
        .map(put)
        .buffered(desk.model.at_once.max(1))
        .collect::<Vec<_>>();
    let heard: Result<Vec<_>, Failure> = heard.await.into_iter().flatten().collect();
    for (topic, fields, heard) in heard? {
        add(claims, &topic, &fields, heard);
    }
    Ok(())
}

fn add(claims: &mut Claims, topic: &str, fields: &[FieldId], heard: Heard) {
    claims.candidates.extend(heard.candidates);
    claims.drafts.extend(heard.drafts);
    claims.unverified.extend(heard.unverified);
    if let Some(why) = heard.silent {
        claims.unanswered.extend(fields.iter().cloned());
        claims.reasons.push(format!(
            "{topic}: {why}; what is missing here may still be in the document"
        ));
    }
}
