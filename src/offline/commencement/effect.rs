//! The date on which the contract takes effect, and whether that waits for something.
//!
//! The start of another matter, such as the rent or an office, is never taken for that of the contract.

use super::{EFFECTIVE_IS, HEAD, NAMED_EFFECTIVE, WEEKDAY, hit, is_of_another};
use crate::offline::dates::dates;
use crate::offline::passage::{Hit, Passage, heavier};
use crate::offline::patterns::pattern;
use crate::offline::terms::{first, is_term_heading, last};
use std::sync::LazyLock;

patterns! {
    START_LABEL = r"(?:^|\n)[\x20\t]*(?:\(?(?:\d{1,2}|[a-z])[.)][\x20\t]+|\d{1,2}(?:\t|\x20{2})[\x20\t]*)?(?:(?:subscription|services?|term|lease|contract|agreement|licen[cs]e|order|support|coverage)\s+)?(?:start(?:s|ing)?|commencement|commences|begin(?:s|ning)?|effective)(?:\s+(?:date|of\s+(?:the\s+)?(?:contract|agreement|term|lease|services?)))?[\x20\t]*(?:[:|]?[\x20\t]+|\.{3,}[\x20\t]*)$";
    // A label has its day and no more: `Effective May 1, 2026, Exhibit C is amended` has none.
    RUNS_ON = r"^,\s+\w";
    OF_THE_PAPER = r"\b(?:order|contract|agreement)\s+effective\b[^\n]*$";
    NOT_ITS_START = r"\b(?:through|until|till|to|ends?|ending|conclud\w+|closes?|expir\w+|after|before|prior|than|from|terminat\w+)\b[^\d]{0,30}$";
    TAKES_EFFECT = r"\b(?:(?:takes?|taken|took)\s+effect|with\s+effect|w\.e\.f\.|(?:comes?|coming|enters?|entered|goes?)\s+into\s+(?:force|effect|operation)|effective|operative|retroactive|attach|first\s+have\s+effect|in\s+(?:force|effect)\s+from)(?:ly)?[\s,]*(?:(?:retroactive(?:ly)?|as\s+of|as\s+from|to|on|at|from|upon|date|central|eastern|pacific|mountain|standard|daylight|time|beginning|commencing|for\s+all\s+purposes|\d{1,2}[:.]\d\d|[ap]\.?m\.?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\s,]*)*[\s,:]*(?:the\s+|this\s+)?$";
    ITS_DAY_OF_EFFECT = r"^,?\s*(?:(?:on|from|at|as\s+of)\s+which\s+(?:day|date|time)|when)\s+(?:it|this|the)\b[^.;\d]{0,40}\b(?:effect\w*|force|operati\w+)\b|^,?\s*(?:which\s+(?:is|shall\s+be)\s+|being\s+)?the\s+(?:date|day)\s+(?:on|as\s+of|from)?\s*(?:which\s+)?(?:it|this|the)\b[^.;\d]{0,30}\b(?:effect\w*|force|commenc\w*|begins?|starts?)\b";
    ITSELF = r"\b(?:the|this|our|your)\s+(?:\w+\s+)?(?:agreement|contract|lease|tenancy|engagement|order|subscription|licen[cs]e|term)\s+(?:(?:shall|will|is\s+to)\s+)?(?:be\s+)?(?:commenc\w+|begins?|starts?|(?:enters?|comes?)\s+into|takes?\s+effect|valid|runs?|effective)\b";
    VALID_FROM = r"\b(?:valid|runs?|running|in\s+force|applies|applicable)\b[^;\d]{0,60}\b(?:from|as\s+of|w\.e\.f\.|with\s+effect\s+from)\s*(?:the\s+)?$|^\W*(?:(?:contract|initial|lease|subscription|service|order|performance)\s+)?(?:term|period(?:\s+of\s+performance)?|duration)\s*[:|.]?\s*(?:from\s+)?$|^\W*(?:[\d.]+\s+)?(?:\w+\s+){0,3}(?:term|period|duration|life)(?:\s+of\s+\w+)?\s*[:|.]\s*(?:from\s+)?$";
    BEGINS = r"\b(?:commenc(?:e|es|ing)|begins?|beginning|starts?|starting)\s+(?:effective\s+)?(?:on|as\s+of|from|upon|with\s+effect\s+from)?[\s,]*(?:the\s+)?$";
    WHOLE = r"^\W*(?:[\d.]+\s+)?it\s+(?:shall|will|is)\b|\b(?:this\s+(?:[\w-]+\s+){0,4}(?:agreement|contract|order\s+form|sow|statement|amendment|lease|venture|addendum)|the\s+(?:sow|agreement|contract|lease|order|engagement|subscription|licen[cs]e)|(?:initial\s+)?term|subscription)\b";
    OTHER_MATTER = r"\b(?:warrants?|fiscal|prices?|pricing|charge[sd]?|stock|salary|shares|law|act|regulation|rates?)\b";
    EFFECT = r"\b(?:commenc\w+|beg[iu]n\w*|start\w*|from|operative)\s+(?:up)?(?:on|from|with|as\s+of|and\s+after)?\s*(?:the\s+)?(?:above\s+date|date\s+(?:first\b|hereof|of\s+this|given|stated|set|written|above))|\beffective\b|\b(?:in|into|take[ns]?)\s+(?:full\s+)?(?:force|effect)\b";
    AWAITS = r"\bthis\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|amendment)\b[^.;]{0,60}\b(?:(?:become|be|is)\s+effective|take\s+effect|(?:come|enter)\s+into\s+(?:force|effect)|commences?|begins?|starts?)\s+(?:only\s+)?(?:up)?on\s+(?:the\s+)?(?:\w+\s+){0,2}(?:closing|approval|receipt|consummation|completion|satisfaction|occurrence|fulfil\w+|acceptance|launch|opening|issuance)\b|\b(?:this\s+(?:\w+\s+){0,3}(?:agreement|contract)|but|it)\s+(?:shall|will)\s+not\s+(?:become|come|take)\s+(?:effective|effect|into\s+(?:force|effect))\s+until\b";
    WAITS_FOR_A_DAY = r"\b(?:has|have)\s+no\s+force\s+until\b|\b(?:shall\s+be(?:come)?|becomes?|is|will\s+be(?:come)?)\s+effective\s+(?:as\s+of|on|at|from)\s+(?:(?:that|the)\s+(?:date|day|time|moment)\s*(?:\([^()]{1,40}\)\s*)?(?:on\s+which|when|that\s+the|the\s+\w+\s+becomes)|the\s+(?:closing|effective\s+time))\b|\b(?:shall\s+be(?:come)?|becomes?|will\s+be(?:come)?)\s+effective\b[^.;]{0,40}\bon\s+the\s+first\s+(?:business\s+)?day\s+of\b";
    OF_AN_EXTENSION = r"\b(?:extension|renewal|extended|renewed|further\s+period|additional)\b[^.;]{0,60}$";
    IS_EXTENDED = r"^[,\s]*(?:it|the\s+\w+|this\s+\w+)\s+(?:is|shall\s+be|will\s+be)\s+(?:\w+\s+)?(?:extended|renewed|prolonged)\b";
    // Starts of other things than the contract, by what stands before `Commencement Date`.
    OTHER_START = r"\b(?:rents?|rental|royalt\w+|payments?|interest|billing|pricing|prices?|rates?|fees?|charges|construction|warranty)\s+(?:effective|commencement|start)\s+dates?\b";
    // The next definition of a list begins here: its name is none of the day before it.
    DEFINES = r#"^["”’]\s*(?:means|shall\s+mean)\b"#;
    // What somebody may do, or did, with effect from a day.
    OTHER_EVENT = r"\b(?:may|can|right\s+to|entitled\s+to|elects?\s+to)\s+(?:\w+\s+){0,3}(?:terminate|end|cancel|determine|withdraw|resign)\b[^.;]{0,110}$|\b(?:was|were|been)\s+(?:\w+\s+)?appointed\b[^.;]{0,110}$|\breplaces\s+(?:mr|mrs|ms|dr)\b[^;]{0,110}$|\bchang\w+\s+its\s+name\b[^.;]{0,60}$|^\W*(?:\d[\d.]*\s+)?(?:clause|section|article)\s+\d[\d.]*\s+(?:applies|shall\s+apply|takes?|comes?)\b[^.;]{0,30}$|\b(?:the|its)\s+insurance(?:\s+polic(?:y|ies))?\s+(?:is|are|becomes?|takes?|commences?|starts?)\b[^.;]{0,30}$";
    OF_SIGNING = r"\b(?:sign\w*|execut\w+|countersign\w*)\b";
    BARE_FROM = r"^\W*from\s*$";
    // A day with a name of its own: `starts on the Go Live Date, being`.
    ON_A_NAMED_DAY = r"\b(?:commenc\w+|begins?|starts?)\s+(?:on|from)\s+the\s+(?:[\w-]+\s+){1,3}date,?\s+(?:being|which\s+is)\s+(?:the\s+)?$";
    // A line of running text may begin with the word: `for a year` / `commencing 1 May`.
    FROM_LABEL = r"(?:^|\n)\W*(?:\d{1,2}\s+)?(?:from|commencing)\s*(?:[:|\t]|\x20{2})\s*$";
    PAYS = r"\b(?:fees?|fund|sales|pay\w*|salary|rent|interest|quarter\w*|invoice\w*|report\w*)\b";
}

