//! When the contract ends, as one sentence says it: on a day, after a time, or never.
//!
//! A sentence that leaves the end open (`for a period of [***]`, `until completion of the project`) is
//! heard too, so that a weaker sentence elsewhere is not taken in its place. Nothing is computed here.

use super::another;
use super::endless::{event, never};
use super::{
    JUST_BEFORE_NOT, NOT_A_TERM, NOTICE_AFTER, RENEWS, TERM_FOLLOWS, first, is_term_heading, last,
};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use crate::offline::dates::{MONTHS, dates};
use crate::offline::durations::{anniversaries, periods};
use crate::offline::passage::{Hit, Passage};
use crate::offline::patterns::pattern;
use jiff::civil::Date;
use std::sync::LazyLock;

/// Words for a contract as a whole.
const DOCUMENT: &str = r"(?:agreement|contract|lease|venture|engagement|appointment|sow|statement\s+of\s+work|order(?:\s+form)?|amendment|addendum|attachment|exhibit|alliance|cooperation|arrangement|subscription|employment|sub-?licen[cs]e|licen[cs]e|franchise|retainer|partnership|term\s+sheet)";

patterns! {
    pub(super) THE_WHOLE = &format!(r"\b(?:this|the|your|[’']s)\s+(?:[\w-]+\s+){{0,5}}{DOCUMENT}\b[^.;]{{0,80}}\b(?:commenc|beg[iu]n|start|becom|be\b|is\b|has\b|remain|continu|run|expire|terminat|end|com(?:es?|ing)\s+into|tak|last|exist|subsist|stay|cover|go(?:es)?\s+on|carr(?:y|ies)\s+on|enter|valid|in\s+(?:full\s+)?(?:force|effect))\w*");
    pub(super) TERM_OF = &format!(r#"\b(?:term|duration|period|validity)s?\s+of\s+(?:the|this|our|your)\s+(?:[\w-]+\s+){{0,4}}{DOCUMENT}\b|\binitial\s+term\b|\bits\s+(?:first|initial|original)\s+(?:duration|term|period)\b|^\W*(?:(?:item|section|sec|article|art|clause|paragraph|para|ss?|§)\.?\s*)?(?:[\d.]+(?:\([a-z\d]\))?\s+)?(?:(?:initial|base|primary)\s+)?(?:term|duration)\b|\bthe\s+[“”"]?term[“”"]?\s+(?:shall|will|is|begins|commences)\b|\bterm\s+of\s+this\s+[\w-]+|^\W*(?:(?:item|section|sec|article|art|clause|paragraph|para|ss?|§)\.?\s*)?(?:[\d.]+(?:\([a-z\d]\))?\s+)?(?:[\w]+\s+){{0,3}}(?:terms?|period|duration|life|validity)(?:\s+of\s+[\w ]{{3,30}})?\s*[:.]"#);
    pub(super) NAMES_TERM = r#"["“”'*]\s*(?:the\s+)?(?:initial\s+|contract\s+|agreement\s+|original\s+)?term\s*["“”'*]"#;
    pub(super) UNLESS_SOONER = r"\bunless\s+(?:[\w-]+\s+){0,4}(?:sooner|earlier|previously|terminated|extended|renewed)|\b(?:earlier|sooner|early)\s+terminat";
    pub(super) UNLESS_RENEWED = r"\b(?:unless|except\s+(?:as|if)|if\s+not)\b[^,.;]{0,40}\b(?:renewed|extended)\b[^,.;]{0,60},";
    pub(super) STARTS = r"\b(?:effective|commencement|execution|start|signing)\s+date\b|\bdate\s+(?:hereof|of\s+this|first|of\s+(?:the\s+)?(?:agreement|execution|signature|signing))|\bcommenc|\bbeg[iu]n|\bstarts?\b|\bstarting\b";
    pub(super) LIST_ITEM = r"\n\W*(?:[o•]\s+)?(?:\w+\s+){0,3}\w+:\s";
    pub(super) OTHER_TERM = r#"\b(?:maintenance|support|exclusiv\w+|royalty|warranty|licen[cs]e|database|profiling|option|lease|loan|employment|non-?compet\w+|confidential\w+|retention|standstill|evaluation|trial|sublease|offering|restrict\w+|tail|transition|notice|cure|payment|manufacturing|development|research|patent|supply|purchase|lock-?up|marketing|measurement|reporting|grace|contract\s+year)\s+(?:term|period)|\bbase\s+period"#;
    pub(super) OTHER_MATTER = r"\b(?:milestone|invoice|fiscal|audit\w*|forecast|report\w*|vest\w*|discount|royalt\w*|price\s+list|pric(?:e|ing)|warrants?|stock|shares|guarant\w+|exclusiv\w+|patents?|copyright|trademark\s+registration|insurance|certificate|surviv\w+|confidential\w*|non-?compet\w*|minimum\s+(?:\w+\s+)?(?:purchase|order|royalt\w+|quantit\w+|amount|sales|payment|volume|commitment|fee|number|guarantee\w*)s?|purchase\s+orders?|salary|premium|commission|during\s+the\s+(?:\w+\s+)?period)\b";
    pub(super) INITIAL = r"\b(?:initial|original|first|primary|basic|fixed|minimum)\s+(?:\w+\s+)?(?:term|period|commitment|duration)\b[^.;]{0,110}$";
    pub(super) TERM_IS = r#"\bterms?\b["”]?[^.;]{0,110}\b(?:is|be|of|for|continue[sd]?|extend[s]?|remains?|commenc\w+|period|begin\w*|start\w*|means?|last|run)\b[^.;]{0,90}$"#;
    pub(super) RUNS_FOR = r"\b(?:concluded|continues?|continuing|remains?|stays?|subsists?|endures?|exists?|granted|engage[sd]?|appointed|retained|good|in\s+(?:full\s+)?(?:force|effect)|effective|runs?|lasts?|valid|term|binding|duration|agreement|contract)\b[^.;]{0,110}\b(?:for|of|is|be)\s+(?:at\s+least\s+)?(?:an?\s+|the\s+)?(?:(?:initial|fixed|minimum|maximum|total|further|full|entire)\s+)?(?:(?:period|term|duration)\s+)?(?:of\s+)?(?:not\s+less\s+than\s+|up\s+to\s+|at\s+least\s+)?(?:\(?a\)?\s+)?$";
    pub(super) LAST_SO_LONG = r"\b(?:lasts?|runs?|endures?|subsists?|covers?)\s+(?:for\s+)?(?:at\s+least\s+|a\s+minimum\s+of\s+)?(?:an?\s+|the\s+)?(?:(?:initial|minimum|total|fixed|full|further)\s+)?(?:(?:period|term)\s+of\s+)?\(?$";
    pub(super) SHALL_LAST = r"\b(?:shall|will|to|and)\s+last\s*\(?$";
    pub(super) LASTS = r"\b(?:shall|will)\s+(?:remain|continue|subsist|endure|last|run|be\s+(?:effective|valid|in\s+(?:effect|force)))\b";
    pub(super) FOR_PERIOD = r"\b(?:for|period\s+of|term\s+of)\s+(?:an?\s+|the\s+)?(?:(?:minimum|maximum|fixed|total)\s+(?:of\s+)?)?(?:(?:period|term)\s+of\s+)?$";
    pub(super) ENDS = r"\b(?:until|till|through|closes?|expires?|expiring|ending|ends?|terminat(?:e|es|ing)|conclud(?:es?|ing))\b[^.;]{0,120}$";
    pub(super) LATER = r"^['’s]*\s*(?:\([^()]{1,60}\)\s*)?,?\s*(?:there(?:after|from)|later|hence)\b";
    pub(super) AFTER_THE_END = r"^['’s]*\s*(?:(?:after|following|from)\s+(?:the\s+|any\s+|such\s+|its\s+)?(?:effective\s+)?(?:date\s+of\s+)?(?:(?:the|any|such|its|early|earlier|this\s+agreement['’]s)\s+)*(?:terminat|expir)\w+|renewal|extension)";
    pub(super) AS_LONG_AS = r"\b(?:in\s+effect|duration|agreement)\b[^.;]{0,20}\band\s+for\b|\bduring\s+the\s+term\b|\bterm\s+(?:of\s+this\s+agreement\s+)?and\s+for\b|\bwithin\b[^.;]{0,20}$|\bend\s+of\s+(?:the\s+|each\s+|such\s+)?(?:initial\s+)?$";
    pub(super) FROM_START = &format!(r"^['’s]*\s*(?:\([^()]{{1,60}}\)\s*)?,?\s*(?:with\s+effect\s+)?(?:from|after|following|commencing|beginning|starting|of)\b[^.;]{{0,60}}\b(?:effective|commencement|date|execution|start|hereof|signing)|^['’s]*,?\s*(?:with\s+effect\s+)?(?:from|commencing|beginning|starting|following)\s+(?:on\s+)?(?:{MONTHS}|\d)");
    pub(super) MEANS_TERM = r#"["“](?:initial\s+)?term["”]\s*(?:\)\s*)?(?:means|is|shall|of)"#;
    pub(super) UNTIL = r#"\b(?:until|till|through|thru|up\s+to|finish(?:es)?|closes?|lapses?|in\s+no\s+event\s+(?:later\s+than|beyond)|to\s+and\s+including|extends?|extended|expires?|expiring|ending|ends?|terminat(?:e|es|ed|ing)|conclud(?:es?|ing)|(?:is|be|are)\s+over|(?:expiration|termination|expiry|end)\s+date)\b[\s,:]*(?:with\s+[^.;,\d]{0,40}?\bon\s+)?(?:(?:automatically|on|and|including|as|of|at|the|close|business|midnight|is|shall|be|will|means?|(?:1[0-2]|\d|2[34])[:.]\d\d|(?:1[0-2]|\d)\s?[ap]\.?m\.?|p\.?m\.?|a\.?m\.?|noon|(?:pacific|eastern|central|mountain|local|standard|daylight|gmt|est|pst|cst)|time|(?:mon|tues|wednes|thurs|fri|satur|sun)day|date|or|about|earlier|later|than|past|beyond|hours|hrs|to|until|through|up|day|in\s+no\s+event|\(i\)|\(a\)|["“”()])[\s,:]*)*$"#;
    YEAR = r"\b(?:(?:end|close|last\s+day)\s+of\s+(?:the\s+)?(?:calendar\s+)?(?:year\s+)?|(?P<all>(?:for|is|covers?|be)\s+(?:the\s+)?calendar\s+years?\s+(?:(?:19|20)\d\d\s*(?:,\s*and|,|and|through|to|[-–])\s*)*))(?P<y>(?:19|20)\d\d)\b";
    pub(super) LABEL = r#"(?:^|\n|\x20{3}|\t|\|)\W*(?:\(?(?:[\d.]+|[a-z])\)?\s+)?(?:to\s*[:|]|(?:expiry|expiring|expiration|ends?|ending)\s*(?:[:|]|\x20{2}|\t)|(?:\w+\s+)?(?:expiration|termination|expiry|end(?:ing)?)\s+date|(?:coverage|service|contract|agreement|term|licen[cs]e|subscription)\s+(?:ends?|expires?|expiration|expiry)|expires|valid\s+(?:until|through))\W*(?:means|is|shall\s+be)?\W*$"#;
    pub(super) MEANS_END = r#"["“”]\s*(?:expiration|termination|expiry|end)\s+date\s*["“”]\s*(?:means|is|shall)\b[^.;]{0,30}$"#;
    pub(super) UNTIL_NAMED = r"\b(?:until|through|expires?|ending|ends?|terminates?|closes?)\b[^.;]{0,90}\b(?:being|which\s+is|that\s+is(?:\s+to\s+say)?|i\.e\.|namely)[\s,:]*(?:on\s+)?$";
    pub(super) RANGE = r"^\s*(?:,\s+(?:when|on\s+which|being)\b[^.;,\d]{0,70},)?\s*,?(?:\s*(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+(?:gmt|est|pst))?)?\s*(?:(?:up\s+)?to(?:\s+and\s+including)?|through(?:\s+and\s+including)?|thru|until|till|[-–—]|and\s+(?:ends?|ending|finish\w*|ceas\w+|expir\w+|terminat\w+|continu\w+|goes?|go|runs?|lasts?|clos\w+)[^.;\d]{0,40})\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)?\s*$";
    pub(super) FROM_UP_TO = r"^\W*from\b[^.;\d]{0,60}\bto\s*$";
    pub(super) OF_RENEWAL = r"\b(?:renewal|extension|option|renewed|extended)\b[^.;]{0,40}$";
    pub(super) NAMES_A_TERM = r"\b(?:term|subscription|duration|life|agreement|contract|licen[cs]e|services)\b";
    pub(super) RANGE_OF_TERM = r"\b(?:term|period|duration|life|season|coverage|runs?|starts?|time|effective|valid|commenc\w+|agreement|contract|from|begin\w*)\b";
    pub(super) OF_ANOTHER = r"^,?\s+(?:[\w-]+\s+){0,4}(?:agreement|contract|amendment|letter)\b";
    FROM_BEFORE = r"\b(?:with\s+effect\s+from|commencing|beginning|starting|effective\s+(?:from|as\s+of))\b[^.;]{0,80}$";
    // The old end, in the words that set a new one.
    WAS_ITS_END = r#"^["”’]?\s*(?:\([^()]{1,60}\)\s*)?(?:(?:in|of|under|stated\s+in|set\s+out\s+in|specified\s+in)\s+(?:clause|section|article|paragraph|the\s+\w+)\s*[\d.()a-z]*\s*(?:of\s+the\s+\w+\s+)?)?(?:is|are|shall\s+be|be)\s+(?:hereby\s+)?(?:extended|changed|amended|postponed|replaced|deleted|moved|revised)\b"#;
    IS_REPLACED_BY = r#"\b(?:expir\w+|ends?|end\s+date|term|terminat\w+)\b[^;]{0,120}\b(?:replac\w+|substitut\w+|changed)\s+(?:with|by|to)\s+["“]?$"#;
    WAS_DUE = r"\b(?:was|were)\s+(?:(?:due|set|scheduled)\s+)?to\b[^.;]{0,40}$";
    APPOINTS = r"\b(?:appoints?|engages?)\b[^.;]{0,250}$";
    pub(super) BEFORE_IT = r"\b(?:prior\s+to|before|after|following|each|from)\s+(?:the\s+)?$";
    pub(super) RECITAL = r"^\W*(?:and\s+)?whereas\b";
    pub(super) WHICH_ENDS = r"^[,\s]*(?:on|upon)\s+which\s+(?:date|day)\b[^.;]{0,60}\b(?:ends?|expires?|terminates?)\b";
    pub(super) SIDE_LABEL = r"^\W*(?:[\d.]+\s+)?(?:support|maintenance|warranty|renewal|option|exclusiv\w+|trial|evaluation|notice|cure|payment|transition|tail|research|sell-off)\s+(?:term|period)\b";
    pub(super) PERIOD_RUNS = r#"\b(?:the|a)\s+["“]?(?:[\w-]+\s+){1,3}(?:term|period)["”]?\s+(?:shall|will|is|means|opens?|begins?|commences?|starts?|runs?|lasts?|covers?)\b"#;
    pub(super) TERM_LABEL = r"(?:^|\n)\W*(?:[o•]\s+)?(?:\(?(?:[\d.]+|[a-z])\)?\s+)?(?:(?:[\w]+\s+){0,2}(?:term|duration)|(?:(?:contract|agreement|lease|tenancy|hire|rental|subscription|service|fixed)\s+)?period)\s*(?::|\x20{2}|\t|\|)\s*(?:an?\s+)?$";
    // `Work will begin on May 1, 2026 and be completed no later than`.
    WORK_RUNS = r"\b(?:work|services|project|performance|engagement|assignment)\s+(?:will|shall|is\s+to|are\s+to)\s+(?:begin|commence|start)\b[^.;]{0,110}\b(?:be\s+)?(?:complete[d]?|end|conclude[d]?|finish(?:ed)?)\s+(?:by|no\s+later\s+than|on\s+or\s+before|on)\s+$";
    // What a contract of secrecy is made for.
    FOR_DISCLOSURES = r"\bagreement\b[^.;]{0,30}\b(?:appl(?:y|ies)|governs?|covers?)\b[^.;]{0,90}\b(?:disclos\w+|made|exchanged|furnished)\b[^.;]{0,40}\b(?:during|for)\s+(?:the\s+|an?\s+)?(?:(?:period|term)\s+of\s+)?(?:the\s+)?\(?$";
    ONE_OF_SEVERAL = r"\b(?:consecutive|successive|further|additional)\s+(?:\w+\s+)?(?:periods|terms)\s+of\s*$";
    FORBIDS = r"\b(?:shall|will|may|agrees?|undertakes?)\s+not\b[^.;]{0,60}\bfor\s+(?:an?\s+period\s+of\s+)?$";
    pub(super) ONCE_OVER = r"^\W*(?:[\d.()a-z]+\s+)?(?:up)?(?:on|after|following)\s+(?:an?\s+|any\s+|the\s+|such\s+)?(?:expir|terminat)";
    pub(super) CEASES = r"\b(?:ceas\w+|fail\w*|breach\w*|suspend\w*|interrupt\w*|discontinu\w*|unpaid|absent)\b[^.;]{0,60}$|\bcontinues?\s+to\s+(?:make|provide|supply|offer|support|pay|honou?r|maintain|sell|use|have)\b[^.;]*$";
    pub(super) GOES_ON_BY_ITSELF = r"\bautomatically\s+continue[sd]?\b[^.;]{0,30}$";
    pub(super) YEAR_OF_ITS_OWN = r"\b(?:contract|fiscal|calendar|license|agreement)\s+year\b";
    pub(super) OPEN = r"\b(?:(?:period|term|duration)\s+of|until|for|expires?\s+on|terminates?\s+(?:on|in)|ending\s+on|effect\s+(?:for|through))\s+(?:an?\s+|the\s+|up\s+to\s+)?(?:\(?\s*)(?:_{2,}|\[\s*[*_•·●\s]*\s*\]|\*{2,}|\[[*_•·●])";
    pub(super) EVENT = &format!(r"\b(?:until|(?:end|expire|terminate)s?\s+(?:up)?on)\s+(?:the\s+)?(?:[\w-]+\s+){{0,4}}(?:completion|acceptance|(?:expir\w+|termination)(?:\s+(?:or|and|and/or)\s+(?:[\w-]+\s+)?(?:expir\w+|termination))?)\s+of\s+(?:the|such|all|any|each|its)\b|\bfor\s+the\s+(?:term|duration|life)\s+of\s+the\b|\bfor\s+(?:the\s+time\s+periods?|as\s+long\s+as|so\s+long\s+as)\b|\bduring\s+the\s+term\s+of\s+the\s+(?:[\w-]+\s+){{0,3}}{DOCUMENT}|\b(?:until|expire\s+on|expire\s+upon|end\s+on|end\s+upon|terminate\s+on|terminate\s+upon)\s+(?:the\s+)?(?:last|date|end|day|later|earlier|first|expiration\s+of|completion|acceptance|conclusion)\b|\bend\s+until\b");
}

/// What a sentence says about the end of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::offline) enum End {
    /// On this day.
    On(Date),
    /// So long after its start.
    After(Period),
    /// When somebody ends it.
    Never,
    /// When something happens, on no day that is known.
    Event,
    /// On a day that the text does not tell: blacked out, or left blank.
    Open,
}

