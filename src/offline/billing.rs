//! When fees fall due over the life of a contract: in which rhythm, before or after the period, in
//! instalments, or as milestones are met. How long an invoice may stand is another field.

use super::numbers;
use super::passage::{Hit, Passage, heavier};
use super::patterns::{Pattern, pattern};
use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Captures;
use std::sync::LazyLock;

patterns! {
    FEES = r"\b(?:fees?|charges?|price|rent|invoic\w*|bill(?:s|ed|ing)?|subscriptions?|royalt(?:y|ies)|retainer|payments?|payable|pay)\b";
    OWED = r"\b(?:shall|will|must|is|are|be|pay(?:s|able)?|due|invoic\w+|bill\w*|charged)\b";
    RHYTHM = r"\b(?P<r>annual(?:ly)?|yearly|monthly|quarterly|weekly|semi-?annual(?:ly)?|bi-?annual(?:ly)?|half-?yearly)\b(?P<i>[^.;]{0,25}\binstal?lments?\b)?(?P<a>(?:[^.;]|\.\d){0,30}?\bin\s+(?:advance|arrears?)\b)?";
    // The rhythm of a fee that is named or counted for it, with its place further on.
    PAID_IN = r"\b(?:invoiced|billed|payable|paid|due)\s+(?:\w+\s+)?in\s+(?P<a>advance|arrears?)\b";
    EACH = r"\b(?:per|each|every)\s+(?:calendar\s+)?(?P<r>month|quarter|year|annum)\b|\b(?P<n>monthly|quarterly|annual|yearly)\s+(?:\w+\s+)?(?:fees?|rent|charges?|retainer|payment|subscription)\b";
    ON_A_DAY = r"\b(?:payable|due|paid|pay\b[^.;]{0,40})\s+(?:in\s+advance\s+)?on\s+(?:or\s+before\s+)?the\s+(?:first|last|\d{1,2}(?:st|nd|rd|th))\s+(?:(?:business|working|calendar)\s+)?(?:day\s+)?of\s+(?:each|every)\s+(?:calendar\s+)?(?P<r>month|quarter)\b";
    AFTER_EACH = r"\binvoic\w*\b[^.;]{0,60}\b(?:at|after|following)\s+the\s+end\s+of\s+(?:each|every)\s+(?:calendar\s+)?(?P<r>month|quarter)\b|\binvoic\w*\b[^.;]{0,80}\b(?:rendered|performed|provided|supplied)\s+(?:in|during)\s+the\s+(?:preceding|previous|prior)\s+(?:calendar\s+)?(?P<p>month|quarter)\b";
    PLACE = r"\bin\s+(?P<a>advance|arrears?)\b";
    INSTALMENTS = r"\bin\s+(?P<n>two|three|four|five|six|eight|ten|twelve|\d{1,2})\s*(?:\(\d{1,2}\)\s*)?(?:(?:equal|consecutive|successive|annual|monthly|quarterly|yearly)\s+)*instal?lments?\b";
    MILESTONES = r"\b(?:upon|on|after|against)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:acceptance|completion|achievement)\s+of\s+(?:each|the\s+(?:relevant|respective|corresponding))\s+milestone\b|\bmilestone\s+payments?\b|\bpayable\s+(?:by|in\s+accordance\s+with)\s+(?:the\s+)?milestones?\b";
    NOT_FEES = r"\b(?:reports?|statements?|forecasts?|meet(?:s|ings?)?|review\w*|audit\w*|increase\w*|interest|insur\w+|salary|dividends?|minimum|credits?)\b";
}

/// How fees fall due: `annually in advance`, `monthly in arrears`, `4 instalments`, `by milestone`.
pub(super) fn fee_schedule(p: &Passage) -> Option<Hit> {
    if !FEES.is_match(p.sentence) || !OWED.is_match(p.sentence) {
        return None;
    }
    let rhythm = || {
        let told = RHYTHM
            .captures_iter(p.sentence)
            .map(|found| rhythm(p, &found));
        told.fold(None, heavier)
    };
    let milestones = || {
        let found = MILESTONES.find(p.sentence)?;
        Some(hit(5, found, "by milestone".to_owned()))
    };
    instalments(p)
        .or_else(|| heavier(rhythm(), each(p)))
        .or_else(milestones)
}

