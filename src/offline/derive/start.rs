//! From which day a term runs, as the words of the term say.
//!
//! A start that waits for an event is unknown, unless the text elsewhere gives its day. Nothing is guessed.

use crate::domain::document::Span;
use crate::offline::dates::dates;
use crate::offline::patterns::{Pattern, built, pattern};
use crate::offline::terms::{first, last};
use jiff::civil::Date;
use std::sync::LazyLock;

static FROM_AN_EVENT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:from|after|following|on|upon|beginning\s+(?:on|with)|of)\s+(?:the\s+|its\s+|first\s+)?(?:date\s+(?:of|that|on\s+which|when|upon\s+which)\s+)?(?:[\w’']+\s+){0,3}(?:launch|delivery|delivers|closing|acceptance|opening|opens|commercial|installation|first\s+(?:sale|shipment|day|purchase)|ipo|approval|completion|in-?service|operational|becomes\s+(?:operational|available|commercial\w*|fully|public\w*|live)|availability|airing|issuance|issued|cutover|registration)\b",
    )
});

static NAMED_START: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r#"\b(?:commenc\w+|begin\w*|start\w*|from|after|following|of|on)\s+(?:on\s+|upon\s+|with\s+|as\s+of\s+)?(?:and\s+including\s+|which\s+)?(?:the\s+)?["“]?(?P<n>(?:[\w-]+\s+){1,3})date\b"#,
    )
});

/// A day that is said to be the start of what follows or goes before.
static STARTS_ON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:commenc\w+|beg[iu]n\w*|start\w*|opens?|effective|from|as\s+of|following)\b[^.;]{0,70}$|\b(?:took\s+place|occurred|happened|aired|falls)\s+(?:on\s+)?$",
    )
});

/// What stands before the day of something that happened.
static HAPPENED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:took\s+place|occurred|happened|aired|falls)\s+(?:on\s+)?$|\bday\s+of\b[^.;]{0,60}$",
    )
});

/// A day that is the end of what the words before it speak of.
static ENDS_ON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:expir\w*|ends?|ending|until|till|terminat\w*|through|later\s+than|before)\b[^.;]{0,30}$",
    )
});

/// A day that says once more when a length is over: `three years later, that is to say on`.
static NAMES_THE_END: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:that\s+is(?:\s+to\s+say)?|i\.e\.|namely|being)[\s,]*(?:on\s+)?$")
});

/// The day that the contract bears, by another name than the effective date.
static ITS_OWN_DATE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\bdate\s+(?:hereof|of\s+(?:this|the)\s+(?:agreement|contract)|of\s+(?:execution|signing|signature)|first\s+(?:above|written|set|given|named)|(?:it\s+is\s+)?(?:signed|executed)|(?:just\s+|first\s+)?(?:stated|given|mentioned|appearing)|above|of\s+(?:its\s+)?(?:grant|signing|signature|execution))\b|\bits\s+(?:own\s+)?(?:date|execution|signing|signature)\b|\bfrom\s+(?:the\s+)?(?:execution|signing|signature)\b|\b(?:execution|signing|signature)\s+date\b|\bday\s+and\s+year\b|\b(?:above|said)\s+date\b|\bday\s+(?:named|stated|mentioned|given|written|set)\s+(?:forth\s+)?above\b",
    )
});

/// What follows speaks of another time than the first term.
static NEXT_MATTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:unless|renew\w*|exten[ds]\w*|prolong\w*|regardless|whether|irrespective|thereafter|provided|subject\s+to|except|or)\b|;|\((?:ii|b|y)\)",
    )
});

/// A day that is told by what happens on it, unless that is the signing.
static DAY_OF_AN_EVENT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:date|day)\s+(?:on\s+which|upon\s+which|when|that)\b[^.;]{0,60}")
});

/// The day of something, or the first of several things; what it is decides.
static OTHER_DAY: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:the\s+)?(?:(?:date|day)\s+of\s+(?:the\s+|its\s+|such\s+|an?\s+)?(?P<of>[\w’'-]+(?:\s+[\w’'-]+){0,4})|first\s+(?P<first>[\w’'-]+(?:\s+[\w’'-]+){0,2}))",
    )
});

