//! How long single promises last and how far they go: warranty, no competition, availability, insurance.
//! Secrecy has its own file.
//!
//! A time to give notice, to report or to cure is never taken for the time that a promise lasts.

use super::durations::periods;
use super::money::{amounts, percents};
use super::passage::{Hit, Passage, heavier};
use super::patterns::pattern;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

patterns! {
    WARRANTS = r"\b(?:warrant(?:s|ed|y|ies)?|guarantees?|guaranteed|defects?|defective)\b";
    FROM_HAND_OVER = r"^['’]?\s*(?:\([^()]{1,40}\)\s*)?(?:from|after|following|of)\s+(?:the\s+)?(?:date\s+of\s+)?(?:its\s+|their\s+|final\s+|initial\s+|each\s+)?(?:\w+\s+){0,2}(?:start-?up|deliver\w*|accept\w+|install\w+|commission\w+|completion|hand-?(?:ing\s+)?over|taking[\s-]+over|(?:passing|transfer)\s+of\s+(?:the\s+)?risk|purchase|receipt|shipment|performance|go-?live|launch)\b";
    WARRANTY_AFTER = r"^[\s-]*(?:[\w-]+['’]s?\s+|limited\s+|standard\s+|full\s+|extended\s+|parts\s+and\s+labou?r\s+)*(?:warranty|guarantee)\b";
    WARRANTY_LABEL = r"\b(?:warranty|guarantee)(?:\s+(?:period|term|duration))?[\s:|]*$";
    WARRANTY_PERIOD = r"\b(?:warranty|guarantee)\s+(?:of|for)\s+(?:a\s+period\s+of\s+)?(?:at\s+least\s+)?\(?$|\blimitation\s+period\b[^.;]{0,80}$|\b(?:warranty|guarantee|defects\s+liability)\s+period\b[^.;]{0,60}$|(?:\bwarrant\w*\b[^.;]{0,40}|\bfree\s+(?:from|of)\b[^.;]{0,80})\bfor\s+(?:an?\s+)?(?:period\s+of\s+)?\(?$";
    NOT_OF_GOODS = r"\b(?:claims?|notice|notif\w+)\b[^.;]{0,80}\bwithin\s+(?:a\s+period\s+of\s+)?\(?$|\bin\s+business\b[^.;]{0,30}$|\b(?:has|have)\s+(?:held|carried|operated|been\s+(?:engaged|operating))\b[^.;]{0,40}$";
    PASSED_ON = r"\b(?-i:manufacturer|producer|maker)['’]?s?['’]?[\s-]";
    SURVIVE = r"\bsurviv\w+\b[^.;]{0,100}$";
    OF_STATEMENTS = r"\b(?:representations?|closing|completion|execution)\b";
    OF_PARTS = r"\b(?:spare|wear|replacement|replaced|repaired)\b[^.;]{0,50}$";
    NONE = r"^[\w\s]{0,20}[:|.]?\s*(?:not\s+applicable|n/a|none)\b";
    REPORTS = r"\b(?:shall|must|will|to)\s+(?:\w+\s+)?(?:notify|report|inspect|reject|examine|complain)\b";
    RESTRAINED = r"\b(?:own|open|operate|run|conduct|manage|practi[sc]e|establish)\b[^.;]{0,80}\b(?:within|radius)\b[^.;]{0,60}\b(?:miles?|kilomet\w+|km)\b|\b(?:manufacture|make|sell|distribute|market)\b[^.;]{0,60}\bsimilar\b|\btake\s+part\s+in\b[^.;]{0,30}\bbusiness|\bstay\s+out\s+of\b[^.;]{0,30}\bbusiness";
    AFTERWARDS = r"^[\s-]*(?:period\s+)?(?:that\s+follows|after|following|from|there\s?after)\b";
    COMPETES = r"\brender\s+(?:\w+\s+)?services\s+to\s+any\s+business|\b(?:engaged|interested|concerned)\s+(?:or\s+(?:engaged|interested|concerned)\s+)?in\b[^.;]{0,60}\b(?:business|similar|compet\w+)|\bcarry\s+on\b[^.;]{0,80}\bbusiness|\brestricted\s+(?:business|activit\w+)|\bnon-?compet\w*|\bcompet(?:e|es|ing|itors?|itive|ition)\b";
    REFRAINS = r"\b(?:not|neither|nor|refrain\w*|restrain\w*|abstain\w*|non-?compet\w*|non-?solicit\w*|no\s+solicitation|stay\s+out\s+of|hiring\s+ban)\b";
    OF_ANOTHER_EMPLOYER = r"\b(?:former|previous|prior)\s+employer\b";
    SAME_PERIOD = r"\b(?:the\s+same|such|the\s+said|that)\s+period\b";
    SOLICITS = r"\b(?:non-?solicit\w*|solicit\w*|entic\w+|poach\w*|hir(?:e|es|ing)|employ|employing|engag(?:e|ing)|recruit(?:s|ed|ing|ment)?|lur(?:e|es|ed|ing)|induc\w+|canvass\w*|head-?hunt\w*|approach|persuad\w+|offer(?:ing)?\s+(?:\w+\s+)?(?:work|employment|jobs?|positions?))\b";
    SAYS_SOLICIT = r"\b(?:non-?)?(?:solicit\w*|poach\w*|entic\w+)";
    OTHERS_PEOPLE = r"\b(?:managers?|engineers?|developers?|technicians?|employees?|staff|personnel|workers?|members?\s+of|customers?|clients?|partners?|suppliers?|contractors?|team|candidates?|nurses|patients|crew|officers|executives)\b";
    FALLS_BELOW = r"\b(?:below|under|(?:falls?|drops?|is|was|of)\s+less\s+than|fall\w*\s+to)\s*$";
    AVAILABLE = r"\b(?:uptime|availab\w+|accessib\w+|service\s+level)\b";
    PROMISES = r"\b(?:shall|will|must|guarante\w+|commit\w*|warrants?|at\s+least|not\s+less\s+than|minimum|is)\b";
    REPLACES = r"\bfrom\b[^;]{0,40}\bto\b|\breplac\w+|\bsubstitut\w+";
    INSURES = r"\b(?:insur(?:e|es|ed|ance|ances)|polic(?:y|ies)|(?:liability|indemnity|umbrella|crime|product)\s+(?:\w+\s+){0,2}cover(?:age)?)\b";
    AT_LEAST = r"\b(?:at\s+least|less\s+than|minimum|limits?\s+of|sum\s+insured|cover\w*\s+of|amount\s+of|below)\b";
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

pub(super) fn is_long(period: Period) -> bool {
    matches!(period.unit, Unit::Month | Unit::Year)
}

/// How long goods or services are warranted.
pub(super) fn warranty_duration(p: &Passage) -> Option<Hit> {
    if !WARRANTS.is_match(p.sentence) || REPORTS.is_match(p.sentence) {
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
        let is_else = NOT_OF_GOODS.is_match(before)
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
    before
        .next_back()
        .or_else(|| long.next())
        .copied()
        .or_else(|| same_period(p))
}

/// `During the same period`: the one that the sentence before names.
fn same_period(p: &Passage) -> Option<(Span, Period)> {
    let found = SAME_PERIOD.find(p.sentence)?;
    let long = periods(p.previous).into_iter().map(|(_, period)| period);
    let period = long.filter(|period| is_long(*period)).next_back()?;
    Some((Span::new(found.start(), found.end()), period))
}

/// How long a party may not compete.
pub(super) fn non_compete_term(p: &Passage) -> Option<Hit> {
    let here = COMPETES.is_match(p.sentence);
    let says_so = here || COMPETES.is_match(first(p.previous, 80));
    let is_else = OF_ANOTHER_EMPLOYER.is_match(p.sentence);
    if is_else || !REFRAINS.is_match(p.sentence) {
        return None;
    }
    if says_so {
        let (span, period) = nearest(p, &COMPETES)?;
        return Some(hit(5 + i32::from(here) * 2, span, Value::Period(period)));
    }
    // Without the word the time must run on from an end: `for two years after termination`.
    RESTRAINED.find(p.sentence)?;
    let (span, period) = nearest(p, &RESTRAINED)?;
    AFTERWARDS
        .is_match(p.after(span))
        .then(|| hit(5, span, Value::Period(period)))
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

/// The largest sum of insurance that one sentence asks for; where one is replaced, the new one.
pub(super) fn insurance_amount(p: &Passage) -> Option<Hit> {
    let here = INSURES.is_match(p.sentence);
    let is_headed = p.previous.split_whitespace().count() < 4 && INSURES.is_match(p.previous);
    let is_about = here || is_headed;
    if !is_about || NO_INSURANCE.is_match(p.sentence) {
        return None;
    }
    let mut sums = amounts(p.sentence);
    sums.retain(|(span, _)| !NOT_INSURED_SUM.is_match(p.before(*span)));
    let (span, money) = if REPLACES.is_match(p.sentence) {
        sums.into_iter().last()?
    } else {
        sums.into_iter().max_by_key(|(_, money)| money.amount)?
    };
    let weight = 4 + i32::from(here) * 2 + i32::from(AT_LEAST.is_match(p.before(span))) * 2;
    Some(hit(weight, span, Value::Money(money)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;
    use crate::offline::secrecy::confidentiality_term;

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
    fn what_warrants_no_goods_is_no_warranty() {
        for (sentence, expected) in [
            (
                "The representations and warranties of Seller shall survive the Closing for fifteen (15) months.",
                None,
            ),
            (
                "No claim for breach of the Warranties may be brought unless notice is given within eighteen months of Completion.",
                None,
            ),
            (
                "Contractor shall obtain a manufacturer's guarantee of twenty years.",
                None,
            ),
            (
                "Supplier warrants that it has been in business for ten years.",
                None,
            ),
            (
                "Contractor warrants its own work for one year.",
                Some("1 year"),
            ),
            (
                "Seller warrants the Equipment to be free from defects in material and workmanship for twelve (12) months from start-up, but in no event longer than fifteen (15) months from shipment.",
                Some("12 months"),
            ),
        ] {
            let value = read(warranty_duration, sentence);
            assert_eq!(value.as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn a_restraint_needs_no_word_of_competition() {
        for (sentence, expected) in [
            (
                "For two years after termination Franchisee shall not operate a salon within ten miles of the Location.",
                Some("2 years"),
            ),
            (
                "Licensee shall not, for one year after termination, manufacture or sell products similar to the Products.",
                Some("1 year"),
            ),
            (
                "Consultant is bound by a two-year non-compete with a former employer.",
                None,
            ),
            (
                "For two years the Tenant shall not operate machines at night.",
                None,
            ),
        ] {
            let value = read(non_compete_term, sentence);
            assert_eq!(value.as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn the_same_period_is_that_of_the_sentence_before() {
        let passage = Passage {
            sentence: "During the same period, neither of them shall solicit any customer of Purchaser.",
            previous: "For a period of two (2) years after Closing, Seller shall not compete.",
            offset: 0,
        };
        let value = non_solicit_term(&passage).map(|hit| hit.value.to_string());
        assert_eq!(value.as_deref(), Some("2 years"));
    }
}
