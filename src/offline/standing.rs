//! Whether a figure stands in this contract today: not one that an amendment takes away, that another
//! contract has, or that belongs to the past.
//!
//! It looks at the words around the figure only, and knows no field.

use super::passage::Passage;
use super::patterns::pattern;
use crate::domain::document::Span;
use std::sync::LazyLock;

patterns! {
    FORMER_BEFORE = r#"\b(?:previously|formerly|in\s+(?:place|lieu)\s+of|instead\s+of|rather\s+than|(?:delet|replac|strik)\w*(?:\s+the\s+(?:words?|figures?|amount|sum|reference\s+to|current\s+[\w\s]{1,30}\s+of))?)\s*["“‘']?\s*$"#;
    // Behind `from` only where a `to` follows; behind any figure where it is told to be taken away.
    TO_ANOTHER = r"^[^.;$€£%]{0,30}?\bto\s+[^.;]{0,30}?\d";
    TAKEN_AWAY = r#"^[^.;$€£%]{0,40}["”’']?\s*(?:\bin\s+(?:section|clause)\s+[\d.]+\s+)?\b(?:(?:is|are|be)\s+)?(?:hereby\s+)?(?:deleted|replaced\s+(?:by|with)|struck|increased\s+to|reduced\s+to|raised\s+to|decreased\s+to|changed\s+to|and\s+(?:substituting|inserting|replacing))\b"#;
    FROM = r#"\bfrom\s*["“‘']?\s*$"#;
    // By how much a sum changes, where the old and the new one follow.
    BY_SO_MUCH = r"\b(?:increased|reduced|raised|decreased|lowered)\s+by\s*$";
    BETWEEN = r"^\s*,?\s*(?:from|to)\s+(?:[$€£₹]|(?-i:[A-Z]{3})\s?\d)";
    CHANGES = r"\b(?:increas|reduc|rais|decreas|lower|chang|amend|revis|adjust|modif)\w*\b[^;]{0,80}$";
    NEWER = r#"\b(?:to|(?:replaced|substituted)\s+(?:by|with)|with|by|substituting|inserting)\s*["“‘']?\s*$"#;
    AMENDS = r"\b(?:amend\w*|replac\w+|delet\w+|substitut\w+|restat\w+|hereby)\b";
    // Contracts with others, and contracts that bear another name than `this Agreement`.
    WITH_OTHERS = r"\b(?:has|have|had|holds?)\s+(?:entered\s+into\s+)?an?\s+(?:\w+\s+)?(?:contract|agreement|lease|subcontract)\s+with\b|\bunder\s+(?:its|their|an?)\s+(?:\w+\s+)?(?:contract|agreement|lease)\b|\bits\s+existing\s+\w+";
    ANOTHER = r"\b(?:under|pursuant\s+to|in\s+accordance\s+with|in|of|into)\s+(?:the|an?|that\s+certain)\s+(?-i:(?:[A-Z]\w+\s+)?(?:Purchase|Loan|Prime|Head|Main|Master|Credit|Merger|Underlying)\s+(?:[A-Z]\w+\s+)?(?:Agreement|Contract|Lease|Subcontract)|Lease|Head\s+Lease)\b|^[\W\d]*(?-i:The\s+(?:Prime|Head|Main)\s+(?:Contract|Lease|Agreement))\b";
    PAST = r"\b(?:previously|formerly|earlier|historically|prior\s+to\s+go-?live)\b[^.;$€£]{0,80}$|\b(?:acquired|bought|purchased)\b[^.;]{0,80}\bfor\s+(?:an?\s+)?(?:\w+\s+){0,3}(?:price|consideration|sum)?\s*(?:of\s+)?$|\b(?:was|were|had\s+been|amounted\s+to|earned|paid\s+in\s+(?:19|20)\d\d)\s*$";
}

/// Whether the sentence takes the figure at `span` away and puts another in its place.
pub(super) fn is_former(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    if TAKEN_AWAY.is_match(after) {
        return true;
    }
    if BY_SO_MUCH.is_match(before) {
        return BETWEEN.is_match(after);
    }
    // A range from one sum to another takes nothing away.
    if FROM.is_match(before) {
        return TO_ANOTHER.is_match(after) && CHANGES.is_match(before);
    }
    FORMER_BEFORE.is_match(before)
}

/// Whether the words before a figure put it in the place of another.
pub(super) fn is_newer(before: &str) -> bool {
    NEWER.is_match(before)
}

/// Whether the figure at `span` is one of another contract or of the past.
pub(super) fn is_foreign(p: &Passage, span: Span) -> bool {
    let before = p.before(span);
    PAST.is_match(before)
        || WITH_OTHERS.is_match(before)
        || (ANOTHER.is_match(before) && !is_of_this(p.sentence))
}

/// Whether the sentence speaks of the contract in which it stands, or changes another.
fn is_of_this(sentence: &str) -> bool {
    AMENDS.is_match(sentence)
        || super::terms::mentions(sentence, &["this agreement", "this contract", "this lease"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::money::{amounts, percents};

    fn spans(sentence: &str) -> Vec<Span> {
        let sums = amounts(sentence).into_iter().map(|(span, _)| span);
        let shares = percents(sentence).into_iter().map(|(span, _)| span);
        let mut spans: Vec<Span> = sums.chain(shares).collect();
        spans.sort_by_key(|span| span.start);
        spans
    }

    fn told(rule: fn(&Passage, Span) -> bool, sentence: &str) -> Vec<bool> {
        let p = Passage {
            sentence,
            previous: "",
            offset: 0,
        };
        spans(sentence)
            .into_iter()
            .map(|span| rule(&p, span))
            .collect()
    }

    #[test]
    fn what_is_replaced_is_former_and_what_replaces_it_is_not() {
        for (sentence, expected) in [
            (
                "The fee is reduced from $42,000 to $38,250.",
                vec![true, false],
            ),
            (
                "amended by deleting “$42,000 per month” and substituting “$45,000 per month”",
                vec![true, false],
            ),
            (
                "The monthly fee, previously $42,000, shall be $45,000.",
                vec![true, false],
            ),
            (
                "The price is increased by $50,000 from $200,000 to $250,000.",
                vec![true, true, false],
            ),
            (
                "“1.5% per month” is replaced by “1% per month”.",
                vec![true, false],
            ),
            (
                "The fee of $42,000 is hereby increased to $45,000.",
                vec![true, false],
            ),
            ("The rent is $5,000 from 1 May to 1 June.", vec![false]),
            ("Refunds are made from $500 upwards.", vec![false]),
        ] {
            assert_eq!(told(is_former, sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn a_figure_of_another_contract_or_of_the_past_is_foreign() {
        for (sentence, expected) in [
            (
                "the Purchase Agreement under which Recipient acquired the Business for a purchase price of $87,500,000",
                true,
            ),
            (
                "The Contractor has a contract with the Owner for a contract price of $38,750,000.",
                true,
            ),
            (
                "Under the Loan Agreement, overdue amounts bear interest at 9% per annum.",
                true,
            ),
            ("Seller's annual turnover was £3,140,220.", true),
            ("The purchase price under this Agreement is $5,000.", false),
            (
                "The Loan Agreement is amended: interest under the Loan Agreement is 9%.",
                false,
            ),
            ("The monthly fee is $5,000.", false),
        ] {
            assert_eq!(told(is_foreign, sentence), [expected], "{sentence}");
        }
    }
}
