//! The terms suite: short contracts of our own that say in many ways when they begin, end and renew,
//! and what notice stops that, and excerpts with other terms. Only values that stand in the reading count.
//!
//! Those who write rules look at what fails in the sets to tune with; of those that are held back nothing is
//! shown but counts.

use super::cuad::fields::SLACK_OF_ENDS;
use super::figure::Figure;
use super::progress::Progress;
use super::ratio::Ratio;
use super::report::Report;
use super::score::{Counts, outcomes};
use super::unread::Missed;
use crate::domain::document::Document;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::sureness::Sureness;
use crate::domain::term::Finding;
use crate::domain::value::{Value, ValueKind};
use crate::text::plain;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The sets, by their files: what people found to say, the ordinary words of filings, excerpts that hold
/// other terms, and single clauses on the terms that are said in the most ways.
const SETS: [&str; 8] = [
    "tune",
    "held",
    "filings_tune",
    "filings_held",
    "excerpts_tune",
    "excerpts_held",
    "clauses_tune",
    "clauses_held",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

/// One contract: its text, and by field what it says in canonical form, empty where it says nothing.
#[derive(Deserialize)]
struct Case {
    text: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

/// Scores `read` on the cases of `folder`.
///
/// # Errors
/// When a file or a label cannot be read. A contract that cannot is named, and the run fails.
pub fn run(
    folder: &Path,
    dictionary: &Dictionary,
    read: &dyn Fn(Document) -> Result<Reading>,
    progress: &Progress<'_>,
) -> Result<Report> {
    let mut report = Report {
        suite: "terms".to_owned(),
        ..Report::default()
    };
    let mut missed = Missed::default();
    let mut sets = Vec::new();
    let mut wrong_of_all = Ratio::default();
    for set in SETS {
        let path = folder.join(format!("{set}.toml"));
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let file: File = toml::from_str(&text).with_context(|| path.display().to_string())?;
        sets.push((set, file.cases));
    }
    let all_cases = sets.iter().map(|(_, cases)| cases.len()).sum();
    let mut done = 0;
    progress(done, all_cases);
    for (set, cases) in sets {
        let mut fields: BTreeMap<&str, Counts> = BTreeMap::new();
        let (mut all, mut wrong) = (Ratio::default(), Ratio::default());
        for (at, case) in cases.iter().enumerate() {
            let name = format!("{set}-{}", at + 1);
            let read = read(plain::document(&case.text));
            let Some(reading) = missed.read(&name, read) else {
                continue;
            };
            for (field, label) in &case.fields {
                let known = dictionary.get(&field.as_str().into());
                let kind = known
                    .with_context(|| format!("{name}: {field:?} is no field"))?
                    .kind;
                let counts = judge(&reading, (field, kind), label).with_context(|| name.clone())?;
                fields.entry(field).or_default().add(counts);
                if is_shown_as_verified(&reading, field) {
                    let of = f64::from(u8::from(counts.correct == 0));
                    wrong.add(name.as_str(), of, 1.0);
                    wrong_of_all.add(name.as_str(), of, 1.0);
                }
                let both = counts.said() + counts.stated();
                all.add(name.as_str(), 2.0 * counts.correct as f64, both as f64);
                if set.ends_with("tune") && counts.correct + counts.absent == 0 {
                    report.notes.push(format!("{name}: {field}"));
                }
            }
            done += 1;
            progress(done, all_cases);
        }
        report.add_ratio(&format!("{set}.micro_f1"), all);
        let wrong = Figure::ratio(&format!("{set}.verified_wrong_rate"), wrong);
        report.headline.push(wrong.as_cost());
        show(&mut report, set, &fields);
    }
    missed.tell(&mut report);
    let wrong = Figure::ratio("verified_wrong_rate", wrong_of_all);
    report.headline.push(wrong.as_cost());
    Ok(report)
}

/// Whether the value that is judged is one that the review page shows as verified.
fn is_shown_as_verified(reading: &Reading, field: &str) -> bool {
    let finding = reading.fields.get(&field.into());
    let shown = finding.map(Sureness::of_finding).unwrap_or_default();
    shown.first() == Some(&Sureness::Verified)
}

/// What became of one field of one contract.
fn judge(reading: &Reading, field: (&str, ValueKind), label: &str) -> Result<Counts> {
    let finding = reading.fields.get(&field.0.into());
    // Two values that contradict each other are none.
    let said = match finding {
        Some(Finding::Found { terms }) => terms.first().map(|term| &term.value),
        _ => None,
    };
    let mut counts = Counts::default();
    match (label.is_empty(), said) {
        (true, None) => counts.absent = 1,
        (true, Some(_)) => counts.spurious = 1,
        (false, None) => counts.missed = 1,
        (false, Some(said)) if is_met(field, said, label)? => counts.correct = 1,
        (false, Some(_)) => counts.wrong = 1,
    }
    Ok(counts)
}

fn is_met((field, kind): (&str, ValueKind), said: &Value, label: &str) -> Result<bool> {
    let label = Value::parse(kind, label)
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("the label of {field}"))?;
    Ok(match (said, &label) {
        (Value::Date(said), Value::Date(label)) if field == "expiration_date" => {
            (*said - *label).get_days().abs() <= SLACK_OF_ENDS
        }
        (said, label) => said.same_as(label),
    })
}

/// Adds the figures of one set.
fn show(report: &mut Report, set: &str, fields: &BTreeMap<&str, Counts>) {
    for (field, counts) in fields {
        report.add(&format!("{set}.{field}.f1"), counts.f1());
    }
    let rows = fields.iter();
    let rows = rows.map(|(field, counts)| ((*field).to_owned(), *counts));
    report.tables.push(outcomes(set, rows));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::{Candidate, Engine};
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};

    /// R39: a value that is wrong and shown as verified raises the rate, one that is to be checked does not.
    #[test]
    fn what_is_shown_as_verified_and_wrong_has_a_rate() {
        let dir = tempfile::tempdir().expect("a folder");
        let text = "The Vendor shall pay interest of 2% per month on late payments.";
        let case =
            |label: &str| format!("[[case]]\ntext = \"{text}\"\nlate_interest = \"{label}\"\n");
        for set in SETS {
            let label = if set == "tune" { "3" } else { "2" };
            std::fs::write(dir.path().join(format!("{set}.toml")), case(label)).expect("a file");
        }
        let dictionary: Dictionary =
            toml::from_str(include_str!("../../playbooks/fields.toml")).expect("the dictionary");
        let offline = Offline::new(&dictionary);
        let report = |rivals: &[&str]| {
            let read = |document: Document| {
                let extract = offline.read(&document);
                let mut candidates = extract.candidates;
                candidates.retain(|one| one.field.as_str() == "late_interest");
                let rivals = rivals.iter().map(|value| Candidate {
                    value: Value::parse(ValueKind::Percent, value).expect("per cent"),
                    ..candidates[0].clone()
                });
                let claims = Claims {
                    rivals: rivals.collect(),
                    candidates,
                    clauses: Some(extract.clauses),
                    ..Claims::default()
                };
                Ok(settle(&document, &dictionary, Engine::Offline, claims))
            };
            run(dir.path(), &dictionary, &read, &|_, _| {}).expect("scored")
        };
        let sure = report(&[]);
        assert_eq!(sure.figure("tune.verified_wrong_rate"), Some(1.0));
        assert_eq!(sure.figure("held.verified_wrong_rate"), Some(0.0));
        assert_eq!(sure.figure("verified_wrong_rate"), Some(0.125));
        let contested = report(&["5"]);
        assert_eq!(
            contested.figure("verified_wrong_rate"),
            None,
            "nothing is sure"
        );
    }

    #[test]
    fn a_day_beside_the_end_is_the_end_and_beside_another_date_is_not() {
        let day = |text: &str| Value::parse(ValueKind::Date, text).expect("a date");
        let is = |field, said: &str| {
            is_met((field, ValueKind::Date), &day(said), "2027-01-31").expect("a label")
        };
        assert!(is("expiration_date", "2027-02-01"));
        assert!(!is("expiration_date", "2027-02-02"));
        assert!(!is("effective_date", "2027-02-01"));
        let year = Value::parse(ValueKind::Period, "12 months").expect("a period");
        assert!(is_met(("renewal_term", ValueKind::Period), &year, "1 year").expect("a label"));
        assert!(
            !is_met(("renewal_term", ValueKind::Period), &year, "open-ended").expect("a label")
        );
        assert!(is_met(("renewal_term", ValueKind::Period), &year, "some time").is_err());
    }
}
