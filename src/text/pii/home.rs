//! Where the address of a home ends: it has no form of its own, so it is read word by word.

/// The most words that an address has.
const WORDS: usize = 14;
/// The most line breaks inside an address.
const BREAKS: usize = 2;
/// Small words inside names of streets and towns.
const SMALL: [&str; 6] = ["of", "the", "on", "upon", "de", "la"];

/// The length of the address at the start of `text`; `None` where there is none. An address goes on
/// while its words begin with a capital or a figure, and ends after a postcode.
pub(super) fn address(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut figures = false;
    let mut breaks = 0;
    let mut count = 0;
    let mut next = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let at = next;
        next += word.len();
        let bare = word.trim_end();
        if bare.is_empty() {
            // A gap of several spaces is that of columns; the indentation of a new line is none.
            if word == "\n" || !text[..at].trim_end_matches(' ').ends_with('\n') {
                break;
            }
            continue;
        }
        let plain = bare.trim_end_matches([',', '.', ';', ')']);
        let goes_on = plain
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '#')
            || SMALL.contains(&plain);
        if count >= WORDS || plain.is_empty() || plain.contains([':', '(']) || !goes_on {
            break;
        }
        end = at + plain.len();
        figures |= plain.contains(|c: char| c.is_ascii_digit());
        breaks += usize::from(word.ends_with('\n'));
        if ends(bare, plain, count) || breaks > BREAKS {
            break;
        }
        count += 1;
    }
    (figures && end > 0).then_some(end)
}

/// Whether the address ends with this word: a postcode, or the stop of the sentence.
fn ends(bare: &str, plain: &str, count: usize) -> bool {
    const SHORT: [&str; 9] = ["St", "Ave", "Rd", "Blvd", "Apt", "No", "Dr", "Ste", "Ln"];
    let is_zip =
        count > 2 && plain.len() >= 5 && plain.chars().all(|c| c.is_ascii_digit() || c == '-');
    let letters: Vec<char> = plain.chars().collect();
    let is_inward = count > 2
        && matches!(letters.as_slice(), [d, a, b] if d.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase());
    let stops = bare.ends_with([';', ')']) || bare.ends_with('.') && !SHORT.contains(&plain);
    is_zip || is_inward || stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_its_postcode_or_its_capitals() {
        for (text, expected) in [
            (
                "3317 Laurel Canyon Way, Petaluma, California 94952 (“Adviser”)",
                "3317 Laurel Canyon Way, Petaluma, California 94952",
            ),
            (
                "28 Wharfdale Gardens, Bristol BS1 4RW (Consultant)",
                "28 Wharfdale Gardens, Bristol BS1 4RW",
            ),
            (
                "4 Chantrey Close,\n     Sheffield S8 8QA\nOccupation: none",
                "4 Chantrey Close,\n     Sheffield S8 8QA",
            ),
            (
                "12 St. John’s Rd., Cork and is bound",
                "12 St. John’s Rd., Cork",
            ),
            ("Birch Lane 4, Graz.  He works", "Birch Lane 4, Graz"),
            ("7 Elm St.     Title: Clerk", "7 Elm St"),
        ] {
            assert_eq!(address(text).map(|end| &text[..end]), Some(expected));
        }
        assert_eq!(address("the place of his birth"), None);
        assert_eq!(address("Springfield, where he lives"), None);
    }
}
