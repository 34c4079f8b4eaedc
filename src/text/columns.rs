//! Finds columns of prose by the white gutter between them, so that a page drawn line by line
//! across its columns is read column by column.
//!
//! A gutter counts only when many lines of running text stand on both sides and none crosses it:
//! tables, lists and signature blocks have white strips too, and must stay as they are.

use super::layout::{Line, Piece};
use crate::domain::document::Rect;

/// A gap between words from which a line may be two lines side by side, in ems and points.
const GAP_EMS: f32 = 1.2;
const GAP: f32 = 9.0;
/// Justified words stand apart by gaps that differ by this share at most, over so many gaps, and by
/// fewer ems than this.
const EVEN: f32 = 0.2;
const MIN_EVEN: usize = 3;
const STRETCHED_EMS: f32 = 4.0;
/// Lines of prose that a column must have.
const MIN_LINES: usize = 6;
/// Words that most lines of a column must have.
const MIN_WORDS: usize = 3;
/// Half of the narrowest gutter, in points.
const HALF_GUTTER: f32 = 3.0;
/// Steps in which gutters are looked for, in points.
const STEP: usize = 4;
/// A step from line to line that is this many times the usual one parts paragraphs and cells.
const WIDER: f32 = 1.25;
/// What stands this many lines' heights under all that is above it stands apart.
const APART: f32 = 1.5;
/// How far above its first row of cells the underlined head of a table stands, in points.
const UNDER: f32 = 30.0;
/// Characters that a rule of dashes must have.
const MIN_RULE: usize = 5;
/// Gaps that both sides must have for them to say anything.
const MIN_GAPS: usize = 2;
/// Lines are level within this many points.
const LEVEL: f32 = 2.5;
/// Columns within columns.
const MAX_DEPTH: usize = 2;

/// A part of a line without a wide gap, other than those of justified text.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Index of its line.
    pub line: usize,
    /// Its first word there, and one past its last.
    pub pieces: (usize, usize),
    /// Around its words.
    pub rect: Rect,
    /// It is a rule made of dashes or the like.
    pub is_rule: bool,
}

/// The segments of `lines`, in their order.
pub fn segments(lines: &[Line]) -> Vec<Segment> {
    let mut segments = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let is_wide = wide_gaps(line);
        let mut start = 0;
        for end in 1..=line.pieces.len() {
            if is_wide.get(end - 1).is_none_or(|is_wide| *is_wide) {
                let words = line.pieces[start..end].iter().map(|piece| piece.rect);
                segments.extend(words.reduce(Rect::union).map(|rect| Segment {
                    line: index,
                    pieces: (start, end),
                    rect,
                    is_rule: is_rule(&line.pieces[start..end]),
                }));
                start = end;
            }
        }
    }
    segments
}

/// For each gap between the words of `line`, whether it parts two segments. A short line that is
/// stretched to the width of its column has wide gaps as well, but all alike and between words in
/// small letters, as cells of a table hardly are.
fn wide_gaps(line: &Line) -> Vec<bool> {
    let widest = (GAP_EMS * line.size).max(GAP);
    let gaps: Vec<f32> = line
        .pieces
        .windows(2)
        .map(|pair| pair[1].rect.x0 - pair[0].rect.x1)
        .collect();
    let mut is_wide: Vec<bool> = gaps.iter().map(|gap| *gap > widest).collect();
    let mut start = 0;
    while start < gaps.len() {
        let first = gaps[start];
        let even = gaps[start..]
            .iter()
            .take_while(|gap| (**gap - first).abs() <= EVEN * first)
            .count();
        let end = start + even.max(1);
        let words = &line.pieces[start..=end];
        let small = words
            .iter()
            .filter(|word| word.text.starts_with(char::is_lowercase));
        let is_prose = small.count() * 2 >= words.len();
        if even >= MIN_EVEN && is_prose && first < STRETCHED_EMS * line.size {
            is_wide[start..end].fill(false);
        }
        start = end;
    }
    is_wide
}

fn is_rule(pieces: &[Piece]) -> bool {
    let letters = pieces.iter().flat_map(|piece| piece.text.chars());
    !letters.clone().any(char::is_alphanumeric) && letters.count() >= MIN_RULE
}

