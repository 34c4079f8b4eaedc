//! Dates that code computes from what the document states. Engines never give them: a derived
//! value names its rule and its inputs, and shows the evidence of its main input.
//!
//! | rule | example | source |
//! |---|---|---|
//! | `effective_is_agreement_date` | dated 3 March 2026, no other start stated: effective 2026-03-03 | common drafting: a contract binds from its date unless it says otherwise |
//! | `effective_is_start_of_term` | two years from 1 May 2026, no other start stated: effective 2026-05-01 | its words |
//! | `day_before_anniversary` | effective 2026-01-15 for 36 months: expires 2029-01-14 | German Civil Code §§ 187 (2), 188 (2); see `offline/calendar.rs` |
//! | `on_anniversary` | until the third anniversary of 1 April 2026: expires 2029-04-01 | its words |
//! | `year_of_anniversary` | two years from a blank day of March 2026: expires 2028-03 | as the two before, as far as the start is known; that a term from the first of a month ends in the month before is not |
//! | `renewal_as_long_as_initial_term` | first term of two years, renews for equal periods: renewal term 2 years | its words |
//! | `notice_before_expiry` | expires 2029-01-14, 90 days' notice: notice by 2028-10-16 | its words; days are counted, never rounded (requirement 3.17) |
//! | `notice_before_expiry_without_holidays` | expires 2027-01-14, 10 business days' notice: notice by 2026-12-31 | the same in business days, for which no holidays are listed; see `offline/calendar.rs` |
//! | `day_after_the_running_term` | runs until 2026-12-31 and renews by itself: renews on 2027-01-01 | its words: no day lies between two terms |
//! | `status_by_dates` | in force from 2026-02-01 to 2027-01-31, on 1 June 2026: active | its words; that it was ended early no contract tells |
//! | `notice_before_the_running_term_ends` | first end 2024-12-31, renews by the year, 90 days' notice; on 1 June 2026: notice by 2026-10-02 | its words; each end is counted from the first (requirement 3.16) |
//!
//! The last three stand in `running.rs` and `status.rs`; `running.rs` also counts duties to the end that runs; due dates of obligations have their own, in `offline/due.rs`.

use super::dated::LAW;
use crate::domain::holidays::{Calendars, Holidays, WITHOUT_HOLIDAYS};
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, LAST_NOTICE};
use crate::domain::reading::Reading;
use crate::domain::term::{Candidate, Derivation, Finding, Term};
use crate::domain::value::{Period, Value};
use crate::offline::dates::{self, Order};
use crate::offline::{self, calendar, due};
use jiff::civil::Date;

const AGREEMENT: &str = "agreement_date";
pub(super) const EFFECTIVE: &str = "effective_date";
const TERM: &str = "initial_term";
pub(super) const EXPIRATION: &str = "expiration_date";
pub(super) const NOTICE: &str = "notice_period";

/// Adds the derived values to `reading` and notes where a stated date contradicts a computed one. Business
/// days are counted with the holidays that `calendars` list for the contract's law.
pub fn derive(text: &str, dictionary: &Dictionary, reading: &mut Reading, calendars: &Calendars) {
    contradiction(reading);
    stated(text, dictionary, reading);
    let holidays = holidays(reading, calendars);
    last_notice(dictionary, reading, &holidays);
    due_dates(text, reading, &holidays);
    tell_of_holidays(reading);
}

/// The holidays of the contract's law.
pub(super) fn holidays(reading: &Reading, calendars: &Calendars) -> Holidays {
    let law = single(reading, LAW).map(|term| term.value.to_string());
    calendars.of(law.as_deref())
}

const HOLIDAYS_UNKNOWN: &str = "dates that count business days leave out Saturdays and Sundays alone: no holidays are listed for them \
     (pipeline.holidays), and a holiday would move them";

