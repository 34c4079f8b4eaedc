//! Takes headers, footers and page numbers out of the running text, where they would cut
//! sentences in two. A line goes only from the outside inwards, and only when it repeats at the
//! same height on other pages or is nothing but a page number.

use super::layout::{Line, Sheet};
use crate::domain::document::{Furniture, FurnitureKind};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines looked at from each edge of a page.
const DEPTH: usize = 4;
/// Furniture stands in the outer part of a page's height.
const ZONE: f32 = 0.16;
/// A repeated line stands at the same height, within this many points.
const DRIFT: f32 = 8.0;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(page\s*)?[-–—(|]*\s*([0-9]{1,4}|[ivx]{1,6})\s*((of|/)\s*[0-9]{1,4})?\s*[-–—)|]*$",
    )
    .expect("the pattern is a constant")
});

/// Removes furniture from every sheet and says what it was.
pub fn take(sheets: &mut [Sheet]) -> Vec<Furniture> {
    if sheets.len() < 2 {
        return Vec::new();
    }
    let candidates: Vec<Vec<Candidate>> = sheets.iter().map(candidates).collect();
    let mut places: HashMap<&str, Vec<f32>> = HashMap::new();
    for candidate in candidates.iter().flatten() {
        places.entry(&candidate.key).or_default().push(candidate.y);
    }
    // Left and right pages may differ and first pages have none: three in ten are enough.
    let needed = sheets.len().div_ceil(3).max(2);
    let repeats = |candidate: &Candidate| {
        let near = places[candidate.key.as_str()]
            .iter()
            .filter(|y| (*y - candidate.y).abs() <= DRIFT);
        near.count() >= needed
    };
    let mut taken = Vec::new();
    for (index, (sheet, candidates)) in sheets.iter_mut().zip(&candidates).enumerate() {
        let mut gone = Vec::new();
        for kind in [FurnitureKind::Header, FurnitureKind::Footer] {
            let outward = candidates
                .iter()
                .filter(|candidate| candidate.kind == kind)
                .take_while(|candidate| candidate.is_page_number || repeats(candidate));
            for candidate in outward {
                let line = &sheet.lines[candidate.index];
                gone.push(candidate.index);
                taken.push(Furniture {
                    page: u32::try_from(index + 1).unwrap_or(u32::MAX),
                    text: line.text(),
                    rect: line.rect,
                    kind,
                });
            }
        }
        let mut at = 0;
        sheet.lines.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
    taken
}

struct Candidate {
    index: usize,
    kind: FurnitureKind,
    /// The line with every number as one sign, so that "Page 3" is "Page 4".
    key: String,
    /// Height of its base, from the top for headers and from the foot for footers.
    y: f32,
    is_page_number: bool,
}

/// The outermost lines of a page, from the edge inwards.
fn candidates(sheet: &Sheet) -> Vec<Candidate> {
    let mut order: Vec<usize> = (0..sheet.lines.len())
        .filter(|index| sheet.lines[*index].upright)
        .collect();
    order.sort_by(|a, b| sheet.lines[*a].rect.y0.total_cmp(&sheet.lines[*b].rect.y0));
    let top = order.iter().take(DEPTH).filter_map(|index| {
        let line = &sheet.lines[*index];
        (line.rect.y1 <= ZONE * sheet.height)
            .then(|| candidate(*index, line, FurnitureKind::Header, line.rect.y1))
    });
    let foot = order.iter().rev().take(DEPTH).filter_map(|index| {
        let line = &sheet.lines[*index];
        let up = sheet.height - line.rect.y1;
        (line.rect.y0 >= (1.0 - ZONE) * sheet.height)
            .then(|| candidate(*index, line, FurnitureKind::Footer, up))
    });
    top.chain(foot).collect()
}

fn candidate(index: usize, line: &Line, kind: FurnitureKind, y: f32) -> Candidate {
    let text = line.text();
    let mut key = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_ascii_digit() {
            key.extend(letter.to_lowercase());
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    Candidate {
        index,
        kind,
        is_page_number: PAGE_NUMBER.is_match(text.trim()),
        key,
        y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;
    use crate::text::layout::Piece;

    fn sheet(rows: &[(&str, f32)]) -> Sheet {
        let line = |(text, y1): &(&str, f32)| {
            let rect = Rect {
                x0: 70.0,
                y0: y1 - 10.0,
                x1: 300.0,
                y1: *y1,
            };
            Line {
                pieces: vec![Piece::new(text, rect)],
                rect,
                size: 10.0,
                upright: true,
            }
        };
        Sheet {
            width: 600.0,
            height: 800.0,
            lines: rows.iter().map(line).collect(),
            ..Sheet::default()
        }
    }

    #[test]
    fn repeated_lines_and_page_numbers_go_and_clauses_stay() {
        let mut sheets: Vec<Sheet> = (1..=4)
            .zip(["Fees are due", "The term ends", "Notices go", "Law governs"])
            .map(|(page, clause)| {
                let number = format!("Page {page} of 4");
                sheet(&[
                    ("Acme / Confidential", 40.0),
                    (clause, 70.0),
                    ("Body", 400.0),
                    (&number, 780.0),
                ])
            })
            .collect();
        let taken = take(&mut sheets);
        assert_eq!(taken.len(), 8);
        assert_eq!(taken[1].text, "Page 1 of 4");
        assert_eq!(taken[1].kind, FurnitureKind::Footer);
        for sheet in &sheets {
            assert_eq!(sheet.lines.len(), 2);
        }
    }

    #[test]
    fn a_heading_inside_the_page_is_not_taken_for_a_header() {
        let mut sheets = vec![
            sheet(&[("1", 300.0), ("Fees", 320.0)]),
            sheet(&[("1", 300.0), ("Fees", 320.0)]),
        ];
        assert!(take(&mut sheets).is_empty());
    }
}
