//! What notice ends the contract during its term without a reason.
//!
//! Notice of a breach, a time to cure it and notice against a renewal are never taken for it.

use super::{NOTICE_AFTER, last, mentions, speaks_of_the_whole};
use crate::domain::document::Span;
use crate::domain::value::{Period, Value};
use crate::offline::dates::MONTHS;
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    FREELY = r"\b(?:convenience|in\s+the\s+absence\s+of\s+any\s+breach|no\s+questions\s+asked|at\s+will|with\s+or\s+without\s+(?:good\s+)?(?:cause|reason)|without\s+cause|(?:any|no)\s+(?:or\s+no\s+)?reason|without\s+(?:giving\s+)?reasons?)\b";
    AT_ANY_TIME = r"\bat\s+any\s+(?:time|point)\b";
    ENDS = r"\b(?:bring|brings|brought)\b[^.;]{0,50}\bto\s+(?:an\s+end|a\s+close)\b|\bwalk\s+away\b|\bcall(?:ed)?\s+off\b|\b(?:may|can)\s+(?:\w+\s+){0,2}(?:finish|discontinue|stop|leave)\s+(?:this|the|our)\s+(?:\w+\s+)?(?:agreement|contract|engagement|services|arrangement|project|consulting)\b|\bterminat\w+\b|\bending\b|\b(?:may|can|might)\b[^.;]{0,40}\b(?:end|cancel|determine)\b";
    MAY_END = r"\b(?:may|can)\s+walk\s+away\s+from\b|\b(?:may|can)\s+(?:\w+\s+){0,2}bring\s+(?:\w+\s+){1,4}to\s+(?:an\s+end|a\s+close)\b|\b(?:may|can)\s+(?:\w+\s+){0,2}(?:end|terminate|cancel|determine|finish|discontinue|call\s+off|leave)\s+(?:it|(?:this|the|our|any)\s+(?:[\w-]+\s+){0,3}?(?:agreement|contract|engagement|lease|sow|order(?:\s+form)?|statement\s+of\s+work|concession|appointment|arrangement|subscription|licen[cs]e|tenancy|services|consulting|consultancy|project|partnership|relationship|framework|deed|letter|mandate))\b|\b(?:it|agreement|contract|lease|engagement)\s+(?:may|can)\s+be\s+(?:ended|terminated|cancell?ed|determined)\s+by\b";
    FOR_CAUSE = r"\b(?:breach\w*|insolven\w*|default\w*|bankrupt\w*|fails?|failure|material|force\s+majeure|change\s+(?:of|in)\s+control|remed\w+|cure[ds]?)\b";
    // Who leaves for cause has one: `with or without cause` and `other than for cause` have none.
    FOR_ITS_CAUSE = r"\b(?:time|agreement|contract|party|terminate|immediately)\s+for\s+(?:good\s+|just\s+)?cause\b|\bfor\s+non-?payment\b";
    // Words that may set a condition. What follows them tells whether they do.
    CONDITION = r"\b(?:if|where|should\s+(?:the|an?|any|either|such|it|there|they)|failing|upon|following|as\s+a\s+result\s+of|in\s+(?:the\s+)?(?:event|case)|in\s+respect\s+of)\b";
    // What follows an alternative is a condition of that one alone.
    OTHERWISE = r"\bor\b|;|\((?:i|a|ii|b)\)";
    IF = r"\b(?:only\s+)?(?:if|where|in\s+(?:the\s+)?(?:event|case))\b";
    // Who leaves by the way: `unless either party ends it sooner on thirty days' notice`.
    UNLESS_ENDED = r"\bunless\s+(?:either|a|any|one|neither)\s+(?:of\s+\w+\s+|party\s+|of\s+the\s+parties\s+)?(?:ends?|terminates?|cancels?)\s+(?:it|this|the)\b";
    NO_CONDITION = r"^[\s,]+(?:(?:[\w’']+\s+){0,5}(?:(?:wish|desir|elect|choos|decid|want|inten|prefer)\w*\s+(?:to|that)\s+(?:\w+\s+){0,3}(?:terminat|end|cancel|leav|withdraw|do\b|discontinu)\w*|so\s+(?:wish|desir|elect|choos|decid|requir)\w*)|(?:[\w’']+\s+){0,3}(?:giv|provid|serv|deliver)\w*\s+(?:[\w’'()-]+\s+){0,10}notice\b|(?:of\s+)?(?:(?:such|any|an?|early|so|it|this|the|that|is|are|agreement|contract|either|party|parties|client|customer|company)\s+){0,6}terminat|any[,)]|applicable|necessary|required|possible|earlier|sooner|at\s+least|not?\s+(?:less|fewer)|[^,.;]{0,25}\b(?:notice|notif\w+|expir\w+|days|months?|weeks|terms?|periods?|anniversary|years?|receipt|writing)\b|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty|ninety)\b)";
    EVEN = r"\b(?:even|as)\s+$";
    PART = r"\b(?:terminat\w+|cancel\w*|end)\s+(?:(?:(?:any|each|an?|one\s+or\s+more|individual|particular|specific)\s+)+(?:\w+\s+){0,2}(?:orders?|statements?\s+of\s+work|sows?|schedules?|services?|licen[cs]es?|items?|sites?)|the\s+licen[cs]e\s+of)\b";
    WHOLE = r"^[^.;]{0,60}\b(?:this|the|our)\s+(?:\w+\s+){0,3}(?:agreement|contract)\b";
    AGAINST_RENEWAL = &format!(r"\b(?:expir\w+|then[\s-]+current|renew\w*|end\s+of\s+(?:the|its|any|each|an?|that)\s+(?:[\w-]+\s+){{0,2}}(?:terms?|periods?|contract\s+years?))\b|^[^.;]{{0,30}}\b(?:before|prior\s+to)\s+(?:the\s+)?(?:\d|it\b|{MONTHS})");
    AT_ITS_END = r"\b(?:terminat\w+|cancel\w*|end(?:ed)?|determined?)\b[^.;]{0,60}\b(?:at|on|upon|effective|as\s+of|with\s+effect\s+from)\s+(?:the\s+)?(?:(?:\w+\s+){0,2}end\s+date|(?:end|expir\w+|last\s+day|conclusion)\s+of\s+(?:the|any|its|each|an?|that|such)\s+(?:[\w-]+\s+){0,2}(?:terms?|periods?|years?))\b";
    NOTICE_OF = r"\bnotice\s+(?:period\s+)?of\s+(?:at\s+least\s+|not\s+less\s+than\s+)?$";
    KEY = r"\b(?:terminat\w+|ending|cancellation)\s+(?:(?:this|the)\s+(?:[\w-]+\s+){1,2})?(?:for\s+convenience|without\s+cause)(?:\s*:[^.;]{0,40}|\s+is\s+(?:at\s+least\s+)?)$";
    FROM_NOTICE = r"^\s+from\s+(?:the\s+date\s+of\s+)?(?:\w+\s+)?notice\s+(?:for|of)\s+(?:\w+\s+){0,3}without\s+cause\b";
}

