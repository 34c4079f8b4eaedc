//! The date that the contract bears and the date on which it takes effect.
//!
//! Dates of other documents that the preamble refers to are never taken for its own.

use super::dates::{dates, partial_dates};
use super::passage::{Hit, Passage, heavier, heaviest, passages};
use super::patterns::pattern;
use super::terms::{first, is_term_heading, last};
use crate::domain::document::Span;
use crate::domain::value::Value;
use crate::text::sentences::trim;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// How far into the text the contract's own date may stand, in bytes.
const HEAD: usize = 9_000;
/// How far into the text the line may stand that holds the date of a letter, in bytes.
const LETTERHEAD: usize = 1_500;

patterns! {
    MADE = r"\b(?:dated?|ma[dk]e|entered(?:\s+into)?|executed?|signed|concluded|delivered|granted|agreed?|enter\s+into)\b[^.;]{0,110}$";
    AS_OF = r"\bas\s+of\b[^.;]{0,40}$";
    EFFECTIVE_AS_OF = r"\beffective\b[^.;]{0,30}$";
    OTHER_DOCUMENT = r#"\b(?:the|that|certain|a|an|prior|existing|original|such|previous\w*)\s+(?:[\w“”"&(),-]+\s+){0,7}(?:agreement|terms|contract|lease|plan|registration|prospectus|statement|report|letter|note|amendment|certificate|understanding|indenture|trust|mou)\b[^.;]{0,60}\b(?:dated|made|entered|executed|signed|on|as\s+of|as\s+amended|between|effective)[^.;]{0,100}$"#;
    THIS_DOCUMENT = r"^\W*an\s+agreement\b|\bthis\s+(?:[\w,&-]+\s+){0,7}?(?:agreement|contract|amendment|order|form|sow|statement|letter|deed|lease|addendum|exhibit|attachment|supplement|schedule|plan|license|understanding)\b";
    BETWEEN = r"\b(?:between|among(?:st)?)\b";
    FILING = r"\b(?:fil(?:ed|ing)|source|exhibit|form\s+(?:10|8|s)|fiscal|ends?|ended|expir\w+|terminat\w+|until|through|revision|version|printed|delivery\s+date|founded|incorporated|organized|page)\b[^;]{0,70}$";
    NAMED_EFFECTIVE = r#"^[^.;\d]{0,40}\(?\s*(?:the\s+|this\s+|hereinafter\s+|as\s+|its\s+|or\s+)*[^()"“\d]{0,40}["“'‘][^"”\d]{0,40}\b(?:effective|commencement|start)\s+date\b"#;
    NAMED_DATE = r#"^[^.;\d]{0,30}\(\s*(?:the\s+|this\s+)?[^()"“]{0,30}["“](?:agreement|order|execution|signing|signature|contract)?\s*date\b"#;
    START_LABEL = r"(?:^|\n)[\x20\t]*(?:(?:subscription|services?|term|lease|contract|agreement|licen[cs]e|order|support|coverage)\s+)?(?:start(?:s|ing)?|commencement|commences|begin(?:s|ning)?|effective)(?:\s+(?:date|of\s+(?:the\s+)?(?:contract|agreement|term|lease|services?)))?[\x20\t]*(?:[:|]?[\x20\t]+|\.{3,}[\x20\t]*)$";
    OF_THE_PAPER = r"\b(?:order|contract|agreement)\s+effective\b[^\n]*$";
    DATE_LABEL = r"(?:^|\n)[\x20\t]*(?:(?:contract|agreement|order|signing|execution)\s+dated?|(?:date|time)(?:\s+of\s+(?:this\s+)?(?:contract|agreement|order|signing|signature|execution|last\s+signature))?|(?:contract\s+)?(?:executed|signed|concluded))[\x20\t]*(?:[:|][\x20\t]*|\.{3,}[\x20\t]*)$";
    SINCE_ITS_DATE = r"\bthe\s+date\s+of\s+(?:this|the)\b[^.;]*\b(?:and|until|to)\b[^.;]*$";
    THIS_DAY = r"\b(?:on\s+)?this\s*$";
    EFFECTIVE_IS = r#"\b(?:effective|commencement|start)\s+dates?\b\s*["”'’]?\s*\)?[^.;\d]{0,60}$"#;
    NOT_ITS_START = r"\b(?:through|until|till|to|ends?|ending|conclud\w+|closes?|expir\w+|after|before|prior|than|from|terminat\w+)\b[^\d]{0,30}$";
    TAKES_EFFECT = r"\b(?:(?:takes?|taken|took)\s+effect|with\s+effect|w\.e\.f\.|(?:comes?|coming|enters?|entered|goes?)\s+into\s+(?:force|effect|operation)|effective|operative|retroactive|attach|first\s+have\s+effect|in\s+(?:force|effect)\s+from)(?:ly)?[\s,]*(?:(?:retroactive(?:ly)?|as\s+of|as\s+from|to|on|at|from|upon|date|central|eastern|pacific|mountain|standard|daylight|time|beginning|commencing|for\s+all\s+purposes|\d{1,2}[:.]\d\d|[ap]\.?m\.?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\s,]*)*[\s,:]*(?:the\s+|this\s+)?$";
    ITS_DAY_OF_EFFECT = r"^,?\s*(?:(?:on|from|at|as\s+of)\s+which\s+(?:day|date|time)|when)\s+(?:it|this|the)\b[^.;\d]{0,40}\b(?:effect\w*|force|operati\w+)\b|^,?\s*(?:which\s+(?:is|shall\s+be)\s+|being\s+)?the\s+(?:date|day)\s+(?:on|as\s+of|from)?\s*(?:which\s+)?(?:it|this|the)\b[^.;\d]{0,30}\b(?:effect\w*|force|commenc\w*|begins?|starts?)\b";
    ITSELF = r"\b(?:the|this|our|your)\s+(?:\w+\s+)?(?:agreement|contract|lease|tenancy|engagement|order|subscription|licen[cs]e|term)\s+(?:(?:shall|will|is\s+to)\s+)?(?:be\s+)?(?:commenc\w+|begins?|starts?|(?:enters?|comes?)\s+into|takes?\s+effect|valid|runs?|effective)\b";
    VALID_FROM = r"\b(?:valid|runs?|running|in\s+force|applies|applicable)\b[^;\d]{0,60}\b(?:from|as\s+of|w\.e\.f\.|with\s+effect\s+from)\s*(?:the\s+)?$|^\W*(?:(?:contract|initial|lease|subscription|service|order|performance)\s+)?(?:term|period(?:\s+of\s+performance)?|duration)\s*[:|.]?\s*(?:from\s+)?$|^\W*(?:[\d.]+\s+)?(?:\w+\s+){0,3}(?:term|period|duration|life)(?:\s+of\s+\w+)?\s*[:|.]\s*(?:from\s+)?$";
    PLACED = r"^\W*\p{Lu}[\p{L}.\x20-]{2,30},\s*(?:on\s+|the\s+|this\s+|den\s+)*$|\x20{3,}\p{Lu}[\p{L}.\x20-]{2,30},\s*(?:on\s+|the\s+|this\s+|den\s+)*$";
    WEEKDAY = r"(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\s*,?\s*(?:the\s+)?$";
    BEGINS = r"\b(?:commenc(?:e|es|ing)|begins?|beginning|starts?|starting)\s+(?:effective\s+)?(?:on|as\s+of|from|upon|with\s+effect\s+from)?[\s,]*(?:the\s+)?$";
    WHOLE = r"^\W*(?:[\d.]+\s+)?it\s+(?:shall|will|is)\b|\b(?:this\s+(?:[\w-]+\s+){0,4}(?:agreement|contract|order\s+form|sow|statement|amendment|lease|venture|addendum)|the\s+(?:sow|agreement|contract|lease|order|engagement|subscription|licen[cs]e)|(?:initial\s+)?term|subscription)\b";
    OTHER_MATTER = r"\b(?:warrants?|fiscal|prices?|pricing|charge[sd]?|stock|salary|shares|law|act|regulation|rate)\b";
    SIGNATURE_BLOCK = r"(?-i:\bFor\s+(?:and\s+on\s+behalf\s+of\s+)?\p{Lu})[^.;\n]{2,80}:|(?:^|\W)/s/|\b(?:name|title|by|signature|signed)\s*:|\bits\s*:|\(signature\)|\bprinted\s+name\b|\bauthorized\s+signat|\b(?:title\s+title|place\s+date)\b";
    CLOSING = r"\bin\s+witness\b|\bsigned\s+and\s+(?:sealed|effective|delivered)\b|\bagreed\s+to\s+and\s+accepted\b|\baccepted\s+and\s+agreed\b|\b(?:duly|caused)\b[^.;]{0,60}\bexecuted\b|\bexecuted\s+as\s+of\b";
    DEADLINE = r"\b(?:by|until|before|prior\s+to|no\s+later\s+than|since)\s+(?:the\s+)?$";
    AGREES = r"\bnow,?\s+therefore\b";
    MADE_THIS = r"\b(?:made|entered(?:\s+into)?|executed|dated|signed)\b[^.;]{0,30}\b(?:this|the)\s*$";
    RECITAL = r"^\W*(?:and\s+)?whereas\b";
    SIGNED_ON = r"\bdated?(?:\s+(?:signed|of\s+signature))?\s*:?[\s_]*$";
    NOT_SIGNED_ON = r"\b(?:effective|(?:start|end)\s+date|through|commencement|expir\w+|terminat\w+|birth|filed|source|exhibit|page|updated|revis\w+|10-?[kq](?:sb)?|8-?k)\b[^;\d]{0,90}[^;]{0,12}$";
    EFFECT = r"\b(?:commenc\w+|beg[iu]n\w*|start\w*|from|operative)\s+(?:up)?(?:on|from|with|as\s+of|and\s+after)?\s*(?:the\s+)?(?:above\s+date|date\s+(?:first\b|hereof|of\s+this|given|stated|set|written|above))|\beffective\b|\b(?:in|into|take[ns]?)\s+(?:full\s+)?(?:force|effect)\b";
    AWAITS = r"\bthis\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|amendment)\b[^.;]{0,60}\b(?:(?:become|be|is)\s+effective|take\s+effect|(?:come|enter)\s+into\s+(?:force|effect)|commences?|begins?|starts?)\s+(?:only\s+)?(?:up)?on\s+(?:the\s+)?(?:\w+\s+){0,2}(?:closing|approval|receipt|consummation|completion|satisfaction|occurrence|fulfil\w+|acceptance|launch|opening|issuance)\b|\b(?:this\s+(?:\w+\s+){0,3}(?:agreement|contract)|but|it)\s+(?:shall|will)\s+not\s+(?:become|come|take)\s+(?:effective|effect|into\s+(?:force|effect))\s+until\b";
    WAITS_FOR_A_DAY = r"\b(?:has|have)\s+no\s+force\s+until\b|\b(?:shall\s+be(?:come)?|becomes?|is|will\s+be(?:come)?)\s+effective\s+(?:as\s+of|on|at|from)\s+(?:(?:that|the)\s+(?:date|day|time|moment)\s*(?:\([^()]{1,40}\)\s*)?(?:on\s+which|when|that\s+the|the\s+\w+\s+becomes)|the\s+(?:closing|effective\s+time))\b|\b(?:shall\s+be(?:come)?|becomes?|will\s+be(?:come)?)\s+effective\b[^.;]{0,40}\bon\s+the\s+first\s+(?:business\s+)?day\s+of\b";
    OF_AN_EXTENSION = r"\b(?:extension|renewal|extended|renewed|further\s+period|additional)\b[^.;]{0,60}$";
    IS_EXTENDED = r"^[,\s]*(?:it|the\s+\w+|this\s+\w+)\s+(?:is|shall\s+be|will\s+be)\s+(?:\w+\s+)?(?:extended|renewed|prolonged)\b";
    OF_SIGNING = r"\b(?:sign\w*|execut\w+|countersign\w*)\b";
    BARE_FROM = r"^\W*from\s*$";
    PAYS = r"\b(?:fees?|fund|sales|pay\w*|salary|rent|interest|quarter\w*|invoice\w*|report\w*)\b";
    IS_MADE = r"\b(?:is|are)\s+(?:made|entered|executed|signed)\b";
    TITLE_PAGE = r"^\W*(?:as\s+of|dated?(?:\s+as\s+of)?|effective)?\W*$";
}

