//! How prices rise.
//!
//! A share that is no rise (interest, a discount, a tax) is never taken for one, and nothing is computed but
//! what a share over a hundred adds.

use super::money::percents;
use super::numbers;
use super::passage::{Hit, Passage};
use super::patterns::{Pattern, pattern};
use super::standing::is_former;
use super::terms::mentions;
use crate::domain::document::Span;
use crate::domain::value::Value;
use rust_decimal::Decimal;
use std::sync::LazyLock;

patterns! {
    RISES = r"\bput\b[^.;]{0,20}\bup\b|\b(?:increas\w+|escalat\w+|uplift\w*|index(?:ed|ation|-linked)?|adjust\w*|ris(?:e|es|en)|rais(?:e[ds]?|ing)|go(?:es)?\s+up|steps?\s+up|grows?|growing|hikes?|increments?|enhanced|change|revis(?:e[ds]?|ion)|reviewed|var(?:y|ied))\b";
    pub(super) PRICES = r"\b(?:fees?|prices?|pricing|charges?|rents?|rentals?|hire|tariffs?|retainer|rates?|subscription|remuneration|minimum)\b";
    // What stands for the price that the sentence before names.
    STANDS_FOR = r"^\W*(?:[\w,]+\s+){0,6}?(?:it|they|these|this|that)\s+(?:(?:will|shall|may|is|are|be|then|each\s+year|annually)\s+){0,3}(?:go(?:es)?\s+up|ris(?:e|es)|increas\w+|escalat\w+|index\w+|adjust\w+|raised)\b";
    REVIEWS = r"\breview\b";
    // A change that gives a right where it is large enough, or that has happened, is no promise of one.
    IF_MORE = r"\b(?:if|where|should|when(?:ever)?|in\s+the\s+event)\b[^.;,]{0,100}\bby\s+(?:more\s+than|at\s+least|over)\s*$";
    HAPPENED = r"\b(?:has|have|had)\s+(?:\w+\s+)?(?:risen|increased|gone\s+up|grown|rose)\s+(?:by\s+)?(?:about\s+|some\s+)?$";
    // The old price is in it: `increased to 103% of the rent of the year before`.
    TO_SO_MUCH = r"\b(?:to|than|equal\s+to|be|is|by|at)\s*$";
    OF_IT = r"^\s*\)?\s*(?:of\b|$|[.,;])";
    UPLIFT = r"\b(?:uplift|increments?|escalat\w+|indexation|rent\s+(?:review|increase)|price\s+(?:increase|adjustment))\b";
    OVER_BEFORE = r"\bexceed\b[^.;]{0,80}\bby\s+more\s+than\b|\b(?:then[\s-]+current|previous|prior|preceding|expiring)\b[^.;]{0,60}\bby\s+more\s+than\b|\b(?:preceding|previous|prior)\s+(?:\w+\s+)?(?:year|period|term)\b[^.;]{0,20}\bplus\b|\b(?:that|those|fees?|rent|price|charges?)\s+(?:of|for|in)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:year|term|period)\s+(?:\w+\s+)?plus\b|\b1[0-4]\d(?:\.\d+)?\s?(?:%|per\s?cent)\)?\s+of\b[^.;]{0,40}\b(?:preceding|previous|prior|then[\s-]+current|expiring|year\s+before)\b";
    // Prices that go with an index, or are told to be so much more each year.
    GOES_WITH = r"\b(?:in\s+line\s+with|linked\s+to|follows?|tracks?|moves?\s+with)\b[^.;]{0,40}\b(?:consumer\s+price|retail\s+price|inflation|(?-i:CPI|RPI))|\bplus\s+[^.;%]{0,40}(?:%|per\s?cent)\)?\s+(?:annually|yearly|(?:per|a|each|every)\s+year)\b";
    PLUS = r"(?:\bplus|\+)\s*(?:an\s+additional\s+)?$";
    NOT_A_RISE = r"\b(?:interest|late|overdue|discount|tax(?:es)?|vat|liabilit\w+|insur\w+|volume|purchas\w+|orders?\s+by|credits?|commissions?|royalt\w+|threshold|changes?\s+by\s+more\s+than|surcharges?|overtime|rush|end[\s-]users?|fails?\s+to|extended\s+beyond)\b";
    INDEX = r"\b(?P<n>(?-i:CPIH?|RPIX?|ECI|HICP|PPI))\b|\b(?P<c>consumer\s+price(?:s)?\s+index)\b|\b(?P<e>employment\s+cost\s+index)\b|\b(?P<o>(?:net|producer|wholesale|building|construction|labou?r|wage)\s+(?:price|cost|wage)s?\s+index)\b|\b(?P<r>retail\s+price(?:s)?\s+index)\b";
    LIMIT = r"\b(?:kept|held)\s+(?:to|at)\b[^.;]{0,40}$|\b(?:cannot|n['’]t)\b[^.;]{0,60}\bby\s+more\s+than\b[^.;]{0,40}$|\b(?:no|nor\s+(?:shall|will)\s+any|event\s+(?:shall|will|may)\s+(?:any|an|the))\s+(?:\w+\s+){0,2}?(?:increase|adjustment|rise|change|uplift)s?\b[^.;%]{0,30}\bexceeds?\b[^.;]{0,40}$|\bnot\b[^.;]{0,60}\bby\s+more\s+than\b[^.;]{0,40}$|\bno\s+(?:such\s+)?(?:increase|adjustment|rise|change|uplift)s?\b[^.;%]{0,30}\bbe\s+(?:more|greater|higher)\s+than\b[^.;]{0,40}$|\b(?:never|not)\b[^.;]{0,80}\b(?:over|above|beyond)\s*$|\b(?:restricted\s+to|not\s+(?:to\s+)?exceed\w*|at\s+most|(?:ceiling|limit|maximum)\s+of|(?:no|not(?:\s+be)?)\s+(?:higher|greater)\s+than|no\s+more\s+than|not\s+(?:to\s+)?(?:be\s+)?more\s+than|up\s+to|maximum|max\.?|capped\s+at|caps?\s+of|limited\s+to|in\s+no\s+event\s+to\s+top|not\s+above|not\s+be\s+greater\s+than|exceeding)\b[^.;]{0,40}$";
    LIMIT_AFTER = r"^\s*\)?\s*(?:or\s+(?:less|lower)|at\s+(?:the\s+)?most|maximum|max\b)";
    AT_LEAST = r"\b(?:at\s+least|minimum\s+of|not\s+less\s+than|no\s+less\s+than)\s*$";
    LESSER = r"\b(?:lesser|lower)\s+of\b|\bwhichever\b[^.;]{0,30}\b(?:lesser|lower|less|smaller|lowest)\b";
    GREATER = r"\b(?:greater|higher)\s+of\b|\bwhichever\b[^.;]{0,30}\b(?:greater|higher|larger|more|highest|greatest)\b";
}