/// An end with the weight of its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::offline) struct Said {
    /// How strong the reasons are.
    pub weight: i32,
    /// The place in the sentence.
    pub span: Span,
    /// What it says.
    pub end: End,
}

impl Said {
    /// The value for a field, where the sentence gives one.
    pub fn hit(self) -> Option<Hit> {
        let value = match self.end {
            End::On(date) => Value::Date(date),
            End::After(period) => Value::Period(period),
            End::Never | End::Event => Value::OpenEnded,
            End::Open => return None,
        };
        Some(Hit {
            weight: self.weight,
            span: self.span,
            value,
        })
    }
}

/// Reasons of this weight are enough where nothing else is said of the end.
const POSSIBLE: i32 = 6;
/// Reasons of this weight are enough anyhow.
pub(in crate::offline) const ENOUGH: i32 = 8;

/// The ends that a sentence may speak of, each with its weight; none where it is of other matters.
/// `prior` is what speaks for the sentence besides its words.
pub(in crate::offline) fn ends(p: &Passage, prior: i32) -> Vec<Said> {
    let mut said = on_a_day(p);
    said.extend(after_a_time(p));
    if said.is_empty() {
        said.extend(never(p).or_else(|| event(p)));
    }
    let is_event = said.iter().any(|one| one.end == End::Event);
    said.extend(open(p, !is_event));
    for one in &mut said {
        one.weight += context(p, one.span) + prior;
    }
    said.retain(|one| one.weight >= POSSIBLE - i32::from(one.end == End::Never));
    said
}

