//! Notes of each settled value what can be checked about it. Pure; changes no value.

use crate::domain::confidence::{Meeting, Signals, Support, TextLayer};
use crate::domain::document::{Document, Warning};
use crate::domain::reading::Reading;
use crate::domain::term::{Engine, Finding, Term};
use crate::domain::value::Value;

/// Gives every value of `reading` its signals.
pub fn weigh(document: &Document, reading: &mut Reading) {
    let engine = reading.engine;
    for finding in reading.fields.values_mut() {
        let conflict = matches!(finding, Finding::Conflict { .. });
        let (Finding::Found { terms } | Finding::Conflict { terms }) = finding else {
            continue;
        };
        let rivals = if conflict { terms.len() - 1 } else { 0 };
        for term in terms {
            term.signals = Some(Signals {
                grade: term.grounding.grade,
                meeting: meeting(engine, term, conflict),
                support: support(term),
                rivals: u32::try_from(rivals).unwrap_or(u32::MAX),
                text: text_layer(document, term.grounding.page),
                margin: None,
            });
        }
    }
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

fn support(term: &Term) -> Support {
    match (&term.derivation, &term.value) {
        (Some(_), _) => Support::ByRule,
        (None, Value::Text(_) | Value::Flag(_) | Value::OpenEnded) => Support::NoReader,
        (None, _) => Support::FromQuote,
    }
}

fn text_layer(document: &Document, page: u32) -> TextLayer {
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
