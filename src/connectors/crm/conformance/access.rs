//! Tokens, limits and outages: what may be tried again says so, and trying again works.

use super::house::{House, client, clock, plan, refusal, seed, whole};
use crate::connectors::crm::simulator::{Fault, Seed};
use crate::connectors::crm::{Auth, Crm, Error, Settings};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use secrecy::SecretString;
use std::time::Duration;

/// V9: a session that ends in the middle is renewed once, and the plan still lands once.
#[tokio::test]
async fn a_session_that_ends_is_renewed_once() {
    let house = House::open().await;
    house.org.fail_next(Fault::Pass, 1);
    house.org.fail_next(Fault::SessionExpired, 1);
    house.apply(&plan(1, 2)).await.unwrap();
    assert_eq!(house.org.tokens_given(), 2);
    assert_eq!(house.census(), whole(2));
}

/// V9: a token that is refused again and again is not asked for again and again.
#[tokio::test]
async fn a_session_that_ends_twice_is_given_up() {
    let house = House::open().await;
    house.org.fail_next(Fault::SessionExpired, 2);
    let error = house.apply(&plan(1, 1)).await.unwrap_err();
    assert_eq!(refusal(error).0, "INVALID_SESSION_ID");
    assert_eq!(house.org.tokens_given(), 2);
}

/// Many callers without a token wait for one request.
#[tokio::test]
async fn many_callers_ask_for_one_token() {
    let house = House::open().await;
    let calls = (0..8).map(|_| house.crm.held("none"));
    assert!(
        futures::future::join_all(calls)
            .await
            .iter()
            .all(Result::is_ok)
    );
    assert_eq!(house.org.tokens_given(), 1);
}

/// T25, V9: outages and locks are worth another try, leave nothing, and say how long to wait.
#[tokio::test]
async fn what_passes_is_transient_and_leaves_nothing() {
    for (fault, wait) in [
        (Fault::LockRow, None),
        (Fault::Unavailable, None),
        (Fault::LimitExceeded, Some(Duration::from_secs(900))),
    ] {
        let house = House::open().await;
        house.org.fail_next(fault.clone(), 1);
        let error = house.apply(&plan(1, 1)).await.unwrap_err();
        assert!(error.is_transient(), "{fault:?}: {error}");
        assert_eq!(error.retry_after(), wait, "{fault:?}");
        assert_eq!(house.census(), [0, 0, 0, 0], "{fault:?}");
        house.apply(&plan(1, 1)).await.unwrap();
        assert_eq!(house.census(), whole(1), "{fault:?}");
    }
}

/// A rule of the org that refuses is no outage; the field goes back to review.
#[tokio::test]
async fn a_rule_of_the_org_goes_to_a_person() {
    for code in [
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "DUPLICATES_DETECTED",
        "REQUIRED_FIELD_MISSING",
    ] {
        let house = House::open().await;
        let (code, field) = (code.to_owned(), "Payment_Terms__c".to_owned());
        house.org.fail_next(
            Fault::Refuses {
                code: code.clone(),
                field: field.clone(),
            },
            1,
        );
        let error = house.apply(&plan(1, 1)).await.unwrap_err();
        assert_eq!(refusal(error), (code, field));
    }
}

/// T25: the last calls of the day are left to people; the wait is named, nothing is written.
#[tokio::test]
async fn the_last_calls_of_the_day_are_not_used() {
    let house = House::with(
        Seed {
            daily_calls: 1,
            ..seed()
        },
        None,
    )
    .await;
    let error = house.apply(&plan(1, 1)).await.unwrap_err();
    assert!(
        error.is_transient() && error.retry_after().is_some(),
        "{error}"
    );
    assert!(house.org.journal().is_empty());
}

/// An answer that does not come in time is transient, and the error names no address.
#[tokio::test]
async fn no_answer_in_time_is_transient() {
    let house = House::open().await;
    let settings = Settings {
        timeout_seconds: 1,
        ..house.org.settings()
    };
    let hasty = client(&settings);
    house
        .org
        .fail_next(Fault::Slow(Duration::from_millis(1500)), 1);
    let error = hasty
        .apply(&plan(1, 1), bytes::Bytes::from_static(super::PDF))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error}");
    assert!(!format!("{error:?}").contains("127.0.0.1"), "{error:?}");
}

/// Nobody at the address is an outage, not a fault of the plan.
#[tokio::test]
async fn no_org_is_transient() {
    let settings = House::open().await.org.settings();
    // The org is dropped by now; its port answers nobody.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = client(&settings).held("x").await.unwrap_err();
    assert!(matches!(error, Error::Transient { .. }), "{error}");
}

/// Doctor: the objects work; and a field that is hidden from us is named.
#[tokio::test]
async fn ping_names_what_is_missing() {
    let house = House::open().await;
    let text = house.crm.ping().await.unwrap();
    assert!(text.contains("127.0.0.1"), "{text}");
    house.org.hide("Contract_Obligation__c", "Quote__c");
    let error = house.crm.ping().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Contract_Obligation__c.Quote__c"),
        "{error}"
    );
}

/// The secret is refused without being shown.
#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let house = House::open().await;
    let auth = Auth::ClientCredentials {
        client_secret: SecretString::from("hunter2".to_owned()),
    };
    let error = client(&Settings {
        auth,
        ..house.org.settings()
    })
    .held("x")
    .await
    .unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"));
    assert_eq!(refusal(error).0, "invalid_client");
}

/// JWT bearer: our signature is accepted; another key, audience or user is not.
#[tokio::test]
async fn a_jwt_is_accepted_only_as_it_was_registered() {
    let (private, public) = key_pair();
    let house = House::with(
        Seed {
            public_key_pem: Some(public),
            ..seed()
        },
        None,
    )
    .await;
    let jwt = |username: &str, pem: &str| Settings {
        auth: Auth::Jwt {
            username: username.to_owned(),
            private_key_pem: SecretString::from(pem.to_owned()),
        },
        ..house.org.settings()
    };
    let good = jwt("countersign@example.com", &private);
    assert_eq!(good.faults(), Vec::<String>::new());
    assert_eq!(client(&good).held("x").await.unwrap(), None);
    let sandbox = Settings {
        audience: "https://test.salesforce.com".to_owned(),
        ..good.clone()
    };
    for bad in [
        sandbox,
        jwt("somebody@example.com", &private),
        jwt("countersign@example.com", &key_pair().0),
    ] {
        assert_eq!(
            refusal(client(&bad).held("x").await.unwrap_err()).0,
            "invalid_grant"
        );
    }
    let garbage = jwt("countersign@example.com", "no key");
    assert!(super::super::salesforce::Salesforce::new(garbage, clock()).is_err());
}

/// A fresh key in PEM, private and public.
fn key_pair() -> (String, String) {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let private: Pkcs8V1Der = pair.as_der().unwrap();
    let public: PublicKeyX509Der = pair.public_key().as_der().unwrap();
    let pem = |tag: &str, der: &[u8]| pem::encode(&pem::Pem::new(tag, der.to_vec()));
    (
        pem("PRIVATE KEY", private.as_ref()),
        pem("PUBLIC KEY", public.as_ref()),
    )
}
