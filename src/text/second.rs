//! A second, independent reading of the text layer, to know how far the first can be trusted.
//!
//! The reader behind it panics, overflows the stack and hangs on bad files: it runs last, in the
//! limited child, and its death costs a warning, never the document.

use super::rtl;
use crate::domain::document::{Document, Source};
use pdf_extract::{PlainTextOutput, output_doc_page};
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the second reader saw on each page of `document`, as agreement from 0 to 1; `None` for a
/// page that it could not read.
pub fn agreement(bytes: &[u8], document: &Document) -> Vec<Option<f32>> {
    let loaded = catch_unwind(AssertUnwindSafe(|| {
        pdf_extract::Document::load_mem(bytes).ok()
    }));
    let Ok(Some(mut file)) = loaded else {
        return vec![None; document.pages.len()];
    };
    if file.is_encrypted() && file.decrypt("").is_err() {
        return vec![None; document.pages.len()];
    }
    let pictured: HashSet<u32> = document
        .words
        .iter()
        .filter(|word| matches!(word.source, Source::Ocr { .. }))
        .map(|word| word.page)
        .collect();
    document
        .pages
        .iter()
        .map(|page| {
            // What was read from a picture is not in the text layer to be read twice.
            if pictured.contains(&page.number) {
                return None;
            }
            let mut text = String::new();
            let read = catch_unwind(AssertUnwindSafe(|| {
                let mut output = PlainTextOutput::new(&mut text);
                output_doc_page(&file, &mut output, page.number).is_ok()
            }));
            matches!(read, Ok(true)).then(|| {
                let furniture = document.furniture.iter().filter(|f| f.page == page.number);
                let mut first = document.slice(page.span).to_owned();
                for line in furniture {
                    first.push(' ');
                    first.push_str(&line.text);
                }
                agree(&first, &text)
            })
        })
        .collect()
}

/// The lower of both shares of words that the other also has. Words are compared without what
/// stands between them, since the two readers cut at hyphens and spaces differently.
fn agree(first: &str, second: &str) -> f32 {
    let (a, b) = (counts(first), counts(second));
    let (in_a, in_b) = (a.values().sum::<usize>(), b.values().sum::<usize>());
    if in_a == 0 && in_b == 0 {
        return 1.0;
    }
    let both: usize = a
        .iter()
        .map(|(word, count)| (*count).min(b.get(word).copied().unwrap_or(0)))
        .sum();
    both as f32 / in_a.max(in_b) as f32
}

/// Letters that NFKC folds are folded, so that a ligature equals its letters.
fn counts(text: &str) -> HashMap<String, usize> {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = text.nfkc().filter(|c| *c != '\u{ad}').collect();
    let mut counts = HashMap::new();
    for word in folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(either_way(word.to_lowercase())).or_default() += 1;
    }
    counts
}

/// The same for a word as it is spoken and as a page shows it: the second reader keeps letters that
/// run from right to left in the order in which they are drawn.
fn either_way(word: String) -> String {
    if word.contains(rtl::is_rtl) {
        let turned = word.chars().rev().collect();
        return word.min(turned);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_the_lower_share_and_ligatures_do_not_matter() {
        assert_eq!(agree("the of\u{fb01}ce", "The office"), 1.0);
        assert_eq!(agree("a b c d", "a b"), 0.5);
        assert_eq!(agree("", ""), 1.0);
        assert_eq!(agree("words", ""), 0.0);
        assert_eq!(agree("\u{5d0}\u{5d1}\u{5d2}", "\u{5d2}\u{5d1}\u{5d0}"), 1.0);
    }
}
