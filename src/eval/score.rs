//! Compares readings with goldens: per field and for duties, counts first, ratios after.
//!
//! A wrong value counts against precision and against recall. Only verified terms are scored, since
//! only they are values.

use super::golden::{Duty, Golden, Set, Stated};
use super::obligations::is_same_party;
use super::pairing;
use super::ratio::measured;
use crate::domain::obligation::{Due, Modality, Obligation};
use crate::domain::reading::Reading;
use crate::domain::sureness::Sureness;
use crate::domain::term::Term;
use crate::offline::durations::periods;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

mod sameness;
mod table;

pub use table::{OUTCOMES, outcome_cells, outcomes, report};

/// Outcomes of one field, or of the duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Said and right.
    pub correct: usize,
    /// Said, but another value is right.
    pub wrong: usize,
    /// Stated in the contract, not said.
    pub missed: usize,
    /// Said, but not stated in the contract.
    pub spurious: usize,
    /// Not stated and not said.
    pub absent: usize,
}

impl Counts {
    /// The share of what was said that is right; `None` where nothing was said.
    pub fn precision(&self) -> Option<f64> {
        measured(self.correct, self.said())
    }

    /// The share of what is stated that was said rightly; `None` where nothing is stated.
    pub fn recall(&self) -> Option<f64> {
        measured(self.correct, self.stated())
    }

    /// The harmonic mean of both; `None` where nothing is stated and nothing was said.
    pub fn f1(&self) -> Option<f64> {
        measured(2 * self.correct, self.said() + self.stated())
    }

    /// How many values were said.
    pub(super) fn said(&self) -> usize {
        self.correct + self.wrong + self.spurious
    }

    /// How many values are stated.
    pub(super) fn stated(&self) -> usize {
        self.correct + self.wrong + self.missed
    }

    /// How many judgements there are.
    pub fn n(&self) -> usize {
        self.correct + self.wrong + self.missed + self.spurious + self.absent
    }

    pub(super) fn add(&mut self, other: Counts) {
        self.correct += other.correct;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.spurious += other.spurious;
        self.absent += other.absent;
    }
}

/// How often a detail of a matched duty is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// Right.
    pub right: usize,
    /// Judged.
    pub of: usize,
}

impl Share {
    /// The share that is right; `None` where nothing was judged.
    pub fn ratio(&self) -> Option<f64> {
        measured(self.right, self.of)
    }

    pub(super) fn judge(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.of += 1;
    }
}

/// The whole score.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Score {
    /// How many contracts were scored.
    pub contracts: usize,
    /// Per field.
    pub fields: BTreeMap<String, Counts>,
    /// Duties: `correct` are matched; nothing is `wrong` or `absent`.
    pub obligations: Counts,
    /// The kind, on matched duties.
    pub kinds: Share,
    /// The actor, on matched duties.
    pub actors: Share,
    /// Fields that are shown as verified, by whether a label says the same.
    pub verified: BTreeMap<String, Share>,
    /// Duties that are shown as verified, by whether a label has them with the same actor and due date.
    pub verified_duties: Share,
    /// When it is due, on matched duties whose golden names a date, a period or a rhythm.
    pub due: Share,
    /// The condition, on matched duties whose golden names one.
    pub conditions: Share,
    /// What went wrong, one line each: contract, field, outcome. Values are fixtures', never customers'.
    /// What went wrong in the held half is only counted.
    pub misses: Vec<String>,
    /// The same, for each half of the cases on its own.
    pub sets: BTreeMap<Set, Score>,
}

impl Score {
    /// All fields that are shown as verified.
    pub fn all_verified(&self) -> Share {
        let mut all = Share::default();
        self.verified.values().for_each(|share| {
            all.right += share.right;
            all.of += share.of;
        });
        all
    }

    /// All fields together.
    pub fn micro(&self) -> Counts {
        let mut all = Counts::default();
        self.fields.values().for_each(|counts| all.add(*counts));
        all
    }
}

/// Scores each reading against its golden, all together and each half on its own.
pub fn score(cases: &[(Golden, Reading)]) -> Score {
    let mut all = Score::default();
    for (golden, reading) in cases {
        let mut set = all.sets.remove(&golden.set).unwrap_or_default();
        for score in [&mut all, &mut set] {
            let shown = score.misses.len();
            score.contracts += 1;
            score_fields(golden, reading, score);
            if golden.obligations_judged {
                score_duties(golden, reading, score);
            }
            if golden.set.is_held() {
                score.misses.truncate(shown);
            }
        }
        all.sets.insert(golden.set, set);
    }
    all
}

fn score_fields(golden: &Golden, reading: &Reading, score: &mut Score) {
    let stated: BTreeSet<&str> = golden
        .fields
        .iter()
        .map(|field| field.id.as_str())
        .collect();
    let judged = stated
        .iter()
        .copied()
        .chain(golden.not_stated.iter().map(String::as_str));
    for id in judged {
        let gold: Vec<&Stated> = golden.fields.iter().filter(|f| f.id == id).collect();
        let terms = reading
            .fields
            .get(&id.into())
            .map_or(&[][..], |finding| finding.terms());
        let said: Vec<&Term> = terms
            .iter()
            .filter(|term| term.grounding.grade.is_verified())
            .collect();
        let counts = sameness::compare(&gold, &said);
        if counts.wrong + counts.missed + counts.spurious > 0 {
            let gold: Vec<&str> = gold.iter().map(|label| label.value.as_str()).collect();
            let said: Vec<String> = said.iter().map(|term| term.value.to_string()).collect();
            score.misses.push(format!(
                "{} {id}: stated [{}], said [{}]",
                golden.contract,
                gold.join("; "),
                said.join("; ")
            ));
        }
        score.fields.entry(id.to_owned()).or_default().add(counts);
        let finding = reading.fields.get(&id.into());
        let shown = finding.map(Sureness::of_finding).unwrap_or_default();
        for (term, _) in terms
            .iter()
            .zip(shown)
            .filter(|(_, shown)| *shown == Sureness::Verified)
        {
            let is_right = gold.iter().any(|gold| sameness::is_same(gold, term));
            let verified = score.verified.entry(id.to_owned()).or_default();
            verified.judge(is_right);
        }
    }
}

