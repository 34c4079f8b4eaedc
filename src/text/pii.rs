//! Finds personal data by pattern, checksum and cue word, and the names of those who sign.
//!
//! Section numbers, dates and sums of money are the product and are never masked. Patterns run
//! in linear time whatever the text. Nothing found here may be logged.

use crate::domain::document::Span;
use crate::domain::redaction::{Class, Detection, Detector};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The detectors of one contract.
pub struct Detectors {
    names: Vec<Regex>,
}

/// Names beyond this many, or shorter than this, are not looked for.
const MAX_NAMES: usize = 200;
const MIN_NAME: usize = 4;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    // Letters of every script. Counted repeats of such a class would make the automaton huge.
    pattern(r"[\w.%+'’-]+@[\w-]+(?:\.[\w-]+)+")
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?: (?:\+?\b1[\s.-]{0,2})? \( \d{3} \) \s{0,2} \d{3} [\s.-] \d{4}
        | \b (?:1[.-])? \d{3} [.-] \d{3} [.-] \d{4}
        | \+ \d{1,3} (?: [\s.()-]{0,3} \d{1,4} ){2,6}
        | \b [2-9]\d{2} \x20 \d{3} [\x20-] \d{4} )
        (?: ,? \s{0,2} (?i: extension | ext\.? | x ) :? \s{0,2} \d{1,8} \b | \b )",
    )
});
static TAX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) \b (?:
        \d{3}-\d{2}-\d{4} | \d{2}-\d{7}
        | ATU\d{8} | BE[01]\d{9} | CHE-?\d{3}\.?\d{3}\.?\d{3} | DE\d{9} | DK\d{8}
        | ES[A-Z0-9]\d{7}[A-Z0-9] | FI\d{8} | FR[A-Z0-9]{2}\d{9} | GB\d{9}(?:\d{3})?
        | GB\x20\d{3}\x20\d{4}\x20\d{2} | IE\d[A-Z0-9]\d{5}[A-Z]{1,2} | IT\d{11} | LU\d{8}
        | NL\d{9}B\d{2} | PL\d{10} | PT\d{9} | SE\d{12} ) \b",
    )
});
static TAX_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) \b (?: VAT | EIN | TIN | ITIN | SSN | social\s security | tax(?:payer)?\s (?:id|identification|registration) )
        (?: \s* (?: id | identification | registration | number | no\.? | num | \# ) ){0,3}
        [\s:=-]{0,4} (?: is \s )? ( [A-Z]{0,3} [0-9] [0-9A-Z\x20-]{5,16} [0-9] )",
    )
});
static IBAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"));
static ACCOUNT_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) \b (?: account | acct\.? | a/c | routing | ABA | sort\s code | transit )
        (?: \s* (?: number | no\.? | num | code | \# ) ){0,2}
        \s* (?: is | : | \# | = )? \s* ( [0-9] [0-9\x20-]{4,24} [0-9] ) \b",
    )
});
static SWIFT_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?i:swift|bic)(?i:/bic)?(?i:\s*code)?\s*[:#]?\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b",
    )
});
static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[3-6]\d(?:[ -]?\d){11,17}\b"));
static ISO_DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:19|20)\d{2}[ -]\d{2}[ -]\d{2}$"));

impl Detectors {
    /// Detectors for the fixed patterns and for `names`, in any case and across line breaks.
    pub fn new(names: &[String]) -> Self {
        let mut alternatives: Vec<String> = names
            .iter()
            .filter(|name| name.chars().count() >= MIN_NAME)
            .take(MAX_NAMES)
            .map(|name| {
                let words: Vec<String> = name.split_whitespace().map(regex::escape).collect();
                words.join(r"\s+")
            })
            .collect();
        // The longest first, so that "Jane Roe Smith" is not left half masked.
        alternatives.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self {
            names: any_of(&alternatives),
        }
    }
}

