//! For how long the contract renews. A renewal that the parties must agree on is none.

use super::{
    JUST_BEFORE_NOT, NOTICE_AFTER, RENEWS, TERM_FOLLOWS, first, last, mentions, speaks_of_the_whole,
};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::dates::dates;
use crate::offline::durations::periods;
use crate::offline::passage::{Hit, Passage, heavier};
use crate::offline::patterns::{Pattern, pattern};
use std::sync::LazyLock;

patterns! {
    MAY_GO_ON = r"further\s+terms?|re-?new|to[\s-]+(?:year|month)|remain|exten[ds]|prolong|lengthen|roll|automatically|after|continue|carr(?:y|ies)|\bgo(?:es)?\b|stretch|option|succe|\bthen\b|following|beyond|\bstays?\b|\bonce\b|indefinite|postpon|increased|enlarged|forward|recommenc|\bnew\b|\bmore\b|second";
    KEY_OF_RENEWAL = r"renewal|extension";
    pub(super) NOT_AUTO = r"\b(?:excludes?|excluding|rules?\s+out)\s+(?:any\s+)?(?:silent|tacit|automatic)\s+(?:re-?new|exten[ds]|prolong|relocation)|\b(?:silent|tacit|automatic)\s+(?:re-?newal|extension|prolongation|relocation)\s+(?:is|are|being|shall\s+be)\s+(?:hereby\s+)?(?:excluded|ruled\s+out)\b|\bnot\s+capable\s+of\s+(?:re-?newal|extension|prolongation)\b|\b(?:not|never|no|without)\b[^.;\t]{0,40}\b(?:self|auto)[\s-]?re-?new\w*|\b(?:self|auto)[\s-]?re-?new\w*\s+(?:is|are|has\s+been|shall\s+be)\s+(?:disabled|excluded|(?:turned|switched)\s+off|not\b)|\bnon-renewing\b|\b(?:does|do|shall|will)\s+not\s+(?:be\s+)?(?:re-?new|exten[ds]|prolong)\w*\b[^.;]{0,25}\b(?:by|of)\s+itself\b|\bnot\s+be\s+(?:re-?newed|extended|prolonged)\b[^.;]{0,30}\bautomatically\b|\bexclud\w+\b[^.;]{0,30}\bautomatic|\brenewal\s*:\s*not\s+automatic\b|\bnot\b[^.;]{0,30}\b(?:re-?new|exten[ds]|prolong)\w*\s+(?:of|by)\s+its\s+own\s+(?:accord|force)\b|\bno\s+holding\s+over\b|\b(?:renewal|continu\w+)[^.;]{0,40}\bno\s+longer\s+appl\w+|\b(?:not|no|without)\b[^.;]{0,30}\b(?:renew\w*\s+automatically|automatic(?:ally)?\s+(?:be\s+)?(?:re-?new|exten)\w*)";
    pub(super) AUTO = r"\b(?:silent|tacit)(?:ly)?\s+(?:re-?new|exten|prolong)\w*|\b(?:re-?new|exten[ds]|prolong)\w*\s+(?:silently|tacitly|by\s+tacit\s+\w+)|\b(?:re-?new|exten[ds]|prolong)\w*\s+(?:by|of)\s+(?:itself|its\s+own\s+(?:accord|force))\b|\b(?:self|auto)[\s-]?re-?new\w*|\b(?:renews|(?:shall|will)\s+(?:be\s+)?renew(?:ed)?)\s+for\s+(?:successive|consecutive)\b|\bautomatic(?:ally)?\b[^.;]{0,90}\b(?:re-?new|exten[ds]|prolong)\w*|\bautomatic(?:ally)?\b(?:[^.;,]{0,90}|[^.;]{0,80},\s*(?:(?:this|the|it|its|shall|will|and|be|for|unless)\b[^.;,]{0,40})?)\bcontinue[sd]?\b|\b(?:re-?new|exten[ds]|prolong)\w*[^.;]{0,90}\bautomatic|\bevergreen\b";
    pub(super) CONTINUES_IF_NOT = r"\b(?:unless|if)\b[^.;]{0,220}\b(?:terminat|notice|notif|cancel|object|says?\s+(?:anything|otherwise))\w*[^.;]{0,160}\b(?:continues|renews|rolls\s+over|carr(?:y|ies)\s+(?:on|over)|goes\s+on|runs\s+on|(?:is|be)\s+(?:\w+\s+)?(?:re-?newed|extended|prolonged))\b[^.;]{0,40}\b(?:for|another|further|by|into)\b";
    pub(super) END_OF_PERIOD = r"\b(?:end\s+of\s+(?:an?|the|each)|current)\s+(?:\w+\s+)?(?:period|term)\b";
    GOES_FURTHER = r"\b(?:re-?new\w*|extend\w*|extension\w*|prolong\w*|lengthen\w*|continue[sd]?|carr(?:y|ies|ied)\s+(?:on|over|forward)|go(?:es)?\s+on|postpon\w+)\b";
    pub(super) IS_DELETED = r"\b(?:is|are)\s+(?:hereby\s+)?(?:deleted|cancell?ed)\s+(?:in\s+(?:its|their)\s+entirety|entirely|without\s+replacement)\s*[.;]";
    IS_EXTENDED = r"\b(?:is|was|are)\s+(?:hereby\s+)?(?:re-?newed|extended|prolonged)\s+(?:for|by)\b[^.;]{0,60}$";
    GOES_ON_STEPWISE = r"\b(?:continues?|runs?\s+on|so\s+on|from\s+then\s+on)\s+(?:\w+\s+){0,3}$|\b(?:after|once|when)\b[^.;]{0,50}\bis\s+(?:on\s+an?\s+)?$";
    pub(super) CONTRACT = r"\b(?:appointment|commitment|retention|agreements?|contracts?|subscriptions?|order\s+form|sow|statements?\s+of\s+work|terms?|licen[cs]es?|amendment|franchise|lease|engagement|arrangement|services|coverage|programs?|relationship|concession|tenancy|mandate|charter|retainer|duration|periods?\s+of\s+performance|(?:supply|contract|service|licen[cs]e|charter|hosting|first|initial|minimum|base)\s+period|support|maintenance|(?:expir\w+|end)\s+date)\b";
    pub(super) PROLONGS = r"\b(?:(?:self-|auto-?)?re-?new\w*|(?:year|month)[\s-]+to[\s-]+(?:(?:contract|calendar|license)\s+)?(?:year|month)|(?:duration|term|period)\s+(?:\w+\s+){0,3}(?:increased|enlarged)|(?:consecutive|successive)\s+(?:\w+\s+)?(?:periods|terms)|remains?\s+(?:in\s+(?:full\s+)?(?:force|effect)|valid|binding)\s+(?:and\s+effect\s+)?for\s+(?:an?\s+)?(?:further|additional|another|successive)|exten[ds]\w*|extension\w*|prolong\w*|lengthen\w*|roll\w*\s+(?:over|forward|on)|(?:automatically|thereafter|after\s+that)[^.;]{0,40}\b(?:continue[sd]?|year|month)|continue[sd]?[^.;]{0,40}(?:automatically|thereafter|after\s+that)|(?:continue|carr(?:y|ies)|g(?:o|oes))\s+(?:on|forward)\s+(?:for|in|from)|stretch(?:es|ed)?\s+(?:for|by)|options?\s+(?:to\s+continue|for\s+(?:an?|one|two|three|four|five)\s+(?:\(\d+\)\s+)?(?:additional|further|more)|[^.;]{0,20}\beach\s+of)|successor\s+(?:franchise|licen[cs]e|term)|postpon\w+|recommenc\w+|carr(?:y|ies|ied|ying)\s+(?:on|over|forward)\b|keeps?\s+(?:on\s+)?(?:going|running|rolling)|(?:new|second|further|succeeding|subsequent|additional|fresh)\s+(?:[\w-]+\s+){0,2}(?:terms?|periods?)|(?:months?|years?)\s+(?:more|longer)|continue[sd]?\s+on\s+an?|continue[sd]?\s+(?:for|by)\s+(?:another|one|an?\s+(?:further|additional)|successive))\b";
    pub(super) RENEW_WORD_BEFORE = r"\b(?:(?:auto-?)?re-?new\w*|extend\w*|extension\w*|prolong\w*|lengthen\w*|roll\w*\s+(?:over|forward|on)|additional|further|another|more|succ\w+ive|succeeding|successor|consecutive|subsequent|postpon\w+|recommenc\w+|increased|enlarged|(?:new|second|fresh)\s+(?:\w+\s+){0,2}(?:terms?|periods?)|carr(?:y|ied)\s+(?:on|over|forward)|options?,?\s+each\s+of|(?:automatically|then|thereafter|after\s+that)[^.;]{0,40}\b(?:continue[sd]?|go(?:es)?\s+on|carr(?:y|ies)\s+on|rolls?\s+forward)|stretch(?:es|ed)?)\b[^.;]{0,130}$";
    pub(super) LABELLED = r"(?:^|\n|\.{3}|\|)\W*(?:(?:item\s+)?\(?(?:[\d.]+|[a-z])\)?\s+)?(?:renewals?|extensions?)\s+(?:term|period|length)s?[\s.:|\x22,–—-]*$";
    DEFINED = r#"["“]\s*(?:renewal|extension|extended)\s+(?:term|period)s?\s*["”]\s*(?:shall\s+)?(?:means?|be|is)\s+(?:an?|each|any|the|every)\s+(?:\w+\s+){0,2}(?:period|term|extension)s?\s+of\s*$"#;
    pub(super) OF_SUCH_LENGTH = r"\b(?:terms|periods|increments|intervals|renewals|extensions)\s+of\s*$";
    pub(super) NOT_RENEWED = r"\bnot\s+(?:been\s+)?(?:re-?newed|extended)\b[^.;]{0,40}$|\b(?:such|said|the|that|its|up\s+to(?:\s+(?:another|an?\s+(?:additional|further)))?|beyond)\s*$";
    UP_TO_A_LENGTH = r"\b(?:period|term)s?\s+of\s+up\s+to\s*$";
    EACH = r"^['’s]*\s*(?:each\b|at\s+a\s+time\b)";
    // Other things that renew: `The domain names renew automatically`.
    OF_OTHER_THINGS = r"(?:(?:^|[.;:]\s)\W*(?:\d[\d.]*\s+)?|\b(?:the|each|any|all|such|its|an?|every)\s+)(?:[\w-]+\s+){0,2}(?:polic(?:y|ies)|insurance|domain\s+names?|purchase\s+orders?|letters?\s+of\s+credit|third[\s-]party\s+(?:\w+\s+){0,2}licen[cs]es?|certificates?|bonds?|permits?|registrations?)\b[^.;]{0,60}\b(?:re-?new|exten[ds]|prolong)\w*";
    THE_CONTRACT = r"\bthis\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|lease|order|licen[cs]e|policy)\b|\b(?:agreement|contract)\s+shall\b|\bthe\s+(?:initial\s+|then[\s-]+current\s+)?term\b";
    pub(super) NOT_A_RENEWAL = r"\b(?:confidential\w*|surviv\w+|warrant(?:y|ies)|cure|breach|default|non-?compet\w*|solicit\w*|records?|audit\w*|escrow|insur\w*|polic(?:y|ies)|invoice|vest\w*|refund|arbitrat\w+|force\s+majeure|forecast|negotiat\w+|price|pricing|inflation|increase\w*|royalt\w+|calendar\s+(?:quarter|year)|contract\s+year|fiscal|option\s+(?:period|term)|(?:closing|delivery|maturity)\s+date)\b";
    pub(super) SUCCESSIVE = r"\b(?:success?ive|consecutive|additional|further|rolling)\s+(?:\w+\s+)?\(?$";
    pub(super) MUTUAL = r"\bmutual(?:ly)?\b|\bboth\s+(?:parties\s+)?(?:so\s+)?agree\b";
    pub(super) BY_AGREEMENT = r"\bmutual(?:ly)?\b|\bboth\s+(?:parties\s+)?(?:so\s+)?agree\b|\b(?:agreement|consent)\s+of\s+(?:both|the)\s+parties|\bextended\s+by\s+(?:written\s+)?agreement|\bparties\s+shall\s+(?:agree|decide)";
    pub(super) ONE_MORE = r"\b(?:another|(?:an?|one|each)\s+(?:additional|further|successive|subsequent|consecutive))\s+(?P<u>month|year)\b";
    pub(super) RENEWAL_FOLLOWS = r"^[\s-]*(?:(?:more|longer)\b|(?:renewal|extension|successive|additional)\s+(?:term|period|option|right)|renewals\b|extensions?\b)";
    pub(super) ONE_MORE_OF = r"\b(?:another|(?:one|an?|for)\s+(?:additional|further|more|successive|new)|succ\w+ive|rolling)\s+(?:\w+\s+){0,2}\(?$";
    pub(super) STEP_WORDS = r"\b(?:year|month)[\s-]+to[\s-]+(?:(?:contract|calendar|license)\s+)?(?:year|month)\b|\bby\s+(?:one|a)\s+(?:calendar\s+|contract\s+)?year\b|\ba\s+year\s+at\s+a\s+time\b|\bfor\s+each\s+(?:calendar\s+|contract\s+|fiscal\s+)?year\s+(?:after|there)\w*\b|\bfor\s+each\s+(?:following|succeeding|subsequent)\s+(?:calendar\s+|contract\s+|fiscal\s+)?year\b|\badditional\s+(?:fiscal|calendar|contract)\s+years\b|\bby\s+the\s+(?:calendar\s+)?year\b|\b(?:annual|yearly|monthly)\s+(?:basis|periods?|terms?|renewals?|extensions?|increments?)\b|\bsuccessive\s+(?:years?|months?)\b|\b(?:for\s+(?:the|each|every)\s+(?:calendar\s+|contract\s+|fiscal\s+)?year\s+(?:then\s+)?(?:following|next)|each\s+(?:consecutive|following|succeeding|subsequent|further|additional)\s+(?:calendar\s+|contract\s+|fiscal\s+)?year)\b|\brenew\w*\s+(?:automatically\s+)?(?:each|every)\s+(?:year|month)\b|\brenew\w*\s+(?:annually|yearly|monthly)\b";
    pub(super) ENDLESS = r"\b(?:thereafter|after\s+(?:that|which|(?:the\s+)?(?:initial|first|original)\s+(?:term|period))|(?:and|shall|will)\s+then|following\s+(?:the\s+)?(?:initial|original|expir\w+)|beyond|re-?new\w*|exten[ds]\w*|prolong\w*)\b[^.;]{0,140}\b(?:until\b[^.;]{0,60}\b(?:terminat|cancel|determin|end|giv)\w*|unless\s+and\s+until\b|indefinite(?:ly)?|(?:unlimited|open-ended)\s+(?:period|time|term|duration)|in\s+perpetuity|perpetual(?:ly)?)|\b(?:thereafter|after\s+that)[^.;]{0,60}\bautomatically\s+continue[sd]?\b|\bautomatically\s+continue[sd]?\s+(?:\w+\s+){0,4}thereafter\b|\b(?:years?|months?|term|period)\b[^.;]{0,60}\b(?:and|then|continu\w+)\s+(?:for\s+an?\s+)?indefinite(?:ly)?\b|^\W*(?:thereafter|after\s+that)\b[^.;]{0,60}\b(?:may|can)\s+be\s+(?:terminat|cancel|determin)\w+\s+by|\bsubject\s+thereafter\s+to\s+(?:termination|cancellation)\s+by\b|\b(?:continue|remain|stay)s?\b[^.;]{0,60}\b(?:thereafter|after\s+(?:that|(?:the\s+)?(?:initial|first|original)\s+(?:term|period)))\b[^.;]{0,30}\b(?:unless\s+(?:sooner\s+|earlier\s+)?|until\s+|subject\s+to\s+|terminable\s+)(?:terminat|cancel|either|by)\w*|\b(?:years?|months?)\s*,?\s+and\s+thereafter\s+(?:may|shall|can|will)\s+be\s+(?:terminat|cancel|determin)\w+|\b(?:when|once|after)\s+the\s+(?:initial|first|original)\s+(?:term|period)\s+(?:is|has|ends|expires)\b[^.;]{0,80}\b(?:continues?|remains?|goes\s+on)\s+until\s+(?:terminat|cancel|end)\w+";
    pub(super) GOES_ON = r"\b(?:thereafter\b[^.;]{0,60}\bbe\s+(?:terminat|cancel|determin)|subject\s+thereafter|continu|remain|re-?new|exten[ds]|prolong|go(?:es)?\s+on|carr(?:y|ies)\s+on|run|in\s+(?:full\s+)?(?:force|effect))";
    pub(super) FIRST_TERM = r"\b(?:initial|first|original|primary|minimum|fixed|base)\s+(?:\w+\s+)?(?:term|period)\b|\b(?:years?|months?)\b";
}

