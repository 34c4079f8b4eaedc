//! The engine that needs no key and no network: rules that read fields and duties from a contract.
//!
//! Pure and deterministic: no clock, no I/O, linear in the text. It says what it read and where; it
//! never decides that a value is true, and it never computes a date (`calendar` and `derive` do).

/// Patterns by name, each compiled at its first use; every file of rules begins with its own.
macro_rules! patterns {
    ($($shown:vis $name:ident = $form:expr;)*) => {
        $($shown static $name: LazyLock<$crate::offline::patterns::Pattern> = LazyLock::new(|| pattern($form));)*
    };
}

pub mod calendar;
pub mod clauses;
pub mod dates;
pub mod due;
pub mod durations;
pub mod law;
pub mod library;
pub mod money;
pub mod parties;
pub mod quote;
pub mod train;

mod assignment;
mod billing;
mod blanks;
mod boxes;
mod breaks;
mod caps;
mod carve_outs;
mod causes;
mod cells;
mod charges;
mod commencement;
mod courts;
mod cued;
mod derive;
mod document_type;
mod dollars;
mod duties;
mod escalator;
mod exclusive;
mod exits;
mod flags;
mod interest;
mod kinds;
mod leaders;
mod life;
mod margin;
mod multiples;
pub mod numbers;
mod obligations;
mod passage;
mod patterns;
mod prices;
mod privacy;
mod promises;
mod recurring;
mod renewals;
mod restraints;
mod rivals;
mod roles;
mod rounds;
mod rows;
mod secrecy;
mod standing;
mod terms;
mod wordings;

pub use clauses::leaning::leaning;
pub use clauses::passages::passages;
pub use derive::{Derived, derive};
pub use duties::rule_of;
pub use obligations::is_recital;
pub use terms::is_open_ended;

use crate::domain::document::{Document, Span};
use crate::domain::id::FieldId;
use crate::domain::obligation::Draft;
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::term::{Candidate, Engine};
use crate::domain::value::{Value, ValueKind};
use passage::{Hit, Passage, Rule, hits, strongest};
use std::borrow::Cow;

/// The fields that are read sentence by sentence, with their rules.
const RULES: &[(&str, Rule)] = &[
    ("effective_date", commencement::effective_date),
    ("termination_notice", exits::termination_notice),
    ("cure_period", exits::cure_period),
    ("payment_terms", prices::payment_terms),
    ("late_interest", interest::late_interest),
    ("total_value", prices::total_value),
    ("recurring_fee", recurring::recurring_fee),
    ("price_escalator", escalator::price_escalator),
    ("liability_cap", caps::liability_cap),
    ("governing_law", governing_law),
    ("jurisdiction", courts::jurisdiction),
    ("confidentiality_term", secrecy::confidentiality_term),
    ("warranty_duration", promises::warranty_duration),
    ("data_protection", privacy::data_protection),
    ("non_compete_term", restraints::non_compete_term),
    ("non_solicit_term", restraints::non_solicit_term),
    ("assignment_consent", assignment::assignment_consent),
    ("arbitration", wordings::arbitration),
    ("survival", wordings::survival),
    ("service_credits", wordings::service_credits),
    ("sla_uptime", promises::sla_uptime),
    ("insurance_amount", promises::insurance_amount),
    ("renewal_count", rounds::renewal_count),
    ("termination_for_cause", causes::termination_for_cause),
    ("fee_schedule", billing::fee_schedule),
    ("liability_exceptions", carve_outs::liability_exceptions),
    ("deliverables", wordings::deliverables),
];

/// What the engine read from one contract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extract {
    /// Field values, in the dictionary's order; at most one for a field that holds one.
    pub candidates: Vec<Candidate>,
    /// Values that contradict a candidate: the document states them as plainly, elsewhere.
    pub rivals: Vec<Candidate>,
    /// Duties, in document order.
    pub obligations: Vec<Draft>,
    /// What the clause classifier says of the text, for those who weigh the values.
    pub clauses: clauses::Reading,
}

/// The engine, for the fields of one dictionary.
#[derive(Debug, Clone)]
pub struct Offline {
    fields: Vec<(FieldId, Reader)>,
}

/// How one field is read.
#[derive(Debug, Clone)]
enum Reader {
    /// From the preamble and the signature blocks.
    Parties,
    /// From what the contract calls its parties.
    Roles,
    /// From the title.
    DocumentType,
    /// From the preamble, the cover or the signatures.
    AgreementDate,
    /// From all that the contract says about its end.
    End,
    /// From the same, as a length.
    Term,
    /// From all that the contract says of its renewals: whether it renews by itself.
    Auto,
    /// From the same, the length of one.
    Renewal,
    /// From the same, the notice that stops it.
    Notice,
    /// From the words for it, else from all the sums of the contract.
    Currency,
    /// By a rule of ours.
    Rule(Rule),
    /// By the clause classifier: the contract has such a clause. The name is the trained category's.
    Clause(String),
    /// By the dictionary's cues.
    Cued(cued::Cued),
}

