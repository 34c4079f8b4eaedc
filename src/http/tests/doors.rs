//! Who gets in where: routes and roles, sessions, forged changes and forged deliveries.

use super::{Browser, path_of, plain, verified};
use crate::domain::clock::Fixed;
use crate::domain::review::Item;
use crate::http::access::{Access, ROUTES};
use crate::http::double::{Double, PASSWORD};
use crate::http::house::{ReviewView, Role};
use crate::http::{Settings, State, router};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;

/// T12: every route against every identity. Nothing but the open routes answers a stranger, and no
/// role reaches what is not its own.
#[tokio::test]
async fn every_route_admits_just_whom_the_table_names() {
    for name in ["", "mara", "otto", "ada"] {
        let view = plain();
        let mut browser = Browser::with(vec![view.clone()]);
        let role = match name {
            "" => None,
            "mara" => Some(Role::Reviewer),
            "otto" => Some(Role::Operator),
            _ => Some(Role::Admin),
        };
        if role.is_some() {
            browser.sign_in(name).await;
        }
        for (method, path, access) in ROUTES {
            if *path == "/sign-out" {
                continue;
            }
            let at = filled(path, &view);
            let answer = match *method {
                "GET" => browser.get(&at).await,
                _ => {
                    browser
                        .form(&at, "version=-1&action=approve&reason=x")
                        .await
                }
            };
            let turned_away = answer.status == StatusCode::FORBIDDEN
                || answer.status == StatusCode::UNAUTHORIZED
                || answer.header("location").starts_with("/sign-in?next=");
            let admitted = match (access, role) {
                (Access::Open, _) => continue,
                (Access::Webhook, _) => false,
                (_, None) => false,
                (access, Some(role)) => access.admits(role),
            };
            assert_eq!(
                !turned_away, admitted,
                "{name} {method} {path}: {}",
                answer.status
            );
            assert_ne!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{path} is not routed"
            );
        }
    }
}

/// Ironclad deletes a webhook for good when it gets a 410, so no method on no address may give one.
#[tokio::test]
async fn nothing_is_ever_gone() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "ada").await;
    let listed = ROUTES.iter().map(|(_, path, _)| filled(path, &view));
    let unknown = [
        "/nothing",
        "/webhooks",
        "/webhooks/a/b",
        "/contracts/x",
        "/api/contracts/x",
    ];
    for path in listed.chain(unknown.map(str::to_owned)) {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let request = Request::builder()
                .method(method)
                .uri(&path)
                .header(header::COOKIE, &browser.cookie)
                .header("sec-fetch-site", "same-origin")
                .header("x-csrf-token", &browser.csrf);
            let answer = browser
                .send(request.body(Body::empty()).expect("a request"))
                .await;
            assert_ne!(answer.status, StatusCode::GONE, "{method} {path}");
            assert!(answer.status.as_u16() != 500, "{method} {path}");
        }
    }
    assert_eq!(browser.get("/nothing").await.status, StatusCode::NOT_FOUND);
}

