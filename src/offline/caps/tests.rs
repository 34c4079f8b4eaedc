//! Limits of liability in sentences as contracts have them.

use super::*;
use crate::offline::passage::alone as read;

#[test]
fn a_cap_is_told_in_one_canonical_form() {
    for (sentence, expected) in [
        (
            "In no event shall either party's aggregate liability exceed five hundred thousand dollars ($500,000).",
            "USD 500000.00",
        ),
        (
            "Its total liability shall not exceed the fees paid or payable in the twelve (12) months preceding the claim.",
            "12 months of fees",
        ),
        (
            "Contractor's total liability is limited to one and one-half times the fees payable.",
            "150% of fees",
        ),
        (
            "Neither party is responsible to the other for more than one million dollars ($1,000,000) in total.",
            "USD 1000000.00",
        ),
        (
            "The most that Licensor can owe Licensee is two times the fees paid.",
            "200% of fees",
        ),
        (
            "In no event shall Lessor's liability exceed the total of six (6) monthly rent payments.",
            "6 months of fees",
        ),
        (
            "Section 12 (Limitation of Liability) is amended by replacing “$1,000,000” with “$2,500,000”.",
            "USD 2500000.00",
        ),
        (
            "No party's cumulative liability shall surpass USD 1,200,000.",
            "USD 1200000.00",
        ),
        (
            "The liability of the Supplier is limited to 150% of the Fees paid in that year.",
            "150% of fees",
        ),
        (
            "Total liability will not exceed the greater of $100,000 and the fees paid during the six months before the claim.",
            "greater of USD 100000.00 and 6 months of fees",
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            Some(expected),
            "{sentence}"
        );
    }
    assert_eq!(
        read(
            liability_cap,
            "Supplier shall carry liability insurance of not more than $1,000,000."
        ),
        None
    );
    assert_eq!(
        read(
            liability_cap,
            "Neither party is liable for indirect damages."
        ),
        None
    );
}

#[test]
fn two_limits_are_weighed_as_the_sentence_weighs_them_or_not_told() {
    for (sentence, expected) in [
        (
            "Our liability to you is limited to ten times our fee or £500,000, whichever is the lower.",
            Some("lesser of 1000% of fees and GBP 500000.00"),
        ),
        (
            "Liability shall not exceed two times the fees paid or $500,000, whichever is less.",
            Some("lesser of 200% of fees and USD 500000.00"),
        ),
        (
            "Liability shall not exceed two times the fees paid or $500,000, whichever is the higher.",
            Some("greater of 200% of fees and USD 500000.00"),
        ),
        (
            "Liability shall not exceed two times the fees paid or $500,000, whichever the insurer pays.",
            None,
        ),
        (
            "Agency's liability is limited to the lesser of (a) $100,000 or (b) the fees paid for the worker.",
            Some("lesser of USD 100000.00 and 100% of fees"),
        ),
        (
            "Its total liability shall not exceed the higher of the Charges paid in that year and £1,000,000.",
            Some("greater of 12 months of fees and GBP 1000000.00"),
        ),
        (
            "Liability shall not exceed the fees paid in the preceding twelve months, and in no event more than $250,000.",
            Some("lesser of 12 months of fees and USD 250000.00"),
        ),
        (
            "Liability shall not exceed the greater of $500,000 and the value of the stock.",
            None,
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            expected,
            "{sentence}"
        );
    }
}

#[test]
fn the_limit_per_year_is_told_before_the_limit_per_claim() {
    for (sentence, expected) in [
        (
            "Liability is limited to EUR 250,000.00 per case of damage and EUR 500,000.00 per contract year in aggregate.",
            "EUR 500000.00",
        ),
        (
            "Our liability for any one incident is limited to £100,000 and in any year to £250,000.",
            "GBP 250000.00",
        ),
        (
            "Liability is limited to $100,000 per claim.",
            "USD 100000.00",
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            Some(expected),
            "{sentence}"
        );
    }
}

#[test]
fn a_limit_for_one_sort_of_damage_is_not_the_general_one() {
    for (sentence, expected) in [
        (
            "Liability for loss of or damage to tangible property is limited to £2,000,000.",
            None,
        ),
        (
            "Its total liability: (a) for damage to property shall not exceed £5,000,000; and (b) for all other claims shall not exceed £500,000.",
            Some("GBP 500000.00"),
        ),
        (
            "The liability for delay is limited to liquidated damages of 5% of the Contract Price.",
            None,
        ),
        (
            "Liability for damage to property, in contract, tort or otherwise, shall not exceed £5,000,000.",
            Some("GBP 5000000.00"),
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            expected,
            "{sentence}"
        );
    }
}

#[test]
fn a_limit_may_be_so_many_months_of_a_named_fee() {
    for (sentence, expected) in [
        (
            "Liability shall not exceed the amount equal to three (3) months' retainer.",
            "3 months of fees",
        ),
        (
            "Liability is limited, to the extent permitted by law, to EUR 2.5 million per calendar year.",
            "EUR 2500000.00",
        ),
        (
            "Neither party's liability in any season shall exceed the Sponsorship Fee for that season.",
            "100% of fees",
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            Some(expected),
            "{sentence}"
        );
    }
}

#[test]
fn a_cap_needs_no_word_of_exceeding() {
    for (sentence, expected) in [
        (
            "The entire liability of the Vendor shall stand restricted to INR 50,00,000.",
            Some("INR 5000000.00"),
        ),
        (
            "The liability of the inspector for mistakes is CAD 75,000 at most.",
            Some("CAD 75000.00"),
        ),
        (
            "The most I would have to pay you, for everything put together, is £10,000.",
            Some("GBP 10000.00"),
        ),
        (
            "Total liability of the Seller under this Agreement: EUR 2,000,000",
            Some("EUR 2000000.00"),
        ),
        (
            "Neither party is liable for any amount in excess of the fees paid.",
            Some("100% of fees"),
        ),
        (
            "What we are liable for: no more than what you paid us in the year leading up to the problem.",
            Some("12 months of fees"),
        ),
        (
            "The aggregate liability of the Consultant shall be capped at Rs. 25 lakhs.",
            Some("INR 2500000.00"),
        ),
        ("Public liability: AUD 10 million in all", None),
        (
            "The Seller is not liable until the aggregate amount of all losses exceeds $75,000.",
            None,
        ),
    ] {
        assert_eq!(
            read(liability_cap, sentence).as_deref(),
            expected,
            "{sentence}"
        );
    }
}

#[test]
fn a_limit_for_one_sort_of_thing_is_not_the_general_one() {
    for thing in ["lost linen", "damage to equipment", "loss of luggage"] {
        let text = format!("The Supplier's liability for {thing} is limited to £5,000 per month.");
        assert_eq!(read(liability_cap, &text), None, "{text}");
    }
    let row = "Liability Cap – £500,000";
    assert_eq!(read(liability_cap, row).as_deref(), Some("GBP 500000.00"));
}
