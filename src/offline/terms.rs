//! How long the contract runs, whether it renews, and what notice ends it.
//!
//! Each rule looks at one sentence and says how strong its reasons are. Periods are reported as
//! stated; ends are computed elsewhere (`calendar`).

use super::dates::dates;
use super::durations::periods;
use super::passage::{Hit, Passage, heavier, pattern};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use regex::Regex;
use std::sync::LazyLock;

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    RENEWS = r"\b(?:re-?new\w*|extend\w*|extension\w*|prolong\w*|roll\s?over|successive|success?ive)\b";
    CONTRACT = r"\b(?:agreement|contract|subscription|order\s+form|sow|statement\s+of\s+work|term|licen[cs]e|amendment)\b";
    INITIAL = r"\b(?:initial|original|first|primary|base|basic|fixed|minimum)\s+(?:\w+\s+)?(?:term|period)\b[^.;]{0,90}$";
    TERM_IS = r"\bterm\b[^.;]{0,90}\b(?:is|be|of|for|continue[sd]?|extend[s]?|remains?|commenc\w+|period|begin\w*|start\w*)\b[^.;]{0,80}$";
    RUNS_FOR = r"\b(?:continues?|remains?|stays?|in\s+(?:full\s+)?(?:force|effect)|effective|runs?|lasts?|valid|term)\b[^.;]{0,90}\b(?:for|of)\s+(?:a\s+|an\s+|the\s+)?(?:(?:initial|fixed|minimum|total|further)\s+)?(?:(?:period|term)\s+)?(?:of\s+)?(?:not\s+less\s+than\s+|up\s+to\s+)?(?:\(?a\)?\s+)?$";
    FOR_PERIOD = r"\b(?:for|period\s+of|term\s+of)\s+(?:a\s+|an\s+)?(?:(?:period|term)\s+of\s+)?$";
    AFTER_THE_END = r"^\s*(?:thereafter|afterwards?|(?:after|following)\b[^.;]{0,60}\b(?:terminat|expir)\w+)";
    AS_LONG_AS = r"\bduring\s+the\s+term\b|\bterm\s+(?:of\s+this\s+agreement\s+)?and\s+for\b";
    TERM_FOLLOWS = r"^[\s-]*(?:initial\s+|fixed\s+)?(?:term|period)\b";
    FROM_START = r"^['’s]*\s*(?:\([^()]{1,60}\)\s*)?,?\s*(?:from|after|following|commencing|beginning|starting)\b[^.;]{0,60}\b(?:effective|commencement|date|execution|start|hereof|signing)";
    MEANS_TERM = r#"["“](?:initial\s+)?term["”]\s*(?:\)\s*)?(?:means|is|shall|of)"#;
    NOT_A_TERM = r"\b(?:confidential\w*|surviv\w+|warrant\w*|cure|breach|default|non-?compet\w*|solicit\w*|retain|records?|audit\w*|escrow|insur\w*|after\s+(?:the\s+)?(?:expiration|termination|expiry)|invoice|vest\w*|option|refund|arbitrat\w+|force\s+majeure|forecast)\b";
    JUST_BEFORE_NOT = r"\b(?:within|at\s+least|less\s+than|least|upon|on|after|than|every|each|preceding|previous|prior|last|next|exceeds?|later\s+than|advance)\s*\(?$";
    NOTICE_AFTER = r"^['’s]*\s*(?:(?:written|prior|advance|notice|days?)[\s,]+)*(?:notice|prior|before|in\s+advance|advance|preceding|of\s+the\s+(?:end|expir))";
    GIVES_NOTICE = r"\b(?:notice|notif\w+|advis\w+|inform\w*|elects?|intent\w*|unless|terminat\w+)\b";
    AGAINST = r"\bunless\b|\bnot\s+to\s+(?:re-?new|extend)|\bnon-?renew\w*|\bterminat\w+|\bcancel\w*|\bnot\s+(?:wish|intend|desire|want)|\bnot\s+(?:be\s+)?(?:re-?new|extend)|\bintent\w*|\bdecline";
    NOT_AUTO = r"\b(?:not|no|without)\b[^.;]{0,30}\b(?:renew\w*\s+automatically|automatic(?:ally)?\s+(?:be\s+)?(?:re-?new|exten)\w*)";
    AUTO = r"\bautomatic(?:ally)?\b[^.;]{0,90}\b(?:re-?new|exten[ds]|continue|prolong)\w*|\b(?:re-?new|exten[ds]|prolong)\w*[^.;]{0,90}\bautomatic|\bevergreen\b";
    RENEWS_UNLESS = r"\b(?:shall|will|is|be)\s+(?:be\s+)?(?:thereafter\s+)?(?:deemed\s+)?(?:re-?new|extend|prolong)\w*[^.;]{0,200}\bunless\b[^.;]{0,200}\b(?:noti|terminat|cancel)";
    RENEW_WORD_BEFORE = r"\b(?:re-?new\w*|extend\w*|extension\w*|prolong\w*|additional|further|another|succ\w+ive|continue[sd]?)\b[^.;]{0,130}$";
    RENEWAL_FOLLOWS = r"^[\s-]*(?:renewal|extension|successive|additional)\s+(?:term|period)";
    STEP_WORDS = r"\b(?:year|month)[\s-]to[\s-](?:year|month)\b|\b(?:annual|yearly|monthly)\s+basis\b|\bsuccessive\s+(?:years?|months?)\b";
    FREELY = r"\b(?:convenience|without\s+cause|(?:any|no)\s+(?:or\s+no\s+)?reason|at\s+any\s+time|without\s+(?:giving\s+)?reasons?)\b";
    UNTIL = r"\b(?:until|through|thru|and\s+including|to\s+and\s+including|expir\w+|ending|ends?|terminat(?:e|es|ing)|expiration\s+date|termination\s+date|end\s+date)\b[\s,:]*(?:(?:automatically|on|and|including|as|of|at|the|close|business|midnight|is|shall|be|will|11:59|p\.?m\.?|12:00|a\.?m\.?|date|or|about|earlier|later|\(i\)|\(a\))[\s,:]*)*$";
    WHICH_ENDS = r"^[,\s]*(?:on|upon)\s+which\s+(?:date|day)\b[^.;]{0,60}\b(?:ends?|expires?|terminates?)\b";
    NOT_AN_END = r"\b(?:option|warrant\w*|milestone|surviv\w+|invoice|fiscal|audit\w*|earn\w*|forecast|report\w*|vest\w*|discount|royalt\w*|reduce|price\s+list|pay|(?:calendar|contract|fiscal)\s+year|long\s+stop|additional|may\s+(?:re-?new|extend)|exclusive\w*)\b";
}

