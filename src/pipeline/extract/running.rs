//! What counts to the end of the term that runs on a given day: the last day for notice, and duties that are
//! due around the contract's end, and the next renewal. The first end of a contract belongs to the past once it
//! has renewed. No day for notice is named in a term that no renewal is left for. Business days are counted as
//! everywhere.

use super::compute::{self, EXPIRATION, NOTICE};
use super::status;
use crate::domain::confidence::{Signals, Support};
use crate::domain::holidays::{Calendars, Holidays};
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, RENEWAL_DATE, RUNNING_NOTICE};
use crate::domain::reading::Reading;
use crate::domain::term::{Derivation, Finding, Term};
use crate::domain::value::Value;
use crate::offline::{calendar, due};
use jiff::civil::Date;

/// The rule whose result moves on with the days: the next term has another last day for notice.
pub(super) const BY_RUNNING_TERM: &str = "notice_before_the_running_term_ends";
/// The same of a duty that is due around the end of the contract.
pub(super) const BY_RUNNING_END: &str = "counted_to_the_running_end";
/// The same of the first day of the next term.
pub(super) const BY_NEXT_TERM: &str = "day_after_the_running_term";
pub(super) const RENEWAL: &str = "renewal_term";
pub(super) const RENEWS: &str = "auto_renewal";
const COUNT: &str = "renewal_count";

/// Adds the last day for notice in the term that runs on `today`, counts duties to the end of that term, and
/// remembers the day. The day for notice may be past itself; then the next renewal cannot be stopped. Nothing
/// is added where the contract does not say that it renews by itself, nor a day for notice where it renews no
/// more; of the latter a reason tells.
pub fn running(dictionary: &Dictionary, reading: &mut Reading, today: Date, calendars: &Calendars) {
    reading.day = Some(today);
    let run = Run::of(reading, today);
    status::status(dictionary, reading, today, run.as_ref());
    let Some(run) = run else {
        return;
    };
    let notice = compute::single(reading, NOTICE).cloned();
    let notice = notice.filter(|notice| matches!(notice.value, Value::Period(_)));
    let holidays = compute::holidays(reading, calendars);
    let is_counted = duties(reading, &run, &holidays);
    if let Some(reason) = run.left().filter(|_| notice.is_some() || is_counted) {
        reading.reasons.push(reason.to_owned());
    }
    if run.renews_again() {
        next_renewal(dictionary, reading, &run);
        if let Some(notice) = notice {
            last_notice(dictionary, reading, notice, (&run, &holidays));
        }
    }
    compute::tell_of_holidays(reading);
}

/// The term that runs.
pub(super) struct Run {
    /// When it ends; where the contract is over, when it ended.
    pub(super) end: Date,
    /// How often the contract would have renewed by now.
    renewed: u32,
    count: Count,
}

impl Run {
    /// That of a contract that renews by itself; `None` of any other.
    fn of(reading: &Reading, today: Date) -> Option<Self> {
        let first = compute::date(reading, EXPIRATION)?;
        let renewal = compute::period(reading, RENEWAL)?;
        compute::single(reading, RENEWS).filter(|term| term.value == Value::Flag(true))?;
        let (end, renewed) = calendar::running_term(first, renewal, today)?;
        let count = count(reading);
        let end = match count {
            Count::Times(most) if renewed > most => calendar::end_renewed(first, renewal, most)?,
            _ => end,
        };
        Some(Self {
            end,
            renewed,
            count,
        })
    }

    fn renews_again(&self) -> bool {
        !matches!(self.count, Count::Times(most) if self.renewed >= most)
    }

    fn left(&self) -> Option<&'static str> {
        left(self.count, self.renewed)
    }
}

/// Counts the duties that are due around the contract's end to the end of the term that runs; whether there
/// are any.
fn duties(reading: &mut Reading, run: &Run, holidays: &Holidays) -> bool {
    let inputs = inputs(reading, &[EXPIRATION, RENEWAL, RENEWS]);
    let mut is_any = false;
    for duty in &mut reading.obligations {
        // A date that the contract names itself is no count.
        let is_computed = duty.derivation.is_some();
        if !is_computed {
            continue;
        }
        if let Some(counted) = due::settle_to_end(&mut duty.due, run.end, holidays) {
            is_any = true;
            duty.derivation = Some(Derivation {
                rule: counted.rule(BY_RUNNING_END),
                inputs: inputs.clone(),
            });
        }
    }
    is_any
}

