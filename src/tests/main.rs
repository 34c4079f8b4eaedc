//! The one integration binary: the real service, a real SQLite file, real Qdrant Edge, and the
//! simulators over loopback HTTP. Test names are sentences about what a user sees.

mod answers;
mod architecture;
mod browser;
mod budget;
mod canaries;
mod cases;
mod commands;
mod contradictions;
mod corpora;
mod correcting;
mod crash;
mod dictionary;
mod duties;
mod engines;
mod evaluating;
#[path = "../../fuzz/bodies.rs"]
mod fuzz_bodies;
mod harness;
mod hostile;
#[path = "../../fuzz/hostile/mod.rs"]
mod hostile_files;
mod journeys;
mod llm;
mod mapping;
mod model;
mod operating;
mod paid_eval;
#[path = "../../fixtures/press.rs"]
mod press;
mod reader;
mod readme;
mod scans;
mod schedules;
mod standards;
mod terminal;
