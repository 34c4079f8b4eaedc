//! Collects the glyphs that a reader of the page would see, with their boxes.
//!
//! Invisible, off-page and microscopic text is left out: what was read is what is shown.

use crate::domain::document::Rect;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as Area};
use hayro_interpret::util::TransformExt;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask,
};
use std::collections::HashMap;

/// One visible glyph, in points from the top left corner of the page.
#[derive(Debug, Clone)]
pub struct Inked {
    /// Its letters: usually one, more for a ligature; U+FFFD where the font does not say.
    pub text: String,
    /// Where its pen starts, on the base line.
    pub start: (f32, f32),
    /// Where its pen ends.
    pub end: (f32, f32),
    /// Font size as shown.
    pub size: f32,
    /// Box from descender to ascender.
    pub rect: Rect,
}

/// What one page shows.
#[derive(Debug)]
pub struct Shown {
    /// Width in points, rotation applied.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// In the order of the content stream.
    pub glyphs: Vec<Inked>,
    /// Glyphs without a Unicode value.
    pub unmapped: usize,
    /// Share of the page that its largest image covers, 0 to 1.
    pub image: f32,
    /// Paths drawn: rules and borders are few, letters drawn as outlines are many.
    pub paths: usize,
}

/// Most glyphs taken from one page; a page of small print has 10,000.
const MAX_GLYPHS: usize = 2_000_000;
/// Smaller print than this, in points, no person reads.
const MIN_SIZE: f32 = 1.0;
/// Ascent and descent in 1/1000 em. Fonts disagree with their own metrics; these centre within
/// a quarter of an em on every page measured.
const ASCENT: f64 = 750.0;
const DESCENT: f64 = -250.0;
/// Overprints (fill then stroke, false bold) lie within this share of an em.
const OVERPRINT: f32 = 0.12;

/// Runs the page's content and keeps what shows.
pub fn collect<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> Shown {
    let (width, height) = page.render_dimensions();
    let transform = page.initial_transform(true).to_kurbo();
    let area = Area::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(
        transform,
        area,
        cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    let mut collector = Collector {
        shown: Shown {
            width,
            height,
            glyphs: Vec::new(),
            unmapped: 0,
            image: 0.0,
            paths: 0,
        },
        seen: HashMap::new(),
    };
    hayro_interpret::interpret_page(page, &mut context, &mut collector);
    collector.shown
}

struct Collector {
    shown: Shown,
    /// Places of glyphs by letters and coarse position, to drop overprints.
    seen: HashMap<(String, i32, i32), Vec<(f32, f32)>>,
}

impl Collector {
    fn push(&mut self, glyph: &Glyph<'_>, place: Affine) {
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let start = place * Point::new(0.0, 0.0);
        let end = place * Point::new(advance, 0.0);
        let size = (place * Point::new(0.0, 1000.0) - start).hypot() as f32;
        if !is_on_page(start, end, &self.shown) || !(MIN_SIZE..2000.0).contains(&size) {
            return;
        }
        let text = glyph
            .as_unicode()
            .map_or_else(|| "\u{fffd}".to_owned(), clean);
        if text.is_empty() || self.is_overprint(&text, start, size) {
            return;
        }
        if text.contains('\u{fffd}') {
            self.shown.unmapped += 1;
        }
        let corners = [
            (0.0, ASCENT),
            (advance, ASCENT),
            (0.0, DESCENT),
            (advance, DESCENT),
        ]
        .map(|(x, y)| place * Point::new(x, y));
        self.shown.glyphs.push(Inked {
            text,
            start: (start.x as f32, start.y as f32),
            end: (end.x as f32, end.y as f32),
            size,
            rect: around(corners),
        });
    }

    fn is_overprint(&mut self, text: &str, start: Point, size: f32) -> bool {
        let (x, y) = (start.x as f32, start.y as f32);
        let reach = OVERPRINT * size;
        // Cells of four points: an overprint lies in the same cell or in one beside it.
        let cell = |value: f32| (value / 4.0).floor() as i32;
        for column in cell(x - reach)..=cell(x + reach) {
            for row in cell(y - reach)..=cell(y + reach) {
                if self
                    .seen
                    .get(&(text.to_owned(), column, row))
                    .is_some_and(|places| {
                        places
                            .iter()
                            .any(|(px, py)| (px - x).abs() < reach && (py - y).abs() < reach)
                    })
                {
                    return true;
                }
            }
        }
        self.seen
            .entry((text.to_owned(), cell(x), cell(y)))
            .or_default()
            .push((x, y));
        false
    }
}

fn is_on_page(start: Point, end: Point, shown: &Shown) -> bool {
    let (x, y) = ((start.x + end.x) / 2.0, (start.y + end.y) / 2.0);
    (0.0..=f64::from(shown.width)).contains(&x) && (0.0..=f64::from(shown.height)).contains(&y)
}

fn around(corners: [Point; 4]) -> Rect {
    let mut rect = Rect {
        x0: f32::MAX,
        y0: f32::MAX,
        x1: f32::MIN,
        y1: f32::MIN,
    };
    for corner in corners {
        let (x, y) = (corner.x as f32, corner.y as f32);
        rect = rect.union(Rect {
            x0: x,
            y0: y,
            x1: x,
            y1: y,
        });
    }
    rect
}

/// The letters as running text: ligatures opened, every blank a space, what has no ink dropped.
fn clean(letters: BfString) -> String {
    let letters = match letters {
        BfString::Char(letter) => letter.to_string(),
        BfString::String(letters) => letters,
    };
    let mut text = String::with_capacity(letters.len());
    for letter in letters.chars() {
        match letter {
            '\u{fb00}' => text.push_str("ff"),
            '\u{fb01}' => text.push_str("fi"),
            '\u{fb02}' => text.push_str("fl"),
            '\u{fb03}' => text.push_str("ffi"),
            '\u{fb04}' => text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
            letter if letter.is_whitespace() => text.push(' '),
            letter if is_unseen(letter) => {}
            letter => text.push(letter),
        }
    }
    text
}

/// Controls, zero-width and direction marks, and Unicode tags: letters for machines, not people.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            if self.shown.glyphs.len() >= MAX_GLYPHS {
                return;
            }
            self.push(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let drawn = props.transform.transform_rect_bbox(Area::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        ));
        let page = Area::new(
            0.0,
            0.0,
            f64::from(self.shown.width),
            f64::from(self.shown.height),
        );
        let share = drawn.intersect(page).area().max(0.0) / page.area().max(1.0);
        self.shown.image = self.shown.image.max(share as f32);
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.shown.paths += 1;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
