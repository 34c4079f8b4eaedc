//! The governing law: which state's or country's law a clause names.
//!
//! The place of the courts or of arbitration is never taken for the law. Names are returned in their
//! usual English form, so that `the Federal Republic of Germany` and `German law` are both Germany.

mod others;
mod places;

pub(super) use others::speaks_of_another;

use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use places::{ADJECTIVES, ALIASES, PLACES, STATES};
use std::sync::LazyLock;

static NAME: LazyLock<Pattern> = LazyLock::new(|| {
    let mut names: Vec<&str> = PLACES
        .iter()
        .copied()
        .chain(ALIASES.iter().chain(ADJECTIVES).map(|(from, _)| *from))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let names: Vec<String> = names
        .iter()
        .map(|name| {
            regex::escape(name)
                .replace(' ', r"\s+")
                .replace(r"\ ", r"\s+")
        })
        .collect();
    cased(&format!(
        r"(?i)\b(?P<n>{})\b(?P<law>(?:\s+state)?\s+laws?\b)?",
        names.join("|")
    ))
});

static CUE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?ix)
        \b(?:governed|construed|interpreted|enforced|govern|governs|determined|controlled|interpretation|construction)\b[^;]*?\blaws?\b
        | \blaws?\s+(?:of|in\s+(?:force|effect))\b[^;]*?\b(?:govern|apply|applies|control)
        | \b(?:governing|applicable|choice\s+of)\s+law\b(?:\s*(?:and|&|/)\s*(?:courts?|jurisdiction|venue)\b)?
        | \b(?:agreement|contract|deed|order)\b[^;.]{0,40}\b(?:made|concluded|entered\s+into|formed)\s+under\b[^;.]{0,30}\blaws?\b
        | \blaw\s+of\s+(?:this|the)\s+(?:contract|agreement|deed|lease)\b
        | ^\W*(?:jurisdiction\s+and\s+)?law(?:\s*(?:&|and)\s*venue)?(?:\s*[:|]|\x20{2})
        | \blaws?\s+of\b[^.;]{0,40}\bdecides?\b
        | \brule\s+of\s+law\s*:[^.;]{0,20}\blaw\b
        | \btakes\s+(?:its|their)\s+meaning\b[^.;]{0,30}\blaws?\b
        | \b(?:agreement|contract|deed|lease|letter|order|terms|relationship)\b[^;.]{0,60}\b(?:is|are|be)\s+(?:exclusively\s+|solely\s+)?subject\s+to\b[^;.]{0,40}\blaws?\b
        | \blaws?\s+applicable\b | \bsubject\s+to\b[^;.]{0,60}\blaws?\s+of\b
        | \b(?:\w+\s+){1,3}law\s+(?:shall\s+|will\s+)?(?:appl|govern|control)",
    )
});

static ELSEWHERE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:courts?|arbitrat\w+|venue|seat|sitting\s+in|jurisdiction\s+of|exclud\w+|organi[sz]ed|incorporated)\b",
    )
});

/// What a clause says of the rules on conflicts, which name no law of their own.
static CONFLICTS: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)(?:,?\s*\band\s+not\b|,?\s*\bwithout\b|,?\s*\bexclud\w+|,?\s*\bexcept\b)[^.;]{0,100}?\b(?:conflicts?|choice)[\s-]+of[\s-]+laws?\b(?:\s+(?:principles?|rules?|provisions?|doctrines?))*(?:\s+thereof)?",
    )
});

/// A law that is named before it: `in the State of Utah and governed by the laws thereof`.
static THEREOF: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:governed|construed|interpreted)\b[^;.]{0,80}\blaws?\s+(?:thereof|of\s+(?:that|said|such)\s+(?:state|province|country|jurisdiction))\b",
    )
});

