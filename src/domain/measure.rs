//! When two texts state the same measure: `lesser of CPI and 4%` is `CPI, max 4%`, and `2.5%` is not `25%`.
//!
//! Nothing here reads a contract; it only compares what was read.

use std::collections::BTreeSet;

/// How two measures are weighed against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weighed {
    Lesser,
    Greater,
}

/// Whether both texts state the same: case, spacing, punctuation and the order of two measures apart.
pub fn is_same(one: &str, two: &str) -> bool {
    read(one) == read(two)
}

/// Whether a text measures something: it has a figure, or names an index or that there is no limit.
pub fn measures(text: &str) -> bool {
    const NAMES: [&str; 7] = [
        "cpi",
        "rpi",
        "hicp",
        "libor",
        "unlimited",
        "uncapped",
        "perpetual",
    ];
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.contains(|c: char| c.is_ascii_digit()) || NAMES.contains(&word))
}

/// The measures of a text, and how they are weighed where there are two.
fn read(text: &str) -> (Option<Weighed>, BTreeSet<String>) {
    let text = text.trim().to_lowercase();
    let two = |rest: &str, joint: &str, weighed| {
        let (one, two) = rest.split_once(joint)?;
        Some((Some(weighed), [one, two].map(measure).into()))
    };
    let after = |word: &str| text.strip_prefix(word);
    after("lesser of ")
        .and_then(|rest| two(rest, " and ", Weighed::Lesser))
        .or_else(|| two(after("greater of ")?, " and ", Weighed::Greater))
        .or_else(|| two(&text, ", max ", Weighed::Lesser))
        .or_else(|| two(&text, ", min ", Weighed::Greater))
        .unwrap_or_else(|| (None, [measure(&text)].into()))
}

/// Letters and digits; a point or comma stays where it parts digits, unless only noughts follow the point or
/// the comma stands before three digits, as in `500,000`.
fn measure(text: &str) -> String {
    let years = text.trim().split_once(" year");
    let months = years.and_then(|(count, rest)| {
        let rest = rest.trim_start_matches('s').strip_prefix(" of fees")?;
        Some(format!(
            "{}monthsoffees{rest}",
            count.parse::<u32>().ok()?.checked_mul(12)?
        ))
    });
    months.unwrap_or_else(|| {
        let letters: Vec<char> = text.chars().collect();
        let mut kept = String::new();
        let mut rest = letters.as_slice();
        while let [letter, tail @ ..] = rest {
            rest = tail;
            let digits = tail.iter().take_while(|next| next.is_ascii_digit()).count();
            let parts =
                matches!(letter, '.' | ',') && kept.ends_with(|last: char| last.is_ascii_digit());
            if parts && digits > 0 {
                let fraction = &tail[..digits];
                if *letter == '.' && fraction.iter().all(|digit| *digit == '0') {
                    rest = &tail[digits..];
                } else if *letter == '.' || digits != 3 {
                    kept.push(*letter);
                }
            } else if letter.is_alphanumeric() {
                kept.push(*letter);
            }
        }
        kept
    })
}

#[cfg(test)]
mod tests {
    use super::{is_same, measures};

    #[test]
    fn what_means_the_same_is_the_same_and_a_point_counts() {
        for (one, two) in [
            ("CPI, max 4%", "lesser of 4.0% and CPI"),
            ("greater of CPI and 2%", "Greater of 2% and CPI"),
            ("CPI, min 2%", "greater of 2% and CPI"),
            ("12 months of fees", "1 year of fees"),
            ("USD 500000.00", "USD 500,000"),
            ("data processing agreement", "Data-Processing Agreement"),
        ] {
            assert!(is_same(one, two), "{one} | {two}");
        }
        for (one, two) in [
            ("2.5%", "25%"),
            ("1.5x", "15x"),
            ("CPI, max 4%", "greater of 4% and CPI"),
            ("max 4%", "4%"),
            ("1,5%", "15%"),
            (
                "greater of USD 5.00 and 6 months of fees",
                "greater of USD 500 and 6 months of fees",
            ),
        ] {
            assert!(!is_same(one, two), "{one} | {two}");
        }
    }
    #[test]
    fn what_has_a_figure_or_names_an_index_measures() {
        for text in [
            "2",
            "12 months of fees",
            "CPI",
            "unlimited",
            "greater of 3% and RPI",
        ] {
            assert!(measures(text), "{text}");
        }
        for text in [
            "monthly in advance",
            "USD",
            "a credit for each hour",
            "CPIs",
        ] {
            assert!(!measures(text), "{text}");
        }
    }
}
