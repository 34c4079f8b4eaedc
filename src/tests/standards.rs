//! The firm's own clause library: an entry in a file, and no line of Rust, puts a standard clause beside
//! what a contract says, on the page and in every answer.

use crate::harness::{TestApp, Vendors, fixture};
use serde_json::Value;
use std::io::Write as _;
use std::process::Command;

/// Clauses of a firm. The contract has 60 days, and another period than the one of the first.
const CLAUSES: &str = r#"
version = "ours-3"
[[clause]]
id = "ours_renewal"
title = "Renewal as we offer it"
fields = ["notice_period"]
position = "preferred"
text = """
At the end of the Initial Term and of each Renewal Term, this Agreement shall automatically renew for successive \
periods of one (1) year unless either party gives the other written notice of non-renewal not less than thirty (30) \
days before the end of the then-current term."""
[[clause]]
id = "ours_california"
title = "Law of California"
categories = ["Governing Law"]
position = "never"
text = "The laws of the State of California govern this Agreement, excluding its conflict of laws rules."
note = "Ask for Delaware."
"#;

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn nearest<'a>(reading: &'a Value, field: &str) -> &'a Value {
    let compared = reading["standards"]["compared"].as_array();
    let mut compared = compared.expect("comparisons").iter();
    let found = compared.find(|one| one["field"] == field);
    &found.expect("the field is compared")["nearest"]
}

/// I58: a firm's own file is compared with by the service: stored, in the API, and on the page; a changed
/// number is told, a clause that is never signed is flagged, and neither decides or changes anything.
#[tokio::test(flavor = "multi_thread")]
async fn a_firms_own_clauses_stand_beside_what_a_contract_says() {
    let clauses = file(CLAUSES);
    let path = clauses.path().to_owned();
    let app = TestApp::with(Vendors::start().await, |settings| {
        settings.pipeline.library = path.clone();
    })
    .await;
    let id = app.sign("saas-subscription").await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let view = reviewer.contract(&id).await.expect("the review");
    let reading = &view["reading"];
    assert_eq!(reading["standards"]["library"], "ours-3");
    let renewal = nearest(reading, "notice_period");
    assert_eq!(renewal["clause"], "ours_renewal");
    assert_eq!(renewal["numbers"][0]["standard"], "thirty (30) days");
    assert_eq!(renewal["numbers"][0]["contract"], "sixty (60) days");
    assert_eq!(nearest(reading, "governing_law")["position"], "never");
    let items = view["items"].as_array().expect("items");
    assert!(
        items
            .iter()
            .all(|item| item["decision"]["decision"] == "pending")
    );
    let page = reviewer
        .page(&format!("/contracts/{id}"))
        .await
        .expect("the page");
    for told in [
        "Renewal as we offer it",
        "thirty (30) days → sixty (60) days",
        "Near to a clause that the firm does not sign.",
        "Ask for Delaware.",
    ] {
        assert!(page.contains(told), "{told} is missing");
    }
    app.finish().await;
}

/// I58: `ingest` answers with the shipped clauses, in JSON and for people; `config check` names the row of a
/// fault and what to do, and never repeats a clause.
#[test]
fn the_commands_know_the_clause_library() {
    let countersign = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(arguments).output().expect("the binary starts")
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let pdf = fixture("contracts/saas-subscription.pdf")
        .display()
        .to_string();
    let answer = text(countersign(&["ingest", "--json", &pdf]).stdout);
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let nearest = nearest(&answer["reading"], "notice_period");
    assert_eq!(nearest["clause"], "renewal_60_days");
    assert!(nearest["alike"].as_f64() > Some(0.6), "{nearest}");
    let table = text(countersign(&["ingest", &pdf]).stdout);
    assert!(
        table.contains("standard clause “Automatic renewal, 60 days' notice” (preferred)"),
        "{table}"
    );

    let shipped = text(countersign(&["config", "library"]).stdout);
    assert!(shipped.contains("[[clause]]") && shipped.contains("To add a clause, add an entry"));
    let broken = file(&CLAUSES.replace("notice_period", "notice_perod"));
    let settings = file(&format!("[pipeline]\nlibrary = {:?}\n", broken.path()));
    let settings = settings.path().display().to_string();
    let check = text(countersign(&["config", "check", "--config", &settings]).stdout);
    assert!(
        check.contains(
            "row 3, clause `ours_renewal`: the dictionary has no field `notice_perod`: correct it"
        ),
        "{check}"
    );
    assert!(
        !check.contains("then-current"),
        "a clause is repeated: {check}"
    );
}