/// How much of a sentence around a value may say that it is about the contract as a whole, in bytes.
const WINDOW: (usize, usize) = (320, 140);

/// What speaks for the value at `span` in the words around it, whatever it is.
fn context(p: &Passage, span: Span) -> i32 {
    let from = span.start - last(&p.sentence[..span.start], WINDOW.0).len();
    let to = span.end + first(&p.sentence[span.end..], WINDOW.1).len();
    let near = &p.sentence[from..to];
    let is_of_term = TERM_OF.is_match(near) && !SIDE_LABEL.is_match(p.sentence);
    let mut weight = 0;
    weight += i32::from(THE_WHOLE.is_match(near)) * 3;
    weight += i32::from(is_of_term) * 3;
    weight += i32::from(PERIOD_RUNS.is_match(near) && !is_of_term) * 2;
    weight += i32::from(NAMES_TERM.is_match(near)) * 2;
    weight += i32::from(is_term_heading(p.previous)) * 2;
    weight += i32::from(UNLESS_SOONER.is_match(near));
    weight += i32::from(APPOINTS.is_match(last(&p.sentence[..span.start], WINDOW.0))) * 2;
    weight += i32::from(STARTS.is_match(near));
    weight -= i32::from(OTHER_TERM.is_match(near) && !is_of_term) * 3;
    weight -= i32::from(p.previous.len() < 80 && SIDE_LABEL.is_match(p.previous)) * 6;
    weight -= i32::from(RECITAL.is_match(p.sentence)) * 4;
    weight
}

