//! What a verb phrase makes of a sentence: a duty, a prohibition, or neither; and where a phrase of
//! several verbs is to be cut. It looks at words alone, never at who acts.

use crate::domain::obligation::Modality;
use crate::offline::patterns::{Pattern, cased, pattern};
use std::sync::LazyLock;

/// Verbs by which parties act, in their plain form.
pub(super) const BASE: &str = "abide|accept|affix|account|acknowledge|act|adhere|adjust|administer|advance|advertise|advise|allow|alter|amend|apply\\s+for|appoint|approve|arrange|assemble|assign|assist|assume|attempt|attend|audit|authorize|avoid|back\\s+up|bear|begin|bill|bring|build|calculate|carry|cause|cease|certify|change|charge|check|circulate|clean|collaborate|collect|comment|commence|commercialize|communicate|compensate|complete|comply|conduct|confirm|consult|contact|contest|contribute|cooperate|co-operate|coordinate|co-ordinate|copy|correct|countersign|cover|create|credit|cure|decompile|deduct|defend|delete|deliver|deploy|deposit|designate|destroy|determine|develop|devote|direct|disclose|discontinue|discuss|display|distribute|divest|divulge|draft|effect|employ|enable|encourage|endeavor|endeavour|endorse|enforce|engage|enroll|ensure|enter|erase|establish|evaluate|execute|exercise|exhibit|expend|explain|facilitate|file|finance|follow|forward|fulfil|fulfill|fund|furnish|give|grant|guarantee|hand|handle|have\\s+in\\s+place|hire|hold|host|identify|implement|include|incorporate|indemnify|inform|inspect|install|institute|instruct|insure|integrate|introduce|invest|investigate|invoice|issue|join|keep|label|launch|lend|license|list|lodge|log|maintain|make|manage|manufacture|market|meet|mitigate|modify|monitor|negotiate|notify|observe|obtain|offer|open|operate|order|organize|package|paint|participate|pay|perform|permit|place|plan|post|prepare|present|preserve|process|procure|produce|promote|prosecute|protect|provide|publish|purchase|pursue|put|receive|recommend|record|recruit|redesign|reduce|refer|refrain|refresh|refund|register|reimburse|release|remain|remedy|remit|remove|render|renew|repair|repay|replace|report|represent|reproduce|request|require|resell|resolve|resubmit|respond|restore|restrict|retain|return|review|secure|seek|segregate|select|sell|send|serve|service|settle|share|ship|sign|solicit|specify|spend|staff|standardize|store|structure|submit|supervise|supply|support|surrender|take|tender|terminate|test|track|train|transfer|transmit|transport|treat|undertake|update|upgrade|use|utilize|vacate|verify|visit|waive|warrant|withhold|work";

/// Plain forms that are as often nouns: they begin a duty only before an object of their own.
const ALSO_NOUNS: &[&str] = &[
    "account",
    "act",
    "advance",
    "bill",
    "change",
    "charge",
    "comment",
    "check",
    "clean",
    "contact",
    "contest",
    "copy",
    "cover",
    "credit",
    "cure",
    "display",
    "exhibit",
    "file",
    "finance",
    "hand",
    "fund",
    "host",
    "issue",
    "label",
    "launch",
    "license",
    "list",
    "log",
    "market",
    "offer",
    "order",
    "package",
    "paint",
    "place",
    "plan",
    "post",
    "present",
    "process",
    "produce",
    "purchase",
    "record",
    "refund",
    "release",
    "remedy",
    "repair",
    "report",
    "request",
    "return",
    "review",
    "sell",
    "service",
    "share",
    "ship",
    "sign",
    "staff",
    "store",
    "structure",
    "supply",
    "support",
    "tender",
    "test",
    "track",
    "train",
    "transfer",
    "transport",
    "update",
    "upgrade",
    "use",
    "visit",
    "work",
    "warrant",
    "direct",
    "complete",
    "open",
    "secure",
    "terminate",
    "represent",
    "license",
    "permit",
    "effect",
];

