//! Scores fields against what lawyers answered: five outcomes per contract and field.
//!
//! The protocol is that of `shared/reference/llm-and-eval.md` §3.4. The values may come from any engine and
//! any reading of the contract; a caller hands over those that are shown as verified, after derivation.
//! An answer that cannot be compared (blacked out, or of another form) is not judged, and listed as such.

use super::dataset::Contract;
use super::normal::{self, Century, Day};
use super::verified::Verified;
use crate::domain::term::Candidate;
use crate::domain::value::Value;
use crate::eval::ratio::measured;
use crate::eval::score::Counts;
use crate::offline::dates::dates;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The fields that have an answer in the labels: our id, the category, the key of the headline.
pub(in crate::eval) const JUDGED: [(&str, &str, &str); 7] = [
    ("agreement_date", "Agreement Date", "agreement_date_f1"),
    ("effective_date", "Effective Date", "effective_date_f1"),
    ("expiration_date", "Expiration Date", "expiration_date_f1"),
    ("renewal_term", "Renewal Term", "renewal_term_f1"),
    (
        "notice_period",
        "Notice Period To Terminate Renewal",
        "notice_period_f1",
    ),
    ("governing_law", "Governing Law", "governing_law_f1"),
    ("party", "Parties", "parties_f1"),
];

/// How far an end may be off: some count the anniversary itself, others the day before it.
pub(in crate::eval) const SLACK_OF_ENDS: i32 = 1;

/// The score of all fields.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Fields {
    /// How many contracts were scored.
    pub n: usize,
    /// Per field, by our id. Of parties, each name counts for itself.
    pub fields: BTreeMap<&'static str, Row>,
    /// Expiration dates by what the label asks for; contracts without an end are in none of them.
    pub expiration: BTreeMap<Stratum, Row>,
    /// Governing law where one place too many is wrong as well.
    pub governing_law_strict: Row,
    /// What the contract calls a party, on names that are right and have an alias in the label.
    pub party_aliases: Row,
    /// All values that are shown as verified, against the labels.
    pub verified: Verified,
    /// What is not right, by contract and field; no text of any contract.
    pub misses: Vec<Miss>,
    /// Answers that judge nothing, and why.
    pub unjudged: Vec<Miss>,
    /// The contracts one by one: outcomes by field, and what is shown as verified.
    #[serde(skip)]
    pub each: Vec<(BTreeMap<&'static str, Counts>, Verified)>,
}

/// Outcomes with their ratios; `None` where there is nothing to measure.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Row {
    /// The outcomes.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many judgements there are.
    pub n: usize,
    /// The share of what was said that is right.
    pub precision: Option<f64>,
    /// The share of what is answered that was said rightly.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
}

/// Why an expiration date is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// The day stands in the words that were marked.
    Stated,
    /// The day follows from a start and a length.
    Derived,
    /// The contract has no end.
    Perpetual,
    /// A part of the day is blacked out.
    Redacted,
}

/// One field of one contract that is not right, or not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The contract's id.
    pub contract: String,
    /// The field's id.
    pub field: &'static str,
    /// `wrong`, `missed` or `spurious`; for parties, the name that was said or answered is one of these.
    /// Of an answer that judges nothing: why.
    pub outcome: &'static str,
}

/// Why an answer judges nothing.
pub const BLACKED_OUT: &str = "not judged: blacked out";
/// The same.
pub const OTHER_FORM: &str = "not judged: of another form";

impl Fields {
    /// The figures that the eval prints first, where each contract counts `times` times.
    pub fn figures(&self, times: &[usize]) -> Vec<(&'static str, Option<f64>)> {
        let f1 = |(id, _, key): (&'static str, _, &'static str)| {
            let (mut above, mut below) = (0, 0);
            for ((own, _), times) in self.each.iter().zip(times) {
                let counts = own.get(id).copied().unwrap_or_default();
                above += 2 * counts.correct * times;
                below += (counts.said() + counts.stated()) * times;
            }
            (key, measured(above, below))
        };
        let mut figures: Vec<_> = JUDGED.into_iter().map(f1).collect();
        let (mut wrong, mut judged) = (0, 0);
        for ((_, verified), times) in self.each.iter().zip(times) {
            wrong += verified.wrong * times;
            judged += (verified.right + verified.wrong) * times;
        }
        figures.push(("verified_wrong_rate", measured(wrong, judged)));
        figures
    }

