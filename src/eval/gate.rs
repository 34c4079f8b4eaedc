//! Gates: figures below which a change must not go in (I49). Read from `eval/gates.toml`.
//!
//! A gate that names an unknown figure fails: a misspelt gate must not pass for ever.

use super::score::Score;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The lowest figures that are accepted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// Figure name (see [`Score::figures`]) to the lowest accepted value, 0 to 1.
    pub gates: BTreeMap<String, f64>,
}

/// A gate that did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The figure.
    pub figure: String,
    /// The lowest accepted value.
    pub floor: f64,
    /// What was measured; `None` where no such figure exists.
    pub measured: Option<f64>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.measured {
            Some(measured) => write!(
                f,
                "{} is {measured:.3}, below its gate of {:.3}",
                self.figure, self.floor
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

/// The gates that do not hold; empty when all do.
pub fn failures(gates: &Gates, score: &Score) -> Vec<Failure> {
    let figures = score.figures();
    gates
        .gates
        .iter()
        .map(|(figure, floor)| Failure {
            figure: figure.clone(),
            floor: *floor,
            measured: figures.get(figure).copied(),
        })
        .filter(|gate| {
            gate.measured
                .is_none_or(|measured| measured.is_nan() || measured < gate.floor)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::score::Counts;

    fn score(correct: usize, missed: usize) -> Score {
        let mut score = Score::default();
        score.fields.insert(
            "party".to_owned(),
            Counts {
                correct,
                missed,
                ..Counts::default()
            },
        );
        score
    }

    /// I49: a fall below the gate is seen, and so is a gate that measures nothing.
    #[test]
    fn a_gate_fails_below_its_floor_and_where_nothing_was_measured() {
        let gates = parse("[gates]\n\"fields.micro_f1\" = 0.9\n").expect("gates");
        assert!(failures(&gates, &score(9, 1)).is_empty());
        assert_eq!(failures(&gates, &score(5, 5)).len(), 1);
        let misspelt = parse("[gates]\n\"fields.mikro_f1\" = 0.1\n").expect("gates");
        assert_eq!(failures(&misspelt, &score(9, 1))[0].measured, None);
    }

    #[test]
    fn the_shipped_gates_name_figures_that_exist() {
        let gates = parse(include_str!("../../eval/gates.toml")).expect("the shipped gates parse");
        let known = score(1, 0).figures();
        for figure in gates
            .gates
            .keys()
            .filter(|figure| !figure.starts_with("field."))
        {
            assert!(known.contains_key(figure), "{figure}");
        }
    }
}
