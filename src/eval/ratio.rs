//! A figure that is a sum over a sum, kept case by case, so that chance can be told from change.

use super::draws;
use std::collections::BTreeMap;

/// Sums per case; the figure is the sum of the first over the sum of the second.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Ratio {
    sums: BTreeMap<String, (f64, f64)>,
}

impl Ratio {
    /// From a name, a numerator and a denominator for each case; cases of one name are added up.
    pub fn of<S: Into<String>>(cases: impl IntoIterator<Item = (S, f64, f64)>) -> Self {
        let mut ratio = Self::default();
        for (case, above, below) in cases {
            ratio.add(case, above, below);
        }
        ratio
    }

    /// Adds to the sums of one case.
    pub fn add(&mut self, case: impl Into<String>, above: f64, below: f64) {
        let sums = self.sums.entry(case.into()).or_default();
        sums.0 += above;
        sums.1 += below;
    }

    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.sums.len()
    }

    /// The figure; `None` where there was nothing to measure.
    pub fn value(&self) -> Option<f64> {
        over(self.sums.values().copied())
    }

    /// Where the figure lies in nine of ten draws; `None` where there was nothing to measure.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let sums: Vec<(f64, f64)> = self.sums.values().copied().collect();
        let mut figures = Vec::with_capacity(draws::DRAWS);
        draws::each(sums.len(), |times| figures.extend(drawn(&sums, times)));
        draws::bounds(figures)
    }

    /// Where the difference to an earlier measurement of the same cases lies in nine of ten draws;
    /// `None` where they share no case, or nothing that was measured.
    pub fn change(&self, earlier: &Ratio) -> Option<(f64, f64)> {
        let pairs = self
            .sums
            .iter()
            .filter_map(|(case, now)| Some((*now, *earlier.sums.get(case)?)));
        let (now, before): (Vec<_>, Vec<_>) = pairs.unzip();
        let mut differences = Vec::with_capacity(draws::DRAWS);
        draws::each(now.len(), |times| {
            let pair = drawn(&now, times).zip(drawn(&before, times));
            differences.extend(pair.map(|(now, before)| now - before));
        });
        draws::bounds(differences)
    }
}

/// `part` of `whole`; zero where there is nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// `part` of `whole`; `None` where there is nothing to measure.
pub fn measured(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| share(part, whole))
}

/// `right` of `of`; one where there was nothing to get right.
pub fn right_share(right: usize, of: usize) -> f64 {
    measured(right, of).unwrap_or(1.0)
}

fn over(sums: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (above, below) = sums.fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    (below > 0.0).then(|| above / below)
}

/// The figure when each case counts as often as it was drawn.
fn drawn(sums: &[(f64, f64)], times: &[usize]) -> Option<f64> {
    let weighed = sums.iter().zip(times);
    over(weighed.map(|(sum, times)| (sum.0 * *times as f64, sum.1 * *times as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uneven() -> Ratio {
        Ratio::of((0..40).map(|case| (case.to_string(), f64::from(case % 2), 1.0)))
    }

    #[test]
    fn the_interval_holds_the_figure_and_is_the_same_each_time() {
        let (low, high) = uneven().interval().expect("measured");
        assert!(low < 0.5 && 0.5 < high && high - low < 0.4, "{low} {high}");
        assert_eq!(uneven().interval(), Some((low, high)));
        assert_eq!(Ratio::default().value(), None);
        assert_eq!(Ratio::default().interval(), None);
        let nothing = Ratio::of([("one", 0.0, 0.0)]);
        assert_eq!((nothing.value(), nothing.interval()), (None, None));
    }

    #[test]
    fn no_change_is_no_change_and_a_loss_in_every_case_is_seen() {
        assert_eq!(uneven().change(&uneven()), Some((0.0, 0.0)));
        let worse = Ratio::of((0..40).map(|case| (case.to_string(), 0.0, 1.0)));
        let (_, high) = worse.change(&uneven()).expect("the same cases");
        assert!(high < -0.2, "{high}");
        assert_eq!(uneven().change(&Ratio::of([("elsewhere", 1.0, 1.0)])), None);
    }
}
