//! The folders of the house that look at strangers' files, under the names that they have there.

#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/text/mod.rs"]
pub mod text;
