//! Where the name of a party begins and ends: `Brown and Sons plc`, `Acme (UK) Limited`, `Jane Doe`.
//!
//! A name is read word by word and ends at the first word that no name goes on with. Nothing here
//! knows where in a contract parties are named.

use crate::domain::document::Span;
use crate::domain::value::plain;
use crate::offline::quote::squeeze;
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// Legal forms, without their full stops. Those of two letters count in capitals only.
const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "llc",
    "ltd",
    "limited",
    "lp",
    "llp",
    "lllp",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "kgaa",
    "se",
    "sa",
    "s/a",
    "sas",
    "sarl",
    "rl",
    "srl",
    "spa",
    "nv",
    "bv",
    "pty",
    "pte",
    "bhd",
    "sdn",
    "ab",
    "a/s",
    "asa",
    "as",
    "oy",
    "oyj",
    "kk",
    "na",
    "fsb",
    "ltda",
    "cv",
    "oo",
    "gie",
    "aktiengesellschaft",
    "pc",
    "pa",
    "pllc",
    "co",
    "company",
    "ulc",
    "lda",
];

/// Words that tell an organisation, though they may stand anywhere in its name.
const KINDS: &[&str] = &[
    "bank",
    "trust",
    "foundation",
    "university",
    "association",
    "partnership",
    "partners",
    "group",
    "holdings",
    "fund",
    "funds",
    "institute",
    "authority",
    "society",
    "bancorp",
    "government",
    "college",
    "hospital",
    "council",
    "city",
    "town",
    "county",
    "ministry",
    "portfolios",
];

/// Words with which no name begins, though they begin sentences and headings.
const NOT_FIRST: &[&str] = &[
    "exhibit",
    "source",
    "table",
    "page",
    "schedule",
    "section",
    "article",
    "annex",
    "appendix",
    "attachment",
    "confidential",
    "execution",
    "note",
    "any",
    "no",
    "if",
    "upon",
    "all",
    "such",
    "that",
    "to",
    "either",
    "except",
    "notwithstanding",
    "subject",
    "during",
    "including",
    "per",
    "unless",
    "thereafter",
    "whereas",
    "now",
    "for",
    "of",
    "or",
    "it",
    "agreement",
    "amendment",
    "party",
    "parties",
    "mailing",
    "attention",
    "attn",
    "agreed",
    "date",
    "dated",
    "authorizes",
    "appoint",
    "rights",
    "division",
    "our",
    "your",
];

/// Small words inside names; any other small word ends one.
const INSIDE: &[&str] = &[
    "of", "for", "de", "la", "du", "von", "van", "der", "und", "y", "e", "do", "da", "des", "et",
    "del", "di", "the", "den", "z",
];

/// Words that never begin or end a name, and words that end one even in capitals.
const STOPS: &[&str] = &[
    "a",
    "an",
    "whose",
    "which",
    "who",
    "having",
    "with",
    "located",
    "organized",
    "organised",
    "incorporated",
    "registered",
    "acting",
    "together",
    "both",
    "each",
    "its",
    "on",
    "and/or",
    "duly",
    "existing",
    "constituted",
    "residing",
    "established",
    "formed",
    "formerly",
    "doing",
    "d/b/a",
    "dba",
    "f/k/a",
    "a/k/a",
    "a.k.a",
    "is",
    "are",
    "dated",
    "as",
    "at",
    "under",
    "hereinafter",
    "individually",
    "collectively",
    "wholly",
    "through",
    "by",
    "from",
    "in",
    "effective",
    "successor",
    "dated",
    "this",
    "c/o",
    "shall",
    "be",
    "to",
    "would",
    "will",
    "may",
    "or",
    "any",
    "not",
    "has",
    "d/b/a/",
];

/// How far above and below a signature names stand, and how long a name may be, in bytes.
const ABOVE: usize = 250;
const BELOW: usize = 160;
const NAME_WITHIN: usize = 200;