/// How much notice ends the contract during its term without a reason.
pub(in crate::offline) fn termination_notice(p: &Passage) -> Option<Hit> {
    if !ENDS.is_match(p.sentence) && !UNLESS_ENDED.is_match(p.sentence) {
        return None;
    }
    let is_free = FREELY.is_match(p.sentence) || mentions(p.previous, &["convenience"]);
    let is_cause = mentions(p.sentence, &["breach", "insolven", "default", "bankrupt"])
        && !mentions(p.sentence, &["absence of any breach"]);
    let is_plain = AT_ANY_TIME.is_match(p.sentence)
        || UNLESS_ENDED.is_match(p.sentence) && !FOR_CAUSE.is_match(p.sentence)
        || MAY_END.is_match(p.sentence) && !FOR_CAUSE.is_match(p.sentence);
    let is_cause = is_cause || !is_free && FOR_ITS_CAUSE.is_match(p.sentence);
    if is_cause || !(is_free || is_plain) {
        return None;
    }
    let (span, period) = periods(p.sentence).into_iter().find(|(span, _)| {
        is_notice(p, *span) && (is_free || !has_a_reason(p, *span)) && !is_of_less(p, *span)
    })?;
    let is_free = is_free || AT_ANY_TIME.is_match(p.sentence);
    let weight = 4
        + i32::from(is_free) * 2
        + i32::from(mentions(p.sentence, &["convenience"])) * 2
        + i32::from(speaks_of_the_whole(p.sentence));
    Some(hit(weight, span, period))
}

/// Whether the period is of notice.
fn is_notice(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    NOTICE_AFTER.is_match(after)
        || NOTICE_OF.is_match(last(before, 60))
        || KEY.is_match(before)
        || FROM_NOTICE.is_match(after)
}

/// Whether the notice at `span` waits for something to happen, so that nobody may give it at will.
pub(in crate::offline) fn has_a_reason(p: &Passage, span: Span) -> bool {
    let before = &p.sentence[..span.start];
    let unless = UNLESS_ENDED.find_iter(before).last();
    let from = before.rfind(';').map_or(0, |at| at + 1);
    let from = unless.map_or(from, |unless| from.max(unless.start()));
    let to = p.sentence[span.end..].find(';');
    let clause = &p.sentence[from..to.map_or(p.sentence.len(), |at| span.end + at)];
    CONDITION.find_iter(clause).any(|word| {
        !NO_CONDITION.is_match(&clause[word.end()..]) && !EVEN.is_match(&clause[..word.start()])
    })
}

