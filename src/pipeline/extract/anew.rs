//! Computes again what follows from a value that a reviewer has corrected: dates of the contract's
//! life and due dates of duties. Pure; it decides nothing, and it never touches what was read.

use super::{compute, running};
use crate::domain::id::{FieldId, Sha256};
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
        compute::derive(text, dictionary, &mut reading);
        running::running(dictionary, &mut reading, today);
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
/// for notice in the term that runs on `today`, and duties that are due at its end. What a person has edited
/// or rejected stays.
pub fn moved_on(dictionary: &Dictionary, items: &[Item], today: Date) -> Vec<(usize, Subject)> {
    let runs = |item: &Item| {
        let is_open = matches!(item.decision, Decision::Pending | Decision::Approved { .. });
        is_open && by_running(&item.subject)
    };
    let places: Vec<usize> = (0..items.len()).filter(|at| runs(&items[*at])).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let mut reading = standing(dictionary, items, &places, held);
    running::running(dictionary, &mut reading, today);
    let mut duties = reading.obligations.into_iter();
    let mut moved = Vec::new();
    for at in places {
        let mut now = items[at].subject.clone();
        let is_known = match &mut now {
            Subject::Field { field, value, .. } => {
                let terms = reading.fields.get(field).map_or(&[][..], Finding::terms);
                let term = terms.iter().find(|term| term.derivation.is_some());
                term.inspect(|term| *value = term.value.clone()).is_some()
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

/// Whether it was computed for the term that ran on some day.
fn by_running(subject: &Subject) -> bool {
    let derivation = match subject {
        Subject::Field { derivation, .. } => derivation.as_ref(),
        Subject::Obligation(duty) => duty.derivation.as_ref(),
        Subject::Unverified { .. } | Subject::Warning { .. } => None,
    };
    let rules = [running::BY_RUNNING_TERM, running::BY_RUNNING_END];
    derivation.is_some_and(|by| rules.contains(&by.rule.as_str()))
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
mod tests {
    use super::*;
    use crate::domain::id::ContractId;
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::plain;
    use jiff::civil::date;

    const TEXT: &str = "SUPPLY AGREEMENT\n\nThis Agreement is made as of January 15, 2026 (the \"Effective Date\") between Orchard Inc. (\"Supplier\") and Pine LLC (\"Customer\").\n\n1. Term. This Agreement shall continue for an initial term of one (1) year from the Effective Date and shall automatically renew for successive terms of one (1) year unless either party gives written notice of non-renewal at least thirty (30) days before the end of the then-current term.\n\n2. Plan. Supplier shall deliver a plan to Customer within thirty (30) days after the Effective Date.\n\n3. Data. Supplier shall return all data to Customer within thirty (30) days after the expiration of this Agreement.\n";

    fn dictionary() -> Dictionary {
        toml::from_str(include_str!("../../../playbooks/fields.toml")).expect("the dictionary")
    }

    const TODAY: Date = date(2026, 6, 1);

    /// The items of the text, all approved.
    fn items() -> Vec<Item> {
        let dictionary = dictionary();
        let document = plain::document(TEXT);
        let extract = Offline::new(&dictionary).read(&document);
        let claims = Claims {
            candidates: extract.candidates,
            drafts: extract.obligations,
            clauses: Some(extract.clauses),
            ..Claims::default()
        };
        let mut reading = settle(&document, &dictionary, Engine::Offline, claims);
        running::running(&dictionary, &mut reading, TODAY);
        let mut items = Item::of(&ContractId::from("contract".to_owned()), &reading);
        for item in &mut items {
            let by = "reviewer".to_owned();
            item.decision = Decision::Approved { by };
        }
        items
    }

    fn at(items: &[Item], wanted: &str) -> usize {
        let place = items.iter().position(
            |item| matches!(&item.subject, Subject::Field { field, .. } if field.as_str() == wanted),
        );
        place.unwrap_or_else(|| panic!("no item of {wanted}"))
    }

    fn value(items: &[Item], field: &str) -> String {
        match &items[at(items, field)].subject {
            Subject::Field { value, .. } => value.to_string(),
            _ => unreachable!("found by its field"),
        }
    }

    fn due(items: &[Item]) -> Option<Date> {
        let duties = items.iter().filter_map(|item| match &item.subject {
            Subject::Obligation(duty) => duty.due.as_ref(),
            _ => None,
        });
        let mut within = duties.filter(|due| matches!(due, Due::Within { .. }));
        within.find_map(Due::date)
    }

    fn edit(items: &mut [Item], field: &str, value: &str) -> usize {
        let place = at(items, field);
        items[place].decision = Decision::Edited {
            by: "reviewer".to_owned(),
            value: value.to_owned(),
        };
        let changed = (&FieldId::from(field), TODAY);
        anew(TEXT, &dictionary(), items, changed).len()
    }

    /// 3.16: the last day for notice, and what is due at the end, are those of the term that runs when somebody
    /// looks.
    #[test]
    fn what_counts_to_the_running_end_moves_on_with_the_days() {
        let mut items = items();
        let place = at(&items, "running_notice_date");
        assert_eq!(value(&items, "running_notice_date"), "2026-12-15");
        assert_eq!(moved_on(&dictionary(), &items, TODAY), []);
        let later = date(2027, 6, 1);
        let moved = moved_on(&dictionary(), &items, later);
        let days = moved.iter().map(|(_, now)| match now {
            Subject::Field { value, .. } => value.to_string(),
            Subject::Obligation(duty) => duty.due.as_ref().expect("it is due").to_string(),
            _ => unreachable!("nothing else is computed"),
        });
        let days: Vec<String> = days.collect();
        assert_eq!(days.len(), 2, "{days:?}");
        assert_eq!((moved[0].0, days[0].as_str()), (place, "2027-12-15"));
        let Subject::Obligation(duty) = &moved[1].1 else {
            panic!("the duty at the end moves too");
        };
        let due = duty.due.as_ref().and_then(Due::date);
        assert_eq!(due, Some(date(2028, 2, 13)));
        for (at, _) in moved {
            let by = "reviewer".to_owned();
            items[at].decision = Decision::Rejected { by };
        }
        assert_eq!(moved_on(&dictionary(), &items, later), []);
    }

    /// 3.16: the end, both days for notice and the due date follow a corrected start.
    #[test]
    fn what_follows_from_a_corrected_start_is_computed_anew() {
        let mut items = items();
        assert_eq!(value(&items, "expiration_date"), "2027-01-14");
        assert_eq!(due(&items), Some(date(2026, 2, 14)));
        let touched = edit(&mut items, "effective_date", "2026-03-01");
        assert_eq!(touched, 5);
        assert_eq!(value(&items, "expiration_date"), "2027-02-28");
        assert_eq!(value(&items, "last_notice_date"), "2027-01-29");
        assert_eq!(value(&items, "running_notice_date"), "2027-01-29");
        assert_eq!(due(&items), Some(date(2026, 3, 31)));
    }

    #[test]
    fn a_corrected_length_moves_the_end_and_nothing_before_it() {
        let mut items = items();
        let touched = edit(&mut items, "initial_term", "2 years");
        assert_eq!(touched, 4);
        assert_eq!(value(&items, "expiration_date"), "2028-01-14");
        assert_eq!(due(&items), Some(date(2026, 2, 14)));
    }

    #[test]
    fn a_rejected_input_takes_the_due_date_away_and_another_gives_it_back() {
        let mut items = items();
        let place = at(&items, "effective_date");
        let by = "reviewer".to_owned();
        items[place].decision = Decision::Rejected { by };
        let changed = FieldId::from("effective_date");
        let touched = anew(TEXT, &dictionary(), &mut items, (&changed, TODAY));
        assert_eq!((touched.len(), due(&items)), (5, None));
        assert_eq!(value(&items, "expiration_date"), "2027-01-14");
        edit(&mut items, "effective_date", "2026-04-01");
        assert_eq!(due(&items), Some(date(2026, 5, 1)));
    }
}
