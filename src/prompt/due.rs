//! Reads the words that say when a duty is due. What is neither a date nor a period stays an event
//! in the contract's words: nothing here computes a date.

use crate::domain::obligation::Due;
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

/// What `text` says; `None` when it says nothing.
pub fn parse(text: &str) -> Option<Due> {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let due = date(text)
        .or_else(|| rhythm(&lower))
        .or_else(|| within(text, &lower));
    Some(due.unwrap_or_else(|| Due::OnEvent {
        event: text.to_owned(),
    }))
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

fn rhythm(lower: &str) -> Option<Due> {
    if let Some((_, period)) = RHYTHMS.iter().find(|(word, _)| *word == lower) {
        return Some(every(*period));
    }
    let rest = lower
        .strip_prefix("every ")
        .or_else(|| lower.strip_prefix("each "))?;
    let period: Period = rest.parse().or_else(|_| format!("1 {rest}").parse()).ok()?;
    Some(every(period))
}

fn every(period: Period) -> Due {
    Due::Every { period, date: None }
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
        let say = |text: &str| parse(text).map(|due| due.to_string());
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
            ("upon termination", "upon termination"),
            ("2026-13-40", "2026-13-40"),
        ] {
            assert_eq!(say(text).as_deref(), Some(read));
        }
        assert!(matches!(
            parse("upon termination"),
            Some(Due::OnEvent { .. })
        ));
        assert!(matches!(parse("2026-13-40"), Some(Due::OnEvent { .. })));
        assert!(matches!(
            parse("30 days after X"),
            Some(Due::Within { date: None, .. })
        ));
        assert_eq!(parse(" . "), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fail(text in "(within |every |[0-9]{1,12} |days|é|\\PC){0,8}") {
            let _ = parse(&text);
        }
    }
}
