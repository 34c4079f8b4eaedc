//! Whether a contract is in force on a given day, as far as its dates tell (R58). Where start, end or
//! renewals are not known for certain there is no status: a wrong one would be believed.

use super::compute::{self, EFFECTIVE, EXPIRATION};
use super::running::{self, RENEWAL, RENEWS, Run};
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, STATUS};
use crate::domain::reading::Reading;
use crate::domain::term::{Finding, Term};
use crate::domain::value::Value;
use jiff::civil::Date;

/// The rule, whose result moves on with the days.
pub(super) const BY_DATES: &str = "status_by_dates";

/// Adds the status on `today`, with the words that decide it; `run` is the term that runs where the contract
/// renews by itself.
pub(super) fn status(
    dictionary: &Dictionary,
    reading: &mut Reading,
    today: Date,
    run: Option<&Run>,
) {
    let Some((word, evidence, inputs)) = told(reading, today, run) else {
        return;
    };
    let inputs = running::inputs(reading, inputs);
    let value = Value::Text(word.to_owned());
    let term = running::by_rule(evidence, (STATUS, value), (BY_DATES, inputs));
    compute::put(dictionary, reading, term);
}

type Told = (&'static str, Term, &'static [&'static str]);

fn told(reading: &Reading, today: Date, run: Option<&Run>) -> Option<Told> {
    let single = |field| compute::single(reading, field);
    let start = compute::date(reading, EFFECTIVE);
    if start.is_some_and(|start| today < start) {
        return Some(("not yet in force", single(EFFECTIVE)?.clone(), &[EFFECTIVE]));
    }
    let end = single(EXPIRATION)?.clone();
    let within: &[&str] = &[EFFECTIVE, EXPIRATION];
    let renewed: &[&str] = &[EFFECTIVE, EXPIRATION, RENEWAL, RENEWS];
    match end.value {
        Value::OpenEnded => start.map(|_| ("active", end, within)),
        Value::Date(last) if today <= last => start.map(|_| ("active", end, within)),
        Value::Date(_) => match run {
            Some(run) if today <= run.end => Some(("active", end, renewed)),
            Some(_) => Some(("expired", end, renewed)),
            // An option or an agreement may have prolonged it, and nothing here tells.
            None => is_said_not_to_renew(reading).then_some(("expired", end, renewed)),
        },
        _ => None,
    }
}

/// Whether nothing in the contract speaks of a renewal, or it says that it has none.
fn is_said_not_to_renew(reading: &Reading) -> bool {
    let finding = |field: &str| reading.fields.get(&FieldId::from(field));
    let is_silent = |field| matches!(finding(field), Some(Finding::NotStated { .. }));
    let is_denied = compute::single(reading, RENEWS).map(|term| &term.value);
    is_silent(RENEWAL) && (is_silent(RENEWS) || is_denied == Some(&Value::Flag(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::holidays::Calendars;
    use crate::domain::term::Engine;
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::plain;

    const FIXED: &str =
        "The term of this Agreement begins on February 1, 2024 and ends on January 31, 2025.";

    /// The status on `today` of a contract with these words on its term, and the words that decide it.
    fn on(today: &str, term: &str) -> Option<(String, String)> {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let text = format!(
            "This Agreement is made as of January 15, 2024 between Orchard Inc. and Pine LLC.\n\n1. Term. {term}"
        );
        let document = plain::document(&text);
        let claims = Claims {
            candidates: Offline::new(&dictionary).read(&document).candidates,
            ..Claims::default()
        };
        let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
        running::running(
            &dictionary,
            &mut reading,
            today.parse().expect("a date"),
            &Calendars::default(),
        );
        let term = reading.term(STATUS)?;
        Some((term.value.to_string(), term.grounding.quote.clone()))
    }

    fn word(today: &str, term: &str) -> Option<String> {
        on(today, term).map(|(word, _)| word)
    }

    /// R58: before its start, in its term and after its end, with the words that decide it.
    #[test]
    fn a_contract_is_not_yet_in_force_then_active_then_expired() {
        for (today, status) in [
            ("2024-01-31", "not yet in force"),
            ("2024-02-01", "active"),
            ("2025-01-31", "active"),
            ("2025-02-01", "expired"),
        ] {
            let (word, quote) = on(today, FIXED).expect("its dates tell");
            assert_eq!(word, status, "on {today}");
            assert!(quote.contains("begins on February 1, 2024"), "{quote}");
        }
    }

    /// R58: a contract that renews by itself is active as long as its renewals last.
    #[test]
    fn renewals_keep_a_contract_active_as_often_as_it_has_them() {
        let renews = format!(
            "{FIXED} It shall automatically renew for two (2) additional terms of one (1) year each."
        );
        assert_eq!(word("2026-06-01", &renews).as_deref(), Some("active"));
        assert_eq!(word("2027-02-01", &renews).as_deref(), Some("expired"));
    }

    /// R58: what an option or the other party may have prolonged has no status, and neither has what no date
    /// is known of.
    #[test]
    fn what_the_dates_do_not_tell_is_left_open() {
        let option = format!(
            "{FIXED} Customer may renew this Agreement for one (1) additional term of one (1) year."
        );
        assert_eq!(word("2024-06-01", &option).as_deref(), Some("active"));
        assert_eq!(word("2025-06-01", &option), None);
        assert_eq!(word("2025-06-01", "The parties shall cooperate."), None);
    }
}
