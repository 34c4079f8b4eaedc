//! Measures what a model would be shown first, with the very function that the engine asks: is what
//! people marked inside, and how much of the contract is sent.

use super::dataset::{CATEGORIES, Contract};
use crate::connectors::llm::Passage;
use crate::domain::document::{Document, Span};
use crate::domain::playbook::Dictionary;
use crate::domain::redaction::{Masked, Vault};
use crate::offline::clauses::Reading;
use crate::pipeline::extract::passages::{Limits, Pages};
use crate::prompt::request::{self, Part};
use crate::text::people::people;
use crate::text::pii::Detectors;
use crate::text::squash::{Fold, Squashed, squash};
use crate::text::tokens;

/// One contract's passages, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Labelled pieces that stand wholly in what some question shows.
    pub inside: usize,
    /// Of them those that stand in what the question about their own category shows.
    pub own: usize,
    /// Labelled pieces.
    pub pieces: usize,
    /// Of them those that stand nowhere in the text.
    pub absent: usize,
    /// Tokens of the different passages, masked as they are sent.
    pub tokens: u32,
    /// Tokens of the passages of all questions, with what they repeat.
    pub total: u32,
    /// Tokens of the contract.
    pub whole: u32,
}

impl Sent {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            inside: self.inside + other.inside,
            own: self.own + other.own,
            pieces: self.pieces + other.pieces,
            absent: self.absent + other.absent,
            tokens: self.tokens + other.tokens,
            total: self.total + other.total,
            whole: self.whole + other.whole,
        }
    }
}

/// What a model is asked, and how much it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Questions<'a> {
    /// The fields.
    pub dictionary: &'a Dictionary,
    /// The most that is shown.
    pub limits: Limits,
}

/// Counts what the first questions about `document`, the text of `contract` from any source, hold of its
/// labels. A piece that does not stand in the text at all counts as not sent.
pub fn sent(
    contract: &Contract,
    document: &Document,
    reading: &Reading,
    questions: Questions<'_>,
) -> Sent {
    let text = &document.text;
    let detectors = Detectors::new(&people(text));
    let masked = Masked::of(text, &detectors, &mut Vault::default());
    let pages = Pages::of(document, &masked);
    let parts = request::parts(questions.dictionary);
    let choice = pages.choose(document, reading, &parts, questions.limits);
    let count = |passages: Vec<Passage>| -> u32 {
        passages
            .iter()
            .map(|p| tokens::count(p.text.as_str()))
            .sum()
    };
    let shown = choice.shown();
    let of_parts = choice
        .parts
        .iter()
        .map(|part| pages.passages(&masked, part));
    let mut sent = Sent {
        tokens: count(pages.passages(&masked, &shown)),
        total: of_parts.map(count).sum(),
        whole: tokens::count(text),
        ..Sent::default()
    };
    let stretches: Vec<Vec<Span>> = choice.parts.iter().map(|p| pages.stretches(p)).collect();
    let places = Places {
        text: Squashed::new(text, Fold::Typographic),
        shown: pages.stretches(&shown),
    };
    for (category, label) in CATEGORIES.iter().zip(&contract.labels) {
        let own: Vec<&Span> = parts
            .iter()
            .zip(&stretches)
            .filter(|(part, _)| asks(part, category))
            .flat_map(|(_, stretches)| stretches)
            .collect();
        for piece in label.iter().flat_map(|label| &label.spans).flatten() {
            places.judge(piece, &own, &mut sent);
        }
    }
    sent
}

fn asks(part: &Part<'_>, category: &str) -> bool {
    let mut fields = part.fields.iter();
    fields.any(|field| field.cuad.as_deref() == Some(category))
}

/// Where labelled pieces stand, and what is shown.
struct Places {
    text: Squashed,
    shown: Vec<Span>,
}

impl Places {
    fn judge(&self, piece: &str, own: &[&Span], sent: &mut Sent) {
        let places = self
            .text
            .find(&squash(piece, Fold::Typographic), 0, usize::MAX);
        let mut shown = self.shown.iter();
        sent.pieces += 1;
        sent.absent += usize::from(places.is_empty());
        sent.inside +=
            usize::from(shown.any(|shown| places.iter().any(|place| shown.contains(*place))));
        sent.own += usize::from(
            own.iter()
                .any(|shown| places.iter().any(|place| shown.contains(*place))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::dataset::Label;
    use super::*;
    use crate::offline::clauses::Clauses;
    use crate::text::plain;

    /// A contract of which one clause alone is labelled, with much beside it.
    fn contract(text: &str) -> Contract {
        let mut labels = vec![Some(Label::default()); CATEGORIES.len()];
        let law = CATEGORIES.iter().position(|name| *name == "Governing Law");
        labels[law.expect("a category")] = Some(Label {
            spans: vec![
                vec!["governed by the laws\nof the State of New York".to_owned()],
                vec!["no such words".to_owned()],
            ],
            ..Label::default()
        });
        Contract {
            id: "one".to_owned(),
            text: text.to_owned(),
            pdf: None,
            labels,
        }
    }

    #[test]
    fn a_piece_counts_where_one_of_its_places_is_shown_whole() {
        let filler = "The weather was noted in the log, and the log was put away. ".repeat(400);
        let law = "This Agreement is governed by the laws of the State of New York.";
        let text = format!("{filler}\n\n9. Governing Law. {law}\n\n{filler}");
        let dictionary: Dictionary =
            toml::from_str(include_str!("../../../playbooks/fields.toml")).expect("sound");
        let questions = Questions {
            dictionary: &dictionary,
            limits: Limits {
                share: 10,
                total: 20,
            },
        };
        let document = plain::document(&text);
        let sent = sent(
            &contract(&text),
            &document,
            &Clauses::read(&text),
            questions,
        );
        assert_eq!((sent.inside, sent.own, sent.pieces), (1, 1, 2));
        assert_eq!(sent.absent, 1);
        assert!(sent.tokens * 100 <= sent.whole * 11 && sent.tokens > 0);
        assert!(sent.total >= sent.tokens);
    }
}
