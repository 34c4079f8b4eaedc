//! Rhythms that name their days: `every Tuesday and Thursday`, `the last business day of each month`,
//! `the 1st and 15th`, `31 March and 30 September of each year`. A day that no rule can hold makes no rule:
//! one without it would be wrong.
//!
//! A quarter is told by its months only where it is one of the calendar; when any other begins is not known
//! here. Business days are Monday to Friday; holidays belong to whoever counts the dates.

use super::rhythm::{Rhythm, YEARS, day_of_month, is_counted_or_rated};
use crate::offline::dates::{MONTHS, dates};
use crate::offline::patterns::pattern;
use jiff::civil::Date;
use regex::Captures;
use std::sync::LazyLock;

const DAY: &str = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const AND: &str = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)";
/// `first`, `10th`, `fifteenth (15th)`, `last`.
const NTH: &str = r"(?:last|\d{1,2}(?:st|nd|rd|th)|(?:twenty|thirty)?-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)(?:\s*\(\d{1,2}(?:st|nd|rd|th)?\))?";
const BUSINESS: &str = "MO,TU,WE,TH,FR";

/// `March 31`, `the 24th day of June`.
fn date() -> String {
    format!(
        r"(?:{MONTHS}\s+\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?{MONTHS})(?:st|nd|rd|th)?"
    )
}

/// One date or several.
fn list() -> String {
    let date = date();
    format!(r"(?P<l>{date}(?:{AND}(?:(?:on|by|the|each|every)\s+)*{date}){{0,5}})\b")
}

patterns! {
    A_DATE = &date();
    A_DAY = r"\b(?P<d>mon|tues|wednes|thurs|fri|satur|sun)day";
    A_NTH = &format!(r"\b{NTH}");
    DATES = &format!(r"{},?\s+(?:(?:of|in)\s+)?(?:each|every|any)\s+(?:{YEARS}\s+)*year", list());
    EACH_DATE = &format!(r"\b(?:on|by|before|of)\s+(?:or\s+before\s+)?(?:each|every)\s+{}", list());
    DATES_OFTEN = &format!(r"\b(?P<w>annually|yearly|semi-?annually|half[-\s]?yearly|quarterly|twice\s+(?:a|each|per)\s+year),?\s+(?:in\s+(?:advance|arrears),?\s+)?(?:on|by)\s+(?:or\s+before\s+)?(?:the\s+)?{}", list());
    // With a year behind it a date is but one.
    YEAR = r"^,?\s+(?:in\s+)?\d{4}\b";
    WEEKLY = &format!(r"\b(?:(?:on|by|before)\s+)?(?:each|every)\s+(?P<n>other\s+|second\s+|alternate\s+)?(?P<l>{DAY}(?:{AND}(?:(?:each|every)\s+)?{DAY}){{0,5}})\b");
    OF_WEEK = &format!(r"\b(?:on|by|before|than)\s+(?:the\s+)?(?P<l>{DAY}(?:{AND}{DAY}){{0,5}})\s+of\s+(?:each|every)\s+(?:calendar\s+)?(?P<n>other\s+|second\s+|alternate\s+)?week\b|\bweekly,?\s+(?:on|by)\s+(?P<m>{DAY}(?:{AND}{DAY}){{0,5}})\b");
    ON_DAYS = &format!(r"\bon\s+(?P<l>{DAY}s(?:{AND}{DAY}s){{0,5}})\b");
    // `not on Saturdays, Sundays and public holidays`.
    BUT = r"\b(?:except(?:ing|ed)?|other\s+than|excluding|not|nor|or|and)\s+$";
    HOLIDAYS = r"^\s*(?:,|and|or)*\s*(?:(?:public|bank|legal|national|statutory|federal)\s+)*holidays";
    EACH_BUSINESS_DAY = r"\b(?:on|by|of|before)\s+(?:each|every)\s+(?:business|working|banking)\s+day\b";
    NTH_DAY = &format!(r"\b(?:(?:on|by|before|than)\s+(?:or\s+(?:before|about)\s+)?)?the\s+(?P<n>{NTH}(?:{AND}(?:the\s+)?{NTH}){{0,3}})\s+(?:(?P<d>{DAY})s?|(?P<b>business|working|banking)\s+days?)\s+(?:of|in)\s+(?:(?P<m>{MONTHS})\s+(?:of|in)\s+)?(?:each|every)\s+(?P<c>calendar\s+)?(?:(?P<o>{YEARS})\s+)?(?P<u>month|quarter|year)\b");
    MONTH_DAYS = &format!(r"\b(?:(?:on|by|before|than)\s+(?:or\s+(?:before|about)\s+)?)?the\s+(?P<n>{NTH}(?:\s+day)?(?:{AND}(?:the\s+)?{NTH}(?:\s+day)?){{0,3}})\s+(?:calendar\s+)?(?:days?\s+)?of\s+(?P<e>each|every|the)\s+(?:(?P<c>calendar)\s+)?(?P<u>month|quarter)\b");
    // The day on which something begins to run is not that on which it is due.
    RUNS_FROM = r"\b(?:after|following|from|since|preceding|beginning|commencing|ending)\s+$";
}

