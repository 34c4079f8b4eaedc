//! What the requirements ask for by name: each value with its evidence in review, each at its place in
//! Salesforce, and no place there that nothing fills.

use crate::harness::{Reviewer, TestApp};
use crate::journeys::item;
use countersign::config::dictionary;
use countersign::connectors::crm::schema::{self, Kind, Object};
use countersign::domain::id::ContractId;
use countersign::domain::playbook::Dictionary;
use countersign::domain::value::ValueKind;
use serde_json::{Value, json};

fn shipped() -> Dictionary {
    dictionary::read(dictionary::FIELDS).expect("the shipped dictionary")
}

/// The object of a contract, as `salesforce/` deploys it.
fn insight() -> Object {
    let mut objects = schema::deployed().expect("sound metadata").into_iter();
    let insight = objects.find(|object| object.name == "Contract_Insight__c");
    insight.expect("it is deployed")
}

/// Fields of `Contract_Insight__c` that no entry of the dictionary names, and what fills them.
const BY_CODE: &[(&str, &str)] = &[
    (
        "CLM_Key__c",
        "the key that makes a repeated write the same write",
    ),
    ("Account__c", "the account that the workflow names"),
    ("Opportunity__c", "the opportunity that the workflow names"),
    (
        "Amends__c",
        "the record of the agreement that an amendment amends",
    ),
    ("Contract_Title__c", "the title in the CLM"),
    (
        "Counterparty_Name__c",
        "the party that the CLM names as the other side",
    ),
    (
        "Countersign_Operation__c",
        "what tells one write from another",
    ),
    (
        "Countersign_Revision__c",
        "the approval's number, which never goes down",
    ),
    ("Countersigned_At__c", "when it was countersigned"),
    ("Countersigned_By__c", "who countersigned it"),
    ("Currency_Code__c", "the currency of the total value"),
    (
        "Key_Obligations_Summary__c",
        "the duties that stand, in a few lines",
    ),
    ("Review_URL__c", "where the evidence is shown"),
    ("Status_As_Of__c", "the day for which the status was told"),
];

/// R48, R13: every target of the dictionary is deployed, no two entries share one, and it holds what the
/// entry's values are written as.
#[test]
fn every_target_of_the_dictionary_is_deployed_with_a_type_that_holds_its_values() {
    let insight = insight();
    let mut taken = Vec::new();
    for field in shipped().fields {
        let Some(target) = field.crm else { continue };
        let there = insight.fields.iter().find(|there| there.name == target);
        let kind = &there
            .unwrap_or_else(|| panic!("{target} is not deployed"))
            .kind;
        let holds = match (field.kind, kind) {
            (ValueKind::Date, kind) => *kind == Kind::Date,
            (ValueKind::Money, kind) => *kind == Kind::Number(2),
            (ValueKind::Flag, Kind::Picklist { values, .. }) => values == &["Yes", "No"],
            // Words that a reviewer may replace by others.
            (ValueKind::Text, Kind::Picklist { restricted, .. }) => !restricted,
            (ValueKind::Flag, _) => false,
            (_, kind) => *kind == Kind::Text(255),
        };
        assert!(holds, "{target} cannot hold a {:?}", field.kind);
        assert!(!taken.contains(&target), "{target} is a target twice");
        taken.push(target);
    }
}

/// R48: whatever is deployed is filled, by the dictionary or by code that says with what.
#[test]
fn every_deployed_field_is_written_by_the_dictionary_or_by_code() {
    let dictionary = shipped();
    let targets: Vec<&str> = dictionary
        .fields
        .iter()
        .filter_map(|field| field.crm.as_deref())
        .collect();
    let deployed = insight().fields;
    for field in &deployed {
        let is_mapped = targets.contains(&field.name.as_str());
        let is_by_code = BY_CODE.iter().any(|(name, _)| *name == field.name);
        assert!(
            is_mapped != is_by_code,
            "{}: filled by one of both",
            field.name
        );
    }
    for (name, filled_with) in BY_CODE {
        let is_there = deployed.iter().any(|field| field.name == *name);
        assert!(is_there && !filled_with.is_empty(), "{name}");
    }
}

/// The summary's length is that of its field: a longer one would be refused.
#[test]
fn the_summary_of_duties_is_as_long_as_its_field() {
    let fields = insight().fields;
    let field = fields
        .iter()
        .find(|field| field.name == "Key_Obligations_Summary__c");
    let length = countersign::domain::summary::LENGTH;
    assert_eq!(field.expect("deployed").kind, Kind::LongText(length));
}

async fn reviewed(app: &TestApp, contract: &str) -> (ContractId, Reviewer, Value) {
    let id = app.sign(contract).await;
    let reviewer = app.reviewer().await;
    reviewer.waits_for(&id, "in_review").await;
    let view = reviewer.contract(&id).await.expect("the review");
    (id, reviewer, view)
}

