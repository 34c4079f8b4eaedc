//! The simulated org keeps its own promises: state survives a restart, the vendor's refusals are
//! there, the page shows what is held and escapes it.

use super::house::{ACCOUNT, House, PDF, plan, seed, set, whole};
use crate::connectors::crm::simulator::Seed;
use crate::domain::obligation::Kind;
use serde_json::{Value, json};

/// A demo that is stopped goes on where it was, files included.
#[tokio::test]
async fn the_org_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("salesforce.json");
    let first = {
        let house = House::with(seed(), Some(state.clone())).await;
        house.apply(&plan(1, 2)).await.unwrap()
    };
    let house = House::with(seed(), Some(state)).await;
    assert_eq!(house.census(), whole(2));
    let again = house.apply(&plan(1, 2)).await.unwrap();
    assert!(!again.changed);
    assert_eq!(again.insight, first.insight);
    let version = &house.org.records("ContentVersion")[0];
    assert_eq!(
        house.org.file(version["Id"].as_str().unwrap()).unwrap(),
        PDF
    );
}

/// Every kind of obligation that the domain knows is a value of the deployed picklist.
#[tokio::test]
async fn the_picklist_has_every_kind_of_obligation() {
    let kinds = [
        Kind::Payment,
        Kind::Delivery,
        Kind::Report,
        Kind::Notice,
        Kind::Confidentiality,
        Kind::Insurance,
        Kind::Audit,
        Kind::Service,
        Kind::Compliance,
        Kind::Cooperation,
        Kind::Other,
    ];
    let house = House::open().await;
    let mut plan = plan(1, kinds.len());
    for (record, kind) in plan.obligations.iter_mut().zip(kinds) {
        record.fields.retain(|field| field.name != "Kind__c");
        record.fields.push(set("Kind__c", json!(kind.name())));
    }
    house.apply(&plan).await.unwrap();
}

/// T41, T42, R15: a person sees contract, obligations and file without a CLM seat, escaped.
#[tokio::test]
async fn the_page_shows_the_contract_and_escapes_it() {
    let house = House::open().await;
    let mut odd = plan(1, 1);
    odd.insight.fields[0] = set("Contract_Title__c", json!("<script>alert(1)</script>"));
    house.apply(&odd).await.unwrap();
    let page = reqwest::get(house.org.base_url())
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("<script>"));
    assert!(page.contains("Meridian &lt;Freight&gt; &amp; Co"));
    assert!(page.contains("deliver the monthly report"));
    let link = page
        .split("href=\"/files/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let file = reqwest::get(format!("{}/files/{link}", house.org.base_url()))
        .await
        .unwrap();
    assert_eq!(
        file.headers()["content-disposition"],
        "attachment; filename=\"msa.pdf\""
    );
    assert_eq!(file.bytes().await.unwrap(), PDF);
}

/// The vendor's statuses and codes for what our own client never does, by a plain client.
#[tokio::test]
async fn the_org_refuses_what_the_vendor_refuses() {
    let house = House::open().await;
    let wire = Plain::login(&house).await;
    let key = "sobjects/Contract_Insight__c/CLM_Key__c/k-1";
    let made = wire
        .call("PATCH", key, json!({ "Contract_Title__c": "One" }))
        .await;
    assert_eq!((made.0, &made.1["created"]), (201, &json!(true)));
    let again = wire
        .call("PATCH", key, json!({ "contract_title__C": "Two" }))
        .await;
    assert_eq!((again.0, &again.1["created"]), (200, &json!(false)));
    for (method, path, body, status, code) in refused_calls(key) {
        let (got, answer) = wire.call(method, path, body).await;
        assert_eq!(
            (got, answer[0]["errorCode"].as_str()),
            (status, Some(code)),
            "{method} {path}"
        );
    }
}

