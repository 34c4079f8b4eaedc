//! Compares a report with the one that was kept, in `eval/baseline.json`.
//!
//! A figure is a loss when it may have fallen by more than a point: when the lower bound of its
//! change (nine of ten draws of the cases) is below -0.01. Of a figure of which less is better, a rise
//! is what a fall is of the others. Ids of cases and counts are kept, no text.

use super::draws::Drawn;
use super::figure::{Figure, Spread};
use super::ratio::Ratio;
use super::report::Report;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fall that is put up with, as a share.
const TOLERANCE: f64 = 0.01;

/// Reports that later ones are compared with, by suite.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Baseline {
    suites: BTreeMap<String, Kept>,
}

/// What is kept of one report.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    headline: BTreeMap<String, f64>,
    ratios: BTreeMap<String, Ratio>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    drawn: BTreeMap<String, Drawn>,
}

/// How one figure changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The figure.
    pub figure: String,
    /// What it was.
    pub before: f64,
    /// What it is.
    pub now: f64,
    /// Where the difference lies in nine of ten draws, where the cases are the same.
    pub interval: Option<(f64, f64)>,
    /// Whether it may have fallen by more than is put up with.
    pub is_loss: bool,
}

impl Change {
    /// Whether a person wants to see it.
    pub fn is_notable(&self) -> bool {
        self.is_loss || (self.now - self.before).abs() >= 0.0005
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = if self.is_loss { "LOSS" } else { "change" };
        let Change {
            figure,
            before,
            now,
            ..
        } = self;
        write!(f, "{word}: {figure} {before:.3} -> {now:.3}")?;
        match self.interval {
            Some((low, high)) => write!(f, " (difference {low:+.3} to {high:+.3})"),
            None => Ok(()),
        }
    }
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When the text is not one.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Keeps `report` in place of the earlier one of its suite.
    pub fn keep(&mut self, report: &Report) {
        let mut kept = Kept::default();
        for figure in report.headline.iter().chain(&report.beside) {
            let name = &figure.name;
            if let Some(value) = figure.value {
                kept.headline.insert(name.clone(), value);
            }
            match &figure.spread {
                Spread::Unknown => {}
                Spread::Ratio(ratio) => drop(kept.ratios.insert(name.clone(), ratio.clone())),
                Spread::Drawn(drawn) => drop(kept.drawn.insert(name.clone(), drawn.clone())),
            }
        }
        self.suites.insert(report.suite.clone(), kept);
    }

    /// How each figure that both have changed. Only a figure that is known case by case, over the same
    /// cases, can be a loss: of the others nobody can say what is chance; they are held by their gates.
    pub fn changes(&self, report: &Report) -> Vec<Change> {
        let Some(kept) = self.suites.get(&report.suite) else {
            return Vec::new();
        };
        let figures = report.headline.iter().chain(&report.beside);
        figures.filter_map(|figure| kept.change(figure)).collect()
    }
}

impl Kept {
    /// How a figure changed; `None` where it was not measured both times.
    fn change(&self, figure: &Figure) -> Option<Change> {
        let name = &figure.name;
        let interval = match &figure.spread {
            Spread::Unknown => None,
            Spread::Ratio(now) => self.ratios.get(name).and_then(|before| now.change(before)),
            Spread::Drawn(now) => self.drawn.get(name).and_then(|before| now.change(before)),
        };
        let is_loss = interval.is_some_and(|(low, high)| match figure.is_cost {
            true => high > TOLERANCE,
            false => low < -TOLERANCE,
        });
        Some(Change {
            figure: name.clone(),
            before: *self.headline.get(name)?,
            now: figure.value?,
            interval,
            is_loss,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(right: f64) -> Report {
        let mut report = Report {
            suite: "golden".to_owned(),
            ..Report::default()
        };
        let cases = (0..30).map(|case| (case.to_string(), right, 10.0));
        report.add_ratio("share", Ratio::of(cases));
        report
    }

    /// I49: a fall against what was kept is a loss, the same again is none.
    #[test]
    fn a_fall_of_more_than_a_point_is_a_loss() {
        let mut baseline = Baseline::default();
        assert!(baseline.changes(&report(9.0)).is_empty());
        baseline.keep(&report(9.0));
        assert!(!baseline.changes(&report(9.0))[0].is_loss);
        assert!(!baseline.changes(&report(9.5))[0].is_loss);
        let fall = &baseline.changes(&report(8.0))[0];
        assert!(fall.is_loss && fall.to_string().starts_with("LOSS: share 0.900 -> 0.800"));
        let text = serde_json::to_string(&baseline).expect("JSON");
        assert_eq!(Baseline::parse(&text).expect("what was written"), baseline);
    }

    #[test]
    fn a_rise_of_what_should_be_low_is_a_loss_and_draws_are_kept() {
        let ids = ["one", "two", "three"];
        let report = |rate: f64| Report {
            suite: "cuad".to_owned(),
            beside: vec![
                Figure::drawn(
                    "wrong_rate",
                    Some(rate),
                    Drawn::all(&ids, |_| vec![Some(rate)]).remove(0),
                )
                .as_cost(),
            ],
            ..Report::default()
        };
        let mut baseline = Baseline::default();
        baseline.keep(&report(0.1));
        let text = serde_json::to_string(&baseline).expect("JSON");
        let baseline = Baseline::parse(&text).expect("what was written");
        assert!(!baseline.changes(&report(0.1))[0].is_loss);
        assert!(!baseline.changes(&report(0.05))[0].is_loss);
        assert!(baseline.changes(&report(0.2))[0].is_loss);
    }
}
