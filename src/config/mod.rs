//! Settings, read once at start: the embedded `default.toml`, then files, then the environment.
//!
//! Each folder owns its `Settings`; this one gathers them, reports all that is wrong at once, and is
//! imported by nobody but `app` and `main`. A secret is never printed.

pub mod dictionary;
pub mod library;
mod secrets;
mod section;

use crate::connectors::{clm, crm, llm, reader};
use crate::domain::holidays::Calendars;
use crate::domain::zone::Zone;
use crate::{http, jobs, store, telemetry};
use ::config::{Config, Environment, File, FileFormat, Value};
use secrecy::{ExposeSecret, SecretString};
use section::read;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The reference: every key with its default and what it means.
pub const DEFAULT: &str = include_str!("default.toml");

/// The words that an operator writes to let the service run against a simulator.
pub const ALLOW_SIMULATORS: &str =
    "I know that a simulator is not a real system and loses what it is given";

/// What no secret may be: what examples and simulators use.
const KNOWN_SECRETS: [&str; 4] = [
    "change-me",
    "secret",
    clm::simulator::CLIENT_SECRET,
    "countersign-demo",
];

/// All settings of the service.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How it logs.
    pub log: telemetry::Settings,
    /// Where it listens, and what it may run against.
    pub service: Service,
    /// The web pages.
    pub web: http::Settings,
    /// Who may sign in.
    pub people: Vec<Person>,
    /// The embedded storage.
    pub storage: store::Settings,
    /// The workers.
    pub jobs: jobs::Settings,
    /// The steps.
    pub pipeline: Flow,
    /// The PDF child.
    pub reader: reader::Settings,
    /// Where contracts come from.
    pub clm: Clms,
    /// Where values go.
    pub crm: Crms,
    /// The model, when one is used.
    pub llm: llm::Settings,
}

/// Where the service listens, and what it may run against.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Address and port.
    pub address: SocketAddr,
    /// Empty, or the words of [`ALLOW_SIMULATORS`].
    pub allow_simulators: String,
}

/// How the steps work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Longest chunk, in tokens.
    pub chunk_tokens: u32,
    /// `offline`, `llm` or `both`.
    pub engine: crate::domain::term::Engine,
    /// The most tokens of passages in one question to a model.
    pub passage_tokens: u32,
    /// The share of a contract of 12000 tokens, in per cent, that a model is shown first, over all groups
    /// of fields.
    pub passage_share: u32,
    /// What the first questions of all groups hold together, repeats counted, in per cent of the contract.
    pub passage_total: u32,
    /// A field dictionary of the operator's own; empty for the one in the binary.
    pub dictionary: PathBuf,
    /// Where the house is: which day it is there is the present one.
    pub time_zone: Zone,
    /// The holidays, by the law of the contract; none are business days.
    pub holidays: Calendars,
    /// A clause library of the operator's own; empty for the one in the binary.
    pub library: PathBuf,
}

/// Someone who may sign in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name.
    pub name: String,
    /// `reviewer`, `operator` or `admin`.
    pub role: http::Role,
    /// Argon2 hash in PHC form, from `countersign password`.
    pub password_hash: SecretString,
}

/// The CLMs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clms {
    /// Ironclad.
    pub ironclad: clm::Settings,
}

/// The CRMs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crms {
    /// Salesforce.
    pub salesforce: crm::Settings,
}

const SECTIONS: [&str; 11] = [
    "log", "service", "web", "people", "storage", "jobs", "pipeline", "reader", "clm", "crm", "llm",
];

/// Reads the defaults, `files` in order, and the environment (`COUNTERSIGN__SECTION__KEY`).
///
/// # Errors
/// Every problem, one sentence each: unreadable files, unknown keys, values of the wrong form.
pub fn load(files: &[PathBuf]) -> Result<Settings, Vec<String>> {
    let mut builder = Config::builder().add_source(File::from_str(DEFAULT, FileFormat::Toml));
    let mut unread = Vec::new();
    for file in files {
        match text_of(file) {
            Ok(text) => builder = builder.add_source(File::from_str(&text, FileFormat::Toml)),
            Err(problem) => unread.push(problem),
        }
    }
    if !unread.is_empty() {
        return Err(unread);
    }
    let environment = Environment::with_prefix("COUNTERSIGN")
        .prefix_separator("__")
        .separator("__");
    let config = builder
        .add_source(environment)
        .build()
        .map_err(|error| vec![error.to_string()])?;
    let mut tree = config.cache;
    let mut problems = secrets::resolve(&mut tree);
    let table = tree.into_table().map_err(|error| vec![error.to_string()])?;
    for name in table
        .keys()
        .filter(|name| !SECTIONS.contains(&name.as_str()))
    {
        problems.push(format!(
            "[{name}] is not a section: see `countersign config default`"
        ));
    }
    let mut section = |name: &str| table.get(name).cloned().unwrap_or_else(|| Value::from(""));
    let settings = gather(&mut section, &mut problems);
    match settings {
        Some(settings) if problems.is_empty() => Ok(settings),
        _ => Err(problems),
    }
}

/// The text of a settings file, known to be TOML. A parser's own message quotes the faulty line, and
/// so a secret whose quotation marks were forgotten: only the place and the rule are told.
fn text_of(file: &Path) -> Result<String, String> {
    let name = file.display();
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    match text.parse::<toml::Table>() {
        Ok(_) => Ok(text),
        Err(error) => {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start.min(text.len())].lines().count())
                .max(1);
            Err(format!("{name}, near line {line}: {}", error.message()))
        }
    }
}

