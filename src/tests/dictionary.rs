//! A lawyer adds a field: one entry in a file, no line of Rust.

use crate::harness::{TestApp, Vendors};
use countersign::config::dictionary;
use countersign::connectors::llm::Passage;
use countersign::domain::document::Span;
use countersign::domain::reading::Reading;
use countersign::domain::redaction::{Redacted, Vault};
use countersign::eval::{golden, score};
use countersign::prompt::Prompts;
use countersign::prompt::request::{self, Budget};
use countersign::text::pii::Detectors;
use countersign::text::tokens;
use std::io::Write as _;

/// The entry. Its target is a field of the shipped Salesforce object that nothing else is written to.
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

/// I29, R58: an entry in the dictionary is read offline, shown in review with its label and its
/// evidence, proposed to the CRM, asked of a model in prompt and schema, and scored.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_added_by_adding_an_entry() {
    let file = own_dictionary();
    let path = file.path().to_owned();
    let app = TestApp::with(Vendors::start().await, |settings| {
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
    let plan = reviewer
        .get(&format!("/api/contracts/{id}/plan"))
        .await
        .expect("the plan");
    assert!(plan.to_string().contains("Security_Report__c"), "{plan}");
    app.finish().await;
}

/// The same entry is asked of a model, under the id and the words of the dictionary.
#[test]
fn an_added_field_is_in_schema_and_prompt() {
    let file = own_dictionary();
    let dictionary = dictionary::load(file.path()).expect("a sound dictionary");
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
