//! Page breaks in the middle of a sentence: a number of a page between `not less than` and `ninety days`.
//!
//! What stands there is blanked for the rules, byte for byte, so that every place stays where it is.
//! Quotes are never taken from the blanked text.

use super::blanks::blanked;
use super::numbers;
use super::patterns::{Pattern, cased};
use super::rows::lines;
use crate::domain::document::Span;
use crate::text::sentences::trim;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The most lines that a page's foot and the next one's head have together.
const MOST: usize = 5;
/// The longest running head, in bytes.
const HEAD_MAX: usize = 90;
/// The longest legend of a filing, in bytes.
const LEGEND_MAX: usize = 500;
/// The fewest letters of a running head; shorter lines repeat in lists and tables.
const HEAD_MIN: usize = 8;
/// How often a running head stands in a text.
const TIMES: usize = 3;
/// A line that ends in a comma and has fewer words is one of an address or a salutation.
const PROSE: usize = 5;

/// A page's number, or what is known for a foot or head by its wording.
static FOOT: LazyLock<Pattern> = LazyLock::new(|| {
    const NUMBER: &str = r"-*[ \t]*\d{1,3}(?:[ \t]{2,}\d{1,3})?[ \t]*-*|<PAGE>[ \t]*\d{0,3}";
    const PAGE: &str = r"(?:[^\n]{0,80}\s)?(?i:page)\s+\d{1,3}(?:\s+of\s+\d{1,3})?(?:\s{2,}[^\n]{0,60})?|Source:[^\n]{1,120}";
    const STAMP: &str = r"(?i:docusign\s+envelope\s+id\b[^\n]{0,60}|(?:strictly\s+)?(?:private\s+(?:and|&)\s+)?confidential|v(?:er(?:sion)?)?\.?\s?\d[\d.]{0,8}(?:\s+\([^()\n]{1,30}\))?)";
    cased(&format!("^(?:{NUMBER}|{PAGE}|{STAMP})$"))
});
/// What a filing prints on each page of what it leaves out.
static LEGEND: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?:\[\s?\*+\s?\]|\*+|certain|portions|confidential|the\s+omitted|information|pursuant)[^\n]{0,160}\b(?:omitted|redacted|excluded|confidential\s+(?:treatment|portions?|information\s+contained))\b[^\n]{0,240}\b(?:commission|request(?:ed)?|filed|registrant|harm)\b",
    )
});
/// The number of a page of an exhibit: `E - 5`, `-A1-3-`.
static LETTERED: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"^-*\s?[A-Z]{1,2}\d?\s?-\s?\d{1,3}\s?-*$"));
/// A heading with a number, which its number tells from the others.
static HEADING: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"(?i)^(?:appendix|annex|article|attachment|exhibit|schedule|section|clause|part|item)\b")
});
/// Words with which no sentence, heading or cell ends.
static BINDS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:the|an?|of|to|and|or|by|with|from|in|for|between|under|upon|at|as|than|such|any|each|its|their|this|that|which|other|shall|not)$",
    )
});
/// The mark of an item in a list.
static MARK: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)](?:\s|$)|^\d{1,2}\.\d")
});
/// A number in words at the end of a line.
static IN_WORDS: LazyLock<Pattern> =
    LazyLock::new(|| cased(&format!(r"(?i)\b{}$", numbers::WORDS)));

/// `text` with blanks for the page breaks inside its sentences.
pub(super) fn healed(text: Cow<'_, str>) -> Cow<'_, str> {
    let gaps = gaps(&text);
    blanked(text, gaps)
}

/// Where page breaks stand inside sentences.
fn gaps(text: &str) -> Vec<Span> {
    let lines = lines(text, Span::new(0, text.len()));
    let heads = Heads::of(text, &lines);
    let is_furniture = |line: &Span| heads.has(&text[line.range()]);
    let numbers = page_numbers(text, &lines);
    let mut gaps = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        let count = lines[at..]
            .iter()
            .take_while(|line| is_furniture(line))
            .count();
        let (before, after) = (lines[at - 1], lines.get(at + count));
        at += count + 1;
        let Some(after) = after.filter(|_| (1..=MOST).contains(&count)) else {
            continue;
        };
        let end = numbers.get(&before.start).copied().unwrap_or(before.end);
        let end = trim(text, before.start, end).end;
        if goes_on(&text[before.start..end], &text[after.range()]) {
            gaps.push(Span::new(end, after.start));
        }
    }
    gaps
}

