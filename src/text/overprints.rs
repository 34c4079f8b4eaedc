//! Finds glyphs that are drawn twice in one place: filled then stroked, or shifted a little to
//! look bold. The second is the same letter, not another one.

use super::glyphs::Inked;
use super::hidden::Drawn;
use std::collections::HashMap;

/// Overprints lie within this share of an em.
const REACH: f32 = 0.12;
/// Side of a cell of the grid, in points.
const CELL: f32 = 4.0;

/// Where which glyphs start, as a grid of short chains.
#[derive(Default)]
pub struct Places {
    /// The glyph placed last in a cell.
    heads: HashMap<(i32, i32), usize>,
    /// For each glyph the one placed before it in the same cell.
    before: Vec<Option<usize>>,
}

impl Places {
    /// The glyph of `drawn` that `glyph` repeats; where there is none, `glyph` is remembered as
    /// the one that comes next in `drawn`.
    pub fn earlier(&mut self, glyph: &Inked, drawn: &[Drawn]) -> Option<usize> {
        let (x, y) = glyph.start;
        let reach = REACH * glyph.size;
        for column in cell(x - reach)..=cell(x + reach) {
            for row in cell(y - reach)..=cell(y + reach) {
                let mut at = self.heads.get(&(column, row)).copied();
                while let Some(index) = at {
                    let other = &drawn[index].glyph;
                    let is_near =
                        (other.start.0 - x).abs() < reach && (other.start.1 - y).abs() < reach;
                    if is_near && other.text == glyph.text {
                        return Some(index);
                    }
                    at = self.before[index];
                }
            }
        }
        let head = self.heads.insert((cell(x), cell(y)), drawn.len());
        self.before.push(head);
        None
    }
}

fn cell(value: f32) -> i32 {
    (value / CELL).floor() as i32
}
