//! In which currency is paid.

use super::dollars::Dollar;
use super::escalator::PRICES;
use super::money::{amounts, signs};
use super::passage::{Hit, Passage, heaviest, passages};
use super::patterns::pattern;
use super::terms::mentions;
use crate::domain::document::Span;
use crate::domain::money::Money;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    PAYS = r"\b(?:pay(?:s|able|ment)?|paid|fees?|prices?|rents?|charges?|invoic\w+|amounts?|sums?)\b";
    INSURED = r"\b(?:insur\w+|sums?\s+insured|polic(?:y|ies))\b";
    PAID_IN = r"\b(?:in|currency\s*(?:is|:|of)?|denominated\s+in|payable\s+in|(?:references?\s+to|means?|are)\s+(?:[^.;]{0,40}\s)?to)\s+(?:the\s+lawful\s+(?:money|currency)\s+of\s+)?(?P<c>(?:United\s+States|U\.?S\.?|Canadian|Australian|Singapore|New\s+Zealand|Hong\s+Kong)\s+(?:dollars?|funds|currency)|(?:Danish|Norwegian)\s+kroner?|Swedish\s+kron(?:or|a)|Polish\s+z[lł]ot(?:y|ys)|euros?|pounds?\s+sterling|sterling|Swiss\s+francs?|Indian\s+rupees?|Japanese\s+yen|(?-i:USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|INR|JPY|SEK|NOK|DKK|HKD))\b";
}

/// The currency of payment as an ISO 4217 code, where the contract names one in words or states all
/// its sums in one.
pub(super) fn currency(text: &str, sentences: &[Span], dollar: Dollar) -> Option<(Span, Hit)> {
    heaviest(text, sentences, named_currency).or_else(|| only_currency(text, sentences, dollar))
}

/// The currency of the sums, or of their signs where none is readable.
fn only_currency(text: &str, sentences: &[Span], dollar: Dollar) -> Option<(Span, Hit)> {
    only_of(text, sentences, dollar, amounts).or_else(|| only_of(text, sentences, dollar, signs))
}

/// The one currency of all that `read` finds, shown by the first that is paid; none where they are
/// several. What is insured tells nothing of what is paid.
fn only_of(
    text: &str,
    sentences: &[Span],
    dollar: Dollar,
    read: fn(&str) -> Vec<(Span, Money)>,
) -> Option<(Span, Hit)> {
    let mut best: Option<(Span, Hit)> = None;
    let mut only: Option<String> = None;
    for (sentence, passage) in passages(text, sentences) {
        for (span, money) in read(passage.sentence) {
            if INSURED.is_match(passage.before(span)) {
                continue;
            }
            let money = dollar.money(&passage.sentence[span.range()], money);
            if only.get_or_insert_with(|| money.currency.clone()) != &money.currency {
                return None;
            }
            let weight = i32::from(PAYS.is_match(passage.sentence));
            if best.as_ref().is_none_or(|(_, known)| weight > known.weight) {
                let value = Value::Text(money.currency);
                let hit = Hit {
                    weight,
                    span,
                    value,
                };
                best = Some((sentence, hit));
            }
        }
    }
    best
}

fn named_currency(p: &Passage) -> Option<Hit> {
    let found = PAID_IN.captures(p.sentence)?.name("c")?;
    let pays = PRICES.is_match(p.sentence)
        || mentions(p.sentence, &["pay", "amount", "invoice", "sum", "price"]);
    Some(Hit {
        weight: 4 + i32::from(pays) * 4,
        span: Span::new(found.start(), found.end()),
        value: Value::Text(code(found.as_str())?),
    })
}

/// The ISO 4217 code of a currency's name.
fn code(name: &str) -> Option<String> {
    let plain: String = name
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let known = [
        ("unitedstates", "USD"),
        ("us", "USD"),
        ("canadian", "CAD"),
        ("australian", "AUD"),
        ("singapore", "SGD"),
        ("newzealand", "NZD"),
        ("hongkong", "HKD"),
        ("euro", "EUR"),
        ("pound", "GBP"),
        ("sterling", "GBP"),
        ("swiss", "CHF"),
        ("indian", "INR"),
        ("japanese", "JPY"),
        ("danish", "DKK"),
        ("norwegian", "NOK"),
        ("swedish", "SEK"),
        ("polish", "PLN"),
    ];
    let by_code = (plain.len() == 3).then(|| plain.to_uppercase());
    by_code.or_else(|| {
        let named = known.iter().find(|(start, _)| plain.starts_with(start));
        named.map(|(_, code)| (*code).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn sums_of_one_currency_name_it_and_sums_of_several_do_not() {
        let read = |text: &str| {
            let sentences = crate::text::sentences::sentences(text);
            let found = currency(text, &sentences, Dollar::of(text));
            found.map(|(_, hit)| hit.value.to_string())
        };
        let one = "The rent is £400 a month. A deposit of £800 is paid.";
        assert_eq!(read(one).as_deref(), Some("GBP"));
        assert_eq!(read("The fee is €400 a month, or $450."), None);
        let insured = "The fee is €400. It carries insurance of $1,000,000.";
        assert_eq!(read(insured).as_deref(), Some("EUR"));
        assert_eq!(read("It carries insurance of $1,000,000."), None);
        assert_eq!(read("The fee is $[***] a month.").as_deref(), Some("USD"));
        let lease = "Northcross Pty Ltd (ACN 612 345 001) lets the shop for $84,000 a year.";
        assert_eq!(read(lease).as_deref(), Some("AUD"));
    }

    #[test]
    fn the_currency_of_payment_is_a_code() {
        for (sentence, value) in [
            ("All amounts are payable in U.S. dollars.", Some("USD")),
            ("Invoices are issued in euros.", Some("EUR")),
            ("The price is stated in GBP.", Some("GBP")),
            ("The pound for animals is closed.", None),
        ] {
            assert_eq!(
                read(named_currency, sentence).as_deref(),
                value,
                "{sentence}"
            );
        }
    }
}