/// A parenthesis that is part of a name: `Acme (UK) Limited`.
static IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\([A-Za-z. ]{2,20}\)[\s,]+(?:[A-Z]\w+\s+){0,3}\(?(?:[A-Z]\w*\.?/?)+")
        .expect("a constant pattern compiles")
});

/// What stands before a name in a list: joints, list numbers, `Party A`.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[\s,;:.&/*_|•·–—-]|(?i:\b(?:and|between|among|the|both|each\s+of)\b[\s:,]+)|(?i:\b(?:the\s+)?following\b[^:.;()\n]{0,90}:)|(?i:\bon\s+the\s+(?:one|other)\s+(?:hand|part)\b)|\bParty\s+[A-D]\b|\(\s*(?:[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})\s*\)|\b[0-9]{1,2}[.)]\s|\b(?:i{1,3}|iv|[a-d])\)|\b(?i:Messrs|M/s)\.?)+")
        .expect("a constant pattern compiles")
});

/// How a signature begins.
pub(super) static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\bB(?:y|Y)\s*:|/[sS]/|^\s*(?:Name|Signature|Signed)\b[^\n]{0,12}:|^\s*(?:By|BY)\b\s*_|Authorized\s+Signat\w+")
        .expect("a constant pattern compiles")
});

/// What parts the columns and lines of a block of signatures.
static CELL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\n|\t|\x20{3,}").expect("a constant pattern compiles"));

/// What stands before a name where it signs.
static BEFORE_SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?i:(?:(?:signed|executed)\s+)?(?:(?:name|by|for|and|on\s+behalf\s+of|print(?:ed)?\s+name|company|client|customer|the)\b[\s:]*)+|/s/)\s*")
        .expect("a constant pattern compiles")
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
        let is_key = !name.has_form && self.text[name.span.end..].trim_start().starts_with(':');
        (!is_place && !is_key).then_some(name)
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
    let (first, last) = (words.first()?, words.last()?);
    let raw = body[first.start..last.end].trim_end_matches([',', ';', ':', '*', '-', '/']);
    let text = squeeze(raw);
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

fn is_kind(word: &str) -> bool {
    KINDS.contains(&bare(word).as_str())
}

/// The words of `body` with their places, up to an empty line.
fn words(body: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for word in body.split_whitespace() {
        let start = word.as_ptr() as usize - body.as_ptr() as usize;
        let gap = found.last().map_or("", |last| &body[last.end..start]);
        if gap.matches('\n').count() > 1 {
            break;
        }
        found.push(Span::new(start, start + word.len()));
    }
    found
}

/// How many of the words make up the name.
fn kept(body: &str, words: &[Span]) -> Option<usize> {
    let word = |at: usize| words.get(at).map(|span| &body[span.range()]);
    let mut at = 0;
    let mut form_end = None;
    while let Some(this) = word(at) {
        let before = at.checked_sub(1).and_then(word).unwrap_or_default();
        if at > 0 && ends_before(body, words, at, before, this, form_end == Some(at)) {
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
            let ends_none = INSIDE.contains(&plain.as_str()) || STOPS.contains(&plain.as_str());
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
        _ => texts.any(is_form) || is_form(next),
    }
}

/// Whether the name ends before the word `this`.
fn ends_before(
    body: &str,
    words: &[Span],
    at: usize,
    before: &str,
    this: &str,
    after_form: bool,
) -> bool {
    let rest = &body[words[at].start..];
    let plain = bare(this);
    if this.starts_with('(') {
        return !IN_NAME.is_match(rest);
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
    if STOPS.contains(&plain.as_str()) && !is_form(this) {
        return after_form || this.len() > 1;
    }
    if this.starts_with(|c: char| c.is_ascii_digit()) {
        return after_form || this.len() > 4;
    }
    this.starts_with(char::is_lowercase) && !INSIDE.contains(&this) && !is_form(this)
}

/// Whether a full stop after `word` ends a sentence rather than an abbreviation.
fn ends_sentence(word: &str, is_form_end: bool) -> bool {
    word.ends_with('.')
        && !is_form_end
        && !is_form(word)
        && word.trim_end_matches('.').chars().count() > 3
        && !word.trim_end_matches('.').contains('.')
}

/// Whether the words after `and` still belong to one name: they do where a legal form ends them and
/// no other name could end before the `and`.
fn joins(rest: &str) -> bool {
    let mut seen = 0;
    for word in rest.split_whitespace().skip(1).take(6) {
        if is_form(word) || KINDS.contains(&bare(word).as_str()) {
            return seen < 4 && seen > 0;
        }
        if word.starts_with(char::is_lowercase)
            || word.starts_with(['(', '"', '“'])
            || word.ends_with([',', ';', ')'])
        {
            return is_form(word);
        }
        seen += 1;
    }
    false
}

/// Whether `rest` goes on as the name of a firm does: `Cheeseman & Walsh, Inc.`
fn is_firm_of_names(rest: &str) -> bool {
    static FIRM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:&|and)\s+(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.P|Corp|Co|P\.C)\b")
            .expect("a constant pattern compiles")
    });
    FIRM.is_match(rest)
}

