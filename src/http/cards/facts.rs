//! What a card says beside its value: how far to trust it, and the particulars of a duty.

use super::display;
use crate::domain::confidence::Signals;
use crate::domain::obligation::Obligation;
use crate::domain::value::Value;

/// How far the value can be trusted, and by which signals.
pub(super) fn trust(signals: &Signals, value: &Value) -> (&'static str, String) {
    let hundredths = (signals.score(value) * 100.0).round();
    (
        "Trust",
        format!("{hundredths} of 100: {}", signals.reasons().join("; ")),
    )
}

/// More about a duty: name and value.
pub(super) fn facts(obligation: &Obligation) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(due) = &obligation.due {
        facts.push(("Due", due.to_string()));
    }
    if let Some(derivation) = &obligation.derivation {
        let rule = derivation.rule.replace('_', " ");
        facts.push(("Date computed", rule));
    }
    if let Some(recurrence) = &obligation.recurrence {
        facts.push(("Repeats", format!("every {}", recurrence.period())));
    }
    if let Some(condition) = &obligation.condition {
        facts.push(("Condition", condition.clone()));
    }
    if let Some(consequence) = &obligation.consequence {
        facts.push(("If not kept", consequence.clone()));
    }
    if let Some(amount) = &obligation.amount {
        facts.push(("Amount", display(&Value::Money(amount.clone()))));
    }
    if let Some(beneficiary) = &obligation.beneficiary {
        facts.push(("Owed to", beneficiary.clone()));
    }
    facts.push(("Owner", obligation.owner_role.clone()));
    facts
}
