//! What the answers of the labels mean: dates with parts that are blacked out, lengths of time,
//! jurisdictions, names.
//!
//! The answers were written by people in many spellings; the pitfalls with their counts stand in
//! `shared/reference/llm-and-eval.md` §3.3. Nothing here looks at a contract's text.

mod parties;

pub use parties::{parties, party};

use crate::domain::value::{Period, Unit, Value};
use jiff::ToSpan as _;
use jiff::civil::Date;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A day of which parts may be blacked out in the filed contract; an unknown part fits any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

/// A date as a label answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A day, or the parts of it that are known.
    On(PartialDate),
    /// `perpetual`: no day.
    Never,
}

impl Day {
    /// Whether `said` is this day, or at most `slack` days from it.
    pub fn is_met_by(self, said: &Value, slack: i32) -> bool {
        match (self, said) {
            (Day::Never, said) => *said == Value::OpenEnded,
            (Day::On(day), Value::Date(said)) => day.fits(*said, slack),
            (Day::On(day), Value::PartialDate(said)) => {
                day.day.is_none()
                    && day.month == said.month
                    && day.year.is_none_or(|year| year == said.year)
            }
            (Day::On(_), _) => false,
        }
    }

    /// Whether a part of it is blacked out.
    pub fn is_redacted(self) -> bool {
        matches!(self, Day::On(day) if day.whole().is_none())
    }
}

impl PartialDate {
    /// The day, where all parts of it are known.
    pub fn whole(self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    fn fits(self, said: Date, slack: i32) -> bool {
        match self.whole() {
            Some(day) => (day - said).get_days().abs() <= slack,
            None => (-slack..=slack).any(|days| {
                said.checked_add(days.days())
                    .is_ok_and(|near| self.agrees(near))
            }),
        }
    }

    fn agrees(self, said: Date) -> bool {
        self.year.is_none_or(|year| year == said.year())
            && self.month.is_none_or(|month| month == said.month())
            && self.day.is_none_or(|day| day == said.day())
    }
}

/// The last two-digit year of this century in answers for the day a contract is made or takes effect.
pub const PIVOT_OF_BEGINNINGS: i16 = 25;
/// The same for the day on which it expires: terms of the data reach 2045.
pub const PIVOT_OF_ENDS: i16 = 49;

/// The days that an answer accepts, such as `7/31/00; 07/[]/2000` or `perpetual`.
pub fn days(answer: &str, pivot: i16) -> Vec<Day> {
    let one = |part: &str| {
        if part.to_ascii_lowercase().contains("perpetual") {
            return Some(Day::Never);
        }
        let parts: Vec<&str> = part.split('/').map(str::trim).collect();
        let [month, day, year] = parts[..] else {
            return None;
        };
        let (mut month, mut day) = (month.parse().ok(), day.parse().ok());
        if month.is_some_and(|month| month > 12) {
            // One answer is written day first: `31/01/2025`.
            std::mem::swap(&mut month, &mut day);
        }
        let year = year.parse().ok().map(|year| full_year(year, pivot));
        Some(Day::On(PartialDate { year, month, day }))
    };
    answer.split(';').filter_map(one).collect()
}

fn full_year(year: i16, pivot: i16) -> i16 {
    match year {
        100.. => year,
        _ if year <= pivot => 2000 + year,
        _ => 1900 + year,
    }
}

/// A length of time as a label answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many units.
    Of(Period),
    /// `perpetual`: without end.
    Endless,
}

impl Length {
    /// Whether `said` is this length: 12 months are a year, months are never days.
    pub fn is_met_by(self, said: &Value) -> bool {
        match (self, said) {
            (Length::Of(period), Value::Period(said)) => period.same_as(*said),
            (Length::Endless, said) => *said == Value::OpenEnded,
            _ => false,
        }
    }
}

/// A count in digits or as a word, what may stand between, and the unit: `60) days`, `three (3) years`,
/// `succesive 1 year`, `10 1 years`, where the last number counts.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(\d+(?:\.5)?|one|two|three|four|five|six|ten)[\s()]*(day|week|month|year)")
        .expect("a constant pattern compiles")
});

/// The lengths that an answer accepts, such as `successive 1 year` or `60 days; 180 days`.
pub fn lengths(answer: &str) -> Vec<Length> {
    let one = |part: &str| {
        if part.to_ascii_lowercase().contains("perpetual") {
            return Some(Length::Endless);
        }
        let found = LENGTH.captures(part)?;
        let half_units = halves(&found[1])?;
        let unit = match found[2].to_ascii_lowercase().as_str() {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            _ => Unit::Year,
        };
        Some(Length::Of(match (half_units % 2, unit) {
            (0, unit) => Period::new(half_units / 2, unit),
            (_, Unit::Year) => Period::new(half_units * 6, Unit::Month),
            _ => return None,
        }))
    };
    answer.split([';', '/', ',']).filter_map(one).collect()
}

/// Twice the count, since some answers count half years.
fn halves(count: &str) -> Option<u32> {
    const WORDS: [(&str, u32); 7] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("ten", 10),
    ];
    if let Some(whole) = count.strip_suffix(".5") {
        return whole.parse::<u32>().ok()?.checked_mul(2)?.checked_add(1);
    }
    let word = WORDS
        .iter()
        .find(|(word, _)| count.eq_ignore_ascii_case(word))
        .map(|(_, value)| *value);
    word.or_else(|| count.parse().ok())?.checked_mul(2)
}

/// The places whose law an answer or a value names, each in one spelling, in lower case.
///
/// `England; Wales` and `England and Wales, UK` are one law; a comma parts two places (`Delaware,
/// Illinois`) unless the second is the country of the first (`Ontario, Canada`).
pub fn jurisdictions(answer: &str) -> BTreeSet<String> {
    const COUNTRIES: [&str; 8] = [
        "canada",
        "australia",
        "uk",
        "u.k.",
        "united kingdom",
        "usa",
        "u.s.a.",
        "united states",
    ];
    let mut places = BTreeSet::new();
    for part in answer.to_lowercase().split(';') {
        for place in part.split(',').map(str::trim) {
            let is_country_of_another = COUNTRIES.contains(&place) && part.contains(',');
            if !place.is_empty() && !is_country_of_another {
                places.insert(place_name(place));
            }
        }
    }
    places
}

fn place_name(place: &str) -> String {
    const FORMS: [&str; 9] = [
        "the ",
        "state of ",
        "commonwealth of ",
        "province of ",
        "people's republic of ",
        "people’s republic of ",
        "federal republic of ",
        "republic of ",
        "kingdom of the ",
    ];
    const SAME: [(&str, &str); 7] = [
        ("england and wales", "england"),
        ("wales", "england"),
        ("united kingdom", "england"),
        ("uk", "england"),
        ("prc", "china"),
        ("beijing", "china"),
        ("massachussets", "massachusetts"),
    ];
    let mut name = place;
    while let Some(rest) = FORMS.iter().find_map(|form| name.strip_prefix(form)) {
        name = rest;
    }
    SAME.iter()
        .find(|(other, _)| *other == name)
        .map_or(name, |(_, usual)| usual)
        .to_owned()
}

#[cfg(test)]
mod tests;