    /// The category that answers a field of ours.
    pub fn category(field: &str) -> Option<&'static str> {
        let found = JUDGED.into_iter().find(|(id, ..)| *id == field);
        found.map(|(_, category, _)| category)
    }
}

impl From<Counts> for Row {
    fn from(counts: Counts) -> Self {
        Self {
            n: counts.n(),
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
            counts,
        }
    }
}

/// Scores what was said about each contract: all values shown as verified, stated and derived.
pub fn score(cases: &[(&Contract, &[Candidate])]) -> Fields {
    let mut sums = Sums::default();
    for (contract, said) in cases {
        sums.each.push(Default::default());
        for (field, category, _) in JUDGED {
            let said: Vec<&Value> = said
                .iter()
                .filter(|candidate| candidate.field.as_str() == field)
                .map(|candidate| &candidate.value)
                .collect();
            sums.add(contract, field, category, &said);
        }
    }
    sums.total(cases.len())
}

/// Whether the label of `contract` says that `value` is one of its `field`; `None` where no label judges.
pub fn is_right(contract: &Contract, field: &str, value: &Value) -> Option<bool> {
    let (id, category, _) = JUDGED.into_iter().find(|(id, ..)| *id == field)?;
    let mut sums = Sums::default();
    sums.add(contract, id, category, &[value]);
    let verified = sums.verified;
    let is_judged = verified.right + verified.wrong > 0;
    is_judged.then_some(verified.right > 0)
}

/// Counts while they grow.
#[derive(Default)]
struct Sums {
    fields: BTreeMap<&'static str, Counts>,
    expiration: BTreeMap<Stratum, Counts>,
    law_strict: Counts,
    aliases: Counts,
    verified: Verified,
    misses: Vec<Miss>,
    unjudged: Vec<Miss>,
    each: Vec<(BTreeMap<&'static str, Counts>, Verified)>,
}

impl Sums {
    fn add(&mut self, contract: &Contract, field: &'static str, category: &str, said: &[&Value]) {
        let Some(label) = contract.label(category) else {
            return;
        };
        let answer = label.answer.as_str();
        let counts = match field {
            "party" => self.parties(answer, said),
            "governing_law" => self.law(answer, said),
            "renewal_term" | "notice_period" => length(answer, said),
            "expiration_date" => self.expiration(contract, answer, said),
            "effective_date" if answer.is_empty() => None,
            _ => {
                let days = normal::days(answer, Century::OF_BEGINNINGS);
                one(answer, !days.is_empty(), said, |value| {
                    days.iter().any(|day| day.is_met_by(value, 0))
                })
            }
        };
        let miss = |outcome| Miss {
            contract: contract.id.clone(),
            field,
            outcome,
        };
        let Some(counts) = counts else {
            let why = match normal::is_blacked_out(answer) {
                true => BLACKED_OUT,
                false => OTHER_FORM,
            };
            self.unjudged
                .extend((!answer.is_empty()).then(|| miss(why)));
            return;
        };
        self.fields.entry(field).or_default().add(counts);
        let verified = Verified::of(field, counts);
        self.verified = self.verified.and(verified);
        if let Some((own, sum)) = self.each.last_mut() {
            own.insert(field, counts);
            *sum = sum.and(verified);
        }
        let outcomes = [
            ("wrong", counts.wrong),
            ("missed", counts.missed),
            ("spurious", counts.spurious),
        ];
        for (outcome, count) in outcomes {
            self.misses.extend((0..count).map(|_| miss(outcome)));
        }
    }

    fn expiration(&mut self, contract: &Contract, answer: &str, said: &[&Value]) -> Option<Counts> {
        let days = normal::days(answer, century_of_end(contract));
        let counts = one(answer, !days.is_empty(), said, |value| {
            days.iter().any(|day| day.is_met_by(value, SLACK_OF_ENDS))
        })?;
        if let Some(stratum) = stratum(contract, &days) {
            self.expiration.entry(stratum).or_default().add(counts);
        }
        Some(counts)
    }

    fn law(&mut self, answer: &str, said: &[&Value]) -> Option<Counts> {
        let places = normal::jurisdictions(answer);
        let is_known = !answer.starts_with('[');
        let said_places = |value: &Value| match value {
            Value::Jurisdiction(place) => normal::jurisdictions(place),
            _ => BTreeSet::new(),
        };
        let all: BTreeSet<String> = said.iter().flat_map(|value| said_places(value)).collect();
        let strict = one(answer, is_known, said, |_| {
            !all.is_empty() && all.is_subset(&places)
        })?;
        self.law_strict.add(strict);
        one(answer, is_known, said, |value| {
            !said_places(value).is_disjoint(&places)
        })
    }

