//! Finds the phrases that may be a party's name or alias, a title or a date. It finds too many; the
//! classifier chooses.

use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::trim;
use std::sync::LazyLock;

/// What a phrase looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Capitalised words in a row.
    Name,
    /// Capitalised words in a row that end in a legal form.
    Company,
    /// Words in quotes, as a defined term is.
    Quoted,
    /// A bracket with quotes in it.
    Bracket,
    /// A line or the end of a line at the head of the contract.
    Line,
    /// A day, or the blanks for one.
    Date,
}

/// A phrase and its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// Where it stands.
    pub span: Span,
    /// What it looks like.
    pub kind: Kind,
}

static COMPANY: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)[\s,](?:inc(?:orporated)?|l\.?\s?l\.?\s?c|ltd|limited|corp(?:oration)?|company|co|l\.?\s?p|llp|n\.\s?v|s\.\s?a|gmbh|ag|plc|b\.\s?v|trust|bank|university|partners|association|group|n\.\s?a|fund|foundation)\.?$",
    )
});
/// Names are of any script.
static RUN: LazyLock<Pattern> =
    LazyLock::new(|| cased(&run(r"[\p{Uppercase_Letter}", r"[\p{Letter}")));
/// The same where no other script than Latin stands: its automaton is far smaller.
static LATIN_RUN: LazyLock<Pattern> = LazyLock::new(|| {
    cased(&run(
        r"[[\p{Uppercase_Letter}&&[\x00-\x{24F}]]",
        r"[[\p{Letter}&&[\x00-\x{24F}]]",
    ))
});

fn run(capital: &str, letter: &str) -> String {
    format!(
        r"{capital}0-9]{letter}0-9&.'’/!-]*(?:(?:,?\s+(?:Inc|INC|LLC|L\.L\.C|Ltd|LTD|L\.P|LP|N\.A|S\.A|Corp|CORP|Co|CO|Limited|LIMITED|PLC|plc)\b\.?)|\s+(?:(?:of|for|the|de|du|von|van)\s+)?{capital}&(]{letter}0-9&.'’/!)-]*){{0,10}}"
    )
}

/// Whether no letter of another script than Latin stands in `text`.
fn is_latin(text: &str) -> bool {
    text.chars()
        .all(|letter| letter < '\u{250}' || !letter.is_alphabetic())
}

static QUOTED: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r#"["“”]\s*([^"“”\n()]{2,60}?)[\s,.;]*["“”]|['‘]([A-Z][^'‘’\n()]{1,40}?),?['’]"#)
});
static BRACKET: LazyLock<Pattern> = LazyLock::new(|| cased(r"\([^()]+\)"));
static DATE: LazyLock<Pattern> = LazyLock::new(|| {
    const MONTH: &str = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?";
    const GAP: &str = r"[_\[\]*•●\s.-]";
    cased(&format!(
        r"(?i)(?:\b[0-9]{{1,2}}\s?(?:s\s?t|n\s?d|r\s?d|t\s?h)?|{GAP}{{2,}}(?:th|st)?|\b(?:first|second|third|[a-z]+th))\s*,?\s*(?:day\s+)?(?:of\s+)?(?:{MONTH}|_{{3,}}),?\s+(?:in\s+the\s+year\s+)?(?:of\s+)?(?:[0-9]{{4}}|20{GAP}+|_+)?|\b{MONTH}\s*(?:[0-9]{{1,2}}|{GAP}{{2,}})(?:\s?st|\s?nd|\s?rd|\s?th)?\s*,?\s*(?:[0-9]{{4}}|20{GAP}+)?|\b[0-9]{{1,4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{2,4}}\b|\b{MONTH},?\s+[0-9]{{4}}|_{{2,}},?\s*(?:[0-9]{{4}}|20_+)"
    ))
});
static TITLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:agreement|contract|amendment|addendum|lease|plan|license|memorandum|letter|terms|schedule|policy|note|guaranty|order|undertaking|deed|statement|arrangement|understanding)\b",
    )
});

/// The names, aliases and brackets that stand in `zone`.
pub fn names(text: &str, zone: Span) -> Vec<Phrase> {
    let part = &text[zone.range()];
    let mut found = Vec::new();
    let mut add = |range: std::ops::Range<usize>, kind| {
        let span = trim(text, zone.start + range.start, zone.start + range.end);
        if span.start < span.end {
            found.push(Phrase { span, kind });
        }
    };
    let runs = if is_latin(part) { &*LATIN_RUN } else { &*RUN };
    for run in runs.find_iter(part) {
        let name = run.as_str().trim_end_matches([',', ' ', '(']);
        let is_word = name.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        if is_word {
            let kind = if COMPANY.is_match(name) {
                Kind::Company
            } else {
                Kind::Name
            };
            add(run.start()..run.start() + name.len(), kind);
        }
    }
    for quoted in QUOTED.captures_iter(part) {
        if let Some(inner) = quoted.get(1).or_else(|| quoted.get(2)) {
            add(inner.range(), Kind::Quoted);
        }
    }
    for bracket in BRACKET.find_iter(part) {
        if holds_quotes(bracket.as_str()) {
            add(bracket.range(), Kind::Bracket);
        }
    }
    found
}

/// How far from its ends the quotes in a bracket may stand, in letters.
const TO_QUOTES: usize = 160;

/// Whether quotes stand in `bracket` with few words before and after them.
fn holds_quotes(bracket: &str) -> bool {
    let letters = bracket.chars().count() - 2;
    let inside = bracket.chars().skip(1).take(letters);
    inside.enumerate().any(|(before, letter)| {
        let after = letters - 1 - before;
        matches!(letter, '"' | '“' | '”') && before <= TO_QUOTES && after <= TO_QUOTES
    })
}

/// The days that are named in `zone`.
pub fn dates(text: &str, zone: Span) -> Vec<Phrase> {
    DATE.find_iter(&text[zone.range()])
        .filter(|date| date.as_str().trim().len() > 3)
        .map(|date| Phrase {
            span: trim(text, zone.start + date.start(), zone.start + date.end()),
            kind: Kind::Date,
        })
        .filter(|phrase| phrase.span.start < phrase.span.end)
        .collect()
}

/// The most lines that a title may take, and the longest.
const TITLE_LINES: usize = 4;
const TITLE_BYTES: usize = 160;

/// Runs of lines at the head of the contract that may be its title.
pub fn titles(text: &str, zone: Span) -> Vec<Phrase> {
    let mut lines = Vec::new();
    let mut at = zone.start;
    for line in text[zone.range()].split_inclusive('\n') {
        let span = trim(text, at, at + line.len());
        at += line.len();
        if span.start < span.end {
            lines.push(span);
        }
    }
    let mut found = Vec::new();
    for (first, start) in lines.iter().enumerate() {
        for last in lines.iter().skip(first).take(TITLE_LINES) {
            let span = Span::new(start.start, last.end);
            if span.end - span.start > TITLE_BYTES {
                break;
            }
            if TITLE.is_match(&text[span.range()]) {
                found.push(Phrase {
                    span,
                    kind: Kind::Line,
                });
            }
        }
    }
    found
}
