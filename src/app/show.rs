//! What people read in a terminal: tables of readings and jobs, coloured where it is one.

use crate::domain::library::{Change, Nearest};
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::sureness::Sureness;
use crate::domain::term::{Finding, Rival, Term};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, presets};

/// The longest quote that a table shows; the whole stands in `--json` and in the review page.
const QUOTE: usize = 110;

/// A table with a head line.
pub fn table(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(
        heads
            .iter()
            .map(|head| Cell::new(head).add_attribute(Attribute::Bold)),
    );
    table
}

/// A number, on the right.
pub fn number(value: impl ToString) -> Cell {
    Cell::new(value.to_string()).set_alignment(CellAlignment::Right)
}

/// All that was read from one file.
pub fn reading(file: &str, reading: &Reading, dictionary: &Dictionary) -> String {
    let mut terms = table(&["field", "value", "quote", "page", ""]);
    for field in &dictionary.fields {
        match reading.fields.get(&field.id) {
            Some(finding @ (Finding::Found { .. } | Finding::Conflict { .. })) => {
                let shown = Sureness::of_finding(finding);
                for (term, shown) in finding.terms().iter().zip(shown) {
                    terms.add_row(row(&field.label, term, shown));
                    terms.add_rows(term.rivals.iter().map(also_stated));
                }
            }
            Some(absent) => {
                terms.add_row([
                    Cell::new(&field.label),
                    Cell::new(absence(absent)).fg(Color::DarkGrey),
                ]);
            }
            None => {}
        }
    }
    let mut duties = table(&["who", "owes what", "when", "page", ""]);
    for duty in &reading.obligations {
        let due = duty
            .due
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        duties.add_row([
            Cell::new(&duty.actor).fg(Color::Cyan),
            Cell::new(clipped(&duty.modality.told(&duty.action))),
            Cell::new(clipped(&due)),
            number(duty.grounding.page),
            mark(Sureness::of_duty(duty)),
        ]);
    }
    let mut out = format!(
        "{file}: {} pages, {} values\n{terms}\n",
        reading.pages,
        reading.values()
    );
    if !reading.obligations.is_empty() {
        out.push_str(&format!("{duties}\n"));
    }
    for compared in &reading.standards.compared {
        let label = dictionary.get(&compared.field);
        let label = label.map_or(compared.field.as_str(), |field| field.label.as_str());
        if let Some(nearest) = &compared.nearest {
            out.push_str(&format!("  {label}: {}\n", standard(nearest)));
        }
    }
    for claim in &reading.unverified {
        out.push_str(&format!(
            "  not verified: {} = {}\n",
            claim.field,
            clipped(&claim.value)
        ));
    }
    for reason in &reading.reasons {
        out.push_str(&format!("  look: {reason}\n"));
    }
    out
}

/// The standard clause that a value's evidence is nearest to, in one line.
fn standard(nearest: &Nearest) -> String {
    let changes = [&nearest.numbers, &nearest.negations, &nearest.sides];
    let changes: Vec<String> = changes
        .into_iter()
        .flatten()
        .map(Change::to_string)
        .collect();
    let told = match changes.is_empty() {
        true => String::new(),
        false => format!("; {}", clipped(&changes.join("; "))),
    };
    let (title, position) = (&nearest.title, nearest.position.name());
    let percent = (nearest.alike * 100.0).round();
    format!("standard clause “{title}” ({position}), {percent} % alike{told}")
}

fn row(label: &str, term: &Term, shown: Sureness) -> Vec<Cell> {
    let mark = match &term.derivation {
        Some(derivation) if shown == Sureness::Computed => {
            Cell::new(format!("{}\n{}", shown.words(), derivation.rule)).fg(Color::Yellow)
        }
        _ => mark(shown),
    };
    vec![
        Cell::new(label),
        Cell::new(term.value.to_string()).fg(Color::Cyan),
        Cell::new(clipped(&term.grounding.quote)),
        number(term.grounding.page),
        mark,
    ]
}

fn also_stated(rival: &Rival) -> Vec<Cell> {
    vec![
        Cell::new("  also stated"),
        Cell::new(rival.value.to_string()).fg(Color::Cyan),
        Cell::new(clipped(&rival.grounding.quote)),
        number(rival.grounding.page),
        Cell::new("rival").fg(Color::Red),
    ]
}

fn mark(shown: Sureness) -> Cell {
    let colour = match shown {
        Sureness::Verified => Color::Green,
        Sureness::Computed | Sureness::ToCheck => Color::Yellow,
        Sureness::Conflict | Sureness::NearMatch | Sureness::NoEvidence => Color::Red,
    };
    Cell::new(shown.words()).fg(colour)
}

fn absence(finding: &Finding) -> &'static str {
    match finding {
        Finding::NotStated { .. } => "not stated",
        Finding::Unreadable { .. } => "not found, but some pages were not read",
        Finding::Truncated => "not known: the answer was cut off",
        Finding::Found { .. } | Finding::Conflict { .. } => "",
    }
}

fn clipped(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", &flat[..end]),
        None => flat,
    }
}
