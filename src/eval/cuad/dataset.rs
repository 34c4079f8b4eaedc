//! Reads labelled contracts: a folder with `txt/`, `pdf/` and `labels.csv`, wherever it lies.
//!
//! The layout is that of `shared/cuad/README.md`: one row a contract, and per category a column of
//! labelled spans (a Python list literal) and one of answers. A category without these two columns is
//! not judged. It never mends a label, and a fault of the folder is an error that says where and what to do.

mod cells;

use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;
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
    /// A label per category, in the order of [`CATEGORIES`]; `None` where the folder does not judge it.
    pub labels: Vec<Option<Label>>,
}

impl Contract {
    /// The label of a category of [`CATEGORIES`]; `None` where it is not judged.
    pub fn label(&self, category: &str) -> Option<&Label> {
        let at = CATEGORIES.iter().position(|name| *name == category)?;
        self.labels.get(at)?.as_ref()
    }

    /// Whether every category is judged.
    pub fn is_whole(&self) -> bool {
        self.labels.iter().all(Option::is_some)
    }
}

/// Where the form of the folder is described.
const SEE: &str = "see \"Your own contracts\" in eval/README.md";

/// Reads every contract that `labels.csv` of `folder` lists, in the order of their ids.
///
/// # Errors
/// When a file is absent, two rows have one id, or a cell is not what the layout promises; the message
/// names file, row and column and the cure, never a cell's content.
pub fn load(folder: &Path) -> Result<Vec<Contract>> {
    let path = folder.join("labels.csv");
    ensure!(
        path.is_file(),
        "{} is not there: labelled contracts lie in a folder with txt/ and labels.csv ({SEE})",
        path.display()
    );
    let text = utf8(&path)?;
    let contracts = rows(folder, &text).with_context(|| path.display().to_string())?;
    ensure!(
        !contracts.is_empty(),
        "{} lists no contract ({SEE})",
        path.display()
    );
    Ok(contracts)
}

/// A text file without the mark that some programs put at its head.
fn utf8(path: &Path) -> Result<String> {
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    ensure!(!is_utf16, "{name} is UTF-16: save it as UTF-8");
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{name} is not UTF-8: save it as UTF-8");
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn rows(folder: &Path, text: &str) -> Result<Vec<Contract>> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let columns = Columns::of(rows.headers()?)?;
    let pdfs = pdfs(&folder.join("pdf"))?;
    let mut contracts: BTreeMap<String, Contract> = BTreeMap::new();
    // As a spreadsheet counts them: the header is row 1.
    for (number, row) in (2..).zip(rows.records()) {
        let row = row?;
        // A spreadsheet leaves empty rows behind.
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let contract = contract(folder, &columns, &row, &pdfs);
        let contract = contract.with_context(|| format!("row {number}"))?;
        let earlier = contracts.insert(contract.id.clone(), contract);
        if let Some(Contract { id, .. }) = earlier {
            bail!("row {number}: contract {id} has a row already; leave one of them");
        }
    }
    Ok(contracts.into_values().collect())
}

/// The PDFs of a folder by their stems; none where there is no such folder.
fn pdfs(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let name = || format!("cannot read the folder {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(name)? {
        let path = entry.with_context(name)?.path();
        let is_pdf = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("pdf"));
        if let Some(stem) = path.file_stem().filter(|_| is_pdf && path.is_file()) {
            found.insert(stem.to_string_lossy().into_owned(), path);
        }
    }
    Ok(found)
}

/// Where in a row things stand.
struct Columns {
    id: usize,
    /// Spans and answer per category; `None` where the folder does not judge it.
    labels: Vec<Option<(usize, usize)>>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self> {
        let is_one = header.len() == 1 && header.iter().any(|name| name.contains(';'));
        ensure!(
            !is_one,
            "its columns are parted by semicolons: save it with commas"
        );
        let find = |wanted: &str| {
            header
                .iter()
                .position(|name| squeeze(name) == squeeze(wanted))
        };
        let pair = |category: &&str| {
            let answer = format!("{category}-Answer");
            match (find(category), find(&answer)) {
                (Some(spans), Some(answer)) => Ok(Some((spans, answer))),
                (None, None) => Ok(None),
                (Some(_), None) => bail!("it has no column {answer} beside {category} ({SEE})"),
                (None, Some(_)) => bail!("it has no column {category} beside {answer} ({SEE})"),
            }
        };
        let labels: Vec<_> = CATEGORIES.iter().map(pair).collect::<Result<_>>()?;
        ensure!(
            labels.iter().any(Option::is_some),
            "none of its {} columns is a category ({SEE})",
            header.len()
        );
        Ok(Self {
            id: find("Id").with_context(|| format!("it has no column Id ({SEE})"))?,
            labels,
        })
    }
}

/// A header without spaces: one of them is irregular (`Notice Period To Terminate Renewal- Answer`).
fn squeeze(name: &str) -> String {
    name.split_whitespace().collect()
}

