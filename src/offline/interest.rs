//! The rate of interest on late payments, as the contract states it.
//!
//! Interest on a loan that is paid on time is never taken for it, and nothing is computed.

use super::money::percents;
use super::passage::{Hit, Passage};
use super::patterns::pattern;
use super::standing::{is_foreign, is_former};
use super::terms::{first, last, mentions};
use crate::domain::document::Span;
use crate::domain::value::Value;
use rust_decimal::Decimal;
use std::sync::LazyLock;

patterns! {
    DEFAULT_RATE = r"\b(?:after|upon|during|following)\s+(?:an?\s+|the\s+|any\s+)?(?:event\s+of\s+)?default\b[^.;]{0,40}\brate\b";
    LATE = r"\b(?:late|belated(?:ly)?|tardy|later\s+than|delay(?:ed|s)?|demanded|until\s+(?:actual\s+)?payment|in\s+default|overdue|past\s+due|unpaid|not\s+paid|when\s+due|delinquent|arrears?|non-?payment|outstanding|default\s+(?:of|in)\s+payment|default\s+(?:interest|rate)|failing\s+which|(?:event|case)\s+of\s+(?:late\s+payment|default|delay|arrears)|fail\w*\s+to\s+(?:pay|make)|(?:not|n['’]t)\s+(?:(?:been|yet)\s+)?(?:made|received|settled|pay|reach\w*|clear\w*|discharged)|(?:after|from|since|beyond|past)\s+(?:the|its|their)\s+(?:due\s+da(?:te|y)|(?:final|last|agreed)\s+(?:due\s+)?da(?:te|y)(?:\s+for\s+payment)?)|from\s+the\s+date\s+(?:when\s+|on\s+which\s+)?(?:such|the|that|each)\s+(?:amounts?|payments?|sums?)\s+(?:was|were|fell|became|first\s+became)\s+due|behind\s+(?:with|on|in)\s+(?:\w+\s+)?payments?|past-due|defaults?\s+in\s+(?:the\s+)?(?:paying|payment|making)|interest\s+thereafter|(?:accounts?|balances?|invoices?|amounts?|sums?|charges)\s+(?:then\s+)?(?:(?:are|is)\s+)?(?:(?:over|older\s+than|more\s+than|past|beyond|exceeding)\s+(?:[\w-]+\s+)?(?:\(?\d{1,3}\)?\s+)?days|still\s+open|then\s+open|remain(?:s|ing)?\s+(?:open|owing|unsettled)))\b";
    // What is paid behind each period is not late: `quarterly in arrears`.
    BY_PERIOD = r"\b(?:annually|half-yearly|monthly|paid|payable|quarterly|semi-annually|weekly|yearly)\s+in\s+$";
    // A charge that is made of those who are late, whether or not the words say so.
    OF_THE_LATE = r"\bfinance\s+charges?\b";
    // A row of a table: `Overdue sums | 3% a year above base rate`.
    LATE_ROW = r"^\W*(?:\(?[\da-z]{1,2}[.)]\s+)?(?:overdue|late|past[\s-]due|delinquent|unpaid|arrears|non-?payment)(?:\s+by\s+the\s+due\s+date)?\s*(?:accounts?|amounts?|balances?|bills?|charges?|fees?|invoices?|mon(?:ey|ies)|payments?|rent|royalties|sums?)?\s*(?:[:|]|\t|\x20{2})";
    // Interest of which the sentence before tells that it is for what is late.
    GOES_ON = r"^\W*(?:[\d.()]+\s+)?(?:such\s+|the\s+|that\s+|any\s+)?interest\b[^.;]{0,60}\b(?:accrues?|runs?|is|shall|will)\b";
    NO_INTEREST = r"\bno\s+(?:late\s+(?:charges?|fees?)\s+or\s+)?interest\b|\b(?:not|n['’]t|never)\s+(?:\w+\s+)?(?:accrue|add|attract|bear|carry|charge|claim|draw|levy|owe|pay|seek)\s+(?:any\s+)?interest\b|\bwithout\s+interest\b|\binterest[\s-]free\b";
    CHARGES = r"\binterest\b|\b(?:late|finance|service|default|carrying)\s+(?:payment\s+)?(?:charge|fee|rate)s?\b";
    // What is asked for beside the sum under other names; of one who delivers late it is something else.
    PENALTY = r"\b(?:add(?:s|ed)?|charge[ds]?|attracts?|bears?|carr(?:y|ies)|extra|fines?|penalt(?:y|ies)|surcharges?)\b";
    DAY_OF_DELAY = r"\b(?:each|every|per)\s+(?:calendar\s+)?(?:day|week|month)\s+(?:of\s+)?(?:the\s+)?(?:arrears|default|delay|late|overdue)\b";
    OF_PAYMENT = r"\b(?:accounts?|fees|rent|pay\w*|paid|invoices?|bills?|owed?|owing|arrears)\b";
    OF_WORK = r"\b(?:complet\w+|deliver\w*|milestones?|perform\w*|respon\w+|ship\w*|works?)\b";
    INTEREST = r"\binterest\b";
    OVER_TIME = r"/\s?(?:month|mo|annum|year|yr|day)\b|\b(?:per|each|every|a|an|for\s+each)\s+(?:(?:calendar|commenced|full|started)\s+)?(?:month|year|annum|day|week)\b|\b(?:monthly|annual\w*|yearly|daily)\b|\bp\.?a\.?\b";
    // A share of the sum that is late, once.
    OF_THE_SUM = r"^\s*\)?\s*of\s+(?:the|any|such|each|that|all)\s+(?:\w+\s+){0,3}?(?:amounts?|sums?|payments?|instal?lments?|rent|balance|invoices?)\b";
    LATE_CHARGE = r"\blate\s+(?:payment\s+)?(?:charge|fee)s?\s+(?:of|equal\s+to)\s*(?:[\w-]+\s+per\s?cent\s*\(\s*)?$";
    CEILING = r"\b(?:cap|maximum|ceiling)\s+of\s*$";
    NO_RATE = r"\b(?:discount|credits?|vat|tax)\b[^.;]{0,20}$|^\s*(?:discount|of\s+the\s+(?:shares|equity|profits))\b";
}

