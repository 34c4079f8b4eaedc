//! From glyphs to words and lines.
//!
//! Order is that of the content stream, which is right for what contracts are made with; only a
//! page that jumps about is sorted from top to bottom, and columns and tables drawn across their
//! cells are put in order. No letter is invented or dropped here.

use super::glyphs::{Inked, Shown};
use super::hidden::Hidden;
use super::tables::{self, Place};
use super::turn::Turn;
use super::{added, columns, rtl};
use crate::domain::document::{Rect, Source};

/// A word of a line, before it has a place in the text.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its letters.
    pub text: String,
    /// Its ink.
    pub rect: Rect,
    /// What it was read from.
    pub source: Source,
}

impl Piece {
    /// A word of the file's own text.
    pub fn new(text: &str, rect: Rect) -> Self {
        Self {
            text: text.to_owned(),
            rect,
            source: Source::Layer,
        }
    }
}

/// Words on one base line.
#[derive(Debug, Clone)]
pub struct Line {
    /// From left to right.
    pub pieces: Vec<Piece>,
    /// Around all of them.
    pub rect: Rect,
    /// Font size of its first glyph, in points.
    pub size: f32,
    /// Whether it runs from left to right, as furniture does.
    pub upright: bool,
    /// Its cell, where it stands in a table.
    pub place: Option<Place>,
    /// It stands in a column of prose beside another.
    pub in_column: bool,
}

impl Line {
    /// The line of these words; `None` without words.
    pub fn of(pieces: Vec<Piece>, size: f32, upright: bool) -> Option<Self> {
        let rect = pieces.iter().map(|piece| piece.rect).reduce(Rect::union)?;
        Some(Self {
            pieces,
            rect,
            size,
            upright,
            place: None,
            in_column: false,
        })
    }

    /// Its words before the one at `at`, and the others, as lines of their own.
    pub fn cut(mut self, at: usize) -> (Option<Self>, Option<Self>) {
        let after = self.pieces.split_off(at.min(self.pieces.len()));
        let part = |pieces| {
            let line = Line::of(pieces, self.size, self.upright)?;
            Some(Line {
                place: self.place,
                in_column: self.in_column,
                ..line
            })
        };
        let after = part(after);
        (part(self.pieces), after)
    }

    /// Its words with single spaces.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        words.join(" ")
    }
}

/// One page as lines.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Width and height of the page as a person sees it, in points.
    pub page: (f32, f32),
    /// How the page was turned to lay out its text; all of a line's boxes are turned so.
    pub turn: Turn,
    /// Width of the turned page.
    pub width: f32,
    /// Height of the turned page.
    pub height: f32,
    /// In reading order.
    pub lines: Vec<Line>,
    /// Share of glyphs without a Unicode value.
    pub unmapped: f32,
    /// Pictures, as far as they show.
    pub pictures: Vec<Rect>,
    /// How many paths it draws.
    pub paths: usize,
    /// How many glyphs it shows.
    pub glyphs: usize,
    /// What nobody sees.
    pub hidden: Vec<Hidden>,
    /// Its text is a scanner's.
    pub scanned: bool,
    /// What it shows as a picture was read.
    pub read_as_picture: bool,
    /// It shows a header or footer at most, and nothing drawn: blank on purpose.
    pub blank: bool,
}

/// A picture over this share of a page with few letters beside it is content that was not read.
const LARGE_IMAGE: f32 = 0.25;
/// A page of text has more letters than this.
const FEW_LETTERS: usize = 300;
/// Up to this many paths and this share of image are a rule and a logo.
const RULES: usize = 12;
const LOGO: f32 = 0.02;
/// Above this share of unmapped glyphs the text layer means nothing.
const MAX_UNMAPPED: f32 = 0.3;

impl Sheet {
    /// Whether what the page shows is not in its `text`.
    pub fn is_unread(&self, text: &str) -> bool {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        (letters == 0 && !self.blank && !self.read_as_picture)
            || (letters < FEW_LETTERS && !self.read_as_picture && self.image() >= LARGE_IMAGE)
            || self.unmapped > MAX_UNMAPPED
    }

    /// Where on the page a box of its lines lies.
    pub fn place(&self, rect: Rect) -> Rect {
        self.turn.back(rect, self.page)
    }

