//! What the review page shows as verified, against the labels: how much of it is wrong, at least and at most.
//!
//! A field is judged by its answer, the flag of a clause by whether one is marked. A value where lawyers
//! answered nothing may be wrong or may be what they passed over: at least, it is not counted; at most, it
//! is wrong. What no label judges at all (sums, courts, durations that have no answer) is only counted.

use super::dataset::Contract;
use super::fields;
use super::trust;
use crate::domain::playbook::Dictionary;
use crate::domain::term::{Candidate, Term};
use crate::domain::value::Value;
use crate::eval::figure::Figure;
use crate::eval::ratio::{Ratio, measured};
use crate::eval::report::{Cell, Table, between};
use crate::eval::score::Counts;
use serde::Serialize;

/// What is shown as verified, against the labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Verified {
    /// The label says the same.
    pub right: usize,
    /// The label says something else.
    pub wrong: usize,
    /// The label has no answer, so that it does not judge; some of these are wrong.
    pub unanswered: usize,
}

impl Verified {
    /// The share that is wrong among what a label judges; `None` where it judges nothing.
    pub fn wrong_rate(&self) -> Option<f64> {
        measured(self.wrong, self.right + self.wrong)
    }

    /// The same when each value without an answer counts as wrong: an upper bound.
    pub fn at_most(self) -> Self {
        Self {
            wrong: self.wrong + self.unanswered,
            unanswered: 0,
            ..self
        }
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            unanswered: self.unanswered + other.unanswered,
        }
    }

    /// Of the outcomes of a field.
    pub(super) fn of(field: &str, counts: Counts) -> Self {
        // A label names all parties, so that it judges a name too many.
        let judged = if field == "party" { counts.spurious } else { 0 };
        Self {
            right: counts.correct,
            wrong: counts.wrong + judged,
            unanswered: counts.spurious - judged,
        }
    }
}

/// What is shown as verified of one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// Fields, by their answers.
    pub fields: Verified,
    /// Flags of clauses, by whether one is marked.
    pub flags: Verified,
    /// Values in all, those that no label judges among them.
    pub values: usize,
}

impl Shown {
    /// Of the values `sure`, which are shown as verified of `contract`.
    pub fn of(contract: &Contract, dictionary: &Dictionary, sure: &[(&Term, Candidate)]) -> Self {
        let candidates: Vec<Candidate> = sure.iter().map(|(_, value)| value.clone()).collect();
        let mut shown = Self {
            fields: fields::score(&[(contract, &candidates)]).verified,
            values: sure.len(),
            ..Self::default()
        };
        let flags = sure.iter().map(|(term, _)| *term);
        for term in flags.filter(|term| matches!(term.value, Value::Flag(_))) {
            match trust::is_right(contract, dictionary, term) {
                Some(true) => shown.flags.right += 1,
                Some(false) => shown.flags.wrong += 1,
                None => {}
            }
        }
        shown
    }

    fn both(self) -> Verified {
        self.fields.and(self.flags)
    }
}

/// A kind of what is shown, by its name in the table.
type Kind = (&'static str, fn(Shown) -> Verified);

const KINDS: [Kind; 5] = [
    ("fields", |shown| shown.fields),
    ("fields, wrong where nothing is answered", |shown| {
        shown.fields.at_most()
    }),
    ("flags of clauses", |shown| shown.flags),
    ("fields and flags", Shown::both),
    (
        "fields and flags, wrong where nothing is answered",
        |shown| shown.both().at_most(),
    ),
];

/// The two bounds of what is wrong of all that a label could judge.
pub fn figures(ids: &[&str], each: &[Shown]) -> Vec<Figure> {
    let figure = |name, kind| Figure::ratio(name, rate(ids, each, kind)).as_cost();
    vec![
        figure("verified_wrong_rate_with_flags", KINDS[3].1),
        figure("verified_wrong_rate_at_most", KINDS[4].1),
    ]
}

/// The table of all kinds.
pub fn table(ids: &[&str], each: &[Shown], source: &str) -> Table {
    let title = format!("shown as verified, from {source}");
    let columns = [
        "what",
        "right",
        "wrong",
        "no answer",
        "wrong rate",
        "90 % interval",
    ];
    let mut table = Table::new(&title, &columns);
    for (name, kind) in KINDS {
        let sum = each
            .iter()
            .fold(Verified::default(), |sum, one| sum.and(kind(*one)));
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Count(sum.right),
            Cell::Count(sum.wrong),
            Cell::Count(sum.unanswered),
            Cell::Figure(sum.wrong_rate()),
            Cell::Text(between(rate(ids, each, kind).interval())),
        ]);
    }
    table
}

/// What the table leaves open, in words.
pub fn note(each: &[Shown]) -> String {
    let values: usize = each.iter().map(|one| one.values).sum();
    let sum = each
        .iter()
        .fold(Verified::default(), |sum, one| sum.and(one.both()));
    let judged = sum.right + sum.wrong;
    format!(
        "{values} values are shown as verified: {judged} are judged by a label, {} stand where nothing is answered, \
         and no label judges the other {}. verified_wrong_rate is that of fields alone; flags and values without an \
         answer are in the two rates beside it",
        sum.unanswered,
        values.saturating_sub(judged + sum.unanswered)
    )
}

fn rate(ids: &[&str], each: &[Shown], kind: fn(Shown) -> Verified) -> Ratio {
    let cases = ids.iter().zip(each).map(|(id, one)| {
        let shown = kind(*one);
        (*id, shown.wrong as f64, (shown.right + shown.wrong) as f64)
    });
    Ratio::of(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_values_without_an_answer_are_in_the_rates_that_say_so() {
        let of = |right, wrong, unanswered| Verified {
            right,
            wrong,
            unanswered,
        };
        let shown = Shown {
            fields: of(3, 0, 2),
            flags: of(4, 1, 0),
            values: 12,
        };
        let rates: Vec<Option<f64>> = figures(&["one"], &[shown])
            .iter()
            .map(|f| f.value)
            .collect();
        assert_eq!(rates, [Some(1.0 / 8.0), Some(3.0 / 10.0)]);
        let table = table(&["one"], &[shown], "text");
        let wrong: Vec<String> = table.rows.iter().map(|row| row[4].show()).collect();
        assert_eq!(wrong, ["0.000", "0.400", "0.200", "0.125", "0.300"]);
        assert!(note(&[shown]).contains("the other 2"), "{}", note(&[shown]));
        assert_eq!(figures(&["one"], &[Shown::default()])[0].value, None);
    }
}
