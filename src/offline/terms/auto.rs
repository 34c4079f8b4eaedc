//! Whether the contract is prolonged unless somebody acts, as one sentence says it.
//!
//! A renewal that somebody must choose is never taken for one that happens by itself, nor that of another
//! thing for that of the contract.

use super::renewal::{
    AUTO, CONTINUES_IF_NOT, CONTRACT, END_OF_PERIOD, NOT_A_RENEWAL, NOT_AUTO, is_of_another_thing,
};
use super::{is_chosen, is_term_heading, mentions};
use crate::domain::document::Span;
use crate::domain::value::Value;
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    TELLS_OF_MORE = r"relocation|re-?new|exten[ds]|prolong|automatic|evergreen|holding\s+over|continu|roll(?:s|ing|\s+over)|carr(?:y|ies)\s+o|go(?:es)?\s+on|runs?\s+on|another|further|one\s+more|not\s+renewable";
    AUTO_LABEL = r"(?:^|\t|\x20{2}|[|(])\W*(?:auto(?:matic(?:ally)?)?[\s-]*(?:re-?new\w*|extensions?)|re-?new\w*\s+automatically|evergreen)(?:\s*\((?:y/n|yes/no)\))?\s*(?:[:|?\t]|\x20{2})\s*(?:(?P<no>no|n|none|not\s+applicable|n/a|disabled|off|excluded|false)|yes|y|enabled|on|true|applies)\b";
    // The same where the row is named for renewals of any kind.
    RENEWAL_LABEL = r"(?:^|\t|\x20{2}|[|(])\W*(?:\(?[\da-z]{1,2}[.)]\s+)?(?:term\s+|contract\s+)?(?:tacit\s+|silent\s+)?re-?newals?(?:\s+type)?\s*(?:[:|\t]|\x20{2})\s*(?:(?P<no>none\b|no\s*(?:[.;,|]|$)|not\s+automatic|never\b|excluded\b)|automatic(?:ally)?\b|auto\b|yes\b|tacit\b|[^.;]{0,50}\bunless\b)";
    // What goes on behind its first time until somebody stops it.
    CARRIES_ON = r"\b(?:(?:after|at\s+the\s+end\s+of|(?:up)?on\s+(?:the\s+)?(?:expiry|expiration|conclusion|end)\s+of|once|when|beyond)\b[^.;]{0,40}\b(?:terms?|periods?|years?|months?|expir\w*|ends?|duration)\b[^.;]{0,50}|(?:thereafter|and\s+then|shall\s+then|will\s+then|after\s+(?:that|which))\b[^.;]{0,30})\b(?:continues?|carr(?:y|ies)\s+on|go(?:es)?\s+on|rolls?\s+(?:on|over)|runs?\s+on)\b[^.;]{0,110}\b(?:until|till|unless)\b[^.;]{0,70}\b(?:bring|cancel|determin|end|giv|notice|notif|stop|tell|terminat|writ)\w*|\b(?:after|at\s+the\s+end\s+of|beyond)\s+the\s+(?:fixed|first|initial|minimum)\s+(?:term|period)\b[^.;]{0,60}\b(?:continues?|runs?|prolonged|extended)\b[^.;]{0,30}\b(?:indefinite(?:ly)?|unlimited|open-ended)\b";
    ROLLING = r"\b(?:becomes?|moves?\s+(?:on\s*)?to|turns?\s+into|converts?\s+(?:in)?to|continues?\s+(?:as|on))\b[^.;]{0,20}\b(?:rolling|periodic)\b";
    RENEWED_EACH = r"\b(?:we|provider|vendor|supplier|company|licensor|publisher)(?:['’]ll|\s+will|\s+shall)\s+re-?new\b[^.;]{0,40}\b(?:each|every)\s+(?:year|month|term|period)\b|\b(?:re-?newed|renews)\s+(?:annually|yearly|(?:each|every)\s+year)\b|\bcarr(?:y|ies)\s+over\s+(?:in)?to\s+(?:the\s+next|another)\b";
    STAYS = r"\bhold(?:s|ing)?\s+over\b|\bconsent\b";
    // What an owner renews is another thing than the contract.
    RENEWS_THEM = r"\b(?:re-?new|extend)s?\s+(?:automatically\s+)?(?:them|those)\b";
    // Names of contracts that only this question knows.
    ALSO_CONTRACT = r"\b(?:memberships?|plans?|hire|hiring|the\s+order|(?:this|the)\s+(?:appointment|retainer|cover)|this\s+(?:assignment|order|work\s+order|purchase\s+order|schedule|deed|letter|policy|memorandum|addendum)|pilot|service)\b";
    SAYS_AUTO = r"\b(?:self|auto)[\s-]?re-?new|\bautomatic\s+(?:re-?newal|extension)\s+(?:applies|shall\s+apply)\b|\brenews\s+(?:annually|yearly|each\s+year|every\s+year)\b";
    // Of what goes on step by step no first time need be told.
    STEP_UNTIL = r"\b(?:continues?|rolls?|runs?|carr(?:y|ies)|goes?)\s+(?:on\s+)?(?:monthly|yearly|annually|(?:each|every|from)\s+(?:month|year|quarter)\b[^.;]{0,20}|(?:month|year)\s+by\s+(?:month|year))[^.;]{0,40}\b(?:until|till|unless)\b";
    // Another year, whatever brings it, unless somebody says no, and the other way round.
    MORE_UNLESS = r"\b(?:another|(?:an?|one)\s+(?:additional|further|like|new|more|succeeding)|one\s+more|further|additional|like|successive)\s+(?:[\w()-]+\s+){0,2}?(?:years?|terms?|periods?|months?|seasons?)\b[^.;]{0,140}\b(?:unless|until|failing|absent|barring|save|except|if\s+(?:neither|nobody|no\s+one)|provided\s+(?:that\s+)?(?:neither|no))\b[^.;]{0,120}\b(?:cancel|declin|denounc|ending|ends|inform|notice|notif|object|opts?\s|say|said|stop|tell|told|terminat|withdraw|writ)\w*|\b(?:unless|failing|absent|barring|if\s+(?:neither|nobody|no\s+one)|where\s+(?:neither|nobody|no\s+one))\b[^.;]{0,140}\b(?:cancel|declin|denounc|ending|ends|inform|notice|notif|object|opts?\s|say|said|stop|tell|told|terminat|withdraw|writ)\w*[^.;]{0,140}\b(?:another|(?:an?|one)\s+(?:additional|further|like|new|more|succeeding)|one\s+more|further|additional|like|successive)\s+(?:[\w()-]+\s+){0,2}?(?:years?|terms?|periods?|months?|seasons?)\b";
    PERMITTED = r"\b(?:may|can|could)\s+(?:be\s+)?(?:re-?new|exten[ds]|prolong|continu)";
    // A renewal that is not, may be or need not be is none.
    HELD_BACK = r"\b(?:not|never|may|can|could|cannot|need)\s+$";
    RENEWS_UNTIL = r"\b(?:re-?new|extend|prolong)ed\b[^.;]{0,100}\buntil\b[^.;]{0,60}\b(?:tells?|notif\w+|gives?|writes?)\b";
    NEVER_RENEWS = r"\b(?:ends?|expires?|lapses?|terminates?)\b[^.;]{0,80}\bwithout\s+(?:any\s+)?(?:re-?newal|extension|prolongation)\b|\bwithout\s+(?:any\s+)?(?:rights?|options?|possibility|expectation)\s+(?:to|of|for)\s+(?:an?\s+)?(?:re-?new|exten|prolong)\w*|\bwith\s+no\s+(?:re-?newal|extension)\b|\bnot\s+renewable\b|\bno\s+roll(?:ing)?[\s-]?(?:over|forward)\b|\b(?:and|but)\s+(?:does|shall|will)\s+not\s+(?:be\s+)?renew(?:ed)?\b|\btacit\s+relocation\s+is\s+(?:hereby\s+)?excluded\b|\b(?:agreement|appointment|assignment|contract|term|lease|sow|order(?:\s+form)?|subscription|licen[cs]e|engagement|plan|retainer|it)\s+(?:(?:shall|will|does|is|may)\s+not|cannot)\s+(?:be\s+)?(?:re-?new|extend|prolong|roll\s+over)(?:ed)?\b|\bno\s+(?:right|option)s?\s+(?:to|of)\s+(?:re-?new|exten)\w*|\bthere\s+is\s+no\s+(?:renewal|extension)\b";
    NOTIFIES = r"\b(?:notice|notif\w+|inform\w*|unless|if)\b";
    NEGATES = r"\b(?:not|no|unless|neither)\b";
    RENEWS_UNLESS = r"\b(?:renews|extends|rolls\s+over|carries\s+(?:on|over))\b[^.;]{0,200}\b(?:unless|failing|absent|save\s+(?:where|if)|except\s+(?:where|if)|in\s+the\s+absence\s+of)\b[^.;]{0,200}\b(?:noti|terminat|cancel|writ)|\b(?:shall|will|is|be)\s+(?:be\s+)?(?:thereafter\s+)?(?:deemed\s+)?(?:re-?new|extend|prolong)\w*[^.;]{0,200}\b(?:unless|failing|absent|save\s+(?:where|if)|except\s+(?:where|if)|in\s+the\s+absence\s+of|provided\s+(?:that\s+)?(?:neither|no)|if\s+(?:it|the\s+\w+|this\s+\w+)\s+(?:is|has|was)\s+not|if\s+(?:neither|no))\b[^.;]{0,200}\b(?:noti|terminat|cancel|object|declin)|\b(?:absent|failing|in\s+the\s+absence\s+of|without)\b[^.;]{0,60}\b(?:notice|notif|terminat|cancel|denunciation)\w*[^.;]{0,160}\b(?:shall|will|is|be)\s+(?:be\s+)?(?:deemed\s+)?(?:re-?new|extend|prolong)ed\b";
}

