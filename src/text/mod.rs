//! From bytes to text that can be quoted: reading, drawing, cutting, finding and masking.
//!
//! Bytes and strings go in, values come out. Nothing here awaits, opens a file or logs. `pdf`,
//! `second` and `render` parse what strangers send, so they run only in the limited child.

pub mod chunks;
pub mod furniture;
pub mod glyphs;
pub mod ground;
pub mod layout;
pub mod overlap;
pub mod paragraphs;
pub mod pdf;
pub mod pii;
pub mod render;
pub mod second;
pub mod sections;
pub mod sentences;
pub mod signatures;
pub mod squash;
pub mod tokens;
