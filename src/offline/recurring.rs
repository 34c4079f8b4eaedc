//! The fee of one period where the contract states one sum for it: rent, retainer, subscription.
//!
//! Prices per piece, user or hour, late fees and limits are never taken for it.

use super::money::amounts;
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::standing::{is_foreign, is_former, is_newer};
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    EACH_AFTER = r"^\s*(?:/-\s*)?(?:\([^()]{0,80}\)\s*)?(?:plus\s+\w+\s+|\+\s*\w+\s+|excl\w*\.?\s+\w+\s+|,\s*)?(?:(?:per|a|each|every|/|for\s+each)\s*(?:calendar\s+|contract\s+|successive\s+)?(?:month|quarter|year|annum|week)\b|(?:monthly|quarterly|annually|yearly)\b|p\.?\s?[am]\.)";
    EACH_BEFORE = r"\b(?:monthly|annual|yearly|quarterly|weekly)\s+(?:[\w-]+\s+){0,3}?(?:fees?|rent|charges?|sum|retainer|payments?|price|subscription|amount|remuneration|rate)\b(?:[^.;]{0,50}|[^.;]{0,110}\b(?:being|namely|i\.e\.,?)\s*)$|\b(?:fees?|rent|charges?|price|subscription|licen[cs]e)\s*\((?:monthly|annual(?:ly)?|yearly|quarterly|per\s+(?:month|year|annum|quarter))\)\s*[:|]?\s*$|\b(?:rent|retainer|fee)\b[^.;$€£]{0,30}\bper\s+(?:month|annum|year|quarter)\b[^.;$€£]{0,20}$";
    FEE = r"\b(?:fees?|rents?|charges?|retainer|pay\w*|price|subscription|remuneration|sum|salary|receives?)\b";
    NOT_THE_FEE = r"\b(?:late|penalt\w+|liabilit\w+|insur\w+|exceed\w*|minimum|at\s+least|less\s+than|up\s+to|limit\w*|cap|deposit|total|aggregate|overdue|fine|liquidated|deductible|revenue|sales|turnover|instal+ments?|in\s+place\s+of|instead\s+of|replac\w+)\b[^.;]{0,60}$";
    TOTAL_LINE = r"\b(?:total\s+(?:annual|monthly|quarterly|yearly)\s+(?:\w+\s+){0,2}(?:fees?|charges?|rent|price)|(?:annual|monthly|quarterly|yearly)\s+(?:\w+\s+){0,2}total)\s*(?:\([^()]{1,30}\)\s*)?(?:[:|\t]|\x20{2})\s*$";
    // So much a year is the most that somebody is liable for.
    OF_LIABILITY = r"\bliabilit(?:y|ies)\b[^;]{0,160}$|\bliable\s+(?:only\s+)?(?:for|up\s+to)\b[^;]{0,160}$";
    INSURED = r"\b(?:insur\w+|coverage|indemnity)\b";
    // A fee beside the fee, and what is not paid here.
    SIDE = r"\b(?:escrow|parking|referral|bond|premiums?)\b[^.;]{0,40}$";
    EXTRA = r"\b(?:additional|extra|optional|storage)\b[^.;]{0,40}$";
    NOT_HERE = r"\bcurrent\s+rent\b|\b(?:its|(?:seller|licensor|landlord|lessor|company)['’]s)\s+rent\s+is\b";
    RECITAL = r"^\W*(?:whereas|recitals?)\b";
    ROUND = r"\b(?:monthly|annual|yearly|quarterly|weekly)\s+(?:\w+\s+){0,2}(?:fees?|rent|charges?|retainer|payment|subscription)\b";
    // One of several steps or lines of a price.
    STEP = r"(?:^|\n)[\W\d]*(?:(?:lease|contract)\s+)?(?:years?|periods?|months?)\s+(?:\d+|one|two|three|four|five)\b[^.;]{0,40}$";
    LISTED = r"\bfees\s*:\s*[\w\s]{1,30},?\s*$";
    LIST_GOES_ON = r"^\s*[;,]\s*(?:and\s+)?[\w\s]{1,30}[,\s]\s*(?:[$€£]|[A-Z]{3}\s)\s*\d";
    PER_PIECE = r"^\s*(?:/|per|for\s+each|each|an?)\s*(?:\w+\s+)?(?:user|seat|licen[cs]e|unit|hour|day|tonne?|kg|item|piece|device|employee|person|head|copy|copies|volume)\b";
}

