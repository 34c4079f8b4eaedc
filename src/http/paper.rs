//! The pages of a contract as the reviewer sees them: an image each, with boxes around the evidence.
//!
//! Boxes are drawn in the page's own points, so that they fit at every zoom. Nothing is drawn here.

use super::house::PageSize;
use crate::domain::review::Item;

/// One page with its boxes.
pub struct PageView {
    /// Its size and number.
    pub size: PageSize,
    /// Its size in CSS pixels, which keeps its place free until the image has come.
    pub pixels: (u32, u32),
    /// The evidence on it.
    pub marks: Vec<Mark>,
}

/// A box around evidence, in points.
pub struct Mark {
    /// The item whose evidence it is.
    pub item: String,
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// How far a box reaches beyond the ink, in points.
const MARGIN: f32 = 1.5;

/// The pages with the evidence of `items` on them.
pub fn pages(sizes: &[PageSize], items: &[Item]) -> Vec<PageView> {
    sizes
        .iter()
        .map(|size| PageView {
            size: *size,
            // A CSS pixel is 1/96 inch, a point 1/72. A cast from float saturates, so no size can overflow.
            pixels: ((size.width / 0.75) as u32, (size.height / 0.75) as u32),
            marks: marks(size.number, items),
        })
        .collect()
}

fn marks(page: u32, items: &[Item]) -> Vec<Mark> {
    let boxes = items
        .iter()
        .flat_map(|item| item.boxes().into_iter().map(move |found| (item, found)));
    boxes
        .filter(|(_, found)| found.page == page)
        .map(|(item, found)| Mark {
            item: item.id.to_string(),
            x: found.rect.x0 - MARGIN,
            y: found.rect.y0 - MARGIN,
            width: (found.rect.x1 - found.rect.x0 + 2.0 * MARGIN).max(0.0),
            height: (found.rect.y1 - found.rect.y0 + 2.0 * MARGIN).max(0.0),
        })
        .collect()
}
