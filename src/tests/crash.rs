//! A killed process loses nothing and writes nothing twice: the real binary, real SIGKILL, at every
//! named place, and some more at times that nobody chose.

use crate::harness::{PATIENCE, REVIEWER, Reviewer, Vendors, fixture};
use countersign::app::System;
use countersign::config::ALLOW_SIMULATORS;
use countersign::connectors::clm::simulator::{self, Delivery, Seed};
use countersign::connectors::crm;
use countersign::domain::id::ContractId;
use secrecy::ExposeSecret;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Every place where the product can be told to die. A place that is not here fails the test below.
const POINTS: [&str; 31] = [
    "accept.committing",
    "accept.committed",
    "acquire.claimed",
    "acquire.fetched",
    "acquire.stored",
    "acquire.committing",
    "acquire.committed",
    "chunk.claimed",
    "chunk.read",
    "chunk.committing",
    "chunk.committed",
    "deidentify.claimed",
    "deidentify.masked",
    "deidentify.committing",
    "deidentify.committed",
    "embed.claimed",
    "embed.indexed",
    "embed.committing",
    "embed.committed",
    "extract.claimed",
    "extract.read",
    "extract.committing",
    "extract.committed",
    "review.deciding",
    "review.committing",
    "review.committed",
    "writeback.claimed",
    "writeback.intent",
    "writeback.applied",
    "writeback.committing",
    "writeback.committed",
];

/// Kills at times that nobody chose, after so many milliseconds.
const RANDOM: [u64; 6] = [30, 90, 170, 260, 410, 700];

/// The real binary on the test's simulators.
struct Service {
    vendors: Vendors,
    dir: tempfile::TempDir,
    address: SocketAddr,
    child: Option<Child>,
}

impl Service {
    fn new(vendors: Vendors) -> Self {
        let address = fixed_port();
        Self {
            vendors,
            dir: tempfile::tempdir().expect("a folder"),
            address,
            child: None,
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn config(&self) -> PathBuf {
        let settings = self
            .vendors
            .settings(&self.dir.path().join("data"), self.address);
        let (clm, crm) = (&settings.clm.ironclad, &settings.crm.salesforce);
        let crm::Auth::ClientCredentials { client_secret } = &crm.auth else {
            panic!("the simulator's settings")
        };
        let person = &settings.people[0];
        let text = format!(
            "[log]\nlevel = \"debug\"\n[service]\naddress = \"{}\"\nallow_simulators = \"{ALLOW_SIMULATORS}\"\n\
             [web]\npublic_url = \"{}\"\nsecure_cookies = false\n[storage]\ndir = {:?}\n[jobs]\nbackoff_seconds = 1\n\
             [[people]]\nname = \"{REVIEWER}\"\nrole = \"admin\"\npassword_hash = \"{}\"\n\
             [clm.ironclad]\nbase_url = \"{}\"\noauth_url = \"{}\"\nclient_id = \"{}\"\nclient_secret = \"{}\"\nacting_user = \"{}\"\n\
             [crm.salesforce]\nlogin_url = \"{}\"\nclient_id = \"{}\"\n[crm.salesforce.auth.client_credentials]\nclient_secret = \"{}\"\n",
            self.address,
            self.url(),
            settings.storage.dir,
            person.password_hash.expose_secret(),
            clm.base_url,
            clm.oauth_url,
            clm.client_id,
            clm.client_secret.expose_secret(),
            clm.acting_user,
            crm.login_url,
            crm.client_id,
            client_secret.expose_secret(),
        );
        let file = self.dir.path().join("countersign.toml");
        std::fs::write(&file, text).expect("a file");
        file
    }

    /// Starts the binary, to die at `point` when one is given.
    fn start(&mut self, point: Option<&str>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .arg("serve")
            .arg("--config")
            .arg(self.config())
            .stdout(Stdio::null());
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.dir.path().join("log"))
            .expect("a log");
        command.stderr(log).env_remove("COUNTERSIGN_CRASH_AT");
        if let Some(point) = point {
            command.env("COUNTERSIGN_CRASH_AT", point);
        }
        self.child = Some(command.spawn().expect("the binary starts"));
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("SIGKILL");
            child.wait().expect("reaped");
        }
    }

