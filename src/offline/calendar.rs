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
//! | business days skip Saturday and Sunday | Friday and one business day: Monday | its words; holidays are not known here |
//!
//! Months and days are never turned into each other. A day is a day at the place of the contract: there
//! is no time of day here, and so no time zone that could move a deadline by one.

use crate::domain::value::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

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
/// day is never rounded to a month-end (requirement 3.17).
pub fn last_notice_day(expiry: Date, notice: Period) -> Option<Date> {
    before(expiry, notice)
}

fn end_after(begin: Date, renewal: Period, times: u32) -> Option<Date> {
    let count = renewal.count.checked_mul(times)?;
    expiry(begin, Period::new(count, renewal.unit))
}

fn step(date: Date, period: Period, sign: i64) -> Option<Date> {
    let count = i64::from(period.count) * sign;
    let span = match period.unit {
        Unit::Hour => return None,
        Unit::BusinessDay => return business_days(date, count),
        Unit::Day => jiff::Span::new().try_days(count),
        Unit::Week => jiff::Span::new().try_weeks(count),
        Unit::Month => jiff::Span::new().try_months(count),
        Unit::Year => jiff::Span::new().try_years(count),
    };
    date.checked_add(span.ok()?).ok()
}

/// Friday and one business day is Monday; a count that starts on a weekend starts from its near edge.
/// Whole weeks are leapt over, so that a large count is cheap.
fn business_days(date: Date, count: i64) -> Option<Date> {
    let forward = if count < 0 { -1.days() } else { 1.days() };
    let backward = if count < 0 { 1.days() } else { -1.days() };
    let mut date = date;
    while is_weekend(date) {
        date = date.checked_add(backward).ok()?;
    }
    date = date
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
mod tests {
    use super::*;
    use jiff::civil::date;

    fn months(count: u32) -> Period {
        Period::new(count, Unit::Month)
    }

    /// I29: the expiry date is filled from start and term where it is not stated.
    #[test]
    fn a_term_ends_on_the_day_before_the_anniversary() {
        assert_eq!(
            expiry(date(2026, 4, 1), months(36)),
            Some(date(2029, 3, 31))
        );
        assert_eq!(
            expiry(date(2024, 2, 29), Period::new(4, Unit::Year)),
            Some(date(2028, 2, 28))
        );
        assert_eq!(
            expiry(date(2026, 1, 1), Period::new(90, Unit::Day)),
            Some(date(2026, 3, 31))
        );
    }

    /// German Civil Code § 188 (2), (3): where the last month lacks the day, its last day is the end.
    #[test]
    fn a_term_from_a_day_that_its_last_month_lacks_ends_with_that_month() {
        for (start, term, end) in [
            (date(2024, 2, 29), months(12), date(2025, 2, 28)),
            (date(2026, 8, 31), months(6), date(2027, 2, 28)),
            (date(2026, 3, 31), months(3), date(2026, 6, 30)),
            (date(2026, 1, 30), months(1), date(2026, 2, 28)),
            (date(2026, 1, 31), months(2), date(2026, 3, 30)),
            (
                date(2026, 1, 31),
                Period::new(1, Unit::Day),
                date(2026, 1, 31),
            ),
            (
                date(2026, 1, 31),
                Period::new(4, Unit::Week),
                date(2026, 2, 27),
            ),
        ] {
            assert_eq!(expiry(start, term), Some(end), "{start} and {term}");
        }
    }

    /// 3.16: after a tacit renewal the end rolls forward from the initial end.
    #[test]
    fn renewals_roll_forward_from_the_initial_end() {
        let first = date(2026, 1, 31);
        assert_eq!(
            current_end(first, months(12), date(2025, 6, 1)),
            Some(first)
        );
        assert_eq!(current_end(first, months(12), first), Some(first));
        assert_eq!(
            current_end(first, months(12), date(2026, 2, 1)),
            Some(date(2027, 1, 31))
        );
        assert_eq!(
            running_term(first, months(12), date(2028, 6, 1)),
            Some((date(2029, 1, 31), 3))
        );
        assert_eq!(
            current_end(first, months(1), date(2026, 3, 5)),
            Some(date(2026, 3, 31))
        );
        assert_eq!(
            current_end(first, Period::new(0, Unit::Day), date(2030, 1, 1)),
            Some(first)
        );
    }

    /// 3.17: a notice of days is counted in days; only months are clamped.
    #[test]
    fn notice_is_counted_in_its_own_unit() {
        assert_eq!(
            last_notice_day(date(2027, 1, 31), Period::new(60, Unit::Day)),
            Some(date(2026, 12, 2))
        );
        assert_eq!(
            last_notice_day(date(2026, 3, 31), months(1)),
            Some(date(2026, 2, 28))
        );
        assert_eq!(
            last_notice_day(date(2026, 12, 31), months(6)),
            Some(date(2026, 6, 30))
        );
        assert_eq!(
            last_notice_day(date(2026, 3, 31), Period::new(3, Unit::Hour)),
            None
        );
    }

    /// 3.16: the notice day of a running renewal counts from its end, not from the first end.
    #[test]
    fn notice_of_a_renewed_term_is_counted_from_the_end_that_runs() {
        let first = date(2024, 12, 31);
        let year = Period::new(1, Unit::Year);
        let running = current_end(first, year, date(2026, 6, 1)).expect("within the calendar");
        assert_eq!(running, date(2026, 12, 31));
        assert_eq!(
            last_notice_day(running, Period::new(90, Unit::Day)),
            Some(date(2026, 10, 2))
        );
    }

    /// 3.17: 30 days, one month and 30 business days before one day are three different days.
    #[test]
    fn days_months_and_business_days_are_never_mixed() {
        let end = date(2026, 3, 31);
        let by = |count, unit| last_notice_day(end, Period::new(count, unit));
        assert_eq!(by(30, Unit::Day), Some(date(2026, 3, 1)));
        assert_eq!(by(1, Unit::Month), Some(date(2026, 2, 28)));
        assert_eq!(by(30, Unit::BusinessDay), Some(date(2026, 2, 17)));
    }

    #[test]
    fn leap_days_are_clamped_and_come_back() {
        let leap = date(2024, 2, 29);
        let years = |count| after(leap, Period::new(count, Unit::Year));
        assert_eq!(years(1), Some(date(2025, 2, 28)));
        assert_eq!(years(4), Some(date(2028, 2, 29)));
    }

    #[test]
    fn business_days_skip_weekends_in_both_directions() {
        let friday = date(2026, 1, 2);
        let five = Period::new(5, Unit::BusinessDay);
        assert_eq!(
            after(friday, Period::new(1, Unit::BusinessDay)),
            Some(date(2026, 1, 5))
        );
        assert_eq!(after(friday, five), Some(date(2026, 1, 9)));
        assert_eq!(
            before(date(2026, 1, 5), Period::new(1, Unit::BusinessDay)),
            Some(friday)
        );
        assert_eq!(
            before(date(2026, 1, 4), Period::new(1, Unit::BusinessDay)),
            Some(friday)
        );
        assert_eq!(after(date(2026, 1, 3), five), Some(date(2026, 1, 9)));
    }

    #[test]
    fn a_period_beyond_the_calendar_is_refused_not_a_panic() {
        for unit in [
            Unit::Day,
            Unit::BusinessDay,
            Unit::Week,
            Unit::Month,
            Unit::Year,
        ] {
            let endless = Period::new(u32::MAX, unit);
            assert_eq!(after(date(2026, 1, 1), endless), None);
            assert_eq!(before(date(2026, 1, 1), endless), None);
        }
    }
}
