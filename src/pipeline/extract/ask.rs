//! Asks a model in two looks, over masked passages only: first each group of fields over the
//! passages chosen for it and obligations over every section, side by side; then what no passage
//! stated, once more over the rest. A refusal or a cut-off answer is told; it is never "none".

use super::passages::Pages;
use super::question::{Desk, Heard, Question};
use super::reading::{Claims, stands};
use super::{Model, Source, off_runtime};
use crate::connectors::llm::Passage;
use crate::domain::failure::Failure;
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, Field};
use crate::prompt::request::{self, Budget, Part, Questions, TooLong};
use crate::text::tokens;
use futures::{StreamExt, stream};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

/// What the ledger calls the questions about obligations.
const OBLIGATIONS: &str = "obligations";
/// What it calls the second look.
const REST: &str = "rest";

/// All that the model claims about `source`.
///
/// # Errors
/// When the model cannot be reached in time, will not answer because of how it is set up, or has
/// used up its budget. What it answered is kept: the deadline stops new questions only.
pub async fn claims(
    model: &Model,
    dictionary: &Arc<Dictionary>,
    source: &Source,
) -> Result<Claims, Failure> {
    let desk = Desk {
        model,
        dictionary,
        source,
        deadline: Instant::now() + model.deadline,
    };
    let passages = passages(source);
    let parts = request::parts(dictionary);
    let chosen = choose(model, dictionary, source).await?;
    let mut first = Vec::new();
    for (part, shown) in parts.iter().zip(&chosen) {
        first.push(about(&desk, part, &only(&passages, |at| shown[at]))?);
    }
    let mut duties = duties(&desk, &passages)?;
    duties.extend(
        first
            .iter_mut()
            .flat_map(|round| std::mem::take(&mut round.questions)),
    );
    let mut claims = Claims::default();
    gather(&desk, duties, &first, &mut claims).await?;

    let missing = missing(dictionary, source, &claims);
    let unseen = |fields: &[&Field], at: usize| {
        let hidden = |(part, shown): (&Part<'_>, &Vec<bool>)| {
            !shown[at] && part.fields.iter().any(|field| fields.contains(field))
        };
        parts.iter().zip(&chosen).any(hidden)
    };
    let mut second = Vec::new();
    for part in Part::split(REST, &missing) {
        let rest = only(&passages, |at| unseen(&part.fields, at));
        second.push(about(&desk, &part, &rest)?);
    }
    let questions = second
        .iter_mut()
        .flat_map(|round| std::mem::take(&mut round.questions));
    let questions = questions.collect();
    gather(&desk, questions, &second, &mut claims).await?;
    Ok(claims)
}

/// The questions about one part of the dictionary, and which fields they are about.
struct Round {
    name: String,
    fields: Vec<FieldId>,
    questions: Vec<Question>,
}

fn about(desk: &Desk<'_>, part: &Part<'_>, passages: &[Passage]) -> Result<Round, Failure> {
    let prompts = &desk.model.prompts;
    let asked = request::fields(prompts, part, passages, &budget(desk.model)).map_err(too_long)?;
    Ok(Round {
        name: part.name.clone(),
        fields: part.fields.iter().map(|field| field.id.clone()).collect(),
        questions: questions(&part.name, false, asked),
    })
}

fn duties(desk: &Desk<'_>, passages: &[Passage]) -> Result<Vec<Question>, Failure> {
    let prompts = &desk.model.prompts;
    let asked = request::obligations(prompts, passages, &budget(desk.model)).map_err(too_long)?;
    Ok(questions(OBLIGATIONS, true, asked))
}

fn questions(topic: &str, duties: bool, asked: Questions) -> Vec<Question> {
    let schema = asked.schema;
    let question = |request| Question {
        topic: topic.to_owned(),
        duties,
        schema: schema.clone(),
        request,
    };
    asked.requests.into_iter().map(question).collect()
}

fn budget(model: &Model) -> Budget<'static> {
    Budget {
        count: &tokens::count,
        question: model.passage_tokens,
        answer: model.reply_tokens,
    }
}

fn too_long(error: TooLong) -> Failure {
    Failure::fail(format!(
        "{error}: raise pipeline.passage_tokens, or lower pipeline.chunk_tokens"
    ))
}

/// Puts `questions` side by side and adds what is heard to `claims`. After a failure no further
/// question is put; those on their way are waited for, since they are paid for.
async fn gather(
    desk: &Desk<'_>,
    questions: Vec<Question>,
    rounds: &[Round],
    claims: &mut Claims,
) -> Result<(), Failure> {
    let stopped = AtomicBool::new(false);
    let put = |question: Question| {
        let stopped = &stopped;
        async move {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let heard = desk.put(&question).await;
            stopped.fetch_or(heard.is_err(), Ordering::Relaxed);
            Some(heard.map(|heard| (question.topic, heard)))
        }
    };
    let heard = stream::iter(questions)
        .map(put)
        .buffered(desk.model.at_once.max(1))
        .collect::<Vec<_>>();
    let heard: Result<Vec<_>, Failure> = heard.await.into_iter().flatten().collect();
    for (topic, heard) in heard? {
        let round = rounds.iter().find(|round| round.name == topic);
        let fields = round.map_or(&[][..], |round| &round.fields);
        add(claims, &topic, fields, heard);
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

/// The masked chunks in document order.
fn passages(source: &Source) -> Vec<Passage> {
    let pairs = source.read.chunks.iter().zip(&source.masked);
    pairs
        .map(|(chunk, text)| Passage {
            ordinal: chunk.ordinal,
            text: text.clone(),
            span: chunk.span,
        })
        .collect()
}

fn only(passages: &[Passage], shown: impl Fn(usize) -> bool) -> Vec<Passage> {
    let kept = passages.iter().enumerate().filter(|(at, _)| shown(*at));
    kept.map(|(_, passage)| passage.clone()).collect()
}

/// For each part of the dictionary, which chunks are shown first.
async fn choose(
    model: &Model,
    dictionary: &Arc<Dictionary>,
    source: &Source,
) -> Result<Vec<Vec<bool>>, Failure> {
    let (read, dictionary, share) = (source.read.clone(), dictionary.clone(), model.passage_share);
    off_runtime("choosing the passages", move || {
        let pages = Pages::of(&read);
        let parts = request::parts(&dictionary);
        parts
            .iter()
            .map(|part| pages.chosen(&part.fields, share))
            .collect()
    })
    .await
}

/// The fields for which no claim stands and that were answered.
fn missing<'a>(dictionary: &'a Dictionary, source: &Source, claims: &Claims) -> Vec<&'a Field> {
    let stating = stands(&source.read.document, &claims.candidates);
    let known: BTreeSet<&FieldId> = stating.into_iter().chain(&claims.unanswered).collect();
    let fields = dictionary.fields.iter();
    fields.filter(|field| !known.contains(&field.id)).collect()
}
