//! Who is who in a contract: which side a party is on, by the part that it plays and by its name. A name that
//! tells no side is either's; none is made up for it.

use super::words::{folded, pieces};
use crate::domain::document::Span;
use crate::domain::reading::Reading;
use crate::domain::term::Finding;
use crate::domain::value::{Party, Value};

/// Which side of a contract a party is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It pays.
    Customer,
    /// It is paid.
    Supplier,
}

const CUSTOMERS: [&str; 6] = [
    "customer",
    "client",
    "buyer",
    "purchaser",
    "licensee",
    "subscriber",
];
const SUPPLIERS: [&str; 7] = [
    "supplier",
    "vendor",
    "provider",
    "seller",
    "licensor",
    "contractor",
    "consultant",
];
/// The names of the parties of one contract, folded, and the side of each where it is known.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(Vec<String>, Option<Role>)>);

impl Names {
    /// Those of a reading: full names, aliases, and the roles that were read.
    pub(super) fn of(reading: &Reading) -> Self {
        let values = |field: &str| {
            let finding = reading.fields.get(&field.into());
            let terms = finding.map_or(&[][..], Finding::terms);
            terms.iter().map(|term| &term.value).collect::<Vec<_>>()
        };
        let roles: Vec<(Option<Role>, &str)> = values("party_role")
            .into_iter()
            .filter_map(|value| match value {
                Value::Text(told) => told.split_once(": "),
                _ => None,
            })
            .map(|(role, name)| (role_of(&folded(role)), name))
            .collect();
        let mut names = Vec::new();
        for value in values("party") {
            let Value::Party(Party { name, alias }) = value else {
                continue;
            };
            let alias = alias.as_deref().unwrap_or_default();
            let told = roles.iter().find(|(_, known)| known == name);
            let role = role_of(&folded(alias)).or(told.and_then(|(role, _)| *role));
            for words in [name.as_str(), alias] {
                let words: Vec<String> = pieces(words)
                    .map(|span| folded(&words[span.range()]))
                    .collect();
                if !words.is_empty() {
                    names.push((words, role));
                }
            }
        }
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Self(names)
    }

    /// How many words at the start of `rest` are a party's name, and which side it is.
    pub(super) fn at(&self, rest: &[(Span, String)]) -> Option<(usize, Option<Role>)> {
        let begins = |name: &[String]| {
            name.len() <= rest.len() && name.iter().zip(rest).all(|(a, (_, b))| a == b)
        };
        let found = self.0.iter().find(|(name, _)| begins(name));
        found.map(|(name, role)| (name.len(), *role))
    }
}

/// The side that the name of a part is on, such as `licensee`.
pub(super) fn role_of(key: &str) -> Option<Role> {
    match key {
        key if CUSTOMERS.contains(&key) => Some(Role::Customer),
        key if SUPPLIERS.contains(&key) => Some(Role::Supplier),
        _ => None,
    }
}
