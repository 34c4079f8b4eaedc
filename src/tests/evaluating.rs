//! The eval and the trainer as commands: the real binary on folders made here, its JSON, its exit codes, and
//! that it says the same twice.

use crate::commands::{countersign, stdout};
use crate::harness::fixture;
use countersign::eval::cuad::dataset::CATEGORIES;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The eval holds its gates on what is committed, and fails where a gate is missed.
#[test]
fn the_eval_holds_its_gates_and_fails_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().expect("a folder");
    let strict = dir.path().join("gates.toml");
    std::fs::write(&strict, "[golden.at_least]\n\"fields.micro_f1\" = 1.01\n").expect("a file");
    let path = |name: &str| root.join(name).display().to_string();
    let run = |gates: &str| {
        countersign(&[
            "eval",
            "--data",
            &path("eval/golden"),
            "--contracts",
            &path("fixtures/contracts"),
            "--gates",
            gates,
        ])
    };
    let passed = run(&path("eval/gates.toml"));
    assert!(passed.status.success(), "{}", stdout(&passed));
    assert_eq!(run(&strict.display().to_string()).status.code(), Some(3));
}

/// A folder of somebody else is measured and held to nothing of ours; what of it is not judged is said.
#[test]
fn labels_of_others_are_scored_without_our_gates() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = "This Agreement is made as of May 3, 2026. It shall be governed by the laws of the State of New York.";
    std::fs::create_dir(dir.path().join("txt")).expect("a folder");
    std::fs::write(dir.path().join("txt/one.txt"), text).expect("a text");
    let labels = "Id,Filename,Agreement Date,Agreement Date-Answer,Governing Law,Governing Law-Answer\n\
                  one,one.pdf,\"['May 3, 2026']\",5/3/26,\"['governed by the laws of the State of New York']\",New York\n";
    std::fs::write(dir.path().join("labels.csv"), labels).expect("labels");
    let data = dir.path().display().to_string();
    let scored = countersign(&["eval", "--suite", "cuad", "--data", &data, "--json", "-"]);
    assert!(scored.status.success(), "{}", stdout(&scored));
    let report: Value = serde_json::from_str(&stdout(&scored)).expect("one JSON object");
    assert_eq!(report["headline"]["agreement_date_f1"], 1.0);
    assert_eq!(report["headline"]["n"], 1.0);
    assert!(
        report["headline"]["parties_f1"].is_null(),
        "nothing to measure"
    );
    assert_eq!(
        report["intervals_90"]["governing_law_f1"],
        serde_json::json!([1.0, 1.0])
    );
    assert_eq!(report["made_by"]["engine"], "offline");
    let notes = report["notes"].to_string();
    assert!(
        notes.contains("39 of 41 categories are not judged"),
        "{notes}"
    );
    assert!(notes.contains("were not applied"), "{notes}");

    let nowhere = dir.path().join("absent/report.html").display().to_string();
    let refused = countersign(&[
        "eval", "--suite", "cuad", "--data", &data, "--html", &nowhere,
    ]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stdout(&refused).is_empty(), "nothing was read");
    let asked = countersign(&[
        "eval", "--suite", "cuad", "--data", &data, "--engine", "llm",
    ]);
    let fault = String::from_utf8_lossy(&asked.stderr);
    assert!(
        fault.contains("needs a model") && fault.contains("--config"),
        "{fault}"
    );
}

