//! Dates that code computes from what the document states. Engines never give them: a derived
//! value names its rule and its inputs, and shows the evidence of its main input.
//!
//! | rule | example |
//! |---|---|
//! | `effective_is_agreement_date` | dated 3 March 2026, no other start stated: effective 2026-03-03 |
//! | `day_before_anniversary` | effective 2026-01-15 for 36 months: expires 2029-01-14 |
//! | `days_after_effective` | "within 30 days after the Effective Date" of 2026-01-15: 2026-02-14 |

use crate::domain::id::FieldId;
use crate::domain::obligation::Due;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::{Derivation, Finding, Term};
use crate::domain::value::Value;
use crate::offline::calendar;
use jiff::civil::Date;

const AGREEMENT: &str = "agreement_date";
const EFFECTIVE: &str = "effective_date";
const TERM: &str = "initial_term";
const EXPIRATION: &str = "expiration_date";

/// Adds the derived values to `reading` and notes where a stated date contradicts a computed one.
pub fn derive(dictionary: &Dictionary, reading: &mut Reading) {
    effective(dictionary, reading);
    expiration(dictionary, reading);
    due_dates(reading);
}

fn effective(dictionary: &Dictionary, reading: &mut Reading) {
    if !is_absent(reading, EFFECTIVE) {
        return;
    }
    let Some(agreement) = single(reading, AGREEMENT).cloned() else { return };
    put(dictionary, reading, EFFECTIVE, Term { derivation: derivation("effective_is_agreement_date", &[AGREEMENT]), ..agreement });
}

fn expiration(dictionary: &Dictionary, reading: &mut Reading) {
    let (Some(start), Some(term)) = (date(reading, EFFECTIVE), single(reading, TERM).cloned()) else { return };
    let Value::Period(period) = term.value else { return };
    let Some(computed) = calendar::expiry(start, period) else { return };
    if is_absent(reading, EXPIRATION) {
        let derivation = derivation("day_before_anniversary", &[EFFECTIVE, TERM]);
        put(dictionary, reading, EXPIRATION, Term { value: Value::Date(computed), derivation, ..term });
        return;
    }
    let stated = date(reading, EXPIRATION);
    if stated.is_some_and(|stated| days_between(stated, computed) > 1) {
        reading.reasons.push("the stated expiration date is not the one that effective date and term give".to_owned());
    }
}

fn due_dates(reading: &mut Reading) {
    let Some(start) = date(reading, EFFECTIVE) else { return };
    for obligation in &mut reading.obligations {
        if let Some(Due::Within { period, anchor, date: date @ None }) = &mut obligation.due {
            let anchor = anchor.to_lowercase();
            if anchor.contains("effective date") && !anchor.contains("before") && !anchor.contains("anniversary") {
                *date = calendar::after(start, *period);
            }
        }
    }
}

/// Puts a derived term in, where the dictionary has the field.
fn put(dictionary: &Dictionary, reading: &mut Reading, field: &str, term: Term) {
    let field = FieldId::from(field);
    if dictionary.get(&field).is_some() {
        let terms = vec![Term { field: field.clone(), ..term }];
        reading.fields.insert(field, Finding::Found { terms });
    }
}

fn derivation(rule: &str, inputs: &[&str]) -> Option<Derivation> {
    Some(Derivation { rule: rule.to_owned(), inputs: inputs.iter().map(|input| FieldId::from(*input)).collect() })
}

fn is_absent(reading: &Reading, field: &str) -> bool {
    matches!(reading.fields.get(&FieldId::from(field)), Some(Finding::NotStated { .. }))
}

/// The one value of a field that states just one.
fn single<'a>(reading: &'a Reading, field: &str) -> Option<&'a Term> {
    match reading.fields.get(&FieldId::from(field)) {
        Some(Finding::Found { terms }) => terms.first(),
        _ => None,
    }
}

fn date(reading: &Reading, field: &str) -> Option<Date> {
    match single(reading, field)?.value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

fn days_between(a: Date, b: Date) -> u32 {
    (a - b).get_days().unsigned_abs()
}
