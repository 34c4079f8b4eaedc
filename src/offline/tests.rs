//! The engine as a whole, on a contract of our own.

use super::*;
use crate::domain::id::Sha256;
use crate::domain::value::ValueKind;

/// A document of plain text, one page, no boxes.
pub(crate) fn plain(text: &str) -> Document {
    Document::of_text(Sha256::from("0"), text.to_owned())
}

pub(crate) fn dictionary() -> Dictionary {
    toml::from_str(include_str!("../../playbooks/fields.toml"))
        .expect("the shipped dictionary parses")
}

const CONTRACT: &str = "SERVICES AGREEMENT

This Services Agreement (this “Agreement”) is made as of this 3rd day of May, 2024, by and between
ORCHARD MEDIA, INC., a Nevada corporation (“Client”), and Pine & Daughters LLC, an Ohio limited
liability company (“Vendor”), and shall take effect on June 1, 2024 (the “Effective Date”).

1. Services
Vendor shall deliver the Services. Vendor shall not subcontract them.

2. Fees
2.1 The total fees for the Initial Term are $48,000.00. Client shall pay each invoice within thirty
(30) days after receipt of the invoice. Overdue amounts bear interest at 1% per month.

3. Term
3.1 This Agreement begins on the Effective Date and continues for an initial term of twenty-four (24)
months (the “Initial Term”). It shall automatically renew for successive periods of one (1) year
unless either party gives notice of non-renewal at least sixty (60) days before the end of the
then-current term.

4. General
4.1 Each party’s aggregate liability shall not exceed the fees paid in the twelve (12) months before
the claim.
4.2 This Agreement is governed by the laws of the State of Nevada.
";

/// I5, R11: fields and duties are read with quotes that stand in the text.
#[test]
fn a_contract_is_read_with_evidence_for_every_value() {
    let document = plain(CONTRACT);
    let extract = Offline::new(&dictionary()).read(&document);
    let values: Vec<String> = extract
        .candidates
        .iter()
        .map(|c| format!("{}: {}", c.field, c.value))
        .collect();
    assert_eq!(
        values,
        [
            "document_type: services",
            "party: ORCHARD MEDIA, INC. (\"Client\")",
            "party: Pine & Daughters LLC (\"Vendor\")",
            "party_role: client: ORCHARD MEDIA, INC.",
            "party_role: vendor: Pine & Daughters LLC",
            "agreement_date: 2024-05-03",
            "effective_date: 2024-06-01",
            "initial_term: 24 months",
            "auto_renewal: yes",
            "renewal_term: 1 year",
            "renewal_count: unlimited",
            "notice_period: 60 days",
            "payment_terms: 30 days",
            "late_interest: 1%",
            "total_value: USD 48000.00",
            "currency: USD",
            "liability_cap: 12 months of fees",
            "governing_law: Nevada",
            "capped_liability: yes",
        ]
    );
    for candidate in &extract.candidates {
        let near = candidate.near.expect("the engine knows where it read");
        assert_eq!(document.slice(near), candidate.quote);
        assert!(candidate.quote.len() <= 400);
    }
    let duties: Vec<String> = extract
        .obligations
        .iter()
        .map(|d| format!("{}: {}", d.actor, d.modality.told(&d.action)))
        .collect();
    assert_eq!(
        duties,
        [
            "Vendor: deliver the Services",
            "Vendor: must not: subcontract them",
            "Client: pay each invoice within thirty (30) days after receipt of the invoice",
        ]
    );
}

#[test]
fn only_fields_of_the_dictionary_are_read() {
    let mut dictionary = dictionary();
    dictionary
        .fields
        .retain(|field| field.id.as_str() == "governing_law");
    let extract = Offline::new(&dictionary).read(&plain(CONTRACT));
    assert_eq!(extract.candidates.len(), 1);
    assert_eq!(extract.candidates[0].value.kind(), ValueKind::Jurisdiction);
}

#[test]
fn the_shipped_dictionary_is_sound() {
    assert_eq!(dictionary().faults(), Vec::<String>::new());
}

