//! The renewal in the words beside those on the first term, and the notice that stops it in the words beside
//! the renewal.
//!
//! Asked only where no rule knew the sentence by itself: here it is known what stands in it or next to it, so
//! that any word for going on or for stopping will do. Time to cure a breach, notice at any time and the
//! notice by which somebody chooses a renewal are never taken.

use super::expiry::AFTER_THE_END;
use super::notice::{
    AGAINST, FREELY, INSURANCE, TOO_EARLY, WISHES_TO_RENEW, days, is_against, is_chosen,
};
use super::renewal::{BY_AGREEMENT, NOT_A_RENEWAL, is_done, is_of_another_thing};
use super::{JUST_BEFORE_NOT, NOTICE_AFTER, first, last};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage, passages};
use crate::offline::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    GOES_ON = r"\b(?:re-?new\w*|exten(?:d|ds|ded|ding|sions?)|prolong\w*|lengthen\w*|enlarg\w+|roll\w*|continue[sd]?|carr(?:y|ies|ied)|go(?:es)?\s+on|add(?:ed|s)?|postpon\w+|option\w*|repeat\w*|recur\w*|follow(?:s|ed)|succeed\w*|evergreen|stretch\w*|longer|resume\w*|begins?\s+anew)\b";
    MORE_BEFORE = r"\b(?:another|additional|further|success?ive|consecutive|subsequent|succeeding|following|more|new|second|extra|like|equal|same|rolling|recurring|(?:terms|periods|increments|intervals|renewals|extensions|stages|steps|blocks|stretches)\s+of|each\s+of|by|for)\s+(?:up\s+to\s+)?(?:an?\s+|one\s+)?(?:(?:additional|further|successive|consecutive)\s+)?(?:(?:terms?|periods?)\s+of\s+)?\(?$";
    MORE_AFTER = r"^['’s]*[\s-]*(?:\(?each\)?\b|more\b|longer\b|at\s+a\s+time|(?:renewals?|extensions?|increments?|intervals?|stages?|steps?|blocks?|options?)\b)";
    AFTER_IT = r"\b(?:there(?:after|upon)|then|after(?:wards)?|at\s+(?:the\s+|its\s+|that\s+)?(?:end|close|expir\w+|conclusion)|(?:up)?on\s+(?:the\s+|its\s+|each\s+)?(?:end|close|expir\w+|conclusion|completion|anniversar\w+)|following|when|beyond|as\s+long\s+as|unless|if\s+n\w+|automatic\w*|each\s+time|from\s+then|once)\b";
    STOPS = r"\b(?:stop\w*|prevent\w*|preclude\w*|exclud\w+|refus\w+|ceas\w+|contrary|clos(?:e|es|ed|ing)|end(?:s|ed|ing)?|brought\s+to|discontinu\w*|no\s+(?:further|more|longer|later)|not\s+(?:\w+\s+){0,2}(?:to\s+)?(?:extend|renew|continue|go\s+on|prolong|lengthen|roll)\w*|otherwise|until|withdraw\w*|quit|let\s+(?:it|this|the)|should\s+(?:lapse|expire)|lapse|drop\w*)\b";
    OF_A_CAUSE = r"\b(?:breach\w*|cure[ds]?|default\w*|insolven\w+|bankrupt\w*|remed\w+|fail(?:s|ed|ure)?\s+to\s+(?:pay|cure|perform|comply|meet|make|attain|reach)|unpaid|invoice\w*|suspend\w*|payments?|charges?|prices?|rates?|fees?|any\s+time)\b";
    AFTER_IT_ENDS = r"^['’s]*\s*(?:after|following|from)\s+(?:it|this|the)\b[^.;]{0,30}\b(?:ends?|ended|terminat|expir)";
    MANY = r"\b(?:success?ive|consecutive|each|rolling|another|periods|terms|cycles?|increments)\b";
    OF_ANOTHER_TIME = r"\b(?:free\s+to|duties|obligations|clauses?|sections?|provisions?|covenants?|discuss\w*|negotiat\w*|talks?|payments?|sell(?:ing)?[\s-]+off|wind\w*|tail|transition\w*|inventory|dispos\w+|notice|prior|inten\w+|suspen\w+|assist\w+|post-?\w*|terminat\w+|support|deposit|keep|retain|provided)\b";
    UNDER_A_CONDITION = r"^[^.;,]{0,40}\b(?:notice|writing)\s+(?:if|during|of\s+(?:an?\s+|the\s+|such\s+|any\s+)?(?:\w+\s+)?(?:breach|default|non-?payment|failure|claim)\w*)\b";
    TURNS = r"\b(?:if|until|till|unless|except|save|but|provided)\b";
    OF_NOTICE = r"\b(?:notice|notif\w+|advis\w+|inform\w*|writ(?:es?|ten|ing)|tells?|told|says?|said|states?|stated|announc\w+|e-?mail\w*|word|letter|declar\w+)\b";
    BEFOREHAND = r"^['’s]*[\s,]*(?:\(?or\s+(?:more|longer)\)?\s+|in\s+total\s+)?(?:(?:written|prior|advance|full|clear)[\s,]+)*(?:(?:days?|months?)['’]?\s+)?(?:notice|before|prior|ahead|in\s+advance|advance|beforehand|preceding|earlier|lead\s+time)\b";
    NOTICE_OF = r"\b(?:notice|warning)\b[^.;]{0,60}\bof\s+(?:at\s+least\s+|(?:not|no)\s+(?:less|fewer)\s+than\s+|a\s+minimum\s+of\s+)?\(?$";
    OF_ITS_END = r"\b(?:renew\w*|exten(?:d|sion)\w*|roll\w*|prolong\w*|(?:end|close|expir\w+|last\s+day|out)\b[^.;]{0,50}\b(?:term|period|year|month|quarter|agreement|contract)s?\b|(?:term|period|year|month|quarter|agreement|contract)s?\b[^.;]{0,50}\b(?:ends?|closes?|expires?|runs?\s+out|is\s+(?:out|up|over)|close)\b|stop\s+it|anniversary|then[\s-]+(?:current|running)|(?:current|next|running)\s+(?:term|period|year|month))";
}

