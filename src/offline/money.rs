//! Amounts of money and shares in per cent as contracts write them.
//!
//! An amount without a currency is not money. `$` alone is read as US dollars; where a contract means
//! others, `dollars` knows it.

use super::numbers;
use crate::domain::document::Span;
use crate::domain::money::Money;
use crate::offline::patterns::{Pattern, apart, cased};
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::LazyLock;

/// Thousands by comma, by space or apostrophe, by full stop; a small price; a plain number. What the
/// marks mean depends on the currency too, so `decimal` decides.
const NUMBER: &str = r"(?P<n>\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:[\x20\u{a0}\u{2009}\u{202f}'’]\d{3})+\b(?:[.,]\d{1,2})?|0\.\d{3,6}|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)";
const CODES: &str = r"USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CNY|RMB|INR|SGD|HKD|ZAR|MYR|NGN|KES|AED|SAR|QAR|THB|IDR|BRL|MXN|ILS|KRW|TWD|CZK|HUF";
/// The dollar that stands behind a sum: `$5,000 CAD`, `$5,000 (AUD)`.
const DOLLARS: &str = "USD|CAD|AUD|NZD|SGD|HKD|C[Dd][Nn]";
/// Words stand apart; a single letter is a scale only where it touches the number.
const SCALE: &str = r"(?P<s>(?i:\s*(?:thousand|million|mio|billion|trillion|la(?:kh|c)s?|crores?)|\s?(?:mm|mn|bn)|[kmb])\b)";

static BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(&format!(
        r"(?x) (?P<c> \b(?:{CODES})\s?[\$€£¥]? | \((?:{CODES})\)\s?[:|]? | (?:(?:US|U\.S\.|CA|C[Dd][Nn]|NZ|AU?|C|HK|S)\s?)?\$ | \bRs\.? | \bRM? | ₹ | € | £ | ¥ | \bUS\s?Dollars? | \bEuros?\b ) \s*
        {NUMBER} {SCALE}? (?: \s*\(?(?P<x>{DOLLARS})\b\.?\)? )?"
    ))
});

static AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    cased(&format!(
        r"(?ix) (?: \b{NUMBER} | (?P<w>\b{words}) ) {SCALE}?
        \s* (?P<c> (?:U\.?S\.?|United\s+States|American)\s+dollars? | dollars? | euros? | pounds?(?:\s+sterling)? | swiss\s+francs? | (?:{CODES})\b | € )
        (?: \s* \(\s* (?:US|U\.S\.)?\s?[\$€£]?\s*(?P<p>\d[\d,.]*) \s*\) )?"
    ))
});

/// How a sum goes on that a converter tore apart: `1 ,500`, `1,500, 000`, `1 2,500`, `2.5 mil-lion`.
static TORN: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^(?:\s+,\s?\d{3}\b|\s?,[\s-]*(?:000\b|\d{3}\s?[.,]\d{2,3}\b)|\x20\d{1,2},\d{3}\b|\s*(?i:mil|bil|thou)-)",
    )
});

static PERCENT: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)(?P<n>\d{1,4}(?:\.\d{1,4}|,\d{1,2})?)(?:(?:\s?-\s?|\s)(?P<f>[13]/[24])|(?P<g>[½¼¾]))?\s*\)?\s*(?:%|per\s?cent(?:um|age\s+points?)?\b|percentage\s+points?\b)",
    )
});

/// A hundredth of one per cent.
static BASIS_POINTS: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"(?i)\b(?P<n>\d{1,4})\s+basis\s+points\b"));

/// A share in words: `two and a half per cent`, `eight percentage points`.
static PERCENT_IN_WORDS: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    cased(&format!(
        r"(?ix) \b(?P<w>{words}) (?:(?:and\s+)?(?:(?P<h>(?:a|one)[\s-]+half)|(?P<q>(?:a|one)[\s-]+quarter)|(?P<t>three[\s-]+quarters)))?
        \s* (?:per\s?cent(?:um|age\s+points?)?|percentage\s+points?)\b"
    ))
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
            if is_cut_off(text, whole.start(), whole.end()) {
                continue;
            }
            let group = |name: &str| captures.name(name).map(|m| m.as_str());
            // Behind a code in brackets stands a sum of a table, or just the next number of a sentence.
            let in_brackets = currency.as_str().starts_with('(');
            if in_brackets && !group("n").is_some_and(|digits| digits.contains(['.', ','])) {
                continue;
            }
            // A letter before a short number is that of a room or a clause.
            let is_letter = matches!(currency.as_str(), "R" | "RM");
            if is_letter && !group("n").is_some_and(is_grouped) {
                continue;
            }
            let behind = group("x").filter(|_| currency.as_str().ends_with('$'));
            let Some(code) = code(behind.unwrap_or(currency.as_str())) else {
                continue;
            };
            let scale = group("s").filter(|_| group("p").is_none());
            let digits = group("p").or_else(|| group("n"));
            let value = match (digits, group("w")) {
                (Some(digits), _) => decimal(digits, code, scale.is_some()),
                (None, Some(words)) => numbers::spelled(words).map(Decimal::from),
                (None, None) => None,
            };
            let scale = scale.and_then(scale_of).unwrap_or(1);
            if let Some(amount) = value.and_then(|value| value.checked_mul(Decimal::from(scale))) {
                found.push((
                    Span::new(whole.start(), whole.end()),
                    Money::new(amount, code),
                ));
            }
        }
    }
    apart(found)
}

