//! Where the name of a party begins and ends: `Brown and Sons plc`, `Acme (UK) Limited`, `Jane Doe`.
//!
//! A name is read word by word and ends at the first word that no name goes on with. Nothing here
//! knows where in a contract parties are named.

use super::ends::{has_kind, kept, without_stop};
use super::lexicon::{has_form, is_form, is_kind, is_name, is_title, roles};
use super::places::is_town_with_state;
use crate::domain::document::Span;
use crate::domain::value::plain;
use crate::offline::patterns::{Pattern, cased};
use crate::text::sentences::floor;
use std::sync::LazyLock;

/// How far above and below a signature names stand, and how long a name may be, in bytes.
const ABOVE: usize = 250;
const BELOW: usize = 160;
const NAME_WITHIN: usize = 200;

/// What stands before a name in a list: joints, list numbers, `Party A`, the key of its cell.
static LEAD: LazyLock<Pattern> = LazyLock::new(|| {
    let roles = roles();
    cased(&format!(
        r"^(?:(?i:{roles})[\x20]*\t|[\s,;:.&/*_|•·–—-]|(?i:\b(?:and|between|among|the|both|each\s+of)\b[\s:,]+)|(?i:\b(?:the\s+)?following\b[^:.;()\n]{{0,90}}:)|(?i:\bon\s+the\s+(?:one|other)\s+(?:hand|part)\b)|\bParty\s+[A-D]\b|\(\s*(?:[0-9]{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})\s*\)|\b[0-9]{{1,2}}[.)]\s|\b[0-9]\s\s+|\b(?:i{{1,3}}|iv|[a-d])\)|\b(?i:Messrs|M/s)\.?|(?i:\battest\b[\s:]*))+"
    ))
});

/// How a signature begins.
pub(super) static SIGNS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?m)\bB(?:y|Y)\s*:|/[sS]/|^\s*(?:Name|Signature|Signed)\b[^\n]{0,12}:|^\s*(?:By|BY)\b\s*_|Authorized\s+Signat\w+",
    )
});

/// What parts the columns and lines of a block of signatures.
static CELL: LazyLock<Pattern> = LazyLock::new(|| cased(r"\n|\t|\x20{3,}"));

/// What stands before a name where it signs.
static BEFORE_SIGNED: LazyLock<Pattern> = LazyLock::new(|| {
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
        if is_town_with_state(&self.text[..name.span.start], &name.text) {
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
        // On a cover an `and` of a line of its own parts two parties.
        let is_alone = body[words[joint - 1].end..words[joint].start].contains('\n')
            && words
                .get(joint + 1)
                .is_some_and(|next| body[words[joint].end..next.start].contains('\n'));
        if is_alone {
            return false;
        }
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
    let raw = without_stop(raw);
    let text = joined(body, words);
    let text = text.trim_end_matches([',', ';', ':', '*', '-', '/', ']']);
    let text = without_stop(text).to_owned();
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