/// How prices rise, in one canonical form: `3%`, `max 6%`, `CPI`, `CPI, max 3%`, `lesser of CPI and 4%`.
pub(super) fn price_escalator(p: &Passage) -> Option<Hit> {
    let sentence = p.sentence;
    let rise = RISES
        .find(sentence)
        .or_else(|| OVER_BEFORE.find(sentence))
        .or_else(|| UPLIFT.find(sentence))
        .or_else(|| GOES_WITH.find(sentence))?;
    let before = index_before(p);
    let is_of_prices = PRICES.is_match(sentence)
        || PRICES.is_match(p.previous) && STANDS_FOR.is_match(sentence)
        || before.is_some()
        || UPLIFT.is_match(sentence)
        || limits_a_rise(p);
    if !is_of_prices || NOT_A_RISE.is_match(sentence) {
        return None;
    }
    let mut shares = percents(sentence);
    shares.retain(|(span, _)| {
        let before = lead(p.before(*span));
        let is_condition = IF_MORE.is_match(before) && !mentions(before, &[" not ", "no "]);
        !is_former(p, *span) && !is_condition && !HAPPENED.is_match(before)
    });
    for (span, share) in &mut shares {
        *share = over_the_old(p, *span, *share);
    }
    let index = INDEX
        .captures(sentence)
        .map(|found| index_name(&found))
        .or(before);
    let limited = shares.first().is_some_and(|(span, _)| is_limit(p, *span));
    let share = shares
        .first()
        .map(|(span, share)| (*span, format!("{}%", share.normalize())));
    let (span, value) = match (share, index) {
        (Some((span, share)), Some(index)) if LESSER.is_match(sentence) => {
            (span, weighed("lesser", sentence, (span, share), index))
        }
        (Some((span, share)), Some(index)) if GREATER.is_match(sentence) => {
            let weighed = weighed("greater", sentence, (span, share), index);
            // What is no more than the greater of two is no rise by it.
            let most = if limited { "max " } else { "" };
            (span, format!("{most}{weighed}"))
        }
        (Some((span, _)), Some(index)) => (span, bounded(p, index, &shares)),
        (Some((span, share)), None) if limited => (span, format!("max {share}")),
        (Some((span, share)), None) => (span, share),
        (None, Some(index)) => (Span::new(rise.start(), rise.end()), index),
        (None, None) => return None,
    };
    Some(Hit {
        weight: 6 + i32::from(value.contains(',')),
        span,
        value: Value::Text(value),
    })
}

