//! Duties told of a thing: `the fee shall be paid by Customer`, `no copy shall be made`.
//!
//! What a thing is, or how it counts, is no duty: only an act that somebody does to it.

use super::super::patterns::{Pattern, pattern};
use super::verbs::{self, Phrase};
use crate::domain::obligation::Modality;
use std::sync::LazyLock;

/// Acts that are done to things, as participles.
const ACTS: &str = r"paid|repaid|made|delivered|redelivered|returned|provided|submitted|furnished|reimbursed|refunded|remitted|named|endorsed|maintained|kept|insured|performed|carried\s+out|completed|disclosed|used|released|assigned|transferred|settled|billed|invoiced|borne|compensated|deposited|held\s+(?:in|by|on|at)|displayed|rotated|installed|shipped|manufactured|employed|dismissed|charged|identified|summari[sz]ed|designed|conducted|prepared|marked|itemi[sz]ed|included\s+(?:on|in|with)|increased|destroyed|removed|replaced|repaired|recorded|reported|tested|inspected|trained|obtained|stored|packaged|packed|labell?ed|held\s+in\s+confidence|kept\s+confidential|treated\s+as\s+confidential|exchanged|altered|changed|modified|prepaid|incurred|sold|distributed|copied|reproduced|published|posted|placed|established|reviewed|updated|supplied|processed|handled|corrected|notified\s+in\s+writing|topped\s+up|mutually\s+agreed|agreed\s+upon|stipulated|sent|given|issued|released|forwarded|credited\s+to|the\s+(?:\w+\s+)?(?:responsibility|obligation|expense)\s+(?:of|by)|in\s+addition\s+paid|submitted|made\s+available|available\s+to|returned|taken|permitted\s+to\s+leave|evidenced\s+by";

/// What a party is to be made by the other.
pub(super) static INSURED: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"^\s*(?:also\s+)?be\s+(?:named|added)\b"));
static ACT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:be\s+(?:(?:also|then|promptly|immediately|thereafter|mutually|jointly|\w+ly)\s+)*(?:,[^,]{{1,80}},\s*)?(?:either\s+)?(?:{ACTS})\b|(?:be|remain)\s+(?:\w+ly\s+)?confidential\b|(?:be|become)\s+(?:\w+ly\s+)?(?:due|payable)\b)"
    ))
});