/// Whether a right to leave at `span` waits for an event that the same sentence names behind it with a verb
/// of its own: `may terminate if the Board finds`.
pub(in crate::offline) fn waits_for_an_event(p: &Passage, span: Span) -> bool {
    let after = &p.sentence[span.end..];
    IF.find_iter(after).any(|word| {
        let between = &after[..word.start()];
        !NO_CONDITION.is_match(&after[word.end()..])
            && !EVEN.is_match(between)
            && !OTHERWISE.is_match(between)
    })
}

/// Whether the notice at `span` ends a part of the contract alone, or does no more than stop a renewal.
pub(in crate::offline) fn is_of_less(p: &Passage, span: Span) -> bool {
    let of_a_part = PART.find(p.sentence);
    of_a_part.is_some_and(|part| !WHOLE.is_match(&p.sentence[part.end()..]))
        || AGAINST_RENEWAL.is_match(p.after(span))
        || AT_ITS_END.is_match(p.before(span))
}

fn hit(weight: i32, span: Span, period: Period) -> Hit {
    Hit {
        weight,
        span,
        value: Value::Period(period),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I29: notice to leave is told from notice of a breach and from notice against a renewal.
    #[test]
    fn notice_to_leave_is_notice_without_a_reason() {
        for (sentence, expected) in [
            (
                "Either party may end it earlier on two months' written notice.",
                Some("2 months"),
            ),
            (
                "The Client may terminate this Agreement upon thirty (30) days' notice.",
                Some("30 days"),
            ),
            (
                "It may be terminated by either party with notice of three months to the end of a quarter.",
                Some("3 months"),
            ),
            (
                "Either party may terminate this Agreement on 30 days' notice if the other fails to pay.",
                None,
            ),
            ("The Buyer may cancel any item on five days' notice.", None),
            (
                "Either party may bring this Agreement to a close on eight weeks' notice.",
                Some("8 weeks"),
            ),
            (
                "Either party may walk away from this Agreement upon 120 days' notice.",
                Some("120 days"),
            ),
            (
                "The Seller may discontinue any Product for any reason by six months' notice.",
                None,
            ),
            (
                "Either party may terminate this Agreement by 60 days' notice before the end of the term.",
                None,
            ),
            (
                "The notice period needed for Ending is 90 days from the date of written notice for disputed sums or 30 days from the date of written notice for Ending without cause.",
                Some("30 days"),
            ),
            (
                "Termination for convenience: either party, 60 days",
                Some("60 days"),
            ),
        ] {
            let passage = Passage {
                sentence,
                previous: "",
                offset: 0,
            };
            let read = termination_notice(&passage).map(|hit| hit.value.to_string());
            assert_eq!(read.as_deref(), expected, "{sentence}");
        }
    }

    /// I29: whatever must happen first is a reason; the wish to leave, and the notice itself, are none.
    #[test]
    fn notice_that_waits_for_something_is_no_notice_to_leave() {
        for (sentence, expected) in [
            (
                "If fees are not paid when due, the Agent may terminate this Agreement on thirty days' notice.",
                None,
            ),
            (
                "The Buyer may terminate this Agreement on 45 days' notice where the Seller raises the prices.",
                None,
            ),
            (
                "Should the permit be withdrawn, either party may terminate this Agreement upon 20 days' notice.",
                None,
            ),
            (
                "Upon the death of the Key Person the Buyer may terminate this Agreement on 15 days' notice.",
                None,
            ),
            (
                "The Licensor may terminate this Agreement on 30 days' notice in respect of any country.",
                None,
            ),
            (
                "If either party wishes to terminate this Agreement it may terminate it on 30 days' notice.",
                Some("30 days"),
            ),
            (
                "Either party may terminate this Agreement upon giving two months' notice; if it is ended, fees fall due.",
                Some("2 months"),
            ),
            (
                "Either party may terminate this Agreement without cause on 30 days' notice, in which case and if asked the Seller returns the stock.",
                Some("30 days"),
            ),
        ] {
            assert_eq!(read(sentence).as_deref(), expected, "{sentence}");
        }
    }

    /// I29: what ends an order, or the contract at the end of a term alone, leaves it in force.
    #[test]
    fn notice_for_a_part_or_for_the_end_of_a_term_is_no_notice_to_leave() {
        for (sentence, expected) in [
            ("The Buyer may cancel any Order on 10 days' notice.", None),
            (
                "Either party may terminate an individual Statement of Work on 15 days' notice.",
                None,
            ),
            (
                "Either party may terminate any Order or this Agreement on 15 days' notice.",
                Some("15 days"),
            ),
            (
                "Either party may terminate this Agreement at the end of any year by 60 days' notice.",
                None,
            ),
            (
                "The Buyer may terminate this Agreement at the Supply End Date up to 30 days before it.",
                None,
            ),
            (
                "Either party may terminate this Agreement at the end of a month by 30 days' notice.",
                Some("30 days"),
            ),
        ] {
            assert_eq!(read(sentence).as_deref(), expected, "{sentence}");
        }
    }

    fn read(sentence: &str) -> Option<String> {
        crate::offline::passage::alone(termination_notice, sentence)
    }
}
