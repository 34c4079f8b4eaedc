//! The fee of one period where the contract states one sum for it: rent, retainer, subscription.
//!
//! Prices per piece, user or hour, late fees and limits are never taken for it.

use super::money::amounts;
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::terms::{first, last};
use crate::domain::value::Value;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    EACH_AFTER = r"^\s*(?:/-\s*)?(?:\([^()]{0,80}\)\s*)?(?:plus\s+\w+\s+|\+\s*\w+\s+|excl\w*\.?\s+\w+\s+|,\s*)?(?:(?:per|a|each|every|/|for\s+each)\s*(?:calendar\s+|contract\s+|successive\s+)?(?:month|quarter|year|annum|week)\b|(?:monthly|quarterly|annually|yearly)\b|p\.?\s?[am]\.)";
    EACH_BEFORE = r"\b(?:monthly|annual|yearly|quarterly|weekly)\s+(?:[\w-]+\s+){0,3}?(?:fees?|rent|charges?|sum|retainer|payments?|price|subscription|amount|remuneration|rate)\b[^.;]{0,50}$|\b(?:fees?|rent|charges?|price|subscription|licen[cs]e)\s*\((?:monthly|annual(?:ly)?|yearly|quarterly|per\s+(?:month|year|annum|quarter))\)\s*[:|]?\s*$|\b(?:rent|retainer|fee)\b[^.;]{0,30}\bper\s+(?:month|annum|year|quarter)\b[^.;]{0,20}$";
    FEE = r"\b(?:fees?|rents?|charges?|retainer|pay\w*|price|subscription|remuneration|sum|salary|receives?)\b";
    NOT_THE_FEE = r"\b(?:late|penalt\w+|liabilit\w+|insur\w+|exceed\w*|minimum|at\s+least|less\s+than|up\s+to|limit\w*|cap|deposit|total|aggregate|overdue|fine|liquidated|deductible|revenue|sales|turnover|instal+ments?|in\s+place\s+of|instead\s+of|replac\w+)\b[^.;]{0,60}$";
    REPLACES = r#"\bfrom\b[^;]{0,40}\bto\s*$|\breplaced\s+(?:by|with)\s*["“]?$"#;
    PER_PIECE = r"^\s*(?:/|per|for\s+each|each|an?)\s*(?:\w+\s+)?(?:user|seat|licen[cs]e|unit|hour|day|tonne?|kg|item|piece|device|employee|person|head|copy|copies|volume)\b";
}

/// The fee of one period.
pub(super) fn recurring_fee(p: &Passage) -> Option<Hit> {
    let mut best = None;
    for (span, money) in amounts(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let is_each = EACH_AFTER.is_match(after);
        let is_named = EACH_BEFORE.is_match(before);
        let replaces = REPLACES.is_match(before) && best.is_some();
        if !is_each && !is_named && !replaces
            || NOT_THE_FEE.is_match(last(before, 80))
            || PER_PIECE.is_match(first(after, 60))
        {
            continue;
        }
        let is_paid = FEE.is_match(before) || FEE.is_match(p.previous);
        let weight = 4
            + i32::from(replaces) * 3
            + i32::from(is_named) * 2
            + i32::from(is_each)
            + i32::from(is_paid) * 2;
        let hit = Hit {
            weight,
            span,
            value: Value::Money(money),
        };
        best = heavier(best, Some(hit));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: the sum of one period is read, sums of other kinds are not.
    #[test]
    fn the_fee_of_a_period_is_told_from_other_sums() {
        for (sentence, expected) in [
            ("The monthly rent is €2,500.00.", Some("EUR 2500.00")),
            (
                "The Client pays a retainer of £3,000 per month.",
                Some("GBP 3000.00"),
            ),
            ("Annual Fee   EUR 14.400,00", Some("EUR 14400.00")),
            (
                "We shall pay £4,275 a month plus VAT in place of £3,900.",
                Some("GBP 4275.00"),
            ),
            (
                "The Institute shall pay a monthly sum of Rs. 6,85,000/- plus GST.",
                Some("INR 685000.00"),
            ),
            ("The total fee is $90,000.", None),
            ("A late fee of $50 applies per month of delay.", None),
            ("The price is $12 per user per month.", None),
            ("Liability is limited to $90,000 per year.", None),
        ] {
            assert_eq!(
                read(recurring_fee, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