fn contract(
    folder: &Path,
    columns: &Columns,
    row: &csv::StringRecord,
    pdfs: &BTreeMap<String, PathBuf>,
) -> Result<Contract> {
    let id = row.get(columns.id).unwrap_or_default().to_owned();
    ensure!(!id.trim().is_empty(), "it has no Id");
    let is_stem = !id.contains(['/', '\\']) && id != "." && id != "..";
    ensure!(
        is_stem,
        "its Id must be the stem of a file in txt/, without folders"
    );
    let path = folder.join("txt").join(format!("{id}.txt"));
    let text = utf8(&path)?;
    ensure!(
        !text.trim().is_empty(),
        "{} is blank: put the contract's text there, or leave the row out",
        path.display()
    );
    let mut labels = Vec::with_capacity(CATEGORIES.len());
    for (category, columns) in CATEGORIES.iter().zip(&columns.labels) {
        let Some((spans, answer)) = *columns else {
            labels.push(None);
            continue;
        };
        let spans = cells::spans(row.get(spans).unwrap_or_default());
        labels.push(Some(Label {
            spans: spans.with_context(|| format!("contract {id}, column {category}"))?,
            answer: row.get(answer).unwrap_or_default().trim().to_owned(),
        }));
    }
    Ok(Contract {
        pdf: pdfs.get(&id).cloned(),
        id,
        text,
        labels,
    })
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

    /// A folder with one contract per id, of which each category of `categories` is labelled.
    fn folder(categories: &[&str], ids: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut header = vec!["Id".to_owned(), "Filename".to_owned()];
        for category in categories {
            header.extend([(*category).to_owned(), format!("{category}- Answer")]);
        }
        let mut file = csv::Writer::from_path(folder.path().join("labels.csv")).expect("a file");
        file.write_record(&header).expect("a header");
        std::fs::create_dir(folder.path().join("txt")).expect("a folder");
        for id in ids {
            let mut row = vec![(*id).to_owned(), format!("{id}.pdf")];
            for _ in categories {
                row.extend(["['a <omitted> b']".to_owned(), "Yes".to_owned()]);
            }
            file.write_record(&row).expect("a row");
            let text = folder
                .path()
                .join(format!("txt/{}.txt", id.replace('/', "")));
            std::fs::write(text, "\u{feff}a b").expect("a text");
        }
        file.flush().expect("written");
        folder
    }

    fn fault(folder: &Path) -> String {
        format!("{:#}", load(folder).expect_err("a fault"))
    }

    #[test]
    fn a_folder_reads_with_its_pdfs_and_without_the_mark_of_an_editor() {
        let folder = folder(&CATEGORIES, &["two", "one"]);
        std::fs::create_dir(folder.path().join("pdf")).expect("a folder");
        std::fs::write(folder.path().join("pdf/one.PDF"), "").expect("a file");
        let read = load(folder.path()).expect("contracts");
        let ids: Vec<&str> = read.iter().map(|contract| contract.id.as_str()).collect();
        assert_eq!(ids, ["one", "two"]);
        assert!(read[0].pdf.is_some() && read[1].pdf.is_none());
        assert_eq!(read[0].text, "a b");
        assert!(read[0].is_whole());
        let label = read[0].label("Parties").expect("a category");
        assert_eq!(label.spans, [["a", "b"]]);
        assert_eq!(label.answer, "Yes");
    }

    #[test]
    fn a_category_without_columns_is_not_judged() {
        let folder = folder(&["Governing Law"], &["one"]);
        let read = load(folder.path()).expect("contracts");
        assert!(read[0].label("Governing Law").is_some() && !read[0].is_whole());
        assert_eq!(read[0].label("Insurance"), None);
    }

    #[test]
    fn a_fault_of_the_folder_names_its_place_and_the_cure() {
        let path = |folder: &tempfile::TempDir| folder.path().join("labels.csv");
        let twice = folder(&CATEGORIES, &["one", "one"]);
        let said = fault(twice.path());
        assert!(
            said.contains("labels.csv: row 3: contract one has"),
            "{said}"
        );
        let outside = fault(folder(&CATEGORIES, &["../one"]).path());
        assert!(outside.contains("stem of a file"), "{outside}");
        let nameless = fault(folder(&CATEGORIES, &[" "]).path());
        assert!(nameless.contains("has no Id"), "{nameless}");
        let nothing = tempfile::tempdir().expect("a folder");
        assert!(fault(nothing.path()).contains("eval/README.md"));

        let blank = folder(&CATEGORIES, &["one"]);
        let text = blank.path().join("txt/one.txt");
        std::fs::write(&text, " \n").expect("a text");
        assert!(fault(blank.path()).contains("is blank"));
        std::fs::write(&text, b"caf\xe9").expect("a text");
        assert!(fault(blank.path()).contains("one.txt is not UTF-8: save it"));

        for (header, cure) in [
            (
                &b"Id,Filename,Governing Law\n"[..],
                "no column Governing Law-Answer",
            ),
            (b"Id,Filename\n", "none of its 2 columns"),
            (b"\xff\xfeI\0d\0", "UTF-16: save it as UTF-8"),
        ] {
            std::fs::write(path(&blank), header).expect("a file");
            assert!(
                fault(blank.path()).contains(cure),
                "{cure}: {}",
                fault(blank.path())
            );
        }
        let parted = format!("Id;Filename;{}\n", CATEGORIES.join(";"));
        std::fs::write(path(&blank), parted).expect("a file");
        assert!(fault(blank.path()).contains("save it with commas"));
    }
}
