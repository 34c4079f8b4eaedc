//! The commands as a person or a script uses them: the real binary, its standard output, its exit
//! codes, and what it refuses.

use crate::harness::fixture;
use countersign::domain::id::ContractId;
use countersign::domain::reading::Reading;
use countersign::domain::review::{Item, Subject};
use countersign::domain::sureness::Sureness;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

pub fn countersign(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(arguments).output().expect("the binary starts")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn demo(data: &Path, more: &[&str]) -> Output {
    let data = data.display().to_string();
    let mut arguments = vec!["demo", "--once", "--json", "--port", "0", "--data", &data];
    arguments.extend(more);
    countersign(&arguments)
}

/// One command shows the main job; a second start goes on with the same data.
#[test]
fn the_demo_brings_every_contract_to_review_and_resumes() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    for _ in 0..2 {
        let output = demo(&data, &[]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let table: Value = serde_json::from_str(&stdout(&output)).expect("one JSON object");
        let contracts = table["contracts"].as_array().expect("contracts");
        assert!(contracts.len() >= 8);
        for contract in contracts {
            assert_eq!(contract["stage"], "in_review", "{contract}");
            assert!(contract["pages"].as_u64() >= Some(2), "{contract}");
            assert!(contract["values"].as_u64() > Some(0) && contract["name"].is_string());
            assert!(contract["in_review"] == contract["values"] && contract["ms"].is_u64());
        }
        assert!(table["total_ms"].as_u64() > Some(0));
    }
    let output = demo(&data, &["--fresh"]);
    assert!(output.status.success());
}

/// `--fresh` forgets a demo's folder and no other.
#[test]
fn a_folder_that_is_not_ours_is_never_removed() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("thesis.txt"), "years of work").expect("a file");
    let output = demo(dir.path(), &["--fresh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(dir.path().join("thesis.txt").is_file());
}

/// I29, I58: one JSON document per file on standard output and nothing else, in the form that `schema`
/// prints; a file that cannot be read is told, and is no empty reading.
#[test]
fn ingest_prints_one_document_per_file_in_the_documented_form() {
    let dir = tempfile::tempdir().expect("a folder");
    let broken = dir.path().join("broken.pdf");
    std::fs::write(&broken, b"<html>not a contract</html>").expect("a file");
    let (good, broken) = (
        fixture("contracts/mutual-nda.pdf"),
        broken.display().to_string(),
    );
    let output = countersign(&["ingest", "--json", &good.display().to_string(), &broken]);
    assert_eq!(output.status.code(), Some(3), "some files were not read");
    let answers = stdout(&output);
    let documents: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(documents.len(), 2);

    let schema: Value = serde_json::from_str(&stdout(&countersign(&["schema"]))).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for document in &documents {
        let faults: Vec<String> = validator
            .iter_errors(document)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
    let law = &documents[0]["reading"]["fields"]["governing_law"]["terms"][0];
    assert_eq!(law["value"]["value"], "Delaware");
    assert_eq!(law["grounding"]["grade"], "exact");
    let duties = documents[0]["key_obligations"].as_str();
    let duties = duties.expect("the duties in a few lines");
    let is_told = |line: &str| line.contains(" must ") || line.ends_with(" more");
    assert!(
        duties.lines().count() > 1 && duties.lines().all(is_told),
        "{duties}"
    );
    let compared = documents[0]["reading"]["standards"]["compared"].as_array();
    assert!(compared.is_some_and(|all| all.iter().any(|one| one["nearest"].is_object())));
    for part in ["Standards", "Nearest", "Change", "Piece"] {
        let form = &schema["$defs"][part]["properties"];
        assert!(form.is_object(), "the schema has no form of {part}");
    }
    let shown = &documents[0]["shown"];
    assert_eq!(
        shown["fields"]["governing_law"].as_array().map(Vec::len),
        Some(1)
    );
    let duties = &documents[0]["reading"]["obligations"];
    assert_eq!(
        shown["obligations"].as_array().map(Vec::len),
        duties.as_array().map(Vec::len)
    );
    assert!(documents[1]["shown"].is_null());
    assert!(documents[1]["reading"].is_null() && documents[1]["error"].is_string());
    assert!(documents[1]["key_obligations"].is_null());
}

/// Section 3 of the requirements: e-mails are refused by name, with what is read instead.
#[test]
fn ingest_refuses_an_email_and_says_what_is_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let outlook: Vec<u8> = "__properties_version1.0"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mails = [
        (
            "signed.eml",
            b"MIME-Version: 1.0\r\nSubject: Signed\r\n\r\nhere".to_vec(),
        ),
        (
            "signed.msg",
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &outlook].concat(),
        ),
    ];
    for (name, bytes) in mails {
        let file = dir.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        let output = countersign(&["ingest", "--json", &file.display().to_string()]);
        assert_eq!(output.status.code(), Some(3));
        let answer: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(answer["reading"].is_null());
        let error = answer["error"].as_str().expect("a reason");
        for words in [
            "save what is attached",
            "PDF, DOCX, TIFF, PNG and JPEG are read",
        ] {
            assert!(error.contains(words), "{name}: {error}");
        }
    }
}

