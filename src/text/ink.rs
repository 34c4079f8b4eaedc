//! Looks at the drawn page, to tell whether letters stand out where shapes and colours alone do
//! not say it: over pictures, patterns and shades, and inside masks.

use super::canvas::Colour;
use super::render;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Rect as Area;

/// Pixels per point: the thinnest letter is then a pixel wide.
const SCALE: f32 = 2.0;
/// Colours closer than this in each channel look the same.
const SAME: u8 = 20;

/// A page as drawn, in three channels.
pub struct Image {
    width: usize,
    height: usize,
    scale: (f64, f64),
    pixels: Vec<Colour>,
}

/// Draws `page` on white.
pub fn draw(page: &Page<'_>) -> Image {
    let Some(pixmap) = render::pixmap(page, SCALE, render::MAX_SIDE) else {
        return Image {
            width: 0,
            height: 0,
            scale: (1.0, 1.0),
            pixels: Vec::new(),
        };
    };
    let (wide, high) = page.render_dimensions();
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    Image {
        width,
        height,
        scale: (
            width as f64 / f64::from(wide),
            height as f64 / f64::from(high),
        ),
        pixels: pixmap.data().iter().map(|p| [p.r, p.g, p.b]).collect(),
    }
}

/// The share of the way from its surroundings to its own colour that the thinnest stroke goes.
const NEAR: f64 = 0.6;
/// The share of that way that it goes within a pixel; shades go it over many.
const SHARP: f64 = 0.25;

impl Image {
    /// Whether anything stands out inside `area`, given in points.
    pub fn shows(&self, area: Area) -> bool {
        let (mut low, mut top) = ([255_u8; 3], [0_u8; 3]);
        for pixel in self.rows(area).flatten() {
            for ((low, top), value) in low.iter_mut().zip(&mut top).zip(pixel) {
                *low = (*low).min(*value);
                *top = (*top).max(*value);
            }
        }
        top.iter()
            .zip(low)
            .any(|(top, low)| top.saturating_sub(low) > SAME)
    }

    /// Whether strokes in the colour of `ink` stand out inside `area`: pixels that are nearly of
    /// that colour with others beside them that are not. Shades and patterns that are drawn over
    /// letters vary too, but not so.
    pub fn shows_ink(&self, area: Area, ink: Colour) -> bool {
        let rows: Vec<&[Colour]> = self.rows(area).collect();
        let away = |pixel: &Colour| f64::from(apart(*pixel, ink));
        let pixels = rows.iter().copied().flatten();
        let farthest = pixels.map(away).fold(0.0, f64::max);
        if farthest <= f64::from(SAME) {
            return false;
        }
        let is_edge = |a: &Colour, b: &Colour| {
            away(a).min(away(b)) <= NEAR * farthest && (away(a) - away(b)).abs() >= SHARP * farthest
        };
        let along = |row: &&[Colour]| row.windows(2).any(|pair| is_edge(&pair[0], &pair[1]));
        let across = |pair: &[&[Colour]]| pair[0].iter().zip(pair[1]).any(|(a, b)| is_edge(a, b));
        rows.iter().any(along) || rows.windows(2).any(across)
    }

    /// The rows of pixels inside `area`.
    fn rows(&self, area: Area) -> impl Iterator<Item = &[Colour]> {
        let column = |x: f64| ((x * self.scale.0).max(0.0) as usize).min(self.width);
        let row = |y: f64| ((y * self.scale.1).max(0.0) as usize).min(self.height);
        let (from, to) = (column(area.x0), column(area.x1 + 1.0 / self.scale.0));
        let rows = row(area.y0)..row(area.y1 + 1.0 / self.scale.1);
        rows.map(move |y| &self.pixels[y * self.width + from..y * self.width + to.max(from)])
    }
}

/// How far apart two colours are in the channel in which they differ most.
fn apart(a: Colour, b: Colour) -> u8 {
    let channels = a.iter().zip(b).map(|(a, b)| a.abs_diff(b));
    channels.max().unwrap_or(0)
}
