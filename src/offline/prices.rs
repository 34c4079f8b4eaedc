//! What is paid in all, and when.
//!
//! Sums are only read, never added up: a total that the contract does not state is not stated.

use super::durations::periods;
use super::money::amounts;
use super::numbers;
use super::passage::{Hit, Passage, heavier};
use super::patterns::{Pattern, pattern};
use super::standing::{is_foreign, is_former, is_newer};
use super::terms::{first, last, mentions};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use std::sync::LazyLock;

patterns! {
    NET_BEFORE = r#"\bnet\s*["“]?$"#;
    NET_AFTER = r"^\s*,?\s*(?:strictly\s+)?net\b";
    // Who pays early gets something off; the time for it is not the time to pay.
    DISCOUNT_AFTER = r"^[^.;\d]{0,40}(?:less|minus|with|at|of|for|-)?\s*(?:an?\s+)?\d{1,2}(?:[.,]\d{1,2})?\s*(?:%|per\s?cent)\)?\s*(?:[\w-]+\s+){0,2}(?:discount|skonto)\b";
    LABELLED = r"\b(?:terms\s+of\s+payment|settlement|credit\s+(?:period|terms)|payment(?:\s+(?:terms?|period|deadline|target))?)\s*(?:[:|]|\x20{2}|\t)\s*$|^\W*payment\s+(?:within|in|is\s+due\s+within)\s*$";
    NET_BARE = r"\bnet[\s-]+(?:[a-z-]+\s*\(\s*)?(?P<d>\d{2,3})\b|\b(?-i:N)/?(?P<e>\d{2,3})\b";
    FINAL_DATE = r"\bfinal\s+date\s+for\s+payment\b[^.;]{0,60}$";
    EXCEPTION = r"\b(?:another|other)\s+(?:payment\s+)?methods?\b|\b(?:set-?up|deposit|mobili[sz]ation)\s+(?:fees?|invoices?)?\s*[^.;]{0,40}$|\b(?:first|initial)\s+invoice\b";
    TO_OTHERS = r"\bits\s+(?:own\s+)?(?:sub-?contractors?|sub-?consultants?|suppliers?|vendors?)\b";
    WITHIN_BEFORE = r"\b(?:within|in|than|due|is|are|payable|pays)\s*\(?$";
    INVOICE_AFTER = r"^\s*after\s+(?:we|it|you|they)\s+(?:receives?|gets?)\b[^.;]{0,40}\b(?:invoice|statement|it)\b|^['’]?s?\s*(?:calendar\s+)?(?:after|of|from|following)\b[^.;]{0,80}\b(?:invoices?|receipt|receiv\w+|bill\w*|statement|issued?|date)\b";
    PAYS = r"\b(?:pay|pays|paid|payable|payment|due|settle|settled)\b";
    INVOICE = r"\b(?:in(?:-\s+)?voic\w+|bill\w*|(?:settle|pay)\w*\s+(?:the\s+|its\s+|our\s+|your\s+|such\s+|each\s+)?accounts?|accounts?\s+(?:are|is|shall|must|to)\b)";
    PAYS_IT = r"\bpay\s+(?:it|them|each|that|this|the\s+same)\b";
    TERMS_LABEL = r"^[\W\d]*(?:payment\s+)?terms\b";
    NOT_PAYMENT = r"\b(?:disput\w+|refund\w*|credit\w*|overdue|suspend\w*|unpaid|audit\w*|underpa\w+|royalt\w+|expenses?|terminat\w+|discount)\b";
    TOTAL = r"\b(?:grand\s+total|total\s+order\s+value|total\s+(?:amount\s+)?(?:due|payable))\b[^.;$€£]{0,40}(?:\(ex[^()]{0,20}\)[^.;$€£]{0,20})?$|\b(?:pay|pays|paid|receives?|for|of)\s+(?:\w+\s+){0,3}?a\s+total\s+(?:sum\s+)?of\s*$|\b(?:total|aggregate|fixed|flat|lump|single|overall|entire|all-?in(?:clusive)?)\s+(?:\w+\s+){0,4}?(?:fees?|price|value|amount|consideration|costs?|sum|compensation|charges?)\b[^.;$€£]{0,110}$";
    PRICE = r"\b(?:lends?|principal\s+(?:amount|sum))\b[^.;$€£]{0,50}$|\b(?:purchase\s+price|(?:sub-?)?contract\s+(?:price|value|sum|amount)|licen[cs]e\s+fee|order\s+value|consideration|project\s+(?:price|fee))\b[^.;$€£]{0,70}\b(?:is|of|be|are|equal\s+to)\b[^.;$€£]{0,30}$|\b(?:purchase\s+price|(?:sub-?)?contract\s+(?:price|value|sum|amount)|order\s+value|fixed\s+fee)\s*[:|]\s*$|\bfor\s+(?:the\s+)?(?:full\s+)?(?:performance|completion)\s+of\s+(?:the\s+)?(?:work|services)\b[^.;$€£]{0,60}\bsum\s+of\b[^.;$€£]{0,90}$|\b(?:our|the)\s+fees?\s+for\s+(?:the|this|these)\s+(?:work|services|project|assignment|engagement)\b[^.;$€£]{0,50}\b(?:is|are|be)\b[^.;$€£]{0,20}$";
    TOTAL_LABEL = r"(?:^|\n|\x20{2}|\t|\|)\s*(?:\d[\d.]*\s+)?(?:(?:purchase\s+)?order\s+|grand\s+|sub)?total(?:\s+(?:net|gross|sum|price|rent|order\s+value|contract\s+value|fees?|amount|value|cost|due))?\s*(?:\.{3}|\(firm[^()]{0,20}\)|\(ex[^()]{0,20}\)|\(net\)|excl\.?\s+\w+)?[\s:|]*$|(?:^|\n|\x20{2}|\t|\|)\s*total\s+(?:fees?|charges?|price|value)\s+for\s+(?:the\s+)?(?:\w+\s+){0,2}(?:term|period|subscription|contract|services?)\s*(?:\([^()]{0,40}\)\s*)?[\s:|]*$";
    IN_TOTAL = r"^\s*\(?(?:in\s+(?:total|all|aggregate)|all[\s-]in\b|all-inclusive|all\s+told\b|altogether|lump[\s-]sum|total\s+(?:for|over|across)|for\s+the\s+(?:whole|entire|complete))\b";
    // What so much is paid for, once.
    FOR_IT = r"^\s*\)?\s*for\s+(?:all\s+(?:of\s+)?)?the\s+(?:(?:purchased|acquired|sale)\s+)?(?:assets|business|deliverables|equipment|goodwill|goods|machine\w*|programme|project|property|season|services|shares|(?:initial\s+)?term|vehicles?|vessel|works?)\b";
    // What the sum is, told behind it: `$32,000 (the “Purchase Price”)`.
    CALLED_PRICE = r#"^\s*(?:\(\s*(?:the\s+)?["“]?\s*(?:purchase\s+price|contract\s+(?:price|sum)|total\s+(?:fee|price))\s*["”]?\s*\)|as\s+(?:the\s+)?(?:full\s+|purchase\s+|total\s+)*(?:price|consideration)\b)"#;
    PAYS_IT_ONCE = r"\b(?:pays?|buys?\b[^.;$€£]{0,40}\bfor)\b[^.;$€£]{0,40}$";
    // `In consideration of ten dollars` a contract binds, and nobody pays more than that for it.
    NOMINAL = r"\bin\s+consideration\s+of\b[^;,$€£]{0,60}$";
    // So much for each of something, or again and again.
    EACH_TIME = r"^\s*\)?\s*(?:\([^()]{0,40}\)\s*)?(?:/|(?:per|an?|each|every)\s+(?:\w+\s+)?(?:month|year|quarter|week|day|hour|annum|unit|seat|user|night|tonne|share|visit)\b|each\b|(?:usd\s*\)\s*)?(?:in|for)\s+(?:each\s+|the\s+(?:first|second|initial)\s+)?(?:contract\s+|calendar\s+|lease\s+|fiscal\s+)?(?:year|season)\b|monthly|annually|quarterly|weekly|yearly|p\.\s?a\.)";
    // A sum that is the price and nothing else: `a flat fee of`, `a stipulated sum`, `charges totalling`.
    WHOLE_PRICE = r"\b(?:flat[\s-]rate|stipulated|firm|inclusive|once-only)\s+(?:\w+\s+){0,3}?(?:fees?|price|sum|amount|remuneration|compensation|charge)\b[^.;$€£]{0,60}$|\b(?:fees?|price|charges?|remuneration|payments?)\b[^.;$€£]{0,40}\b(?:totall?ing|amounting\s+in\s+all\s+to)\s*$|\b(?:job|project|services|works?)\s+for\s+(?:the|a)\s+(?:fixed\s+|total\s+)?(?:sum|price)\s+of\s*$|^\W*(?:[\w.()]{1,5}\s+)?(?:consideration|order\s+value|price|contract\s+(?:price|sum|value)|project\s+(?:cost|fee|price))\s*(?:\([^()]{0,30}\)\s*)?(?:[:|]|\x20{2}|\t)\s*$|\b(?:price|fees?|charges?|remuneration|(?:amount|sum)s?)\s+(?:payable\s+)?(?:for|of)\s+(?:all\s+(?:of\s+)?)?(?:the|this|these|its)\s+(?:(?:entire|whole|complete)\s+)?(?:assignment|commission|course|deliverables|engagement|equipment|event|goods|job|machine|order|programme|project|services|shares|supply|system|vessel|works?)\b[^.;$€£]{0,60}(?:\b(?:is|are|be|shall\s+be)\b|:)[^.;$€£]{0,20}$|\b(?:buys?|sells?|purchases?)\b[^.;$€£]{0,120}\bat\s+(?:a|the)\s+price\s+of\s*$|\bagreement\s+price\s+(?:is|(?:shall|will)\s+be)\s*$|\bin\s+full\s+(?:payment|consideration)\s+for\b[^.;$€£]{0,90}\bpays?\b[^.;$€£]{0,40}$|^\W*(?:contract|order|purchase|subcontract)\s+(?:amount|price|sum|value)\s+$|\b(?:cost|price|fee|charge)\b[^.;$€£]{0,80}\b(?:comes?|amounts?|works\s+out)\s+(?:to|at)\s*$|\bfull\s+(?:and\s+(?:complete|final)\s+)?(?:compensation|consideration|payment|remuneration)\b[^;$€£]{0,140}\b(?:sum|amount|fee)\s+of\s*$|\b(?:pays?|entitled\s+to)\s+(?:(?:the\s+)?(?:[\w-]+\s+){1,2})?an?\s+(?:(?:consulting|design|development|engagement|flat|project|set)\s+)?fee\s+of\s*$|\b(?:value|price|amount)\s+of\s+(?:this|the)\s+(?:contract|agreement|(?:purchase\s+|work\s+)?order|project|assignment)\s*(?:[:|]|\b(?:is|be|amounts\s+to)\b)[^.;$€£]{0,30}$|\b(?:agreed|commission|engagement|guaranteed|production|quoted|sale|sponsorship|tender|vessel)\s+(?:fee|price|sum)\b[^.;$€£]{0,60}\b(?:is|of|be|:)\s*$|\b(?:fixed|firm|our)\s+(?:quotation|quote|bid)\b[^.;$€£]{0,60}\b(?:is|of)\s*$|\b(?:the|our)\s+price\s+(?:is|(?:will|shall)\s+be)\s*$|\bone[\s-](?:time|off)\W+(?:[\w-]+\W+){0,2}?licen[cs]e\s+fee\s+of\s*$|\b(?:buy|buys|purchase|purchases|sell|sells)\b[^.;$€£]{0,90}\bfor\s+(?:the\s+(?:sum|price)\s+of\s+)?$";
    // Headings under which a sum stands alone.
    PRICE_HEADING = r"^[\W\d]*(?:[a-z][.)]\s+)?(?:the\s+)?(?:(?:sub-?)?contract|purchase|total|fixed|lump[\s-]sum|project)\s+(?:price|sum|fee|amount|value)\W*$";
    ALONE = r"^\W*$";
    NOT_TOTAL = r"\b(?:up\s+to|more\s+than|liab\w+|insur\w+|indemn\w+|exceed\w*|minimum|maximum|estimat\w+|projected|option|may\s+purchase|at\s+least|less\s+than|damages|annual|monthly|quarterly|per|instal\w+|discount|deductible|occurrence|revenue|sales|coverage)\b";
}

