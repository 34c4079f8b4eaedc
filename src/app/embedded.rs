//! The fixtures that the demo and the eval run on, inside the binary: one command shows the main
//! job wherever the binary lies.

use bytes::Bytes;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static CONTRACTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/contracts");

/// The simulated Ironclad's workflows, a JSON array.
pub const WORKFLOWS: &str = include_str!("../../fixtures/clm/workflows.json");

/// The simulated Salesforce's records.
pub const RECORDS: &str = include_str!("../../fixtures/crm/records.json");

/// The executed contracts by file name.
pub fn contracts() -> BTreeMap<String, Bytes> {
    let pdfs = CONTRACTS
        .files()
        .filter(|file| file.path().extension().is_some_and(|end| end == "pdf"));
    pdfs.map(|file| {
        (
            file.path().to_string_lossy().into_owned(),
            Bytes::from_static(file.contents()),
        )
    })
    .collect()
}