/// The jurisdiction whose law `sentence` says governs, with the place of its name in the sentence.
pub fn jurisdiction(sentence: &str) -> Option<(Span, String)> {
    // Every form below has this word, and to look for it costs far less than to try the forms.
    let mut words = sentence.as_bytes().windows(3);
    if !words.any(|word| word.eq_ignore_ascii_case(b"law")) {
        return enacted_code(sentence);
    }
    let masked = CONFLICTS.replace_all(sentence, |found: &regex::Captures<'_>| {
        " ".repeat(found[0].len())
    });
    cues(&masked)
        .filter(|cue| !others::governs_another(&masked[..cue.start()]))
        .find_map(|cue| {
            // `Governing law and courts: Utah` is one label for both.
            let is_label = ELSEWHERE.is_match(cue.as_str()) && cue.as_str().len() < 45;
            named_law(&masked, if is_label { cue.end() } else { cue.start() })
        })
        .or_else(|| named_before(&masked))
        .or_else(|| enacted_code(sentence))
}

/// A commercial code that governs, which stands for the law of the state that enacted it.
static CODE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?ix)\b(?:governed|determined|construed|controlled|interpreted)\b[^.;]{0,60}\bcommercial\s+code\b (?P<a>\s+)
          | \bcommercial\s+code\b (?P<b>\s+) [^.;]{0,80}\b(?:governs?|controls?|applies|apply)\b",
    )
});
/// How a state stands behind its code.
static OF_STATE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?:\(\s*[“”\x22]?UCC[“”\x22]?\s*\)\s+)?(?:as\s+)?(?:then\s+)?(?:(?:enacted|adopted|in\s+effect|in\s+force)\s+)?(?:in|of|by)\s+(?:the\s+)?(?:(?:state|commonwealth)\s+of\s+)?",
    )
});

/// The state whose commercial code governs: `the Uniform Commercial Code as enacted in Ohio`.
fn enacted_code(sentence: &str) -> Option<(Span, String)> {
    CODE.captures_iter(sentence).find_map(|captures| {
        let gap = captures.name("a").or_else(|| captures.name("b"))?;
        let rest = &sentence[gap.end()..];
        let lead = OF_STATE.find(rest)?;
        let name = NAME.captures(&rest[lead.end()..])?.name("n")?;
        let at = gap.end() + lead.end();
        (name.start() == 0)
            .then(|| canonical(name.as_str()))
            .flatten()
            .map(|state| (Span::new(at, at + name.end()), state))
    })
}

/// The longest cue, in bytes.
const LONGEST: usize = 290;
/// How many that are longer are passed over in one sentence; no clause has as many.
const TRIES: usize = 40;

/// The cues of `sentence`, one after the other. Their length is counted here, since a pattern that
/// counts letters makes an automaton of as many states.
fn cues(sentence: &str) -> impl Iterator<Item = regex::Match<'_>> {
    let (mut from, mut tries) = (0, 0..TRIES);
    std::iter::from_fn(move || {
        loop {
            let cue = CUE.find_at(sentence, from)?;
            if cue.len() <= LONGEST {
                from = cue.end();
                return Some(cue);
            }
            tries.next()?;
            let first = cue.as_str().chars().next()?;
            from = cue.start() + first.len_utf8();
        }
    })
}

/// The first name from `cue` on that stands with the word law: `laws of X`, `X law`, and before any
/// court is named.
fn named_law(sentence: &str, cue: usize) -> Option<(Span, String)> {
    let names: Vec<_> = NAME
        .captures_iter(&sentence[cue..])
        .filter(|captures| captures.name("law").is_some() || !is_adjective(&captures["n"]))
        .collect();
    let adjective = names.iter().find(|captures| captures.name("law").is_some());
    let after = names.first().filter(|captures| {
        let start = captures.get(0).map_or(0, |name| name.start());
        !ELSEWHERE.is_match(&sentence[cue..cue + start])
    });
    let earliest = [after, adjective]
        .into_iter()
        .flatten()
        .min_by_key(|captures| captures.get(0).map_or(usize::MAX, |name| name.start()))?;
    let name = earliest.name("n")?;
    Some((
        Span::new(cue + name.start(), cue + name.end()),
        canonical(name.as_str())?,
    ))
}

