//! Which part each party plays: what its alias says, where that is the name of a part.
//!
//! An alias that shortens the party's own name tells no part, and none is made up for it.

use super::parties::Named;
use crate::domain::document::Span;
use crate::offline::patterns::cased;
use regex::Regex;
use std::sync::LazyLock;

static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?i)(?:^|\b)(?P<r>customer|client|supplier|provider|service\s+provider|vendor|contractor|subcontractor|consultant|adviser|advisor|licensor|licensee|sublicensee|reseller|distributor|buyer|seller|purchaser|lessor|lessee|landlord|tenant|manufacturer|franchisor|franchisee|subscriber|employer|employee|principal|agent|sponsor|borrower|lender|guarantor|processor|controller|owner|operator|shipper|carrier|publisher|developer|discloser|recipient|assignor|assignee|partner|affiliate|company|bank|investor|trustee|administrator|merchant|integrator|host)$",
    )
});

/// A part, who plays it, and where the party is named.
pub(super) fn roles(parties: &[Named]) -> Vec<(Span, String)> {
    parties
        .iter()
        .filter_map(|named| {
            let alias = named.party.alias.as_deref()?.trim();
            let part = PARTS.captures(alias)?.name("r")?.as_str().to_lowercase();
            // `Alpha Bank` of Alpha Bank plc is a name.
            let is_name = alias.split_whitespace().count() > 1
                && named
                    .party
                    .name
                    .to_lowercase()
                    .starts_with(&alias.to_lowercase());
            (!is_name).then(|| (named.span, format!("{part}: {}", named.party.name)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Party;

    fn of(name: &str, alias: Option<&str>) -> Vec<String> {
        let named = Named {
            span: Span::new(0, 1),
            party: Party {
                name: name.to_owned(),
                alias: alias.map(str::to_owned),
            },
        };
        roles(&[named]).into_iter().map(|(_, role)| role).collect()
    }

    #[test]
    fn a_part_is_read_from_an_alias_that_names_one() {
        assert_eq!(
            of("Ardent Rail Ltd", Some("Customer")),
            ["customer: Ardent Rail Ltd"]
        );
        assert_eq!(
            of("Ardent Rail Ltd", Some("Service Provider")),
            ["service provider: Ardent Rail Ltd"]
        );
        for alias in [None, Some("Ardent"), Some("Ardent Rail")] {
            assert!(of("Ardent Rail Ltd", alias).is_empty(), "{alias:?}");
        }
        assert!(of("Alpha Bank plc", Some("Alpha Bank")).is_empty());
    }
}
