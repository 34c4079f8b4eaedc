//! The numbers that Word shows before paragraphs. They are not in the text of a DOCX but follow
//! from its numbering scheme and the paragraphs before.

use docx_rs::{Level, NumberingProperty, Numberings, ParagraphProperty, Styles};
use std::collections::HashMap;

/// Counts paragraphs by their schemes.
pub struct Numbers<'a> {
    numberings: &'a Numberings,
    styles: &'a Styles,
    /// Where each scheme stands, level by level.
    counts: HashMap<usize, Vec<usize>>,
}

impl<'a> Numbers<'a> {
    /// Counting begins.
    pub fn of(numberings: &'a Numberings, styles: &'a Styles) -> Self {
        Self {
            numberings,
            styles,
            counts: HashMap::new(),
        }
    }

    /// The number of the next paragraph of these properties; `None` where it shows none.
    pub fn next(&mut self, paragraph: &ParagraphProperty) -> Option<String> {
        let property = self.property(paragraph)?;
        let (id, level) = (property.id.as_ref()?.id, property.level.as_ref());
        let level = level.map_or(0, |level| level.val);
        let numbering = self.numberings.numberings.iter().find(|one| one.id == id)?;
        let scheme = self
            .numberings
            .abstract_nums
            .iter()
            .find(|one| one.id == numbering.abstract_num_id)?;
        let levels = &scheme.levels;
        let shown = levels.iter().find(|one| one.level == level)?;
        let counts = self.counts.entry(id).or_default();
        let first = |level: usize| {
            let level = levels.iter().find(|one| one.level == level);
            level.map_or(1, |level| said(&level.start).parse().unwrap_or(1))
        };
        counts.truncate(level + 1);
        match counts.get_mut(level) {
            Some(count) => *count += 1,
            None => {
                while counts.len() <= level {
                    counts.push(first(counts.len()));
                }
            }
        }
        written(shown, levels, counts)
    }

    /// What the paragraph says of its number, or else what its style says.
    fn property<'b>(&self, paragraph: &'b ParagraphProperty) -> Option<&'b NumberingProperty>
    where
        'a: 'b,
    {
        if let Some(own) = &paragraph.numbering_property {
            return Some(own);
        }
        let style = paragraph.style.as_ref()?;
        let style = self
            .styles
            .styles
            .iter()
            .find(|one| one.style_id == style.val)?;
        style.paragraph_property.numbering_property.as_ref()
    }
}

/// A level's text with the counts in their places; `None` for bullets.
fn written(shown: &Level, levels: &[Level], counts: &[usize]) -> Option<String> {
    let mut text = said(&shown.text);
    for (level, count) in counts.iter().enumerate() {
        let format = levels.iter().find(|one| one.level == level)?;
        let count = match format.format.val.as_str() {
            "bullet" | "none" => return None,
            "lowerLetter" => letters(*count).to_lowercase(),
            "upperLetter" => letters(*count),
            "lowerRoman" => roman(*count).to_lowercase(),
            "upperRoman" => roman(*count),
            _ => count.to_string(),
        };
        text = text.replace(&format!("%{}", level + 1), &count);
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The library shows these values only in their serialised form.
fn said(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(number) => number.to_string(),
        Err(_) => String::new(),
    }
}

/// A, B … Z, AA, BB: as Word goes on after Z.
fn letters(count: usize) -> String {
    let at = count.saturating_sub(1);
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    letter.to_string().repeat(at / 26 + 1)
}

fn roman(mut count: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    // No contract counts so far, and a file may claim to.
    count = count.min(5000);
    for (value, sign) in SIGNS {
        while count >= value {
            text.push_str(sign);
            count -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_roman_numbers_count_as_word_does() {
        let of = |write: fn(usize) -> String, counts: [usize; 4]| counts.map(write).join(" ");
        assert_eq!(of(letters, [1, 26, 27, 53]), "A Z AA AAA");
        assert_eq!(of(roman, [4, 9, 14, 1999]), "IV IX XIV MCMXCIX");
    }
}
