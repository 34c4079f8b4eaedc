//! The web layer against the house in memory: doors, roles, forgeries, and what a page shows.

use super::double::{Double, PASSWORD};
use super::house::ReviewView;
use super::sample::sample;
use super::{Settings, State, router};
use crate::domain::clock::Fixed;
use crate::domain::review::Item;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

mod doors;
mod reviewing;

/// The service with one browser in front of it.
struct Browser {
    router: Router,
    house: Arc<Double>,
    cookie: String,
    csrf: String,
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }
}

impl Browser {
    fn with(views: Vec<ReviewView>) -> Self {
        let house = Arc::new(Double::new(views));
        let settings = Settings {
            public_url: "https://house.example".into(),
            secure_cookies: true,
            session_hours: 12,
        };
        let clock = Arc::new(Fixed::at(Timestamp::UNIX_EPOCH));
        let state = State::new(house.clone(), settings, clock);
        Self {
            router: router(state),
            house,
            cookie: String::new(),
            csrf: String::new(),
        }
    }

    async fn signed_in(views: Vec<ReviewView>, name: &str) -> Self {
        let mut browser = Self::with(views);
        browser.sign_in(name).await;
        browser
    }

    async fn sign_in(&mut self, name: &str) {
        let form = format!("name={name}&password={}&next=/", PASSWORD.replace(' ', "+"));
        let answer = self.form("/sign-in", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let cookie = answer.header("set-cookie");
        assert!(cookie.contains("HttpOnly; SameSite=Strict") && cookie.ends_with("; Secure"));
        self.cookie = cookie.split(';').next().expect("a pair").to_owned();
        let page = self.get(if name == "otto" { "/jobs" } else { "/" }).await;
        let from = page.text.find("name=\"csrf\" value=\"").expect("a form") + 19;
        self.csrf = page.text[from..from + 64].to_owned();
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let router = self.router.clone();
        let response: Response<Body> = router.oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 22).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// A form of our own page, as a browser posts it.
    async fn form(&self, path: &str, fields: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("csrf={}&{fields}", self.csrf)));
        self.send(request.expect("a request")).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", &self.csrf)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.expect("a request")).await
    }
}

fn plain() -> ReviewView {
    sample(str::to_owned)
}

fn path_of(view: &ReviewView) -> String {
    format!("/contracts/{}", view.contract.id)
}

/// An item that may be approved as it stands.
fn verified(view: &ReviewView) -> &Item {
    let item = view.items.iter().find(|item| item.is_verified());
    item.expect("the sample has one")
}
