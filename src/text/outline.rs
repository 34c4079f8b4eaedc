//! Reads the outline of a contract from its text: definitions, references to its own sections,
//! what it amends, its language, and its signature blocks.

use super::signing;
use crate::domain::document::{Document, Section, Span};
use crate::domain::outline::{Amendment, Definition, Outline, Reference};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Letters from which a language can be told.
const MIN_LETTERS: usize = 200;
/// Letters that are looked at for it.
const MAX_LETTERS: usize = 20_000;
/// An amendment says so in its first letters.
const OPENING: usize = 3000;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

/// A quoted term that is given a meaning, or that stands in brackets after what it stands for.
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"["\u{201c}]([A-Z][^"\u{201c}\u{201d}\n]{1,60})["\u{201d}]\s+(?:shall\s+(?:mean|have)|means?\b|has\s+the\s+meaning|is\s+defined)|\((?:the|this|each,?\s+an?|an?|collectively,?(?:\s+the)?|together,?(?:\s+the)?)?\s*["\u{201c}]([A-Z][^"\u{201c}\u{201d}\n]{1,60})["\u{201d}]\s*\)"#,
    )
});
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?i:sections?|clauses?|articles?|paragraphs?)|§{1,2})\s+([0-9]{1,3}(?:\.[0-9]{1,3}){0,4}|[IVXLC]{1,7})\b|\b(Exhibit|Schedule|Annex|Appendix|Attachment)\s+([A-Z](?:-[0-9]{1,2})?|[0-9]{1,2})\b",
    )
});
static AMENDMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:(?i:amendment\s+(?:no\.?|number)?)\s*((?i:[0-9]{1,3}|one|two|three|four|five))?
            |(?i:(first|second|third|fourth|fifth|sixth)\s+amendment))
          \s*(?:\([^)]{0,60}\)\s*)?(?i:to)\s+(?:(?i:the|that\s+certain)\s+)?
          ((?:[A-Z][\w&'’/-]*(?:[\x20\t]+\n?[\x20\t]*|\n[\x20\t]*)|(?:of|and|for)\s+){0,8}[A-Z][\w-]*)
          (?:[\s,]+(?:(?:is|dated|made|entered\s+into|effective|as\s+of)\s+){1,3}
            ([A-Z][a-z]+\s+[0-9]{1,2},?\s+[0-9]{4}|[0-9]{1,2}\s+[A-Z][a-z]+\s+[0-9]{4}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}))?",
    )
});

/// The outline of `document`, whose numbered parts are `sections`.
pub fn outline(document: &Document, sections: &[Section]) -> Outline {
    let signatures = signing::blocks(document);
    Outline {
        execution: signing::execution(document, &signatures),
        signatures,
        definitions: definitions(&document.text),
        references: references(&document.text, sections),
        amends: amends(&document.text),
        language: language(&document.text),
    }
}

/// The terms that `text` defines, each where it is first defined.
fn definitions(text: &str) -> Vec<Definition> {
    let mut found: Vec<Definition> = Vec::new();
    for captures in DEFINED.captures_iter(text) {
        let Some(term) = captures.get(1).or_else(|| captures.get(2)) else {
            continue;
        };
        let name = term.as_str().trim_end_matches([',', '.']).to_owned();
        if found.iter().all(|other| other.term != name) {
            found.push(Definition {
                term: name,
                span: Span::new(term.start(), term.end()),
            });
        }
    }
    found
}

/// References to numbered parts, with where the part begins.
fn references(text: &str, sections: &[Section]) -> Vec<Reference> {
    let mut starts: HashMap<String, usize> = HashMap::new();
    for section in sections {
        if let Some(number) = &section.number {
            starts.entry(bare(number)).or_insert(section.span.start);
        }
    }
    let is_heading = |at: usize| sections.iter().any(|section| section.span.start == at);
    REFERENCE
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let named = captures
                .get(2)
                .map(|word| word.as_str())
                .unwrap_or_default();
            let number = captures.get(1).or_else(|| captures.get(3))?.as_str();
            let key = bare(&format!("{named} {number}"));
            (!is_heading(whole.start())).then(|| Reference {
                span: Span::new(whole.start(), whole.end()),
                target: starts.get(&key).copied(),
            })
        })
        .collect()
}

/// A number without its word and dots: "Section 4.2." is "4.2", "EXHIBIT A" is "exhibit a".
fn bare(number: &str) -> String {
    let lower = number
        .trim()
        .trim_end_matches(['.', ')', ':'])
        .to_lowercase();
    let words = ["section", "article", "clause", "paragraph", "§§", "§"];
    let rest = words.iter().find_map(|word| lower.strip_prefix(word));
    rest.unwrap_or(&lower).trim().to_owned()
}

