//! Tells exclusive use of a place and exclusive authority from exclusive dealing.
//!
//! It only takes away what the classifier found; it never finds an exclusivity itself.

use super::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    OF_A_THING = r"\bexclusive(?:ly)?\s+(?:(?:right\s+(?:to|of)\s+)?(?:the\s+)?use\s+(?:of\s+)?(?:the|its|any|all|\w+)\s+(?:[\w-]+\s+){0,2}?(?:docks?|premises|areas?|(?:ball)?rooms?|spaces?|patio|terrace|facilit(?:y|ies)|elevators?|lobby|garage|roof|yard|entrance|building)\b|right\s+to\s+(?:vote|control|determine|bring|manage|enforce|prosecute|defend)\b|possession\b|authority\b|ownership\b|property\b|occup\w+|control\b|jurisdiction\b|remed\w+)";
    DEALS = r"\b(?:exclusiv\w*|sole(?:ly)?|only|not|no|other|anyone\s+else)\b";
}

/// Whether all that a quote says to be exclusive is the use of a place or an authority.
pub(super) fn is_of_a_thing(quote: &str) -> bool {
    OF_A_THING.is_match(quote) && !DEALS.is_match(&OF_A_THING.replace_all(quote, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_of_a_place_and_authority_are_no_exclusive_dealing() {
        for (quote, expected) in [
            (
                "Tenant shall have the exclusive right to use the loading dock shown on Exhibit B.",
                true,
            ),
            ("Guest shall have the exclusive use of the ballroom.", true),
            (
                "Each Member shall have the exclusive right to vote its Units.",
                true,
            ),
            (
                "Licensee shall have the exclusive right to use the Marks in the Territory.",
                false,
            ),
            (
                "Owner grants Broker the exclusive right to sell the Property.",
                false,
            ),
            (
                "Tenant has exclusive use of ten parking spaces, and Landlord shall lease to no other bakery.",
                false,
            ),
        ] {
            assert_eq!(is_of_a_thing(quote), expected, "{quote}");
        }
    }
}
