//! How long secrets are kept: after disclosure, after the end of the contract, or for ever.
//!
//! The term of the contract and the time to keep accounts or papers are never taken for it.

use super::durations::{anniversaries, periods};
use super::passage::{Hit, Passage, heavier, hit};
use super::patterns::pattern;
use super::promises::is_long;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

patterns! {
    SECRET = r"\b(?:confiden\w+|secre\w+|non-?disclosure|disclos\w+|proprietary\s+information)\b";
    DUTIES = r"\b(?:duties|obligations|undertakings|restrictions|provisions)\s+(?:\w+\s+){0,3}(?:in|under|of)\s+(?:this\s+)?(?:clause|section|paragraph|article)\b";
    // A recipient keeps secrets and has no other duties to speak of.
    OF_RECIPIENT = r"\b(?:duties|obligations|undertakings)\s+(?:of|on)\s+(?:\w+\s+){0,2}(?:recipients?|receiving\s+part(?:y|ies))\b|\b(?:recipients?|receiving\s+part(?:y|ies))['’]?s?['’]?\s+(?:duties|obligations|undertakings)\b";
    LASTS = r"\b(?:surviv\w+|continu\w+|remain\w*|last\w*|ends?|ceas\w+|keeps?|kept|protect\w*|hold|held|expires?|for|until|till|bind\w*)\b";
    DUTY_ENDS = r"\b(?:obligations?|duties|undertakings|restrictions|provisions|clause|section)\b[^.;]{0,140}\b(?:terminate|lapse)s?\s*\(?$";
    SECRET_LABEL = r"^\W*(?:confidentiality|secrecy|non-?disclosure)(?:\s+(?:term|period|obligations?|survives?))?[\s:|.]*$";
    BEYOND_TERM = r"\bterm\s*(?:\+|plus)\s*\(?$";
    KEPT_FOR = r"\b(?:secret|confidential|confidence|secrecy)\s+for\s+(?:a\s+period\s+of\s+)?\(?$";
    SURVIVES_FOR = r"\bsurviv\w+\b[^.;]{0,80}\b(?:for|by)\s+(?:a\s+|an\s+)?(?:further\s+|additional\s+)?(?:period\s+of\s+)?\(?$";
    FOR_A_FURTHER = r"\b(?:for|and)\s+(?:an?\s+)?(?:further|additional|another)\s+(?:period\s+of\s+)?\(?$";
    OF_OTHER_DUTY = r"^[^.;]{0,100}\b(?:approach|employ\w*|solicit\w*|hire|compet\w+|poach|entice)\b";
    CONTRACT_RUNS = r"(?P<of>\b(?:under|of|in|to|by|with)\s+)?\b(?:this|the)\s+(?:(?:mutual|confidentiality|non-?disclosure|secrecy|letter|term\s+of\s+(?:this|the))\s+)*(?:agreement|contract|deed|letter|term)\s+(?:(?:shall|will)\s+(?:continue|remain|run|last|be|expire|terminate|end)|runs|lasts|is|continues|remains|expires|ends|terminates)\b[^.;]{0,60}$";
    KEEPS_PAPERS = r"\b(?:keeps?|kept|retain\w*|maintain\w*|preserv\w*|stored?)\b[^.;]{0,60}\b(?:accounts?|books|records?|ledgers?|cop(?:y|ies)|time\s?sheets?|receipts|vouchers|drawings|documents?|documentation|files|samples)\b[^.;]{0,60}$";
    FOR_EVER = r"\b(?:for\s*ever|indefinitely|in\s+perpetuity|perpetual\w*|no\s+end(?:\s+date)?|without\s+(?:any\s+)?(?:time\s+limit|limit\w*\s+(?:in|of|as\s+to)\s+time)|for\s+(?:so|as)\s+long\s+as\s+(?:it|that|such|the|any)\b[^.;]{0,60}\b(?:confidential|secret|trade\s+secret))\b";
    NEVER = r"\bnot\b[^.;]{0,40}\bat\s+any\s+time\b[^.;]{0,80}\b(?:or|and)\s+(?:at\s+any\s+time\s+)?(?:after|there\s?after|following)\b|\bat\s+all\s+times\s+(?:there\s?after|following|after)\b|\b(?:neither|not|nor)\b[^.;]{0,30}\bever\s+(?:disclose|divulge|reveal)\b|\bnever\s+(?:to\s+)?(?:disclose|divulge|reveal)\b";
    GRANTS = r"\b(?:licen[cs]\w*|grants?|granted|royalty|copyrights?|universe)\b";
    ENDS_HERE = r"^['’]?\s*(?:[.,;)]|$)";
    RUNS_ON = r"^\W*(?:(?:after|once|from|following|beyond|there\s?after|afterwards|later|since|count(?:ed|ing)\s+from|(?:have|has)\s+(?:passed|elapsed|expired|gone|run))\b)";
    NOT_SECRECY = r"\b(?:solicit\w*|compet\w+|warrant\w*|records?|insur\w+|invoic\w+|within|prior|notice)\b[^.;]{0,40}$";
}

