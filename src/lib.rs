//! Countersign: contract intelligence that a person countersigns.
//!
//! A contract is signed in the CLM; its webhook reaches us; we fetch the executed PDF, read it,
//! mask personal data, index it, extract terms and obligations with their evidence; a person
//! decides; and only then is the CRM written, once.
//!
//! ```text
//! accept ─► acquire ─► chunk ─► deidentify ─► embed ─► extract ─► review ─► writeback
//! ```
//!
//! Modules in reading order; who may import whom stands as data in `src/tests/architecture.rs`.

pub mod domain;

pub mod offline;
pub mod prompt;
pub mod text;

pub mod connectors;
pub mod store;

pub mod jobs;
pub mod pipeline;

pub mod eval;
pub mod http;

pub mod app;
pub mod child;
pub mod config;
pub mod telemetry;
