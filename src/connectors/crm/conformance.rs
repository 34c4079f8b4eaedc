//! The promises of [`Crm`], one function each, over real loopback HTTP: whole or nothing, twice is
//! once, never backwards. The org is asked what it holds; the client's word is not enough.

mod access;
mod house;
mod org;

use super::simulator::{Fault, Seed};
use super::{Crm, Error};
use bytes::Bytes;
use house::{ACCOUNT, House, KEY, OPPORTUNITY, PDF, client, plan, refusal, seed, set, whole};
use serde_json::json;
use std::time::Duration;

/// T36, R13: one approval leaves the contract, its obligations and its PDF, linked to account and
/// opportunity; and what is read back is what was approved.
#[tokio::test]
async fn an_approval_becomes_one_linked_record_with_obligations_and_pdf() {
    let house = House::open().await;
    let receipt = house.apply(&plan(1, 3)).await.unwrap();
    assert_eq!(house.census(), whole(3));
    let insight = house.insight();
    assert_eq!(insight["Id"], json!(receipt.insight));
    assert_eq!(insight["Account__c"], json!(ACCOUNT));
    assert!(
        insight["Opportunity__c"]
            .as_str()
            .unwrap()
            .starts_with(OPPORTUNITY)
    );
    assert_eq!(insight["Total_Value__c"], json!(1_200_000.0));
    assert_eq!(insight["Auto_Renewal__c"], json!("Yes"));
    assert_eq!(insight["Countersign_Revision__c"], json!(1.0));
    let links = house.org.records("ContentDocumentLink");
    for record in [receipt.insight.as_str(), ACCOUNT, OPPORTUNITY] {
        let is_linked = |link: &&serde_json::Map<_, _>| {
            link["ContentDocumentId"] == json!(receipt.document)
                && link["LinkedEntityId"].as_str().unwrap().starts_with(record)
        };
        assert_eq!(links.iter().filter(is_linked).count(), 1, "{record}");
    }
    // The links that we make do not show the contract to the users of a portal.
    let ours = links
        .iter()
        .filter(|link| link["ShareType"] == json!("V"))
        .map(|link| link["Visibility"].clone());
    assert_eq!(ours.collect::<Vec<_>>(), vec![json!("InternalUsers"); 2]);
    let version = &house.org.records("ContentVersion")[0];
    assert_eq!(
        house.org.file(version["Id"].as_str().unwrap()).unwrap(),
        PDF
    );
    for (id, index) in receipt.obligations.iter().zip(0..) {
        let rows = house.org.records("Contract_Obligation__c");
        let row = rows.iter().find(|row| row["Id"] == json!(id)).unwrap();
        assert_eq!(row["CLM_Key__c"], json!(format!("{KEY}-O-{index}")));
        assert_eq!(row["Contract_Insight__c"], json!(receipt.insight));
    }
    assert!(receipt.changed);
}

/// R31: whole or nothing. One bad obligation leaves no record, no file and no trace.
#[tokio::test]
async fn a_plan_that_is_refused_in_part_leaves_nothing() {
    let house = House::open().await;
    let mut bad = plan(1, 3);
    bad.obligations[2]
        .fields
        .push(set("Status__c", json!("Nonsense")));
    let (code, field) = refusal(house.apply(&bad).await.unwrap_err());
    assert_eq!(
        (code.as_str(), field.as_str()),
        ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Status__c")
    );
    assert_eq!(house.census(), [0, 0, 0, 0]);
    assert!(house.org.journal().is_empty());
}

/// T22: the same plan applied again changes nothing.
#[tokio::test]
async fn twice_is_once() {
    let house = House::open().await;
    let first = house.apply(&plan(1, 3)).await.unwrap();
    let writes = house.org.journal().len();
    let second = house.apply(&plan(1, 3)).await.unwrap();
    assert!(first.changed && !second.changed);
    assert_eq!(
        (first.insight, first.obligations, first.document),
        (second.insight, second.obligations, second.document)
    );
    assert_eq!(house.org.journal().len(), writes);
}

/// T22: whichever write's answer is lost, trying again ends in the same state as one clean run.
#[tokio::test]
async fn a_lost_answer_and_a_retry_is_once() {
    // An apply has four writes: the graph, the file, and the links to account and opportunity.
    for write in 0..4 {
        let house = House::open().await;
        house.org.fail_next(Fault::Pass, write);
        house.org.fail_next(Fault::AnswerLost, 1);
        let error = house.apply(&plan(1, 3)).await.unwrap_err();
        assert!(error.is_transient(), "write {write}: {error}");
        house.apply(&plan(1, 3)).await.unwrap();
        assert_eq!(house.census(), whole(3), "write {write}");
        let made = house
            .org
            .journal()
            .into_iter()
            .filter(|write| write.object == "Contract_Insight__c");
        assert_eq!(
            made.count(),
            1,
            "write {write}: the insight was written once"
        );
    }
}