/// The rise that a share over a hundred stands for, where it is told of the price before: `103% of the rent`.
fn over_the_old(p: &Passage, span: Span, share: Decimal) -> Decimal {
    let hundred = Decimal::ONE_HUNDRED;
    let is_whole = share > hundred
        && share < hundred * Decimal::TWO
        && TO_SO_MUCH.is_match(lead(p.before(span)))
        && OF_IT.is_match(p.after(span));
    if is_whole { share - hundred } else { share }
}

/// `index` with what is added to it, and its bounds: `CPI plus 2%, max 5%`, `CPI, min 2%, max 5%`.
fn bounded(p: &Passage, mut index: String, shares: &[(Span, Decimal)]) -> String {
    let (mut least, mut most) = (None, None);
    for (at, (span, share)) in shares.iter().enumerate() {
        let before = lead(p.before(*span));
        let share = share.normalize();
        if PLUS.is_match(before) {
            index = format!("{index} plus {share}%");
        } else if AT_LEAST.is_match(before) {
            least = least.or(Some(share));
        } else if at == 0 || LIMIT.is_match(before) {
            most = most.or(Some(share));
        }
    }
    let least = least.map(|share| format!(", min {share}%"));
    let most = most.map(|share| format!(", max {share}%"));
    index + &least.unwrap_or_default() + &most.unwrap_or_default()
}

/// The words before a share without the share itself in words: `plus` of `plus two percent (2%)`.
fn lead(before: &str) -> &str {
    let words = IN_WORDS.find(before);
    words.map_or(before, |words| before[..words.start()].trim_end())
}

static IN_WORDS: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    pattern(&format!(
        r"\b{words}\s*per\s?cent(?:age\s+points?)?\s*\(\s*$"
    ))
});

/// Whether the sentence limits the rise of prices that the one before speaks of.
fn limits_a_rise(p: &Passage) -> bool {
    (RISES.is_match(p.previous) || REVIEWS.is_match(p.previous))
        && PRICES.is_match(p.previous)
        && percents(p.sentence)
            .first()
            .is_some_and(|(span, _)| is_limit(p, *span))
}

/// Whether the words around a share bound the rise.
fn is_limit(p: &Passage, span: Span) -> bool {
    LIMIT.is_match(p.before(span)) || LIMIT_AFTER.is_match(p.after(span))
}

/// The index by which the sentence before says that prices move, where this one limits the move.
fn index_before(p: &Passage) -> Option<String> {
    if !limits_a_rise(p) {
        return None;
    }
    let found = INDEX.captures(p.previous)?;
    Some(index_name(&found))
}

/// Two measures that are weighed against each other, in the order of the text.
fn weighed(word: &str, sentence: &str, (span, share): (Span, String), index: String) -> String {
    let is_first = INDEX
        .find(sentence)
        .is_some_and(|found| span.start < found.start());
    let (first, second) = if is_first {
        (share, index)
    } else {
        (index, share)
    };
    format!("{word} of {first} and {second}")
}

