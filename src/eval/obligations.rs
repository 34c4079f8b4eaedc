//! Scores obligations on passages of public contracts: every duty of a passage is labelled, so that
//! what is said too much counts as well as what is missed.
//!
//! The labels (`eval/obligations/*.toml`) hold ids, offsets and values; the texts lie in the folder of
//! the dataset. A label whose text has changed is refused, and no contract's words are printed.

mod actors;
mod judge;
mod labels;
mod report;

pub(super) use actors::is_same_party;
pub use judge::Figures;
pub use labels::{Duty, Half, Window, read_all};
pub use report::shown;

use super::pairing;
use super::progress::{Progress, told};
use super::ratio::Ratio;
use super::unread::Missed;
use crate::domain::document::Span;
use crate::domain::holidays::Holidays;
use crate::domain::obligation::Draft;
use crate::domain::reading::Reading;
use crate::offline::{Offline, due};
use crate::text::plain;
use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What the suite found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many passages were scored, each of another contract.
    pub passages: usize,
    /// How many duties are labelled in them.
    pub duties: usize,
    /// The passages whose failures may be looked at.
    pub tune: Figures,
    /// The passages that are only counted.
    pub held: Figures,
    /// Both.
    pub all: Figures,
    /// The contracts that were not read, and are in no figure.
    #[serde(skip)]
    pub missed: Missed,
    /// The lines to look at, of the tuning half alone: contract, bytes, what went wrong.
    #[serde(skip)]
    pub misses: Vec<String>,
    /// Each passage on its own: its contract, its half and its figures.
    #[serde(skip)]
    pub each: Vec<(String, Half, Figures)>,
}

impl Report {
    /// The figures that gates name, such as `obligations.held.f1`, passage by passage.
    pub fn figures(&self) -> BTreeMap<String, Ratio> {
        let mut ratios: BTreeMap<String, Ratio> = BTreeMap::new();
        for (contract, half, figures) in &self.each {
            let half = match half {
                Half::Tune => "tune",
                Half::Held => "held",
            };
            for (name, above, below) in figures.sums() {
                for half in [half, "all"] {
                    let ratio = ratios.entry(format!("obligations.{half}.{name}"));
                    let ratio = ratio.or_default();
                    ratio.add(contract.as_str(), above as f64, below as f64);
                }
            }
        }
        ratios
    }
}

/// Reads the duties of a whole contract.
pub type Reader<'a> = dyn Fn(&str) -> Result<Vec<Draft>> + 'a;

/// Scores `read` on the labels of `labels`; `data` is the dataset's folder, with `txt/` in it.
///
/// # Errors
/// When labels or a text cannot be opened, or a text is not the one that was labelled. A contract whose duties
/// cannot be read is named, and the run fails.
pub fn run(
    labels: &Path,
    data: &Path,
    read: &Reader<'_>,
    progress: &Progress<'_>,
) -> Result<Report> {
    let mut report = Report::default();
    for window in told(read_all(labels)?, progress) {
        let path = data.join("txt").join(format!("{}.txt", window.contract));
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        window.check(&text)?;
        let Some(said) = report.missed.read(&window.contract, read(&text)) else {
            continue;
        };
        let said = inside(said, window.at);
        score(&window, &text, &said, &mut report);
    }
    let judged = report.passages + report.missed.count();
    ensure!(judged > 0, "{} holds no labels", labels.display());
    Ok(report)
}

/// The duties that our own rules read in a whole contract, with the due dates that follow from its own dates.
pub fn drafts(engine: &Offline, text: &str) -> Vec<Draft> {
    let document = plain::document(text);
    let mut extract = engine.read(&document);
    let known = due::Known::of(&document.text, &extract.candidates);
    for draft in &mut extract.obligations {
        draft.derivation = due::settle(
            &mut draft.due,
            draft.recurrence.as_ref(),
            &known,
            &Holidays::default(),
        );
    }
    extract.obligations
}

/// The duties of a reading, as they are scored.
pub fn owed(reading: Reading) -> Vec<Draft> {
    let duties = reading.obligations.into_iter();
    duties
        .map(|duty| Draft {
            actor: duty.actor,
            beneficiary: duty.beneficiary,
            action: duty.action,
            kind: duty.kind,
            modality: duty.modality,
            due: duty.due,
            derivation: duty.derivation,
            recurrence: duty.recurrence,
            condition: duty.condition,
            consequence: duty.consequence,
            amount: duty.amount,
            near: Some(duty.grounding.span),
            quote: duty.grounding.quote,
            engine: duty.engine,
        })
        .collect()
}

/// Those that lie in the passage for the greater part.
fn inside(drafts: Vec<Draft>, passage: Span) -> Vec<(Span, Draft)> {
    drafts
        .into_iter()
        .filter_map(|draft| Some((draft.near?, draft)))
        .filter(|(span, _)| {
            let common = span
                .end
                .min(passage.end)
                .saturating_sub(span.start.max(passage.start));
            common * 2 >= span.end - span.start
        })
        .collect()
}

fn score(window: &Window, text: &str, said: &[(Span, Draft)], report: &mut Report) {
    let mut alike = Vec::new();
    for (one, duty) in window.duties.iter().enumerate() {
        for (other, (span, _)) in said.iter().enumerate() {
            let likeness = pairing::places(duty.at, *span);
            if likeness >= pairing::SAME {
                alike.push((likeness, one, other));
            }
        }
    }
    let pairs = pairing::one_to_one(alike);
    let half = match window.half {
        Half::Tune => &mut report.tune,
        Half::Held => &mut report.held,
    };
    let mut own = Figures::default();
    for figures in [half, &mut report.all, &mut own] {
        figures.count(text, &window.duties, said, &pairs);
    }
    let contract = window.contract.clone();
    report.each.push((contract, window.half, own));
    report.passages += 1;
    report.duties += window.duties.len();
    if window.half == Half::Tune {
        report
            .misses
            .extend(judge::misses(window, text, said, &pairs));
    }
}
