//! Computes again what follows from a value that a reviewer has corrected: dates of the contract's
//! life and due dates of duties. Pure; it decides nothing, and it never touches what was read.

use super::{compute, running, status};
use crate::domain::holidays::Calendars;
use crate::domain::id::{FieldId, Sha256};
use crate::domain::library::Standards;
use crate::domain::obligation::{Due, Obligation};
use crate::domain::outline::Outline;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::review::{Decision, Item, Subject};
use crate::domain::term::{Derivation, Engine, Finding, Term};
use crate::domain::value::Value;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Computes anew, in `items`, all that follows from `changed`, and says which items that were: a person
/// must look at them again. What can no longer be computed keeps its value, but a duty loses its date.
///
/// `text` is the contract's running text and `today` the present day.
pub fn anew(
    text: &str,
    dictionary: &Dictionary,
    items: &mut [Item],
    act: (&FieldId, Date),
    calendars: &Calendars,
) -> Vec<usize> {
    let (changed, today) = act;
    let affected = following(items, changed);
    let follows = |item: &Item| match &item.subject {
        Subject::Field { derivation, .. } => reads(derivation.as_ref(), &affected),
        Subject::Obligation(duty) => reads(duty.derivation.as_ref(), &affected),
        Subject::Unverified { .. } | Subject::Warning { .. } => false,
    };
    let touched: Vec<usize> = (0..items.len()).filter(|at| follows(&items[*at])).collect();
    if touched.is_empty() {
        return touched;
    }
    let mut reading = standing(dictionary, items, &touched, stated);
    // From a value that was refused nothing follows, though others might take its place.
    if reading.term(changed.as_str()).is_some() {
        compute::derive(text, dictionary, &mut reading, calendars);
        running::running(dictionary, &mut reading, today, calendars);
    }
    let mut duties = reading.obligations.into_iter();
    for at in &touched {
        let item = &mut items[*at];
        match &mut item.subject {
            Subject::Field {
                field,
                value,
                derivation,
                ..
            } => {
                let found = reading.fields.get(field).map_or(&[][..], Finding::terms);
                if let Some(term) = found.iter().find(|term| term.derivation.is_some()) {
                    *value = term.value.clone();
                    derivation.clone_from(&term.derivation);
                    item.grounding = Some(term.grounding.clone());
                }
            }
            Subject::Obligation(duty) => {
                if let Some(settled) = duties.next() {
                    let rule = duty.derivation.take();
                    **duty = settled;
                    duty.derivation = duty.derivation.take().or(rule);
                }
            }
            Subject::Unverified { .. } | Subject::Warning { .. } => {}
        }
    }
    touched
}

/// The places, and what now stands there, of what was computed for a day that has passed since: the last day
/// for notice in the term that runs on `today`, its next renewal, the contract's status, and duties that are
/// due at the term's end. What a person has edited
/// or rejected stays.
pub fn moved_on(
    dictionary: &Dictionary,
    items: &[Item],
    today: Date,
    calendars: &Calendars,
) -> Vec<(usize, Subject)> {
    let runs = |item: &Item| {
        let is_open = matches!(item.decision, Decision::Pending | Decision::Approved { .. });
        is_open && by_running(&item.subject)
    };
    let places: Vec<usize> = (0..items.len()).filter(|at| runs(&items[*at])).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let mut reading = standing(dictionary, items, &places, held);
    running::running(dictionary, &mut reading, today, calendars);
    let mut duties = reading.obligations.into_iter();
    let mut moved = Vec::new();
    for at in places {
        let mut now = items[at].subject.clone();
        let is_known = match &mut now {
            Subject::Field {
                field,
                value,
                derivation,
                ..
            } => {
                let terms = reading.fields.get(field).map_or(&[][..], Finding::terms);
                let term = terms.iter().find(|term| term.derivation.is_some());
                term.inspect(|term| {
                    *value = term.value.clone();
                    if let (Some(by), Some(now)) = (derivation.as_mut(), &term.derivation) {
                        by.rule.clone_from(&now.rule);
                    }
                })
                .is_some()
            }
            Subject::Obligation(duty) => duties.next().is_some_and(|settled| {
                let is_dated = settled.due.as_ref().and_then(Due::date).is_some();
                **duty = settled;
                is_dated
            }),
            Subject::Unverified { .. } | Subject::Warning { .. } => false,
        };
        if is_known && now != items[at].subject {
            moved.push((at, now));
        }
    }
    moved
}

