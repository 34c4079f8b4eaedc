//! The result of the suite as a report.

use super::{Masked, Pii};
use crate::eval::ratio::Ratio;
use crate::eval::report::{Cell, Report, Table};
use crate::eval::score::Share;

/// The report: recall and precision of each type, then people, the way back and the fields.
pub fn report(pii: &Pii) -> Report {
    let mut report = Report {
        suite: "pii".to_owned(),
        notes: vec![format!(
            "{} golden texts, made-up data injected from seed {}; shares of characters",
            pii.texts, pii.seed
        )],
        ..Report::default()
    };
    let columns = [
        "type",
        "items",
        "characters",
        "hidden",
        "beside",
        "recall",
        "precision",
    ];
    let mut table = Table::new("masked", &columns);
    for (name, masked) in &pii.types {
        table.rows.push(row(name, masked));
        if name.ends_with("decoy") {
            report.add(&format!("{name}.beside"), masked.beside as f64);
            continue;
        }
        let of = |one: &Pii| one.types.get(name).copied().unwrap_or_default();
        report.add_ratio(
            &format!("{name}.recall"),
            by_text(pii, |one| recall(of(one))),
        );
        let precision = by_text(pii, |one| precision(of(one)));
        report.add_ratio(&format!("{name}.precision"), precision);
    }
    table.rows.push(row("people of the goldens", &pii.people));
    report.tables.push(table);
    report.add_ratio("people.recall", by_text(pii, |one| recall(one.people)));
    report.add_ratio(
        "people.precision",
        by_text(pii, |one| precision(one.people)),
    );
    let share = |share: Share| (share.right, share.of);
    report.add_ratio("round_trip", by_text(pii, |one| share(one.round_trip)));
    report.add_ratio("fields_alike", by_text(pii, |one| share(one.fields)));
    let changed = pii
        .changed
        .iter()
        .map(|field| format!("read otherwise when masked: {field}"));
    report.notes.extend(changed);
    report
}

/// A figure as its two sums for each text.
fn by_text(pii: &Pii, sums: impl Fn(&Pii) -> (usize, usize)) -> Ratio {
    Ratio::of(pii.each.iter().map(|(contract, one)| {
        let (above, below) = sums(one);
        (contract.as_str(), above as f64, below as f64)
    }))
}

fn recall(masked: Masked) -> (usize, usize) {
    (masked.hidden, masked.chars)
}

fn precision(masked: Masked) -> (usize, usize) {
    (masked.hidden, masked.hidden + masked.beside)
}

fn row(name: &str, masked: &Masked) -> Vec<Cell> {
    let is_decoy = name.ends_with("decoy");
    vec![
        Cell::Text(name.to_owned()),
        Cell::Count(masked.items),
        Cell::Count(masked.chars),
        Cell::Count(masked.hidden),
        Cell::Count(masked.beside),
        Cell::Figure(masked.recall().filter(|_| !is_decoy)),
        Cell::Figure(masked.precision().filter(|_| !is_decoy)),
    ]
}
