//! Parties that stand in columns under their parts: `CUSTOMER     PROVIDER` and the names below.
//!
//! A line of such parts and one of as many names go together column by column; nothing is put
//! together across columns.

use super::Named;
use super::lexicon::roles;
use super::names::Names;
use crate::offline::patterns::{Pattern, cased};
use crate::offline::quote::squeeze;
use std::sync::LazyLock;

/// The cell of a part, or one beside it that tells where goods or invoices go.
static PART: LazyLock<Pattern> = LazyLock::new(|| {
    let roles = roles();
    cased(&format!(
        r"^(?i:(?:signed\s+|executed\s+)?for\s+(?:and\s+on\s+behalf\s+of\s+)?)?(?i:the\s+)?(?:(?P<r>(?:[A-Z]\w+\s)?(?i:{roles}|agency))|(?i:(?:ship|bill|deliver)\s+to))(?:\s*\([^()]{{1,20}}\))?\s*:?$"
    ))
});

/// What stands before a name in the first column.
static LABEL: LazyLock<Pattern> =
    LazyLock::new(|| cased(r"^(?i:(?:full\s+|legal\s+|company\s+|registered\s+)*name)\s*:?\s*"));

/// The parties that stand in columns, in text order, each called as its column.
pub(super) fn parties(names: &Names<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    let mut lines = names.text().lines().filter(|line| !line.trim().is_empty());
    while let Some(line) = lines.next() {
        // Only the next line counts: the one after it may hold the ends of names that were wrapped.
        if let Some(parts) = parts(line)
            && let Some(below) = lines.clone().next()
        {
            found.extend(under(names, &parts, below));
        }
    }
    found
}

/// The parts that fill the columns of a line; `None` for a column of goods or invoices.
fn parts(line: &str) -> Option<Vec<Option<String>>> {
    if line.len() > 200 || !(line.contains("   ") || line.contains(['\t', '|'])) {
        return None;
    }
    let cells: Vec<&str> = cells(line).collect();
    if !(2..=3).contains(&cells.len()) {
        return None;
    }
    let parts: Option<Vec<Option<String>>> = cells
        .iter()
        .map(|cell| {
            Some(
                PART.captures(cell)?
                    .name("r")
                    .map(|part| squeeze(part.as_str())),
            )
        })
        .collect();
    parts.filter(|parts| parts.iter().any(Option::is_some))
}

/// The names that fill the columns of a line under parts; none unless each column under a part holds one.
fn under(names: &Names<'_>, parts: &[Option<String>], line: &str) -> Vec<Named> {
    let mut cells: Vec<&str> = cells(line).collect();
    if cells.len() == parts.len() + 1 && LABEL.is_match(cells[0]) {
        cells.remove(0);
    }
    if cells.len() != parts.len() {
        return Vec::new();
    }
    let named = parts.iter().zip(cells).filter_map(|(part, cell)| {
        let part = part.as_ref()?;
        let label = LABEL.find(cell).map_or(0, |label| label.end());
        let start = cell.as_ptr() as usize - names.text().as_ptr() as usize + label;
        let end = start + cell.len() - label;
        let name = names.at(start, end)?;
        let fills = name.span.start == start && name.span.end == end;
        let mut named = (fills && name.is_organisation).then(|| Named::from(name))?;
        named.party.alias = Some(part.clone());
        Some(named)
    });
    let named: Vec<Named> = named.collect();
    if named.len() == parts.iter().flatten().count() {
        named
    } else {
        Vec::new()
    }
}

/// The columns of a line.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(['\t', '|'])
        .flat_map(|cell| cell.split("  "))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
}
