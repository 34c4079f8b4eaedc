//! What a font says its glyphs mean, as running text: ligatures opened, every blank a space, and
//! characters that have no shape kept apart, since only machines read them.

use super::rtl;
use hayro_interpret::hayro_cmap::BfString;

/// The letters of one glyph.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// What a person sees.
    pub text: Text,
    /// Characters that draw nothing and change how text reads to a machine: Unicode tags and
    /// forced changes of direction.
    pub smuggled: u32,
    /// Zero-width characters and marks of direction, which honest exports hold too.
    pub zero_width: u32,
}

/// A few letters in place: a page has thousands of glyphs, and a string for each is what reading
/// it would mostly cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// How many of the bytes count; the others are zero.
    Few(u8, [u8; FEW]),
    /// More letters than that.
    Many(Box<str>),
}

/// The most bytes that are kept in place.
const FEW: usize = 14;

impl Default for Text {
    fn default() -> Self {
        Self::Few(0, [0; FEW])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut bytes = [0; FEW];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Few(length, bytes)
            }
            _ => Self::Many(text.into()),
        }
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Few(length, bytes) => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default()
            }
            Self::Many(text) => text,
        }
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl Text {
    /// Whether it is white space or nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Few(1, bytes) => char::from(bytes[0]).is_whitespace(),
            text => text.trim().is_empty(),
        }
    }
}

/// A letter as Word draws it: a soft hyphen inside a line is none, and the hyphen and the one at which no
/// line breaks look like what a keyboard writes.
pub fn drawn(letter: char) -> Option<char> {
    match letter {
        '\u{ad}' => None,
        '\u{2010}' | '\u{2011}' => Some('-'),
        letter => Some(letter),
    }
}

/// The letters that a font gives for one glyph.
pub fn letters(found: BfString) -> Letters {
    let mut letters = Letters::default();
    match found {
        BfString::Char(letter) if letter.is_ascii_graphic() || letter == ' ' => {
            letters.text = Text::from(&*letter.encode_utf8(&mut [0; 4]));
        }
        BfString::Char(letter) => letters.take(std::iter::once(letter)),
        BfString::String(text) => letters.take(text.chars()),
    }
    letters
}

impl Letters {
    fn take(&mut self, found: impl Iterator<Item = char>) {
        let mut text = String::new();
        found.for_each(|letter| self.push(letter, &mut text));
        self.text = Text::from(text.as_str());
    }

    fn push(&mut self, letter: char, text: &mut String) {
        match letter {
            '\u{fb00}' => text.push_str("ff"),
            '\u{fb01}' => text.push_str("fi"),
            '\u{fb02}' => text.push_str("fl"),
            '\u{fb03}' => text.push_str("ffi"),
            '\u{fb04}' => text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
            '\u{2010}' | '\u{2011}' => text.push('-'),
            letter if letter.is_whitespace() => text.push(' '),
            '\u{202d}' | '\u{202e}' | '\u{e0000}'..='\u{e007f}' => self.smuggled += 1,
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => self.zero_width += 1,
            letter if letter.is_control() => {}
            letter => text.extend(rtl::plain(letter)),
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
