//! Parts what a reader sees from what only a machine would read, and says how much there is of it.
//!
//! Hidden text is counted and boxed, and its letters are dropped here: no warning can carry them.

use super::canvas::{Colour, Reach, Veil};
use super::glyphs::{Inked, Shown};
use super::ink;
use super::letters::Letters;
use crate::domain::document::{HiddenKind, Rect, Warning};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Rect as Area;

/// Share of a page under pictures from which it is a scan.
const SCAN: f32 = 0.5;
/// Points in a row and in a column at which a page is looked at for pictures.
const GRID: usize = 32;
/// Fewer hidden letters than this on a page are an accident of drawing.
const FEW: u32 = 3;
/// Honest exports hold a few zero-width characters.
const FEW_ZERO_WIDTH: u32 = 16;
/// Most boxes of one warning.
const MAX_BOXES: usize = 200;

/// A glyph that was drawn, and whether it shows.
#[derive(Debug)]
pub struct Drawn {
    /// The glyph.
    pub glyph: Inked,
    /// Where most of its ink would be.
    pub core: Area,
    /// What became of it.
    pub fate: Fate,
    /// Its colour, where it shows unmixed or not at all.
    pub ink: Option<Colour>,
}

impl Drawn {
    /// Something was drawn over it that gives what it covers wholly `fate`.
    pub fn cover(&mut self, reach: Reach, veil: Veil, fate: Fate) {
        if veil == Veil::Sheer && reach != Reach::None {
            self.ink = None;
        }
        self.fate = match (reach, fate, self.fate) {
            (Reach::Whole, Fate::Hidden(_), _) | (Reach::Whole, _, Fate::Shown) => fate,
            // Pictures that touch a letter are scans and logos, whose edges are no tricks.
            (Reach::Part, Fate::Hidden(how) | Fate::Unsure(how), Fate::Shown) => Fate::Unsure(how),
            (_, _, same) => same,
        };
    }
}

/// Whether a glyph shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It does.
    Shown,
    /// It does not.
    Hidden(HiddenKind),
    /// Only the page's image can tell.
    Unsure(HiddenKind),
    /// A picture lies over it: hidden, unless the picture is a scan of the page.
    UnderPicture,
}

/// Something that nobody sees.
#[derive(Debug, Clone, Copy)]
pub struct Hidden {
    how: HiddenKind,
    /// Letters and digits.
    count: u32,
    /// Zero-width characters.
    zero_width: u32,
    rect: Rect,
}

impl Hidden {
    /// A hidden glyph.
    pub fn of(how: HiddenKind, text: &str, rect: Rect) -> Self {
        let count = text.chars().filter(|c| c.is_alphanumeric()).count();
        Self {
            how,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            zero_width: 0,
            rect,
        }
    }

    /// The shapeless characters of a glyph. Three letters' worth each: one of them is enough to warn.
    pub fn shapeless(letters: &Letters, rect: Rect) -> Self {
        Self {
            how: HiddenKind::Shapeless,
            count: letters.smuggled,
            zero_width: letters.zero_width,
            rect,
        }
    }
}

/// Decides what was left open: text under or over a scan is the scan's, and where colours could
/// not be compared, the page is drawn and looked at.
///
/// Only `pictures` that let nothing through count: what is clear shows no scan.
pub fn settle(page: &Page<'_>, pictures: &[Rect], drawn: &mut [Drawn]) {
    let is_scan = share(pictures, page.render_dimensions()) >= SCAN;
    for drawn in drawn.iter_mut() {
        let may_be_scanned = matches!(
            drawn.fate,
            Fate::UnderPicture | Fate::Hidden(HiddenKind::Invisible)
        );
        if may_be_scanned
            && is_scan
            && pictures
                .iter()
                .any(|picture| picture.holds_middle(drawn.glyph.rect))
        {
            drawn.fate = Fate::Shown;
            drawn.glyph.scanned = true;
        } else if drawn.fate == Fate::UnderPicture {
            drawn.fate = Fate::Hidden(HiddenKind::Covered);
        }
    }
    look_closer(page, drawn);
}

