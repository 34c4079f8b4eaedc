//! How long single promises last and how far they go: warranty, availability, insurance. Secrecy has its
//! own file, and so have restraints.
//!
//! A time to give notice, to report or to cure is never taken for the time that a promise lasts.

use super::durations::{periods, speaks_of_time};
use super::money::{amounts, percents};
use super::passage::{Hit, Passage, heavier, hit};
use super::patterns::pattern;
use super::standing::is_foreign;
use super::terms::{first, last};
use crate::domain::value::{Period, Unit, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::LazyLock;

patterns! {
    WARRANTS = r"\b(?:warrant(?:s|ed|y|ies)?|guarantees?|guaranteed|defects?|defective)\b";
    FROM_HAND_OVER = r"^['’]?\s*(?:\([^()]{1,40}\)\s*)?(?:from|after|following|of)\s+(?:the\s+)?(?:date\s+of\s+)?(?:its\s+|their\s+|final\s+|initial\s+|each\s+)?(?:\w+\s+){0,2}(?:start-?up|deliver\w*|accept\w+|install\w+|commission\w+|completion|hand-?(?:ing\s+)?over|taking[\s-]+over|(?:passing|transfer)\s+of\s+(?:the\s+)?risk|purchase|receipt|shipment|performance|go-?live|launch)\b";
    WARRANTY_AFTER = r"^[\s-]*(?:[\w-]+['’]s?\s+|limited\s+|standard\s+|full\s+|extended\s+|parts\s+and\s+labou?r\s+)*(?:warranty|guarantee)\b";
    WARRANTY_LABEL = r"\b(?:warranty|guarantee)(?:\s+(?:period|term|duration))?[\s:|]*$";
    WARRANTY_PERIOD = r"\b(?:warranty|guarantee)\s+(?:of|for)\s+(?:a\s+period\s+of\s+)?(?:at\s+least\s+)?\(?$|\blimitation\s+period\b[^.;]{0,80}$|\b(?:warranty|guarantee|defects\s+liability)\s+period\b[^.;]{0,60}$|(?:\bwarrant\w*\b[^.;]{0,40}|\bfree\s+(?:from|of)\b[^.;]{0,80})\bfor\s+(?:an?\s+)?(?:period\s+of\s+)?\(?$";
    NOT_OF_GOODS = r"\b(?:claims?|notice|notif\w+)\b[^.;]{0,80}\bwithin\s+(?:a\s+period\s+of\s+)?\(?$|\bin\s+business\b[^.;]{0,30}$|\b(?:has|have)\s+(?:held|carried|operated|been\s+(?:engaged|operating))\b[^.;]{0,40}$";
    DEFECTS_TOLD = r"\b(?:rectif\w+|remed(?:y|ied|ies)|repairs?|corrects?|cures?|makes?\s+good)\b[^.;]{0,40}\bdefects?\b[^.;]{0,60}$";
    PASSED_ON = r"\b(?-i:manufacturer|producer|maker)['’]?s?['’]?[\s-]";
    SURVIVE = r"\bsurviv\w+\b[^.;]{0,100}$";
    OF_STATEMENTS = r"\b(?:representations?|closing|completion|execution)\b";
    OF_PARTS = r"\b(?:spare|wear|replacement|replaced|repaired)\b[^.;]{0,50}$";
    REPORTS = r"\b(?:shall|must|will|to)\s+(?:\w+\s+)?(?:notify|report|inspect|reject|examine|complain)\b";
    NOT_PROMISED = r"\baveraged\s+(?:about\s+|approximately\s+)?\d|\b(?:historical\w*|prior\s+to\s+go-?live)\b|\b(?:no|not\s+an?)\s+(?:commitment|guarantee|warranty)\b|\b(?:data\s+cent(?:er|re)|hosting)\s+(?:provider|subcontractor|supplier)\b";
    FALLS_BELOW = r"\b(?:below|under|(?:falls?|drops?|is|was|of)\s+less\s+than|fall\w*\s+to)\s*$";
    AVAILABLE = r"\b(?:uptime|availab\w+|accessib\w+|service\s+level)\b";
    CREDITS = r"\bservice\s+(?:level\s+)?credits?\b";
    PROMISES = r"\b(?:shall|will|must|guarante\w+|commit\w*|warrants?|at\s+least|not\s+less\s+than|minimum|is)\b";
    REPLACES = r"\bfrom\b[^;]{0,40}\bto\b|\breplac\w+|\bsubstitut\w+";
    INSURES = r"\b(?:insur(?:e|es|ed|ance|ances)|polic(?:y|ies)|(?:liability|indemnity|umbrella|crime|product)\s+(?:\w+\s+){0,2}cover(?:age)?)\b";
    AT_LEAST = r"\b(?:at\s+least|less\s+than|minimum|limits?\s+of|sum\s+insured|cover\w*\s+of|amount\s+of|below)\b";
    OWN_POLICY = r"\binsured\s+value\b";
    // A row of a table of covers: `Public liability   £25,000,000 each claim`.
    COVER = r"(?:^|\n)\W*(?:(?:item\s+)?\(?(?:\d{1,2}|[a-z])[.)]?\s+)?(?:public\s+(?:and\s+products?\s+)?liability|products?\s+liability|professional\s+(?:indemnity|liability)|employer['’]?s?['’]?\s+liability|(?:commercial\s+)?general\s+liability|umbrella(?:\s*/\s*excess)?(?:\s+liability)?|cyber(?:\s+liability)?)(?:\s+insurance)?\s*(?:[:|]|\x20{2,}|\t|\.{3,})[\s|]*(?:at\s+least\s+)?$";
    NO_INSURANCE = r"\bliability\s+(?:under\s+this|shall\s+not|is\s+limited)\b";
    NOT_INSURED_SUM = r"\b(?:premiums?|deductibles?|retention|in\s+excess\s+of|policy\s+excess|excess\s+of)\b[^.;]{0,50}$";
}

pub(super) fn is_long(period: Period) -> bool {
    matches!(period.unit, Unit::Month | Unit::Year)
}

/// How long goods or services are warranted.
pub(super) fn warranty_duration(p: &Passage) -> Option<Hit> {
    if !speaks_of_time(p.sentence) || !WARRANTS.is_match(p.sentence) || REPORTS.is_match(p.sentence)
    {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let from_hand_over = FROM_HAND_OVER.is_match(after);
        let is_named = WARRANTY_PERIOD.is_match(before)
            || WARRANTY_LABEL.is_match(before)
            || WARRANTY_AFTER.is_match(after);
        // Statements that outlive a closing, a time for claims and another's guarantee warrant no goods.
        let is_else = NOT_OF_GOODS.is_match(before) && !DEFECTS_TOLD.is_match(before)
            || PASSED_ON.is_match(last(before, 60))
            || PASSED_ON.is_match(first(after, 40))
            || SURVIVE.is_match(before) && OF_STATEMENTS.is_match(p.sentence);
        if !is_else && (from_hand_over || is_named) {
            let weight = 5 + i32::from(from_hand_over) + i32::from(is_named) * 2
                - i32::from(OF_PARTS.is_match(before)) * 2;
            best = heavier(best, Some(hit(weight, span, Value::Period(period))));
        }
    }
    best
}

/// The sentence before, where it is short enough for a heading.
fn heading<'a>(p: &Passage<'a>) -> &'a str {
    if p.previous.len() < 60 {
        p.previous
    } else {
        ""
    }
}

