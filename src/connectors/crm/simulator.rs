//! A Salesforce org on this machine: the vendor's wire format over loopback HTTP, with state. For
//! demo and tests; it enforces the schema that `salesforce/` deploys, and must never be more
//! lenient than the vendor. Holds no real data and its secrets protect nothing.

mod composite;
mod files;
mod http;
mod ids;
mod oauth;
mod objects;
mod org;
mod pages;
mod query;
mod rest;
mod rows;
mod values;

pub use rows::{Row, Write};

use super::settings::{Auth, Settings};
use crate::domain::clock::Clock;
use axum::Router;
use axum::http::{HeaderMap, header};
use axum::routing::{any, get, post};
use org::Org;
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What the org starts with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    /// Records by object, each with its `Id`, as in `fixtures/crm/records.json`. Fields that the
    /// schema does not have become text fields of this org.
    pub records: BTreeMap<String, Vec<Row>>,
    /// Fields that were deployed to this org beside ours: by object, the metadata file of each.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Consumer key of the one app.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The integration user's name, for JWT.
    pub username: String,
    /// The public key of the app's certificate in PEM; without it no JWT is accepted.
    pub public_key_pem: Option<String>,
    /// The audience that a JWT must name.
    pub audience: String,
    /// Rows per page of a query.
    pub page_size: usize,
    /// Calls that the org has per day.
    pub daily_calls: u64,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            records: BTreeMap::new(),
            fields: BTreeMap::new(),
            client_id: "countersign-demo".to_owned(),
            client_secret: "countersign-demo".to_owned(),
            username: "countersign@example.com".to_owned(),
            public_key_pem: None,
            audience: "https://login.salesforce.com".to_owned(),
            page_size: 2000,
            daily_calls: 15_000,
        }
    }
}

/// What goes wrong with a writing request (any but GET).
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Nothing: lets one request pass, to reach a later one.
    Pass,
    /// `UNABLE_TO_LOCK_ROW`.
    LockRow,
    /// 503.
    Unavailable,
    /// 403 `REQUEST_LIMIT_EXCEEDED`.
    LimitExceeded,
    /// The change is made, and the answer never arrives.
    AnswerLost,
    /// The answer takes longer.
    Slow(Duration),
    /// All tokens end, this request is refused with 401.
    SessionExpired,
    /// The org refuses with this code and names this field.
    Refuses {
        /// The vendor's code.
        code: String,
        /// The field.
        field: String,
    },
}

/// The org cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address or the state file cannot be used.
    #[error("the simulated Salesforce cannot start: {0}")]
    Io(#[from] std::io::Error),
    /// Seed, schema or state file are not what they must be.
    #[error("the simulated Salesforce cannot start: {0}")]
    Seed(String),
}

/// A running org; it stops when dropped.
pub struct Simulator {
    shared: Arc<Shared>,
    server: tokio::task::AbortHandle,
}

/// What requests share.
struct Shared {
    org: Mutex<Org>,
    seed: Seed,
    base_url: String,
    faults: Mutex<VecDeque<Fault>>,
    sessions: Mutex<BTreeSet<String>>,
    tokens: AtomicU64,
    calls: AtomicU64,
}

impl Simulator {
    /// Starts an org at `addr` (port 0 for any). With a state file it goes on where it was, and
    /// every change is in the file before it is answered.
    pub async fn start(
        seed: Seed,
        clock: Arc<dyn Clock>,
        addr: SocketAddr,
        state: Option<PathBuf>,
    ) -> Result<Self, StartError> {
        let org = Org::open(&seed, clock, state)?;
        let listener = tokio::net::TcpListener::bind(addr).await?;
        let shared = Arc::new(Shared {
            org: Mutex::new(org),
            seed,
            base_url: format!("http://{}", listener.local_addr()?),
            faults: Mutex::default(),
            sessions: Mutex::default(),
            tokens: AtomicU64::new(0),
            calls: AtomicU64::new(0),
        });
        let app = router(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self {
            shared,
            server: server.abort_handle(),
        })
    }

