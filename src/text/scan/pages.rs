//! Reads the pictures of a document's pages and puts their words among those of the text layer.
//! What could not be read is told apart from what was, page by page.

use super::{Drawn, Recognise, Scan, Word};
use crate::domain::document::{Rect, Region, RegionKind, Source};
use crate::domain::warning::Warning;
use crate::text::layout::{Line, Piece, Sheet};
use crate::text::pictures;
use hayro_interpret::hayro_syntax::Pdf;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What came of the pictures of all pages.
#[derive(Debug, Default)]
pub struct Pictures {
    /// Those that may show text which was not read.
    pub unread: Vec<Region>,
    /// What a reviewer must know of them.
    pub warnings: Vec<Warning>,
}

/// Reads the pictures of `pdf`, adds their lines to `sheets`, and says what came of them.
pub fn read(
    pdf: &Pdf,
    sheets: &mut [Sheet],
    mut recognise: Option<&mut Recognise<'_>>,
) -> Pictures {
    let mut pictures = Pictures::default();
    for ((page, sheet), number) in pdf.pages().iter().zip(sheets).zip(1..) {
        let mut words = Vec::new();
        // Drawn for its first region, and not again: nor where drawing it fails.
        let mut drawn: Option<Option<Drawn>> = None;
        for region in pictures::regions(sheet, number) {
            // A page that cannot be drawn is not read, and costs no other page.
            let scan = catch_unwind(AssertUnwindSafe(|| {
                let recognise = recognise.as_deref_mut()?;
                if drawn.is_none() {
                    drawn = Some(None);
                    drawn = Some(Drawn::of(page));
                }
                super::read(drawn.as_ref()?.as_ref()?, region.rect, recognise)
            }));
            let scan = scan.ok().flatten();
            if !scan.as_ref().is_some_and(|scan| scan.is_read) {
                pictures.unread.push(region);
                pictures.warnings.push(Warning::PictureNotRead {
                    page: number,
                    rect: region.rect,
                });
            }
            if let Some(scan) = scan {
                words.extend(scan.lines.iter().flatten().map(|word| word.confidence));
                place(sheet, region, scan);
            }
        }
        pictures.warnings.extend(mark(number, &words));
    }
    pictures
}

/// Puts the lines of a picture where the picture stands. A page whose letters mean nothing keeps
/// them only where the picture says no more.
fn place(sheet: &mut Sheet, region: Region, scan: Scan) {
    let is_read = scan.is_read;
    let is_whole = region.rect.area() > 0.5 * sheet.width * sheet.height;
    // A few words in a small picture are a logo, a stamp or a guess.
    if !is_read && !is_whole {
        return;
    }
    sheet.read_as_picture |= is_read && is_whole;
    if region.kind == RegionKind::Unmapped {
        if !is_read {
            return;
        }
        sheet.lines.clear();
        sheet.unmapped = 0.0;
    }
    let laid = |word: Word| Word {
        rect: sheet.lay(word.rect),
        ..word
    };
    let lines: Vec<Line> = scan
        .lines
        .into_iter()
        .map(|words| words.into_iter().map(laid).collect())
        .filter_map(|words| line(unseen(words, sheet)))
        .collect();
    let top = sheet.lay(region.rect).y0;
    let below = |line: &Line| line.rect.y0 >= top;
    let at = sheet.lines.iter().position(below);
    let at = at.unwrap_or(sheet.lines.len());
    sheet.lines.splice(at..at, lines);
}

/// The words that the text layer does not have: what stands on a picture is drawn with it.
fn unseen(mut words: Vec<Word>, sheet: &Sheet) -> Vec<Word> {
    let pieces = || sheet.lines.iter().flat_map(|line| &line.pieces);
    words.retain(|word| !pieces().any(|piece| piece.rect.holds_middle(word.rect)));
    words
}

fn line(words: Vec<Word>) -> Option<Line> {
    let rects = words.iter().map(|word| word.rect);
    let size = rects.reduce(Rect::union).map(|rect| rect.y1 - rect.y0)?;
    let pieces = words.into_iter().map(|word| Piece {
        source: Source::Ocr {
            confidence: word.confidence,
        },
        ..Piece::new(&word.text, word.rect)
    });
    Line::of(pieces.collect(), size, true)
}

/// The mark of a page that was read by OCR.
fn mark(page: u32, confidences: &[u8]) -> Option<Warning> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let unsure = confidences.iter().filter(|sure| **sure < super::tsv::SURE);
    Some(Warning::OcrText {
        page,
        lowest: *confidences.iter().min()?,
        words: count(confidences.len()),
        unsure: count(unsure.count()),
    })
}
