//! When a duty is due, and how it comes back, as stated.
//!
//! Due dates are only read here; where a period has an anchor whose date is known, `due` computes the
//! date later.

mod named_days;
mod rhythm;

use super::dates::dates;
use super::durations::periods;
use super::patterns::pattern;
use super::quote::squeeze;
use crate::domain::obligation::Due;
use crate::domain::recurrence::Recurrence;
use crate::domain::value::Period;
use rhythm::rhythm;
use std::borrow::Cow;
use std::sync::LazyLock;

patterns! {
    BY_DATE = r"\b(?:by|before|prior\s+to|on|later\s+than|until|due)\s+(?:or\s+before\s+)?(?:the\s+)?(?:\d{1,2}:\d\d\s*[AP]M\s+)?$";
    // A date on which something else was or is.
    OTHER_DATE = r"(?:\b(?:valid|force|effect|continu\w+|remain\w*)\s+(?:\w+\s+){0,2}until\s+|\b(?:begin\w*|commenc\w+|start\w*|effective|dated|ending|ends?|expir\w+)\s+(?:on\s+)?(?:the\s+)?|\b(?:executed|entered\s+into|signed|filed|issued|held|made)\b[^,;]{0,60}\bon\s+|(?:\w*[a-df-z]|\w{3,}e)\s+(?:ordered|placed|purchased|arising|accrued|accruing|incurred|occurring)\s+(?:on\s+or\s+)?(?:before|after|by|until|prior\s+to)\s+)$";
    PERIOD_ANCHOR = r"^\s*['’]?s?\s*(?:after|following|prior\s+to|before|from\s+the|of\s+receipt)\b";
    WITHIN = r"\b(?:within|in|than|least|upon|on|of|net|by|up\s+to|a|an)\s*\(?$";
    // How long something lasts says nothing of when it is due.
    LASTS = r"\b(?:for|during|throughout|period\s+of|term\s+of|minimum\s+of|maximum\s+of|limit\s+of|total\s+of|first|next|last|further|another|additional|initial)\s+(?:(?:an?|the|at\s+least|up\s+to|(?:not?|no)\s+(?:less|fewer|more)\s+than|minimum|period|of|total)\s+)*\(?$";
    ANCHOR = r"^\s*['’]?s?\s*(?:(?:(?:prior|advance|written|calendar|notice)\s+)*(?:after|of|from|before|prior\s+to|following|in\s+advance|beforehand|thereafter|notice)\b[^,;:.]{0,140}|(?:(?:prior|advance|written|calendar|notice)\b\s*)+)?";
    NEXT_VERB = r"\s+(?:shall|must|will)\b|\s+and\s+(?:shall|must|will|may|is|are|the\s+(?:rest|balance|remainder))\b|,\s+and\b|\s+unless\b|\s+if\b|\s+at\s+(?:no|its|their|his|her)\b|\s+free\s+of\b";
    // An act of another that is timed, so that it counts: `any defect notified to it within 12 months`.
    ASKED = r"(?P<be>\bbe\s+(?:\w+ly\s+)?(?:\w+(?:ed|en|t),?\s+(?:and\s+|or\s+)?){0,3})?\b(?:made|notified|reported|claimed|received|placed|submitted|raised|discovered|asked|told|requested|identified|incurred|filed|given|sold|ordered)(?:\s+(?:to|by|as|in|from)\s+(?:the\s+)?\w+(?:\s+\w+)?)?\s+within\s*\(?$";
    // Work of so many days each month is no deadline.
    AMOUNT = r"^\s*['’]?\s*(?:in|per|during)\s+(?:(?:each|every|any|a)\s+)?(?:calendar\s+)?(?:month|week|quarter|year)\b";
    // The edges of a window: only the last moment is a deadline.
    EDGES = r"\b(?:not?\s+less\s+than|no\s+fewer\s+than|at\s+least|minimum\s+of)\s+(?P<n>[\w-]+(?:\s*\(\d+\))?)\s*,?\s+(?:and|nor|but|or)\s+(?:not\s+|no\s+)?more\s+than\s+[\w-]+(?:\s*\(\d+\))?\s+(?P<u>(?:(?:business|calendar|working)\s+)?(?:day|month|week|year)s?)\b";
    FIRST_EDGE = r"\b(?:earlier|sooner)\s+than\s*\(?$";
    MOST = r"\bmore\s+than\s*\(?$";
    LEAST = r"\b(?:less|fewer|later)\s+than\b|\bat\s+least\b";
    LATER = r"\b(?:the\s+)?(?:later|earlier|latest|earliest)\s+(?:to\s+occur\s+)?of\b[^;.]{0,200}";
    // What a clause tells of another duty: `a manual, which must be returned within five days`.
    RELATIVE = r",\s+(?:(?:to|of|for|in|on|by|with)\s+)?(?:which|who|whom|whose)\b[^,;]*\b(?:shall|must|will)\b[^,;]*";
    ENSURES = r"^\W*(?:ensure|procure|see\s+to|be\s+responsible)\b";
    ITEMS = r":\s*(?:and\s+)?\((?:[a-z]|[ivx]{1,5})\)\s[^:]*;\s*(?:and\s+|or\s+)?\((?:[a-z]|[ivx]{1,5})\)\s";
    EVENT = r"\b(?:upon|on)\s+(?:(?:written|reasonable|first)\s+)*(?:request|demand)\b(?:\s+(?:of|by|from|in|therefor)\b[^,;.]{0,80})?|\b(?:upon|on)\s+(?:\w+['’]?s?\s+){0,4}(?:arrival|signature|request|demand|termination|expiration|expiry|receipt|delivery|completion|approval|signing|execution|occurrence|closing|notice|registration|dismissal|acceptance)\b[^,;.]{0,80}|\bat\s+(?:\w+['’]?s?\s+){1,4}request\b|\bat\s+the\s+time\s+of\b[^,;.]{0,60}|\bprior\s+to\s+(?:the|any|each|such|its|\w+ing)\b[^,;.]{0,80}|\bforthwith\b|\bthereupon\b|\bpromptly\b|\bimmediately\b|\bwithout\s+(?:undue\s+)?delay\b|\bas\s+soon\s+as\b[^,;.]{0,60}|\bprompt\s+(?:written\s+)?notice\b|\bon\s+or\s+before\s+(?:each|any|the)\b[^,;.]{0,80}|\bbefore\s+(?:it|he|she|they|any|each|the)\b[^,;.]{0,80}|\bon\s+each\s+anniversary\b[^,;.]{0,60}";
}

