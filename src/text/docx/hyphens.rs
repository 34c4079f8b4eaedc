//! Opens a DOCX with the hyphens at which no line breaks, which Word keeps as elements of their own and the
//! crate passes over: without them `non-compete` reads `noncompete`.
//!
//! Only the running text is looked at, and what cannot be found in the archive stays as the crate reads it.

use docx_rs::{Document, Docx, FromXML, ReaderError};
use regex::bytes::Regex;
use std::io::{Cursor, Read};
use std::sync::LazyLock;
use zip::ZipArchive;

/// The longest running text that is read a second time, in bytes.
const LONGEST: u64 = 64 << 20;

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
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names = archive.file_names().filter(|name| is_running_text(name));
    let names: Vec<String> = names.map(str::to_owned).collect();
    let [name] = names.as_slice() else {
        return None;
    };
    let mut xml = Vec::new();
    let mut part = archive.by_name(name).ok()?.take(LONGEST);
    part.read_to_end(&mut xml).ok()?;
    if xml.starts_with(b"\xef\xbb\xbf") {
        xml.drain(..3);
    }
    Some(xml)
}

/// Word calls it `word/document.xml`, and some of its editions count it.
fn is_running_text(name: &str) -> bool {
    let rest = name.strip_prefix("word/document");
    let rest = rest.and_then(|rest| rest.strip_suffix(".xml"));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
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