    /// The org's address: login, API and page.
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// Settings with which the client reaches this org.
    pub fn settings(&self) -> Settings {
        Settings {
            login_url: self.shared.base_url.clone(),
            client_id: self.shared.seed.client_id.clone(),
            auth: Auth::ClientCredentials {
                client_secret: SecretString::from(self.shared.seed.client_secret.clone()),
            },
            ..Settings::default()
        }
    }

    /// Makes the next `times` writing requests go wrong, after those already asked for.
    pub fn fail_next(&self, fault: Fault, times: usize) {
        locked(&self.shared.faults).extend(std::iter::repeat_n(fault, times));
    }

    /// All committed changes of records, in order.
    pub fn journal(&self) -> Vec<Write> {
        self.shared.org().rows.journal.clone()
    }

    /// All records of an object.
    pub fn records(&self, object: &str) -> Vec<Row> {
        self.shared.org().rows.all(object).cloned().collect()
    }

    /// The bytes of a file by the id of its ContentVersion.
    pub fn file(&self, version: &str) -> Option<bytes::Bytes> {
        self.shared.org().files.get(version).cloned()
    }

    /// Changes a record as a person in the org would; says whether the record and field are there.
    pub fn edit(&self, object: &str, id: &str, field: &str, value: serde_json::Value) -> bool {
        let mut body = Row::new();
        body.insert(field.to_owned(), value);
        self.shared.change(|org| {
            let Some(object) = org.schema.object(object).cloned() else {
                return false;
            };
            let (scene, rows) = org.parts();
            rows.update(&scene, &object, id, &body).is_ok()
        })
    }

    /// Takes a field away from the integration user, as field-level security does.
    pub fn hide(&self, object: &str, field: &str) {
        self.shared.org().schema.hide(object, field);
    }

    /// How many tokens were given.
    pub fn tokens_given(&self) -> u64 {
        self.shared.tokens.load(Ordering::Relaxed)
    }

    /// How many API calls were made.
    pub fn calls_made(&self) -> u64 {
        self.shared.calls.load(Ordering::Relaxed)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    fn org(&self) -> MutexGuard<'_, Org> {
        locked(&self.org)
    }

    /// Runs a change and puts it on disk. A change that cannot be kept is undone by the restart
    /// from the older file, so the operator is told.
    fn change<T>(&self, change: impl FnOnce(&mut Org) -> T) -> T {
        let mut org = self.org();
        let before = org.rows.journal.len();
        let outcome = change(&mut org);
        if org.rows.journal.len() != before
            && let Err(error) = org.save()
        {
            tracing::error!(kind = %error.kind(), "the simulated Salesforce could not save its state");
        }
        outcome
    }

    fn new_session(&self) -> String {
        let count = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
        let token = format!("00D000000000001!simulated.{count}");
        locked(&self.sessions).insert(token.clone());
        token
    }

    fn end_sessions(&self) {
        locked(&self.sessions).clear();
    }

    /// Whether the token is good; counts the call.
    fn knows(&self, headers: &HeaderMap) -> bool {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let value = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.strip_prefix("Bearer "));
        token.is_some_and(|token| locked(&self.sessions).contains(token))
    }

    fn next_fault(&self) -> Option<Fault> {
        locked(&self.faults).pop_front()
    }

    fn usage(&self) -> String {
        format!(
            "api-usage={}/{}",
            self.calls.load(Ordering::Relaxed),
            self.seed.daily_calls
        )
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/files/{id}", get(pages::file))
        .route("/simulator/records", get(pages::records))
        .route("/services/oauth2/token", post(oauth::token))
        .route("/services/data", get(versions))
        .route("/services/data/", get(versions))
        .route("/services/data/{*rest}", any(http::api))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(shared)
}

async fn versions() -> axum::Json<serde_json::Value> {
    axum::Json(
        serde_json::json!([{ "label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0" }]),
    )
}

/// The org goes on after a panic in a test's thread; its records are whole between changes.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
