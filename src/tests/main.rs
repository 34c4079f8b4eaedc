//! One integration binary.

mod reader;
