//! Documents that contradict themselves: the other value is shown beside the one that is offered, with its
//! words, and neither is called verified. What a document merely repeats contradicts nothing.

use countersign::app::ingest::Ingest;
use countersign::config::Settings;
use countersign::domain::reading::Reading;
use countersign::domain::sureness::Sureness;
use countersign::text::plain;
use std::process::Command;

/// A services agreement with `clauses` in its body.
fn contract(clauses: &[&str]) -> String {
    let head = "SERVICES AGREEMENT\n\nThis Services Agreement (this \"Agreement\") is entered into as of January 15, 2026 between Orchard Inc., a Delaware corporation (\"Supplier\"), and Pine LLC (\"Customer\").";
    let fill = "Supplier shall perform the Services with reasonable care and skill.";
    let mut text = vec![head.to_owned(), fill.to_owned()];
    text.extend(clauses.iter().map(|clause| (*clause).to_owned()));
    text.join("\n\n")
}

async fn read(clauses: &[&str]) -> Reading {
    let settings = Settings::defaults().expect("the reference reads");
    let ingest = Ingest::new(&settings).expect("sound settings");
    let document = plain::document(&contract(clauses));
    ingest.extract(document).await.expect("read")
}

/// Two clauses for each field, each of which states another value.
const PAIRS: [(&str, [&str; 2], [&str; 2]); 5] = [
    (
        "governing_law",
        [
            "12. Governing Law. This Agreement shall be governed by the laws of the State of New York.",
            "19. General. This Agreement shall be governed by and construed in accordance with the laws of the State of Texas.",
        ],
        ["New York", "Texas"],
    ),
    (
        "initial_term",
        [
            "2. Term. The initial term of this Agreement is two (2) years from the Effective Date.",
            "9. Duration. The initial term of this Agreement is three (3) years from the Effective Date.",
        ],
        ["2 years", "3 years"],
    ),
    (
        "payment_terms",
        [
            "4. Payment. Customer shall pay each invoice within thirty (30) days after receipt of the invoice.",
            "11. Invoicing. Customer shall pay each invoice within sixty (60) days after receipt of the invoice.",
        ],
        ["30 days", "60 days"],
    ),
    (
        "total_value",
        [
            "3. Fees. The total fees payable under this Agreement are USD 120,000.00.",
            "8. Price. The total fees payable under this Agreement are USD 150,000.00.",
        ],
        ["USD 120000.00", "USD 150000.00"],
    ),
    (
        "liability_cap",
        [
            "13. Liability. The aggregate liability of Supplier under this Agreement shall not exceed USD 500,000.",
            "17. Limitation. The aggregate liability of Supplier under this Agreement shall not exceed USD 1,000,000.",
        ],
        ["USD 500000.00", "USD 1000000.00"],
    ),
];

/// R39: what the document contradicts is offered with the other value beside it, and is not verified; the
/// reason names the field and the page, and no words of the contract.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_the_document_contradicts_has_a_rival_and_is_not_verified() {
    for (field, clauses, mut values) in PAIRS {
        values.sort_unstable();
        let reading = read(&clauses).await;
        let finding = &reading.fields[&field.into()];
        let [term] = finding.terms() else {
            panic!("{field}: {finding:?}");
        };
        let [rival] = term.rivals.as_slice() else {
            panic!("{field}: {:?}", term.rivals);
        };
        let mut said = [term.value.to_string(), rival.value.to_string()];
        said.sort();
        assert_eq!(said, values, "{field}");
        assert!(rival.grounding.grade.is_verified(), "{field}");
        assert_eq!(term.signals.map(|signals| signals.rivals), Some(1));
        assert_eq!(
            Sureness::of_finding(finding),
            [Sureness::Conflict],
            "{field}"
        );
        let told = reading
            .reasons
            .iter()
            .find(|why| why.contains("also states"));
        let told = told.unwrap_or_else(|| panic!("{field}: {:?}", reading.reasons));
        assert!(told.ends_with("the document also states another value, on page 1"));
        for value in values {
            assert!(!told.contains(value), "{told}");
        }
    }
}

/// The same value twice is one value, whose evidence is as good as before.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_the_document_repeats_has_no_rival() {
    for (field, [clause, _], _) in PAIRS {
        let again = clause.replacen(|c: char| c.is_ascii_digit(), "2", 1);
        let reading = read(&[clause, &again]).await;
        let term = reading
            .term(field)
            .unwrap_or_else(|| panic!("{field} is read"));
        assert!(term.rivals.is_empty(), "{field}: {:?}", term.rivals);
        assert!(
            !reading
                .reasons
                .iter()
                .any(|why| why.contains("also states"))
        );
    }
}

/// What holds for a case, in an exhibit or in another contract contradicts nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_exception_and_an_exhibit_are_no_rivals() {
    let [pay, _] = PAIRS[2].1;
    let [law, _] = PAIRS[0].1;
    let [total, _] = PAIRS[3].1;
    for (field, clause, other) in [
        (
            "payment_terms",
            pay,
            "11. Expenses. Customer shall pay each invoice for expenses within sixty (60) days after receipt of the invoice.",
        ),
        (
            "payment_terms",
            pay,
            "11. Renewal. If this Agreement is renewed, Customer shall pay each invoice within sixty (60) days after receipt of the invoice.",
        ),
        (
            "governing_law",
            law,
            "EXHIBIT A\n\nThis Agreement shall be governed by the laws of the State of Texas.",
        ),
        (
            "total_value",
            total,
            "The Master Agreement was made for total fees of USD 900,000.00.",
        ),
    ] {
        let reading = read(&[clause, other]).await;
        let term = reading
            .term(field)
            .unwrap_or_else(|| panic!("{field} is read"));
        assert!(term.rivals.is_empty(), "{other}: {:?}", term.rivals);
    }
}

/// R39: a person who ingests such a file sees both values with their words, and neither as verified.
#[test]
fn ingest_shows_the_rival_with_its_quote() {
    let (_, clauses, _) = PAIRS[0];
    let text = contract(&clauses);
    let docx = text
        .split("\n\n")
        .fold(docx_rs::Docx::new(), |docx, words| {
            let run = docx_rs::Run::new().add_text(words);
            docx.add_paragraph(docx_rs::Paragraph::new().add_run(run))
        });
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("contract.docx");
    let file = std::fs::File::create(&path).expect("a file");
    docx.build().pack(file).expect("it is written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    let output = command.arg("ingest").arg(&path).output();
    let output = output.expect("the binary starts");
    let table = String::from_utf8(output.stdout).expect("text");
    let line = |words: &str| table.lines().find(|line| line.contains(words));
    let law = line("Governing law").unwrap_or_else(|| panic!("{table}"));
    assert!(
        law.contains("conflict") && !law.contains("verified"),
        "{law}"
    );
    let rival = line("also stated").unwrap_or_else(|| panic!("{table}"));
    assert!(rival.contains("rival"), "{rival}");
    assert!(
        table.contains("New York") && table.contains("Texas"),
        "{table}"
    );
    assert!(table.contains("Governing law: the document also states another value, on page"));
}
