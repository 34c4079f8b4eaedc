//! What notice stops a renewal, as one sentence says it.
//!
//! Notice for convenience is never taken for it, nor that by which somebody chooses a renewal.

use super::renewal::{
    AUTO, BY_AGREEMENT, CONTINUES_IF_NOT, IS_DELETED, NOT_AUTO, PROLONGS, is_of_another_thing,
    labelled,
};
use super::{NOTICE_AFTER, RENEWS, first, last, mentions};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::durations::periods;
use crate::offline::numbers::{ordinal, spelled};
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use std::cmp::Reverse;
use std::sync::LazyLock;

patterns! {
    pub(super) GIVES_NOTICE = r"\b(?:letter|object\w*|declin\w+|notice|notif\w+|advis\w+|inform\w*|elects?|intent\w*|unless|terminat\w+|writing|writes?)\b";
    pub(super) AGAINST = r"\bunless\b|\bfail\w*\s+to\s+(?:give|serve|send|deliver|notify)\b|\bneither\b[^.;]{0,50}\b(?:giv\w+|gave|serv\w+|sen[dt]\w*|deliver\w*|notif\w+|object\w*|decid\w+|said)\b|\b(?:may|can|could|to)\s+(?:stop|prevent|halt|break)\s+(?:it|this|that|the\s+(?:roll|chain|extension|continuation|automatic))\b|\b(?:except|save)\s+(?:where|if|that|when|(?:for\s+|(?:up)?on\s+)?notice)\b|\bbarring\b|\bobject\w*|\bvetoe?d?\b|\bopt(?:s|ing)?[\s-]+out\b|\b(?:no|non)-?\s?(?:re-?new\w*|exten\w*)|\b(?:stop|prevent)\w*\b[^.;]{0,30}\b(?:re-?new\w*|extension)|\bnot\s+to\s+(?:re-?new|extend)|\bnon-?renew\w*|\bterminat\w+|\bcancel\w*|\bnot\s+(?:wish|intend|desire|want)|\bnot\s+(?:to\s+)?(?:be\s+)?(?:re-?new|extend)|\bintent\w*|\bdecline|\b(?:fore?go|waive|reject|refuse)\w*\b[^.;]{0,30}\b(?:re-?new\w*|exten\w*)|\b(?:desire|wish)\w*\s+(?:that|for)\b[^.;]{0,50}\b(?:expire|end|lapse|terminate)|\bdenounc\w*|\bdenunciation\b";
    GOES_ON_UNTIL = r"\b(?:year|month)[\s-]+to[\s-]+(?:(?:contract|calendar|license)\s+)?(?:year|month)\b[^.;]{0,80}\b(?:until|unless|subject\s+to\s+(?:the\s+right\b[^.;]{0,40}\bterminate|(?:termination|cancellation)\s+(?:by|(?:up)?on)))\b|\bdeemed\s+(?:to\s+be\s+)?(?:re-?newed|extended|prolonged)\b|\b(?:re-?new|exten[ds]|prolong|follow|roll)\w*\b[^.;]{0,60}\b(?:without\s+(?:any\s+|further\s+)*(?:act|action|formality)|of\s+(?:itself|its\s+own))\b";
    IN_A_ROW = r"^success?ive\s+(?:\w+\s+)?(?:days?|weeks?|months?|quarters?|seasons?|instances?|occasions?)\b";
    NTH_DAY = r"\b(?:(?P<n>\d{1,3})(?:st|nd|rd|th)|[a-z]+(?:[\s-]+[a-z]+)?\s*\(\s*(?P<p>\d{1,3})(?:st|nd|rd|th)?\s*\)|(?P<w>(?:thirt|fort|sixt|ninet)ieth))\s+(?:calendar\s+)?day\b";
    OF_A_PRICE = r"\b(?:increas\w*|pric(?:e|es|ing)|fees?|charges?)\b";
    TURN = r";|,?\s+and\b|\b(?:unless|except|save|if)\b";
    // A window for the notice: `not less than 60 nor more than 120 days`.
    WINDOW = r"\b(?:between|at\s+least|not?\s+(?:less|fewer|later)\s+than)\s+(?:(?P<w>[a-z]+(?:-[a-z]+)?)|(?:[a-z-]+\s+)?\(?(?P<n>\d{1,3})\)?)\s+(?:and|nor|or|but)\s+(?:(?:not?\s+)?(?:more|earlier)\s+than\s+)?(?:[a-z-]+\s+){0,3}\(?\d{0,3}\)?\s*(?P<u>days|months)\b";
    // What is to be done once the end has come.
    WITHIN = r"\bwithin\s+\(?$";
    ONCE_OVER = r"^['’s]*\s*(?:of|after|following)\s+(?:the\s+|its\s+|any\s+|such\s+)?(?:end|terminat\w+|expir\w+|conclusion)\b";
    BEFORE = r"^\s+(?:before|prior\s+to|preceding)\b";
    pub(super) LABELLED_NOTICE = r"(?:^|\n|\.{3}|\|)\W*(?:(?:item\s+)?\(?(?:[\d.]+|[a-z])\)?\s+)?(?:(?:non-?\s?)?renewal\s+notice(?:\s+period)?|notice\s+(?:of|for)\s+(?:non-?\s?)renewal|(?:notice|opt-?out)\s+(?:period\s+)?(?:to|before)\s+(?:stop|prevent|avoid)?\s*renewal)[\s.:|\x22,–—-]*$";
    pub(super) WISHES_TO_RENEW = r"\b(?:choos\w+|elect\w*|wish\w*|desir\w+|inten[dt]\w*|options?|exercis\w+)\s+to\s+(?:re-?new|extend|prolong|lengthen|continue)|\b(?:may|entitled|right|option)\b[^.;]{0,180}\b(?:re-?new|extend|prolong|lengthen|postpone|acquire)\b|\bright\b[^.;]{0,60}\benter\s+into\b|\bnotice\s+of\s+(?:\w+\s+)?election\b|\bexercis\w+\b";
    NEGATIVE = r"\bnot\s+(?:\w+\s+)?(?:to|be|been|wish\w*|intend\w*|desir\w*|want\w*|re-?new\w*|exten\w+|elect\w*|cho\w+|continu\w+|prolong\w*|lengthen\w*|going|go)\b|\b(?:unless|neither|non-?\s?(?:re-?new|exten|continu)\w*|no\s+(?:re-?new|exten)\w*|stop\w*|prevent\w*|exclud\w+|refus\w+|declin\w+|object\w*|lapse|terminat\w+|cancel\w*|discontinu\w*)\b";
    pub(super) TOO_EARLY = r"\b(?:earlier|(?:not|no|nor)\s+more)\s+than\s*\(?$";
    pub(super) INSURANCE = r"\b(?:insur\w+|polic(?:y|ies)|coverages?|certificates?|tax(?:es)?|negotiat\w+|deficienc\w+|material\s+(?:modif\w+|alter\w+|change))\b";
    pub(super) TO_STOP = r"^[^.;]{0,60}\b(?:prior\s+to|before|preceding|of)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:expir\w+|end|conclusion|terminat\w+)\s+(?:date\s+)?of\s+(?:\w+[\s-]+){0,4}(?:terms?|agreement|period|contract)\b";
    pub(super) STOPS_AT_END = r"\b(?:terminat|cancel)\w*\b[^.;]{0,40}\b(?:at|on|upon|as\s+of)\s+(?:\w+\s+)?the\s+(?:end|last\s+day|expir\w+)\s+of\s+(?:\w+[\s-]+){0,3}terms?\b";
    pub(super) UNTIL_TERMINATED = r"\b(?:continue|remain)\w*\b[^.;]{0,80}\buntil\s+(?:\w+\s+){0,3}terminat\w+\b[^.;]{0,90}$|\b(?:year|month)[\s-]+to[\s-]+(?:year|month)\b[^.;]{0,40}\b(?:until|till|unless)\s+(?:\w+\s+){0,3}(?:terminat|determin|cancel)\w+\b[^.;]{0,90}$";
    pub(super) FREELY = r"\b(?:convenience|without\s+cause|(?:any|no)\s+(?:or\s+no\s+)?reason|at\s+any\s+time|without\s+(?:giving\s+)?reasons?)\b";
}