/// Puts the lines of columns one column after the other; all others keep their place.
pub fn arrange(lines: Vec<Line>, width: f32) -> Vec<Line> {
    arrange_within(lines, (0.0, width), MAX_DEPTH)
}

fn arrange_within(lines: Vec<Line>, span: (f32, f32), depth: usize) -> Vec<Line> {
    // A page drawn across its columns has at least as many lines as one of them.
    if depth == 0 || lines.len() < MIN_LINES {
        return lines;
    }
    let Some(gutter) = best_gutter(&lines, span) else {
        return lines;
    };
    let (mut before, mut left, mut right, mut after) = (vec![], vec![], vec![], vec![]);
    for line in lines {
        let middle = (line.rect.y0 + line.rect.y1) / 2.0;
        if !line.upright || middle < gutter.top || middle > gutter.foot {
            let rest = if left.is_empty() && right.is_empty() {
                &mut before
            } else {
                &mut after
            };
            rest.push(line);
            continue;
        }
        let (west, east) = split(line, gutter.x);
        let in_column = |line| Line {
            in_column: true,
            ..line
        };
        left.extend(west.map(in_column));
        right.extend(east.map(in_column));
    }
    let left = arrange_within(left, (span.0, gutter.x), depth - 1);
    let right = arrange_within(right, (gutter.x, span.1), depth - 1);
    before.extend(left);
    before.extend(right);
    before.extend(after);
    before
}

struct Gutter {
    x: f32,
    top: f32,
    foot: f32,
    /// Lines in the shorter of its columns.
    lines: usize,
}

fn best_gutter(lines: &[Line], span: (f32, f32)) -> Option<Gutter> {
    let mut segments: Vec<Segment> = segments(lines)
        .into_iter()
        .filter(|segment| lines[segment.line].upright)
        .collect();
    if segments.len() < 2 * MIN_LINES {
        return None;
    }
    segments.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    let quarter = (span.1 - span.0) / 4.0;
    let from = (span.0 + quarter).max(0.0) as usize;
    let to = (span.1 - quarter).clamp(0.0, 5000.0) as usize;
    let underlines = underlines(&segments);
    let is_table = |gutter: &Gutter| {
        let reach = gutter.top - UNDER..gutter.foot;
        underlines.iter().any(|height| reach.contains(height))
    };
    (from..to)
        .step_by(STEP)
        .filter_map(|x| longest_run(&segments, x as f32))
        .filter(|gutter| !is_table(gutter))
        .max_by_key(|gutter| gutter.lines)
}

/// The longest run of segments that leave a gutter at `x` free and are prose on both sides.
fn longest_run(segments: &[Segment], x: f32) -> Option<Gutter> {
    let crosses =
        |segment: &Segment| segment.rect.x0 < x + HALF_GUTTER && segment.rect.x1 > x - HALF_GUTTER;
    segments
        .split(crosses)
        .filter_map(|run| gutter(run, x))
        .max_by_key(|gutter| gutter.lines)
}

fn gutter(run: &[Segment], x: f32) -> Option<Gutter> {
    let run = trimmed(run);
    // Most runs are too short for two columns; to see that costs nothing.
    if run.len() < 2 * MIN_LINES {
        return None;
    }
    let (left, right): (Vec<&Segment>, Vec<&Segment>) =
        run.iter().partition(|segment| segment.rect.x1 < x);
    if !is_prose(&left) || !is_prose(&right) || are_cells(&left, &right) {
        return None;
    }
    let extent = |side: &[&Segment]| {
        let top = side.iter().map(|s| s.rect.y0).fold(f32::MAX, f32::min);
        let foot = side.iter().map(|s| s.rect.y1).fold(f32::MIN, f32::max);
        (top, foot)
    };
    let ((a, b), (c, d)) = (extent(&left), extent(&right));
    let shared = b.min(d) - a.max(c);
    // Text that follows other text further down stands beside nothing.
    (shared >= 0.5 * (b - a).min(d - c)).then(|| Gutter {
        x,
        top: a.min(c),
        foot: b.max(d),
        lines: left.len().min(right.len()),
    })
}

