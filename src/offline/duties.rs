//! What kind of duty an action is, and when it is due as stated.
//!
//! Due dates are only read here; where a period has an anchor whose date is known, code computes the
//! date later.

use super::dates::dates;
use super::durations::periods;
use super::passage::pattern;
use super::quote::squeeze;
use crate::domain::obligation::{Due, Kind};
use crate::domain::value::{Period, Unit};
use regex::Regex;
use std::sync::LazyLock;

/// Kinds by their words, the more specific first; the earliest match in the action decides.
static KINDS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    [
        (Kind::Other, r"\b(?:defend|indemnif\w+|hold\s+harmless)\b"),
        (Kind::Insurance, r"\binsur(?:ance|e\b|er)|\bpolic(?:y|ies)\s+of\b"),
        (Kind::Confidentiality, r"\bconfiden\w+|\bnon-?public|\bsecre(?:t|cy)\b|\bdestroy\b|\bdelete\b|\berase\b|\bcertify\b[^.;]{0,40}\b(?:deletion|destruction|erasure)|\breturn\s+(?:or\s+destroy|all|any|the\s+(?:data|confidential|materials))"),
        (Kind::Payment, r"\bpay\b|\breimburse\b|\brefund\b|\bcredit\s+\w|\binvoices?\b|\brepay\b|\bremit\b|\bbear\s+(?:the\s+)?(?:its\s+)?(?:cost|expense)s?|\bpurchase\b|\bfees\b"),
        (Kind::Audit, r"\baudit\w*|\bkeep\s+(?:\w+\s+){0,4}(?:records?|books)|\bmaintain\s+(?:\w+\s+){0,4}(?:records?|books)|\binspect\w*|\bretain\s+(?:\w+\s+){0,4}records?|\bsoc\s*[12]\b|\bpenetration\s+test"),
        (Kind::Notice, r"^\W*(?:\w+\s+){0,2}(?:notify|inform|advise|tell|announce|alert)\b|\bgive\b[^.;]{0,80}\bnotice\b|\bprovide\b[^.;]{0,60}\bnotice\b|\bnotify\b"),
        (Kind::Report, r"\breports?\b|\bstatements?\b|\bforecast\b|\bsummar(?:y|ies)\b|\bfurnish\b[^.;]{0,60}\b(?:copy|copies|certificate)\b|\bsubmit\b[^.;]{0,60}\b(?:plan|report)\b|\b(?:give|send|provide|deliver|furnish)\b[^.;]{0,60}\bcop(?:y|ies)\b|^\W*list\b"),
        (Kind::Service, r"\bavailab\w+\s+at\s+least|\bservice\s+levels?|\buptime|\bsupport\b|\bmaintenance\b|\bback\s+up|\brespond\b|\bcorrect\b|\brepair\b|\bremedy\b|\bhelp\s?desk|\brestor\w+|^\W*(?:perform|test|verify|scan|train|operate|host|monitor)\b|\btransition\b|\btraining\b"),
        (Kind::Compliance, r"\bcompl(?:y|iance)\b|\bobserve\b|\blaws?\b|\bregulation|\bencrypt|\bsafeguard|\bsecur(?:e|ity)\b|\bpersonal\s+data|^\W*(?:process|store|use|ensure|obtain|cause)\b|^\W*(?:stop|cease)\b|\bbackground\s+check|\blicenses?\s+and\s+permits"),
        (Kind::Cooperation, r"\bcooperat\w+|\bco-operat\w+|\bassist\w*|\bmeet\b|\bdesignate\b|\bappoint\b|\bwork\s+(?:together|in\s+good\s+faith)|\bconsult\b|\bmake\s+(?:its|their)\s+\w+\s+available|^\W*(?:name|sign|execute|hold\s+(?:a|regular))\b|\bgive\b[^.;]{0,40}\baccess\b|\brefer\b"),
        (Kind::Delivery, r"\bdeliver\w*|\bprovide\b|\bsupply\b|\bship\b|\binstall\b|\bperform\b|\bmanufactur\w+|\bmake\b[^.;]{0,40}\bavailable\b|\bprepare\b|\bcomplete\b|\btrain\b|\bfurnish\b|\bsend\b|\bprovision\b|^\W*return\b"),
    ]
    .into_iter()
    .map(|(kind, form)| (kind, pattern(form)))
    .collect()
});

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    BY_DATE = r"\b(?:by|before|on|later\s+than|until|beginning|due)\s+(?:or\s+before\s+)?(?:the\s+)?$";
    EVERY = r"\b(?P<w>daily|weekly|fortnightly|bi-?weekly|monthly|quarterly|semi-?annual(?:ly)?|annual(?:ly)?|yearly)\b|\b(?:each|every|once\s+(?:a|per|in\s+each|in\s+any|each|every)|per)\s+(?:(?:calendar|contract|fiscal|business)\s+)?(?P<u>day|week|month|quarter|year)\b";
    WITHIN = r"\b(?:within|in|than|least|for|upon|on|of|net|by|up\s+to|period\s+of|another|a|an|further|first)\s*\(?$";
    ANCHOR = r"^\s*['’]?s?\s*(?:(?:prior|advance|written|calendar|notice)\s+)*(?:(?:after|of|from|before|prior\s+to|following|in\s+advance|beforehand|thereafter|notice)\b[^,;.]{0,140}|thereafter)?";
    NEXT_VERB = r"\s+and\s+(?:shall|must|will|may)\b|,\s+and\b|\s+unless\b|\s+if\b";
    EVENT = r"\b(?:upon|on)\s+(?:\w+['’]?s?\s+){0,4}(?:request|demand|termination|expiration|expiry|receipt|delivery|completion)\b[^,;.]{0,80}|\bpromptly\b|\bimmediately\b|\bwithout\s+(?:undue\s+)?delay\b|\bas\s+soon\s+as\b[^,;.]{0,60}|\bprompt\s+(?:written\s+)?notice\b|\bbefore\s+(?:it|he|she|they|any|each|the)\b[^,;.]{0,80}|\bon\s+each\s+anniversary\b[^,;.]{0,60}";
}

