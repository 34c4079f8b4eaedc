//! Finds the pieces of a contract that hold the dictionary's words for a field: its cues as they
//! stand, and each word of cues and label, which tells less. Rare words tell more. Pure.

use crate::domain::document::Span;
use crate::domain::playbook::Field;
use std::collections::BTreeSet;

/// What a single word of a cue counts beside the whole cue.
const WORD: f64 = 0.25;
/// Words of so many letters or fewer tell nothing.
const SHORT: usize = 3;
/// Of two pieces with the same words the shorter one tells more; below this length, in bytes, not.
const BRIEF: f64 = 300.0;

/// The pieces in lower case.
pub struct Index {
    texts: Vec<String>,
}

impl Index {
    /// An index of `pieces` of `text`.
    pub fn of(text: &str, pieces: &[Span]) -> Self {
        let lower = |piece: &Span| text[piece.range()].to_lowercase();
        Self {
            texts: pieces.iter().map(lower).collect(),
        }
    }

    /// The `count` pieces that speak of `field` most plainly, the best first.
    pub fn best(&self, field: &Field, count: usize) -> Vec<usize> {
        let mut scores = vec![0.0; self.texts.len()];
        let cues: Vec<String> = field.cues.iter().map(|cue| cue.to_lowercase()).collect();
        let label = field.label.to_lowercase();
        let phrases = cues.iter().chain([&label]);
        let words: BTreeSet<&str> = phrases
            .flat_map(|phrase| phrase.split_whitespace())
            .filter(|word| word.len() > SHORT)
            .collect();
        for cue in &cues {
            self.add(&mut scores, cue, 1.0);
        }
        for word in words {
            self.add(&mut scores, word, WORD);
        }
        for (score, text) in scores.iter_mut().zip(&self.texts) {
            *score /= (text.len() as f64).max(BRIEF).sqrt();
        }
        let mut ranked: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
        ranked.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        ranked.truncate(count);
        ranked
    }

    /// Adds what `term` tells of each piece: the more the fewer pieces have it.
    fn add(&self, scores: &mut [f64], term: &str, weight: f64) {
        let has: Vec<bool> = self.texts.iter().map(|text| text.contains(term)).collect();
        let holders = has.iter().filter(|has| **has).count();
        if holders == 0 {
            return;
        }
        let rarity = (1.0 + self.texts.len() as f64 / holders as f64).ln();
        for (score, has) in scores.iter_mut().zip(has) {
            *score += if has { weight * rarity } else { 0.0 };
        }
    }
}