/// A duty in the words that may tell when it is due.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stated<'a> {
    /// The words from its verb on.
    pub action: &'a str,
    /// Its words before the verb.
    pub before: &'a str,
    /// Those before the verb of another duty that hold for this one too; empty where there is none.
    pub shared: &'a str,
    /// What stands before its words and belongs to it.
    pub lead: &'a str,
    /// Its `if` or `upon` clause, where that tells when.
    pub condition: Option<&'a str>,
}

impl<'a> Stated<'a> {
    /// Words without anything around them.
    pub fn alone(action: &'a str) -> Self {
        Self {
            action,
            ..Self::default()
        }
    }
}

/// When a duty is due, and how it comes back: a date, a period, a rhythm, or an event; in that order.
pub(super) fn due_of(stated: &Stated<'_>) -> (Option<Due>, Option<Recurrence>) {
    let action = own(stated.action);
    let places = [action.as_ref(), stated.before, stated.shared, stated.lead];
    let rhythm = places.into_iter().find_map(rhythm);
    let every = rhythm.as_ref().map(|rhythm| match &rhythm.words {
        Some(words) => Due::OnEvent {
            event: words.clone(),
        },
        None => Due::Every {
            period: rhythm.rule.period(),
            date: None,
        },
    });
    let on_condition = || {
        stated.condition.map(|event| Due::OnEvent {
            event: squeeze(event),
        })
    };
    let due = later_of(&action)
        .or_else(|| places.into_iter().find_map(by_date))
        .or_else(|| places.into_iter().find_map(within))
        .or(every)
        .or_else(|| on_event(stated.before))
        .or_else(|| on_event(&action))
        .or_else(on_condition)
        .or_else(|| on_event(stated.lead));
    (due, rhythm.map(|rhythm| rhythm.rule))
}

/// The rule of a rhythm that `words` tell, and whether they name its days where it has any.
pub fn rule_of(words: &str) -> Option<(Recurrence, bool)> {
    rhythm(words).map(|rhythm| (rhythm.rule, rhythm.words.is_none()))
}

/// Whether `words` name a date or a period as when something is due.
pub(super) fn has_time(words: &str) -> bool {
    by_date(words).or_else(|| within(words)).is_some()
}