/// The value of `field` in review; its words must hold `words` and be shown at a place on their page.
fn evident(view: &Value, field: &str, words: &str) -> Value {
    let item = item(view, field);
    let evidence = &item["grounding"];
    let quote = evidence["quote"].as_str().unwrap_or_default();
    let flat = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(words), "{field} is not shown by: {flat}");
    assert_eq!(evidence["grade"], "exact", "{field}");
    assert!(evidence["page"].as_u64() >= Some(1), "{field}");
    let boxes = evidence["boxes"].as_array().map_or(0, Vec::len);
    assert!(boxes > 0, "{field} has no place on its page");
    item["subject"]["value"]["value"].clone()
}

/// What `insight` of the only contract in Salesforce holds.
fn held(app: &TestApp, field: &str) -> Value {
    let insights = app.vendors.salesforce.records("Contract_Insight__c");
    insights[0].get(field).cloned().unwrap_or_default()
}

async fn written(id: &ContractId, reviewer: &Reviewer) {
    reviewer.decide_the_rest(id).await.expect("decided");
    assert_eq!(reviewer.approve(id).await.expect("answered").0, 200);
    reviewer.waits_for(id, "written_back").await;
}

/// R11, R35, R36, R37, R39, R13: renewal date, end, automatic renewal, payment terms, price escalator, notice
/// periods, law and courts each come to the reviewer with the words that state them, and to Salesforce.
#[tokio::test(flavor = "multi_thread")]
async fn dates_prices_notices_and_law_come_with_evidence_and_reach_their_fields() {
    let app = TestApp::start().await;
    let (id, reviewer, view) = reviewed(&app, "data-licence").await;
    assert_eq!(evident(&view, "auto_renewal", "renew"), true);
    let end = evident(&view, "expiration_date", "");
    let next = evident(&view, "renewal_date", "renew");
    let last = evident(&view, "last_notice_date", "notice");
    assert!(last.as_str() < end.as_str() && end.as_str() < next.as_str());
    assert_eq!(evident(&view, "notice_period", "notice")["count"], 90);
    assert_eq!(evident(&view, "payment_terms", "days")["count"], 45);
    let rise = evident(&view, "price_escalator", "increase the annual licence fee");
    evident(&view, "late_interest", "4% a year");
    assert_eq!(
        evident(&view, "governing_law", "governed by"),
        "England and Wales"
    );
    evident(&view, "jurisdiction", "courts");
    written(&id, &reviewer).await;
    assert_eq!(held(&app, "Expiration_Date__c"), end);
    assert_eq!(held(&app, "Renewal_Date__c"), next);
    assert_eq!(held(&app, "Last_Notice_Date__c"), last);
    assert_eq!(held(&app, "Auto_Renewal__c"), "Yes");
    assert_eq!(held(&app, "Payment_Terms__c"), "45 days");
    assert_eq!(held(&app, "Price_Escalator__c"), rise);
    assert_eq!(held(&app, "Late_Interest__c"), "4%");
    app.finish().await;
}

/// R38, I5: each deliverable and each service level is a record of its own, with the words that state it.
#[tokio::test(flavor = "multi_thread")]
async fn deliverables_and_service_levels_are_records_with_evidence() {
    let app = TestApp::start().await;
    for (contract, kind, least) in [
        ("statement-of-work", "delivery", 5),
        ("saas-subscription", "service", 2),
    ] {
        let (id, reviewer, view) = reviewed(&app, contract).await;
        let items = view["items"].as_array().expect("items").iter();
        let owed: Vec<&Value> = items
            .filter(|item| item["subject"]["kind"] == kind)
            .collect();
        assert!(owed.len() >= least, "{} of {kind}", owed.len());
        for item in &owed {
            assert_eq!(item["grounding"]["grade"], "exact");
            assert!(
                item["grounding"]["boxes"]
                    .as_array()
                    .is_some_and(|boxes| !boxes.is_empty())
            );
        }
        written(&id, &reviewer).await;
        let rows = app
            .vendors
            .salesforce
            .records("Contract_Obligation__c")
            .into_iter();
        let of_it = |row: &Row| {
            row["Kind__c"] == kind
                && row["CLM_Key__c"]
                    .as_str()
                    .is_some_and(|key| key.starts_with(id.as_str()))
        };
        let rows: Vec<Row> = rows.filter(of_it).collect();
        assert_eq!(rows.len(), owed.len());
        assert!(
            rows.iter()
                .all(|row| row["Quote__c"].is_string() && row["Page__c"].is_number())
        );
    }
    app.finish().await;
}

type Row = countersign::connectors::crm::simulator::Row;

