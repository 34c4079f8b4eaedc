//! Countersign: contract intelligence that a person countersigns.

pub mod connectors;
pub mod domain;
pub mod http;
pub mod offline;
pub mod prompt;
pub mod text;
