//! Which part each party plays: what its alias says, where that is the name of a part, or the key of the row
//! that names it.
//!
//! An alias that shortens the party's own name tells no part, and none is made up for it.

use super::parties::Named;
use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use std::sync::LazyLock;

static PARTS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?P<q>(?:[\w&'’-]+\s+){0,2}?(?:sub-|co-)?)(?P<r>(?:customer|client|supplier|provider|service\s+provider|vendor|contractor|subcontractor|consultant|adviser|advisor|licensor|licensee|sublicensee|reseller|distributor|buyer|seller|purchaser|lessor|lessee|sublessor|sublessee|landlord|tenant|subtenant|sublandlord|manufacturer|franchisor|franchisee|subscriber|employer|employee|executive|principal|agent|agency|sponsor|borrower|lender|guarantor|indemnitor|pledgor|maker|processor|controller|owner|operator|manager|servicer|shipper|carrier|transporter|charterer|consignee|broker|dealer|retailer|wholesaler|issuer|holder|grantor|grantee|transferor|transferee|mortgagor|mortgagee|obligor|debtor|creditor|insurer|insured|underwriter|depositor|custodian|registrar|beneficiary|caterer|publisher|author|producer|developer|promoter|founder|advertiser|architect|arranger|hirer|discloser|recipient|assignor|assignee|partner|affiliate|company|bank|investor|shareholder|stockholder|trustee|administrator|representative|authority|merchant|integrator|host|(?:outgoing|incoming|continuing|retiring|remaining)\s+party))(?P<s>s?)$",
    )
});

/// A part, who plays it, and where the party is named in `text`.
pub(super) fn roles(text: &str, parties: &[Named]) -> Vec<(Span, String)> {
    parties
        .iter()
        .filter_map(|named| {
            let called = named.party.alias.as_deref().and_then(|alias| {
                let part = part(alias.trim(), &named.party.name)?;
                // `Alpha Bank` of Alpha Bank plc is a name.
                let is_name = alias.split_whitespace().count() > 1
                    && named
                        .party
                        .name
                        .to_lowercase()
                        .starts_with(&alias.trim().to_lowercase());
                (!is_name).then_some(part)
            });
            let part = called.or_else(|| part(key(text, named.span)?, &named.party.name))?;
            Some((named.span, format!("{part}: {}", named.party.name)))
        })
        .collect()
}

/// The key of the row or the cell that a name begins: `Vendor:`, `| Vendor |`.
fn key(text: &str, name: Span) -> Option<&str> {
    let before = text.get(..name.start)?;
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let word = line.trim_end();
    let is_key = word.ends_with([':', '|']) || line.ends_with('\t') || line.ends_with("  ");
    let word = word.trim_end_matches([':', '|', ' ', '\t']);
    let cell = word.rsplit(['\t', '|']).next()?.trim();
    let cell = cell.strip_prefix("The ").unwrap_or(cell);
    (is_key && !cell.is_empty()).then_some(cell)
}

/// The part in small letters with the words that tell its kind, as `escrow agent`; one of several who
/// play it together is named in the singular. A word of the party's own name tells no kind.
fn part(alias: &str, name: &str) -> Option<String> {
    let found = PARTS.captures(alias)?;
    let (kind, part) = (&found["q"], &found["r"]);
    let name = name.to_lowercase();
    let is_of_the_name = |word: &str| name.contains(&word.to_lowercase());
    // `IBM Supplier` is called by initials.
    let is_initials =
        |word: &str| !word.contains(char::is_lowercase) && part.contains(char::is_lowercase);
    let is_no_kind = kind
        .split_whitespace()
        .any(|word| is_of_the_name(word) || is_initials(word) || word.contains(['\'', '’']));
    let whole = if is_no_kind {
        part.to_owned()
    } else {
        format!("{kind}{part}")
    };
    Some(
        whole
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase(),
    )
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
        roles("", &[named])
            .into_iter()
            .map(|(_, role)| role)
            .collect()
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

    #[test]
    fn a_part_keeps_the_words_that_tell_its_kind() {
        for (alias, expected) in [
            ("Escrow Agent", "escrow agent: Ardent Rail Ltd"),
            (
                "Independent Contractor",
                "independent contractor: Ardent Rail Ltd",
            ),
            ("Sub-Landlord", "sub-landlord: Ardent Rail Ltd"),
            ("Suppliers", "supplier: Ardent Rail Ltd"),
            ("Outgoing Party", "outgoing party: Ardent Rail Ltd"),
            // Words of the name and initials tell no kind.
            ("Rail Supplier", "supplier: Ardent Rail Ltd"),
            ("ARL Supplier", "supplier: Ardent Rail Ltd"),
        ] {
            assert_eq!(of("Ardent Rail Ltd", Some(alias)), [expected]);
        }
        assert!(of("Ardent Rail Ltd", Some("Counterparty")).is_empty());
    }

    #[test]
    fn the_key_of_a_row_tells_a_part_where_no_alias_does() {
        for (text, expected) in [
            ("Vendor\tGull Inc., of Utah", Some("vendor: Gull Inc.")),
            ("LESSOR: Gull Inc.", Some("lessor: Gull Inc.")),
            ("| Buyer | Gull Inc. |", Some("buyer: Gull Inc.")),
            ("Bought from the vendor Gull Inc.", None),
            ("Invoice to: Gull Inc.", None),
        ] {
            let at = text.find("Gull").expect("it is there");
            let named = Named {
                span: Span::new(at, at + 9),
                party: Party {
                    name: "Gull Inc.".to_owned(),
                    alias: Some("Gull".to_owned()),
                },
            };
            let read = roles(text, &[named]).pop().map(|(_, role)| role);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