patterns! {
    // What the law makes of things, and formalities: no act of a party.
    ASSURED = r"\b(?:represents?|warrants?)\b";
    SECRET = r"^\W*(?:\w+\s+){0,4}(?:disclosed|released|divulged|confidential|published|made\s+public)\b";
    SECRETS = r"\b(?:terms|agreement|information|press|announcement|statement)";
    LEGAL = r"^(?:agreements?|provisions?|sections?|terms?|conditions?|article|paragraph|disputes?|actions?|claims?|arbitration|controvers\w+|notices?|communications?|consents?|waiver|amendments?|modifications?|remed(?:y|ies)|headings?|failure|liability|rights?|title|law|jurisdiction|venue|proceedings?|invalidity|nothing|counterparts?|force\s+majeure|licen[cs]es?|reference|singular|award|judgment|court|arbitrators?|revenues?|profits?|shares|stock|warrant(?:y|ies)|damages|ownership|goodwill|obligations?|access|use|rates?|amount|term)$";
    FRAGMENT = r"\b(?:(?:which|that|who|whom|whose|if|when|where|unless|until|while)\s*(?:[\w’']+\s+){0,6}|(?:as|than)\s*(?:\w+\s+)?)$";
    WHOLE = r"\b(?:is|are|was|were|has|have|had|[a-z]{2,}ed)\b";
    OPENER = r"^(?:if|when|whenever|where|upon|in|on|after|before|following|during|for|at|within|except|notwithstanding|subject|without|prior|to\s+the\s+extent|unless|until|as|with|from|by|no\s+later|not\s+later|once|should|provided|promptly|immediately|thereafter|beginning|commencing|such)\b";
    SPLIT = r"(?:[;:]\s+|,\s+(?:and|but|or|provided\s+(?:however,?\s+)?that|then)\s+|\.\s+|\band\s+(?:that\s+)?(?:the|all|any|such|each|no|those)\b)";
    COMMA = r",\s+(?:the|all|any|such|each|every|no|its|their|said|an?|[A-Z])";
    AGENT = r"\bby\s+(?P<n>[A-Za-z])";
    // Whose debt it is.
    DEBT_OF = r"\b(?:(?:indebtedness|debts?)\s+of|(?:owed|owing|(?:late\s+)?payments?)\s+by)\s+(?P<n>[A-Za-z])";
    MUTUAL = r"^\s*be\s+(?:mutually|jointly)\b";
    GIVEN = r"\b(?:to|with)\s+(?:the\s+)?(?P<n>(?-i:[A-Z])|(?:receiving|disclosing|other|indemnified|non-\w+)\s+part)";
    // How a payment counts, and where it is told: no act of its own.
    POINTER = r"^be\s+(?:payable\s+(?:in\s+accordance|as\s+(?:set|provided|follows)|pursuant|hereunder|only)|made\s+(?:in\s+respect|available\s+only|a\s+part)|paid\s+(?:or|and)\s+\w+\s+hereunder|due\s+(?:to|and\s+owing)\b)";
    FEES = r"\b(?:fees?|invoices?|payments?|amounts?|royalt(?:y|ies)|charges?|price|rent|commissions?|sums?|balance|instal?lments?|compensation|taxes|interest|deposit|advances?|indebtedness)\b";
    TIMED = r"^\s*(?:to\s+\w+\s+)?(?:with)?in\b|^\s*(?:\w+\s+){0,5}(?:days|months|date|receipt|monthly|quarterly|annually|upon|on)\b";
    BY = r"^be\s+(?:\w+ly\s+)?(?:presented|appointed|backed\s+up|erased|deleted|collected|cleaned|vacated|lodged|filed|circulated|countersigned|remedied|rectified|arranged|organi[sz]ed|undertaken|implemented|monitored|managed|supervised|financed|funded)\b[^;,]{0,80}?\bby\s";
    GETS = r"^be\s+(?:\w+ly\s+)?(?:paid|reimbursed|notified|informed|given|provided|sent|supplied|compensated|granted)\b[^;,]{0,80}?\bby\s";
    NONE = r"^(?:no|neither|none|nothing)\b";
    BACK = r"^(?:these|those|this|the\s+(?:same|foregoing))\b|\b(?:such|said|aforesaid)\b|\b(?:set\s+forth|described|specified|mentioned)\s+above\b";
    EITHER = r"^\s*(?:\w+ly\s+|also\s+|then\s+)*(?:be\s+)?(?:\w+ly\s+)?(?:(?:re|pre)?paid|payable|due|made\s+(?:good|within|by|on|in)|invoiced|billed|refunded|reimbursed|remitted|credited|settled|borne|charged|repaired|replaced|corrected|remedied|rectified|compensated)\b";
}

/// Where the subject begins in `left`, the words before the modal since the last head; `None` where
/// they are part of another clause. `is_first` tells that `left` opens the sentence.
pub(super) fn subject(left: &str, is_first: bool) -> Option<usize> {
    let mut start = SPLIT.find_iter(left).last().map_or(0, |found| {
        let keeps = found.as_str().to_lowercase();
        // `and the fee` keeps its article.
        if keeps.starts_with("and") {
            found.start() + 4
        } else {
            found.end()
        }
    });
    if start == 0 && !is_first {
        return None;
    }
    for word in ["and ", "but ", "or "] {
        if left[start..].starts_with(word) {
            start += word.len();
        }
    }
    start += super::heads::mark(&left[start..]);
    // `1. That payment shall be made`: a clause in the style of deeds.
    if is_first && left[start..].starts_with("That ") {
        start += 5;
    }
    let clause = &left[start..];
    if OPENER.is_match(clause)
        && let Some(comma) = COMMA.find_iter(clause).last()
    {
        start += comma.start() + 1;
        start += left[start..].len() - left[start..].trim_start().len();
    }
    let subject = left[start..].trim();
    let is_whole = !subject.is_empty() && subject.len() < 500 && !is_fragment(&left[start..]);
    is_whole.then_some(start)
}

/// Whether a relative clause is still open at the end of `left`.
fn is_fragment(left: &str) -> bool {
    FRAGMENT
        .find(left)
        .is_some_and(|found| !WHOLE.is_match(found.as_str()))
}

/// Whether a duty to do `act` can be told of `subject`.
pub(super) fn can_be_acted_on(subject: &str, act: &str) -> bool {
    let begins = subject.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_secret = SECRET.is_match(act) && SECRETS.is_match(subject);
    begins && !ASSURED.is_match(subject) && (is_secret || !LEGAL.is_match(head_of(subject)))
}

