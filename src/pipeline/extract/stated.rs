//! Whether a quote states a value: read from the quote by our own readers, not believed of a model.
//! A quote that stands in the document proves its words, not what a model makes of them.

use crate::domain::obligation::{Draft, Due};
use crate::domain::value::{Value, plain};
use crate::offline::{self, dates, durations, law, money};

/// Whether `value` can be read from `quote`. Words and yes-or-no have no reader; for them the
/// quote itself is what the reviewer judges.
pub fn states(quote: &str, value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::Flag(_) => true,
        Value::OpenEnded => offline::is_open_ended(quote),
        Value::Date(date) => dates::dates(quote).iter().any(|(_, found)| found == date),
        Value::Period(period) => durations::periods(quote)
            .into_iter()
            .chain(durations::anniversaries(quote))
            .any(|(_, found)| found.same_as(*period)),
        Value::Money(wanted) => {
            let wanted = Value::Money(wanted.clone());
            money::amounts(quote)
                .into_iter()
                .any(|(_, found)| Value::Money(found).same_as(&wanted))
        }
        Value::Percent(share) => money::percents(quote)
            .iter()
            .any(|(_, found)| found.normalize() == share.normalize()),
        Value::Party(party) => plain(quote).contains(&plain(&party.name)),
        Value::Jurisdiction(place) => {
            let read =
                law::jurisdiction(quote).is_some_and(|(_, found)| plain(&found) == plain(place));
            read || plain(quote).contains(&plain(place))
        }
    }
}

/// The draft without a due date or an amount that its quote does not state.
pub fn trimmed(draft: Draft) -> Draft {
    let due = draft.due.filter(|due| match due {
        Due::On { date } => states(&draft.quote, &Value::Date(*date)),
        Due::Within { period, .. } => states(&draft.quote, &Value::Period(*period)),
        Due::Every { .. } | Due::OnEvent { .. } => true,
    });
    let amount = draft
        .amount
        .filter(|amount| states(&draft.quote, &Value::Money(amount.clone())));
    Draft {
        due,
        amount,
        ..draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::ValueKind;

    fn holds(quote: &str, kind: ValueKind, value: &str) -> bool {
        states(quote, &Value::parse(kind, value).expect("canonical text"))
    }

    /// R35: a true quote does not make a false value true.
    #[test]
    fn a_value_must_be_readable_from_its_own_quote() {
        let term = "an initial term of twelve (12) months";
        assert!(holds(term, ValueKind::Period, "1 year"));
        assert!(!holds(term, ValueKind::Period, "36 months"));
        assert!(!holds(
            "made as of January 15, 2026",
            ValueKind::Date,
            "2026-01-16"
        ));
        assert!(holds(
            "until the third anniversary of the Effective Date",
            ValueKind::Period,
            "3 years"
        ));
        assert!(holds(
            "continues until terminated by either party",
            ValueKind::Date,
            "open-ended"
        ));
        assert!(!holds(term, ValueKind::Date, "open-ended"));
        assert!(!holds("a fee of $5,000", ValueKind::Money, "USD 50000.00"));
        assert!(holds(
            "Acme, Inc. (“Supplier”)",
            ValueKind::Party,
            "ACME INC"
        ));
        assert!(holds(
            "the laws of the State of Delaware",
            ValueKind::Jurisdiction,
            "Delaware"
        ));
        assert!(!holds(
            "the laws of the State of Delaware",
            ValueKind::Jurisdiction,
            "Texas"
        ));
    }
}
