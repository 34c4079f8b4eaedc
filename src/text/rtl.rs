//! Letters that are written from right to left, from the order in which a page shows them to the
//! order in which they are spoken. Only order changes, and the side to which a bracket opens.
//!
//! A page keeps no direction of its own: that of a line is taken from its letters. Numbers and
//! Latin words keep running from left to right inside a line of the other kind.

use super::layout::Piece;
use unicode_normalization::UnicodeNormalization;

/// Whether a letter runs from right to left: Hebrew, Arabic, Syriac, Thaana and their kin.
pub fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && !letter.is_numeric()
}

/// A shape that a letter takes beside others, as the letter itself.
pub fn plain(letter: char) -> impl Iterator<Item = char> {
    let is_shape = matches!(letter, '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let (folded, kept) = if is_shape {
        (Some(letter.nfkc()), None)
    } else {
        (None, Some(letter))
    };
    folded.into_iter().flatten().chain(kept)
}

/// The letters of one glyph as a page shows them: those of a ligature stand in it in spoken order.
pub fn shown(text: &str) -> String {
    text.chars().rev().collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Right,
    Left,
    Neutral,
}

/// Puts the words of a line, which stand from left to right with their letters as shown, in spoken
/// order.
pub fn speak(pieces: &mut Vec<Piece>) {
    let letters = pieces.iter().flat_map(|piece| piece.text.chars());
    let letters = letters.filter(|letter| letter.is_alphabetic());
    let (right, left): (Vec<char>, Vec<char>) = letters.partition(|letter| is_rtl(*letter));
    let is_right = right.len() > left.len();
    for piece in pieces.iter_mut() {
        let letters: Vec<char> = piece.text.chars().collect();
        if letters.iter().any(|letter| is_rtl(*letter)) {
            let letters = ordered(letters, is_right, |letter| kind(*letter), mirrored);
            piece.text = letters.into_iter().collect();
        }
    }
    let of_word = |piece: &Piece| {
        let mut kinds = piece.text.chars().map(kind);
        if kinds.clone().any(|kind| kind == Kind::Right) {
            Kind::Right
        } else if kinds.any(|kind| kind == Kind::Left) {
            Kind::Left
        } else {
            Kind::Neutral
        }
    };
    *pieces = ordered(std::mem::take(pieces), is_right, of_word, |piece| piece);
}

fn kind(letter: char) -> Kind {
    if is_rtl(letter) {
        Kind::Right
    } else if letter.is_alphanumeric() {
        Kind::Left
    } else {
        Kind::Neutral
    }
}

/// Turns round what runs to the left: all but the runs to the right in a line that runs to the
/// left, and only the runs to the left in any other line.
fn ordered<T>(
    mut items: Vec<T>,
    is_right: bool,
    kind: impl Fn(&T) -> Kind,
    turned: impl Fn(T) -> T,
) -> Vec<T> {
    let against = if is_right {
        items.reverse();
        Kind::Left
    } else {
        Kind::Right
    };
    let runs = runs(&items, against, kind);
    let mut is_turned = vec![is_right; items.len()];
    for (from, to) in runs {
        items[from..to].reverse();
        is_turned[from..to].fill(!is_right);
    }
    let items = items.into_iter().zip(is_turned);
    items
        .map(|(item, is_turned)| if is_turned { turned(item) } else { item })
        .collect()
}

/// The longest stretches that begin and end with items of `wanted` and hold none of the other kind.
fn runs<T>(items: &[T], wanted: Kind, kind: impl Fn(&T) -> Kind) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut is_open = false;
    for (at, item) in items.iter().enumerate() {
        match kind(item) {
            Kind::Neutral => {}
            found if found == wanted => {
                match runs.last_mut().filter(|_| is_open) {
                    Some(run) => run.1 = at + 1,
                    None => runs.push((at, at + 1)),
                }
                is_open = true;
            }
            _ => is_open = false,
        }
    }
    runs
}

/// A bracket as it is spoken: the one that a page shows on the right opens what runs to the left.
fn mirrored(letter: char) -> char {
    match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;

    /// What is spoken of a line whose words a page shows so.
    fn spoken(shown: &str) -> String {
        let rect = Rect {
            x0: 0.0,
            y0: 0.0,
            x1: 1.0,
            y1: 1.0,
        };
        let words = shown.split(' ');
        let mut pieces: Vec<Piece> = words.map(|word| Piece::new(word, rect)).collect();
        speak(&mut pieces);
        let words: Vec<String> = pieces.into_iter().map(|piece| piece.text).collect();
        words.join(" ")
    }

    #[test]
    fn a_name_among_latin_words_is_turned_round_and_they_are_not() {
        assert_eq!(
            spoken("Signed by \u{5df}\u{5d4}\u{5db} \u{5d4}\u{5e0}\u{5d3} (Haifa)"),
            "Signed by \u{5d3}\u{5e0}\u{5d4} \u{5db}\u{5d4}\u{5df} (Haifa)"
        );
        assert_eq!(spoken("Signed in Haifa"), "Signed in Haifa");
    }

    #[test]
    fn a_line_that_runs_to_the_left_keeps_numbers_and_latin_names_as_they_run() {
        // "1,500 euros AB Co (net)", with Hebrew letters for the words.
        assert_eq!(
            spoken("(\u{5d2}\u{5d1}\u{5d0}) AB Co \u{5d5}\u{5d4}\u{5d3} 1,500"),
            "1,500 \u{5d3}\u{5d4}\u{5d5} AB Co (\u{5d0}\u{5d1}\u{5d2})"
        );
    }

    #[test]
    fn shapes_of_letters_are_letters_and_ligatures_keep_their_order() {
        assert_eq!(plain('\u{fedf}').collect::<String>(), "\u{644}");
        assert_eq!(plain('a').collect::<String>(), "a");
        let ligature: String = plain('\u{fefb}').collect();
        assert_eq!(ligature, "\u{644}\u{627}");
        assert_eq!(spoken(&shown(&ligature)), ligature);
    }
}