/// Whether somebody must choose the renewal of which the sentence speaks.
pub(in crate::offline) fn is_chosen(sentence: &str) -> bool {
    let is_agreed = BY_AGREEMENT.is_match(sentence);
    (is_agreed || WISHES_TO_RENEW.is_match(sentence) && !AUTO.is_match(sentence))
        && !is_against(sentence)
}

/// Whether the words are against something; a right to terminate that is kept is not.
pub(super) fn is_against(words: &str) -> bool {
    NEGATIVE
        .find_iter(words)
        .any(|found| !words[..found.start()].ends_with("right to "))
}

/// Whether the sentence lets the contract go on from step to step until somebody ends it, or by itself.
pub(in crate::offline) fn goes_on_until(sentence: &str) -> bool {
    GOES_ON_UNTIL.is_match(sentence) || AUTO.is_match(sentence)
}

/// How long before the end notice must be given so that the contract does not renew.
pub(in crate::offline) fn notice_period(p: &Passage) -> Option<Hit> {
    let mut lengths = periods(p.sentence);
    lengths.extend(days_before(p.sentence));
    lengths.extend(windows(p.sentence));
    if lengths.is_empty() {
        return None;
    }
    let is_other = NOT_AUTO.is_match(p.sentence)
        || IS_DELETED.is_match(p.sentence)
        || is_of_another_thing(p.sentence)
        || BY_AGREEMENT.is_match(p.sentence)
        || INSURANCE.is_match(p.sentence)
        || WISHES_TO_RENEW.is_match(p.sentence) && !is_against(p.sentence);
    if is_other || !GIVES_NOTICE.is_match(p.sentence) {
        return labelled(p, &LABELLED_NOTICE);
    }
    lengths
        .into_iter()
        .filter_map(|(span, period)| Some((notice_to_stop(p, span, period)?, period)))
        .max_by_key(|(hit, period)| (hit.weight, Reverse(days(*period))))
        .map(|(hit, _)| hit)
        .or_else(|| labelled(p, &LABELLED_NOTICE))
}

