//! Reads labelled contracts: a folder with `txt/`, `pdf/` and `labels.csv`, wherever it lies.
//!
//! The layout is that of `shared/cuad/README.md`: one row a contract, and per category a column of
//! labelled spans (a Python list literal) and one of answers. It never mends a label.

use anyhow::{Context as _, Result, bail, ensure};
use std::path::{Path, PathBuf};

/// The 41 categories of CUAD, as the header of `labels.csv` names them, in its order.
pub const CATEGORIES: [&str; 41] = [
    "Document Name",
    "Parties",
    "Agreement Date",
    "Effective Date",
    "Expiration Date",
    "Renewal Term",
    "Notice Period To Terminate Renewal",
    "Governing Law",
    "Most Favored Nation",
    "Competitive Restriction Exception",
    "Non-Compete",
    "Exclusivity",
    "No-Solicit Of Customers",
    "No-Solicit Of Employees",
    "Non-Disparagement",
    "Termination For Convenience",
    "Rofr/Rofo/Rofn",
    "Change Of Control",
    "Anti-Assignment",
    "Revenue/Profit Sharing",
    "Price Restrictions",
    "Minimum Commitment",
    "Volume Restriction",
    "Ip Ownership Assignment",
    "Joint Ip Ownership",
    "License Grant",
    "Non-Transferable License",
    "Affiliate License-Licensor",
    "Affiliate License-Licensee",
    "Unlimited/All-You-Can-Eat-License",
    "Irrevocable Or Perpetual License",
    "Source Code Escrow",
    "Post-Termination Services",
    "Audit Rights",
    "Uncapped Liability",
    "Cap On Liability",
    "Liquidated Damages",
    "Warranty Duration",
    "Insurance",
    "Covenant Not To Sue",
    "Third Party Beneficiary",
];

/// What lawyers marked in one contract for one category.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// The marked stretches, each as pieces: `<omitted>` stands between pieces that are not adjacent.
    pub spans: Vec<Vec<String>>,
    /// The normalised answer, empty where there is none; `Yes` or `No` for clause categories.
    pub answer: String,
}

/// One labelled contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The stem of its files.
    pub id: String,
    /// Its text as the dataset gives it.
    pub text: String,
    /// Its PDF, where the dataset has one.
    pub pdf: Option<PathBuf>,
    /// A label per category, in the order of [`CATEGORIES`].
    pub labels: Vec<Label>,
}

impl Contract {
    /// The label of a category of [`CATEGORIES`].
    pub fn label(&self, category: &str) -> Option<&Label> {
        let at = CATEGORIES.iter().position(|name| *name == category)?;
        self.labels.get(at)
    }
}

/// Reads every contract that `labels.csv` of `folder` lists, in the order of their ids.
///
/// # Errors
/// When a file is absent or a cell is not what the layout promises; the message names row and column,
/// never a cell's content.
pub fn load(folder: &Path) -> Result<Vec<Contract>> {
    let path = folder.join("labels.csv");
    let mut rows =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let columns = Columns::of(rows.headers()?)?;
    let mut contracts = Vec::new();
    for row in rows.records() {
        let row = row.with_context(|| path.display().to_string())?;
        contracts.push(contract(folder, &columns, &row)?);
    }
    ensure!(
        !contracts.is_empty(),
        "{} lists no contract",
        path.display()
    );
    contracts.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(contracts)
}

/// Where in a row things stand.
struct Columns {
    id: usize,
    /// Spans and answer per category.
    labels: Vec<(usize, usize)>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self> {
        let find = |wanted: &str| {
            header
                .iter()
                .position(|name| squeeze(name) == squeeze(wanted))
                .with_context(|| format!("labels.csv has no column {wanted}"))
        };
        let labels = CATEGORIES
            .iter()
            .map(|name| Ok((find(name)?, find(&format!("{name}-Answer"))?)))
            .collect::<Result<_>>()?;
        Ok(Self {
            id: find("Id")?,
            labels,
        })
    }
}

/// A header without spaces: one of them is irregular (`Notice Period To Terminate Renewal- Answer`).
fn squeeze(name: &str) -> String {
    name.split_whitespace().collect()
}

