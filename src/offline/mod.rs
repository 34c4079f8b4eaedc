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
pub mod quote;
pub mod train;

mod commencement;
mod derive;
mod document_type;
mod duties;
mod numbers;
mod obligations;
mod passage;
mod prices;
mod terms;

pub use clauses::passages::passages;
pub use derive::{Derived, derive};

use crate::domain::document::{Document, Span};
use crate::domain::id::FieldId;
use crate::domain::obligation::Draft;
use crate::domain::playbook::Dictionary;
use crate::domain::term::{Candidate, Engine};
use crate::domain::value::Value;
use passage::{Hit, Passage};

/// A rule reads one field from one sentence.
type Rule = fn(&Passage) -> Option<Hit>;

/// The fields that are read sentence by sentence, with their rules.
const RULES: &[(&str, Rule)] = &[
    ("agreement_date", commencement::agreement_date),
    ("effective_date", commencement::effective_date),
    ("expiration_date", terms::expiration_date),
    ("initial_term", terms::initial_term),
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
                id => candidates.extend(read_field(text, &sentences, id)),
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

fn read_field(text: &str, sentences: &[Span], id: &str) -> Option<Candidate> {
    let (_, rule) = RULES.iter().find(|(field, _)| *field == id)?;
    let best = heaviest(text, sentences, *rule);
    let best = match (id, best) {
        ("agreement_date", None) => latest_signature(text, sentences),
        (_, best) => best,
    };
    let (sentence, hit) = best?;
    let place = Span::new(
        sentence.start + hit.span.start,
        sentence.start + hit.span.end,
    );
    Some(candidate(
        text,
        id,
        quote::quote_around(text, sentence, place),
        hit.value,
    ))
}

/// Sentences of fewer words are taken for headings.
const HEADING_WORDS: usize = 6;

/// The sentence in which the rule has its strongest reasons. On a tie a whole sentence beats a
/// heading, which names its subject and states nothing; then the earlier one.
fn heaviest(text: &str, sentences: &[Span], rule: Rule) -> Option<(Span, Hit)> {
    let mut best: Option<((i32, bool), Span, Hit)> = None;
    for (at, sentence) in sentences.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|before| sentences.get(before));
        let passage = Passage {
            sentence: &text[sentence.range()],
            previous: previous.map_or("", |span| &text[span.range()]),
            offset: sentence.start,
        };
        let Some(hit) = rule(&passage) else { continue };
        let strength = (
            hit.weight,
            passage.sentence.split_whitespace().count() >= HEADING_WORDS,
        );
        if best.as_ref().is_none_or(|(known, _, _)| strength > *known) {
            best = Some((strength, *sentence, hit));
        }
    }
    best.map(|(_, sentence, hit)| (sentence, hit))
}

/// The latest date beside a signature in the last part of the text.
fn latest_signature(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let from = text.len() / 3;
    let mut best: Option<(Span, Hit)> = None;
    for sentence in sentences.iter().filter(|sentence| sentence.start >= from) {
        let passage = Passage {
            sentence: &text[sentence.range()],
            previous: "",
            offset: sentence.start,
        };
        let Some(hit) = commencement::signature_date(&passage) else {
            continue;
        };
        let is_later = best
            .as_ref()
            .is_none_or(|(_, known)| date_of(&hit) > date_of(known));
        if is_later {
            best = Some((*sentence, hit));
        }
    }
    best
}

fn date_of(hit: &Hit) -> Option<jiff::civil::Date> {
    match hit.value {
        Value::Date(date) => Some(date),
        _ => None,
    }
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