/// About how many days a period has, for comparison alone: of two notices the later one still counts.
pub(super) fn days(period: Period) -> u32 {
    let unit = match period.unit {
        Unit::Year => 365,
        Unit::Month => 30,
        Unit::Week => 7,
        Unit::BusinessDay => 2,
        Unit::Day | Unit::Hour => 1,
    };
    period.count.saturating_mul(unit)
}

/// `by the ninetieth (90th) day before`: so many days, with the place of their number.
fn days_before(sentence: &str) -> Vec<(Span, Period)> {
    let days = NTH_DAY.captures_iter(sentence).filter_map(|captures| {
        let whole = captures.get(0)?;
        let digits = captures.name("n").or(captures.name("p"));
        let count = match digits {
            Some(digits) => digits.as_str().parse().ok()?,
            None => u32::try_from(ordinal(captures.name("w")?.as_str())?).ok()?,
        };
        let place = Span::new(whole.start(), whole.end());
        (count > 0).then_some((place, Period::new(count, Unit::Day)))
    });
    days.filter(|(place, _)| BEFORE.is_match(&sentence[place.end..]))
        .collect()
}

/// `not less than 60 nor more than 120 days`: the latest day on which notice still counts.
fn windows(sentence: &str) -> Vec<(Span, Period)> {
    let found = WINDOW.captures_iter(sentence).filter_map(|window| {
        let whole = window.get(0)?;
        let count = match (window.name("n"), window.name("w")) {
            (Some(digits), _) => digits.as_str().parse().ok()?,
            (None, words) => u32::try_from(spelled(words?.as_str())?).ok()?,
        };
        let unit = if window.name("u")?.as_str().eq_ignore_ascii_case("days") {
            Unit::Day
        } else {
            Unit::Month
        };
        let place = Span::new(whole.start(), whole.end());
        (count > 0).then_some((place, Period::new(count, unit)))
    });
    found.collect()
}

/// The words since the last one that turns to another matter.
fn since_turn(before: &str) -> &str {
    let turn = TURN.find_iter(before).last();
    turn.map_or(before, |turn| &before[turn.end()..])
}

/// Whether the sentence speaks of renewing: `two successive quarters` do not.
fn renews(sentence: &str) -> bool {
    RENEWS
        .find_iter(sentence)
        .any(|word| !IN_A_ROW.is_match(&sentence[word.start()..]))
}

/// Whether the time runs from the end on, so that nothing done in it stops a renewal.
pub(super) fn is_over(p: &Passage, span: Span) -> bool {
    WITHIN.is_match(p.before(span)) && ONCE_OVER.is_match(p.after(span)) && !renews(p.sentence)
}

