//! Whether the contract renews, for how long, and what notice prevents it or ends it early.
//!
//! A renewal that the parties must agree on is none; notice for convenience is not notice against renewal.

use super::{
    CONTRACT, JUST_BEFORE_NOT, NOT_A_TERM, NOTICE_AFTER, RENEWS, TERM_FOLLOWS, last, mentions,
    speaks_of_the_whole,
};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage, heavier, pattern};
use regex::Regex;
use std::sync::LazyLock;

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    GIVES_NOTICE = r"\b(?:notice|notif\w+|advis\w+|inform\w*|elects?|intent\w*|unless|terminat\w+)\b";
    AGAINST = r"\bunless\b|\bnot\s+to\s+(?:re-?new|extend)|\bnon-?renew\w*|\bterminat\w+|\bcancel\w*|\bnot\s+(?:wish|intend|desire|want)|\bnot\s+(?:be\s+)?(?:re-?new|extend)|\bintent\w*|\bdecline";
    NOT_AUTO = r"\b(?:not|no|without)\b[^.;]{0,30}\b(?:renew\w*\s+automatically|automatic(?:ally)?\s+(?:be\s+)?(?:re-?new|exten)\w*)";
    AUTO = r"\bautomatic(?:ally)?\b[^.;]{0,90}\b(?:re-?new|exten[ds]|continue|prolong)\w*|\b(?:re-?new|exten[ds]|prolong)\w*[^.;]{0,90}\bautomatic|\bevergreen\b";
    RENEWS_UNLESS = r"\b(?:shall|will|is|be)\s+(?:be\s+)?(?:thereafter\s+)?(?:deemed\s+)?(?:re-?new|extend|prolong)\w*[^.;]{0,200}\bunless\b[^.;]{0,200}\b(?:noti|terminat|cancel)";
    RENEW_WORD_BEFORE = r"\b(?:re-?new\w*|extend\w*|extension\w*|prolong\w*|additional|further|another|succ\w+ive|continue[sd]?)\b[^.;]{0,130}$";
    RENEWAL_FOLLOWS = r"^[\s-]*(?:renewal|extension|successive|additional)\s+(?:term|period)";
    STEP_WORDS = r"\b(?:year|month)[\s-]to[\s-](?:year|month)\b|\b(?:annual|yearly|monthly)\s+basis\b|\bsuccessive\s+(?:years?|months?)\b";
    FREELY = r"\b(?:convenience|without\s+cause|(?:any|no)\s+(?:or\s+no\s+)?reason|at\s+any\s+time|without\s+(?:giving\s+)?reasons?)\b";
}

/// Whether the contract is prolonged unless somebody acts.
pub(in crate::offline) fn auto_renewal(p: &Passage) -> Option<Hit> {
    let about = CONTRACT.is_match(p.sentence)
        || CONTRACT.is_match(p.previous)
        || mentions(p.previous, &["renew"]);
    let flag = |found: regex::Match<'_>, weight, flag| Hit {
        weight,
        span: Span::new(found.start(), found.end()),
        value: Value::Flag(flag),
    };
    if !about {
        return None;
    }
    if let Some(found) = NOT_AUTO.find(p.sentence) {
        return Some(flag(found, 10, false));
    }
    if mentions(
        p.sentence,
        &[
            "mutual agreement",
            "mutually agree",
            "mutual consent",
            "mutual written",
        ],
    ) {
        return None;
    }
    if let Some(found) = AUTO.find(p.sentence) {
        return Some(flag(found, 9, true));
    }
    RENEWS_UNLESS
        .find(p.sentence)
        .map(|found| flag(found, 7, true))
}

