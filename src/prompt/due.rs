//! Reads the words that say when a duty is due. What is neither a date nor a period stays an event
//! in the contract's words: nothing here computes a date.

use crate::domain::obligation::Due;
use crate::domain::recurrence::Recurrence;
use crate::domain::value::{Period, Unit, Value, ValueKind};

const RHYTHMS: [(&str, Period); 9] = [
    ("daily", Period::new(1, Unit::Day)),
    ("weekly", Period::new(1, Unit::Week)),
    ("monthly", Period::new(1, Unit::Month)),
    ("quarterly", Period::new(3, Unit::Month)),
    ("every quarter", Period::new(3, Unit::Month)),
    ("annually", Period::new(1, Unit::Year)),
    ("yearly", Period::new(1, Unit::Year)),
    ("semi-annually", Period::new(6, Unit::Month)),
    ("twice a year", Period::new(6, Unit::Month)),
];

/// What `text` says, with the rule by which it comes back, where it does; `None` when it says nothing.
pub fn parse(text: &str) -> Option<(Due, Option<Recurrence>)> {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let rule = rule(text).or_else(|| Recurrence::every(rhythm(&lower)?));
    let every = rule.as_ref().map(|rule| Due::Every {
        period: rule.period(),
        date: None,
    });
    let due = date(text).or(every).or_else(|| within(text, &lower));
    let due = due.unwrap_or_else(|| Due::OnEvent {
        event: text.to_owned(),
    });
    Some((due, rule))
}

/// A rule of RFC 5545, which names days that no other form can.
fn rule(text: &str) -> Option<Recurrence> {
    text.strip_prefix("RRULE:").unwrap_or(text).parse().ok()
}

fn date(text: &str) -> Option<Due> {
    let text = ["by ", "on ", "no later than "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    match Value::parse(ValueKind::Date, text) {
        Ok(Value::Date(date)) => Some(Due::On { date }),
        _ => None,
    }
}

fn rhythm(lower: &str) -> Option<Period> {
    if let Some((_, period)) = RHYTHMS.iter().find(|(word, _)| *word == lower) {
        return Some(*period);
    }
    let rest = lower
        .strip_prefix("every ")
        .or_else(|| lower.strip_prefix("each "))?;
    rest.parse().or_else(|_| format!("1 {rest}").parse()).ok()
}

/// A count, a unit, and what it counts from or to.
fn within(text: &str, lower: &str) -> Option<Due> {
    let skipped = if lower.starts_with("within ") { 7 } else { 0 };
    let text = &text[skipped..];
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    // A unit has one word or two: `5 business days`.
    [2, 1].into_iter().find_map(|words| {
        let end = *spaces.get(words)?;
        let period: Period = text[..end].to_ascii_lowercase().parse().ok()?;
        let anchor = text[end..].trim().to_owned();
        (!anchor.is_empty()).then_some(Due::Within {
            period,
            anchor,
            date: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_that_the_prompt_asks_for_is_read() {
        let say = |text: &str| parse(text).map(|(due, _)| due.to_string());
        for (text, read) in [
            ("2026-03-02", "2026-03-02"),
            ("by 2026-03-02", "2026-03-02"),
            (
                "30 days after receipt of the invoice",
                "30 days after receipt of the invoice",
            ),
            (
                "within 5 business days before the audit",
                "5 business days before the audit",
            ),
            ("every 3 months", "every 3 months"),
            ("every month", "every 1 month"),
            ("quarterly", "every 3 months"),
            ("FREQ=MONTHLY;BYDAY=1MO", "every 1 month"),
            ("RRULE:FREQ=WEEKLY;BYDAY=TU,TH", "every 1 week"),
            ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1", "every 6 months"),
            ("FREQ=SECONDLY", "FREQ=SECONDLY"),
            ("upon termination", "upon termination"),
            ("2026-13-40", "2026-13-40"),
        ] {
            assert_eq!(say(text).as_deref(), Some(read));
        }
        assert!(matches!(
            parse("upon termination"),
            Some((Due::OnEvent { .. }, None))
        ));
        assert!(matches!(
            parse("2026-13-40"),
            Some((Due::OnEvent { .. }, None))
        ));
        assert!(matches!(
            parse("30 days after X"),
            Some((Due::Within { date: None, .. }, None))
        ));
        let (_, rule) = parse("FREQ=MONTHLY;BYDAY=1MO").expect("a rule");
        let rule = rule.expect("it comes back").to_string();
        assert_eq!(rule, "FREQ=MONTHLY;BYDAY=1MO");
        assert_eq!(parse(" . "), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fail(text in "(within |every |[0-9]{1,12} |days|é|\\PC){0,8}") {
            let _ = parse(&text);
        }
    }
}
