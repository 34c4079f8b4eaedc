//! Cuts a sentence into a quote that a person can take in at once. Nothing here changes a letter
//! of the text.

use crate::domain::document::Span;
use crate::text::sentences::{floor, trim};

/// The longest quote that is offered as evidence, in bytes.
const QUOTE_MAX: usize = 400;

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

/// `text` with every run of white space as one space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences::{SENTENCE_MAX, sentences};

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
        assert_eq!(cut("It is dated Jan. 5, 2026. It ends.").len(), 2);
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
