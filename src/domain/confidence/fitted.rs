//! The fitted part of confidence: which signals count, and the weights that labelled contracts gave
//! them. `countersign train` writes the weights; nothing here learns.

use super::{Signals, Support};
use crate::domain::value::{Value, ValueKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The names of the signals that count, in the order of [`Fitted::features`].
pub const FEATURES: [&str; 11] = [
    "any_value",
    "by_rule",
    "classifier",
    "classifier_of_flag",
    "no_classifier",
    "date",
    "open_end",
    "period",
    "jurisdiction",
    "party",
    "flag",
];

/// Weights and where they come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// What they were fitted to, in words.
    pub provenance: String,
    /// How many values.
    pub values: usize,
    /// How many of them were right.
    pub right: usize,
    /// The weight of each signal, by the names of [`FEATURES`].
    pub weights: BTreeMap<String, f64>,
}

static SHIPPED: LazyLock<Fitted> = LazyLock::new(|| {
    toml::from_str(include_str!("../confidence.toml")).expect("the shipped weights read, by test")
});

impl Fitted {
    /// The weights of this build.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// What counts of `signals` about `value`, by the names of [`FEATURES`].
    pub fn features(signals: &Signals, value: &Value) -> [f64; FEATURES.len()] {
        let yes = |is: bool| f64::from(u8::from(is));
        let is = |kind: ValueKind| yes(value.kind() == kind && *value != Value::OpenEnded);
        let margin = f64::from(signals.margin.unwrap_or(0.0));
        let flag = is(ValueKind::Flag);
        [
            1.0,
            yes(signals.support == Support::ByRule),
            margin * (1.0 - flag),
            margin * flag,
            yes(signals.margin.is_none()),
            is(ValueKind::Date),
            yes(*value == Value::OpenEnded),
            is(ValueKind::Period),
            is(ValueKind::Jurisdiction),
            is(ValueKind::Party),
            // Labels judge only flags of the classifier, so that they say nothing of those of rules.
            flag * yes(signals.margin.is_some()),
        ]
    }

    /// The log of the odds.
    pub fn sum(&self, signals: &Signals, value: &Value) -> f64 {
        let features = Self::features(signals, value);
        let weights = FEATURES.iter().map(|name| self.weights.get(*name));
        weights
            .zip(features)
            .map(|(weight, feature)| weight.copied().unwrap_or(0.0) * feature)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What makes the classifier's flags doubtful is no reason against one that a rule read.
    #[test]
    fn a_flag_that_a_rule_read_is_trusted_like_any_value() {
        let signals = |margin| Signals {
            grade: crate::domain::term::Grade::Exact,
            meeting: crate::domain::confidence::Meeting::Alone,
            support: Support::NoReader,
            rivals: 0,
            text: crate::domain::confidence::TextLayer::Confirmed,
            margin,
            place: crate::domain::confidence::Place::Named,
        };
        let trust = |margin| signals(margin).score(&Value::Flag(true));
        assert!(trust(None) > 0.7);
        assert!(trust(Some(0.1)) < 0.4 && trust(Some(0.95)) > trust(Some(0.5)));
    }

    #[test]
    fn the_shipped_weights_are_those_of_the_signals_that_count() {
        let shipped = Fitted::shipped();
        let mut named: Vec<&str> = FEATURES.to_vec();
        named.sort_unstable();
        let weighed: Vec<&str> = shipped.weights.keys().map(String::as_str).collect();
        assert_eq!(weighed, named);
        assert!(shipped.weights.values().all(|weight| weight.is_finite()));
        assert!(shipped.right <= shipped.values && !shipped.provenance.is_empty());
        assert!(shipped.weights["classifier"] > 0.0 && shipped.weights["by_rule"] < 0.0);
    }
}