impl Reader {
    /// The reader of `field`; `None` for a field that only code computes.
    fn of(field: &Field) -> Option<Self> {
        match field.id.as_str() {
            "party" => Some(Reader::Parties),
            "party_role" => Some(Reader::Roles),
            "document_type" => Some(Reader::DocumentType),
            "agreement_date" => Some(Reader::AgreementDate),
            "expiration_date" => Some(Reader::End),
            "initial_term" => Some(Reader::Term),
            "auto_renewal" => Some(Reader::Auto),
            "renewal_term" => Some(Reader::Renewal),
            "notice_period" => Some(Reader::Notice),
            "currency" => Some(Reader::Currency),
            // A rule that reads what code computes would pick up any deadline.
            _ if field.is_computed() => None,
            id => Some(
                match (RULES.iter().find(|(known, _)| *known == id), &field.cuad) {
                    (Some((_, rule)), _) => Reader::Rule(*rule),
                    (None, Some(category)) if field.kind == ValueKind::Flag => {
                        Reader::Clause(category.clone())
                    }
                    (None, _) => Reader::Cued(cued::Cued::new(field)),
                },
            ),
        }
    }
}

impl Offline {
    /// An engine that reads the dictionary's fields: by a rule where it has one, by cues otherwise.
    pub fn new(dictionary: &Dictionary) -> Self {
        let fields = dictionary.fields.iter();
        Self {
            fields: fields
                .filter_map(|field| Some((field.id.clone(), Reader::of(field)?)))
                .collect(),
        }
    }

    /// Reads one contract. Every quote is a slice of `document.text`, and `near` is its place.
    pub fn read(&self, document: &Document) -> Extract {
        self.read_with(document, clauses::Clauses::read(&document.text))
    }

    /// The same with what the clause classifier says given, such as one that did not learn from it.
    pub fn read_with(&self, document: &Document, clauses: clauses::Reading) -> Extract {
        let whole = breaks::healed(margin::unnumbered(&document.text));
        let whole = leaders::rows(boxes::chosen(whole));
        let laid = cells::Laid::of(whole, &document.tables);
        let text = laid.text.as_ref();
        let sentences = crate::text::sentences::sentences(text);
        let parties = parties::parties(&text[..laid.own]);
        let rows = rows::rows(text, &sentences, &document.tables);
        let life = life::read(text, &rows, clauses.found("Expiration Date"));
        let renewals = renewals::read(text, &rows, &clauses, &life);
        let dollar = dollars::Dollar::of(text);
        // What was blanked is part of a quote where it stands inside, and not at its edges.
        let candidate = |id: &str, span: Span, value: Value| {
            let span = crate::text::sentences::trim(text, span.start, span.end);
            candidate(&document.text, id, laid.place(span), value)
        };
        // A hit's value with its quote, of the sentence that states it.
        let quoted = |id: &str, (sentence, hit): (Span, Hit)| {
            let place = renewals::place(sentence, &hit);
            let words = text.get(place.range()).unwrap_or_default();
            let value = dollar.named(words, hit.value);
            candidate(id, quote::quote_around(text, sentence, place), value)
        };
        let (mut candidates, mut rivals) = (Vec::new(), Vec::new());
        for (field, reader) in &self.fields {
            let id = field.as_str();
            let mut others = Vec::new();
            let found = match reader {
                Reader::Parties => {
                    candidates.extend(
                        parties.iter().map(|named| {
                            candidate(id, named.span, Value::Party(named.party.clone()))
                        }),
                    );
                    continue;
                }
                Reader::Roles => {
                    let roles = roles::roles(text, &parties).into_iter();
                    candidates
                        .extend(roles.map(|(span, role)| candidate(id, span, Value::Text(role))));
                    continue;
                }
                Reader::DocumentType => {
                    let kind = document_type::document_type(text);
                    candidates
                        .extend(kind.map(|(span, kind)| candidate(id, span, Value::Text(kind))));
                    continue;
                }
                Reader::AgreementDate => commencement::agreement_date(text, &sentences)
                    .or_else(|| commencement::agreement_date(text, &rows)),
                Reader::End => life.end.clone(),
                Reader::Term => {
                    others.clone_from(&life.lengths);
                    life.term.clone()
                }
                Reader::Auto => renewals.auto.clone(),
                Reader::Renewal => {
                    others.clone_from(&renewals.terms);
                    renewals.term.clone()
                }
                Reader::Notice => {
                    others.clone_from(&renewals.notices);
                    renewals.notice.clone()
                }
                Reader::Currency => charges::currency(text, &rows, dollar),
                Reader::Rule(rule) => {
                    others = hits(text, &rows, *rule);
                    strongest(text, &others)
                }
                Reader::Cued(cued) => cued.read(text, &rows),
                Reader::Clause(category) => {
                    // The classifier reads the document as it stands, rules read what is laid out of it.
                    let clause = clauses.present(category).map(|(span, _)| span);
                    let clause = clause.filter(|span| !flags::is_none(id, &text[span.range()]));
                    let clause = clause.or_else(|| flags::stated(id, text, &rows));
                    candidates.extend(clause.map(|span| candidate(id, span, Value::Flag(true))));
                    continue;
                }
            };
            if let Some(chosen) = found {
                let against = rivals::rivals(id, text, others, &chosen).into_iter();
                rivals.extend(against.map(|rival| quoted(id, rival)));
                candidates.push(quoted(id, chosen));
            }
        }
        // Duties are read from the text as it stands: over a break they are two, as their labels are.
        let sentences = match laid.text {
            Cow::Borrowed(_) => sentences,
            Cow::Owned(_) => crate::text::sentences::sentences(&document.text),
        };
        let mut obligations =
            obligations::Finder::new(&parties, &document.text).whole(document, &sentences);
        for draft in &mut obligations {
            let amount = draft.amount.take();
            draft.amount = amount.map(|amount| dollar.money(&draft.quote, amount));
        }
        Extract {
            candidates,
            rivals,
            obligations,
            clauses,
        }
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
