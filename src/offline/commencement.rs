//! The date that the contract bears and the date on which it takes effect.
//!
//! Dates of other documents that the preamble refers to are never taken for its own.

mod effect;
mod signed;

pub(super) use effect::{awaits_a_day, awaits_an_event, effective_date, speaks_of_effect};

use super::dates::{dates, partial_dates};
use super::passage::{Hit, Passage, heavier, heaviest};
use super::patterns::pattern;
use super::terms::{first, last};
use crate::domain::document::Span;
use crate::domain::value::Value;
use crate::text::sentences::trim;
use jiff::civil::Date;
use regex::Captures;
use signed::{
    is_below_a_name, is_date_of_signing, is_of_a_form, is_of_signatures, latest_signature,
};
use std::borrow::Cow;
use std::sync::LazyLock;

/// How far into the text the contract's own date may stand, in bytes.
const HEAD: usize = 9_000;
/// How far into the text the line may stand that holds the date of a letter, in bytes.
const LETTERHEAD: usize = 1_500;

patterns! {
    MADE = r"\b(?:dated?|ma[dk]e|entered(?:\s+into)?|executed?|signed|concluded|delivered|granted|agreed?|enter\s+into)\b[^.;]{0,110}$";
    AS_OF = r"\bas\s+of\b[^.;]{0,40}$";
    EFFECTIVE_AS_OF = r"\beffective\b[^.;]{0,30}$";
    OTHER_DOCUMENT = r#"\b(?:the|that|certain|a|an|prior|existing|original|such|previous\w*)\s+(?:[\w“”"&(),-]+\s+){0,7}(?:agreement|terms|contract|framework|competition|lease|plan|registration|prospectus|statement|report|letter|note|amendment|certificate|understanding|indenture|trust|mou)\b[^.;]{0,60}\b(?:dated|made|entered|executed|signed|on|as\s+of|as\s+amended|between|effective)[^.;]{0,100}$"#;
    THIS_DOCUMENT = r"^\W*an\s+agreement\b|^\W*(?:[\w&-]+\s+){0,4}(?:agreement|contract)\s+no\.?\s*[\w-]+,?\s+(?:dated|made|entered)\b|\bthis\s+(?:[\w,&-]+\s+){0,7}?(?:agreement|contract|amendment|order|form|sow|statement|letter|deed|lease|addendum|exhibit|attachment|supplement|schedule|plan|license|understanding)\b";
    // The full stops of companies and of numbers, which end nothing.
    STOP = r"\b(?:inc|corp|ltd|co|llc|no|plc|l\.?p|s\.?a|n\.?v|b\.?v|n\.?a)\.";
    // What another document did on a day: `Framework RM100, which started on`.
    WHICH_BEGAN = r"\b(?P<what>[\w-]+),?\s+(?:which|that)\s+(?:\w+\s+){0,2}(?:started|commenced|began|closed|opened|expired|ended|took|came|ran)\b[^.;,]{0,30}$";
    OWN_TIME = r"(?:term|period|duration|on|by|date|day)$";
    DEAR = r"(?:^|\n)[\x20\t]*dear\b";
    PLACE = r"^\p{Lu}[\p{L}.\x20-]{2,30},\s*$";
    BETWEEN = r"\b(?:between|among(?:st)?)\b";
    FILING = r"\b(?:fil(?:ed|ing)|source|exhibit|form\s+(?:10|8|s)|fiscal|ends?|ended|expir\w+|terminat\w+|until|through|revision|version|printed|delivery\s+date|founded|incorporated|organized|page)\b[^;]{0,70}$";
    // A name in bold stands alone in its brackets: `from 1 May 2026 (Commencement Date)`.
    NAMED_EFFECTIVE = r#"^[^.;\d]{0,40}\(?\s*(?:the\s+|this\s+|hereinafter\s+|as\s+|its\s+|or\s+)*[^()"“;\d]{0,40}["“'‘][^"”\d]{0,40}\b(?:effective|commencement|start)\s+date\b|^[^.;()\d]{0,20}\(\s*(?:the\s+)?(?-i:(?:\p{Lu}[\p{L}-]*\s+){0,3}(?:Effective|Commencement|Start)\s+Date)\s*\)"#;
    NAMED_DATE = r#"^[^.;\d]{0,30}\(\s*(?:the\s+|this\s+)?[^()"“]{0,30}["“](?:agreement|order|execution|signing|signature|contract)?\s*date\b|^[^.;()\d]{0,20}\(\s*(?:the\s+)?(?-i:(?:Agreement|Order|Execution|Signing|Signature|Contract)\s+Date)\s*\)"#;
    DATE_LABEL = r"(?:^|\n)[\x20\t]*(?:(?:contract|agreement|order|signing|execution|lease|licen[cs]e|deed|sow|amendment)\s+dated?|(?:date|time)(?:\s+of\s+(?:this\s+)?(?:contract|agreement|order|signing|signature|execution|last\s+signature))?|(?:contract\s+)?(?:executed|signed|concluded))[\x20\t]*(?:[:|][\x20\t]*|\.{3,}[\x20\t]*)$";
    SINCE_ITS_DATE = r"\bthe\s+date\s+of\s+(?:this|the)\b[^.;]*\b(?:and|until|to)\b[^.;]*$";
    THIS_DAY = r"\b(?:on\s+)?this\s*$";
    EFFECTIVE_IS = r#"\b(?:effective|commencement|start)\s+dates?\b\s*["”'’]?\s*\)?[^.;\d]{0,60}$"#;
    WEEKDAY = r"(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\s*,?\s*(?:the\s+)?$";
    CLOSING = r"\bin\s+witness\b|\bsigned\s+and\s+(?:sealed|effective|delivered)\b|\bagreed\s+to\s+and\s+accepted\b|\baccepted\s+and\s+agreed\b|\b(?:duly|caused)\b[^.;]{0,60}\bexecuted\b|\bexecuted\s+as\s+of\b";
    DEADLINE = r"\b(?:by|until|before|prior\s+to|no\s+later\s+than|since)\s+(?:the\s+)?$";
    AGREES = r"\bnow,?\s+therefore\b";
    MADE_THIS = r"\b(?:made|entered(?:\s+into)?|executed|dated|signed)\b[^.;]{0,30}\b(?:this|the)\s*$";
    RECITAL = r"^\W*(?:and\s+)?whereas\b";
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
    date_of_letter(text, sentences)
        .or_else(|| latest_signature(text, sentences))
        .or_else(|| heaviest(text, sentences, partial_at_head))
        .or(head)
}

