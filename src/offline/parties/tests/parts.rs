//! What parts parties play and what stands beside their names: wordings of our own, and ones like
//! them that must not match.

use super::super::parties;
use super::{Named, bare_names};

/// What parts the parties play, as `alias: name`.
fn called(text: &str) -> Vec<String> {
    let call = |named: Named| {
        let alias = named.party.alias.unwrap_or_default();
        format!("{alias}: {}", named.party.name)
    };
    parties(text).into_iter().map(call).collect()
}

#[test]
fn a_town_with_its_state_is_no_company() {
    for (text, expected) in [
        (
            "This Agreement is between Gull, Inc., 5 Low Street, York, PA (\"Supplier\"), and Heron Corp., 9 High Street, Denver, CO (\"Customer\").",
            ["Supplier: Gull, Inc.", "Customer: Heron Corp."],
        ),
        (
            "This Agreement is between Gull, Inc. (Denver, CO) and Heron Corp. (Las Vegas, NV).",
            [": Gull, Inc.", ": Heron Corp."],
        ),
        (
            "This Agreement is between Gull Orthopedics, PA (\"Practice\") and Heron Corp. (\"Lessor\").",
            ["Practice: Gull Orthopedics, PA", "Lessor: Heron Corp."],
        ),
    ] {
        assert_eq!(called(text), expected, "{text}");
    }
}

#[test]
fn a_small_word_in_capitals_is_no_legal_form() {
    let preamble = "This Agreement is made between Gull, Inc., a Utah corporation (\"Provider\"), and Heron LLC (\"Customer\").";
    for title in [
        "SOFTWARE AS A SERVICE AGREEMENT",
        "PLATFORM AS A SERVICE AGREEMENT",
        "EQUIPMENT SOLD AS IS AGREEMENT",
    ] {
        let text = format!("{title}\n\n{preamble}");
        assert_eq!(bare_names(&text), ["Gull, Inc.", "Heron LLC"], "{text}");
    }
    assert_eq!(
        bare_names("THIS AGREEMENT is between GULL BORING AS AND HERON, INC."),
        ["GULL BORING AS", "HERON, INC."]
    );
}

#[test]
fn an_alias_in_a_letter_belongs_to_the_name_before_it() {
    for (body, expected) in [
        (
            "This letter confirms that Gull, Inc. (the \"Client\") engages Heron LLC (the \"Agency\").",
            ["Client: Gull, Inc.", "Agency: Heron LLC"],
        ),
        (
            "This letter sets out the terms on which Gull, Inc. (the \"Buyer\") proposes to buy the assets of Heron LLC (the \"Seller\").",
            ["Buyer: Gull, Inc.", "Seller: Heron LLC"],
        ),
        (
            "This letter sums up how Gull, Inc., a corporation of Utah (\"Buyer\"), will buy of Heron LLC, a company organized under the laws of Maine (\"Seller\").",
            ["Buyer: Gull, Inc.", "Seller: Heron LLC"],
        ),
        (
            "This letter confirms your engagement by Gull, Inc. (the \"Client\").",
            ["Client: Gull, Inc.", ": Heron LLC"],
        ),
    ] {
        let text = format!(
            "Gull, Inc.\n1 Bay Street\n\nMay 1, 2027\n\nHeron LLC\n9 Cove Road\n\nDear Ms. Fell:\n\n{body}\n"
        );
        assert_eq!(called(&text), expected, "{text}");
    }
    // Without a letterhead the alias of a subsidiary stays its own.
    assert_eq!(
        called(
            "This Agreement is between Gull, Inc. and Heron Air, LLC, a subsidiary of Gull, Inc. (\"Heron\")."
        ),
        [": Gull, Inc.", "Heron: Heron Air, LLC"]
    );
}

