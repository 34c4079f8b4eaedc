//! The test's world: simulators in this process, the service in this process or as the real
//! binary, and a reviewer who does over HTTP what a person does in the page.

use bytes::Bytes;
use countersign::app::{App, System};
use countersign::config::{ALLOW_SIMULATORS, Person, Settings};
use countersign::connectors::{clm, crm};
use countersign::domain::id::ContractId;
use countersign::http;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const REVIEWER: &str = "maria";
pub const PASSWORD: &str = "a long enough password";

/// The most that anything in a test may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn fixture(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(path)
}

pub fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Both simulators, seeded from the fixtures.
pub struct Vendors {
    pub ironclad: clm::simulator::Simulator,
    pub salesforce: crm::simulator::Simulator,
}

impl Vendors {
    pub async fn start() -> Self {
        Self::seeded(Self::workflows()).await
    }

    /// An org to which `field`, a metadata file, was deployed beside the shipped fields.
    pub async fn with_field(field: &str) -> Self {
        let fields = [("Contract_Insight__c".to_owned(), vec![field.to_owned()])];
        Self::with_fields(Self::workflows(), fields.into()).await
    }

    fn workflows() -> clm::simulator::Seed {
        let seed = clm::simulator::Seed::read(
            &fixture("clm/workflows.json"),
            &fixture("contracts"),
            Arc::new(System),
        );
        seed.expect("the fixtures are there")
    }

    pub async fn seeded(seed: clm::simulator::Seed) -> Self {
        Self::with_fields(seed, BTreeMap::new()).await
    }

    async fn with_fields(
        seed: clm::simulator::Seed,
        fields: BTreeMap<String, Vec<String>>,
    ) -> Self {
        let ironclad = clm::simulator::Simulator::start(seed, any_port())
            .await
            .expect("a free port");
        ironclad.retry_wait(Duration::from_millis(20));
        let records = std::fs::read(fixture("crm/records.json")).expect("the fixtures are there");
        let records = serde_json::from_slice(&records).expect("records");
        let seed = crm::simulator::Seed {
            records,
            fields,
            ..crm::simulator::Seed::default()
        };
        let salesforce =
            crm::simulator::Simulator::start(seed, Arc::new(System), any_port(), None).await;
        Self {
            ironclad,
            salesforce: salesforce.expect("a free port"),
        }
    }

    /// Settings of a service on these simulators, with its data in `dir`, at `address`.
    pub fn settings(&self, dir: &Path, address: SocketAddr) -> Settings {
        let mut settings = Settings::defaults().expect("the reference reads");
        settings.log.level = "off".to_owned();
        settings.service.address = address;
        settings.service.allow_simulators = ALLOW_SIMULATORS.to_owned();
        settings.web.public_url = format!("http://{address}");
        settings.web.secure_cookies = false;
        settings.storage.dir = dir.to_owned();
        settings.reader.executable = Some(env!("CARGO_BIN_EXE_countersign").into());
        settings.jobs.backoff_seconds = 1;
        settings.clm.ironclad = self.ironclad.settings();
        settings.crm.salesforce = self.salesforce.settings();
        let password_hash = http::auth::password_hash(PASSWORD).expect("hashed").into();
        settings.people = vec![Person {
            name: REVIEWER.to_owned(),
            role: http::Role::Admin,
            password_hash,
        }];
        settings
    }

    /// The workflow whose signed copy is `stem`.pdf, and the contract that it becomes.
    pub fn workflow(&self, stem: &str) -> (String, ContractId) {
        let seed: Vec<Value> =
            serde_json::from_slice(&std::fs::read(fixture("clm/workflows.json")).expect("there"))
                .expect("an array");
        let found = seed
            .iter()
            .find(|w| w["file"] == format!("{stem}.pdf"))
            .expect("a workflow of that file");
        let id = found["id"].as_str().expect("an id").to_owned();
        let contract = ContractId::of("ironclad", &id);
        (id, contract)
    }
}

