//! Splits contracts into folds such that near-duplicates never stand on two sides.

use super::random::Random;
use crate::offline::clauses::features::{mix, tokens};

/// How many words make a shingle, and which share of the shingles is compared.
const SHINGLE: usize = 8;
const SAMPLE: u32 = 8;

/// The fold of each text, below `folds`. Texts that share more than half of the shingles of the
/// shorter one get the same fold.
pub fn folds(texts: &[&str], folds: usize, seed: u64) -> Vec<usize> {
    let shingles: Vec<Vec<u32>> = texts.iter().map(|text| shingles(text)).collect();
    let mut group: Vec<usize> = (0..texts.len()).collect();
    for one in 0..texts.len() {
        for two in 0..one {
            let shorter = shingles[one].len().min(shingles[two].len());
            if shared(&shingles[one], &shingles[two]) * 2 > shorter.max(1) {
                let (from, to) = (group[one], group[two]);
                group
                    .iter_mut()
                    .filter(|g| **g == from)
                    .for_each(|g| *g = to);
            }
        }
    }
    let mut order: Vec<usize> = (0..texts.len()).collect();
    Random::new(seed).shuffle(&mut order);
    let mut sizes = vec![0_usize; folds];
    let mut fold = vec![usize::MAX; texts.len()];
    for at in order {
        if fold[at] != usize::MAX {
            continue;
        }
        let smallest = (0..folds).min_by_key(|f| sizes[*f]).unwrap_or(0);
        for member in (0..texts.len()).filter(|member| group[*member] == group[at]) {
            fold[member] = smallest;
            sizes[smallest] += 1;
        }
    }
    fold
}

fn shingles(text: &str) -> Vec<u32> {
    let words = tokens(text);
    let mut found: Vec<u32> = words
        .windows(SHINGLE)
        .map(|window| window.iter().fold(0, |hash, word| mix(hash, *word)))
        .filter(|hash| hash % SAMPLE == 0)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn shared(one: &[u32], two: &[u32]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(left), two.get(right)) {
        shared += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    shared
}
