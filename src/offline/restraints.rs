//! How long a party may not compete, and how long it may not win over the other's people or customers.
//!
//! A time in which something else is forbidden, such as to tell a secret, is never taken for either.

use super::durations::{anniversaries, periods, speaks_of_time};
use super::passage::{Hit, Passage, hit};
use super::patterns::{Pattern, pattern};
use super::promises::is_long;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use std::sync::LazyLock;

patterns! {
    NONE = r"^[\w\s]{0,20}[:|.]?\s*(?:not\s+applicable|n/a|none)\b";
    COMPETES = r"\brender\s+(?:\w+\s+)?services\s+to\s+any\s+business|\b(?:engag(?:e|ed|ing)|interested|concerned|invest(?:ed|ing)?|participat(?:e|ed|ing))\s+(?:or\s+(?:\w+\s+){0,3}?)?in\b[^.;]{0,60}\b(?:business|similar|compet\w+)|\bcarry\s+on\b[^.;]{0,80}\bbusiness|\brestricted\s+(?:business|activit\w+)|\bnon-?compet\w*|\bcompet(?:e|es|ing|itors?|itive|ition)\b|\brivals?\b";
    RESTRAINED = r"\b(?:own|open|operate|run|conduct|manage|practi[sc]e|establish)\b[^.;]{0,80}\b(?:within|radius)\b[^.;]{0,60}\b(?:miles?|kilomet\w+|km)\b|\b(?:manufacture|make|sell|distribute|market)\b[^.;]{0,60}\bsimilar\b|\btake\s+part\s+in\b[^.;]{0,30}\bbusiness|\b(?:keep|stay)\s+out\s+of\b[^.;]{0,50}\b(?:business|trade|market|field|industry)|\b(?:own|operate|manage|carry\s+on|conduct)\b[^.;]{0,60}\b(?:have|hold|acquire)\s+(?:any|an|a)\s+(?:\w+\s+){0,2}?interest\s+in\b|\bpractis?e\s+(?:\w+\s+){1,3}?(?:in|inside|within)\b|\bpractice\s+(?:\w+\s+){1,3}?(?:in|inside|within)\b|\b(?:be\s+employed\s+by|work\s+for|act\s+for|accept\s+(?:an?\s+)?(?:position|employment|engagement)\s+with)\b|\brepresent(?:ing)?\s+(?:any|another|other|a)\s+(?:\w+\s+){0,2}?(?:manufacturer|maker|producer|supplier|principal|compan\w+|firm|line)s?\b|\b(?:bid|bidding|tender\w*)\s+(?:on|for)\b";
    AFTERWARDS = r"^[\s-]*(?:period\s+)?(?:(?:that|which)\s+follows?|after|following|from|there\s?after|commencing|beginning|count(?:ing|ed)|reckoned|running|(?:have|has)\s+(?:elapsed|passed)|once\b)\b";
    // The end, told before the time: `Upon termination Franchisee shall not, for two years,`.
    AFTER_THE_END = r"\b(?:upon|after|following|on)\s+(?:the\s+|any\s+)?(?:expir\w+|terminat\w+|cessation|departure|closing|completion|transfer|end)\b";
    REFRAINS = r"\b(?:not|neither|nor|no\s+\w+\s+(?:shall|will|may)|(?:covenant|restraint)s?\s+against|(?:barred|debarred|forbidden|precluded|prohibited)\s+from|refrain\w*|restrain\w*|abstain\w*|non-?compet\w*|non-?solicit\w*|no\s+solicitation|(?:keep|stay)s?\s+out\s+of|hiring\s+ban)\b";
    OF_ANOTHER_EMPLOYER = r"\b(?:former|previous|prior)\s+employer\b";
    SAME_PERIOD = r"\b(?:the\s+same|such|the\s+said|that)\s+period\b";
    // What nobody keeps the party from.
    ALLOWED = r"\b(?:not|nothing)\b[^.;]{0,20}\b(?:prevents?|prevented|preclude[ds]?|prohibit(?:s|ed)?|restrain(?:s|ed))\b|\b(?:is|are|remains?)\s+(?:otherwise\s+)?(?:free|at\s+liberty)\s+to\s+(?:compete|deal|make|offer|serve|work)\b";
    OF_EXPERIENCE = r"^['’]?\s*(?:of\s+)?(?:\w+\s+)?experience\b";
    NONE_OF = r"\bnone\s+of\b";
    // A business that is named and not called a competing one, forbidden from the end on.
    FORBIDDEN = r"\b(?:not|nor|neither|(?:refrain|abstain|barred|prohibited)\s+from|no\s+\w+\s+shall)\b[^.;]{0,80}\b(?:carry(?:ing)?\s+on|deal(?:ing)?\s+in|join|run(?:ning)?|set(?:ting)?\s+up|open(?:ing)?|operat(?:e|ing)|establish(?:ing)?|start(?:ing)?|launch(?:ing)?|develop(?:ing)?|commerciali[sz](?:e|ing)|sell(?:ing)?|offer(?:ing)?|supply(?:ing)?|manufactur(?:e|ing)|practi[sc](?:e|ing)|work(?:ing)?\s+on)\b";
    DURING_THE_TERM = r"\bduring\s+the\s+(?:term|life|duration)\b[^.;]{0,60}$";
    THEREAFTER = r"^[\s-]*(?:thereafter|afterwards)\b";
    FROM_THE_END = r"^[\s-]*(?:period\s+)?(?:(?:that|which)\s+follows?|after|following|from|of|(?:have|has)\s+(?:elapsed|passed)\s+(?:from|since)|once)\s+(?:the\s+|its\s+|this\s+|such\s+|any\s+|said\s+)?(?:\w+\s+){0,3}?(?:cessation|clos(?:e|es|ing)|completion|departure|early\s+termination|end(?:s|ing)?|expir\w+|leaving|resign\w*|settlement|terminat\w+|transfer|(?:is|are)\s+over)\b";
    OF_OTHER_KINDS = r"\b(?:action|advertis\w+|claims?|confidential\w*|disclos\w+|employ\w*|entic\w+|hire|hiring|inventory|names?|offering|records?|securities|shares|solicit\w*|stock|trade\s?marks?|use)\b";
    // A name that the contract gives to the time, and the time itself.
    NAMED_TIME = r"\bnon-?compet\w*\s+(?:period|term)\b|\b(?:restrain(?:t|ed)|restrict(?:ed|ion|ive))\s+period\b";
    DEFINES = r#"^\W*(?:\([a-z]\)\s*)?["“']?(?:the\s+)?(?:non-?compet\w*\s+(?:period|term)|restraint\s+period)["”']?\s*(?:shall\s+)?(?:means?|be|is|:|\|)"#;
    // Up to a day that is told as so many years: `until the fifth anniversary of Closing`.
    UP_TO = r"\b(?:until|till|to|through|ending\s+on|ends\s+on|expir\w+\s+on|on\s+or\s+before)\s+(?:the\s+)?(?:date\s+that\s+is\s+)?(?:the\s+)?$";
    // What is kept secret, told or claimed for a time.
    ELSE_FOR_SO_LONG = r"\b(?:secret|confiden\w+|disclos\w+)\b[^.;]{0,70}$";
    // Time looked back upon, and time for a notice.
    LOOKS_BACK = r"\b(?:last|past|preceding|previous|prior)\s+(?:period\s+of\s+)?\(?$|\bnotice\s+of\s+(?:at\s+least\s+)?\(?$|\b(?:at\s+least|less\s+than|longer\s+than|more\s+than|upon)\s+\(?$";
    WITHIN = r"\bwithin\s+(?:an?\s+|the\s+)?(?:period\s+of\s+)?\(?$";
    NOT_WITHIN = r"\b(?:not|nor|neither)\b[^.;]{0,40}\bwithin\s+(?:an?\s+|the\s+)?(?:period\s+of\s+)?\(?$";
    NOTICE_FOLLOWS = r"^['’]?\s*(?:(?:prior|written|advance)\s+)*notice\b|^\s*(?:before|prior\s+to|preceding)\b";
    RUNS_FOR = r"\b(?:for|during|until|of)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:period\s+of\s+|(?:first|next)\s+)?\(?$";
    SOLICITS = r"\b(?:non-?solicit\w*|solicit\w*|entic\w+|poach\w*|hir(?:e|es|ing)|employ|employing|engag(?:e|ing)|recruit(?:s|ed|ing|ment)?|lur(?:e|es|ed|ing)|induc\w+|canvass\w*|head-?hunt\w*|approach|persuad\w+|offer(?:ing)?\s+(?:\w+\s+)?(?:work|employment|jobs?|positions?))\b";
    SAYS_SOLICIT = r"\b(?:non-?)?(?:solicit\w*|poach\w*|entic\w+)";
    OTHERS_PEOPLE = r"\b(?:managers?|engineers?|developers?|technicians?|employees?|staff|personnel|workers?|members?\s+of|customers?|clients?|partners?|suppliers?|contractors?|team|candidates?|nurses|patients|crew|officers|executives)\b";
}

