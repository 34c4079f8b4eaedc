//! Options of which one is ticked: `☐ 12 months ☒ 24 months`. What is not ticked is blanked for the rules.
//!
//! What is blanked keeps its bytes, so that every place stays where it is. Boxes of which none is ticked
//! nearby are bullets or an empty form, and stay. Quotes are never taken from the blanked text.

use super::patterns::{Pattern, cased};
use crate::text::sentences::floor;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How far from a ticked box an empty one belongs to the same question, in bytes.
const NEAR: usize = 600;

/// The longest option, in bytes.
const OPTION_MAX: usize = 2_000;

/// A box, ticked or empty; the last ones of each kind are those of Word's symbol font.
static BOX: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?P<ticked>[☒☑🗹■✓✔✗✘\u{f0fe}\u{f0fc}\u{f0fd}]|\[\s?[xX✓✔]\s?\])|(?:[☐□▢\u{f0a8}\u{f06f}\u{f0a3}]|\[[\x20_]{0,3}\])",
    )
});

/// `text` with blanks for the options that are not ticked, and for the ticks.
pub(super) fn chosen(text: Cow<'_, str>) -> Cow<'_, str> {
    let boxes: Vec<(usize, usize, bool)> = BOX
        .captures_iter(&text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            Some((whole.start(), whole.end(), found.name("ticked").is_some()))
        })
        .collect();
    let places = |is_ticked: bool| -> Vec<usize> {
        let alike = boxes.iter().filter(|one| one.2 == is_ticked);
        alike.map(|one| one.0).collect()
    };
    let (ticked, empty) = (places(true), places(false));
    let mut blanked = Vec::new();
    for (at, (start, end, is_ticked)) in boxes.iter().enumerate() {
        if *is_ticked && has_near(&empty, *start) {
            blanked.push((*start, *end));
        } else if !is_ticked && has_near(&ticked, *start) {
            let next = boxes.get(at + 1).map(|next| next.0);
            blanked.push((*start, option_end(&text, *start, *end, next)));
        }
    }
    blanked.into_iter().fold(text, |mut text, (start, end)| {
        let blank: String = text[start..end]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        text.to_mut().replace_range(start..end, &blank);
        text
    })
}

/// Whether one of `places`, which rise, is near `at`.
fn has_near(places: &[usize], at: usize) -> bool {
    let after = places.partition_point(|place| *place < at);
    let nearest = [after.checked_sub(1), Some(after)].into_iter().flatten();
    nearest
        .filter_map(|near| places.get(near))
        .any(|place| place.abs_diff(at) < NEAR)
}

/// Where the option ends whose box stands from `start` to `end`: at the `next` box, or with its line, or,
/// where the box begins a line, with its paragraph.
fn option_end(text: &str, start: usize, end: usize, next: Option<usize>) -> usize {
    let before = &text[floor(text, start.saturating_sub(NEAR))..start];
    let line = before.rfind('\n').map_or(before, |at| &before[at..]);
    let stop = if line.trim().is_empty() { "\n\n" } else { "\n" };
    let last = floor(text, (end + OPTION_MAX).min(next.unwrap_or(text.len())));
    text[end..last].find(stop).map_or(last, |at| end + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let chosen = chosen(Cow::Borrowed(text));
        assert_eq!(chosen.len(), text.len(), "{text}");
        chosen.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_not_ticked_is_blanked() {
        for (text, expected) in [
            (
                "Initial Term: ☐ 12 months ☒ 24 months ☐ 36 months\nPayment: net 30",
                "Initial Term: 24 months Payment: net 30",
            ),
            ("Law: [ ] Delaware [X] New York", "Law: New York"),
            ("Billing: □ monthly ■ annually", "Billing: annually"),
            (
                "☐ This Agreement renews\nby itself.\n☒ This Agreement does not renew.",
                "This Agreement does not renew.",
            ),
        ] {
            assert_eq!(read(text), expected);
        }
    }

    #[test]
    fn bullets_and_blanks_stay() {
        for text in [
            "□ deliver the goods\n□ invoice them",
            "on [ ] of May, $[ ] a month",
            "✓ included\n✓ supported",
        ] {
            assert!(
                matches!(chosen(Cow::Borrowed(text)), Cow::Borrowed(_)),
                "{text}"
            );
        }
    }
}