/// A person reads a table: values, quotes, pages, and whether each is verified.
#[test]
fn ingest_prints_a_table_for_people() {
    let output = countersign(&[
        "ingest",
        &fixture("contracts/mutual-nda.pdf").display().to_string(),
    ]);
    assert!(output.status.success());
    let table = stdout(&output);
    for word in [
        "Governing law",
        "Delaware",
        "verified",
        "day_before_anniversary",
        "not stated",
        "owes what",
    ] {
        assert!(table.contains(word), "{word} is missing in\n{table}");
    }
}

/// R39: the terminal calls verified what the review page calls so, and nothing else: the name of a party that
/// one engine read is to be checked, what code computed is computed.
#[test]
fn ingest_says_verified_only_where_the_review_page_would() {
    let file = fixture("contracts/mutual-nda.pdf").display().to_string();
    let answer: Value =
        serde_json::from_str(&stdout(&countersign(&["ingest", "--json", &file]))).expect("JSON");
    let reading: Reading = serde_json::from_value(answer["reading"].clone()).expect("a reading");
    let items = Item::of(&ContractId::of("clm", "1"), &reading);
    let mut on_the_page: BTreeMap<String, Vec<Sureness>> = BTreeMap::new();
    for item in &items {
        if let (Subject::Field { field, .. }, Some(shown)) =
            (&item.subject, Sureness::of_item(item))
        {
            on_the_page
                .entry(field.to_string())
                .or_default()
                .push(shown);
        }
    }
    let shown = answer["shown"]["fields"].clone();
    let shown: BTreeMap<String, Vec<Sureness>> = serde_json::from_value(shown).expect("its form");
    assert_eq!(shown, on_the_page);
    let all: Vec<Sureness> = shown.values().flatten().copied().collect();
    for expected in [Sureness::Verified, Sureness::Computed, Sureness::ToCheck] {
        assert!(all.contains(&expected), "{shown:?}");
    }

    let table = stdout(&countersign(&["ingest", &file]));
    let is_party = |line: &&str| {
        let cell = line.split('┆').next().unwrap_or_default();
        cell.trim_matches(['│', ' ']) == "Party"
    };
    let parties: Vec<&str> = table.lines().filter(is_party).collect();
    assert!(!parties.is_empty(), "{table}");
    for row in parties {
        assert!(
            row.contains("to check") && !row.contains("verified"),
            "{row}"
        );
    }
}

/// The service does not start on simulators or known secrets, and says all that is wrong at once.
#[test]
fn the_service_refuses_a_simulator_unless_told_in_many_words() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("countersign.toml");
    let text = "[clm.ironclad]\nbase_url = \"http://127.0.0.1:1/x\"\noauth_url = \"http://127.0.0.1:1/o\"\nclient_id = \"a\"\n\
                client_secret = \"change-me\"\nacting_user = \"a@b.example\"\n[crm.salesforce]\nlogin_url = \"http://127.0.0.1:1\"\nclient_id = \"a\"\n";
    std::fs::write(&file, text).expect("a file");
    let file = file.display().to_string();
    let check = countersign(&["config", "check", "--config", &file]);
    assert_eq!(check.status.code(), Some(3));
    let problems = stdout(&check);
    for word in [
        "clm.ironclad.base_url is on this machine",
        "crm.salesforce.login_url is on this machine",
        "that everybody knows",
        "people is empty",
    ] {
        assert!(problems.contains(word), "{word} is missing in\n{problems}");
    }
    let mut overridden = Command::new(env!("CARGO_BIN_EXE_countersign"));
    overridden
        .args(["config", "check"])
        .env("COUNTERSIGN__JOBS__WORKERS", "0");
    let problems = stdout(&overridden.output().expect("the binary starts"));
    assert!(
        problems.contains("workers must be 1 to 64"),
        "the environment counts: {problems}"
    );
    let serve = countersign(&["serve", "--config", &file]);
    assert_eq!(serve.status.code(), Some(1));
    assert!(
        !String::from_utf8_lossy(&serve.stderr).contains("change-me"),
        "a secret is printed"
    );
}

#[test]
fn a_password_becomes_a_hash_and_wrong_use_exits_with_two() {
    use std::io::Write;
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    let command = command
        .arg("password")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(b"hunter2\n")
        .expect("read");
    let output = child.wait_with_output().expect("ended");
    assert!(stdout(&output).starts_with("$argon2id$") && !stdout(&output).contains("hunter2"));
    assert_eq!(countersign(&["ingest"]).status.code(), Some(2));
}
