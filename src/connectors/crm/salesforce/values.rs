//! Whether Salesforce holds the value we mean. It gives back numbers, instants and blanks in its
//! own form, and a difference in form is no difference. Compares only; never shows a value.

use super::graph::inert;
use crate::domain::writeback::{FieldChange, Plan};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use std::str::FromStr;

/// The first field that somebody changed in the CRM after the plan was made, to something else
/// than what the plan would set. A plan that saw no value claims nothing.
pub fn changed_since<'a>(plan: &'a Plan, held: &Map<String, Json>) -> Option<&'a str> {
    plan.insight.fields.iter().find_map(|field| {
        let before = field.before.as_ref().filter(|before| !before.is_null())?;
        let now = held.get(&field.name)?;
        let is_changed = !same(before, now) && !same(&inert(&field.value), now);
        is_changed.then_some(field.name.as_str())
    })
}

/// The first field that does not hold what the plan set.
pub fn not_held<'a>(plan: &'a Plan, held: &Map<String, Json>) -> Option<&'a str> {
    let is_held = |field: &FieldChange| {
        held.get(&field.name)
            .is_some_and(|now| same(&inert(&field.value), now))
    };
    let mut fields = plan.insight.fields.iter();
    fields
        .find(|field| !is_held(field))
        .map(|field| field.name.as_str())
}

/// Whether two values mean the same to Salesforce.
pub fn same(one: &Json, other: &Json) -> bool {
    if is_blank(one) || is_blank(other) {
        return is_blank(one) && is_blank(other);
    }
    if let (Some(one), Some(other)) = (number(one), number(other)) {
        return one == other;
    }
    match (one, other) {
        (Json::String(one), Json::String(other)) => {
            one.trim() == other.trim()
                || is_same_id(one, other)
                || instant(one).is_some_and(|one| Some(one) == instant(other))
        }
        (one, other) => one == other,
    }
}

/// Whether two ids name one record: the last 3 of 18 characters are a checksum.
pub fn is_same_id(one: &str, other: &str) -> bool {
    let body = |id: &str| match id.len() {
        15 | 18 if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some(id[..15].to_owned()),
        _ => None,
    };
    body(one).is_some_and(|one| Some(one) == body(other))
}

fn is_blank(value: &Json) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn number(value: &Json) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

/// Salesforce writes the offset without a colon.
fn instant(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    match text.strip_suffix("+0000") {
        Some(start) => format!("{start}Z").parse().ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_in_form_is_no_difference() {
        for (one, other, expected) in [
            (json!(1200000), json!(1200000.0), true),
            (json!(1.2e6), json!(1200000.00), true),
            (json!(12), json!(13), false),
            (json!(null), json!(""), true),
            (json!(null), json!(0), false),
            (
                json!("2026-01-31T00:00:00Z"),
                json!("2026-01-31T00:00:00.000+0000"),
                true,
            ),
            (json!("2026-01-31"), json!("2026-02-01"), false),
            (json!("001000000000001"), json!("001000000000001AAA"), true),
            (json!(true), json!(false), false),
            (json!(" Acme "), json!("Acme"), true),
        ] {
            assert_eq!(same(&one, &other), expected, "{one} {other}");
        }
    }
}