/// Whether what renews is another thing than the contract, such as a policy or a domain name.
pub(super) fn is_of_another_thing(sentence: &str) -> bool {
    OF_OTHER_THINGS.find_iter(sentence).any(|thing| {
        let is_first = thing.as_str().starts_with(['.', ';', ':']);
        let before = &sentence[..thing.start() + usize::from(is_first)];
        let from = before.rfind(['.', ';', ':']).unwrap_or(0);
        let to = sentence[thing.end()..].find(['.', ';']);
        let own = &sentence[from..to.map_or(sentence.len(), |at| thing.end() + at)];
        !THE_CONTRACT.is_match(own)
    })
}

/// The length of one renewal.
pub(in crate::offline) fn renewal_term(p: &Passage) -> Option<Hit> {
    let is_about = MAY_GO_ON.is_match(p.sentence)
        && (PROLONGS.is_match(p.sentence) || ENDLESS.is_match(p.sentence))
        && (CONTRACT.is_match(p.sentence)
            || CONTRACT.is_match(p.previous)
            || AUTO.is_match(p.sentence)
            || END_OF_PERIOD.is_match(p.sentence))
        && (AUTO.is_match(p.sentence) && !NOT_AUTO.is_match(p.sentence)
            || !MUTUAL.is_match(p.sentence))
        && !IS_DELETED.is_match(p.sentence)
        && !is_of_another_thing(p.sentence);
    if !is_about {
        return labelled(p, &LABELLED);
    }
    if let Some(hit) = labelled(p, &DEFINED) {
        return Some(hit);
    }
    periods(p.sentence)
        .into_iter()
        .filter_map(|(span, period)| one_renewal(p, span, period))
        .fold(None, |best, hit| heavier(best, Some(hit)))
        .or_else(|| stepwise(p))
        .or_else(|| endless(p))
        .or_else(|| labelled(p, &LABELLED))
}