/// What the contract's own days are told by.
static OF_ITSELF: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:this|agreement|contract|lease|licen[cs]e|amendment|execution|sign\w*|written|above|stated|mentioned|set|hereof|effective\w*|commencement|start|day|date|grant|last)\b",
    )
});

/// What stands right after a length and says from where it runs.
static RUNS_FROM: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^[’'s\s]*(?:\([^()]{1,60}\)\s*)?,?\s*(?:\w+\s+)?(?:from|after|following|of|commencing|beginning|starting)\b",
    )
});

/// Where a term begins that the contract does not give as two dates.
pub(super) enum Start {
    /// On a day that stands beside the length.
    Stated(Date),
    /// On the day of something that happened, which the text gives.
    Happened(Date),
    /// On the day that the contract bears.
    AsDated,
    /// On the day on which the contract takes effect.
    AsEffective,
    /// On a day that the contract does not tell.
    Unknown,
}

/// Where the term begins whose length stands at `place` of `quote`.
pub(super) fn start(text: &str, quote: &str, place: Span) -> Start {
    let until = NEXT_MATTER
        .find_at(quote, place.end)
        .map_or(quote.len(), |next| next.start());
    let frame = &quote[..until];
    let stated = dates(frame).into_iter().find(|(span, _)| {
        let before = last(&frame[..span.start], 110);
        STARTS_ON.is_match(before) && !ENDS_ON.is_match(before) && !NAMES_THE_END.is_match(before)
    });
    if let Some((span, date)) = stated {
        let is_after = span.start >= place.end;
        return match () {
            () if HAPPENED.is_match(last(&frame[..span.start], 80)) => Start::Happened(date),
            () if is_after || !runs_from_event(&frame[place.end..]) => Start::Stated(date),
            () => Start::Unknown,
        };
    }
    let from = last(&frame[..place.start], 160).len();
    let near = &frame[place.start - from..];
    let names: Vec<String> = NAMED_START
        .captures_iter(near)
        .map(|named| named["n"].trim().to_lowercase())
        .filter(|name| {
            let last = name.split_whitespace().next_back().unwrap_or_default();
            last != "anniversary" && !POINTERS.contains(&last)
        })
        .collect();
    // A start of another name counts before the contract's own, which such a sentence often names too.
    if let Some(other) = names.iter().find(|name| !is_its_own(name)) {
        return defined(text, other).map_or(Start::Unknown, Start::Happened);
    }
    if FROM_AN_EVENT.is_match(near) || runs_from_event(&frame[place.end..]) {
        return Start::Unknown;
    }
    match names.first().map(String::as_str) {
        Some(name) if name.ends_with("effective") => Start::AsEffective,
        Some(name @ ("commencement" | "start" | "subscription start")) => {
            defined(text, name).map_or(Start::AsEffective, Start::Stated)
        }
        Some(_) => Start::AsDated,
        None if ITS_OWN_DATE.is_match(near) => Start::AsDated,
        None if waits(text, quote) => Start::Unknown,
        None => Start::AsEffective,
    }
}

/// What says elsewhere from where the term runs.
static TERM_RUNS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:the|such|these)\s+[\w-]+\s+(?:years|months)\s+(?:are|shall\s+be|will\s+be)\s+(?:counted|reckoned|computed)\b|\b(?:the|such|said|its)\s+(?:initial\s+|first\s+)?(?:term|period)\s+(?:of\s+this\s+\w+\s+)?(?:(?:shall|will|is\s+to)\s+)?(?:begins?|starts?|commences?|runs?|be\s+(?:counted|reckoned|computed|measured))\b",
    )
});

/// How far behind the length the sentence may stand that says from where it runs, in bytes.
const BEHIND: usize = 300;

/// Whether the words behind those on the length let it run from something that happens.
fn waits(text: &str, quote: &str) -> bool {
    let Some(at) = text.find(quote) else {
        return false;
    };
    let behind = first(&text[at + quote.len()..], BEHIND);
    TERM_RUNS.find(behind).is_some_and(|runs| {
        let from = first(&behind[runs.end()..], 110);
        FROM_AN_EVENT.is_match(from) || is_day_of_an_event(from)
    })
}

