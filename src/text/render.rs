//! Draws one page as PNG. Only ever run in the limited child; sizes are clamped first, because a
//! page may claim to be a million points wide.

use super::gate::check_envelope;
use super::pdf::{Failure, Limits, open};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Longest side of a drawn page, in pixels.
pub(super) const MAX_SIDE: f32 = 2200.0;

/// Draws page `number` (from 1), `width` pixels wide at most.
pub fn draw(bytes: &[u8], number: u32, width: u32, limits: Limits) -> Result<Vec<u8>, Failure> {
    check_envelope(bytes, limits)?;
    let pdf = open(bytes)?;
    let page = usize::try_from(number)
        .ok()
        .and_then(|number| pdf.pages().get(number.checked_sub(1)?))
        .ok_or(Failure::Damaged("it has no such page"))?;
    let (wide, _) = page.render_dimensions();
    let drawn = pixmap(page, width as f32 / wide, MAX_SIDE);
    png(&drawn.ok_or(Failure::Damaged("the page has no size"))?)
        .map_err(|_| Failure::Damaged("the page could not be encoded"))
}

/// Grey where the page is, and packed fast rather than small: it is looked at once, nearby.
fn png(drawn: &Pixmap) -> image::ImageResult<Vec<u8>> {
    let pixels = drawn.data();
    let is_grey = pixels.iter().all(|p| p.r == p.g && p.g == p.b);
    let (bytes, colour): (Vec<u8>, _) = if is_grey {
        (pixels.iter().map(|p| p.r).collect(), ExtendedColorType::L8)
    } else {
        let bytes = pixels.iter().flat_map(|p| [p.r, p.g, p.b]);
        (bytes.collect(), ExtendedColorType::Rgb8)
    };
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Sub)
        .write_image(&bytes, width, height, colour)?;
    Ok(file)
}

/// A page on white at `scale` pixels per point, or fewer where its longest side would be over
/// `most`; `None` for a page without a size.
pub(super) fn pixmap(page: &Page<'_>, scale: f32, most: f32) -> Option<Pixmap> {
    let (wide, high) = page.render_dimensions();
    let longest = wide.max(high);
    if !(longest.is_finite() && wide > 0.0 && high > 0.0) {
        return None;
    }
    let scale = scale.min(most / longest);
    Some(hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            // The narrow side of a sliver must not round to zero pixels.
            x_scale: scale.max(1.0 / wide),
            y_scale: scale.max(1.0 / high),
            bg_color: WHITE,
        },
    ))
}
