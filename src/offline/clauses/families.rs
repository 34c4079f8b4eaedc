//! Categories that are worded alike. The first stage learns each family as one more category, so that
//! one that stands in few contracts gains from what its relatives teach.

use super::lexicon::MOST;

/// The families, by the names of their categories.
pub const FAMILIES: [&[&str]; 6] = [
    &[
        "Competitive Restriction Exception",
        "Non-Compete",
        "Exclusivity",
        "No-Solicit Of Customers",
        "No-Solicit Of Employees",
        "Non-Disparagement",
    ],
    &[
        "Most Favored Nation",
        "Revenue/Profit Sharing",
        "Price Restrictions",
        "Minimum Commitment",
        "Volume Restriction",
    ],
    &[
        "License Grant",
        "Non-Transferable License",
        "Affiliate License-Licensor",
        "Affiliate License-Licensee",
        "Unlimited/All-You-Can-Eat-License",
        "Irrevocable Or Perpetual License",
    ],
    &[
        "Ip Ownership Assignment",
        "Joint Ip Ownership",
        "Source Code Escrow",
        "Covenant Not To Sue",
    ],
    &[
        "Uncapped Liability",
        "Cap On Liability",
        "Liquidated Damages",
        "Warranty Duration",
        "Insurance",
    ],
    &[
        "Termination For Convenience",
        "Rofr/Rofo/Rofn",
        "Change Of Control",
        "Anti-Assignment",
        "Post-Termination Services",
        "Third Party Beneficiary",
    ],
];

/// The place among the scores of the family of `category`.
pub fn place(category: &str) -> Option<usize> {
    let family = FAMILIES
        .iter()
        .position(|names| names.contains(&category))?;
    Some(MOST + family)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::EVIDENCE;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_category_has_one_family_and_every_family_a_place_of_its_own() {
        let names: Vec<&str> = FAMILIES.iter().flat_map(|names| *names).copied().collect();
        let once: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(once.len(), names.len());
        let places: BTreeSet<usize> = names.iter().filter_map(|name| place(name)).collect();
        assert_eq!(places.len(), FAMILIES.len());
        assert!(places.iter().all(|place| (MOST..EVIDENCE).contains(place)));
        assert_eq!(place("Governing Law"), None);
    }
}