/// What the words around a value take from its weight.
fn other_matter(p: &Passage, span: Span) -> i32 {
    let before = last(p.before(span), 110);
    i32::from(OTHER_MATTER.is_match(in_its_item(before))) * 4
        + i32::from(WAS_DUE.is_match(before)) * 6
        + another::weight(p, span)
}

fn on_a_day(p: &Passage) -> Vec<Said> {
    let dates = dates(p.sentence);
    let mut said = at_the_end_of_a_year(p);
    for (at, (span, date)) in dates.iter().enumerate() {
        let (before, after) = (p.before(*span), p.after(*span));
        let is_range = at.checked_sub(1).is_some_and(|one| {
            let start = dates[one].0;
            RANGE.is_match(&p.sentence[start.end..span.start])
                && RANGE_OF_TERM.is_match(p.before(start))
                && !OF_RENEWAL.is_match(last(p.before(start), 100))
        });
        let base = match () {
            () if WAS_ITS_END.is_match(after) => continue,
            () if IS_REPLACED_BY.is_match(before) => 6,
            () if MEANS_END.is_match(before) => 8,
            () if LABEL.is_match(before) => 8,
            () if is_range => {
                5 + i32::from(NAMES_A_TERM.is_match(last(p.before(dates[at - 1].0), 60)))
            }
            () if WHICH_ENDS.is_match(after) => 6,
            () if FROM_UP_TO.is_match(before) && is_term_heading(p.previous) => 6,
            () if UNTIL_NAMED.is_match(before) => 5,
            () if WORK_RUNS.is_match(before) && is_term_heading(p.previous) => 6,
            () if UNTIL.is_match(before) && !is_of_another(before, after) => 5,
            () => continue,
        };
        said.push(Said {
            weight: base
                - other_matter(p, *span)
                - i32::from(YEAR_OF_ITS_OWN.is_match(last(before, 60))) * 4,
            span: *span,
            end: End::On(*date),
        });
    }
    said
}

