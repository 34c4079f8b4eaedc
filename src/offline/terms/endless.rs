//! That the contract has no end of its own: it runs until somebody ends it, or until something happens
//! of which the contract gives no day.
//!
//! A day, a length, a date or a term by a name of its own, and what is left blank are no such ends. Nor is
//! work to be done (`until completion of the Project`): of such ends lawyers give no answer.

use super::another::is_of_another_contract;
use super::expiry::{End, OTHER_MATTER, Said};
use super::{RENEWS, first, last};
use crate::domain::document::Span;
use crate::offline::dates::{MONTHS, dates};
use crate::offline::durations::{anniversaries, periods};
use crate::offline::passage::Passage;
use crate::offline::patterns::{Pattern, pattern};
use std::sync::LazyLock;

patterns! {
    NEVER = r"\b(?:until|till|unless\s+and\s+until|until\s+and\s+unless)\s+(?:it\s+is\s+|such\s+time\s+as\s+(?:it\s+is\s+)?|this\s+agreement\s+is\s+|the\s+agreement\s+is\s+|otherwise\s+)?(?:sooner\s+|earlier\s+|duly\s+)?(?:terminated|cancell?ed|revoked|ended|determined|discontinued|withdrawn|dissolved|brought\s+to\s+an\s+end|wound\s+up|notice\s+(?:of\s+termination\s+)?is)\b|\b(?:until|till)\s+(?:such\s+time\s+as\s+)?(?:either|one|any|a)\s+(?:of\s+(?:the|us|them|you)\b|part(?:y|ies)\b)|\buntil\s+(?:the\s+)?(?:earlier\s+)?(?:termination|cancellation)\s+(?:of\s+this|by|in\s+accordance|as\s+provided|pursuant|hereof|hereunder)|\bindefinite(?:ly)?\b|\bin\s+perpetuity\b|\bfor\s*ever\b|\b(?:so|as)\s+long\s+as\s+neither\s+(?:party|of)\b|\bperpetual(?:ly)?\b|\b(?:everlasting|open-ended|evergreen\s+term)\b|\b(?:unlimited|unspecified|undefined|indeterminate|undetermined)\s+(?:period|term|time|duration)|\buntil\s+further\s+notice\b|\bwhen\s+(?:terminated|cancell?ed|ended)\s+by\b|\bends?\s+when\s+(?:either|one|any)\s+(?:[\w’']+\s+){0,5}ends?\s+it\b|\bno\s+(?:fixed|definite|set|stated|specific|fixed\s+end)\s+(?:term|duration|period|end|expir\w+)\b|\bfixed\s+no\s+(?:term|end)\b|\b(?:without|no)\s+(?:any\s+)?(?:(?:time\s+)?limit\w*\s+(?:of|in|as\s+to)\s+(?:time|duration)|time\s+limit\w*|expir\w+\s+date|end\s+date)\b|\b(?:is|be|on)\s+(?:an?\s+)?month[\s-]+to[\s-]+month\b|\b(?:co-?termin(?:o)?us|co-?extensive)\s+with\b|\b(?:agreement|contract|licen[cs]e|term|subscription|it)\s+(?:(?:do(?:es)?|shall|will)\s+not\s+expire|never\s+expires?)\b|\b(?:continues?|runs?)\s+(?:on\s+a\s+|from\s+)?month[\s-]+to[\s-]+month\b|\b(?:continues?|runs?)\s+from\s+month\s+to\s+month\b";
    IN_FORCE = r"\b(?:continu|remain|be\s+(?:in|of|effective|valid|perpetual)|term\b[^.;]{0,60}\b(?:is|be|has|have)\b|(?:is|are)\s+(?:in\s+effect|effective|valid|entered|perpetual|$)|is\s+for\s+an?\s*$|(?:formed|established|created|constituted|concluded)\s+for|in(?:to)?\s+(?:full\s+)?(?:force|effect)|effective|valid|apply|endur|run|end\b|subsist|stays?\b|lasts?\b|operat|go(?:es)?\s+on\b|carr(?:y|ies)\s+on\b|made\s+for|footing|basis|binds?\b|co-?(?:termin|exten)|fixed|expire|ha(?:s|ve)\s*$|parties\s+have)";
    ALTERNATIVE = r"\bor\s*,?\s*$";
    // What stands before the end of that which follows a first term.
    AFTERWARDS = r"\b(?:there(?:after|upon)|then|afterwards|subsequently|(?:after|following|upon|at|when|on)\s+(?:the\s+)?(?:\w+\s+){0,4}(?:initial|first|minimum|original|fixed)\s+(?:\w+\s+)?(?:term|period))\b";
    // The same of notice that must come before that term ends: `unless notified before the Term ends, this Lease continues`.
    BEFORE_ITS_END = r"\b(?:before|prior\s+to)\s+(?:(?:the\s+)?(?:end|expir\w+|conclusion)\s+of\s+)?(?:the|its|such)\s+(?:[\w-]+\s+){0,3}(?:term|period)\b";
    RENEWED = r"\b(?:re-?new|extend|prolong)ed\b[^.;]{0,40}$";
    TERM = r"\b(?:terms?|periods?|until|through|expir\w+|ends?)\b";
    LASTS = r"\b(?:continu\w*|remain\w*|stays?|endur\w*|subsist\w*|lasts?|runs?|exists?|binds?|go(?:es)?\s+on|carr(?:y|ies)\s+on|in\s+(?:full\s+)?(?:force|effect)|effective|operative|valid|term|period|duration|commenc\w*|begin\w*|starts?)\b[^.;]{0,160}$";
    WHILE = r"\b(?:until|till|(?:so|as)\s+long\s+as|for\s+the\s+(?:entire\s+)?(?:life|lifetime|duration|term|time\s+periods?)\s+of\s+(?:the|such|any|each|its)\b|during\s+the\s+term\s+of\s+the|co-?termin(?:o)?us\s+with|conterminous\s+with)\b";
    ENDS_WHEN = r"\b(?:ends?|expires?|terminates?|lapses?|concludes?|falls?\s+away|ceases?\s+to\s+(?:be|have|apply)|ending|expiring|terminating)\b(?:\s+(?:automatically|immediately|forthwith|in\s+its\s+entirety|and|be|of\s+no\s+(?:further\s+)?(?:force|effect)|without\s+notice))*,?\s+(?:up)?(?:on|when(?:ever)?|if|as\s+soon\s+as|at\s+such\s+time\s+as|concurrently\s+with|simultaneously\s+with|in\s+the\s+event)\b";
    OWN = r"^[\s,]*(?:and\s+including\s+|up\s+to\s+|at\s+|on\s+|through\s+)?(?:the\s+)?(?:earlier\s+of\s+)?(?:(?:end|expir\w+|termination|close|conclusion|completion|last\s+day|anniversary)\s+of\s+)?(?:the|this|such|its|any|each|that|said|a)?\s*(?:(?:initial|renewal|original|first|current|then[\s-]+current|extended|primary|applicable|last|following|next|preceding|calendar|fiscal|contract)\s+)*(?:year|months?|quarter|agreement|contract|day|season|anniversary|(?:[\w-]+\s+){0,3}(?:terms?|periods?|date))\b";
    OF_SEVERAL = r"^[^.;]{0,40}\b(?:earlie(?:r|st)|later|latest|first|last)\s+(?:of\b|to\b|occur\w*|happen\w*)";
    OF_WORK = r"\b(?:complet\w+|accept\w+|perform\w+|royalt\w+|paid|payments?|deliver\w+|offering|project|program|study|obligations?|impressions|race|season|sales?)\b";
    OF_A_PART = r"\b(?:surviv\w+|by\s+(?:their|its)\s+nature|terms\s+of|provisions?|obligations?|sections?\s+[\d.]+|extended|renewed|exclusiv\w+|insurance|confidential\w*|(?:committee|directors?|jdc|jsc)\s+(?:shall|will))\b[^.;]{0,120}$";
    PROVIDED = r",?\s*\b(?:subject\s+to|unless|provided|except|but)\b";
    PROVISO = r"\b(?:provided|except)\b[^.;]{0,120}$";
    GRANTS = r"\bgrants?\b[^.;]{0,160}$";
    DAY_OF_A_YEAR = &format!(r"\b{MONTHS}\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?{MONTHS}\b");
    BLANK = r"^[\s,]*(?:the\s+|and\s+including\s+)*(?:_{2,}|\[|\*{2,}|[•●·])";
    AT_WILL = r"\b(?:agreement|contract|appointment|engagement|term)\b[^.;]{0,120}\b(?:terminat\w+|cancel\w*|end)\b[^.;]{0,80}\b(?:at\s+the\s+(?:option|discretion|election|will)\s+of\s+(?:any|either|each|a)\s+party|(?:exercise\s+by|by)\s+[^.;]{0,40}\bright\s+to\s+terminate|following\s+(?:a\s+|the\s+)?(?:written\s+)?notice\s+(?:from|by)|(?:up)?on\s+[^.;]{0,40}\bdays['’]?\s+(?:(?:prior|advance|written)\s+){0,3}notice|at\s+any\s+time)|\b(?:not\s+be|is\s+not|are\s+not)\s+terminable\b";
}

