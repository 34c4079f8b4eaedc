//! A lawyer adds a field: one entry in a file, no line of Rust, and the field in the CRM.

use crate::harness::{TestApp, Vendors, fixture};
use countersign::config::dictionary;
use countersign::connectors::llm::Passage;
use countersign::domain::document::{Document, Span};
use countersign::domain::playbook::Dictionary;
use countersign::domain::reading::Reading;
use countersign::domain::redaction::{Masked, Redacted, Vault};
use countersign::eval::{golden, score};
use countersign::offline::clauses::Clauses;
use countersign::pipeline::extract::passages::{Limits, Pages};
use countersign::prompt::Prompts;
use countersign::prompt::request::{self, Budget};
use countersign::text::pii::Detectors;
use countersign::text::tokens;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// The entry. Its target is a field that a user deploys; `salesforce/` does not have it.
const ENTRY: &str = r#"
[[field]]
id = "security_report"
label = "Time to report an incident"
kind = "period"
group = "incidents"
description = "How fast a security incident must be reported."
cues = ["aware of a security incident"]
risk = "high"
crm = "Security_Report__c"
"#;

/// The target, as it is deployed to an org.
const DEPLOYED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Security_Report__c</fullName>
    <label>Time to report an incident</label>
    <type>Text</type>
    <length>255</length>
    <required>false</required>
</CustomField>
"#;

/// A label for it, as an eval case states it before the dictionary knows the field.
const LABEL: &str = r#"
contract = "saas-subscription"
type = "saas_subscription"
pages = 7
obligations_judged = false
[[later]]
id = "security_report"
value = "72 hours"
quote = "within seventy-two (72) hours"
page = 3
"#;

fn own_dictionary() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(dictionary::FIELDS.as_bytes())
        .expect("written");
    file.write_all(ENTRY.as_bytes()).expect("written");
    file
}

fn loaded() -> Dictionary {
    dictionary::load(own_dictionary().path()).expect("a sound dictionary")
}

/// I29, R58, R48: an entry in the dictionary is read offline, shown in review with its label and its
/// evidence, scored, planned for its target and, once approved, held by Salesforce.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_added_by_adding_an_entry() {
    let file = own_dictionary();
    let path = file.path().to_owned();
    let app = TestApp::with(Vendors::with_field(DEPLOYED).await, |settings| {
        settings.pipeline.dictionary = path.clone();
    })
    .await;
    let id = app.sign("saas-subscription").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;

    let view = reviewer.contract(&id).await.expect("the review");
    let found = &view["reading"]["fields"]["security_report"];
    assert_eq!(found["outcome"], "found", "{found}");
    assert_eq!(found["terms"][0]["value"]["value"]["count"], 72);
    let page = reviewer
        .page(&format!("/contracts/{id}"))
        .await
        .expect("the page");
    assert!(page.contains("Time to report an incident") && page.contains("Incidents"));

    let reading: Reading = serde_json::from_value(view["reading"].clone()).expect("a reading");
    let label = golden::parse(LABEL).expect("a label");
    let label = label.judging(|id| reading.fields.contains_key(&id.into()));
    let score = score::score(&[(label, reading)]);
    assert_eq!(score.fields["security_report"].correct, 1);

    reviewer.decide_the_rest(&id).await.expect("decided");
    let finish = format!("/contracts/{id}/finish");
    let plan = reviewer.page(&finish).await.expect("the plan");
    assert!(plan.contains("Security_Report__c"), "it is shown before");
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "written_back").await;
    let insights = app.vendors.salesforce.records("Contract_Insight__c");
    assert_eq!(insights[0]["Security_Report__c"], "72 hours");
    app.finish().await;
}

