//! What restraints are read from sentences, and what is none.

use super::*;
use crate::offline::passage::{after, alone as read};

#[test]
fn a_restraint_needs_no_word_of_competition() {
    for (sentence, expected) in [
        (
            "For two years after termination Franchisee shall not operate a salon within ten miles of the Location.",
            Some("2 years"),
        ),
        (
            "Licensee shall not, for one year after termination, manufacture or sell products similar to the Products.",
            Some("1 year"),
        ),
        (
            "Consultant is bound by a two-year non-compete with a former employer.",
            None,
        ),
        (
            "For two years the Tenant shall not operate machines at night.",
            None,
        ),
    ] {
        let value = read(non_compete_term, sentence);
        assert_eq!(value.as_deref(), expected, "{sentence}");
    }
}

#[test]
fn the_same_period_is_that_of_the_sentence_before() {
    let value = after(
        non_solicit_term,
        "For a period of two (2) years after Closing, Seller shall not compete.",
        "During the same period, neither of them shall solicit any customer of Purchaser.",
    );
    assert_eq!(value.as_deref(), Some("2 years"));
}