/// The length in a row of a table whose `key` is such as `Renewal Term`.
pub(super) fn labelled(p: &Passage, key: &Pattern) -> Option<Hit> {
    if !KEY_OF_RENEWAL.is_match(p.sentence) && !KEY_OF_RENEWAL.is_match(p.previous) {
        return None;
    }
    let (span, period) = periods(p.sentence).into_iter().next()?;
    key.is_match(p.before(span)).then_some(Hit {
        weight: 7,
        span,
        value: Value::Period(period),
    })
}

/// That after its first term the contract goes on until somebody ends it.
pub(super) fn endless(p: &Passage) -> Option<Hit> {
    // Words that name a length before those that tell of no end are not the ones.
    let has_length = |found: &regex::Match<'_>| {
        let lengths = periods(found.as_str()).into_iter();
        lengths
            .map(|(place, _)| Span::new(found.start() + place.start, found.start() + place.end))
            .any(|place| !NOTICE_AFTER.is_match(p.after(place)))
    };
    let mut found = ENDLESS.find(p.sentence)?;
    while has_length(&found) {
        let first = found.as_str().chars().next()?;
        found = ENDLESS.find_at(p.sentence, found.start() + first.len_utf8())?;
    }
    let span = Span::new(found.start(), found.end());
    let before = p.before(span);
    let is_of_first = before.trim().is_empty()
        || FIRST_TERM.is_match(before)
        || FIRST_TERM.is_match(found.as_str())
        || FIRST_TERM.is_match(p.previous);
    let is_it = is_of_first
        && (GOES_ON.is_match(before) || GOES_ON.is_match(found.as_str()))
        && !NOT_A_RENEWAL.is_match(last(before, 60))
        && !NOT_A_RENEWAL.is_match(found.as_str())
        && !BY_AGREEMENT.is_match(found.as_str());
    is_it.then_some(Hit {
        weight: 6,
        span,
        value: Value::OpenEnded,
    })
}