/// The fewest days that a restraint is told in; shorter ones are times to act.
const FEWEST_DAYS: u32 = 30;

/// How long a party may not compete.
pub(super) fn non_compete_term(p: &Passage) -> Option<Hit> {
    if !may_name_time(p.sentence) {
        return None;
    }
    if DEFINES.is_match(p.sentence) {
        let (span, period) = restraints(p).into_iter().next()?;
        return Some(hit(6, span, Value::Period(period)));
    }
    let here = COMPETES.is_match(p.sentence);
    // A row or a sentence that says what it forbids is not under the heading of another.
    let says_so =
        here || COMPETES.is_match(first(p.previous, 80)) && !SAYS_SOLICIT.is_match(p.sentence);
    let is_else = OF_ANOTHER_EMPLOYER.is_match(p.sentence) || ALLOWED.is_match(p.sentence);
    if is_else || !(REFRAINS.is_match(p.sentence) || NONE_OF.is_match(p.sentence)) {
        return None;
    }
    if says_so {
        let (span, period) = nearest(p, &COMPETES, restraints(p))?;
        return Some(hit(5 + i32::from(here) * 2, span, Value::Period(period)));
    }
    if !RESTRAINED.is_match(p.sentence) {
        return forbidden(p);
    }
    // Without the word the time must run on from an end: `for two years after termination`.
    let (span, period) = nearest(p, &RESTRAINED, restraints(p))?;
    let is_afterwards = AFTERWARDS.is_match(p.after(span))
        || RUNS_FOR.is_match(p.before(span))
            && (AFTER_THE_END.is_match(p.before(span)) || AFTER_THE_END.is_match(heading(p)));
    is_afterwards.then(|| hit(5, span, Value::Period(period)))
}