/// Whether it was computed for some day.
fn by_running(subject: &Subject) -> bool {
    let derivation = match subject {
        Subject::Field { derivation, .. } => derivation.as_ref(),
        Subject::Obligation(duty) => duty.derivation.as_ref(),
        Subject::Unverified { .. } | Subject::Warning { .. } => None,
    };
    let rules = [
        running::BY_RUNNING_TERM,
        running::BY_RUNNING_END,
        running::BY_NEXT_TERM,
        status::BY_DATES,
    ];
    derivation.is_some_and(|by| rules.iter().any(|rule| by.rule.starts_with(rule)))
}

/// `changed` and the fields that were computed from it, step by step.
fn following(items: &[Item], changed: &FieldId) -> BTreeSet<FieldId> {
    let mut affected = BTreeSet::from([changed.clone()]);
    loop {
        let known = affected.len();
        for item in items {
            if let Subject::Field {
                field, derivation, ..
            } = &item.subject
                && reads(derivation.as_ref(), &affected)
            {
                affected.insert(field.clone());
            }
        }
        if affected.len() == known {
            return affected;
        }
    }
}

/// Whether it was computed from one of `fields`. A duty keeps its rule when its date is gone, so that
/// the next correction gives it back.
fn reads(derivation: Option<&Derivation>, fields: &BTreeSet<FieldId>) -> bool {
    derivation.is_some_and(|rule| rule.inputs.iter().any(|input| fields.contains(input)))
}

/// What stands as far as it is not computed anew: of each other item what `take` takes of it, and the
/// duties whose dates are sought, without them.
fn standing(
    dictionary: &Dictionary,
    items: &[Item],
    touched: &[usize],
    take: fn(&Dictionary, &Item) -> Option<Term>,
) -> Reading {
    let mut terms: BTreeMap<FieldId, Vec<Term>> = BTreeMap::new();
    let mut obligations = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let is_sought = touched.contains(&at);
        match &item.subject {
            Subject::Obligation(duty) if is_sought => obligations.push(undated(duty)),
            Subject::Field { field, .. } if !is_sought => {
                let term = take(dictionary, item);
                terms.entry(field.clone()).or_default().extend(term);
            }
            _ => {}
        }
    }
    let fields = dictionary.fields.iter().map(|field| {
        let terms = terms.remove(&field.id).unwrap_or_default();
        let finding = match terms.len() {
            0 => Finding::NotStated { searched: 0 },
            1 => Finding::Found { terms },
            _ if field.many => Finding::Found { terms },
            _ => Finding::Conflict { terms },
        };
        (field.id.clone(), finding)
    });
    Reading {
        sha256: Sha256::from(String::new()),
        pages: 0,
        engine: Engine::Offline,
        dictionary: dictionary.version.clone(),
        fields: fields.collect(),
        obligations,
        unverified: Vec::new(),
        reasons: Vec::new(),
        warnings: Vec::new(),
        outline: Outline::default(),
        day: None,
        standards: Standards::default(),
    }
}

/// The value that is stated in a field's item; of what code computed, only what a person has edited is.
fn stated(dictionary: &Dictionary, item: &Item) -> Option<Term> {
    let is_computed = matches!(
        &item.subject,
        Subject::Field {
            derivation: Some(_),
            ..
        }
    );
    let is_edited = matches!(item.decision, Decision::Edited { .. });
    held(dictionary, item).filter(|_| is_edited || !is_computed)
}

/// The value that stands in a field's item, as edited or as proposed, whoever computed it.
fn held(dictionary: &Dictionary, item: &Item) -> Option<Term> {
    let Subject::Field {
        field,
        value,
        signals,
        rivals,
        ..
    } = &item.subject
    else {
        return None;
    };
    let value = match &item.decision {
        Decision::Rejected { .. } => return None,
        Decision::Edited { value, .. } => Value::parse(dictionary.get(field)?.kind, value).ok()?,
        Decision::Pending | Decision::Approved { .. } => value.clone(),
    };
    Some(Term {
        field: field.clone(),
        value,
        grounding: item.grounding.clone()?,
        engine: Engine::Offline,
        derivation: None,
        signals: *signals,
        rivals: rivals.clone(),
    })
}

fn undated(duty: &Obligation) -> Obligation {
    let mut duty = duty.clone();
    if let Some(Due::Within { date, .. } | Due::Every { date, .. }) = &mut duty.due {
        *date = None;
    }
    duty
}

#[cfg(test)]
#[path = "anew_tests.rs"]
mod tests;
