//! The kind of a document, from its title. A document without a title is a letter or unknown, never
//! guessed from its contents.

use crate::domain::document::Span;
use crate::offline::patterns::{Pattern, cased};
use std::sync::LazyLock;

/// How far into the text a title may stand, in bytes.
const TITLE_WITHIN: usize = 6000;

/// What a title says, the more specific first; the first that matches decides.
const KINDS: &[(&str, &str)] = &[
    ("dpa", r"data\s+process\w+|\bdpa\b"),
    (
        "amendment",
        r"\bamendment\b|\bvariation\b|\bside\s+letter\b|\bsupplement(?:al|ary)?\s+(?:agreement|deed|letter|no)|\bchange\s+(?:order|request|notice)\b|\b(?:extension|renewal)\s+(?:agreement|letter|deed)\b|^\s*(?:\w+\s+){0,2}addendum\b",
    ),
    (
        "termination",
        r"^\s*(?:deed\s+of\s+)?(?:\w+\s+)?termination\s+(?:of|agreement)\b",
    ),
    (
        "assignment",
        r"^\s*(?:deed\s+of\s+)?assignment(?:\s+and\s+assumption)?\s+of\b",
    ),
    ("sow", r"statement\s+of\s+work|\bwork\s+order\b|\bsow\b"),
    ("purchase", r"\bpurchase\s+order\b"),
    (
        "order_form",
        r"\border\s+(?:form|confirmation|acknowledg\w+)\b|\bquot(?:e|ation)\b|\bsales\s+order\b|\bservice\s+order\b",
    ),
    ("nda", r"non-?\s?disclosure|confidentiality|\bnda\b|secrecy"),
    (
        "msa",
        r"master\s+(?:\w+\s+){0,3}(?:services?|agreement|terms)|\bframework\s+(?:\w+\s+){0,2}(?:agreement|contract)",
    ),
    (
        "saas_subscription",
        r"subscription|software[\s-]+as[\s-]+a[\s-]+service|\bsaas\b|\bcloud\s+(?:\w+\s+)?(?:services?|agreement)",
    ),
    ("guarantee", r"\bguarant(?:ee|y)\b"),
    ("settlement", r"\bsettlement\b"),
    ("employment", r"\bemployment\b"),
    ("reseller", r"\bresell"),
    ("distribution", r"\bdistribut"),
    ("franchise", r"\bfranchis"),
    ("joint_venture", r"joint\s+venture"),
    (
        "collaboration",
        r"collaborat|cooperation|co-?operation|alliance",
    ),
    (
        "marketing",
        r"marketing|promotion|advertis|co-?branding|affiliate|sponsorship|endorsement",
    ),
    (
        "licence",
        r"\blicen[cs]e?\b.{0,40}\b(?:maintenance|support)\b",
    ),
    ("maintenance", r"maintenance|\bsupport\b"),
    ("hosting", r"\bhosting\b"),
    ("licence", r"\blicen[cs]"),
    ("supply", r"\bsupply\b|manufactur"),
    ("development", r"development"),
    ("agency", r"\bagency\b"),
    ("consulting", r"consult"),
    ("lease", r"\b(?:sub-?)?lease\b|\btenancy\b|\brental\b"),
    ("loan", r"\bloan\b|\b(?:credit|facility)\s+agreement\b"),
    ("purchase", r"\b(?:purchase|sale)\b"),
    ("services", r"\bservices?\b|outsourc"),
];

static KIND_FORMS: LazyLock<Vec<(&'static str, Pattern)>> = LazyLock::new(|| {
    KINDS
        .iter()
        .map(|(kind, form)| (*kind, cased(&format!("(?i){form}"))))
        .collect()
});

static TITLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)\b(?:agreement|contract|amendment|addendum|order\s+form|statement\s+of\s+work|work\s+order|licen[cs]e)\b",
    )
});

/// Titles that name no agreement; these words begin other lines too, so that they count at the very
/// top and in few words only.
static SHORT_TITLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?:the\s+)?(?:(?:deed\s+of\s+)?(?:guarantee|guaranty|variation|lease|sub-?lease|tenancy)|(?:commercial\s+)?lease|deed\s+of\s+\w+|purchase\s+order|quot(?:e|ation)|order\s+(?:confirmation|acknowledg\w+)|sales\s+order|change\s+(?:order|request)|assignment(?:\s+and\s+assumption)?\s+of\s+\w+|software\s+as\s+a\s+service\s+terms|(?:second|third|further|\d\w+)?\s*(?:extension|renewal|side)\s+letter|promissory\s+note)\b",
    )
});
/// How far such a title may stand from the top, in bytes, and how many words it may have.
const SHORT_WITHIN: usize = 1_500;
const SHORT_WORDS: usize = 8;

static INLINE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r#"(?i)\bthis\s+(?P<t>(?:[\w&,/-]+\s+){0,6}(?:agreement|amendment|order\s+form|statement\s+of\s+work|contract|addendum)(?:\s+no\.\s*\d+)?)\s*(?:,?\s*\(|is\b|,|made|dated)"#,
    )
});