patterns! {
    ADVERBS = r"^(?:\s+|,\s[^,;]{1,120}?\s\d{1,2},\s+\d{4},\s|,\s(?:and\s+)?[^,;:()]{1,120}:\s|(?:do|perform|undertake)\s+the\s+following(?:\s+\w+)?\s*:\s|(?:unless|where|when|if\s+(?:[b-z]|a[^n])|and\s+(?:subject|where|if|for|during))[^,;:]{1,120},\s|and\s+for\s+[^,;:]{1,60}?\s+thereafter\s|,[^,;]{1,200},\s|\([^()]{1,90}\)\s|(?:also|hereby|further|furthermore|then|thereafter|thereupon|therefore|each|both|all|always|otherwise|forthwith|in\s+turn|mutually|jointly|at\s+all\s+times|at\s+any\s+time|at\s+(?:its|their|his|her|\w+['’]s)\s+(?:own\s+|sole\s+)*(?:cost|expense)s?(?:\s+and\s+expense)?|in\s+(?:good\s+faith|addition|writing|any\s+event|all\s+(?:material\s+)?(?:circumstances|respects)|each\s+case)|during\s+the\s+\w+|throughout\s+the\s+\w+|from\s+time\s+to\s+time|as\s+soon\s+as\s+(?:reasonably\s+)?(?:practicable|possible)|upon\s+(?:written\s+)?request|[a-z]{2,}[^p\W\d_]ly|simply|deeply|only|either|both|duly|at\s+a\s+minimum|at\s+least|to\s+the\s+extent\s+[^,;]{1,60},|within\s+[^,;]{1,90}?(?:days|months|hours|years|weeks)\b(?:\s+(?:of|after|following|from|prior\s+to)\s+(?:the\s+)?(?:\w+\s+){0,7}?(?:date|receipt|termination|expiration|agreement|request|notice|(?:month|quarter|year)(?:[\s-]end)?)\b)?|on\s+or\s+before\s+[^,;]{1,60}?\d{4}|on\s+behalf\s+of\s+\w+|no\s+later\s+than\s+[^,;]{1,80},|within\s+[^,;]{1,160},)[\s,:]\s*)*";
    NEGATION = r"^(?:not|never|no\s+longer|in\s+no\s+event|under\s+no\s+circumstances|neither)\b";
    MADE_NONE = r"^(?:make|undertake|take|use|give|enter\s+into|engage\s+in)\s+no\b";
    STATE = r"^(?:do\s+so\b|be\s+(?:deemed|governed|construed|entitled|liable|free|considered|interpreted|binding|void|null|subject|the|relieved|treated|effective|permitted|allowed|excused|valid|an?\b|in\s+(?:default|breach|effect|force|full|addition)|solely\s+liable|jointly|severally|under\s+no|unable|able|authorized|owned|reimbursed|paid|given|provided|compensated|indemnified|notified|released|discharged|added|amended|credited|granted|invoiced|bound\s+to\s+no|no\b|as\s+follows|at\s+(?:liberty|the)|of\s+no|made|eligible|limited|equal|based|calculated|determined|prorated|satisfied|received|required\s+only)|have\b|determine\s+(?:whether|if)|retain\s+(?:title|all|ownership|any|its|sole|full|exclusive|the\s+(?:right|sole|exclusive))|mean|own|include|constitute|survive|become|apply(?:\s+(?:to|in|where|when|if|only|with|as|under|during|from|until|mutatis)\b|\s*(?:[.,;]|$))|(?:begin|commence)\s+(?:on|upon|at|as|with|from|in|and)|continue\s+(?:to\s+(?:be|have|own|apply)|in|until|for|on|during|after|with|as|from|unless)|expire|enjoy|benefit|suffer|need|exist|prevail|control|vest|inure|accrue|result|consist|contain|occur|take\s+(?:effect|place|precedence)|deem|consider|rely|assume\s+that|acknowledge\s*(?:that|and|,)|agree\s+(?:that|as)|amend\s+the\s+\w+\s+as\s+follow|lose|cease\s+to\s+(?:be|have|exist)|earn|bear\s+(?:any\s+|all\s+|no\s+|sole\s+|the\s+)*(?:\w+\s+){0,3}(?:liabilit|consequence|risk|interest|responsib)|be\s+responsible\s+for\s+(?:any\s+|all\s+)*(?:damages|loss|liabilit|claims)|remain\s+(?:\w+ly\s+)?(?:in|the|liable|responsible|effective|at|a|with|bound|valid|subject|unaffected|obligated)|receive|share\s+equally|acquire|only\s+be|not\b|hold\s+(?:title|itself\s+harmless)|learn|gain|have\s+access|come\s+(?:to|into|across)|win|fail|incur|exceed|equal|total|automatically|terminate\b|proceed\b|require\b(?:\s+(?:a|the\s+prior|prior|written))|govern|supersede|replace\s+and\s+supersede|extend\s+to|cover\s+all|run\b|stand\b|rank\b|elect|differ|vary|depend|represent\s+(?:the|a|that)|choose|prefer|want|wish|desire)";
    HARMLESS = r"^(?:be\b|have\b|constitute|affect|limit|exceed|apply(?:\s+(?:to|in|where|when|if|only|with|as|under|during|from|until|mutatis)\b|\s*(?:[.,;]|$))|include|survive|relieve|release|prevent|operate\s+(?:as|to)|require|mean|impair|prejudice|preclude|restrict|diminish|waive|extend\s+(?:to|beyond)|create|entitle|invalidate|obligate|incur|bear|give\s+rise|become|cease|remain|expire|terminate|unreasonably\s+withh|result|receive|cover|imply|confer|make\s+any\s+attempt|in\s+any\s+(?:way|manner)\s+(?:affect|limit)|supersede|alter\s+or\s+affect|modify\s+(?:the|any)\s+(?:rights|obligations)|exist|vest|owe|lose|need|suffer|represent|warrant|guarantee\b|control|own\s+any\s+right|acquire\s+(?:any|no)\s+(?:right|title|interest)|assume\s+any\s+(?:liabilit|responsib|obligat)|obtain\s+any\s+(?:right|title)|pay\s+or\s+be\s+liable)";
    BE_DUTY = r"^have\s+(?:in\s+place|appropriate|adequate|sufficient|available|qualified|(?-i:[A-Z])|one\b|at\s+least|each|all\s+of\s+its|an?\s+(?:independent|external|third|qualified)|(?:its|their|his|her|the|all|each|these|those|such)\s+(?:[\w-]+\s+){1,5}(?:audited|certified|tested|inspected|valued|serviced|repaired|cleaned|insured|checked|vetted)\b)|^be\s+(?:\w+ly\s+)?(?:responsible(?:,[^,]{1,60},)?\s+for|required\s+to|obligated\s+to|obliged\s+to|bound\s+by|available\s+(?:for|to)|insured|present|in\s+compliance|reasonably\s+available)";
    BE_TO = r"^(?:be\s+(?:\w+ly\s+)?(?:(?:required|obligated|obliged|bound)\s+to|responsible\s+to\s+(?P<v>ensure|see|make|obtain|provide|keep|maintain|pay|arrange|procure))|(?:have|need)\s+to)\s+";
}

