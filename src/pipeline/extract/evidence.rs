//! A document as claims are looked for in it: where a quote stands, and in which whole sentences. What a
//! model's quote leaves out of its sentence may turn it round, so that the sentence is always at hand.

use crate::domain::document::{Document, Span};
use crate::domain::term::Grounding;
use crate::text::ground::Grounder;
use crate::text::sentences::sentences;

/// The longest sentence that is shown as a whole, in bytes.
const LONGEST: usize = 1_500;

/// The longest heading, in bytes, and how many sentences above a place it is looked for.
const HEADING: usize = 60;
const NEAR: usize = 6;

/// A document made ready for many claims.
pub(super) struct Evidence<'a> {
    grounder: Grounder<'a>,
    text: &'a str,
    sentences: Vec<Span>,
}

impl<'a> Evidence<'a> {
    /// Folds and cuts the document's text once.
    pub(super) fn of(document: &'a Document) -> Self {
        Self {
            grounder: Grounder::new(document),
            text: &document.text,
            sentences: sentences(&document.text),
        }
    }

    /// Where `quote` stands, nearest to `near`.
    pub(super) fn ground(&self, quote: &str, near: Option<Span>) -> Option<Grounding> {
        self.grounder.ground(quote, near)
    }

    /// The words of its sentence that stand before `place`.
    pub(super) fn before(&self, place: Span) -> &'a str {
        &self.text[self.whole(place).start..place.start]
    }

    /// The whole sentences of which `place` has a part.
    pub(super) fn around(&self, place: Span) -> &'a str {
        &self.text[self.whole(place).range()]
    }

    /// The same as evidence of its own; `None` where it is too long to be shown.
    pub(super) fn sentence(&self, place: Span) -> Option<Grounding> {
        let whole = self.whole(place);
        let is_short = whole.end - whole.start <= LONGEST;
        let words = &self.text[whole.range()];
        is_short
            .then(|| self.grounder.ground(words, Some(whole)))
            .flatten()
    }

    /// The heading over `place`: the nearest short sentence above its own, if one is near; else nothing.
    pub(super) fn heading(&self, place: Span) -> &'a str {
        let own = self.sentences.partition_point(|one| one.end <= place.start);
        let above = &self.sentences[own.saturating_sub(NEAR)..own];
        let heading = above
            .iter()
            .rev()
            .find(|one| one.end - one.start <= HEADING);
        heading.map_or("", |heading| &self.text[heading.range()])
    }

    /// The sentence that leads the list in which `place` stands: the nearest above that ends with a colon, if
    /// one is near; else nothing.
    pub(super) fn stem(&self, place: Span) -> &'a str {
        let own = self.sentences.partition_point(|one| one.end <= place.start);
        let above = &self.sentences[own.saturating_sub(NEAR)..own];
        let mut words = above.iter().rev().map(|one| &self.text[one.range()]);
        words.find(|words| words.ends_with(':')).unwrap_or_default()
    }

    fn whole(&self, place: Span) -> Span {
        let first = self.sentences.partition_point(|one| one.end <= place.start);
        let after = self.sentences.partition_point(|one| one.start < place.end);
        let touched = self.sentences.get(first..after).unwrap_or_default();
        match (touched.first(), touched.last()) {
            (Some(first), Some(last)) => {
                Span::new(first.start.min(place.start), last.end.max(place.end))
            }
            _ => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain;

    #[test]
    fn a_quote_is_seen_with_the_whole_of_its_sentences() {
        let text = "It is dated today. This Agreement does not renew automatically. Notices are given in writing.";
        let document = plain::document(text);
        let evidence = Evidence::of(&document);
        let place = |quote: &str| evidence.ground(quote, None).expect("it stands there").span;
        let cut = place("renew automatically");
        assert_eq!(evidence.before(cut), "This Agreement does not ");
        assert_eq!(
            evidence.around(cut),
            "This Agreement does not renew automatically."
        );
        let two = evidence.around(place("renew automatically. Notices are"));
        assert!(two.starts_with("This Agreement") && two.ends_with("in writing."));
        assert_eq!(evidence.before(place("It is dated")), "");
    }
}