/// The share of time for which a service is promised; where one is replaced, the new one.
pub(super) fn sla_uptime(p: &Passage) -> Option<Hit> {
    let is_about = AVAILABLE.is_match(p.sentence)
        || REPLACES.is_match(p.sentence)
            && (CREDITS.is_match(p.sentence) || CREDITS.is_match(heading(p)));
    if !is_about {
        return None;
    }
    if NOT_PROMISED.is_match(p.sentence) {
        return None;
    }
    let mut shares = percents(p.sentence);
    shares.retain(|(span, share)| {
        let is_high = *share >= Decimal::from(90) && *share <= Decimal::from(100);
        is_high && !FALLS_BELOW.is_match(p.before(*span))
    });
    let (span, share) = if REPLACES.is_match(p.sentence) {
        shares.pop()?
    } else {
        shares.into_iter().next()?
    };
    let weight = 5 + i32::from(PROMISES.is_match(p.before(span))) * 2;
    Some(hit(weight, span, Value::Percent(share)))
}

/// The largest sum of insurance that the contract asks for; where one is replaced, the new one.
pub(super) fn insurance_amount(p: &Passage) -> Option<Hit> {
    // A sum in a row of a table has figures, and its row may be all that tells of insurance.
    let has_figure = p.sentence.bytes().any(|byte| byte.is_ascii_digit());
    let here = INSURES.is_match(p.sentence);
    let is_headed = p.previous.split_whitespace().count() < 4 && INSURES.is_match(p.previous);
    if !(here || is_headed || has_figure) {
        return None;
    }
    if NO_INSURANCE.is_match(p.sentence) || OWN_POLICY.is_match(p.sentence) {
        return None;
    }
    let mut sums = amounts(p.sentence);
    sums.retain(|(span, _)| !NOT_INSURED_SUM.is_match(p.before(*span)) && !is_foreign(p, *span));
    let is_row = sums.iter().any(|(span, _)| COVER.is_match(p.before(*span)));
    if !(here || is_headed || is_row) {
        return None;
    }
    let (span, money) = if REPLACES.is_match(p.sentence) {
        sums.into_iter().last()?
    } else {
        sums.into_iter().max_by_key(|(_, money)| money.amount)?
    };
    let weight = 4 + i32::from(here) * 2 + i32::from(AT_LEAST.is_match(p.before(span))) * 2;
    // Of two with the same reasons the larger sum is the heavier.
    let thousands = (money.amount / Decimal::from(1_000)).to_i32();
    let weight = weight * HEAVIEST + thousands.unwrap_or(HEAVIEST).clamp(0, HEAVIEST - 1);
    Some(hit(weight, span, Value::Money(money)))
}

/// More thousands than any insurance has.
const HEAVIEST: i32 = 10_000_000;

#[cfg(test)]
mod tests;
