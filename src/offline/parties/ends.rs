//! Where a name ends: read word by word, up to the first word that no name goes on with.
//!
//! Only the words decide; where in a contract they stand is not known here.

use super::lexicon::{INSIDE, SPELLED, STOPS, bare, is_form, is_kind};
use super::places::is_building;
use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use std::sync::LazyLock;

/// A parenthesis that is part of a name: `Acme (UK) Limited`.
static IN_NAME: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"^\([A-Za-z. ]{2,20}\)[\s,]+(?:[A-Z]\w+\s+){0,3}\(?(?:[A-Z]\w*\.?/?)+")
});

/// A parenthesis that says where a company is registered: `(Company No. 12)`, `(Co. Reg. 12)`.
static REGISTERED: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"^\((?i:(?:company|co\.?|corporation|corporate)\s+(?:no\b|number|reg|id\b|identification))",
    )
});

/// How many of the words make up the name.
pub(super) fn kept(body: &str, words: &[Span]) -> Option<usize> {
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
    if let Some(end) = end_of_spelled_form(body, words, at) {
        return Some(end);
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

/// How many words make up the name where a legal form written out in words follows the first `kept`
/// of them, as in `Crestline Bank, National Association`.
fn end_of_spelled_form(body: &str, words: &[Span], kept: usize) -> Option<usize> {
    let before = words.get(kept.checked_sub(1)?)?;
    let rest = &body[before.start..];
    let form = SPELLED_FORM.captures(rest)?.name("f")?;
    let end = before.start + form.end();
    Some(words.iter().take_while(|word| word.start < end).count())
}

/// The last word of a name and a legal form in words behind it. What is capitalised there belongs to
/// the name; `a professional corporation` in small letters only describes it.
static SPELLED_FORM: LazyLock<Pattern> =
    LazyLock::new(|| cased(&format!(r"^\S+\s+(?P<f>{SPELLED})(?:[\s,;.()]|$)")));

/// Whether `after` begins like the line of a register: `Company No. 123`, `ABN 44 219 803 551`.
fn is_register(this: &str, after: &str) -> bool {
    static NUMBER: LazyLock<Pattern> =
        LazyLock::new(|| cased(r"^(?i:no\b|nos\b|number|registration|reg\b)"));
    const REGISTERS: [&str; 8] = ["ABN", "ACN", "ARBN", "NZBN", "UEN", "CRN", "HRB", "SIREN"];
    let has_digit = after.starts_with(|c: char| c.is_ascii_digit());
    matches!(this, "Company" | "COMPANY") && NUMBER.is_match(after)
        || REGISTERS.contains(&this) && has_digit
}

/// Whether `AS` is the small word in capitals: `SOFTWARE AS A SERVICE`, `FIRST BANK AS AGENT`. Behind
/// the name of a Norwegian or Danish company no further word of a sentence in capitals stands but `AND`.
fn is_small_as(before: &str, this: &str, after: &str) -> bool {
    let line = after.split('\n').next().unwrap_or_default();
    let next = line.split_whitespace().next().unwrap_or_default();
    this == "AS"
        && !before.contains(char::is_lowercase)
        && next.starts_with(char::is_uppercase)
        && !next.contains(char::is_lowercase)
        && !matches!(next, "AND" | "OG")
}

/// A name without the full stop that ends the sentence. The stop of an abbreviation stays.
pub(super) fn without_stop(name: &str) -> &str {
    let last = name.split_whitespace().next_back().unwrap_or_default();
    let Some(word) = last.strip_suffix('.') else {
        return name;
    };
    let is_whole_form = is_form(last)
        && !word.contains('.')
        && !matches!(
            bare(word).as_str(),
            "inc"
                | "ltd"
                | "corp"
                | "co"
                | "pty"
                | "pte"
                | "pvt"
                | "ltda"
                | "sdn"
                | "bhd"
                | "cia"
                | "oo"
        );
    if is_whole_form || ends_sentence(last, false) {
        &name[..name.len() - 1]
    } else {
        name
    }
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
        let is_inside = IN_NAME.is_match(rest) || after_form && is_form(this);
        return !is_inside || REGISTERED.is_match(rest);
    }
    if begins_an_address(body, words, at) {
        return true;
    }
    let after = rest[this.len()..].trim_start_matches([' ', '\t']);
    if is_register(this, after) || is_small_as(before, this, after) {
        return true;
    }
    // A parenthesis that only closes was opened before the name.
    let named = &body[words[0].start..words[at].start];
    if before.ends_with(')') && !named.contains('(') {
        return true;
    }
    if matches!(this, "of" | "OF") && at > 1 && has_kind(body, &words[..at]) && is_building(rest) {
        return true;
    }
    if this.starts_with(['"', '“', '[', '”', '<', '_', '‘', '•', '|']) || this.starts_with("--")
    {
        return true;
    }
    if before.ends_with(',') {
        // `John Alder, Mary Alder and Gull, Inc.` are three; a firm is called by family names.
        let is_one_word = at == 1
            || words[..at - 1]
                .iter()
                .any(|word| body[word.range()].ends_with(','));
        return !is_form(this) && (after_form || !is_one_word || !is_firm_of_names(rest));
    }
    if ends_sentence(before, after_form) || before.ends_with(';') {
        return true;
    }
    if matches!(this, "and" | "AND" | "And" | "&") {
        return this != "&" && (after_form || !(joins(rest) || has_kind(body, &words[..at])));
    }
    // `John A. Smith`: a letter with a full stop is part of a person's name.
    let is_initial = this.len() == 2 && this.ends_with('.') && this.starts_with(char::is_uppercase);
    if STOPS.contains(plain.as_str()) && !is_form(this) && !is_initial {
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
    static FIRM: LazyLock<Pattern> = LazyLock::new(|| {
        cased(
            r"^(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:&|and)\s+(?:[A-Z][\w'’.-]+,?\s+){1,3}(?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.P|Corp|Co|P\.C|Chartered)\b",
        )
    });
    FIRM.is_match(rest)
}

/// Whether one of the words tells an organisation.
pub(super) fn has_kind(body: &str, words: &[Span]) -> bool {
    words.iter().any(|word| is_kind(&body[word.range()]))
}