#[test]
fn odd_text_is_read_without_a_panic() {
    let engine = Offline::new(&dictionary());
    for text in [
        "",
        " ",
        "\n\n\n",
        "§",
        "“",
        "(“”)",
        "between",
        "between ü and ß (“Ä”)",
        "\u{feff}\u{a0}Term 1 year",
        "shall shall shall",
    ] {
        let _ = engine.read(&plain(text));
    }
}

/// I29: what looks like notice against a renewal is none in a contract that does not renew, unless the
/// classifier takes it for one.
#[test]
fn notice_against_a_renewal_needs_a_renewal() {
    let plan = "SUPPLY AGREEMENT\n\nEither party may object to a plan that would be extended by giving thirty (30) days' notice before its end.";
    let notice = |text: &str| {
        let extract =
            Offline::new(&dictionary()).read_with(&plain(text), clauses::Reading::default());
        let candidates = extract.candidates.into_iter();
        let mut notices = candidates.filter(|c| c.field.as_str() == "notice_period");
        notices.next().map(|c| c.value.to_string())
    };
    assert_eq!(notice(plan), None);
    let renewed = format!(
        "{plan} This Agreement shall automatically renew for successive terms of one (1) year."
    );
    assert_eq!(notice(&renewed).as_deref(), Some("30 days"));
}

/// What the engine reads from a text laid out as a typed contract is.
fn read_of(text: &str) -> Vec<String> {
    let document = crate::text::plain::document(text);
    let extract = Offline::new(&dictionary()).read(&document);
    let named = extract.candidates.iter();
    named.map(|c| format!("{}: {}", c.field, c.value)).collect()
}

/// I29: the same particulars, however a converter leaves their rows.
#[test]
fn particulars_are_read_from_rows_of_every_make() {
    let rows = [
        ("Commencement Date", "1 April 2027"),
        ("Term", "5 years"),
        ("Renewal Term", "12 months"),
        ("Notice of non-renewal", "90 days"),
        ("Liability Cap", "£500,000"),
    ];
    let text = |row: &dyn Fn(usize, &str, &str) -> String| {
        let rows = rows.iter().enumerate();
        let rows: String = rows
            .map(|(at, (key, value))| row(at + 1, key, value))
            .collect();
        format!("LEASE PARTICULARS\n\n{rows}\nThe Landlord lets the premises to the Tenant.\n")
    };
    for text in [
        text(&|at, key, value| format!("{at}. {key}      {value}\n")),
        text(&|at, key, value| format!("{at}.\t{key}\t{value}\n")),
        text(&|at, key, value| format!("({at}) {key}:   {value}\n\n")),
        text(&|_, key, value| format!("{key} .................... {value}\n")),
        text(&|_, key, value| format!("{key}\n\n{value}\n\n")),
    ] {
        let read = read_of(&text);
        for expected in [
            "effective_date: 2027-04-01",
            "initial_term: 5 years",
            "renewal_term: 12 months",
            "notice_period: 90 days",
            "liability_cap: GBP 500000.00",
        ] {
            assert!(read.iter().any(|value| value == expected), "{text}{read:?}");
        }
    }
}

/// I29: where a row gives the start, the term is not counted from the day of the contract.
#[test]
fn rows_give_the_days_on_which_a_term_begins_and_ends() {
    for (rows, begins, ends) in [
        (
            "Commencing   : 1 November 2026\nExpiring     : 31 October 2028\nTerm         : Two (2) years",
            "2026-11-01",
            "2028-10-31",
        ),
        (
            "From: 1 November 2026\nTo: 31 October 2028\nTerm: 2 years",
            "2026-11-01",
            "2028-10-31",
        ),
        (
            "Effective: November 1, 2026            Expiration: October 31, 2028",
            "2026-11-01",
            "2028-10-31",
        ),
        (
            "1. This Agreement starts on the Go Live Date, being 1 November 2026, and ends on 31 October 2028.",
            "2026-11-01",
            "2028-10-31",
        ),
    ] {
        let read = read_of(&format!(
            "SERVICES AGREEMENT\n\nThis Agreement is made on 19 October 2026 between Gull Limited and Heron Limited.\n\n{rows}\n\n2. Gull serves.\n"
        ));
        let has = |field: &str, day: &str| read.contains(&format!("{field}: {day}"));
        assert!(has("effective_date", begins), "{rows}: {read:?}");
        assert!(has("expiration_date", ends), "{rows}: {read:?}");
    }
}
