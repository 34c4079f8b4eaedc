//! Amounts of money and shares in per cent as contracts write them.
//!
//! An amount without a currency is not money. `$` alone is read as US dollars, which the review page
//! shows beside the quote.

use super::numbers;
use crate::domain::document::Span;
use crate::domain::money::Money;
use regex::Regex;
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::LazyLock;

const NUMBER: &str = r"(?P<n>\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,3}(?:,\d\d)?)?)";
const CODES: &str = r"USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CNY|RMB|INR|SGD|HKD";

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?x) (?P<c> \b(?:{CODES})\s?[\$€£¥]? | (?:US|U\.S\.|CA|A|C|HK|S)?\s?\$ | € | £ | ¥ | \bUS\s?Dollars? | \bEuros?\b ) \s*
        {NUMBER} (?: \s* (?P<s>(?i:thousand|million|mio|billion))\b )?"
    ))
    .expect("a constant pattern compiles")
});

static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let words = numbers::WORDS;
    Regex::new(&format!(
        r"(?ix) (?: \b{NUMBER} | (?P<w>\b{words}) ) \s* (?P<s>thousand|million|billion)?
        \s* (?P<c> (?:U\.?S\.?|United\s+States|American)\s+dollars? | dollars? | euros? | pounds?(?:\s+sterling)? | swiss\s+francs? | (?:{CODES})\b | € )
        (?: \s* \(\s* (?:US|U\.S\.)?\s?[\$€£]?\s*(?P<p>\d[\d,.]*) \s*\) )?"
    ))
    .expect("a constant pattern compiles")
});

static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?P<n>\d{1,4}(?:\.\d{1,4})?)\s*(?:%|per\s?cent\b)")
        .expect("a constant pattern compiles")
});

/// Every amount with a currency in `text`, in text order; where words and digits stand together, the
/// digits count.
pub fn amounts(text: &str) -> Vec<(Span, Money)> {
    let mut found: Vec<(Span, Money)> = Vec::new();
    for form in [&*BEFORE, &*AFTER] {
        for captures in form.captures_iter(text) {
            let (Some(whole), Some(currency)) = (captures.get(0), captures.name("c")) else {
                continue;
            };
            let group = |name: &str| captures.name(name).map(|m| m.as_str());
            let digits = group("p").or_else(|| group("n"));
            let value = match (digits, group("w")) {
                (Some(digits), _) => decimal(digits),
                (None, Some(words)) => numbers::spelled(words).map(Decimal::from),
                (None, None) => None,
            };
            let scale = group("s").filter(|_| group("p").is_none());
            let scale = scale.and_then(numbers::scale_of).unwrap_or(1);
            let amount = value.and_then(|value| value.checked_mul(Decimal::from(scale)));
            if let (Some(amount), Some(code)) = (amount, code(currency.as_str())) {
                found.push((
                    Span::new(whole.start(), whole.end()),
                    Money::new(amount, code),
                ));
            }
        }
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = end.max(span.end);
        is_free
    });
    found
}

/// Every share in per cent in `text`, in text order.
pub fn percents(text: &str) -> Vec<(Span, Decimal)> {
    PERCENT
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let share = Decimal::from_str(captures.name("n")?.as_str()).ok()?;
            Some((Span::new(whole.start(), whole.end()), share))
        })
        .collect()
}

/// Reads `1,234.50`, `1'234.50` and the continental `1.234,50`.
fn decimal(digits: &str) -> Option<Decimal> {
    let digits: String = digits
        .trim_end_matches(['.', ','])
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .collect();
    let is_continental = digits
        .rsplit_once(',')
        .is_some_and(|(head, tail)| tail.len() == 2 && head.contains('.'));
    let plain = if is_continental {
        digits.replace('.', "").replace(',', ".")
    } else {
        digits.replace(',', "")
    };
    Decimal::from_str(&plain).ok()
}

fn code(currency: &str) -> Option<&'static str> {
    let word: String = currency
        .to_ascii_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    const CODE_LIST: [&str; 15] = [
        "USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "INR",
        "SGD", "HKD",
    ];
    if let Some(code) = CODE_LIST
        .into_iter()
        .find(|code| word.starts_with(&code.to_ascii_lowercase()))
    {
        return Some(code);
    }
    match word.as_str() {
        "ca$" | "c$" => Some("CAD"),
        "a$" => Some("AUD"),
        "hk$" => Some("HKD"),
        "s$" => Some("SGD"),
        "cny" | "rmb" => Some("CNY"),
        "€" | "euro" | "euros" => Some("EUR"),
        "£" => Some("GBP"),
        "¥" => Some("JPY"),
        _ if word.starts_with("pound") => Some("GBP"),
        _ if word.starts_with("swissfranc") => Some("CHF"),
        _ if word.ends_with('$') || word.contains("dollar") => Some("USD"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_their_currency() {
        for (text, expected) in [
            ("are US$96,000.00.", "USD 96000.00"),
            ("of $2.5 million", "USD 2500000.00"),
            ("USD 184,500.00, excluding", "USD 184500.00"),
            ("EUR 1,000,000 for", "EUR 1000000.00"),
            ("£84,000", "GBP 84000.00"),
            ("€ 12.50", "EUR 12.50"),
            ("CHF 1'250.00", "CHF 1250.00"),
            (
                "FIVE HUNDRED THOUSAND U.S. DOLLARS (US$500,000.00)",
                "USD 500000.00",
            ),
            ("one million dollars", "USD 1000000.00"),
            ("5,000 euros", "EUR 5000.00"),
            ("EUR 1.234,50", "EUR 1234.50"),
        ] {
            let found = amounts(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_number_without_a_currency_is_no_money() {
        assert!(amounts("14,000 supplier agreements, Section 5, 300 dots").is_empty());
    }

    #[test]
    fn shares_are_read_from_sign_and_word() {
        let found: Vec<String> = percents("five percent (5%), 1.5 per cent and 30 %")
            .into_iter()
            .map(|(_, share)| share.to_string())
            .collect();
        assert_eq!(found, ["5", "1.5", "30"]);
    }
}