fn index_name(found: &regex::Captures<'_>) -> String {
    if let Some(other) = found.name("o") {
        let words: Vec<&str> = other.as_str().split_whitespace().collect();
        return words.join(" ").to_lowercase();
    }
    match (found.name("n"), found.name("r"), found.name("e")) {
        (Some(name), _, _) => name.as_str().to_owned(),
        (_, Some(_), _) => "RPI".to_owned(),
        (_, _, Some(_)) => "ECI".to_owned(),
        _ => "CPI".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn rises_read_in_one_form_and_other_shares_are_none() {
        for (sentence, value) in [
            ("The Fees shall increase by 3% each year.", Some("3%")),
            (
                "Provider may increase prices by no more than 6% per renewal.",
                Some("max 6%"),
            ),
            (
                "Rent is adjusted each year by the lesser of CPI and 4.0%.",
                Some("lesser of CPI and 4%"),
            ),
            (
                "Charges rise with the Consumer Price Index, but by not more than 3.5%.",
                Some("CPI, max 3.5%"),
            ),
            (
                "Fees shall not increase by more than the lesser of 3.5% and the change in the Employment Cost Index.",
                Some("lesser of 3.5% and ECI"),
            ),
            (
                "The unit price will not increase by more than 6%.",
                Some("max 6%"),
            ),
            (
                "The fee is indexed by the net price index, always by at least 1%.",
                Some("net price index, min 1%"),
            ),
            (
                "Vendor may increase Fees by no more than the greater of four percent (4%) and CPI.",
                Some("max greater of 4% and CPI"),
            ),
            ("The rent goes up by 2% on each 1 May.", Some("2%")),
            (
                "The rent rises each year by 4% or CPI, whichever is the greater.",
                Some("greater of 4% and CPI"),
            ),
            (
                "The fees increase by CPI or 4%, whichever is less.",
                Some("lesser of CPI and 4%"),
            ),
            (
                "Licensor may increase the fee by CPI plus two percent (2%), not to exceed five percent (5%).",
                Some("CPI plus 2%, max 5%"),
            ),
            (
                "The rent is increased by CPI, with a minimum of 2% and a maximum of 5%.",
                Some("CPI, min 2%, max 5%"),
            ),
            (
                "Supplier may increase the fees annually, but no increase shall exceed 4%.",
                Some("max 4%"),
            ),
            (
                "The Charges are indexed by RPIX, subject to a cap of 3%.",
                Some("RPIX, max 3%"),
            ),
            (
                "The fee of each year is that of the preceding year plus 3%.",
                Some("3%"),
            ),
            (
                "On each anniversary the rent shall be increased to 103% of the rent of the year before.",
                Some("3%"),
            ),
            (
                "The Owner may revise the rental, the revision not to exceed four percent (4%).",
                Some("max 4%"),
            ),
            (
                "The rent shall stand enhanced by 15% upon the expiry of every three years.",
                Some("15%"),
            ),
            ("Annual increment on the fee: 4%", Some("4%")),
            (
                "Each July the rates move in line with the CPI.",
                Some("CPI"),
            ),
            (
                "If a statute raises the Supplier's costs by more than 2%, the Price is adjusted.",
                None,
            ),
            (
                "Personnel costs have risen by 6% and the Fees take account of it.",
                None,
            ),
            ("A rush surcharge increases the price by 25%.", None),
            ("Overtime increases the hourly rate by 50%.", None),
            ("Late fees bear interest, increased to 8%.", None),
            ("The Fees are due in 30 days.", None),
        ] {
            assert_eq!(
                read(price_escalator, sentence).as_deref(),
                value,
                "{sentence}"
            );
        }
    }

    #[test]
    fn what_the_sentence_before_names_may_be_what_rises() {
        let read = |previous, sentence| {
            crate::offline::passage::after(price_escalator, previous, sentence)
        };
        let price = "The monthly charge is $8,450.";
        let rise = "On every January 1 it is increased by 4%.";
        assert_eq!(read(price, rise).as_deref(), Some("4%"));
        assert_eq!(read("The dose is 8 mg.", rise), None);
    }
}