/// The date of a letter that stands behind a place above its salutation: `Bristol, 18 December 2026`.
fn date_of_letter(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let dear = DEAR.find(first(text, LETTERHEAD))?;
    let above = sentences
        .iter()
        .take_while(|sentence| sentence.start < dear.start());
    let mut dated = above.flat_map(|sentence| {
        let found = dates(&text[sentence.range()]).into_iter();
        found.map(|(span, date)| (*sentence, span, date))
    });
    dated.find_map(|(sentence, span, date)| {
        let words = &text[sentence.range()];
        let line = words[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let is_alone = words[span.end..].is_empty() || words[span.end..].starts_with('\n');
        let is_placed = PLACE.is_match(words[line..span.start].trim_start());
        (is_alone && is_placed).then(|| (sentence, hit(CERTAIN, span, date)))
    })
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
    let is_signature = is_of_signatures(p);
    if p.offset > HEAD && !is_closing || is_signature && !CLOSING.is_match(p.sentence) {
        return None;
    }
    let this = THIS_DOCUMENT.is_match(p.sentence);
    let between = BETWEEN.is_match(p.sentence);
    let is_short = p.sentence.len() < 80;
    let mut best = None;
    for (earlier, (span, date)) in dates(p.sentence).into_iter().enumerate() {
        let (before, after) = (p.before(span), p.after(span));
        if is_signature && is_date_of_signing(before)
            || is_below_a_name(p, span)
            || is_of_a_form(before)
        {
            continue;
        }
        let is_other = is_of_another(last(&p.sentence[..span.start], REACH));
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
        weight -= i32::from(is_other && !MADE_THIS.is_match(before)) * 8;
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

/// How far before a date the document may be named to which it belongs, in bytes.
const REACH: usize = 300;

/// Whether what stands before a date speaks of another document than this one.
fn is_of_another(before: &str) -> bool {
    let before = without_stops(before);
    let since = THIS_DOCUMENT
        .find_iter(&before)
        .last()
        .map_or(0, |this| this.end());
    let since = &before[since..];
    let is_which_began = || {
        let what = WHICH_BEGAN.captures(since)?.name("what")?.as_str();
        Some(!OWN_TIME.is_match(what))
    };
    OTHER_DOCUMENT.is_match(since) || is_which_began() == Some(true)
}

/// The words with blanks for the full stops that end no sentence: `Halberd Cloud, Inc. ("Halberd")`.
fn without_stops(words: &str) -> Cow<'_, str> {
    if !words.contains('.') {
        return Cow::Borrowed(words);
    }
    STOP.replace_all(words, |stop: &Captures<'_>| stop[0].replace('.', " "))
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
    fn a_blank_date_is_read_as_far_as_it_goes() {
        let text = "THIS AGREEMENT is made this ____ day of March, 2026 between Orchard Inc. and Pine LLC.";
        assert_eq!(dated(text).as_deref(), Some("2026-03"));
    }

    /// I29: a company's full stop ends no sentence, and what another paper did on a day says nothing of this.
    #[test]
    fn the_date_of_a_master_agreement_is_not_its_own() {
        let signed = "By: Ada Ash\nDate: May 6, 2026\n";
        for words in [
            "This Order Form is governed by the Master Agreement between Halberd, Inc. (“Halberd”) and Customer dated May 14, 2021.",
            "This Order Form is under the Master Agreement by and between Halberd, Inc. and Pine Corp. dated as of May 14, 2021.",
            "This Order is made under Framework RM100, which started on May 14, 2021.",
            "This Contract is made under the Digital Framework, which commenced on May 14, 2021.",
        ] {
            let text = format!("ORDER FORM\n\n{words}\n\n{signed}");
            assert_eq!(dated(&text).as_deref(), Some("2026-05-06"), "{words}");
        }
        let own = "This Order Form between Halberd, Inc. and Pine Corp. is dated May 14, 2021.";
        assert_eq!(dated(own).as_deref(), Some("2021-05-14"));
    }

    /// I29: a contract that opens with its number bears the date behind it.
    #[test]
    fn a_numbered_contract_bears_its_date() {
        let text = "Agreement No. HM-3310, made and effective this 1st of September 2026 (the “Effective Date”)\n\nProvider: Orchard Inc.\nCustomer: Pine Cooperative, Incorporated\n\nSigned: Ada Ash, 9/5/2026";
        assert_eq!(dated(text).as_deref(), Some("2026-09-01"));
    }

    /// I29: a letter bears its own date, not that on which it was accepted.
    #[test]
    fn the_date_of_a_letter_comes_before_that_of_its_acceptance() {
        let body = "We are pleased to advise you on the terms of this letter. ".repeat(8);
        for head in [
            "18 December 2025",
            "Date: 18 December 2025",
            "Bristol, 18 December 2025",
        ] {
            for accepted in [
                "Agreed and accepted\n\nAda Ash, Director\nDate: 20 December 2025",
                "ACCEPTED AND AGREED:\nPINE LTD\nBy: Ada Ash\nDate: 20 December 2025",
            ] {
                let text = format!("Orchard LLP\n\n{head}\n\nDear Ada,\n\n{body}\n\n{accepted}\n");
                assert_eq!(dated(&text).as_deref(), Some("2025-12-18"), "{text}");
            }
        }
    }
}