/// A word in small letters without its punctuation.
fn bare(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a name ends in a legal form, or goes on from one as in `Corporation of Utah`.
pub(super) fn has_form(name: &str) -> bool {
    name.split(' ').skip(1).any(is_form)
}

/// Whether a word is a legal form.
pub(super) fn is_form(word: &str) -> bool {
    let word = word
        .trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '*'));
    let plain = bare(word);
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    FORMS.contains(&plain.as_str())
        && (letters > 2
            || word.chars().next().is_some_and(char::is_uppercase)
            || word.contains('.'))
        && !(word.chars().all(|c| c.is_lowercase())
            && matches!(
                plain.as_str(),
                "company" | "limited" | "incorporated" | "corporation" | "as" | "spa"
            ))
}

fn is_name(name: &str, has_form: bool) -> bool {
    const NOT_NAMES: &[&str] = &[
        "and",
        "this",
        "agreement",
        "parties",
        "party",
        "effective date",
        "each",
        "you",
        "we",
        "date",
        "article",
        "whereas",
        "company",
        "both",
        "it",
        "section",
        "customer",
        "supplier",
        "licensor",
        "licensee",
        "distributor",
        "seller",
        "buyer",
        "owner",
        "contractor",
        "client",
        "introduction",
        "address",
        "inc",
        "llc",
        "ltd",
        "recitals",
        "attention",
    ];
    let lower = name.to_lowercase();
    let lower = lower.trim_end_matches('.');
    let first = name.chars().next();
    let first_word = bare(name.split(' ').next().unwrap_or_default());
    // Brands such as `drkoop.com` and `eDiets` begin in small letters.
    let has_brand = first.is_some_and(char::is_lowercase)
        && name
            .split(' ')
            .next()
            .is_some_and(|word| word.chars().any(|c| !c.is_lowercase()));
    let starts =
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) || has_form && has_brand;
    let is_number = first_word.chars().all(|c| c.is_ascii_digit());
    starts
        && (!is_number
            || has_form
                && !name
                    .split(' ')
                    .next()
                    .is_some_and(|word| word.contains('.')))
        && !name.split(' ').all(is_form)
        && !STOPS.contains(&first_word.as_str())
        && !NOT_FIRST.contains(&first_word.as_str())
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !NOT_NAMES.contains(&lower)
        && !lower.starts_with("this ")
        && !lower.contains("agreement")
        && !name.split(' ').skip(1).any(is_list_number)
        && !is_county(name)
        && crate::offline::dates::dates(name).is_empty()
}

/// Whether a word is the number of a heading, as in a table of contents.
fn is_list_number(word: &str) -> bool {
    word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether what looks like a company is a town in an Irish county: `Dun Laoghaire, Co. Dublin`.
fn is_county(name: &str) -> bool {
    name.ends_with(", Co.") || name.ends_with(", Co")
}
