//! Finds the natural persons whom a contract names, so that their names can be masked everywhere:
//! those who sign, those who are to be notified, and those who are parties themselves.
//!
//! Works by place and form, not by lists of names; a company is never taken for a person.

use super::signatures::{is_one_of, name_at, signatories};
use regex::Regex;
use std::sync::LazyLock;

/// What stands before a name outside the signature lines themselves.
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?: attn\.? :? \s | attention\s+of \s | attention \s* :? \s | c/o \s
        | cc \s | contact : | prepared\s+by : | buyer : | represented\s+by \s | acting\s+by \s (?: its \s attorney \s )?
        | signed\s+by \s | presence\s+of :? \s | witness\s+name : | per : | director : | directors : | secretary :
        | (?: managing\s+director | geschäftsführer(?:in)? | guarantor | witness | trustee | officer | partner ) :
        | sd/- \s* \(? | gez\. | ppa\. | i\.\s?a\. | i\.\s?v\. | witnesses : \s* (?: 1\. )? )",
    )
    .expect("a constant pattern compiles")
});
/// A person who is a party, or who signs for one by office.
static INDIVIDUAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?P<n> \p{Lu}[\p{L}.'’-]* (?: \x20 (?: (?: van|von|der|den|de|la|le|di|da|del|bin|al ) \x20 )*
            \p{Lu}[\p{L}.'’-]* ){1,5} ) (?: \x20? \([^)]{1,40}\) )? , \s+
        (?: an\s+individual | individually | an?\s+(?: director | partner | trustee | member ) | its\s+attorney
        | (?: identity | passport | id ) \s+ (?: number | no ) | born | resid(?: ing | ent ) ) \b",
    )
    .expect("a constant pattern compiles")
});
/// Titles of address; what follows is a name, and several words of it are known everywhere.
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?i:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Monsieur|Madame|Smt|Shri|Ing|Dott\.ssa|Dott)\.?\s+(?P<n>\p{Lu}[^\n]{3,60})")
        .expect("a constant pattern compiles")
});
/// Words of an office, which stand below or beside the name of its holder.
const OFFICES: &str = "\
    director president vice-president manager officer secretary treasurer partner member \
    trustee trustees chair chairman chairwoman counsel head owner principal attorney witness \
    ceo cfo coo cto vp registrar notary executive administrator administrador amministratore \
    geschäftsführer geschäftsführerin komplementär direktør direktor directeur directrice \
    leder gérant procurator prokurist architect governors biologist accountant \
    solicitors analyst engineer technician consultant developer scientist librarian clerk";
const WITNESSES: &str = "witness witnesses";
/// Words that no person is called in a contract.
const NOT_NAMES: &str = "\
    agreement services service date dated title name customer client supplier provider party \
    parties authorised authorized representative signature signed seal schedule exhibit \
    annex appendix legal department accounts payable street road avenue lane suite building \
    box county state bank trust group university lessor lessee licensor licensee buyer \
    seller order company llp law total price fee fees term terms annual payment amount \
    quantity currency renewal initial notice notices effective park purpose purchases of \
    the and or in on to for with if use full scope number code product products software version \
    execution confidential centre center town city lawyer mgr support allocation time";

/// The names of the people in `text`, each once, in no particular order.
pub fn people(text: &str) -> Vec<String> {
    let mut names = signatories(text);
    let cued = CUE.find_iter(text).map(|cue| &text[cue.end()..]);
    let titled = TITLED.captures_iter(text).filter_map(|c| c.name("n"));
    for rest in cued.chain(titled.map(|name| name.as_str())) {
        add(rest, &mut names);
    }
    for name in INDIVIDUAL.captures_iter(text).filter_map(|c| c.name("n")) {
        add(name.as_str(), &mut names);
    }
    in_columns(text, &mut names);
    names
}

fn add(text: &str, names: &mut Vec<String>) {
    let text = text.trim_start_matches([' ', '\t', '|', '(', '_', '.']);
    let line = untitled(text.lines().next().unwrap_or_default());
    // A gap of two spaces is the next column.
    let cell = line.split("  ").next().unwrap_or_default();
    let cell = cell.trim_end_matches([')', ';', ' ']);
    if let Some(name) = name_at(cell).filter(|name| is_person(name) && !names.contains(name)) {
        names.push(name);
    }
}

fn untitled(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(' ') else {
        return text;
    };
    let title = first.trim_end_matches('.').to_lowercase();
    let is_title = matches!(
        title.as_str(),
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "mx"
            | "dr"
            | "prof"
            | "ing"
            | "dott"
            | "dott.ssa"
            | "smt"
            | "shri"
            | "sir"
            | "dame"
    );
    if is_title { rest.trim_start() } else { text }
}

fn is_person(name: &str) -> bool {
    name.split_whitespace()
        .all(|word| !is_one_of(word, NOT_NAMES) && !is_one_of(word, OFFICES))
}

