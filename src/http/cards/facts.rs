//! What a card says beside its value: how far to trust it, and the particulars of a duty.

use super::display;
use crate::domain::confidence::Signals;
use crate::domain::obligation::{Due, Obligation};
use crate::domain::recurrence::Recurrence;
use crate::domain::term::Rival;
use crate::domain::value::Value;
use jiff::civil::Date;

/// How far the value can be trusted, and by which signals.
pub(super) fn trust(signals: &Signals, value: &Value) -> (&'static str, String) {
    let hundredths = (signals.score(value) * 100.0).round();
    (
        "Trust",
        format!("{hundredths} of 100: {}", signals.reasons().join("; ")),
    )
}

/// Dates of a duty that are told ahead.
const AHEAD: u16 = 3;

/// How a duty comes back, and when next, where that is its due date and its rule names the days. That holidays
/// move some of them the rule does not know.
fn comes_back(rule: &Recurrence, due: Option<&Due>, today: Date) -> Vec<(&'static str, String)> {
    let mut told = rule.told();
    if rule.has_days() && matches!(due, Some(Due::OnEvent { .. })) {
        told += " (usual days: see the words for those that the contract names)";
    }
    let mut facts = vec![("Repeats", told)];
    if let Some(Due::Every { date, .. }) = due
        && rule.names_its_day()
    {
        let from = date.map_or(today, |first| first.max(today));
        let dates = rule.dates(from, AHEAD).into_iter();
        let mut next: Vec<String> = dates.map(|day| display(&Value::Date(day))).collect();
        if rule.is_of_business_days() {
            next.push("holidays are not left out".to_owned());
        }
        facts.push(("Next days", next.join("; ")));
    }
    facts
}

/// Another value of the field, with the words that state it.
pub(super) fn also_stated(rival: &Rival) -> (&'static str, String) {
    let Rival { value, grounding } = rival;
    let (value, quote, page) = (display(value), &grounding.quote, grounding.page);
    ("Also stated", format!("{value}, on page {page}: “{quote}”"))
}

/// More about a duty on `today`: name and value.
pub(super) fn facts(obligation: &Obligation, today: Date) -> Vec<(&'static str, String)> {
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
        facts.extend(comes_back(recurrence, obligation.due.as_ref(), today));
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
    use super::super::badge::computed;
    use super::super::groups;
    use super::*;
    use crate::domain::review::Subject;
    use crate::domain::term::Derivation;
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
            facts(obligation, view.today)
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        };
        assert!(names(&obligation).contains(&"Condition"));
        obligation.due = Some(Due::OnEvent { event });
        assert!(!names(&obligation).contains(&"Condition"));
    }

    /// I5: the reviewer sees the days that a duty names, and the next of them.
    #[test]
    fn a_duty_that_comes_back_tells_its_next_days() {
        let day = |month, day| Some(jiff::civil::date(2026, month, day));
        let told = |rule: &str, date: Option<Date>| {
            let rule: Recurrence = rule.parse().expect("a rule");
            let period = rule.period();
            let due = Due::Every { period, date };
            comes_back(&rule, Some(&due), jiff::civil::date(2026, 6, 1))
        };
        let first = |facts: &[(&str, String)]| facts[1].1.split(';').next().map(str::to_owned);
        let monday = told("FREQ=MONTHLY;BYDAY=1MO", day(2, 2));
        assert_eq!(
            monday,
            [
                ("Repeats", "every 1 month, on the first Monday".to_owned()),
                (
                    "Next days",
                    "1 June 2026; 6 July 2026; 3 August 2026".to_owned()
                ),
            ]
        );
        let later = told("FREQ=MONTHLY;BYDAY=1MO", day(9, 7));
        assert_eq!(first(&later).as_deref(), Some("7 September 2026"));
        let bare = told("FREQ=MONTHLY", None);
        assert_eq!(bare, [("Repeats", "every 1 month".to_owned())]);
        let business = told("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", None);
        assert!(business[1].1.ends_with("holidays are not left out"));
        let usual: Recurrence = "FREQ=MONTHLY;BYMONTHDAY=15,-1".parse().expect("a rule");
        let event = "twice a month".to_owned();
        let facts = comes_back(
            &usual,
            Some(&Due::OnEvent { event }),
            jiff::civil::date(2026, 6, 1),
        );
        assert_eq!(facts.len(), 1);
        assert!(facts[0].1.contains("usual days"));
    }

    /// 3.17: a date in business days without a list of holidays is not shown as if it were certain.
    #[test]
    fn a_date_without_holidays_has_a_badge_of_its_own() {
        let view = sample(str::to_owned);
        let by = |rule: &str| Derivation {
            rule: rule.to_owned(),
            inputs: vec!["expiration_date".into()],
        };
        let badge = |rule: &str| computed(&by(rule), &view.dictionary).text;
        assert_eq!(badge("notice_before_expiry"), "Computed");
        assert_eq!(
            badge("notice_before_expiry_without_holidays"),
            "Holidays unknown"
        );
    }
}
