//! Style, script and icon, compiled in. They hold no data, so browsers may keep them and ask by tag.

use super::error;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

const ASSETS: [(&str, &str, &str); 3] = [
    (
        "app.css",
        "text/css; charset=utf-8",
        include_str!("pages/app.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_str!("pages/app.js"),
    ),
    ("icon.svg", "image/svg+xml", include_str!("pages/icon.svg")),
];

/// One asset, or 304 where the browser has it already.
pub async fn serve(Path(name): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Some((_, form, text)) = ASSETS.iter().find(|(asset, ..)| *asset == name) else {
        return error::no_route(uri).await;
    };
    let digest = hex::encode(Sha256::digest(text.as_bytes()));
    let tag = format!("\"{}\"", &digest[..16]);
    let kept = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    let has_it = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    if has_it {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, *form)], *text).into_response()
}