/// The kind of an action by the earliest word that tells it; to provide or send something is a
/// delivery only where nothing says what kind of thing it is.
pub(super) fn kind_of(action: &str) -> Kind {
    let mut best: Option<(usize, Kind)> = None;
    for (kind, form) in KINDS.iter() {
        if let Some(found) = form.find(action)
            && best.is_none_or(|(at, _)| *kind != Kind::Delivery && found.start() + 12 < at)
        {
            best = Some((found.start(), *kind));
        }
    }
    best.map_or(Kind::Other, |(_, kind)| kind)
}

/// When the action is due: a date, a period with its anchor, a rhythm, or an event; in that order.
/// `lead` is what stands before the actor, `condition` its `if` or `upon` clause.
pub(super) fn due_of(action: &str, lead: &str, condition: Option<&str>) -> Option<Due> {
    by_date(action)
        .or_else(|| within(action))
        .or_else(|| every(action))
        .or_else(|| within(lead))
        .or_else(|| every(lead))
        .or_else(|| on_event(action))
        .or_else(|| {
            condition.map(|event| Due::OnEvent {
                event: squeeze(event),
            })
        })
        .or_else(|| on_event(lead))
}

fn by_date(action: &str) -> Option<Due> {
    dates(action)
        .into_iter()
        .find(|(span, _)| BY_DATE.is_match(&action[..span.start]))
        .map(|(_, date)| Due::On { date })
}

fn within(words: &str) -> Option<Due> {
    periods(words).into_iter().find_map(|(span, period)| {
        if !WITHIN.is_match(&words[..span.start])
            && !words[span.end..].trim_start().starts_with(['’', '\''])
        {
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

fn every(words: &str) -> Option<Due> {
    let captures = EVERY.captures(words)?;
    let word = captures
        .name("w")
        .or_else(|| captures.name("u"))?
        .as_str()
        .to_lowercase();
    let period = match word.replace('-', "").as_str() {
        "daily" | "day" => Period::new(1, Unit::Day),
        "weekly" | "week" => Period::new(1, Unit::Week),
        "fortnightly" | "biweekly" => Period::new(2, Unit::Week),
        "monthly" | "month" => Period::new(1, Unit::Month),
        "quarterly" | "quarter" => Period::new(3, Unit::Month),
        "semiannual" | "semiannually" => Period::new(6, Unit::Month),
        _ => Period::new(1, Unit::Year),
    };
    Some(Due::Every { period })
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
        due_of(action, "", None).map(|due| due.to_string())
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
    fn the_kind_follows_the_verb() {
        for (action, expected) in [
            ("pay each invoice", Kind::Payment),
            ("notify Provider promptly", Kind::Notice),
            ("maintain general liability insurance", Kind::Insurance),
            ("keep complete records of hours", Kind::Audit),
            ("send a status report monthly", Kind::Report),
            ("keep the terms confidential", Kind::Confidentiality),
            ("comply with export control law", Kind::Compliance),
            ("cooperate with an examination", Kind::Cooperation),
            ("deliver the initial release", Kind::Delivery),
            ("defend the other against claims", Kind::Other),
        ] {
            assert_eq!(kind_of(action), expected, "{action}");
        }
    }
}
