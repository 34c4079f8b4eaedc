//! The words of a clause as they are compared: without what two wordings of one clause differ in by
//! nature, and with numbers, negations and sides known as such.
//!
//! `Licensee` and `Client` are one side, `twelve (12) months` and `1 year` one length, `fees` and `fee` one
//! word. The numbering of the text and its references to its own sections are no words of it.

use crate::domain::document::Span;
use crate::domain::reading::Reading;
use crate::domain::term::Finding;
use crate::domain::value::{Party, Value};
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

/// Which side of a contract a party is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It pays.
    Customer,
    /// It is paid.
    Supplier,
}

const CUSTOMERS: [&str; 6] = [
    "customer",
    "client",
    "buyer",
    "purchaser",
    "licensee",
    "subscriber",
];
const SUPPLIERS: [&str; 7] = [
    "supplier",
    "vendor",
    "provider",
    "seller",
    "licensor",
    "contractor",
    "consultant",
];
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

/// The names of the parties of one contract, folded, and the side of each where it is known.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(Vec<String>, Option<Role>)>);

impl Names {
    /// Those of a reading: full names, aliases, and the roles that were read.
    pub(super) fn of(reading: &Reading) -> Self {
        let values = |field: &str| {
            let finding = reading.fields.get(&field.into());
            let terms = finding.map_or(&[][..], Finding::terms);
            terms.iter().map(|term| &term.value).collect::<Vec<_>>()
        };
        let roles: Vec<(Option<Role>, &str)> = values("party_role")
            .into_iter()
            .filter_map(|value| match value {
                Value::Text(told) => told.split_once(": "),
                _ => None,
            })
            .map(|(role, name)| (role_of(&folded(role)), name))
            .collect();
        let mut names = Vec::new();
        for value in values("party") {
            let Value::Party(Party { name, alias }) = value else {
                continue;
            };
            let alias = alias.as_deref().unwrap_or_default();
            let told = roles.iter().find(|(_, known)| known == name);
            let role = role_of(&folded(alias)).or(told.and_then(|(role, _)| *role));
            for words in [name.as_str(), alias] {
                let words: Vec<String> = pieces(words)
                    .map(|span| folded(&words[span.range()]))
                    .collect();
                if !words.is_empty() {
                    names.push((words, role));
                }
            }
        }
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Self(names)
    }

    /// How many words at the start of `rest` are a party's name, and which side it is.
    fn at(&self, rest: &[(Span, String)]) -> Option<(usize, Option<Role>)> {
        let begins = |name: &[String]| {
            name.len() <= rest.len() && name.iter().zip(rest).all(|(a, (_, b))| a == b)
        };
        let found = self.0.iter().find(|(name, _)| begins(name));
        found.map(|(name, role)| (name.len(), *role))
    }
}

/// The words of `text` inside `part`, which is a sentence or a whole clause.
pub(super) fn words(text: &str, part: Span, names: &Names) -> Vec<Word> {
    let inner = &text[part.range()];
    let raw: Vec<(Span, String)> = pieces(inner)
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

fn role_of(key: &str) -> Option<Role> {
    match key {
        key if CUSTOMERS.contains(&key) => Some(Role::Customer),
        key if SUPPLIERS.contains(&key) => Some(Role::Supplier),
        _ => None,
    }
}

/// The number that begins at `raw[at]`: how many pieces it has, and its digits.
fn number(text: &str, raw: &[(Span, String)], at: usize) -> Option<(usize, String)> {
    let (span, key) = &raw[at];
    if key.starts_with(|c: char| c.is_ascii_digit()) {
        let digits: String = key.chars().filter(|c| *c != ',').collect();
        let is_plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        let whole = digits.trim_end_matches('0');
        let value = match digits.contains('.') && whole.ends_with('.') {
            true => whole.trim_end_matches('.').to_owned(),
            false => digits.clone(),
        };
        return is_plain.then_some((1, value));
    }
    let is_numeral = |key: &str| numbers::spelled(key).is_some() && key != "and";
    let end = (at..raw.len())
        .find(|next| !is_numeral(&raw[*next].1) && !(raw[*next].1 == "and" && *next > at))
        .unwrap_or(raw.len());
    let end = end - usize::from(end > at && raw[end - 1].1 == "and");
    let value = (end > at).then(|| {
        let keys: Vec<&str> = raw[at..end].iter().map(|(_, key)| key.as_str()).collect();
        numbers::spelled(&keys.join(" "))
    })??;
    // `No one` and `one or more` are no numbers.
    let is_counted = text[raw[end - 1].0.end..].trim_start().starts_with('(')
        || raw
            .get(end)
            .is_some_and(|(_, key)| UNITS.contains(&key.as_str()));
    let is_one = key == "one" && end == at + 1 && !is_counted;
    (!is_one).then(|| (end - at, value.to_string()))
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
fn pieces(text: &str) -> impl Iterator<Item = Span> + '_ {
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
fn folded(word: &str) -> String {
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
