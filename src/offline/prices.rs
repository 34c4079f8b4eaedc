//! What is paid, when, and the most that anybody is liable for.
//!
//! Sums are only read, never added up: a total that the contract does not state is not stated.

use super::durations::periods;
use super::money::{amounts, percents};
use super::multiples::multiple;
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::terms::{last, mentions};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    NET_BEFORE = r#"\bnet\s*["“]?$"#;
    LABELLED = r"\b(?:terms\s+of\s+payment|settlement|credit\s+period|payment(?:\s+(?:terms?|period|deadline|target))?)\s*(?:[:|]|\x20{2}|\t)\s*$|^\W*payment\s+(?:within|in|is\s+due\s+within)\s*$";
    NET_BARE = r"\bnet[\s-]+(?P<d>\d{2,3})\b";
    WITHIN_BEFORE = r"\b(?:within|in|than|due|is|are|payable|pays)\s*\(?$";
    INVOICE_AFTER = r"^\s*after\s+(?:we|it|you|they)\s+(?:receives?|gets?)\b[^.;]{0,40}\b(?:invoice|statement|it)\b|^['’]?s?\s*(?:calendar\s+)?(?:after|of|from|following)\b[^.;]{0,80}\b(?:invoices?|receipt|receiv\w+|bill\w*|statement|issued?|date)\b";
    PAYS = r"\b(?:pay|pays|paid|payable|payment|due|settle|settled)\b";
    INVOICE = r"\b(?:in(?:-\s+)?voic\w+|bill\w*|(?:settle|pay)\w*\s+(?:the\s+|its\s+|our\s+|your\s+|such\s+|each\s+)?accounts?|accounts?\s+(?:are|is|shall|must|to)\b)";
    PAYS_IT = r"\bpay\s+(?:it|them|each|that|this|the\s+same)\b";
    TERMS_LABEL = r"^\W*(?:payment\s+)?terms\b";
    NOT_PAYMENT = r"\b(?:disput\w+|refund\w*|credit\w*|overdue|suspend\w*|unpaid|audit\w*|underpa\w+|royalt\w+|expenses?|terminat\w+|discount)\b";
    TOTAL = r"\b(?:grand\s+total|total\s+order\s+value|total\s+(?:amount\s+)?(?:due|payable))\b[^.;$€£]{0,40}(?:\(ex[^()]{0,20}\)[^.;$€£]{0,20})?$|\b(?:pay|pays|paid|receives?|for|of)\s+(?:\w+\s+){0,3}?a\s+total\s+(?:sum\s+)?of\s*$|\b(?:total|aggregate|fixed|flat|lump|single|overall|entire|all-?in(?:clusive)?)\s+(?:\w+\s+){0,4}?(?:fees?|price|value|amount|consideration|costs?|sum|compensation|charges?)\b[^.;$€£]{0,110}$";
    PRICE = r"\b(?:lends?|principal\s+(?:amount|sum))\b[^.;$€£]{0,50}$|\b(?:purchase\s+price|contract\s+(?:price|value|sum|amount)|licen[cs]e\s+fee|order\s+value|consideration|project\s+(?:price|fee))\b[^.;$€£]{0,70}\b(?:is|of|be|are|equal\s+to)\b[^.;$€£]{0,30}$|\b(?:purchase\s+price|contract\s+(?:price|value|sum|amount)|order\s+value|fixed\s+fee)\s*[:|]\s*$";
    TOTAL_LABEL = r"(?:^|\n|\x20{2}|\t|\|)\s*(?:(?:purchase\s+)?order\s+|grand\s+|sub)?total(?:\s+(?:price|order\s+value|contract\s+value|fees?|amount|value|cost|due))?\s*(?:\.{3}|\(firm[^()]{0,20}\)|\(ex[^()]{0,20}\)|\(net\)|excl\.?\s+\w+)?[\s:|]*$";
    IN_TOTAL = r"^\s*(?:in\s+(?:total|all|aggregate)|all\s+in\b|altogether)\b";
    NOT_TOTAL = r"\b(?:up\s+to|more\s+than|in\s+consideration\s+of|liab\w+|insur\w+|indemn\w+|exceed\w*|minimum|at\s+least|less\s+than|damages|annual|monthly|quarterly|per|instal\w+|discount|deductible|occurrence|revenue|sales|coverage)\b";
    CAP_CUE = r"\b(?:most|maximum)\b[^.;]{0,80}\b(?:can|may)\s+owe\b[^.;]{0,80}\bis\b|\bliability\s+ceiling\b\s*[:|]?|\bcap\s+on\s+liability\b[\s:|.]*|\b(?:limited\s+to),?\s+(?:and\s+|or\s+)?(?:shall|will|may)\s+not\s+exceed,?|\bliability\s+cap\b\s*[:|]?|\b(?:exceed(?:s|ing)?|ex-\s+ceeds?|limited\s+to|limited\s+in|limit\s+of|maximum|capped\s+at|cap\s+of|greater\s+than|more\s+than|up\s+to|surpass(?:es)?|confined\s+to)\b|\btotal\s+liability\s*[:|]";
    NEW_WORDS = r"\b(?:replaced\s+(?:by|with)|substitut\w+)\b";
    LIABLE = r"\b(?:liabilit\w+|liable|responsib(?:le|ility)\s+(?:to|for)\b[^.;]{0,60}\b(?:more\s+than|limited\s+to|exceed)|can\s+owe|damages\b[^.;]{0,40}\b(?:more\s+than|exceed\w*)|responsible\s+for\s+(?:\w+\s+){0,3}(?:loss\w*|damages?))\b";
    NOT_CAP = r"\b(?:insurance|deductible|policy|policies|coverage|per\s+occurrence|premium)\b";
    FEES = r"\bwhat\s+(?:you|the\s+\w+)\s+(?:have\s+|has\s+)?paid\b|\b(?:fees?|amounts?|sums?|charges|consideration|compensation|remuneration|payments?|price)\b(?:\s+\w+){0,6}?\s+(?:paid|payable|received|due|owed|earned)\b|\b(?:fees?|charges|price|consideration)\b";
    OF_THE_YEAR = r"\b(?:fees?|charges|price|amounts?|sums?|consideration|remuneration)\b[^.;]{0,80}\b(?:in|for|during|of)\s+(?:that|such|the|this|any|each)\s+(?:(?:relevant|same|applicable|current|preceding|previous|prior|respective)\s+)*(?:contract\s+|calendar\s+|financial\s+|agreement\s+|service\s+)?year\b|\b(?:annual|yearly|one\s+year['’]s)\s+(?:\w+\s+){0,2}(?:fees?|charges|price|remuneration)\b";
    OF_THAT_PERIOD = r"\b(?:fees?|charges|amounts?|sums?)\b[^.;]{0,80}\b(?:in|for|during)\s+(?:that|such|the\s+same)\s+period\b";
    MONTHS_OF = r"\b(?:in|during|over|for|within|of)\s+(?:the\s+|any\s+|a\s+|such\s+)?(?:(?:prior|preceding|previous|last|immediately|first|consecutive|period\s+of|the)\s+)*\(?$";
    SHARE_OF = r"^\s*\)?\s*of\b[^.;]{0,60}\b(?:sum|fees?|amounts?|price|charges|value|paid|payable|consideration)\b";
}