#[test]
fn columns_and_labels_under_a_name_tell_its_part() {
    for (text, expected) in [
        (
            "ORDER FORM\n\nCUSTOMER                 PROVIDER\nLegal Name: Gull LLC     Heron, Inc.\nAddress: 8 Row, Dayton   4 Court, Akron\n",
            ["CUSTOMER: Gull LLC", "PROVIDER: Heron, Inc."],
        ),
        (
            "Signed for the Supplier            Signed for the Customer\nGull Marine Ltd                    Heron Yachts Ltd\n",
            ["Supplier: Gull Marine Ltd", "Customer: Heron Yachts Ltd"],
        ),
        (
            "| Customer | Provider |\n| Gull LLC | Heron, Inc. |\n",
            ["Customer: Gull LLC", "Provider: Heron, Inc."],
        ),
        (
            "Name              Gull Grain Pty Ltd\nShort form name   Supplier\n\nName              Heron Milling Pty Ltd\nShort form name   Buyer\n",
            [
                "Supplier: Gull Grain Pty Ltd",
                "Buyer: Heron Milling Pty Ltd",
            ],
        ),
        (
            "PARTIES\n\nGull Grain Pty Ltd of 2 Silo Road, Harden NSW (Supplier)\n\nHeron Milling Pty Ltd of 4 Silo Road, Harden NSW (Buyer)\n",
            [
                "Supplier: Gull Grain Pty Ltd",
                "Buyer: Heron Milling Pty Ltd",
            ],
        ),
        (
            "CUSTOMER INFORMATION\nCompany: Gull LLC\n\nPROVIDER INFORMATION\nCompany: Heron, Inc.\n",
            ["CUSTOMER: Gull LLC", "PROVIDER: Heron, Inc."],
        ),
    ] {
        assert_eq!(called(text), expected, "{text}");
    }
    // Where a column holds no name, the other one is not believed either.
    assert!(
        called("CUSTOMER          SUPPLIER\nGull LLC          To be told\n")
            .iter()
            .all(|called| called.starts_with(':'))
    );
}

#[test]
fn a_price_or_a_period_that_is_given_a_name_is_no_party() {
    let text = "AGREEMENT between Gull LLC (\"Client\") and Heron, Inc. (\"Company\").\n\n1. Website Design and Development (the \"Contract Price\") and Suggested Retail List (the \"Renewal Period\").";
    assert_eq!(called(text), ["Client: Gull LLC", "Company: Heron, Inc."]);
    let text =
        "between Website Design for $5,000 (the \"Contract Price\") and Gull LLC (\"Client\").";
    assert_eq!(called(text), ["Client: Gull LLC"]);
}

#[test]
fn who_helps_the_parties_is_no_party() {
    for (text, expected) in [
        (
            "ORDER FORM\n\nCustomer: Gull LLC\nProvider: Heron, Inc.\nReseller: Tern, Inc.\nHosting Provider: Knot, Inc.\nPayment Agent: Wren Bank, N.A.\n",
            ["Customer: Gull LLC", "Provider: Heron, Inc."],
        ),
        (
            "PURCHASE ORDER\n\nGull Hydraulics, Inc.\n6 Loop\n\nBuyer: J. Fell\nVendor: Heron Forge Co.\nCarrier: Tern Freight, Inc.\n",
            ["Vendor: Heron Forge Co.", ": Gull Hydraulics, Inc."],
        ),
        (
            "Shipper: Gull Grain, Inc.\nCarrier: Heron Rail, Inc.\n",
            ["Shipper: Gull Grain, Inc.", "Carrier: Heron Rail, Inc."],
        ),
        (
            "BETWEEN:\n(1) Gull Limited (in administration) acting by its joint administrators Ann Fell and Bo Ray of Tern LLP (the \"Seller\"); and\n(2) Heron Limited (the \"Buyer\").",
            ["Seller: Gull Limited", "Buyer: Heron Limited"],
        ),
        (
            "This Agreement is between Gull, Inc., represented by its President Ann Fell, and Heron LLC (together, the \"Lenders\").",
            ["Lenders: Gull, Inc.", "Lenders: Heron LLC"],
        ),
    ] {
        assert_eq!(called(text), expected, "{text}");
    }
}