/// The period as the notice that stops a renewal, where the words around it say so.
fn notice_to_stop(p: &Passage, span: Span, period: Period) -> Option<Hit> {
    let after = p.after(span);
    if !NOTICE_AFTER.is_match(after) || TOO_EARLY.is_match(p.before(span)) || is_over(p, span) {
        return None;
    }
    let here = renews(p.sentence)
        || CONTINUES_IF_NOT.is_match(p.sentence)
        || PROLONGS.is_match(p.sentence);
    let there = RENEWS.is_match(p.previous);
    let against = AGAINST.is_match(p.sentence) || there && AGAINST.is_match(p.previous);
    let stops = TO_STOP.is_match(after) || STOPS_AT_END.is_match(p.sentence);
    let evergreen = UNTIL_TERMINATED.is_match(p.before(span));
    if !(against && (here || there || stops) || evergreen) {
        return None;
    }
    let to_the_end = stops
        || mentions(
            after,
            &[
                "end of",
                "expir",
                "renewal",
                "to renew",
                "not renew",
                "then-current",
                "then current",
                "anniversary",
                "before the end",
                "that end",
                "its end",
            ],
        );
    let automatic = AUTO.is_match(p.sentence) || AUTO.is_match(p.previous);
    let mut weight = if here || evergreen { 6 } else { 3 };
    weight += i32::from(to_the_end) * 3;
    weight += i32::from(automatic) * 2;
    weight += i32::from(automatic && mentions(p.sentence, &["intent"]));
    let is_of_a_cause = mentions(p.sentence, &["breach", "cure", "default", "insolven"]);
    let is_of_a_price = OF_A_PRICE.is_match(since_turn(p.before(span)));
    weight -=
        i32::from(is_of_a_cause || is_of_a_price || OF_A_PRICE.is_match(first(after, 60))) * 4;
    weight -= i32::from(FREELY.is_match(p.sentence) && !to_the_end) * 4;
    weight -= i32::from(mentions(after, &["during"]) && !to_the_end) * 3;
    // Of two lengths in one sentence the one of the notice counts, but that alone is no reason.
    let is_near = GIVES_NOTICE.is_match(last(p.before(span), 60));
    // What stands before the words against the renewal is notice of a price, or a reminder.
    let is_behind = AGAINST.is_match(&p.sentence[..span.start]);
    (weight >= 6).then_some(Hit {
        weight: weight + i32::from(is_near) + i32::from(is_behind) * 2,
        span,
        value: Value::Period(period),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: notice against a renewal is told by the day, by what neither party does and by what it stops.
    #[test]
    fn notice_against_a_renewal_is_given_in_many_words() {
        for (sentence, expected) in [
            (
                "The term is extended by a year at a time unless a party objects on or before the sixtieth (60th) day before its end.",
                Some("60 days"),
            ),
            (
                "It renews each year if neither party has objected by the ninetieth day prior to the end of the year.",
                Some("90 days"),
            ),
            (
                "The appointment runs from year to year until determined by six months' notice before the end of a year.",
                Some("6 months"),
            ),
            (
                "It renews yearly upon payment of an invoice that is sent 45 days before year's end; Buyer may stop it by notice ten days before year's end.",
                Some("10 days"),
            ),
            (
                "It renews by the year unless Gull gives 180 days' notice before the end of the term, or Heron gives 90 days' notice before the end of the term.",
                Some("90 days"),
            ),
            (
                "It renews for one-year terms at the then-current price, notified at least 90 days before the end of the term, unless a party gives notice at least 45 days before that end.",
                Some("45 days"),
            ),
            (
                "The Supplier shall remind the Customer 120 days before the end of the term; it renews for one year unless either party objects at least 60 days before its end.",
                Some("60 days"),
            ),
            (
                "It renews for one-year terms unless a party gives notice between 60 and 120 days before the end of the term.",
                Some("60 days"),
            ),
            (
                "It renews for one-year terms unless a party gives notice not less than sixty nor more than one hundred twenty (120) days before the end of the term.",
                Some("60 days"),
            ),
            (
                "It shall be tacitly renewed for periods of one year, save notice by registered letter at least three months before the expiry date.",
                Some("3 months"),
            ),
            (
                "Each Purchase Order shall be automatically renewed unless cancelled by notice 10 days before its end.",
                None,
            ),
            (
                "It renews by the year if neither objects sixty (60) or more days before the end of the term.",
                Some("60 days"),
            ),
            (
                "Gull shall be entitled, by serving not less than six months' notice before the end of the term, to extend it.",
                None,
            ),
            (
                "Gull may terminate on thirty days' notice if the yield of two successive quarters is low.",
                None,
            ),
            (
                "Rent is due on the tenth (10th) day before the end of each term, and renewals are by agreement alone.",
                None,
            ),
        ] {
            assert_eq!(
                read(notice_period, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
