//! The result of the suite as a report.

use super::{Masked, Pii};
use crate::eval::report::{Cell, Report, Table};

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
        let is_decoy = name.ends_with("decoy");
        let figures = match is_decoy {
            true => vec![("beside", masked.beside as f64)],
            false => vec![
                ("recall", masked.recall()),
                ("precision", masked.precision()),
            ],
        };
        let named = figures
            .into_iter()
            .map(|(what, figure)| (format!("{name}.{what}"), figure));
        report.headline.extend(named);
    }
    table.rows.push(row("people of the goldens", &pii.people));
    report.tables.push(table);
    report.headline.extend([
        ("people.recall".to_owned(), pii.people.recall()),
        ("people.precision".to_owned(), pii.people.precision()),
        ("round_trip".to_owned(), pii.round_trip.ratio()),
        ("fields_alike".to_owned(), pii.fields.ratio()),
    ]);
    let changed = pii
        .changed
        .iter()
        .map(|field| format!("read otherwise when masked: {field}"));
    report.notes.extend(changed);
    report
}

fn row(name: &str, masked: &Masked) -> Vec<Cell> {
    let is_decoy = name.ends_with("decoy");
    vec![
        Cell::Text(name.to_owned()),
        Cell::Count(masked.items),
        Cell::Count(masked.chars),
        Cell::Count(masked.hidden),
        Cell::Count(masked.beside),
        Cell::Figure((!is_decoy).then(|| masked.recall())),
        Cell::Figure((!is_decoy).then(|| masked.precision())),
    ]
}