/// From this share on it is one of something else, in per cent.
const HIGHEST: Decimal = Decimal::from_parts(40, 0, 0, false, 0);

/// Whether the words tell of a payment that is late.
fn is_late(words: &str) -> bool {
    LATE.find_iter(words).any(|found| {
        let is_arrears = found.as_str().to_lowercase().starts_with("arrear");
        !(is_arrears && BY_PERIOD.is_match(&words[..found.start()]))
    })
}

/// Whether a share is asked for again and again, or the words around it say that it is asked for.
fn is_charged(before: &str, after: &str) -> bool {
    let is_asked = PENALTY.is_match(last(before, 50)) || PENALTY.is_match(first(after, 60));
    OVER_TIME.is_match(first(after, if is_asked { 60 } else { 25 }))
        || DAY_OF_DELAY.is_match(before)
}

/// The longest sentence that may be the heading of the next one, in bytes.
const HEADING: usize = 60;

/// The rate of interest on late payments.
pub(super) fn late_interest(p: &Passage) -> Option<Hit> {
    let heading = if p.previous.len() < HEADING {
        p.previous
    } else {
        ""
    };
    let is_penalty = is_late(p.sentence)
        && OF_PAYMENT.is_match(p.sentence)
        && !OF_WORK.is_match(p.sentence)
        && OVER_TIME.is_match(p.sentence);
    let is_named = CHARGES.is_match(p.sentence) || CHARGES.is_match(heading);
    let charges = is_named || is_penalty;
    let is_about = charges
        && (is_late(p.sentence)
            || mentions(p.previous, &["late"])
            || is_late(heading)
            || GOES_ON.is_match(p.sentence)
                && is_late(p.previous)
                && mentions(p.previous, &["interest"])
            || OF_THE_LATE.is_match(p.sentence))
        || LATE_ROW.is_match(p.sentence);
    let is_raised = DEFAULT_RATE.is_match(p.sentence) && mentions(p.previous, &["interest"]);
    // A late charge of so much of the instalment is a sum, not a rate.
    let is_rate = INTEREST.is_match(p.sentence) || OVER_TIME.is_match(p.sentence);
    if !(is_about && is_rate || is_raised) {
        return None;
    }
    if NO_INTEREST.is_match(p.sentence) {
        return None;
    }
    let mut rates = percents(p.sentence);
    rates.retain(|(span, share)| {
        let (before, after) = (p.before(*span), p.after(*span));
        *share < HIGHEST
            && !NO_RATE.is_match(before)
            && !NO_RATE.is_match(after)
            && !CEILING.is_match(before)
            && (is_named || !is_penalty || is_charged(before, after))
            && !is_former(p, *span)
            && !is_foreign(p, *span)
    });
    // Where a charge on the late sum stands beside interest, the interest is the rate.
    let is_charge = |span: &Span| {
        let after = p.after(*span);
        let rest = OF_THE_SUM.find(after).map(|sum| &after[sum.end()..]);
        let rest = rest.or(LATE_CHARGE.is_match(p.before(*span)).then_some(after));
        rest.is_some_and(|rest| !OVER_TIME.is_match(first(rest, 20)))
    };
    let is_interest = |span: &Span| CHARGES.is_match(last(p.before(*span), 70));
    let rate = rates
        .iter()
        .position(|(span, _)| is_interest(span) && !is_charge(span));
    let (span, share) = rates.into_iter().nth(rate.unwrap_or(0))?;
    Some(Hit {
        weight: if is_about { 5 } else { 4 },
        span,
        value: Value::Percent(share),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn what_is_asked_of_the_late_has_many_names_and_what_is_paid_in_arrears_is_not_late() {
        for (sentence, expected) in [
            (
                "Default interest accrues at three (3) percent above the prime rate.",
                Some("3%"),
            ),
            (
                "Overdue sums | 3% a year above base rate, day by day",
                Some("3%"),
            ),
            (
                "Accounts past thirty days are subject to a carrying charge of 2% monthly.",
                Some("2%"),
            ),
            (
                "For each day of delay in payment the Buyer pays a fine of 0.1% of the sum.",
                Some("0.1%"),
            ),
            (
                "If the rent is unpaid on its day it carries interest at ten per centum.",
                Some("10%"),
            ),
            (
                "Amounts not paid after the final date for payment bear 4% interest a year.",
                Some("4%"),
            ),
            (
                "The Borrower pays interest at 6.5% per annum, quarterly in arrears.",
                None,
            ),
            (
                "For each week of delay in delivery a penalty of 0.5% per week is deducted from the payment.",
                None,
            ),
            (
                "We charge no interest on late invoices but recover an agent's fee of 15% a year.",
                None,
            ),
        ] {
            assert_eq!(
                read(late_interest, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
        let under =
            |heading, sentence| crate::offline::passage::after(late_interest, heading, sentence);
        let rate = "Overdue invoices: one and one-quarter percent (1.25%) monthly.";
        assert_eq!(under("3. Late fees.", rate).as_deref(), Some("1.25%"));
        let goes_on =
            "Interest under this clause will accrue each day at 4% a year above base rate.";
        let late = "If a party fails to make a payment by the due date, it shall pay interest.";
        assert_eq!(under(late, goes_on).as_deref(), Some("4%"));
        assert_eq!(under("The Borrower pays interest.", goes_on), None);
    }

    /// I29: the rate on arrears is read in its usual forms, other rates are not.
    #[test]
    fn the_rate_on_arrears_is_told_from_other_rates() {
        for (sentence, expected) in [
            (
                "Late payments incur interest at eight percentage points above the base rate.",
                Some("8%"),
            ),
            (
                "If the Buyer fails to pay on time, interest runs at 4% a year above the base rate.",
                Some("4%"),
            ),
            (
                "Sums not paid when due accrue a late charge of one and one-half percent (1.5%) per month.",
                Some("1.5%"),
            ),
            ("Default interest is 10 per cent per annum.", Some("10%")),
            ("The loan bears interest at 5% per annum.", None),
            (
                "Overdue amounts bear interest at 1.5% per month.",
                Some("1.5%"),
            ),
            (
                "Lessee shall pay a late charge of five percent (5%) of the overdue amount, together with interest at eighteen percent (18%) per annum.",
                Some("18%"),
            ),
            (
                "A late charge of 10% is due on amounts 5 days late, and thereafter interest accrues at 12% per annum.",
                Some("12%"),
            ),
            (
                "Late payments bear interest at one and one-half percent (1-1/2%) per month.",
                Some("1.5%"),
            ),
            (
                "Late payments bear interest at SOFR plus 300 basis points.",
                Some("3%"),
            ),
            (
                "“1.5% per month” is replaced by “1% per month” as the interest on late payments.",
                Some("1%"),
            ),
            (
                "Under the Loan Agreement, overdue amounts bear interest at 9% per annum.",
                None,
            ),
            ("Seller transfers a 50% interest in the company.", None),
            (
                "A late delivery entitles the Buyer to a discount of 5%.",
                None,
            ),
        ] {
            assert_eq!(
                read(late_interest, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
