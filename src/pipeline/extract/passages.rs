//! Chooses what a model is shown first of a contract, and deals it out to the questions: pieces that
//! the clause classifier points to, and for fields that it does not know those that the dictionary's
//! words point to. The eval measures this very choice. Pure; forbids nothing: what is not found is
//! asked for once more over the rest.

mod index;

use crate::connectors::llm::Passage;
use crate::domain::document::{Document, Span};
use crate::domain::playbook::Field;
use crate::domain::redaction::Masked;
use crate::offline::{self, clauses};
use crate::prompt::request::Part;
use crate::text::{pieces, tokens};
use index::Index;

/// A contract with no more tokens is shown whole: choosing would save nothing worth a second question.
const WHOLE: u32 = 1_500;
// The numbers were chosen on training contracts that the classifier had not learned from.

/// The length of contract, in tokens, for which the share is meant. A longer one has more schedules
/// beside its clauses, so that it is shown a smaller share, and a shorter one a larger.
const MIDDLE: f64 = 12_000.0;
/// How fast the share falls with the length.
const FALL: f64 = 0.3;
/// The part of the room that fields without a category have, at most.
const INDEXED: f64 = 0.12;
/// Pieces for each field without a category.
const EACH: usize = 1;
/// From this probability on a piece is also shown for a question to which it does not lean most.
const LEANS: f32 = 0.02;
/// Neighbouring pieces are one passage up to so many tokens.
const LONGEST: u32 = 600;
/// How often the share is halved in the search for the one that fills the room.
const STEPS: usize = 7;

/// How much may be shown first, in per cent of the contract's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Different passages, over all questions together, of a contract of 12 000 tokens; of a longer one
    /// less, of a shorter one more.
    pub share: u32,
    /// What all questions hold together, with what they repeat.
    pub total: u32,
}

/// A contract cut into pieces, ready to be shown.
#[derive(Debug, Clone)]
pub struct Pages {
    pieces: Vec<Span>,
    tokens: Vec<u32>,
}

/// Which pieces each question shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// For each part of the dictionary, whether each piece is shown.
    pub parts: Vec<Vec<bool>>,
}

impl Choice {
    /// For each piece, whether any question shows it.
    pub fn shown(&self) -> Vec<bool> {
        let pieces = self.parts.first().map_or(0, Vec::len);
        (0..pieces)
            .map(|piece| self.parts.iter().any(|part| part[piece]))
            .collect()
    }
}

