//! The words of a clause as they are compared: without what two wordings of one clause differ in by
//! nature, and with numbers, negations and sides known as such.
//!
//! `Licensee` and `Client` are one side, `twelve (12) months` and `1 year` one length, `fees` and `fee` one
//! word. The numbering of the text and its references to its own sections are no words of it.

use super::names::{Names, Role, role_of};
use crate::domain::document::Span;
use crate::offline::numbers;
use std::borrow::Cow;

/// One word with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Its letters in the text, in bytes.
    pub span: Span,
    /// What it counts as where wording is compared.
    pub key: String,
    /// What it is.
    pub kind: Kind,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A word as any other.
    Plain,
    /// It turns what is said into its opposite, or takes from it.
    Negation,
    /// A number, in canonical digits; years count as months and weeks as days.
    Number(String),
    /// A party, by its role or its name; `None` where the name tells no role.
    Party(Option<Role>),
}

const NEGATIONS: [&str; 13] = [
    "not",
    "no",
    "nor",
    "never",
    "neither",
    "none",
    "nothing",
    "non",
    "cannot",
    "without",
    "unless",
    "except",
    "excluding",
];
/// What counts as one word where wording is compared.
const SAME: [(&str, &str); 5] = [
    ("will", "shall"),
    ("must", "shall"),
    ("licence", "license"),
    ("%", "percent"),
    ("an", "a"),
];
/// Behind these a number names a part of the text.
const PARTS: [&str; 8] = [
    "section",
    "clause",
    "article",
    "paragraph",
    "schedule",
    "exhibit",
    "annex",
    "appendix",
];
const UNITS: [&str; 9] = [
    "hour", "day", "business", "calendar", "week", "month", "year", "percent", "time",
];

/// The words of `text` inside `part`, which is a sentence or a whole clause.
pub(super) fn words(text: &str, part: Span, names: &Names) -> Vec<Word> {
    let inner = &text[part.range()];
    let marks = marks(inner);
    let is_mark = |span: Span| marks.iter().any(|mark| mark.contains(span));
    let raw: Vec<(Span, String)> = pieces(inner)
        .filter(|span| !is_mark(*span))
        .map(|span| (span, folded(&inner[span.range()])))
        .collect();
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let taken = take(inner, &raw, at, names, &mut words);
        at += taken.max(1);
    }
    for word in &mut words {
        word.span = Span::new(word.span.start + part.start, word.span.end + part.start);
    }
    in_small_units(&mut words);
    as_bounds(&mut words);
    words
}

/// Takes what begins at `raw[at]` into `words`; how many pieces it was.
fn take(
    text: &str,
    raw: &[(Span, String)],
    at: usize,
    names: &Names,
    words: &mut Vec<Word>,
) -> usize {
    let (span, key) = &raw[at];
    if let Some((count, role)) = names.at(&raw[at..]) {
        let whole = Span::new(span.start, raw[at + count - 1].0.end);
        words.push(party(whole, role));
        return count;
    }
    if let Some(role) = role_of(key) {
        words.push(party(*span, Some(role)));
        return 1;
    }
    if let Some((count, value)) = number(text, raw, at) {
        let whole = Span::new(span.start, raw[at + count - 1].0.end);
        match words.last() {
            Some(last) if PARTS.contains(&last.key.as_str()) => {}
            None if is_outline(text, whole) => {}
            _ if says_again(text, whole, &value, words) => {
                let closed = whole.end + usize::from(text[whole.end..].starts_with(')'));
                if let Some(last) = words.last_mut().filter(|last| last.key == "#") {
                    last.span.end = closed;
                }
            }
            _ => words.push(Word {
                span: whole,
                key: "#".to_owned(),
                kind: Kind::Number(value),
            }),
        }
        return count;
    }
    // The percent sign of a number that was left out goes with it; `(a)` numbers a part of a sentence.
    let is_sign = key == "percent" && words.last().is_some_and(|last| last.key == *key);
    if !is_sign && !is_letter(text, *span) {
        let kind = match NEGATIONS.contains(&key.as_str()) {
            true => Kind::Negation,
            false => Kind::Plain,
        };
        words.push(Word {
            span: *span,
            key: key.clone(),
            kind,
        });
    }
    1
}

fn party(span: Span, role: Option<Role>) -> Word {
    Word {
        span,
        key: "@".to_owned(),
        kind: Kind::Party(role),
    }
}

/// The number that begins at `raw[at]`: how many pieces it has, and its digits.
fn number(text: &str, raw: &[(Span, String)], at: usize) -> Option<(usize, String)> {
    let key = raw[at].1.as_str();
    if key.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((1, digits(key)?));
    }
    let keys = raw[at..].iter().map(|(_, key)| key.as_str());
    let is_part = |key: &&str| *key == "and" || numbers::spelled(key).is_some();
    let mut spelled: Vec<&str> = keys.take_while(is_part).collect();
    while spelled.last() == Some(&"and") {
        spelled.pop();
    }
    if spelled.is_empty() || spelled[0] == "and" {
        return None;
    }
    let end = at + spelled.len();
    // `No one` and `one or more` are no numbers.
    let next = raw.get(end).map_or("", |(_, key)| key.as_str());
    let is_counted =
        UNITS.contains(&next) || text[raw[end - 1].0.end..].trim_start().starts_with('(');
    if spelled == ["one"] && !is_counted {
        return None;
    }
    Some((
        spelled.len(),
        numbers::spelled(&spelled.join(" "))?.to_string(),
    ))
}

/// `1,000,000.00` and `1.000.000` as 1000000; `None` where letters stand among the digits.
fn digits(key: &str) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let plain = key.replace(',', "");
    let plain = match plain.matches('.').count() {
        0 | 1 => plain,
        _ => plain.replace('.', ""),
    };
    let whole = match plain.split_once('.') {
        Some((whole, "0" | "00")) => whole,
        _ => plain.as_str(),
    };
    whole.chars().all(is_digit).then(|| whole.to_owned())
}