/// Whether the contract is prolonged unless somebody acts.
pub(in crate::offline) fn auto_renewal(p: &Passage) -> Option<Hit> {
    // Each form below has one of these, and to look for them costs far less than to try the forms.
    if !TELLS_OF_MORE.is_match(p.sentence)
        || is_of_another_thing(p.sentence)
        || RENEWS_THEM.is_match(p.sentence)
    {
        return None;
    }
    let about = CONTRACT.is_match(p.sentence)
        || CONTRACT.is_match(p.previous)
        || mentions(p.previous, &["renew"])
        || END_OF_PERIOD.is_match(p.sentence)
        || SAYS_AUTO.is_match(p.sentence)
        || ALSO_CONTRACT.is_match(p.sentence)
        || ALSO_CONTRACT.is_match(p.previous)
        || is_term_heading(p.previous);
    let flag = |found: regex::Match<'_>, weight, flag| Hit {
        weight,
        span: Span::new(found.start(), found.end()),
        value: Value::Flag(flag),
    };
    let label = AUTO_LABEL.captures(p.sentence);
    if let Some(label) = label.or_else(|| RENEWAL_LABEL.captures(p.sentence)) {
        let is_auto = label.name("no").is_none();
        return label.get(0).map(|found| flag(found, 10, is_auto));
    }
    // That nothing renews by itself is said of contracts alone.
    if let Some(found) = NOT_AUTO.find(p.sentence) {
        return Some(flag(found, 10, false));
    }
    if !about {
        return None;
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
    let otherwise = || {
        let found = CONTINUES_IF_NOT.find(p.sentence)?;
        NEGATES.is_match(found.as_str()).then_some(found)
    };
    renews_unless(p)
        .or_else(|| RENEWS_UNTIL.find(p.sentence))
        .or_else(|| RENEWED_EACH.find(p.sentence))
        .or_else(|| carries_on(p.sentence))
        .or_else(otherwise)
        .map(|found| flag(found, 7, true))
        .or_else(|| Some(flag(more_unless(p)?, 6, true)))
        .or_else(|| {
            let found = NEVER_RENEWS.find(p.sentence)?;
            (!NOTIFIES.is_match(p.sentence)).then(|| flag(found, 7, false))
        })
}

