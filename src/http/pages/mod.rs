//! The pages: what all of them share, and the small ones. Every value in a template is escaped by
//! askama; no template may mark anything as safe.

use super::guard::Signed;
use super::house::Role;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

/// What the bar on top of each page shows.
pub struct Frame {
    /// Who is signed in.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What each form carries.
    pub csrf: String,
    /// The part of the site that is marked: `contracts` or `jobs`.
    pub tab: &'static str,
}

impl Frame {
    /// The bar for `signed` with `tab` marked.
    pub fn of(signed: &Signed, tab: &'static str) -> Self {
        Self {
            name: signed.name.clone(),
            role: signed.role,
            csrf: signed.csrf.clone(),
            tab,
        }
    }
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn<'a> {
    /// Where to go afterwards; a path of ours.
    pub next: &'a str,
    /// What went wrong the last time, or nothing.
    pub message: &'a str,
}

/// Something did not work.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct Problem<'a> {
    /// In three words.
    pub title: &'a str,
    /// In a sentence.
    pub message: &'a str,
}

/// Loads `target` once more, from our own site.
#[derive(Template)]
#[template(path = "again.html")]
pub struct Again<'a> {
    /// A path of ours.
    pub target: &'a str,
}

/// The page as an answer.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (
            status,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            text,
        )
            .into_response(),
        Err(_) => {
            tracing::error!("a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// How long ago `then` was, in the largest unit that fits.
pub fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = (now.as_second() - then.as_second()).max(0);
    match seconds {
        0..60 => "just now".to_owned(),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        86_400..172_800 => "1 day".to_owned(),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// An instant as people read it, in UTC.
pub fn instant(at: Timestamp) -> String {
    at.strftime("%-d %b %Y, %H:%M UTC").to_string()
}

/// What a stage is called on pages, and the tone of its badge.
pub fn stage_label(stage: &str) -> (&'static str, &'static str) {
    match stage {
        "accepted" => ("Received", "quiet"),
        "acquired" => ("PDF fetched", "quiet"),
        "chunked" => ("Read", "quiet"),
        "deidentified" => ("Masked", "quiet"),
        "embedded" => ("Indexed", "quiet"),
        "in_review" => ("Needs review", "accent"),
        "approved" => ("Writing to CRM", "accent"),
        "written_back" => ("In CRM", "good"),
        "rejected" => ("Rejected", "bad"),
        "parked" => ("Needs attention", "warn"),
        _ => ("Unknown", "quiet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_one_unit() {
        let at = |seconds| Timestamp::from_second(seconds).expect("in range");
        assert_eq!(age(at(100), at(0)), "just now", "clocks may disagree");
        assert_eq!(age(at(0), at(7199)), "1 h");
        assert_eq!(age(at(0), at(86_400)), "1 day");
        assert_eq!(age(at(0), at(3 * 86_400)), "3 days");
        assert_eq!(instant(at(0)), "1 Jan 1970, 00:00 UTC");
    }
}