/// Calls with the status and code that the vendor gives them.
fn refused_calls(key: &str) -> Vec<(&str, &str, Value, u16, &str)> {
    let insight = "sobjects/Contract_Insight__c";
    let by_long_text = "query?q=SELECT+Id+FROM+Contract_Obligation__c+WHERE+Quote__c+=+'x'";
    vec![
        (
            "PATCH",
            key,
            json!({ "CLM_Key__c": "k-1" }),
            400,
            "INVALID_FIELD",
        ),
        (
            "PATCH",
            key,
            json!({ "Auto_Renewal__c": true }),
            400,
            "JSON_PARSER_ERROR",
        ),
        (
            "PATCH",
            key,
            json!({ "Auto_Renewal__c": "Perhaps" }),
            400,
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ),
        (
            "PATCH",
            key,
            json!({ "Name": "x" }),
            400,
            "INVALID_FIELD_FOR_INSERT_UPDATE",
        ),
        (
            "PATCH",
            key,
            json!({ "Account__c": "nonsense" }),
            400,
            "MALFORMED_ID",
        ),
        (
            "POST",
            insight,
            json!({ "CLM_Key__c": "K-1" }),
            400,
            "DUPLICATE_VALUE",
        ),
        (
            "POST",
            "sobjects/Contract_Obligation__c",
            json!({ "CLM_Key__c": "o" }),
            400,
            "REQUIRED_FIELD_MISSING",
        ),
        ("POST", "sobjects/No_Such__c", json!({}), 404, "NOT_FOUND"),
        (
            "GET",
            "query?q=SELECT+Id+FROM+ContentDocumentLink",
            Value::Null,
            400,
            "MALFORMED_QUERY",
        ),
        ("GET", by_long_text, Value::Null, 400, "INVALID_FIELD"),
        (
            "PATCH",
            "sobjects/Contract_Insight__c/CLM_Key__c/k-2?updateOnly=true",
            json!({}),
            404,
            "NOT_FOUND",
        ),
    ]
}

/// The revision rule of `salesforce/` is enforced by the org, whoever writes.
#[tokio::test]
async fn the_org_enforces_the_revision_rule() {
    let house = House::open().await;
    let wire = Plain::login(&house).await;
    let key = "sobjects/Contract_Insight__c/CLM_Key__c/k-1";
    wire.call("PATCH", key, json!({ "Countersign_Revision__c": 3 }))
        .await;
    let (status, answer) = wire
        .call("PATCH", key, json!({ "Countersign_Revision__c": 2 }))
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        answer[0]["errorCode"],
        json!("FIELD_CUSTOM_VALIDATION_EXCEPTION")
    );
    assert_eq!(answer[0]["fields"], json!(["Countersign_Revision__c"]));
}

/// Plain composite: references, rollback when asked for, and the limit of 25.
#[tokio::test]
async fn a_composite_is_rolled_back_only_when_asked() {
    let house = House::open().await;
    let wire = Plain::login(&house).await;
    let node = |reference: &str, path: &str, body: Value| json!({ "method": "POST", "url": format!("/services/data/v66.0/sobjects/{path}"), "referenceId": reference, "body": body });
    let nodes = json!([
        node(
            "task",
            "Task",
            json!({ "Subject": "Call", "WhatId": ACCOUNT })
        ),
        node("bad", "Task", json!({ "No_Such__c": "@{task.id}" })),
    ]);
    let (status, answer) = wire
        .call(
            "POST",
            "composite",
            json!({ "allOrNone": true, "compositeRequest": nodes }),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        answer["compositeResponse"][0]["body"][0]["errorCode"],
        json!("PROCESSING_HALTED")
    );
    assert_eq!(
        answer["compositeResponse"][1]["body"][0]["errorCode"],
        json!("INVALID_FIELD")
    );
    assert!(house.org.records("Task").is_empty());
    wire.call("POST", "composite", json!({ "compositeRequest": nodes }))
        .await;
    assert_eq!(house.org.records("Task").len(), 1);
    let many: Vec<Value> = (0..26)
        .map(|index| node(&format!("n{index}"), "Task", json!({})))
        .collect();
    assert_eq!(
        wire.call("POST", "composite", json!({ "compositeRequest": many }))
            .await
            .0,
        400
    );
}

/// A client without our client's care.
struct Plain {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Plain {
    async fn login(house: &House) -> Self {
        let http = reqwest::Client::new();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "countersign-demo"),
            ("client_secret", "countersign-demo"),
        ];
        let address = format!("{}/services/oauth2/token", house.org.base_url());
        let answer: Value = http
            .post(address)
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Self {
            http,
            base: format!("{}/services/data/v66.0/", house.org.base_url()),
            token: answer["access_token"].as_str().unwrap().to_owned(),
        }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .bearer_auth(&self.token);
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        let answer = request.send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }
}

/// The seeds of the demo are records that the org takes.
#[tokio::test]
async fn the_demo_seeds_are_taken() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/crm/records.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: fixtures/crm/records.json is not there");
        return;
    };
    let records = serde_json::from_str(&text).unwrap();
    let house = House::with(
        Seed {
            records,
            ..Seed::default()
        },
        None,
    )
    .await;
    assert!(!house.org.records("Account").is_empty());
}
