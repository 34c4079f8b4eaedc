//! From claims to a reading: each quote is looked for, what is found becomes a term, what is not
//! is shown as unverified, and what is missing says why. Pure; decides nothing for a person.

use super::duty::owed;
use super::evidence::Evidence;
use super::weigh::weigh;
use super::{binding, compute, dated, doubts, reconcile, stated};
use crate::domain::document::{Document, Span, Warning};
use crate::domain::holidays::Calendars;
use crate::domain::id::FieldId;
use crate::domain::library::Standards;
use crate::domain::obligation::{Draft, Obligation};
use crate::domain::outline::Outline;
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::reading::Reading;
use crate::domain::term::{
    Candidate, Engine, Finding, Grounding, Rival, Term, Unverified, UnverifiedReason,
};
use crate::domain::value::Value;
use crate::offline::clauses::{self, Clauses};
use crate::text::addressed::addressed;
use std::collections::{BTreeMap, BTreeSet};

/// From so many fields on that the engines read differently, the document itself is under suspicion.
const ALARM: usize = 3;

/// All that an engine said about one document.
#[derive(Debug, Default)]
pub struct Claims {
    /// About fields.
    pub candidates: Vec<Candidate>,
    /// Values that contradict one of our own rules' candidates.
    pub rivals: Vec<Candidate>,
    /// About obligations.
    pub drafts: Vec<Draft>,
    /// Claims that were refused before grounding, such as a date that is none.
    pub unverified: Vec<Unverified>,
    /// Fields about which a model gave no whole answer; their absence proves nothing.
    pub unanswered: BTreeSet<FieldId>,
    /// What a reviewer should know about how it was read.
    pub reasons: Vec<String>,
    /// What the clause classifier says of the text, where an engine has asked it.
    pub clauses: Option<clauses::Reading>,
}

impl Claims {
    /// The claims of both.
    pub fn and(mut self, other: Self) -> Self {
        self.candidates.extend(other.candidates);
        self.rivals.extend(other.rivals);
        self.drafts.extend(other.drafts);
        self.unverified.extend(other.unverified);
        self.unanswered.extend(other.unanswered);
        self.reasons.extend(other.reasons);
        self.clauses = self.clauses.or(other.clauses);
        self
    }
}

/// Grounds the claims and settles what is known of each field, where no holidays are listed.
pub fn settle(
    document: &Document,
    dictionary: &Dictionary,
    engine: Engine,
    claims: Claims,
) -> Reading {
    settle_with(document, dictionary, engine, claims, &Calendars::default())
}

/// The same with lists of holidays, for what is counted in business days.
pub fn settle_with(
    document: &Document,
    dictionary: &Dictionary,
    engine: Engine,
    claims: Claims,
    calendars: &Calendars,
) -> Reading {
    let evidence = Evidence::of(document);
    let claims = dated::in_order(claims, &document.text);
    let mut unverified = claims.unverified;
    let mut terms: BTreeMap<FieldId, [Vec<Term>; 2]> = BTreeMap::new();
    let mut strays = Strays::default();
    for candidate in claims.candidates {
        let cited = cited(candidate.engine, candidate.near);
        match grounded(&evidence, candidate) {
            Ok(term) => {
                strays.note(cited, term.grounding.span, &term.field);
                let of = usize::from(term.engine.asks());
                terms.entry(term.field.clone()).or_default()[of].push(term);
            }
            Err(claim) => unverified.push(claim),
        }
    }
    for rival in claims.rivals {
        let own = terms.get_mut(&rival.field).map(|[own, _]| own);
        if let (Some(own), Ok(rival)) = (own, grounded(&evidence, rival)) {
            contest(own, rival);
        }
    }
    let mut owed_by: [Vec<Obligation>; 2] = Default::default();
    for draft in claims.drafts {
        let cited = cited(draft.engine, draft.near);
        let owed = owed(&evidence, draft);
        unverified.extend(owed.unverified);
        if let Some(duty) = owed.duty {
            strays.note(cited, duty.grounding.span, &FieldId::from(DUTY));
            owed_by[usize::from(duty.engine.asks())].push(duty);
        }
    }
    let absence = Absence::of(document, claims.unanswered);
    let fields = dictionary.fields.iter().map(|field| {
        let [offline, model] = terms.remove(&field.id).unwrap_or_default();
        let found = told_once(reconcile::values(offline, model));
        (field.id.clone(), absence.finding(field, found))
    });
    let [offline, model] = owed_by;
    let mut reading = Reading {
        sha256: document.sha256.clone(),
        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
        engine,
        dictionary: dictionary.version.clone(),
        fields: fields.collect(),
        obligations: reconcile::duties(offline, model),
        unverified,
        reasons: claims.reasons,
        warnings: document.warnings.clone(),
        outline: Outline::default(),
        day: None,
        standards: Standards::default(),
    };
    compute::derive(&document.text, dictionary, &mut reading, calendars);
    confirm(&mut reading);
    let clauses = claims
        .clauses
        .unwrap_or_else(|| Clauses::read(&document.text));
    weigh((document, &evidence), dictionary, &clauses, &mut reading);
    doubts::doubt(document, &evidence, &mut reading);
    explain(dictionary, &mut reading);
    reading.reasons.extend(strays.told(dictionary));
    dated::doubt(&document.text, dictionary, &mut reading);
    if engine.asks() {
        reading.reasons.extend(suspicion(document));
    }
    reading
}

