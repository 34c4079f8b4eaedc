//! Chooses the passages that a model is shown first for some fields: those that the words of the
//! dictionary point to, field by field in turn, up to a share of the contract. Pure; forbids nothing:
//! what is not found in them is asked for once more over the rest.

use crate::domain::playbook::Field;
use crate::store::documents::Read;
use std::collections::BTreeSet;

/// A contract with fewer tokens is shown whole: choosing would save nothing worth a second question.
const WHOLE: u32 = 3_000;

/// What a single word of a cue counts beside the whole cue.
const WORD: f64 = 0.25;
/// Words of so many letters or fewer tell nothing.
const SHORT: usize = 3;

/// A contract made ready for many choices.
pub struct Pages {
    /// Each chunk with the headings above it, in lower case.
    texts: Vec<String>,
    tokens: Vec<u32>,
}

impl Pages {
    /// The chunks of `read`.
    pub fn of(read: &Read) -> Self {
        let chunks = read.chunks.iter();
        let texts = chunks.map(|chunk| {
            let text = read.document.slice(chunk.span);
            format!("{}\n{text}", chunk.path.join(" ")).to_lowercase()
        });
        Self {
            texts: texts.collect(),
            tokens: read.chunks.iter().map(|chunk| chunk.tokens).collect(),
        }
    }

    /// For each chunk, whether it is shown for `fields`; at most `share` per cent of all tokens.
    pub fn chosen(&self, fields: &[&Field], share: u32) -> Vec<bool> {
        let all: u32 = self.tokens.iter().sum();
        if all <= WHOLE {
            return vec![true; self.tokens.len()];
        }
        let room = u64::from(all) * u64::from(share) / 100;
        let mut chosen = vec![false; self.tokens.len()];
        let mut used = 0;
        let ranked: Vec<Vec<usize>> = fields.iter().map(|field| self.ranked(field)).collect();
        let deepest = ranked.iter().map(Vec::len).max().unwrap_or(0);
        for rank in 0..deepest {
            for at in ranked.iter().filter_map(|ranking| ranking.get(rank)) {
                let cost = u64::from(self.tokens[*at]);
                if !chosen[*at] && used + cost <= room {
                    chosen[*at] = true;
                    used += cost;
                }
            }
        }
        chosen
    }

    /// The chunks that speak of `field`, the most telling first: by its cues as they stand, and by
    /// each word of its cues and label, which counts less.
    fn ranked(&self, field: &Field) -> Vec<usize> {
        let mut scores = vec![0.0; self.texts.len()];
        let lower = |text: &String| text.to_lowercase();
        let cues: Vec<String> = field.cues.iter().map(lower).collect();
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
        let mut ranked: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
        ranked.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        ranked
    }

    /// Adds what `term` tells of each chunk: the more the fewer chunks have it, and a second one of
    /// the same kind less than the first.
    fn add(&self, scores: &mut [f64], term: &str, weight: f64) {
        let count = |text: &String| text.matches(term).count();
        let counts: Vec<usize> = self.texts.iter().map(count).collect();
        let having = counts.iter().filter(|count| **count > 0).count();
        let rarity = (self.texts.len() as f64 / having.max(1) as f64).ln();
        for (score, count) in scores.iter_mut().zip(counts) {
            *score += weight * rarity * (1.0 + count as f64).ln();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playbook::Dictionary;

    fn pages(texts: &[&str]) -> Pages {
        Pages {
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            tokens: vec![1_000; texts.len()],
        }
    }

    fn fields() -> Dictionary {
        let entry = |id: &str, cues: &str| {
            format!(
                "[[field]]\nid = \"{id}\"\nlabel = \"l\"\nkind = \"text\"\ngroup = \"g\"\ndescription = \"d\"\ncues = {cues}\n"
            )
        };
        let text = entry("law", r#"["Governed by", "laws"]"#) + &entry("term", r#"["term of"]"#);
        toml::from_str(&format!("version = \"1\"\n{text}")).expect("a dictionary")
    }

    #[test]
    fn each_field_has_its_best_passages_within_the_share() {
        let pages = pages(&[
            "laws may apply",
            "an initial term of two years",
            "nothing here",
            "governed by the laws of texas",
        ]);
        let dictionary = fields();
        let fields: Vec<&Field> = dictionary.fields.iter().collect();
        assert_eq!(pages.chosen(&fields, 50), [false, true, false, true]);
        assert_eq!(pages.chosen(&fields, 100), [true, true, false, true]);
        assert_eq!(pages.chosen(&fields[1..], 100), [false, true, false, false]);
        assert_eq!(pages.chosen(&fields[..1], 25), [false, false, false, true]);
    }

    #[test]
    fn a_short_contract_is_shown_whole() {
        let pages = pages(&["nothing", "here"]);
        let dictionary = fields();
        let fields: Vec<&Field> = dictionary.fields.iter().collect();
        assert_eq!(pages.chosen(&fields, 10), [true, true]);
    }
}