/// The noun of a subject: what stands before its first `of`, `under`, `for`, or comma.
fn head_of(subject: &str) -> &str {
    static AFTER: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r",|\s(?:of|at|per|or|and|which|that|under|for|from|to|by|with|in|received|due|payable|required|made|submitted|provided|described|set|resulting|arising|disclosed)\b",
        )
    });
    let head = AFTER
        .find(subject)
        .map_or(subject, |found| &subject[..found.start()]);
    let head = head.trim_end();
    &head[head.rfind(char::is_whitespace).map_or(0, |at| at + 1)..]
}

/// Whether the subject is `no …`.
pub(super) fn is_none(subject: &str) -> bool {
    NONE.is_match(subject)
}

/// Whether the subject points back to what was said before it: `such report`.
pub(super) fn points_back(subject: &str) -> bool {
    BACK.is_match(subject)
}

/// Whether the act is one that the other party may owe as well as whoever acted last.
pub(super) fn is_for_either(rest: &str) -> bool {
    EITHER.is_match(rest)
}

/// Where the party is named in `subject` whose debt it is: `the indebtedness of X`, `late payment by X`.
pub(super) fn debtor(subject: &str) -> Option<usize> {
    Some(DEBT_OF.captures(subject)?.name("n")?.start())
}

/// Whether both parties are to do it.
pub(super) fn is_mutual(rest: &str) -> bool {
    MUTUAL.is_match(rest)
}

/// What begins with the name of whom something is given to.
pub(super) fn given_to(words: &str) -> Option<&str> {
    let clause = &words[..words.find(['.', ';']).unwrap_or(words.len())];
    let name = GIVEN.captures(clause)?.name("n")?;
    Some(&words[name.start()..])
}

/// The act that `rest`, the words after a modal, do to the subject.
pub(super) fn act(rest: &str, is_negated: bool) -> Option<Phrase> {
    let (verb, is_negated) = verbs::skip(rest, is_negated);
    let modality = if is_negated {
        Modality::MustNot
    } else {
        Modality::Must
    };
    let is_empty = POINTER.is_match(&rest[verb..]);
    (ACT.is_match(&rest[verb..]) && !is_empty).then_some(Phrase { modality, verb })
}

/// Acts that are told of a thing only where the one who acts is named.
pub(super) fn act_by(rest: &str) -> Option<Phrase> {
    let (verb, is_negated) = verbs::skip(rest, false);
    (!is_negated && BY.is_match(&rest[verb..])).then_some(Phrase {
        modality: Modality::Must,
        verb,
    })
}

/// What a party is to get from another who is named: `Supplier shall be paid by Customer`.
pub(super) fn given_by(rest: &str) -> Option<Phrase> {
    let (verb, is_negated) = verbs::skip(rest, false);
    (!is_negated && GETS.is_match(&rest[verb..])).then_some(Phrase {
        modality: Modality::Must,
        verb,
    })
}

/// `Invoices are payable within 30 days`: a duty where money is due at a time.
pub(super) fn payable(subject: &str, rest: &str) -> Option<Phrase> {
    (FEES.is_match(subject) && !is_none(subject) && TIMED.is_match(rest)).then_some(Phrase {
        modality: Modality::Must,
        verb: 0,
    })
}

/// `there shall be no disclosure by Recipient`.
pub(super) fn none_by(rest: &str) -> Option<Phrase> {
    static NONE_BY: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"^\s*be\s+no\s+(?:\w+\s+(?:or\s+)?){1,4}by\b"));
    NONE_BY.is_match(rest).then_some(Phrase {
        modality: Modality::MustNot,
        verb: 0,
    })
}

/// Where the name after `by` begins in `rest`.
pub(super) fn agent(rest: &str) -> Option<usize> {
    let clause = &rest[..rest.find(';').unwrap_or(rest.len())];
    AGENT
        .captures_iter(clause)
        .filter_map(|found| found.name("n"))
        .map(|name| name.start())
        .next()
}

/// Whether somebody acts who is no party: `by an admitted carrier`, but not `by wire transfer`.
pub(super) fn has_agent(rest: &str) -> bool {
    static SOMEBODY: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:\w+\s+){1,4}by\s+(?:(?-i:[A-Z])|an?\s+(?:\w+\s+){0,3}(?:carrier|third\s+part\w+|court|expert|arbitrator|auditor|accountant|committee|authority|insurer)|the\s+(?:\w+\s+){0,2}(?:court|arbitrators?|committee|board|auditors?|authorit\w+|commission|law)|applicable\s+law|law\b|arbitration|mutual)",
        )
    });
    SOMEBODY.is_match(rest)
}