/// What a rhythm that names its days comes to.
pub(super) enum Named {
    /// It names none.
    None,
    /// It names some that no rule can hold.
    Unheld,
    /// A rule with its days.
    Held(Rhythm),
}

/// The days that `words` name for something that comes back.
pub(super) fn named(words: &str) -> Named {
    let readers = [days_of_year, days_of_week, nth_days, days_of_month];
    let found = readers.into_iter().find_map(|read| read(words));
    match found {
        None => Named::None,
        Some(None) => Named::Unheld,
        Some(Some(rhythm)) => Named::Held(rhythm),
    }
}

/// A rule, or that there is none for what was read.
type Read = Option<Option<Rhythm>>;

/// Whether the match is about the duty itself, and about the day on which it is done.
fn is_due(words: &str, found: &Captures<'_>) -> bool {
    found.get(0).is_some_and(|whole| {
        let before = &words[..whole.start()];
        !is_counted_or_rated(before, &words[whole.end()..]) && !RUNS_FROM.is_match(before)
    })
}

fn held(rule: &str) -> Option<Rhythm> {
    Some(Rhythm {
        rule: rule.parse().ok()?,
        words: None,
    })
}

fn days_of_year(words: &str) -> Read {
    let is_yearly = |found: &Captures<'_>| {
        found
            .get(0)
            .is_some_and(|whole| !YEAR.is_match(&words[whole.end()..]))
    };
    // `for the year ending September 30 of each year by December 31 of each year`: the second is the deadline.
    let is_deadline = |found: &Captures<'_>| {
        found
            .get(0)
            .is_some_and(|whole| !RUNS_FROM.is_match(&words[..whole.start()]))
    };
    if let Some(found) = DATES.captures_iter(words).find(is_deadline) {
        return Some(on_dates(found.name("l")?.as_str()));
    }
    if let Some(found) = EACH_DATE.captures(words).filter(is_yearly) {
        return Some(on_dates(found.name("l")?.as_str()));
    }
    let found = DATES_OFTEN.captures(words).filter(is_yearly)?;
    let list = found.name("l")?.as_str();
    let often = match found.name("w")?.as_str().to_lowercase().chars().next() {
        Some('a' | 'y') => 1,
        Some('q') => 4,
        _ => 2,
    };
    (A_DATE.find_iter(list).count() == often).then(|| on_dates(list))
}

/// Rules for the dates of a list, one for each day of the month; one alone for month-ends.
fn on_dates(list: &str) -> Option<Rhythm> {
    let mut days: Vec<(i8, Vec<i8>)> = Vec::new();
    let mut all: Vec<Date> = Vec::new();
    for found in A_DATE.find_iter(list) {
        let (_, date) = dates(&format!("{} 2000", found.as_str()))
            .into_iter()
            .next()?;
        all.push(date);
    }
    let is_end = |date: &Date| date.month() != 2 && date.day() == date.days_in_month();
    let are_ends = all.len() > 1 && all.iter().all(is_end);
    for date in &all {
        let day = if are_ends { -1 } else { date.day() };
        match days.iter_mut().find(|(known, _)| *known == day) {
            Some((_, months)) => months.push(date.month()),
            None => days.push((day, vec![date.month()])),
        }
    }
    let rules = days.iter().map(|(day, months)| {
        let months: Vec<String> = months.iter().map(ToString::to_string).collect();
        format!("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={day}", months.join(","))
    });
    let rules: Vec<String> = rules.collect();
    held(&rules.join(" "))
}

