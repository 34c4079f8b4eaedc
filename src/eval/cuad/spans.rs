//! Scores spans as the CUAD paper does: sets of words, a Jaccard index of at least one half.
//!
//! A labelled span counts once if any prediction matches it; a prediction that matches none is one
//! false alarm, so that in a contract without a label each prediction is one. It never looks at
//! where a prediction stands.

use crate::eval::ratio::share;
use crate::text::overlap::Words;

/// A stretch of text as the rule compares it.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// As it stands in the contract.
    pub text: String,
    /// Its words.
    pub words: Words,
}

impl From<String> for Stretch {
    fn from(text: String) -> Self {
        let words = Words::of(&text);
        Self { text, words }
    }
}

/// What was labelled and predicted for one contract and category.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The labelled spans.
    pub golds: Vec<Stretch>,
    /// The predictions with their scores.
    pub predictions: Vec<(Stretch, f32)>,
    /// Whether a prediction that contains a labelled span matches it too (the paper's rule for Parties).
    pub containing: bool,
}

impl Item {
    /// Whether `prediction` matches `gold`.
    pub fn matches(&self, prediction: &Stretch, gold: &Stretch) -> bool {
        prediction.words.agree(&gold.words)
            || (self.containing && prediction.text.contains(&gold.text))
    }

    /// Whether one of the `count` best predictions matches a label.
    pub fn hit(&self, count: usize) -> bool {
        let mut order: Vec<&(Stretch, f32)> = self.predictions.iter().collect();
        order.sort_by(|one, two| two.1.total_cmp(&one.1));
        order
            .iter()
            .take(count)
            .any(|(stretch, _)| self.golds.iter().any(|gold| self.matches(stretch, gold)))
    }
}

/// Precision and recall at every score, the precision made monotone.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Precision and recall, from the highest score to the lowest.
    points: Vec<(f64, f64)>,
    /// How many spans are labelled.
    pub golds: usize,
}

impl Curve {
    /// The curve over all `items` together.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut events: Vec<(f32, bool)> = Vec::new();
        let mut golds = 0;
        for item in items {
            golds += item.golds.len();
            events.extend(item.events());
        }
        events.sort_by(|one, two| two.0.total_cmp(&one.0));
        let mut points = vec![(1.0, 0.0)];
        let (mut right, mut wrong) = (0_usize, 0_usize);
        for (at, (score, is_right)) in events.iter().enumerate() {
            right += usize::from(*is_right);
            wrong += usize::from(!is_right);
            if events.get(at + 1).is_none_or(|(next, _)| next != score) {
                points.push((share(right, right + wrong), share(right, golds)));
            }
        }
        let mut best = 0.0_f64;
        for point in points.iter_mut().rev() {
            best = best.max(point.0);
            point.0 = best;
        }
        Self { points, golds }
    }

    /// The area under the curve.
    pub fn area(&self) -> f64 {
        self.points
            .windows(2)
            .map(|pair| (pair[1].1 - pair[0].1) * (pair[0].0 + pair[1].0) / 2.0)
            .sum()
    }

    /// The precision where recall first reaches `recall`; zero where it never does.
    pub fn precision_at(&self, recall: f64) -> f64 {
        self.points
            .iter()
            .find(|point| point.1 >= recall)
            .map_or(0.0, |point| point.0)
    }

    /// The recall of all predictions together.
    pub fn recall(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.1)
    }
}

impl Item {
    /// The scores at which a label is found, and those of the false alarms.
    fn events(&self) -> Vec<(f32, bool)> {
        let mut found: Vec<Option<f32>> = vec![None; self.golds.len()];
        let mut events = Vec::new();
        for (stretch, score) in &self.predictions {
            let mut is_right = false;
            for (gold, best) in self.golds.iter().zip(&mut found) {
                if self.matches(stretch, gold) {
                    is_right = true;
                    *best = Some(best.map_or(*score, |known| known.max(*score)));
                }
            }
            if !is_right {
                events.push((*score, false));
            }
        }
        events.extend(found.into_iter().flatten().map(|score| (score, true)));
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(golds: &[&str], predictions: &[(&str, f32)]) -> Item {
        let stretch = |text: &str| Stretch::from(text.to_owned());
        Item {
            golds: golds.iter().map(|text| stretch(text)).collect(),
            predictions: predictions
                .iter()
                .map(|(text, score)| (stretch(text), *score))
                .collect(),
            containing: false,
        }
    }

    fn close(one: f64, two: f64) {
        assert!((one - two).abs() < 1e-9, "{one} is not {two}");
    }

    /// A label counts once however often it is found, and its best score counts.
    #[test]
    fn a_label_counts_once_and_a_stray_prediction_is_a_false_alarm() {
        let items = [item(
            &["the fee is due", "it renews yearly"],
            &[
                ("the fee is due", 0.9),
                ("The fee is due.", 0.8),
                ("something else", 0.7),
            ],
        )];
        let curve = Curve::of(&items);
        close(curve.precision_at(0.5), 1.0);
        close(curve.precision_at(0.8), 0.0);
        close(curve.recall(), 0.5);
        close(curve.area(), 0.5);
    }

    #[test]
    fn without_labels_every_prediction_is_a_false_alarm() {
        let items = [
            item(&[], &[("one", 0.9), ("two", 0.8)]),
            item(&["three"], &[("three", 0.7)]),
        ];
        let curve = Curve::of(&items);
        close(curve.precision_at(0.9), 1.0 / 3.0);
        close(curve.precision_at(0.0), 1.0);
        close(curve.area(), (1.0 / 3.0 + 1.0 / 3.0) / 2.0);
    }

    #[test]
    fn precision_never_rises_again_with_recall() {
        let items = [item(
            &["one", "two"],
            &[("one", 0.9), ("x", 0.8), ("two", 0.7)],
        )];
        let curve = Curve::of(&items);
        close(curve.precision_at(0.5), 1.0);
        close(curve.precision_at(1.0), 2.0 / 3.0);
        close(
            curve.area(),
            0.5 + 0.5 * (2.0 / 3.0 + 2.0 / 3.0) / 2.0 + 0.0,
        );
    }

    #[test]
    fn a_prediction_that_contains_a_party_matches_by_the_papers_rule_only() {
        let mut parties = item(&["Acme"], &[("between Acme and another company", 0.9)]);
        assert!(!parties.hit(1));
        parties.containing = true;
        assert!(parties.hit(1));
    }
}