/// The figures that the issue names stand first and alone: whoever reads the JSON finds these twenty keys, on
/// any labelled folder. What else is measured, the speed of the pass over the PDFs too, stands beside them.
#[test]
fn the_headline_has_the_twenty_figures_and_the_rest_stands_beside_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    for part in ["txt", "pdf"] {
        std::fs::create_dir(root.join(part)).expect("a folder");
    }
    let text = "Mutual Non-Disclosure Agreement. This Agreement shall be governed by the laws of the State of Delaware.";
    std::fs::write(root.join("txt/one.txt"), text).expect("a text");
    let pdf = fixture("contracts/mutual-nda.pdf");
    std::fs::copy(pdf, root.join("pdf/one.pdf")).expect("a PDF");
    let labels = "Id,Filename,Governing Law,Governing Law-Answer,Parties,Parties-Answer,Expiration Date,Expiration Date-Answer\n\
                  one,one.pdf,\"['governed by the laws of the State of Delaware']\",Delaware,,,,\n";
    std::fs::write(root.join("labels.csv"), labels).expect("labels");
    let gates = root.join("gates.toml");
    std::fs::write(&gates, "[cuad.at_most_in_release]\nms_per_contract = 1e9\n").expect("gates");
    let (data, gates) = (root.display().to_string(), gates.display().to_string());
    let scored = countersign(&[
        "eval", "--suite", "cuad", "--data", &data, "--gates", &gates, "--json", "-",
    ]);
    let fault = String::from_utf8_lossy(&scored.stderr);
    assert!(scored.status.success(), "{fault}");
    assert!(fault.is_empty(), "a bar is drawn into a pipe: {fault}");
    let report: Value = serde_json::from_str(&stdout(&scored)).expect("one JSON object");

    let keys = |of: &str| -> BTreeSet<String> {
        let figures = report[of].as_object().expect("an object");
        figures.keys().cloned().collect()
    };
    let named = "aupr_strict aupr_paper p80r_paper presence_micro_f1 presence_macro_ap hit1 hit3 hit5 \
                 governing_law_f1 agreement_date_f1 effective_date_f1 expiration_date_f1 renewal_term_f1 \
                 notice_period_f1 parties_f1 verified_wrong_rate evidence_coverage token_share ms_per_contract n";
    let named: BTreeSet<String> = named.split_whitespace().map(str::to_owned).collect();
    assert_eq!(named.len(), 20);
    assert_eq!(keys("headline"), named);

    let beside = keys("beside");
    for name in [
        "p90r_strict",
        "p90r_paper",
        "aupr_macro",
        "aupr_macro_paper",
        "p80r_macro",
        "p80r_macro_paper",
        "p90r_macro",
        "p90r_macro_paper",
        "text_less_pdf.governing_law_f1",
    ] {
        assert!(beside.contains(name), "{name} in {beside:?}");
    }
    for name in [
        "pdf.pages_per_second",
        "pdf.contracts_per_second",
        "pdf.wall_seconds",
        "text.engine_ms_per_contract",
    ] {
        assert!(report["beside"][name].as_f64() > Some(0.0), "{name}");
    }
    let tables = &report["tables"];
    assert_eq!(tables["throughput from pdf"][0]["contracts"], 1);
    // Of a contract without an end, silence about the end is right, and is shown as such.
    let fields = tables["fields from text"].as_array().expect("rows");
    let end = fields.iter().find(|row| row["field"] == "expiration_date");
    assert_eq!(end.map(|row| &row["absent"]), Some(&Value::from(1)));
    let clauses = tables["clauses from text"].as_array().expect("rows");
    let parties: Vec<&str> = clauses
        .iter()
        .filter_map(|row| row["category"].as_str())
        .filter(|name| name.starts_with("Parties"))
        .collect();
    assert_eq!(parties, ["Parties", "Parties, by the paper's rule"]);
    let law = clauses
        .iter()
        .find(|row| row["category"] == "Governing Law");
    assert!(law.is_some_and(|row| row["p90r"].is_number()));
    let present = tables["presence of clauses from text"].as_array();
    let present = present.expect("rows").iter();
    let judged: Vec<u64> = present.filter_map(|row| row["n"].as_u64()).collect();
    assert_eq!((judged.len(), judged.iter().sum::<u64>()), (41, 3));

    // The tests are not optimised, and of such a build no time is judged, which is said.
    let unjudged = &report["gates_not_judged"];
    match cfg!(debug_assertions) {
        true => assert_eq!(*unjudged, serde_json::json!(["ms_per_contract"])),
        false => assert_eq!(*unjudged, serde_json::json!([])),
    }
}

/// Sixteen short contracts that differ in names and numbers, half of them with an insurance clause, in the
/// layout of CUAD.
fn toy(root: &Path) {
    const PLACES: [&str; 4] = ["Ohio", "Nevada", "Oregon", "Kansas"];
    std::fs::create_dir_all(root.join("txt")).expect("a folder");
    let names = CATEGORIES.map(|name| format!(",{name},{name}-Answer"));
    let mut labels = format!("Id,Filename{}\n", names.concat());
    for at in 0..16 {
        let law = format!(
            "This Agreement is governed by the laws of the State of {}.",
            PLACES[at % 4]
        );
        let cover =
            format!("Seller shall carry liability insurance of ${at} million for lot {at}.");
        let is_insured = at % 2 == 0;
        let risk = if is_insured {
            &cover
        } else {
            "Risk passes on delivery."
        };
        let text = format!(
            "SALE OF LOT {at}\n\n1. Trade. Seller shall deliver lot {at} to Buyer.\n\n2. Risk. {risk}\n\n3. Law. {law}\n"
        );
        std::fs::write(root.join(format!("txt/{at}.txt")), text).expect("a text");
        let cells = CATEGORIES.map(|name| match name {
            "Governing Law" => format!(",\"['{law}']\",{}", PLACES[at % 4]),
            "Insurance" if is_insured => format!(",\"['{cover}']\",Yes"),
            _ => ",,".to_owned(),
        });
        labels.push_str(&format!("{at},{at}.pdf{}\n", cells.concat()));
    }
    std::fs::write(root.join("labels.csv"), labels).expect("labels");
}

/// The whole way, as the shipped model was made: contracts, our own clauses, a seed; the files are the same to
/// the byte, and the clauses are in them.
#[test]
fn training_twice_writes_the_same_bytes_and_our_own_clauses_are_learnt_from() {
    let dir = tempfile::tempdir().expect("a folder");
    toy(dir.path());
    let none = dir.path().join("none");
    std::fs::create_dir(&none).expect("a folder");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/clauses");
    let train = |clauses: &Path, name: &str| {
        let files = ["model", "toml"].map(|end| dir.path().join(format!("{name}.{end}")));
        let [model, confidence] = files.each_ref().map(|file| file.display().to_string());
        let (data, clauses) = (dir.path().display(), clauses.display());
        let (data, clauses) = (data.to_string(), clauses.to_string());
        let output = countersign(&[
            "train",
            &data,
            "--clauses",
            &clauses,
            "--out",
            &model,
            "--confidence",
            &confidence,
            "--seed",
            "7",
        ]);
        let fault = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{fault}");
        files.map(|file| std::fs::read(file).expect("it was written"))
    };
    let first = train(&shipped, "first");
    assert!(first == train(&shipped, "second"), "other bytes");
    assert!(first[0].starts_with(b"clauses"));
    assert_ne!(
        first[0],
        train(&none, "without")[0],
        "the clauses taught nothing"
    );
}
