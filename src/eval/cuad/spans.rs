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

/// The predictions of many cases in the order of their scores, so that a curve over cases that are drawn
/// anew costs one walk.
#[derive(Debug, Clone, Default)]
pub struct Ranked {
    /// Score, whether it finds a label, and the case.
    events: Vec<(f32, bool, usize)>,
    /// Labelled spans of each case.
    golds: Vec<usize>,
}

impl Ranked {
    /// Of the items of `cases` cases, each with its case.
    pub fn of<'a>(cases: usize, items: impl IntoIterator<Item = (usize, &'a Item)>) -> Self {
        let mut ranked = Self {
            events: Vec::new(),
            golds: vec![0; cases],
        };
        for (case, item) in items {
            ranked.golds[case] += item.golds.len();
            let events = item.events().into_iter();
            ranked
                .events
                .extend(events.map(|(score, is_right)| (score, is_right, case)));
        }
        ranked.sorted()
    }

    /// Those of several categories over the same cases.
    pub fn pooled<'a>(all: impl IntoIterator<Item = &'a Ranked>) -> Self {
        let mut pooled = Self::default();
        for ranked in all {
            pooled.events.extend(&ranked.events);
            pooled.golds.resize(ranked.golds.len(), 0);
            let golds = pooled.golds.iter_mut().zip(&ranked.golds);
            golds.for_each(|(sum, more)| *sum += more);
        }
        pooled.sorted()
    }

    fn sorted(mut self) -> Self {
        self.events.sort_by(|one, two| two.0.total_cmp(&one.0));
        self
    }

    /// The curve where each case counts `times` times.
    pub fn curve(&self, times: &[usize]) -> Curve {
        let golds = self.golds.iter().zip(times);
        let golds: usize = golds.map(|(golds, times)| golds * times).sum();
        let mut points = vec![(1.0, 0.0)];
        let (mut right, mut wrong) = (0_usize, 0_usize);
        for (at, (score, is_right, case)) in self.events.iter().enumerate() {
            match is_right {
                true => right += times[*case],
                false => wrong += times[*case],
            }
            let is_last = self.events.get(at + 1).is_none_or(|next| next.0 != *score);
            if is_last && right + wrong > 0 {
                points.push((share(right, right + wrong), share(right, golds)));
            }
        }
        let mut best = 0.0_f64;
        for point in points.iter_mut().rev() {
            best = best.max(point.0);
            point.0 = best;
        }
        Curve { points, golds }
    }
}

impl Curve {
    /// The curve over all `items` together.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let items = items.into_iter().map(|item| (0, item));
        Ranked::of(1, items).curve(&[1])
    }

    /// Recall and precision, as they are drawn.
    pub fn points(&self) -> Vec<(f64, f64)> {
        let points = self.points.iter();
        points
            .map(|(precision, recall)| (*recall, *precision))
            .collect()
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

    #[test]
    fn a_case_that_is_drawn_twice_counts_twice_and_one_that_is_not_drawn_counts_nothing() {
        let items = [
            item(&["one"], &[("one", 0.9)]),
            item(&["two"], &[("x", 0.8), ("two", 0.7)]),
        ];
        let ranked = Ranked::of(2, items.iter().enumerate());
        let twice = [&items[0], &items[0], &items[1]];
        close(ranked.curve(&[2, 1]).area(), Curve::of(twice).area());
        close(ranked.curve(&[2, 0]).area(), 1.0);
        let pooled = Ranked::pooled([&ranked, &ranked]);
        close(pooled.curve(&[1, 1]).area(), ranked.curve(&[1, 1]).area());
        assert_eq!(pooled.curve(&[1, 1]).golds, 4);
    }
}
