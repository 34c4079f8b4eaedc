//! Values of form fields and notes on a page that have no drawn appearance: viewers draw them, so
//! a reader sees them. Hidden ones, and those that have an appearance, are not taken here.

use super::glyphs::Inked;
use crate::domain::document::Rect;
use hayro_interpret::RectExt;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Rect as Place, String as Bytes};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::util::TransformExt;

/// Flags of an annotation that is not shown: hidden, or not on a screen.
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// Fields above a field from which it takes what it does not say itself.
const MAX_PARENTS: usize = 8;
/// The share of its box that a value's letters fill, the largest size, and a letter's width in ems.
const FILL: f32 = 0.7;
const MAX_SIZE: f32 = 12.0;
const LETTER: f32 = 0.5;

/// The values of `page`, as words in the places of their fields.
pub fn values(page: &Page<'_>) -> Vec<Inked> {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
        return Vec::new();
    };
    let transform = page.initial_transform(true).to_kurbo();
    let mut words = Vec::new();
    for annotation in annotations.iter::<Dict<'_>>() {
        let is_unseen = annotation.get::<u32>(b"F").unwrap_or(0) & UNSEEN != 0;
        if is_unseen || annotation.contains_key(b"AP") {
            continue;
        }
        let (Some(text), Some(place)) = (text(&annotation), annotation.get::<Place>(b"Rect"))
        else {
            continue;
        };
        let area = transform.transform_rect_bbox(place.to_kurbo());
        let rect = Rect {
            x0: area.x0 as f32,
            y0: area.y0 as f32,
            x1: area.x1 as f32,
            y1: area.y1 as f32,
        };
        words.extend(set(&text, rect));
    }
    words
}

/// What a text or choice field holds, or what a note on the page says.
fn text(annotation: &Dict<'_>) -> Option<String> {
    let subtype = annotation.get::<Name<'_>>(b"Subtype")?;
    if subtype.as_ref() == b"FreeText" {
        return Some(decode(annotation.get::<Bytes<'_>>(b"Contents")?.as_bytes()));
    }
    let mut kind = None;
    let mut value = None;
    let mut field = Some(annotation.clone());
    for _ in 0..MAX_PARENTS {
        let Some(at) = field else { break };
        kind = kind.or_else(|| at.get::<Name<'_>>(b"FT"));
        value = value.or_else(|| at.get::<Bytes<'_>>(b"V"));
        field = at.get::<Dict<'_>>(b"Parent");
    }
    let is_text = matches!(kind?.as_ref(), b"Tx" | b"Ch");
    (subtype.as_ref() == b"Widget" && is_text).then(|| value.map(|v| decode(v.as_bytes())))?
}

/// A text string of the file: UTF-16 or UTF-8 where it says so, Latin letters otherwise.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let (pairs, _) = rest.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        latin => latin.iter().copied().map(char::from).collect(),
    }
}

/// The words of `text` side by side in `rect`, line by line.
fn set(text: &str, rect: Rect) -> Vec<Inked> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let high = (rect.y1 - rect.y0) / lines.len().max(1) as f32;
    let size = (FILL * high).min(MAX_SIZE);
    let mut words = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let base = rect.y0 + high * (row as f32 + 0.5) + 0.3 * size;
        let letters = line.chars().count().max(1) as f32;
        let wide = (LETTER * size).min((rect.x1 - rect.x0) / letters);
        let mut x = rect.x0;
        for word in line.split_inclusive(' ') {
            let end = x + wide * word.chars().count() as f32;
            words.push(Inked {
                text: word.into(),
                start: (x, base),
                end: (end, base),
                size,
                rect: Rect {
                    x0: x,
                    y0: base - 0.75 * size,
                    x1: end,
                    y1: base + 0.25 * size,
                },
                scanned: false,
                added: true,
            });
            x = end;
        }
    }
    words
}