    /// Starts the binary again when it has died.
    fn revive(&mut self) {
        if self
            .child
            .as_mut()
            .is_none_or(|child| child.try_wait().expect("a child of ours").is_some())
        {
            self.start(None);
        }
    }

    /// The sender tries until it is told that the event is kept.
    async fn deliver(&mut self, delivery: &Delivery) {
        let deadline = Instant::now() + PATIENCE;
        while !send(&format!("{}/webhooks/ironclad", self.url()), delivery).await {
            assert!(
                Instant::now() < deadline,
                "the event is not taken: {}",
                self.log()
            );
            self.revive();
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }

    /// Takes a contract from wherever it is to Salesforce, as a reviewer does who tries again after
    /// each failure.
    async fn drive(&mut self, id: &ContractId) {
        let deadline = Instant::now() + PATIENCE;
        while !self.review(id).await.unwrap_or(false) {
            assert!(
                Instant::now() < deadline,
                "{id} does not get through: {}",
                self.log()
            );
            self.revive();
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }

    /// One try of the reviewer; whether the contract is in Salesforce.
    async fn review(&self, id: &ContractId) -> Result<bool, reqwest::Error> {
        let reviewer = Reviewer::sign_in(&self.url()).await?;
        for _ in 0..400 {
            match reviewer.stage(id).await?.as_str() {
                "written_back" => return Ok(true),
                "in_review" => {
                    reviewer.decide_the_rest(id).await?;
                    reviewer.approve(id).await?;
                }
                _ => tokio::time::sleep(Duration::from_millis(25)).await,
            }
        }
        Ok(false)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }
}

/// A free port below the range from which the system hands out ports: it stays ours over restarts.
fn fixed_port() -> SocketAddr {
    static NEXT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    let first = 21_000 + u16::try_from(std::process::id() % 5_000).unwrap_or(0);
    loop {
        let step = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, first + step));
        if std::net::TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn send(url: &str, delivery: &Delivery) -> bool {
    let mut request = reqwest::Client::new().post(url).body(delivery.body.clone());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    request
        .send()
        .await
        .is_ok_and(|answer| answer.status() == 200)
}

/// A tenant with `count` small contracts.
async fn tenant(count: usize) -> (Vendors, Vec<String>) {
    let seed = Seed::read(
        &fixture("clm/workflows.json"),
        &fixture("contracts"),
        Arc::new(System),
    )
    .expect("the fixtures");
    let letter = seed
        .workflows
        .iter()
        .find(|w| w["file"] == "bare-letter.pdf")
        .expect("the letter")
        .clone();
    let pdf = seed.files["bare-letter.pdf"].clone();
    let ids: Vec<String> = (0..count).map(|at| format!("{at:024x}")).collect();
    let workflow = |id: &String| {
        let mut workflow = letter.clone();
        workflow["id"] = json!(id);
        workflow["ironcladId"] = json!(format!(
            "IC-{}",
            5000 + usize::from_str_radix(id, 16).expect("hex")
        ));
        workflow["recordIds"] = json!([format!("00000000-0000-4000-8000-{}", &id[12..])]);
        workflow
    };
    let workflows = ids.iter().map(workflow).collect();
    let files = [("bare-letter.pdf".to_owned(), pdf)].into();
    let seed = simulator::Seed {
        workflows,
        files,
        key_file: None,
        clock: Arc::new(System),
    };
    (Vendors::seeded(seed).await, ids)
}

/// V1, V6, G1, T21, T22: killed at each named place and at times that nobody chose, every contract
/// reaches Salesforce, and each exactly once.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_and_writes_nothing_twice() {
    let (vendors, workflows) = tenant(POINTS.len() + RANDOM.len()).await;
    let mut service = Service::new(vendors);
    for (point, workflow) in POINTS.iter().zip(&workflows) {
        let delivery = service.vendors.ironclad.delivery(workflow);
        service.kill();
        service.start(Some(point));
        service.deliver(&delivery).await;
        service.drive(&ContractId::of("ironclad", workflow)).await;
        assert!(
            service.log().contains(&format!("crash point {point}\n")),
            "the process did not die at {point}"
        );
    }
    for (wait, workflow) in RANDOM.iter().zip(&workflows[POINTS.len()..]) {
        let delivery = service.vendors.ironclad.delivery(workflow);
        service.deliver(&delivery).await;
        tokio::time::sleep(Duration::from_millis(*wait)).await;
        service.kill();
        service.drive(&ContractId::of("ironclad", workflow)).await;
    }
    everything_once(&service, &workflows);
}

fn everything_once(service: &Service, workflows: &[String]) {
    let salesforce = &service.vendors.salesforce;
    let insights = salesforce.records("Contract_Insight__c");
    let mut keys: Vec<String> = insights
        .iter()
        .map(|row| row["CLM_Key__c"].to_string())
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(
        (keys.len(), insights.len()),
        (workflows.len(), workflows.len()),
        "each contract once"
    );
    assert_eq!(
        salesforce.records("ContentVersion").len(),
        workflows.len(),
        "each PDF once"
    );
    let obligations = salesforce.records("Contract_Obligation__c");
    assert_eq!(
        obligations.len() % workflows.len(),
        0,
        "the same contract gives the same obligations"
    );
    assert!(!obligations.is_empty());
    let created = salesforce
        .journal()
        .iter()
        .filter(|write| write.object == "Contract_Insight__c" && write.created)
        .count();
    assert_eq!(
        created,
        workflows.len(),
        "no record was made and made again"
    );
    // G20: even at the level of debugging, nothing that the contract says is in the log.
    for told in [
        "Quillfeather",
        "Ottoline",
        "scanning rig",
        "555-0188",
        crate::harness::PASSWORD,
    ] {
        assert!(!service.log().contains(told), "{told} is in the log");
    }
}

/// Decision 11 and G11: a service that is asked to stop takes up nothing new, drains, and exits with 0;
/// what it had not done is done after the next start.
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_service_drains_and_goes_on_after_the_next_start() {
    let (vendors, workflows) = tenant(3).await;
    let mut service = Service::new(vendors);
    for workflow in &workflows {
        let delivery = service.vendors.ironclad.delivery(workflow);
        service.deliver(&delivery).await;
        let mut child = service.child.take().expect("running");
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("signalled");
        let status = tokio::task::spawn_blocking(move || child.wait().expect("reaped"));
        let status = tokio::time::timeout(PATIENCE, status)
            .await
            .expect("it stops");
        assert!(status.expect("waited").success(), "{}", service.log());
    }
    for workflow in &workflows {
        service.drive(&ContractId::of("ironclad", workflow)).await;
    }
    everything_once(&service, &workflows);
}

/// The list above is the list of the sources: a new place in the flow must be killed at, too.
#[test]
fn every_crash_point_of_the_sources_is_killed_at() {
    let mut found = Vec::new();
    for file in [
        "accept",
        "acquire",
        "chunk",
        "deidentify",
        "embed",
        "extract",
        "review",
        "writeback",
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("src/pipeline/{file}.rs"));
        let text = std::fs::read_to_string(path).expect("a step");
        let points = text
            .split("crash::point(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        found.extend(points.map(str::to_owned));
    }
    assert!(found.len() >= 12);
    for point in found {
        assert!(
            POINTS.contains(&point.as_str()),
            "{point} is not in the list"
        );
    }
}
