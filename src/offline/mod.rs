//! The engine that needs no key and no network: rules that read fields and duties from a contract.
//!
//! Pure and deterministic: no clock, no I/O, linear in the text. It says what it read and where; it
//! never decides that a value is true, and it never computes a date (`calendar` and `derive` do).

pub mod calendar;
pub mod clauses;
pub mod dates;
pub mod durations;
pub mod law;
pub mod money;
pub mod parties;

mod commencement;
mod derive;
mod document_type;
mod duties;
mod life;
mod numbers;
mod obligations;
mod passage;
mod prices;
mod terms;

pub use derive::{Derived, derive};
pub use terms::is_open_ended;

use crate::domain::document::{Document, Span};
use crate::domain::id::FieldId;
use crate::domain::obligation::Draft;
use crate::domain::playbook::Dictionary;
use crate::domain::term::{Candidate, Engine};
use crate::domain::value::Value;
use passage::{Hit, Passage, Rule, heaviest};

/// The fields that are read sentence by sentence, with their rules.
const RULES: &[(&str, Rule)] = &[
    ("effective_date", commencement::effective_date),
    ("auto_renewal", terms::auto_renewal),
    ("renewal_term", terms::renewal_term),
    ("notice_period", terms::notice_period),
    ("termination_notice", terms::termination_notice),
    ("payment_terms", prices::payment_terms),
    ("late_interest", prices::late_interest),
    ("total_value", prices::total_value),
    ("liability_cap", prices::liability_cap),
    ("governing_law", governing_law),
];

/// What the engine read from one contract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extract {
    /// Field values, in the dictionary's order; at most one for a field that holds one.
    pub candidates: Vec<Candidate>,
    /// Duties, in document order.
    pub obligations: Vec<Draft>,
}

/// The engine, for the fields of one dictionary.
#[derive(Debug, Clone)]
pub struct Offline {
    fields: Vec<FieldId>,
}

impl Offline {
    /// An engine that reads those of the dictionary's fields for which it has rules.
    pub fn new(dictionary: &Dictionary) -> Self {
        Self {
            fields: dictionary
                .fields
                .iter()
                .map(|field| field.id.clone())
                .collect(),
        }
    }

    /// Reads one contract. Every quote is a slice of `document.text`, and `near` is its place.
    pub fn read(&self, document: &Document) -> Extract {
        let text = document.text.as_str();
        let sentences = crate::text::sentences::sentences(text);
        let parties = parties::parties(text);
        let life = life::read(text, &sentences);
        let mut candidates = Vec::new();
        for field in &self.fields {
            match field.as_str() {
                "party" => candidates.extend(parties.iter().map(|named| {
                    candidate(text, "party", named.span, Value::Party(named.party.clone()))
                })),
                "document_type" => {
                    candidates.extend(document_type::document_type(text).map(|(span, kind)| {
                        candidate(text, "document_type", span, Value::Text(kind))
                    }))
                }
                id => {
                    let found = match id {
                        "agreement_date" => commencement::agreement_date(text, &sentences),
                        "expiration_date" => life.end.clone(),
                        "initial_term" => life.term.clone(),
                        _ => by_rule(text, &sentences, id),
                    };
                    candidates.extend(found.map(|found| quoted(text, id, found)));
                }
            }
        }
        let finder = obligations::Finder::new(&parties);
        let obligations = sentences
            .iter()
            .flat_map(|sentence| finder.read(text, *sentence))
            .collect();
        Extract {
            candidates,
            obligations,
        }
    }
}

fn by_rule(text: &str, sentences: &[Span], id: &str) -> Option<(Span, Hit)> {
    let (_, rule) = RULES.iter().find(|(field, _)| *field == id)?;
    heaviest(text, sentences, *rule)
}

/// What was read of a field, with the words around it as its quote.
fn quoted(text: &str, id: &str, (sentence, hit): (Span, Hit)) -> Candidate {
    let place = Span::new(
        sentence.start + hit.span.start,
        sentence.start + hit.span.end,
    );
    let quote = clauses::quote_around(text, sentence, place);
    candidate(text, id, quote, hit.value)
}

fn governing_law(p: &Passage) -> Option<Hit> {
    let (span, place) = law::jurisdiction(p.sentence)?;
    let heading = terms::mentions(
        p.previous,
        &["governing law", "applicable law", "choice of law"],
    );
    let whole = terms::mentions(
        p.sentence,
        &["agreement", "contract", "order form", "letter"],
    );
    Some(Hit {
        weight: 6 + i32::from(heading) * 2 + i32::from(whole) * 2,
        span,
        value: Value::Jurisdiction(place),
    })
}

fn candidate(text: &str, field: &str, span: Span, value: Value) -> Candidate {
    Candidate {
        field: FieldId::from(field),
        value,
        quote: text[span.range()].to_owned(),
        near: Some(span),
        engine: Engine::Offline,
    }
}

#[cfg(test)]
mod tests;
