//! Collects the glyphs that a reader of the page sees, with their boxes, and what else it shows.
//!
//! What was read is what is shown: glyphs that nobody sees are kept apart, counted and boxed.

use super::canvas::{Canvas, Colour, Cover, Ink, Shaped, Sight, Veil};
use super::filled;
use super::hidden::{self, Drawn, Fate, Hidden};
use super::letters::{Letters, Text, letters};
use super::overprints::Places;
use crate::domain::document::{HiddenKind, Rect};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as Area, Shape};
use hayro_interpret::util::TransformExt;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask,
};

/// One visible glyph, in points from the top left corner of the page.
#[derive(Debug, Clone)]
pub struct Inked {
    /// Its letters: usually one, more for a ligature; U+FFFD where the font does not say.
    pub text: Text,
    /// Where its pen starts, on the base line.
    pub start: (f32, f32),
    /// Where its pen ends.
    pub end: (f32, f32),
    /// Font size as shown.
    pub size: f32,
    /// Box from descender to ascender.
    pub rect: Rect,
    /// It stands for its picture in a scan: another program's OCR.
    pub scanned: bool,
    /// It was laid on the page afterwards: a form's value, or a note.
    pub added: bool,
}

/// What one page shows.
#[derive(Debug, Default)]
pub struct Shown {
    /// Width in points, rotation applied.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// In the order of the content stream.
    pub glyphs: Vec<Inked>,
    /// Glyphs without a Unicode value.
    pub unmapped: usize,
    /// Pictures, as far as they lie on the page and are not clipped.
    pub pictures: Vec<Rect>,
    /// Paths drawn: rules and borders are few, letters drawn as outlines are many.
    pub paths: usize,
    /// Straight rules and edges of boxes, which may be those of a table.
    pub rules: Vec<Rect>,
    /// What nobody sees.
    pub hidden: Vec<Hidden>,
}

/// Most glyphs taken from one page; a page of small print has 10,000.
const MAX_GLYPHS: usize = 2_000_000;
/// As many as a page of text has.
const USUAL_GLYPHS: usize = 4096;
/// Most rules taken from one page.
const MAX_RULES: usize = 4000;
/// Smaller print than this, in points, no person reads.
const MIN_SIZE: f32 = 4.0;
/// Larger letters than this are no text.
const MAX_SIZE: f32 = 2000.0;
/// Ascent and descent in 1/1000 em. Fonts disagree with their own metrics; these centre within
/// a quarter of an em on every page measured.
const ASCENT: f64 = 750.0;
const DESCENT: f64 = -250.0;
/// Where most letters have their ink, in 1/1000 em.
const CORE: f64 = 600.0;
/// Shorter lines than this, in points, are no rules.
const MIN_RULE: f64 = 6.0;

/// Runs the page's content and keeps what shows.
pub fn collect<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> Shown {
    let mut collector = run(page, cache);
    let mut drawn = std::mem::take(&mut collector.drawn);
    hidden::settle(page, &collector.opaque, &mut drawn);
    let mut shown = hidden::part(drawn, collector.shown);
    shown.glyphs.extend(filled::values(page));
    shown
}

fn run<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> Collector {
    let (width, height) = page.render_dimensions();
    let transform = page.initial_transform(true).to_kurbo();
    let area = Area::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut collector = Collector {
        page: area,
        shown: Shown {
            width,
            height,
            ..Shown::default()
        },
        drawn: Vec::with_capacity(USUAL_GLYPHS),
        opaque: Vec::new(),
        bounds: None,
        places: Places::default(),
        canvas: Canvas::new(area),
        is_added: false,
    };
    for content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
        collector.is_added = content == RenderContent::ANNOTATIONS;
        // To begin a context costs, and most pages have nothing added.
        if collector.is_added && !page.raw().contains_key(b"Annots") {
            continue;
        }
        let settings = InterpreterSettings {
            render_content: content,
            ..InterpreterSettings::default()
        };
        let mut context = Context::new(transform, area, cache, page.xref(), settings);
        hayro_interpret::interpret_page(page, &mut context, &mut collector);
    }
    collector
}

