//! Prose drifts; what a test reads does not. The README's paths, commands and tests must exist.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between single backticks.
fn spans() -> BTreeSet<&'static str> {
    README
        .split("```")
        .step_by(2)
        .flat_map(|prose| prose.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_path_that_the_readme_names_exists() {
    let paths = spans().into_iter().filter(|span| {
        span.contains('/')
            && !span.contains([' ', '{', '<', '*', ':'])
            && !span.starts_with(['/', '.', '-'])
    });
    let missing: Vec<&str> = paths.filter(|path| !root().join(path).exists()).collect();
    assert!(
        missing.is_empty(),
        "the README names paths that are not there: {missing:?}"
    );
}

#[test]
fn every_command_that_the_readme_names_is_known() {
    let commands = spans()
        .into_iter()
        .chain(README.lines())
        .filter_map(|text| text.trim().strip_prefix("countersign "));
    for command in commands {
        let words = command.split_whitespace().take_while(|word| {
            word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
        });
        let words: Vec<&str> = words.take(2).collect();
        let known = (1..=words.len()).rev().any(|count| {
            let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
                .args(&words[..count])
                .arg("--help")
                .output();
            output.expect("the binary starts").status.success()
        });
        assert!(
            words.is_empty() || known,
            "the README names `countersign {command}`"
        );
    }
}

/// The invariants of the README each name a test that exists.
#[test]
fn every_test_that_the_readme_names_exists() {
    let mut sources = String::new();
    collect(&root().join("src"), &mut sources);
    let tests = spans().into_iter().filter(|span| {
        span.matches('_').count() >= 3
            && span
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    });
    let tests: Vec<&str> = tests.collect();
    assert!(
        tests.len() >= 5,
        "the README lists its invariants with their tests"
    );
    for test in tests {
        assert!(
            sources.contains(&format!("fn {test}(")),
            "the README names the test {test}"
        );
    }
}

fn collect(folder: &Path, out: &mut String) {
    for entry in std::fs::read_dir(folder)
        .expect("a folder of ours")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push_str(&std::fs::read_to_string(path).expect("a source of ours"));
        }
    }
}

#[test]
fn the_readme_can_be_read_in_three_minutes() {
    let words = README.split_whitespace().count();
    assert!(words <= 900, "{words} words");
}
