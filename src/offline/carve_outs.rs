//! What the limit of liability does not limit, by the usual names of such exceptions and in a fixed
//! order, so that two readers word it alike.
//!
//! Only a sentence that speaks of liability and of what its limit does not touch is read.

use super::passage::{Hit, Passage};
use super::patterns::{Pattern, pattern};
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    LIABILITY = r"\b(?:liab(?:le|ility|ilities)|damages)\b";
    // The limit, and what it leaves alone: `the limitations above shall not apply to …`.
    LEAVES = r"\b(?:limit(?:s|ed|ation|ations)?|exclu(?:des?|sions?)|caps?|disclaimers?)\b[^.;]{0,120}\b(?:shall|will|do|does)\s+not\s+(?:apply|extend|exclude|limit)|\bnothing\s+(?:in|contained|herein)\b[^.;]{0,90}\b(?:limit|exclude|restrict)\w*\b|\bliab\w*\b[^.;]{0,60}\b(?:is|are|shall\s+be)\s+(?:unlimited|not\s+limited|without\s+limit)|\bliable\s+without\s+limit\w*|\b(?:foregoing|provided\s+that\s+the\s+foregoing)\s+shall\s+not\s+(?:exclude|limit)";
    // The same without a name for the limit, which the sentence before sets: `This shall not apply to …`.
    LEAVES_IT = r"^[\W\d]*(?:this|these|the\s+(?:above|foregoing)|we)\b[^.;]{0,40}?\b(?:shall|will|does|do)\s+not\s+(?:limit|exclude|apply)\b|\b(?:neither\s+party|no\s+party|nothing)\s+(?:excludes?|limits?|restricts?)\b[^.;]{0,40}\bliability\b|\bthere\s+is\s+no\s+(?:limit|cap)\s+(?:on|to)\b";
    SETS_A_LIMIT = r"\bliab\w+\b[^.;]{0,200}\b(?:exceed\w*|limited|limit|cap\w*|unlimited)\b|\bexceed\b[^.;]{0,80}\bliab\w+";
    // A list that begins by naming the limits around it.
    LIMITS_HERE = r"\b(?:limits?|limitations?|exclusions?|caps?)\s+(?:and\s+\w+\s+)?(?:of\s+liability\s+)?(?:set\s+(?:forth|out)\s+)?(?:in|of|under)\s+(?:this|section|clause|article)\b";
    // `except for …, neither party is liable for indirect damages`.
    EXCEPTS = r"\b(?:except\s+(?:for|in|to\s+the\s+extent|with\s+respect\s+to|as\s+(?:provided|to))|other\s+than|save\s+(?:for|in)|with\s+the\s+exception\s+of)\b";
    LIMITS = r"\b(?:consequential|indirect|punitive|incidental|special|exemplary)\b[^.;]{0,90}\b(?:damages?|loss(?:es)?)\b|\bliability\b[^.;]{0,120}\b(?:exceed|(?:is|are|be)\s+limited)\b|\bliable\b[^.;]{0,60}\bfor\s+more\s+than\b|\blost\s+profits\b";
    // What the limit leaves alone, defined apart from it.
    DEFINED_OUT = r#"["“](?:excluded|uncapped|unlimited)\s+(?:claims?|liabilit(?:y|ies)|matters|losses|damages)["”]\s+(?:shall\s+)?means?\b"#;
    DENIES = r"\b(?:in\s+no\s+event|neither|no\s+party|not\s+be\s+liable|not\s+(?:be\s+)?(?:responsible|liable)|not\s+exceed|is\s+not\s+liable|is\s+limited)\b";
}

/// The exceptions that contracts make, by name.
static NAMES: LazyLock<Vec<(&str, Pattern)>> = LazyLock::new(|| {
    [
        ("death or personal injury", r"\b(?:death|personal\s+injur\w+|bodily\s+injur\w+|life,\s+body)\b"),
        ("fraud", r"\bfraud\w*\b"),
        ("gross negligence", r"\bgross(?:ly)?\s+negligen\w+\b"),
        ("wilful misconduct", r"\bwill?ful\w*\s+(?:\w+\s+)?(?:misconduct|default|neglect|act\w*|breach)|\bintent(?:ional)?\b(?:\s+misconduct)?"),
        ("indemnities", r"\bindemni(?:ty|ties|fication|fy)\b|\bindemnified\s+(?:claims?|losses|matters|liabilit\w+)\b"),
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
    let defined = DEFINED_OUT.find(p.sentence);
    let speaks =
        defined.is_some() || LIABILITY.is_match(p.sentence) || LIABILITY.is_match(p.previous);
    let is_listed = !speaks && LIMITS_HERE.is_match(p.sentence);
    if !speaks && !is_listed {
        return None;
    }
    let is_after = || SETS_A_LIMIT.is_match(p.previous);
    let left = LEAVES.find(p.sentence);
    let left_it = LEAVES_IT.find(p.sentence).filter(|_| is_after());
    let except = EXCEPTS
        .find(p.sentence)
        .filter(|_| LIMITS.is_match(p.sentence) && DENIES.is_match(p.sentence));
    let found = left.or(left_it).or(defined).or(except)?;
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
    // Where nothing else speaks of liability, one name alone may be that of any clause.
    let fewest = if is_listed { 2 } else { 1 };
    (count >= fewest && !is_weak).then(|| Hit {
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
                "“Excluded Claims” means a party's indemnification obligations, its gross negligence and Customer's obligation to pay Fees.",
                Some("gross negligence; indemnities; payment obligations"),
            ),
            (
                "Except for breaches of confidentiality or privacy, neither of us will be liable for more than the fees.",
                Some("confidentiality; data protection"),
            ),
            (
                "Neither party's liability, other than for indemnified claims, shall exceed the fee.",
                Some("indemnities"),
            ),
            (
                "The total liability of a Party under this Agreement is limited to EUR 1,000,000, except in case of wilful misconduct or gross negligence.",
                Some("gross negligence; wilful misconduct"),
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

    #[test]
    fn exceptions_may_stand_in_a_short_sentence_after_the_limit() {
        let after = |previous, sentence| {
            let p = Passage {
                sentence,
                previous,
                offset: 0,
            };
            liability_exceptions(&p).map(|hit| hit.value.to_string())
        };
        let cap = "The Supplier's total liability shall not exceed £1,000,000.";
        for sentence in [
            "This does not limit liability for death or personal injury or for fraud.",
            "This shall not apply in case of death or personal injury or fraud.",
            "We do not limit liability for death or personal injury or fraud.",
            "Nothing limits liability for death or personal injury or for fraud.",
            "Neither party excludes liability for death or personal injury or for fraud.",
            "There is no limit on liability for death or personal injury or for fraud.",
        ] {
            let expected = Some("death or personal injury; fraud".to_owned());
            assert_eq!(after(cap, sentence), expected, "{sentence}");
            assert_eq!(
                after(
                    "The Supplier delivers the goods.",
                    "This shall not apply to fraud."
                ),
                None
            );
        }
        assert_eq!(
            after("9.3 Exceptions.", "The limitations in this Section 9 do not apply to (a) gross negligence or (b) fraud.").as_deref(),
            Some("fraud; gross negligence")
        );
        assert_eq!(
            after(
                "Secrecy.",
                "The limitations in this Section do not apply to confidential papers."
            ),
            None
        );
    }
}
