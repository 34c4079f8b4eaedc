//! The contracting parties: from the preamble, from numbered lists, from the signature block.
//!
//! A name is taken only from a place where parties are named, never from the body of the contract.

use super::quote::squeeze;
use crate::domain::document::Span;
use crate::domain::value::Party;
use crate::text::sentences::floor;
use regex::Regex;
use std::sync::LazyLock;

/// How far into the text the preamble may begin, and how long it may be, in bytes.
const PREAMBLE_WITHIN: usize = 12_000;
const PREAMBLE_LENGTH: usize = 3_500;
/// How much of the end of the text may hold the signature block, in bytes.
const SIGNATURES_WITHIN: usize = 8_000;

/// Legal forms that end a company's name.
const SUFFIX: &str = r"(?:Inc(?:orporated)?|Corp(?:oration)?|LLC|L\.\s?L\.\s?C|Ltd|Limited|LIMITED|LP|L\.P|LLP|L\.L\.P|LLLP|P\.?L\.?C|plc|GmbH(?:\s*&\s*Co\.?\s*KG)?|AG|KG|SE|S\.\s?A(?:\.?\s?R\.L)?|SAS|S\.r\.l|S\.p\.A|N\.\s?V|B\.\s?V|Pty|Co|Company|AB|A/S|ASA|AS|Oy|N\.\s?A|Trust|Bank|Foundation|University|Association|Partnership|Partners|Group|Holdings|INC|CORP(?:ORATION)?|LTD|COMPANY|CO|TRUST|BANK|ASSOCIATION|PARTNERSHIP|GROUP|HOLDINGS|UNIVERSITY|FOUNDATION)\b\.?";

static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:by\s+and\s+(?:between|among(?:st)?)|between\s+and\s+among|by\s+and\s+among|between|among(?:st)?|PARTIES\b\s*:?|entered\s+into\s+by)\b[:\s,]*")
        .expect("a constant pattern compiles")
});

/// What ends the preamble: recitals, the operative words, a new heading.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\bW\s?H\s?E\s?R\s?E\s?A\s?S\b|\bWhereas\b|\bRECITALS?\b|\bRecitals?\b|\bBACKGROUND\b|\bBackground\b|\bNOW,?\s+THEREFORE|\bWITNESSETH|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|\bPREAMBLE\b|\bAGREED\s+TERMS|(?i:\b(?:the\s+parties\s+)?(?:hereby\s+)?agrees?\s+as\s+follows)|^\s*(?:§\s*|ARTICLE\s+|Section\s+)?(?:1|I|A)\s*[.)]?\s+[A-Z]")
        .expect("a constant pattern compiles")
});

/// `("Supplier")`, `(the “Licensor”)`, `(hereinafter referred to as "Bank")`, and the British `(the Licensor)`.
static ALIAS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:\(\s*[^()"“”]{0,120}|(?i:hereinafter|herein|hereafter)[^()"“”.;]{0,60})["“]\s*(?P<a>[^"“”]{1,70}?)[\s,.]*["”](?P<rest>[^()]{0,160}\))?|\(\s*the\s+(?P<b>[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+)?)\s*\)"#)
        .expect("a constant pattern compiles")
});

/// Where a name certainly stops.
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?x) \n\s*\n | [;:("“\[] | ,?\s+(?:a|an|the|whose|which|who|having|with|located|organi[sz]ed|incorporated|registered|acting|together|both|each|its|on|for\ and|duly|existing|constituted|residing|established|formed|formerly|doing|d/b/a|is|are|dated|as|at|under|and/or|hereinafter|individually|collectively|wholly|through|by|from|in|effective)\b | ,\s*\d | \s\d+\s | \bsuccessor\b "#)
        .expect("a constant pattern compiles")
});

/// A parenthesis that is part of a name: `Acme (UK) Limited`.
static IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^\([A-Za-z. ]{{2,20}}\)\s+(?:[A-Z]\w+\s+){{0,2}}{SUFFIX}"
    ))
    .expect("a constant pattern compiles")
});

static ENDS_WITH_FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?s)^.*[\s,]{SUFFIX}")).expect("a constant pattern compiles")
});

static HAS_FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"[\s,]{SUFFIX}\s*$")).expect("a constant pattern compiles")
});

