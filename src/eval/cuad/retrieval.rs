//! Measures the passages that would be sent to a model: is what people marked inside, and how much
//! of the contract is sent.

use super::dataset::Contract;
use crate::domain::document::Span;
use crate::text::squash::{Fold, Squashed, squash};
use crate::text::tokens;

/// One contract's passages, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Labelled pieces that stand wholly inside a passage.
    pub inside: usize,
    /// Labelled pieces.
    pub pieces: usize,
    /// Tokens of the passages.
    pub tokens: u32,
    /// Tokens of the contract.
    pub whole: u32,
}

/// Counts what `passages` of `text` hold of the labels of `contract`. A piece that does not stand in
/// `text` at all counts as not sent.
pub fn sent(contract: &Contract, text: &str, passages: &[Span]) -> Sent {
    let squashed = Squashed::new(text, Fold::Typographic);
    let pieces = contract
        .labels
        .iter()
        .flat_map(|label| label.spans.iter().flatten());
    let mut sent = Sent {
        tokens: passages
            .iter()
            .map(|span| tokens::count(&text[span.range()]))
            .sum(),
        whole: tokens::count(text),
        ..Sent::default()
    };
    for piece in pieces {
        let places = squashed.find(&squash(piece, Fold::Typographic), 0, usize::MAX);
        let is_inside = places
            .iter()
            .any(|place| passages.iter().any(|passage| passage.contains(*place)));
        sent.pieces += 1;
        sent.inside += usize::from(is_inside);
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::super::dataset::Label;
    use super::*;

    #[test]
    fn a_piece_counts_where_one_of_its_places_is_sent_whole() {
        let text = "The fee is due. It renews. The fee is due.";
        let contract = Contract {
            id: "one".to_owned(),
            text: text.to_owned(),
            pdf: None,
            labels: vec![Label {
                spans: vec![
                    vec!["The fee\nis due.".to_owned()],
                    vec!["It renews".to_owned(), "absent".to_owned()],
                ],
                answer: String::new(),
            }],
        };
        let sent = sent(&contract, text, &[Span::new(20, text.len())]);
        assert_eq!((sent.inside, sent.pieces), (1, 3));
        assert!(sent.tokens < sent.whole);
    }
}
