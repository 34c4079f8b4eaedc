//! Finds the parts of a page that may show text which the text layer does not have: tables and
//! exhibits pasted as pictures, scans, letters drawn as shapes. It finds places; it reads nothing.

use super::layout::Sheet;
use crate::domain::document::{Rect, Region, RegionKind};

/// Pictures below this share of the page are logos and signatures.
const MIN_SHARE: f32 = 0.03;
/// A picture with this many words on it is the background of text.
const FEW_WORDS: usize = 10;
/// Strips of one scan lie this close together, in points.
const SEAM: f32 = 2.0;
/// A page with more glyphs without a letter than this means little.
const MAX_UNMAPPED: f32 = 0.05;
/// Up to this many shapes are rules and borders.
const FEW_SHAPES: usize = 12;
/// Most pictures that are joined; a page of more is a drawing.
const MAX_PICTURES: usize = 400;

/// The regions of page `number` that may show text which was not read.
pub fn regions(sheet: &Sheet, number: u32) -> Vec<Region> {
    let whole = Rect {
        x0: 0.0,
        y0: 0.0,
        x1: sheet.page.0,
        y1: sheet.page.1,
    };
    let region = |rect, kind| Region {
        page: number,
        rect,
        kind,
    };
    if sheet.unmapped > MAX_UNMAPPED {
        return vec![region(whole, RegionKind::Unmapped)];
    }
    let least = MIN_SHARE * whole.area();
    let found: Vec<Region> = joined(&sheet.pictures)
        .into_iter()
        .filter(|picture| picture.area() >= least && words_on(sheet, *picture) < FEW_WORDS)
        .map(|picture| region(picture, RegionKind::Picture))
        .collect();
    let is_drawn = sheet.lines.is_empty() && sheet.paths > FEW_SHAPES;
    if found.is_empty() && is_drawn {
        return vec![region(whole, RegionKind::Drawn)];
    }
    found
}

fn words_on(sheet: &Sheet, picture: Rect) -> usize {
    let pieces = sheet.lines.iter().flat_map(|line| &line.pieces);
    pieces
        .filter(|piece| picture.holds_middle(sheet.place(piece.rect)))
        .count()
}

/// Pictures that touch are one picture in strips or tiles.
fn joined(pictures: &[Rect]) -> Vec<Rect> {
    let mut joined: Vec<Rect> = Vec::new();
    for picture in pictures.iter().take(MAX_PICTURES) {
        let mut all = *picture;
        while let Some(at) = joined.iter().position(|other| touch(*other, all)) {
            all = all.union(joined.swap_remove(at));
        }
        joined.push(all);
    }
    joined
}

fn touch(a: Rect, b: Rect) -> bool {
    let shared = a.intersection(b);
    shared.x1 - shared.x0 >= -SEAM && shared.y1 - shared.y0 >= -SEAM
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout::{Line, Piece};

    fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        Rect { x0, y0, x1, y1 }
    }

    fn page(pictures: Vec<Rect>, words: usize) -> Sheet {
        let pieces: Vec<Piece> = (0..words)
            .map(|at| {
                Piece::new(
                    "word",
                    rect(50.0, 20.0 * at as f32, 70.0, 20.0 * at as f32 + 10.0),
                )
            })
            .collect();
        Sheet {
            page: (600.0, 800.0),
            lines: Line::of(pieces, 10.0, true).into_iter().collect(),
            pictures,
            ..Sheet::default()
        }
    }

    /// R35: what a picture says is not taken for absent.
    #[test]
    fn a_picture_in_strips_is_one_region_and_a_logo_is_none() {
        let strips = vec![
            rect(100.0, 100.0, 500.0, 150.0),
            rect(100.0, 150.5, 500.0, 200.0),
            rect(500.0, 20.0, 540.0, 60.0),
        ];
        let found = regions(&page(strips, 1), 3);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rect, rect(100.0, 100.0, 500.0, 200.0));
        assert_eq!((found[0].page, found[0].kind), (3, RegionKind::Picture));
    }

    #[test]
    fn a_picture_behind_text_is_no_region() {
        let background = vec![rect(0.0, 0.0, 600.0, 800.0)];
        assert!(regions(&page(background.clone(), 20), 1).is_empty());
        assert_eq!(regions(&page(background, 3), 1).len(), 1);
    }
}
