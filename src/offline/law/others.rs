//! Tells the law and the courts of this contract from those of another instrument that it names: a
//! loan, an escrow, a policy, the standard clauses on data.
//!
//! What the contract calls itself is never taken for another.

use crate::offline::patterns::pattern;
use crate::offline::terms::last;
use std::sync::LazyLock;

/// Names of instruments that are seldom the contract itself where `this` does not stand before them.
const INSTRUMENT: &str = r"(?:(?:standard\s+contractual|model)\s+clauses|SCCs|(?:escrow|prime|head|main|principal|framework|underlying|loan|credit|facility|parent|master|custody|trust)\s+(?:\w+\s+)?(?:agreement|contract|lease|deed|guarant(?:y|ee)))";

patterns! {
    OTHER = &format!(r"\b{INSTRUMENT}\b");
    // The words up to `governed`: the last subject that they name.
    OTHER_SUBJECT = &format!(r"\b(?:{INSTRUMENT}|(?:insurance\s+)?polic(?:y|ies)|mortgage|indenture|guarant(?:y|ee)|permits?|patents?|personnel)\b(?:\s*\([^()]{{0,40}}\))?(?:,?\s+dated\b[^;]{{0,40}})?(?:\s+apply,?\s+they)?(?:,?\s+(?:which|that))?\s+(?:(?:shall|will|is|are|be|to|must|also)\s+)*$");
    WHICH = r"\b(?:which|that)\s+(?:(?:shall|will|is|are|be)\s+)*$";
    ORGANISED = r"\b(?:organi[sz]ed|incorporated|validly\s+existing)\s+and\s+$";
    OURS = r"\b(?:this|these|here(?:of|under|in|to|by)|the\s+(?:agreement|contract))\b";
}

/// How far back the subject of a clause is looked for, in bytes.
const REACH: usize = 160;

/// Whether the words before `governed` make another instrument its subject.
pub(super) fn governs_another(before: &str) -> bool {
    let before = last(before, REACH);
    let clause = before.rsplit(['.', ';']).next().unwrap_or(before);
    ORGANISED.is_match(clause)
        || OTHER_SUBJECT.is_match(clause) && (WHICH.is_match(clause) || !OURS.is_match(clause))
}

/// Whether a sentence on courts is about another instrument, and not about this contract too.
pub(in crate::offline) fn speaks_of_another(sentence: &str) -> bool {
    OTHER.is_match(sentence) && !OURS.is_match(sentence)
}
