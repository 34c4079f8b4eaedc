//! Notes of each settled value what can be checked about it. Pure; changes no value.

use super::evidence::Evidence;
use super::place::place;
use crate::domain::confidence::{Meeting, Place, Signals, Support, TextLayer};
use crate::domain::document::{Document, Warning};
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::reading::Reading;
use crate::domain::term::{Engine, Finding, Term};
use crate::domain::value::Value;
use crate::offline::clauses;

/// Gives every value of `reading` its signals.
pub fn weigh(
    (document, evidence): (&Document, &Evidence<'_>),
    dictionary: &Dictionary,
    clauses: &clauses::Reading,
    reading: &mut Reading,
) {
    let engine = reading.engine;
    for (field, finding) in &mut reading.fields {
        let entry = dictionary.get(field);
        let category = entry.and_then(|field| field.cuad.as_deref());
        let is_computed = entry.is_some_and(Field::is_computed);
        let conflict = matches!(finding, Finding::Conflict { .. });
        let (Finding::Found { terms } | Finding::Conflict { terms }) = finding else {
            continue;
        };
        let beside = if conflict { terms.len() - 1 } else { 0 };
        for term in terms {
            let rivals = beside + term.rivals.len();
            term.signals = Some(Signals {
                grade: term.grounding.grade,
                meeting: meeting(engine, term, conflict),
                support: support(term, is_computed),
                rivals: u32::try_from(rivals).unwrap_or(u32::MAX),
                text: text_layer(document, term.grounding.page),
                margin: category.map(|category| chance(clauses, category, term)),
                place: entry.map_or(Place::Unnamed, |field| place(evidence, field, term)),
            });
        }
    }
}

/// How probably people would mark the quote for this category.
fn chance(clauses: &clauses::Reading, category: &str, term: &Term) -> f32 {
    let there = clauses.found(category).iter();
    there
        .filter(|found| found.span.overlaps(term.grounding.span))
        .map(|found| found.chance)
        .fold(0.0, f32::max)
}

fn meeting(engine: Engine, term: &Term, conflict: bool) -> Meeting {
    match (conflict, engine, term.engine) {
        (true, ..) => Meeting::Conflict,
        (_, _, Engine::Both) => Meeting::Agree,
        // What code computes is read by no engine.
        (_, Engine::Both, _) if term.derivation.is_none() => Meeting::OneSided,
        _ => Meeting::Alone,
    }
}

/// What our own reader says of it. That a date is the one for notice no reader can tell.
fn support(term: &Term, is_computed: bool) -> Support {
    let is_of_model = term.engine == Engine::Llm;
    match (&term.derivation, &term.value) {
        (Some(_), _) => Support::ByRule,
        (None, Value::Text(_) | Value::Flag(_)) if is_of_model => Support::Unchecked,
        (None, _) if is_of_model && is_computed => Support::Unchecked,
        (None, Value::Text(_) | Value::Flag(_) | Value::OpenEnded) => Support::NoReader,
        (None, _) => Support::FromQuote,
    }
}

pub(super) fn text_layer(document: &Document, page: u32) -> TextLayer {
    let is_doubtful = document.warnings.iter().any(|warning| match warning {
        Warning::UncertainText { page: of } | Warning::PageNotRead { page: of } => *of == page,
        _ => false,
    });
    let mut pages = document.pages.iter();
    let agreement = pages
        .find(|of| of.number == page)
        .and_then(|of| of.agreement);
    match (is_doubtful, agreement) {
        (true, _) => TextLayer::Doubtful,
        (false, Some(_)) => TextLayer::Confirmed,
        (false, None) => TextLayer::Unconfirmed,
    }
}
