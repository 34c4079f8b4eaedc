//! The integration tests: one binary, since linking the vector engine is what a test binary costs.

mod llm;
