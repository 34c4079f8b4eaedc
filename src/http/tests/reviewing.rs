//! What a reviewer sees and does: evidence, decisions, the plan and the approval.

use super::{Browser, path_of, plain, verified};
use crate::http::sample::{all_decided, sample};
use axum::http::StatusCode;
use serde_json::json;

/// T7: text of a contract, hostile in every field, stays text on every page.
#[tokio::test]
async fn hostile_text_is_inert_on_every_page() {
    let hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}";
    let mut view = sample(|text| format!("{text}{hostile}"));
    view.contract.metadata.link = Some("javascript:alert(1)//https://".into());
    let path = path_of(&view);
    let browser = Browser::signed_in(vec![view.clone()], "ada").await;
    let decided = Browser::signed_in(vec![all_decided(view, hostile)], "ada").await;
    let mut pages = Vec::new();
    for browser in [&browser, &decided] {
        for at in [
            "/",
            &path,
            &format!("{path}/finish"),
            &format!("{path}/history"),
            "/jobs",
        ] {
            pages.push(browser.get(at).await);
        }
    }
    for page in &pages {
        assert_eq!(page.status, StatusCode::OK);
        for raw in [
            "<script>alert",
            "<img src=x",
            "javascript:alert",
            "<b>",
            "'><",
            "style=",
        ] {
            assert!(!page.text.contains(raw), "{raw} got into a page");
        }
        let scripts = page.text.matches("<script").count();
        assert_eq!(
            scripts,
            page.text
                .matches("<script src=\"/assets/app.js\" defer>")
                .count()
        );
    }
    assert!(
        pages[1].text.contains("&#60;script&#62;alert"),
        "the text itself is shown"
    );
}

/// I58: a card says which standard clause its evidence is near to, what counts by itself, and whether the
/// firm signs such a clause; words are told apart for eyes, keyboard and screen readers alike.
#[tokio::test]
async fn a_card_shows_the_standard_clause_and_the_differences() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let page = browser.get(&path_of(&view)).await.text;
    let card = |label: &str| -> &str {
        let mut cards = page.split("<article");
        let card = cards.find(|card| card.contains(&format!("aria-label=\"{label}\"")));
        card.and_then(|card| card.split("</article>").next())
            .expect("a card")
    };
    let renewal = card("Renewal term");
    for told in [
        "Renewal for five years",
        "91 % alike",
        "five years → one year",
        "Near to a clause that the firm does not sign.",
        "Ask for one year.",
        "clause library, version 7",
        "<summary>Compare the words</summary>",
        "<span class=\"hidden-text\">added: </span>one<",
        "<span class=\"hidden-text\">missing: </span>five<",
    ] {
        assert!(renewal.contains(told), "{told} is missing in {renewal}");
    }
    let insurance = card("Insurance");
    assert!(insurance.contains("No standard clause is near."));
    let date = card("Effective date");
    assert!(
        !date.contains("tandard clause"),
        "it has no standard clause"
    );
    let answer = browser.get(&format!("/api{}", path_of(&view))).await.json();
    let nearest = &answer["reading"]["standards"]["compared"][0]["nearest"];
    assert_eq!(nearest["position"], "never");
    assert_eq!(
        nearest["numbers"],
        json!([{"standard": "five years", "contract": "one year"}])
    );
}

#[tokio::test]
async fn a_decision_on_an_old_version_is_a_conflict() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let path = format!("/api{}/items/{}", path_of(&view), verified(&view).id);
    let first = browser
        .post(&path, json!({"action": "approve", "version": 0}))
        .await;
    assert_eq!(first.status, StatusCode::OK);
    let item = first.json();
    assert_eq!(
        item["decision"],
        json!({"decision": "approved", "by": "mara"})
    );
    assert_eq!(item["version"], 1);
    let second = browser
        .post(&path, json!({"action": "reject", "version": 0}))
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.json()["error"]["code"], "conflict");
    let form = browser.form(&path[4..], "action=reject&version=0").await;
    assert_eq!(form.status, StatusCode::CONFLICT);
    assert!(form.text.contains("Changed in the meantime"));
}

