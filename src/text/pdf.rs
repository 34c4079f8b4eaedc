//! Reads the text layer of one PDF: the gate first, then glyphs, lines and running text.
//!
//! Only ever run in the limited child: the parsers behind it cannot be stopped from inside.
//! Never an empty document: a file without text is `NeedsOcr`.

use super::{furniture, glyphs, layout, paragraphs};
use crate::domain::document::{Document, Page, Warning};
use crate::domain::id::Sha256;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::{Dictionary, LoadOptions, Object};
use sha2::Digest;

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file itself.
    pub max_bytes: usize,
    /// Most pages.
    pub max_pages: usize,
}

/// Bytes that one object or cross-reference stream may inflate to.
const MAX_STREAM: usize = 64 << 20;
/// Bytes that one page's content may inflate to.
const MAX_CONTENT: usize = 16 << 20;
/// Glyphs that a document may show: about 10,000 dense pages.
const MAX_GLYPHS: usize = 20_000_000;
/// The end marker stands within this many bytes of the end, in every file that is whole.
const TAIL: usize = 4096;
/// The header stands within this many bytes of the start.
const HEAD: usize = 1024;
/// Nesting of dictionaries in which active content is looked for.
const MAX_DEPTH: usize = 6;

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
    /// It inflates or shows more than any contract does.
    Hostile(&'static str),
}

/// Reads `bytes` without the second reading: agreement is `None` on every page.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Document, Failure> {
    let gate = gate(bytes, limits)?;
    let pdf = open(bytes)?;
    if pdf.pages().is_empty() {
        return Err(Failure::Empty);
    }
    let cache = hayro_interpret::InterpreterCache::new();
    let mut sheets = Vec::with_capacity(pdf.pages().len());
    let mut shown = 0;
    for page in pdf.pages().iter() {
        let sheet = glyphs::collect(page, &cache);
        shown += sheet.glyphs.len();
        if shown > MAX_GLYPHS {
            return Err(Failure::Hostile("more glyphs than any contract shows"));
        }
        sheets.push(layout::lines(sheet));
    }
    let mut document = assemble(bytes, sheets);
    if document.words.is_empty() {
        return Err(Failure::NeedsOcr);
    }
    if gate.active_content {
        document.warnings.push(Warning::ActiveContent);
    }
    Ok(document)
}

/// Opens a file that has passed the gate.
pub(super) fn open(bytes: &[u8]) -> Result<Pdf, Failure> {
    Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Failure::Encrypted,
        LoadPdfError::Decryption(_) => Failure::Damaged("its encryption cannot be read"),
        LoadPdfError::Invalid => Failure::Damaged("no page tree can be found"),
    })
}

/// What the gate learnt on the way.
struct Gate {
    active_content: bool,
}

fn gate(bytes: &[u8], limits: Limits) -> Result<Gate, Failure> {
    check_envelope(bytes, limits)?;
    let options = LoadOptions {
        max_decompressed_size: Some(MAX_STREAM),
        ..LoadOptions::default()
    };
    let file = lopdf::Document::load_mem_with_options(bytes, options).map_err(|error| {
        if is_bomb(&error) {
            Failure::Hostile("a stream inflates to more than 64 MiB")
        } else {
            Failure::Damaged("its cross-reference table cannot be read or rebuilt")
        }
    })?;
    // One more than allowed is enough to refuse; a page listed a million times is not counted out.
    let pages: Vec<_> = file.page_iter().take(limits.max_pages + 1).collect();
    if pages.len() > limits.max_pages {
        return Err(Failure::TooLarge("more pages than allowed"));
    }
    if pages.is_empty() {
        return Err(if file.is_encrypted() {
            Failure::Encrypted
        } else {
            Failure::Empty
        });
    }
    for page in pages {
        if let Err(error) = file.get_page_content_with_limit(page, MAX_CONTENT)
            && is_bomb(&error)
        {
            return Err(Failure::Hostile("a page inflates to more than 16 MiB"));
        }
    }
    Ok(Gate {
        active_content: file.objects.values().any(|object| is_active(object, 0)),
    })
}

/// Size, header and end marker. A file cut off in transit would otherwise read as a shorter
/// contract, because its first pages are whole.
pub(super) fn check_envelope(bytes: &[u8], limits: Limits) -> Result<(), Failure> {
    if bytes.len() > limits.max_bytes {
        return Err(Failure::TooLarge("more bytes than allowed"));
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    if !contains(head, b"%PDF-") {
        return Err(Failure::Damaged("it does not begin as a PDF"));
    }
    if !contains(&bytes[bytes.len().saturating_sub(TAIL)..], b"%%EOF") {
        return Err(Failure::Damaged("its end is missing"));
    }
    Ok(())
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn is_bomb(error: &lopdf::Error) -> bool {
    matches!(
        error,
        lopdf::Error::Decompress(
            lopdf::DecompressError::MemoryLimitExceeded { .. }
                | lopdf::DecompressError::TooManyFilters { .. }
        )
    )
}

fn is_active(object: &Object, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match object {
        Object::Dictionary(dictionary) => is_active_dictionary(dictionary, depth),
        Object::Stream(stream) => is_active_dictionary(&stream.dict, depth),
        Object::Array(items) => items.iter().any(|item| is_active(item, depth + 1)),
        _ => false,
    }
}

fn is_active_dictionary(dictionary: &Dictionary, depth: usize) -> bool {
    dictionary.iter().any(|(key, value)| {
        matches!(
            key.as_slice(),
            b"JS" | b"JavaScript" | b"EmbeddedFiles" | b"EmbeddedFile"
        ) || (key == b"S"
            && matches!(
                value.as_name(),
                Ok(b"Launch" | b"JavaScript" | b"ImportData")
            ))
            || (key == b"Type" && matches!(value.as_name(), Ok(b"EmbeddedFile")))
            || is_active(value, depth + 1)
    })
}

/// Takes headers and footers out and joins the pages.
fn assemble(bytes: &[u8], mut sheets: Vec<layout::Sheet>) -> Document {
    let furniture = furniture::take(&mut sheets);
    let mut document = Document {
        sha256: Sha256(hex::encode(sha2::Sha256::digest(bytes))),
        text: String::new(),
        pages: Vec::with_capacity(sheets.len()),
        words: Vec::new(),
        furniture,
        warnings: Vec::new(),
    };
    let vocabulary = paragraphs::vocabulary(&sheets);
    for (index, sheet) in sheets.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if index > 0 {
            document.text.push('\n');
        }
        let span = paragraphs::write(sheet, number, &vocabulary, &mut document);
        if sheet.is_unread(document.slice(span)) {
            document
                .warnings
                .push(Warning::PageNotRead { page: number });
        }
        document.pages.push(Page {
            number,
            width: sheet.width,
            height: sheet.height,
            span,
            unmapped: sheet.unmapped,
            agreement: None,
        });
    }
    document
}