/// The length of one renewal.
pub(in crate::offline) fn renewal_term(p: &Passage) -> Option<Hit> {
    if !RENEWS.is_match(p.sentence) && !AUTO.is_match(p.sentence) {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let renews = RENEW_WORD_BEFORE.is_match(before) || RENEWAL_FOLLOWS.is_match(after);
        let is_other = NOTICE_AFTER.is_match(after)
            || JUST_BEFORE_NOT.is_match(before)
            || mentions(last(before, 60), &["notice", "prior", "initial"])
            || matches!(period.unit, Unit::Hour | Unit::BusinessDay);
        if !renews || is_other || !(CONTRACT.is_match(p.sentence) || CONTRACT.is_match(p.previous))
        {
            continue;
        }
        let mut weight = 5;
        weight += i32::from(AUTO.is_match(p.sentence)) * 3;
        weight += i32::from(
            mentions(before, &["renew", "succ"])
                || mentions(after, &["renewal term", "renewal period"]),
        ) * 2;
        weight += i32::from(TERM_FOLLOWS.is_match(after) || RENEWAL_FOLLOWS.is_match(after));
        weight += i32::from(speaks_of_the_whole(p.sentence));
        weight -= i32::from(matches!(period.unit, Unit::Day | Unit::Week)) * 3;
        weight -= i32::from(NOT_A_TERM.is_match(last(before, 100))) * 4;
        if weight >= 6 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Period(period),
                }),
            );
        }
    }
    best.or_else(|| stepwise(p))
}

/// `from year to year`, `on an annual basis`: a renewal whose length is the step.
fn stepwise(p: &Passage) -> Option<Hit> {
    let found = STEP_WORDS.find(p.sentence)?;
    let span = Span::new(found.start(), found.end());
    let unit = if mentions(found.as_str(), &["month"]) {
        Unit::Month
    } else {
        Unit::Year
    };
    let renews = RENEW_WORD_BEFORE.is_match(p.before(span)) && CONTRACT.is_match(p.sentence);
    renews.then(|| Hit {
        weight: 6,
        span,
        value: Value::Period(Period::new(1, unit)),
    })
}

/// How long before the end notice must be given so that the contract does not renew.
pub(in crate::offline) fn notice_period(p: &Passage) -> Option<Hit> {
    let here = RENEWS.is_match(p.sentence);
    let there = RENEWS.is_match(p.previous);
    let is_about =
        (here || there) && GIVES_NOTICE.is_match(p.sentence) && AGAINST.is_match(p.sentence);
    if !is_about || NOT_AUTO.is_match(p.sentence) {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let after = p.after(span);
        if !NOTICE_AFTER.is_match(after) {
            continue;
        }
        let to_the_end = mentions(
            after,
            &[
                "end of",
                "expir",
                "renew",
                "then-current",
                "then current",
                "terminat",
                "anniversary",
            ],
        );
        let mut weight = if here { 6 } else { 3 };
        weight += i32::from(to_the_end) * 3;
        weight += i32::from(AUTO.is_match(p.sentence) || AUTO.is_match(p.previous)) * 2;
        weight -= i32::from(mentions(
            p.sentence,
            &["breach", "cure", "default", "insolven", "increase", "price"],
        )) * 4;
        weight -= i32::from(FREELY.is_match(p.sentence) && !to_the_end) * 4;
        if weight >= 6 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Period(period),
                }),
            );
        }
    }
    best
}

/// How much notice ends the contract during its term without a reason.
pub(in crate::offline) fn termination_notice(p: &Passage) -> Option<Hit> {
    let is_about = mentions(p.sentence, &["terminate"])
        && (FREELY.is_match(p.sentence) || mentions(p.previous, &["convenience"]))
        && !mentions(p.sentence, &["breach", "insolven", "default", "bankrupt"]);
    if !is_about {
        return None;
    }
    periods(p.sentence)
        .into_iter()
        .find(|(span, _)| {
            let after = p.after(*span);
            NOTICE_AFTER.is_match(after)
                && !mentions(
                    after,
                    &["end of the", "expiration", "then-current", "renewal"],
                )
        })
        .map(|(span, period)| {
            let weight = 6
                + i32::from(mentions(p.sentence, &["convenience"])) * 2
                + i32::from(speaks_of_the_whole(p.sentence));
            Hit {
                weight,
                span,
                value: Value::Period(period),
            }
        })
}