/// Whether the words say that a renewal has no end.
pub(super) fn is_endless(quote: &str) -> bool {
    ENDLESS.is_match(quote)
}

/// The period as the length of a renewal, where the words around it say so.
fn one_renewal(p: &Passage, span: Span, period: Period) -> Option<Hit> {
    let (before, after) = (p.before(span), p.after(span));
    let renews = RENEW_WORD_BEFORE.is_match(before) || RENEWAL_FOLLOWS.is_match(after);
    let is_other = NOTICE_AFTER.is_match(after)
        || JUST_BEFORE_NOT.is_match(before)
        || NOT_RENEWED.is_match(before) && !UP_TO_A_LENGTH.is_match(before)
        || is_done(before, after)
        || mentions(since_comma(last(before, 60)), &["notice", "prior"])
        || mentions(last(before, 25), &["initial"])
        || matches!(period.unit, Unit::Hour | Unit::BusinessDay);
    if !renews || is_other {
        return None;
    }
    let mut weight = 5;
    weight += i32::from(AUTO.is_match(p.sentence)) * 3;
    weight += i32::from(
        mentions(before, &["renew", "succ"])
            || mentions(after, &["renewal term", "renewal period"]),
    ) * 2;
    weight += i32::from(TERM_FOLLOWS.is_match(after) || RENEWAL_FOLLOWS.is_match(after));
    weight += i32::from(speaks_of_the_whole(p.sentence));
    weight += i32::from(
        ONE_MORE_OF.is_match(last(before, 40))
            || OF_SUCH_LENGTH.is_match(before)
            || EACH.is_match(after),
    );
    let is_one_of_many = SUCCESSIVE.is_match(before) || OF_SUCH_LENGTH.is_match(before);
    let is_short = matches!(period.unit, Unit::Day | Unit::Week) && !is_one_of_many;
    weight -= i32::from(is_short) * 3;
    let is_other = NOT_A_RENEWAL.is_match(of_its_clause(last(before, 100)));
    let is_of_it = speaks_of_the_whole(p.sentence);
    weight -= i32::from(is_other) * if is_of_it { 4 } else { 6 };
    (weight >= 6).then_some(Hit {
        weight,
        span,
        value: Value::Period(period),
    })
}

