//! Finds the numbered and headed parts of a contract. A number counts only where a line begins a
//! clause; a number that a line break put first ("within\n30 days") does not.

use crate::domain::document::{Section, Span};
use crate::domain::recurrence::MONTHS;
use regex::Regex;
use std::sync::LazyLock;

/// Longest heading, in bytes.
const MAX_HEADING: usize = 90;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?i:(article|section|clause|part|exhibit|schedule|annex|appendix|attachment|rider))\s+|(§{1,2})\s*)([IVXLC]{1,7}|[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}|[A-Z](?:-[0-9]{1,2})?)(?:[.:)\s–—-]|$)",
    )
});
static DECIMAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^((?:[A-Z]\.)?[0-9]{1,2}(?:\.[0-9]{1,2}){0,4})([.)]?)(?:\s|$)"));
static LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([A-Z]|[IVX]{2,5})\.\s"));
static PAREN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\(([a-z]{1,2}|[ivx]{1,5}|[A-Z]|[0-9]{1,2})\)(?:\s|$)"));

/// The parts of `text` in order, each from its number to the start of the next.
pub fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut depth = Depth::default();
    let mut at = 0;
    let mut heading_ends = 0;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        if start < heading_ends {
            continue;
        }
        let context = Context {
            opens: begins_clause(&text[..start]),
            paragraph: start == 0 || text[..start].ends_with("\n\n"),
            ends: text
                .get(at..)
                .is_none_or(|rest| rest.starts_with('\n') || rest.is_empty()),
        };
        if let Some((number, mut heading, level)) = begin(line, &context, &mut depth) {
            if heading.is_none() && number.as_deref() == Some(line.trim()) {
                (heading, heading_ends) = heading_below(text, at);
            }
            found.push(Section {
                number,
                heading,
                level,
                span: Span::new(start, text.len()),
            });
        }
    }
    for index in 1..found.len() {
        found[index - 1].span.end = found[index].span.start;
    }
    found
}

/// The heading under a number that has a line to itself, and where its line ends.
fn heading_below(text: &str, at: usize) -> (Option<String>, usize) {
    let below = text.get(at..).unwrap_or_default();
    let rest = below.trim_start_matches('\n');
    let line = rest.lines().next().unwrap_or_default();
    let is_heading = is_capitals(line) || (is_title(line) && !line.ends_with('.'));
    let is_number = NAMED.is_match(line) || DECIMAL.is_match(line) || PAREN.is_match(line);
    if !is_heading || is_number {
        return (None, 0);
    }
    let end = at + below.len() - rest.len() + line.len();
    (Some(line.trim().to_owned()), end)
}

struct Context {
    /// The text before may end a clause.
    opens: bool,
    /// A blank line stands before.
    paragraph: bool,
    /// A blank line stands after.
    ends: bool,
}

/// Level of the numbers seen last, to place the bracketed ones below them.
#[derive(Default)]
struct Depth {
    numbered: u8,
    bracket: Option<Bracket>,
}

#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    Letter,
    Roman,
    Other,
}

fn begins_clause(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(['.', ';', ':', '!', '?', '"', '\u{201d}', '_'])
        || before.ends_with("and")
        || before.ends_with("or")
        || before.rsplit('\n').next().is_some_and(is_capitals)
}

type Opening = (Option<String>, Option<String>, u8);

fn begin(line: &str, context: &Context, depth: &mut Depth) -> Option<Opening> {
    let may_open = context.opens || context.paragraph;
    if may_open {
        let opening = named(line, depth)
            .or_else(|| decimal(line, depth))
            .or_else(|| lettered(line, depth))
            .or_else(|| bracketed(line, depth));
        if opening.is_some() {
            return opening;
        }
    }
    let is_heading = is_capitals(line) || (context.paragraph && context.ends && is_title(line));
    let stands_apart = context.paragraph || (context.opens && context.ends);
    (stands_apart && is_heading).then(|| {
        *depth = Depth {
            numbered: 1,
            bracket: None,
        };
        (None, Some(line.trim().to_owned()), 1)
    })
}

