//! What a contract calls its parties: `("Supplier")`, `(the “Licensor”)`, `hereinafter "Bank"`.
//!
//! An alias of the document, of a date or of everybody together names no party.

use super::lexicon::{THINGS, THINGS_AT_THE_END, is_form, is_role};
use crate::offline::patterns::{Pattern, cased};
use crate::offline::quote::squeeze;
use crate::text::sentences::floor;
use regex::Captures;
use std::sync::LazyLock;

/// Quoted in parentheses, quoted after `hereinafter`, or bare in parentheses: `(the Licensor)`.
static ALIAS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r#"(?x)
        \( (?P<lead>[^()"“”„]{0,120}?) (?:["“”„ʺ]|''|``) \s* (?P<a>[^"“”()]{1,70}?) [\s,.;]* (?:["“”ʺ]|'') (?P<rest>[^()]{0,200}) \)?
      | \( (?P<slead>[^()"“”'‘?]{0,60}?) [‘'?] \s* (?P<s>[^"“”()'’?]{1,60}?) [\s,.]* ['’?] (?P<srest>[^()]{0,160}) \)
      | \b(?i:hereinafter|herein|hereafter)[^()"“”.;]{0,60} ["“] \s* (?P<h>[^"“”]{1,70}?) [\s,.]* ["”]
      | \n \s* ["“'‘] (?P<n>(?:the\s+)?[A-Z][^"“”'\n]{1,40}) ["”'’] \s* \n
      | \( \s* (?:the\s+|(?i:hereinafter\s+)?(?:referred\s+to\s+as\s+)?)? (?P<b>[A-Z][A-Za-z0-9&.-]+(?:\s[A-Z][A-Za-z0-9]+)?) \s* \)"#,
    )
});

/// How often the full name of a party holds a short one, before a contract counts as using that.
const IN_NAMES: usize = 5;

/// Words that tell that several are meant.
static TOGETHER: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"(?i)\b(?:collectively|together|jointly|each|individually)\b"));

/// An alias and its place among other things in a stretch of text.
pub(super) struct Alias {
    pub start: usize,
    pub end: usize,
    /// What the contract says; empty where it names the document, a date or everybody.
    pub name: Option<String>,
    /// Whether it stands in parentheses without quotes, as `(Harbour)` and place names do.
    pub is_bare: bool,
    /// Whether it stands for several parties together.
    pub is_shared: bool,
}

/// The aliases that `text` defines, in its order. Of two for one party that is taken which `contract`
/// uses more.
pub(super) fn aliases(text: &str, contract: &str) -> Vec<Alias> {
    ALIAS
        .captures_iter(text)
        .filter_map(|captures| alias(text, &captures, contract))
        .collect()
}

fn alias(text: &str, captures: &Captures<'_>, contract: &str) -> Option<Alias> {
    let whole = captures.get(0)?;
    let named = ["a", "s", "h", "n", "b"]
        .iter()
        .find_map(|group| captures.name(group))?;
    if captures.name("b").is_some() && goes_on_as_a_name(&text[whole.end()..], named.as_str()) {
        return None;
    }
    let name = squeeze(named.as_str());
    let name = name.strip_prefix("the ").unwrap_or(&name).to_owned();
    let rest = captures.name("rest").map_or("", |rest| rest.as_str());
    let uses = |alias: &str| contract.matches(alias).count();
    let name = if is_pronoun(&name) {
        last_of(rest).unwrap_or(name)
    } else {
        second(&name, rest)
            .filter(|second| uses(second) + IN_NAMES >= uses(&name))
            .unwrap_or(name)
    };
    let lead = captures.name("lead").map_or("", |lead| lead.as_str());
    let is_role = captures.name("b").is_some() && is_role(&name);
    // What `you` are called is nobody's name in the list before it.
    let before = &text[..whole.start()];
    let is_of_a_thing = names_a_thing(before)
        || is_short_for_a_thing(before, &name)
        || before
            .split_whitespace()
            .next_back()
            .is_some_and(is_pronoun);
    Some(Alias {
        start: whole.start(),
        end: whole.end(),
        is_shared: TOGETHER.is_match(lead),
        is_bare: captures.name("b").is_some() && !whole.as_str().contains("the ") && !is_role,
        name: (!is_collective(&name) && !is_of_a_thing).then_some(name),
    })
}