/// How long after the end a business is forbidden that nothing calls a competing one.
fn forbidden(p: &Passage) -> Option<Hit> {
    if OF_OTHER_KINDS.is_match(p.sentence) || !FORBIDDEN.is_match(p.sentence) {
        return None;
    }
    let mut found = restraints(p).into_iter();
    let (span, period) = found.find(|(span, _)| {
        let after = p.after(*span);
        let goes_on = || THEREAFTER.is_match(after) && DURING_THE_TERM.is_match(p.before(*span));
        FROM_THE_END.is_match(after) || goes_on()
    })?;
    Some(hit(5, span, Value::Period(period)))
}

/// The sentence before, where it is short enough for a heading.
fn heading<'a>(p: &Passage<'a>) -> &'a str {
    if p.previous.len() < 60 {
        p.previous
    } else {
        ""
    }
}

/// How long a party may not win over the other's people or customers.
pub(super) fn non_solicit_term(p: &Passage) -> Option<Hit> {
    if !may_name_time(p.sentence) {
        return None;
    }
    let is_about = SOLICITS.is_match(p.sentence)
        && (OTHERS_PEOPLE.is_match(p.sentence) || SOLICITS.is_match(first(p.previous, 80)));
    if !is_about || !REFRAINS.is_match(p.sentence) {
        return None;
    }
    let mut long = periods(p.sentence);
    long.retain(|(_, period)| is_long(*period));
    let (span, period) = nearest(p, &SOLICITS, long)?;
    let weight = 5 + i32::from(SAYS_SOLICIT.is_match(p.sentence)) * 2;
    Some(hit(weight, span, Value::Period(period)))
}

/// The times of the sentence for which something may be forbidden, in the order of the text.
fn restraints(p: &Passage) -> Vec<(Span, Period)> {
    let mut found = periods(p.sentence);
    found.retain(|(span, period)| {
        let (before, after) = (p.before(*span), p.after(*span));
        let is_for_days = period.unit == Unit::Day
            && period.count >= FEWEST_DAYS
            && RUNS_FOR.is_match(before)
            && (FROM_THE_END.is_match(after) || AFTER_THE_END.is_match(heading(p)));
        (is_long(*period) || is_for_days)
            && !LOOKS_BACK.is_match(last(before, 60))
            && (!WITHIN.is_match(before) || NOT_WITHIN.is_match(before))
            && !NOTICE_FOLLOWS.is_match(after)
            && !OF_EXPERIENCE.is_match(after)
            && !ELSE_FOR_SO_LONG.is_match(before)
    });
    let days = anniversaries(p.sentence).into_iter();
    found.extend(days.filter(|(span, _)| UP_TO.is_match(p.before(*span))));
    found.sort_by_key(|(span, _)| span.start);
    found
}

/// The last of the times `long` before the words of a promise, else the first behind them; none where the
/// words are said not to apply.
fn nearest(p: &Passage, words: &Pattern, long: Vec<(Span, Period)>) -> Option<(Span, Period)> {
    let Some(word) = words.find(p.sentence) else {
        return long.first().copied();
    };
    if NONE.is_match(&p.sentence[word.end()..]) {
        return None;
    }
    let before = long.iter().rfind(|(span, _)| span.end <= word.start());
    before
        .or_else(|| long.first())
        .copied()
        .or_else(|| same_period(p))
}

/// `During the same period`, `during the Restricted Period`: the one that the sentence before names.
fn same_period(p: &Passage) -> Option<(Span, Period)> {
    let found = SAME_PERIOD.find(p.sentence).or_else(|| {
        let named = NAMED_TIME.find(p.sentence)?;
        NAMED_TIME.is_match(p.previous).then_some(named)
    })?;
    let mut periods = periods(p.previous).into_iter().map(|(_, period)| period);
    let period = periods.rfind(|period| is_long(*period))?;
    Some((Span::new(found.start(), found.end()), period))
}

/// Whether a sentence has a period or points back to one; most have none, and need no further look.
fn may_name_time(sentence: &str) -> bool {
    speaks_of_time(sentence) || SAME_PERIOD.is_match(sentence) || NAMED_TIME.is_match(sentence)
}

#[cfg(test)]
mod tests;