struct Collector {
    page: Area,
    shown: Shown,
    drawn: Vec<Drawn>,
    /// Pictures that let nothing through.
    opaque: Vec<Rect>,
    /// Around all of `drawn`, so that most shapes need not be held against each glyph.
    bounds: Option<Area>,
    places: Places,
    canvas: Canvas,
    /// What is drawn now lies on top of the page's own content.
    is_added: bool,
}

/// How a run of glyphs is drawn.
struct Look {
    colour: Option<Colour>,
    /// It shows in its colour, as long as nothing comes over it.
    is_true: bool,
    sight: Sight,
    inkless: bool,
}

/// A glyph in its place.
struct Mark {
    start: Point,
    end: Point,
    size: f32,
    rect: Area,
    core: Area,
}

impl Collector {
    fn push(&mut self, glyph: &Glyph<'_>, place: Affine, look: &Look) {
        let mark = measure(glyph, place);
        if !mark.size.is_finite() || mark.size > MAX_SIZE {
            return;
        }
        let found = glyph.as_unicode().map_or_else(unmapped, letters);
        let rect = rect(mark.rect);
        if found.smuggled + found.zero_width > 0 {
            self.shown.hidden.push(Hidden::shapeless(&found, rect));
        }
        if found.text.is_empty() {
            return;
        }
        let fate = self.fate(&mark, &found.text, look);
        if fate == Fate::Hidden(HiddenKind::Tiny) {
            self.shown
                .hidden
                .push(Hidden::of(HiddenKind::Tiny, &found.text, rect));
            return;
        }
        let glyph = Inked {
            text: found.text,
            start: (mark.start.x as f32, mark.start.y as f32),
            end: (mark.end.x as f32, mark.end.y as f32),
            size: mark.size,
            rect,
            scanned: false,
            added: self.is_added,
        };
        let earlier = self.places.earlier(&glyph, &self.drawn);
        match earlier.and_then(|index| self.drawn.get_mut(index)) {
            // Drawn twice: it shows when one of both does.
            Some(first) if fate == Fate::Shown => first.fate = fate,
            Some(_) => {}
            None => {
                self.bounds = Some(self.bounds.map_or(mark.core, |all| all.union(mark.core)));
                self.drawn.push(Drawn {
                    glyph,
                    core: mark.core,
                    fate,
                    ink: look.colour.filter(|_| look.is_true),
                });
            }
        }
    }

    fn fate(&self, mark: &Mark, text: &Text, look: &Look) -> Fate {
        let middle = mark.core.center();
        if !self.page.contains(middle) {
            return Fate::Hidden(HiddenKind::OffPage);
        }
        if text.is_blank() {
            return Fate::Shown;
        }
        if mark.size < MIN_SIZE {
            return Fate::Hidden(HiddenKind::Tiny);
        }
        let seen = self.canvas.clip().intersect(mark.core);
        if seen.width() <= 0.0 || seen.height() <= 0.0 || seen.area() < 0.2 * mark.core.area() {
            return Fate::Hidden(HiddenKind::Clipped);
        }
        if look.inkless {
            return Fate::Hidden(HiddenKind::Invisible);
        }
        match (look.sight, look.colour) {
            (Sight::Clear, _) => Fate::Shown,
            (Sight::Lost, _) => Fate::Hidden(HiddenKind::Invisible),
            (Sight::Unsure, None) => Fate::Unsure(HiddenKind::SameColour),
            (Sight::Unsure, Some(colour)) => match self.canvas.sight(colour, middle) {
                Sight::Clear => Fate::Shown,
                Sight::Lost => Fate::Hidden(HiddenKind::SameColour),
                Sight::Unsure => Fate::Unsure(HiddenKind::SameColour),
            },
        }
    }

    /// Marks the glyphs that `cover` hides; `fate` is what becomes of them.
    fn cover(&mut self, cover: &Cover, fate: Fate) {
        let reaches = self.bounds.is_some_and(|bounds| {
            let shared = bounds.intersect(cover.area());
            shared.width() > 0.0 && shared.height() > 0.0
        });
        if !reaches {
            return;
        }
        for drawn in &mut self.drawn {
            if matches!(drawn.fate, Fate::Shown | Fate::Unsure(_)) {
                drawn.cover(cover.reach(drawn.core), cover.veil(), fate);
            }
        }
    }

