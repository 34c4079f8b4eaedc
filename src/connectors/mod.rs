//! The outside world: one folder and one trait each, in our own words.
//!
//! A connector knows the domain and its own vendor, never another connector, the store or the settings file.

pub mod blobs;
pub mod clm;
pub mod crm;
pub mod embedder;
pub mod llm;
pub mod reader;
pub mod vectors;
