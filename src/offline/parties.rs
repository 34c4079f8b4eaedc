//! The contracting parties: from the preamble, from keyed lines, from the signature block.
//!
//! A name is taken only from a place where parties are named, never from the body of the contract.

mod aliases;
mod keyed;
mod lexicon;
mod names;
mod preamble;
mod signatures;

use crate::domain::document::Span;
use crate::domain::value::{Party, plain};
use names::Names;

/// A party and the place where its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The place of the name in the text.
    pub span: Span,
    /// The party.
    pub party: Party,
}

/// The parties in the order in which the contract names them.
pub fn parties(text: &str) -> Vec<Named> {
    let names = Names::new(text);
    let keyed = keyed::parties(&names);
    let mut found = preamble::parties(&names);
    let is_sure =
        |named: &Named| named.party.alias.is_some() && lexicon::has_form(&named.party.name);
    if found.len() >= 2 && found.iter().all(is_sure) {
        return found;
    }
    if keyed.len() >= 2 {
        found.clear();
    }
    if found.len() < 2 {
        keyed.into_iter().for_each(|named| add(named, &mut found));
    }
    let is_signed = |named: &Named| names.is_signed(&named.party.name) || is_sure(named);
    if found.len() < 2 || !found.iter().any(is_signed) {
        let signed = signatures::parties(&names);
        if signed.len() >= 2 && found.len() >= 2 {
            return signed;
        }
        signed.into_iter().for_each(|named| add(named, &mut found));
    }
    found
}

/// Adds a party unless it is known; a known one learns its alias.
fn add(named: Named, found: &mut Vec<Named>) {
    let key = plain(&named.party.name);
    let called = |known: &Named| {
        known
            .party
            .alias
            .as_deref()
            .is_some_and(|alias| plain(alias) == key)
    };
    if found
        .iter()
        .any(|known| called(known) && plain(&known.party.name) != key)
    {
        return;
    }
    match found
        .iter_mut()
        .find(|known| plain(&known.party.name) == key)
    {
        Some(known) => {
            if known.party.alias.is_none() {
                known.party.alias = named.party.alias;
            }
        }
        None => found.push(named),
    }
}

#[cfg(test)]
mod tests;
