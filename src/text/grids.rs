//! Finds ruled tables: level and upright rules that meet and cut a part of the page into rows and
//! columns. Looks at rules only; which words stand in a cell is the caller's matter.

use crate::domain::document::Rect;

/// Rules that end this close to each other meet, in points.
const JOINT: f32 = 3.0;
/// Rules above this number are a drawing.
const MAX_RULES: usize = 2500;

/// A ruled table.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Around its rules.
    pub rect: Rect,
    xs: Vec<f32>,
    ys: Vec<f32>,
    upright: Vec<Rect>,
}

impl Grid {
    /// The row and column in which `rect` has its middle. A cell that spans columns is the first
    /// of them.
    pub fn cell(&self, rect: Rect) -> Option<(usize, usize)> {
        if !self.rect.holds_middle(rect) {
            return None;
        }
        let (x, y) = ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
        let row = self.ys.partition_point(|edge| *edge <= y).checked_sub(1)?;
        let mut column = self.xs.partition_point(|edge| *edge <= x).checked_sub(1)?;
        while column > 0 && !self.is_walled(self.xs[column], y) {
            column -= 1;
        }
        Some((row, column))
    }

    /// Whether an upright rule stands at `x` beside `y`.
    fn is_walled(&self, x: f32, y: f32) -> bool {
        self.upright.iter().any(|rule| {
            (middle(rule.x0, rule.x1) - x).abs() <= JOINT
                && rule.y0 - JOINT <= y
                && y <= rule.y1 + JOINT
        })
    }
}

/// The ruled tables of a page, from top to bottom.
pub fn grids(rules: &[Rect]) -> Vec<Grid> {
    if rules.len() > MAX_RULES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = connected(rules).into_iter().filter_map(grid).collect();
    grids.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    grids
}

/// Rules in groups of those that meet.
fn connected(rules: &[Rect]) -> Vec<Vec<Rect>> {
    let mut order: Vec<Rect> = rules.to_vec();
    order.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let mut group: Vec<usize> = (0..order.len()).collect();
    for at in 0..order.len() {
        for next in at + 1..order.len() {
            if order[next].y0 > order[at].y1 + JOINT {
                break;
            }
            if meet(order[at], order[next]) {
                let (a, b) = (root(&mut group, at), root(&mut group, next));
                group[b] = a;
            }
        }
    }
    let mut found: Vec<Vec<Rect>> = vec![Vec::new(); order.len()];
    for (at, rule) in order.iter().enumerate() {
        let root = root(&mut group, at);
        found[root].push(*rule);
    }
    found.retain(|rules| rules.len() >= 4);
    found
}

fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

fn meet(a: Rect, b: Rect) -> bool {
    let shared = a.intersection(b);
    shared.x1 - shared.x0 >= -JOINT && shared.y1 - shared.y0 >= -JOINT
}

fn grid(rules: Vec<Rect>) -> Option<Grid> {
    let rect = rules.iter().copied().reduce(Rect::union)?;
    let is_upright = |rule: &&Rect| rule.y1 - rule.y0 > rule.x1 - rule.x0;
    let upright: Vec<Rect> = rules.iter().filter(is_upright).copied().collect();
    let level = rules.iter().filter(|rule| !is_upright(rule));
    let xs = places(
        upright
            .iter()
            .map(|rule| middle(rule.x0, rule.x1))
            .collect(),
    );
    let ys = places(level.map(|rule| middle(rule.y0, rule.y1)).collect());
    // Two columns at least, and two rows.
    (xs.len() >= 3 && ys.len() >= 3).then_some(Grid {
        rect,
        xs,
        ys,
        upright,
    })
}

fn middle(a: f32, b: f32) -> f32 {
    (a + b) / 2.0
}

/// Sorted, with places that are close to each other as one.
fn places(mut all: Vec<f32>) -> Vec<f32> {
    all.sort_by(f32::total_cmp);
    all.dedup_by(|next, kept| *next - *kept <= JOINT);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        Rect { x0, y0, x1, y1 }
    }

    #[test]
    fn rules_that_cross_are_a_table_and_a_spanning_cell_is_one_cell() {
        let mut rules: Vec<Rect> = [100.0, 120.0, 140.0]
            .map(|y| rect(50.0, y, 350.0, y + 0.5))
            .into();
        rules.extend([50.0, 350.0].map(|x| rect(x, 100.0, x + 0.5, 140.0)));
        rules.push(rect(200.0, 120.0, 200.5, 140.0));
        rules.push(rect(50.0, 500.0, 350.0, 500.5));
        let found = grids(&rules);
        assert_eq!(found.len(), 1);
        let word = |x: f32, y: f32| found[0].cell(rect(x, y, x + 20.0, y + 10.0));
        assert_eq!(word(60.0, 125.0), Some((1, 0)));
        assert_eq!(word(260.0, 125.0), Some((1, 1)));
        assert_eq!(word(260.0, 105.0), Some((0, 0)));
        assert_eq!(word(260.0, 495.0), None);
    }
}
