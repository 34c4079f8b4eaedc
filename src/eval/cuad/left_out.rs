//! What the CUAD suite did not judge and why, and what it found wrong, contract by contract: ids, names
//! and outcomes, never a word of a contract.

use super::dataset::{CATEGORIES, Contract};
use super::fields::{BLACKED_OUT, Fields};
use super::report::Case;
use crate::eval::report::{Cell, Table};
use std::collections::BTreeSet;

/// Contracts that a note names at most.
const NAMED: usize = 5;

/// The notes on a folder of labels and on the texts that were read.
pub fn notes(cases: &[&Case<'_>], fields: &Fields) -> Vec<String> {
    let contracts: Vec<&Contract> = cases.iter().map(|case| case.contract).collect();
    let mut notes = answers(&contracts, fields);
    notes.extend(categories(&contracts));
    notes.extend(unmarked(&contracts));
    notes.extend(absent(cases));
    notes
}

/// Answers that judge nothing, by field.
fn answers(contracts: &[&Contract], fields: &Fields) -> Vec<String> {
    let names: BTreeSet<&str> = fields.unjudged.iter().map(|one| one.field).collect();
    let note = |name: &str| {
        let of = |why: fn(&str) -> bool| {
            let answers = fields.unjudged.iter().filter(|one| one.field == name);
            answers.filter(|one| why(one.outcome)).count()
        };
        let (black, other) = (of(|why| why == BLACKED_OUT), of(|why| why != BLACKED_OUT));
        let category = Fields::category(name).unwrap_or(name);
        let labels = contracts
            .iter()
            .filter_map(|contract| contract.label(category));
        let answered = labels.filter(|label| !label.answer.is_empty()).count();
        format!(
            "{category}: {} of {answered} answers are not judged: {black} are blacked out, {other} have another form \
             than eval/README.md asks for",
            black + other
        )
    };
    names.into_iter().map(note).collect()
}

/// Categories that the folder has no columns for.
fn categories(contracts: &[&Contract]) -> Option<String> {
    let first = contracts.first()?;
    let open = CATEGORIES.iter().filter(|name| first.label(name).is_none());
    let open: Vec<&str> = open.copied().collect();
    (!open.is_empty()).then(|| {
        format!(
            "{} of {} categories are not judged, since labels.csv has no columns for them: {}",
            open.len(),
            CATEGORIES.len(),
            open.join(", ")
        )
    })
}

/// Clauses that are answered Yes and marked nowhere.
fn unmarked(contracts: &[&Contract]) -> Option<String> {
    let mut ids: Vec<&str> = Vec::new();
    for contract in contracts {
        let labels = contract.labels.iter().flatten();
        let unmarked = |label: &&super::dataset::Label| {
            label.spans.is_empty() && label.answer.eq_ignore_ascii_case("yes")
        };
        ids.extend(labels.filter(unmarked).map(|_| contract.id.as_str()));
    }
    let count = ids.len();
    ids.dedup();
    (count > 0).then(|| {
        format!(
            "{count} answers say Yes beside no marked words, and count as no clause: {}",
            some(&ids)
        )
    })
}

/// Marked pieces that do not stand in the text, and contracts of which none does.
fn absent(cases: &[&Case<'_>]) -> Vec<String> {
    let pieces: usize = cases.iter().map(|case| case.sent.pieces).sum();
    let absent: usize = cases.iter().map(|case| case.sent.absent).sum();
    let mut notes = Vec::new();
    if absent > 0 {
        notes.push(format!(
            "{absent} of {pieces} marked pieces do not stand in the text that was read, and count as not shown"
        ));
    }
    let strange = cases
        .iter()
        .filter(|case| case.sent.pieces > 0 && case.sent.absent == case.sent.pieces);
    let ids: Vec<&str> = strange.map(|case| case.contract.id.as_str()).collect();
    if !ids.is_empty() {
        notes.push(format!(
            "nothing that is marked stands in the text of {}: is it the text that was labelled?",
            some(&ids)
        ));
    }
    notes
}

fn some(ids: &[&str]) -> String {
    let named = ids
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match ids.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{named} and {more} more"),
        _ => named,
    }
}

/// What is not right and what was not judged, by contract: fields by their answers, clauses by whether
/// one is marked.
pub fn misses(cases: &[&Case<'_>], fields: &Fields, source: &str) -> Table {
    let title = format!("what is not right, from {source}");
    let mut table = Table::new(&title, &["contract", "field", "outcome"]);
    table.is_long = true;
    let mut rows: Vec<[&str; 3]> = Vec::new();
    for miss in fields.misses.iter().chain(&fields.unjudged) {
        rows.push([&miss.contract, miss.field, miss.outcome]);
    }
    for case in cases {
        for category in CATEGORIES {
            let Some(label) = case.contract.label(category) else {
                continue;
            };
            let said = case.clauses.present(category).is_some();
            match (said, !label.spans.is_empty()) {
                (true, false) => rows.push([&case.contract.id, category, "clause: spurious"]),
                (false, true) => rows.push([&case.contract.id, category, "clause: missed"]),
                _ => {}
            }
        }
    }
    rows.sort_unstable();
    let cells = |row: [&str; 3]| row.map(|cell| Cell::Text(cell.to_owned())).to_vec();
    table.rows = rows.into_iter().map(cells).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::super::dataset::Label;
    use super::super::fields;
    use super::*;

    #[test]
    fn what_is_left_out_is_counted_and_named() {
        let mut labels = vec![Some(Label::default()); CATEGORIES.len()];
        let at = |name: &str| CATEGORIES.iter().position(|known| *known == name);
        let answered = |answer: &str| {
            Some(Label {
                answer: answer.to_owned(),
                ..Label::default()
            })
        };
        labels[at("Agreement Date").expect("known")] = answered("May 3, 2021");
        labels[at("Expiration Date").expect("known")] = answered("[]/[]/[]");
        labels[at("Insurance").expect("known")] = answered("Yes");
        labels[at("Audit Rights").expect("known")] = None;
        let contract = Contract {
            id: "one".to_owned(),
            text: String::new(),
            pdf: None,
            labels,
        };
        let contracts = [&contract];
        let fields = fields::score(&[(&contract, &[])]);
        let notes = answers(&contracts, &fields);
        assert!(
            notes[0].starts_with("Agreement Date: 1 of 1") && notes[0].contains("1 have another")
        );
        assert!(notes[1].contains("1 are blacked out"), "{}", notes[1]);
        let open = categories(&contracts).expect("a note");
        assert!(
            open.starts_with("1 of 41") && open.ends_with("Audit Rights"),
            "{open}"
        );
        let marked = unmarked(&contracts).expect("a note");
        assert!(
            marked.starts_with("1 answers say Yes") && marked.ends_with("one"),
            "{marked}"
        );
        assert_eq!(
            some(&["a", "b", "c", "d", "e", "f"]),
            "a, b, c, d, e and 1 more"
        );
    }
}