/// T28: an older approval that comes late is refused by the client, and nothing changes.
#[tokio::test]
async fn a_lower_revision_is_superseded() {
    let house = House::open().await;
    house.apply(&plan(2, 1)).await.unwrap();
    let writes = house.org.journal().len();
    let error = house.apply(&plan(1, 1)).await.unwrap_err();
    assert!(matches!(error, Error::Superseded { held: 2 }), "{error}");
    assert_eq!(house.org.journal().len(), writes);
}

/// T28: a worker that looked before a later approval landed and writes after it is refused by the
/// org's own rule, as whole.
#[tokio::test]
async fn a_late_writer_is_refused_by_the_org_itself() {
    let house = House::open().await;
    let late = client(&house.org.settings());
    house
        .org
        .fail_next(Fault::Slow(Duration::from_millis(600)), 1);
    let slow = tokio::spawn(async move { late.apply(&plan(1, 1), Bytes::from_static(PDF)).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    house.apply(&plan(2, 1)).await.unwrap();
    let error = slow.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Superseded { held: 2 }), "{error}");
    assert_eq!(house.insight()["Countersign_Revision__c"], json!(2.0));
    assert_eq!(house.census(), whole(1));
}

/// T30: a later approval updates the same records; obligations that it no longer has stay, marked.
#[tokio::test]
async fn a_later_approval_updates_and_withdraws() {
    let house = House::open().await;
    let first = house.apply(&plan(1, 3)).await.unwrap();
    let second = house.apply(&plan(2, 1)).await.unwrap();
    assert_eq!(first.insight, second.insight);
    assert_eq!(first.obligations[..1], second.obligations[..]);
    assert_eq!(house.census(), whole(3));
    let withdrawn = |row: &serde_json::Map<_, _>| row["Status__c"] == json!("Withdrawn");
    let rows = house.org.records("Contract_Obligation__c");
    assert_eq!(rows.iter().filter(|row| withdrawn(row)).count(), 2);
    let third = house.apply(&plan(3, 3)).await.unwrap();
    assert_eq!(third.obligations, first.obligations);
    assert!(
        !house
            .org
            .records("Contract_Obligation__c")
            .iter()
            .any(withdrawn)
    );
}

/// V6: an approval's number is used once; the same number with other content is not written.
#[tokio::test]
async fn the_same_revision_with_other_content_is_refused() {
    let house = House::open().await;
    house.apply(&plan(1, 1)).await.unwrap();
    let mut other = plan(1, 1);
    other.operation = "another".to_owned();
    assert_eq!(
        refusal(house.apply(&other).await.unwrap_err()).0,
        "REVISION_TAKEN"
    );
}

/// More obligations than one composite takes, and more than one page of a query holds.
#[tokio::test]
async fn many_obligations_are_still_written_as_a_whole() {
    let house = House::with(
        Seed {
            page_size: 25,
            ..seed()
        },
        None,
    )
    .await;
    let receipt = house.apply(&plan(1, 60)).await.unwrap();
    assert_eq!(receipt.obligations.len(), 60);
    assert_eq!(house.census(), whole(60));
    assert!(!house.apply(&plan(1, 60)).await.unwrap().changed);
}

/// What cannot be written as a whole is not written at all.
#[tokio::test]
async fn more_than_one_graph_takes_is_refused() {
    let house = House::open().await;
    assert_eq!(
        refusal(house.apply(&plan(1, 500)).await.unwrap_err()).0,
        "TOO_MANY_OBLIGATIONS"
    );
    assert_eq!(house.census(), [0, 0, 0, 0]);
}

/// T22: two workers with the same plan at the same time end in one record with one file.
#[tokio::test]
async fn two_at_once_end_in_one_record() {
    let house = House::open().await;
    let (one, two) = (client(&house.org.settings()), client(&house.org.settings()));
    // Slow writes let both look before either writes.
    house
        .org
        .fail_next(Fault::Slow(Duration::from_millis(150)), 8);
    let plan = plan(1, 3);
    let pdf = || Bytes::from_static(PDF);
    let (first, second, same) = tokio::join!(
        one.apply(&plan, pdf()),
        two.apply(&plan, pdf()),
        one.apply(&plan, pdf())
    );
    let (first, second, same) = (first.unwrap(), second.unwrap(), same.unwrap());
    assert_eq!(first.insight, second.insight);
    assert_eq!(first.document, second.document);
    assert_eq!(first.insight, same.insight);
    assert_eq!(house.census(), whole(3));
}

