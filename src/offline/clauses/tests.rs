//! The shipped model on a contract of our own, and the parts that need no model.

use super::phrases::{Kind, dates, names, titles};
use super::*;

const CONTRACT: &str = "RESELLER AGREEMENT

This Reseller Agreement (the \"Agreement\") is made as of March 4, 2021 by and between Larkspur Optics, Inc., a Delaware corporation (\"Supplier\"), and Tern & Sons Limited, an English company (\"Reseller\").

1. Appointment. Supplier grants Reseller a non-exclusive, non-transferable license to resell the Products in the Territory. Reseller shall buy at least 500 units in each calendar year.

2. Term. This Agreement begins on the Effective Date and continues for three (3) years. It shall renew automatically for successive one (1) year terms unless either party gives written notice of non-renewal at least ninety (90) days before the end of the then-current term.

3. Liability. In no event shall either party's aggregate liability under this Agreement exceed the amounts paid in the twelve (12) months before the claim.

4. Assignment. Neither party may assign this Agreement without the prior written consent of the other party.

5. Records. Supplier may, upon ten (10) days' notice, audit the books and records of Reseller.

6. Law. This Agreement shall be governed by and construed in accordance with the laws of the State of Oregon, without regard to its conflict of laws rules.
";

fn read(category: &str) -> String {
    let reading = Clauses::read(CONTRACT);
    let (span, _) = reading.present(category).expect("the contract has it");
    CONTRACT[span.range()].to_owned()
}

/// R35: the shipped model finds the clauses of a contract that it never saw.
#[test]
fn the_shipped_model_finds_the_clauses_of_a_plain_contract() {
    assert!(read("Governing Law").contains("State of Oregon"));
    assert!(read("Anti-Assignment").contains("may assign"));
    assert!(read("Cap On Liability").contains("aggregate liability"));
    assert!(read("Audit Rights").contains("books and records"));
    assert!(read("Notice Period To Terminate Renewal").contains("ninety (90) days"));
    assert!(
        read("Document Name")
            .to_lowercase()
            .contains("reseller agreement")
    );
    assert!(read("Agreement Date").contains("March 4, 2021"));
    let reading = Clauses::read(CONTRACT);
    let parties = reading.best("Parties", 6);
    let named = |name: &str| {
        parties
            .iter()
            .any(|(span, _)| CONTRACT[span.range()].contains(name))
    };
    assert!(named("Larkspur Optics") && named("Tern & Sons") && named("Reseller"));
    for absent in [
        "Source Code Escrow",
        "Most Favored Nation",
        "No-Solicit Of Employees",
    ] {
        assert_eq!(reading.present(absent), None, "{absent}");
    }
}

#[test]
fn a_reading_is_the_same_each_time_and_its_chances_fall() {
    let (one, two) = (Clauses::read(CONTRACT), Clauses::read(CONTRACT));
    for category in ["Parties", "Governing Law", "License Grant"] {
        let best = one.best(category, 9);
        assert_eq!(best, two.best(category, 9));
        assert!(best.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    }
    assert_eq!(one.present("no such category"), None);
    assert!(one.best("no such category", 3).is_empty());
}

#[test]
fn odd_text_is_read_without_a_panic() {
    for text in [
        "",
        " ",
        "\n\n",
        ";",
        "é; é",
        "(\"\")",
        "____ day of ____",
        "“Ä” (ß) 12/12/12 Inc.",
        "AGREEMENT",
    ] {
        let reading = Clauses::read(text);
        let _ = reading.present("Parties");
        let _ = passages::passages(text, &reading, &["Parties"], &["a".to_owned()], 0.5);
    }
}

#[test]
fn passages_are_whole_units_in_order_inside_the_budget() {
    let reading = Clauses::read(CONTRACT);
    let found = passages::passages(CONTRACT, &reading, &["Governing Law"], &[], 0.35);
    let chosen = reading
        .units
        .iter()
        .filter(|unit| found.iter().any(|span| span.contains(**unit)));
    let sent: usize = chosen.map(|unit| unit.end - unit.start).sum();
    assert!(sent <= CONTRACT.len() * 35 / 100);
    assert!(
        found
            .iter()
            .any(|span| CONTRACT[span.range()].contains("State of Oregon"))
    );
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    for span in &found {
        assert!(reading.units.iter().any(|unit| unit.start == span.start));
        assert!(reading.units.iter().any(|unit| unit.end == span.end));
    }
    let cue = passages::passages(
        CONTRACT,
        &reading,
        &[],
        &["books and records".to_owned()],
        1.0,
    );
    assert!(
        cue.iter()
            .any(|span| CONTRACT[span.range()].contains("books and records"))
    );
}

#[test]
fn long_sentences_are_cut_at_semicolons_that_begin_a_part() {
    let text = "Vendor shall (a) build it; (b) test it; and then ship it; Title passes; 5.";
    let cut: Vec<&str> = units::units(text)
        .iter()
        .map(|unit| &text[unit.range()])
        .collect();
    assert_eq!(
        cut,
        [
            "Vendor shall (a) build it;",
            "(b) test it;",
            "and then ship it; Title passes; 5."
        ]
    );
    let long = "word ".repeat(2_000);
    assert!(
        units::units(&long)
            .iter()
            .all(|unit| unit.end - unit.start <= 1_200)
    );
}

#[test]
fn names_dates_and_titles_are_offered() {
    let whole = Span::new(0, CONTRACT.len());
    let texts = |found: &[Phrase], kind: Kind| -> Vec<String> {
        let of_kind = found.iter().filter(|phrase| phrase.kind == kind);
        of_kind
            .map(|phrase| CONTRACT[phrase.span.range()].to_owned())
            .collect()
    };
    let found = names(CONTRACT, whole);
    assert!(texts(&found, Kind::Company).contains(&"Larkspur Optics, Inc.".to_owned()));
    assert!(texts(&found, Kind::Quoted).contains(&"Reseller".to_owned()));
    assert!(texts(&found, Kind::Bracket).contains(&"(\"Supplier\")".to_owned()));
    assert_eq!(
        texts(&dates(CONTRACT, whole), Kind::Date),
        ["March 4, 2021"]
    );
    assert!(texts(&titles(CONTRACT, whole), Kind::Line).contains(&"RESELLER AGREEMENT".to_owned()));
    let blank = "made this ____ day of ________, 2019";
    let found = dates(blank, Span::new(0, blank.len()));
    assert!(
        found
            .iter()
            .any(|phrase| blank[phrase.span.range()].contains("2019"))
    );
}

/// The file that is compiled in is to the byte what the trainer of this version writes of its model.
#[test]
fn the_shipped_model_is_written_as_it_was_read() {
    let shipped = include_bytes!("../clauses.model");
    let model = file::decode(shipped).expect("it was written by this version");
    assert!(file::encode(&model) == shipped, "other bytes");
}

/// What is compiled in has the size that the binary bears, and says which layout and features it was trained
/// for: bytes of another version are refused and never misread.
#[test]
fn the_shipped_model_is_small_and_of_this_version() {
    assert!(MODEL_FILE.len() < 2_000_000, "{} bytes", MODEL_FILE.len());
    assert_eq!(&MODEL_FILE[..8], file::MARK);
    let model = file::decode(MODEL_FILE).expect("it was written by this version");
    assert_eq!(model.habits.len(), 41);
    let mut other = MODEL_FILE.to_vec();
    other[7] += 1;
    assert!(file::decode(&other).is_none());
}