/// How long after the invoice it must be paid.
pub(super) fn payment_terms(p: &Passage) -> Option<Hit> {
    let replaced = mentions(p.sentence, &["replac", "in lieu"]);
    let mut best: Option<Hit> = None;
    for (span, period) in periods(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let mut weight = match () {
            () if NET_BEFORE.is_match(before) || LABELLED.is_match(before) => 8,
            () if INVOICE.is_match(p.sentence)
                && PAYS.is_match(p.sentence)
                && WITHIN_BEFORE.is_match(before)
                && INVOICE_AFTER.is_match(after) =>
            {
                8
            }
            () if INVOICE.is_match(last(before, 80))
                && mentions(last(before, 30), &["payable", "due", "paid"]) =>
            {
                7
            }
            () if INVOICE.is_match(p.sentence)
                && PAYS.is_match(last(before, 100))
                && WITHIN_BEFORE.is_match(before) =>
            {
                6
            }
            () if INVOICE.is_match(p.sentence)
                && PAYS.is_match(last(before, 60))
                && INVOICE_AFTER.is_match(after) =>
            {
                6
            }
            () if INVOICE.is_match(p.previous)
                && PAYS_IT.is_match(last(before, 60))
                && WITHIN_BEFORE.is_match(before) =>
            {
                6
            }
            () => continue,
        };
        weight -= i32::from(NOT_PAYMENT.is_match(last(before, 120))) * 3;
        weight -= i32::from(mentions(after, &["before", "prior to"]) && weight < 8) * 4;
        if weight >= 5 {
            let hit = Hit {
                weight,
                span,
                value: Value::Period(period),
            };
            let is_new_wording =
                replaced && best.as_ref().is_some_and(|best| best.weight == weight);
            best = if is_new_wording {
                Some(hit)
            } else {
                heavier(best, Some(hit))
            };
        }
    }
    best.or_else(|| net_days(p))
}

