//! Options of which one is ticked: `☐ 12 months ☒ 24 months`. What is not ticked is blanked for the rules.
//!
//! What is blanked keeps its bytes, so that every place stays where it is. Boxes of which none is ticked
//! nearby are bullets or an empty form, and stay. Quotes are never taken from the blanked text.

use super::patterns::cased;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How far from a ticked box an empty one belongs to the same question, in bytes.
const NEAR: usize = 600;

/// A box, ticked or empty; the last ones of each kind are those of Word's symbol font.
static BOX: LazyLock<Regex> = LazyLock::new(|| {
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
    let ticks: Vec<usize> = boxes.iter().filter(|one| one.2).map(|one| one.0).collect();
    let mut blanked = Vec::new();
    for (at, (start, end, is_ticked)) in boxes.iter().enumerate() {
        let after = ticks.partition_point(|tick| tick < start);
        let nearest = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let mut near = nearest.filter_map(|at| ticks.get(at));
        let next = boxes.get(at + 1).map(|next| next.0);
        if *is_ticked {
            let has_rival = boxes
                .iter()
                .any(|one| !one.2 && one.0.abs_diff(*start) < NEAR);
            blanked.extend(has_rival.then_some((*start, *end)));
        } else if near.any(|tick| tick.abs_diff(*start) < NEAR) {
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

/// Where the option ends whose box stands from `start` to `end`: at the `next` box, or with its line, or,
/// where the box begins a line, with its paragraph.
fn option_end(text: &str, start: usize, end: usize, next: Option<usize>) -> usize {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let stop = if text[line..start].trim().is_empty() {
        "\n\n"
    } else {
        "\n"
    };
    let own = text[end..].find(stop).map_or(text.len(), |at| end + at);
    next.map_or(own, |next| own.min(next))
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