fn named(line: &str, depth: &mut Depth) -> Option<Opening> {
    let captures = NAMED.captures(line)?;
    let number = captures.get(3)?;
    let rest = line[number.end()..].trim_start_matches(|c: char| {
        !c.is_alphanumeric() && c != '"' && c != '\u{201c}' && c != '('
    });
    // "Section 3 of this Agreement" is a reference that a line break put first.
    if rest.starts_with(|c: char| c.is_lowercase() || c == '(') {
        return None;
    }
    let word = captures.get(1).map_or("§", |word| word.as_str());
    let dots = number.as_str().matches('.').count();
    let is_outer = !matches!(word.to_lowercase().as_str(), "section" | "clause" | "§");
    let level = if is_outer { 1 } else { level_of(dots).max(2) };
    *depth = Depth {
        numbered: level,
        bracket: None,
    };
    Some((
        Some(line[..number.end()].trim().to_owned()),
        heading(rest),
        level,
    ))
}

fn level_of(dots: usize) -> u8 {
    u8::try_from(dots + 1).unwrap_or(u8::MAX)
}

fn decimal(line: &str, depth: &mut Depth) -> Option<Opening> {
    let captures = DECIMAL.captures(line)?;
    let number = captures.get(1)?;
    let rest = line[captures.get(2)?.end()..].trim_start();
    let dotted = number.as_str().contains('.');
    let marked = dotted || !captures[2].is_empty();
    let begins = rest.is_empty()
        || rest
            .starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '\u{201c}' | '(' | '['));
    if !begins || (!marked && (!is_title(rest) || begins_with_month(rest))) {
        return None;
    }
    let level = level_of(number.as_str().matches('.').count());
    *depth = Depth {
        numbered: level,
        bracket: None,
    };
    Some((Some(number.as_str().to_owned()), heading(rest), level))
}

fn lettered(line: &str, depth: &mut Depth) -> Option<Opening> {
    let captures = LETTER.captures(line)?;
    let number = captures.get(1)?;
    let rest = line[captures.get(0)?.end()..].trim_start();
    // "J. Smith" at a line's start is a person: a clause goes on for more than a name.
    if !rest.starts_with(char::is_uppercase)
        || (rest.split_whitespace().count() < 3 && !is_title(rest))
    {
        return None;
    }
    *depth = Depth {
        numbered: 1,
        bracket: None,
    };
    Some((Some(number.as_str().to_owned()), heading(rest), 1))
}

fn bracketed(line: &str, depth: &mut Depth) -> Option<Opening> {
    let captures = PAREN.captures(line)?;
    let inner = captures.get(1)?.as_str();
    let rest = line[captures.get(0)?.end()..].trim_start();
    let is_roman = inner.chars().all(|c| "ivx".contains(c));
    // A run of romans begins with (i) or with two letters; a lone (v) outside one is a letter.
    let kind = match depth.bracket {
        _ if !inner.starts_with(|c: char| c.is_ascii_lowercase()) => Bracket::Other,
        Some(Bracket::Roman) if is_roman => Bracket::Roman,
        _ if is_roman && (inner == "i" || inner.len() > 1) => Bracket::Roman,
        _ => Bracket::Letter,
    };
    let below = match kind {
        Bracket::Letter => 1,
        Bracket::Roman => 2,
        Bracket::Other => 3,
    };
    depth.bracket = Some(kind);
    let number = captures.get(0)?.as_str().trim().to_owned();
    Some((
        Some(number),
        heading(rest),
        depth.numbered.saturating_add(below),
    ))
}

/// The words up to the first full stop or colon, where they read like a heading.
fn heading(rest: &str) -> Option<String> {
    let end = rest
        .char_indices()
        .find(|(at, c)| {
            matches!(c, '.' | ':' | '\u{2014}')
                && rest[at + c.len_utf8()..]
                    .chars()
                    .next()
                    .is_none_or(char::is_whitespace)
        })
        .map_or(rest.len(), |(at, _)| at);
    let words = rest[..end].trim().trim_matches('_').trim();
    let is_short = rest[end..].trim().len() > 1 && is_short_phrase(words);
    (is_title(words) || is_capitals(words) || is_short).then(|| words.to_owned())
}

