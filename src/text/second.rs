//! A second, independent reading of the text layer, to know how far the first can be trusted.
//!
//! The reader behind it panics, overflows the stack and hangs on bad files: it runs last, in the
//! limited child, and its death costs a warning, never the document.

use super::rtl;
use crate::domain::document::{Document, Source};
use pdf_extract::{PlainTextOutput, output_doc_page};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
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

/// How far two texts are the same: by their words, or by their letters three at a time without what
/// stands between, whichever is higher. The readers cut words at hyphens and wide figures
/// differently, which leaves the letters; they put the cells of a table elsewhere, which leaves the
/// words; a letter that only one of them saw is missed by both.
fn agree(first: &str, second: &str) -> f32 {
    let (first, second) = (words(first), words(second));
    shared(&first, &second).max(shared(&threes(&first), &threes(&second)))
}

/// The lower of both shares of items that the other also has.
fn shared<T: Hash + Eq>(first: &[T], second: &[T]) -> f32 {
    let (a, b) = (counts(first), counts(second));
    if first.is_empty() && second.is_empty() {
        return 1.0;
    }
    let both: usize = a
        .iter()
        .map(|(item, count)| (*count).min(b.get(item).copied().unwrap_or(0)))
        .sum();
    both as f32 / first.len().max(second.len()) as f32
}

fn counts<T: Hash + Eq>(items: &[T]) -> HashMap<&T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

/// The words in small letters; letters that NFKC folds are folded, so that a ligature equals its
/// letters.
fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = text.nfkc().filter(|c| *c != '\u{ad}').collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| either_way(word.to_lowercase()))
        .collect()
}

fn threes(words: &[String]) -> Vec<[char; 3]> {
    let letters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    letters
        .windows(3)
        .map(|three| [three[0], three[1], three[2]])
        .collect()
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
    fn readers_that_cut_words_elsewhere_or_order_cells_otherwise_agree() {
        assert_eq!(agree("on 31 May 2025", "on 3 1 May 2 0 2 5"), 1.0);
        assert_eq!(agree("Fee Term $10 1 year", "Fee $10 Term 1 year"), 1.0);
        let lost = agree("on 31 May 2025 or later", "on May or later");
        assert!(lost < 0.7, "{lost}");
    }

    #[test]
    fn agreement_is_the_lower_share_and_ligatures_do_not_matter() {
        assert_eq!(agree("the of\u{fb01}ce", "The office"), 1.0);
        assert_eq!(agree("a b c d", "a b"), 0.5);
        assert_eq!(agree("", ""), 1.0);
        assert_eq!(agree("words", ""), 0.0);
        assert_eq!(agree("words", "shall"), 0.0);
        assert_eq!(agree("\u{5d0}\u{5d1}\u{5d2}", "\u{5d2}\u{5d1}\u{5d0}"), 1.0);
    }
}
