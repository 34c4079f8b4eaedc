//! Where two engines meet: what both say is one value, what one says stays its own, and what cannot
//! both be true stands side by side. Pure; prefers no engine, and never drops what one of them read.

use crate::domain::document::Span;
use crate::domain::obligation::{Due, Obligation};
use crate::domain::term::{Engine, Term};
use crate::domain::value::{Value, plain};

/// The values of one field: those of the offline engine first, each with the engines that read it.
pub fn values(offline: Vec<Term>, model: Vec<Term>) -> Vec<Term> {
    let mut met: Vec<Term> = Vec::new();
    for term in offline.into_iter().chain(model) {
        match met.iter_mut().find(|known| same(known, &term)) {
            Some(known) if known.engine != term.engine => agree(known, term),
            Some(_) => {}
            None => met.push(term),
        }
    }
    met
}

/// The same value; of free text, which two readers never word alike, the same place.
fn same(a: &Term, b: &Term) -> bool {
    let is_text = matches!((&a.value, &b.value), (Value::Text(_), Value::Text(_)));
    let across = a.engine != b.engine;
    a.value.same_as(&b.value) || (is_text && across && shares(a.grounding.span, b.grounding.span))
}

/// Both read it: the better evidence is kept.
fn agree(known: &mut Term, other: Term) {
    if other.grounding.grade < known.grounding.grade {
        known.grounding = other.grounding;
    }
    known.engine = Engine::Both;
}

/// The duties of both engines in document order; one that both read stands once, with what either
/// knows of it. Where they disagree on when, how much, or whether at all, both stand with their engine.
pub fn duties(offline: Vec<Obligation>, model: Vec<Obligation>) -> Vec<Obligation> {
    let mut met = offline;
    for duty in model {
        let known = met.iter_mut().find(|known| {
            known.engine == Engine::Offline && one_duty(known, &duty) && agrees(known, &duty)
        });
        match known {
            Some(known) => {
                known.engine = Engine::Both;
                if known.due.is_none() {
                    known.due = duty.due;
                    known.recurrence = known.recurrence.take().or(duty.recurrence);
                }
                known.condition = known.condition.take().or(duty.condition);
                known.consequence = known.consequence.take().or(duty.consequence);
                known.amount = known.amount.take().or(duty.amount);
                known.beneficiary = known.beneficiary.take().or(duty.beneficiary);
            }
            None => met.push(duty),
        }
    }
    met.sort_by_key(|duty| duty.grounding.span);
    met
}

fn one_duty(a: &Obligation, b: &Obligation) -> bool {
    let (one, other) = (plain(&a.actor), plain(&b.actor));
    let actor = one.contains(&other) || other.contains(&one);
    actor && shares(a.grounding.span, b.grounding.span)
}

/// Whether both can be true: what only one of them states contradicts nothing. What must be done and
/// what must not are two duties, however alike their words.
fn agrees(a: &Obligation, b: &Obligation) -> bool {
    let due = match (&a.due, &b.due) {
        (Some(a), Some(b)) => same_due(a, b),
        _ => true,
    };
    let amount = match (&a.amount, &b.amount) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    a.modality == b.modality && due && amount
}

/// The same figure. What it counts from, and which event, two readers never word alike.
fn same_due(a: &Due, b: &Due) -> bool {
    match (a, b) {
        (Due::On { date: a }, Due::On { date: b }) => a == b,
        (Due::Within { period: a, .. }, Due::Within { period: b, .. })
        | (Due::Every { period: a, .. }, Due::Every { period: b, .. }) => a.same_as(*b),
        (Due::OnEvent { .. }, Due::OnEvent { .. }) => true,
        _ => false,
    }
}

/// Whether they share at least half of the shorter one.
fn shares(a: Span, b: Span) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let shorter = (a.end - a.start).min(b.end - b.start);
    shared > 0 && shared * 2 >= shorter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::FieldId;
    use crate::domain::obligation::{Kind, Modality};
    use crate::domain::term::{Grade, Grounding};
    use crate::domain::value::{Period, Unit, ValueKind};

    fn term(engine: Engine, kind: ValueKind, value: &str, at: usize) -> Term {
        Term {
            field: FieldId::from("f"),
            value: Value::parse(kind, value).expect("canonical text"),
            grounding: grounding(at),
            engine,
            derivation: None,
            signals: None,
        }
    }

    fn grounding(at: usize) -> Grounding {
        Grounding {
            grade: Grade::Exact,
            span: Span::new(at, at + 40),
            quote: String::new(),
            page: 1,
            boxes: vec![],
        }
    }

    fn engines(met: &[Term]) -> Vec<Engine> {
        met.iter().map(|term| term.engine).collect()
    }

    #[test]
    fn what_both_read_is_one_value_and_the_rest_stays_side_by_side() {
        let year = |engine, value| term(engine, ValueKind::Period, value, 0);
        let met = values(
            vec![year(Engine::Offline, "1 year")],
            vec![year(Engine::Llm, "12 months"), year(Engine::Llm, "2 years")],
        );
        assert_eq!(engines(&met), [Engine::Both, Engine::Llm]);
        assert_eq!(met[0].value.to_string(), "1 year");
        let alone = values(
            vec![],
            vec![year(Engine::Llm, "1 year"), year(Engine::Llm, "12 months")],
        );
        assert_eq!(engines(&alone), [Engine::Llm]);
    }

    #[test]
    fn words_of_one_place_agree_and_words_of_two_do_not() {
        let said = |engine, at| term(engine, ValueKind::Text, &format!("words {at}"), at);
        let met = values(vec![said(Engine::Offline, 0)], vec![said(Engine::Llm, 10)]);
        assert_eq!(engines(&met), [Engine::Both]);
        let met = values(vec![said(Engine::Offline, 0)], vec![said(Engine::Llm, 100)]);
        assert_eq!(engines(&met), [Engine::Offline, Engine::Llm]);
    }

    #[test]
    fn a_duty_of_both_stands_once_with_what_either_knows() {
        let duty = |engine, actor: &str, at, due| Obligation {
            actor: actor.to_owned(),
            beneficiary: None,
            action: "pay".to_owned(),
            kind: Kind::Payment,
            due,
            modality: Modality::Must,
            derivation: None,
            recurrence: None,
            condition: None,
            consequence: None,
            amount: None,
            owner_role: String::new(),
            grounding: grounding(at),
            engine,
        };
        let monthly = Due::Every {
            period: Period::new(1, Unit::Month),
            date: None,
        };
        let met = duties(
            vec![duty(Engine::Offline, "Customer", 50, None)],
            vec![
                duty(Engine::Llm, "the Customer", 60, Some(monthly.clone())),
                duty(Engine::Llm, "Provider", 50, None),
                duty(Engine::Llm, "Customer", 0, None),
            ],
        );
        let seen: Vec<(Engine, bool)> = met.iter().map(|d| (d.engine, d.due.is_some())).collect();
        assert_eq!(
            seen,
            [
                (Engine::Llm, false),
                (Engine::Both, true),
                (Engine::Llm, false)
            ]
        );
        let yearly = Due::Every {
            period: Period::new(1, Unit::Year),
            date: None,
        };
        let met = duties(
            vec![duty(Engine::Offline, "Customer", 50, Some(monthly))],
            vec![duty(Engine::Llm, "Customer", 50, Some(yearly))],
        );
        let seen: Vec<Engine> = met.iter().map(|duty| duty.engine).collect();
        assert_eq!(seen, [Engine::Offline, Engine::Llm], "neither is dropped");
    }
}