/// Says once that a date was counted in business days without a list of holidays.
pub(super) fn tell_of_holidays(reading: &mut Reading) {
    let of_fields = reading.fields.values().flat_map(Finding::terms);
    let of_fields = of_fields.filter_map(|term| term.derivation.as_ref());
    let of_duties = reading.obligations.iter();
    let of_duties = of_duties.filter_map(|duty| duty.derivation.as_ref());
    let is_any = of_fields
        .chain(of_duties)
        .any(|by| by.rule.ends_with(WITHOUT_HOLIDAYS));
    if is_any
        && !reading
            .reasons
            .iter()
            .any(|known| known == HOLIDAYS_UNKNOWN)
    {
        reading.reasons.push(HOLIDAYS_UNKNOWN.to_owned());
    }
}

/// Effective and expiration date where they are not stated.
fn stated(text: &str, dictionary: &Dictionary, reading: &mut Reading) {
    let order = order(text, reading);
    for derived in offline::derive(&dates::in_order(text, order), &stated_once(reading, order)) {
        let field = derived.candidate.field;
        // The main input is the one of the rule's whose words the derived value shows.
        let inputs = derived.derivation.inputs.iter();
        let known = inputs.filter_map(|input| reading.fields.get(input));
        let mut terms = known.flat_map(Finding::terms);
        let evidence = terms
            .find(|term| dates::in_order(&term.grounding.quote, order) == derived.candidate.quote);
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
                rivals: Vec::new(),
                ..evidence
            },
        );
    }
}

/// The values to compute from. Where the dates of the contract's life contradict each other there are
/// none: what is computed beside a contradiction would look certain.
fn stated_once(reading: &Reading, order: Order) -> Vec<Candidate> {
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
    known.map(|term| as_candidate(term, order)).collect()
}

/// In which order the contract writes its numeric dates, so that a start in the words of a term is read as
/// the dates beside it are.
pub(super) fn order(text: &str, reading: &Reading) -> Order {
    let law = single(reading, LAW).map(|term| term.value.to_string());
    dates::order(text, law.as_deref())
}

fn as_candidate(term: &Term, order: Order) -> Candidate {
    Candidate {
        field: term.field.clone(),
        value: term.value.clone(),
        quote: dates::in_order(&term.grounding.quote, order).into_owned(),
        near: Some(term.grounding.span),
        engine: term.engine,
    }
}

fn last_notice(dictionary: &Dictionary, reading: &mut Reading, holidays: &Holidays) {
    let (Some(expiry), Some(notice)) =
        (date(reading, EXPIRATION), single(reading, NOTICE).cloned())
    else {
        return;
    };
    let Value::Period(period) = notice.value else {
        return;
    };
    let Some(last) = calendar::last_notice_day(expiry, period, holidays) else {
        return;
    };
    let derivation = Derivation {
        rule: last.rule("notice_before_expiry"),
        inputs: vec![FieldId::from(EXPIRATION), FieldId::from(NOTICE)],
    };
    let computed = Term {
        field: FieldId::from(LAST_NOTICE),
        value: Value::Date(last.day),
        derivation: Some(derivation),
        rivals: Vec::new(),
        ..notice
    };
    match reading.fields.get_mut(&computed.field) {
        // A contract may name the day itself; where it is another, neither is to be taken unseen.
        Some(Finding::Found { terms })
            if terms.iter().all(|stated| stated.value != computed.value) =>
        {
            let stated = std::mem::take(terms);
            let terms = [computed].into_iter().chain(stated).collect();
            let rivals = Finding::Conflict { terms };
            reading.fields.insert(FieldId::from(LAST_NOTICE), rivals);
            reading.reasons.push(
                "the stated last day for notice is not the one that expiration date and notice give"
                    .to_owned(),
            );
        }
        _ => put(dictionary, reading, computed),
    }
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

fn due_dates(text: &str, reading: &mut Reading, holidays: &Holidays) {
    let order = order(text, reading);
    let known = due::Known::of(&dates::in_order(text, order), &stated_once(reading, order));
    for obligation in &mut reading.obligations {
        let rule = obligation.recurrence.as_ref();
        obligation.derivation = due::settle(&mut obligation.due, rule, &known, holidays);
    }
}

/// Puts a derived term in, where the dictionary has the field and nothing is stated. Where pages were
/// not read, or a question was not answered, only what follows from stated values: that no other start is
/// stated nobody knows then.
pub(super) fn put(dictionary: &Dictionary, reading: &mut Reading, term: Term) {
    let rests_on_silence = term
        .derivation
        .iter()
        .flat_map(|derivation| &derivation.inputs)
        .any(|input| input.as_str() == AGREEMENT);
    let is_absent = match reading.fields.get(&term.field) {
        Some(Finding::NotStated { .. }) => true,
        Some(Finding::Unreadable { .. } | Finding::Truncated) => !rests_on_silence,
        _ => false,
    };
    if is_absent && dictionary.get(&term.field).is_some() {
        reading
            .fields
            .insert(term.field.clone(), Finding::Found { terms: vec![term] });
    }
}

/// The one value of a field that states just one.
pub(super) fn single<'a>(reading: &'a Reading, field: &str) -> Option<&'a Term> {
    match reading.fields.get(&FieldId::from(field)) {
        Some(Finding::Found { terms }) => terms.first(),
        _ => None,
    }
}

