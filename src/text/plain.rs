//! A contract that is text already: one page, without boxes. For labelled texts and data sets; what
//! a customer signs is a PDF, and its text is never taken from anywhere else.

use super::typed_tables;
use crate::domain::document::{Document, Page, Span};
use crate::domain::id::Sha256;
use sha2::{Digest, Sha256 as Hash};

/// The document whose running text is `text`.
pub fn document(text: &str) -> Document {
    let sha256 = Sha256::from(hex::encode(Hash::digest(text.as_bytes())));
    let mut document = Document::of_text(sha256, text.to_owned());
    document.pages.push(Page {
        number: 1,
        width: 0.0,
        height: 0.0,
        span: Span::new(0, text.len()),
        unmapped: 0.0,
        agreement: None,
    });
    document.tables = typed_tables::tables(text);
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_page_and_has_no_boxes() {
        let document = document("Dear Sir,\nwe agree.");
        assert_eq!(document.page_at(12), 1);
        assert_eq!(document.slice(Span::new(5, 8)), "Sir");
        assert!(document.boxes(Span::new(0, 4)).is_empty());
        assert_eq!(document.sha256.as_str().len(), 64);
    }
}
