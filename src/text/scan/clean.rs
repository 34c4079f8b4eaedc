//! Makes a picture of text easier to read: turned level, and without specks. Grey in, grey out; it
//! knows neither pages nor letters.

use image::{GrayImage, Luma};

/// Steepest slope that is looked for, in degrees: paper lies crooked in a feeder, not across it.
const STEEPEST: f32 = 5.0;
/// Flatter than this, turning blurs more than it levels.
const LEVEL: f32 = 0.15;
/// Rows of text must stand out this much more after turning, or there are no rows to level.
const GAIN: f64 = 1.05;
/// Dark points looked at; more say nothing new about a slope.
const POINTS: usize = 60_000;
/// Above this share of dark pixels without a dark neighbour the picture is specked.
const SPECKED: f64 = 0.02;

/// The grey below which a pixel is ink: well under the paper, which most of a page is.
pub fn ink(picture: &GrayImage) -> u8 {
    let mut counts = [0_usize; 256];
    for pixel in picture.as_raw() {
        counts[usize::from(*pixel)] += 1;
    }
    let half = picture.as_raw().len() / 2;
    let mut seen = 0;
    let paper = counts
        .iter()
        .position(|count| {
            seen += count;
            seen > half
        })
        .unwrap_or(255);
    u8::try_from(paper * 6 / 10).unwrap_or(u8::MAX)
}

/// Slope of the rows of text in degrees, falling to the right above zero; 0 where there are none.
pub fn slope(picture: &GrayImage) -> f32 {
    let points = dark_points(picture);
    let level = sharpness(&points, 0.0);
    let best = |from: f32, to: f32, step: f32| {
        let steps = ((to - from) / step).round() as usize;
        let angles = (0..=steps).map(|at| from + step * at as f32);
        angles
            .map(|angle| (angle, sharpness(&points, angle)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0.0, level))
    };
    let (coarse, _) = best(-STEEPEST, STEEPEST, 0.5);
    let (fine, sharp) = best(coarse - 0.4, coarse + 0.4, 0.1);
    if fine.abs() < LEVEL || sharp <= GAIN * level {
        0.0
    } else {
        fine
    }
}

fn dark_points(picture: &GrayImage) -> Vec<(f32, f32)> {
    let ink = ink(picture);
    let dark: Vec<(f32, f32)> = picture
        .enumerate_pixels()
        .filter(|(_, _, pixel)| pixel.0[0] < ink)
        .map(|(x, y, _)| (x as f32, y as f32))
        .collect();
    let stride = dark.len().div_ceil(POINTS).max(1);
    dark.into_iter().step_by(stride).collect()
}

/// How unevenly the points fall on rows of this slope: the sum of the squares of their counts.
fn sharpness(points: &[(f32, f32)], angle: f32) -> f64 {
    let fall = angle.to_radians().tan();
    let rows = points.iter().map(|(x, y)| (y - x * fall).round() as i32);
    let (Some(first), Some(last)) = (rows.clone().min(), rows.clone().max()) else {
        return 0.0;
    };
    let mut counts = vec![0_u32; last.abs_diff(first) as usize + 1];
    for row in rows {
        counts[row.abs_diff(first) as usize] += 1;
    }
    counts.iter().map(|count| f64::from(*count).powi(2)).sum()
}

/// A turn about the middle of a picture, by degrees; positive turns clockwise on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    middle: (f32, f32),
    sine: f32,
    cosine: f32,
}

impl Turn {
    /// The turn that undoes `slope` in a picture of this size when applied backwards.
    pub fn of(slope: f32, width: u32, height: u32) -> Self {
        let (sine, cosine) = slope.to_radians().sin_cos();
        Self {
            middle: (width as f32 / 2.0, height as f32 / 2.0),
            sine,
            cosine,
        }
    }

    /// Where a point of the level picture lies in the crooked one.
    pub fn crooked(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        (
            self.middle.0 + dx * self.cosine - dy * self.sine,
            self.middle.1 + dx * self.sine + dy * self.cosine,
        )
    }
}

