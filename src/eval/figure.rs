//! One figure of a report: its value, how far chance may move it, and which way is better.

use super::draws::Drawn;
use super::ratio::Ratio;

/// A figure that gates and comparisons name.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// Its value; `None` where there is nothing to measure.
    pub value: Option<f64>,
    /// How far chance may move it.
    pub spread: Spread,
    /// Whether less is better, as of errors and of what is spent.
    pub is_cost: bool,
}

/// What is known of a figure case by case.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// Nothing.
    Unknown,
    /// Its two sums for each case.
    Ratio(Ratio),
    /// Its value in each draw of the cases.
    Drawn(Drawn),
}

impl Figure {
    /// A figure of which nothing more is known.
    pub fn plain(name: &str, value: Option<f64>) -> Self {
        Self {
            name: name.to_owned(),
            value,
            spread: Spread::Unknown,
            is_cost: false,
        }
    }

    /// A ratio of sums over cases.
    pub fn ratio(name: &str, ratio: Ratio) -> Self {
        Self {
            value: ratio.value(),
            spread: Spread::Ratio(ratio),
            ..Self::plain(name, None)
        }
    }

    /// A figure that was measured in each draw.
    pub fn drawn(name: &str, value: Option<f64>, drawn: Drawn) -> Self {
        Self {
            spread: Spread::Drawn(drawn),
            ..Self::plain(name, value)
        }
    }

    /// The same, of which less is better.
    pub fn as_cost(self) -> Self {
        Self {
            is_cost: true,
            ..self
        }
    }

    /// Where the figure lies in nine of ten draws of its cases, where that is known.
    pub fn interval(&self) -> Option<(f64, f64)> {
        match &self.spread {
            Spread::Unknown => None,
            Spread::Ratio(ratio) => ratio.interval(),
            Spread::Drawn(drawn) => drawn.interval(),
        }
    }

    /// Over how many cases it was measured, where that is known.
    pub fn cases(&self) -> Option<usize> {
        match &self.spread {
            Spread::Unknown => None,
            Spread::Ratio(ratio) => Some(ratio.cases()),
            Spread::Drawn(drawn) => Some(drawn.cases()),
        }
    }
}