/// Names with the holder's office beside or below them, with "For ..." above them, or in a line of
/// witnesses; read column by column.
fn in_columns(text: &str, names: &mut Vec<String>) {
    let rows: Vec<Vec<(usize, &str)>> = text.lines().map(cells).collect();
    for (index, row) in rows.iter().enumerate() {
        let witnesses = row.iter().any(|(_, cell)| is_one_of_any(cell, WITNESSES));
        for (at, (column, cell)) in row.iter().enumerate() {
            let cell =
                cell.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
            let (name, follows) = cell.split_once(',').unwrap_or((cell, ""));
            let beside = |step: usize| row.get(step).is_some_and(|(_, cell)| is_office(cell));
            let near = |rows: &[Vec<(usize, &str)>], is: fn(&str) -> bool| {
                rows.iter()
                    .flatten()
                    .any(|(other, cell)| other.abs_diff(*column) <= 4 && is(cell))
            };
            let is_held = || {
                beside(at + 1)
                    || at > 0 && beside(at - 1)
                    || near(&rows[index + 1..rows.len().min(index + 3)], is_office)
                    || near(&rows[index.saturating_sub(2)..index], is_for)
            };
            let by_side = is_whole_name(name) && is_office(follows);
            if by_side || is_whole_name(cell) && (witnesses || is_held()) {
                add(name, names);
            }
        }
    }
}

/// Whether a cell says for whom the one below it signs.
fn is_for(cell: &str) -> bool {
    let starts = ["For ", "FOR ", "Signed for ", "SIGNED for "];
    starts.iter().any(|start| cell.starts_with(start)) && cell.split_whitespace().count() <= 8
}

fn is_one_of_any(text: &str, list: &str) -> bool {
    text.split_whitespace().any(|word| is_one_of(word, list))
}

/// Whether all of `cell` is one name, so that the heading over a column is none.
fn is_whole_name(cell: &str) -> bool {
    let words = untitled(cell).split_whitespace().count();
    (2..=6).contains(&words)
        && !cell.ends_with('.')
        && name_at(untitled(cell)).is_some_and(|name| name.split_whitespace().count() == words)
}

/// Whether `text` is an office: a few words, with one of an office before any comma.
fn is_office(text: &str) -> bool {
    let office = text.split(',').next().unwrap_or_default();
    let words = office.split_whitespace().count();
    (1..=6).contains(&words) && !office.contains(':') && is_one_of_any(office, OFFICES)
}

/// The cells of a line, set apart by two spaces or a bar, each with the column that it begins in.
fn cells(line: &str) -> Vec<(usize, &str)> {
    let mut cells = Vec::new();
    let mut start = 0;
    for piece in line.split("  ").flat_map(|part| part.split('|')) {
        let text = piece.trim();
        if !text.is_empty() {
            let lead = piece.len() - piece.trim_start().len();
            let column = line[..start + lead].chars().count();
            cells.push((column, text));
        }
        start += piece.len();
        start += if line[start..].starts_with('|') {
            1
        } else {
            line[start..].len().min(2)
        };
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut names = people(text);
        names.sort();
        names
    }

    /// 3.15: names are found by where they stand, in capitals too.
    #[test]
    fn people_are_found_where_contracts_name_them() {
        for (text, expected) in [
            (
                "Attn: Dr. Philippa Grange, President, 440 Longleaf Trail",
                "Philippa Grange",
            ),
            (
                "marked for the attention of Hector Strathearn, Company Secretary.",
                "Hector Strathearn",
            ),
            (
                "represented by its President, Monsieur Bertrand Deschamps,",
                "Bertrand Deschamps",
            ),
            (
                "Owen Threlkeld, an individual residing at",
                "Owen Threlkeld",
            ),
            (
                "(2)  DR ADAEZE NWOSU of 28 Wharfdale Gardens",
                "ADAEZE NWOSU",
            ),
            ("Per:  Solange Thibodeau-Roy", "Solange Thibodeau-Roy"),
            ("acting by Gareth Ellwood,", "Gareth Ellwood"),
            ("Aroha Te Whata\nLeasing Manager", "Aroha Te Whata"),
            ("Sd/- (Dr. S. Ilangovan)\nRegistrar", "S. Ilangovan"),
            ("Director:    Heath Corrigan", "Heath Corrigan"),
            ("For Limfjord ApS:\nPreben Thygesen", "Preben Thygesen"),
            (
                "Hector Strathearn, a director, and Flora Buchanan, a director",
                "Flora Buchanan",
            ),
            ("THANDEKA MABUZA, identity number 910214", "THANDEKA MABUZA"),
            (
                "As witnesses:   1.  Nomvula Dlamini     2.  Pieter Joubert",
                "Pieter Joubert",
            ),
            (
                "GIS analyst              Tyler Moosomin         $ 104.00",
                "Tyler Moosomin",
            ),
            (
                "Attention: Li Wei Q. van der Meer, Clerk",
                "Li Wei Q. van der Meer",
            ),
        ] {
            assert!(
                found(text).contains(&expected.to_owned()),
                "{text}: {:?}",
                found(text)
            );
        }
    }

    #[test]
    fn each_column_of_a_signature_block_is_read_by_itself() {
        let text = "Hauke Brodersen              Merle Jensen\nGeneral Manager              Managing Director\n";
        assert_eq!(found(text), ["Hauke Brodersen", "Merle Jensen"]);
    }

    #[test]
    fn companies_offices_and_headings_are_not_people() {
        for text in [
            "Attn: Legal Department, 900 Pike Terrace",
            "Attention: General Counsel",
            "Service Provider\nManaging Director",
            "Barwon Maltsters Pty Ltd\nDirector",
            "the Director of Services shall meet the Manager",
            "signed by both parties",
            "By: Lattice GP, LLC, its general partner",
            "12. Notices. If to Authority, General Manager, 15 Pump Street",
            "goods for it and for a year after\nPermitted Goods",
            "SCOPE OF LICENSE\nManager of Licensor",
            "Attention: Murray. Neither party may",
            "Wolkersdorfer Maschinenfabrik\nGmbH & Co. KG",
            "For Hohenfels Antriebstechnik AG\nTotal Price",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
