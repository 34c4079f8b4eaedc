//! Whether confidence means what it says: judged values, by the confidence that they were shown with.

use super::ratio::share;
use super::report::{Cell, Curve, Report, Table};

/// Bins of the table; each holds as many values as the others.
const BINS: usize = 10;
/// The share of values that is kept for the accuracy at a coverage.
const COVERAGE: f64 = 0.8;
/// The share of errors that is put up with among what nobody reviews.
const ERROR: f64 = 0.02;

/// A value that a label judges: its confidence, 0 to 1, and whether it is right.
pub type Judged = (f64, bool);

/// The figures of a set of values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// How many values.
    pub n: usize,
    /// The mean distance of confidence and accuracy over bins of equal size; like the rest `None` where
    /// there are no values.
    pub ece: Option<f64>,
    /// The mean square of confidence less right.
    pub brier: Option<f64>,
    /// The accuracy of the four fifths with the highest confidence.
    pub accuracy_at_80: Option<f64>,
    /// The share that must be reviewed so that of the rest no more than two of a hundred are wrong.
    pub review_at_2: Option<f64>,
    /// Per bin, from the lowest: values, mean confidence, accuracy.
    pub bins: Vec<(usize, f64, f64)>,
    /// Accuracy over coverage, the surest first.
    pub coverage: Vec<(f64, f64)>,
}

/// Judges `values`, in any order. Values of one confidence are taken together, since nothing tells
/// which of them would be kept.
pub fn calibration(values: &[Judged]) -> Calibration {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let n = sorted.len();
    let bins = bins(&sorted);
    let apart = |(count, said, right): &(usize, f64, f64)| (said - right).abs() * *count as f64;
    let square = |(said, right): &Judged| (said - f64::from(u8::from(*right))).powi(2);
    let coverage = coverage(&sorted);
    let kept = coverage.iter().find(|(covered, _)| *covered >= COVERAGE);
    let safe = coverage
        .iter()
        .filter(|(_, right)| *right >= 1.0 - ERROR - 1e-12);
    let safe = safe.map(|(covered, _)| *covered).fold(0.0, f64::max);
    let mean = |sum: f64| (n > 0).then(|| sum / n as f64);
    Calibration {
        n,
        ece: mean(bins.iter().map(apart).sum()),
        brier: mean(sorted.iter().map(square).sum()),
        accuracy_at_80: kept.map(|(_, right)| *right),
        review_at_2: (n > 0).then_some(1.0 - safe),
        bins,
        coverage,
    }
}

/// Values of one confidence have the accuracy of them all, wherever the edge of a bin falls.
fn bins(sorted: &[Judged]) -> Vec<(usize, f64, f64)> {
    let level = |group: &[Judged]| {
        let right = group.iter().filter(|(_, right)| *right).count();
        let (said, accuracy) = (group[0].0, share(right, group.len()));
        std::iter::repeat_n((said, accuracy), group.len())
    };
    let levelled: Vec<(f64, f64)> = sorted.chunk_by(|a, b| a.0 == b.0).flat_map(level).collect();
    let edge = |bin: usize| bin * levelled.len() / BINS;
    let bin = |at: usize| {
        let inside = &levelled[edge(at)..edge(at + 1)];
        let count = inside.len();
        let mean = |sum: f64| sum / count.max(1) as f64;
        let said = mean(inside.iter().map(|(said, _)| said).sum());
        (
            count,
            said,
            mean(inside.iter().map(|(_, right)| right).sum()),
        )
    };
    (0..BINS)
        .rev()
        .map(bin)
        .filter(|(count, ..)| *count > 0)
        .collect()
}

/// After each group of equal confidence: the share of values so far, and how many of them are right.
fn coverage(sorted: &[Judged]) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    let (mut seen, mut right) = (0, 0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        seen += group.len();
        right += group.iter().filter(|(_, right)| *right).count();
        points.push((share(seen, sorted.len()), share(right, seen)));
    }
    points
}

impl Calibration {
    /// The figures by their names.
    pub fn figures(&self) -> [(&'static str, Option<f64>); 4] {
        [
            ("calibration_error", self.ece),
            ("brier", self.brier),
            ("accuracy_at_80_coverage", self.accuracy_at_80),
            ("review_share_at_2_error", self.review_at_2),
        ]
    }

    /// Puts table and curves into a report; `of` names the values.
    pub fn add_to(&self, report: &mut Report, of: &str) {
        let title = format!("confidence {of}");
        let mut table = Table::new(&title, &["bin", "values", "confidence", "right"]);
        for (at, (count, said, right)) in self.bins.iter().enumerate() {
            table.rows.push(vec![
                Cell::Text((at + 1).to_string()),
                Cell::Count(*count),
                Cell::Figure(Some(*said)),
                Cell::Figure(Some(*right)),
            ]);
        }
        report.tables.push(table);
        report.curves.push(Curve {
            title: format!("right over confidence, {of} (ten bins of equal size)"),
            x: "confidence".to_owned(),
            y: "right".to_owned(),
            points: self
                .bins
                .iter()
                .map(|(_, said, right)| (*said, *right))
                .collect(),
        });
        report.curves.push(Curve {
            title: format!("right over coverage, {of} (the surest first)"),
            x: "share of values that nobody reviews".to_owned(),
            y: "right".to_owned(),
            points: self.coverage.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(groups: &[(f64, usize, usize)]) -> Vec<Judged> {
        let one = |(said, right, wrong): &(f64, usize, usize)| {
            let right = std::iter::repeat_n((*said, true), *right);
            right
                .chain(std::iter::repeat_n((*said, false), *wrong))
                .collect::<Vec<_>>()
        };
        groups.iter().flat_map(one).collect()
    }

    fn is(figure: Option<f64>, expected: f64) -> bool {
        figure.is_some_and(|figure| (figure - expected).abs() < 1e-9)
    }

    #[test]
    fn what_says_nine_of_ten_and_is_so_has_no_error() {
        let honest = calibration(&values(&[(0.9, 900, 100)]));
        assert!(is(honest.ece, 0.0) && is(honest.brier, 0.09));
        let boastful = calibration(&values(&[(1.0, 500, 500)]));
        assert!(is(boastful.ece, 0.5) && is(boastful.brier, 0.5));
        assert_eq!(
            boastful.review_at_2,
            Some(1.0),
            "nothing tells the right ones"
        );
    }

    #[test]
    fn review_and_coverage_follow_the_order_of_confidence() {
        let told = calibration(&values(&[(0.99, 490, 10), (0.6, 250, 250)]));
        assert!(is(told.review_at_2, 0.5));
        assert!(is(told.accuracy_at_80, 0.74), "equals are taken together");
        assert_eq!(told.bins.len(), 10);
        assert!(told.bins[0].1 < told.bins[9].1);
        assert_eq!(calibration(&[]), Calibration::default());
    }
}
