//! A contract as read: its running text, and where on which page each word stands.
//!
//! Offsets are bytes into `Document::text` (UTF-8). Boxes are points (1/72 inch) from the top left
//! corner of the page as a reader sees it, rotation and crop applied. Nothing here draws or parses.

pub use super::warning::{ActiveKind, HiddenKind, Warning};

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
    /// Width times height, nothing for a rectangle turned inside out.
    pub fn area(self) -> f32 {
        (self.x1 - self.x0).max(0.0) * (self.y1 - self.y0).max(0.0)
    }

    /// The rectangle that both share; turned inside out where they share none.
    pub fn intersection(self, other: Rect) -> Rect {
        Rect {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// Whether the middle of `other` lies inside.
    pub fn holds_middle(self, other: Rect) -> bool {
        let (x, y) = ((other.x0 + other.x1) / 2.0, (other.y0 + other.y1) / 2.0);
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }

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
    /// What says so.
    #[serde(default, skip_serializing_if = "Source::is_layer")]
    pub source: Source,
}

/// What a word was read from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The file's own text, as the page shows it.
    #[default]
    Layer,
    /// The text that a scanner laid under or over its picture of the page: another program's OCR.
    Scanner,
    /// Our own OCR.
    Ocr {
        /// How sure it is, 0 to 100.
        confidence: u8,
    },
}

impl Source {
    fn is_layer(&self) -> bool {
        *self == Source::Layer
    }
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
    /// Put on the page by a signing service or a filing system, such as an envelope's id.
    Stamp,
}

/// A part of a page that may show text which the text layer does not have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Page number, from 1.
    pub page: u32,
    /// Where.
    pub rect: Rect,
    /// Why it may show text.
    pub kind: RegionKind,
}

/// Why a region may show text that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionKind {
    /// A picture with few or no words of the text layer on it.
    Picture,
    /// A page on which too many glyphs have no letter: its text layer means little.
    Unmapped,
    /// A page without words that draws something else, such as letters as shapes.
    Drawn,
}

/// A table: rows of cells, in the order of the running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Page number, from 1.
    pub page: u32,
    /// Around its cells.
    pub rect: Rect,
    /// How many of its first rows are headings.
    pub header: usize,
    /// Rows from top to bottom; each has one cell per column, and an empty cell an empty span.
    pub rows: Vec<Vec<Span>>,
}

/// A digital signature field of the file. That it is signed and covers the file is read from the
/// file; its certificate is not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The name of the signer, where the signature states one.
    pub signer: Option<String>,
    /// When, as the file states it.
    pub time: Option<String>,
    /// It holds a signature, rather than a place for one.
    pub signed: bool,
    /// Nothing was added to the file after it.
    pub covers_file: bool,
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
    /// Parts of pages that may show text which is not in `text`.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Tables, in the order of the text.
    #[serde(default)]
    pub tables: Vec<Table>,
    /// Digital signature fields.
    #[serde(default)]
    pub seals: Vec<Seal>,
}

impl Document {
    /// Running text without pages, words or boxes.
    pub fn of_text(sha256: Sha256, text: String) -> Self {
        Self {
            sha256,
            text,
            pages: Vec::new(),
            words: Vec::new(),
            furniture: Vec::new(),
            warnings: Vec::new(),
            regions: Vec::new(),
            tables: Vec::new(),
            seals: Vec::new(),
        }
    }

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