/// The same of a lease or a guarantee, where the sentence that makes it begins its line.
static MADE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?im)^[ \t]*this\s+(?P<t>(?:\w+\s+)?(?:lease|sub-?lease|tenancy|guarantee|guaranty)(?:\s+deed)?)\s+(?:is\s+)?(?:made|dated|entered|given)\b",
    )
});

/// Where the preamble begins in a title that goes on with it: `SUPPLY AGREEMENT ENTERED INTO BY`.
static PREAMBLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(r"\s+(?:MADE|ENTERED\s+INTO|BY\s+AND\s+BETWEEN|BETWEEN|EXECUTED\s+BY)\b")
});

/// Lines that name a contract and are no title: `CONTRACT PARTICULARS`.
static NO_TITLE: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^(?:agreement|contract)\s+(?:particulars|details|data|summary|number|no\.?|date|sum|price)\b|^entire\s+(?:agreement|contract)\b",
    )
});

static LETTER: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i)\bthis\s+letter\b|^\s*dear\s+\w"));

/// What parts the cells of a row.
const GAP: &str = "   ";

/// The kind of the document and the words that say so.
pub fn document_type(text: &str) -> Option<(Span, String)> {
    let mut end = text.len().min(TITLE_WITHIN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    title_line(head)
        .or_else(|| inline_title(head))
        .or_else(|| letter(head))
}

/// The first heading-like line that names a kind of contract: short, and without a sentence's verbs.
fn title_line(head: &str) -> Option<(Span, String)> {
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        let span = crate::text::sentences::trim(head, at, at + line.len());
        at += line.len();
        let words = &head[span.range()];
        let preamble = PREAMBLE.find(words).map(|preamble| preamble.start());
        // Beside the title of a form stands what belongs to no title: a number, who prepared it.
        let beside = words
            .find(GAP)
            .filter(|gap| TITLE.is_match(&words[..*gap]) && !TITLE.is_match(&words[*gap..]));
        let end = preamble.or(beside);
        let title = end.map(|end| &words[..end]);
        let title = title.filter(|title| is_known(title));
        let words = title.unwrap_or(words);
        let span = Span::new(span.start, span.start + words.len());
        let is_short = span.start < SHORT_WITHIN
            && words.split_whitespace().count() <= SHORT_WORDS
            && SHORT_TITLE.is_match(words);
        let is_row = words.contains(GAP) || words.contains(['$', '£', '€', '\t']);
        let is_title = !NO_TITLE.is_match(words)
            && (!is_row || is_known(words))
            && (!words.contains(':') || is_known(words))
            && (TITLE.is_match(words) || is_short)
            && words.split_whitespace().count() <= 12
            && words.chars().next().is_some_and(char::is_uppercase)
            && !words.ends_with(['.', ',', ';', ':'])
            && starts_capitalised(words);
        if is_title {
            let (span, words) = over_two_lines(head, span, at).unwrap_or((span, words));
            return kind_of(words).map(|kind| (span, kind));
        }
    }
    None
}

/// A title that names no kind on its line and goes on with a small word, with the line below, where that
/// names one: `AGREEMENT FOR THE PROVISION OF CLEANING` / `AND BUILDING SERVICES`.
fn over_two_lines(head: &str, title: Span, below: usize) -> Option<(Span, &str)> {
    let words = &head[title.range()];
    let next = head[below..].lines().next()?;
    let span = Span::new(title.start, below + next.trim_end().len());
    let is_small =
        |word: Option<&str>| word.is_some_and(|word| SMALL.contains(&word.to_lowercase().as_str()));
    let goes_on =
        is_small(next.split_whitespace().next()) || is_small(words.split_whitespace().next_back());
    let both = &head[span.range()];
    let is_title = !is_known(words)
        && goes_on
        && is_known(next)
        && starts_capitalised(next)
        && !next.trim_end().ends_with(['.', ',', ';', ':']);
    is_title.then_some((span, both))
}

/// Small words of titles.
const SMALL: [&str; 10] = ["of", "and", "to", "the", "for", "no", "by", "on", "in", "a"];

/// Whether a title names one of the kinds.
fn is_known(title: &str) -> bool {
    KIND_FORMS.iter().any(|(_, form)| form.is_match(title))
}

/// Whether most words begin with a capital, as in a title.
fn starts_capitalised(words: &str) -> bool {
    let mut long = words
        .split_whitespace()
        .filter(|word| !SMALL.contains(&word.to_lowercase().as_str()));
    long.all(|word| !word.starts_with(char::is_lowercase))
}

fn inline_title(head: &str) -> Option<(Span, String)> {
    let found = INLINE.captures(head).or_else(|| MADE.captures(head))?;
    let found = found.name("t")?;
    let kind = kind_of(found.as_str())?;
    Some((Span::new(found.start(), found.end()), kind))
}

