//! Dates as answers write them, of which parts may be blacked out in the filed contract.

use crate::domain::value::Value;
use jiff::civil::Date;

/// A day of which parts may be blacked out; an unknown part fits any, but one part at least is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// The first and the last year that it may be in: `200[]` is ten years.
    years: Option<(i16, i16)>,
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
    /// Whether `said` is this day, or at most `slack` days from it where no part is blacked out.
    pub fn is_met_by(self, said: &Value, slack: i32) -> bool {
        match (self, said) {
            (Day::Never, said) => *said == Value::OpenEnded,
            (Day::On(day), Value::Date(said)) => match day.whole() {
                Some(day) => (day - *said).get_days().abs() <= slack,
                None => day.agrees(*said),
            },
            (Day::On(day), Value::PartialDate(said)) => {
                day.day.is_none() && day.month == said.month && day.may_be_in(said.year)
            }
            (Day::On(_), _) => false,
        }
    }

    /// Whether a part of it is blacked out.
    pub fn is_redacted(self) -> bool {
        matches!(self, Day::On(day) if day.whole().is_none())
    }

    /// Its year, where that is known.
    pub fn year(self) -> Option<i16> {
        match self {
            Day::On(day) => day
                .years
                .filter(|(first, last)| first == last)
                .map(|(year, _)| year),
            Day::Never => None,
        }
    }
}

impl PartialDate {
    /// The day, where all parts of it are known.
    pub fn whole(self) -> Option<Date> {
        let (first, last) = self.years?;
        let day = Date::new(first, self.month?, self.day?).ok();
        day.filter(|_| first == last)
    }

    fn agrees(self, said: Date) -> bool {
        self.may_be_in(said.year())
            && self.month.is_none_or(|month| month == said.month())
            && self.day.is_none_or(|day| day == said.day())
    }

    fn may_be_in(self, year: i16) -> bool {
        self.years
            .is_none_or(|(first, last)| (first..=last).contains(&year))
    }

    /// Whether anything is known that tells one day from another of its century.
    fn says_something(self) -> bool {
        let is_year = self.years.is_some_and(|(first, last)| first == last);
        is_year || self.month.is_some() || self.day.is_some()
    }
}

/// How a year of two digits is read: the one of its hundred years that begin here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Century(i16);

impl Century {
    /// Of the days on which contracts are made or take effect: 1936 to 2035.
    pub const OF_BEGINNINGS: Self = Self(1936);
    /// Of the days on which they end, where nothing says when they begin: 1980 to 2079.
    pub const OF_ENDS: Self = Self(1980);

    /// Of the end of a contract that begins in `year`: an end ten years before its beginning is an
    /// error of somebody, one ninety years after it is a long lease.
    pub fn of_end_from(year: i16) -> Self {
        Self(year.saturating_sub(10))
    }

    fn year(self, year: i16) -> i16 {
        match year {
            100.. => year,
            _ => self.0 + (year - self.0).rem_euclid(100),
        }
    }
}

/// The days that an answer accepts, such as `7/31/00; 07/[]/2000`, `2000-07-31` or `perpetual`. A date of
/// which nothing but the century is known is none, since every date would meet it. Where one alternative
/// has another form nobody knows what is accepted: there are none.
pub fn days(answer: &str, century: Century) -> Vec<Day> {
    let parts = answer.split(';').map(str::trim);
    let days: Option<Vec<_>> = parts
        .filter(|part| !part.is_empty())
        .map(|part| day(part, century))
        .collect();
    let known = |day: &Day| match day {
        Day::On(day) => day.says_something(),
        Day::Never => true,
    };
    days.unwrap_or_default().into_iter().filter(known).collect()
}

/// Whether a part of an answer is blacked out, so that it may be of no use.
pub fn is_blacked_out(answer: &str) -> bool {
    let dense: String = answer.split_whitespace().collect();
    ["[]", "[*", "__", "**"]
        .iter()
        .any(|mark| dense.contains(mark))
}

fn day(part: &str, century: Century) -> Option<Day> {
    if part.to_ascii_lowercase().contains("perpetual") {
        return Some(Day::Never);
    }
    if let Ok(date) = part.parse::<Date>() {
        return Some(Day::On(PartialDate {
            years: Some((date.year(), date.year())),
            month: Some(date.month()),
            day: Some(date.day()),
        }));
    }
    let parts: Vec<&str> = part.split('/').map(str::trim).collect();
    let [month, day, year] = parts[..] else {
        return None;
    };
    let (mut month, mut day) = (known(month)?, known(day)?);
    if month.is_some_and(|month| month > 12) {
        // One answer is written day first: `31/01/2025`.
        std::mem::swap(&mut month, &mut day);
    }
    let years = years(year, century)?;
    let found = PartialDate { years, month, day };
    let is_day = Date::new(2000, month.unwrap_or(1), day.unwrap_or(1)).is_ok();
    is_day.then_some(Day::On(found))
}

/// A month or a day; inside, `None` where it is blacked out.
fn known(part: &str) -> Option<Option<i8>> {
    match is_blank(part) {
        true => Some(None),
        false => Some(Some(part.parse().ok()?)),
    }
}

fn is_blank(part: &str) -> bool {
    part.chars().all(|c| "[]_*?•● ".contains(c))
}

/// The years that an answer's year may be: `20`, `2020`, `200[]`, `20[ ]`; inside, `None` for any.
fn years(text: &str, century: Century) -> Option<Option<(i16, i16)>> {
    let known = text.find(|c: char| !c.is_ascii_digit());
    let known = known.unwrap_or(text.len());
    let (digits, blank) = text.split_at(known);
    if !is_blank(blank) {
        return None;
    }
    if digits.is_empty() {
        return Some(None);
    }
    let year: i16 = digits.parse().ok()?;
    Some(match (blank.is_empty(), known) {
        (true, _) => {
            let year = century.year(year);
            Some((year, year))
        }
        (false, 2) => Some((year * 100, year * 100 + 99)),
        (false, 3) => Some((year * 10, year * 10 + 9)),
        _ => None,
    })
}