/// Whether the words extend the contract here and now, from a day on, as an amendment does.
pub(super) fn is_done(before: &str, after: &str) -> bool {
    IS_EXTENDED.is_match(before) && !dates(after).is_empty()
}

/// The words of the clause that renews, where it names the contract: those before it speak of a condition.
fn of_its_clause(before: &str) -> &str {
    let verb = GOES_FURTHER.find_iter(before).last();
    let comma = verb.and_then(|verb| before[..verb.start()].rfind([',', ';', '(']));
    comma
        .map(|comma| &before[comma..])
        .filter(|clause| CONTRACT.is_match(clause) || RENEWS.is_match(first(clause, 15)))
        .unwrap_or(before)
}

/// The words since the last comma, or all of them.
fn since_comma(words: &str) -> &str {
    words.rsplit(',').next().unwrap_or(words)
}

/// `from year to year`, `on an annual basis`, `for another year`: a renewal whose length is the step.
pub(super) fn stepwise(p: &Passage) -> Option<Hit> {
    let (found, word) = match STEP_WORDS.find(p.sentence) {
        Some(found) => (found, found.as_str()),
        None => {
            let captures = ONE_MORE.captures(p.sentence)?;
            (captures.get(0)?, captures.name("u")?.as_str())
        }
    };
    let span = Span::new(found.start(), found.end());
    let unit = if mentions(word, &["month"]) {
        Unit::Month
    } else {
        Unit::Year
    };
    let near = last(p.before(span), 90);
    let renews = PROLONGS.is_match(near)
        || GOES_ON_STEPWISE.is_match(near)
        || mentions(found.as_str(), &["renew"])
        || mentions(near, &["thereafter", "after that", "after the initial"])
        || mentions(
            first(p.after(span), 14),
            &["thereafter", "after that", "after the"],
        )
        || AUTO.is_match(p.sentence);
    (renews && !NOT_A_RENEWAL.is_match(last(near, 60))).then(|| Hit {
        weight: 6,
        span,
        value: Value::Period(Period::new(1, unit)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::auto_renewal;
    use super::*;
    use crate::offline::passage::alone as read;

    /// I29: a renewal is told by what goes on and by what follows.
    #[test]
    fn a_renewal_is_told_in_many_words() {
        for (sentence, expected) in [
            (
                "This Agreement shall be extended of its own accord for a second term of three years.",
                Some("3 years"),
            ),
            (
                "Provided that Gull is not in default, this Agreement shall be extended for a second term of three years.",
                Some("3 years"),
            ),
            (
                "The Owner may postpone the Expiration Date by six months.",
                Some("6 months"),
            ),
            (
                "After the first year the Agreement will be carried forward from month to month.",
                Some("1 month"),
            ),
            (
                "Following the first year the license keeps rolling over in periods of ninety (90) days.",
                Some("90 days"),
            ),
            (
                "“Renewal Period” means a period of two years that follows automatically upon the first three years of the License.",
                Some("2 years"),
            ),
            (
                "When that year is over the coverage goes on from year to year.",
                Some("1 year"),
            ),
            (
                "If both parties so agree in writing, this Agreement may be renewed for two years.",
                None,
            ),
            (
                "Item 5    Further Terms: two further terms of 2 years each",
                Some("2 years"),
            ),
            (
                "This Contract can be extended by the Buyer for 1 period of up to 12 months.",
                Some("12 months"),
            ),
            (
                "If not terminated three months prior to expiry, the Agreement is prolonged by 12 months at a time.",
                Some("12 months"),
            ),
            (
                "The parties shall negotiate on a renewal of this Agreement for an additional period of twenty days.",
                None,
            ),
        ] {
            assert_eq!(
                read(renewal_term, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }

    /// I29: what renews may be another thing than the contract.
    #[test]
    fn other_things_renew_too() {
        for sentence in [
            "Third-party software licences renew automatically for three-year periods unless cancelled 90 days before.",
            "Each Purchase Order shall be automatically renewed for one year unless cancelled 10 days before its end.",
            "The letter of credit shall be automatically extended for one-year terms unless the bank gives 60 days' notice of non-renewal.",
        ] {
            assert_eq!(read(auto_renewal, sentence), None, "{sentence}");
            assert_eq!(read(renewal_term, sentence), None, "{sentence}");
        }
        for (sentence, expected) in [
            ("This Order will not auto-renew.", "no"),
            ("There is no auto-renewal of this Agreement.", "no"),
            (
                "This Order Form shall not auto renew at the end of the term.",
                "no",
            ),
            ("Auto-renewal is disabled for this Agreement.", "no"),
            ("Auto-renewal: No", "no"),
            ("Automatic renewal\tNot applicable", "no"),
            ("Auto-renewal (Y/N): N", "no"),
            ("Payment  Net 30  Evergreen: No", "no"),
            ("Auto-Renew: Yes", "yes"),
            ("This Order Form auto-renews for one year at a time.", "yes"),
        ] {
            assert_eq!(
                read(auto_renewal, sentence).as_deref(),
                Some(expected),
                "{sentence}"
            );
        }
        let own = "This Agreement, and each Purchase Order, shall be automatically renewed for one-year terms.";
        assert_eq!(read(renewal_term, own).as_deref(), Some("1 year"));
    }
}