fn days_of_week(words: &str) -> Read {
    let week = |interval: u32, days: &str| {
        let every = match interval {
            1 => String::new(),
            _ => format!(";INTERVAL={interval}"),
        };
        Some(held(&format!("FREQ=WEEKLY{every};BYDAY={days}")))
    };
    for pattern in [&WEEKLY, &OF_WEEK] {
        if let Some(found) = pattern.captures(words).filter(|found| is_due(words, found)) {
            let list = found.name("l").or_else(|| found.name("m"))?.as_str();
            let interval = if found.name("n").is_some() { 2 } else { 1 };
            return week(interval, &codes(list));
        }
    }
    if let Some(found) = ON_DAYS.captures(words).filter(|found| is_due(words, found)) {
        let whole = found.get(0)?;
        let is_free =
            BUT.is_match(&words[..whole.start()]) || HOLIDAYS.is_match(&words[whole.end()..]);
        return (!is_free).then(|| week(1, &codes(found.name("l")?.as_str())))?;
    }
    let found = EACH_BUSINESS_DAY.captures(words)?;
    is_due(words, &found).then(|| week(1, BUSINESS))?
}

/// `MO,TH` of `Monday and Thursday`.
fn codes(days: &str) -> String {
    let codes = A_DAY.captures_iter(days).filter_map(|found| {
        let name = found.name("d")?.as_str().get(..2)?;
        Some(name.to_uppercase())
    });
    codes.collect::<Vec<_>>().join(",")
}

/// `the first Monday of each month`, `the last business day of each calendar quarter`.
fn nth_days(words: &str) -> Read {
    let found = NTH_DAY.captures(words)?;
    if !is_due(words, &found) {
        return None;
    }
    Some(nth_rule(&found))
}

fn nth_rule(found: &Captures<'_>) -> Option<Rhythm> {
    let numbers = numbers(found.name("n")?.as_str())?;
    let listed = |ending: &str| {
        let days = numbers.iter().map(|number| format!("{number}{ending}"));
        days.collect::<Vec<_>>().join(",")
    };
    let days = match found.name("d") {
        Some(day) => format!("BYDAY={}", listed(&codes(day.as_str()))),
        None => format!("BYDAY={BUSINESS};BYSETPOS={}", listed("")),
    };
    let month = found.name("m").map(|month| {
        let known = dates(&format!("1 {} 2000", month.as_str()));
        known.first().map(|(_, date)| date.month())
    });
    let is_of_another = found.name("o").is_some();
    let unit = found.name("u")?.as_str().to_lowercase();
    let months = match (unit.as_str(), month) {
        ("year", Some(month)) => month?.to_string(),
        _ if is_of_another => return None,
        ("month", None) => return held(&format!("FREQ=MONTHLY;{days}")),
        ("quarter", None) => edge(&numbers, "1,4,7,10", "3,6,9,12")?.to_owned(),
        ("year", None) => edge(&numbers, "1", "12")?.to_owned(),
        _ => return None,
    };
    held(&format!("FREQ=MONTHLY;BYMONTH={months};{days}"))
}

/// `the 1st and 15th of each month`, `the last day of each calendar quarter`.
fn days_of_month(words: &str) -> Read {
    let found = MONTH_DAYS.captures(words)?;
    let numbers = numbers(found.name("n")?.as_str())?;
    // One day of `the` month is that of a month that was named before.
    let is_told = numbers.len() > 1 || !found.name("e")?.as_str().eq_ignore_ascii_case("the");
    if !is_told || !is_due(words, &found) {
        return None;
    }
    let days: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let days = days.join(",");
    if found.name("u")?.as_str().eq_ignore_ascii_case("month") {
        return Some(held(&format!("FREQ=MONTHLY;BYMONTHDAY={days}")));
    }
    // When another quarter begins is not known: its rhythm alone is read elsewhere.
    found.name("c")?;
    let months = edge(&numbers, "1,4,7,10", "3,6,9,12")?;
    let rule = format!("FREQ=MONTHLY;BYMONTH={months};BYMONTHDAY={days}");
    Some(held(&rule))
}

