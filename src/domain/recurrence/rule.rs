//! One rule of RFC 5545 as contracts need it: a rhythm, its months, its days, and which of those days.
//! What a rule of ours cannot hold is refused, never dropped.

use super::NotARule;
use crate::domain::value::{Period, Unit};
use rrule::{Frequency, NWeekday, RRule, Unvalidated, Weekday};
use std::fmt::{self, Display};
use std::str::FromStr;

/// The parts that a rule of ours holds.
const PARTS: [&str; 6] = [
    "FREQ",
    "INTERVAL",
    "BYMONTH",
    "BYMONTHDAY",
    "BYDAY",
    "BYSETPOS",
];

const BUSINESS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// A rule; its lists are in the order of the calendar, so that one rule has one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// How often.
    pub every: Period,
    /// The months of the year, from 1.
    pub months: Vec<u8>,
    /// The days of a month, from 1; -1 is the last.
    pub month_days: Vec<i8>,
    /// The days of the week, each with its number in the month where it has one.
    pub week_days: Vec<(Option<i16>, Weekday)>,
    /// Which of all those days: -1 is the last.
    pub places: Vec<i32>,
}

impl Rule {
    /// A rhythm alone.
    pub fn every(every: Period) -> Self {
        Self {
            every,
            months: Vec::new(),
            month_days: Vec::new(),
            week_days: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Whether its dates follow from any day of start. Every other Friday is one of two, which of them
    /// only the first one tells.
    pub fn names_its_day(&self) -> bool {
        let has_day = !self.month_days.is_empty() || !self.week_days.is_empty();
        let has_month = !self.months.is_empty();
        match self.every.unit {
            Unit::Year => has_day && has_month && self.every.count == 1,
            Unit::Month | Unit::Week | Unit::Day => has_day && self.every.count == 1,
            Unit::Hour | Unit::BusinessDay => false,
        }
    }

    /// Whether it comes back once in each of the months that it names, and every year.
    pub fn is_once_in_its_months(&self) -> bool {
        let is_each_year =
            matches!(self.every.unit, Unit::Month | Unit::Year) && self.every.count == 1;
        is_each_year && !self.months.is_empty()
    }

    /// Whether it counts business days.
    pub fn is_of_business_days(&self) -> bool {
        let days = BUSINESS.map(|day| (None, day));
        self.week_days == days
    }
}

impl Display for Rule {
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
        let days = self.week_days.iter().map(|(nth, day)| {
            let nth = nth.map(|nth| nth.to_string()).unwrap_or_default();
            nth + code(*day)
        });
        part(f, "BYMONTH", self.months.iter())?;
        part(f, "BYMONTHDAY", self.month_days.iter())?;
        part(f, "BYDAY", days)?;
        part(f, "BYSETPOS", self.places.iter())
    }
}

fn part<T: Display>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    values: impl Iterator<Item = T>,
) -> fmt::Result {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    match values.is_empty() {
        true => Ok(()),
        false => write!(f, ";{name}={}", values.join(",")),
    }
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

impl FromStr for Rule {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Self, NotARule> {
        let mut names = text.split(';').map(|part| part.split('=').next());
        if !names.all(|name| name.is_some_and(|name| PARTS.contains(&name))) {
            return Err(NotARule);
        }
        let rule: RRule<Unvalidated> = text.parse().map_err(|_| NotARule)?;
        let unit = match rule.get_freq() {
            Frequency::Daily => Unit::Day,
            Frequency::Weekly => Unit::Week,
            Frequency::Monthly => Unit::Month,
            Frequency::Yearly => Unit::Year,
            _ => return Err(NotARule),
        };
        let week_days = rule.get_by_weekday().iter().map(|day| match day {
            NWeekday::Every(day) => (None, *day),
            NWeekday::Nth(nth, day) => (Some(*nth), *day),
        });
        let place = |(nth, day): &(Option<i16>, Weekday)| {
            let nth = i32::from(nth.unwrap_or(0));
            (late(nth), day.num_days_from_monday())
        };
        Ok(Self {
            every: Period::new(u32::from(rule.get_interval()), unit),
            months: ordered(rule.get_by_month().to_vec(), |month| *month),
            month_days: ordered(rule.get_by_month_day().to_vec(), |day| {
                late(i32::from(*day))
            }),
            week_days: ordered(week_days.collect(), place),
            places: ordered(rule.get_by_set_pos().to_vec(), |place| late(*place)),
        })
    }
}

/// What is counted from the end comes after what is counted from the beginning.
fn late(number: i32) -> (bool, i32) {
    (number < 0, number)
}

fn ordered<T: PartialEq, K: Ord>(mut values: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    values.sort_by_key(key);
    values.dedup();
    values
}
