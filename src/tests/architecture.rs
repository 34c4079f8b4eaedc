//! The import table, as data: which folder may name which. Scans `crate::` paths in the sources
//! and names the file and line that breaks it.

use std::path::{Path, PathBuf};

/// A folder, what of ours it may import, and words that it must never contain.
struct Rule {
    folder: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static str],
}

const TRAITS: [&str; 7] = [
    "connectors::blobs",
    "connectors::clm",
    "connectors::crm",
    "connectors::embedder",
    "connectors::llm",
    "connectors::reader",
    "connectors::vectors",
];

const TABLE: &[Rule] = &[
    Rule {
        folder: "domain",
        may: &["domain"],
        never: &[
            ".await", "async fn", "std::fs", "std::net", "sqlx", "reqwest", "axum",
        ],
    },
    Rule {
        folder: "text",
        may: &["domain", "text"],
        never: &[".await", "async fn", "std::fs", "std::net"],
    },
    Rule {
        folder: "offline",
        may: &["domain", "text", "offline"],
        never: &[".await", "async fn", "std::fs", "std::net"],
    },
    Rule {
        folder: "connectors/blobs",
        may: &["domain", "connectors::blobs"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/clm",
        may: &["domain", "connectors::clm"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/crm",
        may: &["domain", "connectors::crm"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/embedder",
        may: &["domain", "connectors::embedder"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/llm",
        may: &["domain", "connectors::llm"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/reader",
        may: &["domain", "connectors::reader"],
        never: &["sqlx"],
    },
    Rule {
        folder: "connectors/vectors",
        may: &["domain", "connectors::vectors"],
        never: &["sqlx"],
    },
    Rule {
        folder: "prompt",
        may: &["domain", "text", "prompt", "connectors::llm"],
        never: &[".await", "async fn", "std::fs"],
    },
    Rule {
        folder: "store",
        may: &["domain", "store"],
        never: &["reqwest", "axum"],
    },
    Rule {
        folder: "jobs",
        may: &["domain", "store", "jobs"],
        never: &["sqlx", "reqwest", "axum"],
    },
    Rule {
        folder: "pipeline",
        may: &[
            "domain",
            "text",
            "offline",
            "prompt",
            "store",
            "pipeline",
            "connectors",
        ],
        never: &[
            "sqlx",
            "axum",
            "reqwest",
            "ironclad::",
            "salesforce::",
            "openai::",
            "simulator",
            "Ironclad",
            "OpenAi",
        ],
    },
    Rule {
        folder: "eval",
        may: &[
            "domain",
            "text",
            "offline",
            "prompt",
            "eval",
            "pipeline::extract",
            "connectors",
        ],
        never: &["sqlx", "axum"],
    },
    Rule {
        folder: "http",
        may: &[
            "domain",
            "http",
            "store",
            "pipeline::accept",
            "pipeline::review",
        ],
        never: &["sqlx", "reqwest"],
    },
    Rule {
        folder: "config",
        may: &[
            "domain",
            "prompt",
            "config",
            "http",
            "jobs",
            "pipeline",
            "store",
            "telemetry",
            "connectors",
        ],
        never: &["sqlx"],
    },
];

/// Folders whose tests may use what their code may not: a test double is not the product.
const TEST_FILES: [&str; 4] = ["tests.rs", "double.rs", "conformance.rs", "conformance/"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder)
        .expect("a folder of ours")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The lines of a file that are code and not inside its test module, numbered from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The paths after `crate::` in a line, `use crate::{a, b::c}` taken apart.
fn imports(line: &str) -> Vec<String> {
    line.match_indices("crate::")
        .flat_map(|(at, word)| {
            let rest = &line[at + word.len()..];
            let group = rest
                .strip_prefix('{')
                .and_then(|inner| inner.split_once('}'))
                .map(|(inner, _)| inner);
            match group {
                Some(inner) => inner
                    .split(',')
                    .map(|path| path.trim().to_owned())
                    .collect(),
                None => vec![
                    rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                ],
            }
        })
        .filter(|path| !path.is_empty())
        .collect()
}

fn allowed(rule: &Rule, path: &str) -> bool {
    rule.may
        .iter()
        .any(|may| path == *may || path.starts_with(&format!("{may}::")))
}

fn breaches(rule: &Rule) -> Vec<String> {
    let folder = root().join(rule.folder);
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let file = folder.with_extension("rs");
    if file.is_file() {
        files.push(file);
    }
    let mut found = Vec::new();
    for file in files {
        let name = file
            .strip_prefix(root())
            .expect("under src")
            .display()
            .to_string();
        if TEST_FILES.iter().any(|test| name.contains(test)) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source of ours");
        for (number, line) in code(&text) {
            for path in imports(line).iter().filter(|path| !allowed(rule, path)) {
                found.push(format!(
                    "src/{name}:{number} names crate::{path}, which {} may not import",
                    rule.folder
                ));
            }
            for word in rule.never.iter().filter(|word| line.contains(**word)) {
                found.push(format!(
                    "src/{name}:{number} contains `{word}`, which never belongs in {}",
                    rule.folder
                ));
            }
        }
    }
    found
}

#[test]
fn the_import_table_holds() {
    let found: Vec<String> = TABLE.iter().flat_map(breaches).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// A step may ask any connector, but a connector never asks another.
#[test]
fn no_connector_names_another() {
    let named: Vec<&str> = TABLE
        .iter()
        .filter(|rule| rule.folder.starts_with("connectors/"))
        .map(|rule| rule.folder)
        .collect();
    let expected: Vec<String> = TRAITS.iter().map(|path| path.replace("::", "/")).collect();
    assert_eq!(named, expected);
}

#[test]
fn the_scanner_sees_a_breach() {
    assert_eq!(
        imports("use crate::{store, http::error};"),
        ["store", "http::error"]
    );
    assert_eq!(imports("    crate::pipeline::run(ctx)"), ["pipeline::run"]);
    let rule = Rule {
        folder: "x",
        may: &["domain", "connectors::llm"],
        never: &[],
    };
    assert!(
        allowed(&rule, "connectors::llm::Request")
            && !allowed(&rule, "connectors::llmx")
            && !allowed(&rule, "store")
    );
}

/// SQL lives in `store/` and nowhere else.
#[test]
fn only_the_store_names_the_database() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    for file in files {
        let name = file
            .strip_prefix(root())
            .expect("under src")
            .display()
            .to_string();
        let text = std::fs::read_to_string(&file).expect("a source of ours");
        let breach = code(&text).find(|(_, line)| line.contains("sqlx::"));
        assert!(
            name.starts_with("store") || name.starts_with("tests") || breach.is_none(),
            "src/{name} names sqlx: {breach:?}"
        );
    }
}

/// The house has no rooms without a name of their own, and no file that nobody can read in one go.
#[test]
fn rooms_have_names_and_files_an_end() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    for file in files {
        let stem = file
            .file_stem()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        assert!(
            ![
                "core", "common", "utils", "util", "helpers", "types", "misc"
            ]
            .contains(&stem.as_str()),
            "{}",
            file.display()
        );
        let lines = std::fs::read_to_string(&file)
            .expect("a source of ours")
            .lines()
            .count();
        assert!(
            lines <= 400,
            "{} has {lines} lines; the house stops at 400",
            file.display()
        );
    }
}
