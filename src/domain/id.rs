//! Names of things, as types that cannot be mixed up.
//!
//! Ids are derived, never drawn: a step that runs twice makes the same row, the same point and
//! the same external key. Nothing here may ask for randomness or time.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The namespace of every id that Countersign derives (UUIDv5, RFC 9562 section 5.5).
const NAMESPACE: Uuid = Uuid::from_u128(0x5f3a_9c1e_7b44_4d0e_9a53_c0de_51f7_ed01);

/// Derives an id from its parts. The parts are length-prefixed, so that `("a","bc")` and
/// `("ab","c")` give different ids.
pub fn derive(parts: &[&str]) -> Uuid {
    let mut name = String::new();
    for part in parts {
        name.push_str(&part.len().to_string());
        name.push(':');
        name.push_str(part);
    }
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

/// Which prompt a question was put by, to the letter. Kept with each answer, so that it is known which wording
/// a decision came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PromptId {
    /// The prompt's name, such as `extract-fields`.
    pub name: String,
    /// Its version, as the person who changed it last has it.
    pub version: String,
    /// SHA-256 of its whole file in lower-case hex.
    pub hash: String,
}

/// Letters of a hash that people are shown.
const SHORT: usize = 12;

impl fmt::Display for PromptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = self.hash.get(..SHORT).unwrap_or(&self.hash);
        write!(f, "{}, version {} ({hash})", self.name, self.version)
    }
}

text_id!(
    /// One contract in our store: UUIDv5 over the CLM's name and its id there.
    ContractId
);
text_id!(
    /// One entry of the field dictionary, such as `effective_date`.
    FieldId
);
text_id!(
    /// One entry of a review: a field's value or an obligation of one contract.
    ItemId
);
text_id!(
    /// One queued job.
    JobId
);
text_id!(
    /// SHA-256 of a file in lower-case hex: its name in the blob store.
    Sha256
);

impl ContractId {
    /// The contract that `source` (a CLM's name) knows as `native`.
    pub fn of(source: &str, native: &str) -> Self {
        Self(derive(&["contract", source, native]).to_string())
    }
}

impl ItemId {
    /// The `ordinal`-th value of `key` in a contract; stable over re-runs of extraction.
    pub fn of(contract: &ContractId, key: &str, ordinal: usize) -> Self {
        Self(derive(&["item", contract.as_str(), key, &ordinal.to_string()]).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_id_and_other_splits_another() {
        assert_eq!(derive(&["a", "bc"]), derive(&["a", "bc"]));
        assert_ne!(derive(&["a", "bc"]), derive(&["ab", "c"]));
    }
}
