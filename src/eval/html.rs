//! The report as one HTML file that needs no network: headline, curves, and tables with bars.

use super::report::{Cell, Curve, Report, Table, Verdict};
use askama::Template;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    suite: &'a str,
    notes: &'a [String],
    made_by: String,
    is_good: bool,
    gates: usize,
    left_out: Option<String>,
    failures: Vec<String>,
    changes: Vec<String>,
    curves: Vec<Drawn<'a>>,
    tables: Vec<Shown<'a>>,
}

struct Drawn<'a> {
    title: &'a str,
    x: &'a str,
    y: &'a str,
    points: String,
}

struct Shown<'a> {
    title: &'a str,
    columns: &'a [String],
    rows: Vec<Vec<Shade>>,
}

/// A cell, and how much of its bar is filled in per cent.
struct Shade {
    text: String,
    share: Option<String>,
}

/// Draws the page.
///
/// # Errors
/// When the template cannot be filled in.
pub fn page(report: &Report, verdict: &Verdict) -> Result<String, askama::Error> {
    let headline = report.headline_table();
    let changes = verdict.changes.iter().filter(|change| change.is_notable());
    Page {
        suite: &report.suite,
        notes: &report.notes,
        made_by: report.made(),
        is_good: verdict.is_good(),
        gates: verdict.gates,
        failures: verdict.faults(),
        left_out: verdict.left_out(),
        changes: changes.map(ToString::to_string).collect(),
        curves: report.curves.iter().map(drawn).collect(),
        tables: std::iter::once(&headline)
            .chain(&report.tables)
            .map(shown)
            .collect(),
    }
    .render()
}

/// The points on a square of 300 units with its origin at the bottom left.
fn drawn(curve: &Curve) -> Drawn<'_> {
    let mut points: Vec<String> = curve
        .points
        .iter()
        .map(|(x, y)| format!("{:.1},{:.1}", x * 300.0, 300.0 - y * 300.0))
        .collect();
    // A curve has a point for each prediction; most of them fall on one dot.
    points.dedup();
    Drawn {
        title: &curve.title,
        x: &curve.x,
        y: &curve.y,
        points: points.join(" "),
    }
}

fn shown(table: &Table) -> Shown<'_> {
    let shade = |cell: &Cell| Shade {
        text: cell.show(),
        share: match cell {
            Cell::Figure(Some(figure)) => Some(format!("{:.1}", figure.clamp(0.0, 1.0) * 100.0)),
            _ => None,
        },
    };
    Shown {
        title: &table.title,
        columns: &table.columns,
        rows: table
            .rows
            .iter()
            .map(|row| row.iter().map(shade).collect())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_needs_no_network_and_shows_no_markup_of_others() {
        let mut table = Table::new("fields", &["field", "f1"]);
        table.rows.push(vec![
            Cell::Text("<script>alert(1)</script>".to_owned()),
            Cell::Figure(Some(0.25)),
        ]);
        let report = Report {
            suite: "golden".to_owned(),
            tables: vec![table],
            curves: vec![Curve {
                title: "precision over recall".to_owned(),
                points: vec![(0.0, 1.0), (0.000_1, 1.0), (1.0, 0.5)],
                ..Curve::default()
            }],
            ..Report::default()
        };
        let page = page(&report, &Verdict::default()).expect("a page");
        assert!(page.contains("width:25.0%") && page.contains("0.0,0.0 300.0,150.0"));
        assert!(!page.contains("<script") && !page.contains("http"));
    }
}