fn letter(head: &str) -> Option<(Span, String)> {
    let found = LETTER.find(head)?;
    let sentence = crate::text::sentences::sentences(head)
        .into_iter()
        .find(|span| span.start <= found.start() && found.end() <= span.end)?;
    Some((
        super::quote::quote_around(head, sentence, Span::new(found.start(), found.end())),
        "letter".to_owned(),
    ))
}

/// What stands before the subject of a letter.
static RE: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i)^re:\s*"));

/// What makes a master or framework agreement one of services.
static SERVICES: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i)\bservices?\b|subscription"));

fn kind_of(title: &str) -> Option<String> {
    let title = title.trim_start();
    let title = RE.find(title).map_or(title, |re| &title[re.end()..]);
    let kinds = || KIND_FORMS.iter().filter(|(_, form)| form.is_match(title));
    let mut named = kinds().next();
    // A master lease is a lease; only one of services, or of nothing told, is an msa.
    if named.is_some_and(|(kind, _)| *kind == "msa") && !SERVICES.is_match(title) {
        named = kinds().find(|(kind, _)| *kind != "msa").or(named);
    }
    if let Some((kind, _)) = named {
        return Some((*kind).to_owned());
    }
    let words: Vec<String> = title
        .split_whitespace()
        .map(str::to_lowercase)
        .filter(|word| !matches!(word.as_str(), "this" | "the" | "agreement" | "contract"))
        // A kind has no number and no sum.
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit() || "$£€%#".contains(c)))
        .collect();
    (!words.is_empty()).then(|| words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<String> {
        document_type(text).map(|(_, kind)| kind)
    }

    #[test]
    fn the_title_says_what_it_is() {
        for (text, expected) in [
            (
                "MASTER SERVICES AGREEMENT\n\nThis Master Services Agreement",
                "msa",
            ),
            (
                "AMENDMENT NO. 1\nTO MASTER SERVICES AGREEMENT\n",
                "amendment",
            ),
            ("ACME\n\nMutual Non-Disclosure Agreement\n", "nda"),
            (
                "STATEMENT OF WORK NO. 1\nunder the Master Services Agreement",
                "sow",
            ),
            ("Page 1\nSOFTWARE LICENSE AGREEMENT\n", "licence"),
            (
                "AGREEMENT FOR THE PROVISION OF CLEANING\nAND BUILDING SERVICES\n\nbetween",
                "services",
            ),
            (
                "This Consulting Agreement (“Agreement”) is made",
                "consulting",
            ),
            ("Dear Ms Brown,\nThis letter records our deal.", "letter"),
        ] {
            assert_eq!(kind(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_row_of_figures_is_no_title_and_what_stands_beside_one_is_none_of_it() {
        for (text, expected) in [
            (
                "SAAS ORDER FORM #00417          Prepared by: Kit Alder\n\nTotal Contract Value     $222,158.44\n",
                Some("order_form"),
            ),
            (
                "GULL FRANCHISE SYSTEMS, INC.          FRANCHISE AGREEMENT\n",
                Some("franchise"),
            ),
            ("Total Contract Value     $222,158.44\n", None),
            ("Contract Period     1/1/24 to 12/31/24\n", None),
            ("GULL AGREEMENT 2027\n", Some("gull")),
        ] {
            assert_eq!(kind(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_text_without_a_title_has_no_kind() {
        assert_eq!(kind("Minutes of the meeting held on Monday."), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn a_master_agreement_is_of_the_kind_that_it_names() {
        for (text, expected) in [
            ("MASTER EQUIPMENT LEASE AGREEMENT\n", "lease"),
            ("FRAMEWORK AGREEMENT FOR THE SUPPLY OF GOODS\n", "supply"),
            ("MASTER SUBSCRIPTION AGREEMENT\n", "msa"),
            ("FRAMEWORK AGREEMENT ON DEVELOPMENT SERVICES\n", "msa"),
            (
                "SOFTWARE LICENSE, MAINTENANCE AND SUPPORT AGREEMENT\n",
                "licence",
            ),
            ("MAINTENANCE AND SUPPORT AGREEMENT\n", "maintenance"),
            ("TERMINATION OF LEASE AGREEMENT\n", "termination"),
            ("ASSIGNMENT AND ASSUMPTION OF LEASE\n", "assignment"),
            (
                "RENEWAL LETTER\n\nThis letter agreement extends the Services Agreement.",
                "amendment",
            ),
            ("THIS LEASE is made on 1 May 2027 between us.", "lease"),
            (
                "SUPPLY AGREEMENT ENTERED INTO BY AND BETWEEN GULL, S.A. DE C.V. (THE \"SUPPLIER\") AND HERON, LLC (THE \"BUYER\")\n",
                "supply",
            ),
        ] {
            assert_eq!(kind(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_line_about_a_contract_is_no_title() {
        for text in [
            "CONTRACT PARTICULARS\n\nArchitect: Fern LLP\n",
            "ENTIRE AGREEMENT\n\nThis is all.",
            "Goods are let and this lease is ended.",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
