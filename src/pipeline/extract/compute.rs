//! Dates that code computes from what the document states. Engines never give them: a derived
//! value names its rule and its inputs, and shows the evidence of its main input.
//!
//! | rule | example |
//! |---|---|
//! | `effective_is_agreement_date` | dated 3 March 2026, no other start stated: effective 2026-03-03 |
//! | `effective_is_start_of_term` | two years from 1 May 2026, no other start stated: effective 2026-05-01 |
//! | `day_before_anniversary` | effective 2026-01-15 for 36 months: expires 2029-01-14 |
//! | `notice_before_expiry` | expires 2029-01-14, 90 days' notice: notice by 2028-10-16 |
//! | `notice_before_the_running_term_ends` | first end 2024-12-31, renews by the year, 90 days' notice; on 1 June 2026: notice by 2026-10-02 |
//!
//! Due dates of obligations have their own rules, in `offline/due.rs`.

use crate::domain::confidence::{Signals, Support};
use crate::domain::id::FieldId;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::{Candidate, Derivation, Finding, Term};
use crate::domain::value::{Period, Unit, Value};
use crate::offline::{self, calendar, due};
use jiff::civil::Date;

const AGREEMENT: &str = "agreement_date";
const EFFECTIVE: &str = "effective_date";
const TERM: &str = "initial_term";
const EXPIRATION: &str = "expiration_date";
const NOTICE: &str = "notice_period";
const LAST_NOTICE: &str = "last_notice_date";
const RUNNING_NOTICE: &str = "running_notice_date";
/// The rule whose result moves on with the days: the next term has another last day for notice.
pub(super) const BY_RUNNING_TERM: &str = "notice_before_the_running_term_ends";
const RENEWAL: &str = "renewal_term";
const RENEWS: &str = "auto_renewal";

/// Adds the derived values to `reading` and notes where a stated date contradicts a computed one.
pub fn derive(text: &str, dictionary: &Dictionary, reading: &mut Reading) {
    contradiction(reading);
    stated(text, dictionary, reading);
    last_notice(dictionary, reading);
    due_dates(text, reading);
}

/// Effective and expiration date where they are not stated.
fn stated(text: &str, dictionary: &Dictionary, reading: &mut Reading) {
    for derived in offline::derive(text, &stated_once(reading)) {
        let field = derived.candidate.field;
        // The main input is the one whose words the derived value shows.
        let evidence = reading
            .fields
            .values()
            .flat_map(Finding::terms)
            .find(|term| term.grounding.quote == derived.candidate.quote);
        let Some(evidence) = evidence.cloned() else {
            continue;
        };
        put(
            dictionary,
            reading,
            Term {
                field,
                value: derived.candidate.value,
                derivation: Some(derived.derivation),
                ..evidence
            },
        );
    }
}

/// The values to compute from. Where the dates of the contract's life contradict each other there are
/// none: what is computed beside a contradiction would look certain.
fn stated_once(reading: &Reading) -> Vec<Candidate> {
    let is_contested = |field: &str| {
        let finding = reading.fields.get(&FieldId::from(field));
        matches!(finding, Some(Finding::Conflict { .. }))
    };
    if [AGREEMENT, EFFECTIVE, TERM, EXPIRATION]
        .into_iter()
        .any(is_contested)
    {
        return Vec::new();
    }
    let known = reading.fields.values().filter_map(|finding| match finding {
        Finding::Found { terms } => terms.first(),
        _ => None,
    });
    known.map(as_candidate).collect()
}

fn as_candidate(term: &Term) -> Candidate {
    Candidate {
        field: term.field.clone(),
        value: term.value.clone(),
        quote: term.grounding.quote.clone(),
        near: Some(term.grounding.span),
        engine: term.engine,
    }
}

fn last_notice(dictionary: &Dictionary, reading: &mut Reading) {
    let (Some(expiry), Some(notice)) =
        (date(reading, EXPIRATION), single(reading, NOTICE).cloned())
    else {
        return;
    };
    let Value::Period(period) = notice.value else {
        return;
    };
    // No calendar of holidays is known here: a day that ignores them may be too late.
    if period.unit == Unit::BusinessDay {
        return;
    }
    let Some(last) = calendar::last_notice_day(expiry, period) else {
        return;
    };
    let derivation = Derivation {
        rule: "notice_before_expiry".to_owned(),
        inputs: vec![FieldId::from(EXPIRATION), FieldId::from(NOTICE)],
    };
    put(
        dictionary,
        reading,
        Term {
            field: FieldId::from(LAST_NOTICE),
            value: Value::Date(last),
            derivation: Some(derivation),
            ..notice
        },
    );
}