/// Whether a number has its thousands apart: `85 000,00`.
fn is_grouped(digits: &str) -> bool {
    let groups = digits.split(|letter: char| !letter.is_ascii_digit());
    digits.len() > 4 && groups.skip(1).any(|group| group.len() == 3)
}

/// Every share in per cent in `text`, in text order; where words and digits stand together, the digits
/// count.
pub fn percents(text: &str) -> Vec<(Span, Decimal)> {
    let in_digits = PERCENT.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let before = &text[..whole.start()];
        let digits = captures.name("n")?.as_str().replace(',', ".");
        let is_torn = digits.len() == 1 && numbers::is_torn(before);
        if numbers::runs_on(before) || is_torn || before.ends_with(['.', ',', '/']) {
            return None;
        }
        let rest = captures.name("f").or(captures.name("g"));
        let rest = rest.map_or(Some(Decimal::ZERO), |rest| match rest.as_str() {
            "1/2" | "½" => Some(Decimal::new(5, 1)),
            "1/4" | "¼" => Some(Decimal::new(25, 2)),
            "3/4" | "¾" => Some(Decimal::new(75, 2)),
            _ => None,
        });
        let share = Decimal::from_str(&digits).ok()?.checked_add(rest?)?;
        Some((Span::new(whole.start(), whole.end()), share))
    });
    let in_words = PERCENT_IN_WORDS.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let after = text[whole.end()..].trim_start().strip_prefix('(');
        if after.is_some_and(|after| after.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
            return None;
        }
        let rest = [("h", 50), ("q", 25), ("t", 75)];
        let rest = rest.iter().find(|(name, _)| captures.name(name).is_some());
        let rest = rest.map_or(Decimal::ZERO, |(_, hundredths)| {
            Decimal::new(*hundredths, 2)
        });
        let words = captures.name("w")?.as_str();
        let share = Decimal::from(numbers::spelled(words)?).checked_add(rest)?;
        Some((Span::new(whole.start(), whole.end()), share.normalize()))
    });
    let in_points = BASIS_POINTS.captures_iter(text).filter_map(|captures| {
        let (whole, digits) = (captures.get(0)?, captures.name("n")?);
        let points: i64 = digits.as_str().parse().ok()?;
        let share = Decimal::new(points, 2).normalize();
        Some((Span::new(whole.start(), whole.end()), share))
    });
    // Nobody agrees on nothing: a share of zero is the rest of a number that a scan left illegible.
    let all = in_digits.chain(in_words).chain(in_points);
    let mut found: Vec<_> = all.filter(|(_, share)| !share.is_zero()).collect();
    found.sort_by_key(|(span, _)| span.start);
    found
}

/// Whether the number goes on at either side of a match, or letters touch its end: then what was
/// matched is not the amount that the contract states.
fn is_cut_off(text: &str, start: usize, end: usize) -> bool {
    let (inside, after) = (&text[start..end], &text[end..]);
    let is_digit = |letter: Option<char>| letter.is_some_and(char::is_numeric);
    if is_digit(inside.chars().next()) && numbers::runs_on(&text[..start]) {
        return true;
    }
    let mut ahead = after.chars();
    let (mark, next) = (ahead.next(), ahead.next());
    // A sign such as € may touch a word, but a figure or a word of money may not.
    let touches = mark.is_some_and(char::is_alphanumeric)
        && inside
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
    if touches || !is_digit(inside.chars().next_back()) {
        return touches;
    }
    if TORN.is_match(after) {
        return true;
    }
    match mark {
        Some('.' | ',' | '/' | '\'' | '’' | '-' | '\u{2010}'..='\u{2014}') => is_digit(next),
        Some(' ' | '\u{a0}' | '\u{202f}') => {
            // Three digits alone are a group of thousands; a year or a count of days is not.
            let digits = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
            digits.chars().take_while(|c| c.is_ascii_digit()).count() == 3 && is_digit(next)
        }
        _ => false,
    }
}