/// T7 (requirements): a value without evidence cannot be approved, and an edit must have its form.
#[tokio::test]
async fn what_the_domain_refuses_is_told_to_the_reviewer() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let claim = view.items.last().expect("a claim without evidence");
    let path = format!("/api{}/items/{}", path_of(&view), claim.id);
    let answer = browser
        .post(&path, json!({"action": "approve", "version": 0}))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("no evidence"));
    let edit = json!({"action": "edit", "value": "half a million", "version": 0});
    let answer = browser.post(&path, edit).await;
    assert!(answer.text.contains("expected a currency code"));
    let edit = json!({"action": "edit", "value": "usd 500,000", "version": 0});
    let answer = browser.post(&path, edit).await.json();
    assert_eq!(answer["decision"]["value"], "USD 500000.00");
    let malformed = browser
        .post(&path, json!({"action": "perhaps", "version": 1}))
        .await;
    assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
    assert_eq!(malformed.json()["error"]["code"], "malformed");
}

/// I31: nothing is written before a person has approved it, and a second click writes nothing more.
#[tokio::test]
async fn approving_twice_gives_the_same_answer_and_one_approval() {
    let view = all_decided(plain(), "mara");
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let finish = browser.get(&format!("{}/finish", path_of(&view))).await;
    assert!(finish.text.contains("Effective_Date__c") && finish.text.contains("2026-01-01"));
    assert!(finish.text.contains("name=\"version\" value=\"7\""));
    let path = format!("/api{}/approve", path_of(&view));
    let stale = browser.post(&path, json!({"version": 6})).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let first = browser.post(&path, json!({"version": 7})).await;
    let second = browser.post(&path, json!({"version": 7})).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.text, second.text);
    let form = browser.form(&path[4..], "version=7").await;
    assert_eq!(form.header("location"), path_of(&view));
    assert_eq!(*browser.house.approvals.lock().expect("free"), 1);
    let page = browser.get(&path_of(&view)).await;
    assert!(
        page.text.contains("data-poll=\"approved\"") && !page.text.contains("class=\"decide\"")
    );
}

/// I31: an undecided contract shows no plan and cannot be approved.
#[tokio::test]
async fn an_undecided_contract_cannot_be_approved() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let finish = browser.get(&format!("{}/finish", path_of(&view))).await;
    assert!(finish.text.contains("still undecided") && !finish.text.contains("/approve\""));
    let answer = browser
        .post(
            &format!("/api{}/approve", path_of(&view)),
            json!({"version": 7}),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(*browser.house.approvals.lock().expect("free"), 0);
}

#[tokio::test]
async fn approve_all_verified_takes_only_what_was_on_the_screen() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let mut seen: Vec<String> = view
        .items
        .iter()
        .map(|item| format!("{}:0", item.id))
        .collect();
    let left_out = seen.remove(0);
    let path = format!("{}/verified", path_of(&view));
    browser
        .form(&path, &format!("seen={}", seen.join("+")))
        .await;
    let after = browser.house.views.lock().expect("free")[0].items.clone();
    assert!(left_out.starts_with(after[0].id.as_str()) && after[0].is_pending());
    let approved = after.iter().filter(|item| !item.is_pending());
    assert!(approved.clone().count() > 0);
    for item in after.iter().skip(1) {
        let text = serde_json::to_value(item).expect("JSON");
        let rival = text["subject"]["conflict"] == json!(true);
        assert_eq!(item.is_pending(), rival || !item.is_verified());
    }
}

#[tokio::test]
async fn the_review_page_shows_evidence_absence_and_doubt() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let page = browser.get(&path_of(&view)).await.text;
    for shown in [
        "15 January 2026",
        "By the rule “day before anniversary” from Effective date, Renewal term.",
        ">Verified</span>",
        ">To check</span>",
        "Near match",
        "No evidence",
        "Conflict",
        "Not stated in the contract:</span> Liability cap",
        "Notice to prevent renewal: the engine&#39;s answer was cut off",
        "Late payment interest: not found, but pages that could not be read",
        "Page 2: two readers of the text disagree",
        "viewBox=\"0 0 612 792\"",
        "<rect class=\"mark\"",
        "<strong id=\"decided\">0</strong> of <span id=\"total\">12</span> decided",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    let rows = browser.get("/?show=all").await.text;
    assert!(rows.contains("Northwind Analytics") && rows.contains("Needs review"));
    let none = browser.get("/?show=done").await.text;
    assert!(none.contains("No contract has been written"));
}
