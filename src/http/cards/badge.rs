//! How good the evidence of a card is, in a word and in a sentence. Says what was found; it never approves.

use super::label;
use crate::domain::holidays::WITHOUT_HOLIDAYS;
use crate::domain::playbook::Dictionary;
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

/// By how the quote was found.
pub(super) fn badge(grade: Option<Grade>) -> Badge {
    let (tone, text, meaning) = match grade {
        Some(Grade::Exact) => (
            "good",
            "Verified",
            "The quote stands in the document word for word.",
        ),
        Some(Grade::Normalised) => (
            "good",
            "Verified",
            "The quote stands in the document, but for quotation marks, dashes and the like.",
        ),
        Some(Grade::Fuzzy) => (
            "warn",
            "Near match",
            "Something like the quote stands in the document. Check the page, then edit or reject.",
        ),
        None => (
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

/// The quote stands, but no signal says that the value is right.
pub(super) fn quoted() -> Badge {
    Badge {
        tone: "computed",
        text: "Quote found".to_owned(),
        meaning: "The quote stands in the document. Nothing else confirms the value: compare them."
            .to_owned(),
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
