//! Finds personal data by pattern, checksum and cue word, and the people whose names are known.
//!
//! Section numbers, dates and sums of money are the product and are never masked. Patterns run
//! in linear time whatever the text. Nothing found here may be logged.

mod checksum;
mod forms;
mod home;

use crate::domain::document::Span;
use crate::domain::redaction::{Class, Detection, Detector};
use checksum::{digits, is_card, is_iban};
use regex::{Captures, Regex};

/// The detectors of one contract.
pub struct Detectors {
    names: Vec<Regex>,
}

/// Names beyond this many, or shorter than this, are not looked for.
const MAX_NAMES: usize = 200;
const MIN_NAME: usize = 4;

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

impl Detector for Detectors {
    fn detect(&self, text: &str) -> Vec<Detection> {
        let mut found = Vec::new();
        // Whatever touches an address, the address is one.
        found.extend(matches(text, &forms::EMAIL, Class::Email));
        let mut keep = |regex: &Regex, class: Class, keep: &dyn Fn(&str) -> bool| {
            let alone = |d: &Detection| stands_alone(text, d.span.start, d.span.end);
            let all = matches(text, regex, class);
            found.extend(all.filter(|d| keep(&text[d.span.range()]) && alone(d)));
        };
        keep(&forms::PHONE, Class::Phone, &is_phone);
        keep(&forms::TAX, Class::TaxId, &|_| true);
        keep(&forms::CARD, Class::Card, &is_card);
        for names in &self.names {
            keep(names, Class::Person, &|_| true);
        }
        for (regex, class, keep) in after_cues() {
            after_cue(text, regex, class, keep, &mut found);
        }
        ibans(text, &mut found);
        homes(text, &mut found);
        found
    }
}

/// A pattern, its class, and what the value must be.
type Cue = (&'static Regex, Class, fn(&str) -> bool);

/// What is known by the words before it: the pattern, the class, and what the value must be.
fn after_cues() -> [Cue; 9] {
    [
        (&forms::LOCAL_PHONE, Class::Phone, is_phone),
        (&forms::PHONE_CUE, Class::Phone, is_phone),
        (&forms::TAX_CUE, Class::TaxId, is_number),
        (&forms::ACCOUNT_CUE, Class::Account, is_number),
        (&forms::IBAN_CUE, Class::Account, is_number),
        (&forms::SWIFT_CUE, Class::Account, |_| true),
        (&forms::IDENTITY_CUE, Class::Identity, is_number),
        (&forms::BIRTH_CUE, Class::Birth, |_| true),
        (&forms::TITLED, Class::Person, |_| true),
    ]
}

fn matches<'t>(
    text: &'t str,
    regex: &'t Regex,
    class: Class,
) -> impl Iterator<Item = Detection> + 't {
    regex.find_iter(text).map(move |at| Detection {
        span: Span::new(at.start(), at.end()),
        class,
    })
}

/// The group of each match that took part, where `keep` holds and nothing touches it.
fn after_cue(
    text: &str,
    regex: &Regex,
    class: Class,
    keep: fn(&str) -> bool,
    found: &mut Vec<Detection>,
) {
    let value = |captures: Captures<'_>| {
        let group = captures.iter().skip(1).flatten().next();
        group.map(|at| Span::new(at.start(), at.end()))
    };
    let values = regex.captures_iter(text).filter_map(value);
    found.extend(
        values
            .filter(|span| keep(&text[span.range()]) && stands_alone(text, span.start, span.end))
            .map(|span| Detection { span, class }),
    );
}

/// Enough digits to be dialled, those of an extension aside, and no date.
fn is_phone(text: &str) -> bool {
    let number = text.split(char::is_alphabetic).next().unwrap_or_default();
    (7..=15).contains(&digits(number).len()) && !forms::ISO_DATE.is_match(text)
}

/// Long enough to point at one person or account, and no date.
fn is_number(text: &str) -> bool {
    let is_long = digits(text).len() >= 6
        || text.chars().all(|c| c.is_ascii_alphanumeric()) && text.len() >= 8;
    is_long && !forms::ISO_DATE.is_match(text)
}

/// IBANs whose check digits hold. A match may run into the next word, so shorter ends are tried.
fn ibans(text: &str, found: &mut Vec<Detection>) {
    for at in forms::IBAN.find_iter(text) {
        let ends = (at.start() + 15..=at.end()).rev();
        let valid = ends
            .filter(|end| text.is_char_boundary(*end))
            .filter(|end| text[..*end].ends_with(char::is_alphanumeric))
            .find(|end| is_iban(&text[at.start()..*end]) && !starts_alphanumeric(&text[*end..]));
        if let Some(end) = valid {
            found.push(Detection {
                span: Span::new(at.start(), end),
                class: Class::Account,
            });
        }
    }
}

/// Addresses of homes: after a cue, and after the name of a person "of" a number in a street.
fn homes(text: &str, found: &mut Vec<Detection>) {
    let cues = forms::HOME_CUE.find_iter(text).map(|cue| cue.end());
    let named = found.iter().filter(|d| d.class == Class::Person);
    let of = named.filter_map(|person| {
        let cue = forms::PERSON_OF.find(&text[person.span.end..])?;
        Some(person.span.end + cue.end() - 1)
    });
    let starts: Vec<usize> = cues.chain(of).collect();
    found.extend(starts.into_iter().filter_map(|start| {
        let length = home::address(&text[start..])?;
        Some(Detection {
            span: Span::new(start, start + length),
            class: Class::Home,
        })
    }));
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

#[cfg(test)]
mod tests;
