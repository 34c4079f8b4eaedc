//! How good the evidence of a card is, in a word and in a sentence. Says what was found; it never approves.

use super::label;
use crate::domain::holidays::WITHOUT_HOLIDAYS;
use crate::domain::playbook::Dictionary;
use crate::domain::review::Item;
use crate::domain::sureness::Sureness;
use crate::domain::term::{Derivation, Grade};

/// How good the evidence is.
pub struct Badge {
    /// Its tone: `good`, `computed`, `warn` or `bad`.
    pub tone: &'static str,
    /// In one or two words.
    pub text: String,
    /// In a sentence.
    pub meaning: String,
}

/// How good the evidence of an item is; a rival has a badge of its own.
pub(super) fn badge(item: &Item) -> Badge {
    let grade = item.grounding.as_ref().map(|found| found.grade);
    let (tone, text, meaning) = match (Sureness::of_item(item), grade) {
        (Some(Sureness::Verified), Some(Grade::Normalised)) => (
            "good",
            "Verified",
            "The quote stands in the document, but for quotation marks, dashes and the like.",
        ),
        (Some(Sureness::Verified), _) => (
            "good",
            "Verified",
            "The quote stands in the document word for word.",
        ),
        (Some(Sureness::Computed | Sureness::ToCheck | Sureness::Conflict), _) => (
            "computed",
            "To check",
            "The quote stands in the document. Whether it states this value is not certain: compare them.",
        ),
        (Some(Sureness::NearMatch), _) => (
            "warn",
            "Near match",
            "Something like the quote stands in the document. Check the page, then edit or reject.",
        ),
        (Some(Sureness::NoEvidence) | None, _) => (
            "bad",
            "No evidence",
            "The quote is not in the document. Edit the value, or reject it.",
        ),
    };
    Badge {
        tone,
        text: text.to_owned(),
        meaning: meaning.to_owned(),
    }
}

/// That code computed a value, by which rule and from what.
pub(super) fn computed(derivation: &Derivation, dictionary: &Dictionary) -> Badge {
    let inputs = derivation.inputs.iter();
    let inputs: Vec<String> = inputs.map(|field| label(field, dictionary)).collect();
    let rule = derivation.rule.replace('_', " ");
    let (tone, text) = match derivation.rule.ends_with(WITHOUT_HOLIDAYS) {
        true => ("warn", "Holidays unknown"),
        false => ("computed", "Computed"),
    };
    Badge {
        tone,
        text: text.to_owned(),
        meaning: format!("By the rule “{rule}” from {}.", inputs.join(", ")),
    }
}
