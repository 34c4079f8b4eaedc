//! The demo's surroundings: a simulated Ironclad, a simulated Salesforce, and settings that fit them.

use super::Options;
use crate::app::embedded;
use crate::config::{ALLOW_SIMULATORS, Person, Settings};
use crate::connectors::{clm, crm};
use crate::domain::clock::Clock;
use crate::http;
use anyhow::{Context as _, Result, anyhow, bail};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Who signs in to the demo.
const REVIEWER: &str = "legal";
/// What marks a folder as ours to forget.
const MARK: &str = "demo-password";

/// The simulators, running.
pub struct World {
    /// Where contracts come from.
    pub ironclad: clm::simulator::Simulator,
    /// Where values go.
    pub salesforce: crm::simulator::Simulator,
    password: String,
}

impl World {
    /// Starts both simulators on the data folder; the service's listener and settings with them.
    pub async fn start(
        options: &Options,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, TcpListener, Settings)> {
        std::fs::create_dir_all(&options.data)
            .with_context(|| format!("cannot make {}", options.data.display()))?;
        let password = password(&options.data)?;
        let listener = TcpListener::bind(free(options.port, 0).await).await?;
        let seed = clm::simulator::Seed {
            workflows: serde_json::from_str(embedded::WORKFLOWS)
                .context("fixtures/clm/workflows.json")?,
            files: embedded::contracts(),
            key_file: Some(options.data.join("ironclad-simulator.pem")),
            clock: clock.clone(),
        };
        let ironclad = clm::simulator::Simulator::start(seed, free(options.port, 1).await).await?;
        // The vendor's 48 s between attempts would look like a hang here.
        ironclad.retry_wait(std::time::Duration::from_secs(1));
        let seed = crm::simulator::Seed {
            records: serde_json::from_str(embedded::RECORDS)
                .context("fixtures/crm/records.json")?,
            ..crm::simulator::Seed::default()
        };
        let state = Some(options.data.join("salesforce-simulator.json"));
        let salesforce =
            crm::simulator::Simulator::start(seed, clock, free(options.port, 2).await, state)
                .await?;
        let world = Self {
            ironclad,
            salesforce,
            password,
        };
        let settings = world.settings(&options.data, listener.local_addr()?)?;
        Ok((world, listener, settings))
    }

    fn settings(&self, data: &Path, address: SocketAddr) -> Result<Settings> {
        let mut settings = Settings::defaults().map_err(|problems| anyhow!(problems.join("; ")))?;
        settings.log.level = "warn".to_owned();
        settings.service.address = address;
        settings.service.allow_simulators = ALLOW_SIMULATORS.to_owned();
        settings.web.public_url = format!("http://{address}");
        settings.web.secure_cookies = false;
        settings.storage.dir = data.to_owned();
        settings.clm.ironclad = self.ironclad.settings();
        settings.crm.salesforce = self.salesforce.settings();
        let password_hash =
            http::auth::password_hash(&self.password).map_err(|error| anyhow!("{error}"))?;
        settings.people = vec![Person {
            name: REVIEWER.to_owned(),
            role: http::Role::Admin,
            password_hash: password_hash.into(),
        }];
        Ok(settings)
    }

    /// Tells a person where to look and how to sign in; on standard error, since standard output
    /// may be a program's.
    pub fn explain(&self, review: &str) {
        eprintln!("\n  Review queue          {review}");
        eprintln!(
            "  Sign in as            {REVIEWER}  with password  {}",
            self.password
        );
        eprintln!("  Simulated Salesforce  {}", self.salesforce.base_url());
        eprintln!(
            "\nOpen a contract, decide each value, approve it: the records appear in Salesforce. Ctrl-C stops."
        );
    }
}

/// The password of this data folder, drawn once.
fn password(data: &Path) -> Result<String> {
    let file = data.join(MARK);
    if let Ok(password) = std::fs::read_to_string(&file) {
        return Ok(password.trim().to_owned());
    }
    let password = hex::encode(rand::random::<[u8; 6]>());
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file)?;
    writeln!(out, "{password}")?;
    Ok(password)
}

/// The port asked for, or any when it is taken.
async fn free(port: u16, offset: u16) -> SocketAddr {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let Some(wanted) = (port > 0).then(|| port.checked_add(offset)).flatten() else {
        return any;
    };
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, wanted));
    if TcpListener::bind(wanted).await.is_ok() {
        return wanted;
    }
    eprintln!(
        "port {} is taken; another one is used instead",
        wanted.port()
    );
    any
}

/// Removes a demo's folder. Any other folder is refused: `--data /` must not be a disaster.
pub fn forget(data: &Path) -> Result<()> {
    let empty = std::fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none());
    if empty {
        return Ok(());
    }
    if !data.join(MARK).is_file() {
        bail!(
            "{} is not a demo's data folder; it is left as it is. Name another one with --data",
            data.display()
        );
    }
    let held = std::fs::File::open(data.join("lock")).is_ok_and(|lock| lock.try_lock().is_err());
    if held {
        bail!("a demo is running on {}: stop it first", data.display());
    }
    std::fs::remove_dir_all(data).with_context(|| format!("cannot remove {}", data.display()))
}