/// The first day of the next term (R36); its words are those of the renewal.
fn next_renewal(dictionary: &Dictionary, reading: &mut Reading, run: &Run) {
    let (Some(renews), Ok(next)) = (
        compute::single(reading, RENEWS).cloned(),
        run.end.tomorrow(),
    ) else {
        return;
    };
    let inputs = inputs(reading, &[EXPIRATION, RENEWAL, RENEWS]);
    let value = Value::Date(next);
    let term = by_rule(renews, (RENEWAL_DATE, value), (BY_NEXT_TERM, inputs));
    compute::put(dictionary, reading, term);
}

/// `evidence` as the evidence of a field's value that a rule computed from `inputs`.
pub(super) fn by_rule(
    evidence: Term,
    (field, value): (&str, Value),
    (rule, inputs): (&str, Vec<FieldId>),
) -> Term {
    let signals = evidence.signals.map(|signals| Signals {
        support: Support::ByRule,
        ..signals
    });
    Term {
        field: FieldId::from(field),
        value,
        derivation: Some(Derivation {
            rule: rule.to_owned(),
            inputs,
        }),
        signals,
        rivals: Vec::new(),
        ..evidence
    }
}

fn last_notice(
    dictionary: &Dictionary,
    reading: &mut Reading,
    notice: Term,
    counted: (&Run, &Holidays),
) {
    let (run, holidays) = counted;
    let Value::Period(length) = notice.value else {
        return;
    };
    let Some(last) = calendar::last_notice_day(run.end, length, holidays) else {
        return;
    };
    let inputs = inputs(reading, &[EXPIRATION, RENEWAL, NOTICE, RENEWS]);
    let (value, rule) = (Value::Date(last.day), last.rule(BY_RUNNING_TERM));
    let term = by_rule(notice, (RUNNING_NOTICE, value), (&rule, inputs));
    compute::put(dictionary, reading, term);
}

/// How often a contract renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Unknown,
    Unlimited,
    Times(u32),
}

const ENDED: &str = "the last renewal that the contract permits is over: no day for notice is left";
const LAST: &str = "the last term that the contract permits is running: nothing renews, and no day for notice is left";
const UNKNOWN: &str = "how often the contract renews is not known: the term that runs now may be one renewal too many";

/// What a person must know of the renewals that are left after `renewed` of them.
fn left(count: Count, renewed: u32) -> Option<&'static str> {
    match count {
        Count::Times(most) if renewed > most => Some(ENDED),
        Count::Times(most) if renewed == most => Some(LAST),
        Count::Unknown if renewed > 0 => Some(UNKNOWN),
        _ => None,
    }
}

/// What the contract says of the number of its renewals. Two counts are none.
fn count(reading: &Reading) -> Count {
    let Some(Value::Text(words)) = compute::single(reading, COUNT).map(|term| &term.value) else {
        return Count::Unknown;
    };
    match words.trim().parse() {
        Ok(most) => Count::Times(most),
        Err(_) if words.trim().eq_ignore_ascii_case("unlimited") => Count::Unlimited,
        Err(_) => Count::Unknown,
    }
}