#[test]
fn a_name_keeps_its_form_and_loses_what_stands_around_it() {
    for (text, expected) in [
        (
            "IN CONSIDERATION of Gull Bank plc (the \"Bank\") making a loan to Heron Limited (the \"Borrower\"), we promise.",
            "Gull Bank plc",
        ),
        (
            "This Contract is made between Gull County Council of County Hall, Derby (the \"Council\") and Heron Limited (the \"Contractor\").",
            "Gull County Council",
        ),
        (
            "This Agreement is between Bank of the Society of Gull House, Inc. (\"Bank\") and Heron LLC (\"Maker\").",
            "Bank of the Society of Gull House, Inc.",
        ),
        (
            "This Agreement is between Gull Trust Company, National Association (\"Bank\") and Heron LLC (\"Maker\").",
            "Gull Trust Company, National Association",
        ),
        (
            "This Agreement is between Gull Werke Gesellschaft mit beschränkter Haftung (\"Seller\") and Heron LLC (\"Buyer\").",
            "Gull Werke Gesellschaft mit beschränkter Haftung",
        ),
        (
            "This Agreement is between Gull Clinics, a professional corporation (\"Group\"), and Heron LLC (\"Buyer\").",
            "Gull Clinics",
        ),
    ] {
        assert_eq!(
            bare_names(text).first().map(String::as_str),
            Some(expected),
            "{text}"
        );
    }
    for (text, expected) in [
        (
            "This Agreement is between Gull Inc. and Heron LLC.",
            ["Gull Inc.", "Heron LLC"],
        ),
        (
            "This Agreement is between Gull S.A. and Heron Ltd.",
            ["Gull S.A.", "Heron Ltd."],
        ),
    ] {
        assert_eq!(bare_names(text), expected, "{text}");
    }
}

#[test]
fn names_of_two_columns_are_not_read_as_one() {
    assert_eq!(
        called(
            "Party A: Gull Textile Co., Ltd.\nParty B: Heron Tools Limited\n\nParty A:                  Party B:\nGull Textile              Heron Tools\nCo., Ltd.                 Limited\n"
        ),
        [
            "Party A: Gull Textile Co., Ltd.",
            "Party B: Heron Tools Limited"
        ]
    );
    assert!(
        bare_names("SIGNED for and on behalf of           SIGNED for and on behalf of\nGull Environmental                    Heron Community\nSolutions Limited                     Housing Limited\n").is_empty()
    );
    assert_eq!(
        called(
            "The Agency runs it.\n\nSigned for and on behalf of the Client, Gull Toys Limited ......\nSigned for and on behalf of the Agency, Heron Media Limited ......\n"
        ),
        ["Client: Gull Toys Limited", "Agency: Heron Media Limited"]
    );
}

#[test]
fn persons_and_related_companies_of_a_list_are_each_a_party() {
    for (text, expected) in [
        (
            "This Lease is made between John Fell and Mary Fell (\"Landlord\") and Peter Ray (\"Tenant\").",
            vec![
                "Landlord: John Fell",
                "Landlord: Mary Fell",
                "Tenant: Peter Ray",
            ],
        ),
        (
            "This Agreement is made among Gull, Inc. (\"Buyer\") and John A. Fell, Mary Fell and Peter Ray (together, the \"Sellers\").",
            vec![
                "Buyer: Gull, Inc.",
                "Sellers: John A. Fell",
                "Sellers: Mary Fell",
                "Sellers: Peter Ray",
            ],
        ),
        (
            "This Agreement is among Gull, Inc. (\"Gull\"), its wholly-owned subsidiary Heron Air, LLC (\"Heron\"), and Tern Corp. (\"Tern\").",
            vec![
                "Gull: Gull, Inc.",
                "Heron: Heron Air, LLC",
                "Tern: Tern Corp.",
            ],
        ),
        (
            "This Agreement is between Gull, Inc., on behalf of itself and its subsidiary Heron Air, LLC (\"Gull\"), and Tern Corp. (\"Tern\").",
            vec!["Gull: Gull, Inc.", "Tern: Tern Corp."],
        ),
    ] {
        assert_eq!(called(text), expected, "{text}");
    }
    let of_firms = "This Agreement is made between John Fell, director of Gullcook (\"Client\") and Ann Ray, director of Heronweb, PLC (\"Company\").";
    assert!(!bare_names(of_firms).contains(&"John Fell".to_owned()));
    assert!(
        bare_names("This contract was agreed between the Chief Executive and the Managing Director (\"Representative\") of the council.").is_empty()
    );
}

