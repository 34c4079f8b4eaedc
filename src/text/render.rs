//! Draws one page as PNG. Only ever run in the limited child; sizes are clamped first, because a
//! page may claim to be a million points wide.

use super::gate::check_envelope;
use super::pdf::{Failure, Limits, open};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

/// Longest side of a drawn page, in pixels.
const MAX_SIDE: f32 = 2200.0;

/// Draws page `number` (from 1), `width` pixels wide at most.
pub fn draw(bytes: &[u8], number: u32, width: u32, limits: Limits) -> Result<Vec<u8>, Failure> {
    check_envelope(bytes, limits)?;
    let pdf = open(bytes)?;
    let page = usize::try_from(number)
        .ok()
        .and_then(|number| pdf.pages().get(number.checked_sub(1)?))
        .ok_or(Failure::Damaged("it has no such page"))?;
    let (wide, _) = page.render_dimensions();
    pixmap(page, width as f32 / wide)
        .ok_or(Failure::Damaged("the page has no size"))?
        .into_png()
        .map_err(|_| Failure::Damaged("the page could not be encoded"))
}

/// A page on white at `scale` pixels per point, or fewer where it would be larger than any page
/// is drawn; `None` for a page without a size.
pub(super) fn pixmap(page: &Page<'_>, scale: f32) -> Option<Pixmap> {
    let (wide, high) = page.render_dimensions();
    let longest = wide.max(high);
    if !(longest.is_finite() && wide > 0.0 && high > 0.0) {
        return None;
    }
    let scale = scale.min(MAX_SIDE / longest);
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