impl Pages {
    /// The pieces of `document`, none of which ends inside a mask.
    pub fn of(document: &Document, masked: &Masked) -> Self {
        let mut whole: Vec<Span> = Vec::new();
        for piece in pieces::pieces(document) {
            let piece = masked.grown(piece);
            match whole.last_mut() {
                Some(last) if piece.start < last.end => last.end = last.end.max(piece.end),
                _ => whole.push(piece),
            }
        }
        let count = |piece: &Span| tokens::count(masked.cut(*piece).1.as_str());
        Self {
            tokens: whole.iter().map(count).collect(),
            pieces: whole,
        }
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// What is shown first for each of `parts`.
    pub fn choose(
        &self,
        document: &Document,
        reading: &clauses::Reading,
        parts: &[Part<'_>],
        limits: Limits,
    ) -> Choice {
        let all: u32 = self.tokens.iter().sum();
        if all <= WHOLE || limits.share >= 100 {
            return Choice {
                parts: vec![vec![true; self.pieces.len()]; parts.len()],
            };
        }
        let room = room(all, limits.share);
        let text = &document.text;
        let asked = self.asked(text, parts, (room * INDEXED) as u32);
        let mut chosen = vec![false; self.pieces.len()];
        asked.iter().for_each(|(piece, _)| chosen[*piece] = true);
        let chosen = self.classified(text, reading, parts, chosen, room as u32);
        let total = (f64::from(all) * f64::from(limits.total) / 100.0) as u32;
        self.dealt(reading, parts, &chosen, &asked, total)
    }

    /// The passages of the pieces that are `shown`, neighbours together.
    pub fn passages(&self, masked: &Masked, shown: &[bool]) -> Vec<Passage> {
        let mut runs: Vec<(usize, usize, u32)> = Vec::new();
        for (at, (is_shown, tokens)) in shown.iter().zip(&self.tokens).enumerate() {
            match runs.last_mut() {
                _ if !is_shown => {}
                Some((_, last, sum)) if *last + 1 == at && *sum + tokens <= LONGEST => {
                    *last = at;
                    *sum += tokens;
                }
                _ => runs.push((at, at, *tokens)),
            }
        }
        let passage = |(first, last, _): (usize, usize, u32)| {
            let run = Span::new(self.pieces[first].start, self.pieces[last].end);
            let (span, text) = masked.cut(run);
            Passage {
                ordinal: u32::try_from(first).unwrap_or(u32::MAX),
                text,
                span,
            }
        };
        runs.into_iter().map(passage).collect()
    }

    /// The stretches of text that the pieces which are `shown` cover without a gap.
    pub fn stretches(&self, shown: &[bool]) -> Vec<Span> {
        let mut stretches: Vec<Span> = Vec::new();
        let mut open = false;
        for (piece, is_shown) in self.pieces.iter().zip(shown) {
            match stretches.last_mut().filter(|_| open && *is_shown) {
                Some(last) => last.end = piece.end,
                None if *is_shown => stretches.push(*piece),
                None => {}
            }
            open = *is_shown;
        }
        stretches
    }

    /// The pieces for fields without a category, each with its part; the most telling of each field in
    /// turn, up to `room` tokens.
    fn asked(&self, text: &str, parts: &[Part<'_>], room: u32) -> Vec<(usize, usize)> {
        let index = Index::of(text, &self.pieces);
        let numbered = parts.iter().enumerate();
        let ranked: Vec<(usize, Vec<usize>)> = numbered
            .flat_map(|(part, of)| of.fields.iter().map(move |field| (part, *field)))
            .filter(|(_, field)| field.cuad.is_none())
            .map(|(part, field)| (part, index.best(field, EACH)))
            .collect();
        let mut asked: Vec<(usize, usize)> = Vec::new();
        let mut used = 0;
        for rank in 0..EACH {
            for (part, pieces) in &ranked {
                let Some(piece) = pieces.get(rank).copied() else {
                    continue;
                };
                let is_known = asked.iter().any(|(known, _)| *known == piece);
                let more = if is_known { 0 } else { self.tokens[piece] };
                if used + more <= room {
                    used += more;
                    asked.push((piece, *part));
                }
            }
        }
        asked
    }

    /// `chosen`, and with it as much of what the classifier points to as there is room for.
    fn classified(
        &self,
        text: &str,
        reading: &clauses::Reading,
        parts: &[Part<'_>],
        chosen: Vec<bool>,
        room: u32,
    ) -> Vec<bool> {
        let fields = parts.iter().flat_map(|part| &part.fields);
        let categories: Vec<&str> = fields.filter_map(|field| field.cuad.as_deref()).collect();
        let with = |share: f32| {
            let mut chosen = chosen.clone();
            for span in offline::passages(text, reading, &categories, &[], share) {
                self.touched(span).for_each(|piece| chosen[piece] = true);
            }
            chosen
        };
        let (mut low, mut high) = (0.0, 1.0);
        let mut best = chosen.clone();
        for _ in 0..STEPS {
            let middle = (low + high) / 2.0;
            let more = with(middle);
            if self.sum(&more) <= room {
                (low, best) = (middle, more);
            } else {
                high = middle;
            }
        }
        best
    }

    /// Deals the chosen pieces out: each to the question to which it leans most and to those for which
    /// it was asked, then to others to which it leans, as long as `total` tokens cover it.
    fn dealt(
        &self,
        reading: &clauses::Reading,
        parts: &[Part<'_>],
        chosen: &[bool],
        asked: &[(usize, usize)],
        total: u32,
    ) -> Choice {
        let leanings: Vec<Vec<f32>> = parts
            .iter()
            .map(|part| self.leaning(reading, part))
            .collect();
        let mut dealt = vec![vec![false; self.pieces.len()]; parts.len()];
        asked
            .iter()
            .for_each(|(piece, part)| dealt[*part][*piece] = true);
        let mut more: Vec<(f32, usize, usize)> = Vec::new();
        for piece in (0..self.pieces.len()).filter(|piece| chosen[*piece]) {
            let leans = |part: &usize| leanings[*part][piece];
            let most = (0..parts.len()).max_by(|a, b| leans(a).total_cmp(&leans(b)).then(b.cmp(a)));
            let Some(most) = most else { continue };
            if leans(&most) > 0.0 || !dealt.iter().any(|part| part[piece]) {
                dealt[most][piece] = true;
            }
            let others = (0..parts.len()).filter(|part| *part != most && leans(part) >= LEANS);
            more.extend(others.map(|part| (leans(&part), part, piece)));
        }
        more.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.1).cmp(&(b.2, b.1))));
        let mut used: u32 = dealt.iter().map(|part| self.sum(part)).sum();
        for (_, part, piece) in more {
            let cost = self.tokens[piece];
            if !dealt[part][piece] && used + cost <= total {
                used += cost;
                dealt[part][piece] = true;
            }
        }
        Choice { parts: dealt }
    }

    /// How much each piece leans to the categories of a part.
    fn leaning(&self, reading: &clauses::Reading, part: &Part<'_>) -> Vec<f32> {
        let fields = part.fields.iter();
        let categories: Vec<&str> = fields
            .filter_map(|field: &&Field| field.cuad.as_deref())
            .collect();
        let mut leaning = vec![0.0_f32; self.pieces.len()];
        let units = offline::leaning(reading, &categories);
        for (span, unit) in reading.units.iter().zip(units) {
            for piece in self.touched(*span) {
                leaning[piece] = leaning[piece].max(unit);
            }
        }
        leaning
    }

    /// The pieces that share a letter with `span`.
    fn touched(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.pieces.partition_point(|piece| piece.end <= span.start);
        let after = self.pieces.partition_point(|piece| piece.start < span.end);
        first..after.max(first)
    }

    fn sum(&self, shown: &[bool]) -> u32 {
        let tokens = self.tokens.iter().zip(shown);
        tokens
            .filter(|(_, is_shown)| **is_shown)
            .map(|(tokens, _)| tokens)
            .sum()
    }
}

/// Tokens that may be shown of a contract of `all` tokens.
fn room(all: u32, share: u32) -> f64 {
    let all = f64::from(all);
    let share = f64::from(share) / 100.0 * (MIDDLE / all).powf(FALL);
    all * share.clamp(0.05, 0.9)
}

#[cfg(test)]
mod tests;