fn amends(text: &str) -> Option<Amendment> {
    let opening = &text[..text.floor_char_boundary(OPENING)];
    let captures = AMENDMENT.captures(opening)?;
    let whole = captures.get(0)?;
    let number = captures.get(1).or_else(|| captures.get(2));
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let target = line(captures.get(3)?.as_str());
    let dated = captures.get(4).map(|date| line(date.as_str()));
    Some(Amendment {
        number: number.map(|number| number.as_str().to_owned()),
        dated: dated.or_else(|| dated_below(&opening[whole.end()..], &target)),
        target,
        span: Span::new(whole.start(), whole.end()),
    })
}

/// The day of the amended document where it is named once more behind the title that names it.
fn dated_below(rest: &str, target: &str) -> Option<String> {
    let words: Vec<String> = target.split_whitespace().map(regex::escape).collect();
    let named = Regex::new(&format!(
        r"(?i)\b{}\b[^.;]{{0,110}}?\b(?:dated|made|entered\s+into|effective)(?:\s+(?:as\s+of|on))?\s+(?-i:([A-Z][a-z]+\s+[0-9]{{1,2}},?\s+[0-9]{{4}}|[0-9]{{1,2}}\s+[A-Z][a-z]+\s+[0-9]{{4}}))",
        words.join(r"\s+")
    ))
    .ok()?;
    let date = named.captures(rest)?.get(1)?.as_str();
    Some(date.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn language(text: &str) -> Option<String> {
    let sample = &text[..text.floor_char_boundary(MAX_LETTERS)];
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let info = whatlang::detect(sample).filter(|info| info.is_reliable())?;
    (letters >= MIN_LETTERS).then(|| info.lang().eng_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sections::sections;

    fn of(text: &str) -> Outline {
        let document = Document::of_text("0".into(), text.to_owned());
        outline(&document, &sections(text))
    }

    #[test]
    fn terms_are_found_where_they_are_given_a_meaning() {
        let found = of(
            "This Agreement (this \u{201c}Agreement\u{201d}) binds Acme (the \"Vendor\").\n\n\u{201c}Net Revenue\u{201d} means all money. \"Fees\" shall mean the charges. He said \"Hello\" loudly.",
        );
        let terms: Vec<&str> = found.definitions.iter().map(|d| d.term.as_str()).collect();
        assert_eq!(terms, ["Agreement", "Vendor", "Net Revenue", "Fees"]);
    }

    #[test]
    fn references_lead_to_sections_or_nowhere() {
        let text = "1. Term. One year.\n\n2. Fees. As in Section 1 and Section 9.4 and Exhibit A.\n\nExhibit A\nThe rates.";
        let found = of(text);
        let targets: Vec<Option<usize>> = found.references.iter().map(|r| r.target).collect();
        assert_eq!(targets, [Some(0), None, text.rfind("Exhibit A")]);
    }

    #[test]
    fn an_amendment_names_what_it_amends() {
        let found = of(
            "AMENDMENT NO. 2\n\nThis Amendment No. 2 to the Master Services Agreement dated as of May 3, 2021 is made by us.",
        );
        let amends = found.amends.expect("it says so");
        assert_eq!(amends.number.as_deref(), Some("2"));
        assert_eq!(amends.target, "Master Services Agreement");
        assert_eq!(amends.dated.as_deref(), Some("May 3, 2021"));
        // A title ends with its line, and the day may stand where the document is named again.
        let titled = of(
            "AMENDMENT NO. 2\n\nTO HOSTING SERVICES AGREEMENT\n\nThis Amendment No. 2 is made by us and amends the Hosting Services Agreement between us dated May 3, 2021, as amended.",
        );
        let amends = titled.amends.expect("it says so");
        assert_eq!(amends.target, "HOSTING SERVICES AGREEMENT");
        assert_eq!(amends.dated.as_deref(), Some("May 3, 2021"));
        assert!(
            of("Any amendment to this Agreement must be in writing.")
                .amends
                .is_none()
        );
    }

    #[test]
    fn a_language_is_told_from_enough_text() {
        let german = "Dieser Vertrag wird zwischen den Parteien geschlossen und regelt die gegenseitigen Rechte und Pflichten. ".repeat(4);
        assert_eq!(of(&german).language.as_deref(), Some("German"));
        assert_eq!(of("Short.").language, None);
    }
}