/// The fee of one period; none where the sentence states several for the same period, such as steps.
pub(super) fn recurring_fee(p: &Passage) -> Option<Hit> {
    let mut found: Vec<(Hit, char)> = Vec::new();
    let mut has_former_fee = false;
    for (span, money) in amounts(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let each = EACH_AFTER.find(after);
        let is_line = TOTAL_LINE.is_match(before);
        let named = EACH_BEFORE.find(before);
        if is_former(p, span) {
            has_former_fee |= each.is_some() || named.is_some() || ROUND.is_match(before);
            continue;
        }
        let replaces = is_newer(before) && has_former_fee;
        let is_fee = each.is_some() || named.is_some() || is_line || replaces;
        if !is_fee || is_other(p, span, named.is_some()) && !is_line {
            continue;
        }
        let is_paid = FEE.is_match(before) || FEE.is_match(p.previous);
        let weight = 4
            + i32::from(replaces) * 3
            + i32::from(named.is_some() || is_line) * 2
            + i32::from(each.is_some())
            + i32::from(is_paid) * 2
            - i32::from(EXTRA.is_match(before) || RECITAL.is_match(p.sentence)) * 3;
        let words = each.or(named).map_or("", |words| words.as_str());
        let hit = Hit {
            weight,
            span,
            value: Value::Money(money),
        };
        found.push((hit, unit(words)));
    }
    let is_stepped = found.iter().enumerate().any(|(at, (hit, unit))| {
        let others = &found[at + 1..];
        others
            .iter()
            .any(|(other, its)| its == unit && other.value != hit.value)
    });
    let hits = found.into_iter().map(|(hit, _)| Some(hit));
    hits.fold(None, heavier)
        .filter(|_| !is_stepped || has_former_fee)
}

/// Whether the sum at `span` is no fee of this contract, or only one step or line of it.
fn is_other(p: &Passage, span: Span, is_named: bool) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    NOT_THE_FEE.is_match(last(before, 80))
        || PER_PIECE.is_match(first(after, 60))
        || SIDE.is_match(before)
        || OF_LIABILITY.is_match(before)
        || NOT_HERE.is_match(before)
        || (!is_named && INSURED.is_match(before))
        || STEP.is_match(before)
        || (LISTED.is_match(before) && LIST_GOES_ON.is_match(after))
        || is_foreign(p, span)
}

/// The period of a fee by a letter, so that two fees of one period are told from one fee in two.
fn unit(words: &str) -> char {
    let words = words.to_lowercase();
    let known = [
        ("month", 'm'),
        ("p.m", 'm'),
        ("pm", 'm'),
        ("quarter", 'q'),
        ("week", 'w'),
    ];
    let found = known.iter().find(|(name, _)| words.contains(name));
    found.map_or('y', |(_, unit)| *unit)
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
            (
                "Its liability is limited to the damage that is typical of such contracts and foreseeable, and in amount to EUR 3,000,000 per calendar year.",
                None,
            ),
            (
                "Licensee shall pay an annual maintenance fee equal to eighteen percent (18%) of the License Fee, being $74,160.00 for the first period.",
                Some("USD 74160.00"),
            ),
            ("Total annual Charges\t£446,550", Some("GBP 446550.00")),
        ] {
            assert_eq!(
                read(recurring_fee, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }

    #[test]
    fn steps_lines_side_fees_and_old_or_foreign_fees_are_not_the_fee() {
        for (sentence, expected) in [
            (
                "The fee is reduced from $42,000 per month to $38,250 per month.",
                Some("USD 38250.00"),
            ),
            (
                "The monthly fee, previously $42,000, shall be $45,000.",
                Some("USD 45000.00"),
            ),
            (
                "Total Annual Subscription Fees: $69,000.00",
                Some("USD 69000.00"),
            ),
            (
                "The fee is $120,000 per year ($10,000 per month).",
                Some("USD 120000.00"),
            ),
            (
                "The fee is $15,000 per month for the first year and $16,500 per month thereafter.",
                None,
            ),
            (
                "The annual fee is $40,000 in Year 1 and $42,000 in Year 2.",
                None,
            ),
            ("Year 1: $34,400 per month.", None),
            ("The aggregate cost is from $5,000.00 to $10,000.00.", None),
            ("Annual fees: Platform $24,000; Support $6,000.", None),
            (
                "Recipient shall pay the following monthly fees: Accounting, $21,000; Payroll, $9,500.",
                None,
            ),
            ("A parking fee of $100 per month applies.", None),
            (
                "Insurance with a sum insured of EUR 5,000,000 per event and EUR 10,000,000 per year.",
                None,
            ),
            (
                "Under its lease the Licensor pays rent of $9,000 per month.",
                None,
            ),
        ] {
            assert_eq!(
                read(recurring_fee, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
