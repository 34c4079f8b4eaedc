//! The first look at a file: its envelope, its size, what it would inflate to, and what it carries
//! besides paper. Refuses most bombs before anything is drawn; opens and runs nothing.

use super::pdf::{Failure, Limits};
use crate::domain::document::ActiveKind;
use lopdf::{Dictionary, LoadOptions, Object};
use std::collections::BTreeSet;

/// Bytes that one object or cross-reference stream may inflate to.
const MAX_STREAM: usize = 64 << 20;
/// Bytes that one page's content may inflate to.
const MAX_CONTENT: usize = 16 << 20;
/// The most that Flate makes of a byte: copies of 258 bytes, each named by two bits.
const FLATE_RATIO: usize = 1032;
/// The end marker stands within this many bytes of the end, in every file that is whole.
const TAIL: usize = 4096;
/// The header stands within this many bytes of the start.
const HEAD: usize = 1024;
/// Nesting of dictionaries in which active content is looked for.
const MAX_DEPTH: usize = 6;

/// Opens `bytes` within `limits`.
///
/// # Errors
/// Refuses what is no PDF, cut off, encrypted, empty, too large or a bomb.
pub fn check(bytes: &[u8], limits: Limits) -> Result<lopdf::Document, Failure> {
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
        if !is_surely_small(&file, page)
            && let Err(error) = file.get_page_content_with_limit(page, MAX_CONTENT)
            && is_bomb(&error)
        {
            return Err(Failure::Hostile("a page inflates to more than 16 MiB"));
        }
    }
    Ok(file)
}

/// Whether the packed sizes of a page's streams say that it cannot inflate too far, so that it need
/// not be inflated to know: the interpreter will do that again.
fn is_surely_small(file: &lopdf::Document, page: lopdf::ObjectId) -> bool {
    let most = |id: lopdf::ObjectId| -> Option<usize> {
        let Ok(stream) = file.get_object(id).and_then(Object::as_stream) else {
            return Some(0);
        };
        let size = stream.content.len();
        match stream.dict.get(b"Filter") {
            Err(_) => Some(size),
            Ok(Object::Name(name)) if name == b"FlateDecode" => size.checked_mul(FLATE_RATIO),
            Ok(_) => None,
        }
    };
    let mut streams = file.get_page_contents(page).into_iter();
    let all = streams.try_fold(0_usize, |all, id| {
        all.checked_add(most(id)?)?.checked_add(1)
    });
    all.is_some_and(|all| all <= MAX_CONTENT)
}

/// Size, header and end marker. A file cut off in transit would otherwise read as a shorter
/// contract, because its first pages are whole.
pub fn check_envelope(bytes: &[u8], limits: Limits) -> Result<(), Failure> {
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

/// What the file carries besides paper, each kind once.
pub fn active(file: &lopdf::Document) -> Vec<ActiveKind> {
    let mut kinds = BTreeSet::new();
    for object in file.objects.values() {
        collect_active(object, 0, &mut kinds);
    }
    kinds.into_iter().collect()
}

fn collect_active(object: &Object, depth: usize, kinds: &mut BTreeSet<ActiveKind>) {
    if depth > MAX_DEPTH {
        return;
    }
    match object {
        Object::Dictionary(dictionary) => collect_entries(dictionary, depth, kinds),
        Object::Stream(stream) => collect_entries(&stream.dict, depth, kinds),
        Object::Array(items) => items
            .iter()
            .for_each(|item| collect_active(item, depth + 1, kinds)),
        _ => {}
    }
}

fn collect_entries(dictionary: &Dictionary, depth: usize, kinds: &mut BTreeSet<ActiveKind>) {
    for (key, value) in dictionary.iter() {
        kinds.extend(kind_of(key, value));
        collect_active(value, depth + 1, kinds);
    }
}

fn kind_of(key: &[u8], value: &Object) -> Option<ActiveKind> {
    match (key, value.as_name().ok()) {
        (b"JS" | b"JavaScript", _) | (b"S", Some(b"JavaScript")) => Some(ActiveKind::JavaScript),
        (b"S", Some(b"Launch")) => Some(ActiveKind::Launch),
        (b"S", Some(b"ImportData" | b"SubmitForm")) => Some(ActiveKind::FormExchange),
        (b"EmbeddedFiles" | b"EmbeddedFile", _) | (b"Type", Some(b"EmbeddedFile")) => {
            Some(ActiveKind::EmbeddedFile)
        }
        _ => None,
    }
}
