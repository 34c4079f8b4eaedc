//! Which of the firm's standard clauses a piece of a contract is, and how far from it.
//!
//! The measure: the words of both sides, and the pairs of neighbouring ones, each weighted by how few
//! standard clauses hold it (inverse document frequency). Alike is twice the weight that both share over
//! the weight of both (Sørensen-Dice), from 0 to 1. Numbers and parties count as the same in it: where they
//! differ, each is told by itself, as negations are. An index from words to clauses keeps the search linear
//! in the piece. Nothing here changes a value, and no text of it may be logged.

mod difference;
mod names;
mod words;

use crate::domain::document::Span;
use crate::domain::library::{Compared, Library, Nearest, Standards, WORDS_MAX};
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::Finding;
use crate::text::sentences::sentences;
use difference::{Text, difference};
use names::Names;
use std::collections::{HashMap, HashSet};
use words::{Word, words};

/// Less alike than this, no standard clause is near. Measured with the embedded clauses on the 1441 labelled
/// clauses of CUAD's training contracts whose category has some: a third are nearer to one of their own
/// category, and 3 to one of another, drawn by chance, whose sense is another too.
pub const NEAR: f64 = 0.25;

/// A clause may begin this many sentences before its evidence, and end as many behind it.
const AROUND: usize = 2;

/// The standard clauses, ready to be compared with.
#[derive(Debug)]
pub struct Index {
    library: Library,
    words: Vec<Vec<Word>>,
    /// The weight of each clause.
    totals: Vec<f64>,
    /// The number of each word and pair that some clause holds.
    numbers: HashMap<String, usize>,
    /// By number: its weight, and the clauses that hold it.
    postings: Vec<(f64, Vec<usize>)>,
    /// The weight of what no clause holds: that of what one holds.
    strange: f64,
}

/// The part of a contract around some evidence: its words, and of each the number of it and of its pair.
struct Around {
    words: Vec<Word>,
    singles: Vec<usize>,
    pairs: Vec<usize>,
    /// Where its sentences begin among the words, and where the last one ends.
    cuts: Vec<usize>,
    /// The sentences that hold the evidence, by number.
    own: (usize, usize),
    /// The first word of the evidence.
    first: usize,
}

impl Index {
    /// The index of a library.
    pub fn new(library: Library) -> Self {
        let names = Names::default();
        let texts = library.clauses.iter().map(|clause| clause.text.as_str());
        let words: Vec<Vec<Word>> = texts
            .map(|text| words(text, Span::new(0, text.len()), &names))
            .collect();
        let mut numbers = HashMap::new();
        let mut holders: Vec<Vec<usize>> = Vec::new();
        for (clause, words) in words.iter().enumerate() {
            for shingle in singles(words).chain(pairs(words)) {
                let number = *numbers.entry(shingle).or_insert(holders.len());
                holders.resize_with(holders.len().max(number + 1), Vec::new);
                if holders[number].last() != Some(&clause) {
                    holders[number].push(clause);
                }
            }
        }
        // A small constant keeps what every clause holds from weighing nothing.
        let count = words.len() as f64;
        let weight = |holders: usize| ((count + 1.0) / (holders as f64 + 0.5)).ln();
        let mut totals = vec![0.0; words.len()];
        for holders in &holders {
            for clause in holders {
                totals[*clause] += weight(holders.len());
            }
        }
        let postings = holders.into_iter();
        Self {
            library,
            words,
            totals,
            numbers,
            postings: postings
                .map(|clauses| (weight(clauses.len()), clauses))
                .collect(),
            strange: weight(1),
        }
    }

    /// Compares the evidence of each value whose field has standard clauses. Of a computed value nothing is
    /// compared: its evidence is that of what it was computed from.
    pub fn compared(&self, text: &str, reading: &Reading, dictionary: &Dictionary) -> Standards {
        let names = Names::of(reading);
        let sentences = sentences(text);
        let mut compared = Vec::new();
        for field in &dictionary.fields {
            let clauses: Vec<usize> = (0..self.words.len())
                .filter(|at| self.library.clauses[*at].is_of(field))
                .collect();
            let finding = reading
                .fields
                .get(&field.id)
                .filter(|_| !clauses.is_empty());
            for term in finding.map_or(&[][..], Finding::terms) {
                if term.derivation.is_none() {
                    let evidence = term.grounding.span;
                    let around = self.around(text, &sentences, evidence, &names);
                    compared.push(Compared {
                        field: field.id.clone(),
                        evidence,
                        nearest: around.and_then(|around| self.nearest(text, &around, &clauses)),
                    });
                }
            }
        }
        Standards {
            library: self.library.version.clone(),
            compared,
        }
    }