/// The rhythm of a fee that is counted by its period (`£1,450 per month, payable in advance`), that is
/// due on a day of each, or that is invoiced when each is over.
fn each(p: &Passage) -> Option<Hit> {
    if let Some(found) = AFTER_EACH.captures(p.sentence) {
        let period = found.name("r").or(found.name("p"))?;
        let value = format!("{} in arrears", by(period.as_str()));
        return Some(hit(7, found.get(0)?, value));
    }
    if let Some(place) = PAID_IN.captures(p.sentence) {
        let found = EACH.captures(p.sentence)?;
        let period = found.name("r").or(found.name("n"))?;
        let value = format!(
            "{} {}",
            by(period.as_str()),
            in_place(place.name("a")?.as_str())
        );
        return Some(hit(7, place.get(0)?, value));
    }
    let found = ON_A_DAY.captures(p.sentence)?;
    let value = by(found.name("r")?.as_str()).to_owned();
    (!NOT_FEES.is_match(p.sentence)).then_some(hit(4, found.get(0)?, value))
}

/// The rhythm of a period or of its adverb.
fn by(word: &str) -> &'static str {
    match word.to_lowercase().replace('-', "").as_str() {
        "year" | "annum" | "annual" | "annually" | "yearly" => "annually",
        "month" | "monthly" => "monthly",
        "quarter" | "quarterly" => "quarterly",
        "weekly" => "weekly",
        _ => "semi-annually",
    }
}

fn in_place(word: &str) -> &'static str {
    if word.eq_ignore_ascii_case("advance") {
        "in advance"
    } else {
        "in arrears"
    }
}

fn instalments(p: &Passage) -> Option<Hit> {
    let found = INSTALMENTS.captures(p.sentence)?;
    let word = found.name("n")?.as_str();
    let count = word.parse().ok().or_else(|| numbers::spelled(word))?;
    Some(hit(6, found.get(0)?, format!("{count} instalments")))
}

fn rhythm(p: &Passage, found: &Captures<'_>) -> Option<Hit> {
    let place = found
        .name("a")
        .and_then(|words| PLACE.captures(words.as_str()))
        .and_then(|words| words.name("a"))
        .map(|word| in_place(word.as_str()));
    let is_bare = place.is_none() && found.name("i").is_none();
    if NOT_FEES.is_match(p.sentence) && is_bare {
        return None;
    }
    let rhythm = by(found.name("r")?.as_str());
    let weight = 3 + i32::from(place.is_some()) * 4 + i32::from(!is_bare);
    let value = place.map_or_else(|| rhythm.to_owned(), |place| format!("{rhythm} {place}"));
    // A rhythm alone tells of fees only where they are what comes round.
    let is_told = !is_bare || DIRECT.is_match(p.sentence);
    is_told.then_some(hit(weight, found.get(0)?, value))
}

static DIRECT: LazyLock<Pattern> = LazyLock::new(|| {
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
            (
                "Rent: $84,000.00 per annum, payable by equal monthly instalments of $7,000.00 in advance.",
                Some("monthly in advance"),
            ),
            (
                "Annual Subscription: £32,400 + VAT, payable annually in advance",
                Some("annually in advance"),
            ),
            (
                "The Monthly Fee is SGD 18,500 and is invoiced in advance on the first day of the month.",
                Some("monthly in advance"),
            ),
            (
                "The annual fee is payable in four equal quarterly payments in advance.",
                Some("quarterly in advance"),
            ),
            (
                "The retainer is payable on the first day of each month.",
                Some("monthly"),
            ),
            (
                "Contractor shall submit invoices by the 5th for services rendered in the preceding month.",
                Some("monthly in arrears"),
            ),
            (
                "The credits in any month shall not exceed 25% of the monthly fee paid.",
                None,
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
