//! How often a duty comes back, as its words tell: `quarterly`, `on the tenth day of each month`.
//!
//! A word of time that counts something else, such as the days of a delay, is no rhythm, and one that
//! no rule can hold, such as `bi-monthly`, which has two meanings, gives none rather than a wrong one.
//!
//! | rule | example | source |
//! |---|---|---|
//! | the days that the words name | the first Monday of each month: FREQ=MONTHLY;BYDAY=1MO | RFC 5545, section 3.3.10; see `named_days.rs` |
//! | twice a month without days is by the 15th and by the last day | semi-monthly: FREQ=MONTHLY;BYMONTHDAY=15,-1 | usual pay periods; as no day is named, none is told as due |

use super::named_days::{Named, named};
use crate::domain::recurrence::Recurrence;
use crate::domain::value::{Period, Unit};
use crate::offline::dates::{MONTHS, dates};
use crate::offline::patterns::pattern;
use crate::offline::quote::squeeze;
use regex::Captures;
use std::sync::LazyLock;

/// Words before `year` that tell whose year it is.
pub(super) const YEARS: &str = r"(?:calendar|contract|fiscal|financial|licen[cs]e|lease|agreement|policy|operating|marketing|season|subsequent|succeeding|successive|following|such)";

patterns! {
    EVERY = &format!(r"\btwice[-\s]+(?P<z>monthly|weekly|daily|annually|yearly|quarterly)\b|\b(?P<w>daily|weekly|fortnightly|bi-?weekly|(?:semi|bi)-?monthly|monthly|quarterly|semi-?annually|half[-\s]?yearly|annually|yearly)\b|\bon\s+an?\s+(?:at\s+least\s+)?(?P<b>daily|weekly|monthly|quarterly|half-yearly|semi-?annual|annual)\s+basis|\b(?:usual\s+)?(?P<d>quarter\s+days)\b|\b(?P<a>annual)\s+instal?lments?\b|\b(?:of|for|in|during|after|to|on|by)\s+(?:each|every)\s+(?:one\s+of\s+the\s+first\s+\w+\s+|of\s+(?:the\s+)?(?:next\s+\w+\s+)?)?(?:{YEARS}\s+)*(?P<u>day|week|months?|quarters?|years?)\b|\b(?:(?P<t>twice|(?:two|three|four|2|3|4)\s+times)|once)\s+(?:a|per|in\s+each|in\s+any|in\s+every|each|every)\s+(?:{YEARS}\s+)?(?P<o>day|week|month|quarter|year)\b|\bevery\s+(?P<n>two|three|four|six|nine|twelve|other|second|third|fourth|fifth|sixth|\d{{1,2}})\s*(?:\(\d{{1,2}}\)\s*)?(?P<p>days?|weeks?|months?|years?)\b|\b(?:each|every)\s+(?:{YEARS}\s+)?(?P<e>day|week|month|quarter|year)\b|\b(?:on|by|before|after|of)\s+(?:each|every)\s+(?:\w+\s+)?(?P<y>anniversary|{MONTHS}\s+\d{{1,2}})\b|\bon\s+the\s+(?:first|last|fifteenth|\d{{1,2}}(?:st|nd|rd|th))\s+(?:(?:business|working)\s+)?(?:day\s+)?of\s+the\s+(?:calendar\s+)?(?P<q>month|quarter)(?:\s+to\s+which|\s*[,.;]|\s*$)|\bone\s+\w+\s+(?:a|per|each|every)\s+(?P<s>week|month|quarter|year)\b|\bpay\w*\b[^.;]{{0,60}}?\d\s+(?:a|per|each)\s+(?:calendar\s+)?(?P<m>month|quarter|year)\b");
    DAY_OF_MONTH = r"\b(?:on|by|before|than|the)\s+(?:or\s+(?:before|prior\s+to|about)\s+)?(?:the\s+)?(?P<d>last|\d{1,2}(?:st|nd|rd|th)|(?:twenty|thirty)?-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)(?:\s*\(\d{1,2}(?:st|nd|rd|th)?\))?\s+(?:calendar\s+)?day\s+of\s+(?:each|every)\b";
    // How something is counted says nothing of when it is done: `computed daily and payable monthly`.
    COUNTED = r"\b(?:compute[ds]?|calculate[ds]?|accru\w+|compound\w*|determined?|assessed|measured|earned)\s+(?:on\s+a\s+)?$|\bmore\s+(?:\w+\s+)?than\s+one\s+$";
    // A rate: `£50 for each week of delay`, `£900 for each day worked`.
    RATED = r"^\s*(?:of\s+(?:\w+\s+){0,2}?(?:delay|lateness|default|breach|outage|downtime|absence|failure|non-?\w+|late)\b|or\s+(?:part|fraction|portion)\b|worked\b|(?:which|that)\s+elapse|late\b|overdue\b)";
    // The same after `for each month`, which else may be a rhythm.
    RATED_FOR = r"^\s*(?:that\b|(?:during|in|by|for)\s+which\b|beyond\b|past\b|until\b|in\s+excess\b)";
    // `5% of the monthly fee`, `review the monthly statements`: the rhythm of another duty.
    OTHERS = r"(?:\bof\s+(?:(?:the|its|their|such|any)\s+)?(?:(?:average|total|applicable|aggregate|then[-\s]current)\s+)?|['’]s\s+|^\W*(?:refund|reimburse|review|credit|return|approve|adjust|check|examine|verify)\s+(?:the|its|their|all|such|any)\s+(?:\w+\s+)?)$";
}

