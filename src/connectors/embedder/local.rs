//! The embedder that needs no model file: words, word pairs and letter runs hashed into a vector.
//! It knows spelling, not meaning, and must give the same vector on every machine and in every
//! release that keeps [`MODEL`]: a change of any constant below is a new model name.

use super::{Embedder, Error};
use crate::domain::redaction::Redacted;
use async_trait::async_trait;
use std::collections::HashMap;

/// Name and version of this embedder.
pub const MODEL: &str = "local-hash-1";
/// Numbers per vector.
pub const DIMENSIONS: usize = 384;

const WORD: f32 = 1.0;
const PAIR: f32 = 0.6;
const LETTERS: f32 = 0.35;
/// Letter runs let `indemnify` meet `indemnification`.
const LETTER_RUN: usize = 4;

/// Words that nearly every sentence holds. There is no corpus to weigh them by, so that they are left out.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in",
    "is", "it", "its", "may", "of", "on", "or", "other", "shall", "such", "that", "the", "this",
    "to", "under", "was", "which", "will", "with",
];

/// The hashing embedder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

#[async_trait]
impl Embedder for Local {
    fn model(&self) -> &str {
        MODEL
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    async fn embed(&self, texts: &[Redacted]) -> Result<Vec<Vec<f32>>, Error> {
        Ok(texts.iter().map(|text| vector(text.as_str())).collect())
    }
}

/// The unit vector of `text`. A text without a content word points to the first axis, because a
/// null vector has no direction and cosine would divide by zero.
fn vector(text: &str) -> Vec<f32> {
    let mut sums = vec![0.0_f32; DIMENSIONS];
    for (hash, (count, weight)) in features(text) {
        let at = usize::try_from(hash % DIMENSIONS as u64).unwrap_or_default();
        let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
        sums[at] += sign * weight * (1.0 + (count as f32).ln());
    }
    let length = sums.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > f32::EPSILON {
        sums.iter_mut().for_each(|x| *x /= length);
    } else {
        sums.fill(0.0);
        sums[0] = 1.0;
    }
    sums
}

/// How often each feature stands in `text`, with its weight. In order of hash, so that the sums
/// round alike in every run.
fn features(text: &str) -> Vec<(u64, (u32, f32))> {
    let mut counts: HashMap<u64, (u32, f32)> = HashMap::new();
    let mut add = |kind: u8, text: &[&str], weight: f32| {
        counts.entry(hash(kind, text)).or_insert((0, weight)).0 += 1;
    };
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !FUNCTION_WORDS.contains(word))
        .collect();
    for (at, word) in words.iter().enumerate() {
        add(1, &[word], WORD);
        if let Some(next) = words.get(at + 1) {
            add(2, &[word, next], PAIR);
        }
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        for (first, from) in starts.iter().enumerate() {
            let to = match starts.get(first + LETTER_RUN) {
                Some(to) => *to,
                None if first + LETTER_RUN == starts.len() => word.len(),
                None => break,
            };
            add(3, &[&word[*from..to]], LETTERS);
        }
    }
    let mut features: Vec<_> = counts.into_iter().collect();
    features.sort_by_key(|(hash, _)| *hash);
    features
}

/// FNV-1a with the finaliser of MurmurHash3, whose high bits are as good as its low ones.
fn hash(kind: u8, parts: &[&str]) -> u64 {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    for byte in std::iter::once(kind).chain(bytes) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state = (state ^ (state >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::super::conformance;
    use super::*;

    /// The default needs no key, no model file and no network (requirements, part 2, no. 7).
    #[tokio::test]
    async fn the_local_embedder_keeps_every_promise() {
        conformance::unit_length_in_order(&Local).await;
        conformance::same_text_same_vector(&Local).await;
        conformance::related_is_nearer_than_unrelated(&Local).await;
    }

    /// An index made by one release is searched by the next: a change here needs a new [`MODEL`].
    #[test]
    fn the_vectors_of_this_model_name_never_change() {
        let vector = vector("Governing law: Delaware");
        let axes: Vec<usize> = (0..DIMENSIONS)
            .filter(|at| vector[*at].abs() > 0.2)
            .collect();
        let sum: f32 = vector.iter().sum();
        assert_eq!(axes, [96, 135, 204, 228, 291]);
        assert!((sum - 1.488).abs() < 1e-3, "{sum}");
    }

    #[test]
    fn text_without_words_still_has_a_direction() {
        for text in ["", "...", "the of and"] {
            assert_eq!(vector(text)[0], 1.0);
        }
    }
}