/// `until the end of 2027`, `for the calendar year 2027`: the last day of that year.
fn at_the_end_of_a_year(p: &Passage) -> Vec<Said> {
    let named = YEAR.captures_iter(p.sentence).filter_map(|named| {
        let (whole, year) = (named.get(0)?, named.name("y")?);
        let span = Span::new(whole.start(), whole.end());
        let is_end = named.name("all").is_some() || UNTIL.is_match(p.before(span));
        let date = Date::new(year.as_str().parse().ok()?, 12, 31).ok()?;
        is_end.then(|| Said {
            weight: 5 - other_matter(p, span),
            span,
            end: End::On(date),
        })
    });
    named.collect()
}

/// Whether the date belongs to another document: `terminates the July 8, 2026, Rate Agreement`.
fn is_of_another(before: &str, after: &str) -> bool {
    OF_ANOTHER.is_match(after) && before.trim_end().ends_with("the")
}

fn after_a_time(p: &Passage) -> Vec<Said> {
    let counted = periods(p.sentence)
        .into_iter()
        .filter_map(|(span, period)| {
            let base = length_base(p, span)?;
            Some((span, period, base - shortness(period)))
        });
    let anniversaries = anniversaries(p.sentence)
        .into_iter()
        .filter_map(|(span, period)| {
            let before = last(p.before(span), 80);
            let is_end = ENDS.is_match(before) && !BEFORE_IT.is_match(before);
            let is_defined = MEANS_END.is_match(before);
            (is_end || is_defined).then_some((span, period, 5 + 3 * i32::from(is_defined)))
        });
    counted
        .chain(anniversaries)
        .filter(|(_, period, _)| !matches!(period.unit, Unit::Hour | Unit::BusinessDay))
        .map(|(span, period, base)| Said {
            weight: base - other_matter(p, span),
            span,
            end: End::After(period),
        })
        .collect()
}