/// The date on which the contract takes effect, where it is stated as a date.
pub(in crate::offline) fn effective_date(p: &Passage) -> Option<Hit> {
    let mut best = None;
    for (span, date) in dates(p.sentence) {
        let (before, after) = (p.before(span), p.after(span));
        let is_whole = WHOLE.is_match(p.sentence) || is_term_heading(p.previous);
        let is_other = is_of_another(before) && !ITSELF.is_match(before);
        let is_named = NAMED_EFFECTIVE.find(after).is_some_and(|name| {
            !OTHER_START.is_match(name.as_str()) && !DEFINES.is_match(&after[name.end()..])
        });
        let mut weight = match () {
            () if START_LABEL.is_match(before) && !runs_on(before, after) => {
                11 - i32::from(OF_THE_PAPER.is_match(before))
            }
            () if is_named && p.offset < HEAD => 10,
            () if is_day_of_effect(before) => 9,
            () if is_named => 7,
            () if OTHER_EVENT.is_match(last(before, 150)) => continue,
            () if TAKES_EFFECT.is_match(last(before, 60)) && is_whole => 8,
            () if TAKES_EFFECT.is_match(last(before, 60)) => 5,
            () if ITS_DAY_OF_EFFECT.is_match(after) => 8,
            () if VALID_FROM.is_match(last(before, 90)) => 6,
            () if BEGINS.is_match(last(&WEEKDAY.replace(before, "on "), 50)) && is_whole => 6,
            () if FROM_LABEL.is_match(before) => 7,
            () if ON_A_NAMED_DAY.is_match(last(before, 90)) && is_whole => 7,
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

/// Whether a day behind a label without a mark begins a sentence: `Effective May 1, 2026, Exhibit C`.
fn runs_on(before: &str, after: &str) -> bool {
    let is_marked = before.ends_with(['\t', '\n']) || before.trim_end().ends_with([':', '|', '.']);
    !is_marked && RUNS_ON.is_match(after)
}

/// Whether the words name the day of effect, and not the start of another thing: `Rent Commencement Date`.
fn is_day_of_effect(before: &str) -> bool {
    let near = last(before, 90);
    EFFECTIVE_IS.is_match(near)
        && !{
            let named = OTHER_START.find_iter(near).last();
            named.is_some_and(|other| !EFFECTIVE_IS.is_match(&near[other.end()..]))
        }
}

/// Whether the text says of anything that it takes effect, so that its own date may be meant.
pub(in crate::offline) fn speaks_of_effect(text: &str) -> bool {
    EFFECT.is_match(text)
}

/// Whether it takes effect only when something happens that may never do.
pub(in crate::offline) fn awaits_an_event(text: &str) -> bool {
    AWAITS.is_match(text) || awaits_a_day(text)
}

/// Whether the day on which it takes effect is told by something else than signing: that of a launch, of a
/// closing, or the first of a month.
pub(in crate::offline) fn awaits_a_day(text: &str) -> bool {
    WAITS_FOR_A_DAY.find_iter(text).any(|awaits| {
        let what = first(&text[awaits.end()..], 60);
        !OF_SIGNING.is_match(what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::passage::alone as read;

    #[test]
    fn commencement_is_read_in_its_several_forms() {
        for sentence in [
            "Commencement Date: 1 May 2026.",
            "Price      100\nStart      1 May 2026\nGoods      Hops",
            "The SOW commences on 1 May 2026.",
            "“Effective Date” means May 1, 2026.",
            "The Vendor appoints the Reseller from 1 May 2026 (Commencement Date).",
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

    /// I29: other things start too, and other things are done with effect from a day.
    #[test]
    fn the_start_of_another_thing_is_not_its_commencement() {
        for (sentence, expected) in [
            ("“Rent Commencement Date” means 24 September 2026.", None),
            (
                "“Rent Commencement Date” means 24 September 2026 and “Commencement Date” means 24 June 2026.",
                Some("2026-06-24"),
            ),
            (
                "The Customer may terminate this agreement with effect from 30 June 2026.",
                None,
            ),
            (
                "Ms Grey replaces Mr Brown as account manager with effect from 1 April 2026 for the term.",
                None,
            ),
            (
                "“Trial Period” means the period from the Commencement Date to 30 April 2026;\n“Commencement Date” means 1 April 2026;",
                Some("2026-04-01"),
            ),
            (
                "Goods are made from 1 April 2026 (Rent Commencement Notice).",
                None,
            ),
            (
                "This Agreement replaces all others with effect from 1 April 2026.",
                Some("2026-04-01"),
            ),
        ] {
            assert_eq!(
                read(effective_date, sentence).as_deref(),
                expected,
                "{sentence}"
            );
        }
    }

    /// I29: the day from which a part of an amendment counts is not the day that is named for its own.
    #[test]
    fn a_day_that_begins_a_sentence_is_no_label() {
        let weight = |sentence: &str| {
            let p = Passage {
                sentence,
                previous: "",
                offset: 0,
            };
            effective_date(&p).map_or(0, |hit| hit.weight)
        };
        let named =
            "This Amendment is made as of October 20, 2026 (the “Amendment Effective Date”).";
        let part = "Effective November 1, 2026, Exhibit C (Fees) is amended.";
        assert!(weight(named) > weight(part));
        assert!(weight("Effective: November 1, 2026") > weight(part));
    }
}
