//! The fuzz targets' corpora, run on stable: what was once found stays found. `fuzz/` runs the same
//! functions on inputs of its own making.

use crate::fuzz_bodies::{file, table};
use std::path::Path;

/// Runs `target` over the corpus of its name; how many inputs there were.
fn run(name: &str, target: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let inputs: Vec<_> = std::fs::read_dir(folder)
        .expect("our own corpus")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    for input in &inputs {
        println!("{}", input.display());
        target(&std::fs::read(input).expect("our own input"));
    }
    inputs.len()
}

/// G13: no input that a fuzz target keeps may stop it.
#[test]
fn every_input_that_fuzzing_kept_is_survived() {
    assert!(run("file", file) >= 5);
    assert!(run("table", table) >= 3);
}
