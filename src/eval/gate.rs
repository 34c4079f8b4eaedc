//! Gates: figures below or above which a change must not go in (I49). Read from `eval/gates.toml`.
//!
//! A gate that names an unknown figure fails: a misspelt gate must not pass for ever. Times are judged in
//! release builds alone, and the report says of which it was not judged.

use super::report::Report;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The bounds of every suite, by its name.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(transparent)]
pub struct Gates {
    suites: BTreeMap<String, Bounds>,
}

/// The bounds of one suite: figure name to bound.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    /// The lowest accepted values.
    #[serde(default)]
    at_least: BTreeMap<String, f64>,
    /// The highest accepted values.
    #[serde(default)]
    at_most: BTreeMap<String, f64>,
    /// The highest accepted times. They hold for an optimised build on a machine that does nothing else; a
    /// build for development is several times slower and says nothing about them.
    #[serde(default)]
    at_most_in_release: BTreeMap<String, f64>,
}

/// A gate that did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    figure: String,
    bound: f64,
    is_floor: bool,
    measured: Option<f64>,
}

impl Failure {
    /// A figure that fell below its floor, or was not measured.
    pub fn below(figure: &str, floor: f64, measured: Option<f64>) -> Self {
        Self {
            figure: figure.to_owned(),
            bound: floor,
            is_floor: true,
            measured,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = if self.is_floor { "below" } else { "above" };
        match self.measured {
            Some(measured) => write!(
                f,
                "{} is {measured:.3}, {side} its gate of {:.3}",
                self.figure, self.bound
            ),
            None => write!(f, "{} is gated but was not measured", self.figure),
        }
    }
}

/// Reads gates.
///
/// # Errors
/// When the text is not a table of gates.
pub fn parse(text: &str) -> Result<Gates, toml::de::Error> {
    toml::from_str(text)
}

/// How a program was built, which decides whether its times are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// For development, with checks and without optimisation.
    Debug,
    /// For use.
    Release,
}

impl Build {
    /// The build of this very program.
    pub const OWN: Self = match cfg!(debug_assertions) {
        true => Self::Debug,
        false => Self::Release,
    };
}

impl Gates {
    /// How many gates of `suite` a program of this `build` judges.
    pub fn count(&self, suite: &str, build: Build) -> usize {
        let bounds = self.suites.get(suite);
        let all = bounds.map_or(0, |bounds| {
            bounds.at_least.len() + bounds.at_most.len() + bounds.at_most_in_release.len()
        });
        all - self.unjudged(suite, build).len()
    }

    /// The figures of `suite` whose gates a program of this `build` does not judge.
    pub fn unjudged(&self, suite: &str, build: Build) -> Vec<String> {
        match (build, self.suites.get(suite)) {
            (Build::Debug, Some(bounds)) => bounds.at_most_in_release.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }
}

/// The gates of the report's suite that do not hold; empty when all do that this `build` judges.
pub fn failures(gates: &Gates, report: &Report, build: Build) -> Vec<Failure> {
    let Some(bounds) = gates.suites.get(&report.suite) else {
        return Vec::new();
    };
    let floors = bounds.at_least.iter().map(|gate| (gate, true));
    let ceilings = bounds.at_most.iter().map(|gate| (gate, false));
    let times = bounds.at_most_in_release.iter().map(|gate| (gate, false));
    let times = times.filter(|_| build == Build::Release);
    floors
        .chain(ceilings)
        .chain(times)
        .filter_map(|((figure, bound), is_floor)| {
            let measured = report.figure(figure);
            let holds = measured.is_some_and(|measured| {
                (is_floor && measured >= *bound) || (!is_floor && measured <= *bound)
            });
            (!holds).then(|| Failure {
                figure: figure.clone(),
                bound: *bound,
                is_floor,
                measured,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::cuad::fields;
    use super::super::figure::Figure;
    use super::*;

    fn report(figure: f64) -> Report {
        Report {
            suite: "golden".to_owned(),
            headline: vec![Figure::plain("share", Some(figure))],
            ..Report::default()
        }
    }

    /// I49: a fall below the gate is seen, a rise above one too, and so is a gate that measures nothing.
    #[test]
    fn a_gate_fails_beyond_its_bound_and_where_nothing_was_measured() {
        let gates = parse("[golden.at_least]\nshare = 0.5\n[golden.at_most]\nshare = 0.9\n")
            .expect("gates");
        assert!(failures(&gates, &report(0.7), Build::Debug).is_empty());
        assert_eq!(failures(&gates, &report(0.4), Build::Debug).len(), 1);
        assert_eq!(failures(&gates, &report(0.95), Build::Debug).len(), 1);
        assert_eq!(failures(&gates, &report(f64::NAN), Build::Debug).len(), 2);
        let misspelt = parse("[golden.at_least]\nshaer = 0.1\n").expect("gates");
        assert_eq!(
            failures(&misspelt, &report(0.7), Build::Debug)[0].measured,
            None
        );
        let elsewhere = parse("[cuad.at_least]\nshare = 1.0\n").expect("gates");
        assert!(failures(&elsewhere, &report(0.7), Build::Debug).is_empty());
    }

    /// A time that an unoptimised build takes says nothing, and such a run says which gates it left out.
    #[test]
    fn a_time_is_judged_in_a_release_build_alone() {
        let gates = parse("[golden.at_least]\nshare = 0.5\n[golden.at_most_in_release]\nms = 60\n")
            .expect("gates");
        let mut slow = report(0.7);
        slow.add("ms", 61.0);
        assert!(failures(&gates, &slow, Build::Debug).is_empty());
        assert_eq!(gates.unjudged("golden", Build::Debug), ["ms"]);
        assert_eq!(gates.count("golden", Build::Debug), 1);
        assert_eq!(failures(&gates, &slow, Build::Release).len(), 1);
        assert!(gates.unjudged("golden", Build::Release).is_empty());
        assert_eq!(gates.count("golden", Build::Release), 2);
        let mut fast = report(0.7);
        fast.add("ms", 59.0);
        assert!(failures(&gates, &fast, Build::Release).is_empty());
        let unmeasured = failures(&gates, &report(0.7), Build::Release);
        assert_eq!(unmeasured[0].measured, None);
    }

    /// The floor of the issue for the engine's speed, and the way from a PDF, are held by gates.
    #[test]
    fn speed_and_the_loss_from_pdf_are_gated() {
        let gates = parse(include_str!("../../eval/gates.toml")).expect("the shipped gates parse");
        let cuad = &gates.suites["cuad"];
        assert_eq!(cuad.at_most_in_release["ms_per_contract"], 60.0);
        for (_, field, key) in fields::JUDGED {
            let gap = cuad.at_most.get(&format!("text_less_pdf.{key}"));
            assert!(gap.is_some(), "{field}");
        }
    }

    #[test]
    fn the_shipped_gates_are_bounds_of_known_suites() {
        let gates = parse(include_str!("../../eval/gates.toml")).expect("the shipped gates parse");
        for suite in gates.suites.keys() {
            assert!(super::super::SUITES.contains(&suite.as_str()), "{suite}");
        }
    }
}