/// How many sentences after that of the renewal are read, and how far they may stand, in bytes.
const SENTENCES: usize = 3;
const REACH: usize = 700;
/// What is read here weighs less than anything that a rule reads.
const WEIGHT: i32 = 3;

/// How far from the words on its first term those on its renewal may stand, in bytes.
const NEAR: usize = 900;

/// The length of one renewal beside the first term that stands at `place` of the text.
pub(in crate::offline) fn renewal_beside(
    text: &str,
    sentences: &[Span],
    place: Span,
) -> Option<(Span, Hit)> {
    following(text, sentences, place)
        .take(SENTENCES + 1)
        .take_while(|(sentence, _)| sentence.start < place.end + NEAR)
        .find_map(|(sentence, passage)| {
            let from = place.end.saturating_sub(sentence.start);
            let hit = periods(passage.sentence)
                .into_iter()
                .find(|(span, period)| {
                    span.start >= from && is_renewal(&passage, (from, *span), *period)
                })
                .map(|(span, period)| Hit {
                    weight: WEIGHT,
                    span,
                    value: Value::Period(period),
                })?;
            Some((sentence, hit))
        })
}

/// The sentence that holds `place` and those behind it.
fn following<'a>(
    text: &'a str,
    sentences: &'a [Span],
    place: Span,
) -> impl Iterator<Item = (Span, Passage<'a>)> {
    let at = sentences.partition_point(|sentence| sentence.end <= place.start);
    passages(text, &sentences[at..])
}

/// Whether the period is that of a renewal; only words behind `from` count.
fn is_renewal(p: &Passage, (from, span): (usize, Span), period: Period) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    let behind = last(&p.sentence[from..span.start], 200);
    let is_more = MORE_BEFORE.is_match(last(behind, 60)) || MORE_AFTER.is_match(after);
    is_more
        && !is_done(before, after)
        && !AFTER_THE_END.is_match(after)
        && !AFTER_IT_ENDS.is_match(after)
        && match period.unit {
            Unit::Month | Unit::Year => true,
            Unit::Day | Unit::Week => MANY.is_match(behind) || MANY.is_match(first(after, 40)),
            Unit::Hour | Unit::BusinessDay => false,
        }
        && GOES_ON.is_match(behind)
        && (AFTER_IT.is_match(behind) || AFTER_IT.is_match(first(after, 80)))
        && !NOTICE_AFTER.is_match(after)
        && !BEFOREHAND.is_match(after)
        && !JUST_BEFORE_NOT.is_match(before)
        && !NOT_A_RENEWAL.is_match(behind)
        && !OF_ANOTHER_TIME.is_match(behind)
        && !BY_AGREEMENT.is_match(p.sentence)
        && !is_of_another_thing(p.sentence)
}

