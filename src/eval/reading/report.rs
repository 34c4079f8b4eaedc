//! The reading suite's answer as a report. It computes nothing.

use super::{File, Report};
use crate::eval::figure::Figure;
use crate::eval::report::{self, Cell, Table};

/// The headline, the worst files and all files.
pub fn figures(measured: &Report) -> report::Report {
    let head = &measured.headline;
    let headline = [
        ("word_recall_median", head.word_recall_median),
        ("word_recall_p5", head.word_recall_p5),
        ("word_precision_median", head.word_precision_median),
        ("word_precision_p5", head.word_precision_p5),
        ("bigram_median", head.bigram_median),
        ("files_read", head.files_read as f64),
        ("files_total", head.files_total as f64),
        ("pages_per_second", head.pages_per_second),
    ];
    report::Report {
        suite: "reading".to_owned(),
        headline: headline
            .map(|(name, figure)| Figure::plain(name, Some(figure)))
            .to_vec(),
        tables: vec![table("worst files", &measured.worst)],
        ..report::Report::default()
    }
}

fn table(title: &str, files: &[File]) -> Table {
    let mut table = Table::new(
        title,
        &["file", "pages", "recall", "precision", "pairs", "fault"],
    );
    for file in files {
        table.rows.push(vec![
            Cell::Text(file.name.clone()),
            Cell::Count(file.pages),
            Cell::Figure(Some(file.shares.recall)),
            Cell::Figure(Some(file.shares.precision)),
            Cell::Figure(Some(file.shares.bigrams)),
            Cell::Text(file.error.clone().unwrap_or_default()),
        ]);
    }
    table
}
