//! The exact index in memory, for builds without the vector engine and for unit tests. It compares
//! with every chunk, and forgets all when it is dropped; the store is the truth.

use super::{CANDIDATES, Error, Hit, Point, Query, RRF_K, Vectors, check};
use crate::domain::id::ContractId;
use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

/// How soon repeating a word stops to count, as in the vector engine's BM25.
const K1: f32 = 1.2;
/// How far long chunks are held back, as in the vector engine's BM25.
const B: f32 = 0.75;
/// The chunk length in words that counts as usual, as in the vector engine's BM25.
const USUAL_LENGTH: f32 = 256.0;

/// The index.
#[derive(Debug)]
pub struct Memory {
    dimensions: usize,
    chunks: Mutex<BTreeMap<ContractId, Vec<Chunk>>>,
}

#[derive(Debug)]
struct Chunk {
    ordinal: u32,
    vector: Vec<f32>,
    words: HashMap<String, u32>,
    length: u32,
}

/// A chunk under consideration, with its contract.
type Entry<'a> = (&'a ContractId, &'a Chunk);

impl Memory {
    /// An empty index for vectors of `dimensions` numbers.
    pub fn new(dimensions: usize) -> Self {
        Self {
            dimensions,
            chunks: Mutex::default(),
        }
    }

    fn chunks(&self) -> MutexGuard<'_, BTreeMap<ContractId, Vec<Chunk>>> {
        // Every change is one insertion of a finished value, so that a panic elsewhere leaves it whole.
        self.chunks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[async_trait]
impl Vectors for Memory {
    async fn replace(&self, contract: &ContractId, points: Vec<Point>) -> Result<(), Error> {
        for point in &points {
            check(&point.vector, self.dimensions)?;
        }
        let by_ordinal: BTreeMap<u32, Chunk> = points
            .into_iter()
            .map(|point| (point.ordinal, Chunk::of(point)))
            .collect();
        let chunks = by_ordinal.into_values().collect();
        self.chunks().insert(contract.clone(), chunks);
        Ok(())
    }

    async fn search(&self, query: Query) -> Result<Vec<Hit>, Error> {
        check(&query.vector, self.dimensions)?;
        let chunks = self.chunks();
        let all: Vec<Entry<'_>> = chunks
            .iter()
            .flat_map(|(contract, chunks)| chunks.iter().map(move |chunk| (contract, chunk)))
            .collect();
        let wanted: HashSet<String> = words(query.text.as_str()).collect();
        let weights = rarity(&all, &wanted);
        let admitted: Vec<Entry<'_>> = all
            .into_iter()
            .filter(|(contract, _)| query.contract.as_ref().is_none_or(|only| only == *contract))
            .collect();
        let keep = query.limit.max(CANDIDATES);
        let dense = ranked(&admitted, keep, |chunk| {
            Some(cosine(&chunk.vector, &query.vector))
        });
        let lexical = ranked(&admitted, keep, |chunk| chunk.bm25(&weights));
        Ok(fused(&[dense, lexical], query.limit))
    }

    async fn count(&self, contract: &ContractId) -> Result<usize, Error> {
        Ok(self.chunks().get(contract).map_or(0, Vec::len))
    }

    async fn close(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn ping(&self) -> Result<String, Error> {
        Ok("in memory, exact; rebuilt from the store at start".to_owned())
    }
}

impl Chunk {
    fn of(point: Point) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for word in words(point.text.as_str()) {
            *counts.entry(word).or_default() += 1;
        }
        Self {
            ordinal: point.ordinal,
            vector: point.vector,
            length: counts.values().sum(),
            words: counts,
        }
    }

    /// Its BM25 score; `None` when it holds no word of the question.
    fn bm25(&self, weights: &HashMap<String, f32>) -> Option<f32> {
        let stretch = K1 * (1.0 - B + B * self.length as f32 / USUAL_LENGTH);
        let mut found = false;
        let mut score = 0.0;
        for (word, weight) in weights {
            if let Some(count) = self.words.get(word) {
                let count = *count as f32;
                found = true;
                score += weight * count * (K1 + 1.0) / (count + stretch);
            }
        }
        found.then_some(score)
    }
}

/// How much each wanted word says: the fewer chunks hold it, the more.
fn rarity(all: &[Entry<'_>], wanted: &HashSet<String>) -> HashMap<String, f32> {
    let total = all.len() as f32;
    let weigh = |word: &String| {
        let holding = all
            .iter()
            .filter(|(_, chunk)| chunk.words.contains_key(word))
            .count() as f32;
        let weight = (1.0 + (total - holding + 0.5) / (holding + 0.5)).ln();
        (word.clone(), weight)
    };
    wanted.iter().map(weigh).collect()
}

/// The `keep` best entries by `score`; ties in order of contract and place.
fn ranked<'a>(
    entries: &[Entry<'a>],
    keep: usize,
    score: impl Fn(&Chunk) -> Option<f32>,
) -> Vec<Entry<'a>> {
    let mut scored: Vec<(f32, Entry<'a>)> = entries
        .iter()
        .filter_map(|entry| score(entry.1).map(|score| (score, *entry)))
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.truncate(keep);
    scored.into_iter().map(|(_, entry)| entry).collect()
}

/// Reciprocal rank fusion of the lists.
fn fused(lists: &[Vec<Entry<'_>>], limit: usize) -> Vec<Hit> {
    let mut scores: BTreeMap<(&ContractId, u32), f32> = BTreeMap::new();
    for list in lists {
        for (rank, (contract, chunk)) in list.iter().enumerate() {
            let score = 1.0 / (RRF_K + rank + 1) as f32;
            *scores.entry((contract, chunk.ordinal)).or_default() += score;
        }
    }
    let mut hits: Vec<Hit> = scores
        .into_iter()
        .map(|((contract, ordinal), score)| Hit {
            contract: contract.clone(),
            ordinal,
            score,
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    hits.truncate(limit);
    hits
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot: f32 = a.iter().zip(b).map(|(x, y)| x * y).sum();
    let lengths = norm(a) * norm(b);
    if lengths > f32::EPSILON {
        dot / lengths
    } else {
        0.0
    }
}

fn norm(a: &[f32]) -> f32 {
    a.iter().map(|x| x * x).sum::<f32>().sqrt()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::conformance;
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn the_index_in_memory_keeps_every_promise() {
        conformance::all(|| Arc::new(Memory::new(conformance::DIMENSIONS))).await;
    }
}