/// How long secrets are kept.
pub(super) fn confidentiality_term(p: &Passage) -> Option<Hit> {
    let is_of_recipient = OF_RECIPIENT.is_match(p.sentence);
    let here = is_of_recipient || SECRET.is_match(p.sentence);
    let there = SECRET.is_match(p.previous);
    if !(here || there || DUTIES.is_match(p.sentence)) {
        return None;
    }
    let mut best = None;
    let named = anniversaries(p.sentence);
    let counted = periods(p.sentence);
    for (span, period) in counted.iter().chain(&named).copied() {
        let (before, after) = (p.before(span), p.after(span));
        let is_headed = SECRET_LABEL.is_match(before);
        let is_beyond_term = BEYOND_TERM.is_match(before);
        let is_further = SURVIVES_FOR.is_match(before)
            || FOR_A_FURTHER.is_match(before)
            || KEPT_FOR.is_match(before)
            || is_beyond_term;
        let lasts = LASTS.is_match(before) || DUTY_ENDS.is_match(before);
        let is_it = is_long(period)
            && (lasts || is_headed || is_beyond_term)
            && (RUNS_ON.is_match(after)
                || named.contains(&(span, period))
                || ENDS_HERE.is_match(after) && (is_further || is_headed))
            && !NOT_SECRECY.is_match(last(before, 60))
            && !OF_OTHER_DUTY.is_match(after)
            && !keeps_papers(before)
            && (is_further || !contract_runs(before) || before.contains("long as"));
        if is_it {
            let weight = 4 + i32::from(here) * 4 + i32::from(there);
            best = heavier(best, Some(hit(weight, span, Value::Period(period))));
        }
    }
    best.or_else(|| for_ever(p, counted.iter().any(|(_, period)| is_long(*period))))
}

/// What is never over weighs less than any period, which often has trade secrets beside it.
fn for_ever(p: &Passage, has_period: bool) -> Option<Hit> {
    let place = |found: regex::Match<'_>| Span::new(found.start(), found.end());
    let never = NEVER.find(p.sentence).filter(|_| !has_period);
    if let Some((found, span)) = never.map(|found| (found, place(found)))
        && [
            found.as_str(),
            last(p.before(span), 80),
            first(p.after(span), 80),
        ]
        .iter()
        .any(|words| SECRET.is_match(words))
    {
        return Some(hit(3, span, Value::OpenEnded));
    }
    let span = place(FOR_EVER.find(p.sentence)?);
    let is_kept = SECRET.is_match(p.before(span)) || SECRET.is_match(first(p.previous, 60));
    let is_granted = GRANTS.is_match(p.before(span)) || GRANTS.is_match(first(p.after(span), 40));
    (is_kept && !is_granted).then(|| hit(3, span, Value::OpenEnded))
}

/// Whether the words before a period make it the term of the contract, not of duties under it.
fn contract_runs(before: &str) -> bool {
    CONTRACT_RUNS
        .captures(before)
        .is_some_and(|found| found.name("of").is_none())
}

/// Whether papers are kept for the period, and not kept secret.
fn keeps_papers(before: &str) -> bool {
    KEEPS_PAPERS
        .find(before)
        .is_some_and(|found| !SECRET.is_match(found.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(previous: &str, sentence: &str) -> Option<String> {
        crate::offline::passage::after(confidentiality_term, previous, sentence)
    }

    const KEPT: &str = "Each party shall keep the Confidential Information secret.";

    #[test]
    fn the_term_of_the_contract_is_not_that_of_secrecy() {
        for (sentence, expected) in [
            (
                "4. This agreement shall continue in force for two years from its date.",
                None,
            ),
            ("4. This Agreement expires one year after its date.", None),
            (
                "The obligations of each Recipient shall survive for a period of five years from the date of this agreement.",
                Some("5 years"),
            ),
            (
                "The Recipient's obligations under this agreement shall survive its expiry for five years.",
                Some("5 years"),
            ),
            (
                "This Agreement shall remain in effect for two (2) years from its date; provided that Recipient's obligations shall survive for four (4) years from receipt.",
                Some("4 years"),
            ),
            (
                "The duties under this Agreement shall continue for three years after its end.",
                Some("3 years"),
            ),
        ] {
            assert_eq!(after(KEPT, sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn papers_are_kept_and_not_kept_secret() {
        for (sentence, expected) in [
            (
                "The Contractor must keep proper accounts for seven years from the end of the Term.",
                None,
            ),
            (
                "The Consultant must keep copies of drawings for ten years after completion.",
                None,
            ),
            (
                "The Consultant must keep all documents confidential for ten years after completion.",
                Some("10 years"),
            ),
        ] {
            assert_eq!(after(KEPT, sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn secrecy_ends_so_long_after_the_contract_or_never() {
        for (sentence, expected) in [
            (
                "The foregoing obligations regarding Confidential Information shall terminate two (2) years following the expiration of this Agreement.",
                Some("2 years"),
            ),
            (
                "Confidentiality obligations lapse five years after the Contract ends.",
                Some("5 years"),
            ),
            ("Confidentiality: Term + 3 years", Some("3 years")),
            (
                "Recipient shall keep the Confidential Information secret for three years.",
                Some("3 years"),
            ),
            (
                "The Executive shall not, at any time during or after employment, disclose any Confidential Information.",
                Some("open-ended"),
            ),
            (
                "Neither party shall ever disclose the other's Confidential Information.",
                Some("open-ended"),
            ),
            (
                "Confidential Information may be disclosed at any time with consent.",
                None,
            ),
        ] {
            assert_eq!(after("", sentence).as_deref(), expected, "{sentence}");
        }
    }
}