/// T1: whatever is wrong with a delivery, the answer is the same byte for byte.
#[tokio::test]
async fn a_forger_learns_nothing_from_the_webhook() {
    let browser = Browser::with(vec![]);
    let deliver = |source: &str, signature: &str, body: &'static str| {
        let request = Request::post(format!("/webhooks/{source}"))
            .header("x-signature", signature)
            .body(Body::from(body));
        browser.send(request.expect("a request"))
    };
    let bad = [
        deliver("ironclad", "bad", "{}").await,
        deliver("ironclad", "", "").await,
        deliver("nobody", "good", "{}").await,
        deliver("%00", "good", "{}").await,
    ];
    for answer in &bad {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            (&answer.text, &answer.headers),
            (&bad[0].text, &bad[0].headers)
        );
    }
    assert_eq!(
        deliver("ironclad", "good", "new").await.status,
        StatusCode::OK
    );
    assert_eq!(
        deliver("ironclad", "good", "again").await.status,
        StatusCode::OK
    );
    let full = deliver("ironclad", "good", "full").await;
    assert_eq!(full.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(full.header("retry-after"), "30");
    let large = Request::post("/webhooks/ironclad").body(Body::from(vec![b'x'; 1024 * 1024 + 1]));
    let answer = browser.send(large.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// T8: a change needs our own origin and the session's token, whatever the cookie says.
#[tokio::test]
async fn a_change_from_elsewhere_is_refused() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    let item = verified(&view);
    let path = format!("{}/items/{}", path_of(&view), item.id);
    let attempt = |site: &'static str, origin: &'static str, csrf: String| {
        let mut request = Request::post(&path)
            .header(header::COOKIE, &browser.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !site.is_empty() {
            request = request.header("sec-fetch-site", site);
        }
        if !origin.is_empty() {
            request = request.header(header::ORIGIN, origin);
        }
        let body = Body::from(format!("csrf={csrf}&action=approve&version=0"));
        browser.send(request.body(body).expect("a request"))
    };
    let good = browser.csrf.clone();
    for (site, origin, csrf) in [
        ("cross-site", "https://house.example", good.clone()),
        ("same-site", "", good.clone()),
        ("", "https://evil.example", good.clone()),
        ("", "https://house.example.evil.example", good.clone()),
        ("", "null", good.clone()),
        ("", "", good.clone()),
        ("same-origin", "", String::new()),
        ("same-origin", "", "0".repeat(64)),
    ] {
        let answer = attempt(site, origin, csrf).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site} {origin}");
    }
    let views = browser.house.views.lock().expect("free").clone();
    assert!(views[0].items.iter().all(Item::is_pending));
    assert_eq!(
        attempt("", "https://house.example", good).await.status,
        StatusCode::SEE_OTHER
    );
}

/// Every answer forbids inline scripts, frames and caches.
#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let view = plain();
    let browser = Browser::signed_in(vec![view.clone()], "mara").await;
    for at in [
        "/",
        &path_of(&view),
        "/sign-in",
        "/nothing",
        "/api/contracts",
        "/livez",
        "/jobs",
    ] {
        let answer = browser.get(at).await;
        let csp = answer.header("content-security-policy");
        assert!(csp.contains("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert!(!csp.contains("unsafe") && csp.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store", "{at}");
    }
    let pdf = browser
        .get(&format!("{}/document.pdf", path_of(&view)))
        .await;
    assert_eq!(pdf.header("content-security-policy"), "sandbox");
    assert!(pdf.header("content-disposition").starts_with("attachment"));
    let css = browser.get("/assets/app.css").await;
    let again = Request::get("/assets/app.css").header("if-none-match", css.header("etag"));
    let again = browser
        .send(again.body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_get_the_same_answer_and_then_a_wait() {
    let browser = Browser::with(vec![]);
    let wrong = browser.form("/sign-in", "name=mara&password=x").await;
    let nobody = browser.form("/sign-in", "name=nobody&password=x").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!((wrong.status, &wrong.text), (nobody.status, &nobody.text));
    assert!(wrong.headers.get(header::SET_COOKIE).is_none());
    for _ in 0..4 {
        browser.form("/sign-in", "name=mara&password=x").await;
    }
    let right = format!("name=mara&password={}", PASSWORD.replace(' ', "+"));
    let waiting = browser.form("/sign-in", &right).await;
    assert_eq!(waiting.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_ends_by_signing_out_and_a_link_from_elsewhere_comes_back_with_its_cookie() {
    let browser = Browser::signed_in(vec![plain()], "mara").await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    browser.form("/sign-out", "").await;
    let out = browser.get("/contracts/x?y=1").await;
    assert_eq!(out.header("location"), "/sign-in?next=/contracts/x%3Fy%3D1");
    assert_eq!(
        browser.get("/api/contracts").await.status,
        StatusCode::UNAUTHORIZED
    );
    let link = Request::get("/contracts/x").header("sec-fetch-site", "cross-site");
    let answer = browser
        .send(link.body(Body::empty()).expect("a request"))
        .await;
    assert!(answer.text.contains("content=\"0;url=/contracts/x\""));
}

#[tokio::test]
async fn operators_move_jobs_and_see_why_they_stopped() {
    let browser = Browser::signed_in(vec![plain()], "otto").await;
    let page = browser.get("/jobs").await.text;
    assert!(page.contains("INVALID_FIELD &#60;b&#62;") && page.contains("running"));
    browser.form("/jobs/j1/retry", "").await;
    browser.post("/api/jobs/j2/cancel", json!({})).await;
    let calls = browser.house.job_calls.lock().expect("free").clone();
    assert_eq!(calls, ["retry j1 by otto", "cancel j2 by otto"]);
    assert_eq!(browser.get("/").await.header("location"), "/jobs");
}

#[tokio::test]
async fn readiness_says_what_is_missing() {
    let mut browser = Browser::with(vec![]);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    let mut house = Double::new(vec![]);
    house.missing = vec!["the store cannot be written".into()];
    let settings = Settings {
        public_url: "https://house.example".into(),
        secure_cookies: true,
        session_hours: 12,
    };
    let clock = Arc::new(Fixed::at(Timestamp::UNIX_EPOCH));
    browser.router = router(State::new(Arc::new(house), settings, clock));
    let answer = browser.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.text, "the store cannot be written\n");
    assert_eq!(browser.get("/metrics").await.text, "countersign_up 1\n");
}

fn filled(path: &str, view: &ReviewView) -> String {
    let (item, contract) = (view.items[0].id.as_str(), view.contract.id.as_str());
    path.replace("/items/{item}", &format!("/items/{item}"))
        .replace("/contracts/{id}", &format!("/contracts/{contract}"))
        .replace("{id}", "j1")
        .replace("{page}", "1.png")
        .replace("{source}", "unknown")
        .replace("{name}", "app.css")
}
