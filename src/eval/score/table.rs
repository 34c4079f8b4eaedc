//! The golden suite's score as a report.

use super::super::figure::Figure;
use super::super::golden::{Golden, Set};
use super::super::ratio::{Ratio, measured};
use super::super::report::{Cell, Report, Table};
use super::{Counts, Score, Share, score};
use crate::domain::reading::Reading;

/// Scores the cases, all together for the tables and one by one for the intervals.
pub fn report(cases: &[(Golden, Reading)]) -> Report {
    let all = score(cases);
    let each: Vec<(&Golden, Score)> = cases
        .chunks(1)
        .map(|case| (&case[0].0, score(case)))
        .collect();
    let mut report = Report {
        suite: "golden".to_owned(),
        notes: vec![format!("{} contracts", all.contracts)],
        ..Report::default()
    };
    for (name, above, below) in FIGURES {
        let sums = |wanted: Option<Set>| {
            let each = each
                .iter()
                .filter(|(golden, _)| wanted.is_none_or(|set| golden.set == set));
            Ratio::of(
                each.map(|(golden, score)| (golden.contract.as_str(), above(score), below(score))),
            )
        };
        let figure = |name: &str, ratio| match COSTS.iter().any(|cost| name.ends_with(cost)) {
            true => Figure::ratio(name, ratio).as_cost(),
            false => Figure::ratio(name, ratio),
        };
        report.headline.push(figure(name, sums(None)));
        for set in all.sets.keys() {
            let name = format!("{}.{name}", set.name());
            report.headline.push(figure(&name, sums(Some(*set))));
        }
    }
    let sets = all.sets.iter().map(|(set, score)| (set.name(), score));
    for (set, score) in sets.chain([("all", &all)]) {
        for (id, counts) in &score.fields {
            let name = format!("{set}.field.{id}.f1");
            report.add(&name, counts.f1());
        }
    }
    report.tables.push(fields(&all));
    report.tables.push(verified(&all));
    report.tables.push(misses(&all));
    report
}

/// A figure's name, and the two sums whose ratio it is.
type Named = (&'static str, fn(&Score) -> f64, fn(&Score) -> f64);

const FIGURES: &[Named] = &[
    (
        "verified_wrong_rate",
        |score| wrong(score.all_verified()),
        |score| score.all_verified().of as f64,
    ),
    (
        "obligations.verified_wrong_rate",
        |score| wrong(score.verified_duties),
        |score| score.verified_duties.of as f64,
    ),
    (
        "fields.micro_f1",
        |score| 2.0 * right(score.micro()),
        |score| said(score.micro()) + stated(score.micro()),
    ),
    (
        "fields.micro_precision",
        |score| right(score.micro()),
        |score| said(score.micro()),
    ),
    (
        "fields.micro_recall",
        |score| right(score.micro()),
        |score| stated(score.micro()),
    ),
    (
        "obligations.f1",
        |score| 2.0 * right(score.obligations),
        |score| said(score.obligations) + stated(score.obligations),
    ),
    (
        "obligations.precision",
        |score| right(score.obligations),
        |score| said(score.obligations),
    ),
    (
        "obligations.recall",
        |score| right(score.obligations),
        |score| stated(score.obligations),
    ),
    (
        "obligations.kind_accuracy",
        |score| score.kinds.right as f64,
        |score| score.kinds.of as f64,
    ),
    (
        "obligations.actor_accuracy",
        |score| score.actors.right as f64,
        |score| score.actors.of as f64,
    ),
    (
        "obligations.due_accuracy",
        |score| score.due.right as f64,
        |score| score.due.of as f64,
    ),
    (
        "obligations.condition_accuracy",
        |score| score.conditions.right as f64,
        |score| score.conditions.of as f64,
    ),
];

/// What less is better of.
const COSTS: [&str; 1] = ["verified_wrong_rate"];

fn wrong(shown: Share) -> f64 {
    (shown.of - shown.right) as f64
}

fn right(counts: Counts) -> f64 {
    counts.correct as f64
}

fn said(counts: Counts) -> f64 {
    counts.said() as f64
}

fn stated(counts: Counts) -> f64 {
    counts.stated() as f64
}

fn fields(score: &Score) -> Table {
    let named = score
        .fields
        .iter()
        .map(|(id, counts)| (id.clone(), *counts));
    let more = [
        ("all fields".to_owned(), score.micro()),
        ("obligations".to_owned(), score.obligations),
    ];
    outcomes("fields", named.chain(more))
}

/// The columns of a table of outcomes: all five, so that they add up to `n`, then their ratios.
pub const OUTCOMES: [&str; 9] = [
    "n",
    "correct",
    "wrong",
    "missed",
    "spurious",
    "absent",
    "precision",
    "recall",
    "f1",
];

/// The cells of [`OUTCOMES`].
pub fn outcome_cells(counts: Counts) -> Vec<Cell> {
    let outcomes = [
        counts.n(),
        counts.correct,
        counts.wrong,
        counts.missed,
        counts.spurious,
        counts.absent,
    ];
    let figures = [counts.precision(), counts.recall(), counts.f1()];
    let outcomes = outcomes.into_iter().map(Cell::Count);
    outcomes.chain(figures.map(Cell::Figure)).collect()
}

/// What is shown as verified, against the labels, field by field.
fn verified(score: &Score) -> Table {
    let mut table = Table::new(
        "shown as verified",
        &["what", "right", "wrong", "wrong rate"],
    );
    let fields = score.verified.iter();
    let named = fields.map(|(id, share)| (id.as_str(), *share));
    let more = [
        ("all fields", score.all_verified()),
        ("obligations", score.verified_duties),
    ];
    for (name, shown) in named.chain(more) {
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Count(shown.right),
            Cell::Count(shown.of - shown.right),
            Cell::Figure(measured(shown.of - shown.right, shown.of)),
        ]);
    }
    table
}

/// A table of outcomes with their ratios, a row for each name.
pub fn outcomes(title: &str, rows: impl Iterator<Item = (String, Counts)>) -> Table {
    let columns: Vec<&str> = std::iter::once("field").chain(OUTCOMES).collect();
    let mut table = Table::new(title, &columns);
    for (name, counts) in rows {
        let mut row = vec![Cell::Text(name)];
        row.extend(outcome_cells(counts));
        table.rows.push(row);
    }
    table
}

fn misses(score: &Score) -> Table {
    let mut table = Table::new("what went wrong", &["case"]);
    let rows = score.misses.iter();
    table.rows = rows.map(|miss| vec![Cell::Text(miss.clone())]).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::html;
    use crate::eval::report::Verdict;

    /// The protocol knows five outcomes; the right silence about what a contract does not state is one.
    #[test]
    fn all_five_outcomes_of_a_field_are_shown_everywhere_and_add_up() {
        let counts = Counts {
            correct: 1,
            wrong: 2,
            missed: 3,
            spurious: 4,
            absent: 5,
        };
        let rows = std::iter::once(("governing_law".to_owned(), counts));
        let report = Report {
            tables: vec![outcomes("fields", rows)],
            ..Report::default()
        };
        let verdict = Verdict::default();
        let row = &report.json(&verdict)["tables"]["fields"][0];
        let names = ["correct", "wrong", "missed", "spurious", "absent"];
        assert_eq!(
            names.map(|name| row[name].as_u64()),
            [1, 2, 3, 4, 5].map(Some)
        );
        assert_eq!(row["n"], 15);
        assert!(report.text(&verdict).contains("absent"));
        let page = html::page(&report, &verdict).expect("a page");
        assert!(page.contains(">absent</th>"));
    }
}
