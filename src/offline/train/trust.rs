//! Fits how much each signal counts: a logistic regression, solved by Newton's method from nought, so
//! that the same values give the same weights. Nothing here knows what a signal means.

/// How strongly weights are drawn to nought, in values: keeps one that few values show small.
const PULL: f64 = 2.0;
/// Steps of Newton's method at most; a handful is enough.
const STEPS: usize = 50;
/// Smaller steps change nothing that is shown.
const SMALL: f64 = 1e-9;

/// A value as the fit sees it.
pub type Row<const N: usize> = ([f64; N], bool);

/// The weights under which `rows` are most probable, each drawn to nought except the first.
pub fn fit<const N: usize>(rows: &[Row<N>]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let step = step(rows, &weights);
        for (weight, step) in weights.iter_mut().zip(&step) {
            *weight += step;
        }
        if step.iter().all(|step| step.abs() < SMALL) {
            break;
        }
    }
    weights
}

/// One step: the slope over the curvature.
fn step<const N: usize>(rows: &[Row<N>], weights: &[f64; N]) -> [f64; N] {
    let mut slope = [0.0; N];
    let mut curve = [[0.0; N]; N];
    for at in 0..N {
        let pull = if at == 0 { 0.01 } else { PULL };
        slope[at] = -pull * weights[at];
        curve[at][at] = pull;
    }
    for (features, right) in rows {
        let chance = chance(features, weights);
        let miss = f64::from(u8::from(*right)) - chance;
        let spread = chance * (1.0 - chance);
        for one in 0..N {
            slope[one] += miss * features[one];
            for other in 0..N {
                curve[one][other] += spread * features[one] * features[other];
            }
        }
    }
    solve(curve, slope)
}

/// The chance that these weights give.
pub fn chance<const N: usize>(features: &[f64; N], weights: &[f64; N]) -> f64 {
    let sum: f64 = features.iter().zip(weights).map(|(f, w)| f * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Gauss's elimination with the largest pivot; the curvature is positive, so that there is one.
fn solve<const N: usize>(mut left: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        let best = (at..N).max_by(|a, b| left[*a][at].abs().total_cmp(&left[*b][at].abs()));
        let best = best.unwrap_or(at);
        left.swap(at, best);
        right.swap(at, best);
        for below in at + 1..N {
            let times = left[below][at] / left[at][at];
            let row = left[at];
            for (cell, above) in left[below].iter_mut().zip(row).skip(at) {
                *cell -= times * above;
            }
            right[below] -= times * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|col| left[at][col] * right[col]).sum();
        right[at] = (right[at] - known) / left[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_gives_the_odds_of_each_group_and_is_the_same_each_time() {
        let mut rows: Vec<Row<2>> = Vec::new();
        for at in 0..1_000 {
            rows.push(([1.0, 0.0], at % 4 != 0));
            rows.push(([1.0, 1.0], at % 10 != 0));
        }
        let weights = fit(&rows);
        assert!((chance(&[1.0, 0.0], &weights) - 0.75).abs() < 0.01);
        assert!((chance(&[1.0, 1.0], &weights) - 0.9).abs() < 0.01);
        assert_eq!(fit(&rows), weights);
    }

    #[test]
    fn what_no_value_shows_has_no_weight_and_certainty_has_an_end() {
        let rows: Vec<Row<3>> = (0..50).map(|_| ([1.0, 1.0, 0.0], true)).collect();
        let weights = fit(&rows);
        assert_eq!(weights[2], 0.0);
        assert!(
            weights
                .iter()
                .all(|weight| weight.is_finite() && weight.abs() < 40.0)
        );
    }
}