/// An org to which the target was not deployed refuses the write with the field's name: nothing of the
/// contract is there without it, and nobody has to guess.
#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_not_deployed_is_named() {
    let file = own_dictionary();
    let path = file.path().to_owned();
    let app = TestApp::with(Vendors::start().await, |settings| {
        settings.pipeline.dictionary = path.clone();
    })
    .await;
    let id = app.sign("saas-subscription").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    reviewer.decide_the_rest(&id).await.expect("decided");
    assert_eq!(reviewer.approve(&id).await.expect("answered").0, 200);
    reviewer.waits_for(&id, "parked").await;
    let view = reviewer.contract(&id).await.expect("the review");
    let reason = view["contract"]["stage"]["reason"].to_string();
    assert!(reason.contains("Security_Report__c"), "{reason}");
    let written = app.vendors.salesforce.records("Contract_Insight__c");
    assert!(written.is_empty());
}

/// The same entry is asked of a model, under the id and the words of the dictionary.
#[test]
fn an_added_field_is_in_schema_and_prompt() {
    let dictionary = loaded();
    let text = "A security incident is reported within 72 hours.";
    let passages = [Passage {
        ordinal: 0,
        text: Redacted::mask(text, &Detectors::new(&[]), &mut Vault::default()),
        span: Span::new(0, text.len()),
    }];
    let budget = Budget {
        count: &tokens::count,
        question: 12_000,
        answer: 1_000,
    };
    let prompts = Prompts::shipped();
    let parts = request::parts(&dictionary);
    let part = parts.iter().find(|part| part.name == "incidents");
    let part = part.expect("the group is asked about");
    let questions = request::fields(&prompts, part, &passages, &budget);
    let asked = &questions.expect("it fits").requests[0];
    assert!(asked.schema.to_string().contains("security_report"));
    let words = format!("{}{}", asked.system, asked.user());
    assert!(words.contains("How fast a security incident must be reported."));
}

/// The passages that a model is shown about the new field are those that its words point to.
#[test]
fn an_added_field_has_its_passages() {
    let dull =
        "The weather at the station was noted in the log, and the log was put away. ".repeat(12);
    let clause =
        "A party that becomes aware of a security incident tells the other within 72 hours.";
    let mut text = String::new();
    for number in 1..30 {
        let own = if number == 17 { clause } else { "" };
        text.push_str(&format!("{number}. {own} {dull}\n\n"));
    }
    let document = Document::of_text("0".into(), text);
    let masked = Masked::of(&document.text, &Detectors::new(&[]), &mut Vault::default());
    let dictionary = loaded();
    let parts = request::parts(&dictionary);
    let limits = Limits {
        share: 40,
        total: 80,
    };
    let pages = Pages::of(&document, &masked);
    let choice = pages.choose(&document, &Clauses::read(&document.text), &parts, limits);
    let part = parts.iter().position(|part| part.name == "incidents");
    let shown = pages.passages(&masked, &choice.parts[part.expect("the group")]);
    assert!(
        shown
            .iter()
            .any(|passage| passage.text.as_str().contains(clause))
    );
    let tokens: u32 = shown
        .iter()
        .map(|passage| tokens::count(passage.text.as_str()))
        .sum();
    assert!(
        tokens < tokens::count(&document.text) / 2,
        "not all is shown"
    );
}

/// I49, R48: `countersign eval` has a row for the new field over a user's own labelled contracts.
#[test]
fn an_added_field_is_in_the_report_of_the_eval() {
    let file = own_dictionary();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("saas-subscription.toml"), LABEL).expect("the label");
    let settings = folder.path().join("own.config");
    let dictionary = file.path().display().to_string();
    let line = format!("[pipeline]\ndictionary = {dictionary:?}\n");
    std::fs::write(&settings, line).expect("the settings");
    let report = eval(
        folder.path(),
        &["--config", &settings.display().to_string()],
    );
    assert_eq!(report["headline"]["all.field.security_report.f1"], 1.0);
    let rows = report["tables"].to_string();
    assert!(rows.contains("security_report"), "{rows}");
    let without = eval(folder.path(), &[]);
    assert!(!without["tables"].to_string().contains("security_report"));
}

/// The report of the real command over the cases in `data`.
fn eval(data: &Path, more: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(["eval", "--suite", "golden", "--json", "-", "--data"]);
    command
        .arg(data)
        .arg("--contracts")
        .arg(fixture("contracts"));
    let output = command.args(more).output().expect("the binary starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}
