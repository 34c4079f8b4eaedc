//! What a field can hold. Values are typed, so that a date is compared as a date.
//!
//! Months and days are never converted into each other: `12 months` is a year, `30 days` is not a month.

use super::measure;
use super::money::Money;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The unit in which a contract counts a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours.
    Hour,
    /// Calendar days.
    Day,
    /// Days on which business is done at the place the contract names.
    BusinessDay,
    /// Weeks of seven calendar days.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl Unit {
    /// The unit's English name in the singular.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::BusinessDay => "business day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }
}

/// A period as the contract states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Period {
    /// How many units.
    pub count: u32,
    /// Of which unit.
    pub unit: Unit,
}

impl Period {
    /// A period of `count` units.
    pub const fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Whether both mean the same by the calendar: 12 months are a year, 7 days are a week.
    pub fn same_as(self, other: Period) -> bool {
        self.normal() == other.normal()
    }

    fn normal(self) -> (u64, Unit) {
        let count = u64::from(self.count);
        match self.unit {
            Unit::Year => (count * 12, Unit::Month),
            Unit::Week => (count * 7, Unit::Day),
            unit => (count, unit),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.name())
    }
}

/// Text that is not a count and a unit.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a count and a unit, such as `90 days` or `3 years`")]
pub struct NotAPeriod;

impl std::str::FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (count, unit) = text.trim().split_once(' ').ok_or(NotAPeriod)?;
        let count = count.parse().map_err(|_| NotAPeriod)?;
        let unit = match unit.trim().trim_end_matches('s') {
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "business day" => Unit::BusinessDay,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return Err(NotAPeriod),
        };
        Ok(Self { count, unit })
    }
}

/// The kind of value that a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Words.
    Text,
    /// A calendar date.
    Date,
    /// A count of days, months and so on.
    Period,
    /// An amount with its currency.
    Money,
    /// A share in per cent.
    Percent,
    /// Yes or no.
    Flag,
    /// The name of a contracting party.
    Party,
    /// A state or country whose law governs.
    Jurisdiction,
}

/// How an end that no day has is written.
const OPEN_ENDED: &str = "open-ended";

/// A value of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Words as the contract has them.
    Text(String),
    /// A calendar date, ISO 8601.
    Date(#[schemars(with = "String")] Date),
    /// A date whose day, or day and month, the contract leaves blank or blacks out.
    PartialDate(PartialDate),
    /// No day and no length: the contract, or its renewal, runs until somebody ends it. A value of a
    /// field that holds a date or a period, and another thing than one that is not stated.
    OpenEnded,
    /// A count of days, months and so on.
    Period(Period),
    /// An amount with its currency.
    Money(Money),
    /// A share in per cent: `1.5` is one and a half per cent.
    Percent(#[schemars(with = "String")] Decimal),
    /// Yes or no.
    Flag(bool),
    /// A contracting party.
    Party(Party),
    /// A state or country by its usual English name, such as `Delaware` or `England and Wales`.
    Jurisdiction(String),
}

/// What is known of a date of which a part is blank: `2026-03` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PartialDate {
    /// The year.
    pub year: i16,
    /// The month, from 1, where it is known.
    pub month: Option<i8>,
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(f, "{:04}-{month:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl PartialDate {
    /// Reads `2026-03` or `2026`.
    fn parse(text: &str) -> Option<Self> {
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(month.parse().ok()?)),
            None => (text, None),
        };
        let is_sound = year.len() == 4 && month.is_none_or(|month| (1..=12).contains(&month));
        let year = year.parse().ok().filter(|_| is_sound)?;
        Some(Self { year, month })
    }
}

/// A contracting party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Party {
    /// The full legal name.
    pub name: String,
    /// What the contract calls it, such as `Customer`, where it says so.
    pub alias: Option<String>,
}

impl Value {
    /// The kind of this value.
    pub fn kind(&self) -> ValueKind {
        match self {
            Value::Text(_) => ValueKind::Text,
            Value::Date(_) | Value::PartialDate(_) | Value::OpenEnded => ValueKind::Date,
            Value::Period(_) => ValueKind::Period,
            Value::Money(_) => ValueKind::Money,
            Value::Percent(_) => ValueKind::Percent,
            Value::Flag(_) => ValueKind::Flag,
            Value::Party(_) => ValueKind::Party,
            Value::Jurisdiction(_) => ValueKind::Jurisdiction,
        }
    }

