//! Builds the questions: instructions, fenced passages, schema, and no more passages in one
//! question than its budget of tokens holds. A passage is never cut: a cut clause lies.

use super::Prompts;
use super::reply::Invalid;
use super::schema::{self, Schema};
use crate::connectors::llm::{Passage, Request};
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::value::ValueKind;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The most fields of one question: with more, models leave some out, and answers are cut off.
const MOST_FIELDS: usize = 20;

/// How long questions and answers may be.
pub struct Budget<'a> {
    /// Counts the tokens of a text.
    pub count: &'a dyn Fn(&str) -> u32,
    /// The most tokens of one question: instructions, passages and the lines around them.
    pub question: u32,
    /// The most tokens of its answer.
    pub answer: u32,
}

/// The questions that together show every passage once, and the form of their answers.
#[derive(Debug, Clone)]
pub struct Questions {
    /// In the order of the passages.
    pub requests: Vec<Request>,
    /// The form of each answer.
    pub schema: Schema,
}

/// A passage that no question can hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "passage {ordinal} with its instructions has {tokens} tokens, and a question may have {limit}"
)]
pub struct TooLong {
    /// Its number.
    pub ordinal: u32,
    /// Tokens of a question with this passage alone.
    pub tokens: u32,
    /// The budget.
    pub limit: u32,
}

/// Fields that are asked for together.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'a> {
    /// The group's name, with a number where the group is too large for one question.
    pub name: String,
    /// The fields in reading order.
    pub fields: Vec<&'a Field>,
}

