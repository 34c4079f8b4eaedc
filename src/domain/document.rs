//! A contract as read: its running text, and where on which page each word stands.
//!
//! Offsets are bytes into `Document::text` (UTF-8). Boxes are points (1/72 inch) from the top left
//! corner of the page as a reader sees it, rotation and crop applied. Nothing here draws or parses.

use super::id::Sha256;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A stretch of `Document::text`, in bytes: `start` included, `end` not.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` up to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A rectangle on a page, in points from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// The smallest rectangle around both.
    pub fn union(self, other: Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// A rectangle and the page that it is on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageBox {
    /// Page number, from 1.
    pub page: u32,
    /// Where on it.
    pub rect: Rect,
}

/// One word of the running text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its letters in the document's text.
    pub span: Span,
    /// Page number, from 1.
    pub page: u32,
    /// Number of its line on the page, from 0; words of one line are boxed together.
    pub line: u32,
    /// Where its ink is.
    pub rect: Rect,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Page number, from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Its part of the running text.
    pub span: Span,
    /// Share of its glyphs that have no Unicode value, 0 to 1.
    pub unmapped: f32,
    /// How far a second, independent reader saw the same words, 0 to 1; `None` where it could not read.
    pub agreement: Option<f32>,
}

/// Text that is on the pages but not in the running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Furniture {
    /// Page number, from 1.
    pub page: u32,
    /// What it says.
    pub text: String,
    /// Where.
    pub rect: Rect,
    /// Why it was taken out.
    pub kind: FurnitureKind,
}

/// Why a line is not running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FurnitureKind {
    /// Repeats at the top of pages.
    Header,
    /// Repeats at the foot of pages, page numbers among it.
    Footer,
}

/// Something about the file that a reviewer must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// The two readers of the text layer disagree on this page.
    UncertainText {
        /// Page number, from 1.
        page: u32,
    },
    /// The second reader could not read the file at all.
    NoSecondReading,
    /// A page has little or no text; what it shows was not read.
    PageNotRead {
        /// Page number, from 1.
        page: u32,
    },
    /// The file carries code or files inside; they were not opened.
    ActiveContent,
}

/// A contract as read from one PDF.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// SHA-256 of the PDF.
    pub sha256: Sha256,
    /// The running text of all pages in reading order; pages are joined by a newline.
    pub text: String,
    /// The pages in order.
    pub pages: Vec<Page>,
    /// The words in text order.
    pub words: Vec<Word>,
    /// Headers and footers, taken out of the running text.
    pub furniture: Vec<Furniture>,
    /// What a reviewer must know.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// The words of `span`, or nothing where the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The page on which the byte at `offset` stands, from 1.
    pub fn page_at(&self, offset: usize) -> u32 {
        let after = self.pages.partition_point(|page| page.span.start <= offset);
        self.pages
            .get(after.saturating_sub(1))
            .map_or(1, |page| page.number)
    }

    /// The boxes of the words that `span` touches, one per line.
    pub fn boxes(&self, span: Span) -> Vec<PageBox> {
        let first = self
            .words
            .partition_point(|word| word.span.end <= span.start);
        let mut boxes: Vec<(u32, PageBox)> = Vec::new();
        for word in self.words[first..]
            .iter()
            .take_while(|word| word.span.start < span.end)
        {
            match boxes.last_mut() {
                Some((line, last)) if *line == word.line && last.page == word.page => {
                    last.rect = last.rect.union(word.rect);
                }
                _ => boxes.push((
                    word.line,
                    PageBox {
                        page: word.page,
                        rect: word.rect,
                    },
                )),
            }
        }
        boxes.into_iter().map(|(_, page_box)| page_box).collect()
    }
}

/// A numbered or headed part of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its number as printed, such as `8.2` or `(a)`.
    pub number: Option<String>,
    /// Its heading, where it has one.
    pub heading: Option<String>,
    /// Depth, from 1.
    pub level: u8,
    /// From its number to the start of the next section.
    pub span: Span,
}

/// A piece of text small enough to embed, cut at clause and sentence ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Place in the document, from 0.
    pub ordinal: u32,
    /// Numbers and headings of the sections around it, outermost first.
    pub path: Vec<String>,
    /// Where it stands.
    pub span: Span,
    /// First page, from 1.
    pub page: u32,
    /// Length in tokens of the `o200k_base` vocabulary.
    pub tokens: u32,
}
