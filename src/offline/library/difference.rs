//! The differences of two clauses, word by word: a longest common subsequence, as in any comparison of
//! texts. Quadratic in the words of one clause, of which there are at most 400.

use super::words::{Kind, Word, counted, flat};
use crate::domain::library::{Change, Piece, Side};

/// A text and its words.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub text: &'a str,
    pub words: &'a [Word],
}

/// All that differs between a standard clause and the contract.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Difference {
    pub numbers: Vec<Change>,
    pub negations: Vec<Change>,
    pub sides: Vec<Change>,
    pub pieces: Vec<Piece>,
}

/// One step through both texts: the places of a word in the standard clause and in the contract.
type Step = (Option<usize>, Option<usize>);

/// What `contract` has otherwise than `standard`.
pub(super) fn difference(standard: Text, contract: Text) -> Difference {
    let mut drawn: Vec<(Side, usize)> = Vec::new();
    let (mut numbers, mut negations, mut sides) = (Vec::new(), Vec::new(), Vec::new());
    for step in steps(standard.words, contract.words) {
        let (left, right) = (
            step.0.map(|at| &standard.words[at]),
            step.1.map(|at| &contract.words[at]),
        );
        let is_same = left
            .zip(right)
            .is_some_and(|(left, right)| !differ(left, right));
        match step {
            (Some(_), Some(at)) if is_same => drawn.push((Side::Both, at)),
            (left, right) => {
                drawn.extend(left.map(|at| (Side::Standard, at)));
                drawn.extend(right.map(|at| (Side::Contract, at)));
            }
        }
        match left.or(right).map(|word| &word.kind) {
            _ if is_same => {}
            Some(Kind::Number(_)) => numbers.push(step),
            Some(Kind::Negation) => negations.push(step),
            Some(Kind::Party(_)) if left.is_some() && right.is_some() => sides.push(step),
            _ => {}
        }
    }
    let told = |steps: Vec<Step>| {
        let change = |(left, right): &Step| Change {
            standard: left.map(|at| counted(standard.text, standard.words, at)),
            contract: right.map(|at| counted(contract.text, contract.words, at)),
        };
        steps.iter().map(change).collect()
    };
    Difference {
        numbers: told(unmoved(standard, contract, numbers)),
        negations: told(exchanged(unmoved(standard, contract, negations))),
        sides: told(sides),
        pieces: pieces(standard, contract, &drawn),
    }
}

/// Without what is missing in one place and stands in another: it has only moved.
fn unmoved(standard: Text, contract: Text, steps: Vec<Step>) -> Vec<Step> {
    let mut kept: Vec<Step> = Vec::new();
    for step in steps {
        let moved = kept.iter().position(|other| match (*other, step) {
            ((Some(left), None), (None, Some(right)))
            | ((None, Some(right)), (Some(left), None)) => {
                standard.words[left].kind == contract.words[right].kind
                    && standard.words[left].key == contract.words[right].key
            }
            _ => false,
        });
        match moved {
            Some(at) => {
                kept.remove(at);
            }
            None => kept.push(step),
        }
    }
    kept
}

/// What is missing and what is added in its stead as one change: `neither` became `not`. What is left over
/// turns the sense.
fn exchanged(steps: Vec<Step>) -> Vec<Step> {
    let mut kept: Vec<Step> = Vec::new();
    for step in steps {
        let open = kept.iter_mut().find(|other| {
            matches!(
                (**other, step),
                ((Some(_), None), (None, Some(_))) | ((None, Some(_)), (Some(_), None))
            )
        });
        match open {
            Some(other) => *other = (other.0.or(step.0), other.1.or(step.1)),
            None => kept.push(step),
        }
    }
    kept
}

/// Whether two words that stand in one place say different things: another number, another side.
fn differ(left: &Word, right: &Word) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Number(left), Kind::Number(right)) => left != right,
        (Kind::Party(Some(left)), Kind::Party(Some(right))) => left != right,
        _ => false,
    }
}

/// The way through both texts that keeps most words together.
fn steps(left: &[Word], right: &[Word]) -> Vec<Step> {
    let width = right.len() + 1;
    let mut common = vec![0_u16; (left.len() + 1) * width];
    for a in (0..left.len()).rev() {
        for b in (0..right.len()).rev() {
            common[a * width + b] = match left[a].key == right[b].key {
                true => common[(a + 1) * width + b + 1] + 1,
                false => common[(a + 1) * width + b].max(common[a * width + b + 1]),
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut steps = Vec::with_capacity(left.len() + right.len());
    while a < left.len() || b < right.len() {
        let is_both = a < left.len() && b < right.len() && left[a].key == right[b].key;
        let goes_left = b == right.len()
            || (a < left.len() && common[(a + 1) * width + b] >= common[a * width + b + 1]);
        let step = match (is_both, goes_left) {
            (true, _) => (Some(a), Some(b)),
            (false, true) => (Some(a), None),
            (false, false) => (None, Some(b)),
        };
        a += usize::from(step.0.is_some());
        b += usize::from(step.1.is_some());
        steps.push(step);
    }
    steps
}

/// Neighbouring words of one side as one piece, with the marks between them; of a place where both differ,
/// the standard clause's words come first.
fn pieces(standard: Text, contract: Text, drawn: &[(Side, usize)]) -> Vec<Piece> {
    let mut runs: Vec<(Side, usize, usize)> = Vec::new();
    for (side, at) in drawn {
        // Inside a place where both differ, the words of each side stand together.
        let mut recent = runs.iter_mut().rev().take_while(|run| run.0 != Side::Both);
        let known = match side {
            Side::Both => runs.last_mut().filter(|run| run.0 == Side::Both),
            side => recent.find(|run| run.0 == *side),
        };
        match known {
            Some(run) => run.2 = *at,
            None => runs.push((*side, *at, *at)),
        }
    }
    let piece = |(side, from, to): &(Side, usize, usize)| {
        let whose = match side {
            Side::Standard => standard,
            Side::Both | Side::Contract => contract,
        };
        let (start, end) = (whose.words[*from].span.start, whose.words[*to].span.end);
        Piece {
            side: *side,
            text: flat(&whose.text[start..end]),
        }
    };
    let mut pieces: Vec<Piece> = runs.iter().map(piece).collect();
    for at in 1..pieces.len() {
        if pieces[at - 1].side == Side::Contract && pieces[at].side == Side::Standard {
            pieces.swap(at - 1, at);
        }
    }
    pieces
}