impl<'a> Part<'a> {
    /// Even parts of `fields`, none larger than a question may be.
    pub fn split(name: &str, fields: &[&'a Field]) -> Vec<Self> {
        let count = fields.len().div_ceil(MOST_FIELDS).max(1);
        let size = fields.len().div_ceil(count).max(1);
        let part = |(at, fields): (usize, &[&'a Field])| Self {
            name: match count {
                1 => name.to_owned(),
                _ => format!("{name}_{}", at + 1),
            },
            fields: fields.to_vec(),
        };
        fields.chunks(size).enumerate().map(part).collect()
    }
}

/// All fields of `dictionary` that a contract can state, by group, a large group in parts.
pub fn parts(dictionary: &Dictionary) -> Vec<Part<'_>> {
    let of = |group: &str| -> Vec<&Field> {
        let fields = dictionary.fields.iter();
        let asked = fields.filter(|field| field.group == group && field.is_asked());
        asked.collect()
    };
    let groups = dictionary.groups();
    groups
        .iter()
        .flat_map(|group| Part::split(group, &of(group)))
        .filter(|part| !part.fields.is_empty())
        .collect()
}

/// The questions for the fields of `part` in `passages`.
///
/// # Errors
/// When one passage alone is over the budget.
pub fn fields(
    prompts: &Prompts,
    part: &Part<'_>,
    passages: &[Passage],
    budget: &Budget<'_>,
) -> Result<Questions, TooLong> {
    let system = prompts
        .fields
        .render(&[("fields", &described(&part.fields))]);
    let schema = schema::fields(&part.name, &part.fields);
    questions(&system, schema, passages, budget)
}

/// The questions for the obligations in `passages`.
///
/// # Errors
/// When one passage alone is over the budget.
pub fn obligations(
    prompts: &Prompts,
    passages: &[Passage],
    budget: &Budget<'_>,
) -> Result<Questions, TooLong> {
    let system = prompts.obligations.render(&[]);
    questions(&system, schema::obligations(), passages, budget)
}

/// The same question in two halves, for an answer that was cut off: half the passages have half to
/// say. `None` where there is only one passage, which is never cut.
pub fn halves(request: &Request, count: &dyn Fn(&str) -> u32) -> Option<[Request; 2]> {
    let middle = request.passages.len().div_ceil(2);
    let (first, second) = request.passages.split_at(middle);
    if second.is_empty() {
        return None;
    }
    let half = |passages: &[Passage]| {
        let mut half = Request {
            fence: fence(passages),
            passages: passages.to_vec(),
            ..request.clone()
        };
        half.expected_tokens = count(&half.system) + count(&half.user());
        half
    };
    Some([half(first), half(second)])
}

/// The same question with what was wrong with the first answer. Ask it once; then it is for a person.
pub fn again(request: &Request, invalid: &Invalid) -> Request {
    let system = format!(
        "{}\n\nYour last answer could not be used: {invalid}. Answer again, with one JSON object of the required form and nothing else.",
        request.system
    );
    Request {
        system,
        ..request.clone()
    }
}

fn questions(
    system: &str,
    schema: Schema,
    passages: &[Passage],
    budget: &Budget<'_>,
) -> Result<Questions, TooLong> {
    // Each part is counted once; the lines between the parts are counted with each, so that the sum is
    // never below the whole by more than a token per part.
    let count = budget.count;
    let around = count(system) + count(&fence_lines("0123456789abcdef"));
    let mut requests: Vec<Request> = Vec::new();
    let mut open: Vec<Passage> = Vec::new();
    let mut used = around;
    for passage in passages {
        let line = format!("[passage {}]\n\n", passage.ordinal);
        let cost = count(&line) + count(passage.text.as_str());
        if around + cost > budget.question {
            return Err(TooLong {
                ordinal: passage.ordinal,
                tokens: around + cost,
                limit: budget.question,
            });
        }
        if used + cost > budget.question {
            requests.push(request(system, &schema, std::mem::take(&mut open), budget));
            used = around;
        }
        used += cost;
        open.push(passage.clone());
    }
    if !open.is_empty() {
        requests.push(request(system, &schema, open, budget));
    }
    Ok(Questions { requests, schema })
}

fn request(system: &str, schema: &Schema, passages: Vec<Passage>, budget: &Budget<'_>) -> Request {
    let mut request = Request {
        system: system.to_owned(),
        question: None,
        fence: fence(&passages),
        passages,
        schema_name: schema.name.clone(),
        schema: schema.wire.clone(),
        max_tokens: budget.answer,
        expected_tokens: 0,
    };
    request.expected_tokens = (budget.count)(system) + (budget.count)(&request.user());
    request
}

fn fence_lines(fence: &str) -> String {
    format!("-----BEGIN DATA {fence}-----\n-----END DATA {fence}-----")
}

/// A word that stands in none of `passages`: a hash of them all. It takes no randomness, so that
/// the same question is the same bytes; and who writes a contract cannot put into it a hash of a
/// text that holds that very hash.
pub fn fence(passages: &[Passage]) -> String {
    let mut hasher = Sha256::new();
    for passage in passages {
        hasher.update(passage.ordinal.to_le_bytes());
        hasher.update(passage.text.as_str().as_bytes());
        hasher.update([0]);
    }
    let mut digest = hasher.finalize();
    loop {
        let word = hex::encode(&digest[..8]);
        if !passages.iter().any(|p| p.text.as_str().contains(&word)) {
            return word;
        }
        digest = Sha256::digest(digest);
    }
}

/// The fields as the model is told of them.
fn described(fields: &[&Field]) -> String {
    let mut text = String::new();
    for field in fields {
        let several = if field.many {
            " There may be several."
        } else {
            ""
        };
        // Writing to a string cannot fail, so that the result is let go.
        let _ = writeln!(
            text,
            "- `{}` ({}; {}): {}{several}",
            field.id,
            field.label,
            form(field.kind),
            field.description.trim()
        );
    }
    text.trim_end().to_owned()
}

/// The canonical text of a kind, which [`crate::domain::value::Value::parse`] reads.
fn form(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "a few words",
        ValueKind::Date => "a date as `2026-01-31`",
        ValueKind::Period => {
            "a count and a unit, as `90 days`, `5 business days`, `36 months` or `3 years`"
        }
        ValueKind::Money => "a currency code and a number, as `USD 1200.00`",
        ValueKind::Percent => "a number of per cent, as `1.5`",
        ValueKind::Flag => "`yes` or `no`",
        ValueKind::Party => {
            "the full legal name, with the contract's own name for it where there is one, as `Acme Ltd (\"Supplier\")`"
        }
        ValueKind::Jurisdiction => "the usual English name of a state or country",
    }
}

#[cfg(test)]
mod tests;
