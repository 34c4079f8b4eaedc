//! Preambles, lists and signature blocks of our own wording.

use super::*;

mod parts;

fn named(text: &str) -> Vec<String> {
    parties(text)
        .into_iter()
        .map(|named| crate::domain::value::Value::Party(named.party).to_string())
        .collect()
}

#[test]
fn a_preamble_names_its_parties_and_what_it_calls_them() {
    assert_eq!(
        named(
            "This Agreement (“Agreement”) is made as of May 1, 2026, by and between Northwind Traders, Inc., a Delaware corporation with offices at 1 Main Street (the “Customer”), and BLUE & GOLD HOLDINGS LLC (\"Provider\").\n\n1. Services"
        ),
        [
            "Northwind Traders, Inc. (\"Customer\")",
            "BLUE & GOLD HOLDINGS LLC (\"Provider\")"
        ]
    );
}

#[test]
fn numbered_parties_of_a_british_deed_are_read() {
    assert_eq!(
        named(
            "PARTIES\n(1) ACME WIDGETS LIMITED, a company incorporated in England (company number 123) whose registered office is at 1 High Street (the “Licensor”); and\n(2) Brown and Sons plc, of 2 Low Road (the “Licensee”).\n\nBACKGROUND\n"
        ),
        [
            "ACME WIDGETS LIMITED (\"Licensor\")",
            "Brown and Sons plc (\"Licensee\")"
        ]
    );
}

#[test]
fn parties_without_an_alias_are_still_parties() {
    assert_eq!(
        named("This letter agreement between Alpha Corp. and Beta GmbH sets out their terms."),
        ["Alpha Corp.", "Beta GmbH"]
    );
}

#[test]
fn the_signature_block_serves_where_the_preamble_is_silent() {
    assert_eq!(
        named(
            "We agreed over lunch.\n\nAlpha Rigs, Inc.\n\nBy: /s/ A. Person\nName: A. Person\n\nBeta Studios LLC\n\nBy: /s/ B. Person\n"
        ),
        ["Alpha Rigs, Inc.", "Beta Studios LLC"]
    );
}

#[test]
fn a_text_without_parties_names_none() {
    assert!(named("The difference between cats and dogs is small.").is_empty());
    assert!(named("").is_empty());
}

#[test]
fn descriptions_between_alias_and_next_name_are_skipped() {
    assert_eq!(
        named(
            "made by and between Gull Consulting, LLC (\"Consultant\"), a Utah limited liability company with its seat in Provo, and The University of Utah (\"University\"). The Consultant (the \"Expert\") shall advise."
        ),
        [
            "Gull Consulting, LLC (\"Consultant\")",
            "University of Utah (\"University\")"
        ]
    );
}

/// The names without what the contract calls them.
fn bare_names(text: &str) -> Vec<String> {
    parties(text)
        .into_iter()
        .map(|named| named.party.name)
        .collect()
}

