//! Who may use which route, as data. A route that is not listed here answers nobody, so that a new
//! one cannot be opened by forgetting a check.

use super::house::Role;
use axum::http::Method;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A CLM, which proves itself by its signature and by nothing else.
    Webhook,
    /// Anyone.
    Open,
    /// Anyone who is signed in.
    SignedIn,
    /// Who reads and decides contracts.
    Reviewer,
    /// Who sees and moves jobs.
    Operator,
}

impl Access {
    /// Whether a person of `role` may pass.
    pub fn admits(self, role: Role) -> bool {
        match self {
            Access::Webhook | Access::Open | Access::SignedIn => true,
            Access::Reviewer => role.reviews(),
            Access::Operator => role.operates(),
        }
    }
}

/// Method, path as the router has it, and who may use it.
pub const ROUTES: &[(&str, &str, Access)] = &[
    ("POST", "/webhooks/{source}", Access::Webhook),
    ("GET", "/livez", Access::Open),
    ("GET", "/readyz", Access::Open),
    ("GET", "/metrics", Access::Open),
    ("GET", "/assets/{name}", Access::Open),
    ("GET", "/sign-in", Access::Open),
    ("POST", "/sign-in", Access::Open),
    ("POST", "/sign-out", Access::SignedIn),
    ("GET", "/", Access::SignedIn),
    ("GET", "/contracts/{id}", Access::Reviewer),
    ("GET", "/contracts/{id}/pages/{page}", Access::Reviewer),
    ("GET", "/contracts/{id}/document.pdf", Access::Reviewer),
    ("GET", "/contracts/{id}/history", Access::Reviewer),
    ("GET", "/contracts/{id}/finish", Access::Reviewer),
    ("POST", "/contracts/{id}/verified", Access::Reviewer),
    ("POST", "/contracts/{id}/items/{item}", Access::Reviewer),
    ("POST", "/contracts/{id}/approve", Access::Reviewer),
    ("POST", "/contracts/{id}/reject", Access::Reviewer),
    ("POST", "/contracts/{id}/reopen", Access::Reviewer),
    ("GET", "/api/contracts", Access::Reviewer),
    ("GET", "/api/contracts/{id}", Access::Reviewer),
    ("GET", "/api/contracts/{id}/plan", Access::Reviewer),
    ("POST", "/api/contracts/{id}/items/{item}", Access::Reviewer),
    ("POST", "/api/contracts/{id}/approve", Access::Reviewer),
    ("POST", "/api/contracts/{id}/reject", Access::Reviewer),
    ("POST", "/api/contracts/{id}/reopen", Access::Reviewer),
    ("GET", "/jobs", Access::Operator),
    ("POST", "/jobs/{id}/retry", Access::Operator),
    ("POST", "/jobs/{id}/cancel", Access::Operator),
    ("GET", "/api/jobs", Access::Operator),
    ("POST", "/api/jobs/{id}/retry", Access::Operator),
    ("POST", "/api/jobs/{id}/cancel", Access::Operator),
];

/// What is known about a method on a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// It is listed.
    Listed(Access),
    /// The path is listed, the method is not.
    OtherMethod,
    /// Nothing is listed under the path.
    Unlisted,
}

/// Looks up `method` on `path`. A HEAD is let in where a GET is.
pub fn lookup(method: &Method, path: &str) -> Route {
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut found = Route::Unlisted;
    for (listed, at, access) in ROUTES {
        if *at == path && *listed == method.as_str() {
            return Route::Listed(*access);
        }
        if *at == path {
            found = Route::OtherMethod;
        }
    }
    found
}
