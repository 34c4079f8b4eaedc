//! When a duty is due, and how it comes back, as stated.
//!
//! Due dates are only read here; where a period has an anchor whose date is known, `due` computes the
//! date later.

use super::dates::{MONTHS, dates};
use super::durations::periods;
use super::patterns::pattern;
use super::quote::squeeze;
use crate::domain::obligation::Due;
use crate::domain::recurrence::Recurrence;
use crate::domain::value::{Period, Unit};
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    BY_DATE = r"\b(?:by|before|prior\s+to|on|later\s+than|until|due)\s+(?:or\s+before\s+)?(?:the\s+)?(?:\d{1,2}:\d\d\s*[AP]M\s+)?$";
    // A date on which something else was or is.
    OTHER_DATE = r"(?:\b(?:begin\w*|commenc\w+|start\w*|effective|dated|ending|ends?|expir\w+)\s+(?:on\s+)?(?:the\s+)?|\b(?:executed|entered\s+into|signed|filed|issued|held|made)\b[^,;]{0,60}\bon\s+)$";
    PERIOD_ANCHOR = r"^\s*['’]?s?\s*(?:after|following|prior\s+to|before|from\s+the|of\s+receipt)\b";
    EVERY = &format!(r"\b(?P<w>daily|weekly|fortnightly|bi-?weekly|monthly|quarterly|semi-?annually|annually|yearly)\b|\bon\s+an?\s+(?:at\s+least\s+)?(?P<b>daily|weekly|monthly|quarterly|annual)\s+basis|\b(?:of|for|in|during|after|to|on|by)\s+(?:each|every)\s+(?:one\s+of\s+the\s+first\s+\w+\s+|of\s+(?:the\s+)?(?:next\s+\w+\s+)?)?(?:(?:calendar|contract|fiscal|subsequent|succeeding|successive|following|such)\s+)*(?P<u>day|week|months?|quarters?|years?)\b|\bonce\s+(?:a|per|in\s+each|in\s+any|each|every)\s+(?:(?:calendar|contract|fiscal)\s+)?(?P<o>day|week|month|quarter|year)\b|\b(?:each|every)\s+(?:(?:calendar|contract|fiscal)\s+)?(?P<e>day|week|month|quarter|year)\b|\bon\s+(?:each|every)\s+(?P<y>anniversary|{MONTHS}\s+\d{{1,2}})\b|\bon\s+the\s+(?:first|last|fifteenth|\d{{1,2}}(?:st|nd|rd|th))\s+(?:(?:business|working)\s+)?(?:day\s+)?of\s+the\s+(?:calendar\s+)?(?P<q>month|quarter)(?:\s+to\s+which|\s*[,.;]|\s*$)|\bpay\w*\b[^.;]{{0,60}}?\d\s+(?:a|per|each)\s+(?:calendar\s+)?(?P<m>month|quarter|year)\b");
    DAY_OF_YEAR = &format!(r"\b(?P<d>{MONTHS}\s+\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:of|in)\s+(?:each|every|any)\s+(?:calendar\s+|contract\s+|fiscal\s+|succeeding\s+|subsequent\s+)*year");
    DAY_OF_MONTH = r"\b(?:on|by|before|than|the)\s+(?:or\s+(?:before|prior\s+to|about)\s+)?(?:the\s+)?(?P<d>last|\d{1,2}(?:st|nd|rd|th)|(?:twenty|thirty)?-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)(?:\s*\(\d{1,2}(?:st|nd|rd|th)?\))?\s+(?:calendar\s+)?day\s+of\s+(?:each|every)\b";
    WITHIN = r"\b(?:within|in|than|least|upon|on|of|net|by|up\s+to|a|an)\s*\(?$";
    // How long something lasts says nothing of when it is due.
    LASTS = r"\b(?:for|during|throughout|period\s+of|term\s+of|minimum\s+of|first|next|last|further|another|additional|initial)\s+(?:(?:an?|the|at\s+least|up\s+to|minimum|period|of|total)\s+)*\(?$";
    ANCHOR = r"^\s*['’]?s?\s*(?:(?:prior|advance|written|calendar|notice)\s+)*(?:(?:after|of|from|before|prior\s+to|following|in\s+advance|beforehand|thereafter|notice)\b[^,;.]{0,140}|thereafter)?";
    NEXT_VERB = r"\s+and\s+(?:shall|must|will|may)\b|,\s+and\b|\s+unless\b|\s+if\b";
    EVENT = r"\b(?:upon|on)\s+(?:\w+['’]?s?\s+){0,4}(?:request|demand|termination|expiration|expiry|receipt|delivery|completion|approval|signing|execution|occurrence|closing|notice|registration|dismissal|acceptance)\b[^,;.]{0,80}|\bat\s+(?:\w+['’]?s?\s+){1,4}request\b|\bat\s+the\s+time\s+of\b[^,;.]{0,60}|\bprior\s+to\s+(?:the|any|each|such|its|\w+ing)\b[^,;.]{0,80}|\bforthwith\b|\bthereupon\b|\bpromptly\b|\bimmediately\b|\bwithout\s+(?:undue\s+)?delay\b|\bas\s+soon\s+as\b[^,;.]{0,60}|\bprompt\s+(?:written\s+)?notice\b|\bbefore\s+(?:it|he|she|they|any|each|the)\b[^,;.]{0,80}|\bon\s+each\s+anniversary\b[^,;.]{0,60}";
}

