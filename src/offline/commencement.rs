//! The date that the contract bears and the date on which it takes effect.
//!
//! Dates of other documents that the preamble refers to are never taken for its own.

use super::dates::dates;
use super::passage::{Hit, Passage, heavier, pattern};
use super::terms::{last, mentions};
use crate::domain::value::Value;
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
    MADE = r"\b(?:dated?|made|entered(?:\s+into)?|executed|signed|concluded)\b[^.;]{0,110}$";
    AS_OF = r"\bas\s+of\b[^.;]{0,40}$";
    EFFECTIVE_AS_OF = r"\beffective\b[^.;]{0,30}$";
    OTHER_DOCUMENT = r#"\b(?:the|that|certain|a|an|prior|existing|original|such)\s+(?:[\w“”"&()-]+\s+){0,7}(?:agreement|terms|contract|lease|plan|registration|prospectus|statement|report|letter|note|amendment)\b[^.;]{0,60}\b(?:dated|made|entered|as\s+of|between)[^.;]{0,50}$"#;
    THIS_DOCUMENT = r"\bthis\s+(?:[\w-]+\s+){0,6}(?:agreement|contract|amendment|order\s+form|sow|statement|letter|deed|lease|addendum)\b";
    FILING = r"\b(?:fil(?:ed|ing)|source|exhibit|form\s+(?:10|8|s)|fiscal|ended|expir\w+|terminat\w+|until|through)\b[^;]{0,70}$";
    NAMED_EFFECTIVE = r#"^[^.;]{0,40}\(\s*(?:the\s+|this\s+|hereinafter\s+|as\s+|its\s+|or\s+)*[^()"“]{0,40}["“][^"”]{0,40}\b(?:effective|commencement|start)\s+date\b"#;
    NAMED_DATE = r#"^[^.;]{0,30}\(\s*(?:the\s+|this\s+)?[^()"“]{0,30}["“](?:agreement|order|execution|signing|signature|contract)?\s*date\b"#;
    EFFECTIVE_IS = r#"\b(?:effective|commencement|start)\s+date\b\s*["”]?\s*\)?\s*(?::|means?|is|shall|will|of|,|–|-)*\s*(?:be|mean|the\s+date)?[^.;]{0,40}$"#;
    TAKES_EFFECT = r"\b(?:takes?\s+effect|(?:comes?|enters?|entered)\s+into\s+(?:force|effect)|effective)\s*(?:as\s+of|on|from|upon|date)?[\s,:]*(?:the\s+|this\s+)?$";
    BEGINS = r"\b(?:commenc(?:e|es|ing)|begins?|beginning|starts?|starting)\s+(?:on|as\s+of|from|upon|with\s+effect\s+from)?[\s,]*(?:the\s+)?$";
    WHOLE = r"\b(?:this\s+(?:\w+\s+){0,4}(?:agreement|contract|order\s+form|sow|statement|amendment|lease)|term|subscription)\b";
    FIRST_WRITTEN = r#"\beffective\b[^.;]{0,120}\b(?:date|day)[^.;]{0,40}\b(?:first|above|hereof|stated|set\s+forth)\b"#;
    SIGNED_ON = r"(?:^|\n)[\s_]*(?:date|dated)\s*:?\s*$";
}

/// The date that the contract bears.
pub(super) fn agreement_date(p: &Passage) -> Option<Hit> {
    if p.offset > HEAD {
        return None;
    }
    let mut best = None;
    for (earlier, (span, date)) in dates(p.sentence).into_iter().enumerate() {
        let (before, after) = (p.before(span), p.after(span));
        let mut weight = match () {
            () if MADE.is_match(before) => 10,
            () if EFFECTIVE_AS_OF.is_match(last(before, 60)) => 6,
            () if AS_OF.is_match(before) => 8,
            () if NAMED_EFFECTIVE.is_match(after) || NAMED_DATE.is_match(after) => 7,
            () if p.sentence.len() < 80 => 5,
            () => 2,
        };
        weight += i32::from(NAMED_DATE.is_match(after)) * 2;
        weight += i32::from(THIS_DOCUMENT.is_match(before)) * 3;
        weight -=
            i32::from(OTHER_DOCUMENT.is_match(before) && !THIS_DOCUMENT.is_match(last(before, 70)))
                * 7;
        weight -= i32::from(FILING.is_match(last(before, 90))) * 5;
        weight -= i32::try_from(earlier).unwrap_or(9).min(3) * 2;
        weight -= i32::try_from(p.offset / 3_000).unwrap_or(3);
        if weight >= 4 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Date(date),
                }),
            );
        }
    }
    best
}

/// The date on which the contract takes effect, where it is stated as a date.
pub(super) fn effective_date(p: &Passage) -> Option<Hit> {
    let mut best = None;
    for (span, date) in dates(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let is_whole = WHOLE.is_match(p.sentence)
            || mentions(p.previous, &["term", "effective", "commencement"]);
        let mut weight = match () {
            () if NAMED_EFFECTIVE.is_match(after) => 10,
            () if EFFECTIVE_IS.is_match(last(before, 90)) => 9,
            () if TAKES_EFFECT.is_match(last(before, 60)) && is_whole => 8,
            () if TAKES_EFFECT.is_match(last(before, 60)) => 6,
            () if BEGINS.is_match(last(before, 50)) && is_whole => 6,
            () => continue,
        };
        weight -= i32::from(
            OTHER_DOCUMENT.is_match(before)
                && !THIS_DOCUMENT.is_match(last(before, 90))
                && !NAMED_EFFECTIVE.is_match(after),
        ) * 4;
        weight += i32::from(p.offset < HEAD);
        weight -= i32::from(mentions(
            p.sentence,
            &["warrant", "fiscal", "price increase"],
        )) * 2;
        if weight >= 6 {
            best = heavier(
                best,
                Some(Hit {
                    weight,
                    span,
                    value: Value::Date(date),
                }),
            );
        }
    }
    best
}

/// Whether the text says that it takes effect on the date it bears.
pub(super) fn takes_effect_when_dated(text: &str) -> bool {
    FIRST_WRITTEN.is_match(text)
}

/// A date beside a signature: `Date: May 1, 2026`. The latest one serves where the text bears no date.
pub(super) fn signature_date(p: &Passage) -> Option<Hit> {
    dates(p.sentence)
        .into_iter()
        .filter(|(span, _)| {
            SIGNED_ON.is_match(&p.sentence[..span.start]) || SIGNED_ON.is_match(p.before(*span))
        })
        .max_by_key(|(_, date)| *date)
        .map(|(span, date)| Hit {
            weight: 1,
            span,
            value: Value::Date(date),
        })
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
        assert_eq!(
            read(agreement_date, sentence).as_deref(),
            Some("2026-01-15")
        );
        assert_eq!(
            read(effective_date, sentence).as_deref(),
            Some("2026-02-01")
        );
    }

    #[test]
    fn the_date_of_another_contract_is_not_its_own() {
        let sentence = "This Statement of Work is entered into as of April 13, 2026 under the Master Services Agreement made as of March 3, 2026.";
        assert_eq!(
            read(agreement_date, sentence).as_deref(),
            Some("2026-04-13")
        );
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
