//! Text that runs up, down or upside down on a page is laid out as if the page were turned, and
//! its boxes are turned back. Nothing here looks at letters.

use super::glyphs::{Inked, Shown};
use crate::domain::document::Rect;

/// How a page must be turned for most of its text to run from left to right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// Not at all.
    #[default]
    None,
    /// Its text runs downwards: a quarter to the left.
    Left,
    /// Its text is upside down: half round.
    Half,
    /// Its text runs upwards: a quarter to the right.
    Right,
}

impl Turn {
    /// The turn by which most of `glyphs` run from left to right.
    fn of(glyphs: &[Inked]) -> Self {
        let mut counts = [0_usize; 4];
        for glyph in glyphs {
            let (dx, dy) = (glyph.end.0 - glyph.start.0, glyph.end.1 - glyph.start.1);
            let turn = match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
                (true, true, _) => 0,
                (false, _, true) => 1,
                (true, false, _) => 2,
                (false, _, false) => 3,
            };
            counts[turn] += 1;
        }
        let turns = [Turn::None, Turn::Left, Turn::Half, Turn::Right];
        let most = (0..4).max_by_key(|turn| (counts[*turn], 4 - turn));
        most.map_or(Turn::None, |turn| turns[turn])
    }

    /// Where a point of a page of `size` lies after the turn.
    fn point(self, (x, y): (f32, f32), (width, height): (f32, f32)) -> (f32, f32) {
        match self {
            Turn::None => (x, y),
            Turn::Left => (y, width - x),
            Turn::Half => (width - x, height - y),
            Turn::Right => (height - y, x),
        }
    }

    fn rect(self, rect: Rect, size: (f32, f32)) -> Rect {
        let (a, b) = self.point((rect.x0, rect.y0), size);
        let (c, d) = self.point((rect.x1, rect.y1), size);
        Rect {
            x0: a.min(c),
            y0: b.min(d),
            x1: a.max(c),
            y1: b.max(d),
        }
    }

    /// Where a box of the turned page lies on the page itself, which has `size`.
    pub fn back(self, rect: Rect, (width, height): (f32, f32)) -> Rect {
        match self {
            Turn::None => rect,
            Turn::Left => Turn::Right.rect(rect, (height, width)),
            Turn::Half => Turn::Half.rect(rect, (width, height)),
            Turn::Right => Turn::Left.rect(rect, (height, width)),
        }
    }

    /// Turns the glyphs, rules and pictures of a page so that its text runs from left to right.
    pub fn upright(shown: &mut Shown) -> Self {
        let turn = Turn::of(&shown.glyphs);
        if turn == Turn::None {
            return turn;
        }
        let size = (shown.width, shown.height);
        for glyph in &mut shown.glyphs {
            glyph.start = turn.point(glyph.start, size);
            glyph.end = turn.point(glyph.end, size);
            glyph.rect = turn.rect(glyph.rect, size);
        }
        for rect in shown.rules.iter_mut() {
            *rect = turn.rect(*rect, size);
        }
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_is_turned_and_turned_back_is_where_it_was() {
        let size = (600.0, 800.0);
        let rect = Rect {
            x0: 10.0,
            y0: 20.0,
            x1: 110.0,
            y1: 50.0,
        };
        for turn in [Turn::None, Turn::Left, Turn::Half, Turn::Right] {
            assert_eq!(turn.back(turn.rect(rect, size), size), rect, "{turn:?}");
        }
    }
}