/// How far after `until` the words may stand that tell a day or a length, in bytes.
const REACH: usize = 110;
/// The same where several events follow of which the first counts.
const FAR: usize = 400;
/// How far after `until` the words may stand that tell of work to be done, in bytes.
const WORK: usize = 90;

/// Whether the words say that the contract runs until somebody ends it or something happens.
pub(super) fn is_open_ended(quote: &str) -> bool {
    NEVER.is_match(quote)
        || AT_WILL.is_match(quote)
        || waits(quote, &WHILE)
            .or_else(|| waits(quote, &ENDS_WHEN))
            .is_some()
}

/// That it runs until somebody ends it.
pub(super) fn never(p: &Passage) -> Option<Said> {
    let found = NEVER.find(p.sentence)?;
    let span = Span::new(found.start(), found.end());
    let before = p.before(span);
    let is_of_force = IN_FORCE.is_match(before)
        || IN_FORCE.is_match(found.as_str())
        || IN_FORCE.is_match(first(p.after(span), 60));
    let is_alternative = ALTERNATIVE.is_match(before);
    (is_of_force && !is_alternative).then(|| said(p, span, 5))
}

/// That it runs until something happens, or ends when it does.
pub(super) fn event(p: &Passage) -> Option<Said> {
    let lasts = waits(p.sentence, &WHILE).filter(|span| LASTS.is_match(p.before(*span)));
    let said = lasts
        .map(|span| said(p, span, 4))
        .or_else(|| Some(said(p, waits(p.sentence, &ENDS_WHEN)?, 1)))?;
    let before = p.before(said.span);
    if OF_A_PART.is_match(before) || PROVISO.is_match(before) {
        return None;
    }
    Some(Said {
        end: End::Event,
        ..said
    })
}