/// I29: the duties that were let stand, and no others, are told in a few lines: in the plan that is shown
/// before the approval, and in Salesforce after it.
#[tokio::test(flavor = "multi_thread")]
async fn the_duties_that_stand_are_summed_up_before_and_after_the_approval() {
    let app = TestApp::start().await;
    let (id, reviewer, view) = reviewed(&app, "saas-subscription").await;
    let items = view["items"].as_array().expect("items").iter();
    // What is paid at a stated time stands among the first lines.
    let mut duties = items
        .filter(|item| item["subject"]["kind"] == "payment" && !item["subject"]["due"].is_null());
    let (refused, changed) = (
        duties.next().expect("a payment"),
        duties.next().expect("another"),
    );
    let action = refused["subject"]["action"].as_str().expect("an action");
    let action = action.split_whitespace().collect::<Vec<_>>().join(" ");
    let action: String = action.chars().take(30).collect();
    let reject = json!({"action": "reject"});
    assert_eq!(
        reviewer
            .decide(&id, refused, reject)
            .await
            .expect("answered")
            .0,
        200
    );
    let edit = json!({"action": "edit", "value": "keep a lighthouse burning"});
    assert_eq!(
        reviewer
            .decide(&id, changed, edit)
            .await
            .expect("answered")
            .0,
        200
    );
    reviewer.decide_the_rest(&id).await.expect("decided");

    let page = reviewer
        .page(&format!("/contracts/{id}/finish"))
        .await
        .expect("the page");
    assert!(page.contains("Key_Obligations_Summary__c"));
    assert!(page.contains("must keep a lighthouse burning"));
    written(&id, &reviewer).await;
    for (name, filled_with) in BY_CODE.iter().filter(|(name, _)| *name != "Amends__c") {
        assert!(!held(&app, name).is_null(), "{name}: {filled_with}");
    }
    let told = held(&app, "Key_Obligations_Summary__c");
    let told = told.as_str().expect("a text");
    assert!(told.contains("must keep a lighthouse burning"), "{told}");
    assert!(!told.contains(&action), "{told}");
    let lines = told.lines().count();
    let rows = app
        .vendors
        .salesforce
        .records("Contract_Obligation__c")
        .len();
    let left = told
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("and ")?.strip_suffix(" more"));
    let left: Option<usize> = left.and_then(|left| left.parse().ok());
    assert_eq!(left.map_or(lines, |left| lines - 1 + left), rows, "{told}");
    app.finish().await;
}

/// R58, R13: status, signatures and what an amendment amends come with evidence to the reviewer and to
/// Salesforce, where the amendment is linked to the agreement that was written before it.
#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_is_linked_to_its_agreement_and_a_contract_has_its_status() {
    let app = TestApp::start().await;
    let (agreement, reviewer, view) = reviewed(&app, "master-services").await;
    let status = evident(&view, "contract_status", "term");
    let end = evident(&view, "expiration_date", "term");
    let today = app
        .app
        .ctx
        .clock
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let is_over = end.as_str() < Some(today.to_string().as_str());
    assert_eq!(status, if is_over { "expired" } else { "active" });
    written(&agreement, &reviewer).await;
    assert_eq!(held(&app, "Contract_Status__c"), status);
    let day: jiff::civil::Date = held(&app, "Status_As_Of__c")
        .as_str()
        .expect("a day")
        .parse()
        .expect("a date");
    assert!((today - day).get_days() <= 1);

    let (id, reviewer, view) = reviewed(&app, "amendment-no-1").await;
    let titled = evident(
        &view,
        "amended_agreement",
        "AMENDMENT NO. 1 TO MASTER SERVICES AGREEMENT",
    );
    assert_eq!(titled, "Master Services Agreement");
    assert_eq!(evident(&view, "amendment_number", "NO. 1"), "1");
    let dated = evident(&view, "amended_agreement_date", "made as of March 3, 2026");
    assert_eq!(dated, "2026-03-03");
    let signed = evident(&view, "execution_status", "By");
    assert_eq!(signed, "executed");
    assert_eq!(
        view["amends"]["id"],
        agreement.as_str(),
        "{}",
        view["amends"]
    );
    let link = |of: &ContractId| format!("<a href=\"/contracts/{of}\">");
    let page = reviewer
        .page(&format!("/contracts/{id}"))
        .await
        .expect("the page");
    assert!(page.contains(&format!("Amends {}", link(&agreement))));
    let page = reviewer
        .page(&format!("/contracts/{agreement}"))
        .await
        .expect("the page");
    assert!(page.contains(&format!("Amended by {}", link(&id))));

    written(&id, &reviewer).await;
    let insights = app.vendors.salesforce.records("Contract_Insight__c");
    let of = |id: &ContractId| {
        insights
            .iter()
            .find(|row| row["CLM_Key__c"] == id.as_str())
            .expect("written")
    };
    assert_eq!(of(&id)["Amends__c"], of(&agreement)["Id"]);
    assert_eq!(of(&id)["Amended_Agreement__c"], "Master Services Agreement");
    assert_eq!(of(&id)["Amended_Agreement_Date__c"], "2026-03-03");
    assert_eq!(of(&id)["Amendment_Number__c"], "1");
    assert_eq!(of(&id)["Execution_Status__c"], "executed");
    app.finish().await;
}
