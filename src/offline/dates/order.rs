//! In which order a contract writes its numeric dates, as its other dates or its law tell. Where neither does,
//! the order stays unknown: it is never taken from a date that can be read both ways.

use super::{FORMS, NUMERIC, date, dates, full_year};
use crate::domain::document::Span;
use crate::offline::law::is_american;
use jiff::civil::Date;
use regex::Captures;
use std::borrow::Cow;

/// The order of day and month in a contract's numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As everywhere but in the United States.
    DayFirst,
    /// As in the United States.
    MonthFirst,
    /// Nothing tells; [`dates`] takes the month to stand first.
    Unknown,
}

/// Places whose contracts write the day first, by the names that our reader of laws gives.
const DAY_FIRST: [&str; 24] = [
    "England and Wales",
    "England",
    "Scotland",
    "Northern Ireland",
    "Ireland",
    "Germany",
    "Austria",
    "Switzerland",
    "France",
    "Belgium",
    "Netherlands",
    "Luxembourg",
    "Italy",
    "Spain",
    "Portugal",
    "Denmark",
    "Norway",
    "Australia",
    "New South Wales",
    "New Zealand",
    "India",
    "Singapore",
    "Hong Kong",
    "Brazil",
];

/// The order in `text`, a contract under the law of `place`. Dates that can be read in one way only tell it
/// before the law does.
pub fn order(text: &str, place: Option<&str>) -> Order {
    let (mut day, mut month) = (false, false);
    for captures in FORMS[NUMERIC].captures_iter(text) {
        let Some((a, b, year)) = parts(&captures) else {
            continue;
        };
        day |= a > 12 && date(year, b, a).is_some();
        month |= b > 12 && date(year, a, b).is_some();
    }
    match (day, month) {
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        (false, false) if place.is_some_and(|place| DAY_FIRST.contains(&place)) => Order::DayFirst,
        (false, false) if place.is_some_and(is_american) => Order::MonthFirst,
        _ => Order::Unknown,
    }
}

/// `text` with the numeric dates of a contract that writes the day first as [`dates`] takes them; every byte
/// but theirs stands where it stood.
pub fn in_order(text: &str, order: Order) -> Cow<'_, str> {
    if order != Order::DayFirst {
        return Cow::Borrowed(text);
    }
    FORMS[NUMERIC].replace_all(text, |captures: &Captures<'_>| {
        let whole = &captures[0];
        match (parts(captures), captures.name("a"), captures.name("b")) {
            (Some((a, b, _)), Some(first), Some(second))
                if is_slashed(captures) && a.max(b) <= 12 =>
            {
                let (start, from) = (captures.get(0).map_or(0, |all| all.start()), first.end());
                let between = &whole[from - start..second.start() - start];
                let rest = &whole[second.end() - start..];
                format!("{}{between}{}{rest}", second.as_str(), first.as_str())
            }
            _ => whole.to_owned(),
        }
    })
}

/// Every numeric date in `text` that can be read in two orders, in the one that [`dates`] does not take: day
/// first, or month first where it is written with dots.
pub fn turned(text: &str) -> Vec<(Span, Date)> {
    let known = dates(text);
    let numeric = FORMS[NUMERIC].captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let span = Span::new(whole.start(), whole.end());
        let (a, b, year) = parts(&captures)?;
        let (_, read) = known.iter().find(|(place, _)| *place == span)?;
        let both = [date(year, a, b)?, date(year, b, a)?];
        Some((span, both.into_iter().find(|date| date != read)?))
    });
    numeric.collect()
}

/// The other reading of `read` where `quote` holds it as a numeric date with slashes or hyphens.
pub fn other(quote: &str, read: Date) -> Option<Date> {
    let known = dates(quote);
    let is_read = |place: Span| known.iter().any(|(at, date)| *at == place && *date == read);
    let turned = turned(quote).into_iter();
    let mut turned = turned.filter(|(place, _)| !quote[place.range()].contains('.'));
    turned
        .find(|(place, _)| is_read(*place))
        .map(|(_, date)| date)
}

fn parts(captures: &Captures<'_>) -> Option<(i16, i16, i16)> {
    let number = |name: &str| captures.name(name)?.as_str().parse::<i16>().ok();
    Some((number("a")?, number("b")?, full_year(number("y")?)))
}

/// Whether it is not written with dots, which are Europe's and read day first in any case.
fn is_slashed(captures: &Captures<'_>) -> bool {
    captures.name("s").is_some_and(|mark| mark.as_str() != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3.12: one date that can be read in one way tells the order of all, and else the law does.
    #[test]
    fn the_order_is_told_by_the_other_dates_or_the_law() {
        for (text, place, expected) in [
            ("dated 03/04/2026, ends 31/03/2027", None, Order::DayFirst),
            (
                "dated 03/04/2026, ends 03/31/2027",
                Some("England and Wales"),
                Order::MonthFirst,
            ),
            (
                "dated 31/03/2026, ends 03/31/2027",
                Some("Germany"),
                Order::Unknown,
            ),
            (
                "dated 03/04/2026",
                Some("England and Wales"),
                Order::DayFirst,
            ),
            ("dated 03/04/2026", Some("Delaware"), Order::MonthFirst),
            ("dated 03/04/2026", Some("Japan"), Order::Unknown),
            ("dated 03/04/2026", None, Order::Unknown),
        ] {
            assert_eq!(order(text, place), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_a_contract_that_writes_the_day_first_are_read_so() {
        let text = "dated 3/04/2026, vom 3.4.2026, from 31/03/2027 or 2026-03-04";
        let ordered = in_order(text, Order::DayFirst);
        assert_eq!(
            ordered,
            "dated 04/3/2026, vom 3.4.2026, from 31/03/2027 or 2026-03-04"
        );
        assert_eq!(in_order(text, Order::Unknown), text);
    }

    /// 3.12: of a numeric date both orders are known, where both are days.
    #[test]
    fn the_other_order_of_a_numeric_date_is_known() {
        for (text, expected) in [
            ("dated 03/04/2026", Some("2026-04-03")),
            ("vom 3.4.2011", Some("2011-03-04")),
            ("dated 31/03/2026", None),
            ("dated 04/04/2026", None),
            ("on March 4, 2026", None),
            ("2026-03-04", None),
        ] {
            let found = turned(text).first().map(|(_, date)| date.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let read = Date::constant(2026, 3, 4);
        let found = other("dated 03/04/2026", read);
        assert_eq!(found, Some(Date::constant(2026, 4, 3)));
        assert_eq!(other("on March 4, 2026", read), None);
        assert_eq!(other("vom 4.3.2026", read), None);
    }
}
