//! Promises about failures: which may pass by themselves, how long to wait, when to ask for a new
//! token, and what a person is told.

use super::{RECORD, Setting, WORKFLOW, origin, permanent};
use std::time::Duration;

/// An overload is answered by waiting as long as the vendor asks, in seconds or until a date.
#[tokio::test]
async fn an_overload_passes_on_how_long_to_wait() {
    let setting = Setting::new().await;
    for (header, seconds) in [
        (Some("17"), Some(17)),
        (Some("Sat, 21 Nov 2026 12:01:30 GMT"), Some(90)),
        (None, None),
    ] {
        setting.tenant.fail_next(1, 429, header);
        let error = setting
            .clm
            .executed(&origin(WORKFLOW))
            .await
            .expect_err("overloaded");
        assert!(error.is_transient());
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs));
    }
    assert!(setting.clm.executed(&origin(WORKFLOW)).await.is_ok());
}

/// The simulator keeps the vendor's own limit; a new minute opens it again.
#[tokio::test]
async fn the_vendors_rate_limit_is_met_and_passes() {
    let setting = Setting::new().await;
    setting.clm.ping().await.expect("works");
    let mut refusal = None;
    for _ in 0..401 {
        if let Err(error) = setting.clm.executed(&origin("IC-999999")).await
            && error.is_transient()
        {
            refusal = Some(error);
        }
    }
    let wait = refusal
        .expect("the 401st call is too many")
        .retry_after()
        .expect("says how long");
    setting.pass(i64::try_from(wait.as_secs()).expect("a minute at most"));
    assert!(setting.clm.executed(&origin(WORKFLOW)).await.is_ok());
}

#[tokio::test]
async fn a_fault_of_the_server_is_transient_on_every_call() {
    let setting = Setting::new().await;
    setting.clm.ping().await.expect("works");
    for status in [500, 502, 503, 504, 408] {
        setting.tenant.fail_next(1, status, None);
        assert!(
            setting
                .clm
                .executed(&origin(WORKFLOW))
                .await
                .expect_err("down")
                .is_transient()
        );
        setting.tenant.fail_next(1, status, Some("3"));
        let error = setting.clm.fetch(RECORD).await.expect_err("down");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    }
    setting.tenant.revoke_tokens();
    setting.tenant.fail_next_token(1, 503);
    assert!(
        setting
            .clm
            .executed(&origin(WORKFLOW))
            .await
            .expect_err("no token")
            .is_transient()
    );
}

#[tokio::test]
async fn a_slow_or_absent_server_is_transient() {
    let setting = Setting::with(|s| s.request_timeout_seconds = 1).await;
    setting.clm.ping().await.expect("works");
    setting.tenant.slow(Duration::from_secs(5));
    let error = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect_err("too slow");
    assert!(
        error.is_transient() && error.to_string().contains("no answer in time"),
        "{error}"
    );
    let nobody = Setting::with(|s| s.oauth_url = "http://127.0.0.1:9/oauth".to_owned()).await;
    let error = nobody
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect_err("nobody listens");
    assert!(
        error.is_transient() && error.to_string().contains("no connection"),
        "{error}"
    );
}

#[tokio::test]
async fn a_revoked_or_ended_token_is_replaced_once() {
    let setting = Setting::new().await;
    setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect("first token");
    setting.tenant.revoke_tokens();
    setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect("second token after a 401");
    assert_eq!(setting.seen("/oauth/token"), 2);
    setting.pass(21_600);
    setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect("third token, asked for in time");
    assert_eq!(setting.seen("/oauth/token"), 3);
    setting.tenant.fail_next(2, 401, None);
    let error = setting
        .clm
        .executed(&origin(WORKFLOW))
        .await
        .expect_err("refused twice");
    assert!(permanent(&error).contains("clm.client_id"), "{error}");
    assert_eq!(setting.seen("/oauth/token"), 4, "no third try");
}

#[tokio::test]
async fn many_callers_share_one_token_request() {
    let setting = Setting::new().await;
    let workflow = origin(WORKFLOW);
    let calls = (0..8).map(|_| setting.clm.executed(&workflow));
    for outcome in futures::future::join_all(calls).await {
        outcome.expect("all are served");
    }
    assert_eq!(setting.seen("/oauth/token"), 1);
}

#[tokio::test]
async fn a_refusal_is_permanent_and_says_what_to_do_without_the_body() {
    let setting = Setting::new().await;
    for (status, advice) in [(403, "acting_user"), (404, "acting_user")] {
        setting.tenant.fail_next(1, status, None);
        let error = setting
            .clm
            .executed(&origin(WORKFLOW))
            .await
            .expect_err("refused");
        assert!(permanent(&error).contains(advice), "{error}");
        assert!(
            !error.to_string().contains("asked for by a test"),
            "the body shows in {error}"
        );
    }
    let wrong = Setting::with(|s| s.client_secret = "wrong".into()).await;
    let error = wrong.clm.ping().await.expect_err("wrong secret");
    assert!(permanent(&error).contains("unauthorized_client"), "{error}");
    let nobody = Setting::with(|s| s.acting_user = "nobody@larkmoor.example".to_owned()).await;
    assert!(
        permanent(
            &nobody
                .clm
                .executed(&origin(WORKFLOW))
                .await
                .expect_err("unknown user")
        )
        .contains("FORBIDDEN")
    );
}