static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[\s,;:.&/*_–-]|(?i:\b(?:and|between|among|by|the)\b\s)|\bthe\s+following\b|\bParty\s+[A-D]\b|\(\s*(?:[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})\s*\)|[0-9]{1,2}[.)]|\b(?:Messrs|M/s)\.?)+")
        .expect("a constant pattern compiles")
});

static SIGNED_FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?m)^[ \t]*(?P<n>[A-Z0-9][^\n:;()“”]{{1,80}}?[\s,]{SUFFIX})[ \t,]*(?:\n|$)"
    ))
    .expect("a constant pattern compiles")
});

/// A party and the place where its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The place of the name in the text.
    pub span: Span,
    /// The party.
    pub party: Party,
}

/// The parties in the order in which the contract names them.
pub fn parties(text: &str) -> Vec<Named> {
    let preamble = preamble(text)
        .map(|region| in_region(text, region))
        .unwrap_or_default();
    let mut found = preamble;
    if found.len() < 2 {
        for named in keyed(text).into_iter().chain(signatories(text)) {
            add(named, &mut found);
        }
    }
    found
}

static KEYED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*Party\s+[A-D]\s*[:：]").expect("a constant pattern compiles")
});

/// Parties that stand as `Party A: Name` on lines of their own.
fn keyed(text: &str) -> Vec<Named> {
    let head = &text[..floor(text, PREAMBLE_WITHIN)];
    let mut found = Vec::new();
    for key in KEYED.find_iter(head).take(8) {
        let line_end = head[key.end()..]
            .find('\n')
            .map_or(head.len(), |at| key.end() + at);
        name_at(head, key.end(), line_end)
            .into_iter()
            .for_each(|named| add(named, &mut found));
    }
    found
}

/// The preamble that names parties: the opening word after which the most names follow, the first on
/// a tie, so that `between` in a sentence about something else does not count.
fn preamble(text: &str) -> Option<Span> {
    let head_end = floor(text, PREAMBLE_WITHIN);
    let mut best: Option<(usize, Span)> = None;
    for opening in OPENING.find_iter(&text[..head_end]).take(12) {
        let start = opening.end();
        let limit = floor(text, start + PREAMBLE_LENGTH);
        let rest = &text[start..limit];
        let end = CLOSING
            .find_iter(rest)
            .find(|closing| closing.start() > 20)
            .map_or(limit, |closing| start + closing.start());
        let region = Span::new(start, end);
        let names = in_region(text, region);
        let worth = names.len().min(2) * 2
            + usize::from(names.iter().any(|named| named.party.alias.is_some()));
        if worth > best.map_or(1, |(most, _)| most) {
            best = Some((worth, region));
        }
    }
    best.map(|(_, region)| region)
}

fn in_region(text: &str, region: Span) -> Vec<Named> {
    let inside = &text[region.range()];
    let mut found = Vec::new();
    let mut from = 0;
    for captures in ALIAS.captures_iter(inside) {
        let (Some(whole), Some(alias)) = (
            captures.get(0),
            captures.name("a").or_else(|| captures.name("b")),
        ) else {
            continue;
        };
        if is_collective(alias.as_str()) {
            if !found.is_empty() {
                break;
            }
            from = whole.end();
            continue;
        }
        let mut names = names_between(text, region.start + from, region.start + whole.start());
        if let Some(last) = names.last_mut() {
            last.party.alias = Some(squeeze(alias.as_str()));
        }
        let is_end = names.is_empty() && found.len() >= 2;
        names.into_iter().for_each(|named| add(named, &mut found));
        from = whole.end();
        let ends_the_list = inside[from..].starts_with(". ") || inside[from..].starts_with(".\n");
        if is_end || (ends_the_list && found.len() >= 2) {
            break;
        }
    }
    if found.len() < 2 {
        let sentence_end = crate::text::sentences::sentences(&inside[from..])
            .first()
            .map_or(inside.len(), |first| from + first.end);
        for named in names_between(text, region.start + from, region.start + sentence_end) {
            add(named, &mut found);
        }
    }
    found
}

/// The names in a stretch, in order: the one it begins with, and after each `and`, `;` or list number
/// one that ends in a legal form or, where nothing was found yet, any name.
fn names_between(text: &str, start: usize, end: usize) -> Vec<Named> {
    let mut found: Vec<Named> = name_at(text, start, end).into_iter().collect();
    let mut from = found.first().map_or(start, |first| first.span.end);
    while let Some(joint) = text.get(from..end).and_then(|rest| JOINT.find(rest)) {
        let (at, after) = (from + joint.start(), from + joint.end());
        let next = name_at(text, at, end)
            .filter(|next| found.is_empty() || HAS_FORM.is_match(&format!(" {}", next.party.name)));
        from = next.as_ref().map_or(after, |next| next.span.end.max(after));
        found.extend(next);
    }
    found
}

static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:,\s*|\s+)(?:and|AND|And)\s+|\n\s*\(\s*\d\s*\)|;\s")
        .expect("a constant pattern compiles")
});

fn next_joint(text: &str) -> Option<usize> {
    JOINT.find(text).map(|joint| joint.start())
}

/// The name that begins at `start`, lead-in words apart.
fn name_at(text: &str, start: usize, end: usize) -> Option<Named> {
    let stretch = text.get(start..end)?;
    let lead = LEAD.find(stretch).map_or(0, |lead| lead.end());
    let body = &stretch[lead..];
    let body = body.get(..floor(body, 160))?;
    let stop = STOP
        .find_iter(body)
        .find(|stop| !IN_NAME.is_match(&body[stop.start()..]))
        .map_or(body.len(), |stop| stop.start());
    let mut name = &body[..stop];
    if let Some(joint) = next_joint(name)
        && (HAS_FORM.is_match(&name[..joint]) || !ENDS_WITH_FORM.is_match(name))
    {
        name = &name[..joint];
    }
    match ENDS_WITH_FORM.find(name) {
        Some(whole) if !name[whole.end()..].starts_with(" of ") => name = &name[..whole.end()],
        _ => name = name.split(',').next().unwrap_or(name),
    }
    let name = name.trim_end_matches([' ', ',', '\n', '*']);
    let name = name.strip_suffix(" of").unwrap_or(name);
    let from = start + lead;
    let span = crate::text::sentences::trim(text, from, from + name.len());
    let name = squeeze(&text[span.range()]);
    is_name(&name).then_some(Named {
        span,
        party: Party { name, alias: None },
    })
}

fn is_name(name: &str) -> bool {
    /// Small words inside names; any other small word tells a phrase from a name.
    const CONNECTORS: [&str; 14] = [
        "of", "and", "the", "for", "de", "la", "du", "von", "van", "der", "und", "y", "e", "d/b/a",
    ];
    const NOT_NAMES: [&str; 17] = [
        "and",
        "the",
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
    ];
    let lower = name.to_lowercase();
    let words = name.split_whitespace().count();
    let first_is_capital = name
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
        || HAS_FORM.is_match(name) && name.chars().nth(1).is_some_and(char::is_uppercase);
    let is_proper = name
        .split_whitespace()
        .skip(1)
        .all(|word| !word.starts_with(char::is_lowercase) || CONNECTORS.contains(&word));
    first_is_capital
        && (is_proper || HAS_FORM.is_match(name))
        && (1..=14).contains(&words)
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !NOT_NAMES.contains(&lower.as_str())
        && !lower.starts_with("this ")
        && super::dates::dates(name).is_empty()
}

/// Whether an alias names the document, a date or everybody, rather than one party.
fn is_collective(alias: &str) -> bool {
    const WORDS: [&str; 12] = [
        "agreement",
        "date",
        "part",
        "parties",
        "amendment",
        "contract",
        "order form",
        "sow",
        "msa",
        "terms",
        "statement of work",
        "term",
    ];
    let alias = alias.to_lowercase();
    WORDS.iter().any(|word| {
        alias == *word || (word.len() > 4 && alias.ends_with(word)) || alias.ends_with(" date")
    }) || alias == "party"
}

/// Companies that stand alone on a line of the signature block.
fn signatories(text: &str) -> Vec<Named> {
    let mut from = text.len().saturating_sub(SIGNATURES_WITHIN);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let Some(by) = tail
        .find("By:")
        .or_else(|| tail.find("By :"))
        .or_else(|| tail.find("/s/"))
        .or_else(|| tail.find("Name:"))
    else {
        return Vec::new();
    };
    let window = floor(tail, by.saturating_sub(600));
    let mut found = Vec::new();
    for captures in SIGNED_FOR.captures_iter(&tail[window..]) {
        let Some(name) = captures.name("n") else {
            continue;
        };
        let span = Span::new(from + window + name.start(), from + window + name.end());
        let name = squeeze(name.as_str());
        if is_name(&name) && !name.contains("  ") {
            add(
                Named {
                    span,
                    party: Party { name, alias: None },
                },
                &mut found,
            );
        }
    }
    found.truncate(6);
    found
}

fn add(named: Named, found: &mut Vec<Named>) {
    let key = plain(&named.party.name);
    match found
        .iter_mut()
        .find(|known| plain(&known.party.name) == key)
    {
        Some(known) => {
            if known.party.alias.is_none() {
                known.party.alias = named.party.alias;
            }
        }
        None => found.push(named),
    }
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