/// The length of the first term.
pub(super) fn initial_term(p: &Passage) -> Option<Hit> {
    if !CONTRACT.is_match(p.sentence) {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let is_other = NOTICE_AFTER.is_match(after)
            || JUST_BEFORE_NOT.is_match(before)
            || RENEWS.is_match(last(before, 70))
            || NOT_A_TERM.is_match(last(before, 90))
            || AFTER_THE_END.is_match(after)
            || AS_LONG_AS.is_match(last(before, 60))
            || matches!(period.unit, Unit::Hour | Unit::BusinessDay);
        if is_other {
            continue;
        }
        let mut weight = match () {
            () if INITIAL.is_match(before) => 10,
            () if TERM_IS.is_match(before) || MEANS_TERM.is_match(before) => 8,
            () if RUNS_FOR.is_match(before) => 7,
            () if TERM_FOLLOWS.is_match(after) => 5,
            () if FOR_PERIOD.is_match(before) && FROM_START.is_match(after) => 5,
            () => continue,
        };
        weight += i32::from(FROM_START.is_match(after)) * 2;
        weight += i32::from(is_term_heading(p.previous)) * 3;
        weight += i32::from(speaks_of_the_whole(p.sentence)) * 2;
        weight -= i32::from(NOT_A_TERM.is_match(p.sentence)) * 4;
        weight -= i32::from(matches!(period.unit, Unit::Day | Unit::Week)) * 4;
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

/// The last day of the term, where the contract states it as a date.
pub(super) fn expiration_date(p: &Passage) -> Option<Hit> {
    let mut best = None;
    if !CONTRACT.is_match(p.sentence) && !is_term_heading(p.previous) {
        return None;
    }
    for (span, date) in dates(p.sentence) {
        let is_end = UNTIL.is_match(p.before(span)) || WHICH_ENDS.is_match(p.after(span));
        if !is_end {
            continue;
        }
        let mut weight = 4;
        weight += i32::from(mentions(p.sentence, &["term"])) * 2;
        weight += i32::from(speaks_of_the_whole(p.sentence)) * 3;
        weight += i32::from(is_term_heading(p.previous)) * 3;
        weight += i32::from(WHICH_ENDS.is_match(p.after(span))) * 2;
        weight += i32::from(mentions(
            p.sentence,
            &["subscription", "in effect", "in force", "expir"],
        ));
        weight -= i32::from(NOT_AN_END.is_match(p.sentence)) * 4;
        if weight >= 6 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Date(date),
                }),
            );
        }
    }
    best
}

/// Whether the contract is prolonged unless somebody acts.
pub(super) fn auto_renewal(p: &Passage) -> Option<Hit> {
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
pub(super) fn renewal_term(p: &Passage) -> Option<Hit> {
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
pub(super) fn notice_period(p: &Passage) -> Option<Hit> {
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
pub(super) fn termination_notice(p: &Passage) -> Option<Hit> {
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

/// Whether the sentence speaks of the contract as a whole rather than of something under it.
fn speaks_of_the_whole(sentence: &str) -> bool {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bthis\s+(?:\w+\s+){0,3}(?:agreement|contract|order\s+form|sow|statement\s+of\s+work|amendment)\b|\bterm\s+of\s+(?:this|the)\s+agreement\b|\bthe\s+(?:initial\s+)?term\b|\binitial\s+term\b|\bsubscription\b",
        )
    });
    WHOLE.is_match(sentence)
}

/// Whether `previous` is a heading about the term, such as `5.1 Initial Term.`
fn is_term_heading(previous: &str) -> bool {
    previous.len() < 80 && mentions(previous, &["term", "duration", "period"])
}

pub(super) fn mentions(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// The last `count` bytes of `text`, cut at a letter.
pub(super) fn last(text: &str, count: usize) -> &str {
    let mut from = text.len().saturating_sub(count);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

#[cfg(test)]
mod tests;