/// Whether the sentence of one line goes on in another one.
fn goes_on(before: &str, after: &str) -> bool {
    let Some(first) = after.chars().next() else {
        return false;
    };
    if before.is_empty() || before.ends_with(['.', ':', ';', '!', '?']) {
        return false;
    }
    if numbers::AGAIN.is_match(after) {
        return IN_WORDS.is_match(before);
    }
    if is_torn(before, after) {
        return true;
    }
    if MARK.is_match(after) {
        return false;
    }
    let binds = || {
        let is_prose = before.split_whitespace().count() >= PROSE;
        before.ends_with(',') && is_prose || BINDS.is_match(before)
    };
    first.is_ascii_lowercase()
        || (first.is_uppercase() || first.is_ascii_digit() || "“\"$£€".contains(first)) && binds()
}

/// Whether a sum goes on with its next three digits: `1,500,` and `000`.
fn is_torn(before: &str, after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let sum = before.strip_suffix(',').unwrap_or_default();
    digits == 3 && sum.ends_with(|last: char| last.is_ascii_digit())
}

/// The lines that repeat on pages.
struct Heads(HashMap<String, usize>);

impl Heads {
    fn of(text: &str, lines: &[Span]) -> Self {
        let mut times = HashMap::new();
        for key in lines.iter().filter_map(|line| key(&text[line.range()])) {
            *times.entry(key).or_default() += 1;
        }
        Self(times)
    }

    /// Whether `line` is none of the running text.
    fn has(&self, line: &str) -> bool {
        let times = || key(line).and_then(|key| self.0.get(&key).copied());
        FOOT.is_match(line)
            || (HEAD_MAX..LEGEND_MAX).contains(&line.len()) && LEGEND.is_match(line)
            || times().is_some_and(|times| times >= TIMES)
    }
}