/// From this weight on, the head of the text leaves no doubt which date it bears.
const CERTAIN: i32 = 8;

/// The date that the text bears at its head, else the latest beside a signature, else one at the head
/// of which a part is blank or only the day of taking effect is said.
pub(super) fn agreement_date(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let head = heaviest(text, sentences, date_at_head);
    if head.as_ref().is_some_and(|(_, hit)| hit.weight >= CERTAIN) {
        return head.map(|found| on_its_line(text, found));
    }
    latest_signature(text, sentences)
        .or_else(|| heaviest(text, sentences, partial_at_head))
        .or(head)
}

/// A date that fills its line, with that line for its sentence: what stands below it is an address.
fn on_its_line(text: &str, (sentence, hit): (Span, Hit)) -> (Span, Hit) {
    match its_line(&text[sentence.range()], hit.span) {
        Some(line) if line.end == hit.span.end => {
            let span = Span::new(hit.span.start - line.start, hit.span.end - line.start);
            let line = Span::new(sentence.start + line.start, sentence.start + line.end);
            (line, Hit { span, ..hit })
        }
        _ => (sentence, hit),
    }
}

/// The line of `sentence` on which the date at `span` stands, where only a day of the week and a full stop
/// stand with it.
fn its_line(sentence: &str, span: Span) -> Option<Span> {
    let from = sentence[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let to = sentence[span.end..]
        .find('\n')
        .map_or(sentence.len(), |at| span.end + at);
    let line = trim(sentence, from, to);
    let lead = WEEKDAY.replace(&sentence[line.start..span.start], "");
    let rest = sentence[span.end..line.end].trim().trim_end_matches('.');
    (lead.is_empty() && rest.is_empty()).then_some(line)
}

/// How far from the first dated signature the others of the same block may stand, in bytes.
const BLOCK: usize = 3_000;

/// The latest date beside a signature of the first block of them; later ones are of annexes.
fn latest_signature(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let mut signed = passages(text, sentences)
        .filter_map(|(sentence, passage)| Some((sentence, signature_date(&passage)?)))
        .peekable();
    let end = signed.peek()?.0.start + BLOCK;
    signed
        .take_while(|(sentence, _)| sentence.start <= end)
        .reduce(|best, next| {
            if date_of(&next.1) > date_of(&best.1) {
                next
            } else {
                best
            }
        })
}

fn date_of(hit: &Hit) -> Option<Date> {
    match hit.value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

/// A date of the head with a blank part, where the words around it leave no doubt that it is the contract's.
fn partial_at_head(p: &Passage) -> Option<Hit> {
    let is_about_it =
        THIS_DOCUMENT.is_match(p.sentence) || BETWEEN.is_match(p.sentence) || p.sentence.len() < 80;
    if p.offset > HEAD || !is_about_it || RECITAL.is_match(p.sentence) {
        return None;
    }
    partial_dates(p.sentence)
        .into_iter()
        .find(|(span, _)| {
            let before = p.before(*span);
            let is_said = MADE.is_match(before)
                || AS_OF.is_match(before)
                || EFFECTIVE_AS_OF.is_match(last(before, 60))
                || is_whole_line(p, *span);
            is_said && !is_of_another(before) && !FILING.is_match(last(before, 90))
        })
        .map(|(span, date)| Hit {
            weight: 1 + i32::from(MADE.is_match(p.before(span))),
            span,
            value: Value::PartialDate(date),
        })
}

/// Whether the line holds hardly more than the date, as on a title page.
fn is_whole_line(p: &Passage, span: Span) -> bool {
    p.offset < 3_000 && p.sentence.len() < 40 && TITLE_PAGE.is_match(p.before(span))
}

/// The date that the contract bears, as one sentence of its head or its closing formula says.
fn date_at_head(p: &Passage) -> Option<Hit> {
    let is_closing = p.offset > HEAD && CLOSING.is_match(p.sentence);
    let is_signature = SIGNATURE_BLOCK.is_match(p.sentence) || SIGNATURE_BLOCK.is_match(p.previous);
    if p.offset > HEAD && !is_closing || is_signature && !CLOSING.is_match(p.sentence) {
        return None;
    }
    let this = THIS_DOCUMENT.is_match(p.sentence);
    let between = BETWEEN.is_match(p.sentence);
    let is_short = p.sentence.len() < 80;
    let mut best = None;
    for (earlier, (span, date)) in dates(p.sentence).into_iter().enumerate() {
        let (before, after) = (p.before(span), p.after(span));
        let mut weight = match () {
            () if DATE_LABEL.is_match(before) => 10,
            () if EFFECTIVE_IS.is_match(last(before, 40)) => 4,
            () if MADE.is_match(before) && (this || between || is_closing || is_short) => 10,
            () if MADE.is_match(before) => 6,
            () if EFFECTIVE_AS_OF.is_match(last(before, 60)) && IS_MADE.is_match(p.sentence) => 7,
            () if EFFECTIVE_AS_OF.is_match(last(before, 60)) => 3,
            () if AS_OF.is_match(before) && (this || between) => 8,
            () if THIS_DAY.is_match(before) => 7,
            () if p.offset < LETTERHEAD && AS_OF.is_match(last(before, 16)) => 6,
            () if NAMED_DATE.is_match(after) => 7,
            () if NAMED_EFFECTIVE.is_match(after) => 3,
            () if p.offset < LETTERHEAD && its_line(p.sentence, span).is_some() => 9,
            () if is_short && TITLE_PAGE.is_match(before) => 5,
            () => 2,
        };
        weight += i32::from(NAMED_DATE.is_match(after)) * 2;
        weight += i32::from(this) * 2 + i32::from(between) * 2;
        weight -= i32::from(is_of_another(before) && !MADE_THIS.is_match(before)) * 8;
        weight -= i32::from(is_recital(p.sentence, before)) * 6;
        weight -= i32::from(DEADLINE.is_match(before)) * 4;
        weight -= i32::from(SINCE_ITS_DATE.is_match(before)) * 4;
        weight -= i32::from(FILING.is_match(last(before, 90))) * 5;
        weight -= i32::try_from(earlier).unwrap_or(9).min(3) * 2;
        weight -= i32::try_from(p.offset.min(HEAD) / 3_000).unwrap_or(3);
        weight -= i32::from(is_closing) * 2;
        if weight >= 5 {
            best = heavier(best, Some(hit(weight, span, date)));
        }
    }
    best
}

/// Whether what stands before a date speaks of another document than this one.
fn is_of_another(before: &str) -> bool {
    let since = THIS_DOCUMENT
        .find_iter(before)
        .last()
        .map_or(0, |this| this.end());
    OTHER_DOCUMENT.is_match(&before[since..])
}

/// Whether the words lead to a date of the past, and not yet to what is agreed.
fn is_recital(sentence: &str, before: &str) -> bool {
    RECITAL.is_match(sentence) && !AGREES.is_match(before)
}

fn hit(weight: i32, span: Span, date: Date) -> Hit {
    Hit {
        weight,
        span,
        value: Value::Date(date),
    }
}

/// The date on which the contract takes effect, where it is stated as a date.
pub(super) fn effective_date(p: &Passage) -> Option<Hit> {
    let mut best = None;
    for (span, date) in dates(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let is_whole = WHOLE.is_match(p.sentence) || is_term_heading(p.previous);
        let is_other = is_of_another(before) && !ITSELF.is_match(before);
        let mut weight = match () {
            () if START_LABEL.is_match(before) => 11 - i32::from(OF_THE_PAPER.is_match(before)),
            () if NAMED_EFFECTIVE.is_match(after) && p.offset < HEAD => 10,
            () if EFFECTIVE_IS.is_match(last(before, 90)) => 9,
            () if NAMED_EFFECTIVE.is_match(after) => 7,
            () if TAKES_EFFECT.is_match(last(before, 60)) && is_whole => 8,
            () if TAKES_EFFECT.is_match(last(before, 60)) => 5,
            () if ITS_DAY_OF_EFFECT.is_match(after) => 8,
            () if VALID_FROM.is_match(last(before, 90)) => 6,
            () if BEGINS.is_match(last(&WEEKDAY.replace(before, "on "), 50)) && is_whole => 6,
            () if BARE_FROM.is_match(before) && is_term_heading(p.previous) => 6,
            () if PAYS.is_match(before) || OF_AN_EXTENSION.is_match(last(before, 60)) => continue,
            () if IS_EXTENDED.is_match(after) => continue,
            () if BEGINS.is_match(last(&WEEKDAY.replace(before, "on "), 50)) => 5,
            () => continue,
        };
        weight -= i32::from(is_other) * 5;
        weight -= i32::from(NOT_ITS_START.is_match(last(before, 40)) && weight == 9) * 5;
        weight += i32::from(p.offset < HEAD);
        weight -= i32::from(OTHER_MATTER.is_match(last(before, 80))) * 3;
        if weight >= 6 {
            best = heavier(best, Some(hit(weight, span, date)));
        }
    }
    best
}

/// Whether the text says of anything that it takes effect, so that its own date may be meant.
pub(super) fn speaks_of_effect(text: &str) -> bool {
    EFFECT.is_match(text)
}

/// Whether it takes effect only when something happens that may never do.
pub(super) fn awaits_an_event(text: &str) -> bool {
    AWAITS.is_match(text) || awaits_a_day(text)
}

/// Whether the day on which it takes effect is told by something else than signing: that of a launch, of a
/// closing, or the first of a month.
pub(super) fn awaits_a_day(text: &str) -> bool {
    WAITS_FOR_A_DAY.find_iter(text).any(|awaits| {
        let what = first(&text[awaits.end()..], 60);
        !OF_SIGNING.is_match(what)
    })
}

/// A date beside a signature: `Date: May 1, 2026`. The latest one serves where the text bears no date.
fn signature_date(p: &Passage) -> Option<Hit> {
    let is_block = SIGNATURE_BLOCK.is_match(p.sentence) || SIGNATURE_BLOCK.is_match(p.previous);
    let is_short = p.sentence.len() < 80;
    dates(p.sentence)
        .into_iter()
        .filter(|(span, _)| {
            let before = p.before(*span);
            let is_said = SIGNED_ON.is_match(before) || PLACED.is_match(before);
            (is_block || (is_said && is_short)) && !NOT_SIGNED_ON.is_match(last(before, 60))
        })
        .max_by_key(|(_, date)| *date)
        .map(|(span, date)| hit(1, span, date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn the_date_it_bears_and_the_date_it_takes_effect_are_told_apart() {
        let sentence = "This Agreement is dated January 15, 2026 and is effective as of February 1, 2026 (the “Effective Date”).";
        assert_eq!(read(date_at_head, sentence).as_deref(), Some("2026-01-15"));
        assert_eq!(
            read(effective_date, sentence).as_deref(),
            Some("2026-02-01")
        );
    }

    #[test]
    fn the_date_of_another_contract_is_not_its_own() {
        let sentence = "This Statement of Work is entered into as of April 13, 2026 under the Master Services Agreement made as of March 3, 2026.";
        assert_eq!(read(date_at_head, sentence).as_deref(), Some("2026-04-13"));
        assert_eq!(read(effective_date, sentence), None);
    }

    #[test]
    fn commencement_is_read_in_its_several_forms() {
        for sentence in [
            "Commencement Date: 1 May 2026.",
            "Price      100\nStart      1 May 2026\nGoods      Hops",
            "The SOW commences on 1 May 2026.",
            "“Effective Date” means May 1, 2026.",
            "This Agreement takes effect on 1 May 2026.",
            "The term of this Agreement shall commence on May 1, 2026.",
        ] {
            assert_eq!(
                read(effective_date, sentence).as_deref(),
                Some("2026-05-01"),
                "{sentence}"
            );
        }
    }

    /// I29: a start is read behind an hour, from a row of dots and from what is said after it.
    #[test]
    fn commencement_is_read_in_other_words() {
        for sentence in [
            "This Agreement is to be effective retroactively to May 1, 2026.",
            "Effective 7:00 a.m., May 1, 2026, Orchard Inc. and Pine LLC contract as follows:",
            "This Agreement comes into operation on May 1, 2026.",
            "It expires two years following May 1, 2026, the date it goes into effect.",
        ] {
            let found = read(effective_date, sentence);
            assert_eq!(found.as_deref(), Some("2026-05-01"), "{sentence}");
        }
        let dots = Passage {
            sentence: "May 1, 2026",
            previous: "Effective Date ..........",
            offset: 0,
        };
        assert!(effective_date(&dots).is_some());
        let end = "The initial term begins upon the effective date and will end on May 1, 2026.";
        assert_eq!(read(effective_date, end), None);
    }

    #[test]
    fn the_date_of_a_contract_stands_in_many_places() {
        for text in [
            "Date: 1st May 2026\nParties: Orchard plc; Pine Limited",
            "Orchard Inc. and Pine LLC hereby agree, May 1, 2026, to the following.",
            "Orchard Inc. sublicenses to Pine LLC on this May 1, 2026.",
            "It is agreed this 1st day of May, 2026 between Orchard Inc. and Pine LLC:",
        ] {
            assert_eq!(dated(text).as_deref(), Some("2026-05-01"), "{text}");
        }
    }

    /// I29: the evidence of a letter's date is its line, and not the address under it.
    #[test]
    fn the_date_of_a_letter_is_its_line() {
        let text = "Tuesday 5th May 2026\nMs. Ada Hutch\nHeron LLC\n\nDear Ada,\n\nWe agree.";
        let sentences = crate::text::sentences::sentences(text);
        let (line, hit) = agreement_date(text, &sentences).expect("a date");
        assert_eq!(&text[line.range()], "Tuesday 5th May 2026");
        assert_eq!(&text[line.range()][hit.span.range()], "5th May 2026");
    }

    fn dated(text: &str) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        agreement_date(text, &sentences).map(|(_, hit)| hit.value.to_string())
    }

    #[test]
    fn signatures_date_a_contract_whose_head_does_not() {
        let text = "THIS AGREEMENT is between Orchard Inc. and Pine LLC.\n\nBy: /s/ A. Ash\nDate: May 1, 2026\n\nBy: /s/ B. Birch\nDate: May 4, 2026\n\nSource: ORCHARD, 10-K, 6/30/2027";
        assert_eq!(dated(text).as_deref(), Some("2026-05-04"));
    }

    #[test]
    fn a_blank_date_is_read_as_far_as_it_goes() {
        let text = "THIS AGREEMENT is made this ____ day of March, 2026 between Orchard Inc. and Pine LLC.";
        assert_eq!(dated(text).as_deref(), Some("2026-03"));
    }
}