/// What the words after a modal make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    /// To do or not to do.
    pub modality: Modality,
    /// Where the verb begins, counted from the end of the modal.
    pub verb: usize,
}

/// The duty that `rest`, the words after a modal whose subject acts, state; `None` for rights and states.
pub(super) fn duty(rest: &str, is_negated: bool) -> Option<Phrase> {
    let (verb, is_negated) = skip(rest, is_negated);
    let words = &rest[verb..];
    if !words.starts_with(|c: char| c.is_ascii_alphabetic() || c == '(' || c == ':') {
        return None;
    }
    if is_negated {
        return (!HARMLESS.is_match(words)).then_some(Phrase {
            modality: Modality::MustNot,
            verb,
        });
    }
    if MADE_NONE.is_match(words) {
        return Some(Phrase {
            modality: Modality::MustNot,
            verb,
        });
    }
    let is_duty = BE_DUTY.is_match(words) || !(STATE.is_match(words) || words.starts_with("be "));
    is_duty.then_some(Phrase {
        modality: Modality::Must,
        verb,
    })
}

/// Past adverbs, insertions and negation to the verb; and whether it is negated.
pub(super) fn skip(rest: &str, is_negated: bool) -> (usize, bool) {
    let adverbs = |from: usize| from + ADVERBS.find(&rest[from..]).map_or(0, |found| found.end());
    let mut at = adverbs(0);
    let mut is_negated = is_negated;
    if let Some(not) = NEGATION.find(&rest[at..]) {
        is_negated = true;
        at = adverbs(at + not.end());
    }
    if let Some(to) = BE_TO.captures(&rest[at..]) {
        at += to
            .name("v")
            .map_or(to.get(0).map_or(0, |all| all.end()), |verb| verb.start());
    }
    (at, is_negated)
}

