//! Countersign: contract intelligence that a person countersigns.

pub mod connectors;
pub mod domain;
pub mod offline;
pub mod prompt;
pub mod store;
pub mod text;
