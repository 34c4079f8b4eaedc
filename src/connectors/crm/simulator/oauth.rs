//! The token endpoint: client credentials and JWT bearer. Checks what Salesforce checks, so that a
//! wrong audience or an old assertion fails here as it does there.

use super::{Seed, Shared};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Skew that is tolerated, in seconds.
const SKEW_SECONDS: i64 = 180;
/// The longest life of an assertion, in seconds.
const LONGEST_LIFE_SECONDS: i64 = 300;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
}

/// What is wrong with a token request: the error and its description.
type Denied = (&'static str, &'static str);

/// `POST /services/oauth2/token`.
pub async fn token(
    State(shared): State<Arc<Shared>>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    let checked = match given("grant_type") {
        "client_credentials" => client(&shared.seed, given("client_id"), given("client_secret")),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => assertion(
            &shared.seed,
            given("assertion"),
            shared.org().now().as_second(),
        ),
        _ => Err(("unsupported_grant_type", "grant type not supported")),
    };
    if let Err((error, description)) = checked {
        let body = json!({ "error": error, "error_description": description });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    Json(json!({
        "access_token": shared.new_session(),
        "token_format": "opaque",
        "scope": "api",
        "token_type": "Bearer",
        "instance_url": shared.base_url,
        "id": format!("{}/id/00D000000000001EAA/{}", shared.base_url, super::org::USER),
    }))
    .into_response()
}

fn client(seed: &Seed, id: &str, secret: &str) -> Result<(), Denied> {
    if id != seed.client_id {
        return Err(("invalid_client_id", "client identifier invalid"));
    }
    if secret != seed.client_secret {
        return Err(("invalid_client", "invalid client credentials"));
    }
    Ok(())
}

fn assertion(seed: &Seed, assertion: &str, now: i64) -> Result<(), Denied> {
    let invalid = ("invalid_grant", "invalid assertion");
    let pem = seed
        .public_key_pem
        .as_deref()
        .ok_or(("invalid_grant", "user hasn't approved this consumer"))?;
    let key = DecodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| invalid)?;
    let mut validation = Validation::new(Algorithm::RS256);
    // The crate would ask the machine's clock and know one audience; both are checked below.
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Claims>(assertion, &key, &validation)
        .map_err(|_| invalid)?
        .claims;
    if claims.iss != seed.client_id {
        return Err(("invalid_client_id", "client identifier invalid"));
    }
    if claims.sub != seed.username {
        return Err(("invalid_grant", "user hasn't approved this consumer"));
    }
    if claims.aud != seed.audience {
        return Err(("invalid_grant", "audience is invalid"));
    }
    if claims.exp < now - SKEW_SECONDS || claims.exp > now + LONGEST_LIFE_SECONDS + SKEW_SECONDS {
        return Err(invalid);
    }
    Ok(())
}
