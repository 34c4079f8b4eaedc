//! Signing in and out with a name and a password. A wrong name takes as long as a wrong password and
//! gets the same answer; passwords are never logged and never kept.

use super::State;
use super::error::PageError;
use super::guard::{cookie_name, session_token};
use super::house::Person;
use super::pages;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::extract::rejection::FormRejection;
use axum::extract::{self, Form, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::sync::Semaphore;

/// Checked in place of the hash of somebody who does not exist; no password gives it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCEh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each check takes 19 MiB and a core; so many run at once.
static CHECKS: Semaphore = Semaphore::const_new(2);

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// A password could not be hashed: it is too long for Argon2, or the system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct NotHashed;

/// The Argon2id hash of `password` in PHC form, as [`Person::password_hash`] holds it.
///
/// # Errors
/// When the system gives no randomness for the salt.
pub fn password_hash(password: &str) -> Result<String, NotHashed> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| NotHashed)
}

/// The sign-in page.
pub async fn form(Query(Next { next }): Query<Next>) -> Response {
    page(StatusCode::OK, &next, "")
}

/// Checks name and password and opens a session.
pub async fn sign_in(
    extract::State(state): extract::State<State>,
    form: Result<Form<Credentials>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(Credentials {
        name,
        password,
        next,
    }) = form?;
    let name = name.trim().to_owned();
    if !state.sessions.may_try(&name) {
        let message = "Too many tries. Wait a minute, then try again.";
        return Ok(page(StatusCode::TOO_MANY_REQUESTS, &next, message));
    }
    let person = state.house.person(&name).await;
    let Some(person) = checked(person, password).await else {
        let message = "Name or password is not right.";
        return Ok(page(StatusCode::UNAUTHORIZED, &next, message));
    };
    state.sessions.succeeded(&name);
    let token = state.sessions.open(&person);
    let seconds = i64::from(state.settings.session_hours) * 3600;
    let cookie = cookie(&state, &token, seconds);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(local(&next))).into_response())
}

/// Ends the session.
pub async fn sign_out(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = session_token(&headers, state.settings.secure_cookies) {
        state.sessions.close(token);
    }
    let cookie = cookie(&state, "", 0);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response()
}

/// The person, where the password is theirs.
async fn checked(person: Option<Person>, password: String) -> Option<Person> {
    let hash = person
        .as_ref()
        .map_or(NOBODY.to_owned(), |person| person.password_hash.clone());
    let permit = CHECKS.acquire().await.ok()?;
    let right = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    })
    .await
    .unwrap_or(false);
    drop(permit);
    person.filter(|_| right)
}

fn page(status: StatusCode, next: &str, message: &str) -> Response {
    let next = local(next);
    pages::html(status, &pages::SignIn { next, message })
}

fn cookie(state: &State, token: &str, seconds: i64) -> String {
    let secure = state.settings.secure_cookies;
    let name = cookie_name(secure);
    let only_tls = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{only_tls}")
}

/// `next` where it is a path of ours, otherwise the front page: a link must not lead elsewhere.
fn local(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t']);
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_link_cannot_lead_to_another_site() {
        assert_eq!(local("/contracts/a?b=c"), "/contracts/a?b=c");
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "/\t/evil",
        ] {
            assert_eq!(local(elsewhere), "/");
        }
    }

    /// T9: an unknown name costs a full check, whose hash is well-formed and fits no password.
    #[test]
    fn the_hash_of_nobody_is_a_real_hash() {
        let hash = PasswordHash::new(NOBODY).expect("well-formed");
        let ours = password_hash("x").expect("hashed");
        let ours = PasswordHash::new(&ours).expect("well-formed");
        assert_eq!(hash.params.to_string(), ours.params.to_string());
        assert!(Argon2::default().verify_password(b"", &hash).is_err());
    }
}