/// "Standard of performance", but not "Client shall pay": a heading has no verb of duty.
fn is_short_phrase(words: &str) -> bool {
    let verbs = [
        "shall", "will", "may", "must", "is", "are", "means", "has", "have",
    ];
    let count = words.split_whitespace().count();
    (1..=6).contains(&count)
        && words.len() <= 60
        && words.starts_with(char::is_uppercase)
        && !words.contains(['"', '\u{201c}', ',', '$', '('])
        && !words.split_whitespace().any(|word| verbs.contains(&word))
}

/// Whether "13 October 2005" is what the line says, rather than clause 13.
fn begins_with_month(rest: &str) -> bool {
    let word = rest
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    MONTHS.contains(&word)
}

fn is_capitals(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4
        && line.trim().len() <= MAX_HEADING
        && !line.chars().any(char::is_lowercase)
        && !line.contains("___")
        && !line.contains("/S/")
        && line.chars().filter(char::is_ascii_digit).count() * 2 < letters
}

/// Title case: every word of more than three letters begins with a capital.
fn is_title(line: &str) -> bool {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_small = |word: &&&str| word.chars().filter(|c| c.is_alphabetic()).count() <= 3;
    !words.is_empty()
        && words.len() <= 10
        && line.len() <= MAX_HEADING
        && line.starts_with(char::is_uppercase)
        && !line.ends_with([',', ';', ':'])
        && !line.contains(['@', '$', '/', '_'])
        && words.iter().all(|word| {
            word.trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(|c: char| c.is_uppercase() || c == '&')
                || is_small(&word)
        })
        && !words
            .iter()
            .all(|word| word.chars().all(|c| !c.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Vec<(String, String, u8)> {
        let name = |part: Option<String>| part.unwrap_or_default();
        sections(text)
            .into_iter()
            .map(|s| (name(s.number), name(s.heading), s.level))
            .collect()
    }

    fn rows(rows: &[(&str, &str, u8)]) -> Vec<(String, String, u8)> {
        rows.iter()
            .map(|(a, b, c)| ((*a).into(), (*b).into(), *c))
            .collect()
    }

    #[test]
    fn common_numberings_give_number_heading_and_level() {
        let text = "SERVICES AGREEMENT\n\nARTICLE IV TERM\n\n4.1 Initial Term. This Agreement begins.\n(a) Renewal. It renews.\n(i) once; and\n(ii) twice.\n(b) It ends.\n\nSection 5. Fees. Customer pays.\n\n§ 6 Notices\n\nExhibit A\n\nB.1 Subscription Term. Starts now.";
        assert_eq!(
            outline(text),
            rows(&[
                ("", "SERVICES AGREEMENT", 1),
                ("ARTICLE IV", "TERM", 1),
                ("4.1", "Initial Term", 2),
                ("(a)", "Renewal", 3),
                ("(i)", "", 4),
                ("(ii)", "", 4),
                ("(b)", "", 3),
                ("Section 5", "Fees", 2),
                ("§ 6", "Notices", 2),
                ("Exhibit A", "", 1),
                ("B.1", "Subscription Term", 2),
            ])
        );
    }

    #[test]
    fn numbers_that_a_line_break_put_first_are_no_sections() {
        let text = "1. Payment. Customer pays within\n30 days as set out in\nSection 3 of this Agreement and\n2.5 percent more, on January\n1, 2026.";
        assert_eq!(outline(text), rows(&[("1", "Payment", 1)]));
    }

    #[test]
    fn headings_below_a_number_and_in_sentence_case_are_read_and_dates_are_not() {
        let text = "ARTICLE II\nTHE SERVICES\n2.1 Standard of performance. Vendor performs.\n2.2 Vendor shall pay. Soon.\n\n13 October 2005";
        assert_eq!(
            outline(text),
            rows(&[
                ("ARTICLE II", "THE SERVICES", 1),
                ("2.1", "Standard of performance", 2),
                ("2.2", "", 2),
            ])
        );
    }

    #[test]
    fn sections_follow_each_other_without_gaps() {
        let text = "Preamble text here.\n\n1. Fees. One.\n\n2. Term. Two.";
        let found = sections(text);
        assert_eq!(&text[found[0].span.range()], "1. Fees. One.\n\n");
        assert_eq!(found[0].span.end, found[1].span.start);
        assert_eq!(found[1].span.end, text.len());
    }
}
