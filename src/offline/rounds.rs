//! How many times a contract can be renewed. Silence is no number: only what the words count, or leave
//! open, is read.

use super::numbers;
use super::passage::{Hit, Passage};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Captures;
use std::sync::LazyLock;

patterns! {
    RENEWS = r"\b(?:thereafter[^.;]{0,30}(?:year|month)[\s-]+to[\s-]+(?:year|month)|(?:year|month)[\s-]+to[\s-]+(?:year|month)\s+thereafter|further\s+terms?|re-?new\w*|exten(?:d|ds|ded|sion|sions)|prolong\w*|rolls?\s+over|options?)\b";
    COUNTED = r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s*(?:\(\s*\d{1,2}\s*\)\s*)?(?:(?:additional|further|successive|consecutive|subsequent|separate|more|renewal|extension|optional|automatic)\s+)+(?:(?:(?:one|two|three|four|five|six|\d{1,2})(?:\s*\(\d{1,2}\))?[\s-]+)?(?:year|month)s?(?:['’]s?)?[\s-]+)?(?:renewal\s+|extension\s+)?(?:terms?|periods?|renewals?|extensions?|options?|years?\s+(?:terms?|periods?))\b";
    TIMES = r"\b(?:re-?new\w*|extend\w*)\b[^.;]{0,80}\b(?P<n>once|twice|(?:two|three|four|five|six|\d{1,2})\s*(?:\(\d{1,2}\)\s*)?(?:times|occasions))\b";
    OPEN = r"\b(?:successive|consecutive)\s+(?:additional\s+|renewal\s+)?(?:(?:terms?|periods?|years?|months?)|(?:\w+[\s-]+)?(?:\(\d{1,2}\)[\s-]+)?(?:year|month)s?(?:['’])?[\s-]+(?:terms?|periods?|renewals?))\b|\b(?:year|month)[\s-]+to[\s-]+(?:year|month)\b|\beach\s+(?:subsequent|following)\s+(?:year|term)\b";
    BY_LENGTH = r"\b(?P<n>one|two|three|four|five|six|\d{1,2})\s*(?:[x×]\s*(?:one|two|three|four|five|six|\d{1,2})\s*(?:\(\d{1,2}\)\s*)?[\s-]?(?:year|month)s?|(?:\(\d{1,2}\)\s*)?(?:options|extensions|renewals)\s+of\s+(?:\w+|\d{1,2})\s*(?:\(\d{1,2}\)\s*)?[\s-]?(?:year|month)s?)\b";
    // Renewals without a number: only where they happen by themselves do they follow one another.
    OPEN_BY_ITSELF = r"\b(?:additional|further|renewal|extension)\s+(?:[\w-]+\s+)?(?:terms|periods)\s+(?:of\b|equal\s+to\b)|\b(?:additional|further)\s+(?:\w+|\w+\s+\(\d{1,2}\))[\s-]+(?:year|month)\s+(?:terms|periods)\b|\b(?:years?|months?|periods?|terms?)\s+in\s+each\s+case\b|\beach\s+(?:year\s+for|time)\b|\bend\s+of\b[^.;]{0,60}\beach\s+(?:renewal|extension)\s+(?:period|term)\b";
    BY_ITSELF = r"\b(?:automatic\w*|tacit\w*|unless|if\s+not|until)\b";
    ONCE = r"\b(?:an?|one|1)\s+(?:\(1\)\s*)?(?:further|additional|second)\s+(?:(?:renewal|extension)\s+)?(?:period|term)\s+of\b|\b(?:one|1)\s+(?:\(1\)\s*)?(?:period|term)\s+of\b|\bone\s+(?:\(1\)\s*)?(?:additional|further|more)\s+(?:\(1\)\s*)?(?:year|month)\b";
    CHOSEN = r"\b(?:may|can|right|options?|entitled)\b";
    NUMBERS = r"\b(?:item|section|clause|schedule|part|article|annex|exhibit)\s+$";
    LIMITED = r"\b(?:up\s+to|maximum|not\s+(?:more|exceed)|no\s+more\s+than|only|at\s+most)\b";
    OTHER = r"\b(?:insur\w+|polic(?:y|ies)|registration|patents?|domain|price|invoice|warranty|deadline|time\s+for)\b";
}

/// A number of renewals, or `unlimited` where they follow one another without a count.
pub(super) fn renewal_count(p: &Passage) -> Option<Hit> {
    if !RENEWS.is_match(p.sentence) || OTHER.is_match(p.sentence) {
        return None;
    }
    let found = COUNTED
        .captures_iter(p.sentence)
        .find(|found| !is_of_a_section(p.sentence, found))
        .or_else(|| TIMES.captures(p.sentence))
        .or_else(|| BY_LENGTH.captures(p.sentence));
    if let Some((whole, number)) =
        found.and_then(|found| Some((found.get(0)?, count(found.name("n")?.as_str())?)))
    {
        return Some(Hit {
            weight: 6 + i32::from(LIMITED.is_match(p.sentence)),
            span: Span::new(whole.start(), whole.end()),
            value: Value::Text(number.to_string()),
        });
    }
    let is_by_itself = BY_ITSELF.is_match(p.sentence);
    let open = OPEN
        .find(p.sentence)
        .or_else(|| OPEN_BY_ITSELF.find(p.sentence).filter(|_| is_by_itself))
        .filter(|_| !LIMITED.is_match(p.sentence));
    let said = |found: regex::Match<'_>, weight, value: &str| Hit {
        weight,
        span: Span::new(found.start(), found.end()),
        value: Value::Text(value.to_owned()),
    };
    if let Some(open) = open {
        return Some(said(open, 4, "unlimited"));
    }
    let is_chosen = CHOSEN.is_match(p.sentence) && !is_by_itself;
    let once = ONCE.find(p.sentence).filter(|_| is_chosen)?;
    Some(said(once, 4, "1"))
}

/// Whether the digits count nothing but number a section: `5.2 Automatic renewal.`
fn is_of_a_section(sentence: &str, found: &Captures<'_>) -> bool {
    found.name("n").is_some_and(|number| {
        let before = &sentence[..number.start()];
        number.as_str().starts_with(|c: char| c.is_ascii_digit())
            && (before.trim().is_empty() || numbers::runs_on(before) || NUMBERS.is_match(before))
    })
}

fn count(words: &str) -> Option<u32> {
    let first = words.split_whitespace().next()?.to_lowercase();
    match first.as_str() {
        "once" => Some(1),
        "twice" => Some(2),
        word => match word.parse() {
            Ok(number) => Some(number),
            Err(_) => u32::try_from(numbers::spelled(word)?).ok(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::passage::alone;
    use super::*;

    #[test]
    fn renewals_are_counted_where_the_words_count_them() {
        for (text, expected) in [
            (
                "The term may be extended for two (2) additional terms of one year each.",
                Some("2"),
            ),
            (
                "Lessee may renew this lease for up to three successive one-year periods.",
                Some("3"),
            ),
            (
                "This Agreement may be renewed once for twelve months.",
                Some("1"),
            ),
            (
                "It renews automatically for successive terms of twelve months.",
                Some("unlimited"),
            ),
            ("Thereafter it renews from year to year.", Some("unlimited")),
            (
                "The Client may extend this agreement on no more than two occasions for a year.",
                Some("2"),
            ),
            (
                "It rolls over for further periods of one year each, unless a party stops it.",
                Some("unlimited"),
            ),
            (
                "It renews automatically for additional periods of twelve (12) months each.",
                Some("unlimited"),
            ),
            (
                "It is extended by one further year in each case unless it is terminated.",
                Some("unlimited"),
            ),
            (
                "At the end of the Minimum Period and of each Renewal Period it renews for a further year unless a party objects.",
                Some("unlimited"),
            ),
            (
                "This Contract runs for a year and thereafter from year to year unless ended.",
                Some("unlimited"),
            ),
            (
                "The Buyer may extend this Contract for a further period of up to twelve months.",
                Some("1"),
            ),
            (
                "This Contract can be extended by the Buyer for 1 period of up to 12 months.",
                Some("1"),
            ),
            ("Options to renew: 2 x 3 years", Some("2")),
            ("Renewal: two options of three years each", Some("2")),
            (
                "Item 5    Further Terms: two further terms of 2 years each",
                Some("2"),
            ),
            (
                "The parties may renew this Agreement for additional periods of one year.",
                None,
            ),
            (
                "The term of the lease is one period of ten years; it cannot be renewed.",
                None,
            ),
            ("The initial term is two (2) years.", None),
            ("5.2 Automatic renewal.", None),
            ("2 Renewal Renewal Term", None),
            (
                "5.2 Automatic renewal. It may be renewed for 3 more terms.",
                Some("3"),
            ),
            (
                "The insurance shall be renewed for two additional periods.",
                None,
            ),
            ("This Agreement may be renewed by agreement.", None),
        ] {
            assert_eq!(alone(renewal_count, text).as_deref(), expected, "{text}");
        }
    }
}