/// When a duty is due, and how it comes back: a date, a period, a rhythm, or an event; in that order.
/// `stated` are its own words, `lead` what stands before them, `condition` its `if` or `upon` clause.
pub(super) fn due_of(
    stated: &str,
    lead: &str,
    condition: Option<&str>,
) -> (Option<Due>, Option<Recurrence>) {
    let rule = rhythm(stated).or_else(|| rhythm(lead));
    let every = rule.map(|rule| Due::Every {
        period: rule.period(),
        date: None,
    });
    let due = by_date(stated)
        .or_else(|| by_date(lead))
        .or_else(|| within(stated))
        .or_else(|| within(lead))
        .or(every)
        .or_else(|| on_event(stated))
        .or_else(|| {
            condition.map(|event| Due::OnEvent {
                event: squeeze(event),
            })
        })
        .or_else(|| on_event(lead));
    (due, rule)
}

fn by_date(action: &str) -> Option<Due> {
    dates(action)
        .into_iter()
        .find(|(span, _)| {
            let before = &action[..span.start];
            BY_DATE.is_match(before) && !OTHER_DATE.is_match(before)
        })
        .map(|(_, date)| Due::On { date })
}

fn within(words: &str) -> Option<Due> {
    periods(words).into_iter().find_map(|(span, period)| {
        if !WITHIN.is_match(&words[..span.start])
            && !words[span.end..].trim_start().starts_with(['’', '\''])
            && !PERIOD_ANCHOR.is_match(&words[span.end..])
        {
            return None;
        }
        if LASTS.is_match(&words[..span.start]) {
            return None;
        }
        let tail = &words[span.end..];
        let anchor = ANCHOR.find(tail).map_or("", |found| found.as_str());
        let anchor = NEXT_VERB
            .find(anchor)
            .map_or(anchor, |next| &anchor[..next.start()]);
        let anchor = squeeze(anchor.trim_start_matches(['\'', '’']));
        Some(Due::Within {
            period,
            anchor,
            date: None,
        })
    })
}

/// `quarterly`, `on the tenth day of each month`, `by January 31 of each year`.
fn rhythm(words: &str) -> Option<Recurrence> {
    if let Some(found) = DAY_OF_YEAR.captures(words) {
        let (_, date) = dates(&format!("{} 2000", found.name("d")?.as_str()))
            .into_iter()
            .next()?;
        let month = u8::try_from(date.month()).ok();
        return Recurrence::on(Period::new(1, Unit::Year), month, Some(date.day()));
    }
    let found = EVERY.captures(words)?;
    let word = ["w", "b", "u", "o", "e", "y", "q", "m"]
        .iter()
        .find_map(|name| found.name(name))?;
    let period = match word.as_str().to_lowercase().replace('-', "").as_str() {
        "daily" | "day" => Period::new(1, Unit::Day),
        "weekly" | "week" => Period::new(1, Unit::Week),
        "fortnightly" | "biweekly" => Period::new(2, Unit::Week),
        "monthly" | "month" | "months" => Period::new(1, Unit::Month),
        "quarterly" | "quarter" | "quarters" => Period::new(3, Unit::Month),
        "semiannually" => Period::new(6, Unit::Month),
        _ => Period::new(1, Unit::Year),
    };
    let day = DAY_OF_MONTH
        .captures(words)
        .filter(|_| period.unit == Unit::Month)
        .and_then(|day| day_of_month(day.name("d")?.as_str()));
    Recurrence::on(period, None, day)
}

/// `first`, `10th`, `fifteenth (15th)`, `last`.
fn day_of_month(words: &str) -> Option<i8> {
    if words.eq_ignore_ascii_case("last") {
        return Some(-1);
    }
    let (_, date) = dates(&format!("{words} day of January 2000"))
        .into_iter()
        .next()?;
    Some(date.day())
}

fn on_event(action: &str) -> Option<Due> {
    EVENT.find(action).map(|found| Due::OnEvent {
        event: squeeze(found.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(action: &str) -> Option<String> {
        due_of(action, "", None).0.map(|due| due.to_string())
    }

    #[test]
    fn due_is_read_as_a_date_a_period_a_rhythm_or_an_event() {
        for (action, expected) in [
            ("deliver the plan no later than 15 May 2026", "2026-05-15"),
            (
                "pay within 30 days after receipt of the invoice, in full",
                "30 days after receipt of the invoice",
            ),
            ("send a report quarterly", "every 3 months"),
            ("send a report each calendar month", "every 1 month"),
            (
                "certify it on each anniversary of the Effective Date",
                "every 1 year",
            ),
            (
                "order no less in each of the calendar years 2027 and 2028",
                "every 1 year",
            ),
            (
                "invoice it on the first day of the quarter to which it relates",
                "every 3 months",
            ),
            ("pay EUR 400 a month", "every 1 month"),
            (
                "deliver it upon Customer's request",
                "upon Customer's request",
            ),
            (
                "give sixty (60) days' written notice before any change",
                "60 days written notice before any change",
            ),
        ] {
            assert_eq!(due(action).as_deref(), Some(expected), "{action}");
        }
        assert_eq!(due("keep the data secure"), None);
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
            let (_, rule) = due_of(action, "", None);
            let rule = rule.expect("a rhythm").to_string();
            let found = rule.split_once("BYMONTHDAY=").map(|(_, day)| day);
            assert_eq!(found, Some(day), "{action}");
        }
    }
}