fn gather(section: &mut impl FnMut(&str) -> Value, problems: &mut Vec<String>) -> Option<Settings> {
    let log = read(section, "log", problems);
    let service = read(section, "service", problems);
    let web = read(section, "web", problems);
    let people = read_people(section, problems);
    let storage = read(section, "storage", problems);
    let jobs = read(section, "jobs", problems);
    let pipeline = read(section, "pipeline", problems);
    let reader = read(section, "reader", problems);
    let clm = read(section, "clm", problems);
    let crm = read(section, "crm", problems);
    let llm = read(section, "llm", problems);
    Some(Settings {
        log: log?,
        service: service?,
        web: web?,
        people: people?,
        storage: storage?,
        jobs: jobs?,
        pipeline: pipeline?,
        reader: reader?,
        clm: clm?,
        crm: crm?,
        llm: llm?,
    })
}

/// The one section that may be missing: then nobody may sign in, which [`Settings::faults`] says.
fn read_people(
    section: &mut impl FnMut(&str) -> Value,
    problems: &mut Vec<String>,
) -> Option<Vec<Person>> {
    let absent = matches!(section("people").kind, ::config::ValueKind::String(_));
    if absent {
        Some(Vec::new())
    } else {
        read(section, "people", problems)
    }
}

impl Settings {
    /// The defaults, with which nothing outside can be reached.
    pub fn defaults() -> Result<Settings, Vec<String>> {
        let config = Config::builder()
            .add_source(File::from_str(DEFAULT, FileFormat::Toml))
            .build();
        let table = config
            .map_err(|e| vec![e.to_string()])?
            .cache
            .into_table()
            .map_err(|e| vec![e.to_string()])?;
        let mut problems = Vec::new();
        let mut section = |name: &str| table.get(name).cloned().unwrap_or_else(|| Value::from(""));
        gather(&mut section, &mut problems).ok_or(problems)
    }

    /// Every reason why the service must not start; empty when it may.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.log.faults();
        faults.extend(self.jobs.faults());
        faults.extend(self.reader.faults());
        faults.extend(under("clm", "clm.ironclad", self.clm.ironclad.faults()));
        faults.extend(under("crm", "crm.salesforce", self.crm.salesforce.faults()));
        if self.pipeline.engine.asks() {
            faults.extend(self.llm.faults());
        }
        faults.extend(self.own_faults());
        faults.extend(self.unsafe_start());
        faults
    }

    fn own_faults(&self) -> Vec<String> {
        let mut faults = match dictionary::load(&self.pipeline.dictionary) {
            Ok(dictionary) => library::load(&self.pipeline.library, &dictionary)
                .err()
                .unwrap_or_default(),
            Err(faults) => faults,
        };
        if !(64..=8192).contains(&self.pipeline.chunk_tokens) {
            faults.push("pipeline.chunk_tokens must be 64 to 8192".to_owned());
        }
        if !(1..=100).contains(&self.pipeline.passage_share) {
            faults.push("pipeline.passage_share must be 1 to 100".to_owned());
        }
        if !(self.pipeline.passage_share..=2_000).contains(&self.pipeline.passage_total) {
            faults.push("pipeline.passage_total must be passage_share to 2000".to_owned());
        }
        if !self.web.public_url.starts_with("http://")
            && !self.web.public_url.starts_with("https://")
        {
            faults.push(
                "web.public_url must be the address that people use, with http:// or https://"
                    .to_owned(),
            );
        }
        if self.people.is_empty() {
            faults.push("people is empty: nobody could review; add a [[people]] entry (see `countersign password`)".to_owned());
        }
        for person in &self.people {
            if argon2::PasswordHash::new(person.password_hash.expose_secret()).is_err() {
                faults.push(format!("people: the password_hash of `{}` is not an Argon2 hash (see `countersign password`)", person.name));
            }
        }
        faults
    }

    /// What would be unsafe outside a trial: simulators, known secrets, cookies in the clear.
    fn unsafe_start(&self) -> Vec<String> {
        if self.service.allow_simulators == ALLOW_SIMULATORS {
            return Vec::new();
        }
        let mut faults = Vec::new();
        let simulator = |key: &str| {
            format!(
                "{key} is on this machine, so it is a simulator: name the real system, or set \
                 service.allow_simulators = \"{ALLOW_SIMULATORS}\""
            )
        };
        if is_loopback(&self.clm.ironclad.base_url) {
            faults.push(simulator("clm.ironclad.base_url"));
        }
        if is_loopback(&self.crm.salesforce.login_url) {
            faults.push(simulator("crm.salesforce.login_url"));
        }
        if KNOWN_SECRETS.contains(&self.clm.ironclad.client_secret.expose_secret()) {
            faults.push("clm.ironclad.client_secret is a secret that everybody knows".to_owned());
        }
        if let crm::Auth::ClientCredentials { client_secret } = &self.crm.salesforce.auth
            && KNOWN_SECRETS.contains(&client_secret.expose_secret())
        {
            faults.push("crm.salesforce.auth.client_credentials.client_secret is a secret that everybody knows".to_owned());
        }
        if self.web.public_url.starts_with("https://") && !self.web.secure_cookies {
            faults.push("web.secure_cookies must be true behind https".to_owned());
        }
        faults
    }
}

fn is_loopback(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    ["127.", "localhost", "[::1]", "0.0.0.0"]
        .iter()
        .any(|local| host.starts_with(local))
}

/// A folder names its own section; the file nests it one deeper.
fn under(short: &str, full: &str, faults: Vec<String>) -> Vec<String> {
    let (short, full) = (format!("{short}."), format!("{full}."));
    faults
        .into_iter()
        .map(|fault| fault.replacen(&short, &full, 1))
        .collect()
}

#[cfg(test)]
mod tests;
