//! Logs and metrics: set up once, in one place.
//!
//! Never logged, by nobody, at no level: contract text, quotes, names of parties or people,
//! amounts, e-mail addresses, tokens, request and response bodies. Ids, steps, stages, counts,
//! statuses and our own words are. A failure is logged once, where it is decided what follows.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// How the service speaks to its operators.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is logged, as `tracing` directives, such as `info` or `countersign=debug,warn`.
    pub level: String,
    /// `text` for people, `json` for collectors.
    pub format: Format,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One readable line.
    Text,
    /// One JSON object.
    Json,
}

/// Libraries that log bodies, and so contract text, when a reply does not parse.
const SILENCED: [&str; 4] = [
    "async_openai=off",
    "reqwest=off",
    "sqlx=warn",
    // The engine warns of flags that only its server sets.
    "qdrant_edge=error",
];

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

impl Settings {
    /// Every fault of these settings, in words; empty when they are sound.
    pub fn faults(&self) -> Vec<String> {
        match EnvFilter::try_new(&self.level) {
            Ok(_) => Vec::new(),
            Err(error) => vec![format!(
                "log: level does not read as tracing directives: {error}"
            )],
        }
    }
}

/// Starts logging to standard error. Called once, by the binary.
pub fn start(settings: &Settings) {
    let directives = format!("{},{}", settings.level, SILENCED.join(","));
    let filter = EnvFilter::try_new(directives)
        .unwrap_or_else(|_| EnvFilter::new(format!("info,{}", SILENCED.join(","))));
    quiet_panics();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start (a test) keeps the first subscriber.
    let _ = match settings.format {
        Format::Text => subscriber.with_target(false).try_init(),
        Format::Json => subscriber.json().flatten_event(true).try_init(),
    };
}

/// The exit code of a process whose reader went away, as a shell gives it (128 and SIGPIPE).
const PIPE_CLOSED: i32 = 141;

/// A panic's own message can quote what was being sliced, and so contract text: only its place is told.
/// A reader that has seen enough (`| head`) is no fault, and ends the process without a word.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload().downcast_ref::<String>();
        if message.is_some_and(|message| is_closed_pipe(message)) {
            std::process::exit(PIPE_CLOSED);
        }
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(
            place,
            "a part of countersign panicked; this is a fault, report it"
        );
    }));
}

/// Whether a panic is that of `println!` to a pipe that nobody reads any more; the standard library
/// gives it no other sign than its words.
fn is_closed_pipe(message: &str) -> bool {
    message.starts_with("failed printing to std") && message.contains("os error 32")
}

/// The metrics of this process; the first call starts collecting.
pub fn metrics() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder can only be a test's; its numbers are then its own.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}
