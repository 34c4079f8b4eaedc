//! Compiles the patterns of the rules. All of them are constants or made of escaped words; none may
//! hold what a document says as it stands. What several of them find is told apart here too.

use crate::domain::document::Span;
use regex::{Captures, Match, Regex, RegexBuilder, Replacer, Split};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Room for the states of one pattern, in bytes; with less they are thrown away and built again.
const STATES: usize = 8 << 20;

/// Letters, digits and the underscore, as `\w` is read here.
const WORD: &str = "0-9A-Za-z_À-ɏḀ-ỿ";
/// Letters, as `\p{L}` is read here, and capital ones, as `\p{Lu}`.
const LETTER: &str = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ";
const CAPITAL: &str = r"[\p{Lu}&&[A-ZÀ-ɏḀ-ỿ]]";

/// A constant pattern. Where it counts far (`[^.;]{0,140}`), the automaton grows with every place at which
/// the words may stand, and is built anew in each contract. A loose pattern that counts nothing finds all
/// that the exact one finds, with an automaton that is soon complete; it is asked first. Where it finds
/// nothing, or something too short for any count to run out, its answer is that of the exact one.
#[derive(Debug)]
pub(super) struct Pattern {
    loose: Option<Loose>,
    exact: LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>,
}

#[derive(Debug)]
struct Loose {
    form: Regex,
    /// A match of at most so many bytes is also one of the exact pattern: each repetition takes at least
    /// one. It is the very match that the exact one finds, since both prefer the same ways.
    surely: usize,
}

/// What a search of the loose pattern says of the exact one.
enum Seen<T> {
    Nothing,
    This(T),
    Unsure,
}

impl Loose {
    fn find<'t>(&self, text: &'t str, from: usize) -> Seen<Match<'t>> {
        match self.form.find_at(text, from) {
            None => Seen::Nothing,
            Some(found) if found.len() <= self.surely => Seen::This(found),
            Some(_) => Seen::Unsure,
        }
    }
}

impl Pattern {
    fn new(form: &str) -> Self {
        let build = |form: &str| compiled(form).expect("a constant pattern compiles");
        let form = of_latin(form);
        let loose = uncounted(&form).map(|(form, surely)| Loose {
            form: build(&form),
            surely,
        });
        let exact: Box<dyn FnOnce() -> Regex + Send> = Box::new(move || build(&form));
        Self {
            loose,
            exact: LazyLock::new(exact),
        }
    }

    /// Whether it stands anywhere in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        match self.seen(text, 0) {
            Seen::Nothing => false,
            Seen::This(_) => true,
            Seen::Unsure => self.exact.is_match(text),
        }
    }

    /// Where it stands first in `text`.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.find_at(text, 0)
    }

    /// Where it stands first at or after `from`.
    pub(super) fn find_at<'t>(&self, text: &'t str, from: usize) -> Option<Match<'t>> {
        match self.seen(text, from) {
            Seen::Nothing => None,
            Seen::This(found) => Some(found),
            Seen::Unsure => self.exact.find_at(text, from),
        }
    }

    /// Where it and its groups stand first in `text`.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_at(text, 0)
    }

    /// Where it and its groups stand first at or after `from`.
    pub(super) fn captures_at<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        match (&self.loose, self.seen(text, from)) {
            (_, Seen::Nothing) => None,
            (Some(loose), Seen::This(_)) => loose.form.captures_at(text, from),
            _ => self.exact.captures_at(text, from),
        }
    }

    /// All places of it in `text` that do not overlap.
    pub(super) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        each(text, |from| {
            let found = self.find_at(text, from)?;
            Some((found.range(), found))
        })
    }

    /// The same with the groups of each.
    pub(super) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        each(text, |from| {
            let found = self.captures_at(text, from)?;
            Some((found.get(0)?.range(), found))
        })
    }

    /// `text` with its first place replaced.
    pub(super) fn replace<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        match self.seen(text, 0) {
            Seen::Nothing => Cow::Borrowed(text),
            _ => self.exact.replace(text, by),
        }
    }

    /// `text` with all its places replaced.
    pub(super) fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        match self.seen(text, 0) {
            Seen::Nothing => Cow::Borrowed(text),
            _ => self.exact.replace_all(text, by),
        }
    }

    /// The parts of `text` between its places.
    pub(super) fn split<'t>(&self, text: &'t str) -> Split<'_, 't> {
        self.exact.split(text)
    }

    fn seen<'t>(&self, text: &'t str, from: usize) -> Seen<Match<'t>> {
        let loose = self.loose.as_ref();
        loose.map_or(Seen::Unsure, |loose| loose.find(text, from))
    }
}