    /// Names as sets; a label names all parties, so that a name too many is wrong.
    fn parties(&mut self, answer: &str, said: &[&Value]) -> Option<Counts> {
        let mut open = normal::parties(answer);
        if open.is_empty() {
            return None;
        }
        let said: BTreeMap<String, Option<String>> = said
            .iter()
            .filter_map(|value| match value {
                Value::Party(party) => Some(normal::party(party)),
                _ => None,
            })
            .collect();
        let mut counts = Counts::default();
        for (name, alias) in said {
            let Some(at) = open.iter().position(|(known, _)| *known == name) else {
                counts.wrong += 1;
                continue;
            };
            let (_, aliases) = open.swap_remove(at);
            counts.correct += 1;
            match alias {
                _ if aliases.is_empty() => {}
                None => self.aliases.missed += 1,
                Some(alias) if aliases.contains(&alias) => self.aliases.correct += 1,
                Some(_) => self.aliases.wrong += 1,
            }
        }
        // A wrong name stands against an answer that was not said; the others were missed.
        let paired = counts.wrong.min(open.len());
        counts.spurious = counts.wrong - paired;
        counts.wrong = paired;
        counts.missed = open.len() - paired;
        Some(counts)
    }

    fn total(self, n: usize) -> Fields {
        let rows = |counts: BTreeMap<&'static str, Counts>| {
            counts
                .into_iter()
                .map(|(field, counts)| (field, Row::from(counts)))
                .collect()
        };
        Fields {
            n,
            fields: rows(self.fields),
            expiration: self
                .expiration
                .into_iter()
                .map(|(stratum, counts)| (stratum, Row::from(counts)))
                .collect(),
            governing_law_strict: self.law_strict.into(),
            party_aliases: self.aliases.into(),
            verified: self.verified,
            misses: self.misses,
            unjudged: self.unjudged,
            each: self.each,
        }
    }
}

/// How the year of an end is read where it has two digits: by the beginning, where an answer gives it.
fn century_of_end(contract: &Contract) -> Century {
    let beginnings = ["Agreement Date", "Effective Date"].into_iter();
    let answers = beginnings.filter_map(|category| contract.label(category));
    let days = answers.flat_map(|label| normal::days(&label.answer, Century::OF_BEGINNINGS));
    let first = days.filter_map(Day::year).min();
    first.map_or(Century::OF_ENDS, Century::of_end_from)
}

fn length(answer: &str, said: &[&Value]) -> Option<Counts> {
    let lengths = normal::lengths(answer);
    one(answer, !lengths.is_empty(), said, |value| {
        lengths.iter().any(|length| length.is_met_by(value))
    })
}

/// The outcome of a field that holds one value; `None` where the answer cannot be compared.
fn one(
    answer: &str,
    is_known: bool,
    said: &[&Value],
    is_right: impl Fn(&Value) -> bool,
) -> Option<Counts> {
    if !answer.is_empty() && !is_known {
        return None;
    }
    let mut counts = Counts::default();
    match (answer.is_empty(), said.first()) {
        (true, None) => counts.absent = 1,
        (true, Some(_)) => counts.spurious = 1,
        (false, None) => counts.missed = 1,
        (false, Some(value)) if is_right(value) => counts.correct = 1,
        (false, Some(_)) => counts.wrong = 1,
    }
    Some(counts)
}

/// What an expiration label asks for; `None` where it has no answer.
fn stratum(contract: &Contract, days: &[Day]) -> Option<Stratum> {
    let first = days.first()?;
    if *first == Day::Never {
        return Some(Stratum::Perpetual);
    }
    if first.is_redacted() {
        return Some(Stratum::Redacted);
    }
    let marked = contract.label("Expiration Date")?;
    let is_stated = marked.spans.iter().flatten().any(|piece| {
        dates(piece)
            .iter()
            .any(|(_, date)| first.is_met_by(&Value::Date(*date), 0))
    });
    Some(if is_stated {
        Stratum::Stated
    } else {
        Stratum::Derived
    })
}

#[cfg(test)]
mod tests;