/// R11: parties are read where the house styles of other countries put them.
#[test]
fn parties_of_other_house_styles_are_read() {
    for (text, expected) in [
        (
            "LEASE\n\nbetween\n\nNordlicht Immobilien GmbH & Co. KG, Speicherstadt 4, 20457 Hamburg\n- hereinafter \"Lessor\" -\n\nand\n\nAnna Bergmann, Lange Reihe 7, 20099 Hamburg\n- hereinafter \"Lessee\" -\n",
            ["Nordlicht Immobilien GmbH & Co. KG", "Anna Bergmann"],
        ),
        (
            "CONTRACT\n\nPARTIES\n(1) ACME WIDGETS LIMITED, of 1 High Street (Supplier)\n(2) DR JANE ROE of 2 Low Road, Bath (Consultant)\n\nAGREED TERMS\n",
            ["ACME WIDGETS LIMITED", "JANE ROE"],
        ),
        (
            "LOAN AGREEMENT\n\nThis Loan Agreement is made on May 4, 2021, by MESA SOLAR COOPERATIVE, a New Mexico cooperative association (\"Borrower\"), and HIGH PLAINS DEVELOPMENT FUND, a nonprofit corporation (\"Lender\").\n",
            ["MESA SOLAR COOPERATIVE", "HIGH PLAINS DEVELOPMENT FUND"],
        ),
        (
            "RESELLER AGREEMENT\n\nRigi Software AG, Zug (\"Vendor\") appoints Leman Retail Sàrl, Lausanne (\"Reseller\") as its reseller.\n",
            ["Rigi Software AG", "Leman Retail Sàrl"],
        ),
        (
            "CONTRACT\n\nSupplier        Barley Maltsters Pty Ltd   ABN 51 824 753 556\n                12 Silo Road, Geelong\nBuyer           Gullies Brewing Pty Ltd   ABN 28 006 745 120\n",
            ["Barley Maltsters Pty Ltd", "Gullies Brewing Pty Ltd"],
        ),
        (
            "DEED OF LEASE\n\nLANDLORD: VINEYARD HOLDINGS LIMITED at Auckland\nTENANT: JOHN SMITH and JANE SMITH both of Auckland\n",
            ["VINEYARD HOLDINGS LIMITED", "JOHN SMITH"],
        ),
        (
            "Gull Fisheries Limited\nPier Head\nStromness\n\n5 March 2024\n\nTern Cold Storage Ltd\nKirkwall\n\nDear Magnus\n\nThis is what we settled.\n\nThorfinn Rendall\nfor Gull Fisheries Limited\n",
            ["Gull Fisheries Limited", "Tern Cold Storage Ltd"],
        ),
    ] {
        let mut read = bare_names(text);
        read.truncate(2);
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn what_stands_beside_a_name_is_no_part_of_it() {
    for (text, expected) in [
        (
            "This Agreement is between Modus Media International\n51 Canal Street\nUtrecht (\"Host\") and Dragon Systems, Inc. (\"Client\").",
            "Modus Media International",
        ),
        (
            "This Agreement is between PAY ON DEMAND HOLDINGS, INC. (\"Payer\") and Dragon Systems, Inc. (\"Client\").",
            "PAY ON DEMAND HOLDINGS, INC.",
        ),
        (
            "This Agreement is between Great Lakes Limited Partnership (Transporter) and Dragon Systems, Inc. (Shipper).",
            "Great Lakes Limited Partnership",
        ),
        (
            "This Agreement is between Mail     ------- Boxes USA, Inc. (\"Host\") and Dragon Systems, Inc. (\"Client\").",
            "Mail Boxes USA, Inc.",
        ),
    ] {
        assert_eq!(
            bare_names(text).first().map(String::as_str),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn headings_and_authorities_are_no_parties() {
    for text in [
        "This Agreement is subject to the rules of the Securities and Exchange Commission (\"SEC\") and the General Provisions (\"Terms\").",
        "The difference between the Installation Schedule (\"Plan\") and the Price List (\"List\") matters.",
    ] {
        assert!(
            bare_names(text).is_empty(),
            "{text}: {:?}",
            bare_names(text)
        );
    }
}

#[test]
fn many_signatories_outweigh_names_of_a_definition() {
    let text = format!(
        "CABLE AGREEMENT made among the parties signatory hereto. Concert Ltd (\"MIU\") and Landing Point (\"LIU\") are units.\n\n{}IN WITNESS WHEREOF\n\nFor and on behalf of Alpha Telecom Ltd.\nBy:\n\nFor and on behalf of Beta Cable plc\nBy:\n\nFor and on behalf of Gamma Networks, Inc.\nBy:\n",
        "The cable is maintained. ".repeat(40)
    );
    assert_eq!(
        bare_names(&text),
        [
            "Alpha Telecom Ltd.",
            "Beta Cable plc",
            "Gamma Networks, Inc."
        ]
    );
}

/// I29: what a company is, the day of a contract and a heading are no names; a series is part of one.
#[test]
fn a_description_is_no_name_and_a_series_is_part_of_one() {
    for (text, expected) in [
        (
            "This Agreement is made from 5th Day of March, 2027 BETWEEN: Gull Asia Ltd. (the “Owner”) and Heron LLC (the “Maker”).",
            ["Gull Asia Ltd.", "Heron LLC"],
        ),
        (
            "This Agreement is made by and between The Gull Way, a Nevada Corporation (the “Owner”) and Heron LLC (the “Maker”).",
            ["The Gull Way", "Heron LLC"],
        ),
        (
            "SERVICING AGREEMENT\n\nbetween\n\nGULL FUNDING 2026-A, LLC, as Owner,\n\nand\n\nHERON FINANCE, INC., as Servicer\n\n1. Services",
            ["GULL FUNDING 2026-A, LLC", "HERON FINANCE, INC."],
        ),
    ] {
        let found = bare_names(text);
        let found: Vec<&str> = found
            .iter()
            .map(|name| name.trim_start_matches("The "))
            .collect();
        let expected = expected.map(|name| name.trim_start_matches("The "));
        assert_eq!(found, expected, "{text}");
    }
}

/// I29: a person is a party on a title page and as the one to whom a letter goes.
#[test]
fn a_person_is_named_on_a_title_page_or_above_a_letter() {
    assert_eq!(
        bare_names(
            "ENDORSEMENT AGREEMENT\n\nentered into between\n\nADA HUTCH\n\nand\n\nGULL GOLF, INC.\n\nEffective May 1, 2027\n"
        ),
        ["ADA HUTCH", "GULL GOLF, INC."]
    );
    let letter = "[LETTERHEAD OF GULL FOOTWEAR, INC.]\n\nMay 1, 2027\n\nMs. Ada Hutch\nBoulder, Colorado\n\nDear Ms. Hutch:\n\nThis letter sets out the terms on which you advise Gull Footwear, Inc. (the “Company”).\n";
    assert_eq!(bare_names(letter), ["GULL FOOTWEAR, INC.", "Ada Hutch"]);
}

/// I29: the number of a row is none of its key, and the number of a register ends a name.
#[test]
fn numbered_rows_name_parties_and_registers_end_their_names() {
    let rows = "PARTICULARS\n\n1. Landlord      Gull Limited\n2. Tenant      Heron LLP\n3. Term     5 years\n";
    assert_eq!(bare_names(rows), ["Gull Limited", "Heron LLP"]);
    for (name, rest) in [
        ("Gull Land Sdn. Bhd.", "(Company No. 448120-V) of Ipoh"),
        ("Gull Shire Council", "ABN 44 219 803 551 of 1 Civic Place"),
        ("Gull Limited", "(Co. Reg. 08812345) of Hull"),
    ] {
        let text = format!(
            "This Agreement is made between:\n\n1. {name} {rest} (the “Customer”); and\n\n2. Heron Limited of 4 Rope Walk, Hull (the “Supplier”).\n"
        );
        assert_eq!(bare_names(&text), [name, "Heron Limited"], "{text}");
    }
}
