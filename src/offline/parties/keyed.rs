//! Parties that stand on lines of their own behind a key: `Party A: Name`, `Company Name: Name`.
//!
//! Only a key that tells a party counts; addresses and contact persons are left alone.

use super::names::Names;
use super::{Named, add};
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// How far into the text such lines may stand, in bytes, and how many there may be.
const WITHIN: usize = 8_000;
const MOST: usize = 8;

static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?P<k>\bParty\s+[A-D1-4]|^[ \t]*(?:The\s+)?(?:Company|Supplier|Customer|Client|Vendor|Provider|Service\s+Provider|Service\s+Recipient|Licensor|Licensee|Seller|Buyer|Purchaser|Distributor|Reseller|Lessor|Lessee|Contractor|Consultant|Sponsor|Owner|Agent|Partner|Manufacturer|Employer|Employee)(?P<n>(?:['’]s)?\s+(?:Legal\s+)?Name)?)\s*(?:\([^()\n]{1,40}\)\s*)?[:：]\s*")
        .expect("a constant pattern compiles")
});

/// The parties behind keys, in text order, each called as its key.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let head = &names.text()[..floor(names.text(), WITHIN)];
    let keys: Vec<_> = KEY.captures_iter(head).take(MOST).collect();
    let mut found = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let (Some(whole), Some(word)) = (key.get(0), key.name("k")) else {
            continue;
        };
        let line_end = head[whole.end()..]
            .find('\n')
            .map_or(head.len(), |at| whole.end() + at);
        let next = keys.get(at + 1).and_then(|next| next.get(0));
        let end = next.map_or(line_end, |next| line_end.min(next.start()));
        let Some(name) = names.at(whole.end(), end) else {
            continue;
        };
        let fills = name.span.end == whole.end() + head[whole.end()..end].trim_end().len();
        if !name.is_organisation && !fills {
            continue;
        }
        let mut named = Named::from(name);
        let alias = key.name("n").map_or(word.as_str(), |name| {
            &word.as_str()[..name.start() - word.start()]
        });
        named.party.alias = Some(alias.trim().to_owned());
        add(named, &mut found);
    }
    found
}
