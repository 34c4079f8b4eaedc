//! Page breaks in the middle of a sentence: a number of a page between `not less than` and `ninety days`.
//!
//! What stands there is blanked for the rules, byte for byte, so that every place stays where it is.
//! Quotes are never taken from the blanked text.

use super::patterns::{Pattern, cased};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Lines of a page's foot and head between two lines of which the second goes on with the first.
static BREAK: LazyLock<Pattern> = LazyLock::new(|| {
    const NUMBER: &str = r"-*[ \t]*\d{1,3}[ \t]*-*|<PAGE>[ \t]*\d{0,3}";
    const WORDS: &str = r"(?:[^\n]{0,80}\s)?(?i:page)\s+\d{1,3}(?:\s+of\s+\d{1,3})?(?:\s{2,}[^\n]{0,60})?|Source:[^\n]{1,120}";
    cased(&format!(
        r"[^\s.:;!?](?P<break>[ \t]*\n(?:[ \t]*\n)*(?:[ \t]*(?:{NUMBER}|{WORDS})[ \t]*\n(?:[ \t]*\n)*){{1,3}}[ \t]*)[a-z]"
    ))
});

/// `text` with blanks for the page breaks inside its sentences.
pub(super) fn healed(text: &str) -> Cow<'_, str> {
    let mut healed: Option<String> = None;
    for found in BREAK.captures_iter(text) {
        let Some(gap) = found.name("break") else {
            continue;
        };
        let healed = healed.get_or_insert_with(|| text.to_owned());
        healed.replace_range(gap.range(), &" ".repeat(gap.len()));
    }
    healed.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_break_inside_a_sentence_is_blanked_and_nothing_moves() {
        for (text, expected) in [
            ("not less\n              -8-\nthan ninety days", true),
            (
                "at least thirty (30)\n\nScanned 08/19/2016     Page 2 of 3\n\ndays prior",
                true,
            ),
            (
                "renewed for\n\n12\n\nSource: GULL INC, 10-Q, 5/1/2027\n\none year",
                true,
            ),
            ("It ends.\n\n12\n\nthereafter", false),
            ("The parties are\n\n12\n\nGull and Heron", false),
            ("the sum of\n12 dollars and\nmore", false),
        ] {
            let healed = healed(text);
            assert_eq!(healed.len(), text.len(), "{text}");
            assert_eq!(!healed.contains('\n'), expected, "{text}");
        }
    }

    #[test]
    fn letters_of_several_bytes_keep_their_room() {
        let text = "für die\n\nSource: GÜLL AG, Seite, 10-K\n\nübrigen";
        assert_eq!(healed(text), text);
        let text = "for the\n\nSource: GÜLL AG, 10-K\n\nother";
        assert_eq!(healed(text).len(), text.len());
        assert!(healed(text).ends_with("other"));
    }
}
