//! The furniture suite: how much of what is printed on every page (heads, foots, page numbers,
//! stamps) is taken out of the running text, and how much of what is taken out is that.
//!
//! The labels (`eval/furniture.toml`) hold ids, page numbers and boxes; the PDFs lie in the folder
//! of the dataset. Nothing here parses a PDF, and no contract's words are printed.

use super::obligations::Half;
use super::progress::{Progress, told};
use super::ratio::Ratio;
use super::reading::Reader;
use super::report::{Cell, Report, Table};
use crate::domain::document::{Document, Rect};
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::path::Path;

/// A page of which every line of furniture is labelled.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    /// The contract's id in the dataset.
    id: String,
    /// Page number, from 1.
    page: u32,
    #[serde(default = "tune")]
    half: Half,
    /// The boxes of its lines, in points from the top left corner.
    #[serde(deserialize_with = "rects")]
    lines: Vec<Rect>,
}

/// Lines of one contract's labelled pages.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Lines {
    pages: usize,
    labelled: usize,
    found: usize,
    /// Of the labelled lines, those that were taken out.
    recalled: usize,
    /// Of the lines taken out, those that are labelled.
    right: usize,
}

/// Share of a line that others must cover for both to be the same.
const SAME: f32 = 0.5;

/// Scores `read` on the labels of the file `labels`; `data` is the dataset's folder, with `pdf/` in it.
///
/// # Errors
/// When labels or a contract cannot be read: one that fails is never left out.
pub fn run(
    labels: &Path,
    data: &Path,
    read: &Reader<'_>,
    progress: &Progress<'_>,
) -> Result<Report> {
    let pages = pages(labels)?;
    let mut contracts: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in &pages {
        contracts.entry(&page.id).or_default().push(page);
    }
    let mut scored = Vec::new();
    for (id, pages) in told(contracts.into_iter().collect(), progress) {
        let file = data.join("pdf").join(format!("{id}.pdf"));
        let document = read(&file).with_context(|| format!("contract {id}"))?;
        for half in [Half::Tune, Half::Held] {
            let pages = pages.iter().filter(|page| page.half == half);
            let lines = pages.map(|page| judge(page, &document));
            let lines = lines.fold(Lines::default(), Lines::plus);
            if lines.pages > 0 {
                scored.push((id.to_owned(), half, lines));
            }
        }
    }
    Ok(report(&scored))
}

fn pages(labels: &Path) -> Result<Vec<Page>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        page: Vec<Page>,
    }
    let text = std::fs::read_to_string(labels)
        .with_context(|| format!("cannot read {}", labels.display()))?;
    let file: File = toml::from_str(&text)
        .map_err(|error| anyhow::anyhow!("{}: {}", labels.display(), error.message()))?;
    ensure!(
        !file.page.is_empty(),
        "{} holds no labels",
        labels.display()
    );
    Ok(file.page)
}

fn judge(page: &Page, document: &Document) -> Lines {
    let furniture = document.furniture.iter();
    let found: Vec<Rect> = furniture
        .filter(|line| line.page == page.page)
        .map(|line| line.rect)
        .collect();
    let share = |lines: &[Rect], others: &[Rect]| {
        let same = lines.iter().filter(|line| covered(**line, others) >= SAME);
        same.count()
    };
    Lines {
        pages: 1,
        labelled: page.lines.len(),
        found: found.len(),
        recalled: share(&page.lines, &found),
        right: share(&found, &page.lines),
    }
}

/// The share of a line's width that `others` on its height cover.
fn covered(line: Rect, others: &[Rect]) -> f32 {
    let middle = |rect: &Rect| (rect.y0 + rect.y1) / 2.0;
    let level = others.iter().filter(|other| {
        (other.y0..=other.y1).contains(&middle(&line))
            || (line.y0..=line.y1).contains(&middle(other))
    });
    let shared: f32 = level
        .map(|other| (other.x1.min(line.x1) - other.x0.max(line.x0)).max(0.0))
        .sum();
    shared / (line.x1 - line.x0).max(1.0)
}

impl Lines {
    fn plus(self, other: Self) -> Self {
        Self {
            pages: self.pages + other.pages,
            labelled: self.labelled + other.labelled,
            found: self.found + other.found,
            recalled: self.recalled + other.recalled,
            right: self.right + other.right,
        }
    }
}