/// The words of a duty without clauses that tell when another is due, and without the items of a list,
/// of which each may have its own time.
fn own(stated: &str) -> Cow<'_, str> {
    if let Some(items) = ITEMS.find(stated)
        && (ENSURES.is_match(stated) || has_time(&stated[..items.start()]))
    {
        return stated[..items.start()].into();
    }
    if stated.contains(',') {
        return RELATIVE.replace(stated, "");
    }
    stated.into()
}

/// `on the later of the 25th day of the month and 15 days after receipt`: neither alone is the deadline.
fn later_of(stated: &str) -> Option<Due> {
    let found = LATER.find(stated)?;
    let is_time = dates(found.as_str()).len() + periods(found.as_str()).len() > 0;
    is_time.then(|| Due::OnEvent {
        event: squeeze(found.as_str()),
    })
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
    if let Some(found) = EDGES.captures(words) {
        let (count, unit) = (found.name("n")?.as_str(), found.name("u")?.as_str());
        if let Some((_, period)) = periods(&format!("{count} {unit}")).into_iter().next() {
            let tail = &words[found.get(0)?.end()..];
            return Some(counted(period, tail));
        }
    }
    periods(words).into_iter().find_map(|(span, period)| {
        let (before, tail) = (&words[..span.start], &words[span.end..]);
        let is_due = WITHIN.is_match(before)
            || tail.trim_start().starts_with(['’', '\''])
            || PERIOD_ANCHOR.is_match(tail);
        (is_due && !is_other_time(before, tail)).then(|| counted(period, tail))
    })
}

/// Whether a period between `before` and `tail` is no deadline: how long something lasts, how much is
/// done, when another has to ask, or the first moment of a window.
fn is_other_time(before: &str, tail: &str) -> bool {
    let is_asked = ASKED
        .captures(before)
        .is_some_and(|found| found.name("be").is_none());
    LASTS.is_match(before)
        || is_asked
        || FIRST_EDGE.is_match(before)
        || (MOST.is_match(before) && LEAST.is_match(tail))
        || (AMOUNT.is_match(tail) && !before.trim_end().ends_with("within"))
}

/// A period with what it is counted from, as `tail`, the words after it, tell.
fn counted(period: Period, tail: &str) -> Due {
    let anchor = ANCHOR.find(tail).map_or("", |found| found.as_str());
    let anchor = NEXT_VERB
        .find(anchor)
        .map_or(anchor, |next| &anchor[..next.start()]);
    let anchor = anchor.trim_start_matches(['\'', '’']);
    // The plural of `working days` may stand outside the period.
    let anchor = match anchor.strip_prefix('s') {
        Some(rest) if !rest.starts_with(char::is_alphabetic) => rest,
        _ => anchor,
    };
    Due::Within {
        period,
        anchor: squeeze(anchor),
        date: None,
    }
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
        due_of(&Stated::alone(action)).0.map(|due| due.to_string())
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
            ("send the report every Friday", "every 1 week"),
            ("report in semi-monthly meetings", "semi-monthly"),
            (
                "pay interest on March 31 and September 30 of each year",
                "every 6 months",
            ),
            (
                "report within 30 days after the end of each calendar quarter",
                "30 days after the end of each calendar quarter",
            ),
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

    #[test]
    fn a_window_ends_with_its_deadline_and_another_act_has_none() {
        for (action, expected) in [
            (
                "give notice not less than 120 nor more than 180 days prior to the end of the term",
                Some("120 days prior to the end of the term"),
            ),
            (
                "notify Buyer no earlier than 180 days and no later than 90 days before the end",
                Some("90 days before the end"),
            ),
            ("be paid within 30 days", Some("30 days ")),
            (
                "repair any defect notified to it within 12 months after delivery",
                None,
            ),
            ("fix any bugs reported within 60 days after launch", None),
            ("provide the Services for not less than eight days", None),
            (
                "pay it on the later of 1 May 2026 and 15 days after receipt",
                Some("the later of 1 May 2026 and 15 days after receipt"),
            ),
            (
                "submit a plan within ten working days",
                Some("10 business days "),
            ),
            (
                "lend the manual, which must be returned within 5 days of termination",
                None,
            ),
        ] {
            assert_eq!(due(action).as_deref(), expected, "{action}");
        }
    }
}
