//! What an answer says of the parties: each one's name in a form that can be compared, and its aliases.
//!
//! People wrote the answers by hand: some entries name two parties at once, some name nobody but
//! those of other entries (`Acme and Bolt (each a "Party")`). Only names are compared here; nothing
//! is forgiven that would be another name.

use crate::domain::value::Party;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

static INNER_PARENTHESIS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\([^()]*\)").expect("a constant pattern compiles"));

static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["“”]([^"“”]+)["“”]"#).expect("a constant pattern compiles"));

/// Where one entry names a second party: behind the alias of the first, or between two companies.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?:["”]\s*\)\s*,?|\b{FORM}\.?,?)\s*(?P<j>\band\b|,)\s+(?P<n>\p{{Lu}}[^"“”()]*)"#
    ))
    .expect("a constant pattern compiles")
});

/// Other names of the same party, and others for whom it acts.
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i),?\s*\b(?:d/?b/?a|f/?k/?a|a/?k/?a|doing\s+business\s+as|(?:formerly|also)\s+known\s+as|trading\s+as|on\s+behalf\s+of\s+itself|(?:together\s+)?(?:with|and)\s+(?:all\s+of\s+)?(?:its|their)\s+(?:affiliates|(?:direct\s+|indirect\s+)?subsidiaries))\b.*$")
        .expect("a constant pattern compiles")
});

/// A legal form as answers write it, for a pattern.
const FORM: &str = r"(?i:inc|incorporated|l\.?l\.?c|ltd|limited|corp|corporation|company|l\.?p|plc|gmbh|ltda|n\.?a|s\.?a)";

/// Legal forms, titles of persons and the article, which one answer gives and the next leaves out.
const FORMS: [&str; 39] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "incorporated",
    "inc",
    "llc",
    "limited",
    "ltd",
    "corporation",
    "corp",
    "company",
    "co",
    "llp",
    "lp",
    "plc",
    "nv",
    "sa",
    "gmbh",
    "ag",
    "bv",
    "pte",
    "pty",
    "the",
    "sas",
    "sarl",
    "srl",
    "spa",
    "na",
    "fsb",
    "pllc",
    "ulc",
    "kg",
    "kgaa",
    "ohg",
    "asa",
    "kk",
    "sro",
];

/// Words of an entry that say how several are called together.
const TOGETHER: [&str; 24] = [
    "and",
    "or",
    "each",
    "of",
    "both",
    "individually",
    "collectively",
    "together",
    "jointly",
    "hereinafter",
    "herein",
    "referred",
    "to",
    "as",
    "a",
    "an",
    "shall",
    "be",
    "are",
    "is",
    "may",
    "also",
    "sometimes",
    "party",
];

/// The parties of an answer: each entry's name, plain, with the aliases it gives.
pub fn parties(answer: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut entries: Vec<(String, BTreeSet<String>)> = Vec::new();
    for entry in split(answer) {
        let aliases: BTreeSet<String> = QUOTED
            .captures_iter(entry)
            .map(|quoted| plain_name(&quoted[1]))
            .collect();
        let name = plain_name(&without_more(&without_parentheses(entry)));
        if !name.is_empty() && entries.iter().all(|(known, _)| *known != name) {
            entries.push((name, aliases));
        }
    }
    let names_somebody: Vec<bool> = (0..entries.len())
        .map(|at| names_somebody(&entries, at))
        .collect();
    let kept = entries.into_iter().zip(names_somebody);
    kept.filter_map(|(entry, is_own)| is_own.then_some(entry))
        .collect()
}

/// A party that the engine names, in the same form.
pub fn party(said: &Party) -> (String, Option<String>) {
    let name = plain_name(&without_more(&without_parentheses(&said.name)));
    (name, said.alias.as_deref().map(plain_name))
}

/// The entries of an answer. A semicolon in parentheses parts none, if all parentheses close.
fn split(answer: &str) -> Vec<&str> {
    let opened = answer.matches('(').count();
    let is_balanced = opened == answer.matches(')').count();
    let mut depth = 0_usize;
    let parts = answer.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && (depth == 0 || !is_balanced)
    });
    parts.flat_map(joint).collect()
}

/// The parties of one entry: `Acme, Inc. and Bolt, LLC (together "Sellers")` names two.
fn joint(entry: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = entry;
    let mut from = 0;
    while let Some(joint) = JOINT.captures_at(rest, from) {
        let (Some(sign), Some(next)) = (joint.name("j"), joint.name("n")) else {
            break;
        };
        from = next.start();
        if has_form(next.as_str()) {
            found.push(&rest[..sign.start()]);
            rest = &rest[sign.end()..];
            from = 0;
        }
    }
    found.push(rest);
    found
}

fn has_form(name: &str) -> bool {
    let mut words = words(name).into_iter().skip(1);
    words.any(|word| word != "the" && FORMS.contains(&word.as_str()))
}

/// Whether an entry names somebody of its own, and not only those of the others.
fn names_somebody(entries: &[(String, BTreeSet<String>)], at: usize) -> bool {
    let mut others: Vec<&str> = Vec::new();
    for (name, aliases) in entries
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .map(|(_, entry)| entry)
    {
        others.push(name);
        others.extend(aliases.iter().map(String::as_str));
    }
    others.sort_by_key(|other| std::cmp::Reverse(other.len()));
    let mut left = format!(" {} ", entries[at].0);
    if others.iter().any(|other| *other == entries[at].0) {
        return true;
    }
    for other in others.into_iter().filter(|other| !other.is_empty()) {
        left = left.replace(&format!(" {other} "), " ");
    }
    left.split_whitespace()
        .any(|word| !TOGETHER.contains(&word))
}

fn without_parentheses(entry: &str) -> String {
    let mut name = entry.to_owned();
    while INNER_PARENTHESIS.is_match(&name) {
        name = INNER_PARENTHESIS.replace_all(&name, " ").into_owned();
    }
    // An alias whose parenthesis does not close runs to the end of the entry.
    match name.find(['"', '“']) {
        Some(quote) => name[..quote].to_owned(),
        None => name,
    }
}

fn without_more(name: &str) -> String {
    MORE.replace(name, "").into_owned()
}

/// Lower case, without legal form, article, accents, punctuation.
fn plain_name(name: &str) -> String {
    let kept: Vec<String> = words(name)
        .into_iter()
        .filter(|word| !FORMS.contains(&word.as_str()))
        .collect();
    kept.join(" ")
}

/// The words of a name; `&` is `and`, and letters that stand alone make one word: `U.S.` is `us`.
fn words(name: &str) -> Vec<String> {
    let lower: String = name
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let mut words: Vec<String> = Vec::new();
    let mut is_letters = false;
    for word in lower
        .replace('&', " and ")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match words.last_mut() {
            Some(last) if is_letter && is_letters => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        is_letters = is_letter;
    }
    words
}