    /// Where a box of the page lies among its lines.
    pub fn lay(&self, rect: Rect) -> Rect {
        self.turn.rect(rect, self.page)
    }

    /// Share of the page under its largest picture.
    fn image(&self) -> f32 {
        let largest = self.pictures.iter().map(|picture| picture.area());
        largest.fold(0.0, f32::max) / (self.page.0 * self.page.1).max(1.0)
    }
}

/// Groups what a page shows into lines of words.
pub fn lines(mut shown: Shown) -> Sheet {
    let turn = Turn::upright(&mut shown);
    let page = (shown.width, shown.height);
    let (width, height) = match turn {
        Turn::None | Turn::Half => page,
        Turn::Left | Turn::Right => (page.1, page.0),
    };
    let glyphs = shown.glyphs.len();
    let scanned = shown.glyphs.iter().filter(|glyph| glyph.scanned).count();
    let mut own = shown.glyphs;
    let mut later: Vec<Inked> = own.extract_if(.., |glyph| glyph.added).collect();
    let lines = added::place(in_order(rows(&mut own), width), rows(&mut later));
    let mut sheet = Sheet {
        page,
        turn,
        width,
        height,
        lines: tables::arrange(lines, &shown.rules),
        unmapped: shown.unmapped as f32 / glyphs.max(1) as f32,
        pictures: shown.pictures,
        paths: shown.paths,
        glyphs,
        hidden: shown.hidden,
        scanned: scanned * 2 > glyphs,
        read_as_picture: false,
        blank: false,
    };
    // A page that shows no glyph at all may be one that the parser could not follow.
    sheet.blank = glyphs > 1 && sheet.paths <= RULES && sheet.image() <= LOGO;
    sheet
}

/// Glyphs on common base lines, in their order, as lines.
fn rows(glyphs: &mut [Inked]) -> Vec<Line> {
    let rows = glyphs.chunk_by_mut(is_same_line);
    rows.filter_map(line).collect()
}