/// How much its shortness speaks against a period.
fn shortness(period: Period) -> i32 {
    match (period.unit, period.count) {
        (Unit::Week, 26..) | (Unit::Day, 60..) => 2,
        (Unit::Day | Unit::Week, _) => 4,
        _ => 0,
    }
}

/// How much the words around a period make it the length of the contract.
fn length_base(p: &Passage, span: Span) -> Option<i32> {
    let (before, after) = (in_its_item(p.before(span)), p.after(span));
    let is_other = NOTICE_AFTER.is_match(after)
        || (JUST_BEFORE_NOT.is_match(before)
            && !LATER.is_match(after)
            && !SHALL_LAST.is_match(before))
        || (RENEWS.is_match(last(after_proviso(before), 70))
            && !last(before, 30).contains("initial"))
        || YEAR_OF_ITS_OWN.is_match(last(before, 90))
        || NOT_A_TERM.is_match(since_verb(last(before, 90)))
        || GOES_ON_BY_ITSELF.is_match(before)
        || ONE_OF_SEVERAL.is_match(before)
        || FORBIDS.is_match(before)
        || CEASES.is_match(before)
        || ONCE_OVER.is_match(p.sentence)
        || AFTER_THE_END.is_match(after)
        || AS_LONG_AS.is_match(last(before, 60));
    if is_other {
        return None;
    }
    let from_start = FROM_START.is_match(after);
    let base = match () {
        () if INITIAL.is_match(before) => 6,
        () if TERM_LABEL.is_match(before) && !SIDE_LABEL.is_match(p.sentence) => 6,
        () if span.start <= 3 && is_term_heading(p.previous) => 6,
        () if TERM_IS.is_match(before) || MEANS_TERM.is_match(before) => 5,
        () if RUNS_FOR.is_match(before) => 5,
        () if LAST_SO_LONG.is_match(before) => 5,
        () if from_start && FOR_DISCLOSURES.is_match(before) => 5,
        () if ENDS.is_match(before) && (from_start || LATER.is_match(after)) => 5,
        () if TERM_FOLLOWS.is_match(after) && !after.trim_start().starts_with("period") => 4,
        () if FOR_PERIOD.is_match(before) && from_start => 3,
        () if FOR_PERIOD.is_match(before) && FROM_BEFORE.is_match(last(before, 100)) => 4,
        () => return None,
    };
    Some(base + i32::from(from_start))
}

