//! The last day for notice in the term that runs on a given day: the first end of a contract belongs to
//! the past once it has renewed. It never names a day of a term that no renewal is left for.

use super::compute::{self, EXPIRATION, NOTICE};
use crate::domain::confidence::{Signals, Support};
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, RUNNING_NOTICE};
use crate::domain::reading::Reading;
use crate::domain::term::{Derivation, Finding, Term};
use crate::domain::value::{Unit, Value};
use crate::offline::calendar;
use jiff::civil::Date;

/// The rule whose result moves on with the days: the next term has another last day for notice.
pub(super) const BY_RUNNING_TERM: &str = "notice_before_the_running_term_ends";
const RENEWAL: &str = "renewal_term";
const RENEWS: &str = "auto_renewal";
const COUNT: &str = "renewal_count";

/// Adds the last day for notice in the term that runs on `today`, and remembers that day. It may be past
/// itself; then the next renewal cannot be stopped. Nothing is added where the contract does not say that
/// it renews by itself, nor where it renews no more; of the latter a reason tells.
pub fn running(dictionary: &Dictionary, reading: &mut Reading, today: Date) {
    reading.day = Some(today);
    let (Some(first), Some(renewal), Some(notice)) = (
        compute::date(reading, EXPIRATION),
        compute::period(reading, RENEWAL),
        compute::single(reading, NOTICE).cloned(),
    ) else {
        return;
    };
    let renews = compute::single(reading, RENEWS);
    let renews = renews.is_some_and(|term| term.value == Value::Flag(true));
    let Value::Period(length) = notice.value else {
        return;
    };
    if !renews || length.unit == Unit::BusinessDay {
        return;
    }
    let Some((end, renewed)) = calendar::running_term(first, renewal, today) else {
        return;
    };
    let count = count(reading);
    if let Some(reason) = left(count, renewed) {
        reading.reasons.push(reason.to_owned());
    }
    if matches!(count, Count::Times(most) if renewed >= most) {
        return;
    }
    let Some(last) = calendar::last_notice_day(end, length) else {
        return;
    };
    let derivation = Derivation {
        rule: BY_RUNNING_TERM.to_owned(),
        inputs: inputs(reading),
    };
    let signals = notice.signals.map(|signals| Signals {
        support: Support::ByRule,
        ..signals
    });
    compute::put(
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

/// The fields it was computed from; the number of renewals is among them where something states one.
fn inputs(reading: &Reading) -> Vec<FieldId> {
    let count = FieldId::from(COUNT);
    let is_stated = reading.fields.get(&count).map_or(&[][..], Finding::terms);
    let known = [EXPIRATION, RENEWAL, NOTICE, RENEWS].map(FieldId::from);
    let mut inputs = known.to_vec();
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
        running(&dictionary, &mut reading, today.parse().expect("a date"));
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
}
