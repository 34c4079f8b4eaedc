//! Which place a claim means whose words its passage holds several times. Claims of one reply that quote the
//! same words mean these places one after the other, as whoever reads reports them. Pure; it never leads a
//! claim out of the passage that it cites, and it believes none.

use crate::domain::document::{Document, Span};
use crate::domain::obligation::Draft;
use crate::domain::term::Candidate;
use crate::text::ground::Grounder;
use crate::text::squash::{Fold, squash};
use std::collections::BTreeMap;

/// A claim with the words that it quotes and where they are looked for.
pub(super) trait Quoting {
    /// The words.
    fn quote(&self) -> &str;
    /// Near which place.
    fn near(&mut self) -> &mut Option<Span>;
    /// Whether both may be said at one place of these words. What says the same twice means two places.
    fn shares_place(&self, other: &Self) -> bool;
}

impl Quoting for Candidate {
    fn quote(&self) -> &str {
        &self.quote
    }

    fn near(&mut self) -> &mut Option<Span> {
        &mut self.near
    }

    /// One sentence may state several values of one field, as both parties.
    fn shares_place(&self, other: &Self) -> bool {
        self.field == other.field && self.value != other.value
    }
}

impl Quoting for Draft {
    fn quote(&self) -> &str {
        &self.quote
    }

    fn near(&mut self) -> &mut Option<Span> {
        &mut self.near
    }

    fn shares_place(&self, _: &Self) -> bool {
        false
    }
}

/// Leads the claims of one reply that quote the same words of one passage to the places of these words, one
/// after the other. More claims than places are shared out evenly, in their order.
pub(super) fn apart<C: Quoting>(document: &Document, claims: &mut [C]) {
    let mut alike: BTreeMap<(Span, String), Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter_mut().enumerate() {
        if let Some(passage) = *claim.near() {
            let words = squash(claim.quote(), Fold::Typographic);
            alike.entry((passage, words)).or_default().push(at);
        }
    }
    alike.retain(|_, members| members.len() > 1);
    if alike.is_empty() {
        return;
    }
    let grounder = Grounder::new(document);
    for ((passage, _), members) in alike {
        let places = grounder.places(claims[members[0]].quote(), passage);
        if places.len() < 2 {
            continue;
        }
        let turns = turns(claims, &members);
        let count = turns.last().map_or(1, |last| last + 1);
        for (member, turn) in members.into_iter().zip(turns) {
            let place = match count <= places.len() {
                true => turn,
                false => turn * places.len() / count,
            };
            *claims[member].near() = Some(places[place]);
        }
    }
}

/// For each of `members` whose turn it is, counted from 0: claims that share a place have the same.
fn turns<C: Quoting>(claims: &[C], members: &[usize]) -> Vec<usize> {
    let mut turns = Vec::with_capacity(members.len());
    let (mut turn, mut here): (usize, Vec<usize>) = (0, Vec::new());
    for member in members {
        let shares = |other: &usize| claims[*member].shares_place(&claims[*other]);
        if !here.iter().all(shares) {
            turn += 1;
            here.clear();
        }
        here.push(*member);
        turns.push(turn);
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::Engine;
    use crate::domain::value::{Value, ValueKind};
    use crate::text::plain;

    const TEXT: &str = "The initial term is one (1) year. It renews for terms of one (1) year each. \
                        A party that leaves within one (1) year pays a fee.";
    const YEAR: &str = "one (1) year";

    fn claim(field: &str, value: &str, quote: &str, passage: Span) -> Candidate {
        Candidate {
            field: field.into(),
            value: Value::parse(ValueKind::Period, value).expect("a period"),
            quote: quote.to_owned(),
            near: Some(passage),
            engine: Engine::Llm,
        }
    }

    /// Where each claim is led to, as the number of the place of these words in the text.
    fn led(claims: &[(&str, &str)], passage: Span) -> Vec<Option<usize>> {
        let claim = |(field, value): &(&str, &str)| claim(field, value, YEAR, passage);
        let mut claims: Vec<Candidate> = claims.iter().map(claim).collect();
        apart(&plain::document(TEXT), &mut claims);
        let places: Vec<usize> = TEXT.match_indices(YEAR).map(|(at, _)| at).collect();
        let place = |claim: &Candidate| {
            let near = claim.near.expect("it cites a passage");
            places
                .iter()
                .position(|at| *at == near.start && near != passage)
        };
        claims.iter().map(place).collect()
    }

    /// Reference llm-and-eval, 2.1: repeated quotes mean successive places.
    #[test]
    fn equal_quotes_of_one_reply_mean_places_one_after_the_other() {
        let whole = Span::new(0, TEXT.len());
        let two = [("initial_term", "1 year"), ("renewal_term", "1 year")];
        assert_eq!(led(&two, whole), [Some(0), Some(1)]);
        let same = [("fee", "1 year"), ("fee", "1 year"), ("fee", "1 year")];
        assert_eq!(led(&same, whole), [Some(0), Some(1), Some(2)]);
        assert_eq!(led(&two[..1], whole), [None], "one claim is left as it is");
        assert_eq!(led(&two, whole), led(&two, whole));
    }

    #[test]
    fn several_values_of_one_field_are_read_at_one_place() {
        let whole = Span::new(0, TEXT.len());
        let values = [
            ("party", "1 year"),
            ("party", "2 years"),
            ("party", "3 years"),
        ];
        assert_eq!(led(&values, whole), [Some(0); 3]);
        let again = [values[0], values[1], values[0], values[1]];
        assert_eq!(led(&again, whole), [Some(0), Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn more_claims_than_places_are_shared_out_in_order_and_none_leaves_its_passage() {
        let (second, end) = (TEXT.find("It renews").expect("there"), TEXT.len());
        let four = [
            ("a", "1 year"),
            ("b", "1 year"),
            ("c", "1 year"),
            ("d", "1 year"),
        ];
        let led_to = led(&four, Span::new(second, end));
        assert_eq!(led_to, [Some(1), Some(1), Some(2), Some(2)]);
        let one = Span::new(second, TEXT.find("A party").expect("there"));
        assert_eq!(led(&four, one), [None; 4], "there is no choice");
    }
}
