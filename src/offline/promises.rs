//! How long single promises last and how far they go: secrecy, warranty, no competition, availability,
//! insurance.
//!
//! A time to give notice, to report or to cure is never taken for the time that a promise lasts.

use super::durations::{anniversaries, periods};
use super::money::{amounts, percents};
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::standing::is_foreign;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::LazyLock;

patterns! {
    SECRET = r"\b(?:confiden\w+|secre\w+|non-?disclosure|disclos\w+)\b";
    DUTIES = r"\b(?:duties|obligations|undertakings|restrictions|provisions)\s+(?:\w+\s+){0,3}(?:in|under|of)\s+(?:this\s+)?(?:clause|section|paragraph|article)\b";
    LASTS = r"\b(?:surviv\w+|continu\w+|remain\w*|last\w*|ends?|ceas\w+|keeps?|kept|protect\w*|hold|held|expires?|for|until|bind\w*)\b";
    SECRET_LABEL = r"^\W*(?:confidentiality|secrecy|non-?disclosure)(?:\s+(?:term|period|obligations?|survives?))?[\s:|.]*$";
    SURVIVES_FOR = r"\bsurviv\w+\b[^.;]{0,80}\bfor\s+(?:a\s+|an\s+)?(?:further\s+|additional\s+)?(?:period\s+of\s+)?\(?$";
    FOR_A_FURTHER = r"\b(?:for|and)\s+(?:an?\s+)?(?:further|additional|another)\s+(?:period\s+of\s+)?\(?$";
    OF_OTHER_DUTY = r"^[^.;]{0,100}\b(?:approach|employ\w*|solicit\w*|hire|compet\w+|poach|entice)\b";
    CONTRACT_RUNS = r"\b(?:agreement|contract|term)\s+(?:runs|lasts|is|continues|remains)\b[^.;]{0,60}$";
    FOR_EVER = r"\b(?:for\s*ever|indefinitely|in\s+perpetuity|perpetual\w*|no\s+end(?:\s+date)?|without\s+(?:any\s+)?(?:time\s+limit|limit\w*\s+(?:in|of|as\s+to)\s+time)|for\s+(?:so|as)\s+long\s+as\s+(?:it|that|such|the|any)\b[^.;]{0,60}\b(?:confidential|secret|trade\s+secret))\b";
    GRANTS = r"\b(?:licen[cs]\w*|grants?|granted|royalty)\b";
    ENDS_HERE = r"^['’]?\s*(?:[.,;)]|$)";
    RUNS_ON = r"^\W*(?:(?:after|once|from|following|beyond|there\s?after|afterwards|later|since|(?:have|has)\s+(?:passed|elapsed|expired|gone|run))\b)";
    NOT_SECRECY = r"\b(?:solicit\w*|compet\w+|warrant\w*|records?|insur\w+|invoic\w+|within|prior|notice)\b[^.;]{0,40}$";
    WARRANTS = r"\b(?:warrant(?:s|ed|y|ies)?|guarantees?|guaranteed|defects?|defective)\b";
    FROM_HAND_OVER = r"^['’]?\s*(?:\([^()]{1,40}\)\s*)?(?:from|after|following|of)\s+(?:the\s+)?(?:date\s+of\s+)?(?:its\s+|their\s+|final\s+|initial\s+|each\s+)?(?:\w+\s+){0,2}(?:deliver\w*|accept\w+|install\w+|commission\w+|completion|hand-?(?:ing\s+)?over|taking[\s-]+over|(?:passing|transfer)\s+of\s+(?:the\s+)?risk|purchase|receipt|shipment|performance|go-?live|launch)\b";
    WARRANTY_AFTER = r"^[\s-]*(?:[\w-]+['’]s?\s+|limited\s+|standard\s+|full\s+|extended\s+|parts\s+and\s+labou?r\s+)*(?:warranty|guarantee)\b";
    WARRANTY_LABEL = r"\b(?:warranty|guarantee)(?:\s+(?:period|term|duration))?[\s:|]*$";
    WARRANTY_PERIOD = r"\b(?:warranty|guarantee)\s+(?:of|for)\s+(?:a\s+period\s+of\s+)?(?:at\s+least\s+)?\(?$|\blimitation\s+period\b[^.;]{0,80}$|\b(?:warranty|guarantee|defects\s+liability)\s+period\b[^.;]{0,60}$|\bwarrant\w*\b[^.;]{0,40}\bfor\s+(?:an?\s+)?(?:period\s+of\s+)?\(?$";
    NONE = r"^[\w\s]{0,20}[:|.]?\s*(?:not\s+applicable|n/a|none)\b";
    REPORTS = r"\b(?:shall|must|will|to)\s+(?:\w+\s+)?(?:notify|report|inspect|reject|examine|complain)\b";
    COMPETES = r"\brender\s+(?:\w+\s+)?services\s+to\s+any\s+business|\b(?:engaged|interested|concerned)\s+(?:or\s+(?:engaged|interested|concerned)\s+)?in\b[^.;]{0,60}\b(?:business|similar|compet\w+)|\bcarry\s+on\b[^.;]{0,80}\bbusiness|\brestricted\s+(?:business|activit\w+)|\bnon-?compet\w*|\bcompet(?:e|es|ing|itors?|itive|ition)\b";
    REFRAINS = r"\b(?:not|neither|nor|refrain\w*|restrain\w*|non-?compet\w*)\b";
    SOLICITS = r"\b(?:non-?solicit\w*|solicit\w*|entic\w+|poach\w*|hir(?:e|es|ing)|employ|employing|engag(?:e|ing)|recruit\w*|induc\w+|canvass\w*|head-?hunt\w*|approach|persuad\w+|offer(?:ing)?\s+(?:\w+\s+)?(?:work|employment|jobs?|positions?))\b";
    SAYS_SOLICIT = r"\b(?:non-?)?(?:solicit\w*|poach\w*|entic\w+)";
    OTHERS_PEOPLE = r"\b(?:managers?|engineers?|developers?|technicians?|employees?|staff|personnel|workers?|members?\s+of|customers?|clients?|partners?|suppliers?|contractors?|team|candidates?)\b";
    NOT_PROMISED = r"\baveraged\s+(?:about\s+|approximately\s+)?\d|\b(?:historical\w*|prior\s+to\s+go-?live)\b|\b(?:no|not\s+an?)\s+(?:commitment|guarantee|warranty)\b|\b(?:data\s+cent(?:er|re)|hosting)\s+(?:provider|subcontractor|supplier)\b";
    FALLS_BELOW = r"\b(?:below|under|(?:falls?|drops?|is|was|of)\s+less\s+than|fall\w*\s+to)\s*$";
    AVAILABLE = r"\b(?:uptime|availab\w+|accessib\w+|service\s+level)\b";
    PROMISES = r"\b(?:shall|will|must|guarante\w+|commit\w*|warrants?|at\s+least|not\s+less\s+than|minimum|is)\b";
    REPLACES = r"\bfrom\b[^;]{0,40}\bto\b|\breplac\w+|\bsubstitut\w+";
    INSURES = r"\b(?:insur(?:e|es|ed|ance|ances)|polic(?:y|ies)|(?:liability|indemnity|umbrella|crime|product)\s+(?:\w+\s+){0,2}cover(?:age)?)\b";
    AT_LEAST = r"\b(?:at\s+least|less\s+than|minimum|limits?\s+of|sum\s+insured|cover\w*\s+of|amount\s+of|below)\b";
    OWN_POLICY = r"\binsured\s+value\b";
    // A row of a table of covers: `Public liability   £25,000,000 each claim`.
    COVER = r"(?:^|\n)\W*(?:\d{1,2}\.\s+)?(?:public\s+(?:and\s+products?\s+)?liability|products?\s+liability|professional\s+(?:indemnity|liability)|employer['’]?s?['’]?\s+liability|(?:commercial\s+)?general\s+liability|umbrella(?:\s*/\s*excess)?(?:\s+liability)?|cyber(?:\s+liability)?)(?:\s+insurance)?\s*(?:[:|]|\x20{2,}|\t|\.{3,})[\s|]*(?:at\s+least\s+)?$";
    NO_INSURANCE = r"\bliability\s+(?:under\s+this|shall\s+not|is\s+limited)\b";
    NOT_INSURED_SUM = r"\b(?:premiums?|deductibles?|retention|in\s+excess\s+of|policy\s+excess|excess\s+of)\b[^.;]{0,50}$";
}

