//! How often a duty comes back, as rules of RFC 5545. The calendar library reads every rule and
//! counts its dates; nothing here counts on its own.
//!
//! One rule is enough for most duties. Days of the year that no single rule names (`25 March, 24 June`) are
//! several, with a blank between them, since no rule holds one.

mod rule;
mod words;

pub use words::MONTHS;

use super::value::{Period, Unit};
use jiff::civil::Date;
use rrule::RRuleSet;
use rule::Rule;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest text of a rhythm: that of the CRM's text field, since a rule that is cut is another rule.
pub const LONGEST: usize = 255;

/// Rules such as `FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Recurrence {
    /// At least one.
    rules: Vec<Rule>,
}

/// Text that is no rule, or a rule of a form that contracts do not use.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected a rule of RFC 5545 in days, weeks, months or years, such as `FREQ=MONTHLY;INTERVAL=3` or \
     `FREQ=MONTHLY;BYDAY=1MO`"
)]
pub struct NotARule;

impl Recurrence {
    /// A rule that comes back after each `every`; `None` for hours and business days, which no rule
    /// of RFC 5545 counts.
    pub fn every(every: Period) -> Option<Self> {
        Rule::every(every).to_string().parse().ok()
    }

    /// The same, on a day of a month: -1 is the last. `None` where the library refuses it.
    pub fn on(every: Period, month: Option<u8>, day: Option<i8>) -> Option<Self> {
        let rule = Rule {
            months: month.into_iter().collect(),
            month_days: day.into_iter().collect(),
            ..Rule::every(every)
        };
        rule.to_string().parse().ok()
    }

    /// How often. Months of the year that are named share it: two are every six months.
    pub fn period(&self) -> Period {
        let months: usize = self.rules.iter().map(|rule| rule.months.len()).sum();
        let months = u32::try_from(months).unwrap_or(0);
        let is_yearly = self.rules.iter().all(Rule::is_once_in_its_months);
        match self.rules.first() {
            Some(_) if is_yearly && months == 1 => Period::new(1, Unit::Year),
            Some(_) if is_yearly && 12 % months == 0 => Period::new(12 / months, Unit::Month),
            Some(rule) => rule.every,
            None => Period::new(0, Unit::Day),
        }
    }

    /// Whether the rule itself names its day, so that its dates do not hang on a start.
    pub fn names_its_day(&self) -> bool {
        self.rules.iter().all(Rule::names_its_day)
    }

    /// Whether it names days or months, beyond how often.
    pub fn has_days(&self) -> bool {
        self.rules
            .iter()
            .any(|rule| *rule != Rule::every(rule.every))
    }

    /// Whether its days are business days, which a list of holidays may move.
    pub fn is_of_business_days(&self) -> bool {
        self.rules.iter().any(Rule::is_of_business_days)
    }

    /// Which of the days of its month it is, where the rule counts one: -1 is the last.
    pub fn place(&self) -> Option<i32> {
        match self.rules.as_slice() {
            [rule] => match rule.places.as_slice() {
                [place] => Some(*place),
                _ => None,
            },
            _ => None,
        }
    }

    /// The first `count` dates on or after `from`, which is also where the rule starts to count.
    pub fn dates(&self, from: Date, count: u16) -> Vec<Date> {
        let start = from.strftime("%Y%m%dT000000Z");
        let rules: Vec<String> = self
            .rules
            .iter()
            .map(|rule| format!("RRULE:{rule}"))
            .collect();
        let set: Result<RRuleSet, _> = format!("DTSTART:{start}\n{}", rules.join("\n")).parse();
        let Ok(set) = set else { return Vec::new() };
        set.all(count)
            .dates
            .iter()
            .filter_map(|date| date.format("%Y-%m-%d").to_string().parse().ok())
            .collect()
    }

