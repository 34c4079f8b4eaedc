//! Where the name of a party begins and ends: `Brown and Sons plc`, `Acme (UK) Limited`, `Jane Doe`.
//!
//! A name is read word by word and ends at the first word that no name goes on with. Nothing here
//! knows where in a contract parties are named.

use super::lexicon::{INSIDE, STOPS, bare, has_form, is_form, is_kind, is_name, is_title};
use crate::domain::document::Span;
use crate::domain::value::plain;
use crate::offline::patterns::cased;
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// How far above and below a signature names stand, and how long a name may be, in bytes.
const ABOVE: usize = 250;
const BELOW: usize = 160;
const NAME_WITHIN: usize = 200;

/// A parenthesis that is part of a name: `Acme (UK) Limited`.
static IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    cased(r"^\([A-Za-z. ]{2,20}\)[\s,]+(?:[A-Z]\w+\s+){0,3}\(?(?:[A-Z]\w*\.?/?)+")
});

/// What stands before a name in a list: joints, list numbers, `Party A`.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"^(?:[\s,;:.&/*_|•·–—-]|(?i:\b(?:and|between|among|the|both|each\s+of)\b[\s:,]+)|(?i:\b(?:the\s+)?following\b[^:.;()\n]{0,90}:)|(?i:\bon\s+the\s+(?:one|other)\s+(?:hand|part)\b)|\bParty\s+[A-D]\b|\(\s*(?:[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})\s*\)|\b[0-9]{1,2}[.)]\s|\b[0-9]\s\s+|\b(?:i{1,3}|iv|[a-d])\)|\b(?i:Messrs|M/s)\.?|(?i:\battest\b[\s:]*))+",
    )
});

/// How a signature begins.
pub(super) static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"(?m)\bB(?:y|Y)\s*:|/[sS]/|^\s*(?:Name|Signature|Signed)\b[^\n]{0,12}:|^\s*(?:By|BY)\b\s*_|Authorized\s+Signat\w+",
    )
});

/// What parts the columns and lines of a block of signatures.
static CELL: LazyLock<Regex> = LazyLock::new(|| cased(r"\n|\t|\x20{3,}"));

/// What stands before a name where it signs.
static BEFORE_SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    cased(
        r"^\s*(?i:(?:(?:signed|executed)\s+)?(?:(?:name|by|for|and|on\s+behalf\s+of|print(?:ed)?\s+name|company|client|customer|the)\b[\s:]*)+|/s/)\s*",
    )
});

/// A name and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Its place in the text.
    pub span: Span,
    /// Its letters, white space apart.
    pub text: String,
    /// Whether a legal form or a word such as `University` tells an organisation.
    pub is_organisation: bool,
    /// Whether it ends in a legal form.
    pub has_form: bool,
}

/// Reads names in one text. What stands near the end of a contract, where it is signed, tells
/// whether `Hill and Dale Trust` is one party or two.
pub(super) struct Names<'a> {
    text: &'a str,
    /// Letters and digits of what stands alone on a line of the last part of the text.
    signed: Vec<String>,
}

impl<'a> Names<'a> {
    /// A reader of the names in `text`.
    pub fn new(text: &'a str) -> Self {
        let from = floor(text, text.len() / 3);
        let mut signed = Vec::new();
        let mut done = from;
        for sign in SIGNS.find_iter(&text[from..]) {
            let (start, end) = (from + sign.start(), from + sign.end());
            let near = floor(text, start.saturating_sub(ABOVE).max(done));
            let block = &text[near..floor(text, end + BELOW)];
            signed.extend(cells(block));
            done = end;
        }
        Self { text, signed }
    }

    /// The text that the names stand in.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether `name` stands where the contract is signed. One word alone may stand there for
    /// anything.
    pub fn is_signed(&self, name: &str) -> bool {
        let more = name.len() / 2;
        let is_long = name.contains(' ');
        let name = plain(name);
        let is = |cell: &String| cell.starts_with(&name) && cell.len() <= name.len() + more;
        is_long && self.signed.iter().any(is)
    }