fn hit(weight: i32, span: Span, value: Value) -> Hit {
    Hit {
        weight,
        span,
        value,
    }
}

fn is_long(period: Period) -> bool {
    matches!(period.unit, Unit::Month | Unit::Year)
}

/// How long secrets are kept.
pub(super) fn confidentiality_term(p: &Passage) -> Option<Hit> {
    let here = SECRET.is_match(p.sentence);
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
        let is_further = SURVIVES_FOR.is_match(before) || FOR_A_FURTHER.is_match(before);
        let is_it = is_long(period)
            && (LASTS.is_match(before) || is_headed)
            && (RUNS_ON.is_match(after)
                || named.contains(&(span, period))
                || ENDS_HERE.is_match(after) && (is_further || is_headed))
            && !NOT_SECRECY.is_match(last(before, 60))
            && !OF_OTHER_DUTY.is_match(after)
            && (!CONTRACT_RUNS.is_match(before) || before.contains("long as"));
        if is_it {
            let weight = 4 + i32::from(here) * 4 + i32::from(there);
            best = heavier(best, Some(hit(weight, span, Value::Period(period))));
        }
    }
    best.or_else(|| {
        // What is never over weighs less than any period, which often has trade secrets beside it.
        let found = FOR_EVER.find(p.sentence)?;
        let span = Span::new(found.start(), found.end());
        let is_kept = SECRET.is_match(p.before(span)) || SECRET.is_match(first(p.previous, 60));
        let is_granted =
            GRANTS.is_match(p.before(span)) || GRANTS.is_match(first(p.after(span), 40));
        (is_kept && !is_granted).then(|| hit(3, span, Value::OpenEnded))
    })
}

