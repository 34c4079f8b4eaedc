//! A limit of liability as so many times the price: `twice the fees`, `three (3) times the charges`.
//!
//! It reads the measure only; whether the sentence limits liability is the caller's to know.

use super::numbers;
use super::patterns::{Pattern, pattern};
use crate::domain::document::Span;
use std::sync::LazyLock;

static TIMES: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    pattern(&format!(
        r"\b(?:fees?|price|value|charges?|amounts?|sums?|consideration|compensation|remuneration)\b[^.;]{{0,50}}?\bmultiplied\s+by\s+(?:(?P<m>{words})|(?P<n>\d{{1,2}})\b)|(?:\b(?P<t>twice|double)|\b(?P<h>one\s+and\s+(?:one-?\s?|a\s+)half|1\.5|1½)\s*(?:\(1\.5x?\)\s*)?times\b|\b(?:(?P<w>{words})|(?P<d>\d{{1,2}}))\s*(?:\(\s*\d+\s*x?\s*\)\s*)?(?:times|x)\b)\s+[^.;]{{0,50}}?\b(?:fees?|price|value|charges?|amounts?|sums?|consideration|compensation|remuneration)\b"
    ))
});

static WHOLE_PRICE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:(?:aggregate\s+|total\s+)?liability\b[^.;]{0,80}?\b(?:be|is|to|exceed)\s+)?(?:(?:an?|the)\s+(?:aggregate\s+|total\s+)?(?:amount|sum)s?\s+(?:equal\s+to|equivalent\s+to|of)\s+)?(?:100\s*%\s+of\s+)?(?:the\s+)?(?:total\s+|aggregate\s+|entire\s+)*(?:of\s+)?(?:all\s+)?(?:licen[cs]e\s+|service\s+|subscription\s+|(?-i:[A-Z]\w+)\s+)?(?:fixed\s+price|order\s+value|contract\s+(?:price|value|sum)|purchase\s+price|price|fees?|charges|what\s+\w+\s+(?:have\s+|has\s+)?(?:actually\s+)?paid|(?:amounts?|sums?)\s+(?:that\s+|which\s+)?(?:the\s+)?\w+\s+(?:have|has)\s+(?:actually\s+)?paid|(?:amounts?|sums?|consideration|compensation|remuneration|commissions?|payments)(?:,\s[^,.;]{1,40},)?\s+(?:actually\s+)?(?:to\s+be\s+)?(?:paid|payable|received))\b",
    )
});

static TIMED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:months?|years?|period|quarter|annual\w*|monthly|weekly|quarterly|yearly)\b")
});

/// The limit in `tail`, the words that follow `shall not exceed` or the like, as a share of the fees.
pub(super) fn multiple(tail: &str) -> Option<(Span, String)> {
    if let Some(found) = TIMES.captures(tail) {
        let whole = found.get(0)?;
        if found.name("h").is_some() {
            let span = Span::new(whole.start(), whole.end());
            return Some((span, "150% of fees".to_owned()));
        }
        let word = |name| found.name(name).map(|word| word.as_str());
        let (spelled, digits) = (word("w").or(word("m")), word("d").or(word("n")));
        let times = match (word("t"), spelled, digits) {
            (Some(_), _, _) => 2,
            (_, Some(word), _) => numbers::spelled(word)?,
            (_, _, digits) => digits?.parse().ok()?,
        };
        let share = format!("{}% of fees", times.checked_mul(100)?);
        return Some((Span::new(whole.start(), whole.end()), share));
    }
    let whole = WHOLE_PRICE.find(tail)?;
    (!TIMED.is_match(tail)).then(|| {
        let span = Span::new(whole.start(), whole.end());
        (span, "100% of fees".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiple_of_the_price_is_a_share_of_it() {
        for (tail, expected) in [
            (" twice the fees paid in the year", Some("200% of fees")),
            (" four (4) times the charges", Some("400% of fees")),
            (" the contract price.", Some("100% of fees")),
            (" the fee multiplied by two", Some("200% of fees")),
            (" the sum of all amounts received", Some("100% of fees")),
            (" what Customer paid for the Software", Some("100% of fees")),
            (" the fees paid in the last six months", None),
            (" the amount of the damage", None),
        ] {
            let read = multiple(tail).map(|(_, share)| share);
            assert_eq!(read.as_deref(), expected, "{tail}");
        }
    }
}