/// The service in this process, on simulators.
pub struct TestApp {
    pub vendors: Vendors,
    pub app: App,
    pub settings: Settings,
    _dir: TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Vendors::start().await, |_| {}).await
    }

    pub async fn with(vendors: Vendors, change: impl FnOnce(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let listener = tokio::net::TcpListener::bind(any_port())
            .await
            .expect("a free port");
        let mut settings = vendors.settings(dir.path(), listener.local_addr().expect("bound"));
        change(&mut settings);
        let app = App::start_on(listener, &settings, Arc::new(System))
            .await
            .expect("the service starts");
        Self {
            vendors,
            app,
            settings,
            _dir: dir,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.app.address())
    }

    pub fn webhook(&self) -> String {
        format!("{}/webhooks/ironclad", self.url())
    }

    /// A signed contract's webhook arrives; the contract that it names.
    pub async fn sign(&self, stem: &str) -> ContractId {
        let (workflow, contract) = self.vendors.workflow(stem);
        let delivery = self
            .vendors
            .ironclad
            .deliver(&workflow, &self.webhook())
            .await;
        assert_eq!(delivery.attempts, [200]);
        contract
    }

    pub async fn reviewer(&self) -> Reviewer {
        Reviewer::sign_in(&self.url()).await.expect("signed in")
    }

    /// Leftover work fails the test: nothing may wait or have died unseen.
    pub async fn finish(self) {
        let jobs = self
            .app
            .ctx
            .store
            .jobs(None)
            .await
            .expect("the queue reads");
        assert!(jobs.is_empty(), "work is left: {jobs:?}");
        assert_eq!(
            self.app
                .ctx
                .store
                .verify_audit()
                .await
                .expect("the trail reads"),
            None,
            "the audit trail is broken"
        );
        self.app.stop(Duration::from_secs(5)).await;
    }
}

/// A person who reviews, over HTTP.
pub struct Reviewer {
    http: reqwest::Client,
    url: String,
    cookie: String,
    csrf: String,
}

type Answer<T> = Result<T, reqwest::Error>;

impl Reviewer {
    pub async fn sign_in(url: &str) -> Answer<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        let form = [("name", REVIEWER), ("password", PASSWORD), ("next", "/")];
        let answer = http
            .post(format!("{url}/sign-in"))
            .header("origin", url)
            .form(&form)
            .send()
            .await?;
        assert_eq!(answer.status(), 303, "the sign-in was refused");
        let cookie = answer.headers()["set-cookie"]
            .to_str()
            .expect("text")
            .split(';')
            .next()
            .expect("a cookie")
            .to_owned();
        let mut reviewer = Self {
            http,
            url: url.to_owned(),
            cookie,
            csrf: String::new(),
        };
        let page = reviewer.page("/").await?;
        let (_, rest) = page
            .split_once("name=\"csrf\" value=\"")
            .expect("the page carries a token");
        reviewer.csrf = rest.split('"').next().expect("a value").to_owned();
        Ok(reviewer)
    }

    pub async fn page(&self, path: &str) -> Answer<String> {
        self.http
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .send()
            .await?
            .error_for_status()?
            .text()
            .await
    }

    pub async fn bytes(&self, path: &str) -> Answer<Bytes> {
        self.http
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .send()
            .await?
            .error_for_status()?
            .bytes()
            .await
    }

    pub async fn get(&self, path: &str) -> Answer<Value> {
        self.http
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer<(u16, Value)> {
        let request = self
            .http
            .post(format!("{}{path}", self.url))
            .header("cookie", &self.cookie);
        let answer = request
            .header("origin", &self.url)
            .header("x-csrf-token", &self.csrf)
            .json(body)
            .send()
            .await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.unwrap_or(Value::Null)))
    }

    pub async fn contract(&self, id: &ContractId) -> Answer<Value> {
        self.get(&format!("/api/contracts/{id}")).await
    }

    pub async fn stage(&self, id: &ContractId) -> Answer<String> {
        let view = self.contract(id).await?;
        Ok(view["contract"]["stage"]["stage"]
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Waits until the contract is in `stage`.
    pub async fn waits_for(&self, id: &ContractId, stage: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self
                .stage(id)
                .await
                .unwrap_or_else(|error| error.to_string());
            if now == stage {
                return;
            }
            if Instant::now() > deadline {
                let jobs = self.get("/api/jobs").await.unwrap_or_default();
                panic!("{id} is {now}, not {stage}: {jobs}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn decide(
        &self,
        id: &ContractId,
        item: &Value,
        verdict: Value,
    ) -> Answer<(u16, Value)> {
        let mut body = verdict;
        body["version"] = item["version"].clone();
        let item = item["id"].as_str().expect("an id");
        self.post(&format!("/api/contracts/{id}/items/{item}"), &body)
            .await
    }

    /// Decides whatever waits: approves what has evidence, rejects what has none.
    pub async fn decide_the_rest(&self, id: &ContractId) -> Answer<()> {
        let view = self.contract(id).await?;
        for item in view["items"].as_array().expect("items") {
            if item["decision"]["decision"] == "pending" {
                let action = if item["grounding"].is_null() {
                    "reject"
                } else {
                    "approve"
                };
                let (status, answer) = self.decide(id, item, json!({"action": action})).await?;
                assert_eq!(status, 200, "{answer}");
            }
        }
        Ok(())
    }

    pub async fn approve(&self, id: &ContractId) -> Answer<(u16, Value)> {
        let view = self.contract(id).await?;
        let version = &view["contract"]["version"];
        self.post(
            &format!("/api/contracts/{id}/approve"),
            &json!({"version": version}),
        )
        .await
    }
}