/// How long goods or services are warranted.
pub(super) fn warranty_duration(p: &Passage) -> Option<Hit> {
    if !WARRANTS.is_match(p.sentence) || REPORTS.is_match(p.sentence) {
        return None;
    }
    let mut best = None;
    for (span, period) in periods(p.sentence) {
        let from_hand_over = FROM_HAND_OVER.is_match(p.after(span));
        let is_named = WARRANTY_PERIOD.is_match(p.before(span))
            || WARRANTY_LABEL.is_match(p.before(span))
            || WARRANTY_AFTER.is_match(p.after(span));
        if from_hand_over || is_named {
            let weight = 5 + i32::from(from_hand_over) + i32::from(is_named) * 2;
            best = heavier(best, Some(hit(weight, span, Value::Period(period))));
        }
    }
    best
}

/// The last long period before the words of a promise, else the first behind them; none where the words
/// are said not to apply.
fn nearest(p: &Passage, words: &Regex) -> Option<(Span, Period)> {
    let found = periods(p.sentence);
    let mut long = found.iter().filter(|(_, period)| is_long(*period));
    let Some(word) = words.find(p.sentence) else {
        return long.next().copied();
    };
    if NONE.is_match(&p.sentence[word.end()..]) {
        return None;
    }
    let mut before = long.clone().filter(|(span, _)| span.end <= word.start());
    before.next_back().or_else(|| long.next()).copied()
}

/// How long a party may not compete.
pub(super) fn non_compete_term(p: &Passage) -> Option<Hit> {
    let is_about = COMPETES.is_match(p.sentence) || COMPETES.is_match(first(p.previous, 80));
    if !is_about || !REFRAINS.is_match(p.sentence) {
        return None;
    }
    let (span, period) = nearest(p, &COMPETES)?;
    let weight = 5 + i32::from(COMPETES.is_match(p.sentence)) * 2;
    Some(hit(weight, span, Value::Period(period)))
}

/// How long a party may not win over the other's people or customers.
pub(super) fn non_solicit_term(p: &Passage) -> Option<Hit> {
    let is_about = SOLICITS.is_match(p.sentence)
        && (OTHERS_PEOPLE.is_match(p.sentence) || SOLICITS.is_match(first(p.previous, 80)));
    if !is_about || !REFRAINS.is_match(p.sentence) {
        return None;
    }
    let (span, period) = nearest(p, &SOLICITS)?;
    let weight = 5 + i32::from(SAYS_SOLICIT.is_match(p.sentence)) * 2;
    Some(hit(weight, span, Value::Period(period)))
}

