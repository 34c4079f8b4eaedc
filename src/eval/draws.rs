//! The bootstrap: cases are drawn anew, with replacement, many times, from a fixed seed, so that the
//! same cases always give the same interval, and so that two measurements of the same cases can be
//! compared draw by draw.

use super::report::digest;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

/// How often the cases are drawn anew.
pub const DRAWS: usize = 1_000;
/// The seed of the draws.
const SEED: u64 = 20_261_121;

/// A figure that is no sum over sums (an area, a mean over categories), with its value in each draw.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// A digest of the ids of the cases, in their order: draws of other cases are no pairs.
    cases: String,
    /// How many cases there are.
    count: usize,
    /// The figure in each draw, in one line; a dash where there was nothing to measure.
    figures: String,
}

impl Drawn {
    /// Measures `figures` of the cases `ids` in every draw. Each is given how often every case was
    /// drawn, and must answer in the same order each time.
    pub fn all(ids: &[&str], figures: impl Fn(&[usize]) -> Vec<Option<f64>>) -> Vec<Self> {
        let mut lines: Vec<String> = Vec::new();
        each(ids.len(), |times| {
            let figures = figures(times);
            lines.resize(figures.len(), String::new());
            for (line, figure) in lines.iter_mut().zip(figures) {
                let separator = if line.is_empty() { "" } else { " " };
                line.push_str(separator);
                line.push_str(&figure.map_or("-".to_owned(), |figure| format!("{figure:.4}")));
            }
        });
        let cases = digest(ids);
        let drawn = |figures| Self {
            cases: cases.clone(),
            count: ids.len(),
            figures,
        };
        lines.into_iter().map(drawn).collect()
    }

    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.count
    }

    /// Where the figure lies in nine of ten draws; `None` where there was nothing to measure.
    pub fn interval(&self) -> Option<(f64, f64)> {
        bounds(self.figures().flatten().collect())
    }

    /// Where the difference to an earlier measurement of the same cases lies in nine of ten draws;
    /// `None` where the cases are others.
    pub fn change(&self, earlier: &Self) -> Option<(f64, f64)> {
        let pairs = self.figures().zip(earlier.figures());
        let differences = pairs.filter_map(|(now, before)| Some(now? - before?));
        (self.cases == earlier.cases)
            .then(|| bounds(differences.collect()))
            .flatten()
    }

    fn figures(&self) -> impl Iterator<Item = Option<f64>> {
        self.figures.split(' ').map(|figure| figure.parse().ok())
    }
}

/// Tells `draw` how often each of so many cases is in a draw, for every draw.
pub fn each(cases: usize, mut draw: impl FnMut(&[usize])) {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut times = vec![0; cases];
    for _ in 0..DRAWS {
        times.fill(0);
        for _ in 0..cases {
            times[random.random_range(0..cases)] += 1;
        }
        draw(&times);
    }
}

/// The 5th and the 95th percentile.
pub fn bounds(mut figures: Vec<f64>) -> Option<(f64, f64)> {
    figures.sort_by(f64::total_cmp);
    let edge = figures.len() / 20;
    let high = figures.len().checked_sub(1 + edge)?;
    Some((*figures.get(edge)?, *figures.get(high)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of the cases before the middle, weighed as drawn.
    fn early(times: &[usize]) -> Vec<Option<f64>> {
        let half: usize = times[..times.len() / 2].iter().sum();
        vec![Some(half as f64 / times.len() as f64), None]
    }

    #[test]
    fn a_figure_lies_in_its_interval_and_a_change_is_told_draw_by_draw() {
        let ids: Vec<String> = (0..40).map(|id| id.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let drawn = Drawn::all(&ids, early);
        let (low, high) = drawn[0].interval().expect("measured");
        assert!(low < 0.5 && 0.5 < high && high - low < 0.4, "{low} {high}");
        assert_eq!(drawn[1].interval(), None, "nothing to measure");
        assert_eq!(Drawn::all(&ids, early), drawn, "the same each time");
        assert_eq!(drawn[0].change(&drawn[0]), Some((0.0, 0.0)));
        let lower = Drawn::all(&ids, |times| vec![early(times)[0].map(|share| share - 0.1)]);
        let (low, high) = lower[0].change(&drawn[0]).expect("the same cases");
        assert!((low + 0.1).abs() < 1e-4 && (high + 0.1).abs() < 1e-4);
        let others = Drawn::all(&ids[1..], early);
        assert_eq!(others[0].change(&drawn[0]), None, "other cases");
    }

    #[test]
    fn of_no_cases_nothing_is_known() {
        assert_eq!(bounds(Vec::new()), None);
        assert!(Drawn::all(&[], |_| vec![None])[0].interval().is_none());
    }
}
