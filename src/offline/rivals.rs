//! Values that contradict the one that is offered: another value of the same field, stated as plainly by
//! another sentence.
//!
//! Better one too few than one too many: what is stated for a case, for a time, for something else or in
//! another part of the document contradicts nothing. Nothing here chooses between values.

use super::passage::{Hit, is_whole};
use super::patterns::pattern;
use crate::domain::document::Span;
use crate::domain::value::Value;
use rust_decimal::Decimal;
use std::sync::LazyLock;

patterns! {
    // What is stated for a case or a time, or takes something away, is another statement than the rule.
    CASE = r"\b(?:if|unless|except(?:ing|ions?)?|other\s+than|provided,?\s+(?:however|that|further)|however|notwithstanding|in\s+(?:the\s+)?(?:event|case)|where|when(?:ever)?|(?:amend|replac|delet|substitut|increas|reduc)\w*|instead|thereafter|previous\w*|original\w*|first|second|third|additional|options?|with\s+respect\s+to|as\s+to|in\s+respect\s+of|arising\s+(?:from|out\s+of)|expenses|discount|dispute[ds]?|credit)\b";
    // What speaks of a part of its own, or of another paper, speaks for that alone.
    ELSEWHERE = r"\b(?:attachments?|exhibits?|schedules?|annex(?:es)?|appendi(?:x|ces)|addend(?:um|a)|amendments?|statements?\s+of\s+work|master\s+agreement|order\s+forms?|purchase\s+orders?)\b";
    // The heading of such a part.
    PART = r"(?m)^[\x20\t]*(?-i:EXHIBIT|SCHEDULE|ANNEX|APPENDIX|ATTACHMENT|ADDENDUM|Exhibit|Schedule|Annex|Appendix|Attachment|Addendum)[\x20\t]+(?-i:[A-Z0-9][\w.-]{0,5})[\x20\t]*[:.–—-]?[^\n.;]{0,60}$";
}

/// The fields of which a contract has one value for all that it says, so that another one contradicts it,
/// and how much weaker the reasons for a rival may be: by what a heading adds to them, or the classifier.
/// Not among them: what differs by its purpose (time to cure, insurance, courts beside arbitration, days of
/// other papers). In training contracts hardly any second value of those contradicts the first.
const ONE: [(&str, i32); 9] = [
    ("initial_term", 3),
    ("renewal_term", 2),
    ("notice_period", 2),
    ("termination_notice", 2),
    ("payment_terms", 2),
    ("late_interest", 2),
    ("total_value", 2),
    ("liability_cap", 2),
    ("governing_law", 2),
];

/// Those of them that are stated with an `unless`.
const IN_CASES: [&str; 3] = ["renewal_term", "notice_period", "termination_notice"];

/// Of the hits of the rule of `field` those that contradict `chosen`, each value once, in the order of the
/// text.
pub(super) fn rivals(
    field: &str,
    text: &str,
    hits: Vec<(Span, Hit)>,
    chosen: &(Span, Hit),
) -> Vec<(Span, Hit)> {
    let mut found: Vec<(Span, Hit)> = Vec::new();
    let Some((_, slack)) = ONE.iter().find(|(one, _)| *one == field) else {
        return found;
    };
    for (sentence, hit) in hits {
        let is_as_strong = hit.weight + slack >= chosen.1.weight;
        let is_known = |one: &(Span, Hit)| is_one(&one.1.value, &hit.value);
        let is_new = !is_known(chosen) && !found.iter().any(is_known);
        if is_as_strong && is_new && sentence != chosen.0 {
            found.push((sentence, hit));
        }
    }
    if found.is_empty() {
        return found;
    }
    let holds_always = |one: &(Span, Hit)| {
        let (sentence, lead) = words(text, one);
        let is_of_a_case = CASE.is_match(lead) && !IN_CASES.contains(&field);
        !is_of_a_case && !ELSEWHERE.is_match(sentence)
    };
    if !holds_always(chosen) {
        return Vec::new();
    }
    let parts: Vec<usize> = PART.find_iter(text).map(|part| part.start()).collect();
    let part = |place: Span| parts.partition_point(|start| *start <= place.start);
    let is_whole = |one: &(Span, Hit)| is_whole(words(text, one).0);
    found.retain(|one| {
        let is_beside = part(one.0) == part(chosen.0) && is_whole(one) >= is_whole(chosen);
        is_beside && holds_always(one)
    });
    found
}

/// The sentence of a hit, and what of it leads to the value.
fn words<'a>(text: &'a str, (sentence, hit): &(Span, Hit)) -> (&'a str, &'a str) {
    let words = &text[sentence.range()];
    (words, words.get(..hit.span.start).unwrap_or(words))
}

/// Whether both can be true: also of a rate that one sentence gives by the month and the other by the year.
fn is_one(one: &Value, other: &Value) -> bool {
    let months = Decimal::from(12);
    let is_by_month = match (one, other) {
        (Value::Percent(one), Value::Percent(other)) => {
            *one * months == *other || *other * months == *one
        }
        _ => false,
    };
    is_by_month || one.same_as(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::{Rule, hits, strongest};
    use crate::offline::{governing_law, interest, prices};
    use crate::text::sentences::sentences;

    fn against(field: &str, rule: Rule, text: &str) -> Vec<String> {
        let sentences = sentences(text);
        let hits = hits(text, &sentences, rule);
        let chosen = strongest(text, &hits).expect("a value");
        let found = rivals(field, text, hits, &chosen).into_iter();
        found.map(|(_, hit)| hit.value.to_string()).collect()
    }

    const LAW: &str = "This Agreement is governed by the laws of the State of Ohio.";

    /// I29: another value of the same field, stated as plainly, is a rival; the same value is none.
    #[test]
    fn another_value_stated_as_plainly_is_a_rival() {
        let texas = LAW.replace("Ohio", "Texas");
        let law = |text: &str| against("governing_law", governing_law, text);
        assert_eq!(law(&format!("{LAW} {texas}")), ["Texas"]);
        assert!(law(&format!("{LAW} {LAW}")).is_empty());
        assert!(against("jurisdiction", governing_law, &format!("{LAW} {texas}")).is_empty());
    }

    #[test]
    fn what_holds_for_a_case_or_in_a_part_of_its_own_is_no_rival() {
        let pay =
            "Customer shall pay each invoice within thirty (30) days of receipt of the invoice.";
        let terms = |other: &str| {
            against(
                "payment_terms",
                prices::payment_terms,
                &format!("{pay}\n\n{other}"),
            )
        };
        let later = pay.replace("thirty (30)", "sixty (60)");
        assert_eq!(terms(&later), ["60 days"]);
        for lead in [
            "If it so elects, ",
            "In the event of a renewal, ",
            "For expenses, ",
        ] {
            assert!(terms(&format!("{lead}{later}")).is_empty(), "{lead}");
        }
        assert!(terms(&format!("EXHIBIT B\n\n{later}")).is_empty());
        assert!(
            terms(&later.replace("each invoice", "each invoice under a Statement of Work"))
                .is_empty()
        );
    }

    #[test]
    fn a_rate_by_the_month_and_the_same_by_the_year_are_one() {
        let rate = |rate: &str| format!("Overdue amounts bear interest at {rate}.");
        let text = |one, other| format!("{} {}", rate(one), rate(other));
        let read = |text: &str| against("late_interest", interest::late_interest, text);
        assert!(read(&text("1.5% per month", "18% per annum")).is_empty());
        assert_eq!(read(&text("1.5% per month", "2% per month")).len(), 1);
    }
}
