//! From claims to a reading: each quote is looked for, what is found becomes a term, what is not
//! is shown as unverified, and what is missing says why. Pure; decides nothing for a person.

use super::{compute, stated};
use crate::domain::document::{Document, Warning};
use crate::domain::id::FieldId;
use crate::domain::obligation::{Draft, Obligation};
use crate::domain::outline::Outline;
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::reading::Reading;
use crate::domain::term::{Candidate, Engine, Finding, Term, Unverified, UnverifiedReason};
use crate::text::ground::Grounder;
use std::collections::BTreeMap;

/// All that an engine said about one document.
#[derive(Debug, Default)]
pub struct Claims {
    /// About fields.
    pub candidates: Vec<Candidate>,
    /// About obligations.
    pub drafts: Vec<Draft>,
    /// Claims that were refused before grounding, such as a date that is none.
    pub unverified: Vec<Unverified>,
    /// Groups of fields whose answer was cut off; their absence proves nothing.
    pub truncated: Vec<String>,
    /// What a reviewer should know about how it was read.
    pub reasons: Vec<String>,
}

/// Grounds the claims and settles what is known of each field.
pub fn settle(
    document: &Document,
    dictionary: &Dictionary,
    engine: Engine,
    claims: Claims,
) -> Reading {
    let grounder = Grounder::new(document);
    let Claims {
        candidates,
        drafts,
        mut unverified,
        truncated,
        reasons,
    } = claims;
    let mut terms: BTreeMap<FieldId, Vec<Term>> = BTreeMap::new();
    for candidate in candidates {
        match grounded(&grounder, candidate) {
            Ok(term) => add(terms.entry(term.field.clone()).or_default(), term),
            Err(claim) => unverified.push(claim),
        }
    }
    let mut obligations = Vec::new();
    for draft in drafts {
        match owed(&grounder, draft) {
            Ok(obligation) => obligations.push(obligation),
            Err(claim) => unverified.push(claim),
        }
    }
    obligations.sort_by_key(|obligation| obligation.grounding.span);
    let absence = Absence::of(document);
    let fields = dictionary.fields.iter().map(|field| {
        let found = terms.remove(&field.id).unwrap_or_default();
        (field.id.clone(), absence.finding(field, found, &truncated))
    });
    let mut reading = Reading {
        sha256: document.sha256.clone(),
        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
        engine,
        dictionary: dictionary.version.clone(),
        fields: fields.collect(),
        obligations,
        unverified,
        reasons,
        warnings: document.warnings.clone(),
        outline: Outline::default(),
    };
    compute::derive(&document.text, dictionary, &mut reading);
    explain(dictionary, &mut reading);
    reading
}

fn grounded(grounder: &Grounder<'_>, candidate: Candidate) -> Result<Term, Unverified> {
    let Candidate {
        field,
        value,
        quote,
        near,
        engine,
    } = candidate;
    match grounder.ground(&quote, near) {
        // Our own readers took their values from the quote; a model's must be read from it again.
        Some(_) if engine == Engine::Llm && !stated::states(&quote, &value) => Err(Unverified {
            field,
            value: value.to_string(),
            quote,
            engine,
            reason: UnverifiedReason::ValueNotInQuote,
        }),
        Some(grounding) if grounding.grade.is_verified() => Ok(Term {
            field,
            value,
            grounding,
            engine,
            derivation: None,
        }),
        other => Err(Unverified {
            field,
            value: value.to_string(),
            quote,
            engine,
            reason: why(other.is_some()),
        }),
    }
}

fn owed(grounder: &Grounder<'_>, draft: Draft) -> Result<Obligation, Unverified> {
    let draft = match draft.engine {
        Engine::Llm => stated::trimmed(draft),
        Engine::Offline => draft,
    };
    match grounder.ground(&draft.quote, draft.near) {
        Some(grounding) if grounding.grade.is_verified() => Ok(Obligation {
            actor: draft.actor,
            beneficiary: draft.beneficiary,
            action: draft.action.trim_end_matches([',', ';', ' ']).to_owned(),
            kind: draft.kind,
            due: draft.due,
            amount: draft.amount,
            owner_role: draft.kind.owner_role().to_owned(),
            grounding,
            engine: draft.engine,
        }),
        other => Err(Unverified {
            field: FieldId::from("obligation"),
            value: format!("{}: {}", draft.actor, draft.action),
            quote: draft.quote,
            engine: draft.engine,
            reason: why(other.is_some()),
        }),
    }
}

fn why(found_alike: bool) -> UnverifiedReason {
    if found_alike {
        UnverifiedReason::QuoteDiffers
    } else {
        UnverifiedReason::QuoteNotFound
    }
}

/// Keeps one term per value: the first that states it.
fn add(terms: &mut Vec<Term>, term: Term) {
    if !terms.iter().any(|known| known.value.same_as(&term.value)) {
        terms.push(term);
    }
}

/// What it means when a field has no value.
struct Absence {
    searched: usize,
    unread: Vec<u32>,
}

impl Absence {
    fn of(document: &Document) -> Self {
        let unread = document
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::PageNotRead { page } => Some(*page),
                _ => None,
            });
        Self {
            searched: document.text.chars().count(),
            unread: unread.collect(),
        }
    }

    fn finding(&self, field: &Field, terms: Vec<Term>, truncated: &[String]) -> Finding {
        match terms.len() {
            0 if truncated.contains(&field.group) => Finding::Truncated,
            0 if !self.unread.is_empty() => Finding::Unreadable {
                pages: self.unread.clone(),
            },
            0 => Finding::NotStated {
                searched: self.searched,
            },
            1 => Finding::Found { terms },
            _ if field.many => Finding::Found { terms },
            _ => Finding::Conflict { terms },
        }
    }
}

/// Adds the reasons why a person must look; labels only, never values.
fn explain(dictionary: &Dictionary, reading: &mut Reading) {
    for field in &dictionary.fields {
        if matches!(
            reading.fields.get(&field.id),
            Some(Finding::Conflict { .. })
        ) {
            reading.reasons.push(format!(
                "{}: the document states more than one value",
                field.label
            ));
        }
    }
    if !reading.unverified.is_empty() {
        reading.reasons.push(format!(
            "{} claims have no evidence in the document",
            reading.unverified.len()
        ));
    }
    let warnings = reading.warnings.iter().map(Warning::sentence);
    reading.reasons.extend(warnings);
}