/// How often, as words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::offline) struct Rhythm {
    /// The rule.
    pub rule: Recurrence,
    /// The words, where they name no day and the days of the rule are but usual.
    pub words: Option<String>,
}

/// `quarterly`, `on the tenth day of each month`, `by January 31 of each year`.
pub(super) fn rhythm(words: &str) -> Option<Rhythm> {
    match named(words) {
        Named::Held(rhythm) => return Some(rhythm),
        Named::Unheld => return None,
        Named::None => {}
    }
    let found = EVERY
        .captures_iter(words)
        .find(|found| is_rhythm(words, found))?;
    if is_twice_a_month(&found) {
        return Some(Rhythm {
            rule: HALF_MONTHS.parse().ok()?,
            words: Some(squeeze(found.get(0)?.as_str())),
        });
    }
    let period = period_of(&found)?;
    let day = DAY_OF_MONTH
        .captures(words)
        .filter(|_| period.unit == Unit::Month)
        .and_then(|day| day_of_month(day.name("d")?.as_str()));
    Some(Rhythm {
        rule: Recurrence::on(period, None, day)?,
        words: None,
    })
}

/// The halves of a month, by their last days.
const HALF_MONTHS: &str = "FREQ=MONTHLY;BYMONTHDAY=15,-1";

fn is_twice_a_month(found: &Captures<'_>) -> bool {
    let is = |name: &str, words: &[&str]| {
        let said = found.name(name).map(|said| said.as_str().to_lowercase());
        said.is_some_and(|said| words.contains(&said.replace('-', "").as_str()))
    };
    let is_twice = is("t", &["twice", "two times", "2 times"]);
    is("w", &["semimonthly"]) || is("z", &["monthly"]) || is_twice && is("o", &["month"])
}

/// Whether a word of time tells how often the duty itself comes back.
fn is_rhythm(words: &str, found: &Captures<'_>) -> bool {
    let Some(whole) = found.get(0) else {
        return false;
    };
    let (before, after) = (&words[..whole.start()], &words[whole.end()..]);
    let is_adjective = found.name("w").is_some() && after.starts_with(' ');
    let is_for = whole.as_str().to_lowercase().starts_with("for ");
    let is_each_day = is_for && whole.as_str().ends_with("day");
    let is_else = is_counted_or_rated(before, after)
        || is_each_day
        || is_for && RATED_FOR.is_match(after)
        || is_adjective && OTHERS.is_match(before);
    !is_else
}

/// Whether a word of time between `before` and `after` tells how something is counted, or a rate.
pub(super) fn is_counted_or_rated(before: &str, after: &str) -> bool {
    COUNTED.is_match(before) || RATED.is_match(after)
}

fn period_of(found: &Captures<'_>) -> Option<Period> {
    if let Some(word) = found.name("z") {
        let word = word.as_str().to_lowercase();
        let is_yearly = matches!(word.as_str(), "annually" | "yearly");
        // Of the others no days are usual.
        return is_yearly.then(|| Period::new(6, Unit::Month));
    }
    if let (Some(count), Some(unit)) = (found.name("n"), found.name("p")) {
        return Some(Period::new(
            count_of(count.as_str())?,
            unit_of(unit.as_str()),
        ));
    }
    if let (Some(times), Some(unit)) = (found.name("t"), found.name("o")) {
        let times = match times.as_str().to_lowercase().chars().next()? {
            't' if times.as_str().to_lowercase().starts_with("th") => 3,
            't' | '2' => 2,
            '3' => 3,
            _ => 4,
        };
        // Of the rules that we hold, only parts of a year are whole months.
        return (unit.as_str().eq_ignore_ascii_case("year"))
            .then(|| Period::new(12 / times, Unit::Month));
    }
    let word = ["w", "b", "d", "a", "u", "o", "e", "y", "q", "s", "m"]
        .iter()
        .find_map(|name| found.name(name))?;
    let word = word.as_str().to_lowercase().replace(['-', ' '], "");
    Some(match word.as_str() {
        "daily" | "day" => Period::new(1, Unit::Day),
        "weekly" | "week" => Period::new(1, Unit::Week),
        "fortnightly" | "biweekly" => Period::new(2, Unit::Week),
        "monthly" | "month" | "months" => Period::new(1, Unit::Month),
        "quarterly" | "quarter" | "quarters" | "quarterdays" => Period::new(3, Unit::Month),
        "semiannually" | "semiannual" | "halfyearly" => Period::new(6, Unit::Month),
        "semimonthly" | "bimonthly" => return None,
        _ => Period::new(1, Unit::Year),
    })
}

