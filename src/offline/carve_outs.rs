//! What the limit of liability does not limit, by the usual names of such exceptions and in a fixed
//! order, so that two readers word it alike.
//!
//! Only a sentence that speaks of liability and of what its limit does not touch is read.

use super::passage::{Hit, Passage};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    LIABILITY = r"\b(?:liab(?:le|ility|ilities)|damages)\b";
    // The limit, and what it leaves alone: `the limitations above shall not apply to …`.
    LEAVES = r"\b(?:limit(?:s|ed|ation|ations)?|exclu(?:des?|sions?)|caps?|disclaimers?)\b[^.;]{0,120}\b(?:shall|will|do|does)\s+not\s+(?:apply|extend|exclude|limit)|\bnothing\s+(?:in|contained|herein)\b[^.;]{0,90}\b(?:limit|exclude|restrict)\w*\b|\bliab\w*\b[^.;]{0,60}\b(?:is|are|shall\s+be)\s+(?:unlimited|not\s+limited|without\s+limit)|\bliable\s+without\s+limit\w*|\b(?:foregoing|provided\s+that\s+the\s+foregoing)\s+shall\s+not\s+(?:exclude|limit)";
    // `except for …, neither party is liable for indirect damages`.
    EXCEPTS = r"\b(?:except\s+(?:for|in|to\s+the\s+extent|with\s+respect\s+to|as\s+(?:provided|to))|other\s+than|save\s+(?:for|in)|with\s+the\s+exception\s+of)\b";
    LIMITS = r"\b(?:consequential|indirect|punitive|incidental|special|exemplary)\b[^.;]{0,90}\b(?:damages?|loss(?:es)?)\b|\bliability\b[^.;]{0,120}\bexceed\b|\blost\s+profits\b|\bliability\s+is\s+limited\b";
    DENIES = r"\b(?:in\s+no\s+event|neither|no\s+party|not\s+be\s+liable|not\s+(?:be\s+)?(?:responsible|liable)|not\s+exceed|is\s+not\s+liable|is\s+limited)\b";
}

/// The exceptions that contracts make, by name.
static NAMES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    [
        ("death or personal injury", r"\b(?:death|personal\s+injur\w+|bodily\s+injur\w+|life,\s+body)\b"),
        ("fraud", r"\bfraud\w*\b"),
        ("gross negligence", r"\bgross(?:ly)?\s+negligen\w+\b"),
        ("wilful misconduct", r"\bwill?ful\w*\s+(?:\w+\s+)?(?:misconduct|default|neglect|act\w*|breach)|\bintent(?:ional)?\b(?:\s+misconduct)?"),
        ("indemnities", r"\bindemni(?:ty|ties|fication|fy)\b"),
        ("confidentiality", r"\bconfidential\w*\b|\bnon-?disclosure\b"),
        ("intellectual property", r"\b(?:intellectual\s+property|infring\w+|misappropriat\w+)\b"),
        ("data protection", r"\b(?:data\s+(?:protection|breach|security)|personal\s+data|privacy)\b"),
        ("payment obligations", r"\b(?:payment\s+obligations?|obligations?\s+to\s+pay|(?:payment\s+of|pay)\s+(?:the\s+)?(?:fees|charges|price))\b"),
        ("what law forbids to limit", r"\bcannot\s+(?:lawfully\s+)?be\s+(?:limited|excluded)|\b(?:by|under)\s+(?:applicable\s+|mandatory\s+)?law\b|\bproduct\s+liability\s+act\b"),
    ]
    .into_iter()
    .map(|(name, form)| (name, pattern(form)))
    .collect()
});

/// The exceptions from the limit of liability, joined by `; `.
pub(super) fn liability_exceptions(p: &Passage) -> Option<Hit> {
    let speaks = LIABILITY.is_match(p.sentence) || LIABILITY.is_match(p.previous);
    if !speaks {
        return None;
    }
    let left = LEAVES.find(p.sentence);
    let except = EXCEPTS
        .find(p.sentence)
        .filter(|_| LIMITS.is_match(p.sentence) && DENIES.is_match(p.sentence));
    let found = left.or(except)?;
    let after = &p.sentence[found.start()..];
    let named: Vec<&str> = NAMES
        .iter()
        .filter(|(_, form)| form.is_match(after))
        .map(|(name, _)| *name)
        .collect();
    let count = i32::try_from(named.len()).unwrap_or(0);
    // What the law forbids may stand in any clause on liability.
    let is_weak = named
        .iter()
        .all(|name| *name == "what law forbids to limit");
    (count > 0 && !is_weak).then(|| Hit {
        weight: 2 + count + i32::from(left.is_some()) * 2,
        span: Span::new(found.start(), found.end()),
        value: Value::Text(named.join("; ")),
    })
}

#[cfg(test)]
mod tests {
    use super::super::passage::alone;
    use super::*;

    #[test]
    fn exceptions_from_the_limit_are_named() {
        for (text, expected) in [
            (
                "The limitations of liability in this Section shall not apply to gross negligence, willful misconduct or a breach of Section 8 (Confidentiality).",
                Some("gross negligence; wilful misconduct; confidentiality"),
            ),
            (
                "Nothing in this Agreement limits or excludes a party's liability for death or personal injury caused by negligence, or for fraud.",
                Some("death or personal injury; fraud"),
            ),
            (
                "EXCEPT FOR ITS INDEMNITY OBLIGATIONS, NEITHER PARTY IS LIABLE FOR CONSEQUENTIAL DAMAGES.",
                Some("indemnities"),
            ),
            (
                "Supplier's liability shall not exceed the fees paid in twelve months.",
                None,
            ),
            (
                "Supplier shall indemnify Customer against claims of infringement.",
                None,
            ),
            (
                "The duty of confidentiality shall not apply to public information.",
                None,
            ),
            (
                "Tenant shall indemnify Landlord against all liability, including without limitation damages for fraud.",
                None,
            ),
        ] {
            assert_eq!(
                alone(liability_exceptions, text).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