    /// The name that begins at `start`, lead-in words apart, and ends before `end`.
    pub fn at(&self, start: usize, end: usize) -> Option<Name> {
        let stretch = self.text.get(start..end)?;
        let lead = LEAD.find(stretch).map_or(0, |lead| lead.end());
        let body = &stretch[lead..];
        let body = body.get(..floor(body, NAME_WITHIN))?;
        let words = words(body);
        let mut kept = kept(body, &words)?;
        let joint = |at: &usize| matches!(&body[words[*at].range()], "and" | "AND" | "And");
        if let Some(joint) = (1..kept).find(joint)
            && !self.is_one(body, &words[..kept], joint)
        {
            kept = joint;
        }
        let is_place = words.get(kept).is_some_and(|next| {
            let (last, next) = (&body[words[kept - 1].range()], &body[next.range()]);
            last.trim_matches(',').len() == 2 && next.starts_with(|c: char| c.is_ascii_digit())
        });
        let name = name(body, &words[..kept], start + lead)?;
        // `AS IS` is no Norwegian company.
        if name.text.ends_with(" AS") && self.text[name.span.end..].trim_start().starts_with("IS") {
            return None;
        }
        let is_key = !name.has_form && self.text[name.span.end..].trim_start().starts_with(':');
        // What a company is (`a Nevada corporation`) is not what it is called.
        let before = self.text[..name.span.start].trim_end();
        let is_kind = [" a", " an", "\na", "\nan"]
            .iter()
            .any(|article| before.ends_with(article));
        (!is_place && !is_key && !is_kind).then_some(name)
    }

    /// Whether the words on both sides of the `and` at `joint` make one name.
    fn is_one(&self, body: &str, words: &[Span], joint: usize) -> bool {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return false;
        };
        let left = plain(&body[first.start..words[joint - 1].end]);
        let right = &body[words[joint].end..last.end];
        let is_company = right
            .split_whitespace()
            .any(|word| is_form(word) || is_kind(word));
        let is_address = left.contains(|c: char| c.is_ascii_digit());
        let is_short = right.split_whitespace().count() <= 3;
        self.is_signed(&body[first.start..last.end])
            || !self.signed.contains(&left)
                && is_short
                && !is_address
                && (is_company || has_kind(body, &words[..joint]))
    }
}

fn has_kind(body: &str, words: &[Span]) -> bool {
    words.iter().any(|word| is_kind(&body[word.range()]))
}

/// What stands on the lines and in the columns of a block of signatures, letters and digits only.
fn cells(block: &str) -> impl Iterator<Item = String> {
    CELL.split(block)
        .map(|cell| plain(&BEFORE_SIGNED.replace(cell, "")))
        .filter(|cell| !cell.is_empty())
}

fn name(body: &str, words: &[Span], offset: usize) -> Option<Name> {
    let title = words.first().map(|first| &body[first.range()]);
    let all = joined(body, words);
    let is_person = !all.split(' ').any(|word| is_form(word) || is_kind(word));
    let skipped = usize::from(is_person && words.len() > 2 && title.is_some_and(is_title));
    let words = &words[skipped..];
    let (first, last) = (words.first()?, words.last()?);
    let raw = body[first.start..last.end].trim_end_matches([',', ';', ':', '*', '-', '/', ']']);
    let text = joined(body, words);
    let text = text
        .trim_end_matches([',', ';', ':', '*', '-', '/', ']'])
        .to_owned();
    let several = text.contains(' ');
    let has_form = has_form(&text);
    let is_organisation = several && text.split(' ').any(|word| is_form(word) || is_kind(word));
    let from = offset + first.start;
    is_name(&text, has_form).then_some(Name {
        span: Span::new(from, from + raw.len()),
        text,
        is_organisation,
        has_form,
    })
}

