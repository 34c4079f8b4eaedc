//! Sums and shares as contracts write them.

use super::*;

#[test]
fn amounts_are_read_with_their_currency() {
    for (text, expected) in [
        ("INR 1,24,50,000", "INR 12450000.00"),
        ("Rs. 6,85,000/-", "INR 685000.00"),
        ("are US$96,000.00.", "USD 96000.00"),
        ("of $2.5 million", "USD 2500000.00"),
        ("USD 184,500.00, excluding", "USD 184500.00"),
        ("EUR 1,000,000 for", "EUR 1000000.00"),
        ("£84,000", "GBP 84000.00"),
        ("€ 12.50", "EUR 12.50"),
        ("CHF 1'250.00", "CHF 1250.00"),
        (
            "FIVE HUNDRED THOUSAND U.S. DOLLARS (US$500,000.00)",
            "USD 500000.00",
        ),
        ("one million dollars", "USD 1000000.00"),
        ("5,000 euros", "EUR 5000.00"),
        ("EUR 1.234,50", "EUR 1234.50"),
        ("EUR 1.000.000,00 in all", "EUR 1000000.00"),
        ("EUR 400.000", "EUR 400000.00"),
        ("USD 96 000 a year", "USD 96000.00"),
        ("USD 96\u{a0}000.50", "USD 96000.50"),
        ("$5M", "USD 5000000.00"),
        ("$2.5mm.", "USD 2500000.00"),
        ("$3bn", "USD 3000000000.00"),
        ("$400k per year", "USD 400000.00"),
        ("$1.125 million", "USD 1125000.00"),
        ("5M USD", "USD 5000000.00"),
        ("Grand Total (INR)   21,53,500.00", "INR 2153500.00"),
        ("Total (EUR): 21,535.00", "EUR 21535.00"),
        ("R85 000,00 a month", "ZAR 85000.00"),
        ("RM8,500.00", "MYR 8500.00"),
        ("NGN 8,500,000", "NGN 8500000.00"),
        ("8,500 AED", "AED 8500.00"),
        ("$5,000 CAD", "CAD 5000.00"),
        ("$5,000 (AUD) plus GST", "AUD 5000.00"),
        ("$5,000 Cdn", "CAD 5000.00"),
        ("NGN 96,500,000.00", "NGN 96500000.00"),
        ("CDN$5,000", "CAD 5000.00"),
        ("Rs. 25 lakhs", "INR 2500000.00"),
        ("$5,000 2026", "USD 5000.00"),
        ("$5 2026", "USD 5.00"),
        ("£500\u{2009}000 a year", "GBP 500000.00"),
        ("of $1,500, 30 days after", "USD 1500.00"),
    ] {
        let found = amounts(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].1.to_string(), expected, "{text}");
    }
}

#[test]
fn a_letter_before_a_short_number_is_no_currency() {
    assert!(amounts("RM 1204, Hall R 12, Revision R 2.5, R1 and RM 7").is_empty());
}

#[test]
fn a_share_of_zero_and_digits_apart_are_no_share() {
    for text in ["l0% a year", "at 1 0 % a year", "0 per cent"] {
        assert!(percents(text).is_empty(), "{text}");
    }
}

#[test]
fn a_number_without_a_currency_is_no_money() {
    assert!(amounts("14,000 supplier agreements, Section 5, 300 dots").is_empty());
}

#[test]
fn a_part_of_an_amount_or_an_unclear_one_is_no_money() {
    for text in [
        "$400.000",
        "$5Mx",
        "$5kg",
        "USD 1,0000",
        "USD 1,000 000",
        "$2-3 million dollars",
        "USD 1,00,000",
        "EUR 1.250 million",
        "5 European states",
        "$1 ,500 ,000",
        "£500, 000",
        "£1 2,500",
        "$4, 800 .00",
        "£2.5 mil-\nlion",
        "in euros (EUR) 30 days after",
    ] {
        let found = amounts(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn the_end_of_a_longer_share_is_no_share() {
    for text in [".5%", "1/2%", "1,500%", "2-3%", "12345%"] {
        let found = percents(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn shares_are_read_from_sign_and_word() {
    let found: Vec<String> = percents("five percent (5%), 1.5 per cent and 30 %")
        .into_iter()
        .map(|(_, share)| share.to_string())
        .collect();
    assert_eq!(found, ["5", "1.5", "30"]);
    for (text, expected) in [
        ("one and one-half percent (1-1/2%)", "1.5"),
        ("1 1/2 %", "1.5"),
        ("2¼%", "2.25"),
        ("one and one-half percent", "1.5"),
        ("300 basis points", "3"),
    ] {
        let found = percents(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].1.to_string(), expected, "{text}");
    }
}