/// The `first` months or the `last` ones, as days are counted from either end; `None` where they are from both.
fn edge<'a>(numbers: &[i8], first: &'a str, last: &'a str) -> Option<&'a str> {
    match numbers {
        [] => None,
        _ if numbers.iter().all(|number| *number > 0) => Some(first),
        _ if numbers.iter().all(|number| *number < 0) => Some(last),
        _ => None,
    }
}

/// The numbers of a list, -1 for the last; `None` where one is not read.
fn numbers(list: &str) -> Option<Vec<i8>> {
    A_NTH
        .find_iter(list)
        .map(|found| day_of_month(found.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::offline::duties::rhythm::rhythm;

    fn rule(words: &str) -> Option<String> {
        rhythm(words).map(|rhythm| rhythm.rule.to_string())
    }

    /// I5, I29: the days that a rhythm names are part of its rule.
    #[test]
    fn a_rhythm_that_names_its_days_keeps_them() {
        for (words, expected) in [
            ("send the report every Friday", "FREQ=WEEKLY;BYDAY=FR"),
            (
                "deliver goods every Tuesday and Thursday",
                "FREQ=WEEKLY;BYDAY=TU,TH",
            ),
            (
                "deliver goods on Mondays, Wednesdays and Fridays",
                "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            ),
            (
                "report by noon on Friday of each week",
                "FREQ=WEEKLY;BYDAY=FR",
            ),
            (
                "pay wages every other Friday",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            ),
            (
                "post the balance at the close of each business day",
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            ),
            (
                "meet on the first Monday of each month",
                "FREQ=MONTHLY;BYDAY=1MO",
            ),
            (
                "meet on the second and fourth Tuesday of every calendar month",
                "FREQ=MONTHLY;BYDAY=2TU,4TU",
            ),
            (
                "deliver it by the last Friday of each month",
                "FREQ=MONTHLY;BYDAY=-1FR",
            ),
            (
                "hold the meeting on the third Thursday in May of each year",
                "FREQ=MONTHLY;BYMONTH=5;BYDAY=3TH",
            ),
            (
                "pay it on or about the last working day of each month",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            (
                "remit it by the 15th business day of each month",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=15",
            ),
            (
                "report on the last business day of each calendar quarter",
                "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            (
                "pay it on the 1st and 15th of each month",
                "FREQ=MONTHLY;BYMONTHDAY=1,15",
            ),
            (
                "report by the first and fifteenth day of each month",
                "FREQ=MONTHLY;BYMONTHDAY=1,15",
            ),
            (
                "pay on the fifteenth (15th) day and the last day of the month",
                "FREQ=MONTHLY;BYMONTHDAY=15,-1",
            ),
            (
                "pay it on the last day of each calendar quarter",
                "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
            ),
            (
                "pay interest on March 31 and September 30 of each year",
                "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1",
            ),
            (
                "pay on each March 31, June 30, September 30, and December 31",
                "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
            ),
            (
                "pay it semi-annually on 15 January and 15 July",
                "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15",
            ),
            (
                "renew the policy annually by March 1",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
            ),
            (
                "report for the year ending September 30 of each year by December 31 of each year",
                "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
            ),
            (
                "pay rent on 25 March and 24 June in each year",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25 FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=24",
            ),
        ] {
            assert_eq!(rule(words).as_deref(), Some(expected), "{words}");
        }
    }

    #[test]
    fn days_that_are_not_those_of_the_duty_are_none() {
        for (words, expected) in [
            ("pay £50 for every Friday of delay", None),
            ("be open except on Sundays", None),
            ("work on Saturdays, Sundays and public holidays", None),
            ("pay it annually by March 1, 2027", Some("FREQ=YEARLY")),
            (
                "report within ten days after the last business day of each month",
                Some("FREQ=MONTHLY"),
            ),
            (
                "pay it on the last day of each month",
                Some("FREQ=MONTHLY;BYMONTHDAY=-1"),
            ),
            // When another year begins is not known here.
            ("report on the first Monday of each fiscal quarter", None),
            ("deliver it on Friday, 6 March 2026", None),
        ] {
            assert_eq!(rule(words).as_deref(), expected, "{words}");
        }
    }
}
