//! Where two engines meet: what both say is one value, what one says stays its own, and what cannot
//! both be true stands side by side. Pure; prefers no engine, and never drops what one of them read.

use super::wording;
use crate::domain::document::Span;
use crate::domain::measure;
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
    let is_alike = match (&a.value, &b.value) {
        (Value::Text(one), Value::Text(other)) => may_be_one(one, other),
        _ => false,
    };
    let across = a.engine != b.engine;
    a.value.same_as(&b.value) || (is_alike && across && shares(a.grounding.span, b.grounding.span))
}

/// Words of a text that is more than a name or a measure, at least.
const FREE: usize = 5;

/// Whether two texts of one place may be two wordings of one thing. What measures must be the same measure,
/// and of two short ones (`monthly in advance`, `monthly in arrears`) the one must have all words of the other.
fn may_be_one(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let is_free = words(one) >= FREE || words(other) >= FREE;
    let is_within = wording::holds(one, other) || wording::holds(other, one);
    !measure::measures(one) && !measure::measures(other) && (is_free || is_within)
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
        let known = met.iter_mut().filter(|known| {
            known.engine == Engine::Offline && one_duty(known, &duty) && agrees(known, &duty)
        });
        // A sentence may hold several duties: of those that fit, the one that is most alike.
        let known = known.rev().max_by_key(|known| likeness(known, &duty));
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
    let is_named = !one.is_empty() && !other.is_empty();
    let actor = is_named && (one.contains(&other) || other.contains(&one));
    let deed = a.kind == b.kind || wording::shared(&a.action, &b.action) > 0;
    actor && deed && shares(a.grounding.span, b.grounding.span)
}

/// How alike two duties are: first in what is to be done, then in place, as the part of the words of both
/// that they share, in thousandths.
fn likeness(a: &Obligation, b: &Obligation) -> (usize, usize) {
    let (one, other) = (a.grounding.span, b.grounding.span);
    let shared = one
        .end
        .min(other.end)
        .saturating_sub(one.start.max(other.start));
    let all = one.end.max(other.end) - one.start.min(other.start);
    (
        wording::shared(&a.action, &b.action),
        shared * 1_000 / all.max(1),
    )
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
            rivals: Vec::new(),
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
        let said = |engine, at| {
            let words = if engine == Engine::Llm {
                "a credit for each hour of an outage"
            } else {
                "hourly credits"
            };
            term(engine, ValueKind::Text, words, at)
        };
        let met = values(vec![said(Engine::Offline, 0)], vec![said(Engine::Llm, 10)]);
        assert_eq!(engines(&met), [Engine::Both]);
        let met = values(vec![said(Engine::Offline, 0)], vec![said(Engine::Llm, 100)]);
        assert_eq!(engines(&met), [Engine::Offline, Engine::Llm]);
    }

    /// What measures, and what is one of a few words, agrees only where it is the same.
    #[test]
    fn two_measures_of_one_place_are_a_conflict() {
        let met = |one: &str, other: &str| {
            let said = |engine, value| term(engine, ValueKind::Text, value, 0);
            values(
                vec![said(Engine::Offline, one)],
                vec![said(Engine::Llm, other)],
            )
            .len()
        };
        for (one, other) in [
            ("unlimited", "2"),
            ("12 months of fees", "24 months of fees"),
            ("CPI", "3%"),
            ("CPI", "RPI"),
            ("USD", "EUR"),
            ("monthly in advance", "monthly in arrears"),
            ("provider: Acme Ltd", "customer: Acme Ltd"),
            (
                "lesser of USD 5000.00 and 12 months of fees",
                "greater of USD 5000.00 and 12 months of fees",
            ),
        ] {
            assert_eq!(met(one, other), 2, "{one} | {other}");
        }
        for (one, other) in [
            ("CPI, max 4%", "lesser of 4% and CPI"),
            ("New York, New York", "New York"),
            (
                "the plans and drawings",
                "plans, drawings and models of the bridge",
            ),
        ] {
            assert_eq!(met(one, other), 1, "{one} | {other}");
        }
    }

    fn duty(engine: Engine, actor: &str, at: usize, due: Option<Due>) -> Obligation {
        Obligation {
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
            doubts: None,
        }
    }

    /// Two duties of one sentence are told apart by what is to be done.
    #[test]
    fn a_duty_of_the_model_meets_the_one_that_is_most_alike() {
        let said = |engine, action: &str, kind, due| Obligation {
            action: action.to_owned(),
            kind,
            ..duty(engine, "Supplier", 0, due)
        };
        let monthly = Due::Every {
            period: Period::new(1, Unit::Month),
            date: None,
        };
        let offline = || {
            vec![
                said(
                    Engine::Offline,
                    "deliver the Software",
                    Kind::Delivery,
                    None,
                ),
                said(
                    Engine::Offline,
                    "provide a usage report every month",
                    Kind::Report,
                    None,
                ),
            ]
        };
        let report = said(
            Engine::Llm,
            "provide a usage report",
            Kind::Report,
            Some(monthly),
        );
        let met = duties(offline(), vec![report.clone()]);
        let seen: Vec<(Engine, bool)> = met.iter().map(|d| (d.engine, d.due.is_some())).collect();
        assert_eq!(seen, [(Engine::Offline, false), (Engine::Both, true)]);
        let other = said(Engine::Llm, "train the users", Kind::Service, None);
        assert_eq!(duties(offline(), vec![other]).len(), 3, "it is a third one");
        let nobody = Obligation {
            actor: "—".to_owned(),
            ..report
        };
        assert_eq!(duties(offline(), vec![nobody]).len(), 3);
    }

    #[test]
    fn a_duty_of_both_stands_once_with_what_either_knows() {
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
