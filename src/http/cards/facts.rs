//! What a card says beside its value: how far to trust it, and the particulars of a duty.

use super::display;
use crate::domain::confidence::Signals;
use crate::domain::obligation::Obligation;
use crate::domain::term::Rival;
use crate::domain::value::Value;

/// How far the value can be trusted, and by which signals.
pub(super) fn trust(signals: &Signals, value: &Value) -> (&'static str, String) {
    let hundredths = (signals.score(value) * 100.0).round();
    (
        "Trust",
        format!("{hundredths} of 100: {}", signals.reasons().join("; ")),
    )
}

/// Another value of the field, with the words that state it.
pub(super) fn also_stated(rival: &Rival) -> (&'static str, String) {
    let Rival { value, grounding } = rival;
    let (value, quote, page) = (display(value), &grounding.quote, grounding.page);
    ("Also stated", format!("{value}, on page {page}: “{quote}”"))
}

/// More about a duty: name and value.
pub(super) fn facts(obligation: &Obligation) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let due = obligation.due.as_ref().map(ToString::to_string);
    // A duty that falls due when its condition is met is told so once.
    let condition = obligation.condition.clone();
    let condition = condition.filter(|condition| Some(condition) != due.as_ref());
    if let Some(due) = due {
        facts.push(("Due", due));
    }
    if let Some(derivation) = &obligation.derivation {
        let rule = derivation.rule.replace('_', " ");
        facts.push(("Date computed", rule));
    }
    if let Some(recurrence) = &obligation.recurrence {
        facts.push(("Repeats", format!("every {}", recurrence.period())));
    }
    if let Some(condition) = condition {
        facts.push(("Condition", condition));
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
    let doubts = obligation.doubts.iter().flatten();
    facts.extend(doubts.map(|doubt| ("To check", doubt.words().to_owned())));
    facts.push(("Owner", obligation.owner_role.clone()));
    facts
}

#[cfg(test)]
mod tests {
    use super::super::groups;
    use super::*;
    use crate::domain::obligation::Due;
    use crate::domain::review::Subject;
    use crate::http::sample::sample;

    /// R39: what contradicts a value stands beside it with its words, and all values are not approved at once.
    #[test]
    fn a_rival_is_shown_with_its_quote_and_takes_the_verified_away() {
        let mut view = sample(str::to_owned);
        let shown = |view: &_| {
            let groups = groups(view).into_iter();
            let mut cards = groups.flat_map(|group| group.cards);
            cards
                .find(|card| card.label == "Insurance")
                .expect("a card")
        };
        assert_eq!(shown(&view).badge.text, "Verified");
        for item in &mut view.items {
            let Subject::Field {
                field,
                signals,
                rivals,
                ..
            } = &mut item.subject
            else {
                continue;
            };
            if field.as_str() == "insurance" {
                let grounding = item.grounding.clone().expect("evidence");
                let value = Value::Text("marine cargo".to_owned());
                rivals.push(Rival { value, grounding });
                *signals = signals.map(|signals| Signals {
                    rivals: 1,
                    ..signals
                });
            }
        }
        let card = shown(&view);
        assert!(card.conflict && card.badge.text == "To check");
        let told = card.facts.iter().find(|(name, _)| *name == "Also stated");
        let (_, told) = told.expect("the rival");
        assert_eq!(
            told,
            "marine cargo, on page 3: “commercial general liability insurance”"
        );
    }

    #[test]
    fn a_duty_that_is_due_on_its_condition_says_so_once() {
        let view = sample(str::to_owned);
        let obligation = view.items.iter().find_map(|item| match &item.subject {
            Subject::Obligation(obligation) => Some(obligation.clone()),
            _ => None,
        });
        let mut obligation = obligation.expect("the sample has a duty");
        let event = "When the project is over".to_owned();
        obligation.condition = Some(event.clone());
        let names = |obligation: &Obligation| -> Vec<&str> {
            facts(obligation)
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        };
        assert!(names(&obligation).contains(&"Condition"));
        obligation.due = Some(Due::OnEvent { event });
        assert!(!names(&obligation).contains(&"Condition"));
    }
}