/// What `next` finds from each place on, the next search from the end of the match before. An empty match
/// right there is passed over, as `regex` does.
fn each<T>(
    text: &str,
    next: impl Fn(usize) -> Option<(std::ops::Range<usize>, T)>,
) -> impl Iterator<Item = T> {
    let (mut from, mut last) = (0, None);
    std::iter::from_fn(move || {
        loop {
            let (place, found) = next(from)?;
            if place.is_empty() && last == Some(place.end) {
                from += text[from..].chars().next()?.len_utf8();
                continue;
            }
            from = place.end;
            last = Some(place.end);
            return Some(found);
        }
    })
}

/// From how many on a count is thought to be far.
const FAR: usize = 20;

/// `form` with its far counts left out, and the least of them; none where it has none.
fn uncounted(form: &str) -> Option<(String, usize)> {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{([0-9]+),([0-9]+)\}").expect("a constant pattern compiles")
    });
    let mut least = None;
    let loose = COUNT.replace_all(form, |found: &Captures<'_>| {
        let most: usize = found[2].parse().expect("digits are a number");
        if most < FAR {
            return found[0].to_owned();
        }
        least = Some(least.map_or(most, |least: usize| least.min(most)));
        format!("{{{},}}", &found[1])
    });
    let loose = loose.into_owned();
    Some((loose, least?))
}

fn compiled(form: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(form).dfa_size_limit(STATES).build()
}

/// Compiles a constant pattern, letters of either case, white space in it without meaning.
pub(super) fn pattern(form: &str) -> Pattern {
    cased(&format!("(?ix){form}"))
}

/// Compiles a constant pattern as it stands.
pub(super) fn cased(form: &str) -> Pattern {
    Pattern::new(form)
}

/// What was found, in the order of the text; of what overlaps only the first, and of those the longest.
pub(super) fn apart<T>(mut found: Vec<(Span, T)>) -> Vec<(Span, T)> {
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = end.max(span.end);
        is_free
    });
    found
}

/// Compiles a pattern that was made of many words.
///
/// # Errors
/// When they are too many.
pub(super) fn built(form: &str) -> Result<Regex, regex::Error> {
    compiled(&of_latin(form))
}

