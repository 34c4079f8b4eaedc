//! Opens a DOCX with the hyphens at which no line breaks, which Word keeps as elements of their own and the
//! crate passes over: without them `non-compete` reads `noncompete`.
//!
//! Only the running text is looked at, and what cannot be found in the archive stays as the crate reads it.

use docx_rs::{Document, Docx, FromXML, ReaderError};
use flate2::read::DeflateDecoder;
use regex::bytes::Regex;
use std::io::Read;
use std::sync::LazyLock;

/// The longest running text that is read a second time, in bytes.
const LONGEST: u64 = 64 << 20;
/// How far from its end an archive says what it holds, in bytes.
const END_WITHIN: usize = 66_000;

static HYPHEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<w:noBreakHyphen\s*(?:/>|>\s*</w:noBreakHyphen\s*>)")
        .expect("the pattern is a constant")
});

/// The file with its hyphens as letters.
///
/// # Errors
/// Refuses what the crate does not open.
pub(super) fn read(bytes: &[u8]) -> Result<Docx, ReaderError> {
    let mut file = docx_rs::read_docx(bytes)?;
    let shown = running_text(bytes).filter(|xml| HYPHEN.is_match(xml));
    let shown = shown.map(|xml| {
        let xml = HYPHEN.replace_all(&xml, "<w:t>\u{2011}</w:t>".as_bytes());
        Document::from_xml(xml.as_ref())
    });
    if let Some(Ok(document)) = shown {
        file.document = document;
    }
    Ok(file)
}

/// The running text of the archive, as it stands there; `None` where not exactly one part may be it.
fn running_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = parts(bytes)?
        .into_iter()
        .filter(|part| part.is_running_text());
    let part = parts.next().filter(|_| parts.next().is_none())?;
    let packed = part.packed(bytes)?;
    let mut xml = Vec::new();
    match part.method {
        0 => xml.extend_from_slice(packed),
        8 => {
            let mut unpacked = DeflateDecoder::new(packed).take(LONGEST);
            unpacked.read_to_end(&mut xml).ok()?;
        }
        _ => return None,
    }
    if xml.starts_with(b"\xef\xbb\xbf") {
        xml.drain(..3);
    }
    Some(xml)
}

/// A file in an archive.
struct Part<'a> {
    name: &'a [u8],
    method: usize,
    size: usize,
    at: usize,
}

impl Part<'_> {
    /// Word calls it `word/document.xml`, and some of its editions count it.
    fn is_running_text(&self) -> bool {
        let rest = self.name.strip_prefix(b"word/document");
        let rest = rest.and_then(|rest| rest.strip_suffix(b".xml"));
        rest.is_some_and(|rest| rest.iter().all(u8::is_ascii_digit))
    }

    /// Its bytes as they are packed.
    fn packed<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let head = bytes
            .get(self.at..)
            .filter(|head| head.starts_with(b"PK\x03\x04"))?;
        let from = 30 + number(head, 26, 2)? + number(head, 28, 2)?;
        head.get(from..from.checked_add(self.size)?)
    }
}

/// What the directory at the end of an archive names.
fn parts(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let from = bytes.len().saturating_sub(END_WITHIN);
    let end = bytes
        .get(from..)?
        .windows(4)
        .rposition(|mark| mark == b"PK\x05\x06")?;
    let end = bytes.get(from + end..)?;
    let mut rest = bytes.get(number(end, 16, 4)?..)?;
    let mut found = Vec::new();
    for _ in 0..number(end, 10, 2)? {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let name = 46..46 + number(rest, 28, 2)?;
        let next = name.end + number(rest, 30, 2)? + number(rest, 32, 2)?;
        found.push(Part {
            name: rest.get(name)?,
            method: number(rest, 10, 2)?,
            size: number(rest, 20, 4)?,
            at: number(rest, 42, 4)?,
        });
        rest = rest.get(next..)?;
    }
    Some(found)
}

/// The number in `count` bytes of `bytes` from `at` on, the lowest first.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<usize> {
    let digits = bytes.get(at..at + count)?.iter().rev();
    Some(digits.fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use docx_rs::{Paragraph, Run};

    /// A DOCX of one paragraph in which `~` is a hyphen at which no line breaks.
    fn bytes(text: &str, element: &str) -> Vec<u8> {
        let paragraph = Paragraph::new().add_run(Run::new().add_text(text));
        let mut parts = Docx::new().add_paragraph(paragraph).build();
        let xml = String::from_utf8(parts.document).expect("it is XML");
        let hyphen = format!("</w:t>{element}<w:t>");
        parts.document = xml.replace('~', &hyphen).into_bytes();
        let mut bytes = std::io::Cursor::new(Vec::new());
        parts.pack(&mut bytes).expect("a vector takes all");
        bytes.into_inner()
    }

    #[test]
    fn hyphens_at_which_no_line_breaks_are_read() {
        for element in [
            "<w:noBreakHyphen/>",
            "<w:noBreakHyphen />",
            "<w:noBreakHyphen></w:noBreakHyphen>",
        ] {
            let bytes = bytes("The non~compete lasts a 30~day period.", element);
            let document = crate::text::docx::read(&bytes).expect("it is whole");
            assert_eq!(
                document.text, "The non-compete lasts a 30-day period.",
                "{element}"
            );
        }
    }

    #[test]
    fn a_damaged_archive_says_nothing_and_ends_nothing() {
        let whole = bytes("a 30~day period", "<w:noBreakHyphen/>");
        assert!(running_text(&whole).is_some());
        for end in (0..whole.len()).step_by(97) {
            let _ = running_text(&whole[..end]);
            let mut torn = whole.clone();
            torn[end] ^= 0xff;
            let _ = running_text(&torn);
        }
        assert!(running_text(b"PK\x05\x06").is_none());
    }
}