/// The words of the last item, where items of a list stand on lines of their own.
fn in_its_item(before: &str) -> &str {
    let item = LIST_ITEM.find_iter(before).last();
    item.map_or(before, |item| &before[item.start()..])
}

/// The words after `unless renewed or extended as provided herein,`, which say nothing of a renewal.
fn after_proviso(before: &str) -> &str {
    let proviso = UNLESS_RENEWED.find_iter(before).last();
    proviso.map_or(before, |proviso| &before[proviso.end()..])
}

/// The words since the last verb that speaks of lasting: what stands before it is of another clause.
pub(super) fn since_verb(before: &str) -> &str {
    let verb = LASTS.find_iter(before).last();
    verb.map_or(before, |verb| &before[verb.end()..])
}

/// That the end is blacked out or left blank, or that of an event which is not read as an end.
fn open(p: &Passage, with_events: bool) -> Option<Said> {
    let blank = OPEN.find(p.sentence);
    let found = blank.or_else(|| EVENT.find(p.sentence).filter(|_| with_events))?;
    Some(Said {
        weight: 4,
        span: Span::new(found.start(), found.end()),
        end: End::Open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strongest(sentence: &str) -> Option<End> {
        let passage = Passage {
            sentence,
            previous: "",
            offset: 0,
        };
        let said = ends(&passage, 0);
        said.into_iter()
            .max_by_key(|said| said.weight)
            .map(|said| said.end)
    }

    /// I29: the end is told by what is over, by the end of a year, and never by what must not be done.
    #[test]
    fn an_end_is_told_in_many_words() {
        let day = |year, month, day| Some(End::On(Date::new(year, month, day).expect("a day")));
        for (sentence, expected) in [
            (
                "The term of this Agreement begins today and is over at 5 p.m. on May 31, 2027.",
                day(2027, 5, 31),
            ),
            (
                "This Agreement shall take effect on May 1, 2026 and finish on April 30, 2027.",
                day(2027, 4, 30),
            ),
            (
                "The term of this Agreement ends with the season of Gull on June 30, 2027.",
                day(2027, 6, 30),
            ),
            (
                "The term of this Agreement shall not extend past March 31, 2027.",
                day(2027, 3, 31),
            ),
            (
                "This Agreement shall remain in force until the end of 2027.",
                day(2027, 12, 31),
            ),
            (
                "The initial term of this Agreement is for the calendar year 2027.",
                day(2027, 12, 31),
            ),
            (
                "Gull shall not, for two years after the date of this Agreement, engage in such a business.",
                None,
            ),
        ] {
            assert_eq!(strongest(sentence), expected, "{sentence}");
        }
    }
}
