//! Which words carry what a short text says, so that two wordings of one thing can be compared. It judges
//! no meaning: likeness of words is all that it knows.

use std::collections::BTreeSet;

/// Letters of a word that count: `receipt` and `receiving` are one.
const STEM: usize = 5;
/// Words that carry nothing of their own.
const EMPTY: [&str; 42] = [
    "the",
    "and",
    "any",
    "all",
    "its",
    "his",
    "her",
    "their",
    "such",
    "this",
    "that",
    "each",
    "every",
    "for",
    "from",
    "with",
    "within",
    "upon",
    "after",
    "before",
    "following",
    "prior",
    "when",
    "which",
    "who",
    "has",
    "have",
    "been",
    "being",
    "are",
    "was",
    "were",
    "not",
    "other",
    "date",
    "dates",
    "day",
    "days",
    "least",
    "than",
    "later",
    "said",
];

/// The stems of the words of `text` that carry something, and its numbers whole.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let telling = words.filter(|word| {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        is_number || (word.chars().count() >= 3 && !EMPTY.contains(word))
    });
    telling.map(stem).collect()
}

fn stem(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    // `fee` and `fees` have no more letters than count.
    let letters = word.chars().count();
    let plain = if letters <= STEM {
        word.trim_end_matches('s')
    } else {
        word
    };
    plain.chars().take(STEM).collect()
}

/// Whether every word of `claim` that carries something stands in `words`.
pub(super) fn holds(words: &str, claim: &str) -> bool {
    stems(claim).is_subset(&stems(words))
}

/// How many words that carry something both have.
pub(super) fn shared(one: &str, other: &str) -> usize {
    stems(one).intersection(&stems(other)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_by_what_they_carry() {
        let clause = "Customer shall pay each invoice within 30 days of receiving it";
        assert!(holds(clause, "after receipt of the invoices"));
        assert!(holds(clause, "30 days") && !holds(clause, "60 days"));
        assert!(!holds(clause, "after the Effective Date"));
        assert!(holds("all fees are due", "the fee"));
        assert_eq!(
            shared("provide a usage report", "usage reports are provided"),
            3
        );
        assert_eq!(shared("deliver the Software", "provide a usage report"), 0);
    }
}
