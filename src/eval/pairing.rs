//! Pairs what an engine said with what is labelled: strictly one to one, the most alike first.
//!
//! Nothing here knows what is paired. Likeness is the share of the union that both have in common.

use super::ratio::share;
use crate::domain::document::Span;
use std::collections::BTreeSet;

/// The likeness from which two places, or two quotes, state the same.
pub const SAME: f64 = 0.5;

/// The pairs `(labelled, said)` among `alike`, each side used once. Equal likeness goes to the earlier.
pub fn one_to_one(mut alike: Vec<(f64, usize, usize)>) -> Vec<(usize, usize)> {
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut labelled, mut said) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, one, other) in alike {
        if !labelled.contains(&one) && !said.contains(&other) {
            labelled.insert(one);
            said.insert(other);
            pairs.push((one, other));
        }
    }
    pairs
}

/// The likeness of two places, in bytes.
pub fn places(one: Span, other: Span) -> f64 {
    let both = one
        .end
        .min(other.end)
        .saturating_sub(one.start.max(other.start));
    let union = (one.end - one.start) + (other.end - other.start) - both;
    share(both, union)
}

/// The likeness of two sets of words.
pub fn words(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let both = one.intersection(other).count();
    share(both, one.len() + other.len() - both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_paired_once_and_the_most_alike_first() {
        let alike = vec![(0.6, 0, 0), (0.9, 0, 1), (0.7, 1, 1), (0.5, 1, 0)];
        assert_eq!(one_to_one(alike), [(0, 1), (1, 0)]);
        assert_eq!(one_to_one(Vec::new()), []);
    }

    #[test]
    fn likeness_is_the_common_share_of_the_union() {
        assert_eq!(places(Span::new(0, 10), Span::new(5, 15)), 5.0 / 15.0);
        assert_eq!(places(Span::new(0, 10), Span::new(10, 20)), 0.0);
        assert_eq!(places(Span::new(3, 3), Span::new(3, 3)), 0.0);
    }
}