/// `known`, the fields it was computed from; the number of renewals is among them where something states one.
pub(super) fn inputs(reading: &Reading, known: &[&str]) -> Vec<FieldId> {
    let count = FieldId::from(COUNT);
    let is_stated = reading.fields.get(&count).map_or(&[][..], Finding::terms);
    let mut inputs: Vec<FieldId> = known.iter().copied().map(FieldId::from).collect();
    if !is_stated.is_empty() {
        inputs.push(count);
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::Engine;
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::plain;

    /// The last day for notice on `today` and the reasons, where the contract renews in these words.
    fn on(today: &str, renews: &str) -> (Option<String>, Vec<String>) {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let text = format!(
            "This Agreement is made as of January 1, 2020 between Orchard Inc. and Pine LLC.\n\n1. Term. The initial term of this Agreement begins on January 1, 2020 and ends on December 31, 2020. It shall automatically renew for {renews} unless either party gives at least ninety (90) days' written notice of non-renewal before the end of the then-current term."
        );
        let document = plain::document(&text);
        let claims = Claims {
            candidates: Offline::new(&dictionary).read(&document).candidates,
            ..Claims::default()
        };
        let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
        reading.reasons.clear();
        let day = today.parse().expect("a date");
        running(&dictionary, &mut reading, day, &Calendars::default());
        let day = reading
            .term(RUNNING_NOTICE)
            .map(|term| term.value.to_string());
        (day, reading.reasons)
    }

    /// 3.16: a contract that may renew twice has no last day for notice in its last term, nor after it.
    #[test]
    fn no_day_is_named_once_the_last_renewal_has_begun() {
        let twice = "two (2) additional terms of one (1) year each";
        let day = |today| on(today, twice);
        assert_eq!(day("2020-06-01").0.as_deref(), Some("2020-10-02"));
        assert_eq!(day("2021-06-01"), (Some("2021-10-02".to_owned()), vec![]));
        assert_eq!(day("2022-06-01"), (None, vec![LAST.to_owned()]));
        assert_eq!(day("2026-06-01"), (None, vec![ENDED.to_owned()]));
    }

    #[test]
    fn renewals_without_a_count_go_on() {
        let (day, reasons) = on("2026-06-01", "successive terms of one (1) year each");
        assert_eq!(day.as_deref(), Some("2026-10-02"));
        assert_eq!(reasons, Vec::<String>::new());
    }

    #[test]
    fn a_count_that_is_not_known_is_told_once_it_matters() {
        assert_eq!(left(Count::Unknown, 0), None);
        assert_eq!(left(Count::Unknown, 3), Some(UNKNOWN));
        assert_eq!(left(Count::Unlimited, 3), None);
        assert_eq!(left(Count::Times(0), 0), Some(LAST));
    }

    /// 3.16: a duty around the end of a contract that renews is due at the end that runs, and at the last end
    /// that the contract permits.
    #[test]
    fn a_duty_at_the_end_follows_the_end_that_runs() {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let read = |times: &str, today: &str| {
            let text = format!(
                "This Agreement is made as of January 1, 2020 between Orchard Inc. (\"Supplier\") and Pine LLC (\"Customer\").\n\n1. Term. The initial term of this Agreement begins on January 1, 2020 and ends on December 31, 2020. It shall automatically renew for {times} of one (1) year each.\n\n2. Data. Supplier shall return all data to Customer within thirty (30) days after the expiration of this Agreement.\n\n3. Plan. Supplier shall deliver a plan to Customer within thirty (30) days after the end of the initial term."
            );
            let document = plain::document(&text);
            let extract = Offline::new(&dictionary).read(&document);
            let claims = Claims {
                candidates: extract.candidates,
                drafts: extract.obligations,
                ..Claims::default()
            };
            let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
            let day = today.parse().expect("a date");
            running(&dictionary, &mut reading, day, &Calendars::default());
            let due = |duty: &crate::domain::obligation::Obligation| {
                let date = duty.due.as_ref()?.date()?.to_string();
                Some((date, duty.derivation.clone()?.rule))
            };
            reading
                .obligations
                .iter()
                .filter_map(due)
                .collect::<Vec<_>>()
        };
        let at = |date: &str, rule: &str| (date.to_owned(), rule.to_owned());
        let initial = at("2021-01-30", "counted_to_expiration_date");
        let unlimited = "successive terms";
        assert_eq!(
            read(unlimited, "2020-06-01"),
            [at("2021-01-30", BY_RUNNING_END), initial.clone()]
        );
        assert_eq!(
            read(unlimited, "2026-06-01"),
            [at("2027-01-30", BY_RUNNING_END), initial.clone()]
        );
        assert_eq!(
            read("two (2) additional terms", "2026-06-01"),
            [at("2023-01-30", BY_RUNNING_END), initial]
        );
    }
}

#[cfg(test)]
#[path = "running_tests.rs"]
mod business;
