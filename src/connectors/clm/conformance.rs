//! What every CLM connector promises, one function per promise, run against the real client and
//! the simulator over loopback HTTP. A connector that is added later runs the same list.

mod failures;
mod reading;
mod webhooks;

use super::ironclad::Ironclad;
use super::simulator::{Seed, Simulator};
use super::{Clm, Error, Settings};
use crate::domain::clock::Fixed;
use crate::domain::contract::Origin;
use bytes::Bytes;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

const WORKFLOW: &str = "163740340a5d2a5e1903f702";
const RECORD: &str = "2dd8bc0e-7330-516d-ba89-3f8403a5a0fe";
const PDF: &[u8] = b"%PDF-1.7\n% a signed copy\n%%EOF\n";

/// A client, the tenant that it speaks to, and the clock of both.
struct Setting {
    clm: Box<dyn Clm>,
    tenant: Simulator,
    clock: Arc<Fixed>,
}

impl Setting {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A setting whose client's settings are changed by `change`.
    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(Fixed::at("2026-11-21T12:00:00Z".parse().expect("a time")));
        let tenant = tenant(clock.clone(), workflows(), PDF).await;
        let mut settings = tenant.settings();
        change(&mut settings);
        let clm = Ironclad::new(settings, clock.clone()).expect("sound settings");
        Self {
            clm: Box::new(clm),
            tenant,
            clock,
        }
    }

    fn pass(&self, seconds: i64) {
        self.clock.advance(seconds * 1_000_000);
    }

    /// How many requests to a path that ends like this the tenant saw.
    fn seen(&self, end: &str) -> usize {
        self.tenant
            .requests()
            .iter()
            .filter(|request| request.path.ends_with(end))
            .count()
    }
}

async fn tenant(clock: Arc<Fixed>, workflows: Vec<Value>, pdf: impl Into<Bytes>) -> Simulator {
    let files = [("nda.pdf".to_owned(), pdf.into())].into();
    let seed = Seed {
        workflows,
        files,
        key_file: None,
        clock,
    };
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Simulator::start(seed, any_port)
        .await
        .expect("a loopback port")
}

fn workflows() -> Vec<Value> {
    vec![json!({
        "id": WORKFLOW,
        "ironcladId": "IC-101",
        "title": "Mutual NDA with Tessellate Robotics",
        "template": "30ff06c9e012e479e03ab802",
        "status": "completed",
        "recordIds": [RECORD],
        "attributes": {
            "counterpartyName": "Tessellate Robotics, LLC",
            "paperSource": "Our paper",
            "salesforceAccountId": "001Hn0002aB7xTrIAJ",
            "salesforceOpportunityId": "006Hn0005dR1mNaIAJ",
        },
        "file": "nda.pdf",
    })]
}

fn origin(native: &str) -> Origin {
    Origin {
        source: "ironclad".to_owned(),
        native: native.to_owned(),
    }
}

/// What the client says of a failure that trying again does not mend.
fn permanent(error: &Error) -> &str {
    match error {
        Error::Permanent { detail, .. } => detail,
        other => panic!("not permanent: {other}"),
    }
}
