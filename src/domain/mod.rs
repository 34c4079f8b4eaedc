//! The nouns of the product and their legal moves.
//!
//! No I/O, no async, no vendor, no clock: everything here can be tested with a value in and a value out.

pub mod clock;
pub mod confidence;
pub mod contract;
pub mod document;
pub mod failure;
pub mod holidays;
pub mod id;
pub mod kin;
pub mod library;
pub mod measure;
pub mod money;
pub mod obligation;
pub mod outline;
pub mod playbook;
pub mod reading;
pub mod recurrence;
pub mod redaction;
pub mod review;
pub mod step;
pub mod summary;
pub mod sureness;
pub mod term;
pub mod value;
pub mod warning;
pub mod writeback;
pub mod zone;
