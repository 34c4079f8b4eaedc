//! Countersign: contract intelligence that a person countersigns.

pub mod child;
pub mod connectors;
pub mod domain;
pub mod offline;
pub mod prompt;
pub mod text;