/// Words that point at a date and are no name of it.
const POINTERS: [&str; 11] = [
    "such",
    "that",
    "this",
    "said",
    "its",
    "the",
    "which",
    "whichever",
    "above",
    "same",
    "foregoing",
];

/// Whether the words right after a length count it from something that happens.
fn runs_from_event(after: &str) -> bool {
    let after = first(after, 120);
    RUNS_FROM.find(after).is_some_and(|from| {
        let rest = &after[from.end()..];
        let is_other = OTHER_DAY.captures(rest).is_some_and(|day| {
            let what = day.name("of").or(day.name("first"));
            what.is_some_and(|what| !OF_ITSELF.is_match(what.as_str()))
        });
        FROM_AN_EVENT.is_match(first(&after[from.start()..], 80))
            || is_other
            || is_day_of_an_event(first(rest, 90))
    })
}

/// Whether the words tell a day by what happens on it, unless that is the signing.
fn is_day_of_an_event(words: &str) -> bool {
    const OWN: [&str; 4] = ["sign", "execut", "written", "effective"];
    DAY_OF_AN_EVENT.find(words).is_some_and(|day| {
        let day = day.as_str().to_lowercase();
        !OWN.iter().any(|own| day.contains(own))
    })
}

/// Whether a date of this name is one of the contract itself.
fn is_its_own(name: &str) -> bool {
    const OWN: [&str; 8] = [
        "execution",
        "signing",
        "signature",
        "agreement",
        "contract",
        "commencement",
        "start",
        "subscription start",
    ];
    name.ends_with("effective") || OWN.contains(&name)
}

/// The day that the text calls the `name` date: `May 1, 2026 (the “Launch Date”)`, `1 May 2026 (Launch Date)`,
/// `“Launch Date” means May 1, 2026`, `Launch Date` over or beside `May 1, 2026`. None where it gives two
/// different ones.
fn defined(text: &str, name: &str) -> Option<Date> {
    let words = name
        .split_whitespace()
        .map(regex::escape)
        .collect::<Vec<_>>();
    let words = words.join(r"\s+");
    let name = built(&format!(
        r#"(?i)["“”]\s*(?:the\s+)?{words}\s+date\s*["“”]|(?m:^)[\x20\t]*{words}\s+date(?:\s*(?:[:|]|\.{{3,}})|[\x20\t]{{2,}})|\bthe\s+{words}\s+date\s*,|\(\s*(?:the\s+)?{words}\s+date\s*\)|(?m:^)[\x20\t]*{words}\s+date[\x20\t]*\s"#,
    ))
    .ok()?;
    let mut found = None;
    for named in name.find_iter(text) {
        let before = last(&text[..named.start()], 60);
        let after = first(&text[named.end()..], 80);
        let day = dates(before)
            .pop()
            .filter(|(span, _)| {
                let is_in_brackets = named.as_str().starts_with('(') || before.contains('(');
                !before[span.end..].contains(['.', ';']) && is_in_brackets
            })
            .or_else(|| {
                let day = dates(after).into_iter().next();
                let is_cell = named.as_str().ends_with(char::is_whitespace);
                let is_next = is_cell || named.as_str().ends_with(',');
                let reach = match () {
                    () if named.as_str().ends_with(')') => 0,
                    () if is_next => 2,
                    () => 80,
                };
                // Beside a bare label a day counts only where nothing else stands in its cell.
                let fills_it = |end: usize| {
                    let rest = after[end..].trim_start_matches([' ', '\t']);
                    !is_cell || rest.is_empty() || rest.starts_with('\n')
                };
                day.filter(|(span, _)| {
                    span.start < reach
                        && !after[..span.start].contains([';', '\n'])
                        && fills_it(span.end)
                })
            })
            .map(|(_, date)| date);
        match (found, day) {
            (Some(known), Some(day)) if known != day => return None,
            (None, day) => found = day,
            _ => {}
        }
    }
    found
}
