//! A figure that is a sum over a sum, kept case by case, so that chance can be told from change.
//!
//! Intervals come from the bootstrap: cases are drawn anew, with replacement, many times, from a
//! fixed seed, so that the same cases always give the same interval.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::collections::BTreeMap;

/// How often the cases are drawn anew.
const DRAWS: usize = 1_000;
/// The seed of the draws.
const SEED: u64 = 20_261_121;

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

    /// The figure; 1 where there was nothing to get right.
    pub fn value(&self) -> f64 {
        over(self.sums.values().copied())
    }

    /// Where the figure lies in nine of ten draws.
    pub fn interval(&self) -> (f64, f64) {
        let sums: Vec<(f64, f64)> = self.sums.values().copied().collect();
        bounds(sums.len(), |drawn| over(drawn.iter().map(|at| sums[*at])))
    }

    /// Where the difference to an earlier measurement of the same cases lies in nine of ten draws;
    /// `None` where they share no case.
    pub fn change(&self, earlier: &Ratio) -> Option<(f64, f64)> {
        let pairs: Vec<_> = self
            .sums
            .iter()
            .filter_map(|(case, now)| Some((*now, *earlier.sums.get(case)?)))
            .collect();
        (!pairs.is_empty()).then(|| {
            bounds(pairs.len(), |drawn| {
                let now = over(drawn.iter().map(|at| pairs[*at].0));
                now - over(drawn.iter().map(|at| pairs[*at].1))
            })
        })
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

/// `right` of `of`; one where there was nothing to get right.
pub fn right_share(right: usize, of: usize) -> f64 {
    if of == 0 { 1.0 } else { share(right, of) }
}

fn over(sums: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (above, below) = sums.fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    if below == 0.0 { 1.0 } else { above / below }
}

/// The 5th and the 95th percentile of `figure` over draws of `cases`.
fn bounds(cases: usize, figure: impl Fn(&[usize]) -> f64) -> (f64, f64) {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut drawn = vec![0; cases];
    let mut figures: Vec<f64> = (0..DRAWS)
        .map(|_| {
            drawn
                .iter_mut()
                .for_each(|at| *at = random.random_range(0..cases.max(1)));
            figure(&drawn)
        })
        .collect();
    figures.sort_by(f64::total_cmp);
    (figures[DRAWS / 20], figures[DRAWS - 1 - DRAWS / 20])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uneven() -> Ratio {
        Ratio::of((0..40).map(|case| (case.to_string(), f64::from(case % 2), 1.0)))
    }

    #[test]
    fn the_interval_holds_the_figure_and_is_the_same_each_time() {
        let (low, high) = uneven().interval();
        assert!(low < 0.5 && 0.5 < high && high - low < 0.4, "{low} {high}");
        assert_eq!(uneven().interval(), (low, high));
        assert_eq!(Ratio::default().value(), 1.0);
        assert_eq!(Ratio::default().interval(), (1.0, 1.0));
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