/// Lines in reading order, tables aside.
fn in_order(mut lines: Vec<Line>, width: f32) -> Vec<Line> {
    if jumps_about(&lines) {
        lines.sort_by(|a, b| {
            (a.rect.y0, a.rect.x0)
                .partial_cmp(&(b.rect.y0, b.rect.x0))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    columns::arrange(lines, width)
}

/// Direction of writing as a unit vector; upright where a glyph has no width.
fn direction(glyph: &Inked) -> (f32, f32) {
    let (dx, dy) = (glyph.end.0 - glyph.start.0, glyph.end.1 - glyph.start.1);
    let length = dx.hypot(dy);
    if length < 0.01 {
        (1.0, 0.0)
    } else {
        (dx / length, dy / length)
    }
}

fn is_same_line(last: &Inked, next: &Inked) -> bool {
    let (along, to) = (direction(last), direction(next));
    if along.0 * to.0 + along.1 * to.1 < 0.95 {
        return false;
    }
    let (dx, dy) = (next.start.0 - last.start.0, next.start.1 - last.start.1);
    let across = (dx * along.1 - dy * along.0).abs();
    let size = last.size.max(next.size);
    let forward = dx * along.0 + dy * along.1;
    // A superscript rises by a third of an em; the next line is at least 0.9 em away.
    across < 0.45 * size && (across < 0.1 * size || (-0.5 * size..2.0 * size).contains(&forward))
}

/// Cuts a row of glyphs into words at blanks and at gaps.
fn line(row: &mut [Inked]) -> Option<Line> {
    let first = row.first()?;
    let (size, along) = (first.size, direction(first));
    let place = |glyph: &Inked| glyph.start.0 * along.0 + glyph.start.1 * along.1;
    let is_mixed = row.iter().any(|glyph| glyph.text.contains(rtl::is_rtl));
    if is_mixed {
        // Some draw such letters as they are spoken, some as they are shown.
        for glyph in row.iter_mut() {
            if glyph.text.contains(rtl::is_rtl) {
                glyph.text = rtl::shown(&glyph.text).as_str().into();
            }
        }
    }
    if is_mixed
        || row
            .windows(2)
            .any(|pair| place(&pair[1]) < place(&pair[0]) - size)
    {
        row.sort_by(|a, b| place(a).total_cmp(&place(b)));
    }
    let widest = widest_inner_gap(row, along);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut last: Option<&Inked> = None;
    for glyph in row.iter() {
        if glyph.text.is_blank() {
            last = None;
            continue;
        }
        let joins = last.is_some_and(|before| gap(before, glyph, along) <= widest * glyph.size);
        match pieces.last_mut() {
            Some(piece) if joins => {
                piece.text.push_str(glyph.text.trim_end());
                piece.rect = piece.rect.union(glyph.rect);
            }
            _ => pieces.push(Piece {
                source: if glyph.scanned {
                    Source::Scanner
                } else {
                    Source::Layer
                },
                ..Piece::new(glyph.text.trim(), glyph.rect)
            }),
        }
        last = (!glyph.text.ends_with(' ')).then_some(glyph);
    }
    if is_mixed {
        rtl::speak(&mut pieces);
    }
    Line::of(pieces, size, along.0 > 0.95)
}

fn gap(before: &Inked, after: &Inked, along: (f32, f32)) -> f32 {
    (after.start.0 - before.end.0) * along.0 + (after.start.1 - before.end.1) * along.1
}

/// The widest gap inside a word, in ems. Letter-spaced headings have a gap at every letter, so
/// the median gap counts as none; where blanks are real glyphs, gaps need not stand for them.
fn widest_inner_gap(row: &[Inked], along: (f32, f32)) -> f32 {
    let mut gaps: Vec<f32> = row
        .windows(2)
        .filter(|pair| pair.iter().all(|glyph| !glyph.text.is_blank()))
        .map(|pair| gap(&pair[0], &pair[1], along) / pair[1].size)
        .collect();
    if gaps.is_empty() {
        return 0.15;
    }
    gaps.sort_by(f32::total_cmp);
    let spacing = gaps[gaps.len() / 2].clamp(0.0, 1.0);
    // A row of single figures in a table has few gaps, all wide: those are columns, not spacing.
    let spacing = if gaps.len() < 4 {
        spacing.min(0.1)
    } else {
        spacing
    };
    let has_blanks = row.iter().any(|glyph| glyph.text == " ");
    spacing + if has_blanks { 0.2 } else { 0.15 }
}

/// Whether the order of drawing is no order of reading.
fn jumps_about(lines: &[Line]) -> bool {
    let jumps = lines
        .windows(2)
        .filter(|pair| {
            let (a, b) = (pair[0].rect, pair[1].rect);
            b.y1 < a.y0 && b.x0 < a.x1 && a.x0 < b.x1
        })
        .count();
    lines.len() >= 8 && jumps * 4 > lines.len()
}

/// A sheet with a line for each of `rows`, from the top down.
#[cfg(test)]
pub(super) fn sheet<T: AsRef<str>>(rows: &[T]) -> Sheet {
    let line = |(at, text): (usize, &T)| {
        let y0 = 20.0 + 12.0 * at as f32;
        let rect = Rect {
            x0: 70.0,
            y0,
            x1: 300.0,
            y1: y0 + 10.0,
        };
        Line::of(vec![Piece::new(text.as_ref(), rect)], 10.0, true).expect("it has a word")
    };
    Sheet {
        lines: rows.iter().enumerate().map(line).collect(),
        ..Sheet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x: f32, width: f32) -> Inked {
        Inked {
            text: text.into(),
            start: (x, 10.0),
            end: (x + width, 10.0),
            size: 10.0,
            rect: Rect {
                x0: x,
                y0: 2.0,
                x1: x + width,
                y1: 12.0,
            },
            scanned: false,
            added: false,
        }
    }

    #[test]
    fn a_letter_spaced_heading_is_not_cut_into_letters() {
        let row = "TERM OF"
            .chars()
            .enumerate()
            .map(|(i, c)| glyph(&c.to_string(), 9.0 * i as f32, 6.0));
        let mut row: Vec<Inked> = row.collect();
        assert_eq!(line(&mut row).unwrap().text(), "TERM OF");
        let gaps = [
            ("n", 0.0),
            ("o", 5.0),
            ("w", 10.0),
            ("w", 18.0),
            ("e", 23.0),
        ];
        let row = gaps.iter().map(|(c, x)| glyph(c, *x, 5.0));
        let mut row: Vec<Inked> = row.collect();
        assert_eq!(line(&mut row).unwrap().text(), "now we");
    }
}
