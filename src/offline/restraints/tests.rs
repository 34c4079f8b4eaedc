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
            "The Dealer will not, within one year after the end of this dealership, sell tractors of another make.",
            Some("1 year"),
        ),
        (
            "She promises not to practice law in Baton Rouge for the thirty-six months that follow her departure.",
            Some("36 months"),
        ),
        (
            "Upon termination Franchisee shall not, for two years, own or have any interest in any restaurant.",
            Some("2 years"),
        ),
        (
            "During the term of this Agreement and for twelve months thereafter neither Party shall work on films for compost.",
            Some("12 months"),
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

#[test]
fn a_restraint_may_end_with_an_anniversary_or_be_named() {
    for (sentence, expected) in [
        (
            "Until the fifth anniversary of Closing the Sellers shall abstain from carrying on a Competing Business.",
            Some("5 years"),
        ),
        (
            "Non-Competition Period: the period ending twenty-four (24) months after the Services end.",
            Some("24 months"),
        ),
        (
            "For ninety (90) days after the project closes the Contractor will not compete for the same site.",
            Some("90 days"),
        ),
        (
            "The franchisee is barred from running a competing shop for five years from the end.",
            Some("5 years"),
        ),
    ] {
        let value = read(non_compete_term, sentence);
        assert_eq!(value.as_deref(), expected, "{sentence}");
    }
    let value = after(
        non_compete_term,
        "“Restricted Period” means nine months from the Termination Date.",
        "During the Restricted Period the Employee shall not be employed by a Competitor.",
    );
    assert_eq!(value.as_deref(), Some("9 months"));
}

#[test]
fn other_times_beside_competitors_are_no_restraint() {
    for sentence in [
        "It shall keep its secrets confidential for five years and shall not use them to make competing goods.",
        "The Consultant has twelve years of experience with competitors and is not bound to any.",
        "Nothing prevents the Agent from competing with the Company for two years after the end.",
        "A competing bid shall not be considered for 60 days or such longer period as is agreed.",
        "For two years after the end the Seller shall not disclose the names of customers.",
    ] {
        assert_eq!(read(non_compete_term, sentence), None, "{sentence}");
    }
    let row = after(
        non_compete_term,
        "| Non-compete | For the engagement only |",
        "| Non-solicit (clients and staff) | 1 year post exit |",
    );
    assert_eq!(row, None);
}