/// The same of a passage known to speak of the end: less is asked of the words around it.
pub(super) fn lenient(p: &Passage) -> Option<Said> {
    let never = never(p).filter(|said| !RENEWS.is_match(last(p.before(said.span), 60)));
    never
        .or_else(|| {
            let found = AT_WILL.find(p.sentence)?;
            Some(said(p, Span::new(found.start(), found.end()), 0))
        })
        .or_else(|| event(p))
}

fn said(p: &Passage, span: Span, weight: i32) -> Said {
    let before = p.before(span);
    Said {
        weight: weight
            - i32::from(OTHER_MATTER.is_match(before)) * 4
            - i32::from(GRANTS.is_match(before)) * 4
            - i32::from(is_of_another_contract(&p.sentence[..span.start])) * 6
            - i32::from(RENEWED.is_match(last(before, 60))) * 5
            - i32::from(is_afterwards(before) && follows_a_term(p, span)) * 5,
        span,
        end: End::Never,
    }
}

/// Whether the words lead to what comes when a term is over.
fn is_afterwards(before: &str) -> bool {
    AFTERWARDS.is_match(last(before, 90)) || BEFORE_ITS_END.is_match(last(before, 220))
}

/// Whether a first term is named before the words at `span`, so that these speak of what follows it.
fn follows_a_term(p: &Passage, span: Span) -> bool {
    let before = &p.sentence[..span.start];
    [before, p.previous].iter().any(|words| {
        TERM.is_match(words) || !periods(words).is_empty() || !anniversaries(words).is_empty()
    })
}