fn contract(folder: &Path, columns: &Columns, row: &csv::StringRecord) -> Result<Contract> {
    let id = row.get(columns.id).unwrap_or_default().to_owned();
    let text = folder.join("txt").join(format!("{id}.txt"));
    let text = std::fs::read_to_string(&text)
        .with_context(|| format!("cannot read {}", text.display()))?;
    let pdf = Some(folder.join("pdf").join(format!("{id}.pdf"))).filter(|path| path.is_file());
    let mut labels = Vec::with_capacity(CATEGORIES.len());
    for (category, (spans, answer)) in CATEGORIES.iter().zip(&columns.labels) {
        let cell = row.get(*spans).unwrap_or_default();
        let spans = literal(cell)
            .with_context(|| format!("labels.csv, contract {id}, column {category}"))?;
        labels.push(Label {
            spans: spans.iter().map(|span| pieces(span)).collect(),
            answer: row.get(*answer).unwrap_or_default().trim().to_owned(),
        });
    }
    Ok(Contract {
        id,
        text,
        pdf,
        labels,
    })
}

/// A labelled span cut at `<omitted>`, in any case, without empty pieces.
fn pieces(span: &str) -> Vec<String> {
    const MARK: &str = "<omitted>";
    let lower = span.to_ascii_lowercase();
    let mut from = 0;
    let mut found = Vec::new();
    for (at, _) in lower.match_indices(MARK).chain([(span.len(), "")]) {
        let piece = span[from..at].trim();
        if !piece.is_empty() {
            found.push(piece.to_owned());
        }
        from = at + MARK.len();
    }
    found
}

/// The strings of a Python list literal; either quote character, backslash escapes.
fn literal(cell: &str) -> Result<Vec<String>> {
    let cell = cell.trim();
    let Some(inner) = cell
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        ensure!(cell.is_empty(), "the cell is not a list");
        return Ok(Vec::new());
    };
    let mut letters = inner.chars();
    let mut found = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => found.push(quoted(&mut letters, letter)?),
            ',' => {}
            space if space.is_whitespace() => {}
            _ => bail!("the list holds something that is not a string"),
        }
    }
    Ok(found)
}

fn quoted(letters: &mut std::str::Chars<'_>, quote: char) -> Result<String> {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(escaped(letters)?),
            end if end == quote => return Ok(text),
            other => text.push(other),
        }
    }
    bail!("a string of the list does not end")
}

/// What stands after a backslash, by Python's rules for string literals.
fn escaped(letters: &mut std::str::Chars<'_>) -> Result<char> {
    let letter = letters.next().context("a string ends in a backslash")?;
    let digits = match letter {
        'n' => return Ok('\n'),
        't' => return Ok('\t'),
        'r' => return Ok('\r'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Ok(other),
    };
    let code: String = letters.by_ref().take(digits).collect();
    u32::from_str_radix(&code, 16)
        .ok()
        .and_then(char::from_u32)
        .context("an escape names no letter")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A family of a category that nobody labels would teach nothing.
    #[test]
    fn families_are_made_of_labelled_categories() {
        let names = crate::offline::clauses::families::FAMILIES.concat();
        let strange = names.iter().find(|name| !CATEGORIES.contains(name));
        assert_eq!(strange, None);
    }

    #[test]
    fn list_literals_with_either_quote_and_escapes_read() {
        assert_eq!(
            literal(r#"['it is', "party's", 'a \'b\' \x41\u00e9\n']"#).expect("a list"),
            ["it is", "party's", "a 'b' Aé\n"]
        );
        assert_eq!(literal("[]").expect("a list"), Vec::<String>::new());
        for broken in ["['open", "[1]", "words", r"['\u00']"] {
            assert!(literal(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn omitted_text_cuts_a_span_into_pieces() {
        assert_eq!(pieces("one <omitted> two<OMITTED>"), ["one", "two"]);
        assert_eq!(pieces("Çé<omitted>ß"), ["Çé", "ß"]);
    }

    #[test]
    fn a_folder_reads_and_its_faults_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut header = vec!["Id".to_owned(), "Filename".to_owned()];
        let mut row = vec!["one".to_owned(), "one.pdf".to_owned()];
        for category in CATEGORIES {
            header.extend([category.to_owned(), format!("{category}- Answer")]);
            row.extend(["['a <omitted> b']".to_owned(), "Yes".to_owned()]);
        }
        let mut file = csv::Writer::from_path(folder.path().join("labels.csv")).expect("a file");
        file.write_record(&header).expect("a header");
        file.write_record(&row).expect("a row");
        file.flush().expect("written");
        assert!(load(folder.path()).is_err(), "its text is absent");

        std::fs::create_dir(folder.path().join("txt")).expect("a folder");
        std::fs::write(folder.path().join("txt/one.txt"), "a b").expect("a text");
        let read = load(folder.path()).expect("contracts");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].pdf, None);
        let label = read[0].label("Parties").expect("a category");
        assert_eq!(label.spans, [["a", "b"]]);
        assert_eq!(label.answer, "Yes");
    }
}