    /// The rules in plain words: `every 1 month, on the first Monday`.
    pub fn told(&self) -> String {
        let told: Vec<String> = self.rules.iter().map(words::told).collect();
        told.join("; ")
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<String> = self.rules.iter().map(ToString::to_string).collect();
        f.write_str(&rules.join(" "))
    }
}

impl FromStr for Recurrence {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Self, NotARule> {
        if text.len() > LONGEST {
            return Err(NotARule);
        }
        let rules: Result<Vec<Rule>, NotARule> = text.split_whitespace().map(str::parse).collect();
        let found = Self { rules: rules? };
        let is_short = found.to_string().len() <= LONGEST;
        let each = found.rules.iter().map(|rule| Self {
            rules: vec![rule.clone()],
        });
        let any_day = Date::constant(2026, 1, 1);
        let counts = each.map(|rule| !rule.dates(any_day, 1).is_empty());
        if is_short && !found.rules.is_empty() && counts.into_iter().all(|counts| counts) {
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

    fn rule(text: &str) -> Recurrence {
        text.parse().expect("a rule")
    }

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
        for text in [
            "",
            "FREQ=SECONDLY",
            "FREQ=MONTHLY;BYDAY=9XX",
            "FREQ=MONTHLY;COUNT=3",
            "FREQ=YEARLY;BYWEEKNO=3",
            "FREQ=MONTHLY FREQ=HOURLY",
            "monthly",
        ] {
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

    /// I5: days of the week with their numbers, lists of days, and business days are counted by the library.
    #[test]
    fn a_rule_names_its_days_in_every_form_that_contracts_use() {
        let from = date(2026, 1, 15);
        for (text, told, dates) in [
            (
                "FREQ=WEEKLY;BYDAY=TU,TH",
                "every 1 week, on Tuesday and Thursday",
                [date(2026, 1, 15), date(2026, 1, 20)],
            ),
            (
                "FREQ=MONTHLY;BYDAY=1MO",
                "every 1 month, on the first Monday",
                [date(2026, 2, 2), date(2026, 3, 2)],
            ),
            (
                "FREQ=MONTHLY;BYDAY=-1FR",
                "every 1 month, on the last Friday",
                [date(2026, 1, 30), date(2026, 2, 27)],
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=1,15",
                "every 1 month, on the first day and the 15th day",
                [date(2026, 1, 15), date(2026, 2, 1)],
            ),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "every 1 month, on the last business day",
                [date(2026, 1, 30), date(2026, 2, 27)],
            ),
            (
                "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
                "every 1 month, on the last day of March, June, September and December",
                [date(2026, 3, 31), date(2026, 6, 30)],
            ),
            (
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25 FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=24",
                "every 1 year, on the 25th day of March; every 1 year, on the 24th day of June",
                [date(2026, 3, 25), date(2026, 6, 24)],
            ),
        ] {
            let rule = rule(text);
            assert_eq!(rule.to_string(), text);
            assert_eq!(rule.told(), told);
            assert!(rule.names_its_day(), "{text}");
            assert_eq!(rule.dates(from, 2), dates, "{text}");
        }
        assert!(rule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2").is_of_business_days());
    }

    #[test]
    fn which_week_or_month_of_several_the_start_alone_tells() {
        for text in [
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5",
            "FREQ=YEARLY;BYDAY=MO",
            "FREQ=MONTHLY",
        ] {
            assert!(!rule(text).names_its_day(), "{text}");
        }
    }

    #[test]
    fn one_rule_has_one_text_and_fits_the_field_of_the_crm() {
        let other = rule("FREQ=MONTHLY;BYDAY=FR,MO;INTERVAL=1");
        assert_eq!(other.to_string(), "FREQ=MONTHLY;BYDAY=MO,FR");
        let day = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-10";
        let many = |count| [day].repeat(count).join(" ").parse::<Recurrence>();
        assert!(many(6).expect("they fit").to_string().len() <= LONGEST);
        assert_eq!(many(7), Err(NotARule));
    }
}
