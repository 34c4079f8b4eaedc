//! Secrets from files: `client_secret_file = "/run/secrets/x"` sets `client_secret` to what the
//! file holds. Never puts a file's content into a message.

use config::{Value, ValueKind};

const SUFFIX: &str = "_file";

/// Replaces every `NAME_file` in the tree by `NAME`; the problems, one sentence each.
pub fn resolve(tree: &mut Value) -> Vec<String> {
    let mut problems = Vec::new();
    walk(tree, "", &mut problems);
    problems
}

fn walk(value: &mut Value, path: &str, problems: &mut Vec<String>) {
    match &mut value.kind {
        ValueKind::Table(table) => {
            let names: Vec<String> = table
                .keys()
                .filter(|name| name.ends_with(SUFFIX))
                .cloned()
                .collect();
            for name in names {
                let Some(file) = table.remove(&name).and_then(|file| file.into_string().ok())
                else {
                    continue;
                };
                let key = name.trim_end_matches(SUFFIX).to_owned();
                match std::fs::read_to_string(&file) {
                    Ok(text) => {
                        table.insert(
                            key,
                            Value::from(text.trim_end_matches(['\n', '\r']).to_owned()),
                        );
                    }
                    Err(error) => {
                        problems.push(format!("{path}{name}: {file} cannot be read ({error})"))
                    }
                }
            }
            for (name, inner) in table.iter_mut() {
                walk(inner, &format!("{path}{name}."), problems);
            }
        }
        ValueKind::Array(values) => values
            .iter_mut()
            .for_each(|inner| walk(inner, path, problems)),
        _ => {}
    }
}