pub(super) fn period(reading: &Reading, field: &str) -> Option<Period> {
    match single(reading, field)?.value {
        Value::Period(period) => Some(period),
        _ => None,
    }
}

pub(super) fn date(reading: &Reading, field: &str) -> Option<Date> {
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
    use crate::domain::value::Unit;
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

    /// 3.17: the day that a contract is said to name, and another that follows from what it states, stand
    /// side by side, and a person is told.
    #[test]
    fn a_stated_day_for_notice_that_is_not_the_computed_one_is_a_conflict() {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let text = "This Agreement expires on January 31, 2027. It renews automatically for one year unless notice of non-renewal is given sixty (60) days before its end.";
        let document = plain::document(text);
        let settled = |day: &str| {
            let quote = "This Agreement expires on January 31, 2027.";
            let said = |field: &str, quote: &str, value: Value| Candidate {
                field: FieldId::from(field),
                value,
                quote: quote.to_owned(),
                near: None,
                engine: Engine::Offline,
            };
            let date = |day: &str| Value::Date(day.parse().expect("a date"));
            let claims = Claims {
                candidates: vec![
                    said(EXPIRATION, quote, date("2027-01-31")),
                    said(
                        NOTICE,
                        "sixty (60) days before its end",
                        Value::Period(Period::new(60, Unit::Day)),
                    ),
                    said(LAST_NOTICE, quote, date(day)),
                ],
                ..Claims::default()
            };
            settle(&document, &dictionary, Engine::Offline, claims)
        };
        let apart = settled("2027-01-31");
        let Some(Finding::Conflict { terms }) = apart.fields.get(&FieldId::from(LAST_NOTICE))
        else {
            panic!("both cannot be true");
        };
        let days: Vec<String> = terms.iter().map(|term| term.value.to_string()).collect();
        assert_eq!(days, ["2026-12-02", "2027-01-31"]);
        let told = |reading: &Reading| {
            let mut reasons = reading.reasons.iter();
            reasons.any(|why| why.starts_with("the stated last day for notice"))
        };
        assert!(told(&apart));
        let alike = settled("2026-12-02");
        assert_eq!(alike.fields[&FieldId::from(LAST_NOTICE)].terms().len(), 1);
        assert!(!told(&alike));
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

    /// Finding 25: an end that one question was refused about follows from what others stated; that there is
    /// none other nobody can say, so that silence counts for nothing.
    #[test]
    fn the_end_follows_from_stated_values_though_a_question_about_it_was_refused() {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let end = |dated: &str| {
            let text = format!(
                "This Agreement is made as of January 15, 2026 between Orchard Inc. and Pine LLC{dated}.\n\n1. Term. This Agreement shall continue for an initial term of one (1) year from the Effective Date."
            );
            let document = plain::document(&text);
            let claims = Claims {
                candidates: Offline::new(&dictionary).read(&document).candidates,
                unanswered: [FieldId::from(EXPIRATION), FieldId::from(EFFECTIVE)].into(),
                ..Claims::default()
            };
            let reading = settle(&document, &dictionary, Engine::Offline, claims);
            reading.term(EXPIRATION).map(|term| term.value.to_string())
        };
        let stated = " and is effective as of February 1, 2026 (the \"Effective Date\")";
        assert_eq!(end(stated).as_deref(), Some("2027-01-31"));
        assert_eq!(end(""), None);
    }
}
