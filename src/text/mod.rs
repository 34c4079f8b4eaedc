//! From bytes to text that can be quoted: reading, drawing, cutting, finding and masking.
//!
//! Bytes and strings go in, values come out. Nothing here awaits, opens a file or logs. `pdf`,
//! `second` and `render` parse what strangers send, so they run only in the limited child.

pub mod added;
pub mod addressed;
mod amends;
pub mod canvas;
pub mod chunks;
pub mod columns;
pub mod docx;
pub mod filled;
pub mod forms;
pub mod furniture;
pub mod gate;
pub mod glyphs;
pub mod grids;
pub mod ground;
pub mod hidden;
pub mod ink;
pub mod layers;
pub mod layout;
pub mod letters;
pub mod numbering;
pub mod outline;
pub mod overlap;
pub mod overprints;
pub mod paragraphs;
pub mod pdf;
pub mod people;
pub mod pictures;
pub mod pieces;
pub mod pii;
pub mod plain;
pub mod render;
pub mod rtl;
pub mod running;
pub mod scan;
pub mod seals;
pub mod second;
pub mod sections;
pub mod sentences;
pub mod signatures;
pub mod signing;
pub mod squash;
pub mod tables;
pub mod tokens;
pub mod turn;
mod typed_tables;

#[cfg(test)]
mod columns_tests;
#[cfg(test)]
mod hidden_tests;
#[cfg(test)]
mod tables_tests;