/// Whether the number of a part of the text stands at its start: `12.3 Assignment`, `7. Term`.
fn is_outline(text: &str, span: Span) -> bool {
    let rest = text[span.end..].trim_start_matches(['.', ')', ' ', '\n', '\t']);
    text[..span.start].trim().is_empty() && rest.starts_with(char::is_uppercase)
}

/// Whether it says the number before it once more: `(12)` behind `twelve`, `(US$5)` behind `five dollars`.
fn says_again(text: &str, span: Span, value: &str, words: &[Word]) -> bool {
    /// The longest mark of a currency between the bracket and the number.
    const MARK: usize = 5;
    let before = &text[..span.start];
    let is_bracketed = before
        .rfind('(')
        .is_some_and(|at| before.len() - at <= MARK + 1 && !before[at..].contains(')'));
    let last = words
        .iter()
        .rev()
        .take(6)
        .find_map(|word| match &word.kind {
            Kind::Number(value) => Some(value),
            _ => None,
        });
    is_bracketed && last.is_some_and(|last| last == value)
}

/// Whether it is the letter of a row: `(a)`, `(iv)`.
fn is_letter(text: &str, span: Span) -> bool {
    span.end - span.start <= 3
        && text[..span.start].ends_with('(')
        && text[span.end..].starts_with(')')
}

/// Where a sentence or a line of it begins with the number of a part of the text: `6.1 Safeguards`, `C.2`, `(b)`.
fn marks(text: &str) -> Vec<Span> {
    let mut marks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let mark = text[start..].split_whitespace().next().unwrap_or_default();
        let rest = text[start + mark.len()..].trim_start();
        let number = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
        let is_part = |part: &str| {
            let is_letter = part.len() == 1 && part.chars().all(char::is_alphabetic);
            is_letter || (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let is_dotted = mark.len() > number.len() || number.contains('.');
        if is_dotted && number.split('.').all(is_part) && rest.starts_with(char::is_uppercase) {
            marks.push(Span::new(start, start + mark.len()));
        }
    }
    marks
}

/// `Not less than` is `at least`, and `not more than` denies nothing either: they bound a number.
fn as_bounds(words: &mut [Word]) {
    const LEAST: [&str; 2] = ["less", "fewer"];
    const MOST: [&str; 5] = ["more", "later", "earlier", "greater", "longer"];
    for at in 2..words.len() {
        let [first, second, third] = &mut words[at - 2..=at] else {
            continue;
        };
        let is_least = LEAST.contains(&second.key.as_str());
        let is_bound = is_least || MOST.contains(&second.key.as_str());
        if third.key != "than" || !is_bound || !["not", "no"].contains(&first.key.as_str()) {
            continue;
        }
        first.kind = Kind::Plain;
        if is_least {
            first.key = "at".to_owned();
            second.key = "least".to_owned();
        } else {
            first.key = "no".to_owned();
        }
    }
}

/// Years become months and weeks days, so that one length is one number.
fn in_small_units(words: &mut [Word]) {
    for at in 1..words.len() {
        let (factor, unit) = match words[at].key.as_str() {
            "year" => (12, "month"),
            "week" => (7, "day"),
            _ => continue,
        };
        let Kind::Number(count) = &mut words[at - 1].kind else {
            continue;
        };
        if let Some(product) = count.parse().ok().and_then(|n: u64| n.checked_mul(factor)) {
            *count = product.to_string();
            words[at].key = unit.to_owned();
        }
    }
}

/// The word at `at` as the text has it; a number with the unit behind it, such as `ten (10) business days`.
pub(super) fn counted(text: &str, words: &[Word], at: usize) -> String {
    let mut units = words[at + 1..].iter();
    let is_unit = |word: &&Word| UNITS.contains(&word.key.as_str());
    let units = units.by_ref().take_while(is_unit).take(2);
    let last = match words[at].kind {
        Kind::Number(_) => units.last(),
        _ => None,
    };
    let end = last.unwrap_or(&words[at]).span.end;
    flat(&text[words[at].span.start..end])
}

/// `text` in one line.
pub(super) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the words of `text` stand: letters and digits, marks inside numbers, and the percent sign.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_start = |c: char| c.is_alphanumeric() || c == '%';
        let start = at + text[at..].find(is_start)?;
        let mut end = start;
        let mut letters = text[start..].chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied().unwrap_or(' ');
            let before = text[start..end].chars().next_back();
            let is_inside = match letter {
                '%' => end == start,
                '.' | ',' => before.is_some_and(|c| c.is_ascii_digit()) && next.is_ascii_digit(),
                '\'' | '’' => next.is_alphabetic(),
                _ => letter.is_alphanumeric(),
            };
            if !is_inside {
                break;
            }
            end += letter.len_utf8();
            if letter == '%' {
                break;
            }
        }
        at = end;
        Some(Span::new(start, end))
    })
}

/// What a word counts as: in lower case, of one number, without a genitive.
pub(super) fn folded(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    let stem = lower.strip_suffix("'s").unwrap_or(&lower);
    let same = SAME.iter().find(|(word, _)| *word == stem);
    let stem = same.map_or(stem, |(_, same)| same);
    singular(stem).into_owned()
}

fn singular(word: &str) -> Cow<'_, str> {
    let is_short = word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match (word.strip_suffix("ies"), word.strip_suffix('s')) {
        (Some(stem), _) if !is_short => Cow::Owned(format!("{stem}y")),
        (_, Some(stem)) if !is_short => Cow::Borrowed(stem),
        _ => Cow::Borrowed(word),
    }
}