/// A value that somebody changed in the CRM after the review was made is not overwritten unseen.
#[tokio::test]
async fn a_change_since_the_review_stops_the_write() {
    let house = House::open().await;
    let first = house.apply(&plan(1, 0)).await.unwrap();
    let mut second = plan(2, 0);
    second.insight.fields[2].before = Some(json!(1_200_000));
    second.insight.fields[2].value = json!(1_300_000);
    assert!(house.org.edit(
        "Contract_Insight__c",
        &first.insight,
        "Total_Value__c",
        json!(999)
    ));
    let error = house.apply(&second).await.unwrap_err();
    assert!(!error.to_string().contains("999"), "{error}");
    assert_eq!(
        refusal(error),
        (
            "CHANGED_SINCE_REVIEW".to_owned(),
            "Total_Value__c".to_owned()
        )
    );
    assert_eq!(house.insight()["Total_Value__c"], json!(999.0));
}

/// A value that the CRM keeps in another form than approved is reported, not passed over.
#[tokio::test]
async fn a_value_that_is_not_kept_as_approved_is_reported() {
    let house = House::open().await;
    let mut precise = plan(1, 0);
    precise.insight.fields[2].value = json!(10.005_1);
    // The second time the record stands as written; it is still not what was approved.
    for _ in 0..2 {
        let refused = refusal(house.apply(&precise).await.unwrap_err());
        assert_eq!(
            refused,
            ("READ_BACK".to_owned(), "Total_Value__c".to_owned())
        );
    }
}

/// A refusal names the field and never the value, in whatever form the error is printed.
#[tokio::test]
async fn a_refusal_names_the_field_and_not_the_value() {
    let house = House::open().await;
    let secret = "Confidential-counterparty ".repeat(20);
    for (field, value, code) in [
        ("Counterparty_Name__c", json!(secret), "STRING_TOO_LONG"),
        (
            "Total_Value__c",
            json!("Confidential-amount"),
            "JSON_PARSER_ERROR",
        ),
        (
            "Effective_Date__c",
            json!("Confidential-date"),
            "JSON_PARSER_ERROR",
        ),
        (
            "No_Such_Field__c",
            json!("Confidential-text"),
            "INVALID_FIELD",
        ),
    ] {
        let mut bad = plan(1, 1);
        bad.insight.fields.push(set(field, value));
        let error = house.apply(&bad).await.unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("Confidential"),
            "{error}"
        );
        assert_eq!(refusal(error), (code.to_owned(), field.to_owned()));
    }
    assert_eq!(house.census(), [0, 0, 0, 0]);
}

/// M: an account that is not there is refused before anything is written.
#[tokio::test]
async fn an_unknown_account_is_refused() {
    let house = House::open().await;
    let mut lost = plan(1, 1);
    lost.account = Some("001A000001ZZZZZ".to_owned());
    assert_eq!(
        refusal(house.apply(&lost).await.unwrap_err()).0,
        "INVALID_CROSS_REFERENCE_KEY"
    );
    assert_eq!(house.census(), [0, 0, 0, 0]);
}

/// Only the bytes that were approved are attached.
#[tokio::test]
async fn another_pdf_is_refused_before_anything_is_written() {
    let house = House::open().await;
    let error = house
        .crm
        .apply(&plan(1, 1), Bytes::from_static(b"other"))
        .await
        .unwrap_err();
    assert_eq!(refusal(error).0, "DOCUMENT_HASH");
    assert_eq!(house.org.calls_made(), 0);
}

/// Contract text that looks like a reference between nodes stays text.
#[tokio::test]
async fn contract_text_cannot_refer_to_other_records() {
    let house = House::open().await;
    let mut odd = plan(1, 1);
    odd.insight.fields.push(set(
        "Liability_Cap__c",
        json!("cap @{insight.id}\u{1} and 'quoted'"),
    ));
    house.apply(&odd).await.unwrap();
    assert_eq!(
        house.insight()["Liability_Cap__c"],
        json!("cap @ {insight.id} and 'quoted'")
    );
}

/// `held` tells what is there by our key, and nothing when nothing is.
#[tokio::test]
async fn held_reads_by_our_key() {
    let house = House::open().await;
    assert_eq!(house.crm.held(KEY).await.unwrap(), None);
    house.apply(&plan(7, 0)).await.unwrap();
    let held = house.crm.held(KEY).await.unwrap().unwrap();
    assert_eq!(held.revision, 7);
    assert_eq!(held.fields["Currency_Code__c"], json!("EUR"));
}