/// The part that a second alias tells where the first one only shortens a name: `("Alder" or the
/// "Supplier")`, `(together the "Suppliers" and each a "Supplier")`.
fn second(first: &str, rest: &str) -> Option<String> {
    static SECOND: LazyLock<Pattern> = LazyLock::new(|| {
        cased(
            r#"^[\s,]*(?i:or|and|and/or)\s+(?i:(?:also|individually|each)\s*,?\s+)?(?i:(?:as\s+)?(?:the|an?)\s+)?["“”„]\s*(?P<a>[^"“”()]{1,40}?)[\s,.]*["“”]"#,
        )
    });
    if is_role(first) || THINGS.contains(first.to_lowercase().as_str()) {
        return None;
    }
    let second = squeeze(SECOND.captures(rest)?.name("a")?.as_str());
    let lower = second.to_lowercase();
    let second = if lower.starts_with("the ") {
        &second[4..]
    } else {
        &second
    };
    is_role(second).then(|| second.to_owned())
}

/// Whether a word stands for who is spoken to or who speaks.
fn is_pronoun(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "you" | "your" | "we" | "us" | "our"
    )
}

/// The last of the aliases that follow a first: `(“we”, “us” or “Gull”)`.
fn last_of(rest: &str) -> Option<String> {
    static LAST: LazyLock<Pattern> = LazyLock::new(|| {
        cased(r#"["“„]\s*(?:the\s+)?(?P<a>\p{Lu}[^"“”()]{0,40}?)[\s,.]*["“”]\s*$"#)
    });
    Some(squeeze(LAST.captures(rest)?.name("a")?.as_str()))
}

/// How far before an alias the name of a document may stand whose letters it is, in bytes.
const NEAR: usize = 160;

/// Whether an alias is the first letters of a document that the words before it name: `Master Cloud
/// Agreement between Supplier and Customer of 5 May 2026 (“MCA”)`.
fn is_short_for_a_thing(before: &str, alias: &str) -> bool {
    let count = alias.chars().count();
    if !(2..=5).contains(&count) || !alias.chars().all(char::is_uppercase) {
        return false;
    }
    let from = floor(before, before.len().saturating_sub(NEAR));
    let words: Vec<&str> = before[from..].split_whitespace().collect();
    words.windows(count).any(|phrase| {
        let initials = phrase.iter().filter_map(|word| word.chars().next());
        initials.eq(alias.chars()) && phrase.last().is_some_and(|last| names_a_thing(last))
    })
}

/// Whether the words before an alias end in what it calls by another name: `Agency Agreement (the "AA")`.
fn names_a_thing(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    matches!(
        last.as_str(),
        "agreement" | "amendment" | "addendum" | "contract" | "plan" | "act" | "schedule"
    )
}

/// Whether a bare parenthesis belongs to a name, as in `Acme (UK) Limited`, or to a place or a number.
fn goes_on_as_a_name(after: &str, inside: &str) -> bool {
    let next: Vec<&str> = after.split_whitespace().take(4).collect();
    let goes_on = next.first().is_some_and(|next| {
        next.starts_with(char::is_uppercase) && !next.eq_ignore_ascii_case("a")
    });
    let is_paragraph = after.trim_start_matches([' ', '\t']).starts_with("\n\n");
    goes_on && !is_paragraph && next.iter().any(|word| is_form(word))
        || inside.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
        || inside.chars().count() < 2
}

/// Whether a word before `Party` tells one of the parties: `Outgoing Party`, `Seller Party`.
fn tells_a_party(word: &str) -> bool {
    is_role(word)
        || matches!(
            word,
            "outgoing"
                | "incoming"
                | "continuing"
                | "retiring"
                | "remaining"
                | "selling"
                | "purchasing"
        )
}

/// Whether an alias names the document, a date, a thing or everybody, rather than one party.
fn is_collective(alias: &str) -> bool {
    let lower = alias.to_lowercase();
    let last = lower.split(' ').next_back().unwrap_or_default();
    let is_one_party = last == "party"
        && lower.split(' ').count() == 2
        && lower.split(' ').next().is_some_and(tells_a_party);
    let is_phrase = lower.contains(' ') && !alias.contains(char::is_uppercase);
    let is_thing = if lower == last {
        THINGS.contains(last)
    } else {
        THINGS_AT_THE_END.contains(last) && !is_one_party
    };
    is_thing || is_phrase || matches!(lower.as_str(), "order form" | "statement of work")
}
