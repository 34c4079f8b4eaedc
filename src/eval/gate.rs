//! Gates: figures below or above which a change must not go in (I49). Read from `eval/gates.toml`.
//!
//! A gate that names an unknown figure fails: a misspelt gate must not pass for ever.

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

impl Gates {
    /// How many gates `suite` has.
    pub fn count(&self, suite: &str) -> usize {
        let bounds = self.suites.get(suite);
        bounds.map_or(0, |bounds| bounds.at_least.len() + bounds.at_most.len())
    }
}

/// The gates of the report's suite that do not hold; empty when all do.
pub fn failures(gates: &Gates, report: &Report) -> Vec<Failure> {
    let Some(bounds) = gates.suites.get(&report.suite) else {
        return Vec::new();
    };
    let floors = bounds.at_least.iter().map(|gate| (gate, true));
    let ceilings = bounds.at_most.iter().map(|gate| (gate, false));
    floors
        .chain(ceilings)
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
        assert!(failures(&gates, &report(0.7)).is_empty());
        assert_eq!(failures(&gates, &report(0.4)).len(), 1);
        assert_eq!(failures(&gates, &report(0.95)).len(), 1);
        assert_eq!(failures(&gates, &report(f64::NAN)).len(), 2);
        let misspelt = parse("[golden.at_least]\nshaer = 0.1\n").expect("gates");
        assert_eq!(failures(&misspelt, &report(0.7))[0].measured, None);
        let elsewhere = parse("[cuad.at_least]\nshare = 1.0\n").expect("gates");
        assert!(failures(&elsewhere, &report(0.7)).is_empty());
    }

    #[test]
    fn the_shipped_gates_are_bounds_of_known_suites() {
        let gates = parse(include_str!("../../eval/gates.toml")).expect("the shipped gates parse");
        for suite in gates.suites.keys() {
            assert!(super::super::SUITES.contains(&suite.as_str()), "{suite}");
        }
    }
}