fn report(scored: &[(String, Half, Lines)]) -> Report {
    let mut report = Report {
        suite: "furniture".to_owned(),
        ..Report::default()
    };
    let mut table = Table::new(
        "furniture",
        &["half", "pages", "labelled", "found", "recall", "precision"],
    );
    let halves: [(&str, &[Half]); 3] = [
        ("tune", &[Half::Tune]),
        ("held", &[Half::Held]),
        ("all", &[Half::Tune, Half::Held]),
    ];
    for (name, halves) in halves {
        let of_half = || scored.iter().filter(|(_, half, _)| halves.contains(half));
        let sum = of_half().fold(Lines::default(), |sum, (.., lines)| sum.plus(*lines));
        let ratio = |share: fn(&Lines) -> (usize, usize)| {
            Ratio::of(of_half().map(|(id, _, lines)| {
                let (above, below) = share(lines);
                (id.as_str(), above as f64, below as f64)
            }))
        };
        let recall = ratio(|lines| (lines.recalled, lines.labelled));
        let precision = ratio(|lines| (lines.right, lines.found));
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Count(sum.pages),
            Cell::Count(sum.labelled),
            Cell::Count(sum.found),
            Cell::Figure(recall.value()),
            Cell::Figure(precision.value()),
        ]);
        report.add_ratio(&format!("{name}.recall"), recall);
        report.add_ratio(&format!("{name}.precision"), precision);
    }
    report.tables.push(table);
    report.tables.push(contracts(scored));
    report
}

/// The contracts of the tuning half that lose most lines, to look at.
fn contracts(scored: &[(String, Half, Lines)]) -> Table {
    let mut table = Table::new(
        "contracts of the tuning half with faults",
        &["contract", "pages", "missed", "too much"],
    );
    for (id, half, lines) in scored {
        let (missed, extra) = (lines.labelled - lines.recalled, lines.found - lines.right);
        if *half == Half::Tune && missed + extra > 0 {
            table.rows.push(vec![
                Cell::Text(id.clone()),
                Cell::Count(lines.pages),
                Cell::Count(missed),
                Cell::Count(extra),
            ]);
        }
    }
    table
}

fn tune() -> Half {
    Half::Tune
}

fn rects<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Rect>, D::Error> {
    let lines = Vec::<[f32; 4]>::deserialize(from)?;
    let rect = |[x0, y0, x1, y1]: [f32; 4]| Rect { x0, y0, x1, y1 };
    Ok(lines.into_iter().map(rect).collect())
}

#[cfg(test)]
mod tests {
    use super::super::progress::nobody;
    use super::*;
    use crate::domain::document::{Furniture, FurnitureKind};

    const LABELS: &str = "[[page]]\nid = \"a\"\npage = 1\nlines = [[10, 10, 60, 20], [10, 780, 20, 790]]\n\
        [[page]]\nid = \"a\"\npage = 2\nhalf = \"held\"\nlines = []\n";

    fn furniture(page: u32, x0: f32, y0: f32, x1: f32) -> Furniture {
        Furniture {
            page,
            text: String::new(),
            rect: Rect {
                x0,
                y0,
                x1,
                y1: y0 + 12.0,
            },
            kind: FurnitureKind::Header,
        }
    }

    /// Section 3 of the requirements: what is taken out is counted against what a person marked.
    #[test]
    fn lines_taken_out_are_held_against_the_labels_half_by_half() {
        let folder = tempfile::tempdir().expect("a folder");
        let labels = folder.path().join("furniture.toml");
        std::fs::write(&labels, LABELS).expect("a file");
        let read = |file: &Path| {
            assert!(file.ends_with("pdf/a.pdf"));
            let mut document = Document::of_text("0".into(), String::new());
            document.furniture = vec![
                furniture(1, 10.0, 9.0, 58.0),
                // A line of text that only touches a labelled one.
                furniture(1, 15.0, 780.0, 300.0),
                furniture(2, 10.0, 9.0, 58.0),
            ];
            Ok(document)
        };
        let report = run(&labels, folder.path(), &read, &nobody).expect("a report");
        let figure = |name| report.figure(name).expect("it is measured");
        assert_eq!(figure("tune.recall"), 1.0);
        assert_eq!(figure("tune.precision"), 0.5);
        assert_eq!(figure("held.precision"), 0.0);
        assert_eq!(figure("all.precision"), 1.0 / 3.0);
        let broken = |_: &Path| anyhow::bail!("damaged");
        assert!(run(&labels, folder.path(), &broken, &nobody).is_err());
    }

    #[test]
    fn the_shipped_labels_are_two_hundred_pages_and_more() {
        let labels = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/furniture.toml");
        let pages = pages(&labels).expect("our own labels");
        assert!(pages.len() >= 200);
        let held = pages.iter().filter(|page| page.half == Half::Held);
        assert!(held.count() >= 40);
    }
}
