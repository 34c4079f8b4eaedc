//! Cuts running text into sentences, and a sentence into a quote that a person can take in at once.
//!
//! A line break inside a paragraph never ends a sentence; an empty line does, unless the sentence
//! plainly runs on over a page break. Nothing here changes a letter of the text.

use crate::domain::document::Span;

/// The longest quote that is offered as evidence, in bytes.
const QUOTE_MAX: usize = 400;

/// The longest sentence, in bytes. Rules look at a sentence once per value in it, so that this bound
/// keeps them linear in a text without full stops.
const SENTENCE_MAX: usize = 4_000;

/// The sentences of `text` in order, without surrounding white space. Linear in the text.
pub fn sentences(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let cut = match bytes[at] {
            b'.' | b'?' | b'!' => sentence_end(text, at),
            b'\n' => paragraph_end(text, at),
            _ => None,
        };
        match cut {
            Some(end) => {
                push(text, start, end, &mut found);
                start = end;
                at = end.max(at + 1);
                at += blank(&text[at..]);
            }
            // A run of white space is looked at once, so that a page of empty lines costs no more than its length.
            None if bytes[at] == b'\n' => at += blank(&text[at..]).max(1),
            None => at += 1,
        }
    }
    push(text, start, bytes.len(), &mut found);
    found
}

/// The part of `sentence` around `hit` that serves as a quote: the whole sentence where it is short,
/// otherwise from the clause boundary before the hit to the one after it.
pub fn quote_around(text: &str, sentence: Span, hit: Span) -> Span {
    if sentence.end - sentence.start <= QUOTE_MAX {
        return sentence;
    }
    let room = QUOTE_MAX.saturating_sub(hit.end.saturating_sub(hit.start)) / 2;
    let from = floor(text, hit.start.saturating_sub(room).max(sentence.start));
    let to = floor(text, (hit.end + room).min(sentence.end));
    let start = if from <= sentence.start {
        sentence.start
    } else {
        let lead = &text[from..hit.start];
        let cut = lead
            .find([';', ':'])
            .or_else(|| lead.find(','))
            .or_else(|| lead.find(char::is_whitespace));
        from + cut.map_or(0, |cut| cut + 1)
    };
    let end = if to >= sentence.end {
        sentence.end
    } else {
        let tail = &text[hit.end.min(to)..to];
        let cut = tail
            .rfind([';', ','])
            .or_else(|| tail.rfind(char::is_whitespace));
        hit.end.min(to) + cut.unwrap_or(tail.len())
    };
    trim(text, start, end.max(hit.end))
}

/// The stretch from `start` to `end` without white space at either side.
pub(super) fn trim(text: &str, start: usize, end: usize) -> Span {
    let inner = text.get(start..end).unwrap_or_default();
    let lead = inner.len() - inner.trim_start().len();
    let body = inner.trim().len();
    Span::new(start + lead, start + lead + body)
}

/// `text` with every run of white space as one space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many bytes of white space `text` begins with.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn push(text: &str, start: usize, end: usize, found: &mut Vec<Span>) {
    let mut span = trim(text, start, end);
    while span.end - span.start > SENTENCE_MAX {
        let limit = floor(text, span.start + SENTENCE_MAX);
        let cut = text[span.start..limit]
            .rfind(char::is_whitespace)
            .filter(|cut| *cut > 0)
            .map_or(limit, |cut| span.start + cut);
        found.push(trim(text, span.start, cut));
        span = trim(text, cut, span.end);
    }
    if span.start < span.end {
        found.push(span);
    }
}

/// The end of the sentence whose last mark stands at `at`, where one ends there.
fn sentence_end(text: &str, at: usize) -> Option<usize> {
    let mut end = at + 1;
    for c in text[end..].chars() {
        if matches!(c, '"' | '”' | '’' | '\'' | ')' | ']') {
            end += c.len_utf8();
        } else {
            break;
        }
    }
    let rest = &text[end..];
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let next = rest.trim_start().chars().next()?;
    let may_start = next.is_uppercase()
        || next.is_ascii_digit()
        || matches!(next, '(' | '"' | '“' | '[' | '§' | '‘' | '$' | '£' | '€');
    if !may_start || (text.as_bytes()[at] == b'.' && ends_in_abbreviation(&text[..at], rest)) {
        return None;
    }
    Some(end)
}