/// Goldens list what is to be done; what is not to be done is left out on both sides.
fn score_duties(golden: &Golden, reading: &Reading, score: &mut Score) {
    let said: Vec<&Obligation> = reading
        .obligations
        .iter()
        .filter(|duty| duty.grounding.grade.is_verified() && duty.modality == Modality::Must)
        .collect();
    let pairs = pair(&golden.obligations, &said);
    score.obligations.add(Counts {
        correct: pairs.len(),
        missed: golden.obligations.len() - pairs.len(),
        spurious: said.len() - pairs.len(),
        ..Counts::default()
    });
    let met: BTreeSet<usize> = pairs.iter().map(|(gold, _)| *gold).collect();
    for (at, duty) in golden
        .obligations
        .iter()
        .enumerate()
        .filter(|(at, _)| !met.contains(at))
    {
        score.misses.push(format!(
            "{} obligation {}: missed: {}",
            golden.contract,
            at + 1,
            duty.action
        ));
    }
    let used: BTreeSet<usize> = pairs.iter().map(|(_, said)| *said).collect();
    for (at, duty) in said.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        score.misses.push(format!(
            "{} obligation said {}: spurious: {}",
            golden.contract,
            at + 1,
            duty.action
        ));
    }
    let mut right: BTreeSet<usize> = BTreeSet::new();
    for (gold, at) in pairs {
        let (gold, duty) = (&golden.obligations[gold], said[at]);
        let is_of_actor = is_same_party(&gold.actor, &duty.actor);
        let is_due = due_is_right(gold, duty.due.as_ref());
        score.kinds.judge(gold.kind == duty.kind.name());
        score.actors.judge(is_of_actor);
        if let Some(is_right) = is_due {
            score.due.judge(is_right);
        }
        if let Some(is_right) = condition_is_right(gold, duty.condition.as_deref()) {
            score.conditions.judge(is_right);
        }
        if is_of_actor && is_due != Some(false) {
            right.insert(at);
        }
    }
    for (at, duty) in said.iter().enumerate() {
        if Sureness::of_duty(duty) == Sureness::Verified {
            score.verified_duties.judge(right.contains(&at));
        }
    }
}

/// Pairs stated with said duties whose quotes overlap, one to one; the likeness of the actions tells
/// two duties of one sentence apart.
pub fn pair(gold: &[Duty], said: &[&Obligation]) -> Vec<(usize, usize)> {
    let said: Vec<(BTreeSet<String>, BTreeSet<String>)> = said
        .iter()
        .map(|duty| (words(&duty.grounding.quote), words(&duty.action)))
        .collect();
    let mut alike = Vec::new();
    for (one, duty) in gold.iter().enumerate() {
        let (quote, action) = (words(&duty.quote), words(&duty.action));
        for (other, (said_quote, said_action)) in said.iter().enumerate() {
            let likeness = pairing::words(&quote, said_quote).min(pairing::SAME);
            if is_same_place(&quote, said_quote) {
                alike.push((likeness + pairing::words(&action, said_action), one, other));
            }
        }
    }
    pairing::one_to_one(alike)
}

/// Whether two quotes are of one place: half of their words in common, or one holds the other, since
/// labels quote the whole sentence, also where it holds several duties.
fn is_same_place(gold: &BTreeSet<String>, said: &BTreeSet<String>) -> bool {
    let holds = !said.is_empty() && (said.is_subset(gold) || gold.is_subset(said));
    holds || pairing::words(gold, said) >= pairing::SAME
}

/// Whether the condition is that of the golden. `None` where the golden names none.
fn condition_is_right(gold: &Duty, said: Option<&str>) -> Option<bool> {
    if gold.condition.is_empty() {
        return None;
    }
    Some(said.is_some_and(|said| is_same_place(&words(&gold.condition), &words(said))))
}

/// Whether the due agrees with what the golden names: its date, else a period of its words, else its
/// rhythm. `None` where the golden names none of these.
fn due_is_right(gold: &Duty, due: Option<&Due>) -> Option<bool> {
    let stated = crate::offline::dates::dates(&gold.due);
    if let Some((_, date)) = stated.first() {
        return Some(due.and_then(Due::date) == Some(*date));
    }
    if let Some((_, period)) = periods(&gold.due).first() {
        return Some(
            matches!(due, Some(Due::Within { period: said, .. }) if said.same_as(*period)),
        );
    }
    let rhythm = match gold.recurrence.as_str() {
        "daily" => "1 day",
        "weekly" => "1 week",
        "monthly" => "1 month",
        "quarterly" => "3 months",
        "annually" => "1 year",
        _ => return None,
    };
    Some(
        matches!(due, Some(Due::Every { period, .. }) if rhythm.parse().is_ok_and(|gold| period.same_as(gold))),
    )
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