/// The share of a page that lies under `pictures`, those that overlap counted once.
fn share(pictures: &[Rect], (width, height): (f32, f32)) -> f32 {
    if pictures.is_empty() {
        return 0.0;
    }
    let middle = |at: usize, length: f32| (at as f32 + 0.5) * length / GRID as f32;
    let is_covered = |at: &usize| {
        let (x, y) = (middle(at % GRID, width), middle(at / GRID, height));
        let point = Rect {
            x0: x,
            y0: y,
            x1: x,
            y1: y,
        };
        pictures.iter().any(|picture| picture.holds_middle(point))
    };
    let covered = (0..GRID * GRID).filter(is_covered).count();
    covered as f32 / (GRID * GRID) as f32
}

fn look_closer(page: &Page<'_>, drawn: &mut [Drawn]) {
    let is_open = |drawn: &Drawn| matches!(drawn.fate, Fate::Unsure(_));
    if !drawn.iter().any(is_open) {
        return;
    }
    let image = ink::draw(page);
    for drawn in drawn.iter_mut() {
        if let Fate::Unsure(how) = drawn.fate {
            // A stop or a dash has too little ink to be told from none.
            let is_letter = drawn.glyph.text.chars().any(char::is_alphanumeric);
            let shows = match drawn.ink {
                Some(ink) => image.shows_ink(drawn.core, ink),
                None => image.shows(drawn.core),
            };
            drawn.fate = if is_letter && !shows {
                Fate::Hidden(how)
            } else {
                Fate::Shown
            };
        }
    }
}

/// Leaves in `shown` the glyphs that a reader sees, and the hidden ones as counts and boxes.
pub fn part(drawn: Vec<Drawn>, mut shown: Shown) -> Shown {
    shown.glyphs.reserve(drawn.len());
    for drawn in drawn {
        match drawn.fate {
            Fate::Hidden(how) => {
                shown
                    .hidden
                    .push(Hidden::of(how, &drawn.glyph.text, drawn.glyph.rect));
            }
            Fate::Shown | Fate::Unsure(_) | Fate::UnderPicture => shown.glyphs.push(drawn.glyph),
        }
    }
    shown.unmapped = shown
        .glyphs
        .iter()
        .filter(|glyph| glyph.text.contains('\u{fffd}'))
        .count();
    shown
}

/// One warning for each way in which page `number` hides text.
pub fn warnings(hidden: &[Hidden], number: u32) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    let mut kinds: Vec<HiddenKind> = Vec::new();
    for found in hidden {
        if !kinds.contains(&found.how) {
            kinds.push(found.how);
        }
    }
    for how in kinds {
        let found = hidden.iter().filter(|found| found.how == how);
        let letters: u32 = found.clone().map(|found| found.count).sum();
        let zero_width: u32 = found.clone().map(|found| found.zero_width).sum();
        let is_few = match how {
            HiddenKind::Shapeless => letters == 0 && zero_width < FEW_ZERO_WIDTH,
            _ => letters < FEW,
        };
        if !is_few {
            warnings.push(Warning::HiddenText {
                page: number,
                how,
                count: letters.saturating_add(zero_width),
                boxes: boxes(found.map(|found| found.rect)),
            });
        }
    }
    warnings
}

/// Neighbours on a line share a box.
fn boxes(rects: impl Iterator<Item = Rect>) -> Vec<Rect> {
    let mut boxes: Vec<Rect> = Vec::new();
    for rect in rects {
        let reach = (rect.y1 - rect.y0).max(1.0);
        let is_beside = |last: &Rect| {
            (last.y0 - rect.y0).abs() < 0.5 * reach
                && rect.x0 - last.x1 < 2.0 * reach
                && last.x0 - rect.x1 < 2.0 * reach
        };
        if let Some(last) = boxes.last_mut().filter(|last| is_beside(last)) {
            *last = last.union(rect);
        } else if boxes.len() < MAX_BOXES {
            boxes.push(rect);
        }
    }
    boxes
}
