//! Calendar rules for contract terms: when a term ends, when the running term ends, when notice must
//! be given at the latest. Pure: the present day is an argument.
//!
//! | rule | example | source |
//! |---|---|---|
//! | a term ends on the day before its anniversary | 1 April 2026 and 36 months: 31 March 2029 | common drafting; German Civil Code §§ 187 (2), 188 (2) |
//! | a named anniversary is the day itself | "until the third anniversary" of 1 April 2026: 1 April 2029 | its words |
//! | a month without the day ends on its last day | 31 January and one month: 28 February | German Civil Code § 188 (3); ISO 8601 libraries agree |
//! | so does a term whose last month lacks the day on which it began | 31 March and three months: 30 June | German Civil Code § 188 (2), (3) |
//! | days are counted, never rounded to a month | 60 days before 31 January 2027: 2 December 2026 | requirement 3.17 (a deadline was rounded to a month-end) |
//! | a renewal is counted from the first end | end 31 January, monthly: 28 February, 31 March | requirement 3.16 (notice was counted from the first end for ever) |
//! | business days skip Saturday, Sunday and the holidays that the settings list | Friday and one business day: Monday; where Monday is a holiday, Tuesday | its words; `pipeline.holidays` |
//! | without a list for its years a count of business days says so | 10 business days before 14 January 2027: 31 December 2026, `without holidays` | a holiday that nobody listed would move it |
//! | the present day is that at the house | 30 June, 23:30 UTC, in `Europe/Berlin`: 1 July | `pipeline.time_zone`; `domain/zone.rs` |
//!
//! Months and days are never turned into each other. A day is a day: there is no time of day here; which day
//! it is now the caller says.

use crate::domain::holidays::{Holidays, WITHOUT_HOLIDAYS};
use crate::domain::value::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// On which side of a day something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Later.
    After,
    /// Earlier.
    Before,
}

/// A day that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: Date,
    /// Whether business days were counted to it without a list of the holidays between.
    pub without_holidays: bool,
}

impl Counted {
    /// The name of the rule by which the day was counted.
    pub fn rule(&self, rule: &str) -> String {
        match self.without_holidays {
            true => format!("{rule}{WITHOUT_HOLIDAYS}"),
            false => rule.to_owned(),
        }
    }
}

/// The day that lies `period` on that side of `date`; `holidays` are no business days.
pub fn counted(date: Date, period: Period, side: Side, holidays: &Holidays) -> Option<Counted> {
    let sign = match side {
        Side::After => 1,
        Side::Before => -1,
    };
    let is_of_business = period.unit == Unit::BusinessDay;
    let day = match is_of_business {
        true => business_days(date, i64::from(period.count) * sign, holidays)?,
        false => step(date, period, sign)?,
    };
    Some(Counted {
        day,
        without_holidays: is_of_business && !holidays.knows(date, day),
    })
}

/// The `place`-th business day of the month of `date`: -1 is the last.
pub fn business_day_of(date: Date, place: i32, holidays: &Holidays) -> Option<Counted> {
    let count = Period::new(place.unsigned_abs(), Unit::BusinessDay);
    let (from, side) = match place > 0 {
        true => (date.first_of_month().yesterday().ok()?, Side::After),
        false => (date.last_of_month().tomorrow().ok()?, Side::Before),
    };
    let day = counted(from, count, side, holidays)?.day;
    (day.first_of_month() == date.first_of_month()).then_some(Counted {
        day,
        without_holidays: !holidays.knows(date, day),
    })
}

/// `date` and `period` later. A month-end is clamped: 31 January and one month is 28 February.
///
/// `None` beyond the calendar, and for hours, which have no place on it.
pub fn after(date: Date, period: Period) -> Option<Date> {
    step(date, period, 1)
}

/// `date` and `period` earlier: 15 May less 60 days is 16 March; 31 May less 3 months is 28 February.
pub fn before(date: Date, period: Period) -> Option<Date> {
    step(date, period, -1)
}

/// The last day of a term that begins on `start`: the day before the anniversary, or the last day of a
/// month that lacks the anniversary.
///
/// 1 April 2026 and 36 months end on 31 March 2029; 29 February 2024 and one year end on 28 February
/// 2025: the anniversary was moved there from the day after it, and is not moved once more.
pub fn expiry(start: Date, term: Period) -> Option<Date> {
    let anniversary = after(start, term)?;
    let is_of_months = matches!(term.unit, Unit::Month | Unit::Year);
    if is_of_months && anniversary.day() < start.day() {
        return Some(anniversary);
    }
    anniversary.yesterday().ok()
}

