//! Scores the service on contracts that lawyers labelled, in the layout of `shared/cuad`.
//!
//! Nothing here trains or tunes; a file name or a text of the data never steers a reading.

pub mod clauses;
pub mod dataset;
pub mod fields;
pub mod left_out;
pub mod normal;
pub mod presence;
pub mod report;
pub mod retrieval;
pub mod spans;
pub mod speed;
pub mod suite;
pub mod trust;
pub mod verified;