/// Adds the last day for notice in the term that runs on `today`: the first end of the contract belongs
/// to the past once it has renewed. It may be past itself; then the next renewal cannot be stopped.
/// Nothing is added where the contract does not say that it renews by itself.
pub fn running(dictionary: &Dictionary, reading: &mut Reading, today: Date) {
    let (Some(first), Some(renewal), Some(notice)) = (
        date(reading, EXPIRATION),
        period(reading, RENEWAL),
        single(reading, NOTICE).cloned(),
    ) else {
        return;
    };
    let renews = single(reading, RENEWS).is_some_and(|term| term.value == Value::Flag(true));
    let Value::Period(length) = notice.value else {
        return;
    };
    if !renews || length.unit == Unit::BusinessDay {
        return;
    }
    let end = calendar::current_end(first, renewal, today);
    let Some(last) = end.and_then(|end| calendar::last_notice_day(end, length)) else {
        return;
    };
    let inputs = [EXPIRATION, RENEWAL, NOTICE, RENEWS].map(FieldId::from);
    let derivation = Derivation {
        rule: BY_RUNNING_TERM.to_owned(),
        inputs: inputs.to_vec(),
    };
    let signals = notice.signals.map(|signals| Signals {
        support: Support::ByRule,
        ..signals
    });
    put(
        dictionary,
        reading,
        Term {
            field: FieldId::from(RUNNING_NOTICE),
            value: Value::Date(last),
            derivation: Some(derivation),
            signals,
            ..notice
        },
    );
}

fn contradiction(reading: &mut Reading) {
    let (Some(start), Some(term)) = (date(reading, EFFECTIVE), single(reading, TERM)) else {
        return;
    };
    let Value::Period(period) = term.value else {
        return;
    };
    let (Some(computed), Some(stated)) =
        (calendar::expiry(start, period), date(reading, EXPIRATION))
    else {
        return;
    };
    // A day's difference is the usual doubt about the anniversary itself.
    if (stated - computed).get_days().unsigned_abs() > 1 {
        reading.reasons.push(
            "the stated expiration date is not the one that effective date and term give"
                .to_owned(),
        );
    }
}

fn due_dates(text: &str, reading: &mut Reading) {
    let known = due::Known::of(text, &stated_once(reading));
    for obligation in &mut reading.obligations {
        obligation.derivation = due::settle(&mut obligation.due, obligation.recurrence, &known);
    }
}

/// Puts a derived term in, where the dictionary has the field and nothing is stated. Where pages were
/// not read, only what follows from stated values: that no other start is stated nobody knows then.
fn put(dictionary: &Dictionary, reading: &mut Reading, term: Term) {
    let rests_on_silence = term
        .derivation
        .iter()
        .flat_map(|derivation| &derivation.inputs)
        .any(|input| input.as_str() == AGREEMENT);
    let is_absent = match reading.fields.get(&term.field) {
        Some(Finding::NotStated { .. }) => true,
        Some(Finding::Unreadable { .. }) => !rests_on_silence,
        _ => false,
    };
    if is_absent && dictionary.get(&term.field).is_some() {
        reading
            .fields
            .insert(term.field.clone(), Finding::Found { terms: vec![term] });
    }
}

/// The one value of a field that states just one.
fn single<'a>(reading: &'a Reading, field: &str) -> Option<&'a Term> {
    match reading.fields.get(&FieldId::from(field)) {
        Some(Finding::Found { terms }) => terms.first(),
        _ => None,
    }
}

fn period(reading: &Reading, field: &str) -> Option<Period> {
    match single(reading, field)?.value {
        Value::Period(period) => Some(period),
        _ => None,
    }
}

fn date(reading: &Reading, field: &str) -> Option<Date> {
    match single(reading, field)?.value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Warning;
    use crate::domain::term::Engine;
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::plain;

    /// The outcome of the end where page two was not read.
    fn end(text: &str) -> Finding {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let mut document = plain::document(text);
        document.warnings.push(Warning::PageNotRead { page: 2 });
        let claims = Claims {
            candidates: Offline::new(&dictionary).read(&document).candidates,
            ..Claims::default()
        };
        let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
        let end = reading.fields.remove(&FieldId::from(EXPIRATION));
        end.expect("the dictionary has it")
    }

    /// 3.16: beside a page that was not read, the end follows from a stated start, and from none that is
    /// only taken for one.
    #[test]
    fn a_page_that_was_not_read_may_state_another_start() {
        let term = "1. Term. This Agreement shall continue for an initial term of one (1) year from the Effective Date.";
        let stated = format!(
            "This Agreement is made as of January 15, 2026 between Orchard Inc. and Pine LLC and is effective as of February 1, 2026 (the \"Effective Date\").\n\n{term}"
        );
        let terms = end(&stated).terms().to_vec();
        assert_eq!(terms[0].value.to_string(), "2027-01-31");
        let silent = format!(
            "This Agreement is made as of January 15, 2026 between Orchard Inc. and Pine LLC.\n\n{term}"
        );
        assert!(matches!(end(&silent), Finding::Unreadable { pages } if pages == [2]));
    }
}
