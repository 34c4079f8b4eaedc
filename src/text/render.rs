//! Draws one page as PNG. Only ever run in the limited child; sizes are clamped first, because a
//! page may claim to be a million points wide.

use super::pdf::{Failure, Limits, check_envelope, open};
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
    let (wide, high) = page.render_dimensions();
    let longest = wide.max(high);
    if !(longest.is_finite() && wide > 0.0 && high > 0.0) {
        return Err(Failure::Damaged("the page has no size"));
    }
    // The narrow side of a sliver must not round to zero pixels.
    let scale = (width as f32 / wide).min(MAX_SIDE / longest);
    let x_scale = scale.max(1.0 / wide);
    let y_scale = scale.max(1.0 / high);
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &hayro::hayro_interpret::InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale,
            y_scale,
            bg_color: WHITE,
        },
    );
    pixmap
        .into_png()
        .map_err(|_| Failure::Damaged("the page could not be encoded"))
}