/// The heights on which heads side by side are underlined with dashes, as those of a table.
fn underlines(sorted: &[Segment]) -> Vec<f32> {
    let rules: Vec<f32> = sorted
        .iter()
        .filter(|segment| segment.is_rule)
        .map(|segment| segment.rect.y0)
        .collect();
    let level = rules.windows(2).filter(|pair| pair[1] - pair[0] < LEVEL);
    level.map(|pair| pair[0]).collect()
}

/// A run without what stands apart at its head and foot and is no prose, as a table below columns.
fn trimmed(run: &[Segment]) -> &[Segment] {
    let mut parts = vec![0];
    let mut foot = f32::MAX;
    for (at, segment) in run.iter().enumerate() {
        let rect = segment.rect;
        if rect.y0 - foot > APART * (rect.y1 - rect.y0) {
            parts.push(at);
        }
        foot = if at == 0 { rect.y1 } else { foot.max(rect.y1) };
    }
    parts.push(run.len());
    let lone = parts.len() > 2;
    let is_text = |part: &[usize]| {
        let part = &run[part[0]..part[1]];
        let full = part.iter().filter(|segment| words(segment) >= MIN_WORDS);
        // One row that stands apart from the columns is a head or a foot of the page.
        let is_row = lone && part.len() <= 2 && is_level(part);
        !is_row && full.count() * 5 >= part.len() * 3
    };
    let first = parts.windows(2).position(is_text);
    let last = parts.windows(2).rposition(is_text);
    first
        .zip(last)
        .map_or(&[], |(first, last)| &run[parts[first]..parts[last + 1]])
}

fn is_level(part: &[Segment]) -> bool {
    part.windows(2)
        .all(|pair| (pair[0].rect.y0 - pair[1].rect.y0).abs() < LEVEL)
}

fn words(segment: &Segment) -> usize {
    segment.pieces.1 - segment.pieces.0
}

/// Whether most segments are lines of running text: several words, nearly as wide as the widest.
fn is_prose(side: &[&Segment]) -> bool {
    if side.len() < MIN_LINES {
        return false;
    }
    let width = |segment: &Segment| segment.rect.x1 - segment.rect.x0;
    let widest = side.iter().map(|s| width(s)).fold(0.0, f32::max);
    let full = side
        .iter()
        .filter(|s| words(s) >= MIN_WORDS && width(s) >= 0.7 * widest)
        .count();
    full * 5 >= side.len() * 3
}

/// Whether both sides are cells of the same rows: where one begins anew after a gap, mostly the other
/// does too. Columns of prose have their gaps where their paragraphs end.
fn are_cells(left: &[&Segment], right: &[&Segment]) -> bool {
    let (left, right) = (starts(left), starts(right));
    let fewer = left.len().min(right.len());
    let is_shared = |start: &&f32| right.iter().any(|other| (**start - other).abs() < LEVEL);
    fewer >= MIN_GAPS && left.iter().filter(is_shared).count() * 3 >= fewer * 2
}

/// The heights at which lines stand under a wider gap than most, from top to bottom.
fn starts(side: &[&Segment]) -> Vec<f32> {
    let mut steps: Vec<f32> = side
        .windows(2)
        .map(|pair| pair[1].rect.y0 - pair[0].rect.y0)
        .filter(|step| *step > LEVEL)
        .collect();
    steps.sort_by(f32::total_cmp);
    let Some(usual) = steps.get(steps.len() / 4).copied() else {
        return Vec::new();
    };
    side.windows(2)
        .filter(|pair| pair[1].rect.y0 - pair[0].rect.y0 > WIDER * usual)
        .map(|pair| pair[1].rect.y0)
        .collect()
}

/// A line as its words left and right of `x`.
fn split(line: Line, x: f32) -> (Option<Line>, Option<Line>) {
    let at = line
        .pieces
        .partition_point(|piece| (piece.rect.x0 + piece.rect.x1) / 2.0 < x);
    let (left, right) = line.cut(at);
    (left, right)
}