/// `form` with `\w`, `\d`, `\b`, `\p{L}` and `\p{Lu}` those of Latin script. It reads the same in contracts in English and
/// is several times faster: all letters of Unicode make automata that no cache holds, and a search for
/// their edges falls back to a slow one at the first curly quote.
fn of_latin(form: &str) -> String {
    let mut latin = String::with_capacity(form.len() * 2);
    let (mut sets, mut letters) = (0_usize, form.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '[' => sets += 1,
            ']' => sets = sets.saturating_sub(1),
            _ => {}
        }
        if letter != '\\' {
            latin.push(letter);
            continue;
        }
        let is_alone = sets == 0;
        match letters.next() {
            Some('b') if is_alone => latin.push_str(r"(?-u:\b)"),
            Some('w') if is_alone => latin.extend(["[", WORD, "]"]),
            Some('W') if is_alone => latin.extend(["[^", WORD, "]"]),
            Some('d') if is_alone => latin.push_str("[0-9]"),
            Some('w') => latin.push_str(WORD),
            Some('p') if letters.as_str().starts_with("{Lu}") => {
                letters.nth(3);
                latin.push_str(CAPITAL);
            }
            Some('p') if letters.as_str().starts_with("{L}") => {
                letters.nth(2);
                if is_alone {
                    latin.extend(["[", LETTER, "]"]);
                } else {
                    latin.push_str(LETTER);
                }
            }
            Some('d') => latin.push_str("0-9"),
            other => latin.extend(std::iter::once('\\').chain(other)),
        }
    }
    latin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_and_edges_are_latin_alone_and_in_sets() {
        assert_eq!(of_latin(r"[\d.]+\.\s"), r"[0-9.]+\.\s");
        assert_eq!(of_latin(r"[^\w[\d]]\d"), format!("[^{WORD}[0-9]][0-9]"));
        assert_eq!(of_latin(r"\[\w"), format!(r"\[[{WORD}]"));
        assert_eq!(of_latin(r"\p{L}[\p{L}0]"), format!("[{LETTER}][{LETTER}0]"));
        let name = cased(r"^[\p{Lu}&]\p{L}+$");
        assert!(
            ["Šumava", "&Co", "Ærø"]
                .iter()
                .all(|text| name.is_match(text))
        );
        assert!(!name.is_match("šumava") && !name.is_match("×y"));
        let word = cased(r"^\w+$");
        assert!(
            ["Straße", "Việt", "Kč_1"]
                .iter()
                .all(|text| word.is_match(text))
        );
        assert!(!word.is_match("a-b") && !word.is_match("日"));
    }

    #[test]
    fn a_pattern_that_counts_far_finds_what_the_counting_one_finds() {
        for form in [
            r"(?i)term[^.;]{0,30}(?P<n>\d+)\s+years?",
            r"(?i)term[^.;]{0,30}?(?P<n>\d+)\s+years?",
            r"(?i)\b[a-z ]{0,25}(?P<n>\d*)",
            r"(?i)(?:\w+\s+){0,21}(?P<n>\d+)\s*$",
            r"^(?:,[^,;:]{1,22},|\s|[a-z]+)*(?P<n>\d)?$",
        ] {
            let (pattern, exact) = (cased(form), compiled(&of_latin(form)).expect("compiles"));
            assert!(pattern.loose.is_some());
            for text in [
                "",
                "the Term is 3 years, and the next term, renewed or not, is of 5 years",
                "a term that is told in far more words than may stand between is of 4 years; term 7 years",
                "term of a length that nobody has ever told and nobody wants to tell: 12 years",
                " , a b c, , a piece that is longer than may be,",
                "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty twenty-one 22",
                "für die Löschung, Ärger 1 years “term” ’ 2 years",
            ] {
                assert_eq!(
                    pattern.is_match(text),
                    exact.is_match(text),
                    "{form} {text}"
                );
                let found = |found: Option<Match<'_>>| found.map(|found| found.range());
                assert_eq!(
                    found(pattern.find(text)),
                    found(exact.find(text)),
                    "{form} {text}"
                );
                let all: Vec<_> = pattern.find_iter(text).map(|found| found.range()).collect();
                let expected: Vec<_> = exact.find_iter(text).map(|found| found.range()).collect();
                assert_eq!(all, expected, "{form} {text}");
                let group = |found: &Captures<'_>| {
                    (
                        found.get(0).map(|all| all.range()),
                        found.name("n").map(|group| group.range()),
                    )
                };
                let all: Vec<_> = pattern
                    .captures_iter(text)
                    .map(|found| group(&found))
                    .collect();
                let expected: Vec<_> = exact
                    .captures_iter(text)
                    .map(|found| group(&found))
                    .collect();
                assert_eq!(all, expected, "{form} {text}");
                assert_eq!(
                    pattern.replace_all(text, "<$n>"),
                    exact.replace_all(text, "<$n>")
                );
            }
        }
        assert!(cased(r"\d{1,4}").loose.is_none());
    }

    #[test]
    fn an_edge_of_a_word_stands_beside_a_curly_quote() {
        assert!(pattern(r"\bterm\b").is_match("“Term”"));
        assert!(!pattern(r"\bterm\b").is_match("determined"));
    }
}
