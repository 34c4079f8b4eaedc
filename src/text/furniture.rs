//! Takes headers, footers, page numbers and the stamps of signing services out of the running
//! text, where they would cut sentences in two. A line goes only from the outside inwards, and
//! only when it repeats on other pages, at the same height or as the last lines, is a page number,
//! or is a stamp by its wording. What goes is kept and marked, never lost.

use super::layout::{Line, Sheet};
use super::{numbering, running};
use crate::domain::document::{Furniture, FurnitureKind};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Lines looked at from each edge of a page.
const DEPTH: usize = 4;
/// Furniture stands in the outer part of a page's height.
const ZONE: f32 = 0.16;
/// A repeated line stands at the same height, within this many points.
const DRIFT: f32 = 8.0;
/// Pages before and after in which an exhibit's own header repeats, and how often it must.
const REACH: usize = 3;
const NEARBY: usize = 3;

/// What signing services and filing systems print on each page.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(docusign envelope id|adobe sign transaction|(drop\s?box|hello)\s?sign|doc(ument)? (id|ref)\s*:\s*[0-9a-z-]{8,}|signnow|pandadoc|envelope id\s*:|source\s*:.*,\s*[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$)",
    )
    .expect("the pattern is a constant")
});

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(appendix|annex|article|attachment|exhibit|schedule|section)\b")
        .expect("the pattern is a constant")
});
static SIGNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(by|name|title|its|dated?|address|print(ed)? name|signature)\s*:|/s/|_{5}")
        .expect("the pattern is a constant")
});

/// Shorter lines than this may repeat as the last of their pages and be text.
const MIN_TAIL: usize = 12;