/// A line as it repeats, each number one sign; `None` for what no page has for its head.
fn key(line: &str) -> Option<String> {
    if line.len() > HEAD_MAX {
        return None;
    }
    let letters = line.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_head = letters >= HEAD_MIN
        && !line.starts_with(char::is_lowercase)
        && line.contains(char::is_uppercase)
        && !line.ends_with(['.', ',', ':', ';'])
        && !MARK.is_match(line)
        && !BINDS.is_match(line);
    if !is_head && !LETTERED.is_match(line) {
        return None;
    }
    let is_heading = HEADING.is_match(line);
    let mut key = String::with_capacity(line.len());
    for letter in line.chars().filter(|letter| !letter.is_whitespace()) {
        if is_heading || !letter.is_ascii_digit() {
            key.push(letter);
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    Some(key)
}

/// Where a page's number begins at the end of a page's last line, by the start of that line. What stands
/// before `Source:` is one where the page before or after has the number before or after it.
fn page_numbers(text: &str, lines: &[Span]) -> HashMap<usize, usize> {
    let last = lines
        .windows(2)
        .filter(|pair| text[pair[1].start..].starts_with("Source:"));
    let found: Vec<(usize, usize, u32)> = last
        .filter_map(|pair| {
            let line = &text[pair[0].range()];
            let at = line
                .trim_end_matches(|letter: char| letter.is_ascii_digit())
                .len();
            let number = line[at..].parse().ok().filter(|number| *number < 1_000)?;
            let is_apart = line[..at].is_empty() || line[..at].ends_with([' ', '\t']);
            is_apart.then_some((pair[0].start, pair[0].start + at, number))
        })
        .collect();
    let is_next = |one: usize, two: usize| match (found.get(one), found.get(two)) {
        (Some(one), Some(two)) => one.2 + 1 == two.2,
        _ => false,
    };
    let counted = found.iter().enumerate().filter(|(at, (line, start, _))| {
        line < start && (is_next(*at, at + 1) || *at > 0 && is_next(at - 1, *at))
    });
    counted
        .map(|(_, (line, start, _))| (*line, *start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn healed(text: &str) -> Cow<'_, str> {
        super::healed(Cow::Borrowed(text))
    }

    #[test]
    fn a_page_break_inside_a_sentence_is_blanked_and_nothing_moves() {
        for (text, expected) in [
            ("not less\n              -8-\nthan ninety days", true),
            (
                "at least thirty (30)\n\nScanned 08/19/2016     Page 2 of 3\n\ndays prior",
                true,
            ),
            (
                "renewed for\n\n12\n\nSource: GULL INC, 10-Q, 5/1/2027\n\none year",
                true,
            ),
            ("at least thirty\n\n12\n\n(30) days", true),
            ("liable for no more than\n\nConfidential\n\nthe fees", true),
            ("by and between the\n\n11    12\n\nCompany and", true),
            ("a sum of\n\n4\n\n$500 in all", true),
            (
                "liable for no more than\n\n[***] Certain information in this document has been omitted and filed separately with the Securities and Exchange Commission.\n\n12\n\nthe fees",
                true,
            ),
            (
                "shall not exceed the sum of USD 1,500,\n\nPage 7 of 9\n\n000.",
                true,
            ),
            (
                "as set forth in Exhibit B of this Agreement,\n7\nGull pays",
                true,
            ),
            ("It ends.\n\n12\n\nthereafter", false),
            ("The parties are\n\n12\n\nGull and Heron", false),
            ("Sincerely,\n\n12\n\nGull Inc", false),
            ("the sum of\n12 dollars and\nmore", false),
            ("and either party; or\n\n12\n\n(b) the other", false),
            ("the fees and\n\n12\n\nB) the costs", false),
            ("the following people\n\n12\n\na) directors", false),
        ] {
            let healed = healed(text);
            assert_eq!(healed.len(), text.len(), "{text}");
            assert_eq!(!healed.contains('\n'), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_repeats_on_pages_is_no_text_between_the_halves_of_a_sentence() {
        let text = |head: &str, pages: usize| {
            let pages = ["Either party", "The Supplier", "A Customer", "Gull Inc"][..pages].iter();
            let page = |(number, who): (usize, &&str)| {
                let head = head.replace('#', &(number + 1).to_string());
                format!("{who} may give\n\n{head}\n\nthirty days of notice.\n")
            };
            pages.enumerate().map(page).collect::<String>()
        };
        for head in [
            "EXECUTION COPY",
            "***Confidential Treatment Requested   #",
            "E - #",
            "Case 18-1 Doc 2 Filed 04/18/18 Page # of 60",
        ] {
            let text = text(head, 3);
            let healed = healed(&text);
            assert_eq!(healed.len(), text.len(), "{head}");
            let joined = healed.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(joined.matches("may give thirty days").count(), 3, "{head}");
        }
        for (head, pages) in [("EXECUTION COPY", 2), ("SECTION #", 3), ("1.#", 4)] {
            let text = text(head, pages);
            assert_eq!(healed(&text), text, "{head}");
        }
    }

    #[test]
    fn a_pages_number_at_the_end_of_its_last_line_goes_with_the_break() {
        let source = "Source: GULL INC, 10-Q, 5/1/2027";
        let text =
            format!("Owner shall give 31\n\n{source}\n\nnotice. It is 32\n\n{source}\n\nlong.");
        let words = healed(&text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(words, "Owner shall give notice. It is long.");
        let text = format!("Owner shall give 30\n\n{source}\n\ndays of notice.");
        assert!(healed(&text).contains("30   "));
    }

    #[test]
    fn letters_of_several_bytes_keep_their_room() {
        let text = "für die\n\nSource: GÜLL AG, Seite, 10-K\n\nübrigen";
        assert_eq!(healed(text), text);
        let text = "for the\n\nSource: GÜLL AG, 10-K\n\nother";
        assert_eq!(healed(text).len(), text.len());
        assert!(healed(text).ends_with("other"));
    }
}