/// Whether the words after `is to` or `has to` are no act: `the results to date`.
pub(super) fn is_no_act(rest: &str) -> bool {
    static NO_ACT: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"^\s*(?:date|the|an?|its|their|it|such|this|that|which|whom)\b"));
    NO_ACT.is_match(rest)
}

/// The duty of a list item, which begins with its verb.
pub(super) fn item(rest: &str, is_negated: bool) -> Option<Phrase> {
    static BEGINS: LazyLock<Pattern> = LazyLock::new(|| pattern(&format!(r"^(?P<v>{BASE})\b")));
    let phrase = duty(rest, is_negated)?;
    if BE_DUTY.is_match(&rest[phrase.verb..]) {
        return Some(phrase);
    }
    let verb = BEGINS.captures(&rest[phrase.verb..])?.name("v")?;
    let is_verb = is_verb(verb.as_str(), &rest[phrase.verb + verb.end()..]);
    is_verb.then_some(phrase)
}

static CUT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<c>;\s*(?:and\s+|or\s+|but\s+)?|,\s*(?:and\s+|but\s+)?|\s+and,?\s+|\s+but\s+|\s*[•●○▪]\s*|\s*\n\s*[*–-]\s+)(?P<m>(?:\([a-z0-9]{{1,4}}\)|\d{{1,2}}(?:\.\d{{1,2}})+\.?|\d{{1,2}}[.)]|[a-z][.)]|[•●○▪*·–-])\s*)?(?P<w>(?:,?\s*(?:within|not\s+later\s+than|no\s+later\s+than|on\s+or\s+before|by|before|after|upon|at\s+the\s+(?:end|choice|request|option)\s+of)\s[^,;:]{{1,90}}?,?\s+)?(?P<n>not\s+)?(?:(?:also|then|further|thereafter|in\s+turn|promptly|immediately|forthwith|shall|will|\w+ly)\s+){{0,2}})(?P<v>{BASE})\b"
    ))
});
static OBJECT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\s+(?:\d|£|€|two|three|one|the|an?|any|all|each|every|such|its|their|his|her|to|with|for|on|in|it|them|no|only|at|from|such|this|these|those|\w+['’]s|\$|[A-Z])",
    )
});
static INSIDE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:to|which|that|who|whom|where|if|when|may|can|could|would|shall|will|efforts?|either|right)\b",
    )
});
static RELATIVE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:which|that|who|whom|if|may|efforts\s+to|such\s+as|including)\b")
});
/// What a verb may have before its object: it has none of its own.
static NO_OBJECT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^(?:be\s+\w+\s+for|\w+(?:,\s+\w+)*)(?:,?\s+(?:at\s+(?:its|their|his|her)\s+(?:\w+\s+){0,3}(?:cost|expense)|continuously|promptly|\w+ly|from\s+time\s+to\s+time|or\s+\w+|during\s+the\s+\w+))*,?\s*$",
    )
});
/// `hold harmless` goes with `indemnify`.
pub(super) static HARMLESS_OF: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"^\s*(?:hold|save|keep)\b.{0,80}\bharmless\b"));