/// Notes beside the values of a field that the document states another one.
fn contest(values: &mut [Term], rival: Term) {
    for value in values
        .iter_mut()
        .filter(|value| !value.value.same_as(&rival.value))
    {
        value.rivals.push(Rival {
            value: rival.value.clone(),
            grounding: rival.grounding.clone(),
        });
    }
}

/// The same values; what an engine read too is a value itself, and no rival beside the other.
fn told_once(mut values: Vec<Term>) -> Vec<Term> {
    let all: Vec<Value> = values.iter().map(|term| term.value.clone()).collect();
    for term in &mut values {
        let is_read = |rival: &Rival| all.iter().any(|value| value.same_as(&rival.value));
        term.rivals.retain(|rival| !is_read(rival));
    }
    values
}

/// What a claim about a duty is noted under; no field has this name.
const DUTY: &str = "obligation";

/// The passage that a model cites. Where our own rules look is no citation.
fn cited(engine: Engine, near: Option<Span>) -> Option<Span> {
    near.filter(|_| engine == Engine::Llm)
}

/// What a model quotes from outside the passage that it cites. The words stand in the document, so that the
/// claim is as good as its quote; but that the model read them where it says is not true.
#[derive(Default)]
struct Strays(BTreeSet<FieldId>);

impl Strays {
    /// Notes the field where `place` has no letter in the passage that was cited. Words that run over a
    /// passage's border have some.
    fn note(&mut self, cited: Option<Span>, place: Span, field: &FieldId) {
        if cited.is_some_and(|cited| !cited.overlaps(place)) {
            self.0.insert(field.clone());
        }
    }

    /// The reasons for a person to look; labels only.
    fn told(&self, dictionary: &Dictionary) -> Vec<String> {
        let label = |field: &FieldId| match dictionary.get(field) {
            Some(field) => field.label.clone(),
            None => "Obligations".to_owned(),
        };
        let told = |field| {
            format!(
                "{}: the model quotes words from outside the passage that it cites",
                label(field)
            )
        };
        self.0.iter().map(told).collect()
    }
}

/// That the document speaks to whoever reads it by machine, and where.
fn suspicion(document: &Document) -> Option<String> {
    let places = addressed(&document.text);
    let first = document.page_at(places.first()?.start);
    Some(format!(
        "{} places address a machine, the first on page {first}: look whether the document speaks to the model",
        places.len()
    ))
}

/// The fields of which at least one of `candidates` stands in `document`.
pub(super) fn stands<'a>(
    document: &Document,
    candidates: &'a [Candidate],
) -> BTreeSet<&'a FieldId> {
    let evidence = Evidence::of(document);
    let standing = candidates
        .iter()
        .filter(|candidate| grounded(&evidence, (*candidate).clone()).is_ok());
    standing.map(|candidate| &candidate.field).collect()
}

