//! The date that the contract bears and the date on which it takes effect.
//!
//! Dates of other documents that the preamble refers to are never taken for its own.

use super::dates::dates;
use super::passage::{Hit, Passage, heavier, heaviest, passages, pattern};
use super::terms::{is_term_heading, last};
use crate::domain::document::Span;
use crate::domain::value::Value;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

macro_rules! patterns {
    ($($name:ident = $form:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

/// How far into the text the contract's own date may stand, in bytes.
const HEAD: usize = 9_000;

patterns! {
    MADE = r"\b(?:dated?|made|entered(?:\s+into)?|executed|signed|concluded|delivered)\b[^.;]{0,110}$";
    AS_OF = r"\bas\s+of\b[^.;]{0,40}$";
    EFFECTIVE_AS_OF = r"\beffective\b[^.;]{0,30}$";
    OTHER_DOCUMENT = r#"\b(?:the|that|certain|a|an|prior|existing|original|such|previous\w*)\s+(?:[\w“”"&()-]+\s+){0,7}(?:agreement|terms|contract|lease|plan|registration|prospectus|statement|report|letter|note|amendment|certificate|understanding|indenture|trust|mou)\b[^.;]{0,60}\b(?:dated|made|entered|as\s+of|as\s+amended|between|effective)[^.;]{0,60}$"#;
    THIS_DOCUMENT = r"\bthis\s+(?:[\w,&-]+\s+){0,7}(?:agreement|contract|amendment|order|form|sow|statement|letter|deed|lease|addendum|exhibit|attachment|supplement|schedule|plan|license|understanding)\b";
    BETWEEN = r"\b(?:between|among(?:st)?)\b";
    FILING = r"\b(?:fil(?:ed|ing)|source|exhibit|form\s+(?:10|8|s)|fiscal|ended|expir\w+|terminat\w+|until|through|revision|version|printed|delivery\s+date|founded|incorporated|organized|page)\b[^;]{0,70}$";
    NAMED_EFFECTIVE = r#"^[^.;\d]{0,40}\(?\s*(?:the\s+|this\s+|hereinafter\s+|as\s+|its\s+|or\s+)*[^()"“\d]{0,40}["“'‘][^"”\d]{0,40}\b(?:effective|commencement|start)\s+date\b"#;
    NAMED_DATE = r#"^[^.;\d]{0,30}\(\s*(?:the\s+|this\s+)?[^()"“]{0,30}["“](?:agreement|order|execution|signing|signature|contract)?\s*date\b"#;
    EFFECTIVE_IS = r#"\b(?:effective|commencement|start)\s+dates?\b\s*["”'’]?\s*\)?[^.;\d]{0,60}$"#;
    NOT_ITS_START = r"\b(?:through|until|till|to|ending|expir\w+|after|before|prior|than|from|terminat\w+)\b[^\d]{0,30}$";
    TAKES_EFFECT = r"\b(?:takes?\s+effect|(?:comes?|enters?|entered)\s+into\s+(?:force|effect)|effective)\s*(?:as\s+of|on|from|upon|date|beginning|commencing|for\s+all\s+purposes)*[\s,:]*(?:the\s+|this\s+)?$";
    BEGINS = r"\b(?:commenc(?:e|es|ing)|begins?|beginning|starts?|starting)\s+(?:effective\s+)?(?:on|as\s+of|from|upon|with\s+effect\s+from)?[\s,]*(?:the\s+)?$";
    WHOLE = r"\b(?:this\s+(?:[\w-]+\s+){0,4}(?:agreement|contract|order\s+form|sow|statement|amendment|lease|venture|addendum)|(?:initial\s+)?term|subscription)\b";
    OTHER_MATTER = r"\b(?:warrants?|fiscal|price|pricing|charge[sd]?|stock|salary|shares|law|act|regulation|rate)\b";
    SIGNATURE_BLOCK = r"/s/|\b(?:name|title|by|signature|signed)\s*:|\bits\s*:";
    CLOSING = r"\b(?:in\s+witness|executed|signed|sealed|agreed\s+to|accepted|delivered|duly\s+authori[sz]ed)\b";
    SIGNED_ON = r"(?:(?:^|\n)[\s_]*dated?(?:\s+signed)?\s*:?|\bdate(?:d|\s+signed|\s+of\s+signature)?\s*:|/s/[^;\d]{0,80})[\s_]*$";
    AWAITS = r"\bthis\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|amendment)\b[^.;]{0,60}\b(?:(?:become|be|is)\s+effective|take\s+effect|(?:come|enter)\s+into\s+(?:force|effect))\s+(?:only\s+)?(?:up)?on\s+(?:the\s+)?(?:\w+\s+){0,2}(?:closing|approval|receipt|consummation|completion|satisfaction|occurrence|fulfil\w+)\b";
    TITLE_PAGE = r"^\W*(?:as\s+of|dated?(?:\s+as\s+of)?|effective)?\W*$";
}

/// From this weight on, the head of the text leaves no doubt which date it bears.
const CERTAIN: i32 = 7;

/// The date that the text bears at its head, else the latest beside a signature, else one of which
/// only the day of taking effect is said.
pub(super) fn agreement_date(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let head = heaviest(text, sentences, date_at_head);
    match head {
        Some((_, Hit { weight, .. })) if weight >= CERTAIN => head,
        _ => latest_signature(text, sentences).or(head),
    }
}

/// The latest date beside a signature in the last part of the text.
fn latest_signature(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
    let from = text.len() / 3;
    passages(text, sentences)
        .filter(|(sentence, _)| sentence.end >= from)
        .filter_map(|(sentence, passage)| Some((sentence, signature_date(&passage)?)))
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

/// The date that the contract bears, as one sentence of its head or its closing formula says.
fn date_at_head(p: &Passage) -> Option<Hit> {
    let is_closing = p.offset > HEAD && CLOSING.is_match(p.sentence);
    if (p.offset > HEAD && !is_closing) || SIGNATURE_BLOCK.is_match(p.sentence) {
        return None;
    }
    let this = THIS_DOCUMENT.is_match(p.sentence);
    let between = BETWEEN.is_match(p.sentence);
    let mut best = None;
    for (earlier, (span, date)) in dates(p.sentence).into_iter().enumerate() {
        let (before, after) = (p.before(span), p.after(span));
        let mut weight = match () {
            () if MADE.is_match(before) => 10,
            () if EFFECTIVE_AS_OF.is_match(last(before, 60)) => 3,
            () if AS_OF.is_match(before) && (this || between) => 8,
            () if NAMED_DATE.is_match(after) => 7,
            () if NAMED_EFFECTIVE.is_match(after) => 3,
            () if p.sentence.len() < 80 && TITLE_PAGE.is_match(before) => 5,
            () => 2,
        };
        weight += i32::from(NAMED_DATE.is_match(after)) * 2;
        weight += i32::from(this) * 2 + i32::from(between) * 2;
        weight -=
            i32::from(OTHER_DOCUMENT.is_match(before) && !THIS_DOCUMENT.is_match(last(before, 90)))
                * 8;
        weight -= i32::from(FILING.is_match(last(before, 90))) * 5;
        weight -= i32::try_from(earlier).unwrap_or(9).min(3) * 2;
        weight -= i32::try_from(p.offset.min(HEAD) / 3_000).unwrap_or(3);
        weight -= i32::from(is_closing) * 2;
        if weight >= 4 {
            best = heavier(best, Some(hit(weight, span, date)));
        }
    }
    best
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
        let is_other =
            OTHER_DOCUMENT.is_match(before) && !THIS_DOCUMENT.is_match(last(before, 110));
        let mut weight = match () {
            () if NAMED_EFFECTIVE.is_match(after) && p.offset < HEAD => 10,
            () if EFFECTIVE_IS.is_match(last(before, 90)) => 9,
            () if NAMED_EFFECTIVE.is_match(after) => 7,
            () if TAKES_EFFECT.is_match(last(before, 60)) && is_whole => 8,
            () if TAKES_EFFECT.is_match(last(before, 60)) => 5,
            () if BEGINS.is_match(last(before, 50)) && is_whole => 6,
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

/// Whether the text says that it takes effect only when something happens that may never do.
pub(super) fn waits_for_an_event(text: &str) -> bool {
    AWAITS.is_match(text)
}

/// A date beside a signature: `Date: May 1, 2026`. The latest one serves where the text bears no date.
fn signature_date(p: &Passage) -> Option<Hit> {
    let is_block = SIGNATURE_BLOCK.is_match(p.sentence) || SIGNATURE_BLOCK.is_match(p.previous);
    dates(p.sentence)
        .into_iter()
        .filter(|(span, _)| {
            let before = p.before(*span);
            SIGNED_ON.is_match(before) && (is_block || p.sentence.len() < 80)
        })
        .max_by_key(|(_, date)| *date)
        .map(|(span, date)| hit(1, span, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rule: fn(&Passage) -> Option<Hit>, sentence: &str) -> Option<String> {
        rule(&Passage {
            sentence,
            previous: "",
            offset: 0,
        })
        .map(|hit| hit.value.to_string())
    }

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
}
