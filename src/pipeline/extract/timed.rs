//! Whether the words around a duty say when it is due. A model names a date, a period with what it counts
//! from, a rhythm, the rule of one or an event; code computes dates from them, so that each is read again in
//! the sentence.

use super::stated::states;
use super::wording::holds;
use crate::domain::obligation::Due;
use crate::domain::recurrence::Recurrence;
use crate::domain::value::{Period, Unit, Value};
use crate::offline;
use crate::offline::durations::periods;

/// Whether `words`, the sentences that state a duty, say that it is due at `due` and comes back by `rule`.
pub(super) fn says_when(words: &str, due: &Due, rule: Option<&Recurrence>) -> bool {
    match due {
        Due::On { date } => states(words, &Value::Date(*date)),
        Due::Within { period, anchor, .. } => counts(words, *period, anchor),
        Due::Every { period, .. } => match rule.filter(|rule| rule.has_days()) {
            Some(rule) => offline::rule_of(words)
                .is_some_and(|(stated, is_named)| is_named && stated == *rule),
            None => comes_back(words, *period),
        },
        Due::OnEvent { event } => holds(words, event),
    }
}

/// On which side of a day a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    After,
    Before,
}

impl Side {
    fn of(word: &str) -> Option<Self> {
        match word {
            "after" | "following" | "upon" | "thereafter" | "since" => Some(Side::After),
            "before" | "prior" | "advance" | "preceding" | "beforehand" => Some(Side::Before),
            _ => None,
        }
    }

    /// Of the first word alone: `of` and `from` further on belong to something else.
    fn of_first(word: &str) -> Option<Self> {
        matches!(word, "of" | "from")
            .then_some(Side::After)
            .or_else(|| Self::of(word))
    }
}

/// Words after a period among which the one stands that says on which side it counts.
const NEAR: usize = 5;

/// Whether `words` count such a period from or to what `anchor` names.
fn counts(words: &str, period: Period, anchor: &str) -> bool {
    let claimed = side(anchor);
    let found = periods(words);
    let mut same = found.iter().filter(|(_, known)| known.same_as(period));
    let is_there = same.any(|(place, _)| match (side(&words[place.end..]), claimed) {
        (Some(stated), Some(claimed)) => stated == claimed,
        // `Upon receipt, Customer shall pay within 30 days`: nothing near says that it counts backwards.
        (None, Some(Side::Before)) => {
            tokens(words).any(|word| Side::of(&word) == Some(Side::Before))
        }
        (_, _) => true,
    });
    is_there && holds(words, anchor)
}

/// On which side the words right after a period count it.
fn side(after: &str) -> Option<Side> {
    let clause = after.split(['.', ';']).next().unwrap_or_default();
    let mut words = tokens(clause)
        .filter(|word| word != "s")
        .take(NEAR)
        .enumerate();
    words.find_map(|(at, word)| match at {
        0 => Side::of_first(&word),
        _ => Side::of(&word),
    })
}