/// The notice beside the renewal that stands at `place` of the text; its sentence is one of `sentences`.
pub(in crate::offline) fn notice_beside(
    text: &str,
    sentences: &[Span],
    place: Span,
) -> Option<(Span, Hit)> {
    let mut near = following(text, sentences, place).take(SENTENCES).peekable();
    if is_chosen(near.peek()?.1.sentence) {
        return None;
    }
    near.take_while(|(sentence, _)| sentence.start < place.end + REACH)
        .find_map(|(sentence, passage)| {
            let is_own = sentence.start <= place.start;
            let hit = shortest(&passage, |span| {
                is_notice(&passage, span) && (is_own || OF_ITS_END.is_match(around(&passage, span)))
            })?;
            Some((sentence, hit))
        })
}

/// The shortest period that `is_it`: of two notices the later one still stops the renewal.
fn shortest(p: &Passage, is_it: impl Fn(Span) -> bool) -> Option<Hit> {
    let lengths = periods(p.sentence).into_iter();
    let found = lengths.filter(|(span, period)| period.unit != Unit::Hour && is_it(*span));
    let (span, period) = found.min_by_key(|(_, period)| days(*period))?;
    Some(Hit {
        weight: WEIGHT,
        span,
        value: Value::Period(period),
    })
}

/// The words on both sides of a place.
fn around<'a>(p: &Passage<'a>, span: Span) -> &'a str {
    let from = span.start - last(&p.sentence[..span.start], 160).len();
    let to = span.end + first(&p.sentence[span.end..], 160).len();
    &p.sentence[from..to]
}

/// The words since the last one that turns to what stops the renewal.
fn since_turn(before: &str) -> &str {
    let turn = TURNS.find_iter(before).last();
    turn.map_or(before, |turn| &before[turn.end()..])
}

fn is_notice(p: &Passage, span: Span) -> bool {
    let (before, after) = (p.before(span), p.after(span));
    let near = around(p, span);
    let is_given = BEFOREHAND.is_match(after)
        || NOTICE_AFTER.is_match(after)
        || NOTICE_OF.is_match(last(before, 90));
    is_given
        && OF_NOTICE.is_match(near)
        && (STOPS.is_match(near) || AGAINST.is_match(near))
        && (!WISHES_TO_RENEW.is_match(p.sentence) || is_against(near))
        && !TOO_EARLY.is_match(before)
        && !OF_A_CAUSE.is_match(since_turn(last(before, 110)))
        && !OF_A_CAUSE.is_match(first(after, 60))
        && !UNDER_A_CONDITION.is_match(after)
        && !FREELY.is_match(last(before, 150))
        && !INSURANCE.is_match(last(before, 150))
        && !is_of_another_thing(p.sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        let place = text.find("a year").expect("a renewal");
        notice_beside(text, &sentences, Span::new(place, place + 6))
            .map(|(_, hit)| hit.value.to_string())
    }

    /// I29: beside a first term a length is that of a renewal wherever the contract goes on.
    #[test]
    fn a_renewal_stands_beside_the_first_term() {
        for (text, expected) in [
            (
                "The hire lasts a year. At the end of it the hire repeats for six months more.",
                Some("6 months"),
            ),
            (
                "The programme runs for a year, and is then prolonged by blocks of two years.",
                Some("2 years"),
            ),
            (
                "The hire lasts a year. Stock may be sold for six months after expiration.",
                None,
            ),
            (
                "The hire lasts a year. The parties continue to discuss it for a period of 30 days.",
                None,
            ),
            (
                "The hire lasts a year. If both parties so agree it continues for two years more.",
                None,
            ),
        ] {
            let sentences = crate::text::sentences::sentences(text);
            let place = text.find("a year").expect("a term");
            let read = renewal_beside(text, &sentences, Span::new(place, place + 6));
            let read = read.map(|(_, hit)| hit.value.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    /// I29: beside a renewal any word for stopping tells the notice against it.
    #[test]
    fn a_notice_beside_a_renewal_stops_it() {
        for (text, expected) in [
            (
                "The hire is lengthened by a year at a time until one side writes to the other, at least 45 days before the year is out, that it should cease.",
                Some("45 days"),
            ),
            (
                "The term is followed by a year more. A side wanting no further year must say so in writing three months ahead of the close of the current year.",
                Some("3 months"),
            ),
            (
                "It is prolonged by a year each time. The Owner may exclude this by 180 days' notice before the end of the term, the Tenant by 90 days' notice before the end of the term.",
                Some("90 days"),
            ),
            (
                "It is prolonged by a year each time. Either side may end it at any time on 60 days' notice.",
                None,
            ),
            (
                "It goes on by a year. The Owner may end it on thirty days' notice of a breach.",
                None,
            ),
            (
                "The Tenant has an option of a year more, exercised by notice given six months before the term ends.",
                None,
            ),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