    /// Reads a value of `kind` from its canonical text, which is what [`Value`] prints.
    ///
    /// # Errors
    /// Says which form is expected; a person reads this in the review page.
    pub fn parse(kind: ValueKind, text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("a value cannot be empty; reject it instead".to_owned());
        }
        match kind {
            ValueKind::Text => Ok(Value::Text(text.to_owned())),
            ValueKind::Jurisdiction => Ok(Value::Jurisdiction(text.to_owned())),
            ValueKind::Party => Ok(Value::Party(Party::parse(text))),
            ValueKind::Date | ValueKind::Period if text.eq_ignore_ascii_case(OPEN_ENDED) => {
                Ok(Value::OpenEnded)
            }
            ValueKind::Date => match text.parse() {
                Ok(date) => Ok(Value::Date(date)),
                Err(_) => PartialDate::parse(text)
                    .map(Value::PartialDate)
                    .ok_or_else(|| format!("expected a date as YYYY-MM-DD, or {OPEN_ENDED}")),
            },
            ValueKind::Period => text
                .parse()
                .map(Value::Period)
                .map_err(|e: NotAPeriod| e.to_string()),
            ValueKind::Money => text
                .parse()
                .map(Value::Money)
                .map_err(|e: super::money::NotMoney| e.to_string()),
            ValueKind::Percent => text
                .trim_end_matches(['%', ' '])
                .parse()
                .map(Value::Percent)
                .map_err(|_| "expected a number of per cent, such as 1.5".to_owned()),
            ValueKind::Flag => match text.to_ascii_lowercase().as_str() {
                "yes" | "true" => Ok(Value::Flag(true)),
                "no" | "false" => Ok(Value::Flag(false)),
                _ => Err("expected yes or no".to_owned()),
            },
        }
    }

    /// Whether both state the same fact, by the rules of their kind (12 months are a year;
    /// names and places without regard to case, spacing or punctuation).
    pub fn same_as(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Period(a), Value::Period(b)) => a.same_as(*b),
            (Value::Text(a), Value::Text(b)) => measure::is_same(a, b),
            (Value::Jurisdiction(a), Value::Jurisdiction(b)) => plain(a) == plain(b),
            (Value::Party(a), Value::Party(b)) => plain(&a.name) == plain(&b.name),
            (Value::Money(a), Value::Money(b)) => {
                a.currency == b.currency && a.amount.normalize() == b.amount.normalize()
            }
            (a, b) => a == b,
        }
    }
}

impl Party {
    /// Reads `Name ("Alias")` or a bare name.
    pub fn parse(text: &str) -> Self {
        if let Some((name, rest)) = text.split_once(" (\"")
            && let Some(alias) = rest.strip_suffix("\")")
        {
            return Self {
                name: name.trim().to_owned(),
                alias: Some(alias.to_owned()),
            };
        }
        Self {
            name: text.to_owned(),
            alias: None,
        }
    }
}

/// Letters and digits in lower case: what is left of a name when case, spacing and punctuation do not count.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::Jurisdiction(text) => f.write_str(text),
            Value::Date(date) => write!(f, "{date}"),
            Value::PartialDate(date) => write!(f, "{date}"),
            Value::OpenEnded => f.write_str(OPEN_ENDED),
            Value::Period(period) => write!(f, "{period}"),
            Value::Money(money) => write!(f, "{money}"),
            Value::Percent(share) => write!(f, "{share}%"),
            Value::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Value::Party(Party {
                name,
                alias: Some(alias),
            }) => write!(f, "{name} (\"{alias}\")"),
            Value::Party(Party { name, alias: None }) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back_from_what_it_prints() {
        let cases = [
            (ValueKind::Date, "2026-01-31"),
            (ValueKind::Date, "open-ended"),
            (ValueKind::Date, "2026-03"),
            (ValueKind::Date, "2026"),
            (ValueKind::Period, "90 days"),
            (ValueKind::Period, "1 year"),
            (ValueKind::Period, "5 business days"),
            (ValueKind::Money, "EUR 12.50"),
            (ValueKind::Percent, "1.5%"),
            (ValueKind::Flag, "yes"),
            (ValueKind::Party, "Acme Ltd (\"Supplier\")"),
            (ValueKind::Jurisdiction, "Delaware"),
        ];
        for (kind, text) in cases {
            let value = Value::parse(kind, text).expect("canonical text");
            assert_eq!(value.to_string(), text);
            assert_eq!(value.kind(), kind);
        }
    }

    #[test]
    fn months_are_never_days_but_twelve_of_them_are_a_year() {
        assert!(Period::new(12, Unit::Month).same_as(Period::new(1, Unit::Year)));
        assert!(!Period::new(30, Unit::Day).same_as(Period::new(1, Unit::Month)));
        assert!(!Period::new(5, Unit::BusinessDay).same_as(Period::new(5, Unit::Day)));
    }

    #[test]
    fn a_value_of_the_wrong_form_says_what_is_expected() {
        assert!(
            Value::parse(ValueKind::Date, "31/01/2026")
                .expect_err("day first")
                .contains("YYYY-MM-DD")
        );
        let endless = Value::parse(ValueKind::Period, "Open-ended");
        assert_eq!(endless, Ok(Value::OpenEnded));
        assert!(Value::parse(ValueKind::Money, "open-ended").is_err());
        assert!(Value::parse(ValueKind::Date, "2026-13").is_err());
        assert!(Value::parse(ValueKind::Text, " ").is_err());
    }
}
