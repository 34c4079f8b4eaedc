//! Which country's dollar the bare `$` of one contract is.
//!
//! What the contract says of its dollars decides; else the one country of dollars that its parties, its
//! tax or its law are of, where nothing in it is of the United States. A sum that names its own currency
//! is never touched.

use super::patterns::{Pattern, cased, pattern};
use crate::domain::money::Money;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    // `All dollar amounts are in Canadian funds`, `"$" means Australian dollars`.
    DEFINED = r#"(?:\$["”’']*\s+(?:shall\s+)?(?:means?|refers?|is|are|denotes?)\b|\bdollars?["”’']*\s+(?:shall\s+)?(?:means?|refers?|denotes?)\b|\breferences?\s+(?:in\s+this\s+\w+\s+)?to\s+(?:["“‘']?\$|dollars?|money|currency|sums?|amounts?)|\ball\s+(?:\w+\s+){0,3}(?:amounts?|sums?|dollars?|fees|prices|payments|monies|figures|invoices|charges)\b)[^.;]{0,100}?(?:\blawful\s+(?:money|currency)\s+of\s+(?:the\s+)?(?P<l>Canada|Australia|New\s+Zealand|Singapore|Hong\s+Kong|United\s+States)\b|\b(?P<c>Canadian|Australian|New\s+Zealand|Singapore|Hong\s+Kong|United\s+States|U\.?S\.?)\s+(?:dollars?|funds|currency)\b|\b(?P<i>(?-i:AUD|CAD|NZD|SGD|HKD|USD))\b)"#;
}

/// Marks of one country each: forms of its companies, its tax, its states.
static MARKS: LazyLock<[(&str, usize, Pattern); 4]> = LazyLock::new(|| {
    [
        (
            "AUD",
            1,
            cased(
                r"\b(?:Pty|A\.?B\.?N\.?\s+\d|A\.?C\.?N\.?\s+\d|New\s+South\s+Wales|Queensland|(?:South|Western)\s+Australia|Victoria,\s+Australia|Tasmania|AUD|[Ll]aws?\s+of\s+(?:the\s+)?(?:Commonwealth\s+of\s+)?Australia)\b",
            ),
        ),
        (
            "CAD",
            1,
            cased(
                r"\b(?:Ontario|British\s+Columbia|Alberta|Qu[eé]bec|Manitoba|Saskatchewan|Nova\s+Scotia|New\s+Brunswick|HST|CAD|C[Dd][Nn]|Canada\s+Business\s+Corporations|[Ll]aws?\s+of\s+Canada)\b",
            ),
        ),
        ("NZD", 2, cased(r"\bNew\s+Zealand\b")),
        ("SGD", 1, cased(r"\bPte\b|\b[Ll]aws?\s+of\s+Singapore\b")),
    ]
});

/// Anything of the United States, a sum in its dollars apart.
static OF_THE_STATES: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"\b(?:United\s+States|U\.S\.A?|USA|U\.?S\.?\s+(?:law|federal|tax)|LLC|L\.L\.C|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New\s+Hampshire|New\s+Jersey|New\s+Mexico|New\s+York|(?:North|South)\s+(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\s+Island|Tennessee|Texas|Utah|Vermont|Virginia|Washington|Wisconsin|Wyoming)\b|\b(?:UNITED\s+STATES|NEW\s+YORK|CALIFORNIA|DELAWARE|NEVADA|TEXAS|FLORIDA)\b",
    )
});

/// A sum that says itself that it is of the United States.
static OWN: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"\bUSD|\bUS\s?\$|\bU\.\s?S\.|\bUS\s+[Dd]ollars?|(?i:\b(?:United\s+States|American)\b)")
});

/// The currency of a bare `$` in one contract, as an ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dollar(&'static str);

impl Dollar {
    /// The dollar of a contract; that of the United States where nothing tells of another.
    pub fn of(text: &str) -> Self {
        let is_told = text.contains('$') || text.contains("ollar") || text.contains("OLLAR");
        let known = is_told.then(|| defined(text).or_else(|| of_the_place(text)));
        Self(known.flatten().unwrap_or("USD"))
    }