/// `Net 30` without a unit counts days.
fn net_days(p: &Passage) -> Option<Hit> {
    let captures = NET_BARE.captures(p.sentence)?;
    let (whole, digits) = (captures.get(0)?, captures.name("d")?);
    let days = digits.as_str().parse().ok()?;
    let about = INVOICE.is_match(p.sentence)
        || PAYS.is_match(p.sentence)
        || PAYS.is_match(p.previous)
        || TERMS_LABEL.is_match(p.sentence);
    about.then(|| Hit {
        weight: 6,
        span: Span::new(whole.start(), whole.end()),
        value: Value::Period(Period::new(days, Unit::Day)),
    })
}

/// The total price, where the contract states one sum.
pub(super) fn total_value(p: &Passage) -> Option<Hit> {
    let mut best = None;
    for (span, money) in amounts(p.sentence) {
        let before = p.before(span);
        let mut weight = match () {
            () if TOTAL_LABEL.is_match(before) => 7,
            () if TOTAL.is_match(before) || IN_TOTAL.is_match(p.after(span)) => 7,
            () if PRICE.is_match(before) => 5,
            () => continue,
        };
        weight -= i32::from(NOT_TOTAL.is_match(last(before, 110))) * 4;
        weight -=
            i32::from(mentions(p.after(span), &["per ", "each year", "annually"]) && weight < 7)
                * 2;
        weight += i32::from(mentions(
            p.sentence,
            &["term", "agreement", "order form", "sow"],
        ));
        if weight >= 5 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Money(money),
                }),
            );
        }
    }
    best
}

/// The general limit of liability in canonical words.
pub(super) fn liability_cap(p: &Passage) -> Option<Hit> {
    let replaces = (LIABLE.is_match(p.previous) || LIABLE.is_match(p.sentence))
        && mentions(p.sentence, &["replac", "substitut"]);
    if !(LIABLE.is_match(p.sentence) || replaces) || NOT_CAP.is_match(p.sentence) {
        return None;
    }
    let cue = CAP_CUE.find_iter(p.sentence).find(|cue| {
        LIABLE.is_match(&p.sentence[..cue.end()]) || LIABLE.is_match(&p.sentence[cue.end()..])
    });
    let by_new_words = || NEW_WORDS.find(p.sentence).filter(|_| replaces);
    let cue = cue.or_else(by_new_words)?;
    let mut limits = limits(p.sentence, cue.end());
    if limits.is_empty() {
        limits.extend(of_the_year(p.sentence, cue.end()));
    }
    let span = Span::new(
        cue.start(),
        limits.last().map_or(cue.end(), |(span, _)| span.end),
    );
    let texts: Vec<&str> = limits.iter().map(|(_, text)| text.as_str()).collect();
    let value = match texts.as_slice() {
        [] => return None,
        [only] => (*only).to_owned(),
        [first, second, ..] => {
            let word = if mentions(&p.sentence[cue.end()..], &["lesser", "lower of"]) {
                "lesser"
            } else {
                "greater"
            };
            format!("{word} of {first} and {second}")
        }
    };
    let general = mentions(
        p.sentence,
        &[
            "total",
            "aggregate",
            "cumulative",
            "entire",
            "maximum",
            "in any event",
        ],
    );
    let both = mentions(p.sentence, &["each party", "either party", "neither party"]);
    Some(Hit {
        weight: 6 + i32::from(general) * 2 + i32::from(both),
        span,
        value: Value::Text(value),
    })
}

/// The fees of the year, or of a period that the words before the cue name.
fn of_the_year(sentence: &str, from: usize) -> Option<(Span, String)> {
    let (head, tail) = sentence.split_at(from);
    let at = |found: regex::Match<'_>| Span::new(from + found.start(), from + found.end());
    if let Some(found) = OF_THAT_PERIOD.find(tail) {
        let (_, period) = periods(head).into_iter().last()?;
        return Some((at(found), format!("{period} of fees")));
    }
    let found = OF_THE_YEAR.find(tail)?;
    Some((at(found), "12 months of fees".to_owned()))
}

