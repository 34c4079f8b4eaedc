//! The report: a table for people, JSON for machines. Both are made from one [`Score`].

use super::gate::Failure;
use super::score::{Counts, Score};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

/// The report as people read it in a terminal.
pub fn table(score: &Score, failures: &[Failure]) -> String {
    let mut fields = Table::new();
    fields
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header([
            "field",
            "n",
            "correct",
            "wrong",
            "missed",
            "spurious",
            "precision",
            "recall",
            "F1",
        ]);
    for (id, counts) in &score.fields {
        fields.add_row(row(id, counts));
    }
    fields.add_row(row("all fields", &score.micro()));
    fields.add_row(row("obligations", &score.obligations));
    let details = format!(
        "obligations, where matched: kind {:.3} of {}, actor {:.3} of {}, due {:.3} of {}",
        score.kinds.ratio(),
        score.kinds.of,
        score.actors.ratio(),
        score.actors.of,
        score.due.ratio(),
        score.due.of,
    );
    let gates = match failures {
        [] => "all gates hold".to_owned(),
        failed => failed
            .iter()
            .map(|failure| format!("GATE: {failure}"))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    format!(
        "{} contracts\n{fields}\n{details}\n{gates}\n",
        score.contracts
    )
}

/// The report as JSON: `headline` with one figure each, then the tables.
pub fn json(score: &Score, failures: &[Failure]) -> Value {
    let micro = score.micro();
    let fields: serde_json::Map<String, Value> = score
        .fields
        .iter()
        .map(|(id, counts)| (id.clone(), figures(counts)))
        .collect();
    json!({
        "headline": {
            "contracts": score.contracts,
            "fields_micro_f1": round(micro.f1()),
            "fields_micro_precision": round(micro.precision()),
            "obligations_f1": round(score.obligations.f1()),
            "obligations_recall": round(score.obligations.recall()),
            "gates_failed": failures.len(),
        },
        "fields": fields,
        "obligations": {
            "all": figures(&score.obligations),
            "kind_accuracy": round(score.kinds.ratio()),
            "actor_accuracy": round(score.actors.ratio()),
            "due_accuracy": round(score.due.ratio()),
            "due_judged": score.due.of,
        },
        "gates": failures.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "misses": score.misses,
    })
}

fn row(name: &str, counts: &Counts) -> Vec<String> {
    vec![
        name.to_owned(),
        counts.n().to_string(),
        counts.correct.to_string(),
        counts.wrong.to_string(),
        counts.missed.to_string(),
        counts.spurious.to_string(),
        format!("{:.3}", counts.precision()),
        format!("{:.3}", counts.recall()),
        format!("{:.3}", counts.f1()),
    ]
}

fn figures(counts: &Counts) -> Value {
    json!({
        "n": counts.n(),
        "correct": counts.correct,
        "wrong": counts.wrong,
        "missed": counts.missed,
        "spurious": counts.spurious,
        "precision": round(counts.precision()),
        "recall": round(counts.recall()),
        "f1": round(counts.f1()),
    })
}

fn round(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_shows_every_field_and_every_failed_gate() {
        let mut score = Score {
            contracts: 2,
            ..Score::default()
        };
        score.fields.insert(
            "governing_law".to_owned(),
            Counts {
                correct: 1,
                wrong: 1,
                ..Counts::default()
            },
        );
        let failure = Failure {
            figure: "fields.micro_f1".to_owned(),
            floor: 0.9,
            measured: Some(0.5),
        };
        let text = table(&score, std::slice::from_ref(&failure));
        assert!(
            text.contains("governing_law")
                && text.contains("0.500")
                && text.contains("GATE: fields.micro_f1")
        );
        let machine = json(&score, &[failure]);
        assert_eq!(machine["headline"]["gates_failed"], 1);
        assert_eq!(machine["fields"]["governing_law"]["f1"], 0.5);
    }
}
