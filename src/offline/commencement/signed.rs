//! The dates beside signatures.
//!
//! What a form says at its head of a quote, a term or a delivery is never taken for one.

use super::hit;
use crate::domain::document::Span;
use crate::domain::value::Value;
use crate::offline::dates::dates;
use crate::offline::passage::{Hit, Passage, passages};
use crate::offline::patterns::pattern;
use crate::offline::terms::last;
use jiff::civil::Date;
use std::sync::LazyLock;

patterns! {
    SIGNATURE_BLOCK = r"(?-i:\bFor\s+(?:and\s+on\s+behalf\s+of\s+)?\p{Lu})[^.;\n]{2,80}:|(?:^|\W)/s/|\b(?:name|title|by|signature|signed)\s*:|\bits\s*:|\(signature\)|\bprinted\s+name\b|\bauthorized\s+signat|\b(?:title\s+title|place\s*,?\s*(?:and\s+)?date)\b";
    // What makes `Name:` or `by:` the key of a row of a form.
    OF_A_FORM = r"\b(?:customer|client|contact|project|billing|bill[\s-]to|ship[\s-]to|executive|account|product|event|file|prepared|issued|presented|quoted|submitted|created|requested)\s+$";
    SIGNS = r"^\W*(?:signed|executed|accepted|subscribed)\s+(?:as\s+an?\s+\w+\s+)?(?:by|for|on|at|this)\b";
    // A name on the line above a date, or beside it.
    NAMED = r"(?-i:(?:^|\n)[\x20\t]*(?:[\p{L}\x20]{2,30}:[\x20\t]*)?\p{Lu}[\p{L}.'’-]*(?:\x20\p{Lu}[\p{L}.'’-]*){1,3}(?:,\x20[\p{L}\x20&-]{2,40})?)[\x20\t]*(?:\n[\x20\t_]*)+date(?:d|\s+signed)?\s*:?\s*$|(?-i:(?:^|\n)[\x20\t]*[\p{L}\x20]{2,30}:[\x20\t]*\p{Lu}[\p{L}.'’-]*(?:\x20\p{Lu}[\p{L}.'’-]*){1,3})[\x20\t]{2,}date(?:d|\s+signed)?\s*:?\s*$|_{3,}[\x20\t]*\n[\x20\t]*date(?:d|\s+signed)?\s*:?\s*$";
    A_TITLE = r"\b(?:agreement|contract|order|form|lease|letter|deed|terms|statement|work|amendment|addendum|schedule|exhibit|proposal|quotation|services|summary|particulars)\b";
    PLACED = r"^\W*\p{Lu}[\p{L}.\x20-]{2,30},\s*(?:on\s+|the\s+|this\s+|den\s+)*$|\x20{3,}\p{Lu}[\p{L}.\x20-]{2,30},\s*(?:on\s+|the\s+|this\s+|den\s+)*$";
    SIGNED_ON = r"\bdated?(?:\s+(?:signed|of\s+signature))?\s*:?[\s_]*$";
    // The key on the line of a date that nobody wrote beside a signature.
    OTHER_KEY = r"\b(?:valid|until|through|expir\w+|terms?|periods?|end(?:s|ing)?|go-?live|invoice\w*|version|quot\w+|offer\w*|pricing|deliver\w+|due|starts?|renewal|installation|milestone|kick-?off)\b";
    KEY_OF = r"(?:\n|\x20{3,}|\t)";
    NOT_SIGNED_ON = r"\b(?:effective|(?:start|end)\s+date|through|commencement|expir\w+|terminat\w+|birth|filed|source|exhibit|page|updated|revis\w+|10-?[kq](?:sb)?|8-?k)\b[^;\d]{0,90}[^;]{0,12}$";
}

/// How far from the first dated signature the others of the same block may stand, in bytes.
const BLOCK: usize = 3_000;