/// One pattern for all names; where that is too large to build, one for each, so that one odd name
/// never leaves the others unmasked.
fn any_of(alternatives: &[String]) -> Vec<Regex> {
    if alternatives.is_empty() {
        return Vec::new();
    }
    let build = |source: &str| Regex::new(&format!("(?i)(?:{source})"));
    match build(&alternatives.join("|")) {
        Ok(regex) => vec![regex],
        Err(_) => alternatives
            .iter()
            .filter_map(|name| build(name).ok())
            .collect(),
    }
}

/// The digits of a telephone number without those of its extension.
fn subscriber_digits(phone: &str) -> usize {
    let number = phone.split(char::is_alphabetic).next().unwrap_or_default();
    digits(number).len()
}

impl Detector for Detectors {
    fn detect(&self, text: &str) -> Vec<Detection> {
        // Whatever touches an address, the address is one.
        let mut found: Vec<Detection> = EMAIL
            .find_iter(text)
            .map(|at| Detection {
                span: Span::new(at.start(), at.end()),
                class: Class::Email,
            })
            .collect();
        let mut all = |regex: &Regex, class: Class, keep: &dyn Fn(&str) -> bool| {
            for at in regex.find_iter(text) {
                if keep(at.as_str()) && stands_alone(text, at.start(), at.end()) {
                    found.push(Detection {
                        span: Span::new(at.start(), at.end()),
                        class,
                    });
                }
            }
        };
        all(&PHONE, Class::Phone, &|phone| {
            (8..=15).contains(&subscriber_digits(phone))
        });
        all(&TAX, Class::TaxId, &|_| true);
        all(&CARD, Class::Card, &is_card);
        for names in &self.names {
            all(names, Class::Person, &|_| true);
        }
        after_cue(text, &TAX_CUE, Class::TaxId, &mut found);
        after_cue(text, &ACCOUNT_CUE, Class::Account, &mut found);
        after_cue(text, &SWIFT_CUE, Class::Account, &mut found);
        ibans(text, &mut found);
        found
    }
}

/// The first group of each match, where it is an identifier and not a date.
fn after_cue(text: &str, regex: &Regex, class: Class, found: &mut Vec<Detection>) {
    let value = |captures: Captures<'_>| captures.get(1).map(|at| (at.start(), at.end()));
    for (start, end) in regex.captures_iter(text).filter_map(value) {
        let value = &text[start..end];
        let long_enough = class == Class::Account && !value.contains(|c: char| c.is_ascii_digit())
            || digits(value).len() >= 6
            || value.chars().all(|c| c.is_ascii_alphanumeric()) && value.len() >= 8;
        if long_enough && !ISO_DATE.is_match(value) && stands_alone(text, start, end) {
            found.push(Detection {
                span: Span::new(start, end),
                class,
            });
        }
    }
}

/// IBANs whose check digits hold. A match may run into the next word, so shorter ends are tried.
fn ibans(text: &str, found: &mut Vec<Detection>) {
    for at in IBAN.find_iter(text) {
        let ends = (at.start() + 15..=at.end()).rev();
        let valid = ends
            .filter(|end| !text[..*end].ends_with(' '))
            .find(|end| is_iban(&text[at.start()..*end]) && !starts_alphanumeric(&text[*end..]));
        if let Some(end) = valid {
            found.push(Detection {
                span: Span::new(at.start(), end),
                class: Class::Account,
            });
        }
    }
}

fn starts_alphanumeric(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
}