    fn around(
        &self,
        text: &str,
        sentences: &[Span],
        evidence: Span,
        names: &Names,
    ) -> Option<Around> {
        let first = sentences.partition_point(|sentence| sentence.end <= evidence.start);
        let last = sentences.partition_point(|sentence| sentence.start < evidence.end);
        let last = last.checked_sub(1).filter(|last| first <= *last)?;
        let from = first.saturating_sub(AROUND);
        let to = (last + AROUND).min(sentences.len() - 1);
        let (mut all, mut cuts) = (Vec::new(), vec![0]);
        for sentence in &sentences[from..=to] {
            all.extend(words(text, *sentence, names));
            cuts.push(all.len());
        }
        // What no clause holds gets a number of its own, so that a word that stands twice counts once.
        let mut strange: HashMap<String, usize> = HashMap::new();
        let mut number = |shingle: String| {
            let next = self.postings.len() + strange.len();
            let known = self.numbers.get(&shingle).copied();
            known.unwrap_or_else(|| *strange.entry(shingle).or_insert(next))
        };
        Some(Around {
            singles: singles(&all).map(&mut number).collect(),
            pairs: pairs(&all).map(&mut number).collect(),
            first: all.partition_point(|word| word.span.end <= evidence.start),
            words: all,
            cuts,
            own: (first - from, last - from),
        })
    }

    /// The clause of `clauses` that some sentences around the evidence are most like.
    fn nearest(&self, text: &str, around: &Around, clauses: &[usize]) -> Option<Nearest> {
        let (first, last) = around.own;
        let mut best: Option<(f64, usize, (usize, usize))> = None;
        for begin in (0..=first).rev() {
            for end in last..around.cuts.len() - 1 {
                let (mut from, to) = (around.cuts[begin], around.cuts[end + 1]);
                if to - from > WORDS_MAX && (begin, end) != around.own {
                    continue;
                }
                // Of a sentence without an end, what follows from the evidence on.
                if to - from > WORDS_MAX {
                    from = around.first.min(to);
                }
                let to = to.min(from + WORDS_MAX);
                let found = self.most_alike(around, (from, to), clauses);
                if let Some((alike, clause)) = found
                    && best.is_none_or(|(best, ..)| alike > best)
                {
                    best = Some((alike, clause, (from, to)));
                }
            }
        }
        let (alike, clause, (from, to)) = best.filter(|(alike, ..)| *alike >= NEAR)?;
        let words = &around.words[from..to];
        let standard = &self.library.clauses[clause];
        let told = difference(
            Text {
                text: &standard.text,
                words: &self.words[clause],
            },
            Text { text, words },
        );
        Some(Nearest {
            clause: standard.id.clone(),
            title: standard.title.clone(),
            position: standard.position,
            note: standard.note.clone(),
            // Rounded down, so that 1 says that not a word differs.
            alike: (alike * 100.0 + 1e-6).floor() / 100.0,
            passage: Span::new(words.first()?.span.start, words.last()?.span.end),
            numbers: told.numbers,
            negations: told.negations,
            sides: told.sides,
            words: told.pieces,
        })
    }

    /// How alike the words from `part.0` up to `part.1` and the nearest of `clauses` are.
    fn most_alike(
        &self,
        around: &Around,
        part: (usize, usize),
        clauses: &[usize],
    ) -> Option<(f64, usize)> {
        let (from, to) = part;
        let singles = around.singles.get(from..to)?;
        let pairs = around
            .pairs
            .get(from..to.saturating_sub(1))
            .unwrap_or_default();
        let distinct: HashSet<usize> = singles.iter().chain(pairs).copied().collect();
        let mut total = 0.0;
        let mut shared = vec![0.0; self.words.len()];
        let mut numbers: Vec<usize> = distinct.into_iter().collect();
        // In one order, so that sums of fractions come out the same each time.
        numbers.sort_unstable();
        for number in numbers {
            let Some((weight, holders)) = self.postings.get(number) else {
                total += self.strange;
                continue;
            };
            total += weight;
            for clause in holders {
                shared[*clause] += weight;
            }
        }
        let alike = |clause: usize| {
            2.0 * shared[clause] / (total + self.totals[clause]).max(f64::MIN_POSITIVE)
        };
        let scored = clauses.iter().map(|clause| (alike(*clause), *clause));
        scored.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }
}

fn singles(words: &[Word]) -> impl Iterator<Item = String> + '_ {
    words.iter().map(|word| word.key.clone())
}

fn pairs(words: &[Word]) -> impl Iterator<Item = String> + '_ {
    let pairs = words.windows(2);
    pairs.map(|pair| format!("{} {}", pair[0].key, pair[1].key))
}

#[cfg(test)]
mod tests;