fn count_of(word: &str) -> Option<u32> {
    Some(match word.to_lowercase().as_str() {
        "two" | "other" | "second" => 2,
        "three" | "third" => 3,
        "four" | "fourth" => 4,
        "fifth" => 5,
        "six" | "sixth" => 6,
        "nine" => 9,
        "twelve" => 12,
        digits => digits.parse().ok().filter(|count| *count > 0)?,
    })
}

fn unit_of(word: &str) -> Unit {
    match word.to_lowercase().trim_end_matches('s') {
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        _ => Unit::Year,
    }
}

/// `first`, `10th`, `fifteenth (15th)`, `last`.
pub(super) fn day_of_month(words: &str) -> Option<i8> {
    if words.eq_ignore_ascii_case("last") {
        return Some(-1);
    }
    let (_, date) = dates(&format!("{words} day of January 2000"))
        .into_iter()
        .next()?;
    Some(date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(words: &str) -> Option<String> {
        rhythm(words).map(|rhythm| rhythm.rule.to_string())
    }

    /// I29: the day of the month on which a duty comes back is read in words and digits.
    #[test]
    fn a_rhythm_has_its_day() {
        for (action, day) in [
            ("pay the rent on the first day of each calendar month", "1"),
            ("report by the fifteenth (15th) day of every month", "15"),
            ("send it no later than the 10th day of each quarter", "10"),
            ("remit it on the last day of each month", "-1"),
        ] {
            let rule = rule(action).expect("a rhythm");
            let found = rule.split_once("BYMONTHDAY=").map(|(_, day)| day);
            assert_eq!(found, Some(day), "{action}");
        }
    }

    #[test]
    fn days_of_the_year_and_counts_tell_how_often() {
        for (words, expected) in [
            (
                "pay interest half-yearly on 30 June and 31 December in each year",
                "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
            ),
            (
                "pay rent on 1 January and 1 July in each year",
                "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1",
            ),
            (
                "pay rent on 25 March, 24 June, 29 September and 25 December in each year",
                "FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=25 FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=24 FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=29",
            ),
            (
                "pay the rent on the usual quarter days",
                "FREQ=MONTHLY;INTERVAL=3",
            ),
            ("pay it half yearly", "FREQ=MONTHLY;INTERVAL=6"),
            ("deliver accounts twice a year", "FREQ=MONTHLY;INTERVAL=6"),
            (
                "visit the site four times a year",
                "FREQ=MONTHLY;INTERVAL=3",
            ),
            ("report every three (3) months", "FREQ=MONTHLY;INTERVAL=3"),
            ("pay it every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
            ("paint it in every fifth year", "FREQ=YEARLY;INTERVAL=5"),
            (
                "pay the invoice by 1 March of each year",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
            ),
            (
                "pay it on or before each anniversary of the Effective Date",
                "FREQ=YEARLY",
            ),
            ("repay it in four equal annual instalments", "FREQ=YEARLY"),
            (
                "pay a fee, computed daily and payable monthly",
                "FREQ=MONTHLY",
            ),
            ("submit a monthly report", "FREQ=MONTHLY"),
        ] {
            assert_eq!(rule(words).as_deref(), Some(expected), "{words}");
        }
    }

    #[test]
    fn a_rate_and_the_rhythm_of_something_else_are_none() {
        for words in [
            "pay a late fee of £50 for each week of delay",
            "credit 2% of the fee for each day of delay",
            "pay £900 for each day worked",
            "credit 5% of the monthly fee for each hour of downtime",
            "reimburse the Supplier's monthly costs on termination",
            "review the monthly statements",
            "issue a bi-monthly report",
            "visit the site twice a week",
        ] {
            assert_eq!(rule(words), None, "{words}");
        }
    }

    /// I29: twice a month has usual days, but none that the contract names.
    #[test]
    fn twice_a_month_is_told_in_its_words() {
        for words in [
            "pay a salary in semi-monthly instalments",
            "report twice a month",
            "report twice monthly",
        ] {
            let found = rhythm(words).expect("a rhythm");
            assert_eq!(found.rule.to_string(), HALF_MONTHS);
            let said = found.words.expect("its words");
            assert!(words.contains(&said), "{said}");
        }
        let named = rhythm("pay it on the 15th and the last day of each month");
        assert_eq!(named.and_then(|found| found.words), None);
    }
}