/// The first `word` after which neither a day nor a length nor the contract's own term is named.
fn waits(text: &str, word: &Pattern) -> Option<Span> {
    word.find_iter(text)
        .find(|found| {
            let after = &text[found.end()..];
            !ALTERNATIVE.is_match(last(&text[..found.start()], 20)) && is_event(after)
        })
        .map(|found| Span::new(found.start(), found.end()))
}

/// Whether the words after `until` name something that happens on a day which nobody knows.
fn is_event(after: &str) -> bool {
    let reach = if OF_SEVERAL.is_match(after) {
        FAR
    } else {
        REACH
    };
    let near = first(after, reach);
    let clause = &near[..near.find(['.', ';']).unwrap_or(near.len())];
    let clause = &clause[..PROVIDED
        .find(clause)
        .map_or(clause.len(), |proviso| proviso.start())];
    let told = if reach == FAR { near } else { clause };
    !OWN.is_match(clause)
        && !BLANK.is_match(clause)
        && !OF_WORK.is_match(first(clause, WORK))
        && !DAY_OF_A_YEAR.is_match(told)
        && dates(told).is_empty()
        && periods(told).is_empty()
        && anniversaries(told).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(sentence: &str) -> Passage<'_> {
        Passage {
            sentence,
            previous: "",
            offset: 0,
        }
    }

    /// I29: what waits for an event, for an owner or for another contract has no end of its own.
    #[test]
    fn an_end_that_waits_for_something_is_none() {
        for sentence in [
            "This Agreement shall remain in force until the expiry of the Head Lease.",
            "The licence shall endure for so long as Orchard holds any of the Shares.",
            "This Agreement continues for the life of the Patents.",
            "The term runs from the Effective Date until Pine ceases to be the adviser of the Fund.",
            "This Agreement terminates upon the dissolution of the Partnership.",
        ] {
            assert!(event(&passage(sentence)).is_some(), "{sentence}");
            assert!(is_open_ended(sentence), "{sentence}");
        }
    }

    #[test]
    fn a_day_a_length_a_named_term_and_a_blank_are_no_events() {
        for sentence in [
            "This Agreement shall remain in force until December 31, 2027.",
            "This Agreement shall remain in force until the third anniversary of the Effective Date.",
            "This Agreement remains in effect until the end of the Initial Term.",
            "This Agreement remains in effect until the Expiration Date.",
            "This Agreement shall end on the second December 31 after the Effective Date.",
            "It remains in force until the 30th day of June of the year after delivery of the Plant.",
            "This Agreement remains in effect until [***].",
            "This Agreement continues until the earlier of (a) the sale of Pine; and (b) May 1, 2027.",
            "This Agreement continues until completion of the Project.",
        ] {
            assert!(event(&passage(sentence)).is_none(), "{sentence}");
            assert!(!is_open_ended(sentence), "{sentence}");
        }
    }

    #[test]
    fn that_nobody_has_set_an_end_is_said_in_many_words() {
        for sentence in [
            "It goes on until ended by you or us.",
            "The agency shall continue in force till terminated.",
            "This Agreement is entered into for an unspecified term.",
            "The arrangement is on a month-to-month basis.",
            "This deed binds the parties without limit of time.",
            "The term ends when either you or we end it.",
            "The venture is formed for no fixed period.",
            "The venture shall carry on until it is wound up.",
            "The parties are bound, and this Agreement is in force, for as long as neither party has withdrawn.",
            "This License continues for ever.",
        ] {
            assert!(never(&passage(sentence)).is_some(), "{sentence}");
            assert!(is_open_ended(sentence), "{sentence}");
        }
    }

    /// I29: how long another contract lasts, which is told by its date, is no end of this one.
    #[test]
    fn another_contract_has_its_own_end() {
        let weight = |sentence: &str| never(&passage(sentence)).map(|said| said.weight);
        let own = "This Agreement has no fixed term and remains in effect.";
        let other =
            "The License Agreement dated May 1, 2026 has no fixed term and remains in effect.";
        assert!(weight(own) > weight(other));
    }

    /// What follows a first term says nothing of that term.
    #[test]
    fn what_comes_after_a_first_term_weighs_little() {
        let weight = |sentence: &str| never(&passage(sentence)).map(|said| said.weight);
        let first = "This Agreement shall continue indefinitely.";
        let later = "After the initial term this Agreement shall continue indefinitely.";
        assert!(weight(first) > weight(later));
    }
}
