//! Where the recitals of a contract stand: what they tell is how it came about, and nobody owes it.
//!
//! Nothing here decides what a duty is. Where the end of the recitals cannot be seen, they end soon, so
//! that no clause is lost for long.

use super::super::patterns::pattern;
use std::sync::LazyLock;

/// How many sentences recitals go on for, after the last that says so itself.
const MOST: usize = 12;

patterns! {
    // `6. Background` heads what the parties bring with them: recitals stand first.
    HEADED = r"^\W*(?:(?:[a-z]|[12]|[ivx]{1,4})[.)]\s+)?(?:recitals?|background|preamble|whereas|witnesseth|w\s+i\s+t\s+n\s+e\s+s\s+s\s+e\s+t\s+h)\s*[:,]?\s*(?:\n|$)";
    WHEREAS = r"^\W*(?:\(?[a-z0-9]{1,3}[.)]\s*)?whereas\b";
    ENDS = r"\bnow,?\s+(?:therefore|it\s+is)\b|\b(?:agree[sd]?|covenant)\s+(?:\w+\s+){0,6}?as\s+follows\b|\bit\s+is\s+(?:hereby\s+|therefore\s+)?(?:mutually\s+)?agreed\b|^\W*(?:the\s+)?(?:parties\s+(?:hereby\s+|therefore\s+)?agree\b|agreed\s+terms|operative\s+(?:provisions|part))|\bin\s+consideration\s+of\b";
    CLAUSE = r"^\s*(?:(?:section|article|clause)\s+[\divx]+|1(?:\.\d+)*[.)]?\s|\d{1,2}\.\d{1,2}[.)]?\s|i\.\s)";
}

/// Whether a sentence under `heading` is nothing but a recital.
pub fn is_recital(sentence: &str, heading: &str) -> bool {
    let is_headed = HEADED
        .find(heading)
        .is_some_and(|found| found.end() == heading.len());
    (is_headed || WHEREAS.is_match(sentence)) && !ENDS.is_match(sentence)
}

/// Follows the sentences of one contract, to tell which of them are recitals.
#[derive(Default)]
pub(super) struct Recitals {
    /// How many sentences more may be recitals.
    left: usize,
    /// Whether the sentence before was their heading.
    is_headed: bool,
}

impl Recitals {
    /// Where in a sentence the words begin that may oblige somebody; `None` where it is a recital whole.
    /// `is_heading` tells that it is the heading of something.
    pub fn operative(&mut self, words: &str, is_heading: bool) -> Option<usize> {
        let was_headed = std::mem::take(&mut self.is_headed);
        if let Some(heading) = HEADED.find(words) {
            self.left = MOST;
            self.is_headed = heading.end() == words.len();
        } else if WHEREAS.is_match(words) {
            self.left = MOST;
        } else if self.left == 0 {
            return Some(0);
        } else if is_heading || (CLAUSE.is_match(words) && !was_headed) {
            self.left = 0;
            return Some(0);
        }
        if let Some(end) = ENDS.find(words) {
            self.left = 0;
            return Some(end.start());
        }
        self.left -= 1;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sentences: &[&str]) -> Vec<Option<usize>> {
        let mut recitals = Recitals::default();
        sentences
            .iter()
            .map(|words| recitals.operative(words, false))
            .collect()
    }

    #[test]
    fn recitals_end_where_the_parties_agree() {
        assert_eq!(
            read(&[
                "WHEREAS, Operator shall run the depot; and",
                "WHEREAS, Depot will pay for it.",
                "NOW, THEREFORE, the parties agree:",
                "Operator shall pay.",
            ]),
            [None, None, Some(0), Some(0)]
        );
        assert_eq!(
            read(&[
                "Recitals\nA. Operator will run the depot.",
                "B. It will be paid.",
                "1. Depot shall pay."
            ]),
            [None, None, Some(0)]
        );
    }

    #[test]
    fn a_sentence_that_also_agrees_is_no_mere_recital() {
        assert!(is_recital("WHEREAS Depot keeps insurance of $5,000;", ""));
        assert!(is_recital("Depot keeps insurance.", "RECITALS"));
        assert!(!is_recital("Depot shall keep insurance.", "7. Insurance"));
        assert!(!is_recital(
            "WHEREAS it is; NOW, THEREFORE, Depot shall keep it.",
            ""
        ));
    }

    #[test]
    fn words_after_the_recitals_of_one_sentence_are_read() {
        assert_eq!(
            read(&["WHEREAS Depot owns it; NOW, THEREFORE, Depot shall sell it."]),
            [Some(23)]
        );
    }

    /// `Background` also names what a party brings to a project.
    #[test]
    fn background_among_the_clauses_is_no_recital() {
        assert_eq!(
            read(&[
                "6. Background\nEach Party shall keep its own.",
                "7.1 Each Party shall pay."
            ]),
            [Some(0), Some(0)]
        );
        assert_eq!(
            read(&[
                "1. Background\nThe Operator shall run it.",
                "2.1 Depot shall pay."
            ]),
            [None, Some(0)]
        );
    }

    #[test]
    fn a_contract_without_recitals_is_read_whole() {
        assert_eq!(
            read(&["Operator shall pay.", "Background checks are made."]),
            [Some(0), Some(0)]
        );
    }
}
