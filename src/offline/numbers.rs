//! Numbers in words: `ninety`, `thirty-six`, `one hundred and eighty`, `two million five hundred thousand`.
//!
//! Legal drafting writes numbers twice; where both forms stand, the digits are read and the words are
//! their check elsewhere. Nothing here guesses: a word that is not a number gives `None`.

use super::patterns::{Pattern, cased};
use std::sync::LazyLock;

/// A regex fragment that matches one number in words; case is left to the caller's flags.
pub(super) const WORDS: &str = r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion)\b(?:[\s-]+(?:and\s+)?)?)+";

/// A number in digits that says the one in words before it again: `thirty` and `(30)`.
pub(super) static AGAIN: LazyLock<Pattern> = LazyLock::new(|| cased(r"^\(\s?\d{1,3}\s?\)"));

/// The number that `text` spells, such as 180 for `one hundred and eighty`.
pub fn spelled(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut group: u64 = 0;
    let mut seen = false;
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_ascii_lowercase();
        match (word.as_str(), small(&word)) {
            ("and", _) => continue,
            ("hundred", _) => group = group.max(1).checked_mul(100)?,
            (_, Some(value)) => group = group.checked_add(value)?,
            (scale, None) => {
                let factor = scale_of(scale)?;
                total = total.checked_add(group.max(1).checked_mul(factor)?)?;
                group = 0;
            }
        }
        seen = true;
    }
    if seen { total.checked_add(group) } else { None }
}

/// The number that stands last in `words`: `five` in `two five`, which counts periods of five.
pub(super) fn last_spelled(words: &str) -> &str {
    let words = words.trim_end_matches(|c: char| c == '-' || c.is_whitespace());
    let mut parts = words.rsplit(|c: char| c.is_whitespace() || c == '-');
    let (last, previous) = (parts.next(), parts.find(|word| !word.is_empty()));
    let is_one = |word: Option<&str>| {
        let value = word.and_then(|word| small(&word.to_ascii_lowercase()));
        value.is_some_and(|value| value < 20)
    };
    match last {
        Some(last) if is_one(Some(last)) && is_one(previous) => last,
        _ => words,
    }
}

fn small(word: &str) -> Option<u64> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let word = if word == "fourty" { "forty" } else { word };
    if let Some(value) = ONES.iter().position(|one| *one == word) {
        return Some(value as u64);
    }
    let ten = TENS.iter().position(|ten| *ten == word)?;
    Some((ten as u64 + 2) * 10)
}

/// The factor of a scale word, such as 1 000 000 for `million`.
pub(super) fn scale_of(word: &str) -> Option<u64> {
    match word.to_ascii_lowercase().as_str() {
        "thousand" => Some(1_000),
        "million" | "mio" => Some(1_000_000),
        "billion" => Some(1_000_000_000),
        _ => None,
    }
}

/// Whether the digits that follow `before` are only the rest of a number that began in it, as `5` is
/// in `1.5`, `2` in `1/2`, `500` in `1,500` and `30` in `10-30`.
pub(super) fn runs_on(before: &str) -> bool {
    let mut back = before.chars().rev();
    let (last, previous) = (back.next(), back.next());
    let is_mark = matches!(
        last,
        Some('.' | ',' | '/' | '\u{2044}' | '-' | '\u{2010}'..='\u{2014}' | '\'' | '’')
    );
    // Fractions such as ½ are numeric too.
    last.is_some_and(char::is_numeric) || (is_mark && previous.is_some_and(char::is_numeric))
}

/// Whether a single digit that follows `before` is torn from another one, as a converter leaves `1 2` of 12.
/// The number of a thing has its name before it: `Option 1 2 years`.
pub(super) fn is_torn(before: &str) -> bool {
    let digit = before.strip_suffix(' ').and_then(|rest| {
        let rest = rest.strip_suffix(|c: char| c.is_ascii_digit())?;
        rest.ends_with(['(', ' ']).then_some(rest)
    });
    let word = digit.and_then(|rest| rest.split_whitespace().next_back());
    word.is_some_and(|word| word.starts_with('(') || word.chars().all(char::is_lowercase))
}

/// `first` to `thirty-first`; the words before it (`this`, `the`) do not count.
pub fn ordinal(words: &str) -> Option<i16> {
    const IRREGULAR: [(&str, i16); 7] = [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fifth", 5),
        ("eighth", 8),
        ("ninth", 9),
        ("twelfth", 12),
    ];
    let words = words.to_ascii_lowercase();
    let parts: Vec<&str> = words.split([' ', '-', '\n']).collect();
    let last = *parts.last()?;
    let unit = IRREGULAR
        .iter()
        .find(|(word, _)| *word == last)
        .map(|(_, value)| *value)
        .or_else(|| {
            let tens = format!("{}y", last.strip_suffix("ieth")?);
            i16::try_from(spelled(&tens)?).ok()
        })
        .or_else(|| i16::try_from(spelled(last.strip_suffix("th")?)?).ok())?;
    match parts.first() {
        Some(&"twenty") if unit < 10 => Some(20 + unit),
        Some(&"thirty") if unit < 10 => Some(30 + unit),
        _ => Some(unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_read_as_drafters_write_them() {
        assert_eq!(spelled("ninety"), Some(90));
        assert_eq!(spelled("Thirty-Six"), Some(36));
        assert_eq!(spelled("one hundred and eighty"), Some(180));
        assert_eq!(spelled("ONE HUNDRED TWENTY"), Some(120));
        assert_eq!(
            spelled("two million five hundred thousand"),
            Some(2_500_000)
        );
        assert_eq!(spelled("several"), None);
        assert_eq!(spelled(""), None);
    }

    #[test]
    fn the_rest_of_a_number_is_known_by_what_stands_before_it() {
        for before in ["1.", "1,", "1/", "10-", "10–", "½", "4"] {
            assert!(runs_on(before), "{before}");
        }
        for before in ["", " ", "(", "a-", "end.", "4 "] {
            assert!(!runs_on(before), "{before}");
        }
    }

    #[test]
    fn digits_apart_are_told_from_a_number_behind_a_numbered_thing() {
        for before in ["a term of 1 ", "within (3 "] {
            assert!(is_torn(before), "{before}");
        }
        for before in ["Option 1 ", "of 1  ", "of 12 ", "1 ", "of "] {
            assert!(!is_torn(before), "{before}");
        }
    }

    #[test]
    fn a_chain_of_scales_too_long_for_the_type_is_no_number() {
        assert_eq!(spelled(&"hundred ".repeat(40)), None);
    }
}
