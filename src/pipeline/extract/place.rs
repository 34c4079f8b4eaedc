//! What kind of passage states a value: whether it, or the heading over it, speaks of the field at all, and
//! whether it is one that binds. Pure; looks at words, never at the value.

use super::evidence::Evidence;
use crate::domain::confidence::Place;
use crate::domain::playbook::Field;
use crate::domain::term::Term;
use crate::domain::value::Value;
use crate::offline::durations::periods;
use crate::offline::is_recital;
use crate::offline::law::jurisdiction;
use crate::offline::money::{amounts, percents};
use std::collections::BTreeSet;

/// How long the words of a cue must be to tell a subject; shorter ones stand everywhere.
const TELLING: usize = 4;
/// How many letters two forms of a word share: `liable`, `liability`; `renews`, `renewal`.
const STEM: usize = 5;

/// The kind of the passage that states `term`, a value of `field`.
pub(super) fn place(evidence: &Evidence<'_>, field: &Field, term: &Term) -> Place {
    let span = term.grounding.span;
    let sentence = evidence.around(span);
    let heading = evidence.heading(span);
    if is_recital(sentence, heading) {
        return Place::Recital;
    }
    let subject = subject(field);
    let is_named = |words: &str| stems(words).any(|stem| subject.contains(&stem));
    match is_named(sentence) || is_named(heading) {
        true if is_crowded(&term.grounding.quote, &term.value) => Place::Crowded,
        true => Place::Named,
        false => Place::Unnamed,
    }
}

/// Whether the words give another value of the same kind, so that it was chosen among several.
fn is_crowded(words: &str, value: &Value) -> bool {
    let differs = |other: Value| !other.same_as(value);
    match value {
        Value::Money(_) => {
            let mut said = amounts(words).into_iter();
            said.any(|(_, other)| differs(Value::Money(other)))
        }
        Value::Period(_) => {
            let mut said = periods(words).into_iter();
            said.any(|(_, other)| differs(Value::Period(other)))
        }
        Value::Percent(_) => {
            let mut said = percents(words).into_iter();
            said.any(|(_, other)| differs(Value::Percent(other)))
        }
        // Beside the place of a law the place of a court is easily mistaken.
        Value::Jurisdiction(_) => jurisdiction(words).is_some(),
        _ => false,
    }
}

/// The stems of the words by which the dictionary knows the field.
fn subject(field: &Field) -> BTreeSet<String> {
    let cues = field.cues.iter().flat_map(|cue| stems(cue));
    cues.chain(stems(&field.label)).collect()
}

fn stems(words: &str) -> impl Iterator<Item = String> {
    let words = words.split(|letter: char| !letter.is_alphabetic());
    let telling = words.filter(|word| word.chars().count() >= TELLING);
    telling.map(|word| {
        word.chars()
            .take(STEM)
            .flat_map(char::to_lowercase)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playbook::Dictionary;
    use crate::domain::term::Engine;
    use crate::text::plain;

    fn of(field: &str, text: &str, quote: &str) -> Place {
        let dictionary: Dictionary =
            toml::from_str(include_str!("../../../playbooks/fields.toml")).expect("the dictionary");
        let document = plain::document(text);
        let evidence = Evidence::of(&document);
        let grounding = evidence.ground(quote, None).expect("it stands there");
        let Some((_, sum)) = amounts(quote).into_iter().next() else {
            panic!("a sum in {quote}");
        };
        let term = Term {
            field: field.into(),
            value: Value::Money(sum),
            grounding,
            engine: Engine::Offline,
            derivation: None,
            signals: None,
            rivals: vec![],
        };
        let field = dictionary.get(&term.field).expect("a field");
        place(&evidence, field, &term)
    }

    #[test]
    fn a_passage_that_gives_several_values_is_crowded() {
        let two =
            "Supplier shall keep insurance of $1,000,000 per occurrence and $2,000,000 in all.";
        assert_eq!(of("insurance_amount", two, two), Place::Crowded);
        let twice = "Supplier shall keep insurance of one million dollars ($1,000,000).";
        assert_eq!(of("insurance_amount", twice, twice), Place::Named);
    }

    /// R39: the kind of passage is a signal: its own words or the heading over it name the field's subject.
    #[test]
    fn a_passage_speaks_of_its_field_in_its_own_words_or_in_its_heading() {
        let stated = "Supplier shall keep insurance of at least USD 1,000,000.";
        assert_eq!(of("insurance_amount", stated, stated), Place::Named);
        let under = "7. Insurance\n\nSupplier shall keep at least USD 1,000,000 at all times.";
        assert_eq!(
            of("insurance_amount", under, "at least USD 1,000,000"),
            Place::Named
        );
        let other = "The Vendor sells the dairy for the sum of NZD 1,380,000.";
        assert_eq!(of("insurance_amount", other, other), Place::Unnamed);
    }

    #[test]
    fn a_recital_binds_nobody() {
        for text in [
            "WHEREAS Supplier keeps insurance of USD 1,000,000;",
            "RECITALS\n\nSupplier keeps insurance of USD 1,000,000.",
        ] {
            assert_eq!(
                of("insurance_amount", text, "insurance of USD 1,000,000"),
                Place::Recital
            );
        }
    }
}