/// How long after the invoice it must be paid.
pub(super) fn payment_terms(p: &Passage) -> Option<Hit> {
    let replaces = || mentions(p.sentence, &["replac", "in lieu"]);
    let mut best: Option<Hit> = None;
    for (span, period) in periods(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        if is_former(p, span)
            || is_foreign(p, span)
            || TO_OTHERS.is_match(before)
            || DISCOUNT_AFTER.is_match(after)
        {
            continue;
        }
        let is_net = NET_AFTER.is_match(after) && PAYS.is_match(before);
        let is_of_invoice = INVOICE.is_match(first(after, 40));
        let mut weight = match () {
            () if is_net => 8,
            () if NET_BEFORE.is_match(before) || LABELLED.is_match(before) => 8,
            () if INVOICE.is_match(p.sentence)
                && PAYS.is_match(p.sentence)
                && WITHIN_BEFORE.is_match(before)
                && INVOICE_AFTER.is_match(after) =>
            {
                8
            }
            () if FINAL_DATE.is_match(before) => 7,
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
                && PAYS.is_match(last(before, if is_of_invoice { 100 } else { 60 }))
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
        weight -= i32::from(NOT_PAYMENT.is_match(last(before, 120)) && !is_net) * 3;
        weight -= i32::from(EXCEPTION.is_match(before)) * 3;
        weight -= i32::from(mentions(after, &["before", "prior to"]) && weight < 8) * 4;
        if weight >= 5 {
            let hit = Hit {
                weight,
                span,
                value: Value::Period(period),
            };
            let is_new_wording =
                best.as_ref().is_some_and(|best| best.weight == weight) && replaces();
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
    let (span, days) = NET_BARE.captures_iter(p.sentence).find_map(|captures| {
        let whole = captures.get(0)?;
        let letter = captures
            .name("e")
            .filter(|_| TERMS_LABEL.is_match(p.sentence));
        let days = captures.name("d").or(letter)?.as_str().parse().ok()?;
        let span = Span::new(whole.start(), whole.end());
        (!is_former(p, span)).then_some((span, days))
    })?;
    let about = INVOICE.is_match(p.sentence)
        || PAYS.is_match(p.sentence)
        || PAYS.is_match(p.previous)
        || TERMS_LABEL.is_match(p.sentence);
    about.then(|| Hit {
        weight: 6,
        span,
        value: Value::Period(Period::new(days, Unit::Day)),
    })
}

/// The words before a sum without the same sum in words, as in `Singapore Dollars Two Thousand (S$2,000)`.
fn before_words(before: &str) -> &str {
    let words = SPELLED_OUT.find(before);
    words.map_or(before, |words| &before[..words.start()])
}

static SPELLED_OUT: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    let money = r"(?:[a-z]+\s+)?(?:dollars?|rupees?|euros?|pounds?(?:\s+sterling)?|rand|naira|francs?|ringgit|dirhams?|yen)";
    pattern(&format!(
        r"\b(?:{money}\s+(?:{words}|lakhs?\s*|crores?\s*|and\s+)+(?:only\s*)?|(?:{words}|lakhs?\s+|crores?\s+|and\s+)+(?:{money}\s*)?(?:only\s*)?)\(\s*$"
    ))
});

/// The total price, where the contract states one sum.
pub(super) fn total_value(p: &Passage) -> Option<Hit> {
    let mut best = None;
    let mut replaced = None;
    for (span, money) in amounts(p.sentence) {
        if is_foreign(p, span) {
            continue;
        }
        let before = before_words(p.before(span));
        let mut weight = match () {
            () if is_newer(before) && replaced.is_some() => replaced.unwrap_or_default(),
            () if TOTAL_LABEL.is_match(before) => 7,
            () if TOTAL.is_match(before) || IN_TOTAL.is_match(p.after(span)) => 7,
            () if PRICE.is_match(before) => 5,
            () if CALLED_PRICE.is_match(p.after(span)) => 5,
            () if FOR_IT.is_match(p.after(span)) && PAYS_IT_ONCE.is_match(before) => 5,
            () if WHOLE_PRICE.is_match(before) && !EACH_TIME.is_match(p.after(span)) => 5,
            () if ALONE.is_match(before) && PRICE_HEADING.is_match(p.previous) => 5,
            () => continue,
        };
        // What is taken away says what it was that takes its place.
        if is_former(p, span) {
            replaced = Some(weight);
            continue;
        }
        let is_other = NOT_TOTAL.is_match(last(before, 110)) || NOMINAL.is_match(before);
        weight -= i32::from(is_other) * 4;
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
    fn an_exception_another_contract_or_the_old_time_is_not_the_time_to_pay() {
        for (sentence, expected) in [
            (
                "Credit terms: 30 days from the date of the invoice.",
                Some("30 days"),
            ),
            (
                "The final date for payment is 28 days after the due date.",
                Some("28 days"),
            ),
            (
                "Fees are payable net sixty (60) rather than net thirty (30).",
                Some("60 days"),
            ),
            (
                "The reference to net 30 for invoices is replaced by net 45.",
                Some("45 days"),
            ),
            ("Terms: N30", Some("30 days")),
            (
                "Invoices are payable within 14 days less 2 % cash discount or within 60 days net.",
                Some("60 days"),
            ),
            (
                "Contractor shall pay its sub-contractors within 14 days of receipt of their invoices.",
                None,
            ),
            (
                "Under the Prime Contract the Owner pays invoices within 45 days of receipt.",
                None,
            ),
        ] {
            assert_eq!(
                read(payment_terms, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
        let weight = |sentence| {
            let p = Passage {
                sentence,
                previous: "",
                offset: 0,
            };
            payment_terms(&p).map(|hit| hit.weight)
        };
        let rule = "Payment is due by direct debit 14 days after the date of the bill.";
        let exception = "If you pay by another method, payment is due within 7 days of the bill.";
        assert!(weight(rule) > weight(exception));
    }

    #[test]
    fn a_total_has_many_names_and_stands_in_this_contract_today() {
        for (sentence, expected) in [
            (
                "The total contract value is increased from $200,000 to $250,000.",
                Some("USD 250000.00"),
            ),
            ("Grand Total (INR)   21,53,500.00", Some("INR 2153500.00")),
            ("Total amount (EUR): 21,535.00", Some("EUR 21535.00")),
            ("The Subcontract Price is $300,000.", Some("USD 300000.00")),
            ("Total Rent: $1,889,664.00", Some("USD 1889664.00")),
            (
                "Our fee for the work described above will be £18,750.",
                Some("GBP 18750.00"),
            ),
            (
                "The Contractor shall pay the Subcontractor for performance of the Work the sum of Four Million ($4,000,000.00).",
                Some("USD 4000000.00"),
            ),
            (
                "The Contract Price is Singapore Dollars Two Hundred Thousand (S$200,000) for supply of the chiller.",
                Some("SGD 200000.00"),
            ),
            (
                "The Sponsor pays a sponsorship fee totalling £36,000 across the two Seasons.",
                Some("GBP 36000.00"),
            ),
            (
                "The price for the Deliverables is NZ$318,600 plus GST.",
                Some("NZD 318600.00"),
            ),
            (
                "The cost of the job, labour included, comes to $39,800.",
                Some("USD 39800.00"),
            ),
            (
                "We buy your route and machines for $88,500 flat.",
                Some("USD 88500.00"),
            ),
            (
                "As full compensation Network shall pay Producer the sum of $675,000.",
                Some("USD 675000.00"),
            ),
            ("The price for the Services is $900 a month.", None),
            (
                "In consideration of the sum of $10.00 the parties agree.",
                None,
            ),
            (
                "Recipient acquired the Business for a purchase price of $87,500,000.",
                None,
            ),
            (
                "The Contractor has a contract with the Owner for a contract price of $38,750,000.",
                None,
            ),
            ("The estimated total contract value is £2.4 million.", None),
            (
                "The Lessee may purchase the Equipment for a purchase price of $148,000.",
                None,
            ),
            ("Our fee for the services is £500 per month.", None),
        ] {
            assert_eq!(
                read(total_value, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
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
