//! When fees fall due over the life of a contract: in which rhythm, before or after the period, in
//! instalments, or as milestones are met. How long an invoice may stand is another field.

use super::numbers;
use super::passage::{Hit, Passage};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    FEES = r"\b(?:fees?|charges?|price|rent|invoic\w*|bill(?:s|ed|ing)?|subscriptions?|royalt(?:y|ies)|retainer|payments?|payable|pay)\b";
    OWED = r"\b(?:shall|will|must|is|are|be|pay(?:s|able)?|due|invoic\w+|bill\w*|charged)\b";
    RHYTHM = r"\b(?P<r>annual(?:ly)?|yearly|monthly|quarterly|weekly|semi-?annual(?:ly)?|bi-?annual(?:ly)?|half-?yearly)\b(?P<i>[^.;]{0,25}\binstal?lments?\b)?(?P<a>[^.;]{0,30}?\bin\s+(?:advance|arrears?)\b)?";
    PLACE = r"\bin\s+(?P<a>advance|arrears?)\b";
    INSTALMENTS = r"\bin\s+(?P<n>two|three|four|five|six|eight|ten|twelve|\d{1,2})\s*(?:\(\d{1,2}\)\s*)?(?:(?:equal|consecutive|successive|annual|monthly|quarterly|yearly)\s+)*instal?lments?\b";
    MILESTONES = r"\b(?:upon|on|after|against)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:acceptance|completion|achievement)\s+of\s+(?:each|the\s+(?:relevant|respective|corresponding))\s+milestone\b|\bmilestone\s+payments?\b|\bpayable\s+(?:by|in\s+accordance\s+with)\s+(?:the\s+)?milestones?\b";
    NOT_FEES = r"\b(?:reports?|statements?|forecasts?|meet(?:s|ings?)?|review\w*|audit\w*|increase\w*|interest|insur\w+|salary|dividends?|minimum)\b";
}

/// How fees fall due: `annually in advance`, `monthly in arrears`, `4 instalments`, `by milestone`.
pub(super) fn fee_schedule(p: &Passage) -> Option<Hit> {
    if !FEES.is_match(p.sentence) || !OWED.is_match(p.sentence) {
        return None;
    }
    instalments(p).or_else(|| rhythm(p)).or_else(|| {
        let found = MILESTONES.find(p.sentence)?;
        Some(hit(5, found, "by milestone".to_owned()))
    })
}

fn instalments(p: &Passage) -> Option<Hit> {
    let found = INSTALMENTS.captures(p.sentence)?;
    let word = found.name("n")?.as_str();
    let count = word.parse().ok().or_else(|| numbers::spelled(word))?;
    Some(hit(6, found.get(0)?, format!("{count} instalments")))
}

fn rhythm(p: &Passage) -> Option<Hit> {
    let found = RHYTHM.captures(p.sentence)?;
    let place = found
        .name("a")
        .and_then(|words| PLACE.captures(words.as_str()))
        .and_then(|words| words.name("a"))
        .map(|word| word.as_str().to_lowercase());
    let is_bare = place.is_none() && found.name("i").is_none();
    if NOT_FEES.is_match(p.sentence) && is_bare {
        return None;
    }
    let word = found.name("r")?.as_str().to_lowercase();
    let rhythm = match word.replace('-', "").as_str() {
        "annual" | "annually" | "yearly" => "annually",
        "monthly" => "monthly",
        "quarterly" => "quarterly",
        "weekly" => "weekly",
        _ => "semi-annually",
    };
    let weight = 3 + i32::from(place.is_some()) * 4 + i32::from(!is_bare);
    let value = match place.as_deref() {
        Some("advance") => format!("{rhythm} in advance"),
        Some(_) => format!("{rhythm} in arrears"),
        None => rhythm.to_owned(),
    };
    // A rhythm alone tells of fees only where they are what comes round.
    let is_told = !is_bare || DIRECT.is_match(p.sentence);
    is_told.then_some(hit(weight, found.get(0)?, value))
}

static DIRECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:invoiced?|bill(?:ed)?|payable|paid|due|charged|pay(?:\s+\w+){0,6})\s+(?:on\s+an?\s+)?(?:annual(?:ly)?|yearly|monthly|quarterly|weekly|semi-?annual(?:ly)?|half-?yearly)\b|\b(?:annual|monthly|quarterly)\s+(?:fees?|invoices?|instal?lments?)\b",
    )
});

fn hit(weight: i32, found: regex::Match<'_>, value: String) -> Hit {
    Hit {
        weight,
        span: Span::new(found.start(), found.end()),
        value: Value::Text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::passage::alone;
    use super::*;

    #[test]
    fn fees_fall_due_in_the_rhythm_that_is_told_of_them() {
        for (text, expected) in [
            (
                "Provider will invoice the Subscription Fees annually in advance.",
                Some("annually in advance"),
            ),
            (
                "Contractor shall submit an invoice monthly in arrears.",
                Some("monthly in arrears"),
            ),
            (
                "The licence fee is payable in four equal quarterly instalments.",
                Some("4 instalments"),
            ),
            ("The rent is payable quarterly.", Some("quarterly")),
            (
                "Client shall pay the fee upon acceptance of each milestone.",
                Some("by milestone"),
            ),
            ("Supplier shall send a usage report monthly.", None),
            (
                "The parties shall meet quarterly to review the charges.",
                None,
            ),
            ("Fees are stated in Schedule 1.", None),
        ] {
            assert_eq!(alone(fee_schedule, text).as_deref(), expected, "{text}");
        }
    }
}