/// Whether the full stop after `before` belongs to its last word and not to the sentence.
fn ends_in_abbreviation(before: &str, rest: &str) -> bool {
    const SHORT: [&str; 32] = [
        "inc", "ltd", "co", "corp", "no", "nos", "mr", "ms", "mrs", "dr", "st", "vs", "v", "art",
        "sec", "para", "e.g", "i.e", "u.s", "u.k", "jr", "sr", "l.l.c", "l.p", "n.a", "s.a",
        "attn", "approx", "cf", "bros", "n.v", "b.v",
    ];
    let tail_from = floor(before, before.len().saturating_sub(16));
    let tail = &before[tail_from..];
    let word_at = tail
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"'))
        .map_or(0, |at| {
            at + tail[at..].chars().next().map_or(1, char::len_utf8)
        });
    let word = tail[word_at..].to_lowercase();
    let is_line_number = before[..tail_from + word_at]
        .trim_end_matches([' ', '\t'])
        .ends_with('\n')
        || before.len() == tail_from + word.len() && tail_from == 0 && word_at == 0;
    if !word.is_empty() && word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        // `4.` before a heading is the clause's number; `in 2019.` ends a sentence.
        return is_line_number;
    }
    let is_single_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    if is_single_letter {
        return true;
    }
    let is_company = matches!(
        word.as_str(),
        "inc" | "ltd" | "co" | "corp" | "l.l.c" | "l.p" | "n.a" | "s.a" | "n.v" | "b.v"
    );
    if is_company && rest.starts_with("\n\n") {
        return false;
    }
    SHORT.contains(&word.as_str())
}

/// The end of the paragraph at a line break, where one ends there.
fn paragraph_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    let skipped = rest.len() - rest.trim_start().len();
    let gap = &rest[..skipped];
    if !gap.contains('\n') {
        return None;
    }
    let next = rest[skipped..].chars().next()?;
    let last = text[..at].trim_end().chars().next_back()?;
    let runs_on = next.is_lowercase() && !matches!(last, '.' | ':' | ';' | '?' | '!');
    (!runs_on).then_some(at + 1)
}

/// The last letter boundary at or before `at`.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn lines_do_not_end_sentences_but_stops_and_empty_lines_do() {
        let text = "5.1 Term. This Agreement\nbegins today. It ends\n\ntomorrow unless renewed.\n\nNew paragraph";
        assert_eq!(
            cut(text),
            [
                "5.1 Term.",
                "This Agreement\nbegins today.",
                "It ends\n\ntomorrow unless renewed.",
                "New paragraph"
            ]
        );
    }

    #[test]
    fn abbreviations_and_clause_numbers_do_not_end_sentences() {
        assert_eq!(cut("Acme Inc. Customer shall pay. Next one.").len(), 2);
        assert_eq!(
            cut("4. Fees\nCustomer shall pay U.S. Dollars in 2019. Then it stops.").len(),
            2
        );
        assert_eq!(
            cut("Signed by J. Smith and Dr. Brown. End."),
            ["Signed by J. Smith and Dr. Brown.", "End."]
        );
    }

    #[test]
    fn a_long_sentence_is_quoted_around_the_hit() {
        let text = format!(
            "{}; the fee is USD 5, {}",
            "alpha beta, ".repeat(60),
            "gamma delta, ".repeat(60)
        );
        let hit = text
            .find("USD 5")
            .map(|at| Span::new(at, at + 5))
            .expect("it is there");
        let quote = quote_around(&text, Span::new(0, text.len()), hit);
        assert!(quote.contains(hit));
        assert!(quote.end - quote.start <= QUOTE_MAX);
        assert!(text.is_char_boundary(quote.start) && text.is_char_boundary(quote.end));
    }

    #[test]
    fn text_without_stops_and_pages_of_empty_lines_stay_cheap() {
        let endless = "word é ".repeat(20_000);
        assert!(
            sentences(&endless)
                .iter()
                .all(|span| span.end - span.start <= SENTENCE_MAX)
        );
        assert_eq!(cut(&"\n".repeat(300_000)).len(), 0);
        assert_eq!(
            cut(&format!("one{}Two", "\n".repeat(300_000))),
            ["one", "Two"]
        );
        assert!(sentences(&"é".repeat(9_000)).len() > 1);
    }

    #[test]
    fn cutting_never_panics_and_never_loses_a_letter() {
        for text in [
            "",
            ".",
            "é.",
            "a.\u{a0}B",
            "“Ünï.” Ä. ß",
            "\n\n\n",
            "1.\n\n2.",
        ] {
            let kept: usize = cut(text)
                .iter()
                .map(|s| s.chars().filter(|c| !c.is_whitespace()).count())
                .sum();
            assert_eq!(
                kept,
                text.chars().filter(|c| !c.is_whitespace()).count(),
                "{text:?}"
            );
        }
    }
}
