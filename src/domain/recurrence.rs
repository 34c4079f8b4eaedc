//! How often a duty comes back, as a rule of RFC 5545. The calendar library reads every rule and
//! counts its dates; nothing here counts on its own.

use super::value::{Period, Unit};
use jiff::civil::Date;
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A rule such as `FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Recurrence {
    every: Period,
    month: Option<u8>,
    day: Option<i8>,
}

/// Text that is no rule, or a rule of a form that contracts do not use.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected a rule of RFC 5545 in days, weeks, months or years, such as `FREQ=MONTHLY;INTERVAL=3`"
)]
pub struct NotARule;

impl Recurrence {
    /// A rule that comes back after each `every`; `None` for hours and business days, which no rule
    /// of RFC 5545 counts.
    pub fn every(every: Period) -> Option<Self> {
        Self::on(every, None, None)
    }

    /// The same, on a day of a month: -1 is the last. `None` where the library refuses it.
    pub fn on(every: Period, month: Option<u8>, day: Option<i8>) -> Option<Self> {
        let rule = Self { every, month, day };
        rule.to_string().parse().ok()
    }

    /// How often.
    pub fn period(&self) -> Period {
        self.every
    }

    /// Whether the rule itself names its day, so that its dates do not hang on a start.
    pub fn names_its_day(&self) -> bool {
        self.day.is_some() && (self.every.unit == Unit::Month || self.month.is_some())
    }

    /// The first `count` dates on or after `from`, which is also where the rule starts to count.
    pub fn dates(&self, from: Date, count: u16) -> Vec<Date> {
        let start = from.strftime("%Y%m%dT000000Z");
        let set: Result<RRuleSet, _> = format!("DTSTART:{start}\nRRULE:{self}").parse();
        let Ok(set) = set else { return Vec::new() };
        set.all(count)
            .dates
            .iter()
            .filter_map(|date| date.format("%Y-%m-%d").to_string().parse().ok())
            .collect()
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let freq = match self.every.unit {
            Unit::Day => "DAILY",
            Unit::Week => "WEEKLY",
            Unit::Month => "MONTHLY",
            Unit::Year => "YEARLY",
            // No rule counts these; the parser refuses the name.
            Unit::Hour | Unit::BusinessDay => "",
        };
        write!(f, "FREQ={freq}")?;
        if self.every.count != 1 {
            write!(f, ";INTERVAL={}", self.every.count)?;
        }
        if let Some(month) = self.month {
            write!(f, ";BYMONTH={month}")?;
        }
        if let Some(day) = self.day {
            write!(f, ";BYMONTHDAY={day}")?;
        }
        Ok(())
    }
}

impl FromStr for Recurrence {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Self, NotARule> {
        let rule: RRule<Unvalidated> = text.parse().map_err(|_| NotARule)?;
        let unit = match rule.get_freq() {
            Frequency::Daily => Unit::Day,
            Frequency::Weekly => Unit::Week,
            Frequency::Monthly => Unit::Month,
            Frequency::Yearly => Unit::Year,
            _ => return Err(NotARule),
        };
        let found = Self {
            every: Period::new(u32::from(rule.get_interval()), unit),
            month: rule.get_by_month().first().copied(),
            day: rule.get_by_month_day().first().copied(),
        };
        // What we cannot hold would be lost when the rule is written again.
        let holds_all = found.to_string() == text;
        let any_day = Date::constant(2026, 1, 1);
        if holds_all && !found.dates(any_day, 1).is_empty() {
            Ok(found)
        } else {
            Err(NotARule)
        }
    }
}

impl TryFrom<String> for Recurrence {
    type Error = NotARule;

    fn try_from(text: String) -> Result<Self, NotARule> {
        text.parse()
    }
}

impl From<Recurrence> for String {
    fn from(rule: Recurrence) -> Self {
        rule.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// I5: a rhythm is a rule whose dates the library counts, month-ends among them.
    #[test]
    fn the_library_counts_the_dates_of_a_rule() {
        let quarter_end: Recurrence = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"
            .parse()
            .expect("a rule");
        assert_eq!(
            quarter_end.dates(date(2026, 3, 1), 3),
            [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]
        );
        let yearly = Recurrence::on(Period::new(1, Unit::Year), Some(1), Some(31)).expect("a rule");
        assert_eq!(yearly.dates(date(2026, 2, 1), 1), [date(2027, 1, 31)]);
        assert!(yearly.names_its_day());
    }

    #[test]
    fn what_is_no_rule_of_contracts_is_refused() {
        assert_eq!(Recurrence::every(Period::new(2, Unit::Hour)), None);
        assert_eq!(
            Recurrence::on(Period::new(1, Unit::Month), None, Some(40)),
            None
        );
        for text in ["", "FREQ=SECONDLY", "FREQ=MONTHLY;BYDAY=MO", "monthly"] {
            assert_eq!(text.parse::<Recurrence>(), Err(NotARule), "{text}");
        }
    }

    #[test]
    fn a_rule_is_stored_as_its_text() {
        let rule = Recurrence::every(Period::new(3, Unit::Month)).expect("a rule");
        let json = serde_json::to_string(&rule).expect("JSON");
        assert_eq!(json, "\"FREQ=MONTHLY;INTERVAL=3\"");
        assert_eq!(
            serde_json::from_str::<Recurrence>(&json).expect("a rule"),
            rule
        );
    }
}
