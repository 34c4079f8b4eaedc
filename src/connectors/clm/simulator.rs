//! Ironclad's wire format on a loopback port, with a memory: OAuth, webhooks, workflows, records
//! and signed copies, seeded from files. For tests, the demo and work without an account. It can
//! be told to fail, and tells which requests it saw. Never part of a production set-up.

mod delivery;
mod hooks;
mod key;
mod oauth;
mod routes;
mod world;

pub use delivery::Delivery;
pub use world::Request;

use super::Settings;
use crate::domain::clock::Clock;
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use world::{Fault, World};

/// The OAuth client that the simulator knows.
pub const CLIENT_ID: &str = "6d0c4a5e-27a1-4b0b-9f0e-3c1f5e7a9b21";
/// Its secret; it opens nothing but a simulator.
pub const CLIENT_SECRET: &str = "simulated-client-secret";
/// The service user that may be acted as.
pub const ACTING_USER: &str = "countersign@larkmoor.example";
/// The simulated company's id.
pub const COMPANY: &str = "605b9829cdd37d296123f4b4";

/// What the simulated tenant holds at the start.
pub struct Seed {
    /// Workflows as Ironclad gives them, each with a `file`: the name of its signed copy.
    pub workflows: Vec<Value>,
    /// Signed copies by name.
    pub files: BTreeMap<String, Bytes>,
    /// A PKCS#8 PEM to sign webhooks with, made when it is not there, so that a restart keeps the key.
    pub key_file: Option<PathBuf>,
    /// Dates deliveries and ends tokens.
    pub clock: Arc<dyn Clock>,
}

impl Seed {
    /// Reads `workflows` (a JSON array) and the PDFs that it names in `folder`.
    pub fn read(workflows: &Path, folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let workflows: Vec<Value> = serde_json::from_slice(&std::fs::read(workflows)?)?;
        let mut files = BTreeMap::new();
        for name in workflows
            .iter()
            .filter_map(|w| w.get("file"))
            .filter_map(Value::as_str)
        {
            // Only the last part of the name counts: a seed cannot reach out of its folder.
            let leaf = Path::new(name).file_name().unwrap_or_default();
            files.insert(
                name.to_owned(),
                Bytes::from(std::fs::read(folder.join(leaf))?),
            );
        }
        Ok(Self {
            workflows,
            files,
            key_file: None,
            clock,
        })
    }
}

/// A running simulator. It stops when dropped.
pub struct Simulator {
    world: Arc<World>,
    address: SocketAddr,
    stop: CancellationToken,
}

impl Simulator {
    /// Listens on `address` (port 0 for any) and answers from then on.
    pub async fn start(seed: Seed, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let key = key::SigningKey::load(seed.key_file.as_deref())?;
        let world = Arc::new(World::new(seed, key, format!("http://{address}")));
        let stop = CancellationToken::new();
        let (router, stopped) = (routes::router(world.clone()), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                _ = axum::serve(listener, router).into_future() => {}
            }
        });
        Ok(Self {
            world,
            address,
            stop,
        })
    }

    /// What `Settings::base_url` must be.
    pub fn base_url(&self) -> String {
        format!("http://{}/public/api/v1", self.address)
    }

    /// What `Settings::oauth_url` must be.
    pub fn oauth_url(&self) -> String {
        format!("http://{}/oauth", self.address)
    }

    /// Settings that fit this simulator.
    pub fn settings(&self) -> Settings {
        Settings {
            base_url: self.base_url(),
            oauth_url: self.oauth_url(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.into(),
            acting_user: ACTING_USER.to_owned(),
            company_id: Some(COMPANY.to_owned()),
            ..Settings::default()
        }
    }

    /// Ends the simulator's task; dropping does the same.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Stops the simulator when `token` is cancelled.
    pub fn stop_with(&self, token: CancellationToken) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = token.cancelled() => stop.cancel(),
                () = stop.cancelled() => {}
            }
        });
    }

    /// The requests seen so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.world.locked().journal.clone()
    }

    /// The ids of the workflows, in the order of the seed.
    pub fn workflows(&self) -> Vec<String> {
        let world = self.world.locked();
        let ids = world.workflows.iter().filter_map(|w| w.get("id")?.as_str());
        ids.map(str::to_owned).collect()
    }

    /// The public key that deliveries are signed with, as PEM.
    pub fn verification_key(&self) -> String {
        self.world.locked().key.public_pem().to_owned()
    }

    /// The next `count` API calls answer `status`, with this `Retry-After`.
    pub fn fail_next(&self, count: usize, status: u16, retry_after: Option<&str>) {
        let fault = Fault {
            status,
            retry_after: retry_after.map(str::to_owned),
            location: None,
        };
        self.world
            .locked()
            .faults
            .extend(std::iter::repeat_n(fault, count));
    }

    /// The next `count` token requests answer `status`.
    pub fn fail_next_token(&self, count: usize, status: u16) {
        let fault = Fault {
            status,
            retry_after: None,
            location: None,
        };
        self.world
            .locked()
            .token_faults
            .extend(std::iter::repeat_n(fault, count));
    }

    /// The next API call answers 302 with this address.
    pub fn redirect_next(&self, location: &str) {
        let fault = Fault {
            status: 302,
            retry_after: None,
            location: Some(location.to_owned()),
        };
        self.world.locked().faults.push_back(fault);
    }

    /// The next `reads` of records show no signed copy yet.
    pub fn not_ready_for(&self, reads: u32) {
        self.world.locked().not_ready = reads;
    }

    /// Each API call waits this long before it answers.
    pub fn slow(&self, delay: Duration) {
        self.world.locked().delay = delay;
    }

    /// Revokes every token before its time.
    pub fn revoke_tokens(&self) {
        self.world.locked().tokens.clear();
    }

    /// Signs with a new key from now on, as after a rotation.
    pub fn rotate_key(&self) -> io::Result<()> {
        let key = key::SigningKey::load(None)?;
        self.world.locked().key = key;
        Ok(())
    }

    /// Records claim that their signed copy lies at this address.
    pub fn claim_href(&self, href: &str) {
        self.world.locked().href = Some(href.to_owned());
    }

    /// Signed copies are sent with this content type.
    pub fn send_as(&self, content_type: &str) {
        self.world.locked().content_type = content_type.to_owned();
    }

    /// Tokens no longer carry this scope.
    pub fn withhold_scope(&self, scope: &str) {
        self.world.locked().withheld.push(scope.to_owned());
    }

    /// Sets the status of a workflow, such as `active` or `cancelled`.
    pub fn set_status(&self, workflow: &str, status: &str) {
        self.world.locked().set_status(workflow, status);
    }

    /// The first wait between delivery attempts; each further one is twice as long. 48 s, as the
    /// vendor's, unless set.
    pub fn retry_wait(&self, wait: Duration) {
        self.world.locked().retry_wait = wait;
    }

    /// The signed delivery of a `workflow_completed`, not sent.
    pub fn delivery(&self, workflow: &str) -> Delivery {
        delivery::completed(&self.world, workflow, "611fb96cb670f852d58db210")
    }

    /// Signs any body as a new event: what a test needs to go beyond the vendor's own bodies.
    pub fn signed(&self, body: &[u8]) -> Delivery {
        delivery::signed(&self.world, body.to_vec())
    }

    /// Sends a `workflow_completed` to `target`, again and again as the vendor would; the
    /// outcome of each attempt is in the delivery. A target that answered 410 gets nothing more.
    pub async fn deliver(&self, workflow: &str, target: &str) -> Delivery {
        delivery::deliver(&self.world, workflow, target).await
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
