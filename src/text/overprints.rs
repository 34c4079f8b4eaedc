//! Finds glyphs that are drawn twice in one place: filled then stroked, or shifted a little to
//! look bold. The second is the same letter, not another one.

use super::glyphs::Inked;
use super::hidden::Drawn;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Overprints lie within this share of an em.
const REACH: f32 = 0.12;
/// Side of a cell of the grid, in points.
const CELL: f32 = 4.0;

/// Where which glyphs start, as a grid of short chains.
#[derive(Default)]
pub struct Places {
    /// The glyph placed last in a cell.
    heads: HashMap<(i32, i32), u32, BuildHasherDefault<Mix>>,
    /// For each glyph the one placed before it in the same cell.
    before: Vec<Option<u32>>,
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
                    let other = &drawn[index as usize].glyph;
                    let is_near =
                        (other.start.0 - x).abs() < reach && (other.start.1 - y).abs() < reach;
                    if is_near && other.text == glyph.text {
                        return Some(index as usize);
                    }
                    at = self.before[index as usize];
                }
            }
        }
        // A page has fewer glyphs than that by far.
        let next = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
        let head = self.heads.insert((cell(x), cell(y)), next);
        self.before.push(head);
        None
    }
}

/// Mixes two small numbers. Each glyph is looked up several times, so this is worth its few lines;
/// a file made to collide pays with the time of its own child.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_i32(i32::from(*byte));
        }
    }

    fn write_i32(&mut self, number: i32) {
        let mixed = self.0.rotate_left(26) ^ u64::from(number.cast_unsigned());
        self.0 = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// The largest whole number of cells that is not above `value`; `floor` would be a call.
fn cell(value: f32) -> i32 {
    let cells = value / CELL;
    let whole = cells as i32;
    whole.saturating_sub(i32::from(whole as f32 > cells))
}
