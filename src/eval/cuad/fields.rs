//! Scores fields against what lawyers answered: five outcomes per contract and field.
//!
//! The protocol is that of `shared/reference/llm-and-eval.md` §3.4. The values may come from any engine and
//! any reading of the contract; a caller hands over those that are shown as verified, after derivation.
//! An answer that cannot be compared (blacked out, or no value of the field's kind) is not judged.

use super::dataset::Contract;
use super::normal::{self, Day};
use crate::domain::term::Candidate;
use crate::domain::value::Value;
use crate::eval::ratio::share;
use crate::eval::score::Counts;
use crate::offline::dates::dates;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The fields that have an answer in the labels: our id, the category, the key of the headline.
const JUDGED: [(&str, &str, &str); 7] = [
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
}

/// Outcomes with their ratios.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Row {
    /// The outcomes.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many judgements there are.
    pub n: usize,
    /// The share of what was said that is right.
    pub precision: f64,
    /// The share of what is answered that was said rightly.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
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
    /// The share that is wrong among what a label judges.
    pub fn wrong_rate(&self) -> f64 {
        share(self.wrong, self.right + self.wrong)
    }

    /// The same when each value without an answer counts as wrong: an upper bound.
    pub fn wrong_rate_at_most(&self) -> f64 {
        let wrong = self.wrong + self.unanswered;
        share(wrong, self.right + wrong)
    }

    fn add(&mut self, field: &str, counts: Counts) {
        self.right += counts.correct;
        self.wrong += counts.wrong;
        if field == "party" {
            // A label names all parties, so that it judges a name too many.
            self.wrong += counts.spurious;
        } else {
            self.unanswered += counts.spurious;
        }
    }
}

/// One field of one contract that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The contract's id.
    pub contract: String,
    /// The field's id.
    pub field: &'static str,
    /// `wrong`, `missed` or `spurious`; for parties, the name that was said or answered is one of these.
    pub outcome: &'static str,
}

impl Fields {
    /// The figures that the eval prints first, as fractions.
    pub fn headline(&self) -> BTreeMap<&'static str, f64> {
        let mut figures: BTreeMap<&'static str, f64> = JUDGED
            .iter()
            .map(|(id, _, key)| (*key, self.fields.get(id).map_or(0.0, |row| row.f1)))
            .collect();
        figures.insert("verified_wrong_rate", self.verified.wrong_rate());
        figures
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
}

impl Sums {
    fn add(&mut self, contract: &Contract, field: &'static str, category: &str, said: &[&Value]) {
        let answer = contract
            .label(category)
            .map_or("", |label| label.answer.as_str());
        let counts = match field {
            "party" => self.parties(answer, said),
            "governing_law" => self.law(answer, said),
            "renewal_term" | "notice_period" => length(answer, said),
            "expiration_date" => self.expiration(contract, answer, said),
            "effective_date" if answer.is_empty() => None,
            _ => {
                let days = normal::days(answer, normal::PIVOT_OF_BEGINNINGS);
                one(answer, !days.is_empty(), said, |value| {
                    days.iter().any(|day| day.is_met_by(value, 0))
                })
            }
        };
        let Some(counts) = counts else { return };
        self.fields.entry(field).or_default().add(counts);
        self.verified.add(field, counts);
        let outcomes = [
            ("wrong", counts.wrong),
            ("missed", counts.missed),
            ("spurious", counts.spurious),
        ];
        for (outcome, count) in outcomes {
            self.misses.extend((0..count).map(|_| Miss {
                contract: contract.id.clone(),
                field,
                outcome,
            }));
        }
    }

    fn expiration(&mut self, contract: &Contract, answer: &str, said: &[&Value]) -> Option<Counts> {
        let days = normal::days(answer, normal::PIVOT_OF_ENDS);
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
        let strict = one(answer, is_known, said, |value| {
            said_places(value).is_subset(&places)
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
        }
    }
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
