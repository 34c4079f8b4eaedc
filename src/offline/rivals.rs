//! Values that contradict the one that is offered: another value of the same field, stated as plainly by
//! another sentence.
//!
//! Better one too few than one too many: what is stated for a case, for a time, for something else or in
//! another part of the document contradicts nothing. Nothing here chooses between values.

use super::passage::{Hit, is_whole};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    // What holds for a case, for a time, or beside a rule is another statement than the rule.
    CASE = r"\b(?:if|unless|except(?:ing|ion)?|other\s+than|provided,?\s+(?:however|that|further)|however|notwithstanding|in\s+(?:the\s+)?(?:event|case)\b|where|when(?:ever)?|(?:re-?new|exten|amend|replac|delet|substitut|increas|reduc)\w*|instead|thereafter|previous\w*|original\w*|first|second|third|additional|option\w*|for\s+example|with\s+respect\s+to|as\s+to|solely|only)\b";
    // A part of its own behind the contract, by its heading; what it says may be of another contract.
    PART = r"(?m)^[\x20\t]*(?:(?-i:EXHIBIT|SCHEDULE|ANNEX|APPENDIX|ATTACHMENT|ADDENDUM)|(?-i:Exhibit|Schedule|Annex|Appendix|Attachment|Addendum))[\x20\t]+(?-i:[A-Z0-9][\w.-]{0,5})[\x20\t]*[:.–—-]?[^\n.;]{0,60}$";
}

/// How much weaker the reasons for a rival may be: what a heading adds to the reasons for a law.
const SLACK: i32 = 2;

/// Of the hits of one rule those that contradict `chosen`, each value once, in the order of the text.
pub(super) fn rivals(
    text: &str,
    hits: Vec<(Span, Hit)>,
    chosen: &(Span, Hit),
) -> Vec<(Span, Hit)> {
    let mut found: Vec<(Span, Hit)> = Vec::new();
    let is_new = |known: &[(Span, Hit)], value: &Value| {
        let mut all = known.iter().chain([chosen]);
        !all.any(|(_, one)| one.value.same_as(value))
    };
    for (sentence, hit) in hits {
        let is_as_strong = hit.weight + SLACK >= chosen.1.weight;
        if is_as_strong && sentence != chosen.0 && is_new(&found, &hit.value) {
            found.push((sentence, hit));
        }
    }
    if found.is_empty() {
        return found;
    }
    let parts: Vec<usize> = PART.find_iter(text).map(|part| part.start()).collect();
    let part = |place: Span| parts.partition_point(|start| *start <= place.start);
    let is_stated = |(sentence, _): &(Span, Hit)| is_whole(&text[sentence.range()]);
    let is_of_a_case = |(sentence, _): &(Span, Hit)| CASE.is_match(&text[sentence.range()]);
    if is_of_a_case(chosen) {
        return Vec::new();
    }
    found.retain(|one| {
        let is_beside = part(one.0) == part(chosen.0) && is_stated(one) >= is_stated(chosen);
        is_beside && !is_of_a_case(one)
    });
    found
}