#[test]
fn of_two_aliases_the_part_is_taken_unless_the_other_is_used_more() {
    let text = "This Agreement is between Gull Foods, Inc. (\"GF\" or the \"Supplier\") and Heron LLC (the \"Buyer\").";
    assert_eq!(called(text)[0], "Supplier: Gull Foods, Inc.");
    let text = format!("{text} {}", "GF delivers. ".repeat(9));
    assert_eq!(called(&text)[0], "GF: Gull Foods, Inc.");
    let text = "This Deed is between Gull Limited (the \"Outgoing Party\") and Heron Limited (the \"Incoming Party\") (each a \"Party\").";
    assert_eq!(
        called(text),
        [
            "Outgoing Party: Gull Limited",
            "Incoming Party: Heron Limited"
        ]
    );
}

/// I29: a cover names two parties on lines of their own, and a cell has its key before the name.
#[test]
fn covers_cells_and_broken_lines_name_whole_parties() {
    for (text, expected) in [
        (
            "AGREEMENT\n\nbetween\nGULL COLLEGES TRUST\nand\nHERON FACILITIES PLC\nTHIS AGREEMENT is dated 26 March 2026\n\nPARTIES\n(1) GULL COLLEGES TRUST, a charitable company incorporated in England (Client).\n\n(2) HERON FACILITIES PLC incorporated in England (Contractor).\n\nAGREED TERMS\n",
            vec![
                "Client: GULL COLLEGES TRUST",
                "Contractor: HERON FACILITIES PLC",
            ],
        ),
        (
            "This Order Form is between the vendor and the customer named below.\n\nVendor\tGull Analytics, Inc., a Delaware corporation\n(“Gull”)\nCustomer\tHeron Foods, LLC, an Ohio limited liability company (“Customer”)\n",
            vec!["Gull: Gull Analytics, Inc.", "Customer: Heron Foods, LLC"],
        ),
        (
            "EQUIPMENT LEASE\n\nLESSOR: Gull Equipment\nFinance, Inc.\n8 Low Road, Dallas\nLESSEE: Heron Aggregates, L.L.C.\nP.O. Box 1\n",
            vec![
                "LESSOR: Gull Equipment Finance, Inc.",
                "LESSEE: Heron Aggregates, L.L.C.",
            ],
        ),
    ] {
        assert_eq!(called(text), expected, "{text}");
    }
}

/// I29: what a document or a reader is called by is no name of the party beside it.
#[test]
fn short_names_of_documents_and_readers_are_no_aliases_of_others() {
    let order = "Order Form between Gull Software Ltd and Heron Shipping AS under the Master Cloud Agreement between the parties of 5 May 2026 (“MCA”).";
    assert_eq!(
        called(order),
        [": Gull Software Ltd", ": Heron Shipping AS"]
    );
    let letter = "GULL HEALTH INC.\n1 Low Road, Toronto\n\nMarch 3, 2026\n\nDr. Ada Moss\n3 High Road\nOttawa\n\nDear Dr. Moss:\n\nWe confirm the terms on which you (“you” or the “Consultant”) will advise Gull Health Inc. (“we”, “us” or “Gull”).\n";
    assert_eq!(
        called(letter),
        ["Gull: GULL HEALTH INC.", "Consultant: Ada Moss"]
    );
}
