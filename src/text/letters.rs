//! What a font says its glyphs mean, as running text: ligatures opened, every blank a space, and
//! characters that have no shape kept apart, since only machines read them.

use super::rtl;
use hayro_interpret::hayro_cmap::BfString;

/// The letters of one glyph.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// What a person sees.
    pub text: String,
    /// Characters that draw nothing and change how text reads to a machine: Unicode tags and
    /// forced changes of direction.
    pub smuggled: u32,
    /// Zero-width characters and marks of direction, which honest exports hold too.
    pub zero_width: u32,
}

/// The letters that a font gives for one glyph.
pub fn letters(found: BfString) -> Letters {
    let mut letters = Letters::default();
    match found {
        BfString::Char(letter) => letters.push(letter),
        BfString::String(text) => text.chars().for_each(|letter| letters.push(letter)),
    }
    letters
}

impl Letters {
    fn push(&mut self, letter: char) {
        match letter {
            '\u{fb00}' => self.text.push_str("ff"),
            '\u{fb01}' => self.text.push_str("fi"),
            '\u{fb02}' => self.text.push_str("fl"),
            '\u{fb03}' => self.text.push_str("ffi"),
            '\u{fb04}' => self.text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => self.text.push_str("st"),
            letter if letter.is_whitespace() => self.text.push(' '),
            '\u{202d}' | '\u{202e}' | '\u{e0000}'..='\u{e007f}' => self.smuggled += 1,
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => self.zero_width += 1,
            letter if letter.is_control() => {}
            letter => self.text.extend(rtl::plain(letter)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_are_opened_and_shapeless_characters_are_counted_and_dropped() {
        let found = letters(BfString::String(
            "o\u{fb03}ce\u{a0}\u{200b}\u{e0041}\u{202e}".into(),
        ));
        assert_eq!(found.text, "office ");
        assert_eq!((found.smuggled, found.zero_width), (2, 1));
    }
}