/// Removes furniture from every sheet and says what it was.
pub fn take(sheets: &mut [Sheet]) -> Vec<Furniture> {
    let mut numbers = numbering::sequences(sheets);
    numbers.extend(running::beside(sheets, &numbers));
    let sheet = |(page, sheet)| candidates(page, sheet, &numbers);
    let candidates: Vec<Vec<Candidate>> = sheets.iter().enumerate().map(sheet).collect();
    let repeated = Repeated::of(&candidates);
    let mut taken = Vec::new();
    for (index, (sheet, candidates)) in sheets.iter_mut().zip(&candidates).enumerate() {
        let mut gone = Vec::new();
        for kind in [FurnitureKind::Header, FurnitureKind::Footer] {
            let outward = candidates
                .iter()
                .filter(|candidate| candidate.kind == kind)
                .take_while(|candidate| candidate.is_plain || repeated.has(candidate, index));
            for candidate in outward {
                if gone.contains(&candidate.index) {
                    continue;
                }
                let line = &sheet.lines[candidate.index];
                gone.push(candidate.index);
                taken.push(Furniture {
                    page: u32::try_from(index + 1).unwrap_or(u32::MAX),
                    text: line.text(),
                    rect: sheet.place(line.rect),
                    kind: if is_stamp(line) {
                        FurnitureKind::Stamp
                    } else {
                        kind
                    },
                });
            }
        }
        // Numbers of pages that ended in the middle of this one, with what runs beside them.
        for at in 0..sheet.lines.len() {
            if numbers.contains(&(index, at)) && !gone.contains(&at) {
                gone.push(at);
                taken.push(Furniture {
                    page: u32::try_from(index + 1).unwrap_or(u32::MAX),
                    text: sheet.lines[at].text(),
                    rect: sheet.place(sheet.lines[at].rect),
                    kind: FurnitureKind::Footer,
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

/// Where lines of one wording stand.
struct Repeated<'c> {
    /// Page and height of each.
    places: HashMap<&'c str, Vec<(usize, f32)>>,
    /// On how many pages a wording is among the last lines.
    tails: HashMap<&'c str, usize>,
    /// How often a line must repeat anywhere.
    needed: usize,
}

impl<'c> Repeated<'c> {
    fn of(candidates: &'c [Vec<Candidate>]) -> Self {
        let mut places: HashMap<&str, Vec<(usize, f32)>> = HashMap::new();
        let mut tails: HashMap<&str, usize> = HashMap::new();
        for (page, candidates) in candidates.iter().enumerate() {
            for candidate in candidates {
                let found = places.entry(&candidate.key).or_default();
                found.push((page, candidate.y));
                if candidate.kind == FurnitureKind::Footer {
                    *tails.entry(&candidate.key).or_default() += 1;
                }
            }
        }
        Self {
            places,
            tails,
            // Left and right pages may differ and first pages have none: a third is enough.
            needed: candidates.len().div_ceil(3).max(2),
        }
    }

    fn has(&self, candidate: &Candidate, page: usize) -> bool {
        let level = self.places[candidate.key.as_str()]
            .iter()
            .filter(|(_, y)| (y - candidate.y).abs() <= DRIFT);
        let near = level.clone().filter(|(at, _)| at.abs_diff(page) <= REACH);
        if candidate.in_zone && (level.count() >= self.needed || near.count() >= NEARBY) {
            return true;
        }
        // The last lines of a page that was printed from a longer one stand at any height.
        let is_tail = candidate.kind == FurnitureKind::Footer && candidate.key.len() >= MIN_TAIL;
        let tails = self.tails.get(candidate.key.as_str()).copied();
        is_tail && tails.is_some_and(|tails| tails >= self.needed.max(NEARBY))
    }
}

struct Candidate {
    index: usize,
    kind: FurnitureKind,
    /// Its wording, as [`key`] gives it.
    key: String,
    /// Height of its base, from the top for headers and from the foot for footers.
    y: f32,
    /// It stands in the outer part of the page.
    in_zone: bool,
    /// It is a page number or a stamp, whether it repeats or not.
    is_plain: bool,
}

/// The outermost lines of a page, from the edge inwards.
fn candidates(page: usize, sheet: &Sheet, numbers: &HashSet<(usize, usize)>) -> Vec<Candidate> {
    let mut order: Vec<usize> = (0..sheet.lines.len()).collect();
    order.sort_by(|a, b| sheet.lines[*a].rect.y0.total_cmp(&sheet.lines[*b].rect.y0));
    // Only the few lines at the edges are looked at.
    let order = order.iter();
    let order = order.filter(|index| may_repeat(&sheet.lines[**index]));
    let top = order.clone().take(DEPTH).filter_map(|index| {
        let line = &sheet.lines[*index];
        let found = candidate(*index, line, FurnitureKind::Header, line.rect.y1);
        (line.rect.y1 <= ZONE * sheet.height).then_some(Candidate {
            in_zone: true,
            ..found
        })
    });
    let foot = order.rev().take(DEPTH).map(|index| {
        let line = &sheet.lines[*index];
        let up = sheet.height - line.rect.y1;
        let found = candidate(*index, line, FurnitureKind::Footer, up);
        let in_zone = line.rect.y0 >= (1.0 - ZONE) * sheet.height;
        let counts = (page + 1).to_string() == line.text();
        Candidate {
            in_zone,
            is_plain: (in_zone && found.is_plain) || counts || is_stamp(line),
            ..found
        }
    });
    let numbered = |mut candidate: Candidate| {
        candidate.is_plain |= numbers.contains(&(page, candidate.index));
        candidate
    };
    top.chain(foot).map(numbered).collect()
}

/// Cells of a table, rules made of dashes and lines to sign on repeat too, and are text.
pub(super) fn may_repeat(line: &Line) -> bool {
    line.upright
        && line.place.is_none()
        && !SIGNING.is_match(&line.text())
        && line
            .pieces
            .iter()
            .any(|piece| piece.text.contains(char::is_alphanumeric))
}

fn is_stamp(line: &Line) -> bool {
    STAMP.is_match(line.text().trim())
}

fn candidate(index: usize, line: &Line, kind: FurnitureKind, y: f32) -> Candidate {
    let text = line.text();
    Candidate {
        index,
        kind,
        in_zone: false,
        is_plain: numbering::is_number(&text) || is_stamp(line),
        key: key(&text),
        y,
    }
}

/// A line's wording, in which every number is one sign, so that "Page 3" is "Page 4".
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // "Appendix 2" after "Appendix 1" is a heading; "Page 2" after "Page 1" is not.
    let is_heading = HEADING.is_match(text);
    for letter in text.chars() {
        if is_heading || !letter.is_ascii_digit() {
            key.extend(letter.to_lowercase());
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
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
            Line::of(vec![Piece::new(text, rect)], 10.0, true).unwrap()
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

    /// Stamps of signing services are known by their wording, on a single page too.
    #[test]
    fn an_envelopes_stamp_is_taken_out_and_marked() {
        let mut sheets = vec![sheet(&[
            (
                "DocuSign Envelope ID: 1B2C3D4E-0000-4F5A-9B8C-7D6E5F4A3B2C",
                20.0,
            ),
            ("Services Agreement", 70.0),
            ("Body", 400.0),
        ])];
        let taken = take(&mut sheets);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].kind, FurnitureKind::Stamp);
        assert_eq!(sheets[0].lines[0].text(), "Services Agreement");
    }

    #[test]
    fn an_exhibits_own_header_is_taken_where_it_repeats_nearby() {
        let mut sheets: Vec<Sheet> = (0..30)
            .map(|page| {
                let head = if (20..24).contains(&page) {
                    "Exhibit C to the Agreement".to_owned()
                } else {
                    format!(
                        "Clause of page {}",
                        ["a", "b", "c"][page % 3].repeat(page + 1)
                    )
                };
                sheet(&[(&head, 40.0), ("Body", 400.0)])
            })
            .collect();
        let taken = take(&mut sheets);
        assert_eq!(taken.len(), 4);
        assert!(taken.iter().all(|line| line.page > 20));
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