fn tokens(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether `words` tell of a rhythm of `period`.
fn comes_back(words: &str, period: Period) -> bool {
    let words_of_it: Vec<String> = tokens(words).collect();
    let has = |names: &[&str]| {
        words_of_it
            .iter()
            .any(|word| names.contains(&word.as_str()))
    };
    let is_every = |unit: &str| repeats(&words_of_it, unit);
    let (count, is_of_months) = match period.unit {
        Unit::Month => (period.count, true),
        Unit::Year => (period.count.saturating_mul(12), true),
        Unit::Week => (period.count.saturating_mul(7), false),
        Unit::Day => (period.count, false),
        Unit::Hour | Unit::BusinessDay => (0, false),
    };
    let by_name = match (count, is_of_months) {
        (1, false) => has(&["daily"]) || is_every("day"),
        (7, false) => has(&["weekly"]) || is_every("week"),
        (14, false) => has(&["fortnightly", "biweekly", "fortnight"]),
        (1, true) => has(&["monthly"]) || is_every("month"),
        (3, true) => has(&["quarterly"]) || is_every("quarter"),
        (6, true) => has(&["semiannually", "semi", "biannually", "half", "twice"]),
        (12, true) => {
            has(&["annually", "annual", "yearly", "annum", "anniversary"]) || is_every("year")
        }
        _ => false,
    };
    let is_counted = || {
        periods(words)
            .iter()
            .any(|(_, known)| known.same_as(period))
    };
    by_name || (has(&["every", "each", "intervals", "interval"]) && is_counted())
}

/// Words between `each` and its unit at most: `each succeeding calendar quarter`.
const BETWEEN: usize = 3;

/// Whether `unit` stands behind a word that makes it come back.
fn repeats(words: &[String], unit: &str) -> bool {
    let is_unit = |word: &str| word.strip_suffix('s').unwrap_or(word) == unit;
    let units = words.iter().enumerate().filter(|(_, word)| is_unit(word));
    units.into_iter().any(|(at, _)| {
        let before = &words[at.saturating_sub(BETWEEN)..at];
        let is_each = |word: &String| matches!(word.as_str(), "each" | "every" | "per" | "any");
        let is_rate = |pair: &[String]| {
            let counts =
                |word: &str| word == "once" || word.ends_with(|c: char| c.is_ascii_digit());
            matches!(pair[1].as_str(), "a" | "an") && counts(&pair[0])
        };
        let pair = &words[at.saturating_sub(2)..at];
        before.iter().any(is_each) || (pair.len() == 2 && is_rate(pair))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(words: &str, count: u32, unit: Unit, anchor: &str) -> bool {
        let due = Due::Within {
            period: Period::new(count, unit),
            anchor: anchor.to_owned(),
            date: None,
        };
        says_when(words, &due, None)
    }

    /// R35: what a period counts from is the document's, and so is the side on which it counts.
    #[test]
    fn a_period_is_counted_from_what_the_sentence_names() {
        let pay = "Customer shall pay each invoice within thirty (30) days after receipt.";
        assert!(within(pay, 30, Unit::Day, "after receipt of the invoice"));
        assert!(within(pay, 30, Unit::Day, "of receipt"));
        assert!(!within(pay, 30, Unit::Day, "before receipt of the invoice"));
        assert!(!within(pay, 30, Unit::Day, "after the Effective Date"));
        assert!(!within(pay, 60, Unit::Day, "after receipt"));
        let notice = "Supplier shall give thirty (30) days' prior written notice of a change.";
        assert!(within(notice, 30, Unit::Day, "before the change"));
        assert!(!within(notice, 30, Unit::Day, "after the change"));
        let turned = "Upon receipt of an invoice Customer shall pay it within 30 days.";
        assert!(within(
            turned,
            30,
            Unit::Day,
            "after receipt of the invoice"
        ));
        assert!(!within(
            turned,
            30,
            Unit::Day,
            "before receipt of the invoice"
        ));
        let own = "Supplier shall deliver it within 30 days of the Effective Date.";
        assert!(within(own, 30, Unit::Day, "after the Effective Date"));
    }

    /// R35: a rhythm that nobody wrote is none.
    #[test]
    fn a_rhythm_is_told_by_the_sentence() {
        let every = |words: &str, count, unit| {
            let period = Period::new(count, unit);
            says_when(words, &Due::Every { period, date: None }, None)
        };
        assert!(!every(
            "Supplier shall provide a security report.",
            1,
            Unit::Month
        ));
        for (words, count, unit) in [
            ("shall report monthly", 1, Unit::Month),
            ("on the tenth day of each calendar month", 1, Unit::Month),
            ("shall pay EUR 400 a month", 1, Unit::Month),
            ("within 20 days of the end of every quarter", 3, Unit::Month),
            ("quarterly in advance", 3, Unit::Month),
            ("at least once per year", 12, Unit::Month),
            ("on each anniversary of the Effective Date", 1, Unit::Year),
            ("every six (6) months", 6, Unit::Month),
            ("every two weeks", 14, Unit::Day),
        ] {
            assert!(every(words, count, unit), "{words}");
        }
        for (words, count, unit) in [
            ("within a month of delivery", 1, Unit::Month),
            ("shall report monthly", 3, Unit::Month),
            ("for twelve (12) months", 12, Unit::Month),
        ] {
            assert!(!every(words, count, unit), "{words}");
        }
    }

    /// R35: the days of a rule are the sentence's, and none that are only usual.
    #[test]
    fn the_days_of_a_rule_stand_in_the_sentence() {
        let says = |words: &str, rule: &str| {
            let rule: Recurrence = rule.parse().expect("a rule");
            let due = Due::Every {
                period: rule.period(),
                date: None,
            };
            says_when(words, &due, Some(&rule))
        };
        let board = "The board shall meet on the first Monday of each month.";
        assert!(says(board, "FREQ=MONTHLY;BYDAY=1MO"));
        assert!(says(board, "FREQ=MONTHLY"));
        assert!(!says(board, "FREQ=MONTHLY;BYDAY=1TU"));
        assert!(!says(board, "FREQ=MONTHLY;BYDAY=2MO"));
        assert!(!says(
            "Customer shall pay monthly.",
            "FREQ=MONTHLY;BYDAY=1MO"
        ));
        assert!(!says(
            "Customer shall pay twice a month.",
            "FREQ=MONTHLY;BYMONTHDAY=15,-1"
        ));
    }

    #[test]
    fn a_date_and_an_event_stand_in_the_sentence() {
        let words = "Supplier shall return the tools upon termination or by May 15, 2026.";
        let event = |event: &str| {
            says_when(
                words,
                &Due::OnEvent {
                    event: event.to_owned(),
                },
                None,
            )
        };
        assert!(event("upon termination") && !event("upon Customer's request"));
        let on = |day: &str| {
            says_when(
                words,
                &Due::On {
                    date: day.parse().expect("a date"),
                },
                None,
            )
        };
        assert!(on("2026-05-15") && !on("2026-05-16"));
    }
}
