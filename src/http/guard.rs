//! What every request passes before a handler sees it: is the route listed, is someone signed in,
//! may they, and does a change come from our own page. Handlers cannot skip it and do not repeat it.

use super::State;
use super::access::{Access, Route, lookup};
use super::error::{self, Problem};
use super::house::Role;
use super::pages;
use axum::body::{Body, to_bytes};
use axum::extract::{self, Form, FromRequest, MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq;

/// Who is signed in, as handlers see it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The person's name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What forms of this session carry.
    pub csrf: String,
}

#[derive(serde::Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// Lets a request through, or answers it.
pub async fn guard(
    extract::State(state): extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return next.run(request).await;
    };
    let access = match lookup(request.method(), path.as_str()) {
        Route::Listed(Access::Webhook) => return next.run(request).await,
        Route::Listed(access) => access,
        Route::OtherMethod => return error::answer(request.uri(), Problem::Method),
        Route::Unlisted => return error::answer(request.uri(), Problem::NoRoute),
    };
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_same_origin(request.headers(), &state.settings.public_url) {
        return error::answer(request.uri(), Problem::ForeignOrigin);
    }
    if access == Access::Open {
        return next.run(request).await;
    }
    let Some(signed) = signed(&state, request.headers()).await else {
        return not_signed_in(&request);
    };
    if !access.admits(signed.role) {
        return error::answer(request.uri(), Problem::Forbidden);
    }
    if changes {
        request = match with_token(request, &signed.csrf).await {
            Ok(request) => request,
            Err(response) => return response,
        };
    }
    request.extensions_mut().insert(signed);
    next.run(request).await
}

/// The session id in the request's cookie.
pub fn session_token(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let name = cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The cookie's name. `__Host-` makes browsers refuse it from other hosts, other paths and without TLS.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-countersign"
    } else {
        "countersign"
    }
}

/// The person is looked up at each request, so that a new role or a closed account counts at once.
async fn signed(state: &State, headers: &HeaderMap) -> Option<Signed> {
    let token = session_token(headers, state.settings.secure_cookies)?;
    let session = state.sessions.find(token)?;
    let person = state.house.person(&session.person).await?;
    if !session.is_of(&person) {
        state.sessions.close(token);
        return None;
    }
    Some(Signed {
        name: person.name,
        role: person.role,
        csrf: session.csrf,
    })
}

/// Browsers say where a request comes from; older ones say it by `Origin` only. Neither is a refusal.
fn is_same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    origin
        .to_str()
        .is_ok_and(|origin| origin == origin_of(public_url))
}

/// Scheme, host and port of a URL, as `Origin` gives them.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    &url[..end]
}

fn not_signed_in(request: &Request) -> Response {
    if error::is_api(request.uri()) || *request.method() != Method::GET {
        return error::answer(request.uri(), Problem::NotSignedIn);
    }
    let target = local_path(request.uri());
    let foreign = request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    if foreign {
        // A strict cookie is not sent when a link in the CRM is followed. Loading the page once more
        // from here sends it, and nothing has been read or changed before.
        return pages::html(StatusCode::OK, &pages::Again { target: &target });
    }
    let query = form_encoded(&target);
    Redirect::to(&format!("/sign-in?next={query}")).into_response()
}

fn local_path(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned()
}

fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Checks the session's token: in the header for scripts, in the form for pages.
async fn with_token(request: Request, expected: &str) -> Result<Request, Response> {
    let uri = request.uri().clone();
    let in_header = request
        .headers()
        .get("x-csrf-token")
        .map(|value| value.as_bytes().to_vec());
    if let Some(token) = in_header {
        return match is_equal(&token, expected) {
            true => Ok(request),
            false => Err(error::answer(&uri, Problem::NoToken)),
        };
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, super::BODY_LIMIT).await else {
        return Err(error::answer(&uri, Problem::TooLarge));
    };
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    match Form::<Token>::from_request(copy, &()).await {
        Ok(Form(token)) if is_equal(token.csrf.as_bytes(), expected) => {
            Ok(Request::from_parts(parts, Body::from(bytes)))
        }
        _ => Err(error::answer(&uri, Problem::NoToken)),
    }
}

fn is_equal(token: &[u8], expected: &str) -> bool {
    bool::from(token.ct_eq(expected.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            origin_of("https://a.example:8443/x/y"),
            "https://a.example:8443"
        );
        assert_eq!(origin_of("https://a.example"), "https://a.example");
    }

    #[test]
    fn only_our_own_cookie_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=1; countersign=abc; b=2".parse().expect("a header"),
        );
        assert_eq!(session_token(&headers, false), Some("abc"));
        assert_eq!(session_token(&headers, true), None);
    }
}