/// Whether no letter or figure touches the stretch: a part of a longer number is another number.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let touches_money = matches!(before, Some('$' | '€' | '£'));
    !before.is_some_and(char::is_alphanumeric)
        && !touches_money
        && !starts_alphanumeric(&text[end..])
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// Issuer range, length and Luhn's check (ISO/IEC 7812-1).
fn is_card(text: &str) -> bool {
    let digits = digits(text);
    let number = |places: usize| {
        digits
            .iter()
            .take(places)
            .fold(0, |sum, digit| sum * 10 + digit)
    };
    let issued = match digits.len() {
        13 | 19 => digits[0] == 4,
        14 => matches!(number(2), 30 | 36 | 38 | 39),
        15 => matches!(number(2), 34 | 37),
        16 => {
            digits[0] == 4
                || matches!(number(2), 51..=55 | 35 | 65)
                || number(4) == 6011
                || (2221..=2720).contains(&number(4))
        }
        _ => false,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    issued && sum.is_multiple_of(10)
}

/// ISO 13616: the first four characters moved to the end, letters as 10 to 35, modulo 97 is 1.
fn is_iban(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    if !(15..=34).contains(&letters.len()) {
        return false;
    }
    let rest = letters[4..]
        .iter()
        .chain(&letters[..4])
        .try_fold(0u32, |rest, letter| {
            let value = letter.to_digit(36)?;
            Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
        });
    rest == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::redaction::{Redacted, Vault};
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        let detectors = Detectors::new(&["Jane Q. Roe".into()]);
        Redacted::mask(text, &detectors, &mut Vault::default())
            .as_str()
            .to_owned()
    }

    /// I43: identifiers do not leave.
    #[test]
    fn identifiers_are_masked_by_class() {
        for (text, class) in [
            ("jane.roe@acme.example", "EMAIL"),
            ("josé.müller@bücher.example", "EMAIL"),
            ("(218) 555-0163", "PHONE"),
            ("218-555-0163x12", "PHONE"),
            ("(218) 555-0163 ext. 12", "PHONE"),
            ("+44 20 7946 0958, extension 123456", "PHONE"),
            ("218-555-0163", "PHONE"),
            ("+1 218 555 0163", "PHONE"),
            ("+44 20 7946 0958", "PHONE"),
            ("078-05-1120", "TAX_ID"),
            ("12-3456789", "TAX_ID"),
            ("DE123456789", "TAX_ID"),
            ("GB82 WEST 1234 5698 7654 32", "ACCOUNT"),
            ("DE89370400440532013000", "ACCOUNT"),
            ("4111 1111 1111 1111", "CARD"),
            ("JANE Q.\nROE", "PERSON"),
        ] {
            assert_eq!(
                masked(&format!("a {text}, b")),
                format!("a [[{class}_1]], b"),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_after_a_cue_are_masked_and_the_cue_is_kept() {
        assert_eq!(
            masked("routing number 123456780, account number 4400917726351."),
            "routing number [[ACCOUNT_1]], account number [[ACCOUNT_2]]."
        );
        assert_eq!(masked("Tax ID: 98 7654321"), "Tax ID: [[TAX_ID_1]]");
        assert_eq!(masked("SWIFT: DEUTDEFF500"), "SWIFT: [[ACCOUNT_1]]");
    }

    #[test]
    fn an_address_is_masked_whatever_touches_it() {
        assert_eq!(masked("$jane@acme.example²"), "$[[EMAIL_1]]²");
    }

    #[test]
    fn names_are_found_one_by_one_where_they_cannot_be_built_together() {
        let built = any_of(&["(".into(), "Jane".into()]);
        assert_eq!(built.len(), 1);
        assert!(built[0].is_match("JANE"));
        assert!(any_of(&[]).is_empty());
    }

    #[test]
    fn terms_of_the_contract_are_never_masked() {
        for text in [
            "Section 10.1.2 and 12.3(a)(iv)",
            "on 2026-05-01, May 1, 2026 or 05/01/2026",
            "USD 1,234,567.89 or $63,000.00 or EUR 5.000.000,00",
            "the account dated 2026-05-01",
            "4111 1111 1111 1112 is no card",
            "GB82 WEST 1234 5698 7654 33 is no account",
            "PO-88213, Duluth, Minnesota 55802-1234",
            "99.9 percent of 1 000 000 requests within 30 days",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    proptest! {
        /// I43: the way back is exact for every text, with these detectors.
        #[test]
        fn restoring_gives_back_every_text(text in "(\\[\\[|\\]\\]|a@b\\.co|\\+44 20 7946 0958|DE89370400440532013000|[0-9 -]{1,9}|Jane Q\\. Roe|\\PC|\n){0,30}") {
            let detectors = Detectors::new(&["Jane Q. Roe".into()]);
            let mut vault = Vault::default();
            let masked = Redacted::mask(&text, &detectors, &mut vault);
            prop_assert_eq!(vault.restore(masked.as_str()), text);
        }
    }
}