/// The share of time for which a service is promised; where one is replaced, the new one.
pub(super) fn sla_uptime(p: &Passage) -> Option<Hit> {
    if !AVAILABLE.is_match(p.sentence) {
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
    let here = INSURES.is_match(p.sentence);
    let is_headed = p.previous.split_whitespace().count() < 4 && INSURES.is_match(p.previous);
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
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: a promise's own time is read, a time to report is not.
    #[test]
    fn the_time_of_a_promise_is_told_from_other_times() {
        type Case = (
            fn(&Passage) -> Option<Hit>,
            &'static str,
            Option<&'static str>,
        );
        let cases: [Case; 16] = [
            (
                confidentiality_term,
                "Each party keeps the other's secrets until the second anniversary of final payment.",
                Some("2 years"),
            ),
            (
                confidentiality_term,
                "The duty of secrecy continues for so long as the information remains confidential.",
                Some("open-ended"),
            ),
            (
                confidentiality_term,
                "Confidential Information includes, without limitation, a perpetual licence of the data.",
                None,
            ),
            (
                confidentiality_term,
                "This Agreement runs for two years from its date, during which Confidential Information is shown.",
                None,
            ),
            (
                non_solicit_term,
                "For nine months after the end she will not compete, and for two years after the end she will not solicit employees.",
                Some("2 years"),
            ),
            (
                non_compete_term,
                "The Dealer shall not, for two years after the end, be engaged or interested in a similar business.",
                Some("2 years"),
            ),
            (
                non_solicit_term,
                "Non-solicitation: not applicable. Staff are not hired by the month; defects: 24 months.",
                None,
            ),
            (
                confidentiality_term,
                "Each party shall keep Confidential Information secret for four (4) years after disclosure.",
                Some("4 years"),
            ),
            (
                confidentiality_term,
                "Confidential papers are returned within 21 days after the end.",
                None,
            ),
            (
                warranty_duration,
                "The Seller warrants the pumps for 18 months from delivery.",
                Some("18 months"),
            ),
            (
                warranty_duration,
                "The Buyer must notify a defect within 5 days after delivery.",
                None,
            ),
            (
                non_compete_term,
                "For two years after the end the Agent shall not compete with the Principal.",
                Some("2 years"),
            ),
            (
                sla_uptime,
                "The service shall be available 99.5% of each month.",
                Some("99.5%"),
            ),
            (
                sla_uptime,
                "The uptime commitment is raised from 99% to 99.7%.",
                Some("99.7%"),
            ),
            (
                sla_uptime,
                "For each hour of lost availability a credit of 5% is due.",
                None,
            ),
            (
                insurance_amount,
                "It shall carry insurance of at least $1,000,000 per claim and $2,000,000 in all.",
                Some("USD 2000000.00"),
            ),
        ];
        for (rule, sentence, expected) in cases {
            assert_eq!(read(rule, sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn a_sum_insured_may_stand_in_a_row_and_must_be_asked_for() {
        for (rule, sentence, expected) in [
            (
                insurance_amount as fn(&Passage) -> Option<Hit>,
                "Public liability           £25,000,000 each and every claim",
                Some("GBP 25000000.00"),
            ),
            (
                insurance_amount,
                "The Equipment has an insured value of $300,000 under the Lessor's own policy.",
                None,
            ),
            (
                insurance_amount,
                "The Prime Contract requires the Owner to maintain insurance of $50,000,000.",
                None,
            ),
            (
                sla_uptime,
                "Prior to go-live, the platform's availability averaged 99.99%.",
                None,
            ),
            (
                sla_uptime,
                "Provider targets 99.9% availability but gives no commitment.",
                None,
            ),
        ] {
            assert_eq!(read(rule, sentence).as_deref(), expected, "{sentence}");
        }
        let weight = |sentence| {
            let p = Passage {
                sentence,
                previous: "",
                offset: 0,
            };
            insurance_amount(&p).map(|hit| hit.weight)
        };
        let small = "It carries insurance of $1,000,000.";
        assert!(weight("It carries umbrella insurance of $4,000,000.") > weight(small));
    }
}
