//! Each rule of the calendar with days that are known by heart.

use super::*;
use jiff::civil::date;

fn months(count: u32) -> Period {
    Period::new(count, Unit::Month)
}

fn last_day(end: Date, notice: Period) -> Option<Date> {
    last_notice_day(end, notice, &Holidays::default()).map(|found| found.day)
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
        last_day(date(2027, 1, 31), Period::new(60, Unit::Day)),
        Some(date(2026, 12, 2))
    );
    assert_eq!(
        last_day(date(2026, 3, 31), months(1)),
        Some(date(2026, 2, 28))
    );
    assert_eq!(
        last_day(date(2026, 12, 31), months(6)),
        Some(date(2026, 6, 30))
    );
    assert_eq!(
        last_day(date(2026, 3, 31), Period::new(3, Unit::Hour)),
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
        last_day(running, Period::new(90, Unit::Day)),
        Some(date(2026, 10, 2))
    );
}

/// 3.17: 30 days, one month and 30 business days before one day are three different days.
#[test]
fn days_months_and_business_days_are_never_mixed() {
    let end = date(2026, 3, 31);
    let by = |count, unit| last_day(end, Period::new(count, unit));
    assert_eq!(by(30, Unit::Day), Some(date(2026, 3, 1)));
    assert_eq!(by(1, Unit::Month), Some(date(2026, 2, 28)));
    assert_eq!(by(30, Unit::BusinessDay), Some(date(2026, 2, 17)));
}

/// 3.17: a listed holiday is no business day, on either side; without a list the count says so.
#[test]
fn business_days_skip_the_holidays_that_are_listed() {
    let listed = Holidays::new([
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2027, 1, 1),
    ]);
    let none = Holidays::default();
    let period = |count| Period::new(count, Unit::BusinessDay);
    let last = |count, holidays| {
        let found = last_notice_day(date(2027, 1, 14), period(count), holidays);
        found.map(|found| (found.day, found.without_holidays))
    };
    assert_eq!(last(10, &none), Some((date(2026, 12, 31), true)));
    assert_eq!(last(10, &listed), Some((date(2026, 12, 30), false)));
    assert_eq!(last(13, &listed), Some((date(2026, 12, 23), false)));
    let after = |from, count| {
        let found = counted(from, period(count), Side::After, &listed);
        found.map(|found| found.day)
    };
    assert_eq!(after(date(2026, 12, 24), 1), Some(date(2026, 12, 29)));
    assert_eq!(after(date(2026, 12, 25), 1), Some(date(2026, 12, 29)));
    let days = counted(
        date(2026, 12, 24),
        Period::new(1, Unit::Day),
        Side::After,
        &none,
    );
    assert!(days.is_some_and(|found| !found.without_holidays));
    let of_month = |place| business_day_of(date(2026, 12, 9), place, &listed);
    assert_eq!(
        of_month(-1).map(|found| found.day),
        Some(date(2026, 12, 31))
    );
    assert_eq!(
        of_month(-4).map(|found| found.day),
        Some(date(2026, 12, 24))
    );
    assert_eq!(of_month(1).map(|found| found.day), Some(date(2026, 12, 1)));
    assert_eq!(of_month(23), None);
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
