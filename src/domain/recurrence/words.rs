//! A rule in plain words, for a person who decides. Words only: nothing here counts a date.

use super::rule::Rule;
use crate::domain::value::Unit;
use rrule::Weekday;

/// The months by name, in their order.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `every 1 month, on the first Monday`.
pub(super) fn told(rule: &Rule) -> String {
    let mut told = format!("every {}", rule.every);
    let days = days(rule);
    let months = rule.months.iter().filter_map(|month| {
        let at = usize::from(*month).checked_sub(1)?;
        MONTHS.get(at).copied().map(str::to_owned)
    });
    let months: Vec<String> = months.collect();
    if !days.is_empty() {
        told += &format!(", on {}", listed(&days));
    }
    match (months.is_empty(), days.is_empty()) {
        (true, _) => {}
        (false, true) => told += &format!(", in {}", listed(&months)),
        (false, false) => told += &format!(" of {}", listed(&months)),
    }
    told
}

fn days(rule: &Rule) -> Vec<String> {
    if rule.is_of_business_days() {
        let each = vec!["each business day".to_owned()];
        let nth = |place: &i32| format!("the {} business day", ordinal(*place));
        return match rule.places.is_empty() {
            true => each,
            false => rule.places.iter().map(nth).collect(),
        };
    }
    let of_month = rule.month_days.iter().map(|day| match i32::from(*day) {
        -1 => "the last day".to_owned(),
        day => format!("the {} day", ordinal(day)),
    });
    let is_weekly = rule.every.unit == Unit::Week;
    let of_week = rule.week_days.iter().map(|(nth, day)| match nth {
        Some(nth) => format!("the {} {}", ordinal((*nth).into()), name(*day)),
        None if is_weekly => name(*day).to_owned(),
        None => format!("each {}", name(*day)),
    });
    let mut days: Vec<String> = of_month.chain(of_week).collect();
    if !rule.places.is_empty() {
        let places: Vec<String> = rule.places.iter().map(|place| ordinal(*place)).collect();
        days = vec![format!("the {} of {}", listed(&places), listed(&days))];
    }
    days
}

fn ordinal(number: i32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    match number {
        -1 => "last".to_owned(),
        1 => "first".to_owned(),
        number if number < 0 => format!("{} from the end", ordinal(-number)),
        number => format!("{number}{ending}"),
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
