//! Whether the contract lays down duties on personal data.
//!
//! That there will be no such data is no duty, nor is mere secrecy.

use super::passage::{Hit, Passage, is_whole};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    DATA = r"\b(?:personal\s+data|data\s+protection|gdpr|data\s+processing|ccpa)";
    // Words that secrecy and staffing use too: they count only with a duty of their own.
    PRIVACY = r"\b(?:personal(?:ly\s+identifiable)?\s+information|protected\s+health\s+information)\b";
    STATUTE = r"\b(?:privacy\s+act|privacy\s+principles|protection\s+of\s+privacy|privacy\s+laws?|(?-i:HIPAA|PIPEDA|FOIPPA|LGPD|PDPA|POPIA))\b";
    DUTY = r"\b(?:shall|must|will|agrees?|undertakes?|may\s+not|cannot)\b";
    OBEYS = r"\b(?:compl(?:y|ies|ying|iance)|accordance|line\s+with|permitted|required|abide)\b";
    HANDLES = r"\b(?:handl\w+|process(?:es|ed|ing)|collect\w*|safeguard\w*|stor(?:e|es|ed|ing)|secur(?:e|es|ed|ing|ity)|protect\w*)\b";
    NONE = r"\bno\s+(?:personal\s+(?:data|information)|processing\b)|\b(?:not|n['’]t)\s+(?:\w+\s+){0,2}?(?:involve|anticipate|expect|receive|contain|include|require|submit|provide)\b[^.;]{0,40}?\b(?:personal\s+(?:data|information)|processing\s+of)";
    UNLESS = r"\b(?:except|unless|other\s+than|without|save|only|until)\b";
}

/// Whether there are duties on personal data.
pub(super) fn data_protection(p: &Passage) -> Option<Hit> {
    let data = DATA.find(p.sentence);
    let has_duty = || DUTY.is_match(p.sentence);
    let statute = || {
        let found = STATUTE.find(p.sentence)?;
        (has_duty() && OBEYS.is_match(p.sentence)).then_some(found)
    };
    let privacy = || {
        let found = PRIVACY.find(p.sentence)?;
        (has_duty() && HANDLES.is_match(p.sentence)).then_some(found)
    };
    data.or_else(statute).or_else(privacy)?;
    let is_denied = NONE.is_match(p.sentence) && !UNLESS.is_match(p.sentence);
    (is_whole(p.sentence) && !is_denied).then(|| Hit {
        weight: i32::from(data.is_some()),
        span: Span::new(0, p.sentence.len()),
        value: Value::Flag(true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone;

    #[test]
    fn duties_on_personal_data_are_found_under_any_law() {
        for sentence in [
            "Provider shall process personal data only on instructions.",
            "The Consultant must comply with the Privacy Act 1988 and the Australian Privacy Principles.",
            "Contractor shall not collect or use personal information except as permitted by law.",
            "Business Associate shall not use Protected Health Information except as permitted by HIPAA.",
            "Supplier shall not receive personal data without a data processing agreement.",
        ] {
            let read = alone(data_protection, sentence);
            assert_eq!(read.as_deref(), Some("yes"), "{sentence}");
        }
    }

    #[test]
    fn where_there_is_no_personal_data_there_is_no_duty() {
        for sentence in [
            "No personal data will be processed under this Agreement.",
            "The parties do not anticipate any processing of personal data hereunder.",
            "Supplier warrants that it will not receive personal data.",
            "\"Confidential Information\" includes personnel data and personal information.",
            "Privacy. Personal Information.",
            "\"HIPAA\" shall mean the Health Insurance Portability and Accountability Act of 1996.",
        ] {
            assert_eq!(alone(data_protection, sentence), None, "{sentence}");
        }
    }
}
