//! Reads a part of a page as a picture, where the text layer does not say what it shows.
//!
//! The part is drawn, turned level and cleaned here; recognising letters is another program's work,
//! handed in as a function from a picture to its table of words. Only ever run in the limited child.

pub mod clean;
pub mod pages;
pub mod tsv;

use super::render::pixmap;
use crate::domain::document::Rect;
use hayro::hayro_syntax::page::Page;
use image::{GrayImage, Luma, imageops};

/// Recognises the letters of a picture (a grey PNM file): gives Tesseract's table of words, or
/// nothing where no such program is there or it did not answer.
pub type Recognise<'a> = dyn FnMut(&[u8]) -> Option<String> + 'a;

/// Pixels to the inch. Small print needs 300: at 200 the lower-case letters of 8 point type are
/// 11 pixels high, and Tesseract wants 20.
const DPI: f32 = 300.0;
/// Longest side of the whole page's picture: a page may claim to be a million points wide.
const MAX_SIDE: f32 = 4400.0;
/// Fewer sure words than this in a picture, and it counts as not read.
const FEW: usize = 20;
/// Less ink than this share is dust, a fold or a page number: nothing was missed.
const DUST: f64 = 0.000_4;

/// A word that was recognised, in points from the top left corner of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Its letters.
    pub text: String,
    /// Around its ink.
    pub rect: Rect,
    /// How sure the program is, 0 to 100.
    pub confidence: u8,
}

/// What a picture shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// Its words, line by line.
    pub lines: Vec<Vec<Word>>,
    /// Whether it was read: enough words are sure, or there is nothing on it.
    pub is_read: bool,
}

/// Reads what `part` of a page shows; `None` where nothing can recognise it.
pub fn read(page: &Drawn, part: Rect, recognise: &mut Recognise<'_>) -> Option<Scan> {
    let picture = Picture::of(page, part)?;
    let table = recognise(&pnm(&picture.level))?;
    let lines = tsv::lines(&table);
    let sure = lines.iter().flatten().filter(|seen| seen.is_sure()).count();
    Some(Scan {
        is_read: sure >= FEW || (sure == 0 && picture.is_dust()),
        lines: lines
            .into_iter()
            .map(|line| line.into_iter().map(|seen| picture.place(seen)).collect())
            .collect(),
    })
}

/// A part of a page, level and clean, and the way back to the page.
struct Picture {
    level: GrayImage,
    turn: clean::Turn,
    /// Pixels to the point.
    scale: f32,
    /// The part's left top corner on the page's picture, in pixels.
    corner: (f32, f32),
}

impl Picture {
    fn of(page: &Drawn, part: Rect) -> Option<Self> {
        let Drawn { whole, scale } = page;
        let scale = *scale;
        let pixel = |points: f32, most: u32| ((points * scale).max(0.0) as u32).min(most);
        let (left, top) = (
            pixel(part.x0, whole.width()),
            pixel(part.y0, whole.height()),
        );
        let (right, bottom) = (
            pixel(part.x1, whole.width()),
            pixel(part.y1, whole.height()),
        );
        if right <= left || bottom <= top {
            return None;
        }
        let cut = imageops::crop_imm(whole, left, top, right - left, bottom - top).to_image();
        let clean = clean::despeckle(cut);
        let slope = clean::slope(&clean);
        let turn = clean::Turn::of(slope, clean.width(), clean.height());
        Some(Self {
            level: if slope == 0.0 {
                clean
            } else {
                clean::level(&clean, turn)
            },
            turn,
            scale,
            corner: (left as f32, top as f32),
        })
    }

    /// Where a word of the level picture stands on the page.
    fn place(&self, seen: tsv::Seen) -> Word {
        let [x, y, width, height] = seen.place;
        let corners = [
            (x, y),
            (x + width, y),
            (x, y + height),
            (x + width, y + height),
        ];
        let points = corners.map(|corner| {
            let (x, y) = self.turn.crooked(corner);
            let (x, y) = (
                (x + self.corner.0) / self.scale,
                (y + self.corner.1) / self.scale,
            );
            Rect {
                x0: x,
                y0: y,
                x1: x,
                y1: y,
            }
        });
        Word {
            text: seen.text,
            rect: points[1..]
                .iter()
                .fold(points[0], |all, one| all.union(*one)),
            confidence: seen.confidence,
        }
    }

    fn is_dust(&self) -> bool {
        let ink = clean::ink(&self.level);
        let pixels = self.level.as_raw();
        let dark = pixels.iter().filter(|grey| **grey < ink).count();
        (dark as f64) < DUST * pixels.len() as f64
    }
}

/// A whole page in grey, drawn once for all its regions.
pub struct Drawn {
    whole: GrayImage,
    /// Pixels to the point.
    scale: f32,
}

impl Drawn {
    /// Draws `page`; `None` where it has no size.
    pub fn of(page: &Page<'_>) -> Option<Self> {
        let pixmap = pixmap(page, DPI / 72.0, MAX_SIDE)?;
        let (width, _) = page.render_dimensions();
        let scale = f32::from(pixmap.width()) / width;
        let pixels = pixmap.data();
        let wide = u32::from(pixmap.width());
        let whole = GrayImage::from_fn(wide, u32::from(pixmap.height()), |x, y| {
            let pixel = pixels[(y * wide + x) as usize];
            // The weights of the eye for red, green and blue, in 256ths.
            let grey = u32::from(pixel.r) * 77 + u32::from(pixel.g) * 150 + u32::from(pixel.b) * 29;
            Luma([(grey >> 8) as u8])
        });
        Some(Self { whole, scale })
    }
}

/// The plainest form that a grey picture has; nothing needs to be unpacked to read it.
fn pnm(picture: &GrayImage) -> Vec<u8> {
    let mut file = format!("P5 {} {} 255\n", picture.width(), picture.height()).into_bytes();
    file.extend_from_slice(picture.as_raw());
    file
}