/// The factor of a scale word or letter.
fn scale_of(word: &str) -> Option<u64> {
    match word.trim().to_ascii_lowercase().as_str() {
        "k" => Some(1_000),
        "lakh" | "lakhs" | "lac" | "lacs" => Some(100_000),
        "m" | "mm" | "mn" => Some(1_000_000),
        "crore" | "crores" => Some(10_000_000),
        "b" | "bn" => Some(1_000_000_000),
        "trillion" => Some(1_000_000_000_000),
        word => numbers::scale_of(word),
    }
}

/// Reads `1,234.50`, `1'234.50`, `1 234.50` and the continental `1.234,50`; what can be read in two
/// ways is not read.
fn decimal(digits: &str, code: &str, is_scaled: bool) -> Option<Decimal> {
    let digits: String = digits
        .trim_end_matches(['.', ','])
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .collect();
    let Some((head, tail)) = digits.rsplit_once(['.', ',']) else {
        return Decimal::from_str(&digits).ok();
    };
    let mark = if digits.as_bytes().get(head.len()) == Some(&b',') {
        ','
    } else {
        '.'
    };
    let other = if mark == ',' { '.' } else { ',' };
    let is_decimal = if head.contains(other) {
        true
    } else if head.contains(mark) {
        false
    } else {
        is_decimal_mark(mark, head, tail.len(), code, is_scaled)?
    };
    let (whole, group) = if is_decimal {
        (head, other)
    } else {
        (digits.as_str(), mark)
    };
    let whole = ungrouped(whole, group, code == "INR")?;
    if is_decimal {
        Decimal::from_str(&format!("{whole}.{tail}")).ok()
    } else {
        Decimal::from_str(&whole).ok()
    }
}

/// Whether the only mark of a number parts its decimals (or its thousands); `None` where both are
/// possible.
fn is_decimal_mark(
    mark: char,
    head: &str,
    tail: usize,
    code: &str,
    is_scaled: bool,
) -> Option<bool> {
    let is_english = matches!(code, "USD" | "GBP");
    match (mark, tail) {
        ('.', 1 | 2) => Some(true),
        ('.', _) if head == "0" => Some(true),
        // "$1.125 million" has decimals, "EUR 400.000" has none, and "$400.000" is either.
        ('.', 3) if is_english => is_scaled.then_some(true),
        ('.', 3) => (!is_scaled).then_some(false),
        (',', 1 | 2) => (!is_english).then_some(true),
        (',', 3) if head != "0" => (!is_scaled || is_english).then_some(false),
        _ => None,
    }
}

/// `number` without its group marks, where every group but the first has three digits (or two, as in `1,24,50,000`).
fn ungrouped(number: &str, mark: char, is_rupees: bool) -> Option<String> {
    let mut groups = number.split(mark);
    let first = groups.next()?;
    let is_grouped = first.len() <= 3 || !number.contains(mark);
    let is_plain = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = groups.collect();
    let (end, middle) = groups
        .split_last()
        .map_or((None, groups.as_slice()), |(end, middle)| {
            (Some(*end), middle)
        });
    // Lakhs and crores: groups of two digits before the last three.
    let is_indian =
        is_rupees && mark == ',' && first.len() <= 2 && middle.iter().all(|g| g.len() == 2);
    let is_sized =
        end.is_none_or(|g| g.len() == 3) && (is_indian || middle.iter().all(|g| g.len() == 3));
    let is_sound = is_grouped && is_sized && is_plain(first) && groups.iter().all(|g| is_plain(g));
    is_sound.then(|| number.replace(mark, ""))
}

/// Every sign of a currency in `text` as nought of it: a sum need not be readable, as in `$[***]`.
pub(super) fn signs(text: &str) -> Vec<(Span, Money)> {
    let found = SIGN.find_iter(text).filter_map(|sign| {
        let span = Span::new(sign.start(), sign.end());
        Some((span, Money::new(Decimal::ZERO, code(sign.as_str())?)))
    });
    found.collect()
}

static SIGN: LazyLock<Pattern> = LazyLock::new(|| {
    cased(&format!(
        r"(?:US|U\.S\.|CA|C[Dd][Nn]|NZ|AU?|C|HK|S)?\$|€|£|₹|\((?:{CODES})\)"
    ))
});

fn code(currency: &str) -> Option<&'static str> {
    let word: String = currency
        .to_ascii_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '(' | ')' | ':' | '|'))
        .collect();
    if let Some(code) = CODES
        .split('|')
        .find(|code| *code != "RMB" && word.starts_with(&code.to_ascii_lowercase()))
    {
        return Some(code);
    }
    match word.as_str() {
        "ca$" | "c$" | "cdn$" | "cdn" => Some("CAD"),
        "a$" | "au$" => Some("AUD"),
        "nz$" => Some("NZD"),
        "rs" | "₹" => Some("INR"),
        "r" => Some("ZAR"),
        "rm" => Some("MYR"),
        "hk$" => Some("HKD"),
        "s$" => Some("SGD"),
        "rmb" => Some("CNY"),
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
mod tests;
