//! What each fuzz target does with its bytes; the same functions run over the corpora in a normal
//! test. They only have to return.

use countersign::text::pdf::Limits;
use countersign::text::{docx, forms, pdf, render, scan};

const LIMITS: Limits = Limits {
    max_bytes: 1 << 20,
    max_pages: 20,
};

/// A file of any kind, read and drawn as the child does.
pub fn file(bytes: &[u8]) {
    let document = match forms::of(bytes) {
        Ok(forms::Form::Docx) => docx::read(bytes),
        Ok(_) => forms::as_pdf(bytes).and_then(|pdf| {
            let _ = render::draw(&pdf, 1, 200, LIMITS);
            pdf::read(&pdf, LIMITS, None)
        }),
        Err(refused) => Err(refused),
    };
    if let Ok(document) = document {
        for word in &document.words {
            assert!(
                !document.slice(word.span).is_empty(),
                "a word is a part of the text"
            );
        }
        assert!(
            !document.text.trim().is_empty() || !document.regions.is_empty(),
            "ok but empty"
        );
    }
}

/// The table of words that the OCR program prints.
pub fn table(bytes: &[u8]) {
    let lines = scan::tsv::lines(&String::from_utf8_lossy(bytes));
    assert!(lines.iter().all(|line| !line.is_empty()));
}