/// The end of the term that runs on `today`: `first` rolled forward by whole renewals.
///
/// Each end is counted from the day after `first`, not from the last clamped end, so that a term that
/// ends on the 31st does not drift: ends of 31 January roll to 28 February and then to 31 March.
/// First end 31 January 2026, renewal 12 months, today 1 June 2028: 31 January 2029.
pub fn current_end(first: Date, renewal: Period, today: Date) -> Option<Date> {
    running_term(first, renewal, today).map(|(end, _)| end)
}

/// The same, with how many times the contract has renewed by `today`: 0 in its first term.
pub fn running_term(first: Date, renewal: Period, today: Date) -> Option<(Date, u32)> {
    if renewal.count == 0 || first >= today {
        return Some((first, 0));
    }
    let begin = first.tomorrow().ok()?;
    let mut low = 1;
    let mut high = 1;
    while end_after(begin, renewal, high)? < today {
        low = high;
        high = high.checked_mul(2)?;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if end_after(begin, renewal, middle)? < today {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Some((end_after(begin, renewal, low)?, low))
}

/// The end of a contract that first ended on `first`, after it has renewed so often.
pub fn end_renewed(first: Date, renewal: Period, times: u32) -> Option<Date> {
    match times {
        0 => Some(first),
        _ => end_after(first.tomorrow().ok()?, renewal, times),
    }
}

/// The last day on which notice still prevents renewal: `notice` before the end of the term.
///
/// End 31 January 2027 and 60 days: 2 December 2026. End 31 March and one month: 28 February. The last
/// day is never rounded to a month-end (requirement 3.17). End 14 January 2027 and 10 business days:
/// 31 December 2026, and a day earlier where 1 January is listed as a holiday.
pub fn last_notice_day(expiry: Date, notice: Period, holidays: &Holidays) -> Option<Counted> {
    counted(expiry, notice, Side::Before, holidays)
}

fn end_after(begin: Date, renewal: Period, times: u32) -> Option<Date> {
    let count = renewal.count.checked_mul(times)?;
    expiry(begin, Period::new(count, renewal.unit))
}

fn step(date: Date, period: Period, sign: i64) -> Option<Date> {
    let count = i64::from(period.count) * sign;
    let span = match period.unit {
        Unit::Hour => return None,
        Unit::BusinessDay => return business_days(date, count, &Holidays::default()),
        Unit::Day => jiff::Span::new().try_days(count),
        Unit::Week => jiff::Span::new().try_weeks(count),
        Unit::Month => jiff::Span::new().try_months(count),
        Unit::Year => jiff::Span::new().try_years(count),
    };
    date.checked_add(span.ok()?).ok()
}

/// Friday and one business day is Monday; a count that starts on a weekend or a holiday starts from its near
/// edge. Each holiday that was leapt over is counted once more behind it.
fn business_days(date: Date, count: i64, holidays: &Holidays) -> Option<Date> {
    let backward = if count < 0 { 1.days() } else { -1.days() };
    let mut from = date;
    while is_weekend(from) || holidays.has(from) {
        from = from.checked_add(backward).ok()?;
    }
    let mut left = count;
    while left != 0 {
        let to = weekdays(from, left)?;
        let leapt = holidays.between(from, to);
        let leapt = leapt
            .filter(|day| *day != from && !is_weekend(*day))
            .count();
        left = i64::try_from(leapt).ok()? * count.signum();
        from = to;
    }
    Some(from)
}

/// So many days of Monday to Friday from one of them. Whole weeks are leapt over, so that a large count is
/// cheap.
fn weekdays(date: Date, count: i64) -> Option<Date> {
    let forward = if count < 0 { -1.days() } else { 1.days() };
    let mut date = date
        .checked_add(jiff::Span::new().try_weeks(count / 5).ok()?)
        .ok()?;
    let mut left = (count % 5).abs();
    while left > 0 {
        date = date.checked_add(forward).ok()?;
        if !is_weekend(date) {
            left -= 1;
        }
    }
    Some(date)
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests;