/// A model that computed a value instead of quoting it has no evidence; but where code computes the
/// same from what is stated, its claim confirms the rule and need not trouble the reviewer.
fn confirm(reading: &mut Reading) {
    let fields = &mut reading.fields;
    reading.unverified.retain(|claim| {
        let Some(Finding::Found { terms }) = fields.get_mut(&claim.field) else {
            return true;
        };
        let computed = terms
            .iter_mut()
            .find(|term| term.derivation.is_some() && term.value.to_string() == claim.value);
        let Some(term) = computed else { return true };
        term.engine = Engine::Both;
        false
    });
}

fn grounded(evidence: &Evidence<'_>, candidate: Candidate) -> Result<Term, Unverified> {
    let Candidate {
        field,
        value,
        quote,
        near,
        engine,
    } = candidate;
    // Our own readers took their values from the quote; a model's must be read from it again.
    let is_said = |grounding: &Grounding| {
        let is_yes = value == Value::Flag(true);
        let before = evidence.before(grounding.span);
        let is_denied = is_yes && binding::is_denied(before, field.as_str() == OF_ITSELF);
        stated::states(&quote, &value) && !is_denied
    };
    match evidence.ground(&quote, near) {
        Some(grounding) if engine == Engine::Llm && !is_said(&grounding) => Err(Unverified {
            field,
            value: value.to_string(),
            quote,
            engine,
            reason: UnverifiedReason::ValueNotInQuote,
        }),
        Some(grounding) if grounding.grade.is_verified() => {
            // What a cut quote leaves out may turn a yes into a no: a person sees the whole sentence.
            let is_cut = engine == Engine::Llm && matches!(value, Value::Flag(_));
            let whole = is_cut.then(|| evidence.sentence(grounding.span)).flatten();
            Ok(Term {
                field,
                value,
                grounding: whole.unwrap_or(grounding),
                engine,
                derivation: None,
                signals: None,
                rivals: Vec::new(),
            })
        }
        other => Err(Unverified {
            field,
            value: value.to_string(),
            quote,
            engine,
            reason: why(other.is_some()),
        }),
    }
}

/// The yes-or-no that says what happens of itself, so that a prohibition is never its yes.
const OF_ITSELF: &str = "auto_renewal";

pub(super) fn why(found_alike: bool) -> UnverifiedReason {
    if found_alike {
        UnverifiedReason::QuoteDiffers
    } else {
        UnverifiedReason::QuoteNotFound
    }
}

/// What it means when a field has no value.
struct Absence {
    searched: usize,
    unread: Vec<u32>,
    unanswered: BTreeSet<FieldId>,
}

impl Absence {
    fn of(document: &Document, unanswered: BTreeSet<FieldId>) -> Self {
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
            unanswered,
        }
    }

    fn finding(&self, field: &Field, terms: Vec<Term>) -> Finding {
        match terms.len() {
            0 if self.unanswered.contains(&field.id) => Finding::Truncated,
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
    let mut apart = 0;
    for field in &dictionary.fields {
        if let Some(Finding::Conflict { terms }) = reading.fields.get(&field.id) {
            let first = terms.first().map(|term| term.engine);
            let one_reader = terms.iter().all(|term| Some(term.engine) == first);
            apart += usize::from(!one_reader);
            reading.reasons.push(match one_reader {
                true => format!("{}: the document states more than one value", field.label),
                false => format!("{}: the engines read different values", field.label),
            });
        }
    }
    for field in &dictionary.fields {
        let terms = reading
            .fields
            .get(&field.id)
            .map_or(&[][..], Finding::terms);
        let rivals = terms.iter().flat_map(|term| &term.rivals);
        let pages: BTreeSet<u32> = rivals.map(|rival| rival.grounding.page).collect();
        reading.reasons.extend(pages.into_iter().map(|page| {
            format!(
                "{}: the document also states another value, on page {page}",
                field.label
            )
        }));
    }
    // Rules cannot be talked into anything, a model can.
    if apart >= ALARM {
        reading.reasons.push(format!(
            "the engines differ on {apart} fields: look whether the document speaks to the model"
        ));
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
