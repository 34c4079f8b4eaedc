//! Looks at the drawn page, to tell whether letters stand out where shapes and colours alone do
//! not say it: over pictures, patterns and shades, and inside masks.

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
    pixels: Vec<[u8; 3]>,
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

impl Image {
    /// Whether anything stands out inside `area`, given in points.
    pub fn shows(&self, area: Area) -> bool {
        let column = |x: f64| ((x * self.scale.0).max(0.0) as usize).min(self.width);
        let row = |y: f64| ((y * self.scale.1).max(0.0) as usize).min(self.height);
        let (mut low, mut top) = ([255_u8; 3], [0_u8; 3]);
        for y in row(area.y0)..row(area.y1 + 1.0 / self.scale.1) {
            let line = &self.pixels[y * self.width..(y + 1) * self.width];
            for pixel in &line[column(area.x0)..column(area.x1 + 1.0 / self.scale.0)] {
                for ((low, top), value) in low.iter_mut().zip(&mut top).zip(pixel) {
                    *low = (*low).min(*value);
                    *top = (*top).max(*value);
                }
            }
        }
        top.iter()
            .zip(low)
            .any(|(top, low)| top.saturating_sub(low) > SAME)
    }
}
