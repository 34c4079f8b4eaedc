//! The first term and the day on which it ends, where the contract states them.
//!
//! A period is reported as stated; an end that has to be computed is none of this file's business.

use super::{
    CONTRACT, JUST_BEFORE_NOT, NOT_A_TERM, NOTICE_AFTER, RENEWS, TERM_FOLLOWS, is_term_heading,
    last, mentions, speaks_of_the_whole,
};
use crate::domain::value::{Unit, Value};
use crate::offline::dates::dates;
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
    INITIAL = r"\b(?:initial|original|first|primary|base|basic|fixed|minimum)\s+(?:\w+\s+)?(?:term|period)\b[^.;]{0,90}$";
    TERM_IS = r"\bterm\b[^.;]{0,90}\b(?:is|be|of|for|continue[sd]?|extend[s]?|remains?|commenc\w+|period|begin\w*|start\w*)\b[^.;]{0,80}$";
    RUNS_FOR = r"\b(?:continues?|remains?|stays?|in\s+(?:full\s+)?(?:force|effect)|effective|runs?|lasts?|valid|term)\b[^.;]{0,90}\b(?:for|of)\s+(?:a\s+|an\s+|the\s+)?(?:(?:initial|fixed|minimum|total|further)\s+)?(?:(?:period|term)\s+)?(?:of\s+)?(?:not\s+less\s+than\s+|up\s+to\s+)?(?:\(?a\)?\s+)?$";
    FOR_PERIOD = r"\b(?:for|period\s+of|term\s+of)\s+(?:a\s+|an\s+)?(?:(?:period|term)\s+of\s+)?$";
    AFTER_THE_END = r"^\s*(?:thereafter|afterwards?|(?:after|following)\b[^.;]{0,60}\b(?:terminat|expir)\w+)";
    AS_LONG_AS = r"\bduring\s+the\s+term\b|\bterm\s+(?:of\s+this\s+agreement\s+)?and\s+for\b";
    FROM_START = r"^['’s]*\s*(?:\([^()]{1,60}\)\s*)?,?\s*(?:from|after|following|commencing|beginning|starting)\b[^.;]{0,60}\b(?:effective|commencement|date|execution|start|hereof|signing)";
    MEANS_TERM = r#"["“](?:initial\s+)?term["”]\s*(?:\)\s*)?(?:means|is|shall|of)"#;
    UNTIL = r"\b(?:until|through|thru|and\s+including|to\s+and\s+including|expir\w+|ending|ends?|terminat(?:e|es|ing)|expiration\s+date|termination\s+date|end\s+date)\b[\s,:]*(?:(?:automatically|on|and|including|as|of|at|the|close|business|midnight|is|shall|be|will|11:59|p\.?m\.?|12:00|a\.?m\.?|date|or|about|earlier|later|\(i\)|\(a\))[\s,:]*)*$";
    WHICH_ENDS = r"^[,\s]*(?:on|upon)\s+which\s+(?:date|day)\b[^.;]{0,60}\b(?:ends?|expires?|terminates?)\b";
    NOT_AN_END = r"\b(?:option|warrant\w*|milestone|surviv\w+|invoice|fiscal|audit\w*|earn\w*|forecast|report\w*|vest\w*|discount|royalt\w*|reduce|price\s+list|pay|(?:calendar|contract|fiscal)\s+year|long\s+stop|additional|may\s+(?:re-?new|extend)|exclusive\w*)\b";
}

/// The length of the first term.
pub(in crate::offline) fn initial_term(p: &Passage) -> Option<Hit> {
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
pub(in crate::offline) fn expiration_date(p: &Passage) -> Option<Hit> {
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