/// Where a further duty of a verb phrase begins, in bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Where its words begin.
    pub from: usize,
    /// Where its verb begins.
    pub verb: usize,
    /// Whether it denies what the verbs before it command: `pay the fee and not set it off`.
    pub is_negated: bool,
}

/// The further duties of one verb phrase: `keep the books and send a copy` is two, but `obtain and
/// maintain insurance` one.
pub(super) fn cuts(action: &str) -> Vec<Cut> {
    let mut cuts: Vec<(Cut, bool)> = Vec::new();
    let mut from = 0;
    let mut since = 0;
    while let Some(found) = CUT.captures_at(action, from) {
        let (Some(whole), Some(link), Some(verb)) =
            (found.get(0), found.name("c"), found.name("v"))
        else {
            break;
        };
        from = whole.end();
        // `before the time when Client proposes to send it`: a verb inside what tells when.
        let told = found.name("w").map_or("", |told| told.as_str());
        if told.len() > 20 && told.trim_end().ends_with(" to") {
            continue;
        }
        let before = &action[since..whole.start()];
        if begins_own(
            before,
            link.as_str(),
            &action[verb.start()..],
            verb.as_str(),
            // What tells when parts two duties plainly: `keep records and, within a month, report`.
            if told.len() > 10 { 2 } else { 3 },
        ) {
            let cut = Cut {
                from: found.name("w").unwrap_or(verb).start(),
                verb: verb.start(),
                is_negated: found.name("n").is_some(),
            };
            let is_bare = link.as_str().trim() == "," && found.name("m").is_none();
            cuts.push((cut, is_bare));
            since = verb.start();
        }
    }
    // A bare comma parts two duties only in a list that an `and` closes.
    while cuts.last().is_some_and(|(_, is_bare)| *is_bare) {
        cuts.pop();
    }
    cuts.into_iter().map(|(cut, _)| cut).collect()
}

/// Whether a plain form is a verb before `after`, and not a noun.
fn is_verb(verb: &str, after: &str) -> bool {
    !ALSO_NOUNS.contains(&verb.to_lowercase().as_str()) || OBJECT.is_match(after)
}

/// Whether `verb`, at the start of `rest`, begins a duty of its own after `before`, whose verb has an
/// object where it has at least `words`.
fn begins_own(before: &str, link: &str, rest: &str, verb: &str, words: usize) -> bool {
    let after = &rest[verb.len()..];
    let has_object =
        before.split_whitespace().count() >= words && !NO_OBJECT.is_match(before.trim());
    let has_own =
        after.split_whitespace().count() >= 2 && !after.trim_start().starts_with(['.', ';', ',']);
    // A verb inside a subordinate clause belongs to that clause, until a mark closes it.
    let is_inside = match link.trim_start().chars().next() {
        Some(';') => false,
        Some(',') if link.trim() == "," => INSIDE.is_match(last_words(before, 8)),
        Some(',') => RELATIVE.is_match(last_words(before, 8)),
        _ => INSIDE.is_match(last_words(before, 14)),
    };
    has_object
        && is_verb(verb, after)
        && has_own
        && !is_inside
        && !HARMLESS_OF.is_match(rest)
        && !verb.starts_with(char::is_uppercase)
}

/// The last `count` words of `text`.
fn last_words(text: &str, count: usize) -> &str {
    text.rmatch_indices(char::is_whitespace)
        .nth(count)
        .map_or(text, |(at, _)| &text[at..])
}

/// Whether `rest`, the words after `responsible for`, tell who bears a loss and not what is to be done.
pub(super) fn is_liability(rest: &str) -> bool {
    static LOSS: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:any|all|the|such|its|\s|and)*(?:\w+\s+){0,3}?(?:damages?|loss(?:es)?|liabilit\w+|claims?|consequences?|delays?|failure|breach(?:es)?|acts?\s+(?:and|or|of)\b)\b",
        )
    });
    LOSS.is_match(rest)
}
