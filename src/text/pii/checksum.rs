//! Check digits: what tells a card or an account from any other long number.

/// The decimal digits of `text`.
pub(super) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// Issuer range, length and Luhn's check (ISO/IEC 7812-1). A card is broken over two lines at most:
/// a column of figures is none.
pub(super) fn is_card(text: &str) -> bool {
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
    issued && text.matches('\n').count() <= 1 && luhn(&digits)
}

fn luhn(digits: &[u32]) -> bool {
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
    sum.is_multiple_of(10)
}

/// ISO 13616: the first four characters moved to the end, letters as 10 to 35, modulo 97 is 1.
pub(super) fn is_iban(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
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