/// The limits that follow the cue: amounts, months of fees, shares of fees. Two only where the
/// sentence weighs them against each other.
fn limits(sentence: &str, from: usize) -> Vec<(Span, String)> {
    let tail = &sentence[from..];
    let at = |span: Span| Span::new(from + span.start, from + span.end);
    let mut found: Vec<(Span, String)> = Vec::new();
    for (span, money) in amounts(tail) {
        found.push((at(span), money.to_string()));
    }
    for (span, share) in percents(tail) {
        if SHARE_OF.is_match(&tail[span.end..]) {
            found.push((at(span), format!("{}% of fees", share.normalize())));
        }
    }
    let has_share = found.iter().any(|(_, text)| text.ends_with("% of fees"));
    let times = multiple(tail).filter(|_| !has_share);
    let fees = FEES.find(tail).map(|fees| fees.end());
    if let Some((span, share)) = times {
        found.push((at(span), share));
    } else if let (Some(fees), false) = (fees, has_share) {
        let months = periods(tail).into_iter().find(|(span, period)| {
            span.start >= fees.saturating_sub(60)
                && matches!(period.unit, Unit::Month | Unit::Year)
                && (MONTHS_OF.is_match(&tail[..span.start])
                    || mentions(&tail[..span.start], &["paid", "payable", "received"]))
        });
        if let Some((span, period)) = months {
            found.push((at(span), format!("{period} of fees")));
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    let weighs = mentions(
        tail,
        &[
            "greater of",
            "lesser of",
            "higher of",
            "lower of",
            "whichever",
        ],
    );
    found.truncate(if weighs { 2 } else { 1 });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn payment_terms_are_counted_from_the_invoice() {
        for (sentence, expected) in [
            (
                "Customer shall pay each invoice within thirty (30) days of receipt of the invoice.",
                "30 days",
            ),
            (
                "Invoices are payable within fourteen days of the date of the invoice.",
                "14 days",
            ),
            ("All fees are due net 60.", "60 days"),
            (
                "Client shall pay net thirty (30) days after receipt of an invoice.",
                "30 days",
            ),
            (
                "Section 4 is amended by replacing “net thirty (30) days” with “net forty-five (45) days”.",
                "45 days",
            ),
        ] {
            assert_eq!(
                read(payment_terms, sentence).as_deref(),
                Some(expected),
                "{sentence}"
            );
        }
        assert_eq!(
            read(
                payment_terms,
                "Customer shall give notice of a disputed invoice within ten (10) days of receipt."
            ),
            None
        );
    }

    #[test]
    fn a_cap_is_told_in_one_canonical_form() {
        for (sentence, expected) in [
            (
                "In no event shall either party's aggregate liability exceed five hundred thousand dollars ($500,000).",
                "USD 500000.00",
            ),
            (
                "Its total liability shall not exceed the fees paid or payable in the twelve (12) months preceding the claim.",
                "12 months of fees",
            ),
            (
                "Contractor's total liability is limited to one and one-half times the fees payable.",
                "150% of fees",
            ),
            (
                "Neither party is responsible to the other for more than one million dollars ($1,000,000) in total.",
                "USD 1000000.00",
            ),
            (
                "The most that Licensor can owe Licensee is two times the fees paid.",
                "200% of fees",
            ),
            (
                "No party's cumulative liability shall surpass USD 1,200,000.",
                "USD 1200000.00",
            ),
            (
                "The liability of the Supplier is limited to 150% of the Fees paid in that year.",
                "150% of fees",
            ),
            (
                "Total liability will not exceed the greater of $100,000 and the fees paid during the six months before the claim.",
                "greater of USD 100000.00 and 6 months of fees",
            ),
        ] {
            assert_eq!(
                read(liability_cap, sentence).as_deref(),
                Some(expected),
                "{sentence}"
            );
        }
        assert_eq!(
            read(
                liability_cap,
                "Supplier shall carry liability insurance of not more than $1,000,000."
            ),
            None
        );
        assert_eq!(
            read(
                liability_cap,
                "Neither party is liable for indirect damages."
            ),
            None
        );
    }

    #[test]
    fn a_total_is_neither_a_minimum_nor_a_limit() {
        assert_eq!(
            read(
                total_value,
                "The total fees payable under this Order Form are USD 184,500.00."
            )
            .as_deref(),
            Some("USD 184500.00")
        );
        assert_eq!(
            read(
                total_value,
                "Reseller shall purchase an aggregate amount of at least EUR 400,000."
            ),
            None
        );
        assert_eq!(read(total_value, "The total annual fee is $90,000."), None);
    }
}