/// The picture turned level; what turns in from outside is white.
pub fn level(picture: &GrayImage, turn: Turn) -> GrayImage {
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let (x, y) = turn.crooked((x as f32, y as f32));
        Luma([between(picture, x, y)])
    })
}

/// The grey between four pixels.
fn between(picture: &GrayImage, x: f32, y: f32) -> u8 {
    let (left, top) = (x.floor(), y.floor());
    let at = |dx: f32, dy: f32| {
        let (x, y) = (left + dx, top + dy);
        let inside = x >= 0.0 && y >= 0.0;
        let pixel = picture.get_pixel_checked(x as u32, y as u32);
        pixel
            .filter(|_| inside)
            .map_or(255.0, |pixel| f32::from(pixel.0[0]))
    };
    let (across, down) = (x - left, y - top);
    let above = at(0.0, 0.0) * (1.0 - across) + at(1.0, 0.0) * across;
    let below = at(0.0, 1.0) * (1.0 - across) + at(1.0, 1.0) * across;
    (above * (1.0 - down) + below * down).round() as u8
}

/// The picture without specks, where it has many: each pixel is the middle of its neighbours.
pub fn despeckle(picture: GrayImage) -> GrayImage {
    let ink = ink(&picture);
    let (mut dark, mut alone) = (0_usize, 0_usize);
    for (x, y, pixel) in picture.enumerate_pixels() {
        if pixel.0[0] < ink {
            dark += 1;
            let neighbours = around(&picture, x, y);
            alone += usize::from(neighbours.iter().filter(|grey| **grey < ink).count() <= 1);
        }
    }
    if alone as f64 <= SPECKED * dark as f64 {
        return picture;
    }
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let mut greys = around(&picture, x, y);
        Luma([*greys.select_nth_unstable(4).1])
    })
}

/// A pixel and its eight neighbours; beyond the edge the edge goes on.
fn around(picture: &GrayImage, x: u32, y: u32) -> [u8; 9] {
    let (last_x, last_y) = (picture.width() - 1, picture.height() - 1);
    let columns = [x.saturating_sub(1), x, (x + 1).min(last_x)];
    let rows = [y.saturating_sub(1), y, (y + 1).min(last_y)];
    std::array::from_fn(|at| picture.get_pixel(columns[at % 3], rows[at / 3]).0[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of dashes, as text looks from afar, falling to the right by `slope` degrees.
    fn rows(slope: f32) -> GrayImage {
        let fall = slope.to_radians().tan();
        GrayImage::from_fn(600, 800, |x, y| {
            let row = y as f32 - x as f32 * fall;
            let text = (row as i32).rem_euclid(20) < 8 && x % 11 < 7 && (60..540).contains(&x);
            Luma([if text { 20 } else { 240 }])
        })
    }

    #[test]
    fn a_slope_is_found_and_undone() {
        for slope_made in [-3.0, -0.5, 0.0, 2.0] {
            let crooked = rows(slope_made);
            let found = slope(&crooked);
            assert!((found - slope_made).abs() < 0.2, "{slope_made}: {found}");
            let level = level(&crooked, Turn::of(found, 600, 800));
            assert!(slope(&level).abs() < 0.2);
        }
        assert_eq!(slope(&GrayImage::from_pixel(50, 50, Luma([255]))), 0.0);
    }

    #[test]
    fn specks_go_and_strokes_stay() {
        let mut specked = rows(0.0);
        for at in 0..2000_u32 {
            specked.put_pixel(at * 7919 % 600, at * 104_729 % 800, Luma([0]));
        }
        let clean = despeckle(specked);
        let ink = ink(&clean);
        let dark = clean.as_raw().iter().filter(|grey| **grey < ink).count();
        let before = rows(0.0)
            .as_raw()
            .iter()
            .filter(|grey| **grey < ink)
            .count();
        assert!(dark.abs_diff(before) * 20 < before, "{dark} of {before}");
        let untouched = rows(0.0);
        assert_eq!(despeckle(untouched.clone()), untouched);
    }
}
