//! What the classifier's word for a clause does not bear out, and clauses that are told in so many words.
//!
//! A flag that its quote plainly contradicts is taken away; one is added only where a sentence says in the
//! usual words of its kind that the contract has such a clause.

use super::exclusive;
use super::passage::passages;
use super::patterns::{Pattern, pattern};
use super::terms;
use crate::domain::document::Span;
use std::sync::LazyLock;

patterns! {
    ENDS = r"\b(?:may|can|right\s+to|entitled\s+to|option\s+to)\b[^.;]{0,60}\b(?:terminate|end|cancel|determine|withdraw)\b";
    FREELY = r"\b(?:convenience|(?:with\s+or\s+)?without\s+(?:giving\s+)?(?:good\s+)?(?:cause|reasons?)|(?:any|no)\s+(?:or\s+no\s+)?reason|at\s+any\s+time|at\s+will|(?:sole|own|absolute)\s+(?:and\s+\w+\s+)?discretion)\b";
    ONCE = r"\b(?:one[\s-](?:time|off)|lump[\s-]sum|flat)\b[^.;]{0,40}\bfees?\b";
    SHARES = r"\b(?:royalt\w*|shar(?:e|es|ed|ing)|commissions?|profits?|revenues?|proceeds|(?:net|gross)\s+\w+|receipts|per\s+(?:unit|copy|user|sale|subscriber))\b";
    PENALTY = r"\b(?:contractual\s+penalt(?:y|ies)|liquidated\s+damages)\b";
    QUANTITY = r"\b(?:units?|users?|seats?|copies|quantit(?:y|ies)|volumes?|capacity|numbers?\s+of|limited\s+to|allotment|thresholds?|quotas?)\b";
    // A penalty by the name that it has in contracts under the laws of the continent.
    CONTRACTUAL_PENALTY = r"\b(?:pays?|claim|demand|owes?|incurs?|entitled\s+to|liable\s+(?:to\s+pay|for)|subject\s+to|forfeits?)\b[^.;]{0,60}\bcontractual\s+penalt(?:y|ies)\s+(?:of|in\s+(?:the\s+amount|an\s+amount)\s+of|amounting\s+to|equal\s+to)\b";
    // Who buys the other gives a right to leave.
    BOUGHT = r"\bterminat\w+\b[^;]{0,240}\b(?:acquisition\s+(?:of\s+[^.;]{1,40}\s+)?by|acquired\s+by|controlled\s+by|falls\s+under\s+the\s+control\s+of)\s+(?:an?\s+|the\s+|any\s+)?(?:\w+\s+)?competitor\b";
}

/// Clauses that a sentence tells by itself, with a part of a word without which it does not, which costs
/// far less to look for, and the words that do.
const TOLD: [(&str, &str, &LazyLock<Pattern>); 2] = [
    ("liquidated_damages", "penalt", &CONTRACTUAL_PENALTY),
    ("change_of_control", "competitor", &BOUGHT),
];

/// Whether `quote` is no such clause as the classifier takes it for.
pub(super) fn is_none(field: &str, quote: &str) -> bool {
    match field {
        "exclusivity" => exclusive::is_of_a_thing(quote),
        "termination_for_convenience" => waits_for_a_cause(quote),
        "revenue_sharing" => ONCE.is_match(quote) && !SHARES.is_match(quote),
        "volume_restriction" => PENALTY.is_match(quote) && !QUANTITY.is_match(quote),
        _ => false,
    }
}

/// Whether every right to leave that the quote gives waits for something to happen.
fn waits_for_a_cause(quote: &str) -> bool {
    if FREELY.is_match(quote) {
        return false;
    }
    let sentences = crate::text::sentences::sentences(quote);
    let mut rights = passages(quote, &sentences).filter_map(|(_, passage)| {
        let right = ENDS.find(passage.sentence)?;
        let place = Span::new(right.start(), right.end());
        Some(terms::waits_for_an_event(&passage, place))
    });
    rights.next() == Some(true) && rights.all(|waits| waits)
}

/// The first sentence that tells by itself that the contract has the clause of `field`.
pub(super) fn stated(field: &str, text: &str, sentences: &[Span]) -> Option<Span> {
    let (_, part, words) = TOLD.iter().find(|(told, _, _)| *told == field)?;
    let found = text.contains(part).then(|| words.find(text))??;
    let at = sentences.partition_point(|sentence| sentence.end <= found.start());
    let sentence = sentences.get(at).copied();
    sentence.filter(|sentence| sentence.start <= found.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I29: what the quote contradicts is no clause, whatever the classifier says.
    #[test]
    fn a_flag_that_its_quote_contradicts_is_none() {
        for (field, quote, expected) in [
            (
                "termination_for_convenience",
                "A Party may terminate this Agreement with three months' notice if the Board finds that a milestone cannot be reached.",
                true,
            ),
            (
                "termination_for_convenience",
                "Either party may terminate this Agreement with three months' notice.",
                false,
            ),
            (
                "termination_for_convenience",
                "Either of us may end it on a month's notice. We may end it at once if you lose your licence.",
                false,
            ),
            (
                "termination_for_convenience",
                "Either party may terminate this Agreement: (i) upon thirty days' notice, or (ii) at once if the other is insolvent.",
                false,
            ),
            (
                "revenue_sharing",
                "Licensee shall pay a one-time license fee of $412,000, half of which is due now.",
                true,
            ),
            (
                "revenue_sharing",
                "Licensee shall pay a one-time fee of $5,000 and a royalty of 5%.",
                false,
            ),
            (
                "volume_restriction",
                "The Purchaser is entitled to a contractual penalty of 0.5 % per commenced week.",
                true,
            ),
            (
                "volume_restriction",
                "Use is limited to fifty users; each further user costs $10.",
                false,
            ),
        ] {
            assert_eq!(is_none(field, quote), expected, "{quote}");
        }
    }

    /// I29: a clause that is told in the usual words needs no classifier.
    #[test]
    fn a_clause_is_told_in_so_many_words() {
        let text = "Goods are sold. If it is late, Heron is entitled to a contractual penalty of 0.5 % a week. A party may terminate at once in case of the other's insolvency or acquisition by a competitor.";
        let sentences = crate::text::sentences::sentences(text);
        let told = |field| stated(field, text, &sentences).map(|span| &text[span.range()]);
        assert!(told("liquidated_damages").is_some_and(|quote| quote.starts_with("If it is late")));
        assert!(told("change_of_control").is_some_and(|quote| quote.starts_with("A party may")));
        let none = "No contractual penalty is agreed. Neither party may be acquired.";
        let sentences = crate::text::sentences::sentences(none);
        assert_eq!(stated("liquidated_damages", none, &sentences), None);
        assert_eq!(stated("audit_rights", none, &sentences), None);
    }
}
