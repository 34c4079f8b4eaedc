//! Reads one PDF: the gate first, then glyphs, lines and running text, page by page.
//!
//! Only ever run in the limited child: the parsers behind it cannot be stopped from inside.
//! Never an empty document: without words it has regions that may show some, or it is `NeedsOcr`.

use super::scan::Recognise;
use super::scan::pages::{self, Pictures};
use super::{furniture, gate, glyphs, hidden, layers, layout, paragraphs, seals};
use crate::domain::document::{Document, Page, Warning};
use crate::domain::id::Sha256;
use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use layout::Sheet;
use sha2::Digest;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file itself.
    pub max_bytes: usize,
    /// Most pages.
    pub max_pages: usize,
}

/// Glyphs that a document may show: about 10,000 dense pages.
const MAX_GLYPHS: usize = 20_000_000;

/// Why a file was not read. The reader's errors say the same, and add what befalls a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No page has visible text.
    NeedsOcr,
    /// It asks for a password.
    Encrypted,
    /// Not a PDF, cut off, or too broken to read.
    Damaged(&'static str),
    /// No pages.
    Empty,
    /// More bytes or pages than allowed.
    TooLarge(&'static str),
    /// Another kind of file than those that are read.
    Unsupported(&'static str),
    /// It inflates or shows more than any contract does.
    Hostile(&'static str),
}

/// Reads `bytes` without the second reading: agreement is `None` on every page. What its pictures
/// say is asked of `recognise`, where there is one; a document without words has regions that nothing could read.
pub fn read(
    bytes: &[u8],
    limits: Limits,
    recognise: Option<&mut Recognise<'_>>,
) -> Result<Document, Failure> {
    let file = gate::check(bytes, limits)?;
    let mut warnings = Vec::new();
    let pdf = match open(bytes) {
        Err(Failure::Damaged(_)) => {
            warnings.push(Warning::Repaired);
            open(&rewritten(file.clone())?)?
        }
        opened => opened?,
    };
    let mut sheets = sheets(&pdf)?;
    if let Some(open) = layers::all_on(&file) {
        note_hidden_layers(&mut sheets, open)?;
    }
    let pictures = pages::read(&pdf, &mut sheets, recognise);
    let mut document = assemble(bytes, sheets, pictures);
    if document.words.is_empty() && document.regions.is_empty() {
        return Err(Failure::NeedsOcr);
    }
    document.seals = seals::seals(&file, bytes.len());
    let kinds = gate::active(&file);
    if !kinds.is_empty() {
        warnings.push(Warning::ActiveContent { kinds });
    }
    document.warnings.splice(0..0, warnings);
    Ok(document)
}

/// Opens a file that has passed the gate.
pub(super) fn open(bytes: &[u8]) -> Result<Pdf, Failure> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Failure::Encrypted,
        LoadPdfError::Decryption(_) => Failure::Damaged("its encryption cannot be read"),
        LoadPdfError::Invalid => Failure::Damaged("no page tree can be found"),
    })?;
    if pdf.pages().is_empty() {
        return Err(Failure::Empty);
    }
    Ok(pdf)
}

/// The file as the gate's parser understood it, written anew.
fn rewritten(mut file: lopdf::Document) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match file.save_to(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(Failure::Damaged("it cannot be mended")),
    }
}

fn sheets(pdf: &Pdf) -> Result<Vec<Sheet>, Failure> {
    let mut cache = InterpreterCache::new();
    let mut sheets = Vec::with_capacity(pdf.pages().len());
    let mut shown = 0;
    for page in pdf.pages().iter() {
        let sheet = catch_unwind(AssertUnwindSafe(|| {
            layout::lines(glyphs::collect(page, &cache))
        }));
        let sheet = sheet.unwrap_or_else(|_| {
            // What the dead page left in the cache is not trusted.
            cache = InterpreterCache::new();
            Sheet {
                page: page.render_dimensions(),
                ..Sheet::default()
            }
        });
        shown += sheet.glyphs;
        if shown > MAX_GLYPHS {
            return Err(Failure::Hostile("more glyphs than any contract shows"));
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn note_hidden_layers(sheets: &mut [Sheet], file: lopdf::Document) -> Result<(), Failure> {
    let all = self::sheets(&open(&rewritten(file)?)?)?;
    for (sheet, all) in sheets.iter_mut().zip(&all) {
        sheet.hidden.extend(layers::hidden(sheet, all));
    }
    Ok(())
}

/// Takes headers and footers out and joins the pages.
fn assemble(bytes: &[u8], mut sheets: Vec<Sheet>, pictures: Pictures) -> Document {
    let hash = Sha256(hex::encode(sha2::Sha256::digest(bytes)));
    let mut document = Document::of_text(hash, String::new());
    document.regions = pictures.unread;
    document.warnings = pictures.warnings;
    document.furniture = furniture::take(&mut sheets);
    let vocabulary = paragraphs::vocabulary(&sheets);
    for (index, sheet) in sheets.iter().enumerate() {
        let number = number(index);
        if index > 0 {
            document.text.push('\n');
        }
        let span = paragraphs::write(sheet, number, &vocabulary, &mut document);
        let warnings = warnings(sheet, document.slice(span), number);
        document.warnings.extend(warnings);
        document.pages.push(Page {
            number,
            width: sheet.page.0,
            height: sheet.page.1,
            span,
            unmapped: sheet.unmapped,
            agreement: None,
        });
    }
    document
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn warnings(sheet: &Sheet, text: &str, page: u32) -> Vec<Warning> {
    let mut warnings = hidden::warnings(&sheet.hidden, page);
    if sheet.is_unread(text) {
        warnings.push(Warning::PageNotRead { page });
    }
    if sheet.scanned {
        warnings.push(Warning::ScannerText { page });
    }
    warnings
}