/// The latest date beside a signature of the first block of them; later ones are of annexes.
pub(super) fn latest_signature(text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
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

/// How far into the text no name above a date is taken for that of a signer, in bytes: there it is a title.
const TITLE: usize = 300;

/// Whether the sentence is of signatures, or stands right behind them.
pub(super) fn is_of_signatures(p: &Passage) -> bool {
    is_block(p.sentence) || is_block(p.previous) || SIGNS.is_match(p.sentence)
}

/// Whether words such as `Name:` and `by:` stand there that are no keys of a form.
fn is_block(words: &str) -> bool {
    SIGNATURE_BLOCK
        .find_iter(words)
        .any(|key| !OF_A_FORM.is_match(last(&words[..key.start()], 20)))
}

/// Whether a signer is named above the date at `span`, or beside it: `Ann Doe`, and below it `Date: ...`.
pub(super) fn is_below_a_name(p: &Passage, span: Span) -> bool {
    p.offset + span.start > TITLE
        && NAMED
            .find(p.before(span))
            .is_some_and(|name| !A_TITLE.is_match(name.as_str()))
}

/// Whether the words end in the key of a date beside a signature: `Date:`, `Dated`, `Date signed:`.
pub(super) fn is_date_of_signing(before: &str) -> bool {
    SIGNED_ON.is_match(before)
}

/// A date beside a signature: `Date: May 1, 2026`. The latest one serves where the text bears no date.
fn signature_date(p: &Passage) -> Option<Hit> {
    let is_block = is_of_signatures(p);
    let is_short = p.sentence.len() < 80;
    dates(p.sentence)
        .into_iter()
        .filter(|(span, _)| {
            let before = p.before(*span);
            let is_said = is_short && SIGNED_ON.is_match(before)
                || PLACED.is_match(before) && (is_short || fills_its_column(p.after(*span)))
                || is_below_a_name(p, *span);
            (is_block || is_said)
                && !NOT_SIGNED_ON.is_match(last(before, 60))
                && !OTHER_KEY.is_match(key(before))
        })
        .max_by_key(|(_, date)| *date)
        .map(|(span, date)| hit(1, span, date))
}

/// Whether the words end in the key of a row on something else: `Quote valid until:`.
pub(super) fn is_of_a_form(before: &str) -> bool {
    before.trim_end().ends_with(':') && OTHER_KEY.is_match(key(before))
}

/// The words that stand before a date on its line and in its column.
fn key(before: &str) -> &str {
    let edge = KEY_OF.find_iter(before).last();
    last(edge.map_or(before, |edge| &before[edge.end()..]), 60)
}

/// Whether nothing follows in the column of a date.
fn fills_its_column(after: &str) -> bool {
    after.is_empty() || KEY_OF.find(after).is_some_and(|edge| edge.start() == 0)
}

#[cfg(test)]
mod tests {

    fn signed(text: &str) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        super::super::agreement_date(text, &sentences).map(|(_, hit)| hit.value.to_string())
    }

    /// A contract of some length that bears no date, over what is written below it.
    fn above(below: &str) -> String {
        let clause = "The Supplier shall provide the Services with reasonable skill and care.";
        let body = [clause; 7].join(" ");
        format!("SERVICES AGREEMENT\n\nbetween Orchard Limited and Pine plc.\n\n{body}\n\n{below}")
    }

    #[test]
    fn signatures_date_a_contract_whose_head_does_not() {
        let text = "THIS AGREEMENT is between Orchard Inc. and Pine LLC.\n\nBy: /s/ A. Ash\nDate: May 1, 2026\n\nBy: /s/ B. Birch\nDate: May 4, 2026\n\nSource: ORCHARD, 10-K, 6/30/2027";
        assert_eq!(signed(text).as_deref(), Some("2026-05-04"));
    }

    /// I29: the last to sign dates the contract, whatever each signature looks like.
    #[test]
    fn the_last_signature_counts_in_every_style() {
        for (first, last) in [
            (
                "For Orchard\nAda Ash\nDate: ",
                "For Pine\nBen Birch\nDate: ",
            ),
            ("ORCHARD\n\nAda Ash\nDate: ", "PINE\n\nBen Birch\nDate: "),
            (
                "Signed by Ada Ash for Orchard\nDate: ",
                "Signed by Ben Birch for Pine\nDate: ",
            ),
            (
                "Signed for Orchard at Leeds on ",
                "Signed for Pine at York on ",
            ),
            (
                "Executed by Orchard at Perth this ",
                "Executed by Pine at Ayr this ",
            ),
            ("Orchard: Ada Ash      Date ", "Pine: Ben Birch      Date "),
            ("Place, date: Leeds, ", "Place, date: York, "),
            ("ADA ASH\n________\nDate: ", "BEN BIRCH\n________\nDate: "),
        ] {
            for (one, two) in [("2 May 2026", "6 May 2026"), ("6 May 2026", "2 May 2026")] {
                let text = above(&format!("{first}{one}\n\n{last}{two}\n"));
                assert_eq!(signed(&text).as_deref(), Some("2026-05-06"), "{text}");
            }
        }
        let columns =
            above("Lindau, 16.12.2025          Odense, 20.12.2025\n________          ________");
        assert_eq!(signed(&columns).as_deref(), Some("2025-12-20"));
        let alone = above("Signed as an agreement on 3 February 2026\n\nFor Orchard: A. Ash");
        assert_eq!(signed(&alone).as_deref(), Some("2026-02-03"));
    }

    /// I29: what a form says at its head is no signature, though it names somebody.
    #[test]
    fn the_head_of_a_form_is_no_signature() {
        for row in [
            "Customer Name: Pine plc\nTerm: 1 June 2026 - 31 May 2029",
            "Prepared by: Ada Ash\nQuote valid until: 30 May 2026",
            "Project Name: Migration\nTarget go-live: 30 June 2026",
            "Title: Scope\nVersion: 15 March 2025",
        ] {
            let form = format!("ORDER FORM\n\n{row}\n\nThe parties agree to these terms.");
            assert_eq!(signed(&form), None, "{form}");
            let form = format!("{form}\n\nBy: Ada Ash\nDate: 2 May 2026\n");
            assert_eq!(signed(&form).as_deref(), Some("2026-05-02"), "{form}");
        }
    }
}
