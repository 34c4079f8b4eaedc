//! Cuts a document into pieces small enough to embed: by clause, small neighbours of one article
//! together, never through a sentence unless one sentence alone is over the bound.

use super::{sentences, tokens};
use crate::domain::document::{Chunk, Document, Section, Span};

/// The chunks of `document` in order; every letter that is not white space is in exactly one.
pub fn chunks(document: &Document, sections: &[Section], max_tokens: u32) -> Vec<Chunk> {
    let max_tokens = max_tokens.max(1);
    let mut open: Option<Open> = None;
    let mut chunks = Vec::new();
    for clause in clauses(document, sections) {
        for span in pieces(&document.text, clause.span, max_tokens) {
            let joined = open
                .as_ref()
                .and_then(|open| open.join(document, &clause, span, max_tokens));
            if let Some(joined) = joined {
                open = Some(joined);
                continue;
            }
            chunks.extend(open.take().map(|open| open.close(document)));
            open = Some(Open {
                span,
                top: clause.top,
                path: clause.path.clone(),
            });
        }
    }
    chunks.extend(open.map(|open| open.close(document)));
    for (ordinal, chunk) in chunks.iter_mut().enumerate() {
        chunk.ordinal = u32::try_from(ordinal).unwrap_or(u32::MAX);
    }
    chunks
}

/// A chunk that may still grow.
struct Open {
    span: Span,
    top: usize,
    path: Vec<String>,
}

impl Open {
    fn join(
        &self,
        document: &Document,
        clause: &Clause,
        next: Span,
        max_tokens: u32,
    ) -> Option<Self> {
        let span = Span::new(self.span.start, next.end);
        let fits = self.top == clause.top && tokens::count(document.slice(span)) <= max_tokens;
        fits.then(|| Self {
            span,
            top: self.top,
            path: self.path.clone(),
        })
    }

    fn close(self, document: &Document) -> Chunk {
        Chunk {
            ordinal: 0,
            path: self.path,
            span: self.span,
            page: document.page_at(self.span.start),
            tokens: tokens::count(document.slice(self.span)),
        }
    }
}

/// A section's own text, or what stands before the first.
struct Clause {
    span: Span,
    /// Which outermost section it belongs to; chunks do not cross these.
    top: usize,
    path: Vec<String>,
}

fn clauses(document: &Document, sections: &[Section]) -> Vec<Clause> {
    let first = sections
        .first()
        .map_or(document.text.len(), |section| section.span.start);
    let mut clauses = vec![Clause {
        span: Span::new(0, first),
        top: 0,
        path: Vec::new(),
    }];
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut top = 0;
    for section in sections {
        path.retain(|(level, _)| *level < section.level);
        if path.is_empty() {
            top += 1;
        }
        let label = [section.number.as_deref(), section.heading.as_deref()];
        let label: Vec<&str> = label.into_iter().flatten().collect();
        path.push((section.level, label.join(" ")));
        clauses.push(Clause {
            span: section.span,
            top,
            path: path.iter().map(|(_, label)| label.clone()).collect(),
        });
    }
    clauses
}

/// Sentences of a clause, those over the bound cut at words.
fn pieces(text: &str, span: Span, max_tokens: u32) -> Vec<Span> {
    let clause = text.get(span.range()).unwrap_or_default();
    let placed = |piece: Span| Span::new(span.start + piece.start, span.start + piece.end);
    sentences::sentences(clause)
        .into_iter()
        .map(placed)
        .flat_map(|sentence| {
            if is_over(&text[sentence.range()], max_tokens) {
                cut_at_words(text, sentence, max_tokens)
            } else {
                vec![sentence]
            }
        })
        .collect()
}

/// Bytes per token beyond which a text is taken to be over the bound.
const LONG_TOKEN: usize = 16;

/// Whether `text` has more than `max_tokens`. A long text is over the bound without counting, so that
/// cutting one does not count all of its rest each time.
fn is_over(text: &str, max_tokens: u32) -> bool {
    text.len() > (max_tokens as usize).saturating_mul(LONG_TOKEN)
        || tokens::count(text) > max_tokens
}

/// Pieces of at most `max_tokens`, cut at white space; one word over the bound is cut at letters.
fn cut_at_words(text: &str, sentence: Span, max_tokens: u32) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while is_over(&text[rest.range()], max_tokens) {
        let whole = &text[rest.range()];
        // A token is seldom longer than six bytes; halve until it fits.
        let mut length = whole.len().min(max_tokens as usize * 6);
        let cut = loop {
            let head = &whole[..whole.floor_char_boundary(length)];
            let cut = head
                .rfind(char::is_whitespace)
                .filter(|at| *at > 0)
                .unwrap_or(head.len());
            if cut == 0 || tokens::count(&whole[..cut]) <= max_tokens {
                break cut;
            }
            length = cut / 2;
        };
        let cut = if cut == 0 {
            whole.chars().next().map_or(1, char::len_utf8)
        } else {
            cut
        };
        pieces.push(Span::new(rest.start, rest.start + cut));
        let skipped = whole[cut..].len() - whole[cut..].trim_start().len();
        rest.start += cut + skipped;
    }
    if rest.start < rest.end {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sections::sections;

    fn document(text: &str) -> Document {
        Document::of_text("0".into(), text.into())
    }

    #[test]
    fn clauses_of_one_article_share_a_chunk_and_articles_do_not() {
        let document = document(
            "Preamble.\n\n1. Fees. Pay. Pay again.\n\n1.1 Late. Interest.\n\n2. Term. Two years.",
        );
        let found = chunks(&document, &sections(&document.text), 100);
        let texts: Vec<&str> = found
            .iter()
            .map(|chunk| document.slice(chunk.span))
            .collect();
        assert_eq!(
            texts,
            [
                "Preamble.",
                "1. Fees. Pay. Pay again.\n\n1.1 Late. Interest.",
                "2. Term. Two years."
            ]
        );
        assert_eq!(found[1].path, ["1 Fees"]);
        assert_eq!(found[2].ordinal, 2);
    }

    #[test]
    fn no_chunk_is_over_the_bound_and_none_begins_inside_a_sentence() {
        let clause = "The parties agree to many things. They agree to more. ".repeat(40);
        let endless = "word ".repeat(300);
        let document = document(&format!("1. Scope. {clause}\n\n2. Word {endless}"));
        let found = chunks(&document, &sections(&document.text), 50);
        assert!(found.iter().all(|chunk| chunk.tokens <= 50));
        for chunk in found.iter().filter(|chunk| chunk.path[0].starts_with('1')) {
            assert!(document.slice(chunk.span).ends_with('.'));
        }
        let kept: String = found
            .iter()
            .map(|chunk| document.slice(chunk.span))
            .collect();
        let squash = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squash(&kept), squash(&document.text));
    }

    #[test]
    fn a_long_text_is_over_the_bound_without_counting() {
        // A run of spaces is few tokens but many bytes.
        assert!(is_over(&" ".repeat(33), 2));
        assert!(!is_over("hello world", 2));
        assert!(is_over("hello world again", 2));
    }

    #[test]
    fn a_text_without_a_space_is_cut_whole() {
        let text = "é1".repeat(2_000);
        let cut = cut_at_words(&text, Span::new(0, text.len()), 20);
        let kept: String = cut.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(kept, text);
        assert!(
            cut.iter()
                .all(|span| tokens::count(&text[span.range()]) <= 20)
        );
    }
}
