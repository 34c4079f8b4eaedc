//! The reading suite's answer as people read it in a terminal. It computes nothing.

use super::{File, Report};
use comfy_table::{Table, presets};

/// The headline and the worst files.
pub fn table(report: &Report) -> String {
    let head = &report.headline;
    let mut figures = Table::new();
    figures
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(["", "median", "5th percentile"])
        .add_row([
            "word recall".to_owned(),
            share(head.word_recall_median),
            share(head.word_recall_p5),
        ])
        .add_row([
            "word precision".to_owned(),
            share(head.word_precision_median),
            share(head.word_precision_p5),
        ])
        .add_row([
            "neighbouring pairs".to_owned(),
            share(head.bigram_median),
            String::new(),
        ]);
    let mut worst = Table::new();
    worst.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "worst files",
        "recall",
        "precision",
        "pairs",
        "",
    ]);
    for file in &report.worst {
        worst.add_row(row(file));
    }
    format!(
        "{} of {} files read, {:.0} pages a second\n{figures}\n{worst}\n",
        head.files_read, head.files_total, head.pages_per_second
    )
}

fn row(file: &File) -> Vec<String> {
    vec![
        file.name.clone(),
        share(file.shares.recall),
        share(file.shares.precision),
        share(file.shares.bigrams),
        file.error.clone().unwrap_or_default(),
    ]
}

fn share(figure: f64) -> String {
    format!("{figure:.4}")
}
