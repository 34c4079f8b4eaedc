//! One section of the settings, read with all its problems at once. It quotes keys, never values.

use ::config::Value;
use serde::Deserialize;

/// The settings of the section `name`; every key of it that does not read is told in `problems`.
pub(super) fn read<T: for<'de> Deserialize<'de>>(
    section: &mut impl FnMut(&str) -> Value,
    name: &str,
    problems: &mut Vec<String>,
) -> Option<T> {
    let mut tree = section(name);
    let mut is_sound = true;
    loop {
        let error = match serde_path_to_error::deserialize(tree.clone()) {
            Ok(settings) => return is_sound.then_some(settings),
            Err(error) => error,
        };
        let path = error.path().to_string();
        let place = if path == "." {
            name.to_owned()
        } else {
            format!("{name}.{path}")
        };
        let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
        let error = error.into_inner().to_string();
        // Reading stops at the first key that it does not know; without that key it goes on to the
        // next, so that all of them are told at once.
        let is_gone = error.starts_with("unknown field") && forget(&mut tree, &keys, &error);
        problems.push(format!("{place}: {}", in_words(error)));
        if !is_gone {
            return None;
        }
        is_sound = false;
    }
}

/// Takes the unknown key that `error` names, at `path` or in the table there, out of `tree`.
fn forget(tree: &mut Value, path: &[String], error: &str) -> bool {
    let ::config::ValueKind::Table(table) = &mut tree.kind else {
        return false;
    };
    let unknown = error.split('`').nth(1).unwrap_or_default();
    match path {
        [first, rest @ ..] if !rest.is_empty() => table
            .get_mut(first)
            .is_some_and(|inner| forget(inner, rest, error)),
        [last] if last != unknown && table.contains_key(last) => table
            .get_mut(last)
            .is_some_and(|inner| forget(inner, &[], error)),
        _ => table.remove(unknown).is_some(),
    }
}

/// The settings crate's word for a value that is none of a key's choices names no place to look.
fn in_words(error: String) -> String {
    if error.contains("does not have variant") {
        return format!("{error}; its choices stand beside it in `countersign config default`");
    }
    error
}