/// Words by which the contract renews but for something that somebody does.
fn renews_unless<'a>(p: &Passage<'a>) -> Option<regex::Match<'a>> {
    let mut found = RENEWS_UNLESS.find_iter(p.sentence);
    found.find(|found| !HELD_BACK.is_match(&p.sentence[..found.start()]))
}

/// One more term that comes of itself; one that is asked for, agreed on or given to mend something does not.
fn more_unless<'a>(p: &Passage<'a>) -> Option<regex::Match<'a>> {
    let found = MORE_UNLESS.find(p.sentence)?;
    let is_else = NOT_A_RENEWAL.is_match(p.sentence)
        || is_chosen(p.sentence)
        || PERMITTED.is_match(p.sentence)
        || HELD_BACK.is_match(&p.sentence[..found.start()]);
    (!is_else).then_some(found)
}

/// Words that let the contract go on behind its first time until somebody stops it; one who merely stays
/// with leave is none.
fn carries_on(sentence: &str) -> Option<regex::Match<'_>> {
    let found = CARRIES_ON.find(sentence);
    let found = found
        .or_else(|| STEP_UNTIL.find(sentence))
        .or_else(|| ROLLING.find(sentence))?;
    (!STAYS.is_match(sentence)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn what_goes_on_until_somebody_stops_it_renews_and_what_is_ruled_out_does_not() {
        for (sentence, expected) in [
            (
                "After the expiry of the fixed period the hire shall go on from month to month, until either side ends it by notice.",
                Some("yes"),
            ),
            (
                "Unless cancelled 10 days before its end, the membership carries over into the next year.",
                Some("yes"),
            ),
            (
                "Support shall be deemed renewed for another year, failing a cancellation by Licensee.",
                Some("yes"),
            ),
            ("Renewal: automatic, yearly", Some("yes")),
            ("The order renews annually.", Some("yes")),
            (
                "If nobody objects in writing, a further year of the contract follows.",
                Some("yes"),
            ),
            (
                "The Term expires in June without any right of renewal, tacit or otherwise.",
                Some("no"),
            ),
            (
                "The Parties exclude any silent renewal of this Agreement.",
                Some("no"),
            ),
            ("This agreement is not capable of renewal.", Some("no")),
            ("Renewal: none", Some("no")),
            (
                "The Operator shall keep its licences in force and renew them automatically.",
                None,
            ),
            (
                "This Agreement starts in May and continues until terminated on 30 days' notice.",
                None,
            ),
            (
                "The contract may be extended for another year unless the Owner objects.",
                None,
            ),
            (
                "If the Tenant holds over with consent, the lease becomes a periodic tenancy.",
                None,
            ),
        ] {
            assert_eq!(
                read(auto_renewal, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }
}