    /// `value` in this dollar, where it was read as US dollars from `words` that do not name them.
    pub fn named(self, words: &str, value: Value) -> Value {
        match value {
            Value::Money(money) => Value::Money(self.money(words, money)),
            Value::Text(text) if self.is_meant(words) => Value::Text(text.replace("USD", self.0)),
            other => other,
        }
    }

    /// The same of a sum.
    pub fn money(self, words: &str, money: Money) -> Money {
        if money.currency == "USD" && self.is_meant(words) {
            Money::new(money.amount, self.0)
        } else {
            money
        }
    }

    fn is_meant(self, words: &str) -> bool {
        self.0 != "USD" && !OWN.is_match(words)
    }
}

/// The dollar that the contract itself defines; none where its definitions differ.
fn defined(text: &str) -> Option<&'static str> {
    let mut only = None;
    for found in DEFINED.captures_iter(text) {
        let name = ["l", "c", "i"].iter().find_map(|name| found.name(name))?;
        let code = code(name.as_str());
        if only.is_some_and(|only| only != code) {
            return None;
        }
        only = Some(code);
    }
    only
}

fn code(name: &str) -> &'static str {
    match name.to_lowercase().get(..3).unwrap_or_default() {
        "can" | "cad" => "CAD",
        "aus" | "aud" => "AUD",
        "new" | "nzd" => "NZD",
        "sin" | "sgd" => "SGD",
        "hon" | "hkd" => "HKD",
        _ => "USD",
    }
}

fn of_the_place(text: &str) -> Option<&'static str> {
    let mut marked = MARKS
        .iter()
        .filter(|(_, fewest, form)| form.find_iter(text).take(*fewest).count() == *fewest)
        .map(|(code, ..)| *code);
    let only = marked.next()?;
    (marked.next().is_none() && !OF_THE_STATES.is_match(text)).then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_dollar_is_that_of_the_definition_or_else_of_the_one_place() {
        for (text, expected) in [
            (
                "All dollar amounts in this Agreement are in Canadian funds. Fee: $5.",
                "CAD",
            ),
            (
                "In this Agreement, “$” means Australian dollars. Delaware law governs.",
                "AUD",
            ),
            (
                "All references to dollars are to lawful money of Canada.",
                "CAD",
            ),
            (
                "All amounts are in Australian dollars (AUD). The fee is $5.",
                "AUD",
            ),
            ("Acme Pty Ltd (ACN 612 345 001) pays $5.", "AUD"),
            (
                "Gillespie Packaging Inc., an Ontario corporation, pays $5 plus HST.",
                "CAD",
            ),
            ("Orbvale Networks Pte. Ltd. pays $5.", "SGD"),
            (
                "Kauri Limited, Auckland, New Zealand and Rimu Limited, New Zealand: $5.",
                "NZD",
            ),
            (
                "Acme Pty Ltd and Bolt, Inc., a Delaware corporation: $5.",
                "USD",
            ),
            ("Acme Pty Ltd and Orbvale Pte. Ltd.: $5.", "USD"),
            ("The fee is $5. Shipments to Canada are extra.", "USD"),
        ] {
            assert_eq!(Dollar::of(text).0, expected, "{text}");
        }
    }

    #[test]
    fn only_a_sum_that_names_no_currency_is_in_the_dollar_of_the_contract() {
        let sum = || Value::Money(Money::new(5.into(), "USD"));
        let named = |words| Dollar("AUD").named(words, sum()).to_string();
        assert_eq!(named("$5"), "AUD 5.00");
        assert_eq!(named("US$5"), "USD 5.00");
        assert_eq!(named("$5 USD"), "USD 5.00");
        let cap = Value::Text("greater of USD 5.00 and 12 months of fees".to_owned());
        assert_eq!(
            Dollar("AUD")
                .named("limited to the greater of $5", cap)
                .to_string(),
            "greater of AUD 5.00 and 12 months of fees"
        );
    }
}