/// The last name before `the laws thereof`.
fn named_before(sentence: &str) -> Option<(Span, String)> {
    let thereof = THEREOF.find(sentence)?;
    let name = NAME
        .captures_iter(&sentence[..thereof.start()])
        .last()?
        .name("n")?;
    Some((
        Span::new(name.start(), name.end()),
        canonical(name.as_str())?,
    ))
}

/// Whether `place` is the United States or one of their states, by the names that we give.
pub(super) fn is_american(place: &str) -> bool {
    place == "United States" || PLACES[..STATES].contains(&place)
}

/// Whether a word stands for a place only before `law` or `courts`: `German`.
pub(super) fn is_adjective(name: &str) -> bool {
    ADJECTIVES
        .iter()
        .any(|(adjective, _)| adjective.eq_ignore_ascii_case(name))
}

/// The usual English form of a name or adjective that is known.
pub(super) fn canonical(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    ALIASES
        .iter()
        .chain(ADJECTIVES)
        .find(|(from, _)| from.eq_ignore_ascii_case(&name))
        .map(|(_, to)| *to)
        .or_else(|| {
            PLACES
                .iter()
                .copied()
                .find(|place| place.eq_ignore_ascii_case(&name))
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(sentence: &str) -> Option<String> {
        jurisdiction(sentence).map(|(_, name)| name)
    }

    #[test]
    fn the_law_is_named_in_its_usual_form() {
        for (sentence, expected) in [
            (
                "This Agreement shall be governed by the laws of the State of Delaware.",
                "Delaware",
            ),
            (
                "is governed by the law of England and Wales, and its courts",
                "England and Wales",
            ),
            ("governed by and construed under German law", "Germany"),
            (
                "governed by the laws of the Federal Republic of Germany",
                "Germany",
            ),
            (
                "The laws of the State of California govern this Agreement",
                "California",
            ),
            ("Governing law: New York law applies.", "New York"),
            (
                "construed in accordance with the laws of the People's Republic of China",
                "China",
            ),
            (
                "THIS AGREEMENT SHALL BE GOVERNED BY THE LAWS OF THE STATE OF NEW\nYORK",
                "New York",
            ),
            (
                "governed by the laws of the Province of Ontario, Canada",
                "Ontario",
            ),
            (
                "shall be governed in all respects by Texas state law",
                "Texas",
            ),
            ("shall be governed by English law", "England and Wales"),
            ("New Jersey law governs.", "New Jersey"),
            ("California law controls.", "California"),
            (
                "This order is governed by the Uniform Commercial Code as enacted in Minnesota.",
                "Minnesota",
            ),
            (
                "The Uniform Commercial Code of the State of Ohio shall govern this order.",
                "Ohio",
            ),
            (
                "Each Document other than the Mortgage, which is governed by the laws of Iowa, is governed by the laws of Illinois.",
                "Illinois",
            ),
            (
                "This Agreement and the Indenture are governed by the laws of Texas.",
                "Texas",
            ),
        ] {
            assert_eq!(law(sentence).as_deref(), Some(expected), "{sentence}");
        }
    }

    #[test]
    fn the_law_of_another_instrument_is_not_the_law() {
        for sentence in [
            "The Escrow Agreement is governed by the laws of Nevada.",
            "To the extent that the Standard Contractual Clauses apply, they shall be governed by the law of Ireland.",
            "The Prime Contract is governed by the laws of Virginia and this Subcontract is subject to it.",
            "The insurance policy shall be governed by the laws of New York.",
            "The Contractor is a corporation organized and governed by the laws of Delaware.",
        ] {
            assert_eq!(law(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn courts_and_places_are_not_the_law() {
        for sentence in [
            "The courts of California have exclusive jurisdiction.",
            "Acme is a corporation organized in Delaware.",
            "Each party shall comply with applicable law.",
            "Customer shall comply with the laws of Texas.",
            "\"Account\" has the meaning of the Uniform Commercial Code of New York.",
        ] {
            assert_eq!(law(sentence), None, "{sentence}");
        }
    }
}