    fn paint(&mut self, shape: Shaped<'_>, props: &DrawProps<'_>, mode: &DrawMode) {
        self.shown.paths += 1;
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        self.keep_rules(&shape);
        let ink = Ink::new(&props.paint, props.soft_mask.is_some(), props.blend_mode);
        if let Some(cover) = self.canvas.paint(&shape, &ink, mode) {
            let fate = match cover.veil() {
                Veil::Solid => Fate::Hidden(HiddenKind::Covered),
                Veil::Opaque | Veil::Sheer => Fate::Unsure(HiddenKind::Covered),
            };
            self.cover(&cover, fate);
        }
    }

    fn keep_rules(&mut self, shape: &Shaped<'_>) {
        if self.shown.rules.len() < MAX_RULES {
            let lines = shape.lines().into_iter();
            let long = lines.filter(|line| line.width().max(line.height()) >= MIN_RULE);
            self.shown.rules.extend(long.map(rect));
        }
    }
}

fn unmapped() -> Letters {
    Letters {
        text: "\u{fffd}".into(),
        ..Letters::default()
    }
}

fn measure(glyph: &Glyph<'_>, place: Affine) -> Mark {
    let advance = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    let advance = f64::from(advance.unwrap_or(500.0));
    let origin = place * Point::ORIGIN;
    let high = (place * Point::new(0.0, 1000.0) - origin).hypot();
    let wide = (place * Point::new(1000.0, 0.0) - origin).hypot();
    let around = |low, top| place.transform_rect_bbox(Area::new(0.0, low, advance, top));
    Mark {
        start: origin,
        end: place * Point::new(advance, 0.0),
        // Print that is squeezed flat is as unreadable as print that is small.
        size: if 4.0 * wide < high { wide } else { high } as f32,
        rect: around(DESCENT, ASCENT),
        core: around(0.0, CORE),
    }
}

fn rect(area: Area) -> Rect {
    Rect {
        x0: area.x0 as f32,
        y0: area.y0 as f32,
        x1: area.x1 as f32,
        y1: area.y1 as f32,
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let ink = Ink::new(&props.paint, props.soft_mask.is_some(), props.blend_mode);
        let look = Look {
            colour: ink.colour.filter(|_| ink.plain),
            is_true: self.canvas.is_true(&ink),
            sight: self.canvas.outlook(&ink),
            inkless: matches!(mode, DrawMode::Invisible),
        };
        for glyph in run.glyphs() {
            if self.drawn.len() >= MAX_GLYPHS {
                return;
            }
            self.push(glyph, props.transform * glyph.transform(), &look);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Area::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        );
        let area = props.transform.transform_rect_bbox(size);
        let area = area.intersect(self.canvas.clip());
        if area.width() <= 0.0 || area.height() <= 0.0 {
            return;
        }
        self.shown.pictures.push(rect(area));
        let (veil, fate) = if self.canvas.is_solid() && is_opaque(&image) {
            self.opaque.push(rect(area));
            (Veil::Solid, Fate::UnderPicture)
        } else {
            (Veil::Sheer, Fate::Unsure(HiddenKind::Covered))
        };
        self.cover(&Cover::of(area, veil), fate);
        self.canvas.picture(area);
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.paint(Shaped::Path(path, props.transform), &props, mode);
    }

    fn draw_rect(&mut self, rect: &Area, props: DrawProps<'a>, mode: &DrawMode) {
        self.paint(Shaped::Rect(*rect, props.transform), &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.canvas.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Area) {
        self.canvas.push_clip(*rect);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        let plain = mask.is_none() && blend == BlendMode::Normal;
        self.canvas.push_group(opacity, plain);
    }

    fn pop_clip(&mut self) {
        self.canvas.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.canvas.pop_group();
    }
}

/// Whether a picture hides all that is behind it. Stencils and masked pictures let some through.
fn is_opaque(image: &Image<'_, '_>) -> bool {
    let Image::Raster(raster) = image else {
        return false;
    };
    let dictionary = raster.stream().dict();
    !["SMask", "Mask", "SMaskInData"]
        .iter()
        .any(|key| dictionary.contains_key(key.as_bytes()))
}