/// The words of a name, one space between two.
fn joined(body: &str, words: &[Span]) -> String {
    let words: Vec<&str> = words.iter().map(|word| &body[word.range()]).collect();
    words.join(" ")
}

/// The words of `body` with their places, up to an empty line.
fn words(body: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for word in body.split_whitespace().filter(|word| !is_ruler(word)) {
        let start = word.as_ptr() as usize - body.as_ptr() as usize;
        let gap = found.last().map_or("", |last| &body[last.end..start]);
        if gap.matches('\n').count() > 1 {
            break;
        }
        found.push(Span::new(start, start + word.len()));
    }
    found
}

/// Whether a word is a line drawn under others, which breaks up the text of a filing.
fn is_ruler(word: &str) -> bool {
    word.len() >= 3 && word.chars().all(|c| matches!(c, '-' | '_' | '='))
}

/// How many of the words make up the name.
fn kept(body: &str, words: &[Span]) -> Option<usize> {
    let word = |at: usize| words.get(at).map(|span| &body[span.range()]);
    let mut at = 0;
    let mut form_end = None;
    while let Some(this) = word(at) {
        let before = at.checked_sub(1).and_then(word).unwrap_or_default();
        if at > 0 && ends_before(body, words, at, form_end == Some(at)) {
            break;
        }
        if at > 0 && is_form(this) && form_end.is_none_or(|end| end == at || is_form(before)) {
            form_end = Some(at + 1);
        }
        at += 1;
        if at > 16 || this.ends_with([';', ':']) {
            break;
        }
    }
    // What follows a legal form belongs to the name only as in `Corporation of America`.
    if let Some(end) = form_end
        && at > end
        && !goes_on_after_form(body, &words[end - 1..at])
    {
        at = end;
    }
    while at > 0
        && word(at - 1).is_some_and(|last| {
            let plain = bare(last);
            let ends_none = INSIDE.contains(plain.as_str()) || STOPS.contains(plain.as_str());
            ends_none && !is_form(last) || plain.is_empty() || plain == "and"
        })
    {
        at -= 1;
    }
    (at > 0).then_some(at)
}

/// Whether the words after a legal form, the first of `words`, still belong to the name.
fn goes_on_after_form(body: &str, words: &[Span]) -> bool {
    let mut texts = words.iter().map(|span| &body[span.range()]);
    let (form, next) = (
        texts.next().unwrap_or_default(),
        texts.next().unwrap_or_default(),
    );
    match next {
        "of" | "OF" => {
            matches!(
                bare(form).as_str(),
                "corporation" | "company" | "co" | "corp"
            ) && texts
                .next()
                .is_some_and(|word| word.starts_with(char::is_uppercase))
                && !form.ends_with(',')
        }
        "and" | "&" => true,
        _ if is_form(next) => true,
        // `Foo Company Bar Ltd.` may be one name; after `Inc.` or `LLC` the next one begins.
        _ => may_stand_inside(form, next) && texts.any(is_form),
    }
}

/// Whether a legal form may stand inside a name, before its last one.
fn may_stand_inside(form: &str, next: &str) -> bool {
    let form = bare(form);
    matches!(
        form.as_str(),
        "company" | "co" | "corporation" | "ag" | "sa" | "partnership"
    ) || form == "limited" && next.eq_ignore_ascii_case("liability")
}

