//! Notes of each duty what can be doubted about it: who owes it, when it is due, whether it binds, and who
//! read it. Pure; changes no duty.

use super::binding;
use super::evidence::Evidence;
use super::weigh::text_layer;
use crate::domain::confidence::TextLayer;
use crate::domain::document::Document;
use crate::domain::obligation::{Doubt, Due, Obligation};
use crate::domain::reading::Reading;
use crate::domain::term::Engine;
use crate::domain::value::plain;
use crate::offline::dates::dates;
use crate::offline::durations::periods;

/// Gives every duty of `reading` its doubts.
pub(super) fn doubt(document: &Document, evidence: &Evidence<'_>, reading: &mut Reading) {
    let is_read_by_two = reading.engine == Engine::Both;
    let all: Vec<Vec<Doubt>> = reading
        .obligations
        .iter()
        .map(|duty| {
            let is_alone =
                duty.engine == Engine::Llm || (is_read_by_two && duty.engine != Engine::Both);
            let is_contested = reading
                .obligations
                .iter()
                .any(|other| contradicts(duty, other));
            let is_unclear = text_layer(document, duty.grounding.page) == TextLayer::Doubtful;
            let sentence = evidence.around(duty.grounding.span);
            let noted = [
                (Doubt::Actor, !is_named(evidence, duty)),
                (
                    Doubt::DueDate,
                    is_contested || has_other_time(sentence, duty),
                ),
                (Doubt::Modality, !is_binding(evidence, duty)),
                (Doubt::OneReader, is_alone),
                (Doubt::Text, is_unclear),
            ];
            let noted = noted.into_iter().filter(|(_, is)| *is);
            noted.map(|(doubt, _)| doubt).collect()
        })
        .collect();
    for (duty, doubts) in reading.obligations.iter_mut().zip(all) {
        duty.doubts = Some(doubts);
    }
}

/// Whether the sentence, or the one that leads the list in which it stands, names who owes it.
fn is_named(evidence: &Evidence<'_>, duty: &Obligation) -> bool {
    let actor = duty.actor.strip_prefix("the ").unwrap_or(&duty.actor);
    let is_stated = actor.starts_with(char::is_alphabetic);
    let place = duty.grounding.span;
    let words = [evidence.around(place), evidence.stem(place)];
    let actor = plain(actor);
    is_stated && words.into_iter().any(|words| plain(words).contains(&actor))
}

/// Whether the sentence gives another time than the one at which the duty is said to be due.
fn has_other_time(sentence: &str, duty: &Obligation) -> bool {
    match &duty.due {
        Some(Due::Within { period, .. }) => {
            let mut said = periods(sentence).into_iter();
            said.any(|(_, other)| !other.same_as(*period))
        }
        Some(Due::On { date }) => {
            let mut said = dates(sentence).into_iter();
            duty.derivation.is_none() && said.any(|(_, other)| other != *date)
        }
        Some(Due::Every { .. } | Due::OnEvent { .. }) | None => false,
    }
}

/// Whether another engine reads the same duty with another time.
fn contradicts(duty: &Obligation, other: &Obligation) -> bool {
    let (one, two) = (duty.grounding.span, other.grounding.span);
    duty.engine != other.engine
        && one.overlaps(two)
        && plain(&duty.actor) == plain(&other.actor)
        && duty.kind == other.kind
        && duty.due.is_some()
        && other.due.is_some()
        && duty.due != other.due
}

/// Whether the words bind to do or not to do. A wish does not, where no other word of the sentence binds.
fn is_binding(evidence: &Evidence<'_>, duty: &Obligation) -> bool {
    let place = duty.grounding.span;
    let (before, quote) = (evidence.before(place), &duty.grounding.quote);
    binding::binds(before, quote, duty.modality) && !binding::wishes(evidence.around(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sureness::Sureness;
    use crate::offline::Offline;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::plain;

    const HEAD: &str = "SUPPLY AGREEMENT\n\nThis Agreement is made as of January 15, 2026 between Orchard Inc. (\"Supplier\") and Pine LLC (\"Customer\").\n\n";

    fn duties(clause: &str) -> Vec<Obligation> {
        let dictionary = toml::from_str(include_str!("../../../playbooks/fields.toml"));
        let dictionary = dictionary.expect("the dictionary");
        let document = plain::document(&format!("{HEAD}{clause}"));
        let extract = Offline::new(&dictionary).read(&document);
        let claims = Claims {
            candidates: extract.candidates,
            drafts: extract.obligations,
            clauses: Some(extract.clauses),
            ..Claims::default()
        };
        settle(&document, &dictionary, Engine::Offline, claims).obligations
    }

    fn only(clause: &str) -> (Vec<Doubt>, Sureness) {
        let found = duties(clause);
        let [duty] = found.as_slice() else {
            panic!("{clause}: {found:?}");
        };
        let doubts = duty.doubts.clone().expect("a settled duty");
        (doubts, Sureness::of_duty(duty))
    }

    /// R39: a duty is shown as verified only where the sentence says who owes it, when, and that it binds, and
    /// both engines read it.
    #[test]
    fn a_duty_is_verified_where_both_engines_read_it_and_nothing_is_doubtful() {
        let plain =
            "Supplier shall deliver the goods to Customer within thirty (30) days after the order.";
        assert_eq!(only(plain), (vec![], Sureness::ToCheck));
        let [duty]: [Obligation; 1] = duties(plain).try_into().expect("one duty");
        let by_both = Obligation {
            engine: Engine::Both,
            ..duty
        };
        assert_eq!(Sureness::of_duty(&by_both), Sureness::Verified);
        for (clause, doubt) in [
            (
                "The goods shall be delivered within thirty (30) days after the order.",
                Doubt::Actor,
            ),
            (
                "Supplier shall deliver the goods within thirty (30) days after the order and in no event later than forty-five (45) days after it.",
                Doubt::DueDate,
            ),
        ] {
            let (doubts, shown) = only(clause);
            assert_eq!(doubts, [doubt], "{clause}");
            assert_eq!(shown, Sureness::ToCheck);
        }
    }

    /// R35: what one of two engines read, and what a model alone says, is never shown as verified.
    #[test]
    fn what_one_of_two_engines_read_is_to_be_checked() {
        let clause = "Supplier shall deliver the goods to Customer.";
        let document = plain::document(&format!("{HEAD}{clause}"));
        let evidence = Evidence::of(&document);
        let [duty]: [Obligation; 1] = duties(clause).try_into().expect("one duty");
        let dictionary = toml::from_str(include_str!("../../../playbooks/fields.toml"));
        let dictionary = dictionary.expect("the dictionary");
        let mut reading = settle(&document, &dictionary, Engine::Both, Claims::default());
        reading.obligations = vec![duty];
        doubt(&document, &evidence, &mut reading);
        let doubts = reading.obligations[0].doubts.clone().expect("settled");
        assert!(doubts.contains(&Doubt::OneReader), "{doubts:?}");
    }
}