/// Whether the name ends before the word `this`.
fn ends_before(body: &str, words: &[Span], at: usize, after_form: bool) -> bool {
    let (before, this) = (&body[words[at - 1].range()], &body[words[at].range()]);
    let rest = &body[words[at].start..];
    let plain = bare(this);
    if this.starts_with('(') {
        return !(IN_NAME.is_match(rest) || after_form && is_form(this));
    }
    if begins_an_address(body, words, at) {
        return true;
    }
    if this.starts_with(['"', '“', '[', '”', '<', '_', '‘', '•', '|']) || this.starts_with("--")
    {
        return true;
    }
    if before.ends_with(',') {
        return !is_form(this) && (after_form || !is_firm_of_names(rest));
    }
    if ends_sentence(before, after_form) || before.ends_with(';') {
        return true;
    }
    if matches!(this, "and" | "AND" | "And" | "&") {
        return this != "&" && (after_form || !(joins(rest) || has_kind(body, &words[..at])));
    }
    if STOPS.contains(plain.as_str()) && !is_form(this) {
        return after_form || this.len() > 1 && !is_capital_inside(before, rest);
    }
    if INSIDE.contains(this)
        && rest[this.len()..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    if this.starts_with(|c: char| c.is_ascii_digit()) {
        return after_form || this.len() > 4 && !is_series(this);
    }
    this.starts_with(char::is_lowercase) && !INSIDE.contains(this) && !is_form(this)
}

/// Whether a word is the series of a trust or fund: `2026-A`.
fn is_series(word: &str) -> bool {
    word.trim_end_matches(',')
        .split_once('-')
        .is_some_and(|(year, letter)| {
            year.len() == 4 && letter.len() <= 2 && letter.starts_with(char::is_uppercase)
        })
}

/// Whether the word at `at` begins the address under a name: a line that begins with a number, or
/// holds one and no legal form.
fn begins_an_address(body: &str, words: &[Span], at: usize) -> bool {
    let gap = &body[words[at - 1].end..words[at].start];
    let line = body[words[at].start..].lines().next().unwrap_or_default();
    let has_number = line.contains(|c: char| c.is_ascii_digit());
    gap.contains('\n')
        && (line.starts_with(|c: char| c.is_ascii_digit())
            || at > 1 && has_number && !line.split_whitespace().any(is_form))
}

/// Whether a small word stands in capitals inside a name, as in `PAY BY PHONE, INC.`
fn is_capital_inside(before: &str, rest: &str) -> bool {
    const SMALL: [&str; 9] = ["ON", "BY", "FOR", "WITH", "IN", "AT", "FROM", "TO", "UNDER"];
    if rest
        .get(..11)
        .is_some_and(|words| words.eq_ignore_ascii_case("in right of"))
    {
        return true;
    }
    let is_capital = |word: &str| !word.contains(char::is_lowercase);
    let mut words = rest.split_whitespace();
    let this = words.next().unwrap_or_default();
    SMALL.contains(&this)
        && is_capital(before)
        && words
            .take(4)
            .take_while(|word| is_capital(word) || is_form(word))
            .any(is_form)
}

/// Whether a full stop after `word` ends a sentence rather than an abbreviation.
fn ends_sentence(word: &str, is_form_end: bool) -> bool {
    word.ends_with('.')
        && !is_form_end
        && !is_form(word)
        && word.trim_end_matches('.').chars().count() > 3
        && !matches!(
            bare(word).as_str(),
            "bros" | "intl" | "natl" | "assoc" | "univ" | "tech" | "labs" | "mfrs"
        )
        && !word.trim_end_matches('.').contains('.')
}

/// Whether the words after `and` still belong to one name: they do where a legal form ends them and
/// no other name could end before the `and`.
fn joins(rest: &str) -> bool {
    for (seen, word) in rest.split_whitespace().skip(1).take(6).enumerate() {
        if is_form(word) || is_kind(word) {
            return seen < 4 && seen > 0;
        }
        if word.starts_with(char::is_lowercase)
            || word.starts_with(['(', '"', '“'])
            || word.ends_with([',', ';', ')'])
        {
            return is_form(word);
        }
    }
    false
}

/// Whether `rest` goes on as the name of a firm does: `Cheeseman & Walsh, Inc.`
fn is_firm_of_names(rest: &str) -> bool {
    static FIRM: LazyLock<Regex> = LazyLock::new(|| {
        cased(
            r"^(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:&|and)\s+(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.P|Corp|Co|P\.C)\b",
        )
    });
    FIRM.is_match(rest)
}
